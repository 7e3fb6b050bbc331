//! Answers that are scores: how likely, why, and what would change it.

use super::super::customer::FieldValue;
use super::super::dto::PlannedChange;
use super::answer::{AnswerCard, HandOver, ReasonShown, ReasonsShown, ScoreShown};
use super::reply::{Draft, Reply};
use super::words;
use crate::dataset::{GROUPING, lower, read_number};
use crate::model::ask::fold;

/// Columns that a card shows, and that a sentence names.
const SHOWN: usize = 6;
const TOLD: usize = 3;
/// Indices that one answer tells of.
const MOST_INDICES: usize = 4;
/// Years that a person may have.
const MOST_YEARS: f64 = 120.0;
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
        let mut draft = match (grade(self.text), self.supposed()) {
            (Some(grade), _) => self.reaching(grade),
            (_, Some((field, value))) => {
                let mut draft = self.supposing(field, value);
                // Half an answer says so.
                if number(self.text).is_some_and(|(_, rest)| number(rest).is_some()) {
                    draft.text += &self.say(words::ONE_AT_A_TIME, &[]);
                }
                draft
            }
            _ => self.told(words::MOVERS, part),
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

    /// What a question supposes of the customer: a number of a column that it names by its title or its unit, or a product.
    fn supposed(&self) -> Option<(usize, FieldValue)> {
        let (fields, glossary) = (self.advisor.fields(), &self.advisor.pack().glossary);
        let Some((number, rest)) = number(self.text) else {
            let held = self.catalogue[*self.named.products.first()?].held.as_ref()?;
            return Some((self.advisor.field(held)?, FieldValue::Boolean(true)));
        };
        // "30 years old" names no column, but the unit of one.
        let behind = rest.trim_start();
        let measured = |unit: &String| {
            let mut forms = glossary.units.get(unit)?.values().flat_map(|forms| forms.split('|'));
            forms.find(|form| behind.starts_with(*form))
        };
        let mut of_unit = (0..fields.len()).filter(|&at| fields[at].unit.as_ref().and_then(measured).is_some());
        let field = match (self.named.field, of_unit.next()) {
            (Some(named), Some(first)) if named == first || of_unit.any(|at| at == named) => named,
            (_, Some(first)) => first,
            (Some(named), None) => named,
            // "If she was 30" is of nothing else.
            (None, None) if number <= MOST_YEARS && fold(behind).is_empty() => self.advisor.field("age")?,
            (None, None) => return None,
        };
        Some((field, FieldValue::Number(number)))
    }

    /// How the scores would stand with another value.
    fn supposing(&self, field: usize, value: FieldValue) -> Draft {
        let (asked, now, customer) = (self.asked(), self.question.request.now, self.customer());
        let field = &self.advisor.fields()[field];
        let words = &self.sayings.words;
        let shown = words.value(&self.advisor.pack().glossary, field, Some(&value));
        let mut other = customer.clone();
        other.set(&field.name, value);
        let [mut before, mut after] = [&customer, &other].map(|who| self.advisor.score(who, now));
        let line = |&index: &usize| {
            let name = &self.advisor.pack().indices[index].name;
            let [before, after] = [before.remove(name)?, after.remove(name)?].map(|score| words.percent(score.probability));
            Some(format!("{} {before} → {after}", self.title(index)))
        };
        let lines: Vec<String> = asked.iter().filter_map(line).collect();
        let supposed = format!("{}: {shown}", words.title(&field.title, &field.name));
        Draft { text: self.say(words::SUPPOSED, &[&supposed, &lines.join(", ")]), ..self.about(&asked) }
    }

    fn changed(&self, change: &PlannedChange) -> Option<String> {
        let field = &self.advisor.fields()[self.advisor.field(&change.field)?];
        let value = |value| self.sayings.words.value(&self.advisor.pack().glossary, field, Some(value));
        let title = self.sayings.words.title(&field.title, &field.name);
        Some(format!("{title} {} → {}", value(&change.from), value(&change.to)))
    }
}

/// The first number of a question, and what stands behind it: `60,000`, `60 000`, `60k` and `6만` alike.
pub(super) fn number(text: &str) -> Option<(f64, &str)> {
    let digits = |text: &str| text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let rest = &text[text.find(|letter: char| letter.is_ascii_digit())?..];
    let mut end = digits(rest);
    let grouped = end <= 3;
    let mut whole = rest[..end].to_owned();
    while let Some(mark) = rest[end..].chars().next().filter(|mark| grouped && GROUPING.contains(mark)) {
        let behind = &rest[end + mark.len_utf8()..];
        if digits(behind) != 3 {
            break;
        }
        whole += &behind[..3];
        end += mark.len_utf8() + 3;
    }
    let behind = &rest[end..];
    let fraction = behind.strip_prefix(['.', ',']).map_or("", |behind| &behind[..digits(behind)]);
    if !fraction.is_empty() {
        end += 1 + fraction.len();
    }
    let rest = &rest[end..];
    let times = [("k", 1e3), ("만", 1e4), (" тыс", 1e3)].into_iter().find(|(sign, _)| rest.starts_with(sign));
    let (sign, times) = times.unwrap_or(("", 1.0));
    Some((read_number(&format!("{whole}.{fraction}0"))? * times, &rest[sign.len()..]))
}

/// The grade that a question names, if it names one.
fn grade(text: &str) -> Option<u8> {
    let lower = lower(text);
    let named = ["grade", "등급", "класс", "оценк"].iter().any(|word| lower.contains(word));
    let mut numbers = lower.split(|letter: char| !letter.is_ascii_digit()).filter_map(|number| number.parse().ok());
    numbers.find(|number| (1..=7).contains(number)).filter(|_| named)
}

#[cfg(test)]
mod tests {
    use super::{grade, number};

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, wanted) in [
            ("what if her income was 60,000?", 60_000.0),
            ("if he earned 60k a year", 60_000.0),
            ("소득이 6만이면?", 60_000.0),
            ("что если доход 60 тыс.", 60_000.0),
            ("at 30.", 30.0),
            ("60 000?", 60_000.0),
            ("1\u{a0}200\u{202f}000 евро", 1_200_000.0),
            ("60.000 euros", 60_000.0),
            ("12.5 or 12,75", 12.5),
            ("1,234.5", 1_234.5),
            ("2026 100", 2026.0),
        ] {
            assert_eq!(number(text).map(|(number, _)| number), Some(wanted), "{text}");
        }
        assert_eq!(number("30 years old").map(|(_, rest)| rest), Some(" years old"));
        assert_eq!(number("none"), None);
    }

    #[test]
    fn a_grade_is_a_number_that_is_called_one() {
        assert_eq!(grade("How can I bring churn to Grade 5?"), Some(5));
        assert_eq!(grade("이탈 위험을 3등급으로 낮추려면?"), Some(3));
        assert_eq!(grade("Как получить 2 класс?"), Some(2));
        assert_eq!((grade("What if he was 5?"), grade("which grade would 30 give"), grade("grade 8")), (None, None, None));
    }
}
