//! From raw values to numbers and hashes, with a warning for everything that had to be bent. CSV cells and object fields meet
//! here, so both read alike.

use crate::dataset::{Day, Record, Semantic, is_gap, read_boolean, read_number};
use crate::error::quote;
use crate::model::{Field, MISSING_HASH, category_hash};

use super::customer::FieldValue;
use super::dto::{Warning, WarningKind};
use super::rows::Rows;

/// One customer's values by field: a number for numbers, booleans and dates, a hash for categories.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub(super) numbers: Vec<f32>,
    pub(super) hashes: Vec<u64>,
}

#[cfg(feature = "train")]
impl Row {
    /// A customer's values by field; what is not of a field's kind is not read.
    pub(crate) fn new(numbers: Vec<f32>, hashes: Vec<u64>) -> Self {
        Self { numbers, hashes }
    }

    /// Changes the number of a field.
    pub(crate) fn set_number(&mut self, field: usize, value: f32) {
        self.numbers[field] = value;
    }
}

/// A value as trees see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell {
    Number(f32),
    Category(u64),
}

/// Which of a table's columns feeds each field.
#[derive(Debug, Clone)]
pub struct Layout {
    columns: Vec<Option<usize>>,
    time: Option<usize>,
    mistyped: Vec<u64>,
}

impl Layout {
    /// Finds each field, and the day a record was taken, in a CSV header: by its name or, where no column has it, by the one column that
    /// is called like its name or one of its titles but for spaces, signs and the case of Latin letters.
    #[must_use]
    pub fn new(fields: &[Field], time: Option<&str>, header: &[String]) -> Self {
        let find = |wanted: &str| header.iter().position(|name| name == wanted);
        let mut columns: Vec<Option<usize>> = fields.iter().map(|field| find(&field.name)).collect();
        let time = time.and_then(find);
        if columns.contains(&None) {
            let free = |at: &usize| !columns.contains(&Some(*at)) && time != Some(*at);
            let letters: Vec<(usize, String)> = (0..header.len()).filter(free).map(|at| (at, letters(&header[at]))).collect();
            let called = |field: &Field| {
                let names = std::iter::once(&field.name)
                    .chain(field.title.iter().map(|(_, title)| title))
                    .map(|name| self::letters(name));
                let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
                let mut found = letters.iter().filter(|(_, column)| names.contains(column)).map(|(at, _)| *at);
                found.next().filter(|_| found.next().is_none())
            };
            let alike: Vec<Option<usize>> =
                fields.iter().zip(&columns).map(|(field, column)| if column.is_none() { called(field) } else { None }).collect();
            for (column, at) in columns.iter_mut().zip(&alike) {
                // What two fields are called is neither.
                if at.is_some() && alike.iter().filter(|other| *other == at).count() == 1 {
                    *column = *at;
                }
            }
        }
        Self { columns, time, mistyped: vec![0; fields.len()] }
    }

    /// Fields that the table does not have; they are scored as gaps.
    #[must_use]
    pub fn absent<'a>(&self, fields: &'a [Field]) -> Vec<&'a str> {
        let absent = |(field, column): (&'a Field, &Option<usize>)| column.is_none().then_some(field.name.as_str());
        fields.iter().zip(&self.columns).filter_map(absent).collect()
    }

    /// The header with the fields' own names where its columns feed them.
    #[must_use]
    pub fn renamed(&self, fields: &[Field], header: &[String]) -> Vec<String> {
        let mut names = header.to_vec();
        for (field, column) in fields.iter().zip(&self.columns) {
            if let Some(column) = *column {
                names[column].clone_from(&field.name);
            }
        }
        names
    }

    /// How many values of each field were of another type and were scored as gaps; fields without any are left out.
    #[must_use]
    pub fn mistyped<'a>(&self, fields: &'a [Field]) -> Vec<(&'a str, u64)> {
        let counted = |(field, &count): (&'a Field, &u64)| (count > 0).then_some((field.name.as_str(), count));
        fields.iter().zip(&self.mistyped).filter_map(counted).collect()
    }

    /// How many values of each field were of another type and were scored as gaps.
    #[must_use]
    pub fn mistyped_by_field(&self) -> &[u64] {
        &self.mistyped
    }

    /// Appends a record to `rows`; its dates are counted from its own day, or from `now`.
    pub fn push(&mut self, fields: &[Field], record: Record<'_>, now: Option<Day>, rows: &mut Rows) {
        let now = self.time.and_then(|column| Day::read(record.get(column))).or(now);
        for (position, field) in fields.iter().enumerate() {
            let text = self.columns[position].map_or("", |column| record.get(column));
            let cell = read_text(field.semantic, text, now).unwrap_or_else(|| {
                self.mistyped[position] += 1;
                gap(field.semantic)
            });
            match cell {
                Cell::Number(number) => rows.numbers[position].push(number),
                Cell::Category(hash) => rows.categories[position].push(hash),
            }
        }
        rows.len += 1;
    }
}

/// A column's name without spaces and signs, Latin letters in lower case: the tables for all letters would be a twelfth of the scorer.
fn letters(name: &str) -> String {
    name.chars().filter(|c| !c.is_ascii_punctuation() && !c.is_ascii_whitespace()).map(|c| c.to_ascii_lowercase()).collect()
}

fn gap(semantic: Semantic) -> Cell {
    match semantic {
        Semantic::Categorical | Semantic::Text => Cell::Category(MISSING_HASH),
        Semantic::Numerical | Semantic::Boolean | Semantic::Timestamp => Cell::Number(f32::NAN),
    }
}

/// Reads text; `None` when it is not of the semantic.
fn read_text(semantic: Semantic, text: &str, now: Option<Day>) -> Option<Cell> {
    if is_gap(text) {
        return Some(gap(semantic));
    }
    Some(match semantic {
        Semantic::Numerical => Cell::Number(read_number(text)? as f32),
        Semantic::Boolean => Cell::Number(f32::from(read_boolean(text)?)),
        Semantic::Timestamp => Cell::Number(Day::read(text)?.since(now.unwrap_or(Day(0)))),
        Semantic::Categorical => Cell::Category(category_hash(text)),
        Semantic::Text => Cell::Category(MISSING_HASH),
    })
}

/// Reads a raw value; the flag tells whether it was of the type that the field has.
fn read_value(semantic: Semantic, value: &FieldValue, now: Option<Day>) -> Option<(Cell, bool)> {
    Some(match (semantic, value) {
        (_, FieldValue::Missing) => (gap(semantic), true),
        (_, FieldValue::Number(number)) if number.is_nan() => (gap(semantic), true),
        (Semantic::Numerical, FieldValue::Number(number)) => (Cell::Number(*number as f32), true),
        (Semantic::Numerical, FieldValue::Boolean(yes)) => (Cell::Number(f32::from(*yes)), true),
        (Semantic::Boolean, FieldValue::Boolean(yes)) => (Cell::Number(f32::from(*yes)), true),
        (Semantic::Boolean, FieldValue::Number(number)) if *number == 0.0 || *number == 1.0 => {
            (Cell::Number(*number as f32), true)
        }
        // 33 and "33" are one category, as they are in a CSV file.
        (Semantic::Categorical, FieldValue::Number(number)) => (Cell::Category(category_hash(&number.to_string())), true),
        (Semantic::Categorical, FieldValue::Boolean(yes)) => (Cell::Category(category_hash(&yes.to_string())), false),
        (_, FieldValue::Text(text)) => {
            let as_expected = is_gap(text) || !matches!(semantic, Semantic::Numerical);
            (read_text(semantic, text, now)?, as_expected)
        }
        (Semantic::Text, _) => (gap(semantic), false),
        _ => return None,
    })
}

/// A raw value as trees see it; a gap when it is of another type.
pub(super) fn read_cell(semantic: Semantic, value: &FieldValue, now: Option<Day>) -> Cell {
    read_value(semantic, value, now).map_or_else(|| gap(semantic), |(cell, _)| cell)
}

/// What is said of a field that is not given.
pub const MISSING_MESSAGE: &str = "The field is not given; it is scored as a gap.";

/// A customer, read: what trees see, and what was wrong with it.
#[derive(Debug, Clone)]
pub struct Encoded {
    pub(super) row: Row,
    /// What was wrong with the input.
    pub warnings: Vec<Warning>,
}

/// Reads a customer field by field, in the customer's order.
pub struct Encoder<'a> {
    fields: &'a [Field],
    /// By field, the hashes of the categories that training kept, ascending.
    known: &'a [Vec<u64>],
    /// By field, the hashes of its named categories.
    named: &'a [Vec<u64>],
    now: Option<Day>,
    given: Vec<bool>,
    encoded: Encoded,
}

impl<'a> Encoder<'a> {
    /// Begins a customer whose dates are counted back from `now`.
    pub(super) fn new(fields: &'a [Field], known: &'a [Vec<u64>], named: &'a [Vec<u64>], now: Option<Day>) -> Self {
        let row = Row { numbers: vec![f32::NAN; fields.len()], hashes: vec![MISSING_HASH; fields.len()] };
        Self { fields, known, named, now, given: vec![false; fields.len()], encoded: Encoded { row, warnings: Vec::new() } }
    }

    /// Reads the value of a field.
    pub fn value(&mut self, position: usize, value: &FieldValue) {
        self.given[position] = true;
        let (field, name) = (&self.fields[position], &self.fields[position].name);
        let Some((cell, as_expected)) = read_value(field.semantic, value, self.now) else {
            let message = format!("{} is not {}; it is scored as a gap.", shown(value), expected(field.semantic));
            return self.warn(WarningKind::Mistyped, name, message);
        };
        if !as_expected {
            let message = format!("{} is text; it is read as {}.", shown(value), expected(field.semantic));
            self.warn(WarningKind::Mistyped, name, message);
        }
        match cell {
            Cell::Number(number) => {
                self.encoded.row.numbers[position] = number;
                if far_out(field, number) {
                    let message = format!("{} is far from the values seen in training.", shown(value));
                    self.warn(WarningKind::OutOfRange, name, message);
                }
            }
            Cell::Category(hash) => {
                self.encoded.row.hashes[position] = hash;
                let unknown = hash != MISSING_HASH && self.known[position].binary_search(&hash).is_err();
                if unknown && field.semantic == Semantic::Categorical {
                    let message = format!("{} was not seen in training, or too rarely.", shown(value));
                    self.warn(WarningKind::UnknownCategory, name, message);
                }
            }
        }
    }

    /// Takes the category at this position among the field's named ones; as if it were read by name.
    pub fn category(&mut self, position: usize, category: usize) {
        self.given[position] = true;
        if let Some(&hash) = self.named[position].get(category) {
            self.encoded.row.hashes[position] = hash;
        }
    }

    /// Notes a field that the pack does not have.
    pub fn unknown(&mut self, name: &str) {
        self.warn(WarningKind::UnknownField, name, format!("The pack has no field {}; it is not used.", quote(name)));
    }

    /// Whether the field was read already.
    #[must_use]
    pub fn has(&self, position: usize) -> bool {
        self.given[position]
    }

    /// Ends the customer; fields that were not given are gaps.
    #[must_use]
    pub fn finish(mut self) -> Encoded {
        for (position, field) in self.fields.iter().enumerate() {
            if !self.given[position] && field.semantic != Semantic::Text {
                self.warn(WarningKind::Missing, &field.name, MISSING_MESSAGE.to_owned());
            }
        }
        self.encoded
    }

    fn warn(&mut self, kind: WarningKind, field: &str, message: String) {
        self.encoded.warnings.push(Warning { kind, field: field.to_owned(), message });
    }
}

/// Whether a number lies more than the whole range beyond the range, or a number or a day on the other side of 0 than all of the range: an
/// age below 0, a day that is yet to come.
fn far_out(field: &Field, number: f32) -> bool {
    let Some(range) = field.range else { return false };
    let (number, span) = (f64::from(number), (range.high - range.low).max(1e-9));
    let across = (range.low >= 0.0 && number < 0.0) || (range.high <= 0.0 && number > 0.0);
    match field.semantic {
        Semantic::Numerical => across || number < range.low - span || number > range.high + span,
        Semantic::Timestamp => across,
        _ => false,
    }
}

fn shown(value: &FieldValue) -> String {
    match value {
        FieldValue::Missing => "A gap".to_owned(),
        FieldValue::Boolean(yes) => yes.to_string(),
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Text(text) => quote(text),
    }
}

fn expected(semantic: Semantic) -> &'static str {
    match semantic {
        Semantic::Numerical => "a number",
        Semantic::Boolean => "yes or no",
        Semantic::Timestamp => "a date such as 2026-06-30",
        Semantic::Categorical => "a category",
        Semantic::Text => "a text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Titles;
    use crate::model::Range;

    fn field(semantic: Semantic, low: f64, high: f64) -> Field {
        Field {
            name: "x".into(),
            semantic,
            title: Titles::new(),
            unit: None,
            group: None,
            immutable: false,
            range: Some(Range { low, median: (low + high) / 2.0, high }),
            missing: 0.0,
            categories: Vec::new(),
        }
    }

    #[test]
    fn columns_are_found_by_name_or_else_by_what_people_call_them() {
        let called = |name: &str, titles: &[(&str, &str)]| Field {
            name: name.into(),
            title: titles.iter().map(|(lang, title)| ((*lang).to_owned(), (*title).to_owned())).collect(),
            ..field(Semantic::Numerical, 0.0, 1.0)
        };
        let fields = [
            called("policy_count", &[("en", "Policies held"), ("ko", "보유 계약 수")]),
            called("income", &[("en", "Yearly income")]),
            called("spent", &[("en", "Amount")]),
            called("owed", &[("en", "Amount")]),
        ];
        let found = |header: &[&str]| {
            let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
            Layout::new(&fields, Some("day"), &header).columns
        };
        assert_eq!(found(&["Income", "income"]), [None, Some(1), None, None], "the very name comes first");
        assert_eq!(found(&["Policy Count", "YEARLY INCOME"]), [Some(0), Some(1), None, None]);
        assert_eq!(found(&["보유계약수", "Spent "]), [Some(0), None, Some(1), None]);
        assert_eq!(found(&["Income", "INCOME"]), [None; 4], "one of two would be a guess");
        assert_eq!(found(&["amount"]), [None; 4], "what two fields are called is neither");
        assert_eq!(found(&["day", "Day", ""]), [None; 4]);
    }

    #[test]
    fn what_no_customer_can_have_is_far_out() {
        let age = field(Semantic::Numerical, 18.0, 89.0);
        assert_eq!([-1.0, 0.0, 5.0, 120.0, 161.0].map(|number| far_out(&age, number)), [true, false, false, false, true]);
        let change = field(Semantic::Numerical, -10.0, 30.0);
        assert_eq!([-49.0, -51.0, 69.0, 71.0].map(|number| far_out(&change, number)), [false, true, false, true]);
        // Days before the reference day are below 0; tomorrow is not.
        let joined = field(Semantic::Timestamp, -4000.0, -3.0);
        assert_eq!([-20_000.0, -1.0, 1.0].map(|days| far_out(&joined, days)), [false, false, true]);
    }
}
