//! Answers that are scores: how likely, why, and what would change it.

use super::answer::{AnswerCard, HandOver, ReasonShown, ReasonsShown, ScoreShown};
use super::reply::{Draft, Reply};
use super::words;

/// Columns that a card shows, and that a sentence names.
const SHOWN: usize = 6;
const TOLD: usize = 3;
/// Log-odds that are worth a word.
const WORTH: f64 = 1e-3;

impl Reply<'_> {
    fn title(&self, index: usize) -> String {
        let index = &self.advisor.pack().indices[index];
        self.sayings.words.title(&index.title, &index.name)
    }

    /// The index that the question is about: one that it names, or the one that was spoken of before.
    fn index(&self) -> Option<usize> {
        let before = || {
            let name = self.previous.index.as_ref()?;
            self.advisor.pack().indices.iter().position(|index| index.name == *name)
        };
        self.named.index.or_else(before)
    }

    /// What to say where there is nothing to score, or nobody.
    fn unscored(&self) -> Option<Draft> {
        let saying = match (self.advisor.pack().indices.is_empty(), &self.question.customer) {
            (true, _) => words::NO_INDEX,
            (_, None) => words::NOBODY,
            _ => return None,
        };
        Some(Draft::of(self.say(saying, &[])))
    }

    pub(super) fn score(&self) -> Draft {
        if let Some(draft) = self.unscored() {
            return draft;
        }
        let mut scores = self.advisor.score(&self.customer(), self.question.request.now);
        let indices = &self.advisor.pack().indices;
        let (mut text, mut cards) = (Vec::new(), Vec::new());
        let asked: Vec<usize> = self.index().map_or_else(|| (0..indices.len()).collect(), |index| vec![index]);
        for &at in &asked {
            let Some(score) = scores.remove(&indices[at].name) else { continue };
            let (title, percent) = (self.title(at), self.sayings.words.percent(score.probability));
            text.push(match &score.class {
                Some(class) => self.say(words::CLASS, &[&title, class, &percent]),
                None => self.say(words::SCORE, &[&title, &percent, &self.sayings.words.percent(score.index / 100.0)]),
            });
            let (index, polarity) = (indices[at].name.clone(), indices[at].polarity);
            cards.push(AnswerCard::Score(ScoreShown { index, title, polarity, score }));
        }
        Draft { text: text.join(" "), cards, index: asked.first().copied(), products: self.spoken_of(), ..Draft::default() }
    }

    /// The strongest columns of an index.
    fn reasons(&self, index: usize) -> Option<ReasonsShown> {
        let name = &self.advisor.pack().indices[index].name;
        let attribution = self.advisor.explain(name, &self.customer(), self.question.request.now).ok()?;
        let strong = attribution.contributions.into_iter().filter(|part| part.contribution.abs() > WORTH);
        let reason = |part: super::super::dto::Contribution| {
            let field = &self.advisor.fields()[self.advisor.field(&part.feature)?];
            Some(ReasonShown {
                title: self.sayings.words.title(&field.title, &field.name),
                value: self.sayings.words.value(&self.advisor.pack().glossary, field, Some(&part.value)),
                feature: part.feature,
                contribution: part.contribution,
            })
        };
        Some(ReasonsShown {
            index: name.clone(),
            title: self.title(index),
            baseline: attribution.baseline,
            margin: attribution.margin,
            reasons: strong.take(SHOWN).filter_map(reason).collect(),
        })
    }

    fn told(&self, saying: words::Saying, index: usize, part: impl Fn(&ReasonShown) -> String) -> Draft {
        let title = self.title(index);
        let Some(shown) = self.reasons(index).filter(|shown| !shown.reasons.is_empty()) else {
            return Draft { index: Some(index), ..Draft::of(self.say(words::NO_REASONS, &[&title])) };
        };
        let parts: Vec<String> = shown.reasons.iter().take(TOLD).map(part).collect();
        let text = self.say(saying, &[&title, &parts.join(", ")]);
        Draft {
            text,
            cards: vec![AnswerCard::Reasons(shown)],
            index: Some(index),
            products: self.spoken_of(),
            ..Draft::default()
        }
    }

    pub(super) fn why_score(&self) -> Draft {
        if let Some(draft) = self.unscored() {
            return draft;
        }
        let part = |reason: &ReasonShown| {
            let saying = if reason.contribution > 0.0 { words::RAISES } else { words::LOWERS };
            self.say(saying, &[&reason.title, &reason.value])
        };
        self.told(words::REASONS, self.index().unwrap_or_default(), part)
    }

    pub(super) fn change(&self) -> Draft {
        if let Some(draft) = self.unscored() {
            return draft;
        }
        let part = |reason: &ReasonShown| format!("{} ({})", reason.title, reason.value);
        let draft = self.told(words::CHANGE, self.index().unwrap_or_default(), part);
        Draft { hand_over: Some(HandOver::WhatIf), ..draft }
    }
}
