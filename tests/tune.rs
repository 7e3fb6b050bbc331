//! Tuning: what is tried depends on the seed alone, nothing is lost, and what it writes trains.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod tables;
}

use support::cli::Folder;
use support::tables::clients;

const PROJECT: &str = "# A comment.\nname = \"p\"\n[data]\ntrain = \"in.csv\" # here\n[[index]]\nname = \"churn\"\n\
    [training]\niterations = 15\n";

fn folder() -> Folder {
    Folder::with(&[("in.csv", clients(500).as_bytes()), ("p.toml", PROJECT.as_bytes())])
}

fn text(folder: &Folder, name: &str) -> String {
    String::from_utf8(folder.read(name)).unwrap()
}

#[test]
fn a_search_goes_on_where_it_stopped_and_the_threads_change_nothing() {
    let whole = folder();
    whole.run(&["tune", "p.toml", "--trials", "11", "--threads", "1", "-q"]).done();
    let log = text(&whole, "p.trials.jsonl");
    assert_eq!(log.lines().count(), 12, "a heading and a line a trial");
    let stopped = folder();
    stopped.run(&["tune", "p.toml", "--trials", "6", "--threads", "3", "-q"]).done();
    // Killed while a line was being written.
    let cut = format!("{}{{\"number\":6,\"set", text(&stopped, "p.trials.jsonl"));
    std::fs::write(stopped.path("p.trials.jsonl"), cut).unwrap();
    let said = stopped.run(&["tune", "p.toml", "--trials", "11", "-q"]).done().stderr;
    assert!(said.contains("going on after the 6 trials in p.trials.jsonl"), "{said}");
    assert_eq!(text(&stopped, "p.trials.jsonl"), log);
    // With all trials in the log nothing is tried again.
    let json = stopped.run(&["tune", "p.toml", "--trials", "11", "--json", "-q"]).done().stdout;
    let trials: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(trials.len(), 11);
    assert!(trials[0]["setting"].as_object().unwrap().is_empty() && trials[1]["setting"]["depth"].as_f64().unwrap() >= 3.0);
    assert_eq!(text(&stopped, "p.trials.jsonl"), log);
}

#[test]
fn the_best_setting_is_written_into_the_project_and_trains() {
    let folder = folder();
    let said =
        folder.run(&["tune", "p.toml", "--trials", "9", "--objective", "auc", "--widen", "--out", "tuned.toml", "-q"]).done();
    assert!(said.stdout.contains("best first by auc") && said.stdout.contains("the project as it is"), "{}", said.stdout);
    let tuned = text(&folder, "tuned.toml");
    assert!(
        tuned.starts_with("# A comment.\n") && tuned.contains("\"in.csv\" # here") && tuned.contains("iterations = 15"),
        "{tuned}"
    );
    let arguments = ["train", "tuned.toml", "--out", "pack", "--report", "report.html", "--trials", "p.trials.jsonl", "-q"];
    folder.run(&arguments).done();
    let report = text(&folder, "report.html");
    assert!(report.contains("the project as it is") && report.contains("learning_rate"), "the history is in the report");
}

#[test]
fn what_cannot_be_tuned_is_said_in_one_line() {
    let folder = folder();
    folder.run(&["tune", "p.toml", "--trials", "2", "-q"]).done();
    folder.write("junk", "not a log\n");
    let cases: [(&[&str], &str); 5] = [
        (
            &["p.toml", "--objective", "auc"],
            "log of another search, at p.trials.jsonl: expected the log of this search; name another with --log, or delete it, found one of index churn, objective logloss, seed 0",
        ),
        (&["p.toml", "--index", "other"], "no such index, at --index: expected one of churn, found other"),
        (&["p.toml", "--trials", "0", "--log", "new"], "nothing to try, at --trials: expected 1 or more, found 0"),
        (
            &["p.toml", "--log", "junk"],
            "unreadable log of trials, at junk, line 1: expected a line that `confidant tune` wrote, found ",
        ),
        (
            &["p.toml", "--data", "-"],
            "no training table, at --data: expected a file name here or in --data, found standard input",
        ),
    ];
    for (arguments, says) in cases {
        let outcome = folder.run(&[&["tune", "-q"], arguments].concat());
        assert_eq!(outcome.code, Some(1), "{arguments:?}");
        assert!(outcome.stderr.starts_with(&format!("error: {says}")), "{} is not {says}", outcome.stderr);
    }
    assert_eq!(folder.run(&["tune", "p.toml", "--objective", "accuracy"]).code, Some(2));
    assert!(text(&folder, "in.csv").starts_with("age,plan"), "another file is not written over");
}
