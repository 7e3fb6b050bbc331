//! Fitting one index: folds for honest margins, then the forest that ships.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::dataset::Day;
use crate::error::Result;

use super::Params;
use super::boost::{Boosted, Task, Watch, boost};
use super::folds::{Plan, others};
use super::inputs::Inputs;
use super::matrix::Matrix;
use super::pairs::strongest_pairs;
use super::statistic::Sample;

/// A fitted forest with the margins it is calibrated and measured on.
pub(super) struct Fitted<'a> {
    pub(super) matrix: Matrix<'a>,
    pub(super) boosted: Boosted,
    /// Rows that some fit held out, ascending, and the margins that fit gave them.
    pub(super) measured: Vec<u32>,
    pub(super) margins: Vec<f64>,
    pub(super) measured_on: String,
}

/// How far the fit of an index has come, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// The fit under way, from 1.
    pub fit: usize,
    /// The fits in all.
    pub fits: usize,
    /// Trees grown in this fit.
    pub trees: u32,
    /// Most trees of this fit.
    pub most_trees: u32,
    /// The held-out log loss in nats, where rows are held out.
    pub loss: Option<f64>,
}

/// What an index is fitted to.
pub(super) struct Target<'a> {
    pub(super) labels: &'a [f32],
    pub(super) weights: &'a [f32],
    pub(super) times: Option<&'a [Option<Day>]>,
}

/// Fits the folds of the plan, then the forest that ships: on all rows with the folds' median number of trees where there are
/// several folds, or the one fit itself.
///
/// # Errors
/// `data` when a fold lacks a class; `cancelled` when `report` says no.
pub(super) fn fit<'a>(
    inputs: &'a Inputs,
    target: &Target<'_>,
    params: &Params,
    report: &(dyn Fn(Progress) -> bool + Sync),
) -> Result<Fitted<'a>> {
    let plan = Plan::new(target.labels, target.times, params);
    plan.check(target.labels, target.weights)?;
    let folds = plan.held_out.len();
    let refit = folds > 1;
    let fits = folds + usize::from(refit);
    let mut margins: Vec<(u32, f64)> = Vec::new();
    let mut trees: Vec<usize> = Vec::new();
    let mut last = None;
    let pairs = strongest_pairs(inputs, target, &plan.held_out[0], params)?;
    for (fold, held_out) in plan.held_out.iter().enumerate() {
        let one = Fit { inputs, target, params, pairs: &pairs, number: fold + 1, fits, report };
        let (matrix, boosted) = one.run(held_out, params.iterations)?;
        margins.extend(held_out.iter().map(|&row| (row, boosted.margins[row as usize])));
        trees.push(boosted.trees.len());
        last = Some((matrix, boosted));
    }
    if refit {
        trees.sort_unstable();
        // Fits on all rows see 1 / (folds - 1) more of them than each fold did, and carry that many more trees.
        let median = trees[trees.len() / 2] as f64 * (1.0 + 0.5 / (folds as f64 - 1.0));
        let one = Fit { inputs, target, params, pairs: &pairs, number: fits, fits, report };
        last = Some(one.run(&[], (median.round() as u32).max(1))?);
    }
    margins.sort_unstable_by_key(|m| m.0);
    let (measured, margins) = margins.into_iter().unzip();
    // A plan holds one held-out set at least, so there is a last fit.
    let Some((matrix, boosted)) = last else { unreachable!("a plan without folds") };
    Ok(Fitted { matrix, boosted, measured, margins, measured_on: plan.description })
}

struct Fit<'a, 'b> {
    inputs: &'a Inputs,
    target: &'b Target<'b>,
    params: &'b Params,
    pairs: &'b [(usize, usize)],
    number: usize,
    fits: usize,
    report: &'b (dyn Fn(Progress) -> bool + Sync),
}

impl<'a> Fit<'a, '_> {
    fn run(&self, held_out: &[u32], iterations: u32) -> Result<(Matrix<'a>, Boosted)> {
        let Target { labels, weights, .. } = *self.target;
        let rows = others(labels.len(), held_out);
        let sample = Sample { labels, rows: &rows, prior: rate(labels, &rows) };
        let matrix = Matrix::new(self.inputs, self.pairs, &sample, self.params);
        let task = Task { labels, weights, rows: &rows, held_out, iterations };
        let grown = AtomicU32::new(0);
        let watch = |trees: u32, loss: Option<f64>| {
            grown.store(trees, Ordering::Relaxed);
            (self.report)(Progress { fit: self.number, fits: self.fits, trees, most_trees: iterations, loss })
        };
        let boosted = boost(&matrix, &task, self.params, &watch as &Watch<'_>)?;
        Ok((matrix, boosted))
    }
}

/// The positive rate of `rows`, half a row of each class added.
pub(super) fn rate(labels: &[f32], rows: &[u32]) -> f64 {
    let positives: f64 = rows.iter().map(|&row| f64::from(labels[row as usize])).sum();
    (positives + 0.5) / (rows.len() as f64 + 1.0)
}
