//! The made-up card company is what it says it is.

use std::collections::BTreeMap;

use super::*;
use crate::model::check_catalogue;
use crate::synth::tests::columns;

struct Files {
    company: CardCompany,
    customers: Vec<u8>,
    test: Vec<u8>,
    figures: [Vec<LabelFigures>; 2],
}

fn files(customers: u64, seed: u64) -> Files {
    let company = CardCompany::new(Plan::new(customers, seed).unwrap()).unwrap();
    let (mut table, mut test) = (Vec::new(), Vec::new());
    let figures = [company.write_customers(&mut table).unwrap(), company.write_test(&mut test).unwrap()];
    Files { company, customers: table, test, figures }
}

impl Files {
    fn document(&self, name: &str) -> String {
        let documents = self.company.documents(&self.figures[0], &self.figures[1]).unwrap();
        documents.into_iter().find(|(file, _)| *file == name).unwrap().1
    }
}

/// The share of those with a value in one column who have 1 in another.
fn rate(table: &BTreeMap<String, Vec<String>>, name: &str, given: &str, fits: impl Fn(&str) -> bool) -> f64 {
    let rows = table[given].iter().zip(&table[name]).filter(|(value, _)| fits(value));
    let (n, held) = rows.fold((0.0, 0.0), |(n, held), (_, flag)| (n + 1.0, held + f64::from(u8::from(flag == "1"))));
    held / f64::max(n, 1.0)
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (a, b, c) = (files(300, 1), files(300, 1), files(300, 2));
    assert!(a.customers == b.customers && a.test == b.test && a.customers != c.customers && a.test != c.test);
    for name in ["truth.toml", "demo_customers.json"] {
        assert_eq!(a.document(name), b.document(name));
    }
    assert!(files(400, 1).customers.starts_with(&a.customers), "a customer does not depend on how many there are");
}

#[test]
fn labels_have_the_planted_rates_and_can_be_found() {
    for seed in [1, 7] {
        let files = files(15_000, seed);
        for (figures, rate) in files.figures[0].iter().zip([0.1, 0.12]) {
            assert!((figures.expected_rate - rate).abs() < 0.015, "seed {seed}: {figures:?}");
            assert!((figures.rate - figures.expected_rate).abs() < 0.012, "seed {seed}: {figures:?}");
            assert!((0.75..=0.9).contains(&figures.bayes_auc), "seed {seed}: {figures:?}");
        }
    }
}

#[test]
fn cards_have_their_shares_and_depend_on_spending_and_on_each_other() {
    let files = files(8_000, 3);
    let table = columns(&files.customers);
    for card in &files.company.truth.cards {
        let held = rate(&table, &format!("has_{}", card.name), "age", |_| true);
        assert!((held - card.share).abs() < 0.02 + 0.1 * card.share, "{} is held by {held}, not {}", card.name, card.share);
    }
    let number = |text: &str| text.parse::<f64>().unwrap_or(f64::NAN);
    for (card, column, middle) in [
        ("fuel", "spend_fuel", 90.0),
        ("travel", "spend_travel", 120.0),
        ("groceries", "spend_groceries", 300.0),
        ("dining", "spend_dining", 100.0),
    ] {
        let (more, less) = (
            rate(&table, &format!("has_{card}"), column, |x| number(x) > middle),
            rate(&table, &format!("has_{card}"), column, |x| number(x) <= middle),
        );
        assert!(more > 1.5 * less, "{card}: {more} {less}");
    }
    for (card, given) in [("miles", "travel"), ("education", "family"), ("streaming", "online"), ("coffee", "dining")] {
        let held = |value: &'static str| rate(&table, &format!("has_{card}"), &format!("has_{given}"), move |x| x == value);
        assert!(held("1") > 1.6 * held("0"), "{card} with {given}: {} {}", held("1"), held("0"));
    }
    assert_eq!(rate(&table, "has_lounge", "has_travel", |x| x == "0"), 0.0);
    for (row, count) in table["card_count"].iter().enumerate() {
        let held = table.iter().filter(|(name, values)| name.starts_with("has_") && values[row] == "1").count();
        assert_eq!(count.parse(), Ok(held));
    }
}

#[test]
fn the_tables_are_whole_and_later_customers_are_others() {
    let files = files(2_000, 3);
    let (train, test) = (columns(&files.customers), columns(&files.test));
    assert!(train.keys().eq(test.keys()) && train.len() >= 60);
    assert_eq!((train["age"].len(), test["age"].len()), (2_000, 400));
    assert!(train["snapshot_date"].iter().max().unwrap() < test["snapshot_date"].iter().min().unwrap());
    assert!(train["joined_on"].iter().zip(&train["snapshot_date"]).all(|(joined, day)| joined < day));
    for name in ["income", "app_logins_90d", "occupation", "credit_score"] {
        let gaps = train[name].iter().filter(|text| text.is_empty()).count();
        assert!((20..1_000).contains(&gaps), "{name}: {gaps}");
    }
    for name in train.keys().filter(|name| !name.starts_with("has_")) {
        let mut values = train[name].clone();
        values.sort();
        values.dedup();
        assert!(values.len() > 1, "{name} is always the same");
    }
}

#[test]
fn the_catalogue_passes_and_speaks_three_languages() {
    let cards = catalogue().unwrap();
    check_catalogue(&cards).unwrap();
    assert!(cards.len() >= 24);
    let truth = Planted::read().unwrap();
    assert!(cards.iter().map(|card| &card.id).take(truth.cards.len()).eq(truth.cards.iter().map(|card| &card.name)));
    for (at, card) in cards.iter().enumerate() {
        assert!(card.name.keys().eq(["en", "ko", "ru"]) && card.pitch.keys().eq(["en", "ko", "ru"]), "{}", card.id);
        assert!(!card.benefits.is_empty() && card.category.is_some() && card.price.is_some(), "{}", card.id);
        let planted = truth.cards.get(at).map(|card| format!("has_{}", card.name));
        assert_eq!(card.held, planted, "{}", card.id);
        let required = truth.cards.get(at).and_then(|card| card.needs.clone());
        assert_eq!(card.eligibility.requires, required, "{}", card.id);
    }
    let gone: Vec<&str> = cards.iter().filter(|card| card.discontinued).map(|card| card.id.as_str()).collect();
    assert_eq!(gone, ["fuel_classic"]);
}

#[test]
fn the_project_file_describes_every_scored_column() {
    let project: toml::Table = PROJECT.parse().unwrap();
    let described = project["columns"].as_table().unwrap();
    let company = CardCompany::new(Plan::new(100, 1).unwrap()).unwrap();
    let mut scored: Vec<&str> = company.names.iter().map(String::as_str).filter(|name| !CARRIED.contains(name)).collect();
    scored.sort_unstable();
    let mut names: Vec<&str> = described.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, scored);
    for (name, column) in described {
        assert!(column["title"].as_table().unwrap().keys().eq(["en", "ko", "ru"]), "{name}");
        assert!(column.get("group").is_some() && column.get("semantic").is_some(), "{name}");
    }
}

#[test]
fn the_project_file_names_every_value_in_three_languages() {
    let project: toml::Table = PROJECT.parse().unwrap();
    crate::synth::tests::names_every_value(&project, &files(1_000, 5).customers, &["letter_code"]);
}

#[test]
fn the_truth_is_written_down() {
    let files = files(1_000, 3);
    let truth: toml::Table = files.document("truth.toml").parse().unwrap();
    let (cards, labels) = (truth["card"].as_array().unwrap(), truth["label"].as_array().unwrap());
    assert_eq!((cards.len(), labels.len()), (26, 2));
    for event in cards.iter().chain(labels) {
        assert!(event["intercept"].as_float().unwrap().abs() < 12.0);
        let effects = event["effect"].as_array().unwrap();
        assert!(effects.iter().all(|e| e["spread"].as_float().unwrap() > 0.02), "every effect shows: {effects:?}");
    }
    for label in labels {
        let without: Vec<_> = label["without_effect"].as_array().unwrap().iter().filter_map(toml::Value::as_str).collect();
        assert!(person::NOISE.iter().all(|name| without.contains(name)));
        assert!(label["train"]["bayes_auc"].as_float().unwrap() > 0.7);
    }
}

#[test]
fn demo_customers_are_strangers_of_every_kind() {
    let files = files(1_000, 3);
    let demos: serde_json::Value = serde_json::from_str(&files.document("demo_customers.json")).unwrap();
    let demos = demos.as_array().unwrap();
    let names: std::collections::BTreeSet<&str> = demos.iter().map(|demo| demo["name"].as_str().unwrap()).collect();
    assert_eq!((demos.len(), names.len()), (24, 24));
    let gaps = |demo: &serde_json::Value| demo["fields"].as_object().unwrap().values().filter(|value| value.is_null()).count();
    assert_eq!(demos.iter().filter(|demo| gaps(demo) > 20).count(), 4);
    for demo in demos {
        assert_eq!(demo["fields"].as_object().unwrap().len(), files.company.names.len() - 1);
        assert!(demo["fields"]["age"].is_number());
    }
}
