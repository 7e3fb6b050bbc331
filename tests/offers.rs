//! Next best offers from a table of customers and from lists: what training finds of what was planted, and what the command writes.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod html;
    pub(crate) mod offered;
    pub(crate) mod tables;
}

use confidant::artifact;
use confidant::engine::offers::{OfferReasonKind, Recommendation, Request};
use confidant::engine::{Advisor, Customer, FieldValue};
use confidant::model::Pack;
use confidant::model::offers::OfferFigures;

use support::cli::Folder;
use support::offered::{CATALOGUE, HELD, advisor, all, bank, offer, pack, project_text, recommend};
use support::tables::{cells, column, noise, table};

fn figures(pack: &Pack, by: &str) -> OfferFigures {
    let card = &pack.offers.as_ref().unwrap().card;
    card.ranked.iter().find(|ranked| ranked.by == by).unwrap_or_else(|| panic!("no figures of {by}")).figures
}

#[test]
fn hidden_products_are_found_better_than_by_popularity() {
    let pack = pack();
    let card = &pack.offers.as_ref().unwrap().card;
    assert!(card.measured > 400 && card.customers > 3500, "{card:?}");
    assert_eq!(card.ranked[0].by, "blend");
    let (blend, popular) = (figures(&pack, "blend"), figures(&pack, "popularity"));
    assert!(blend.mrr > 1.2 * popular.mrr, "{blend:?} {popular:?}");
    assert!(blend.hit_at_3 > 1.15 * popular.hit_at_3, "{blend:?} {popular:?}");
    assert!(blend.ndcg_at_10 > popular.ndcg_at_10 && blend.coverage >= popular.coverage, "{blend:?} {popular:?}");
    for ranked in &card.ranked {
        let OfferFigures { hit_at_3, mrr, ndcg_at_10, recall_at_10, coverage, novelty } = ranked.figures;
        let shares = [hit_at_3, mrr, ndcg_at_10, recall_at_10, coverage];
        assert!(shares.iter().all(|x| (0.0..=1.0).contains(x)) && novelty >= 0.0, "{ranked:?}");
        assert!(hit_at_3 <= recall_at_10, "{ranked:?}");
    }
}

#[test]
fn chances_are_held_against_what_came_true() {
    let pack = pack();
    let card = &pack.offers.as_ref().unwrap().card;
    let of = |by: &str| card.ranked.iter().find(|ranked| ranked.by == by).unwrap().calibration.clone();
    let (blend, popular) = (of("blend").unwrap(), of("popularity").unwrap());
    assert!(blend.ece < 0.02 && blend.brier < 0.95 * popular.brier, "{blend:?} {popular:?}");
    // At most ten of a customer's products are looked at, of which there are eight with somebody who has them.
    let pairs: u64 = blend.bins.iter().map(|bin| bin.count).sum();
    assert!(blend.bins.len() == 10 && pairs > 3 * card.measured && pairs <= 10 * card.measured, "{blend:?}");
    assert!(blend.bins.windows(2).all(|pair| pair[0].stated <= pair[1].stated));
    let (low, high) = (blend.bins[0], blend.bins[9]);
    assert!(low.true_share < 0.05 && high.true_share > 0.4 && (high.stated - high.true_share).abs() < 0.1, "{blend:?}");
    assert!(card.ranked.iter().all(|r| r.calibration.is_some() == ["blend", "popularity"].contains(&r.by.as_str())));
}

#[test]
fn planted_columns_and_pairs_are_offered_and_are_the_reasons() {
    let advisor = advisor();
    // A driver lacks roadside help; the region decides on the home, and the age on the pension.
    for (customer, product, words) in [
        ("age=40 income=30000 region=south has_motor=1", "roadside", "Motor"),
        ("age=40 income=80000 region=south has_travel=1", "lounge", "Travel"),
        ("age=28 income=30000 region=north has_basic=1", "home", "region: north speaks for it."),
        ("age=70 income=30000 region=south has_basic=1", "pension", "age: 70 speaks for it."),
    ] {
        let answer = recommend(&advisor, customer, &all());
        // What may be taken again is set aside: half of all have it.
        let most = answer
            .offers
            .iter()
            .filter(|offer| offer.product != "basic")
            .max_by(|a, b| a.propensity.total_cmp(&b.propensity))
            .unwrap();
        assert_eq!(most.product, product, "{customer}");
        assert!(most.reasons.iter().any(|reason| reason.text.contains(words)), "{customer}: {:?}", most.reasons);
    }
    let answer = recommend(&advisor, "age=40 income=80000 region=south has_travel=1", &all());
    let pair = answer.bundles.iter().find(|bundle| bundle.adds == "lounge").unwrap();
    assert_eq!(pair.held, ["travel"]);
    assert!((0.6..0.8).contains(&pair.confidence) && pair.lift > 1.8 && pair.customers > 500, "{pair:?}");
    let lounge = offer(&answer, "lounge").unwrap();
    let of_kind = |kind| lounge.reasons.iter().find(|reason| reason.kind == kind);
    let (bundle, together) = (of_kind(OfferReasonKind::Bundle).unwrap(), of_kind(OfferReasonKind::Together).unwrap());
    assert_eq!(bundle.count, Some(pair.customers));
    assert!(together.count.unwrap() >= pair.customers && together.text.ends_with("customers have it together with Travel."));
    assert!(of_kind(OfferReasonKind::Popular).unwrap().text.ends_with("% of all customers have it."));
    assert!(of_kind(OfferReasonKind::Column).unwrap().contribution.unwrap().abs() > 1e-3);
    let alike: Vec<&str> = answer.alike.iter().map(|alike| alike.by.as_str()).collect();
    assert_eq!(alike, ["cluster", "segment"]);
    for alike in &answer.alike {
        assert!(alike.difference.iter().all(|held| held.product != "travel" && held.customers >= 20), "{alike:?}");
        assert!(alike.difference.iter().all(|h| h.share == f64::from(h.customers) / f64::from(alike.customers)), "{alike:?}");
    }
}

#[test]
fn priorities_are_products_and_propensities_sum_to_one() {
    // Without gates and gestures every candidate is offered.
    let mut pack = pack();
    for product in &mut pack.catalogue {
        (product.discontinued, product.starting_propensity, product.eligibility) = (false, None, Default::default());
    }
    let advisor = Advisor::new(pack.clone());
    for customer in ["age=40 income=30000 region=south has_motor=1 has_basic=1", "age=66", "region=west income=1e9 has_home=1"] {
        let answer = recommend(&advisor, customer, &all());
        let sum: f64 = answer.offers.iter().map(|offer| offer.propensity).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{customer}: {sum}");
        for offer in &answer.offers {
            assert_eq!(offer.priority, offer.propensity * offer.context * offer.value * offer.levers * offer.diversity);
            assert_eq!(offer.levers, if offer.product == "lounge" { 1.5 } else { 1.0 });
        }
        assert!(answer.offers.windows(2).all(|pair| pair[0].priority >= pair[1].priority), "{customer}");
        // The middle of 5, 10, 20, 30, 40, 50, 90, 110 and 400 for the one without a value.
        assert_eq!(offer(&answer, "child").unwrap().value, 40.0);
        // What a gate drops was a candidate all the same: the chances of the others stay.
        let gated = recommend(&support::offered::advisor(), customer, &all());
        for kept in gated.offers.iter().filter(|kept| kept.product != "bonus") {
            assert_eq!(kept.propensity, offer(&answer, &kept.product).unwrap().propensity, "{}", kept.product);
        }
    }
}

#[test]
fn novelty_raises_what_few_have() {
    let mut pack = pack();
    let customer = "age=40 income=30000 region=south has_motor=1";
    let plain = recommend(&Advisor::new(pack.clone()), customer, &all());
    let offers = pack.offers.as_mut().unwrap();
    offers.policy.novelty = 0.5;
    let (holders, customers) = (offers.holders.clone(), offers.customers);
    let novel = recommend(&Advisor::new(pack.clone()), customer, &all());
    for after in &novel.offers {
        let before = offer(&plain, &after.product).unwrap();
        let product = pack.catalogue.iter().position(|product| product.id == after.product).unwrap();
        let share = (f64::from(holders[product]) + 1.0) / (f64::from(customers) + 1.0);
        assert!((after.levers / before.levers - share.sqrt().recip()).abs() < 1e-9, "{}", after.product);
        assert_eq!((after.propensity, after.context, after.value), (before.propensity, before.context, before.value));
    }
    let bits = |answer: &Recommendation| -> f64 {
        let held = |id: &str| holders[pack.catalogue.iter().position(|product| product.id == id).unwrap()];
        answer.offers.iter().take(3).map(|offer| -confidant::math::ln(f64::from(held(&offer.product) + 1))).sum()
    };
    assert!(bits(&novel) > bits(&plain), "the first offers are of rarer products");
    // A pack that asks for none says nothing of it, so that older readers read it.
    let bytes = confidant::artifact::write(&pack).unwrap();
    assert_eq!(confidant::artifact::read(&bytes).unwrap(), pack);
    pack.offers.as_mut().unwrap().policy.novelty = 0.0;
    let bytes = confidant::artifact::write(&pack).unwrap();
    let said = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(said(b"diversity") && !said(b"\\\"novelty\\\":0"));
}

#[test]
fn diversity_lowers_what_is_like_a_better_offer() {
    let mut pack = pack();
    let customer = "age=40 income=30000 region=south has_motor=1";
    let plain = recommend(&Advisor::new(pack.clone()), customer, &all());
    assert!(plain.offers.iter().all(|offer| offer.diversity == 1.0));
    pack.offers.as_mut().unwrap().policy.diversity = 0.8;
    let mixed = recommend(&Advisor::new(pack), customer, &all());
    assert_eq!(mixed.offers[0].product, plain.offers[0].product);
    // Of two savings products the second one loses at least the half that one category is.
    let saving = |offer: &&confidant::engine::offers::Offer| offer.category.as_deref() == Some("saving");
    let kept: Vec<f64> = mixed.offers.iter().filter(saving).map(|offer| offer.diversity).collect();
    assert!(mixed.offers[0].diversity == 1.0 && kept[0] > kept[1] && kept[1] <= 1.0 - 0.8 * 0.5, "{kept:?}");
    for offer in &mixed.offers {
        let product = offer.propensity * offer.context * offer.value * offer.levers;
        assert_eq!(offer.priority, product * offer.diversity);
    }
}

/// A folder with the bank's files and the pack trained on them.
fn trained(rows: usize, rest: &str) -> Folder {
    let folder = Folder::with(&[("bank.csv", bank(rows).as_bytes()), ("catalogue.toml", CATALOGUE.as_bytes())]);
    folder.write("project.toml", project_text(rest));
    folder.run(&["train", "project.toml", "--out", "pack", "--quiet"]).done();
    folder
}

#[test]
fn packs_with_offers_do_not_depend_on_threads_and_come_back_as_they_are() {
    let folder = trained(1500, "");
    for threads in ["1", "3"] {
        folder.run(&["train", "project.toml", "--out", threads, "--threads", threads, "--quiet"]).done();
        assert!(folder.read(threads) == folder.read("pack"), "{threads} threads make another pack");
    }
    let pack = artifact::read(&folder.read("pack")).unwrap();
    let offers = pack.offers.as_ref().unwrap();
    assert!(offers.rankers.len() == 8 && offers.factors.is_some() && offers.segments.is_some() && offers.clusters.is_some());
    assert!(!offers.bundles.is_empty() && offers.card.measured > 100);
    assert!(artifact::write(&pack).unwrap() == folder.read("pack"));
    folder.run(&["verify", "pack"]).done();
}

#[test]
fn the_command_answers_row_by_row_as_the_library_does() {
    let folder = trained(1500, "");
    let rows = table("customer,has_home,age,income,note,region,has_motor,has_basic", 3000, |i| {
        let flag = |at| u8::from(noise(i, at) < 0.4);
        format!("n{i},{},{},{},\"a, b {i}\",north,{},{}", flag(1), 20 + i % 60, 1000 * (i % 90), flag(2), flag(3))
    });
    folder.write("in.csv", &rows);
    let outcome =
        folder.run(&["recommend", "pack", "--data", "in.csv", "--out", "out.csv", "--top", "2", "--trace", "trace.jsonl", "-q"]);
    assert!(outcome.done().stderr.contains("the table has no column has_travel"));
    let (input, output) = (cells(&rows, b','), cells(&folder.read_text("out.csv"), b','));
    let of_offer = |n: usize| ["", "_priority", "_propensity", "_reason"].map(|what| format!("offer_{n}{what}"));
    let header: Vec<String> =
        input[0].iter().cloned().chain(of_offer(1)).chain(of_offer(2)).chain(["nothing_because".to_owned()]).collect();
    assert_eq!(output[0], header);
    assert_eq!(output.len(), input.len());
    let advisor = Advisor::from_bytes(&folder.read("pack")).unwrap();
    let trace = folder.read_text("trace.jsonl");
    assert_eq!(trace.lines().count(), 3000);
    for ((row, answer), line) in input[1..].iter().zip(&output[1..]).zip(trace.lines()) {
        assert_eq!(&answer[..row.len()], &row[..], "rows keep their order and their own columns");
        let fields = input[0].iter().zip(row).filter(|(name, _)| advisor.field(name).is_some());
        let customer =
            Customer::new(fields.map(|(name, text)| (name.clone(), FieldValue::Text(text.clone()))).collect()).unwrap();
        let expected = advisor.recommend(&customer, &Request { top: 2, ..Request::default() }).unwrap();
        let told: Recommendation = serde_json::from_str(line).unwrap();
        assert_eq!(told, expected);
        for (offer, cells) in expected.offers.iter().zip(answer[row.len()..].chunks(4)) {
            assert_eq!(cells[0], offer.product);
            assert_eq!((cells[1].parse::<f64>().unwrap(), cells[2].parse::<f64>().unwrap()), (offer.priority, offer.propensity));
            // What speaks against a product is no reason to offer it.
            let reason = offer.reasons.iter().find(|reason| reason.contribution.is_none_or(|part| part > 0.0));
            assert_eq!(cells[3], reason.map_or("", |reason| &reason.text));
            // What may be taken again may be offered again; nothing else that is held is.
            assert!(!expected.held.contains(&offer.product) || offer.product == "basic", "{row:?}");
        }
    }
}

/// Who bought what, with how many and when: eight tribes of customers, each with its own 50 of 400 articles.
fn purchases(customers: usize) -> String {
    let mut text = "who,article,pieces,day\n".to_owned();
    for customer in 0..customers {
        for line in 0..8 {
            let own = noise(customer, 3 * line) < 0.85;
            let from = (400.0 * noise(customer, 3 * line + 1)) as usize;
            let article = if own { (customer % 8) * 50 + from / 8 } else { from };
            let pieces = 1 + (3.0 * noise(customer, 3 * line + 2)) as usize;
            text.push_str(&format!("k{customer},a{article:03},{pieces},2026-0{}-11\n", 1 + line));
        }
        // The first article goes back, all of it, and is nobody's holding.
        text.push_str(&format!("k{customer},returned,2,2026-01-01\nk{customer},returned,-2,2026-01-02\n"));
    }
    text
}

#[test]
fn a_list_of_purchases_is_enough_and_large_catalogues_need_no_forests() {
    let folder = Folder::with(&[("list.csv", purchases(2500).as_bytes())]);
    let offers =
        "interactions = \"list.csv\"\ncustomer = \"who\"\nproduct = \"article\"\nstrength = \"pieces\"\ntime = \"day\"\n";
    folder.write("project.toml", format!("name = \"shop\"\n[offers]\nfactors = 16\nepochs = 8\n{offers}"));
    folder.run(&["train", "project.toml", "--out", "pack", "--quiet"]).done();
    let pack = artifact::read(&folder.read("pack")).unwrap();
    let offers = pack.offers.as_ref().unwrap();
    assert!(pack.catalogue.len() > 300 && offers.rankers.is_empty() && offers.factors.is_some());
    let returned = pack.catalogue.iter().position(|product| product.id == "returned").unwrap();
    assert_eq!(offers.holders[returned], 0, "what went back is not held");
    assert!(figures(&pack, "blend").mrr > 2.0 * figures(&pack, "popularity").mrr, "{:?}", offers.card.ranked);

    // The customers of the list, in its order; what each has is not offered, and most of what is belongs to the tribe.
    folder.write(
        "new.csv",
        "who,article,pieces\nk3,a150,2\nk3,a151,1\nk3,a160,1\nk5,a260,1\nk5,a261,1\nk5,nothing known,1\nk9,a000,1\nk9,a000,-1\n",
    );
    let list = ["--interactions", "new.csv", "--customer", "who", "--strength", "pieces"];
    let outcome = folder.run(&[&["recommend", "pack", "--out", "out.csv", "--top", "5", "-q"][..], &list].concat()).done();
    assert!(
        outcome.stderr.contains("1 products are not in the pack and count for nothing: `nothing known`"),
        "{}",
        outcome.stderr
    );
    let out = cells(&folder.read_text("out.csv"), b',');
    assert_eq!(column(&out, "who"), ["k3", "k5", "k9"]);
    for (row, own) in out[1..3].iter().zip([150..200, 250..300]) {
        let offered: Vec<usize> = (0..5).filter_map(|at| row[1 + 4 * at].strip_prefix('a')?.parse().ok()).collect();
        assert!(offered.iter().all(|article| ![150, 151, 160, 260, 261].contains(article)), "{row:?}");
        assert!(offered.iter().filter(|article| own.contains(*article)).count() >= 4, "{row:?}");
    }
    assert!((0..5).all(|at| !out[3][1 + 4 * at].is_empty()), "who has nothing is offered something: {:?}", out[3]);
}

#[test]
fn what_is_taken_of_late_counts_where_times_are_known() {
    // Eight purchases a year of 60 articles, of which every season has its own fifteen, and some days of a year are whole months.
    let mut list = String::from("who,article,day\n");
    for customer in 0..1200 {
        for line in 0..8 {
            let month = 1 + (12.0 * noise(customer, 100 + line)) as usize;
            let season =
                if noise(customer, 200 + line) < 0.7 { (month - 1) / 3 } else { (4.0 * noise(customer, 300 + line)) as usize };
            let article = 15 * season + (15.0 * noise(customer, 400 + line)) as usize;
            list.push_str(&format!(
                "c{customer},a{article},2025-{month:02}-{:02}\n",
                1 + (28.0 * noise(customer, 500 + line)) as usize
            ));
        }
    }
    let folder = Folder::with(&[("list.csv", list.as_bytes())]);
    let project = |time: &str| {
        format!("name = \"shop\"\n[offers]\ninteractions = \"list.csv\"\ntrees = 0\nfactors = 4\nepochs = 3\n{time}")
    };
    folder.write("timed.toml", project("time = \"day\"\n"));
    folder.write("timeless.toml", project(""));
    let train = |name: &str| {
        folder.run(&["train", &format!("{name}.toml"), "--out", "pack", "--quiet"]).done();
        artifact::read(&folder.read("pack")).unwrap()
    };
    let (timed, timeless) = (train("timed"), train("timeless"));
    let offers = timed.offers.as_ref().unwrap();
    assert!(offers.lately.iter().zip(&offers.holders).all(|(late, all)| late <= all && (*late == 0 || *late >= 20)));
    assert!(figures(&timed, "lately").mrr > 1.5 * figures(&timed, "popularity").mrr, "{:?}", offers.card.ranked);
    assert!(figures(&timed, "blend").mrr > 0.8 * figures(&timed, "lately").mrr, "{:?}", offers.card.ranked);
    assert!(figures(&timed, "blend").mrr > 1.4 * figures(&timed, "popularity").mrr, "{:?}", offers.card.ranked);
    let offers = timeless.offers.as_ref().unwrap();
    assert!(offers.lately.is_empty() && offers.card.ranked.iter().all(|ranked| ranked.by != "lately"));
}

#[test]
fn the_training_report_shows_the_offers() {
    let folder = Folder::with(&[
        ("bank.csv", bank(3000).as_bytes()),
        ("catalogue.toml", CATALOGUE.replace("School savings", "<i>School</i>").as_bytes()),
    ]);
    folder.write("project.toml", project_text("veto_lift = 0.5"));
    folder.run(&["train", "project.toml", "--out", "pack", "--report", "report.html", "--quiet"]).done();
    folder.run(&["train", "project.toml", "--out", "pack", "--report", "report.json", "--quiet"]).done();
    let (page, pack) = (folder.read_text("report.html"), artifact::read(&folder.read("pack")).unwrap());
    support::html::check(&page);
    support::html::palettes(&page);
    let offers = pack.offers.as_ref().unwrap();
    let (blend, popular) = (&offers.card.ranked[0], figures(&pack, "popularity"));
    let calibration = blend.calibration.as_ref().unwrap();
    let four = |x: f64| format!("{x:.4}");
    for text in [four(blend.figures.mrr), four(popular.mrr), four(calibration.ece), four(calibration.brier)] {
        assert!(page.contains(&format!("<td class=\"number\">{text}</td>")), "{text} is not on the page");
    }
    for section in ["offers", "offer-calibration", "bundles", "vetoes", "clusters"] {
        assert!(
            page.contains(&format!("<section id=\"{section}\">")) && page.contains(&format!("href=\"#{section}\"")),
            "{section}"
        );
    }
    assert!(page.contains("&lt;i&gt;School&lt;/i&gt;") && !page.contains("<i>School"));
    let report: serde_json::Value = serde_json::from_str(&folder.read_text("report.json")).unwrap();
    assert_eq!(report["offers"]["card"]["ranked"][0]["figures"]["mrr"].as_f64(), Some(blend.figures.mrr));
    assert_eq!(report["offers"]["vetoes"].as_array().map(Vec::len), Some(offers.vetoes.len()));
}

#[test]
fn pairs_that_avoid_each_other_are_found_and_kept_apart() {
    let folder = trained(3000, "veto_lift = 0.5");
    let pack = artifact::read(&folder.read("pack")).unwrap();
    let (offers, at) = (pack.offers.as_ref().unwrap(), |id: &str| HELD.iter().position(|held| *held == id).unwrap() as u32);
    // Savings for school at 30 to 45 and a pension from 50 on.
    let [pension, child] = [at("pension"), at("child")];
    let veto = offers.vetoes.iter().find(|veto| veto.products == [pension, child]).unwrap();
    assert!(veto.both >= 20 && (0.2..0.5).contains(&veto.lift), "{veto:?}");
    assert!(offers.vetoes.iter().all(|veto| veto.lift <= 0.5));
    let vetoed = offers.card.vetoed.unwrap();
    assert!(vetoed.hidden < 0.5 * vetoed.candidates, "{vetoed:?}");
    let said = folder.run(&["inspect", "pack"]).done().stdout;
    assert!(said.contains("veto each other"), "{said}");
    let answer = recommend(&Advisor::new(pack), "age=46 income=30000 region=south has_child=1", &all());
    assert!(answer.dropped.iter().any(|dropped| dropped.product == "pension" && dropped.rule == "rarely_together"));
}

#[test]
fn a_list_beside_a_table_is_one_row_a_customer() {
    let text = bank(1500);
    let rows = cells(&text, b',');
    let keep = |row: &[String], at: &[usize]| at.iter().map(|&at| row[at].clone()).collect::<Vec<_>>().join(",");
    let people: String = rows.iter().map(|row| keep(row, &[0, 1, 2, 3]) + "\n").collect();
    let mut list = "customer,product\n".to_owned();
    for row in &rows[1..] {
        let held = HELD.iter().enumerate().filter(|(at, _)| row[4 + at] == "1");
        held.for_each(|(_, product)| list.push_str(&format!("{},{product}\n", row[0])));
    }
    list.push_str("a stranger,motor\n");
    let folder = Folder::with(&[("people.csv", people.as_bytes()), ("list.csv", list.as_bytes())]);
    let project =
        "name = \"bank\"\n[data]\ntrain = \"people.csv\"\n[offers]\ninteractions = \"list.csv\"\ntrees = 30\nepochs = 3\n";
    folder.write("project.toml", project);
    folder.run(&["train", "project.toml", "--out", "pack", "--quiet"]).done();
    let pack = artifact::read(&folder.read("pack")).unwrap();
    assert_eq!(pack.offers.as_ref().unwrap().customers, 1500, "the stranger is left out");
    assert!(figures(&pack, "blend").mrr > 1.15 * figures(&pack, "popularity").mrr);
    // A table of customers and the list of what they have, brought together again.
    folder.write("new.csv", "customer,age,income,region\nx,40,20000,south\ny,70,20000,south\n");
    folder.write("has.csv", "customer,product\nx,motor\ny,basic\n");
    let arguments = ["recommend", "pack", "--data", "new.csv", "--interactions", "has.csv", "--top", "1", "--out", "-", "-q"];
    let done = folder.run(&arguments).done();
    assert_eq!(column(&cells(&done.stdout, b','), "offer_1"), ["roadside", "pension"]);
    // What the list tells is no gap, and a header may be written as people write it.
    assert_eq!(done.stderr, "");
    folder.write("new.csv", "Customer,AGE,Income\nx,40,20000\ny,70,20000\n");
    let renamed = folder.run(&arguments).done();
    assert!(renamed.stderr.starts_with("warning: the table has no column region;"), "{}", renamed.stderr);
}

#[test]
fn products_nobody_has_and_products_no_longer_sold_have_their_likes() {
    let advisor = advisor();
    let near = advisor.similar_products("travel_old", "ko").unwrap();
    assert_eq!((near[0].product.as_str(), near[0].name.as_str(), near[0].sold), ("travel", "여행", true));
    assert_eq!((near[0].by_holders, near[0].both, near[0].price_difference), (0.0, 0, Some(20.0)));
    let amounts = |factors: &[confidant::engine::offers::Factor]| -> Vec<(String, f64)> {
        factors.iter().map(|factor| (factor.name.clone(), factor.amount)).collect()
    };
    assert_eq!(amounts(&near[0].gained), [("trips".to_owned(), 2.0)]);
    assert_eq!(amounts(&near[0].lost), [("abroad".to_owned(), 200.0)]);
    let near = advisor.similar_products("roadside", "en").unwrap();
    assert_eq!(near[0].product, "motor");
    assert!(
        near[0].by_holders > 0.5 && near[0].both > 500 && near.windows(2).all(|pair| pair[0].similarity >= pair[1].similarity)
    );
    assert!(near.iter().any(|other| !other.sold) || near.iter().all(|other| other.product != "travel_old"));
    // Nobody has a bonus: what is near is near by price alone or not at all, and is no error.
    assert!(advisor.similar_products("bonus", "en").unwrap().iter().all(|other| other.both == 0 && other.by_holders == 0.0));
    let error = advisor.similar_products("none", "en").unwrap_err().to_string();
    assert_eq!(error, "unknown product, at bank: expected a product of the catalogue, found `none`");
}

#[test]
fn ratings_teach_what_customers_think() {
    // Two tastes: each customer rates half of 40 products, their own kind high and the other low; an early rating of the first is
    // taken back by a later one.
    let mut list = String::from("who,what,stars\n");
    for customer in 0..400 {
        let taste = customer % 2;
        list.push_str(&format!("c{customer},p{taste},1\n"));
        for product in (0..40).filter(|product| (product * 7 + customer) % 3 != 0) {
            let stars = if product % 2 == taste { 5 } else { 1 };
            list.push_str(&format!("c{customer},p{product},{stars}\n"));
        }
    }
    let folder = Folder::with(&[("list.csv", list.as_bytes())]);
    folder.run(&["train", "--interactions", "list.csv", "--rating", "stars", "--out", "pack", "-q"]).done();
    let advisor = Advisor::from_bytes(&folder.read("pack")).unwrap();
    let offers = advisor.pack().offers.as_ref().unwrap();
    let ratings = offers.ratings.as_ref().unwrap();
    let number = |id: &str| advisor.pack().catalogue.iter().position(|product| product.id == id).unwrap();
    let likes = ratings.fold_in(&[(number("p0") as u32, 5.0), (number("p1") as u32, 1.0), (number("p4") as u32, 5.0)]);
    let scores = ratings.scores(&likes);
    assert!(scores[number("p2")] > scores[number("p3")] + 1.0, "{} and {}", scores[number("p2")], scores[number("p3")]);
    assert!(offers.card.ranked.iter().any(|ranked| ranked.by == "rating"));
    folder.run(&["verify", "pack"]).done();
    // A list with ratings where the pack was asked for a column that is not there.
    let missing = folder.run(&["train", "--interactions", "list.csv", "--rating", "points", "--out", "other", "-q"]);
    assert!(missing.code == Some(1) && missing.stderr.contains("rating `points`"), "{}", missing.stderr);
}
