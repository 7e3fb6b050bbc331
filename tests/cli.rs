//! The command line: its arguments, what `score` writes, and what is left when a run is cut short.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod library;
    pub(crate) mod tables;
}

use std::io::Write;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use confidant::engine::Advisor;
use confidant::engine::receipt::sha256;
use confidant::model::{Part, Population};

use support::cli::{Folder, piped, run};
use support::tables::{cells, clients, column, noise, table};

/// A folder with a pack of two indices, `churn` and `upsell`, over `age,plan,income,joined`, and 500 rows of `later.csv`.
fn trained() -> &'static Folder {
    static FOLDER: OnceLock<Folder> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let rows = |from: usize, count: usize| {
            let plain = clients(from + count);
            let more = |(i, line): (usize, &str)| match i {
                0 => format!("{line},joined,upsell\n"),
                i => format!("{line},20{:02}-{:02}-11,{}\n", 10 + i % 14, 1 + i % 12, u8::from(noise(i, 9) < 0.15 + 0.5 * ((i % 14) as f64 / 14.0))),
            };
            plain.lines().enumerate().filter(|(i, _)| *i == 0 || *i > from).map(more).collect::<String>()
        };
        let folder = Folder::new();
        folder.write("train.csv", rows(0, 1500));
        folder.write("later.csv", rows(1500, 500));
        folder.write(
            "project.toml",
            "name = \"two\"\n[data]\ntrain = \"train.csv\"\n[[index]]\nname = \"churn\"\npolarity = \"risk\"\n[[index]]\nname = \"upsell\"\n\
             [training]\niterations = 40\n",
        );
        folder.run(&["train", "project.toml", "--out", "pack", "-q"]).done();
        folder
    })
}

fn numbers<T: std::str::FromStr>(cells: &[Vec<String>], name: &str) -> Vec<T> {
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("{name} holds {text:?}"));
    column(cells, name).into_iter().map(number).collect()
}

#[test]
fn every_verb_has_help_that_names_its_options() {
    let verbs: [(&str, &[&str]); 8] = [
        ("profile", &["DATA.csv", "--label", "--test", "--out", "--json", "--categorical", "--delimiter", "--threads"]),
        ("init", &["DATA.csv", "--label", "--positive", "--out", "--force", "--delimiter"]),
        ("synth", &["--out", "--customers", "--seed"]),
        (
            "train",
            &[
                "PROJECT.toml",
                "--data",
                "--label",
                "--out",
                "--seed",
                "--threads",
                "--categorical",
                "--time",
                "--iterations",
                "--report",
            ],
        ),
        ("evaluate", &["PACK", "--data", "--label", "--index", "--json", "--top", "--delimiter"]),
        ("score", &["PACK", "--data", "--out", "--explain", "--now", "--delimiter"]),
        ("inspect", &["PACK", "--json"]),
        ("verify", &["PACK"]),
    ];
    let folder = Folder::new();
    let overview = folder.run(&["--help"]).done().stdout;
    for (verb, options) in verbs {
        assert!(overview.contains(&format!("\n  {verb} ")), "{verb} is not in\n{overview}");
        for flag in ["--help", "-h"] {
            let help = folder.run(&[verb, flag]).done().stdout;
            options.iter().for_each(|option| assert!(help.contains(option), "{verb} {flag} does not name {option}:\n{help}"));
        }
    }
    assert_eq!(folder.run(&["--version"]).done().stdout, format!("confidant {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn usage_errors_exit_2_and_name_the_argument() {
    let cases: [(&[&str], &str); 16] = [
        (&[], "Usage: confidant"),
        (&["recomend"], "recomend"),
        (&["train"], "--out"),
        (&["train", "--out", "x"], "PROJECT.toml"),
        (&["train", "--data", "x.csv", "--out", "x"], "--label"),
        (&["train", "p.toml", "--label", "y", "--out", "x"], "--label"),
        (&["train", "p.toml", "--out", "x", "--seed", "many"], "--seed"),
        (&["train", "p.toml", "--out", "x", "--threads", "0"], "--threads"),
        (&["train", "p.toml", "--out", "x", "--dept", "3"], "--dept"),
        (&["score", "pack", "--data", "x.csv"], "--out"),
        (&["score", "--data", "x.csv", "--out", "y.csv"], "<PACK>"),
        (&["score", "pack", "--data", "x.csv", "--out", "y", "--explain", "-1"], "-1"),
        (&["score", "pack", "--data", "x.csv", "--out", "y", "--delimiter", "€"], "one ASCII character"),
        (&["evaluate", "pack", "--data", "x.csv", "--delimiter", "\""], "one ASCII character"),
        (&["synth"], "--out"),
        (&["synth", "--out", "x", "--customers", "-5"], "-5"),
    ];
    let folder = Folder::new();
    for (arguments, names) in cases {
        let outcome = folder.run(arguments);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{arguments:?} said {}", outcome.stderr);
        assert!(outcome.stderr.contains(names), "{arguments:?} does not name {names}: {}", outcome.stderr);
    }
    assert!(folder.contents().is_empty());
}

#[test]
fn scoring_adds_columns_that_agree_with_each_other_and_the_library() {
    let folder = trained();
    let scored = folder.run(&["score", "pack", "--data", "later.csv", "--out", "-", "-q"]).done();
    assert_eq!(scored.stderr, "");
    let (given, scored) = (cells(&folder.read_text("later.csv"), b','), cells(&scored.stdout, b','));
    let added = ["probability", "margin", "index", "decile", "grade"];
    let expected: Vec<String> =
        ["churn", "upsell"].iter().flat_map(|index| added.map(|what| format!("{index}_{what}"))).collect();
    assert_eq!(scored[0][given[0].len()..], expected);
    assert_eq!(scored.len(), given.len());
    scored.iter().zip(&given).for_each(|(scored, given)| assert_eq!(scored[..given.len()], given[..]));

    let pack = Advisor::from_bytes(&folder.read("pack")).unwrap();
    for index in &pack.pack().indices {
        let of = |what: &str| numbers::<f64>(&scored, &format!("{}_{what}", index.name));
        let (margins, indexes) = (of("margin"), of("index"));
        for (row, &margin) in margins.iter().enumerate() {
            let Part { calibrator, population, .. } = &index.parts[0];
            let (probability, percentile) = (calibrator.probability(margin), population.index(margin));
            let (decile, grade) = (Population::decile(percentile), Population::grade(percentile));
            assert_eq!(of("probability")[row].to_bits(), probability.to_bits(), "row {row}");
            assert_eq!(indexes[row].to_bits(), percentile.to_bits(), "row {row}");
            assert_eq!((of("decile")[row], of("grade")[row]), (f64::from(decile), f64::from(grade)), "row {row}");
            assert!(probability > 0.0 && probability < 1.0 && (0.0..=100.0).contains(&percentile));
            assert!((1..=10).contains(&decile) && (1..=7).contains(&grade));
        }
        // A higher margin never has a lower probability or index, nor a worse decile or grade.
        let mut order: Vec<usize> = (0..margins.len()).collect();
        order.sort_by(|&a, &b| margins[a].total_cmp(&margins[b]));
        for (what, sign) in [("probability", 1.0), ("index", 1.0), ("decile", -1.0), ("grade", -1.0)] {
            let values = of(what);
            assert!(order.windows(2).all(|w| sign * values[w[0]] <= sign * values[w[1]]), "{what} swaps customers");
        }
        let deciles: std::collections::BTreeSet<u64> = of("decile").iter().map(|&d| d as u64).collect();
        assert!(deciles.len() >= 8, "other customers of the same kind fill the deciles: {deciles:?}");
    }
}

#[test]
fn reasons_are_ordered_and_all_of_them_sum_to_the_margin() {
    let folder = trained();
    let pack = Advisor::from_bytes(&folder.read("pack")).unwrap();
    let fields: Vec<&str> = pack.fields().iter().map(|f| f.name.as_str()).collect();
    assert_eq!(fields, ["age", "plan", "income", "joined"]);
    let explain = |k: &str| {
        cells(&folder.run(&["score", "pack", "--data", "later.csv", "--out", "-", "-q", "--explain", k]).done().stdout, b',')
    };
    let (all, more, two) = (explain("4"), explain("99"), explain("2"));
    assert!(all == more, "more reasons than columns");
    for (position, index) in ["churn", "upsell"].into_iter().enumerate() {
        let name = |k: usize| format!("{index}_reason_{k}");
        let sizes: Vec<Vec<f64>> = (1..=4).map(|k| numbers(&all, &format!("{}_contribution", name(k)))).collect();
        let margins: Vec<f64> = numbers(&all, &format!("{index}_margin"));
        for row in 0..margins.len() {
            let sum: f64 = pack.baseline(position, 0) + sizes.iter().map(|s| s[row]).sum::<f64>();
            assert!((sum - margins[row]).abs() < 1e-9, "row {row}: {sum} is not {}", margins[row]);
            assert!(sizes.windows(2).all(|s| s[0][row].abs() >= s[1][row].abs()), "row {row} is out of order");
            let mut named: Vec<&str> = (1..=4).map(|k| column(&all, &name(k))[row]).collect();
            named.sort_unstable();
            assert_eq!(named, ["age", "income", "joined", "plan"], "row {row}");
        }
        for k in 1..=2 {
            assert_eq!(column(&two, &name(k)), column(&all, &name(k)));
        }
        assert!(!two[0].contains(&name(3)));
    }
}

#[test]
fn cells_come_back_as_they_went_in_and_twice_the_same() {
    let texts = [
        "plain",
        "with, comma",
        "say \"hi\"",
        "two\nlines",
        "two\r\nlines",
        "",
        " spaced ",
        "한국어 ☎ ü",
        "<b>&amp;</b>",
        "'=1+1",
        ";|\t",
    ];
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let text = table("id,\"a \"\"note\"\", quoted\",age,plan,income,joined", 300, |i| {
        format!(
            "{i},{},{},basic,{},2015-03-04",
            quoted(texts[i % texts.len()]),
            20 + i % 60,
            if i % 3 == 0 { "" } else { "1000" }
        )
    });
    let folder = Folder::with(&[("in.csv", text.as_bytes()), ("pack", &trained().read("pack"))]);
    for out in ["a.csv", "b.csv"] {
        folder.run(&["score", "pack", "--data", "in.csv", "--out", out, "--explain", "2", "-q"]).done();
    }
    let piped = folder.run_with_input(&["score", "pack", "--data", "-", "--out", "-", "--explain", "2"], text.as_bytes()).done();
    assert!(folder.read("a.csv") == folder.read("b.csv") && folder.read_text("a.csv") == piped.stdout, "two runs differ");
    let (given, scored) = (cells(&text, b','), cells(&piped.stdout, b','));
    assert_eq!(scored.len(), 301);
    scored.iter().zip(&given).for_each(|(scored, given)| assert_eq!(scored[..given.len()], given[..]));

    let semicolons =
        given.iter().map(|row| row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(";") + "\n").collect::<String>();
    let arguments = ["score", "pack", "--data", "-", "--out", "-", "--explain", "2", "--delimiter", ";"];
    let other = folder.run_with_input(&arguments, semicolons.as_bytes()).done();
    assert!(cells(&other.stdout, b';') == scored, "the delimiter changed the cells");
}

#[test]
fn rows_come_back_as_they_were_and_numbers_as_short_as_they_can_be() {
    let folder = Folder::with(&[("in.csv", clients(400).as_bytes())]);
    folder.run(&["train", "--data", "in.csv", "--label", "churn", "--iterations", "10", "--out", "pack", "-q"]).done();
    let pack = Advisor::from_bytes(&folder.read("pack")).unwrap();
    // Plain lines, quoted ones, both ends of line, a blank line, and one that ends without.
    let table = "note,age,plan,income\r\nx,40,basic,1\n\n\"a, \"\"b\"\"\",70,\"plus\",\r\n값,70,,2e3\r\n,33,pro,9";
    let scored = folder.run_with_input(&["score", "pack", "--data", "-", "--out", "-", "-q"], table.as_bytes()).done().stdout;
    let given = ["note,age,plan,income", "x,40,basic,1", "\"a, \"\"b\"\"\",70,plus,", "값,70,,2e3", ",33,pro,9"];
    assert_eq!(scored.lines().count(), given.len());
    let margins = support::library::margins(&pack, 0, table);
    for (row, (line, given)) in scored.lines().zip(given).enumerate().skip(1) {
        let (part, margin) = (&pack.pack().indices[0].parts[0], margins[row - 1]);
        let (probability, index) = (part.calibrator.probability(margin), part.population.index(margin));
        let (decile, grade) = (Population::decile(index), Population::grade(index));
        assert_eq!(line, format!("{given},{probability},{margin},{index},{decile},{grade}"));
    }
    // A delimiter that numbers hold is quoted.
    let dots = folder
        .run_with_input(&["score", "pack", "--data", "-", "--out", "-", "-q", "--delimiter", "."], b"age.plan\n40.pro\n")
        .done();
    let (commas, dots) = (
        folder.run_with_input(&["score", "pack", "--data", "-", "--out", "-", "-q"], b"age,plan\n40,pro\n").done().stdout,
        dots.stdout,
    );
    assert_eq!(cells(&dots, b'.'), cells(&commas, b','));
}

#[test]
fn columns_that_are_absent_or_mistyped_are_scored_as_gaps_with_a_warning() {
    let folder = Folder::with(&[("pack", &trained().read("pack"))]);
    let score = |text: &str, more: &[&str]| {
        folder.run_with_input(&[&["score", "pack", "--data", "-", "--out", "-"], more].concat(), text.as_bytes()).done()
    };
    let gaps = score("age,plan,income,joined\n,basic,,2015-01-01\n,basic,,2015-01-01\n", &[]);
    assert_eq!(gaps.stderr, "");
    let absent = score("joined,plan\n2015-01-01,basic\n2015-01-01,basic\n", &[]);
    let says = |name: &str| format!("warning: the table has no column {name}; it was scored as a gap\n");
    assert_eq!(absent.stderr, says("age") + &says("income"));
    let mistyped = score("age,plan,income,joined\nold,basic,,2015-01-01\nvery,basic,NaN,2015-01-01\n", &[]);
    assert_eq!(mistyped.stderr, "warning: 2 values of column age are of another type; they were scored as gaps\n");
    let margins = |text: &str| numbers::<f64>(&cells(text, b','), "churn_margin");
    assert_eq!(margins(&absent.stdout), margins(&gaps.stdout));
    assert_eq!(margins(&mistyped.stdout), margins(&gaps.stdout));
    // Columns of its own change nothing, and a header alone is a table without rows.
    assert_eq!(score("age,plan,income,joined\n", &["-q"]).stdout.lines().count(), 1);
    // A day later, a date is a day further back.
    let dated = |joined: &str, more: &[&str]| score(&format!("age,plan,income,joined\n40,pro,100,{joined}\n"), more).stdout;
    let upsell = |text: &str| numbers::<f64>(&cells(text, b','), "upsell_margin");
    assert_eq!(upsell(&dated("2014-02-11", &["--now", "2024-01-01"])), upsell(&dated("2015-02-11", &["--now", "2025-01-01"])));
    assert_ne!(upsell(&dated("2010-02-11", &[])), upsell(&dated("2023-02-11", &[])));
}

#[test]
fn evaluating_measures_the_index_that_is_named() {
    let folder = trained();
    let report = |arguments: &[&str]| -> serde_json::Value {
        let arguments = [&["evaluate", "pack", "--data", "later.csv", "--json"], arguments].concat();
        serde_json::from_str(&folder.run(&arguments).done().stdout).unwrap()
    };
    let churn = report(&["--index", "churn", "--top", "50"]);
    assert_eq!(churn, report(&["--label", "churn", "--top", "50"]));
    assert_eq!((&churn["index"], &churn["label"], &churn["rows"]), (&"churn".into(), &"churn".into(), &500.into()));
    assert_eq!(report(&["--index", "upsell"])["label"], "upsell");
    assert_ne!(report(&["--index", "upsell", "--label", "churn"])["auc"], churn["auc"]);
    for (name, low, high) in [
        ("auc", 0.7, 1.0),
        ("logloss", 0.0, 0.69),
        ("ap", 0.4, 1.0),
        ("brier", 0.0, 0.25),
        ("ece", 0.0, 0.1),
        ("recall", 0.0, 1.0),
    ] {
        let value = churn[name].as_f64().unwrap();
        assert!((low..=high).contains(&value), "{name} is {value}");
    }
    let f1 = churn["f1"].as_f64().unwrap();
    assert!((churn["model_score"].as_f64().unwrap() - f1 * churn["recall"].as_f64().unwrap()).abs() < 1e-12);
    let first: f64 = churn["deciles"][0]["positives"].as_f64().unwrap();
    assert!((churn["caught"].as_f64().unwrap() - first).abs() <= 0.5, "the top 50 of 500 are the first decile");
    let beyond = folder.run(&["evaluate", "pack", "--data", "later.csv", "--index", "churn", "--top", "501"]);
    assert!(
        beyond.code == Some(1)
            && beyond.stderr.starts_with("error: too few rows, at --top: expected at most 500, the rows with a label, found 501"),
        "{}",
        beyond.stderr
    );
    // Without a name, two indices are ambiguous.
    let ambiguous = folder.run(&["evaluate", "pack", "--data", "later.csv"]);
    assert_eq!(ambiguous.code, Some(1));
    assert_eq!(
        ambiguous.stderr,
        "error: several indices, at the pack: expected --index with one of churn, upsell, found none named\n"
    );
    let text = folder.run(&["evaluate", "pack", "--data", "later.csv", "--index", "churn"]).done().stdout;
    assert!(text.contains("auc ") && text.contains("model_score ") && text.contains("decile "), "{text}");
}

#[test]
fn inspecting_shows_the_card_and_verifying_replays() {
    let folder = trained();
    let mut info: serde_json::Value = serde_json::from_str(&folder.run(&["inspect", "pack", "--json"]).done().stdout).unwrap();
    let fields = info.as_object_mut().unwrap();
    let fingerprint = fields.remove("sha256").unwrap();
    assert_eq!(fingerprint, sha256(&folder.read("pack")).as_str());
    assert_eq!(fields.remove("signature"), Some(serde_json::Value::Null));
    let library = Advisor::from_bytes(&folder.read("pack")).unwrap();
    assert_eq!(info, serde_json::to_value(library.info()).unwrap());
    assert_eq!(
        (&info["name"], &info["card"]["rows"], &info["card"]["source"]),
        (&"two".into(), &1500.into(), &"train.csv".into())
    );
    let text = folder.run(&["inspect", "pack"]).done().stdout;
    assert!(text.contains(&format!("sha256 {}, not signed", fingerprint.as_str().unwrap())), "{text}");
    for part in [
        "1500 rows",
        "95 % intervals on",
        "stated and true, in % by tenths",
        "index churn: churn = 1",
        "index upsell",
        "joined",
        "timestamp",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert_eq!(folder.run(&["verify", "pack"]).done().stdout, "pack: sound; 2 indices, 8 golden examples replayed to the bit\n");
}

/// A full disk, as far as a process can tell: no file may grow beyond `blocks` of 512 bytes, and trying is an error.
#[cfg(unix)]
fn with_files_of_at_most(blocks: u32, arguments: &str) -> String {
    format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" {arguments}")
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_said_and_leaves_the_old_output() {
    let rows = clients(40_000);
    let files: [(&str, &[u8]); 4] =
        [("in.csv", rows.as_bytes()), ("pack", &trained().read("pack")), ("out", b"the old output"), ("later.csv", b"")];
    for arguments in [
        "score pack --data in.csv --out out -q",
        "train --data in.csv --label churn --out out --iterations 30 --folds 1 -q",
        "synth --out . --customers 3000",
    ] {
        let folder = Folder::with(&files);
        let before = folder.contents();
        let outcome = run(folder.shell(&with_files_of_at_most(16, arguments)), b"");
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""), "{arguments}: {}", outcome.stderr);
        let errors: Vec<&str> = outcome.stderr.lines().filter(|line| line.starts_with("error: ")).collect();
        let [error] = errors[..] else { panic!("{arguments} said {}", outcome.stderr) };
        let place = if arguments.starts_with("synth") {
            "error: cannot write"
        } else {
            "error: cannot write, at out: expected a usable file"
        };
        assert!(error.starts_with(place) && error.contains("File too large"), "{arguments} said {error}");
        assert!(folder.contents() == before, "{arguments} left {:?}", folder.contents().keys());
    }
}

#[cfg(unix)]
#[test]
fn a_killed_run_leaves_the_old_output() {
    let folder = Folder::with(&[("pack", &trained().read("pack")), ("out", b"the old output")]);
    let mut child = piped(folder.command(&["score", "pack", "--data", "-", "--out", "out", "-q"]));
    let input = clients(60_000);
    child.stdin.as_mut().unwrap().write_all(input.as_bytes()).unwrap();
    // The rest of the table never comes; what has come is being written beside the old output.
    let begun = || folder.contents().iter().any(|(name, bytes)| name != "out" && name != "pack" && bytes.len() > 1_000_000);
    let deadline = Instant::now() + Duration::from_secs(30);
    while !begun() {
        assert!(Instant::now() < deadline, "nothing is written: {:?}", folder.contents().keys());
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(folder.read("out"), b"the old output");
    // The same run to its end takes the output's place and can be read by others.
    folder.run_with_input(&["score", "pack", "--data", "-", "--out", "out", "-q"], input.as_bytes()).done();
    assert_eq!(cells(&folder.read_text("out"), b',').len(), 60_001);
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(folder.path("out").metadata().unwrap().permissions().mode() & 0o777, 0o644);
}

/// The most memory that a running process has had resident, in bytes.
#[cfg(target_os = "linux")]
fn peak_memory(process: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_ascii_whitespace().nth(1).unwrap().parse::<usize>().unwrap() << 10
}

#[cfg(target_os = "linux")]
#[test]
fn scoring_streams_a_table_larger_than_the_memory_it_takes() {
    const ROWS: usize = 200_000;
    let folder = Folder::with(&[("pack", &trained().read("pack"))]);
    let mut child = piped(folder.command(&["score", "pack", "--data", "-", "--out", "out", "--explain", "1", "-q"]));
    let mut stdin = child.stdin.take().unwrap();
    let filler = "x".repeat(400);
    let rows = clients(1000).lines().skip(1).map(|line| format!("{filler},{line}\n")).collect::<String>();
    let mut written = stdin.write(b"note,age,plan,income,churn\n").unwrap();
    for _ in 0..ROWS / 1000 {
        stdin.write_all(rows.as_bytes()).unwrap();
        written += rows.len();
    }
    // All but what a pipe and a buffer hold has been scored by now.
    let peak = peak_memory(child.id());
    drop(stdin);
    assert!(child.wait().unwrap().success());
    assert!(written > 80_000_000 && peak < 48_000_000, "{peak} bytes for a table of {written}");
    assert_eq!(folder.read("out").iter().filter(|&&byte| byte == b'\n').count(), ROWS + 1);
}
