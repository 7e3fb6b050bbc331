//! Tables that arrive as columns: numbers, codes into a list of distinct values, or values one by one. They read as the same
//! values in a customer do.

use crate::dataset::{Day, Semantic};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::{Field, MISSING_HASH};

use super::advisor::Advisor;
use super::customer::FieldValue;
use super::encode::{Cell, read_cell};
use super::rows::{Categories, Rows};

/// A table by columns, filled batch by batch.
pub struct Columns<'a> {
    fields: &'a [Field],
    now: Option<Day>,
    rows: Rows,
    /// The rows' own days, where the table has them.
    days: Vec<Option<Day>>,
    /// By field, the distinct values of a column of codes, and last what [`Columns::GAP`] stands for.
    dictionaries: Vec<Vec<FieldValue>>,
}

impl<'a> Columns<'a> {
    /// The code of a gap, whatever the dictionary: -1 in 32 bits.
    pub const GAP: u32 = u32::MAX;

    /// No rows yet. Dates are counted back from `now` where rows have no day of their own.
    #[must_use]
    pub fn new(advisor: &'a Advisor, now: Option<Day>) -> Self {
        let fields = advisor.fields();
        let (rows, dictionaries) = (Rows::new(fields.len()), vec![vec![FieldValue::Missing]; fields.len()]);
        Self { fields, now: advisor.day(now), rows, days: Vec::new(), dictionaries }
    }

    /// Names the values that the codes of a field stand for, once for all batches.
    pub fn dictionary(&mut self, position: usize, mut values: Vec<FieldValue>) {
        values.push(FieldValue::Missing);
        if self.is_categorical(position) {
            let dictionary = values.iter().map(|value| self.category(position, value)).collect();
            self.rows.categories[position] = Categories::Codes { codes: Vec::new(), dictionary };
        }
        self.dictionaries[position] = values;
    }

    /// Begins a batch of `len` rows. Their own days come first, where there are any; then each column once.
    pub fn begin(&mut self, len: usize) {
        self.rows.clear();
        self.rows.len = len;
        self.days.clear();
    }

    /// The next row's own day, from which its dates are counted back.
    pub fn day(&mut self, value: &FieldValue) {
        self.days.push(match value {
            FieldValue::Text(text) => Day::read(text),
            _ => None,
        });
    }

    /// The batch's values of a field, NaN for a gap.
    pub fn numbers(&mut self, position: usize, values: &[f64]) {
        if self.fields[position].semantic == Semantic::Numerical {
            self.rows.numbers[position].extend(values.iter().map(|&value| value as f32));
        } else {
            values.iter().for_each(|&value| self.value(position, &FieldValue::Number(value)));
        }
    }

    /// The batch's codes of a field, each the position of a value in the field's dictionary or [`Columns::GAP`]. `first` is the
    /// number of the batch's first row in the table.
    ///
    /// # Errors
    /// `schema` when a code is past the dictionary's end.
    pub fn codes(&mut self, position: usize, codes: &[u32], first: usize) -> Result<()> {
        let known = self.dictionaries[position].len() - 1;
        if let Some(row) = codes.iter().position(|&code| code as usize >= known && code != Self::GAP) {
            let place = format!("column {}, row {}", quote(&self.fields[position].name), first + row);
            let found = codes[row].to_string();
            return Err(Error::new(ErrorKind::Schema, "code without a category", place, format!("a code below {known}"), found));
        }
        let places = codes.iter().map(|&code| (code as usize).min(known));
        if let Categories::Codes { codes, .. } = &mut self.rows.categories[position] {
            codes.extend(places.map(|place| place as u32));
        } else {
            let dictionary = std::mem::take(&mut self.dictionaries[position]);
            places.for_each(|place| self.value(position, &dictionary[place]));
            self.dictionaries[position] = dictionary;
        }
        Ok(())
    }

    /// The batch's next value of a field.
    pub fn value(&mut self, position: usize, value: &FieldValue) {
        let semantic = self.fields[position].semantic;
        let row = self.rows.numbers[position].len();
        match read_cell(semantic, value, self.days.get(row).copied().flatten().or(self.now)) {
            Cell::Number(number) => self.rows.numbers[position].push(number),
            Cell::Category(hash) => self.rows.categories[position].push(hash),
        }
    }

    /// The batch; columns that were not given are gaps.
    pub fn rows(&mut self) -> &Rows {
        for position in 0..self.fields.len() {
            if !self.is_categorical(position) {
                self.rows.numbers[position].resize(self.rows.len, f32::NAN);
            } else if let Categories::Hashes(hashes) = &mut self.rows.categories[position] {
                hashes.resize(self.rows.len, MISSING_HASH);
            }
        }
        &self.rows
    }

    fn is_categorical(&self, position: usize) -> bool {
        matches!(self.fields[position].semantic, Semantic::Categorical | Semantic::Text)
    }

    fn category(&self, position: usize, value: &FieldValue) -> u64 {
        match read_cell(self.fields[position].semantic, value, self.now) {
            Cell::Category(hash) => hash,
            Cell::Number(_) => MISSING_HASH,
        }
    }
}
