//! Where customers stand by a project's rules: the first entry that holds, natively and on record, and mistakes named with their line.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod library;
    pub(crate) mod tables;
}

use std::io::{Cursor, Read};

use confidant::artifact;
use confidant::engine::offers::Request;
use confidant::engine::receipt::{Receipt, Replay};
use confidant::engine::{Advisor, Consultation, Customer, FieldValue};
use confidant::learner::{Project, Source, read_catalogue, train};
use confidant::model::{Stage, Stages};

use support::cli::Folder;
use support::library::project;
use support::tables::{noise, table};

const CATALOGUE: &str = "[[product]]\nid = \"card\"\nname = { en = \"Card\" }\ncategory = \"pay\"\nheld = \"has_card\"\n\
    [[product]]\nid = \"loan\"\nname = { en = \"Loan\" }\n";

const STAGES: &str = "[training]\niterations = 20\n\
    [[status]]\nid = \"leaving\"\ntitle = { en = \"Leaving\", ko = \"이탈\", ru = \"Уходит\" }\nwhen = [{ index = \"y\", at_least = 0.6 }]\n\
    [[status]]\nid = \"both\"\nwhen = [{ holds = \"card\" }, { holds = \"loan\" }]\n\
    [[status]]\nid = \"payer\"\nwhen = [{ holds_category = \"pay\" }, { field = \"day\", below = 100 }]\n\
    [[life_stage]]\nid = \"young\"\nwhen = [{ field = \"age\", below = 30 }]\n\
    [[life_stage]]\nid = \"family\"\nwhen = [{ field = \"home\", is = [\"married\", \"widowed\"] }, { field = \"age\", known = true }]\n\
    [[life_stage]]\nid = \"other\"\n";

fn people() -> String {
    table("age,home,has_card,day,y", 800, |i| {
        let age = 18.0 + (60.0 * noise(i, 0)).round();
        let home = ["single", "married", "widowed"][i % 3];
        let y = u8::from(noise(i, 1) < if age < 40.0 { 0.85 } else { 0.1 });
        format!("{age},{home},{},2024-0{}-1{},{y}", u8::from(noise(i, 2) < 0.4), 1 + i % 9, i % 10)
    })
}

fn trained(rest: &str) -> Result<Advisor, String> {
    let (project, text) = (project("y", rest), people());
    let products = read_catalogue(CATALOGUE).unwrap();
    let open = || Ok(Box::new(Cursor::new(text.clone())) as Box<dyn Read>);
    let source = Source { name: "people.csv".into(), open: &open };
    let pack = train(&project.of_file("project.toml"), products, &source, &|_| true);
    let pack = pack.map_err(|error| error.to_string())?;
    Ok(Advisor::from_bytes(&artifact::write(&pack).unwrap()).unwrap())
}

fn customer(fields: &[(&str, FieldValue)]) -> Customer {
    Customer::new(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()).unwrap()
}

fn number(value: f64) -> FieldValue {
    FieldValue::Number(value)
}

fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.to_owned())
}

fn stood(consultation: &Consultation) -> [Option<&str>; 2] {
    [&consultation.status, &consultation.life_stage].map(|stage| stage.as_ref().map(|stage| stage.id.as_str()))
}

#[test]
fn the_first_entry_that_holds_is_told_and_a_gap_holds_nothing() {
    let advisor = trained(STAGES).unwrap();
    let stood_by = |fields: &[(&str, FieldValue)], holdings: &[(&str, f32)]| {
        let holdings = holdings.iter().map(|&(id, strength)| (id.to_owned(), strength)).collect();
        let consultation = advisor.consult_and_recommend(&customer(fields), &Request { holdings, ..Request::default() });
        stood(&consultation).map(|stage| stage.map(str::to_owned))
    };
    let is = |status: Option<&str>, life: &str| [status.map(str::to_owned), Some(life.to_owned())];
    let young = [("age", number(25.0)), ("home", text("single"))];
    assert_eq!(stood_by(&young, &[]), is(Some("leaving"), "young"));
    let old = [("age", number(70.0)), ("home", text("widowed"))];
    assert_eq!(stood_by(&old, &[]), is(None, "family"));
    let payer = [("age", number(70.0)), ("has_card", number(1.0)), ("day", text("2024-09-01"))];
    assert_eq!(stood_by(&payer, &[]), is(Some("payer"), "other"));
    // Products that the caller names count beside those that the columns tell of.
    assert_eq!(stood_by(&payer, &[("loan", 1.0)]), is(Some("both"), "other"));
    assert_eq!(stood_by(&old, &[("card", 1.0), ("loan", 1.0)]), is(Some("both"), "family"));
    // Of an age that is not known, nothing holds that asks for it.
    assert_eq!(stood_by(&[("home", text("married"))], &[])[1].as_deref(), Some("other"));
    let plain = advisor.consult(&customer(&young), None);
    assert_eq!(plain.status.unwrap().title["ko"], "이탈");
    let ids: Vec<&str> = advisor.info().life_stages.iter().map(|stage| stage.id.as_str()).collect();
    assert_eq!(ids, ["young", "family", "other"]);
}

#[test]
fn receipts_hold_where_the_customer_stood_and_replays_compare_it() {
    let advisor = trained(STAGES).unwrap();
    let person = customer(&[("age", number(25.0)), ("home", text("single"))]);
    let stamps = ("2026-01-01T00:00:00Z".to_owned(), "00".to_owned());
    let receipt = Receipt::new(&advisor, "abc", (&person, true), &Request::default(), Vec::new(), stamps).unwrap();
    assert!(receipt.answer.get().contains("\"status\":{\"id\":\"leaving\""), "{}", receipt.answer.get());
    assert_eq!(receipt.replay(&advisor, "abc", None).unwrap(), Replay::Same);
    let other = trained(&STAGES.replace("\"leaving\"", "\"gone\"")).unwrap();
    let Replay::Differs(place, before, now) = receipt.replay(&other, "abc", None).unwrap() else { panic!("the same") };
    assert_eq!((place.as_str(), before.as_str(), now.as_str()), ("answer.status.id", "\"leaving\"", "\"gone\""));
}

#[test]
fn mistakes_are_named_with_file_and_line() {
    let with = |stage: &str| trained(&format!("[training]\niterations = 5\n{stage}"));
    for (stage, parts) in [
        (
            "[[status]]\nid = \"a\"\nwhen = [{ field = \"hight\", below = 3 }]\n",
            ["unknown field in a rule", "status `a`, line ", "`hight`"],
        ),
        (
            "[[life_stage]]\nid = \"b\"\nwhen = [{ field = \"home\", below = 3 }]\n",
            ["rule of another type", "life_stage `b`", "`home`"],
        ),
        ("[[status]]\nid = \"a\"\nwhen = [{ holds = \"boat\" }]\n", ["unknown product in a rule", "line ", "`boat`"]),
        (
            "[[status]]\nid = \"a\"\nwhen = [{ intent = \"cancel\" }]\n",
            ["condition on something else", "status `a`", "a call or a price"],
        ),
        (
            "[[status]]\nid = \"a\"\nwhen = [{ price_share_of = \"age\", below = 1 }]\n",
            ["condition on something else", "status", "a price"],
        ),
        ("[[status]]\nid = \"a\"\n[[status]]\nid = \"a\"\n", ["duplicate id", "[[status]]", "`a`"]),
        ("[[life_stage]]\nid = \" \"\n", ["entry without a name", "[[life_stage]]", "an id"]),
    ] {
        let Err(message) = with(stage) else { panic!("{stage} is trained") };
        assert!(message.contains("project.toml") && parts.iter().all(|part| message.contains(part)), "{message}");
    }
    let unreadable =
        Project::read("name = \"x\"\n[[index]]\nname = \"y\"\n[[status]]\nid = \"a\"\nwen = []\n").unwrap_err().to_string();
    assert!(unreadable.contains("line 6") && unreadable.contains("`wen`"), "{unreadable}");
    let advisor = with(
        "[[status]]\nid = \"never\"\nwhen = [{ field = \"age\", at_least = 9 }, { field = \"age\", below = 3 }]\n\
         [[status]]\nid = \"all\"\n[[status]]\nid = \"late\"\n",
    );
    let advisor = advisor.unwrap();
    let notes = &advisor.pack().card.notes;
    assert!(notes.iter().any(|note| note.starts_with("status `never` (line ") && note.ends_with("can never hold")), "{notes:?}");
    assert!(
        notes.iter().any(|note| note.starts_with("status `late` (line ") && note.contains("`all` is for everybody")),
        "{notes:?}"
    );
}

#[test]
fn packs_whose_rules_cannot_be_asked_are_refused() {
    let pack = trained(STAGES).unwrap().pack().clone();
    assert_eq!(artifact::read(&artifact::write(&pack).unwrap()).unwrap(), pack);
    let broken = |change: fn(&mut Stages)| {
        let mut pack = pack.clone();
        change(&mut pack.stages);
        artifact::read(&artifact::write(&pack).unwrap()).unwrap_err().to_string()
    };
    let message = broken(|stages| stages.status[0].when[0].index = Some("z".to_owned()));
    assert!(message.contains("inconsistent pack") && message.contains("stages") && message.contains("`z`"), "{message}");
    assert!(broken(|stages| stages.status[1].id.clone_from(&"leaving".to_owned())).contains("duplicate id"));
    let many = |stages: &mut Stages| {
        let stage = |at| Stage { id: format!("{at}"), title: [].into(), when: Vec::new() };
        stages.life_stage = (0..101).map(stage).collect();
    };
    assert!(broken(many).contains("too many entries"));
}

#[test]
fn the_command_line_lists_them() {
    let folder = Folder::with(&[("in.csv", people().as_bytes())]);
    let text =
        format!("name = \"y\"\n[data]\ntrain = \"in.csv\"\ncatalogue = \"catalogue.toml\"\n[[index]]\nname = \"y\"\n{STAGES}");
    folder.write("project.toml", text);
    folder.write("catalogue.toml", CATALOGUE);
    folder.run(&["train", "project.toml", "--out", "pack", "-q"]).done();
    let shown = folder.run(&["inspect", "pack"]).done().stdout;
    assert!(shown.contains("statuses, the first that holds: leaving, both, payer"), "{shown}");
    let json: serde_json::Value = serde_json::from_str(&folder.run(&["inspect", "pack", "--json"]).done().stdout).unwrap();
    assert_eq!(json["life_stages"][1]["id"], "family");
}
