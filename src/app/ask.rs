//! The conversation about the customer on the desk: what was asked, what was answered, and how answers are shown.

use std::rc::Rc;

use crate::app::{Response, State, Words};
use crate::engine::Advisor;
use crate::engine::ask::{Answer, AnswerCard, Benefit, ProductFacts, Question, Turn};
use crate::model::Glossary;

/// Columns of reasons that a card shows.
const REASONS: usize = 5;
/// Questions that a conversation remembers.
const MOST_SPOKEN: usize = 100;

/// A conversation. Cloning shares what was said.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chat {
    spoken: Vec<Rc<Spoken>>,
}

/// A question with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken {
    /// As it was typed.
    pub question: String,
    /// What the engine answered.
    pub answer: Answer,
}

/// A card of an answer: a heading and lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub title: String,
    /// What stands beside the heading.
    pub chip: Option<String>,
    /// A sentence to say.
    pub say: Option<String>,
    /// What there is to know.
    pub lines: Vec<String>,
}

/// What a customer may answer to a card, or has answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answerable {
    /// The product may be offered: its id and its name.
    Open(String, String),
    /// It was accepted or declined in this call.
    Answered(Response),
}

impl Answerable {
    /// What can be answered to a card of an answer, as the customer on the desk stands now: nothing where the card is of no product, or of one
    /// that the customer has or that is not to be offered.
    #[must_use]
    pub fn of(card: &AnswerCard, state: &State) -> Option<Self> {
        let recommendation = state.recommendation()?;
        let (product, name, more) = match card {
            AnswerCard::Offer(offer) => (&offer.product, &offer.name, true),
            AnswerCard::Product(product) => (&product.product, &product.name, false),
            _ => return None,
        };
        if let Some(response) = state.call().responses.iter().find(|response| response.product == *product) {
            return Some(Self::Answered(response.clone()));
        }
        // Of what can be held twice an offer is made, but a card about what is there already is no offer.
        let held = !more && recommendation.held.contains(product);
        let dropped = recommendation.dropped.iter().any(|dropped| dropped.product == *product);
        (!held && !dropped).then(|| Self::Open(product.clone(), name.clone()))
    }
}

impl Chat {
    /// The conversation with one more question; as it was where the question is blank or the pack answers none.
    #[must_use]
    pub fn asked(&self, advisor: &Advisor, text: &str, circumstances: Question) -> Self {
        let text = text.trim();
        let question = Question { previous: self.turn().cloned(), ..circumstances };
        match advisor.ask(text, &question) {
            Ok(answer) if !text.is_empty() => {
                let mut next = self.clone();
                if next.spoken.len() == MOST_SPOKEN {
                    next.spoken.remove(0);
                }
                next.spoken.push(Rc::new(Spoken { question: text.to_owned(), answer }));
                next
            }
            _ => self.clone(),
        }
    }

    /// What was said, first to last.
    #[must_use]
    pub fn spoken(&self) -> &[Rc<Spoken>] {
        &self.spoken
    }

    /// What was spoken of last.
    #[must_use]
    pub fn turn(&self) -> Option<&Turn> {
        self.spoken.last().map(|spoken| &spoken.answer.turn)
    }

    /// Questions that may come next, in the page's language as long as nothing was asked.
    #[must_use]
    pub fn suggestions(&self, advisor: &Advisor, circumstances: &Question) -> Vec<String> {
        match self.spoken.last() {
            Some(spoken) => spoken.answer.suggestions.clone(),
            None => advisor.ask("", circumstances).map(|answer| answer.suggestions).unwrap_or_default(),
        }
    }
}

impl Note {
    /// What a card of an answer shows.
    #[must_use]
    pub fn of(card: &AnswerCard, words: &Words, glossary: &Glossary) -> Self {
        match card {
            AnswerCard::Offer(offer) => Self {
                title: offer.name.clone(),
                chip: offer.price.map(|price| a_year(words, &glossary.money(words.lang(), &words.decimal(price, 2), price))),
                say: Some(offer.say.clone()),
                lines: offer.reasons.iter().map(|reason| reason.text.clone()).collect(),
            },
            AnswerCard::Dropped(dropped) => Self {
                title: dropped.name.clone(),
                chip: Some(words.say("ask-dropped")),
                say: None,
                lines: vec![dropped.because.clone()],
            },
            AnswerCard::Product(product) => Self::of_product(product, words),
            AnswerCard::Comparison(both) => {
                let lines = |benefits: &[Benefit], id| {
                    let line = |benefit: &Benefit| format!("{} – {}", benefit.text, words.say(id));
                    benefits.iter().map(line).collect::<Vec<_>>()
                };
                let mut lines = [lines(&both.gained, "ask-better"), lines(&both.lost, "ask-worse")].concat();
                lines.extend(both.other.description.clone());
                Self {
                    title: format!("{} → {}", both.one.name, both.other.name),
                    chip: both.other.price_text.as_ref().map(|price| a_year(words, price)),
                    say: None,
                    lines,
                }
            }
            AnswerCard::Score(shown) => Self {
                title: shown.title.clone(),
                chip: Some(words.percent(shown.score.probability)),
                say: None,
                lines: vec![
                    words.with("decile", [("decile", shown.score.decile.into())]),
                    words.with("grade", [("grade", shown.score.grade.into())]),
                ],
            },
            AnswerCard::Reasons(shown) => {
                let line = |reason: &crate::engine::ask::ReasonShown| {
                    let (arrow, effect) = if reason.contribution > 0.0 { ("▲", "raises") } else { ("▼", "lowers") };
                    format!("{arrow} {}: {} – {}", reason.title, reason.value, words.say(effect))
                };
                let lines = shown.reasons.iter().take(REASONS).map(line).collect();
                Self { title: shown.title.clone(), chip: None, say: None, lines }
            }
            AnswerCard::People(people) => Self {
                title: words.with("ask-people", [("count", words.count(people.customers as usize).into())]),
                chip: None,
                say: None,
                lines: people.difference.iter().map(|held| format!("{}: {}", held.name, words.percent(held.share))).collect(),
            },
        }
    }

    fn of_product(product: &ProductFacts, words: &Words) -> Self {
        let benefits = product.benefits.iter().map(|benefit| benefit.text.clone());
        let mut lines: Vec<String> = product.description.iter().cloned().chain(benefits).collect();
        let ages = [("ask-from-age", product.min_age), ("ask-to-age", product.max_age)];
        let age = |(id, age): (&str, Option<f64>)| Some(words.with(id, [("age", words.decimal(age?, 0).into())]));
        lines.extend(ages.into_iter().filter_map(age));
        Self {
            title: product.name.clone(),
            chip: product.price_text.as_ref().map(|price| a_year(words, price)),
            say: None,
            lines,
        }
    }
}

fn a_year(words: &Words, price: &str) -> String {
    words.with("ask-a-year", [("price", price.into())])
}

#[cfg(test)]
#[cfg(feature = "train")]
mod tests {
    use super::*;
    use crate::app::Lang;
    use crate::engine::Customer;
    use crate::learner::{Project, Source, train};

    fn advisor() -> Advisor {
        let mut csv = String::from("age,plan,churn\n");
        for i in 0..400 {
            csv.push_str(&format!("{},{},{}\n", 20 + i % 60, ["basic", "plus"][i % 2], u8::from(i % 60 > 40)));
        }
        let open = || Ok(Box::new(std::io::Cursor::new(csv.clone())) as Box<dyn std::io::Read>);
        let source = Source { name: "clients.csv".into(), open: &open };
        let project = Project::read("name = \"x\"\n[[index]]\nname = \"churn\"\n[ask]\n").unwrap();
        Advisor::new(train(&project, Vec::new(), &source, &|_| true).unwrap())
    }

    #[test]
    fn a_conversation_remembers_what_was_spoken_of() {
        let advisor = advisor();
        let question = Question { customer: Some(Customer::default()), ..Question::default() };
        let opened = Chat::default();
        assert!(opened.suggestions(&advisor, &question).len() > 1);
        assert_eq!(opened.asked(&advisor, "  ", question.clone()), opened);
        let asked = opened.asked(&advisor, "What is my churn score?", question.clone());
        assert_eq!(asked.turn().unwrap().index.as_deref(), Some("churn"));
        // "Why?" is about the score.
        let again = asked.asked(&advisor, "Why?", question);
        assert_eq!((again.spoken().len(), again.turn().unwrap().index.as_deref()), (2, Some("churn")));
        let notes: Vec<Note> = asked.spoken()[0]
            .answer
            .cards
            .iter()
            .map(|card| Note::of(card, &Words::new(Lang::English), &advisor.info().glossary))
            .collect();
        assert_eq!(notes[0].title, "churn");
        assert!(notes[0].chip.as_ref().unwrap().ends_with('%') && notes[0].lines.len() == 2, "{notes:?}");
    }
}
