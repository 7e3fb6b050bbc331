//! Answers that are scores: how likely, why, and what would change it.

use super::super::dto::PlannedChange;
use super::answer::{AnswerCard, HandOver, ReasonShown, ReasonsShown, ScoreShown};
use super::reply::{Draft, Reply};
use super::words;

/// Columns that a card shows, and that a sentence names.
const SHOWN: usize = 6;
const TOLD: usize = 3;
/// Indices that one answer tells of.
const MOST_INDICES: usize = 4;
/// Log-odds that are worth a word.
const WORTH: f64 = 1e-3;

impl Reply<'_> {
    fn title(&self, index: usize) -> String {
        let index = &self.advisor.pack().indices[index];
        self.sayings.words.title(&index.title, &index.name)
    }

    /// The indices that the question is about: one that it names, or the one that was spoken of before, or all of them.
    fn asked(&self) -> Vec<usize> {
        self.index().map_or_else(|| (0..self.advisor.pack().indices.len()).collect(), |index| vec![index])
    }

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
        let asked = self.asked();
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
        Draft { text: text.join(" "), cards, ..self.about(&asked) }
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

    /// An answer about some indices; only one of them is what was spoken of.
    fn about(&self, asked: &[usize]) -> Draft {
        let index = if let [index] = asked { Some(*index) } else { None };
        Draft { index, products: self.spoken_of(), ..Draft::default() }
    }

    /// What the strongest columns of every index that is asked about say of it.
    fn told(&self, saying: words::Saying, part: impl Fn(&ReasonShown) -> String) -> Draft {
        let (asked, mut text, mut cards) = (self.asked(), Vec::new(), Vec::new());
        for &index in asked.iter().take(MOST_INDICES) {
            let title = self.title(index);
            match self.reasons(index).filter(|shown| !shown.reasons.is_empty()) {
                None => text.push(self.say(words::NO_REASONS, &[&title])),
                Some(shown) => {
                    let parts: Vec<String> = shown.reasons.iter().take(TOLD).map(&part).collect();
                    text.push(self.say(saying, &[&title, &parts.join(", ")]));
                    cards.push(AnswerCard::Reasons(shown));
                }
            }
        }
        Draft { text: text.join(" "), cards, ..self.about(&asked) }
    }

    pub(super) fn why_score(&self) -> Draft {
        if let Some(draft) = self.unscored() {
            return draft;
        }
        let part = |reason: &ReasonShown| {
            let saying = if reason.contribution > 0.0 { words::RAISES } else { words::LOWERS };
            self.say(saying, &[&reason.title, &reason.value])
        };
        self.told(words::REASONS, part)
    }

    pub(super) fn change(&self) -> Draft {
        if let Some(draft) = self.unscored() {
            return draft;
        }
        let part = |reason: &ReasonShown| format!("{} ({})", reason.title, reason.value);
        let mut draft = match grade(self.text) {
            Some(grade) => self.reaching(grade),
            None => self.told(words::MOVERS, part),
        };
        draft.text += &self.say(words::TRY, &[]);
        Draft { hand_over: Some(HandOver::WhatIf), ..draft }
    }

    /// The fewest changes that bring the customer to a grade.
    fn reaching(&self, grade: u8) -> Draft {
        let (asked, customer, now) = (self.asked(), self.customer(), self.question.request.now);
        let (number, mut text) = (grade.to_string(), Vec::new());
        for &index in asked.iter().take(MOST_INDICES) {
            let name = &self.advisor.pack().indices[index].name;
            let fills = [self.title(index), number.clone()];
            let [title, number] = &fills;
            // Of several classes there is no grade to reach.
            let Ok(found) = self.advisor.counterfactual(name, &customer, grade, now) else { continue };
            text.push(match found.plans.into_iter().next() {
                _ if found.from == grade => self.say(words::THERE_ALREADY, &[title, number]),
                None => self.say(words::OUT_OF_REACH, &[title, number]),
                Some(plan) => {
                    let changes: Vec<String> = plan.changes.iter().filter_map(|change| self.changed(change)).collect();
                    let percent = self.sayings.words.percent(plan.score.probability);
                    self.say(words::REACHED_BY, &[title, number, &changes.join("; "), &percent])
                }
            });
        }
        if text.is_empty() {
            text.push(self.say(words::NO_INDEX, &[]));
        }
        Draft { text: text.join(" "), ..self.about(&asked) }
    }

    fn changed(&self, change: &PlannedChange) -> Option<String> {
        let field = &self.advisor.fields()[self.advisor.field(&change.field)?];
        let value = |value| self.sayings.words.value(&self.advisor.pack().glossary, field, Some(value));
        let title = self.sayings.words.title(&field.title, &field.name);
        Some(format!("{title} {} → {}", value(&change.from), value(&change.to)))
    }
}

/// The grade that a question names, if it names one.
fn grade(text: &str) -> Option<u8> {
    let lower = text.to_lowercase();
    let named = ["grade", "등급", "класс", "оценк"].iter().any(|word| lower.contains(word));
    let mut numbers = lower.split(|letter: char| !letter.is_ascii_digit()).filter_map(|number| number.parse().ok());
    numbers.find(|number| (1..=7).contains(number)).filter(|_| named)
}

#[cfg(test)]
mod tests {
    use super::grade;

    #[test]
    fn a_grade_is_a_number_that_is_called_one() {
        assert_eq!(grade("How can I bring churn to Grade 5?"), Some(5));
        assert_eq!(grade("이탈 위험을 3등급으로 낮추려면?"), Some(3));
        assert_eq!(grade("Как получить 2 класс?"), Some(2));
        assert_eq!((grade("What if he was 5?"), grade("which grade would 30 give"), grade("grade 8")), (None, None, None));
    }
}
