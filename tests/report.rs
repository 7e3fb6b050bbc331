//! `confidant train --report`: the report is one safe page, says what the pack's card says, and is the same whatever the threads.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod html;
    pub(crate) mod tables;
}

use std::io::Cursor;

use confidant::appraisal::{Appraisal, ClassAppraisal, Figure, Shape, Trial, appraise};
use confidant::engine::Advisor;
use confidant::learner::{Project, Source, train, train_with_evidence};
use confidant::model::{Contender, ModelKind, Pack};
use confidant::report;

use support::cli::Folder;
use support::html::{check, palettes};
use support::tables::{clients, noise, table as rows_of};

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

/// Eight classes, each rarer than the one before; `x` tells the first from the second, the job the third, and nothing the others.
const CLASSES: &str = "name = \"classes\"\n[data]\ntrain = \"in.csv\"\nweight = \"weight\"\nsensitive = [\"sex\"]\n\
    [[index]]\nname = \"next\"\n[training]\niterations = 30\n";

fn classes(rows: usize) -> String {
    rows_of("x,job,sex,weight,next", rows, |i| {
        let (x, job) = (noise(i, 0), i % 3);
        let odds = [4.0 * x, 4.0 * (1.0 - x), if job == 0 { 3.0 } else { 0.3 }, 0.5, 0.45, 0.4, 0.25, 0.2];
        let mut left = noise(i, 1) * odds.iter().sum::<f64>();
        let class = odds.iter().position(|odd| {
            left -= odd;
            left < 0.0
        });
        let sex = ["f", "m", "x"][if i % 200 == 0 { 2 } else { i % 2 }];
        format!("{x:.3},{},{sex},{},<i>{}</i>", ["clerk", "cook", ""][job], 1 + i % 3, class.unwrap_or(7))
    })
}

fn trained(rows: usize) -> (Pack, Vec<Appraisal>) {
    appraised(PROJECT, table(rows))
}

fn appraised(project: &str, text: String) -> (Pack, Vec<Appraisal>) {
    let open = || Ok(Box::new(Cursor::new(text.clone())) as Box<dyn std::io::Read>);
    let source = Source { name: "in.csv".into(), open: &open };
    let project = Project::read(project).unwrap();
    let (pack, evidence) = train_with_evidence(&project, Vec::new(), &source, &|_| true).unwrap();
    assert!(pack == train(&project, Vec::new(), &source, &|_| true).unwrap());
    let advisor = Advisor::new(pack.clone());
    let appraisals = evidence.iter().enumerate().map(|(position, evidence)| appraise(&advisor, position, evidence)).collect();
    (pack, appraisals)
}

/// The figures are those of the card, each within its interval.
#[track_caller]
fn agree(figures: &[Figure], by_card: &[(&str, f64)]) {
    for (name, value) in by_card {
        let figure = figures.iter().find(|figure| figure.name == *name).unwrap_or_else(|| panic!("no {name}"));
        assert!((figure.value - value).abs() < 1e-9, "{name}: {} is not {value}", figure.value);
        assert!(figure.interval.0 < *value && *value < figure.interval.1, "{figure:?}");
    }
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
        assert_eq!(appraisal.figures.iter().map(|figure| figure.name).collect::<Vec<_>>(), by_card.map(|one| one.0));
        agree(&appraisal.figures, &by_card);
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
fn several_classes_are_appraised_each_against_the_rest() {
    let (pack, appraisals) = appraised(CLASSES, classes(4000));
    let (index, appraisal) = (&pack.indices[0], &appraisals[0]);
    let (m, card) = (index.card.metrics, index.card.classes.as_ref().unwrap());
    let whole = [
        ("logloss", m.logloss),
        ("accuracy", card.accuracy),
        ("auc", m.auc),
        ("ap", m.ap),
        ("brier", m.brier),
        ("precision", m.precision),
        ("recall", m.recall),
        ("f1", m.f1),
    ];
    assert_eq!(appraisal.figures.iter().map(|figure| figure.name).collect::<Vec<_>>(), whole.map(|one| one.0));
    agree(&appraisal.figures, &whole);
    assert_eq!((appraisal.rows, appraisal.classes.len()), (4000, 8));
    for (class, card) in appraisal.classes.iter().zip(&card.classes) {
        assert_eq!((&class.class, class.rows), (&card.name, card.rows));
        // Nobody is taken for a rare class, and a figure of 0 has an interval of nothing.
        let figures = [("auc", card.auc), ("precision", card.precision), ("recall", card.recall), ("f1", card.f1)];
        agree(&class.figures, &figures[..if card.f1 > 0.0 { 4 } else { 1 }]);
    }
    let shown: Vec<&ClassAppraisal> = appraisal.classes.iter().filter(|class| class.detail.is_some()).collect();
    let rarest_shown = shown.iter().map(|class| class.rows).min().unwrap();
    assert_eq!(shown.len(), 6);
    assert!(appraisal.classes.iter().filter(|class| class.detail.is_none()).all(|class| class.rows <= rarest_shown));
    for class in &shown {
        let detail = class.detail.as_ref().unwrap();
        let rate = card.classes.iter().find(|card| card.name == class.class).unwrap().rate;
        assert!((detail.curves.rate - rate).abs() < 1e-9);
        let (x, y) = *detail.curves.roc.last().unwrap();
        assert!((x - 1.0).abs() < 1e-9 && (y - 1.0).abs() < 1e-9);
        assert_eq!(detail.deciles.iter().map(|row| row.rows).sum::<u64>(), 4000);
        assert_eq!(detail.curves.calibration.iter().map(|bin| bin.rows).sum::<u64>(), 4000);
        // Twenty of sex x are just enough.
        assert_eq!((detail.slices.len(), detail.slices[0].groups.len(), detail.slices[0].left_out), (1, 3, 0));
    }
    // In every group the probabilities of all classes add up to 1, so those of the frequent ones to less.
    let stated =
        |group: usize| shown.iter().map(move |class| class.detail.as_ref().unwrap().slices[0].groups[group].mean_probability);
    assert!((0..3).all(|group| (0.8..1.0).contains(&stated(group).sum::<f64>())));
    assert!((appraisal.importance.iter().map(|one| one.gain).sum::<f64>() - 1.0).abs() < 1e-9);
    assert_eq!(appraisal.importance[0].column, "x");
    assert!(appraisal.importance[0].permutation > 0.02, "{:?}", appraisal.importance);
    // The first class is likelier the larger x is, the second the smaller.
    for (class, sign) in [(0, 1.0), (1, -1.0)] {
        let detail = appraisal.classes[class].detail.as_ref().unwrap();
        assert!(detail.deciles[0].lift > 1.5 && detail.curves.roc.len() > 50);
        let Shape::Numbers { line, .. } = &detail.dependence.iter().find(|one| one.column == "x").unwrap().shape else {
            panic!()
        };
        assert!(sign * (line.last().unwrap().1 - line[0].1) > 0.5, "{line:?}");
    }
    let page = report::training(&pack, &appraisals);
    check(&page);
    for section in ["figures", "by-class", "confusion", "importance", "class-1", "class-6", "card"] {
        assert!(page.contains(&format!("<section id=\"{section}\">")), "{section}");
    }
    assert!(!page.contains("id=\"class-7\"") && page.contains("for the 6 most frequent of the 8 classes"));
    assert!(page.contains("&lt;i&gt;0&lt;/i&gt; against the rest"));
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
        assert_eq!(kinds, [ModelKind::Forest, ModelKind::Linear, ModelKind::Blend, ModelKind::RandomForest]);
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
    for name in ["boosted forest", "linear scorecard", "blend", "random forest", "<small>ships</small>"] {
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
        assert_eq!(report["indices"][at]["appraisal"]["contenders"][3]["model"], "random_forest");
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
