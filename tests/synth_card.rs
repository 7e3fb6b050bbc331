//! The card company through the command: the files, and that training finds what was planted.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod tables;
}

use confidant::engine::Advisor;

use support::cli::Folder;
use support::tables::{cells, column};

#[test]
fn the_card_company_is_written_trained_and_recommended_from() {
    let folder = Folder::new();
    let outcome = folder.run(&["synth", "--kind", "card", "--customers", "2500", "--seed", "3", "--out", "."]).done();
    assert!(outcome.stdout.contains("a model that knew the planted truth would reach auc 0."), "{}", outcome.stdout);
    let files: Vec<String> = folder.contents().into_keys().collect();
    assert_eq!(
        files,
        ["catalogue.toml", "confidant.toml", "customers.csv", "demo_customers.json", "test.csv", "truth.toml"],
        "as the insurer's"
    );
    // A smaller fit than the project asks for, of the same columns, rules and cards.
    let project = folder.read_text("confidant.toml").replace("trees = 100", "trees = 30").replace("= 300", "= 20");
    folder.write("confidant.toml", project);
    let said = folder.run(&["train", "confidant.toml", "--out", "pack", "--quiet"]).done();
    assert!(!said.stderr.contains("never hold"), "{}", said.stderr);
    let advisor = Advisor::from_bytes(&folder.read("pack")).unwrap();
    let offers = advisor.pack().offers.as_ref().unwrap();
    let figures = |by: &str| offers.card.ranked.iter().find(|ranked| ranked.by == by).unwrap().figures;
    assert!(figures("blend").mrr > 1.2 * figures("popularity").mrr, "{:?}", offers.card.ranked);
    // The discontinued card has one clear substitute.
    let near = advisor.similar_products("fuel_classic", "en").unwrap();
    assert_eq!((near[0].product.as_str(), near[0].sold), ("fuel", true));
    assert!(near[0].similarity > 1.2 * near[1].similarity, "{near:?}");
    // Nobody is offered a card that is held or no longer issued, and hardly anybody nothing.
    folder.run(&["recommend", "pack", "--data", "test.csv", "--out", "out.csv", "--lang", "ko", "-q"]).done();
    let out = cells(&folder.read_text("out.csv"), b',');
    for (row, offer) in column(&out, "offer_1").into_iter().enumerate().filter(|(_, offer)| !offer.is_empty()) {
        assert!(offer != "fuel_classic" && (offer == "fee_waiver" || column(&out, &format!("has_{offer}"))[row] == "0"));
    }
    let offered = column(&out, "offer_1").into_iter().filter(|offer| !offer.is_empty()).count();
    assert!(offered > 490, "only {offered} of 500 are offered something");
}
