//! What training promises: the same bytes for the same seed, the planted truth found, no leaks, honest figures.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod library;
    pub(crate) mod tables;
}

use std::sync::OnceLock;

use confidant::engine::{Advisor, Customer, FieldValue};
use confidant::learner::Project;
use confidant::model::IndexCard;
use confidant::synth::{Insurer, Plan};

use support::cli::Folder;
use support::library::{advisor, auc, labels, margins, project, try_pack};
use support::tables::{clients, noise, table};

const FAST: &str = "[training]\niterations = 30\n";

fn card(advisor: &Advisor) -> &IndexCard {
    &advisor.pack().indices[0].card
}

#[test]
fn the_seed_alone_decides_the_bytes() {
    let folder = Folder::new();
    folder.run(&["synth", "--out", ".", "--customers", "1500"]).done();
    let train = |more: &[&str]| {
        folder.run(&[&["train", "confidant.toml", "--out", "pack", "--iterations", "12", "-q"], more].concat()).done();
        folder.read("pack")
    };
    let one = train(&["--threads", "1"]);
    assert!(one == train(&["--threads", "1"]), "two runs differ");
    for threads in ["2", "3"] {
        assert!(one == train(&["--threads", threads]), "{threads} threads differ from one");
    }
    assert!(one == train(&["--seed", "0"]), "the default seed is 0");
    assert!(one != train(&["--seed", "1"]), "the seed decides nothing");
    // The synthetic insurer, too, follows from its seed.
    let again = Folder::new();
    again.run(&["synth", "--out", ".", "--customers", "1500"]).done();
    assert!(again.contents().iter().all(|(name, bytes)| *bytes == folder.read(name)));
    again.run(&["synth", "--out", ".", "--customers", "1500", "--seed", "8"]).done();
    assert!(again.read("customers.csv") != folder.read("customers.csv"));
}

/// A small synthetic insurer: (the pack, its test table, its truth).
fn insurer() -> &'static (Advisor, String, toml::Table) {
    static INSURER: OnceLock<(Advisor, String, toml::Table)> = OnceLock::new();
    INSURER.get_or_init(|| {
        let insurer = Insurer::new(Plan::new(6_000, 7).unwrap()).unwrap();
        let (mut train, mut test) = (Vec::new(), Vec::new());
        let figures = (insurer.write_customers(&mut train).unwrap(), insurer.write_test(&mut test).unwrap());
        let documents = insurer.documents(&figures.0, &figures.1).unwrap();
        let document = |name: &str| documents.iter().find(|d| d.0 == name).unwrap().1.as_str();
        // The indices alone: offers have tests of their own.
        let (indices, offers) = document("confidant.toml").split_once("# What to offer.").unwrap();
        let (_, settings) = offers.split_once("# Settings of the learner.").unwrap();
        let mut project = Project::read(&format!("{indices}# {settings}")).unwrap();
        project.training.iterations = Some(150);
        project.glossary = Default::default();
        let pack = advisor(&project, &String::from_utf8(train).unwrap());
        (pack, String::from_utf8(test).unwrap(), document("truth.toml").parse().unwrap())
    })
}

/// The columns that a planted effect names.
fn columns_of(effect: &toml::Value) -> Vec<&str> {
    effect["factors"].as_array().unwrap().iter().map(|factor| factor["column"].as_str().unwrap()).collect()
}

#[test]
fn the_planted_truth_is_found_on_a_later_period() {
    let (pack, test, truth) = insurer();
    for (position, name) in ["cross_sell", "churn"].into_iter().enumerate() {
        let index = &pack.pack().indices[position];
        assert_eq!(index.name, name);
        let reached = auc(pack, position, test, name);
        let label = truth["label"].as_array().unwrap().iter().find(|l| l["name"].as_str() == Some(name)).unwrap();
        let possible = label["test"]["bayes_auc"].as_float().unwrap();
        assert!(reached >= 0.75, "{name}: {reached}");
        assert!(reached <= possible + 0.02, "{name}: {reached} is better than the truth's {possible}");
        assert!((index.card.metrics.auc - reached).abs() < 0.1, "{name}: the card says {}", index.card.metrics.auc);
        assert!(index.card.measured_on.starts_with("held-out latest 15 %, from 2026-"), "{}", index.card.measured_on);

        let rank = |column: &str| index.card.importance.iter().position(|i| i.feature == column).unwrap();
        for column in ["form_version", "meter_reading", "mailing_wave"] {
            let size = |at: usize| index.card.importance[at].mean_abs_contribution;
            let at = rank(column);
            assert!(at >= 20 && size(at) < 0.15 * size(0), "{name}: the noise {column} ranks {at} with {}", size(at));
        }
        let planted: Vec<&str> = label["effect"].as_array().unwrap().iter().flat_map(columns_of).collect();
        let first: Vec<&str> = index.card.importance[..10].iter().map(|i| i.feature.as_str()).collect();
        let found = first.iter().filter(|column| planted.contains(column)).count();
        assert!(found >= 8, "{name}: {found} of {first:?} are planted");
        for column in ["customer_id", "snapshot_date", "cross_sell", "churn"] {
            assert!(pack.fields().iter().all(|field| field.name != column), "{column} is scored");
        }
    }
    let window = pack.info().card.window.clone().unwrap();
    assert_eq!((window.from.as_str() >= "2025-01-01", window.to.as_str()), (true, "2026-06-30"));
    assert_eq!(pack.verify().unwrap(), 8);
}

#[test]
fn the_decile_table_adds_up() {
    for index in &insurer().0.pack().indices {
        let (rows, name) = (&index.card.deciles, &index.name);
        assert_eq!(rows.iter().map(|d| d.decile).collect::<Vec<_>>(), (1..=10).collect::<Vec<u8>>());
        let (all, positives): (u64, u64) = rows.iter().fold((0, 0), |sum, d| (sum.0 + d.rows, sum.1 + d.positives));
        assert!(rows.iter().all(|d| d.rows.abs_diff(all / 10) <= 1), "{name}: unequal tenths");
        // 15 % of the rows were held out.
        assert!((850..=1000).contains(&all), "{name}: {all} rows");
        let rate = positives as f64 / all as f64;
        assert!((rate - index.card.positive_rate).abs() < 0.03, "{name}: {rate}");
        let (mut share, mut lift) = (0.0, 0.0);
        for d in rows {
            assert!(d.min_probability <= d.max_probability && d.positives <= d.rows);
            assert!((d.rate * d.rows as f64 - d.positives as f64).abs() <= 0.5, "{name}: {d:?}");
            assert!((d.lift - d.rate / rate).abs() < 0.1, "{name}: {d:?}");
            let next = d.cumulative_share;
            assert!((next - share - d.positives as f64 / positives as f64).abs() < 0.02, "{name}: {d:?}");
            (share, lift) = (next, lift + d.lift * d.rows as f64 / all as f64);
        }
        assert!((share - 1.0).abs() < 1e-12 && (lift - 1.0).abs() < 1e-9, "{name}: {share} and {lift}");
        assert!(rows.windows(2).all(|d| d[0].min_probability >= d[1].max_probability), "{name}: tenths overlap");
        assert!(rows[0].lift > 2.0 && rows[9].lift < 0.5, "{name}: flat");
    }
}

#[test]
fn class_weights_move_margins_but_not_probabilities() {
    let rare = table("x,z,y", 6000, |i| {
        let x = noise(i, 0);
        format!("{x:.4},{:.4},{}", noise(i, 1), u8::from(noise(i, 2) < 0.12 * x * x))
    });
    let train = |penalty: &str| advisor(&project("y", &format!("{penalty}{FAST}")), &rare);
    let (plain, weighted) = (train(""), train("imbalance_penalty = 1.0\n"));
    let rate = labels(&rare, "y").iter().sum::<f32>() / 6000.0;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let of = [&plain, &weighted].map(|pack| {
        let margins = margins(pack, 0, &rare);
        let calibrator = &pack.pack().indices[0].parts[0].calibrator;
        let probabilities: Vec<f64> = margins.iter().map(|&m| calibrator.probability(m)).collect();
        (mean(&margins), mean(&probabilities), auc(pack, 0, &rare, "y"))
    });
    assert!(of[1].0 > of[0].0 + 1.0, "the weights did not move the margins: {of:?}");
    for (_, probability, auc) in of {
        assert!((probability / f64::from(rate) - 1.0).abs() < 0.2, "{probability} for a rate of {rate}");
        assert!(auc > 0.65, "{auc}");
    }
    assert!((card(&plain).positive_rate - card(&weighted).positive_rate).abs() < 1e-12);
}

#[test]
fn nothing_is_learnt_from_noise_whatever_the_number_of_categories() {
    let random = |from: usize| {
        table("code,shop,x,y", 5000, |i| {
            let i = i + from;
            let code = (2000.0 * noise(i, 0)) as usize;
            format!("c{code},s{},{:.3},{}", (30.0 * noise(i, 1)) as usize, noise(i, 2), u8::from(noise(i, 3) < 0.3))
        })
    };
    let (train, test) = (random(0), random(5000));
    // No early stopping: a leak would have every chance to be learnt.
    let stubborn = project("y", "[training]\niterations = 60\npatience = 10000\nmin_category_count = 1\nfolds = 3\n");
    for (name, project) in [("defaults", project("y", "")), ("stubborn", stubborn)] {
        let pack = advisor(&project, &train);
        let (own, later) = (card(&pack).metrics.auc, auc(&pack, 0, &test, "y"));
        assert!((own - 0.5).abs() < 0.05 && (later - 0.5).abs() < 0.05, "{name}: {own} out of fold, {later} later");
    }
}

#[test]
fn a_category_without_meaning_does_not_displace_a_number_with_meaning() {
    let rows = |from: usize, code: bool| {
        table(if code { "code,x,y" } else { "x,y" }, 4000, |i| {
            let i = i + from;
            let (x, y) = (noise(i, 1), u8::from(noise(i, 2) < 0.1 + 0.5 * noise(i, 1)));
            if code { format!("c{},{x:.4},{y}", (1000.0 * noise(i, 0)) as usize) } else { format!("{x:.4},{y}") }
        })
    };
    // Statistics that saw their own row's label would be the best column in training and worthless later.
    let project = project("y", "[training]\niterations = 60\npatience = 10000\nmin_category_count = 1\nfolds = 1\n");
    let (with, without) = (advisor(&project, &rows(0, true)), advisor(&project, &rows(0, false)));
    let (with_auc, without_auc) = (auc(&with, 0, &rows(4000, true), "y"), auc(&without, 0, &rows(4000, false), "y"));
    assert!(with_auc > without_auc - 0.02, "{with_auc} with the category, {without_auc} without");
    let importance = &card(&with).importance;
    assert_eq!(importance[0].feature, "x");
    assert!(importance[1].mean_abs_contribution < 0.3 * importance[0].mean_abs_contribution, "{importance:?}");
}

#[test]
fn training_stops_early_and_says_where_it_measured() {
    let dated = table("x,day,y", 1000, |i| {
        format!(
            "{:.3},20{:02}-{:02}-01,{}",
            noise(i, 0),
            10 + i / 84,
            1 + i / 7 % 12,
            u8::from(noise(i, 1) < 0.2 + 0.4 * noise(i, 0))
        )
    });
    let cases: [(&str, &str); 6] = [
        ("", "3-fold out-of-fold"),
        ("[training]\nfolds = 5\n", "5-fold out-of-fold"),
        ("[training]\nfolds = 1\n", "held-out 14 %"),
        ("[training]\nfolds = 1\nholdout = 0.25\n", "held-out 25 %"),
        ("[data]\ngroup = \"day\"\n", "3-fold out-of-fold, groups kept together"),
        ("[data]\ntime = \"day\"\n", "held-out latest 15 %, from 2020-02-01"),
    ];
    for (rest, says) in cases {
        let pack = advisor(&project("y", rest), &dated);
        assert_eq!(card(&pack).measured_on, says);
        assert!(card(&pack).trees >= 1 && card(&pack).trees < 400, "{says}: {} trees of 1,000", card(&pack).trees);
    }
    let short = advisor(&project("y", "[training]\nfolds = 1\niterations = 7\n"), &dated);
    assert!(card(&short).trees <= 7);
    // What is measured on the latest rows is not learnt from them: where the rule turns at the end, the figures must show it.
    let turned = table("x,day,y", 1000, |i| {
        let x = noise(i, 0);
        format!("{x:.3},20{:02}-{:02}-01,{}", 10 + i / 84, 1 + i / 7 % 12, u8::from((x > 0.5) == (i < 850)))
    });
    let pack = advisor(&project("y", "[data]\ntime = \"day\"\n[training]\niterations = 20\n"), &turned);
    assert!(card(&pack).metrics.auc < 0.2, "{}", card(&pack).metrics.auc);
}

#[test]
fn dates_count_from_the_rows_own_day() {
    // The event depends on the days between two dates; the rows stand ten years apart.
    let day = |days: usize| confidant::dataset::Day(14_000 + days as i32).to_string();
    let dated = table("seen,joined,other,y", 2000, |i| {
        let (age, seen) = ((400.0 * noise(i, 0)) as usize, 500 + (3600.0 * noise(i, 1)) as usize);
        format!("{},{},{:.2},{}", day(seen), day(seen - age), noise(i, 2), u8::from(age < 100))
    });
    let rest = "[data]\ntime = \"seen\"\n[training]\niterations = 40\n";
    let pack = advisor(&project("y", rest), &dated);
    assert!(card(&pack).metrics.auc > 0.98, "{}", card(&pack).metrics.auc);
    let margin = |seen: usize, joined: usize| {
        let fields = [("seen", day(seen)), ("joined", day(joined))].map(|(name, day)| (name.to_owned(), FieldValue::Text(day)));
        pack.score(&Customer::new(fields.into()).unwrap(), None)["y"].margin
    };
    for seen in [600, 2000, 4000, 9000] {
        assert_eq!(margin(seen, seen - 30).to_bits(), margin(700, 670).to_bits(), "seen on {}", day(seen));
        assert!(margin(seen, seen - 30) > margin(seen, seen - 300) + 2.0);
    }
    // Without a day of its own, a record counts from the day that the caller names.
    let fields = vec![("joined".to_owned(), FieldValue::Text(day(8970)))];
    let now = confidant::dataset::Day::read(&day(9000));
    assert_eq!(pack.score(&Customer::new(fields).unwrap(), now)["y"].margin.to_bits(), margin(700, 670).to_bits());
}

#[test]
fn the_project_file_overrides_what_is_inferred() {
    let coded = table("code,note,x,y", 600, |i| {
        format!("{},n{},{},{}", i % 7, i % 5, i % 50, u8::from(noise(i, 0) < if i % 7 == 3 { 0.8 } else { 0.2 }))
    });
    let semantics = |rest: &str| -> Vec<(String, String)> {
        let pack = advisor(&project("y", rest), &coded);
        pack.fields().iter().map(|f| (f.name.clone(), f.semantic.name().to_owned())).collect()
    };
    let expect = |found: Vec<(String, String)>, expected: &[(&str, &str)]| {
        assert_eq!(found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect::<Vec<_>>(), expected);
    };
    expect(semantics(FAST), &[("code", "numerical"), ("note", "categorical"), ("x", "numerical")]);
    let categorical = "[columns.code]\nsemantic = \"categorical\"\ntitle = { en = \"Code\" }\nunit = \"no.\"\n";
    expect(semantics(&format!("{categorical}{FAST}")), &[("code", "categorical"), ("note", "categorical"), ("x", "numerical")]);
    expect(
        semantics(&format!("[data]\ncategorical = [\"code\"]\n{FAST}")),
        &[("code", "categorical"), ("note", "categorical"), ("x", "numerical")],
    );
    expect(semantics(&format!("[data]\nignore = [\"x\"]\n{FAST}")), &[("code", "numerical"), ("note", "categorical")]);
    expect(semantics(&format!("[columns.note]\nsemantic = \"text\"\n{FAST}")), &[("code", "numerical"), ("x", "numerical")]);
    let pack = advisor(&project("y", &format!("{categorical}{FAST}")), &coded);
    assert_eq!((pack.fields()[0].title["en"].as_str(), pack.fields()[0].unit.as_deref()), ("Code", Some("no.")));
    assert_eq!(pack.fields()[0].categories.len(), 7);
    // A category is told from its neighbours, a number is not.
    let score = |value| pack.score(&Customer::new(vec![("code".into(), value)]).unwrap(), None)["y"].margin;
    assert!(score(FieldValue::Text("3".into())) > score(FieldValue::Text("2".into())).max(score(FieldValue::Number(4.0))) + 0.5);
}

#[test]
fn the_event_is_the_one_that_is_meant() {
    let labelled = |names: [&str; 3]| {
        table("x,y", 600, |i| format!("{},{}", i % 50, names[usize::from(i % 10 < 7) + usize::from(i % 10 < 3)]))
    };
    // A tenth part of three, four and three: the first, the second, the third.
    let cases: [([&str; 3], &str, &str); 7] = [
        (["no", "yes", "yes"], "", "yes"),
        (["0", "1", "1"], "", "1"),
        (["TRUE", "FALSE", "FALSE"], "", "TRUE"),
        (["leave", "stay", "stay"], "", "leave"),
        (["2", "1", "1"], "", "2"),
        (["leave", "stay", "stay"], "positive = \"stay\"\n", "stay"),
        (["low", "mid", "high"], "positive = \"mid\"\n", "mid"),
    ];
    for (names, rest, event) in cases {
        let pack = advisor(&project("y", &format!("{rest}[training]\niterations = 3\n")), &labelled(names));
        assert_eq!(card(&pack).positive, event, "{names:?}");
        let share = labelled(names).lines().filter(|line| line.ends_with(&format!(",{event}"))).count() as f64 / 600.0;
        assert!((card(&pack).positive_rate - share).abs() < 1e-12, "{names:?}: {}", card(&pack).positive_rate);
    }
}

#[test]
fn rows_without_weight_teach_nothing() {
    // Two rows in three follow the opposite rule and weigh nothing.
    let both = table("x,w,y", 3000, |i| {
        let x = noise(i, 0);
        format!("{x:.3},{},{}", u8::from(i % 3 == 0), u8::from((x > 0.5) == (i % 3 == 0)))
    });
    let train = |rest: &str| advisor(&project("y", &format!("{rest}{FAST}")), &both);
    let (weighted, blind) = (train("[data]\nweight = \"w\"\n"), train("[data]\nignore = [\"w\"]\n"));
    let difference = |pack: &Advisor| {
        let score = |x: f64| pack.score(&Customer::new(vec![("x".into(), FieldValue::Number(x))]).unwrap(), None)["y"].margin;
        score(0.8) - score(0.2)
    };
    assert!(difference(&weighted) > 1.0 && difference(&blind) < -0.3, "{} and {}", difference(&weighted), difference(&blind));
    assert!(weighted.fields().iter().all(|field| field.name != "w"), "the weight is scored");
}

#[test]
fn a_weight_counts_like_so_many_rows_in_probabilities_and_figures() {
    // Events weigh 4: among the rows one in five happens, by weight every second.
    let rows = table("x,w,y", 12_000, |i| {
        let (x, event) = (noise(i, 0), noise(i, 1) < 0.1 + 0.2 * noise(i, 0));
        format!("{x:.3},{},{}", if event { 4 } else { 1 }, u8::from(event))
    });
    let pack = advisor(&project("y", &format!("[data]\nweight = \"w\"\n{FAST}")), &rows);
    let figures = card(&pack);
    assert!((0.46..0.54).contains(&figures.positive_rate), "{}", figures.positive_rate);
    let probability = pack.score(&Customer::new(vec![("x".into(), FieldValue::Number(0.5))]).unwrap(), None)["y"].probability;
    assert!((0.44..0.56).contains(&probability), "{probability}");
    assert!(figures.metrics.ece < 0.03, "{}", figures.metrics.ece);
    let counted: u64 = figures.deciles.iter().map(|row| row.positives).sum();
    assert!((2_100..2_700).contains(&counted), "{counted} events are counted as rows");
    assert!(figures.deciles.iter().all(|row| row.rate > 2.0 * row.positives as f64 / row.rows as f64 * 0.9));
}

#[test]
fn a_monotone_column_moves_the_margin_one_way_only() {
    let rows = table("x,z,y", 3000, |i| {
        let (x, z) = (noise(i, 0), noise(i, 2));
        let p = 0.3 + 0.3 * confidant::math::sin(9.0 * x) * z;
        format!("{x:.3},{z:.3},{}", u8::from(noise(i, 1) < p))
    });
    let turns = |rest: &str| -> (bool, bool) {
        let pack = advisor(&project("y", &format!("{rest}[training]\niterations = 60\n")), &rows);
        let (mut up, mut down) = (false, false);
        for z in [0.1, 0.5, 0.9] {
            let margin = |x: f64| {
                let fields = vec![("x".into(), FieldValue::Number(x)), ("z".into(), FieldValue::Number(z))];
                pack.score(&Customer::new(fields).unwrap(), None)["y"].margin
            };
            let path: Vec<f64> = (0..=200).map(|step| margin(f64::from(step) / 200.0)).collect();
            up |= path.windows(2).any(|w| w[0] < w[1]);
            down |= path.windows(2).any(|w| w[0] > w[1]);
        }
        (up, down)
    };
    assert_eq!(turns(""), (true, true));
    assert_eq!(turns("[columns.x]\nmonotone = \"increasing\"\n"), (true, false));
    assert_eq!(turns("[columns.x]\nmonotone = \"decreasing\"\n"), (false, true));
    let failed = try_pack(&project("y", "[columns.k]\nmonotone = \"increasing\"\n"), "k,y\na,1\nb,0\na,0\nb,1\n");
    assert!(failed.unwrap_err().to_string().starts_with("no order to be monotone in, at column `k`"));
}

#[test]
fn what_rare_categories_teach_is_not_told_of_gaps() {
    // Two plans are common; forty others have three rows each, all events. Gaps are as the common ones.
    let rows = table("plan,x,y", 3000, |i| {
        let rare = i % 25 == 0;
        let plan = if rare { format!("rare {}", i % 1000) } else { ["basic", "plus", ""][i % 3].to_owned() };
        format!("{plan},{:.3},{}", noise(i, 0), u8::from(rare || noise(i, 1) < 0.2))
    });
    let settings = "[columns.plan]\nsemantic = \"categorical\"\n[training]\niterations = 60\n";
    let pack = advisor(&project("y", settings), &rows);
    let probability = |plan: FieldValue| {
        pack.score(&Customer::new(vec![("plan".into(), plan), ("x".into(), FieldValue::Number(0.5))]).unwrap(), None)["y"]
            .probability
    };
    let gap = probability(FieldValue::Missing);
    assert!((0.1..0.35).contains(&gap), "gaps happen every fifth time, not {gap}");
    assert!((0.1..0.35).contains(&probability(FieldValue::Text("plus".into()))));
}

#[test]
fn the_threshold_is_chosen_as_asked() {
    let rows = clients(1200);
    let figures = |threshold: &str| {
        let text = format!("name = \"p\"\n[[index]]\nname = \"churn\"\n{threshold}\n{FAST}");
        card(&advisor(&Project::read(&text).unwrap(), &rows)).metrics
    };
    let (f1, score) = (figures(""), figures("threshold = \"model_score\""));
    assert!(score.threshold <= f1.threshold && score.recall >= f1.recall, "{score:?} {f1:?}");
    assert_eq!(figures("threshold = 0.25").threshold, 0.25);
    // A tenth of the rows is called, so precision × a tenth = recall × the rate.
    let volume = figures("threshold = \"volume:0.1\"");
    let rate = rows.lines().filter(|line| line.ends_with(",1")).count() as f64 / 1200.0;
    let called = volume.recall * rate / volume.precision;
    assert!((0.07..0.13).contains(&called), "{called} of the rows are called");
}

#[test]
fn what_is_left_out_is_noted() {
    let rows = table("id,note,gap,same,x,y", 400, |i| {
        let label = if i % 10 == 0 { "" } else { ["0", "1"][usize::from(noise(i, 0) < 0.4)] };
        format!("K-{i:05},the quick brown fox jumps over the lazy dog number {i},,7,{},{label}", i % 30)
    });
    let pack = advisor(&project("y", FAST), &rows);
    let expected = [
        "column `id` is left out: nearly every row has its own value, as an identifier does",
        "column `note` is left out: free text is not scored",
        "column `gap` is left out: it is empty",
        "column `same` is left out: it has one value only",
        "index `y`: 40 rows without a label are left out",
    ];
    let notes = &pack.info().card.notes;
    assert_eq!(notes[..5], expected);
    // The label is noise, and the pack says so.
    assert!(notes[5].starts_with("index `y`: the columns tell events from others no better than chance (auc 0."), "{notes:?}");
    assert_eq!((pack.info().card.rows, card(&pack).rows), (400, 360));
    assert_eq!(pack.fields().iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["x"]);
    assert!(card(&pack).deciles.iter().map(|d| d.rows).sum::<u64>() == 360);
}

#[test]
fn what_is_odd_about_a_column_is_noted_and_no_value_is_named() {
    let rows = table("number,plan,joined,x,y", 400, |i| {
        let plan = ["Basic", "basic", " Basic", "Plus"][i % 4];
        let joined = if i % 3 == 0 { format!("{}.11.2024", 13 + i % 15) } else { format!("2024-11-{:02}", 1 + i % 28) };
        format!("{},{plan},{joined},{:.3},{}", 70_000 + 3 * i, noise(i, 1), u8::from(noise(i, 0) < noise(i, 1)))
    });
    let pack = advisor(&project("y", FAST), &rows);
    let notes = &pack.info().card.notes;
    let starts = [
        "column `number` is left out: its whole numbers never repeat, as an identifier's do",
        "column `plan`: 1 of its categories are written in several ways, in case or spaces",
        "column `joined`: dates that are not read as such (",
    ];
    for start in starts {
        assert!(notes.iter().any(|note| note.starts_with(start)), "{start} is not in {notes:?}");
    }
    assert!(notes.iter().all(|note| !note.contains("Basic") && !note.contains("2024-11-")), "{notes:?}");
    assert!(pack.fields().iter().all(|field| field.name != "number"));
}

#[test]
fn tables_that_are_almost_too_small_train() {
    for rows in [4, 5, 8, 13, 30] {
        let tiny = table("x,c,y", rows, |i| format!("{},{},{}", i * 3 % 7, ["a", "b"][i % 2], i % 2));
        let pack = advisor(&project("y", ""), &tiny);
        assert_eq!(pack.verify().unwrap(), 8, "{rows} rows");
        let all = margins(&pack, 0, &tiny);
        assert!(all.iter().all(|margin| margin.is_finite()), "{rows} rows: {all:?}");
    }
    // The library says what the command line says.
    let error = try_pack(&project("y", ""), "x,y\n1,0\n2,1\n").unwrap_err();
    assert_eq!(error.kind().name(), "data");
}

#[test]
fn boosting_is_plain_unless_order_is_asked_for() {
    let folder = Folder::with(&[("in.csv", clients(900).as_bytes())]);
    let train = |more: &[&str]| {
        let arguments = ["train", "--data", "in.csv", "--label", "churn", "--out", "pack", "--iterations", "25", "-q"];
        folder.run(&[&arguments[..], more].concat()).done();
        folder.read("pack")
    };
    let (plain, ordered) = (train(&[]), train(&["--boosting", "ordered", "--threads", "1"]));
    assert!(plain == train(&["--boosting", "plain"]) && plain == train(&["--boosting", "auto"]));
    assert!(ordered == train(&["--boosting", "ordered", "--threads", "3"]), "threads decide");
    assert!(ordered != plain, "order changes nothing");
    let auc = |bytes: &[u8]| card(&Advisor::from_bytes(bytes).unwrap()).metrics.auc;
    assert!(auc(&ordered) > auc(&plain) - 0.02, "{} {}", auc(&ordered), auc(&plain));
}

#[test]
fn training_can_be_cancelled() {
    let text = clients(300);
    let open = || Ok(Box::new(std::io::Cursor::new(text.clone())) as Box<dyn std::io::Read>);
    let source = confidant::learner::Source { name: "t".into(), open: &open };
    let stop = |event: confidant::learner::Event<'_>| !matches!(event, confidant::learner::Event::Fitting(_, p) if p.trees >= 3);
    let error = confidant::learner::train(&Project::of_label("churn"), Vec::new(), &source, &stop).unwrap_err();
    assert_eq!(error.kind().name(), "cancelled");
}
