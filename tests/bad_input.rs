//! Input that nobody should be able to lose anything with: each bad one gets one clear line and leaves every file as it was,
//! each odd but good one is read.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod tables;
}

use std::sync::OnceLock;

use support::cli::{self, Folder, Outcome};
use support::tables::{cells, clients, column, gzip, noise, table};

/// Files by name.
type Files<'a> = &'a [(&'a str, &'a [u8])];

const TRAIN: [&str; 10] = ["train", "--data", "in.csv", "--label", "churn", "--out", "out", "--iterations", "5", "-q"];
const SCORE: [&str; 7] = ["score", "clients.safetensors", "--data", "in.csv", "--out", "out", "-q"];
const EVALUATE: [&str; 4] = ["evaluate", "clients.safetensors", "--data", "in.csv"];
const PROJECT: [&str; 5] = ["train", "project.toml", "--out", "out", "-q"];

/// A pack of [`clients`].
fn pack() -> &'static [u8] {
    static PACK: OnceLock<Vec<u8>> = OnceLock::new();
    PACK.get_or_init(|| {
        let folder = Folder::with(&[("in.csv", clients(600).as_bytes())]);
        folder.run(&TRAIN).done();
        folder.read("out")
    })
}

/// Runs what must fail in a folder with a pack, a good `in.csv` and an old `out`, then `files`. `says` is the whole message, or
/// its beginning where it ends in `…`.
#[track_caller]
fn fails(arguments: &[&str], files: Files<'_>, says: &str) {
    let folder = Folder::with(&[("in.csv", clients(40).as_bytes()), ("clients.safetensors", pack()), ("out", b"the old output")]);
    files.iter().for_each(|(name, bytes)| folder.write(name, bytes));
    cli::fails(&folder, arguments, says);
}

#[test]
fn a_table_that_breaks_the_format_is_refused_by_every_verb() {
    let cell = [b"age,plan,income,churn\n30,".as_slice(), &vec![b'x'; 10 << 20], b",1,0\n"].concat();
    let cases: [(&[u8], &str, &str); 16] = [
        (b"age,plan,income,churn\n30,pro,1,0\n31,pro,1\n", "ragged row", "line 3: expected 4 fields as in the header, found 3"),
        (b"age,plan,income,churn\n30,pro,1,0,\n", "ragged row", "line 2: expected 4 fields as in the header, found 5"),
        (b"age,plan,income,churn\n30,\"p\no\",1,0\n1\n", "ragged row", "line 4: expected 4 fields as in the header, found 1"),
        (
            b"age;plan;income;churn\n30;pro;1;0\n",
            "wrong delimiter",
            "line 1: expected fields split by ',', found one field that holds ';'; name the delimiter",
        ),
        (
            b"age\tplan\tincome\tchurn\n30\tpro\t1\t0\n",
            "wrong delimiter",
            "line 1: expected fields split by ',', found one field that holds '\\t'; name the delimiter",
        ),
        (b"30,1,2,0\n31,1,2,0\n", "no header", "line 1: expected column names, found values only, such as `30`"),
        (b",,,\n31,1,2,0\n", "no header", "line 1: expected column names, found values only, such as ``"),
        (b"age,plan,age,churn\n", "duplicate column name", "line 1, column 3: expected distinct names, found `age`"),
        (b"age,plan, age ,churn\n", "duplicate column name", "line 1, column 3: expected distinct names, found `age`"),
        (b"age,plan,income,churn\n30,caf\xe9,1,0\n", "text is not UTF-8", "line 2, `plan`: expected UTF-8, found the byte 0xe9"),
        (b"\xff\xfea\0g\0e\0", "text is not UTF-8", "line 1: expected UTF-8, found UTF-16 (a byte order mark)"),
        (b"", "empty table", "line 1: expected a header line, found nothing"),
        (b"\r\n\r\n", "empty table", "line 1: expected a header line, found nothing"),
        (&cell, "row too long", "line 2: expected at most 4194304 bytes a row (is a quote left open?), found more"),
        (
            b"age,plan,income,churn\n30,pro,1,0\n30,\"pro,1,0\n31,pro,1,0\n",
            "quote left open",
            "line 3: expected a closing quote, found the end of the table",
        ),
        (
            b"age,plan,income,churn\n30,pro,1,\"0\n31,pro,1,0\n32,pro,1,1\n",
            "quote left open",
            "line 2: expected a closing quote, found the end of the table",
        ),
    ];
    for (bytes, what, rest) in cases {
        for arguments in [&TRAIN[..], &SCORE, &EVALUATE] {
            fails(arguments, &[("in.csv", bytes)], &format!("{what}, at in.csv, {rest}"));
        }
    }
}

#[test]
fn a_damaged_gzip_table_is_refused_by_every_verb() {
    let whole = gzip(clients(4000).as_bytes());
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 0x10;
    let mut checksum = whole.clone();
    checksum[whole.len() - 6] ^= 1;
    for (damage, bytes) in [("cut", &whole[..whole.len() / 2]), ("flipped", &flipped), ("checksum", &checksum)] {
        for arguments in [&TRAIN[..], &SCORE, &EVALUATE] {
            let arguments: Vec<&str> = arguments.iter().map(|&a| if a == "in.csv" { "in.csv.gz" } else { a }).collect();
            // Damage that unpacks to other text may be noticed as a broken row first.
            let says = if damage == "flipped" { "…" } else { "cannot read the table, at in.csv.gz, line …" };
            fails(&arguments, &[("in.csv.gz", bytes)], says);
        }
    }
}

#[test]
fn a_table_that_cannot_be_trained_on_is_refused() {
    let label = |f: fn(usize) -> &'static str| table("age,churn", 60, move |i| format!("{i},{}", f(i)));
    let late = table("age,day,churn", 60, |i| format!("{i},2026-01-{:02},{}", 1 + i / 3, i % 2));
    let cases: [(String, &[&str], &str); 17] = [
        ("age,churn\n".into(), &[], "empty table, at in.csv: expected rows below the header, found none"),
        (label(|_| "1"), &[], "label with too few classes, at column `churn`: expected two classes, found 1 (`1`)"),
        (
            label(|_| ""),
            &[],
            "nothing to learn from, at `churn`: expected rows with a label and, where there are weights, one above 0, found none",
        ),
        (
            label(|i| if i == 7 { "mid" } else { ["low", "high"][i % 2] }),
            &[],
            "class with too few rows, at column `churn`, class `mid`: expected 20 rows or more of each class (merge rare \
             classes, or name the event as `positive` in the project file), found 1",
        ),
        (
            label(|i| if i == 7 { "1" } else { "0" }),
            &[],
            "too few rows of a class, at index `churn`, held-out 14 %: expected events and others among the rows \
             held out and among those learned from, found 1 and …",
        ),
        (
            "age,plan\n1,a\n2,b\n".into(),
            &[],
            "column not found, at label `churn`: expected one of the table's columns, found age, plan",
        ),
        (
            table("a,b,churn", 60, |i| format!("5,x,{}", i % 2)),
            &[],
            "nothing to learn from, at in.csv: expected a column that varies, found column `a` is left out: it has one value only; \
             column `b` is left out: no category but one is frequent enough",
        ),
        (
            table("a,churn", 60, |i| format!(",{}", i % 2)),
            &[],
            "nothing to learn from, at in.csv: expected a column that varies, found column `a` is left out: it is empty",
        ),
        (
            "__proto__,churn\n1,0\n2,1\n".into(),
            &[],
            "reserved column name, at in.csv, column 1: expected another name, found `__proto__`",
        ),
        ("age,,churn\n1,1,0\n2,1,1\n".into(), &[], "column without a name, at in.csv, column 2: expected a name, found ``"),
        (
            late.clone(),
            &["--time", "age"],
            "value of another type, at in.csv, line 2, column `age`: expected a date such as 2026-06-30, found `0`",
        ),
        (
            late.clone(),
            &["--time", "when"],
            "column not found, at time `when`: expected one of the table's columns, found age, day, churn",
        ),
        (
            late.clone(),
            &["--categorical", "plan"],
            "column not found, at in.csv, project file, column `plan`: expected one of the table's columns, found none of that name",
        ),
        (
            late.clone(),
            &["--ignore", "plan"],
            "column not found, at in.csv, project file, column `plan`: expected one of the table's columns, found none of that name",
        ),
        (late.clone(), &["--folds", "21"], "training parameter out of range, at folds: expected 1 to 20, found 21"),
        (
            table("age,day,churn", 60, |i| format!("{i},2026-01-01,{}", i % 2)),
            &["--time", "day"],
            "too few rows of a class, at index `churn`, held-out latest 100 %, from 2026-01-01: …",
        ),
        (
            table("age,day,churn", 60, |i| format!("{i},,{}", i % 2)),
            &["--time", "day"],
            "too few rows of a class, at index `churn`, held-out latest 0 %: …",
        ),
    ];
    for (text, more, says) in cases {
        fails(&[&TRAIN[..], more].concat(), &[("in.csv", text.as_bytes())], says);
    }
    // Where the latest rows are all of one class, there is nothing to measure by.
    let one_sided = table("age,day,churn", 60, |i| format!("{i},2026-01-{:02},{}", 1 + i / 3, u8::from(i % 2 == 0 && i < 45)));
    let says = "too few rows of a class, at index `churn`, held-out latest 15 %, from 2026-01-18: expected events and others \
                among the rows held out and among those learned from, found 0 and 9 held out, 23 and 28 learned from";
    fails(&[&TRAIN[..], &["--time", "day"]].concat(), &[("in.csv", one_sided.as_bytes())], says);
}

#[test]
fn a_project_file_with_a_mistake_is_refused_with_its_line() {
    let project = |rest: &str| format!("name = \"p\"\n[data]\ntrain = \"in.csv\"\n[[index]]\nname = \"churn\"\n{rest}");
    let unread = "expected a known key with a value of its type, found";
    let cases: [(String, String); 23] = [
        (project("labell = \"x\"\n"), format!("cannot read the project file, at project.toml, line 6: {unread} unknown field `labell`…")),
        (project("[training]\niterations = \"many\"\n"), format!("cannot read the project file, at project.toml, line 7: {unread} …")),
        (project("[training]\ndepht = 3\n"), format!("cannot read the project file, at project.toml, line 7: {unread} unknown field `depht`…")),
        (project("[columns.age]\nsemantic = \"number\"\n"), format!("cannot read the project file, at project.toml, line 7: {unread} …")),
        (project("[[index\n"), format!("cannot read the project file, at project.toml, line 6: {unread} …")),
        (project("[training]\ndepth = 9\n"), "training parameter out of range, at depth: expected 1 to 8, found 9".into()),
        (project("[training]\nlearning_rate = 2.0\n"), "training parameter out of range, at learning_rate: expected 0.000001 to 1, found 2".into()),
        (project("[training]\nl2 = nan\n"), "training parameter out of range, at l2: expected 0 to 1000000, found NaN".into()),
        (project("[training]\nborders = 0\n"), "training parameter out of range, at borders: expected 1 to 254, found 0".into()),
        (
            project("[columns.agee]\ngroup = \"x\"\n"),
            "column not found, at in.csv, project file, column `agee`: expected one of the table's columns, found none of that name".into(),
        ),
        (
            project("[columns.plan]\nsemantic = \"numerical\"\n"),
            "value of another type, at in.csv, line 2, column `plan`: expected a number, found …".into(),
        ),
        (
            project("[columns.age]\nsemantic = \"boolean\"\n"),
            "value of another type, at in.csv, line 2, column `age`: expected yes or no, found …".into(),
        ),
        (
            project("[columns.age]\nsemantic = \"timestamp\"\n"),
            "value of another type, at in.csv, line 2, column `age`: expected a date such as 2026-06-30, found …".into(),
        ),
        (project("positive = \"2\"\n"), "event not among the labels, at column `churn`: expected `2`, found …".into()),
        (project("imbalance_penalty = 0\n"), "impossible weight, at project.toml, imbalance_penalty: expected above 0 …".into()),
        (project("[[index]]\nname = \"churn\"\n"), "duplicate index, at project.toml, [[index]] name: expected distinct names, found `churn`".into()),
        (project("[[index]]\nname = \"a,b\"\n"), "unusable index name, at project.toml, [[index]] name: expected …".into()),
        (
            project("[[index]]\nname = \"__proto__\"\n"),
            "unusable index name, at project.toml, [[index]] name: expected letters, digits, _, - or spaces, and not \
             __proto__, found `__proto__`".into(),
        ),
        (project("[[index]]\nname = \"other\"\n"), "column not found, at label `other`: expected one of the table's columns, found age, plan, income, churn".into()),
        ("name = \"p\"\n".into(), "nothing to train, at project.toml, [[index]]: expected one index or more, or [offers], found none".into()),
        (
            "name = \"p\"\n[[index]]\nname = \"churn\"\n".into(),
            "no training table, at [data] train: expected a file name here or in --data, found none".into(),
        ),
        (
            "name = \"p\"\n[data]\ntrain = \"none.csv\"\n[[index]]\nname = \"churn\"\n".into(),
            "cannot open the table, at none.csv: expected a usable file, found No such file or directory…".into(),
        ),
        (
            "name = \"p\"\n[data]\ntrain = \"in.csv\"\nas_of = \"soon\"\n[[index]]\nname = \"churn\"\n".into(),
            "unreadable day, at project.toml, [data] as_of: expected a date such as 2026-06-30, found `soon`".into(),
        ),
    ];
    for (text, says) in cases {
        fails(&PROJECT, &[("project.toml", text.as_bytes())], &says);
    }
    fails(&PROJECT, &[], "cannot read, at project.toml: expected a usable file, found No such file or directory…");
    let catalogue = project("").replace("[data]", "[data]\ncatalogue = \"products.toml\"");
    let product = "[[product]]\nid = \"a\"\nname = { en = \"A\" }\nprice = 1\nvalue = 1\n";
    let twice = format!("{product}{product}");
    let products: [(&str, &str); 3] = [
        ("[[product]]\nid = 3\n", "cannot read the catalogue, at products.toml, line 2: …"),
        (&twice, "duplicate product, at products.toml, product `a`: expected distinct ids, found the id twice"),
        (
            "[[product]]\nid = \"a\"\nname = { en = \"A\" }\nprice = -1\nvalue = 1\n",
            "impossible amount, at products.toml, product `a`: expected an amount of 0 to 1e12, found price = -1",
        ),
    ];
    for (text, says) in products {
        fails(&PROJECT, &[("project.toml", catalogue.as_bytes()), ("products.toml", text.as_bytes())], says);
    }
}

#[test]
fn impossible_weights_are_refused() {
    let project = b"name = \"p\"\n[data]\ntrain = \"in.csv\"\nweight = \"w\"\n[[index]]\nname = \"churn\"\n";
    let weights = |w: fn(usize) -> &'static str| table("age,w,churn", 60, move |i| format!("{i},{},{}", w(i), i % 2));
    let cases: [(String, &str); 5] = [
        (
            weights(|i| if i == 5 { "inf" } else { "1" }),
            "impossible weight, at column `w`, row 6: expected a finite number of 0 or more, found inf",
        ),
        (
            weights(|i| if i == 0 { "-1" } else { "1" }),
            "impossible weight, at column `w`, row 1: expected a finite number of 0 or more, found -1",
        ),
        (
            weights(|i| if i == 2 { "" } else { "1" }),
            "impossible weight, at column `w`, row 3: expected a finite number of 0 or more, found NaN",
        ),
        (weights(|i| ["a", "b"][i % 2]), "weight of another type, at column `w`: expected numbers, found others"),
        (
            weights(|_| "0"),
            "nothing to learn from, at `churn`: expected rows with a label and, where there are weights, one above 0, found none",
        ),
    ];
    for (text, says) in cases {
        fails(&PROJECT, &[("project.toml", project), ("in.csv", text.as_bytes())], says);
    }
}

#[test]
fn what_cannot_be_scored_or_measured_is_refused() {
    let scored = "age,churn_margin\n30,1\n";
    let cases: [(&[&str], Files<'_>, &str); 15] = [
        (
            &SCORE,
            &[("in.csv", b"a,b,c,d\n1,2,3,4\n")],
            "no known column, at in.csv, the header: expected some of the pack's columns (age, plan, income, …), found a, b, c, …",
        ),
        (
            &SCORE,
            &[("in.csv", scored.as_bytes())],
            "column already there, at in.csv, the header: expected a table without the columns that scoring adds, found `churn_margin`",
        ),
        (
            &["score", "clients.safetensors", "--data", "none.csv", "--out", "out"],
            &[],
            "cannot open the table, at none.csv: expected a usable file, found No such file or directory…",
        ),
        (
            &["score", "none.safetensors", "--data", "in.csv", "--out", "out"],
            &[],
            "cannot read, at none.safetensors: expected a usable file, found No such file or directory…",
        ),
        (
            &["score", "clients.safetensors", "--data", "in.csv", "--out", "out", "--now", "30/06/2026"],
            &[],
            "unreadable day, at --now: expected a date such as 2026-06-30, found `30/06/2026`",
        ),
        (&["score", "in.csv", "--data", "in.csv", "--out", "out"], &[], "cannot read the pack, at in.csv, …"),
        (&["inspect", "in.csv"], &[], "cannot read the pack, at in.csv, …"),
        (&["verify", "empty"], &[("empty", b"")], "cannot read the pack, at empty, …"),
        (&["verify", "half"], &[("half", &pack()[..pack().len() / 2])], "cannot read the pack, at half, …"),
        (
            &["evaluate", "clients.safetensors", "--data", "none.csv"],
            &[],
            "cannot open the table, at none.csv: expected a usable file, found No such file or directory…",
        ),
        (
            &["evaluate", "clients.safetensors", "--data", "in.csv", "--label", "lapse"],
            &[],
            "label column not found, at in.csv, the header: expected `lapse`, found age, plan, income, churn, …",
        ),
        (
            &["evaluate", "clients.safetensors", "--data", "in.csv", "--index", "lapse"],
            &[],
            "unknown index, at churn: expected one of churn, found `lapse`",
        ),
        (
            &EVALUATE,
            &[("in.csv", b"age,plan,income,churn\n")],
            "no labelled rows, at in.csv, `churn`: expected a label on some rows, found none",
        ),
        (
            &EVALUATE,
            &[("in.csv", b"age,plan,income,churn\n1,a,1,NA\n2,a,1,\n")],
            "no labelled rows, at in.csv, `churn`: expected a label on some rows, found none",
        ),
        (
            &EVALUATE,
            &[("in.csv", b"age,plan,income,churn\n1,a,1,1.0\n2,a,1,0.0\n")],
            "labels of one class, at in.csv, column `churn`: expected `1` on some rows and not on others, found it on 0 of 2",
        ),
    ];
    for (arguments, files, says) in cases {
        fails(arguments, files, says);
    }
}

#[test]
fn an_output_that_cannot_be_written_is_refused_before_the_work() {
    let folder = Folder::with(&[("in.csv", clients(40).as_bytes()), ("clients.safetensors", pack())]);
    std::fs::create_dir(folder.path("folder")).unwrap();
    let before = folder.contents();
    for (out, says) in [
        ("folder", "error: cannot write, at folder: expected a file name, found a folder\n"),
        ("none/out", "error: cannot write, at none/out: expected a usable file, found No such file or directory"),
        ("in.csv/out", "error: cannot write, at in.csv/out: expected a usable file, found Not a directory"),
        ("/dev/null", "error: cannot write, at /dev/null: expected a file name, found a device or a pipe\n"),
    ] {
        for arguments in [&TRAIN[..], &SCORE] {
            let arguments: Vec<&str> = arguments.iter().map(|&a| if a == "out" { out } else { a }).collect();
            let outcome = folder.run(&arguments);
            assert_eq!(outcome.code, Some(1), "{arguments:?}");
            assert!(outcome.stderr.starts_with(says), "{arguments:?} said {}", outcome.stderr);
            assert!(folder.contents() == before, "files were touched by {arguments:?}");
        }
    }
    let file = folder.run(&["synth", "--out", "in.csv", "--customers", "100"]);
    assert_eq!((file.code, folder.contents() == before), (Some(1), true), "{}", file.stderr);
    assert!(
        file.stderr.starts_with("error: cannot make the folder, at in.csv: expected a usable file, found"),
        "{}",
        file.stderr
    );
}

#[test]
fn training_reads_its_table_twice_and_says_so() {
    let folder = Folder::new();
    let outcome = folder.run_with_input(&["train", "--data", "-", "--label", "churn", "--out", "out"], clients(40).as_bytes());
    let says = "error: no training table, at --data: expected a file name here or in --data, found standard input, which can be read once only\n";
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(1), says));
    assert!(folder.contents().is_empty());
}

/// Trains on the table, verifies the pack, scores the table, and answers with what training printed and the scored cells.
#[track_caller]
fn works(name: &str, table: &[u8], more: &[&str]) -> (Outcome, Vec<Vec<String>>) {
    let folder = Folder::with(&[(name, table)]);
    let train = ["train", "--data", name, "--label", "churn", "--out", "pack", "--iterations", "5", "-q"];
    let trained = folder.run(&[&train, more].concat()).done();
    folder.run(&["verify", "pack"]).done();
    let delimiter: Vec<&str> = more.iter().skip_while(|a| **a != "--delimiter").take(2).copied().collect();
    let scored = folder.run(&[&["score", "pack", "--data", name, "--out", "-", "-q"], &delimiter[..]].concat()).done();
    let delimiter = delimiter.get(1).map_or(b',', |d| d.as_bytes()[0]);
    (trained, cells(&scored.stdout, delimiter))
}

#[test]
fn the_same_table_in_another_dress_gives_the_same_scores() {
    let plain = clients(300);
    let (_, expected) = works("in.csv", plain.as_bytes(), &[]);
    assert_eq!(expected.len(), 301);
    let quoted = |line: &str| line.split(',').map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",") + "\n";
    let halves = [gzip(&plain.as_bytes()[..2000]), gzip(&plain.as_bytes()[2000..])].concat();
    let dresses: [(&str, &str, Vec<u8>, &[&str]); 10] = [
        ("byte order mark", "in.csv", [b"\xef\xbb\xbf", plain.as_bytes()].concat(), &[]),
        ("CRLF", "in.csv", plain.replace('\n', "\r\n").into_bytes(), &[]),
        ("CR", "in.csv", plain.replace('\n', "\r").into_bytes(), &[]),
        ("no last end of line", "in.csv", plain.trim_end().as_bytes().to_vec(), &[]),
        ("blank lines", "in.csv", plain.replace('\n', "\n\n").into_bytes(), &[]),
        ("quotes", "in.csv", plain.lines().map(quoted).collect::<String>().into_bytes(), &[]),
        ("gzip", "in.csv.gz", gzip(plain.as_bytes()), &[]),
        ("gzip in two members", "IN.CSV.GZ", halves, &[]),
        ("semicolons", "in.csv", plain.replace(',', ";").into_bytes(), &["--delimiter", ";"]),
        ("tabs", "in.csv", plain.replace(',', "\t").into_bytes(), &["--delimiter", "\t"]),
    ];
    for (dress, name, bytes, more) in dresses {
        assert!(works(name, &bytes, more).1 == expected, "{dress} changed the scores");
    }
}

#[test]
fn odd_values_are_read_as_what_they_are() {
    let (trained, scored) = works(
        "in.csv",
        table("amount,empty,\"note, with \"\"quotes\"\"\nand lines\",churn", 400, |i| {
            let amount = ["inf", "-inf", "NaN", "", "nan", "1e300", "-1e300", "NA", "12.5", " 7 "][i % 10];
            let note =
                ["\"a, b\"", "\"two\nlines\"", "<script>alert(1)</script>", "\"say \"\"hi\"\"\"", "한국어", "Ünïcode 🎉"][i % 6];
            format!("{amount},,{note},{}", u8::from(noise(i, 0) < if i % 6 < 3 { 0.8 } else { 0.2 }))
        })
        .as_bytes(),
        &[],
    );
    assert!(trained.stderr.contains("note: column `empty` is left out: it is empty\n"), "{}", trained.stderr);
    assert_eq!(scored.len(), 401);
    let notes = column(&scored, "note, with \"quotes\"\nand lines");
    assert_eq!(notes[..6], ["a, b", "two\nlines", "<script>alert(1)</script>", "say \"hi\"", "한국어", "Ünïcode 🎉"]);
    let margins: Vec<f64> = column(&scored, "churn_margin").iter().map(|m| m.parse().unwrap()).collect();
    assert!(margins.iter().all(|m| m.is_finite()));
    let mean = |wanted: bool| margins.iter().enumerate().filter(|(i, _)| (i % 6 < 3) == wanted).map(|(_, m)| m).sum::<f64>();
    assert!(mean(true) > mean(false), "the categories say nothing");
}

#[test]
fn a_column_of_a_hundred_thousand_categories_trains() {
    let text = table("code,shop,age,churn", 120_000, |i| {
        let shop = (300.0 * noise(i, 1)) as usize;
        let event = noise(i, 0) < if shop.is_multiple_of(3) { 0.6 } else { 0.1 };
        format!("c{},s{shop},{},{}", i % 100_000, i % 70, u8::from(event))
    });
    let folder = Folder::with(&[("in.csv", text.as_bytes())]);
    let trained = folder.run(&[&TRAIN[..], &["--categorical", "code"]].concat()).done();
    assert!(
        trained.stderr.contains("note: column `code` is left out: no category but one is frequent enough"),
        "{}",
        trained.stderr
    );
    // With every code in six rows, all of them are kept.
    let text =
        table("code,age,churn", 120_000, |i| format!("c{},{},{}", i % 20_000, i % 70, u8::from(noise(i % 20_000, 0) < 0.3)));
    folder.write("in.csv", text);
    folder.run(&TRAIN).done();
    folder.run(&["verify", "out"]).done();
    let measured = folder.run(&["evaluate", "out", "--data", "in.csv", "--json"]).done();
    let auc = serde_json::from_str::<serde_json::Value>(&measured.stdout).unwrap()["auc"].as_f64().unwrap();
    assert!(auc > 0.9, "a code's rate was not learnt: {auc}");
}
