//! Fitting one index: folds for honest margins, then the forest that ships.

use std::sync::Mutex;

use rayon::prelude::*;

use crate::dataset::Day;
use crate::error::Result;
use crate::math::{exp, ln};

use super::boost::{Boosted, Most, Task, Watch, boost, boost_greedily};
use super::combine::combinations;
use super::folds::{Plan, others};
use super::greedy::Greedy;
use super::inputs::Inputs;
use super::matrix::Matrix;
use super::statistic::Sample;
use super::{Combining, Params};

/// Up to this many rows the forest that ships is fitted anew on all of them; beyond, what was held out would add little.
const REFIT_ROWS: usize = 100_000;

/// How much longer the steps of folds are than those of the forest that ships, from so many rows on: on fewer, the folds take no time
/// and the count of their trees is uncertain enough.
const STRIDE: f64 = 2.0;
const STRIDING_ROWS: usize = 2_000;
/// No fold's learning rate is longer by that than this.
const LONGEST_STRIDE: f64 = 0.2;
/// A forest of steps that are 1/s as long has about s to this power times as many trees: from 1.6 to 2.5 times for s = 2 on 16 tables.
const MORE_TREES: f64 = 1.1;

/// A fitted forest with the margins it is calibrated and measured on.
pub(super) struct Fitted {
    pub(super) matrix: Matrix,
    pub(super) boosted: Boosted,
    /// The margins of the plan's measured rows, each by the fit that held it out.
    pub(super) margins: Vec<f64>,
}

/// How far the fits of an index have come, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
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
    let combinations = before(inputs, target, &plan.held_out[0], params)?;
    let tally = Tally::new(plan.held_out.len(), params.iterations, report);
    let job = Job { inputs, target, params, combinations: &combinations, tally: &tally };
    let fits = job.folds(&plan, 1.0, &|_| ())?;
    let (rows, margins) = said(&plan, &fits);
    Ok(Measured { rows, margins, trees: median(fits.iter().map(|(_, boosted)| boosted.trees.len()).collect()) })
}

/// The combinations that all fits begin with.
fn before(inputs: &Inputs, target: &Target<'_>, held_out: &[u32], params: &Params) -> Result<Vec<Vec<usize>>> {
    match params.combining {
        Combining::Judged => combinations(inputs, target, held_out, params),
        Combining::Greedy => Ok(Vec::new()),
    }
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
    let tally = Tally::new(folds + usize::from(refit), params.iterations, report);
    tally.begin();
    let combinations = before(inputs, target, &plan.held_out[0], params)?;
    let job = Job { inputs, target, params, combinations: &combinations, tally: &tally };
    let (mut fits, all) = if refit {
        let (fits, all) = job.folds_and_all(plan)?;
        (fits, Some(all))
    } else {
        (job.folds(plan, 1.0, &|_| ())?, None)
    };
    let (_, margins) = said(plan, &fits);
    let (matrix, boosted) = all.unwrap_or_else(|| fits.swap_remove(0));
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

/// The features of some rows, and a forest grown on them.
type Fit = (Matrix, Boosted);

struct Job<'a> {
    inputs: &'a Inputs,
    target: &'a Target<'a>,
    params: &'a Params,
    combinations: &'a [Vec<usize>],
    tally: &'a Tally<'a>,
}

impl Job<'_> {
    /// How much longer the steps of folds are: not at all where the project says how long, and never much too long.
    fn stride(&self, rows: usize) -> f64 {
        if self.params.learning_rate.is_some() || rows < STRIDING_ROWS {
            return 1.0;
        }
        (LONGEST_STRIDE / self.params.learning_rate(rows)).clamp(1.0, STRIDE)
    }

    /// The folds' fits, each with a learning rate so many times the automatic one.
    fn folds(&self, plan: &Plan, stride: f64, done: &(dyn Fn(usize) + Sync)) -> Result<Vec<Fit>> {
        let run = |(number, held_out): (usize, &Vec<u32>)| {
            let most = Most::new((f64::from(self.params.iterations) / stride).ceil() as u32);
            let fitted = self.one(number, held_out, &most, stride);
            done(fitted.as_ref().map_or(0, |(_, boosted)| boosted.trees.len()));
            fitted
        };
        plan.held_out.par_iter().enumerate().map(run).collect()
    }

    /// The folds' fits, and the one on all rows.
    ///
    /// All run side by side: the fit on all rows begins before it is known how many trees it shall have, and ends by what the last of
    /// the folds tells, so that no thread waits for another. The folds take longer strides, as they are there to count trees and
    /// to calibrate by.
    fn folds_and_all(&self, plan: &Plan) -> Result<(Vec<Fit>, Fit)> {
        let (folds, rows) = (plan.held_out.len(), self.target.labels.len());
        let stride = self.stride(rows);
        let (most, told) = (Most::new(self.params.iterations), Mutex::new(Vec::new()));
        let done = |trees: usize| {
            let mut told = told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            told.push(trees);
            if told.len() == folds {
                let trees = (median(told.clone()) as f64 * exp(MORE_TREES * ln(stride))).round() as usize;
                most.lower(refit_trees(trees, plan, rows, self.params));
            }
        };
        let (fits, all) = rayon::join(|| self.folds(plan, stride, &done), || self.one(folds, &[], &most, 1.0));
        let (fits, mut all) = (fits?, all?);
        // It may have ended before the folds had told.
        all.1.trees.truncate(most.trees() as usize);
        Ok((fits, all))
    }

    fn one(&self, number: usize, held_out: &[u32], most: &Most, stride: f64) -> Result<Fit> {
        let Target { labels, row_weights, weights, .. } = *self.target;
        let rows = others(labels.len(), held_out);
        let params = Params { learning_rate: Some(stride * self.params.learning_rate(rows.len())), ..self.params.clone() };
        let sample = Sample { labels, weights: row_weights, rows: &rows, prior: rate(labels, row_weights, &rows) };
        let matrix = Matrix::new(self.inputs, self.combinations, &sample, &params);
        let task = Task { labels, weights, rows: &rows, held_out, most };
        let watch = |trees: u32, loss: Option<f64>| self.tally.grown(number, trees, most.trees(), loss);
        let watch: &Watch<'_> = &watch;
        let fit = match params.combining {
            Combining::Judged => {
                let boosted = boost(&matrix, &task, &params, watch)?;
                (matrix, boosted)
            }
            Combining::Greedy => {
                let greedy = Greedy::new(self.inputs, &sample, &params, &matrix);
                let (boosted, greedy) = boost_greedily(&matrix, &task, &params, greedy, watch)?;
                let (blocks, tables) = greedy.map(|greedy| (greedy.blocks, greedy.tables)).unwrap_or_default();
                (matrix.with(blocks, tables), boosted)
            }
        };
        self.tally.ended(number);
        Ok(fit)
    }
}

/// The rows that the folds of the plan hold out, and what their fits, which come first, say of them.
fn said(plan: &Plan, fits: &[Fit]) -> (Vec<u32>, Vec<f64>) {
    let margins: Vec<&[f64]> = fits.iter().map(|(_, boosted)| boosted.margins.as_slice()).collect();
    measured(&plan.held_out, &margins)
}

/// The upper median of how many trees the folds came to.
pub(super) fn median(mut trees: Vec<usize>) -> usize {
    trees.sort_unstable();
    trees[trees.len() / 2]
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

    /// Says that the fits are about to begin.
    pub(super) fn begin(&self) {
        (self.report)(self.update(0, |_| ()));
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
