//! A table in memory, column by column, ready to be trained on.

use std::collections::HashMap;
use std::io::Read;

use crate::error::{Error, ErrorKind, Result, quote};

use super::{Day, Record, Records, Schema, Semantic, is_gap, read_boolean, read_number};

/// The code of a gap in [`Values::Categories`].
pub const MISSING_CODE: u32 = 0;

/// A column's values, one a row.
#[derive(Debug, Clone)]
pub enum Values {
    /// Numbers and booleans (0 and 1); NaN is a gap.
    Numbers(Vec<f32>),
    /// Days since 1970-01-01; `None` is a gap.
    Days(Vec<Option<Day>>),
    /// Positions in `names`; position 0 is [`MISSING_CODE`] and its name is empty.
    Categories {
        /// One code a row.
        codes: Vec<u32>,
        /// The distinct values in order of appearance.
        names: Vec<String>,
    },
    /// Free text is not kept.
    Dropped,
}

/// A table: a schema and one vector of values a column, all of the same length.
#[derive(Debug, Clone)]
pub struct Table {
    schema: Schema,
    values: Vec<Values>,
    rows: usize,
}

impl Table {
    /// Reads every record under `schema`, whose columns are those of the header in the same order.
    ///
    /// # Errors
    /// Those of [`Records`], and `data` with line and column for a value that is not of the column's semantic.
    pub fn read<R: Read>(records: &mut Records<R>, schema: Schema) -> Result<Self> {
        let mut builders: Vec<Builder> = schema.columns().iter().map(|c| Builder::new(c.semantic)).collect();
        let mut rows = 0;
        while let Some(record) = records.next_record()? {
            rows += 1;
            for (position, builder) in builders.iter_mut().enumerate() {
                builder.push(record.get(position)).map_err(|expected| mistyped(&schema, record, position, expected))?;
            }
        }
        Ok(Self { schema, values: builders.into_iter().map(|b| b.values).collect(), rows })
    }

    /// The columns.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The values of the column at `position`.
    #[must_use]
    pub fn values(&self, position: usize) -> &Values {
        &self.values[position]
    }
}

fn mistyped(schema: &Schema, record: Record<'_>, position: usize, expected: &str) -> Error {
    let place = format!("line {}, column {}", record.line, quote(&schema.columns()[position].name));
    Error::new(ErrorKind::Data, "value of another type", place, expected, quote(record.get(position)))
}

struct Builder {
    values: Values,
    boolean: bool,
    codes: HashMap<String, u32>,
}

impl Builder {
    fn new(semantic: Semantic) -> Self {
        let values = match semantic {
            Semantic::Numerical | Semantic::Boolean => Values::Numbers(Vec::new()),
            Semantic::Timestamp => Values::Days(Vec::new()),
            Semantic::Categorical => Values::Categories { codes: Vec::new(), names: vec![String::new()] },
            Semantic::Text => Values::Dropped,
        };
        Self { values, boolean: semantic == Semantic::Boolean, codes: HashMap::new() }
    }

    fn push(&mut self, text: &str) -> std::result::Result<(), &'static str> {
        let gap = is_gap(text);
        match &mut self.values {
            Values::Numbers(numbers) if gap => numbers.push(f32::NAN),
            Values::Numbers(numbers) if self.boolean => numbers.push(f32::from(read_boolean(text).ok_or("yes or no")?)),
            Values::Numbers(numbers) => numbers.push(read_number(text).ok_or("a number")? as f32),
            Values::Days(days) if gap => days.push(None),
            Values::Days(days) => days.push(Some(Day::read(text).ok_or("a date such as 2026-06-30")?)),
            Values::Categories { codes, .. } if gap => codes.push(MISSING_CODE),
            Values::Categories { codes, names } => {
                let code = self.codes.get(text).copied().unwrap_or_else(|| {
                    let code = names.len() as u32;
                    names.push(text.to_owned());
                    self.codes.insert(text.to_owned(), code);
                    code
                });
                codes.push(code);
            }
            Values::Dropped => {}
        }
        Ok(())
    }
}
