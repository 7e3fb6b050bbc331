//! `confidant profile`: what it notices, that its report is safe and complete in itself, and that threads change nothing.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod html;
    pub(crate) mod tables;
}

use serde_json::Value;

use support::cli::Folder;
use support::html::{check, palettes};
use support::tables::{clients, noise, table};

const SCRIPT: &str = "<script>alert(1)</script>";

/// Customers with one of everything that should be noticed.
fn troubled(rows: usize) -> String {
    let plain = clients(rows);
    let mut lines = plain.lines();
    let names = [
        "customer_no",
        "code",
        "constant",
        "empty",
        "nearly",
        "plan name",
        "signed",
        "closed_by",
        "spent",
        "note",
        "<img src=x onerror=alert(1)>",
    ];
    let head = format!("{},{}\n", names.join(","), lines.next().unwrap());
    let row = |(i, line): (usize, &str)| {
        let churned = line.ends_with('1');
        let signed = if i % 3 == 0 { format!("{}.11.2024", 13 + i % 15) } else { format!("2024-11-{:02}", 1 + i % 28) };
        format!(
            "{},K{:05},x,,{},{},{signed},{},{},some words of free text about what the customer number {i} said,{}{},{line}\n",
            700_001 + i,
            (i * 7919) % 99_991,
            if i % 200 == 0 { "b" } else { "a" },
            ["Basic", "basic", " Basic", "Plus"][i % 4],
            if churned { ["agent", "letter"][i % 2] } else { "" },
            if i % 50 == 0 { 1e6 } else { (100.0 * noise(i, 20)).round() },
            SCRIPT,
            i % 4,
        )
    };
    lines.enumerate().map(row).fold(head, |text, line| text + &line)
}

fn found(profile: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let finding = |finding: &Value| (text(&finding["severity"]), text(&finding["kind"]), text(&finding["column"]));
    profile["findings"].as_array().unwrap().iter().map(finding).collect()
}

#[test]
fn what_is_wrong_with_a_table_is_noticed_by_name() {
    let text = troubled(800);
    let repeated = text.lines().nth(5).unwrap().to_owned() + "\n" + text.lines().nth(6).unwrap() + "\n";
    let folder = Folder::with(&[("in.csv", (text + &repeated).as_bytes())]);
    let profile: Value =
        serde_json::from_str(&folder.run(&["profile", "in.csv", "--label", "churn", "--json", "-q"]).done().stdout).unwrap();
    let findings = found(&profile);
    for (severity, kind, column) in [
        ("serious", "leakage", "closed_by"),
        ("serious", "identifier", "code"),
        ("serious", "constant", "constant"),
        ("serious", "constant", "empty"),
        ("serious", "dates", "signed"),
        ("look", "variants", "plan name"),
        ("look", "near_constant", "nearly"),
        ("look", "missing", "closed_by"),
        ("note", "duplicates", ""),
        ("note", "outliers", "spent"),
        ("note", "skew", "spent"),
        ("note", "text", "note"),
    ] {
        let wanted = (severity.to_owned(), kind.to_owned(), column.to_owned());
        assert!(findings.contains(&wanted), "{wanted:?} is not in {findings:#?}");
    }
    // Nothing else is called a leak, an identifier or a constant; two rows repeat, so the customer numbers do.
    let serious: Vec<_> = findings.iter().filter(|finding| finding.0 == "serious").collect();
    assert_eq!(serious.len(), 5, "{serious:?}");
    assert_eq!(profile["duplicates"]["rows"], 2);
    assert_eq!(profile["rows"], 802);
    let leak = profile["columns"].as_array().unwrap().iter().find(|column| column["name"] == "closed_by").unwrap();
    assert!(leak["link"]["auc"].as_f64().unwrap() > 0.99);
}

#[test]
fn a_numeric_identifier_is_warned_of() {
    let folder = Folder::with(&[("in.csv", troubled(300).as_bytes())]);
    let said = folder.run(&["profile", "in.csv", "-q"]).done().stdout;
    assert!(said.contains("!! customer_no: An identifier, as it seems: 300 different values in 300 rows."), "{said}");
    assert!(
        said.contains(
            "!! signed: Dates in mixed formats: `2024-11-02` (year-month-day, 200 rows), `13.11.2024` (day/month/year, 100 rows)"
        ),
        "{said}"
    );
    assert!(said.contains("!  plan name: Categories that differ in case or spaces alone: `Basic` = `basic` ="), "{said}");
}

#[test]
fn the_report_is_one_safe_page_and_the_same_whatever_the_threads() {
    let huge = format!("{}{}\n", "y".repeat(1 << 20), ",1".repeat(14));
    let text = troubled(400) + &huge;
    let later = troubled(900).replace("Plus", "Premium");
    let folder = Folder::with(&[("in.csv", text.as_bytes()), ("later.csv", later.as_bytes())]);
    let run = |out: &str, threads: &str| {
        folder
            .run(&["profile", "in.csv", "--label", "churn", "--test", "later.csv", "--out", out, "--threads", threads, "-q"])
            .done();
        folder.read_text(out)
    };
    let page = run("a.html", "1");
    assert!(page == run("b.html", "2") && page == run("c.html", "5"), "threads change the report");
    check(&page);
    assert!(page.len() < 1 << 20, "{} bytes", page.len());
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;0"));
    for section in ["findings", "overview", "columns", "association", "components", "map", "drift"] {
        assert!(
            page.contains(&format!("<a href=\"#{section}\">")) && page.contains(&format!("<section id=\"{section}\">")),
            "{section}"
        );
    }
    palettes(&page);
}

#[test]
fn drift_is_told_by_column() {
    let rows = |shift: f64| {
        table("moved,same,kind,label", 2000, |i| {
            let kind = if shift > 0.0 && i % 10 == 0 { "new" } else { ["a", "b"][i % 2] };
            format!("{:.3},{:.3},{kind},{}", noise(i, 0) + shift, noise(i, 1), i % 2)
        })
    };
    let folder = Folder::with(&[("a.csv", rows(0.0).as_bytes()), ("b.csv", rows(0.4).replace("same", "other").as_bytes())]);
    let out = folder.run(&["profile", "a.csv", "--label", "label", "--test", "b.csv", "--json", "-q"]).done().stdout;
    let drift = serde_json::from_str::<Value>(&out).unwrap()["drift"].clone();
    assert_eq!((&drift["absent"], &drift["added"]), (&serde_json::json!(["same"]), &serde_json::json!(["other"])));
    let columns = drift["columns"].as_array().unwrap();
    assert_eq!(columns[0]["name"], "moved");
    assert!(columns[0]["psi"].as_f64().unwrap() > 0.25);
    let kind = columns.iter().find(|column| column["name"] == "kind").unwrap();
    assert_eq!(kind["unseen"], 200);
    let label = columns.iter().find(|column| column["name"] == "label").unwrap();
    assert!(label["psi"].as_f64().unwrap() < 0.001);
}

#[test]
fn small_and_odd_tables_have_a_profile_too() {
    let cases: [(&str, &[&str]); 5] = [
        ("a\n1\n", &[]),
        ("a,b\n,\n,\n", &[]),
        ("a,y\n1,0\n2,1\n", &["--label", "y"]),
        (",a\n1,x\n2,y\n", &[]),
        ("a,b,y\ninf,1e300,no\n-inf,-1e300,yes\n0,0,no\n", &["--label", "y"]),
    ];
    for (text, arguments) in cases {
        let folder = Folder::with(&[("in.csv", text.as_bytes())]);
        let page = [&["profile", "in.csv", "--out", "out.html", "-q"], arguments].concat();
        folder.run(&page).done();
        check(&folder.read_text("out.html"));
        folder.run(&[&["profile", "in.csv", "-q"], arguments].concat()).done();
        let json = folder.run(&[&["profile", "in.csv", "--json", "-q"], arguments].concat()).done();
        serde_json::from_str::<Value>(&json.stdout).unwrap();
    }
}

#[test]
fn what_cannot_be_profiled_is_said_in_one_line() {
    let cases: [(&str, &[&str], &str); 6] = [
        ("", &[], "empty table, at in.csv, line 1"),
        ("a,b\n", &[], "empty table, at in.csv: expected rows below the header, found none"),
        (
            "a,b\n1,2\n",
            &["--label", "y"],
            "column not found, at in.csv, label `y`: expected one of the table's columns, found a, b",
        ),
        (
            "a,y\n1,1\n2,1\n",
            &["--label", "y"],
            "label with too few classes, at in.csv, column `y`: expected two classes, found 1 (`1`)",
        ),
        ("a,y\n1,1\n2,0\n", &["--categorical", "z"], "column not found, at in.csv, --categorical `z`"),
        ("a,y\n1,1\n2,0\n", &["--test", "none.csv"], "cannot open the table, at none.csv"),
    ];
    for (text, arguments, says) in cases {
        let folder = Folder::with(&[("in.csv", text.as_bytes())]);
        let outcome = folder.run(&[&["profile", "in.csv", "--out", "out.html", "-q"], arguments].concat());
        assert_eq!(outcome.code, Some(1));
        assert!(outcome.stderr.starts_with(&format!("error: {says}")), "{} is not {says}", outcome.stderr);
        assert_eq!(folder.contents().len(), 1);
    }
}

#[test]
fn training_warns_of_the_same_columns() {
    let folder = Folder::with(&[("in.csv", troubled(400).as_bytes())]);
    let said =
        folder.run(&["train", "--data", "in.csv", "--label", "churn", "--out", "pack", "--iterations", "5", "-q"]).done().stderr;
    for note in [
        "note: column `customer_no` is left out: its whole numbers never repeat, as an identifier's do\n",
        "note: column `code` is left out: nearly every row has its own value, as an identifier does\n",
        "note: column `plan name`: 1 of its categories are written in several ways, in case or spaces; `confidant profile` names them\n",
        "note: column `signed`: dates that are not read as such (year-month-day in 266 rows, day/month/year in 134 rows); only 2026-06-30 is\n",
    ] {
        assert!(said.contains(note), "{note} is not in\n{said}");
    }
    // Who knows better says so: then it is scored, with a warning.
    let project = "name = \"p\"\n[data]\ntrain = \"in.csv\"\n[columns.customer_no]\nsemantic = \"numerical\"\n[[index]]\nname = \"churn\"\n";
    let folder = Folder::with(&[("in.csv", troubled(400).as_bytes()), ("project.toml", project.as_bytes())]);
    let stated = folder.run(&["train", "project.toml", "--out", "pack", "--iterations", "5", "-q"]).done().stderr;
    assert!(stated.contains("note: column `customer_no`: it may be an identifier, with 400 different whole numbers"), "{stated}");
    // The notes go into the pack, where no value of a customer may stand that is not frequent.
    assert!(!said.contains("13.11.2024") && !said.contains("700001"), "{said}");
}
