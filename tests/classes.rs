//! An index of several classes: what it learns, that its probabilities can be believed, and that everything follows the class.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod library;
    pub(crate) mod tables;
}

use std::sync::OnceLock;

use confidant::engine::{Advisor, Customer, FieldValue};
use confidant::error::ErrorKind;
use confidant::metric::roc_auc;
use confidant::model::{Arrangement, ClassesCard};

use support::cli::Folder;
use support::library::{advisor, project, try_pack};
use support::tables::{cells, column, noise, table};

const CLASSES: [&str; 4] = ["car", "home", "life", "none"];

/// Customers and what they buy next: a number and a town with many values tell it, noise does not. The weight is 1 or 2.
fn customers(from: usize, rows: usize) -> String {
    table("x,town,noise,weight,next", rows, |i| {
        let i = i + from;
        let (x, town) = (noise(i, 0), (40.0 * noise(i, 1)) as usize);
        let odds = [0.3 + 4.0 * x * x, 0.3 + 4.0 * (1.0 - x), if town % 4 == 0 { 5.0 } else { 0.2 }, 1.0];
        let mut left = noise(i, 2) * odds.iter().sum::<f64>();
        let class = odds.iter().position(|odd| {
            left -= odd;
            left < 0.0
        });
        format!("{x:.4},t{town},{:.3},{},{}", noise(i, 3), 1 + i % 2, CLASSES[class.unwrap_or(3)])
    })
}

/// What nobody can do better than: the log loss of the odds that the customers were made by.
fn possible(from: usize, rows: usize) -> f64 {
    let table = cells(&customers(from, rows), b',');
    let (xs, towns, next) = (column(&table, "x"), column(&table, "town"), column(&table, "next"));
    let loss = |at: usize| {
        let (x, town) = (xs[at].parse::<f64>().unwrap(), towns[at][1..].parse::<usize>().unwrap());
        let odds = [0.3 + 4.0 * x * x, 0.3 + 4.0 * (1.0 - x), if town % 4 == 0 { 5.0 } else { 0.2 }, 1.0];
        let own = CLASSES.iter().position(|name| *name == next[at]).unwrap();
        -confidant::math::ln(odds[own] / odds.iter().sum::<f64>())
    };
    (0..xs.len()).map(loss).sum::<f64>() / xs.len() as f64
}

fn trained() -> &'static Advisor {
    static TRAINED: OnceLock<Advisor> = OnceLock::new();
    TRAINED.get_or_init(|| {
        advisor(&project("next", "[data]\nignore = [\"weight\"]\n[training]\niterations = 150\n"), &customers(0, 5000))
    })
}

fn card(advisor: &Advisor) -> &ClassesCard {
    advisor.pack().indices[0].card.classes.as_ref().unwrap()
}

fn customer(x: f64, town: &str) -> Customer {
    let fields = [("x", FieldValue::Number(x)), ("town", FieldValue::Text(town.into())), ("noise", FieldValue::Number(0.5))];
    Customer::new(fields.map(|(name, value)| (name.to_owned(), value)).into()).unwrap()
}

#[test]
fn classes_are_told_apart_as_well_as_can_be() {
    let advisor = trained();
    let index = &advisor.pack().indices[0];
    assert_eq!(index.arrangement, Arrangement::Classes(CLASSES.map(str::to_owned).into()));
    assert_eq!((index.parts.len(), index.card.calibrator.as_str()), (4, "temperature"));
    let (metrics, best) = (index.card.metrics, possible(0, 5000));
    assert!(metrics.logloss > best - 0.02 && metrics.logloss < best + 0.05, "{} where {best} is possible", metrics.logloss);
    let card = card(advisor);
    assert_eq!(card.classes.iter().map(|class| class.name.as_str()).collect::<Vec<_>>(), CLASSES);
    let counted: u64 = card.confusion.iter().flatten().sum();
    assert_eq!((counted, card.classes.iter().map(|class| class.rows).sum::<u64>()), (5000, 5000));
    let right: u64 = (0..4).map(|class| card.confusion[class][class]).sum();
    assert!((card.accuracy - right as f64 / 5000.0).abs() < 1e-12);
    let mean = card.classes.iter().map(|class| class.auc).sum::<f64>() / 4.0;
    assert!((metrics.auc - mean).abs() < 1e-12 && metrics.ece < 0.03, "{metrics:?}");
    let important: Vec<&str> = index.card.importance[..2].iter().map(|one| one.feature.as_str()).collect();
    assert!(important.contains(&"x") && important.contains(&"town"), "{important:?}");
    assert_eq!(advisor.verify().unwrap(), 8);
    assert!(advisor.golden().iter().all(|golden| golden.expected["next"].classes.len() == 4));
}

#[test]
fn an_answer_shares_one_probability_out() {
    let advisor = trained();
    for (x, town, likeliest) in [(0.98, "t1", "car"), (0.02, "t1", "home"), (0.5, "t4", "life")] {
        let score = &advisor.score(&customer(x, town), None)["next"];
        let classes = score.classes.as_ref().unwrap();
        assert_eq!((score.class.as_deref(), classes[0].name.as_str(), classes.len()), (Some(likeliest), likeliest, 4));
        assert!((classes.iter().map(|class| class.probability).sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(classes.is_sorted_by(|a, b| a.probability >= b.probability) && score.probability == classes[0].probability);
        // Few are so likely to be of this class.
        assert!(score.index > 70.0 && score.decile <= 3, "{score:?}");
        for name in CLASSES {
            let why = advisor.explain_class("next", name, &customer(x, town), None).unwrap();
            let sum: f64 = why.contributions.iter().map(|c| c.contribution).sum();
            assert!((why.baseline + sum - why.margin).abs() < 1e-9 && why.class.as_deref() == Some(name));
        }
        let why = advisor.explain("next", &customer(x, town), None).unwrap();
        assert_eq!((why.class.as_deref(), why.margin.to_bits()), (Some(likeliest), score.margin.to_bits()));
    }
    let error = advisor.explain_class("next", "boat", &customer(0.5, "t1"), None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Parameter);
    assert_eq!(error.to_string(), "unknown class, at index `next`: expected one of `car`, `home`, `life`, `none`, found `boat`");
}

#[test]
fn probabilities_can_be_believed_on_later_customers() {
    let later = customers(5000, 5000);
    let advisor = trained();
    let mut records = confidant::dataset::Records::new(later.as_bytes(), Default::default()).unwrap();
    let mut layout = advisor.layout(records.header()).unwrap();
    let mut rows = confidant::engine::Rows::new(advisor.fields().len());
    advisor.read_batch(&mut records, &mut layout, None, usize::MAX, &mut rows).unwrap();
    let table = cells(&later, b',');
    let next = column(&table, "next");
    for (class, name) in CLASSES.iter().enumerate() {
        let labels: Vec<f32> = next.iter().map(|next| f32::from(u8::from(next == name))).collect();
        let p = advisor.probabilities(0, Some(class), &rows);
        let (mean, rate) = (p.iter().sum::<f64>() / 5000.0, f64::from(labels.iter().sum::<f32>()) / 5000.0);
        assert!((mean - rate).abs() < 0.02, "{name}: {mean} for a rate of {rate}");
        let (later, said) = (roc_auc(&p, &labels, None), card(advisor).classes[class].auc);
        assert!((later - said).abs() < 0.03, "{name}: the card says {said}, later customers {later}");
    }
}

#[test]
fn weights_groups_and_time_hold_for_classes_too() {
    let rows = table("x,household,day,weight,next", 3000, |i| {
        let (x, household) = (noise(i, 0), i / 3);
        let next = if noise(i, 1) < 0.2 {
            "c"
        } else if x > 0.5 {
            "a"
        } else {
            "b"
        };
        format!(
            "{x:.3},h{household},2024-{:02}-{:02},{},{next}",
            1 + household * 12 / 1000,
            1 + household % 28,
            if next == "c" { 3 } else { 1 }
        )
    });
    let train = |data: &str| advisor(&project("next", &format!("[training]\niterations = 30\n[data]\n{data}")), &rows);
    let plain = train("ignore = [\"household\", \"day\", \"weight\"]");
    let weighted = train("weight = \"weight\"\nignore = [\"household\", \"day\"]");
    let rate = |advisor: &Advisor| card(advisor).classes[2].rate;
    assert!(
        (rate(&plain) - 0.2).abs() < 0.03 && (rate(&weighted) - 3.0 / 7.0).abs() < 0.04,
        "{} {}",
        rate(&plain),
        rate(&weighted)
    );
    let p = |advisor: &Advisor| {
        let customer = Customer::new(vec![("x".to_owned(), FieldValue::Number(0.7))]).unwrap();
        let classes = advisor.score(&customer, None)["next"].classes.clone().unwrap();
        classes.iter().find(|class| class.name == "c").unwrap().probability
    };
    assert!((p(&plain) - 0.2).abs() < 0.05 && (p(&weighted) - 3.0 / 7.0).abs() < 0.08, "{} {}", p(&plain), p(&weighted));
    let on = |advisor: &Advisor| advisor.pack().indices[0].card.measured_on.clone();
    let grouped = train("group = \"household\"\nignore = [\"day\", \"weight\"]");
    assert_eq!(on(&grouped), "3-fold out-of-fold, groups kept together");
    let timed = train("time = \"day\"\nignore = [\"household\", \"weight\"]");
    assert!(on(&timed).starts_with("held-out latest "), "{}", on(&timed));
}

#[test]
fn two_classes_may_be_asked_for_and_many_values_may_be_an_event() {
    let rows = customers(0, 1500);
    let fast = "[training]\niterations = 20\n";
    let event = advisor(&project("next", &format!("positive = \"life\"\n{fast}")), &rows);
    assert_eq!((event.pack().indices[0].arrangement.clone(), event.classes(0)), (Arrangement::Single, None));
    let two = rows.replace(",car\n", ",a\n").replace(",home\n", ",a\n").replace(",life\n", ",b\n").replace(",none\n", ",b\n");
    assert!(advisor(&project("next", fast), &two).classes(0).is_none());
    let classes = advisor(&project("next", &format!("kind = \"classes\"\n{fast}")), &two);
    assert_eq!(classes.classes(0), Some(&["a".to_owned(), "b".to_owned()][..]));
}

#[test]
fn what_cannot_be_classes_is_said() {
    let rows = customers(0, 1500);
    for (settings, message) in [
        ("route = \"town\"", "setting for two classes, at index `next`, route: expected"),
        (
            "imbalance_penalty = 1.0",
            "imbalance_penalty: expected a label of two classes, or one whose event is named as `positive`, found 4 classes",
        ),
        ("kind = \"classes\"\npositive = \"car\"", "positive: expected a label of two classes"),
        ("kind = \"binary\"", "label with too many classes, at column `next`: expected two classes, or the event named"),
    ] {
        let error = try_pack(&project("next", settings), &rows).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    let many = table("x,y", 400, |i| format!("{:.3},c{i}", noise(i, 0)));
    let error = try_pack(&project("y", ""), &many).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data);
    let message = "column `y`: expected 2 to 100 classes, or for two the event named as `positive` in the project file, found 400 (`c0`, `c1`, `c10`, `c100`, `c101`)";
    assert!(error.to_string().contains(message), "{error}");
    let few = table("x,y", 60, |i| format!("{:.3},{}", noise(i, 0), ["a", "b", "c", "a"][i % 4 * usize::from(i % 5 != 0)]));
    let error = try_pack(&project("y", ""), &few).unwrap_err().to_string();
    assert!(error.contains("class with too few rows") && error.contains("class `b`"), "{error}");
}

#[test]
fn the_command_line_follows_the_classes() {
    let folder = Folder::new();
    folder.write("train.csv", customers(0, 2000));
    folder.write("later.csv", customers(2000, 400));
    let train = |out: &str, threads: &str| {
        let arguments =
            ["train", "--data", "train.csv", "--label", "next", "--ignore", "weight", "--out", out, "--iterations", "40"];
        folder.run(&[&arguments[..], &["--threads", threads, "--report", "report.html", "-q"]].concat()).done().stdout
    };
    let told = train("pack", "2");
    assert!(told.contains("4 classes, accuracy 0.") && told.contains("likeliest"), "{told}");
    train("again", "1");
    assert!(folder.read("pack") == folder.read("again"), "two threads differ from one");
    assert!(folder.read_text("report.html").contains("Who is taken for whom"));
    folder.run(&["verify", "pack"]).done();
    let inspected = folder.run(&["inspect", "pack"]).done().stdout;
    assert!(
        inspected.contains("4 classes, accuracy") && inspected.contains("  95 % intervals on 2000 rows: logloss "),
        "{inspected}"
    );
    for name in CLASSES {
        let of_class = inspected.split(&format!("{name} against the rest\n  95 % intervals: auc ")).nth(1).unwrap();
        assert!(of_class.lines().nth(1).unwrap().starts_with("  stated and true, in % by tenths: "), "{inspected}");
    }

    folder.run(&["score", "pack", "--data", "later.csv", "--out", "scored.csv", "--explain", "2", "-q"]).done();
    let scored = cells(&folder.read_text("scored.csv"), b',');
    let added: Vec<&str> = scored[0][5..].iter().map(String::as_str).collect();
    let usual = ["next_probability", "next_margin", "next_index", "next_decile", "next_grade", "next_class"];
    let of_classes = CLASSES.map(|name| format!("next_{name}_probability"));
    assert_eq!(added[..10], [&usual[..], &of_classes.each_ref().map(String::as_str)[..]].concat());
    assert_eq!(added[10..], ["next_reason_1", "next_reason_1_contribution", "next_reason_2", "next_reason_2_contribution"]);
    let advisor = Advisor::from_bytes(&folder.read("pack")).unwrap();
    let (class, probability) = (column(&scored, "next_class"), column(&scored, "next_probability"));
    for row in 0..400 {
        let of = |name: &str| column(&scored, &format!("next_{name}_probability"))[row].parse::<f64>().unwrap();
        let all = CLASSES.map(of);
        assert!((all.iter().sum::<f64>() - 1.0).abs() < 1e-9 && all.iter().all(|&p| p <= of(class[row])));
        assert_eq!(of(class[row]), probability[row].parse::<f64>().unwrap());
    }
    let table = advisor.score_table(folder.read_text("later.csv").as_bytes(), "next", None, &mut |_, _| true).unwrap();
    assert!(probability.iter().zip(table).all(|(text, p)| text.parse::<f64>().unwrap() == p));

    let evaluated = folder.run(&["evaluate", "pack", "--data", "later.csv", "--json"]).done().stdout;
    let report: serde_json::Value = serde_json::from_str(&evaluated).unwrap();
    assert_eq!((report["rows"].as_u64(), report["classes"].as_array().unwrap().len()), (Some(400), 4));
    let right: u64 = (0..4).map(|at| report["confusion"][at][at].as_u64().unwrap()).sum();
    assert_eq!(report["accuracy"].as_f64(), Some(right as f64 / 400.0));
    assert!(report["auc"].as_f64().unwrap() > 0.6 && report["logloss"].as_f64().unwrap() < 1.3, "{evaluated}");
    let text = folder.run(&["evaluate", "pack", "--data", "later.csv"]).done().stdout;
    assert!(text.contains("macro auc, each against the rest") && text.contains("true \\ likeliest"), "{text}");
    let strange = customers(2000, 5).replace(",none", ",boat").replace(",car", ",boat");
    folder.write("strange.csv", strange);
    let refused = folder.run(&["evaluate", "pack", "--data", "strange.csv"]);
    assert!(refused.code == Some(1) && refused.stderr.contains("unknown class"), "{}", refused.stderr);
}
