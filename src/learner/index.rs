//! One index: its rows, its fit, and what the pack says of it.

use crate::error::{Result, quote};
use crate::metric::{Weights, average_precision, best_threshold, deciles, metrics, roc_auc, volume_threshold};
use crate::model::{Index, IndexCard, Metrics, Population};

use super::assemble::assemble;
use super::calibrate::{Calibrated, Row, calibrate};
use super::evidence::HeldOut;
use super::fit::{Fitted, Target, fit};
use super::inputs::{Inputs, pick};
use super::label::Labelled;
use super::prepare::Prepared;
use super::train::Event;
use super::{IndexSpec, Params, Threshold};

/// Quantiles of the population's margins that a pack holds.
const QUANTILES: usize = 1001;

/// An index to fit.
pub(super) struct Job<'a> {
    pub(super) prepared: &'a Prepared,
    pub(super) params: &'a Params,
    pub(super) spec: &'a IndexSpec,
}

impl Job<'_> {
    /// Fits, calibrates and measures the index; also what held-out rows were measured, and what there is to note.
    ///
    /// # Errors
    /// `data` or `schema` with the place; `cancelled` when `watch` says no.
    pub(super) fn run(&self, watch: &(dyn Fn(Event<'_>) -> bool + Sync)) -> Result<(Index, HeldOut, Vec<String>)> {
        let Prepared { table, roles, inputs, .. } = self.prepared;
        let row_weights = roles.weights(table)?;
        let labelled = Labelled::new(table, self.spec, row_weights)?;
        let weights = labelled.fit_weights(self.spec.imbalance_penalty);
        let without = table.rows() - labelled.rows.len();
        let mut notes = Vec::new();
        if without > 0 {
            let lacking = if row_weights.is_some() { "a label or a weight" } else { "a label" };
            notes.push(format!("index `{}`: {without} rows without {lacking} are left out", self.spec.name));
        }
        let narrowed = (without > 0).then(|| inputs.select(&labelled.rows));
        let inputs = narrowed.as_ref().unwrap_or(inputs);
        let times = roles.days(table).map(|days| pick(days, &labelled.rows));
        let groups = roles.groups(table).map(|groups| pick(&groups, &labelled.rows));
        let target = Target {
            labels: &labelled.labels,
            row_weights: &labelled.weights,
            weights: &weights,
            times: times.as_deref(),
            groups: groups.as_deref(),
        };
        let fitted = fit(inputs, &target, self.params, &|progress| watch(Event::Fitting(&self.spec.name, progress)))
            .map_err(|e| e.within(&format!("index {}", quote(&self.spec.name))))?;
        watch(Event::Measuring(&self.spec.name));
        let rows: Vec<u32> = pick(&labelled.rows, &fitted.measured);
        let weights = row_weights.map_or_else(Vec::new, |weights| pick(weights, &rows));
        let labels = pick(&labelled.labels, &fitted.measured);
        let margins = fitted.margins.clone();
        let (index, probabilities) = self.index(inputs, &labelled, fitted);
        Ok((index, HeldOut { rows, margins, probabilities, labels, weights }, notes))
    }

    /// The index, and the probabilities of its measured rows by calibrators that did not see them.
    fn index(&self, inputs: &Inputs, labelled: &Labelled, fitted: Fitted) -> (Index, Vec<f64>) {
        let Fitted { matrix, boosted, measured, margins, measured_on } = fitted;
        let (labels, weights) = (pick(&labelled.labels, &measured), pick(&labelled.weights, &measured));
        let row = |(&margin, (&label, &weight)): (&f64, (&f32, &f32))| Row { margin, label: label.into(), weight: weight.into() };
        let rows: Vec<Row> = margins.iter().zip(labels.iter().zip(&weights)).map(row).collect();
        let Calibrated { calibrator, cross_fitted } = calibrate(&rows, self.params.seed);
        let probabilities: Vec<f64> = margins.iter().map(|&margin| calibrator.probability(margin)).collect();
        let weights = (!labelled.even).then_some(weights.as_slice());
        let card = IndexCard {
            label: self.spec.label().to_owned(),
            positive: labelled.positive.clone(),
            rows: labelled.labels.len() as u64,
            positive_rate: labelled.positive_rate(),
            trees: boosted.trees.len() as u32,
            measured_on,
            calibrator: calibrator.name().to_owned(),
            // Ranking figures by margin, which cross-fitting does not touch; the others as on rows that calibration has not seen.
            metrics: Metrics {
                auc: roc_auc(&margins, &labels, weights),
                ap: average_precision(&margins, &labels, weights),
                ..metrics(&cross_fitted, &labels, weights, threshold(self.spec.threshold, &probabilities, &labels, weights))
            },
            deciles: deciles(&margins, &probabilities, &labels, weights),
            importance: Vec::new(),
        };
        let index = Index {
            name: self.spec.name.clone(),
            title: self.spec.title.clone(),
            polarity: self.spec.polarity,
            model: assemble(inputs, matrix, &boosted),
            calibrator,
            population: Population { quantiles: quantiles(rows) },
            card,
        };
        (index, cross_fitted)
    }
}

fn threshold(asked: Threshold, probabilities: &[f64], labels: &[f32], weights: Weights<'_>) -> f64 {
    match asked {
        Threshold::F1 => best_threshold(probabilities, labels, weights, |f1, _| f1),
        Threshold::ModelScore => best_threshold(probabilities, labels, weights, |f1, recall| f1 * recall),
        Threshold::Volume(share) => volume_threshold(probabilities, weights, share),
        Threshold::Fixed(probability) => probability,
    }
}

/// Evenly spaced quantiles of the margins, by weight.
fn quantiles(mut rows: Vec<Row>) -> Vec<f64> {
    rows.sort_by(|a, b| a.margin.total_cmp(&b.margin));
    let all: f64 = rows.iter().map(|row| row.weight).sum();
    let (mut at, mut through) = (0, rows.first().map_or(0.0, |row| row.weight));
    let quantile = |number: usize| {
        let wanted = all * number as f64 / (QUANTILES - 1) as f64;
        while through < wanted && at + 1 < rows.len() {
            at += 1;
            through += rows[at].weight;
        }
        rows[at].margin
    };
    (0..QUANTILES).map(quantile).collect()
}
