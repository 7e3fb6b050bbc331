//! From raw values to numbers and hashes, with a warning for everything that had to be bent. CSV cells and object fields meet
//! here, so both read alike.

use crate::dataset::{Day, Record, Semantic, is_gap, read_boolean, read_number};
use crate::error::quote;
use crate::model::{Field, MISSING_HASH, category_hash};

use super::customer::{Customer, FieldValue};
use super::dto::{Warning, WarningKind};

/// One customer's values by field: a number for numbers, booleans and dates, a hash for categories.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub(super) numbers: Vec<f32>,
    pub(super) hashes: Vec<u64>,
}

/// Many customers' values, field-major.
#[derive(Debug, Clone)]
pub struct Rows {
    pub(super) numbers: Vec<Vec<f32>>,
    pub(super) hashes: Vec<Vec<u64>>,
    pub(super) len: usize,
}

impl Rows {
    /// No rows, of `fields` fields.
    #[must_use]
    pub fn new(fields: usize) -> Self {
        Self { numbers: vec![Vec::new(); fields], hashes: vec![Vec::new(); fields], len: 0 }
    }

    /// `len` rows from columns that hold either numbers or category hashes, `len` of them each.
    #[cfg(feature = "train")]
    pub(crate) fn from_columns(columns: Vec<(Vec<f32>, Vec<u64>)>, len: usize) -> Self {
        let (numbers, hashes) = columns.into_iter().unzip();
        Self { numbers, hashes, len }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Forgets the rows and keeps the memory.
    pub fn clear(&mut self) {
        self.numbers.iter_mut().for_each(Vec::clear);
        self.hashes.iter_mut().for_each(Vec::clear);
        self.len = 0;
    }
}

/// A value as trees see it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Cell {
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
    /// Finds each field, and the day a record was taken, in a CSV header.
    #[must_use]
    pub fn new(fields: &[Field], time: Option<&str>, header: &[String]) -> Self {
        let find = |wanted: &str| header.iter().position(|name| name == wanted);
        let columns = fields.iter().map(|field| find(&field.name)).collect();
        Self { columns, time: time.and_then(find), mistyped: vec![0; fields.len()] }
    }

    /// Fields that the table does not have; they are scored as gaps.
    #[must_use]
    pub fn absent<'a>(&self, fields: &'a [Field]) -> Vec<&'a str> {
        let absent = |(field, column): (&'a Field, &Option<usize>)| column.is_none().then_some(field.name.as_str());
        fields.iter().zip(&self.columns).filter_map(absent).collect()
    }

    /// How many values of each field were of another type and were scored as gaps; fields without any are left out.
    #[must_use]
    pub fn mistyped<'a>(&self, fields: &'a [Field]) -> Vec<(&'a str, u64)> {
        let counted = |(field, &count): (&'a Field, &u64)| (count > 0).then_some((field.name.as_str(), count));
        fields.iter().zip(&self.mistyped).filter_map(counted).collect()
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
                Cell::Category(hash) => rows.hashes[position].push(hash),
            }
        }
        rows.len += 1;
    }
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

/// Encodes a customer. Dates are counted from the customer's own day in the field `time`, or from `now`; `known` tells whether
/// training kept a category of a field.
pub(super) fn encode(
    fields: &[Field],
    time: Option<&str>,
    customer: &Customer,
    now: Option<Day>,
    known: impl Fn(usize, u64) -> bool,
) -> (Row, Vec<Warning>) {
    let own_day = match time.and_then(|time| customer.get(time)) {
        Some(FieldValue::Text(text)) => Day::read(text),
        _ => None,
    };
    let now = own_day.or(now);
    let mut row = Row { numbers: vec![f32::NAN; fields.len()], hashes: vec![MISSING_HASH; fields.len()] };
    let mut warnings = Vec::new();
    let mut warn = |kind, field: &str, message: String| warnings.push(Warning { kind, field: field.to_owned(), message });
    let mut given = vec![false; fields.len()];
    for (name, value) in customer.iter() {
        let Some(position) = fields.iter().position(|field| field.name == name) else {
            if time == Some(name) {
                continue;
            }
            warn(WarningKind::UnknownField, name, format!("The pack has no field {}; it is not used.", quote(name)));
            continue;
        };
        given[position] = true;
        let field = &fields[position];
        let semantic = field.semantic;
        match read_value(semantic, value, now) {
            None => {
                let message = format!("{} is not {}; it is scored as a gap.", shown(value), expected(semantic));
                warn(WarningKind::Mistyped, name, message);
            }
            Some((cell, as_expected)) => {
                if !as_expected {
                    warn(WarningKind::Mistyped, name, format!("{} is text; it is read as {}.", shown(value), expected(semantic)));
                }
                match cell {
                    Cell::Number(number) => row.numbers[position] = number,
                    Cell::Category(hash) => row.hashes[position] = hash,
                }
                match cell {
                    Cell::Category(hash)
                        if semantic == Semantic::Categorical && hash != MISSING_HASH && !known(position, hash) =>
                    {
                        warn(
                            WarningKind::UnknownCategory,
                            name,
                            format!("{} was not seen in training, or too rarely.", shown(value)),
                        );
                    }
                    Cell::Number(number) if far_out(field, number) => {
                        warn(WarningKind::OutOfRange, name, format!("{} is far from the values seen in training.", shown(value)));
                    }
                    _ => {}
                }
            }
        }
    }
    for (field, _) in fields.iter().zip(given).filter(|(field, given)| !given && field.semantic != Semantic::Text) {
        warn(WarningKind::Missing, &field.name, "The field is not given; it is scored as a gap.".to_owned());
    }
    (row, warnings)
}

/// Whether a number lies more than the whole range beyond the range.
fn far_out(field: &Field, number: f32) -> bool {
    let Some(range) = field.range else { return false };
    let (number, span) = (f64::from(number), (range.high - range.low).max(1e-9));
    field.semantic == Semantic::Numerical && (number < range.low - span || number > range.high + span)
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
