//! Labels: which rows have one, which value is the event, and what the rows weigh.

use crate::dataset::{MISSING_CODE, Table, Values, event};
use crate::error::{Error, ErrorKind, Result, quote};

use super::IndexSpec;
use super::inputs::pick;

/// An index's label, on the rows that have one.
pub(super) struct Labelled {
    /// The label value that is the event.
    pub(super) positive: String,
    /// The rows that have a label and weigh something, ascending.
    pub(super) rows: Vec<u32>,
    /// 1 for the event and 0 otherwise, one for each of `rows`.
    pub(super) labels: Vec<f32>,
    /// What each of `rows` weighs, 1 on average.
    pub(super) weights: Vec<f32>,
    /// Whether they weigh alike.
    pub(super) even: bool,
}

impl Labelled {
    /// Reads the label column; `weights` are the rows' own, one a row of the table, none where all weigh alike.
    ///
    /// # Errors
    /// `schema` when there is no such column; `data` when it has one class, or several and none is named as the event, and when
    /// no row weighs anything.
    pub(super) fn new(table: &Table, spec: &IndexSpec, weights: Option<&[f32]>) -> Result<Self> {
        let position = position(table, spec.label(), "label")?;
        let Values::Categories { codes, names } = table.values(position) else {
            return Err(Error::new(ErrorKind::Schema, "label of another type", quote(spec.label()), "categories", "others"));
        };
        let weight = |row: u32| weights.map_or(1.0, |weights| weights[row as usize]);
        let counts_for = |&row: &u32| codes[row as usize] != MISSING_CODE && weight(row) > 0.0;
        let rows: Vec<u32> = (0..codes.len() as u32).filter(counts_for).collect();
        if rows.is_empty() {
            let expected = "rows with a label and, where there are weights, one above 0";
            return Err(Error::new(ErrorKind::Data, "nothing to learn from", quote(spec.label()), expected, "none"));
        }
        let mut counts = vec![0_u64; names.len()];
        rows.iter().for_each(|&row| counts[codes[row as usize] as usize] += 1);
        let event = event(spec.label(), spec.positive.as_deref(), names, &counts)?;
        let labels = rows.iter().map(|&row| f32::from(u8::from(codes[row as usize] == event))).collect();
        let total: f64 = rows.iter().map(|&row| f64::from(weight(row))).sum();
        let mean = total / rows.len().max(1) as f64;
        let weights = rows.iter().map(|&row| (f64::from(weight(row)) / mean) as f32).collect();
        let even = rows.first().is_none_or(|&first| rows.iter().all(|&row| weight(row) == weight(first)));
        Ok(Self { positive: names[event as usize].clone(), rows, labels, weights, even })
    }

    /// The same for some of its rows, by position.
    pub(super) fn pick(&self, positions: &[u32]) -> Self {
        Self {
            positive: self.positive.clone(),
            rows: pick(&self.rows, positions),
            labels: pick(&self.labels, positions),
            weights: pick(&self.weights, positions),
            even: self.even,
        }
    }

    /// The share of the event, by weight.
    pub(super) fn positive_rate(&self) -> f64 {
        let pairs = self.labels.iter().zip(&self.weights);
        let (positive, all) = pairs.fold((0.0, 0.0), |(positive, all), (&label, &weight)| {
            (positive + f64::from(label) * f64::from(weight), all + f64::from(weight))
        });
        positive / all.max(f64::MIN_POSITIVE)
    }

    /// What the rows weigh in the fit: their own weights, times the class weight that `imbalance_penalty` gives the rarer
    /// class (penalty × rows of the other class / its own rows).
    pub(super) fn fit_weights(&self, penalty: Option<f64>) -> Vec<f32> {
        let positives = self.labels.iter().filter(|&&y| y > 0.5).count() as f64;
        let negatives = self.labels.len() as f64 - positives;
        let rarer_is_event = positives <= negatives;
        let factor = penalty.map_or(1.0, |p| p * positives.max(negatives) / positives.min(negatives).max(1.0)) as f32;
        let own = |(&weight, &label): (&f32, &f32)| if (label > 0.5) == rarer_is_event { factor * weight } else { weight };
        self.weights.iter().zip(&self.labels).map(own).collect()
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
