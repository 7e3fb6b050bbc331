//! `confidant init`: what it guesses, that its file trains as it is, and that it replaces nothing unasked.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod tables;
}

use confidant::learner::{Kind, Project};

use support::cli::Folder;
use support::tables::{clients, gzip, noise, table};

/// A table with one column of each kind that matters.
fn odd_clients(rows: usize) -> String {
    let plain = clients(rows);
    let mut lines = plain.lines();
    let head = format!(
        "CustomerID,nothing,constant,joined,snapshot,mixed date,band,note,\"say \"\"hi\"\"\n\t=1\",{}\n",
        lines.next().unwrap()
    );
    let row = |(i, line): (usize, &str)| {
        let mixed = if i % 2 == 0 { format!("{}/11/2024", 13 + i % 15) } else { format!("2024-11-{:02}", 1 + i % 28) };
        let joined = if i % 7 == 0 { String::new() } else { format!("20{:02}-03-1{}", 10 + i % 13, i % 10) };
        format!(
            "{},,x,{joined},2026-0{}-01,{mixed},{},the quick brown fox jumps over customer {i},<b>{},{line}\n",
            90_000 + i,
            1 + i % 6,
            1 + i % 5,
            i % 3
        )
    };
    lines.enumerate().map(row).fold(head, |text, line| text + &line)
}

#[test]
fn what_is_guessed_is_written_with_its_reason_and_trains_as_it_is() {
    let folder = Folder::with(&[("clients.csv", odd_clients(400).as_bytes())]);
    let said = folder.run(&["init", "clients.csv", "--label", "churn"]).done();
    assert!(said.stdout.contains("confidant.toml"), "{}", said.stdout);
    let text = folder.read_text("confidant.toml");
    let project = Project::read(&text).unwrap();
    assert_eq!(project.data.train.as_deref(), Some("clients.csv"));
    assert_eq!(project.data.ignore, ["CustomerID", "nothing", "constant"]);
    assert_eq!((project.indices[0].label(), project.indices[0].positive.as_deref()), ("churn", Some("1")));
    let semantic = |name: &str| project.columns[name].semantic.unwrap().name();
    assert_eq!(
        ["age", "plan", "joined", "mixed date", "note", "say \"hi\"\n\t=1"].map(semantic),
        ["numerical", "categorical", "timestamp", "categorical", "text", "categorical"]
    );
    assert!(!project.columns.contains_key("churn"));
    for line in [
        "    # An identifier, as it seems: 400 different values in 400 rows.",
        "    # It is empty.",
        "    # It has one value only.",
        "# categorical = [\"band\"]",
        "# sensitive = [\"age\"]",
        "# time = \"snapshot\"",
        "# Dates in mixed formats: `2024-11-02` (year-month-day, 200 rows), `13/11/2024` (day/month/year, 200 rows). Write them as",
        "# 3 values: `<b>0`, `<b>1`, `<b>2`.",
    ] {
        assert!(text.lines().any(|found| found.starts_with(line)), "no line {line} in\n{text}");
    }
    let trained = folder.run(&["train", "confidant.toml", "--out", "x.safetensors", "--iterations", "20", "-q"]).done();
    assert!(trained.stdout.contains("churn: "), "{}", trained.stdout);
    // What is suggested in comments can be turned on as it stands.
    let on: String = text
        .lines()
        .map(|l| {
            l.strip_prefix("# ")
                .filter(|l| l.starts_with("time =") || l.starts_with("sensitive =") || l.starts_with("categorical ="))
                .unwrap_or(l)
                .to_owned()
                + "\n"
        })
        .collect();
    folder.write("on.toml", on);
    let trained = folder.run(&["train", "on.toml", "--out", "y.safetensors", "--iterations", "20", "-q"]).done();
    assert!(trained.stdout.contains("held-out latest"), "{}", trained.stdout);
}

#[test]
fn a_project_file_is_replaced_only_when_asked() {
    let folder = Folder::with(&[("clients.csv", clients(80).as_bytes()), ("confidant.toml", b"mine")]);
    let refused = folder.run(&["init", "clients.csv", "--label", "churn"]);
    assert_eq!(refused.code, Some(1));
    assert_eq!(
        refused.stderr,
        "error: file exists, at confidant.toml: expected a new file, or --force to replace it, found a file of that name\n"
    );
    assert_eq!(folder.read("confidant.toml"), b"mine");
    folder.run(&["init", "clients.csv", "--label", "churn", "--force"]).done();
    Project::read(&folder.read_text("confidant.toml")).unwrap();
}

#[test]
fn tables_elsewhere_other_delimiters_and_named_events_are_kept() {
    let semicolons = table("age;segment", 90, |i| format!("{};{}", (90.0 * noise(i, 0)) as usize, ["low", "mid", "high"][i % 3]));
    let folder = Folder::with(&[("in.csv.gz", &gzip(semicolons.as_bytes()))]);
    std::fs::create_dir(folder.path("projects")).unwrap();
    let arguments = ["init", "in.csv.gz", "--label", "segment", "--delimiter", ";", "--out", "projects/a.toml"];
    folder.run(&arguments).done();
    let project = Project::read(&folder.read_text("projects/a.toml")).unwrap();
    assert_eq!((project.indices[0].kind, project.indices[0].positive.as_deref()), (Some(Kind::Classes), None));
    folder.run(&["train", "projects/a.toml", "--out", "x", "--iterations", "3", "-q"]).done();
    folder.run(&[&arguments[..], &["--positive", "high", "--force"]].concat()).done();
    let project = Project::read(&folder.read_text("projects/a.toml")).unwrap();
    assert_eq!((project.data.delimiter.as_deref(), project.indices[0].positive.as_deref()), (Some(";"), Some("high")));
    folder.run(&["train", "projects/a.toml", "--out", "x", "--iterations", "3", "-q"]).done();
}

#[test]
fn what_cannot_be_a_project_is_refused_and_nothing_is_written() {
    let cases: [(&str, &[&str], &str); 6] = [
        ("age,churn\n", &[], "empty table, at in.csv: expected rows below the header, found none"),
        ("", &[], "empty table, at in.csv, line 1"),
        (
            "age,churn\n1,0\n2,0\n",
            &[],
            "label with too few classes, at in.csv, column `churn`: expected two classes, found 1 (`0`)",
        ),
        (
            "age,left\n1,0\n2,1\n",
            &[],
            "column not found, at in.csv, label `churn`: expected one of the table's columns, found age, left",
        ),
        (
            "age,churn\n1,0\n2,1\n",
            &["--positive", "yes"],
            "event not among the labels, at in.csv, column `churn`: expected `yes`",
        ),
        (",churn\n1,0\n2,1\n", &[], "column without a name, at in.csv, column 1"),
    ];
    for (text, more, says) in cases {
        let folder = Folder::with(&[("in.csv", text.as_bytes())]);
        let outcome = folder.run(&[&["init", "in.csv", "--label", "churn"], more].concat());
        assert_eq!(outcome.code, Some(1));
        assert!(outcome.stderr.starts_with(&format!("error: {says}")), "{} is not {says}", outcome.stderr);
        assert_eq!(folder.contents().len(), 1);
    }
}
