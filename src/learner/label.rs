//! Labels: which rows have one, which value is the event, and what the rows weigh.

use crate::dataset::{MISSING_CODE, Table, Values, event};
use crate::error::{Error, ErrorKind, Result, quote};

use super::IndexSpec;

/// An index's label, on the rows that have one.
pub(super) struct Labelled {
    /// The label value that is the event.
    pub(super) positive: String,
    /// The rows that have a label, ascending.
    pub(super) rows: Vec<u32>,
    /// 1 for the event and 0 otherwise, one for each of `rows`.
    pub(super) labels: Vec<f32>,
}

impl Labelled {
    /// Reads the label column.
    ///
    /// # Errors
    /// `schema` when there is no such column; `data` when it has one class, or several and none is named as the event.
    pub(super) fn new(table: &Table, spec: &IndexSpec) -> Result<Self> {
        let position = position(table, spec.label(), "label")?;
        let Values::Categories { codes, names } = table.values(position) else {
            return Err(Error::new(ErrorKind::Schema, "label of another type", quote(spec.label()), "categories", "others"));
        };
        let mut counts = vec![0_u64; names.len()];
        codes.iter().for_each(|&code| counts[code as usize] += 1);
        let event = event(spec.label(), spec.positive.as_deref(), names, &counts)?;
        let rows: Vec<u32> = (0..codes.len() as u32).filter(|&row| codes[row as usize] != MISSING_CODE).collect();
        let labels = rows.iter().map(|&row| f32::from(u8::from(codes[row as usize] == event))).collect();
        Ok(Self { positive: names[event as usize].clone(), rows, labels })
    }

    /// The rows' weights: the weight column's, times the class weight that `imbalance_penalty` gives the rarer class
    /// (penalty × rows of the other class / its own rows).
    pub(super) fn weights(&self, of_rows: Option<&[f32]>, penalty: Option<f64>) -> Vec<f32> {
        let positives = self.labels.iter().filter(|&&y| y > 0.5).count() as f64;
        let negatives = self.labels.len() as f64 - positives;
        let rarer_is_event = positives <= negatives;
        let factor = penalty.map_or(1.0, |p| p * positives.max(negatives) / positives.min(negatives).max(1.0)) as f32;
        let own = |(&row, &label): (&u32, &f32)| {
            let class = if (label > 0.5) == rarer_is_event { factor } else { 1.0 };
            class * of_rows.map_or(1.0, |weights| weights[row as usize])
        };
        self.rows.iter().zip(&self.labels).map(own).collect()
    }
}

/// The position of a column that the project names as its `role`.
pub(super) fn position(table: &Table, name: &str, role: &str) -> Result<usize> {
    let missing = || {
        let names: Vec<&str> = table.schema().columns().iter().map(|c| c.name.as_str()).take(12).collect();
        let found = format!("{}{}", names.join(", "), if table.schema().columns().len() > 12 { ", …" } else { "" });
        Error::new(ErrorKind::Schema, "column not found", format!("{role} {}", quote(name)), "one of the table's columns", found)
    };
    table.schema().position(name).ok_or_else(missing)
}
