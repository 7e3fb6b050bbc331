//! `confidant train --report`: the report is one safe page, says what the pack's card says, and is the same whatever the threads.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod html;
    pub(crate) mod tables;
}

use std::io::Cursor;

use confidant::appraisal::{Appraisal, Shape, Trial, appraise};
use confidant::engine::Advisor;
use confidant::learner::{Project, Source, train, train_with_evidence};
use confidant::model::{Contender, ModelKind, Pack};
use confidant::report;

use support::cli::Folder;
use support::html::{check, palettes};
use support::tables::{clients, noise};

const PROJECT: &str = "name = \"<b>two</b>\"\n[data]\ntrain = \"in.csv\"\nignore = [\"sex\"]\nsensitive = [\"sex\", \"age\", \"born\"]\n\
    [[index]]\nname = \"churn\"\npolarity = \"risk\"\n[[index]]\nname = \"upsell\"\n[training]\niterations = 40\n";

/// [`clients`] with more columns, among them a category that a careless page would run.
fn table(rows: usize) -> String {
    let plain = clients(rows);
    let more = |(i, line): (usize, &str)| match i {
        0 => format!("sex,born,job,upsell,{line}\n"),
        i => {
            let sex = ["f", "m", "x"][if i % 90 == 0 { 2 } else { i % 2 }];
            let job = ["<script>alert(1)</script>", "clerk", ""][i % 3];
            let upsell = u8::from(noise(i, 9) < if i % 3 == 0 { 0.6 } else { 0.2 });
            format!("{sex},19{:02}-0{}-11,{job},{upsell},{line}\n", 40 + i % 60, 1 + i % 9)
        }
    };
    plain.lines().enumerate().map(more).collect()
}

fn trained(rows: usize) -> (Pack, Vec<Appraisal>) {
    let text = table(rows);
    let open = || Ok(Box::new(Cursor::new(text.clone())) as Box<dyn std::io::Read>);
    let source = Source { name: "in.csv".into(), open: &open };
    let project = Project::read(PROJECT).unwrap();
    let (pack, evidence) = train_with_evidence(&project, Vec::new(), &source, &|_| true).unwrap();
    assert!(pack == train(&project, Vec::new(), &source, &|_| true).unwrap());
    let advisor = Advisor::new(pack.clone());
    let appraisals = evidence.iter().enumerate().map(|(position, evidence)| appraise(&advisor, position, evidence)).collect();
    (pack, appraisals)
}

#[test]
fn the_report_is_one_safe_page_and_the_same_whatever_the_threads() {
    let folder = Folder::with(&[("in.csv", table(700).as_bytes()), ("project.toml", PROJECT.as_bytes())]);
    let run = |number: &str, threads: &str| {
        let report = format!("{number}.html");
        folder.run(&["train", "project.toml", "--out", number, "--report", &report, "--threads", threads, "-q"]).done();
        folder.read_text(&report)
    };
    let page = run("a", "1");
    assert!(page == run("b", "2"), "threads change the report");
    check(&page);
    palettes(&page);
    assert!(page.contains("<bdi>&lt;b&gt;two&lt;/b&gt;</bdi>") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    for section in ["figures", "curves", "deciles", "importance", "dependence", "contenders", "slices"] {
        assert!(
            page.contains(&format!("<section id=\"{section}-1\">")) && page.contains(&format!("<section id=\"{section}-2\">")),
            "{section}"
        );
    }
    assert!(page.contains("<section id=\"card\">") && !page.contains("id=\"tuning"));
}

#[test]
fn an_appraisal_agrees_with_the_card_and_with_what_was_planted() {
    let (pack, appraisals) = trained(1500);
    for (index, appraisal) in pack.indices.iter().zip(&appraisals) {
        let m = index.card.metrics;
        let by_card = [
            ("auc", m.auc),
            ("ap", m.ap),
            ("logloss", m.logloss),
            ("brier", m.brier),
            ("precision", m.precision),
            ("recall", m.recall),
            ("f1", m.f1),
            ("model_score", m.model_score),
        ];
        for (figure, (name, value)) in appraisal.figures.iter().zip(by_card) {
            assert_eq!(figure.name, name);
            assert!((figure.value - value).abs() < 1e-9, "{name}: {} is not {value}", figure.value);
            assert!(figure.interval.0 < value && value < figure.interval.1, "{figure:?}");
        }
        assert_eq!(appraisal.rows, 1500);
        let gain: f64 = appraisal.importance.iter().map(|one| one.gain).sum();
        assert!((gain - 1.0).abs() < 1e-9);
        for one in &appraisal.importance {
            let by_card = index.card.importance.iter().find(|importance| importance.feature == one.column).unwrap();
            // The card takes every n-th row, the report a sample of its own.
            assert!((one.shapley - by_card.mean_abs_contribution).abs() < 0.1 * by_card.mean_abs_contribution + 0.01, "{one:?}");
        }
    }
    let [churn, upsell] = &appraisals[..] else { panic!() };
    // Age and plan make churn, the job makes an upsell.
    let leading: Vec<&str> = churn.importance.iter().take(2).map(|one| one.column.as_str()).collect();
    assert!(leading.contains(&"age") && leading.contains(&"plan"), "{leading:?}");
    assert!(churn.importance.iter().all(|one| one.column != "sex"));
    let most_lost = churn.importance.iter().max_by(|a, b| a.permutation.total_cmp(&b.permutation)).unwrap();
    assert_eq!(most_lost.column, "age");
    assert_eq!(upsell.importance[0].column, "job");
    let Shape::Numbers { line, .. } = &churn.dependence.iter().find(|one| one.column == "age").unwrap().shape else { panic!() };
    let at = |low: f64, high: f64| {
        let inside = || line.iter().filter(|point| point.0 > low && point.0 < high);
        inside().map(|point| point.1).sum::<f64>() / inside().count() as f64
    };
    assert!(at(62.0, 80.0) > at(20.0, 58.0) + 1.0, "{line:?}");
    let Shape::Categories(jobs) = &upsell.dependence.iter().find(|one| one.column == "job").unwrap().shape else { panic!() };
    let job = |name: &str| jobs.iter().find(|group| group.group.starts_with(name)).unwrap().mean;
    assert!((job("<script>") - job("clerk")).abs() > 0.5, "{jobs:?}");
}

#[test]
fn sensitive_columns_are_sliced_even_where_they_are_ignored() {
    let (_, appraisals) = trained(1500);
    let slices = &appraisals[0].slices;
    assert_eq!(slices.iter().map(|one| one.column.as_str()).collect::<Vec<_>>(), ["sex", "age", "born"]);
    // Sixteen of sex x are too few to be told of.
    let sex = &slices[0];
    assert_eq!((sex.groups.len(), sex.left_out), (2, 16));
    // The old churn and are selected; the others hardly.
    let age = &slices[1];
    assert!(age.groups.len() >= 4 && age.groups.iter().any(|group| group.impact_ratio.unwrap() < 0.5), "{age:?}");
    for group in &age.groups {
        assert!((group.mean_probability - group.rate).abs() < 0.12, "{group:?}");
    }
}

#[test]
fn all_models_are_measured_on_the_same_rows_and_shown() {
    let (pack, mut appraisals) = trained(1500);
    for (index, appraisal) in pack.indices.iter().zip(&appraisals) {
        let kinds: Vec<ModelKind> = appraisal.contenders.iter().map(|one| one.summary.model).collect();
        assert_eq!(kinds, [ModelKind::Forest, ModelKind::Linear, ModelKind::RandomForest]);
        // The pack is the same with a report and without, so its card tells of no contest that it did not ask for.
        assert!(index.card.contenders.is_empty() && index.card.model == ModelKind::Forest);
        for one in &appraisal.contenders {
            let Contender { model, ships, auc, logloss, ap, brier, .. } = one.summary;
            assert_eq!((ships, one.behind.is_none()), (model == ModelKind::Forest, model == ModelKind::Forest));
            for (figure, value) in one.figures.iter().zip([auc, ap, logloss, brier]) {
                assert!((figure.value - value).abs() < 1e-9, "{model:?}: {figure:?} is not {value}");
                assert!(figure.interval.0 < value && value < figure.interval.1, "{model:?}: {figure:?}");
            }
            if let Some(behind) = one.behind {
                let more = logloss - appraisal.contenders[0].summary.logloss;
                assert!((behind.value - more).abs() < 1e-9 && behind.interval.0 < more && more < behind.interval.1, "{behind:?}");
                // Round by round the same rows count, so the difference is known far better than either loss.
                let alone = one.figures[2].interval;
                assert!(behind.interval.1 - behind.interval.0 < 0.7 * (alone.1 - alone.0), "{behind:?} {alone:?}");
            }
        }
    }
    appraisals[1].history = [0.5, 0.45, 0.47].map(|logloss| Trial { setting: format!("depth = {logloss}"), logloss }).to_vec();
    let page = report::training(&pack, &appraisals);
    check(&page);
    for name in ["boosted forest", "linear scorecard", "random forest", "<small>ships</small>"] {
        assert!(page.contains(name), "{name}");
    }
    assert!(page.contains("<section id=\"tuning-2\">") && page.contains("depth = 0.45") && !page.contains("id=\"tuning-1\""));
}

#[test]
fn the_report_as_json_says_the_same() {
    let folder = Folder::with(&[("in.csv", table(700).as_bytes()), ("project.toml", PROJECT.as_bytes())]);
    folder.run(&["train", "project.toml", "--out", "pack", "--report", "report.JSON", "-q"]).done();
    let report: serde_json::Value = serde_json::from_slice(&folder.read("report.JSON")).unwrap();
    let inspected: serde_json::Value = serde_json::from_str(&folder.run(&["inspect", "pack", "--json"]).done().stdout).unwrap();
    assert_eq!(report["card"], inspected["card"]);
    let (_, appraisals) = trained(700);
    for (at, appraisal) in appraisals.iter().enumerate() {
        assert_eq!(report["indices"][at]["card"], inspected["indices"][at]["card"]);
        assert_eq!(report["indices"][at]["appraisal"], serde_json::to_value(appraisal).unwrap());
        assert_eq!(report["indices"][at]["appraisal"]["contenders"][2]["model"], "random_forest");
    }
    folder.run(&["profile", "in.csv", "--label", "churn", "--out", "profile.json", "-q"]).done();
    let profile: serde_json::Value = serde_json::from_slice(&folder.read("profile.json")).unwrap();
    assert_eq!(profile["rows"], 700);
}

#[test]
fn a_report_that_cannot_be_written_stops_the_training_before_the_work() {
    let folder = Folder::with(&[("in.csv", table(100).as_bytes()), ("project.toml", PROJECT.as_bytes())]);
    let outcome = folder.run(&["train", "project.toml", "--out", "pack", "--report", "nowhere/report.html", "-q"]);
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.stderr.starts_with("error: cannot write, at nowhere/report.html"), "{}", outcome.stderr);
    assert_eq!(folder.contents().len(), 2);
    folder.write("project.toml", PROJECT.replace("\"born\"", "\"height\""));
    let outcome = folder.run(&["train", "project.toml", "--out", "pack", "-q"]);
    assert!(
        outcome.stderr.starts_with("error: column not found, at in.csv, project file, column `height`"),
        "{}",
        outcome.stderr
    );
}
