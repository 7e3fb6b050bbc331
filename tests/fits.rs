//! Fits: run side by side, on any number of threads the same bytes; columns that act together found; and what `train --json` says of where
//! the time went.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod library;
    pub(crate) mod tables;
}

use confidant::model::CategoryTable;
use serde_json::Value;

use support::cli::Folder;
use support::library::{advisor, auc, project};
use support::tables::{clients, noise, table};

/// Folds of longer steps, and a forest on all rows that is begun before its trees are counted, once with three folds and once with one
/// part held out.
#[test]
fn a_forest_that_is_begun_too_early_ends_where_it_should() {
    let folder = Folder::with(&[("clients.csv", clients(2_500).as_bytes())]);
    // With 30 trees at most the fit on all rows often comes to its end before the folds do.
    for (folds, trees) in [("3", "1000"), ("1", "1000"), ("3", "30")] {
        let train = |threads: &str| {
            let asked = ["train", "--data", "clients.csv", "--label", "churn", "--out", "pack", "-q"];
            folder.run(&[&asked[..], &["--folds", folds, "--iterations", trees, "--threads", threads]].concat()).done();
            folder.read("pack")
        };
        let one = train("1");
        for threads in ["2", "3", "5"] {
            assert!(one == train(threads), "{folds} folds of {trees} trees on {threads} threads differ from one thread");
        }
    }
}

#[test]
fn trainings_tell_in_json_where_the_time_went() {
    let folder = Folder::with(&[("clients.csv", clients(600).as_bytes())]);
    let out = folder.run(&["train", "--data", "clients.csv", "--label", "churn", "--out", "pack", "-q", "--json"]).done().stdout;
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((told["pack"].as_str(), told["rows"].as_u64(), told["columns"].as_u64()), (Some("pack"), Some(600), Some(3)));
    assert_eq!(told["bytes"].as_u64(), Some(folder.read("pack").len() as u64));
    let seconds = told["seconds"].as_object().unwrap();
    let phases: Vec<&str> = seconds.keys().map(String::as_str).collect();
    for phase in ["reading", "preparing", "fitting", "measuring", "finishing", "writing", "all"] {
        assert!(phases.contains(&phase) && seconds[phase].as_f64().unwrap() > 0.0, "{phase}: {phases:?}");
    }
    let sum: f64 = seconds.iter().filter(|(phase, _)| *phase != "all").map(|(_, seconds)| seconds.as_f64().unwrap()).sum();
    let all = seconds["all"].as_f64().unwrap();
    assert!((sum - all).abs() < 0.01 * all + 1e-3, "{sum} of {all}");
    // The figures are those of the card.
    let card: Value = serde_json::from_str(&folder.run(&["inspect", "pack", "--json"]).done().stdout).unwrap();
    let (index, of_card) = (&told["indices"][0], &card["indices"][0]["card"]);
    assert_eq!(index["index"], "churn");
    assert_eq!(index["trees"], of_card["trees"]);
    for figure in ["auc", "logloss", "brier"] {
        assert_eq!(index[figure], of_card["metrics"][figure], "{figure}");
    }
}

#[test]
fn three_columns_are_found_that_say_together_what_no_two_of_them_do() {
    let rows = |from: usize| {
        table("a,b,c,d,y", 6000, |i| {
            let [a, b, c, d] = [0, 1, 2, 3].map(|column| (8.0 * noise(i + from, column)) as usize);
            format!("a{a},b{b},c{c},d{d},{}", u8::from(noise(i + from, 4) < if (a + b + c) % 2 == 0 { 0.8 } else { 0.2 }))
        })
    };
    let pack = advisor(&project("y", "[training]\nfolds = 1\n"), &rows(0));
    let together = |table: &&CategoryTable| table.columns.len() > 1;
    let tables: Vec<&[u32]> = pack.pack().indices[0].parts[0].model.tables.iter().filter(together).map(|t| &*t.columns).collect();
    assert_eq!(tables, [&[0, 1, 2]]);
    let later = auc(&pack, 0, &rows(6000), "y");
    assert!(later > 0.75, "{later}");
}

/// Rows whose event hangs on two of three columns together, and on none alone.
fn parity(from: usize, count: usize) -> String {
    table("a,b,c,y", count, |i| {
        let [a, b, c] = [0, 1, 2].map(|column| (8.0 * noise(i + from, column)) as usize);
        format!("a{a},b{b},c{c},{}", u8::from(noise(i + from, 4) < if (a + b) % 2 == 0 { 0.8 } else { 0.2 }))
    })
}

#[test]
fn combinations_are_found_while_trees_grow() {
    let pack = |training: &str| advisor(&project("y", &format!("[training]\nfolds = 1\n{training}\n")), &parity(0, 3000));
    let later = parity(3000, 3000);
    let (alone, greedy) = (pack("combinations = 0"), pack("combining = \"greedy\""));
    let together = |table: &&CategoryTable| table.columns.len() > 1;
    let tables = &greedy.pack().indices[0].parts[0].model.tables;
    assert!(tables.iter().filter(together).any(|table| *table.columns == [0, 1]));
    let (alone, greedy) = (auc(&alone, 0, &later, "y"), auc(&greedy, 0, &later, "y"));
    assert!(greedy > alone + 0.05 && greedy > 0.75, "{alone} {greedy}");
    // There is room for one only, which the first tree takes; with none it is as if they were turned off.
    let most = |count: usize| pack(&format!("combining = \"greedy\"\ncombinations = {count}"));
    assert!(most(1).pack().indices[0].parts[0].model.tables.iter().filter(together).count() <= 1);
    assert_eq!(auc(&most(0), 0, &later, "y"), alone);
}

#[test]
fn combinations_found_while_trees_grow_are_the_same_on_any_number_of_threads() {
    let folder = Folder::with(&[("in.csv", parity(0, 2500).as_bytes())]);
    for boosting in ["plain", "ordered"] {
        let train = |threads: &str| {
            let asked = ["train", "--data", "in.csv", "--label", "y", "--out", "pack", "-q", "--iterations", "30"];
            folder.run(&[&asked[..], &["--combining", "greedy", "--boosting", boosting, "--threads", threads]].concat()).done();
            folder.read("pack")
        };
        let one = train("1");
        assert!(one == train("3"), "{boosting} boosting on three threads differs from one thread");
    }
    let refused = folder.run(&["train", "--data", "in.csv", "--label", "y", "--out", "pack", "--combining", "often"]);
    assert!(refused.code == Some(2) && refused.stderr.contains("judged or greedy is expected"), "{}", refused.stderr);
}
