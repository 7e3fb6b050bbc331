//! One index as its card shows it.

use crate::app::{Desk, in_table, title};
use crate::engine::{Consultation, FieldValue, IndexInfo, Score, Warning};
use crate::model::Polarity;

/// Below this many index points a move is noise to the eye.
const SEEN: f64 = 0.05;

/// What a card says about one index.
#[derive(Debug, Clone, PartialEq)]
pub struct Gauge {
    /// The index's name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Whether a high index is a chance or a danger.
    pub polarity: Polarity,
    /// The index, in [0, 100].
    pub level: f64,
    /// The index with one decimal.
    pub index: String,
    /// The probability as a percentage.
    pub probability: String,
    /// 1 to 10.
    pub decile: u8,
    /// 1 to 7.
    pub grade: u8,
    /// Which of its models answered, where it has several.
    pub route: Option<String>,
    /// The classes, where there are several, the likeliest first: the name, the probability as a percentage and in [0, 1].
    pub classes: Vec<(String, String, f64)>,
    /// How it moved since the customer was loaded.
    pub change: Change,
    /// How it moved since the customer was last on the desk, where it did.
    pub since: Option<Change>,
    /// What is doubtful about the input: the field's title and a sentence.
    pub warnings: Vec<String>,
    /// All of it in one sentence.
    pub spoken: String,
}

/// How an index moved.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Not to the eye.
    Same,
    /// Up from the level, by this much.
    Up(f64, String),
    /// Down from the level, by this much.
    Down(f64, String),
}

/// The cards of a consultation in the pack's order, compared with `before` and with the `last` one of the same customer.
#[must_use]
pub fn gauges(desk: &Desk, before: &Consultation, after: &Consultation, last: Option<&Consultation>) -> Vec<Gauge> {
    let words = &desk.words;
    let note = |warning: &Warning| {
        let title = desk.form.field(&warning.field).map_or(&warning.field, |f| &f.title);
        words.with("note", [("title", title.as_str().into()), ("message", words.warning(warning.kind).into())])
    };
    let card = |index: &IndexInfo| {
        let score = after.scores.get(&index.name)?;
        // Where another class leads than before, there is nothing to compare.
        let same = |before: &&Score| before.class == score.class;
        let change = |than: Option<&Consultation>| {
            let was = than.and_then(|than| than.scores.get(&index.name)).filter(same).map_or(score.index, |s| s.index);
            let moved = score.index - was;
            match moved {
                moved if moved >= SEEN => Change::Up(was, words.signed(moved, 1)),
                moved if moved <= -SEEN => Change::Down(was, words.signed(moved, 1)),
                _ => Change::Same,
            }
        };
        let title = title(&index.title, words.lang().tag(), &index.name);
        let (shown, probability) = (words.fixed(score.index, 1), words.percent(score.probability));
        Some(Gauge {
            name: index.name.clone(),
            spoken: words.with(
                "gauge",
                [
                    ("title", title.as_str().into()),
                    ("index", shown.as_str().into()),
                    ("probability", probability.as_str().into()),
                    ("decile", score.decile.into()),
                    ("grade", score.grade.into()),
                ],
            ),
            title,
            polarity: index.polarity,
            level: score.index.clamp(0.0, 100.0),
            index: shown,
            probability,
            decile: score.decile,
            grade: score.grade,
            classes: score
                .classes
                .iter()
                .flatten()
                .map(|class| (class.name.clone(), words.percent(class.probability), class.probability))
                .collect(),
            route: score.route.as_ref().map(|route| {
                let field = desk.form.field(&route.column);
                let column = field.map_or(&route.column, |field| &field.title);
                match &route.value {
                    Some(value) => {
                        let value = in_table(words, field, &FieldValue::Text(value.clone()));
                        words.with("routed", [("column", column.as_str().into()), ("value", value.into())])
                    }
                    None => words.say("pooled"),
                }
            }),
            change: change(Some(before)),
            since: last.map(|last| change(Some(last))).filter(|change| *change != Change::Same),
            warnings: score.warnings.iter().map(note).collect(),
        })
    };
    desk.advisor.info().indices.iter().filter_map(card).collect()
}
