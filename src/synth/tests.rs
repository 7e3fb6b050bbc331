//! The made-up insurer is what it says it is.

use std::collections::BTreeMap;

use super::columns::{CARRIED, COLUMNS, NOISE};
use super::*;
use crate::dataset::{CsvOptions, Records};
use crate::model::check_catalogue;

struct Files {
    insurer: Insurer,
    customers: Vec<u8>,
    test: Vec<u8>,
    train_figures: Vec<LabelFigures>,
    test_figures: Vec<LabelFigures>,
}

fn files(customers: u64, seed: u64) -> Files {
    let insurer = Insurer::new(Plan::new(customers, seed).unwrap()).unwrap();
    let (mut table, mut test) = (Vec::new(), Vec::new());
    let train_figures = insurer.write_customers(&mut table).unwrap();
    let test_figures = insurer.write_test(&mut test).unwrap();
    Files { insurer, customers: table, test, train_figures, test_figures }
}

impl Files {
    fn document(&self, name: &str) -> String {
        let documents = self.insurer.documents(&self.train_figures, &self.test_figures).unwrap();
        documents.into_iter().find(|(file, _)| *file == name).unwrap().1
    }
}

/// The table's columns by name; reading fails on a ragged row.
pub(super) fn columns(csv: &[u8]) -> BTreeMap<String, Vec<String>> {
    let mut records = Records::new(csv, CsvOptions::default()).unwrap();
    let header = records.header().to_vec();
    let mut columns: BTreeMap<String, Vec<String>> = header.iter().map(|name| (name.clone(), Vec::new())).collect();
    assert_eq!(columns.len(), header.len(), "every name once");
    while let Some(record) = records.next_record().unwrap() {
        for (position, name) in header.iter().enumerate() {
            columns.get_mut(name).unwrap().push(record.get(position).to_owned());
        }
    }
    columns
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (n, sum) = values.fold((0.0, 0.0), |(n, sum), x| (n + 1.0, sum + x));
    sum / n
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (a, b, c) = (files(300, 1), files(300, 1), files(300, 2));
    assert_eq!(a.customers, b.customers);
    assert_eq!(a.test, b.test);
    assert_eq!(a.document("truth.toml"), b.document("truth.toml"));
    assert_eq!(a.document("demo_customers.json"), b.document("demo_customers.json"));
    assert_ne!(a.customers, c.customers);
    assert_ne!(a.test, c.test);
    let longer = files(400, 1);
    assert!(longer.customers.starts_with(&a.customers), "a customer does not depend on how many there are");
}

#[test]
fn plans_are_within_bounds() {
    for customers in [0, 99, 5_000_001] {
        assert_eq!(Plan::new(customers, 0).unwrap_err().kind(), ErrorKind::Parameter, "{customers}");
    }
    assert_eq!(Plan::new(100, u64::MAX).unwrap().test_customers(), 20);
}

#[test]
fn labels_have_the_planted_rates_and_can_be_found() {
    for seed in [1, 7, 4711] {
        let files = files(20_000, seed);
        for (figures, rate) in files.train_figures.iter().zip([0.08, 0.12]) {
            assert!((figures.expected_rate - rate).abs() < 0.012, "seed {seed}: {figures:?}");
            assert!((figures.rate - figures.expected_rate).abs() < 0.01, "seed {seed}: {figures:?}");
            assert!((0.80..=0.86).contains(&figures.bayes_auc), "seed {seed}: {figures:?}");
        }
        for figures in &files.test_figures {
            assert!((0.78..=0.88).contains(&figures.bayes_auc), "seed {seed}: {figures:?}");
        }
    }
}

#[test]
fn the_tables_are_whole_and_later_customers_are_others() {
    let files = files(5_000, 3);
    let (train, test) = (columns(&files.customers), columns(&files.test));
    assert!(train.len() >= 32 && train.keys().eq(test.keys()));
    assert_eq!((train["age"].len(), test["age"].len()), (5_000, 1_000));
    let mut ids: Vec<_> = train["customer_id"].iter().chain(&test["customer_id"]).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6_000);
    assert!(train["snapshot_date"].iter().max().unwrap().as_str() <= "2026-06-30");
    assert!(test["snapshot_date"].iter().min().unwrap().as_str() > "2026-06-30");
    for dates in ["joined_on", "last_claim_on", "last_contact_on"] {
        assert!(train[dates].iter().zip(&train["snapshot_date"]).all(|(date, snapshot)| date <= snapshot), "{dates}");
    }
    let distinct = |name: &str| {
        let mut values = train[name].clone();
        values.sort();
        values.dedup();
        values.len()
    };
    assert!(distinct("agent_code") > 800 && distinct("branch_code") > 350 && distinct("occupation") > 200);
}

#[test]
fn the_channels_are_two_populations() {
    let files = files(10_000, 5);
    let train = columns(&files.customers);
    let of = |channel: &'static str, name: &str| -> Vec<String> {
        let rows = train["channel"].iter().zip(&train[name]);
        rows.filter(move |(c, _)| *c == channel).map(|(_, value)| value.clone()).collect()
    };
    let average = |channel, name: &str| mean(of(channel, name).iter().map(|x| x.parse().unwrap()));
    let gaps = |channel, name: &str| mean(of(channel, name).iter().map(|x| f64::from(x.is_empty())));
    assert!(average("agent", "age") > average("direct", "age") + 5.0);
    assert!(average("agent", "has_whole_life") > average("direct", "has_whole_life") + 0.1);
    assert!(average("direct", "has_motor") > average("agent", "has_motor") + 0.1);
    assert_eq!((gaps("agent", "agent_code"), gaps("direct", "agent_code")), (0.0, 1.0));
    assert!(gaps("direct", "income") > gaps("agent", "income") + 0.08);
    for name in ["occupation", "education", "credit_band", "premium_change_pct", "last_claim_on", "app_logins_90d"] {
        assert!(gaps("agent", name) > 0.0 && gaps("agent", name) < 1.0, "{name}");
    }
}

#[test]
fn holdings_go_together() {
    let files = files(10_000, 5);
    let train = columns(&files.customers);
    let rate = |name: &str, given: &str, value: &str| {
        let rows = train[given].iter().zip(&train[name]).filter(|(g, _)| *g == value);
        mean(rows.map(|(_, held)| held.parse().unwrap()))
    };
    assert!(rate("has_annuity", "has_whole_life", "1") > rate("has_annuity", "has_whole_life", "0") * 1.3);
    assert_eq!(rate("has_roadside", "has_motor", "0"), 0.0);
    for product in catalogue().unwrap().into_iter().filter(|product| product.held.is_some()) {
        let held = mean(train[&product.held.unwrap()].iter().map(|x| x.parse().unwrap()));
        assert!((0.01..0.75).contains(&held), "{} is held by {held}", product.id);
    }
}

#[test]
fn the_catalogue_passes_and_speaks_three_languages() {
    let catalogue = catalogue().unwrap();
    check_catalogue(&catalogue).unwrap();
    assert!(catalogue.len() >= 15);
    for product in catalogue {
        assert!(product.name.keys().eq(["en", "ko", "ru"]), "{}", product.id);
        assert!(product.pitch.keys().eq(["en", "ko", "ru"]) && !product.benefits.is_empty(), "{}", product.id);
        // Who has it is a column, unless nobody can have it: it is no longer sold, or is a gesture.
        let told = COLUMNS.iter().any(|(name, _)| Some(*name) == product.held.as_deref());
        assert!(told || product.discontinued || product.starting_propensity.is_some(), "{}", product.id);
    }
}

#[test]
fn the_project_file_describes_every_scored_column() {
    let project: toml::Table = PROJECT.parse().unwrap();
    let described = project["columns"].as_table().unwrap();
    let mut scored: Vec<_> = COLUMNS.iter().map(|c| c.0).filter(|name| !CARRIED.contains(name)).collect();
    scored.sort_unstable();
    let mut names: Vec<_> = described.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, scored);
    for (name, column) in described {
        assert!(column["title"].as_table().unwrap().keys().eq(["en", "ko", "ru"]), "{name}");
        assert!(column.get("group").is_some() && column.get("semantic").is_some(), "{name}");
    }
    for product in catalogue().unwrap().into_iter().filter(|product| product.held.is_some()) {
        let title = described[&product.held.unwrap()]["title"].as_table().unwrap();
        assert!(title.iter().all(|(language, text)| text.as_str() == Some(&product.name[language])), "{}", product.id);
    }
}

/// Every category of the table and every heading, unit and intent of the project file has a name in Korean and Russian, but for codes.
pub(super) fn names_every_value(project: &toml::Table, table: &[u8], codes: &[&str]) {
    let speaks = |titles: &toml::Value| {
        let titles = titles.as_table().unwrap();
        ["ko", "ru"].iter().all(|lang| titles.get(*lang).and_then(toml::Value::as_str).is_some_and(|title| !title.is_empty()))
    };
    let described = project["columns"].as_table().unwrap();
    let categorical = |name: &str| described.get(name).is_some_and(|column| column["semantic"].as_str() == Some("categorical"));
    let glossary = &project["glossary"];
    for (name, values) in columns(table).into_iter().filter(|(name, _)| categorical(name) && !codes.contains(&name.as_str())) {
        for value in values.iter().filter(|value| !value.is_empty()) {
            assert!(described[&name]["values"].get(value).is_some_and(speaks), "{name}: {value}");
        }
    }
    for (name, column) in described {
        let (group, unit) = (column["group"].as_str().unwrap(), column.get("unit").and_then(toml::Value::as_str));
        assert!(speaks(&glossary["groups"][group]), "{name}");
        assert!(unit.is_none_or(|unit| unit == "%" || speaks(&glossary["units"][unit])), "{name}");
    }
    assert!(glossary["intents"].as_table().unwrap().values().all(speaks));
}

#[test]
fn the_project_file_names_every_value_in_three_languages() {
    let files = files(3_000, 5);
    let project: toml::Table = files.document("confidant.toml").parse().unwrap();
    names_every_value(&project, &files.customers, &["agent_code", "branch_code", "credit_band", "form_version"]);
    assert_eq!(project["columns"]["occupation"]["values"].as_table().unwrap().len(), 304);
}

#[test]
fn the_truth_is_written_down() {
    let files = files(1_000, 3);
    let truth: toml::Table = files.document("truth.toml").parse().unwrap();
    let labels = truth["label"].as_array().unwrap();
    assert_eq!(labels.len(), 2);
    for label in labels {
        let effects = label["effect"].as_array().unwrap();
        assert!(effects.iter().any(|e| e["factors"].as_array().unwrap().len() == 2), "an interaction");
        assert!(effects.iter().all(|e| e["spread"].as_float().unwrap() > 0.02), "every effect shows: {effects:?}");
        let without: Vec<_> = label["without_effect"].as_array().unwrap().iter().filter_map(toml::Value::as_str).collect();
        assert!(NOISE.iter().all(|name| without.contains(name)));
        assert!(label["train"]["bayes_auc"].as_float().unwrap() > 0.7);
    }
    assert_eq!(truth["hidden"]["agent_code"].as_table().unwrap().len(), 3_000);
    assert_eq!(truth["hidden"]["occupation"].as_table().unwrap().len(), 304);
}

#[test]
fn demo_customers_are_strangers_of_every_kind() {
    let files = files(1_000, 3);
    let demos: serde_json::Value = serde_json::from_str(&files.document("demo_customers.json")).unwrap();
    let demos = demos.as_array().unwrap();
    assert_eq!(demos.len(), 24);
    let mut names: Vec<_> = demos.iter().map(|d| d["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 24);
    for demo in demos {
        let fields = demo["fields"].as_object().unwrap();
        assert_eq!(fields.len(), COLUMNS.len() - CARRIED.len());
        assert!(fields["age"].is_number() && (fields["has_motor"].is_boolean() || fields["has_motor"].is_null()));
    }
    let count = |test: &dyn Fn(&serde_json::Value) -> bool| demos.iter().filter(|d| test(&d["fields"])).count();
    assert_eq!(count(&|f| f["channel"] == "agent"), 12);
    assert!(count(&|f| f.as_object().unwrap().values().filter(|v| v.is_null()).count() > 20) >= 3);
    assert_eq!(count(&|f| f["occupation"].as_str().is_some_and(|o| o.contains("<b>"))), 1);
    assert!(count(&|f| f["joined_on"].as_str().is_some_and(|d| d.len() == 10)) > 15);
}
