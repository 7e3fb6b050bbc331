//! Questions in three languages: what they are taken for, what is answered, and what happens to those that mean no good.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod offered;
    pub(crate) mod questions;
    pub(crate) mod tables;
}

use std::sync::OnceLock;

use confidant::artifact;
use confidant::engine::Advisor;
use confidant::engine::ask::{Answer, AnswerCard, HandOver, Question, Turn};
use confidant::learner::read_catalogue;
use confidant::model::Pack;
use confidant::model::ask::{Intent, fold};

use support::cli::Folder;
use support::offered::{CATALOGUE, bank, project_text, try_train, who};
use support::questions::{ASKED, OTHERS};

const SECTION: &str =
    "[ask]\n[ask.names]\nleisure = { en = \"free time\", ko = \"여가\", ru = \"досуг\" }\ntrips = { en = \"trips a year\" }\n";

fn pack() -> Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    let pack = || {
        let catalogue = read_catalogue(CATALOGUE).unwrap();
        let pack = try_train(&project_text(SECTION), catalogue, &bank(1500)).unwrap_or_else(|e| panic!("{e}"));
        artifact::read(&artifact::write(&pack).unwrap()).unwrap_or_else(|e| panic!("{e}"))
    };
    PACK.get_or_init(pack).clone()
}

fn advisor() -> Advisor {
    Advisor::new(pack())
}

/// Who the questions are about.
fn known() -> Question {
    Question { customer: Some(who("age=45 income=60000 region=north has_motor=1 has_basic=1")), ..Question::default() }
}

#[track_caller]
fn ask(advisor: &Advisor, text: &str, question: &Question) -> Answer {
    advisor.ask(text, question).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn name(answer: &Answer) -> &'static str {
    answer.intent.map_or("none", Intent::name)
}

#[test]
fn questions_are_taken_for_what_they_ask() {
    let advisor = advisor();
    let wrong: Vec<String> = ASKED
        .iter()
        .map(|&(text, wanted)| (text, wanted, ask(&advisor, text, &known())))
        .filter(|(_, wanted, answer)| name(answer) != *wanted)
        .map(|(text, wanted, answer)| format!("{text}: {wanted}, not {} ({:.2})", name(&answer), answer.confidence))
        .collect();
    // A small model is allowed its slips, and where it is not sure it says so.
    assert!(wrong.len() * 20 <= ASKED.len(), "{} of {}: {wrong:#?}", wrong.len(), ASKED.len());
}

#[test]
fn what_is_about_something_else_is_not_known() {
    let advisor = advisor();
    let answered: Vec<String> = OTHERS
        .iter()
        .map(|text| (text, ask(&advisor, text, &known())))
        .filter(|(_, answer)| answer.intent.is_some())
        .map(|(text, answer)| format!("{text}: {} ({:.2})", name(&answer), answer.confidence))
        .collect();
    assert!(answered.len() * 12 <= OTHERS.len(), "{} of {}: {answered:#?}", answered.len(), OTHERS.len());
    let answer = ask(&advisor, OTHERS[0], &known());
    assert!(answer.text.starts_with("I do not know") && answer.cards.is_empty() && answer.suggestions.len() == 4, "{answer:?}");
}
