//! Tables as objects of columns, read in batches.

use js_sys::Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::argument::kind_of;
use super::value::{is_plain, read_value};
use crate::dataset::Day;
use crate::engine::{Advisor, Columns, FieldValue, Rows};
use crate::error::{Error, ErrorKind, Result, quote};

#[wasm_bindgen(module = "/src/web/page.js")]
extern "C" {
    /// Runs getters of the page and so may throw.
    #[wasm_bindgen(catch, js_name = openColumns)]
    fn open_columns(table: &JsValue) -> std::result::Result<Array, JsValue>;
    #[wasm_bindgen(js_name = categoriesOf)]
    fn categories_of(column: &JsValue) -> Array;
    /// These throw where the page has taken an array's memory away.
    #[wasm_bindgen(catch, js_name = takeNumbers)]
    fn take_numbers(column: &JsValue, from: u32, target: &mut [f64]) -> std::result::Result<(), JsValue>;
    #[wasm_bindgen(catch, js_name = takeCodes)]
    fn take_codes(column: &JsValue, from: u32, target: &mut [u32]) -> std::result::Result<(), JsValue>;
}

/// What a column is; the same numbers as in `page.js`.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Numbers = 1,
    Codes = 2,
    Values = 3,
}

struct Column {
    name: String,
    kind: Kind,
    /// The field it feeds; none for the rows' own days.
    place: Option<usize>,
    array: JsValue,
}

/// A table by columns.
pub(super) struct Table {
    columns: Vec<Column>,
    /// The rows' own days: a column's position, and what its codes stand for.
    days: Option<(usize, Vec<FieldValue>)>,
    len: usize,
}

impl Table {
    /// Takes a plain object of columns.
    ///
    /// # Errors
    /// `schema` when it is not one, when reading it throws, or when a column is unknown, of no known form or of another length than
    /// the first.
    pub(super) fn open(advisor: &Advisor, table: &JsValue) -> Result<Self> {
        if !is_plain(table) {
            return Err(refuse(
                "not a table",
                "the table",
                "a Uint8Array with a CSV file or an object of columns",
                kind_of(table),
            ));
        }
        let flat =
            open_columns(table).map_err(|_| refuse("unreadable table", "the table", "readable columns", "an exception"))?;
        let time = advisor.pack().time.as_deref();
        let mut opened = Self { columns: Vec::new(), days: None, len: 0 };
        for at in (0..flat.length()).step_by(4) {
            let name = flat.get(at).as_string().unwrap_or_default();
            let number = |at: u32| flat.get(at).as_f64().unwrap_or(0.0);
            let (len, array) = (number(at + 2) as usize, flat.get(at + 3));
            let place = advisor.field(&name);
            if place.is_none() && time != Some(&name) {
                return Err(refuse("unknown column", "the table", "columns of the pack", quote(&name)));
            }
            let kind =
                [Kind::Numbers, Kind::Codes, Kind::Values].into_iter().find(|&kind| f64::from(kind as u8) == number(at + 1));
            let Some(kind) = kind else {
                let expected = "a typed array of numbers, codes with categories, or an array of values";
                return Err(refuse("not a column", column_place(&name), expected, kind_of(&array)));
            };
            if at == 0 {
                opened.len = len;
            } else if len != opened.len {
                let (expected, found) = (format!("{} rows as in the first column", opened.len), len.to_string());
                return Err(refuse("ragged column", column_place(&name), expected, found));
            }
            if time == Some(&name) {
                opened.days = Some((opened.columns.len(), Vec::new()));
            }
            opened.columns.push(Column { name, kind, place, array });
        }
        if opened.columns.is_empty() {
            return Err(refuse("no known column", "the table", "some of the pack's columns", "none"));
        }
        Ok(opened)
    }

    /// How many rows it has.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Hears of the rows in batches of at most `most`, of each the position of its first; stops when it says so.
    ///
    /// # Errors
    /// `schema` when a code has no category, a value is none, or an array's memory is gone; those of `hear`.
    pub(super) fn read(
        &mut self,
        advisor: &Advisor,
        now: Option<Day>,
        most: usize,
        hear: &mut dyn FnMut(usize, &Rows) -> Result<()>,
    ) -> Result<()> {
        let mut columns = Columns::new(advisor, now);
        for (at, column) in self.columns.iter().enumerate().filter(|(_, column)| column.kind == Kind::Codes) {
            let value = |value: JsValue| column.value(&value);
            let values = categories_of(&column.array).iter().map(value).collect::<Result<Vec<_>>>()?;
            match &mut self.days {
                Some((days, dictionary)) if *days == at => dictionary.clone_from(&values),
                _ => {}
            }
            if let Some(place) = column.place {
                columns.dictionary(place, values);
            }
        }
        let (mut numbers, mut codes) = (Vec::new(), Vec::new());
        for start in (0..self.len).step_by(most) {
            let len = most.min(self.len - start);
            columns.begin(len);
            if let Some((at, dictionary)) = &self.days {
                let column = &self.columns[*at];
                for row in start..start + len {
                    let day = match column.kind {
                        Kind::Values => column.cell(row)?,
                        Kind::Codes => {
                            let mut code = [0];
                            take_codes(&column.array, row as u32, &mut code).map_err(|_| column.gone())?;
                            dictionary.get(code[0] as usize).cloned().unwrap_or(FieldValue::Missing)
                        }
                        Kind::Numbers => FieldValue::Missing,
                    };
                    columns.day(&day);
                }
            }
            for column in &self.columns {
                let Some(place) = column.place else { continue };
                match column.kind {
                    Kind::Numbers => {
                        numbers.resize(len, 0.0);
                        take_numbers(&column.array, start as u32, &mut numbers).map_err(|_| column.gone())?;
                        columns.numbers(place, &numbers);
                    }
                    Kind::Codes => {
                        codes.resize(len, 0);
                        take_codes(&column.array, start as u32, &mut codes).map_err(|_| column.gone())?;
                        columns.codes(place, &codes, start)?;
                    }
                    Kind::Values => {
                        for row in start..start + len {
                            columns.value(place, &column.cell(row)?);
                        }
                    }
                }
            }
            hear(start, columns.rows())?;
        }
        Ok(())
    }
}

impl Column {
    fn cell(&self, row: usize) -> Result<FieldValue> {
        self.value(&self.array.unchecked_ref::<Array>().get(row as u32))
    }

    fn value(&self, value: &JsValue) -> Result<FieldValue> {
        let expected = "texts, numbers, booleans, dates or null";
        read_value(&self.name, value)
            .map_err(|_| refuse("value of no known type", column_place(&self.name), expected, kind_of(value)))
    }

    fn gone(&self) -> Error {
        refuse("unreadable column", column_place(&self.name), "an array that keeps its memory", "none")
    }
}

fn column_place(name: &str) -> String {
    format!("column {}", quote(name))
}

fn refuse(what: &'static str, place: impl Into<String>, expected: impl Into<String>, found: impl Into<String>) -> Error {
    Error::new(ErrorKind::Schema, what, place, expected, found)
}
