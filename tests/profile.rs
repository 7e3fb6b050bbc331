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

/// [`clients`], of whom each stands for one to three, churners for more; and the same with each of them as often as it weighs.
fn weighed(from: usize, rows: usize) -> [String; 2] {
    let plain = clients(from + rows);
    let mut texts = ["weight,age,plan,income,churn\n".to_owned(), "age,plan,income,churn\n".to_owned()];
    for (i, line) in plain.lines().skip(1 + from).enumerate() {
        let weight = if line.ends_with('1') { 3 } else { 1 + i % 2 };
        texts[0].push_str(&format!("{weight},{line}\n"));
        (0..weight).for_each(|_| texts[1].push_str(&format!("{line}\n")));
    }
    texts
}

/// The same but for what rounding does to numbers, at the paths below `place`.
#[track_caller]
fn same(a: &Value, b: &Value, tolerance: f64, place: &str) {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => {
            let (x, y) = (x.as_f64().unwrap(), y.as_f64().unwrap());
            assert!((x - y).abs() <= tolerance * (1.0 + x.abs()), "{place}: {x} is not {y}");
        }
        (Value::Array(x), Value::Array(y)) => {
            assert_eq!(x.len(), y.len(), "{place}");
            x.iter().zip(y).enumerate().for_each(|(at, (x, y))| same(x, y, tolerance, &format!("{place}[{at}]")));
        }
        (Value::Object(x), Value::Object(y)) => {
            assert!(x.keys().eq(y.keys()), "{place}");
            x.iter().for_each(|(key, x)| same(x, &y[key], tolerance, &format!("{place}.{key}")));
        }
        _ => assert_eq!(a, b, "{place}"),
    }
}

#[test]
fn a_weight_of_two_is_a_row_that_stands_twice() {
    let ([by_weight, by_row], [later_by_weight, later_by_row]) = (weighed(0, 900), weighed(900, 600));
    let files = [("w.csv", by_weight), ("r.csv", by_row), ("later_w.csv", later_by_weight), ("later_r.csv", later_by_row)];
    let folder = Folder::with(&files.each_ref().map(|(name, text)| (*name, text.as_bytes())));
    let profile = |table: &str, later: &str, more: &[&str]| -> Value {
        let arguments = ["profile", table, "--label", "churn", "--test", later, "--json", "-q"];
        serde_json::from_str(&folder.run(&[&arguments, more].concat()).done().stdout).unwrap()
    };
    let (weighed, repeated) = (profile("w.csv", "later_w.csv", &["--weight", "weight"]), profile("r.csv", "later_r.csv", &[]));
    let alike = profile("w.csv", "later_w.csv", &[]);
    assert_eq!(
        (&weighed["weight"], &weighed["rows"], &weighed["drift"]["by_weight"]),
        (&"weight".into(), &900.into(), &true.into())
    );
    same(&weighed["target"]["rate"], &repeated["target"]["rate"], 1e-9, "rate");
    let rate = |profile: &Value| profile["target"]["rate"].as_f64().unwrap();
    assert!(rate(&weighed) > rate(&alike) + 0.1, "{} {}", rate(&weighed), rate(&alike));
    let columns = |profile: &Value| profile["columns"].as_array().unwrap().clone();
    assert_eq!(columns(&weighed).len(), 3);
    for (own, other) in columns(&weighed).iter().zip(&columns(&repeated)) {
        let place = own["name"].as_str().unwrap();
        let (mut a, mut b) = (own["summary"].clone(), other["summary"].clone());
        for summary in [&mut a, &mut b] {
            // Counts of single values, and what more rows make surer.
            for figure in ["zeros", "infinite", "far_out", "deviation"] {
                summary.as_object_mut().unwrap().remove(figure);
            }
            if let Some(histogram) = summary["histogram"].as_object_mut() {
                histogram.remove("below");
                histogram.remove("above");
            }
        }
        same(&a, &b, 1e-9, place);
        let groups = |column: &Value| column["link"]["groups"].as_array().unwrap().clone();
        assert_eq!(groups(own).len(), groups(other).len(), "{place}");
        for (a, b) in groups(own).iter().zip(&groups(other)) {
            ["group", "share", "rate"].iter().for_each(|figure| same(&a[figure], &b[figure], 1e-9, &format!("{place}.{figure}")));
            // Rows that stand twice tell no more than one.
            let width = |group: &Value| group["interval"][1].as_f64().unwrap() - group["interval"][0].as_f64().unwrap();
            assert!(width(a) > width(b), "{place}: {a} {b}");
        }
        // Where rows stand twice, one is ranked by the rate of the other.
        let auc = |column: &Value| column["link"]["auc"].as_f64().unwrap();
        assert!(auc(own) < auc(other) + 0.02 && (place != "age" || auc(own) > 0.6), "{place}: {} {}", auc(own), auc(other));
    }
    same(&weighed["association"]["columns"], &repeated["association"]["columns"], 0.0, "columns");
    // The corrections for chance know that there are fewer rows.
    same(&weighed["association"]["values"], &repeated["association"]["values"], 0.03, "association");
    same(&weighed["components"]["explained"], &repeated["components"]["explained"], 1e-9, "components");
    same(&weighed["drift"]["columns"], &repeated["drift"]["columns"], 1e-9, "drift");
    let page = |more: &[&str]| {
        let arguments = ["profile", "w.csv", "--label", "churn", "--weight", "weight", "--out", "out.html", "-q"];
        folder.run(&[&arguments, more].concat()).done();
        check(&folder.read_text("out.html"));
        folder.read_text("out.html")
    };
    let (both, lacking) = (page(&["--test", "later_w.csv"]), page(&["--test", "r.csv"]));
    assert!(both.contains("weighed by weight") && both.contains("Shares are by weight."));
    assert!(lacking.contains("Shares are by weight here, and count rows there: the other table has no <bdi>weight</bdi>."));
}

#[test]
fn impossible_weights_are_said_as_in_training() {
    let table = |weights: &[&str]| {
        weights.iter().enumerate().fold("a,w,y\n".to_owned(), |text, (i, weight)| text + &format!("{i},{weight},{}\n", i % 2))
    };
    let good = table(&["1", "2", "0.5", "0"]);
    for (weights, says) in [
        (
            table(&["1", "-1", "2"]),
            "impossible weight, at in.csv, column `w`, row 2: expected a finite number of 0 or more, found -1",
        ),
        (
            table(&["1", "2", "inf"]),
            "impossible weight, at in.csv, column `w`, row 3: expected a finite number of 0 or more, found inf",
        ),
        (
            table(&["", "2", "1"]),
            "impossible weight, at in.csv, column `w`, row 1: expected a finite number of 0 or more, found NaN",
        ),
        (table(&["a", "b", "a"]), "weight of another type, at in.csv, column `w`: expected numbers, found others"),
    ] {
        let folder = Folder::with(&[("in.csv", weights.as_bytes()), ("good.csv", good.as_bytes())]);
        let outcome = folder.run(&["profile", "in.csv", "--weight", "w", "--label", "y", "--json", "-q"]);
        assert!(outcome.code == Some(1) && outcome.stderr.starts_with(&format!("error: {says}")), "{}", outcome.stderr);
        let trained = folder.run(&["train", "--data", "in.csv", "--weight", "w", "--label", "y", "--out", "pack", "-q"]).stderr;
        let trained = trained.replace("at column", "at in.csv, column");
        assert_eq!(trained.lines().next(), outcome.stderr.lines().next());
        let outcome = folder.run(&["profile", "good.csv", "--weight", "w", "--test", "in.csv", "--json", "-q"]);
        assert!(
            outcome.code == Some(1) && outcome.stderr.starts_with("error: impossible weight, at in.csv, column `w`, row "),
            "{}",
            outcome.stderr
        );
    }
    let folder = Folder::with(&[("in.csv", good.as_bytes())]);
    let said = folder.run(&["profile", "in.csv", "--weight", "z", "-q"]).stderr;
    assert!(
        said.starts_with("error: column not found, at in.csv, weight `z`: expected one of the table's columns, found a, w, y"),
        "{said}"
    );
    folder.run(&["profile", "in.csv", "--weight", "w", "--label", "y", "--json", "-q"]).done();
}

#[test]
fn numbers_with_commas_and_tabs_are_told_and_read() {
    let text = table("price\tx\ty", 300, |i| format!("{},{:02}\t{:.2}\t{}", i, i % 100, noise(i, 0), i % 2));
    let folder = Folder::with(&[("in.tsv", text.as_bytes())]);
    let said = folder.run(&["profile", "in.tsv", "--delimiter", "\\t", "--label", "y", "-q"]).done().stdout;
    assert!(said.contains("!! price: Numbers with a comma, such as `0,00` (300 rows), are read as categories."), "{said}");
    assert!(!said.contains("An identifier, as it seems"), "{said}");
    let arguments =
        ["train", "--data", "in.tsv", "--delimiter", "\t", "--label", "y", "--out", "pack", "--iterations", "5", "-q"];
    let noted = folder.run(&arguments).done().stderr;
    assert!(noted.contains("note: column `price`: numbers with a comma in 300 rows, which are read as categories;"), "{noted}");
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
