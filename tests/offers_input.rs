//! Mistakes in rules, catalogues and lists: each one clear line with its place, before any file is written; what is merely odd is noted.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod offered;
    pub(crate) mod tables;
}

use std::sync::OnceLock;

use confidant::learner::{Event, Project, Source, read_catalogue, train};

use support::cli::{self, Folder, Outcome};
use support::offered::{CATALOGUE, bank};

const TRAIN: [&str; 5] = ["train", "project.toml", "--out", "out", "-q"];

/// A project without forests, which is trained in no time: offers on line 8, what follows from line 12.
fn project(rest: &str) -> String {
    format!(
        "name = \"bank\"\n[data]\ntrain = \"bank.csv\"\ncatalogue = \"catalogue.toml\"\nignore = [\"customer\"]\n\
         [training]\niterations = 3\nfolds = 1\n[[index]]\nname = \"churn\"\n[offers]\ntrees = 0\nfactors = 0\n{rest}"
    )
}

/// A folder of small files of the bank, with other texts in the place of some.
fn folder(files: &[(&str, &str)]) -> Folder {
    static TABLE: OnceLock<String> = OnceLock::new();
    let folder = Folder::with(&[
        ("bank.csv", TABLE.get_or_init(|| bank(150)).as_bytes()),
        ("catalogue.toml", CATALOGUE.as_bytes()),
        ("project.toml", project("").as_bytes()),
        ("out", b"the old output"),
    ]);
    files.iter().for_each(|(name, text)| folder.write(name, text));
    folder
}

/// Runs what must fail; `says` is the whole message, or its beginning where it ends in `…`.
#[track_caller]
fn fails(arguments: &[&str], files: &[(&str, &str)], says: &str) {
    let folder = folder(files);
    cli::fails(&folder, arguments, says);
}

#[test]
fn mistakes_in_rules_are_named_with_their_line() {
    let unclear = "unclear condition, at project.toml, rule `r`, line 14: expected one of field, index, holds, lacks, holds_category, intent, \
                   intent_not and price_share_of, found";
    let how = "unclear condition, at project.toml, rule `r`, line 14: expected one of at_least and below, is, is_not, and known, found none or several";
    let bounds =
        "unclear condition, at project.toml, rule `r`, line 14: expected at_least, below or both, finite, found something else";
    let cases: Vec<(&str, String)> = vec![
        ("{ field = \"agee\", below = 1 }", "unknown field in a rule, at project.toml, rule `r`, line 14: expected a column that is scored, found `agee`".into()),
        ("{ field = \"customer\", known = true }", "unknown field in a rule, at project.toml, rule `r`, line 14: expected a column that is scored, found `customer`".into()),
        ("{ index = \"sale\", below = 1 }", "unknown index in a rule, at project.toml, rule `r`, line 14: expected an index of the project, found `sale`".into()),
        ("{ holds = \"yacht\" }", "unknown product in a rule, at project.toml, rule `r`, line 14: expected a product of the catalogue, found `yacht`".into()),
        ("{ lacks = \"yacht\" }", "unknown product in a rule, at project.toml, rule `r`, line 14: …".into()),
        ("{ holds_category = \"sea\" }", "unknown category in a rule, at project.toml, rule `r`, line 14: expected a category of the catalogue, found `sea`".into()),
        ("{ price_share_of = \"wealth\", below = 1 }", "unknown field in a rule, at project.toml, rule `r`, line 14: …".into()),
        ("{ price_share_of = \"region\", below = 1 }", "rule of another type, at project.toml, rule `r`, line 14: expected a numerical column, found categorical `region`".into()),
        ("{ field = \"age\", is = \"old\" }", "rule of another type, at project.toml, rule `r`, line 14: expected a categorical or boolean column, found numerical `age`".into()),
        ("{ field = \"region\", at_least = 3 }", "rule of another type, at project.toml, rule `r`, line 14: expected a number or a date, with finite bounds, found categorical `region`".into()),
        ("{ field = \"age\", below = nan }", "rule of another type, at project.toml, rule `r`, line 14: …".into()),
        ("{}", format!("{unclear} 0 of them")),
        ("{ at_least = 3 }", format!("{unclear} 0 of them")),
        ("{ field = \"age\", holds = \"motor\", below = 3 }", format!("{unclear} 2 of them")),
        ("{ field = \"age\", index = \"churn\", intent = \"x\", below = 3 }", format!("{unclear} 3 of them")),
        ("{ field = \"age\" }", how.into()),
        ("{ field = \"age\", below = 3, known = true }", how.into()),
        ("{ field = \"region\", is = \"a\", is_not = \"b\" }", how.into()),
        ("{ index = \"churn\" }", bounds.into()),
        ("{ index = \"churn\", is = 1 }", bounds.into()),
        ("{ price_share_of = \"income\", at_least = inf }", bounds.into()),
        ("{ holds = \"motor\", below = 3 }", "unclear condition, at project.toml, rule `r`, line 14: expected nothing beside the product, found something else".into()),
        ("{ holds_category = \"car\", is = 3 }", "unclear condition, at project.toml, rule `r`, line 14: expected nothing beside the category, found something else".into()),
        ("{ intent = \"claim\", known = true }", "unclear condition, at project.toml, rule `r`, line 14: expected nothing beside the intent, found something else".into()),
        ("{ fields = \"age\", below = 3 }", "cannot read the project file, at project.toml, line 17: expected a known key with a value of its type, found …".into()),
    ];
    for (condition, says) in cases {
        for list in ["when", "require"] {
            let rule = project(&format!("[[rule]]\nname = \"r\"\ngate = \"suitability\"\n{list} = [{condition}]\n"));
            fails(&TRAIN, &[("project.toml", &rule)], &says);
        }
    }
    let cases = [
        ("", "rule without a condition, at project.toml, rule `r`, line 14: expected when or require, found neither"),
        (
            "when = [{ holds = \"motor\" }]\nonly = { products = [\"motor\", \"yacht\"] }\n",
            "unknown product in a rule, at project.toml, rule `r`, line 14: expected products of the catalogue, found `yacht`",
        ),
        (
            "when = [{ holds = \"motor\" }]\nonly = { categories = [\"sea\"] }\n",
            "unknown category in a rule, at project.toml, rule `r`, line 14: expected categories of the catalogue, found `sea`",
        ),
    ];
    for (rest, says) in cases {
        let rule = project(&format!("[[rule]]\nname = \"r\"\ngate = \"suitability\"\n{rest}"));
        fails(&TRAIN, &[("project.toml", &rule)], says);
    }
    let gate = project("[[rule]]\nname = \"r\"\ngate = \"garden\"\nwhen = [{ holds = \"motor\" }]\n");
    fails(&TRAIN, &[("project.toml", &gate)], "cannot read the project file, at project.toml, line 16: …");
    for factor in ["0", "-1", "nan", "inf"] {
        let context = project(&format!("[[context]]\nname = \"c\"\nfactor = {factor}\nwhen = [{{ intent = \"x\" }}]\n"));
        fails(
            &TRAIN,
            &[("project.toml", &context)],
            "impossible factor, at project.toml, context `c`, line 14: expected a number above 0, at most 1000000, …",
        );
    }
    let alone = "name = \"p\"\n[[index]]\nname = \"churn\"\n[[rule]]\nname = \"r\"\ngate = \"suitability\"\nwhen = []\n";
    fails(
        &TRAIN,
        &[("project.toml", alone)],
        "rules without offers, at project.toml, [[rule]]: expected an [offers] section, found none",
    );
}

#[test]
fn mistakes_in_rules_are_named_before_the_table_is_read() {
    let lost = |rest: &str| project(rest).replace("bank.csv", "nowhere.csv");
    let rule = |condition: &str| lost(&format!("[[rule]]\nname = \"r\"\ngate = \"suitability\"\nwhen = [{condition}]\n"));
    let stated = "[columns.income]\nsemantic = \"categorical\"\n";
    let cases = [
        (rule("{ holds = \"yacht\" }"), "unknown product in a rule, at project.toml, rule `r`, line 14: …"),
        (rule("{ index = \"sale\", below = 1 }"), "unknown index in a rule, at project.toml, rule `r`, line 14: …"),
        (rule("{ field = \"age\" }"), "unclear condition, at project.toml, rule `r`, line 14: …"),
        (rule("{ field = \"income\", below = 1 }") + stated, "rule of another type, at project.toml, rule `r`, line 14: …"),
        (lost("diversity = 2\n"), "impossible diversity, at project.toml, [offers] diversity: expected 0 to 1, found 2"),
        (
            lost("veto_lift = 1\n"),
            "impossible lift, at project.toml, [offers] veto_lift: expected 0 or more, and below 1, found 1",
        ),
        // What only the table can tell is left to it.
        (rule("{ field = \"agee\", below = 1 }"), "cannot open the table, at nowhere.csv: …"),
        (rule("{ field = \"age\", below = 1 }, { field = \"age\", is = \"x\" }"), "cannot open the table, at nowhere.csv: …"),
    ];
    for (text, says) in cases {
        fails(&TRAIN, &[("project.toml", &text)], says);
    }
}

#[test]
fn mistakes_in_rules_are_named_before_an_index_is_fitted() {
    let rule = "[[rule]]\nname = \"r\"\ngate = \"suitability\"\nwhen = [{ field = \"agee\", below = 1 }]\n";
    let project = Project::read(&project(rule)).unwrap().of_file("p.toml");
    let text = bank(150);
    let open = || Ok(Box::new(std::io::Cursor::new(text.clone())) as Box<dyn std::io::Read>);
    let source = Source { name: "bank.csv".into(), open: &open };
    let fitted = std::sync::atomic::AtomicBool::new(false);
    let watch = |event: Event<'_>| {
        fitted.fetch_or(matches!(event, Event::Fitting(..)), std::sync::atomic::Ordering::Relaxed);
        true
    };
    let error = train(&project, read_catalogue(CATALOGUE).unwrap(), &source, &watch).unwrap_err().to_string();
    assert!(error.starts_with("unknown field in a rule, at p.toml, rule `r`, line 14:"), "{error}");
    assert!(!fitted.into_inner(), "an index was fitted first");
}

#[test]
fn settings_of_the_offers_are_checked() {
    let cases = [
        ("diversity = 1.5", "impossible diversity, at project.toml, [offers] diversity: expected 0 to 1, found 1.5"),
        ("diversity = -0.1", "impossible diversity, at project.toml, [offers] diversity: expected 0 to 1, found -0.1"),
        ("novelty = 1.5", "impossible novelty, at project.toml, [offers] novelty: expected 0 to 1, found 1.5"),
        ("diversity = nan", "impossible diversity, at project.toml, [offers] diversity: expected 0 to 1, found NaN"),
        ("age = \"born\"", "unknown field, at project.toml, [offers] age: expected a column that is scored, found `born`"),
        (
            "age = \"region\"",
            "rule of another type, at project.toml, [offers] age: expected a numerical column, found categorical `region`",
        ),
        (
            "segment = [\"income\", \"town\"]",
            "column not found, at project.toml, [offers] segment: expected columns that are scored, found `town`",
        ),
        (
            "ignore = [\"town\"]",
            "column not found, at project.toml, [offers] ignore: expected columns that are scored, found `town`",
        ),
        (
            "products = [\"has_*\"]",
            "products named twice, at project.toml, [offers] products: expected a catalogue or columns, found both",
        ),
        ("diversify = 1", "cannot read the project file, at project.toml, line 14: …"),
    ];
    for (setting, says) in cases {
        fails(&TRAIN, &[("project.toml", &project(&format!("{setting}\n")))], says);
    }
    let without = project("products = [\"owns_*\"]\n").replace("catalogue = \"catalogue.toml\"\n", "");
    fails(
        &TRAIN,
        &[("project.toml", &without)],
        "column not found, at project.toml, [offers] products: expected columns of the table, found `owns_*`",
    );
    let nothing = project("").replace("catalogue = \"catalogue.toml\"\n", "");
    fails(
        &TRAIN,
        &[("project.toml", &nothing)],
        "nobody has anything, at [offers]: expected products with a column that tells who holds them, or interactions, found none",
    );
}

#[test]
fn mistakes_in_the_catalogue_are_named_with_the_product() {
    let change = |from: &str, to: &str| {
        assert!(CATALOGUE.contains(from), "{from}");
        CATALOGUE.replacen(from, to, 1)
    };
    let cases = [
        (
            change("id = \"home\"", "id = \"motor\""),
            "duplicate product, at catalogue.toml, product `motor`: expected distinct ids, found the id twice",
        ),
        (
            change("price = 600", "price = -600"),
            "impossible amount, at catalogue.toml, product `motor`: expected an amount of 0 to 1e12, found price = -600",
        ),
        (
            change("lever = 1.5", "lever = -1"),
            "impossible amount, at catalogue.toml, product `lounge`: expected an amount of 0 to 1e12, found lever = -1",
        ),
        (
            change("visits = 10", "visits = inf"),
            "impossible amount, at catalogue.toml, product `lounge`: expected an amount of 0 to 1e12, found visits = inf",
        ),
        (
            change("starting_propensity = 0.25", "starting_propensity = 25"),
            "impossible share, at catalogue.toml, product `bonus`: expected 0 to 1, found starting_propensity = 25",
        ),
        (
            change("requires = \"motor\"", "requires = \"yacht\""),
            "impossible requirement, at catalogue.toml, product `roadside`: expected another product of the catalogue, found `yacht`",
        ),
        (
            change("requires = \"motor\"", "requires = \"roadside\""),
            "impossible requirement, at catalogue.toml, product `roadside`: …",
        ),
        (
            change("max_age = 80", "max_age = 80, requires = \"roadside\""),
            "circular requirement, at catalogue.toml, product `motor`: expected requirements that end somewhere, found motor requires roadside requires motor",
        ),
        (change("name = { en = \"Lounge\" }", "name = {}"), "product without a name, at catalogue.toml, product `lounge`: …"),
        (change("discontinued = true", "discontinued = \"yes\""), "cannot read the catalogue, at catalogue.toml, line 85: …"),
    ];
    for (catalogue, says) in cases {
        fails(&TRAIN, &[("catalogue.toml", &catalogue)], says);
    }
}

#[test]
fn mistakes_in_lists_are_named_with_their_line() {
    let project = |rest: &str| format!("name = \"shop\"\n[offers]\ninteractions = \"list.csv\"\n{rest}");
    let cases = [
        ("", "who\nann\n", "columns missing, at list.csv, the list: expected a customer and a product, found who"),
        (
            "strength = \"n\"\n",
            "who,what,n\nann,tea,1\nann,cup,two\n",
            "value of another type, at list.csv, line 3, column `n`: expected a number, found `two`",
        ),
        (
            "time = \"on\"\n",
            "who,what,on\nann,tea,soon\n",
            "value of another type, at list.csv, line 2, column `on`: expected a date such as 2026-06-30, found `soon`",
        ),
        (
            "product = \"thing\"\n",
            "who,what\nann,tea\n",
            "column not found, at list.csv, product `thing`: expected one of the list's columns, found who, what",
        ),
        ("", "who,what\nann,tea,3\n", "ragged row, at list.csv, line 2: expected 2 fields as in the header, found 3"),
    ];
    for (rest, list, says) in cases {
        fails(&TRAIN, &[("project.toml", &project(rest)), ("list.csv", list)], says);
    }
    let beside = project("customer = \"who\"\n").replace("[offers]", "[data]\ntrain = \"people.csv\"\n[offers]");
    let list = "who,what\nann,tea\nbob,cup\n";
    let cases = [
        (
            "name,age\nann,3\n",
            "column not found, at people.csv, column `who`: expected a column that names customers as the list does, found name, age",
        ),
        ("who,age\nann,3\nbob,4\nann,5\n", "customer twice, at people.csv, line 4: expected one row a customer, found `ann`"),
        (
            "who,age\ncat,3\n",
            "nobody has anything, at the list of interactions: expected customers of the table, found none of them",
        ),
        (
            "who,tea\nann,3\n",
            "product named like a column, at column `tea`: expected names of their own, found a column of that name",
        ),
    ];
    for (people, says) in cases {
        fails(&TRAIN, &[("project.toml", &beside), ("list.csv", list), ("people.csv", people)], says);
    }
}

#[test]
fn what_is_odd_is_noted() {
    let rule = |name: &str, when: &str| format!("[[rule]]\nname = \"{name}\"\ngate = \"suitability\"\nwhen = [{when}]\n");
    let rules = [
        rule("bounds", "{ field = \"age\", at_least = 60 }, { field = \"age\", below = 60 }"),
        rule("probability", "{ index = \"churn\", at_least = 1.5 }"),
        rule("category", "{ field = \"region\", is = \"nowhere\" }"),
        rule("both", "{ holds = \"motor\" }, { lacks = \"motor\" }"),
        rule("possible", "{ field = \"age\", at_least = 60 }, { field = \"age\", below = 61 }"),
        "[[context]]\nname = \"never\"\nfactor = 2\nwhen = [{ price_share_of = \"income\", below = 0 }]\n".to_owned(),
    ];
    let catalogue = CATALOGUE.replace("held = \"has_home\"", "held = \"owns_home\"");
    let folder = folder(&[("project.toml", &project(&rules.concat())), ("catalogue.toml", &catalogue)]);
    let said = folder.run(&TRAIN).done().stderr;
    for note in [
        "note: rule `bounds` (line 14) can never hold: it drops nothing",
        "note: rule `probability` (line 18) can never hold: it drops nothing",
        "note: rule `category` (line 22) can never hold: it drops nothing",
        "note: rule `both` (line 26) can never hold: it drops nothing",
        "note: context `never` (line 34) can never hold",
        "note: products whose column the table does not have: `home`",
        "note: products that nobody has: `travel_old`, `bonus`",
        "note: products without a value, which count as the middle one: `child`",
        "note: products without a name in `ko`: `lounge`, `pension`",
    ] {
        assert!(said.lines().any(|line| line == note), "{note} is not in\n{said}");
    }
    assert!(!said.contains("possible"), "{said}");
}

#[test]
fn recommending_needs_offers_and_readable_contacts() {
    let folder = folder(&[]);
    folder.run(&["train", "--data", "bank.csv", "--label", "churn", "--iterations", "3", "--out", "plain", "-q"]).done();
    folder.run(&TRAIN).done();
    let (plain, pack) = (folder.read("plain"), folder.read("out"));
    let contacts = "customer,product,outcome,day\nc1,home,declined,2026-01-01\n";
    let with = |contacts: &str| {
        let folder = Folder::with(&[("plain", &plain), ("pack", &pack), ("in.csv", bank(20).as_bytes())]);
        folder.write("contacts.csv", contacts);
        folder
    };
    let recommend = ["recommend", "pack", "--data", "in.csv", "--contacts", "contacts.csv", "--out", "out.csv", "-q"];
    let refused = |arguments: &[&str], contacts: &str, says: &str| {
        let folder = with(contacts);
        let Outcome { code, stderr, .. } = folder.run(arguments);
        assert_eq!((code, stderr.as_str()), (Some(1), format!("error: {says}\n").as_str()));
        assert!(!folder.path("out.csv").exists());
    };
    let no_offers = "the pack makes no offers, at plain, churn: expected a pack trained with an [offers] section, found none";
    refused(&["recommend", "plain", "--data", "in.csv", "--out", "out.csv"], contacts, no_offers);
    let cases = [
        (
            "customer,product,outcome,day\nc1,home,declined,2026-01-01\nc1,home,shrugged,2026-01-02\n",
            "unknown outcome, at contacts.csv, line 3: expected offered, accepted or declined, found `shrugged`",
        ),
        (
            "customer,product,outcome,day\nc1,home,declined,soon\n",
            "value of another type, at contacts.csv, line 2: expected a date such as 2026-06-30, found `soon`",
        ),
        (
            "customer,product,day\nc1,home,2026-01-01\n",
            "column not found, at contacts.csv: expected a column outcome, found customer, product, day",
        ),
    ];
    for (contacts, says) in cases {
        refused(&recommend, contacts, says);
    }
    // Two customers without a home of ours: the one declined lately, the other long ago.
    let bank = bank(20);
    let without: Vec<usize> = (0..20).filter(|&at| bank.lines().nth(1 + at).unwrap().split(',').nth(10) == Some("0")).collect();
    let (late, long_ago) = (without[0], without[1]);
    let folder =
        with(&format!("customer,product,outcome,day\nc{late},home,declined,2026-06-01\nc{long_ago},home,declined,2025-01-01\n"));
    folder.run(&[&recommend[..], &["--now", "2026-06-30", "--top", "20", "--trace", "trace"]].concat()).done();
    let trace = folder.read_text("trace");
    let declined = |line: &&str| line.contains("Declined once in the last 90 days.");
    let held_back: Vec<usize> = trace.lines().enumerate().filter(|(_, line)| declined(line)).map(|(at, _)| at).collect();
    assert_eq!(held_back, [late]);
}
