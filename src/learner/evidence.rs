//! What training hands on to the report: the rows that an index was measured on, with some of their values.

use crate::appraisal::{ClassRows, Evidence, Rival};
use crate::dataset::{Table, Values};
use crate::profile::sample;

use super::Project;
use super::inputs::{Inputs, Reference, pick};

/// Rows whose values are kept: importance and dependence are taken on them.
const SAMPLED: usize = 3000;

/// The rows that an index was measured on.
pub(super) struct HeldOut {
    /// Rows of the table, ascending.
    pub(super) rows: Vec<u32>,
    /// The margins of fits that did not see them.
    pub(super) margins: Vec<f64>,
    /// Probabilities by calibrators that did not see them either.
    pub(super) probabilities: Vec<f64>,
    pub(super) labels: Vec<f32>,
    /// What there is in place of the three above, where there are several classes.
    pub(super) classes: Option<ClassRows>,
    /// What they weigh; empty where all weigh alike.
    pub(super) weights: Vec<f32>,
    /// All models that were compared on them; none where there was nothing to compare.
    pub(super) rivals: Vec<Rival>,
}

impl HeldOut {
    /// Rows of several classes, and what they weigh.
    pub(super) fn of_classes(rows: Vec<u32>, weights: Vec<f32>, classes: ClassRows) -> Self {
        let (margins, probabilities, labels) = (Vec::new(), Vec::new(), Vec::new());
        Self { rows, margins, probabilities, labels, classes: Some(classes), weights, rivals: Vec::new() }
    }

    /// Adds the values of the pack's fields and of the project's sensitive columns.
    pub(super) fn evidence(self, project: &Project, table: &Table, inputs: &Inputs, reference: Reference<'_>) -> Evidence {
        let chosen = sample(self.rows.len(), SAMPLED);
        let rows = pick(&self.rows, &chosen);
        let sensitive = |(at, name): (usize, &String)| {
            (name.clone(), table.schema().columns()[at].semantic, values(table, at, &self.rows, None))
        };
        let position = |name: &String| Some((table.schema().position(name)?, name.clone()));
        let places: Vec<(usize, String)> = project.data.sensitive.iter().filter_map(position).collect();
        Evidence {
            fields: inputs.kept.iter().map(|&at| values(table, at, &rows, Some(reference))).collect(),
            sensitive: places.iter().map(|(at, name)| sensitive((*at, name))).collect(),
            sample: chosen,
            margins: self.margins,
            probabilities: self.probabilities,
            labels: self.labels,
            classes: self.classes,
            weights: self.weights,
            rivals: self.rivals,
            history: Vec::new(),
        }
    }
}

/// A column's values on some rows; with a reference, dates become days from it.
fn values(table: &Table, at: usize, rows: &[u32], reference: Option<Reference<'_>>) -> Values {
    match (table.values(at), reference) {
        (Values::Numbers(numbers), _) => Values::Numbers(pick(numbers, rows)),
        (Values::Days(days), Some(reference)) => {
            Values::Numbers(rows.iter().map(|&row| reference.distance(row as usize, days[row as usize])).collect())
        }
        (Values::Days(days), None) => Values::Days(pick(days, rows)),
        (Values::Categories { codes, names }, _) => Values::Categories { codes: pick(codes, rows), names: names.clone() },
        (Values::Dropped, _) => Values::Dropped,
    }
}
