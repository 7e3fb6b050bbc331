//! Fitting one index: folds for honest margins, then the forest that ships.

use std::sync::Mutex;

use rayon::prelude::*;

use crate::dataset::Day;
use crate::error::Result;

use super::Params;
use super::boost::{Boosted, Task, Watch, boost};
use super::combine::combinations;
use super::folds::{Plan, others};
use super::inputs::Inputs;
use super::matrix::Matrix;
use super::statistic::Sample;

/// Up to this many rows the forest that ships is fitted anew on all of them; beyond, what was held out would add little.
const REFIT_ROWS: usize = 100_000;

/// A fitted forest with the margins it is calibrated and measured on.
pub(super) struct Fitted {
    pub(super) matrix: Matrix,
    pub(super) boosted: Boosted,
    /// The margins of the plan's measured rows, each by the fit that held it out.
    pub(super) margins: Vec<f64>,
}

/// How far the fits of an index have come, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// The fits in all: one a fold, and one on all rows.
    pub fits: usize,
    /// Those that are done.
    pub done: usize,
    /// Trees grown, over all fits.
    pub trees: u32,
    /// Most trees that there can be in the end; it shrinks when a fit stops early.
    pub most_trees: u32,
    /// The mean held-out log loss of the fits so far, in nats, where rows are held out.
    pub loss: Option<f64>,
}

/// What an index is fitted to.
pub(super) struct Target<'a> {
    pub(super) labels: &'a [f32],
    /// What the rows weigh of themselves, 1 on average.
    pub(super) row_weights: &'a [f32],
    /// The same with class weights.
    pub(super) weights: &'a [f32],
    pub(super) times: Option<&'a [Option<Day>]>,
    /// Rows of one group have one number.
    pub(super) groups: Option<&'a [u64]>,
}

/// The margins of rows by fits that did not see them.
pub(super) struct Measured {
    /// Rows that some fit held out, ascending.
    pub(super) rows: Vec<u32>,
    pub(super) margins: Vec<f64>,
    /// The median number of trees.
    pub(super) trees: usize,
}

/// Fits the folds of the plan alone, for what they say of the rows they hold out.
///
/// # Errors
/// Those of [`fit`].
pub(super) fn measure(
    inputs: &Inputs,
    target: &Target<'_>,
    params: &Params,
    report: &(dyn Fn(Progress) -> bool + Sync),
) -> Result<Measured> {
    let plan = plan(target, params);
    plan.check(target.labels)?;
    let combinations = combinations(inputs, target, &plan.held_out[0], params)?;
    let tally = Tally::new(plan.held_out.len(), params.iterations, report);
    let job = Job { inputs, target, params, combinations: &combinations, tally: &tally };
    Ok(job.hold_out(&plan)?.1)
}

/// How rows are held out of the fits of an index.
pub(super) fn plan(target: &Target<'_>, params: &Params) -> Plan {
    Plan::new(target.labels, target.times, target.groups, params)
}

/// Fits the folds of the plan, then the forest that ships: on all rows with the folds' median number of trees, or the one fit
/// itself where the table is large.
///
/// # Errors
/// `cancelled` when `report` says no.
pub(super) fn fit(
    inputs: &Inputs,
    target: &Target<'_>,
    plan: &Plan,
    params: &Params,
    report: &(dyn Fn(Progress) -> bool + Sync),
) -> Result<Fitted> {
    let (rows, folds) = (target.labels.len(), plan.held_out.len());
    let refit = refits(plan, rows);
    let combinations = combinations(inputs, target, &plan.held_out[0], params)?;
    let tally = Tally::new(folds + usize::from(refit), params.iterations, report);
    let job = Job { inputs, target, params, combinations: &combinations, tally: &tally };
    let (mut fits, Measured { margins, trees, .. }) = job.hold_out(plan)?;
    let (matrix, boosted) = if refit {
        drop(fits);
        job.run(folds, &[], refit_trees(trees, plan, rows, params))?
    } else {
        fits.swap_remove(0)
    };
    Ok(Fitted { matrix, boosted, margins })
}

/// The rows that are held out, ascending, each with its margin by the fit that held it out; `margins` are of all rows, one slice a
/// fit.
pub(super) fn measured(held_out: &[Vec<u32>], margins: &[&[f64]]) -> (Vec<u32>, Vec<f64>) {
    let of_fold = |(held_out, margins): (&Vec<u32>, &&[f64])| -> Vec<(u32, f64)> {
        held_out.iter().map(|&row| (row, margins[row as usize])).collect()
    };
    let mut pairs: Vec<(u32, f64)> = held_out.iter().zip(margins).flat_map(of_fold).collect();
    pairs.sort_unstable_by_key(|pair| pair.0);
    pairs.into_iter().unzip()
}

/// Whether the forest that ships is fitted anew on all rows.
pub(super) fn refits(plan: &Plan, rows: usize) -> bool {
    plan.held_out.len() > 1 || rows <= REFIT_ROWS
}

/// The trees of the fit on all rows, which sees more of them than the folds did and carries more trees.
pub(super) fn refit_trees(trees: usize, plan: &Plan, rows: usize, params: &Params) -> u32 {
    let held_out = plan.held_out[0].len() as f64;
    let more = 1.0 + 0.5 * held_out / (rows as f64 - held_out).max(1.0);
    ((trees as f64 * more).round() as u32).clamp(1, params.iterations)
}

struct Job<'a> {
    inputs: &'a Inputs,
    target: &'a Target<'a>,
    params: &'a Params,
    combinations: &'a [Vec<usize>],
    tally: &'a Tally<'a>,
}

impl Job<'_> {
    /// The folds' fits, and what they say of the rows they hold out.
    fn hold_out(&self, plan: &Plan) -> Result<(Vec<(Matrix, Boosted)>, Measured)> {
        let run = |(number, held_out): (usize, &Vec<u32>)| self.run(number, held_out, self.params.iterations);
        let fits: Vec<(Matrix, Boosted)> = plan.held_out.par_iter().enumerate().map(run).collect::<Result<_>>()?;
        let margins: Vec<&[f64]> = fits.iter().map(|(_, boosted)| boosted.margins.as_slice()).collect();
        let (rows, margins) = measured(&plan.held_out, &margins);
        let mut trees: Vec<usize> = fits.iter().map(|(_, boosted)| boosted.trees.len()).collect();
        trees.sort_unstable();
        Ok((fits, Measured { rows, margins, trees: trees[trees.len() / 2] }))
    }

    fn run(&self, number: usize, held_out: &[u32], iterations: u32) -> Result<(Matrix, Boosted)> {
        let Target { labels, row_weights, weights, .. } = *self.target;
        let rows = others(labels.len(), held_out);
        let sample = Sample { labels, weights: row_weights, rows: &rows, prior: rate(labels, row_weights, &rows) };
        let matrix = Matrix::new(self.inputs, self.combinations, &sample, self.params);
        let task = Task { labels, weights, rows: &rows, held_out, iterations };
        let watch = |trees: u32, loss: Option<f64>| self.tally.grown(number, trees, iterations, loss);
        let boosted = boost(&matrix, &task, self.params, &watch as &Watch<'_>)?;
        self.tally.ended(number);
        Ok((matrix, boosted))
    }
}

/// The positive rate of `rows` by weight, half a row of each class added.
pub(super) fn rate(labels: &[f32], weights: &[f32], rows: &[u32]) -> f64 {
    let (positives, all) = rows.iter().fold((0.5, 1.0), |(positives, all), &row| {
        let weight = f64::from(weights[row as usize]);
        (positives + weight * f64::from(labels[row as usize]), all + weight)
    });
    positives / all
}

/// Adds up what fits that run side by side have grown.
pub(super) struct Tally<'a> {
    fits: Mutex<Vec<State>>,
    report: &'a (dyn Fn(Progress) -> bool + Sync),
}

#[derive(Clone, Copy)]
struct State {
    trees: u32,
    most: u32,
    done: bool,
    loss: Option<f64>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(fits: usize, most: u32, report: &'a (dyn Fn(Progress) -> bool + Sync)) -> Self {
        Self { fits: Mutex::new(vec![State { trees: 0, most, done: false, loss: None }; fits]), report }
    }

    pub(super) fn grown(&self, number: usize, trees: u32, most: u32, loss: Option<f64>) -> bool {
        (self.report)(self.update(number, |state| *state = State { trees, most, done: false, loss: loss.or(state.loss) }))
    }

    pub(super) fn ended(&self, number: usize) {
        self.update(number, |state| *state = State { most: state.trees, done: true, ..*state });
    }

    fn update(&self, number: usize, change: impl Fn(&mut State)) -> Progress {
        let mut fits = self.fits.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        change(&mut fits[number]);
        let losses = || fits.iter().filter_map(|state| state.loss);
        let count = losses().count();
        Progress {
            fits: fits.len(),
            done: fits.iter().filter(|state| state.done).count(),
            trees: fits.iter().map(|state| state.trees).sum(),
            most_trees: fits.iter().map(|state| state.most).sum(),
            loss: (count > 0).then(|| losses().sum::<f64>() / count as f64),
        }
    }
}
