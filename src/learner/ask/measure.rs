//! How well intents are told: by models that saw none of a phrase's template, with a threshold from the other parts.

use crate::dataset::ByName;

use crate::model::ask::{AskCard, AskFigures, Taken};

use super::phrases::{Phrase, languages};

/// Share of questions about something else that may be answered all the same.
const MOST_FALSE: f64 = 0.05;
/// What is never answered: a choice among many that is no better than this.
const LEAST: f64 = 0.3;
/// Thresholds are rounded up to this.
const STEP: f64 = 0.005;

/// A phrase with what a model that did not see its template takes it for.
pub(super) struct Told<'a> {
    pub(super) phrase: &'a Phrase,
    pub(super) taken: Taken,
}

impl Told<'_> {
    fn asks(&self) -> bool {
        self.phrase.class < crate::model::ask::Intent::ALL.len()
    }

    fn right(&self) -> bool {
        self.taken.intent == crate::model::ask::Intent::ALL.get(self.phrase.class).copied()
    }
}

/// The least confidence that answers at most [`MOST_FALSE`] of the questions about something else.
pub(super) fn threshold<'a>(told: impl Iterator<Item = &'a Told<'a>>) -> f64 {
    let others: Vec<&Told<'_>> = told.filter(|told| !told.asks()).collect();
    let mut taken: Vec<f64> =
        others.iter().filter(|told| told.taken.intent.is_some()).map(|told| told.taken.confidence).collect();
    taken.sort_by(|a, b| b.total_cmp(a));
    let allowed = (MOST_FALSE * others.len() as f64).floor() as usize;
    let above = taken.get(allowed).map_or(LEAST, |confidence| (confidence / STEP).floor() * STEP + STEP);
    above.clamp(LEAST, 1.0)
}

/// The figures, each part by a threshold from the others.
pub(super) fn measure(told: &[Told<'_>], parts: usize, templates: usize) -> AskCard {
    let thresholds: Vec<f64> = (0..parts).map(|part| threshold(told.iter().filter(|told| told.phrase.part != part))).collect();
    let of = |language: Option<usize>| {
        let mine = || told.iter().filter(move |told| language.is_none_or(|language| told.phrase.language == language));
        figures(mine(), &thresholds)
    };
    let languages: ByName<AskFigures> = languages().enumerate().map(|(at, name)| (name.to_owned(), of(Some(at)))).collect();
    AskCard { templates: templates as u64, all: of(None), languages }
}

fn figures<'a>(told: impl Iterator<Item = &'a Told<'a>>, thresholds: &[f64]) -> AskFigures {
    let (mut phrases, mut right, mut answered, mut answered_right, mut others, mut wrongly) =
        (0_u64, 0_u64, 0_u64, 0_u64, 0_u64, 0_u64);
    for told in told {
        let answers = told.taken.intent.is_some() && told.taken.confidence >= thresholds[told.phrase.part];
        if told.asks() {
            phrases += 1;
            right += u64::from(told.right());
            answered += u64::from(answers);
            answered_right += u64::from(answers && told.right());
        } else {
            others += 1;
            wrongly += u64::from(answers);
        }
    }
    let share = |part: u64, of: u64| part as f64 / of.max(1) as f64;
    AskFigures {
        phrases,
        accuracy: share(right, phrases),
        answered: share(answered, phrases),
        precision: share(answered_right, answered),
        others,
        false_answers: share(wrongly, others),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ask::Intent;

    fn phrase(class: usize, part: usize) -> Phrase {
        Phrase { pieces: Vec::new(), folded: String::new(), class, language: 0, part }
    }

    #[test]
    fn the_threshold_lets_one_in_twenty_pass() {
        let none = Intent::ALL.len();
        let phrases: Vec<Phrase> = (0..100).map(|_| phrase(none, 0)).collect();
        let told = |at: usize| Told {
            phrase: &phrases[at],
            taken: Taken { intent: Some(Intent::Help), confidence: 0.5 + at as f64 / 250.0 },
        };
        let told: Vec<Told<'_>> = (0..100).map(told).collect();
        let threshold = threshold(told.iter());
        let passing = told.iter().filter(|told| told.taken.confidence >= threshold).count();
        assert!((3..=5).contains(&passing), "{passing} pass {threshold}");
    }

    #[test]
    fn figures_count_what_they_say() {
        let phrases = [phrase(0, 0), phrase(1, 0), phrase(Intent::ALL.len(), 0), phrase(Intent::ALL.len(), 0)];
        let taken = [(Some(Intent::ALL[0]), 0.9), (Some(Intent::ALL[0]), 0.4), (None, 0.9), (Some(Intent::ALL[2]), 0.9)];
        let told: Vec<Told<'_>> = phrases
            .iter()
            .zip(taken)
            .map(|(phrase, (intent, confidence))| Told { phrase, taken: Taken { intent, confidence } })
            .collect();
        let found = figures(told.iter(), &[0.5]);
        let shares = (found.accuracy, found.answered, found.precision, found.false_answers);
        assert_eq!((found.phrases, found.others, shares), (2, 2, (0.5, 0.5, 1.0, 0.5)));
    }
}
