//! Gradient boosting of several classes for the multinomial log loss (Friedman 2001, section 4.6): a forest a class, one tree of each a
//! round.
//!
//! With the other classes' margins as they are, the loss in the margin m of one class is the logistic loss of m - ln Σ eᵐʲ over the
//! others: the softmax of a class is the sigmoid of just that. So each tree is grown and its leaves are set as for two classes, on
//! margins that are measured from the other classes'. Classes take turns and each sees what those before it have learned in the
//! same round (coordinate descent), so that full steps do not overshoot, as they would if all classes moved at once.

use rayon::prelude::*;

use crate::error::{Error, ErrorKind, Result};
use crate::math::{exp, ln};

use super::Params;
use super::boost::{Boosted, CHUNK, Most, State, Task, Watch};
use super::matrix::Matrix;

/// What to learn from.
pub(super) struct ClassTask<'a> {
    /// By class, 1 for its rows and 0 for others.
    pub(super) labels: &'a [Vec<f32>],
    /// Weights, one a row of the table, 0 or more.
    pub(super) weights: &'a [f32],
    /// Rows to fit.
    pub(super) rows: &'a [u32],
    /// Rows that decide when to stop; empty to grow all the trees.
    pub(super) held_out: &'a [u32],
    /// Most rounds.
    pub(super) iterations: u32,
}

/// Fits a forest a class on its matrix; the margins are those of the held-out rows, in their order.
///
/// # Errors
/// `cancelled` when the watcher says so.
pub(super) fn boost_classes(
    matrices: &[Matrix],
    task: &ClassTask<'_>,
    params: &Params,
    watch: &Watch<'_>,
) -> Result<Vec<Boosted>> {
    let rate = params.learning_rate(task.rows.len());
    let most = Most::new(task.iterations);
    let of_class = |labels| Task { labels, weights: task.weights, rows: task.rows, held_out: &[], most: &most };
    let tasks: Vec<Task<'_>> = task.labels.iter().map(|labels| of_class(labels.as_slice())).collect();
    let mut round = Round::new(matrices, task, &tasks, params);
    let (mut best, mut best_rounds, mut best_margins) = (f64::INFINITY, 0, Vec::new());
    for number in 0..task.iterations {
        round.run(u64::from(number), rate);
        let loss = (!task.held_out.is_empty()).then(|| round.log_loss());
        if let Some(loss) = loss
            && loss < best
        {
            (best, best_rounds, best_margins) = (loss, number as usize + 1, round.held_out_margins());
        }
        if !watch(number + 1, loss) {
            let place = format!("round {}", number + 1);
            return Err(Error::new(ErrorKind::Cancelled, "training was cancelled", place, "an end", "a stop"));
        }
        if loss.is_some() && number as usize + 1 >= best_rounds + params.patience(task.rows.len(), best_rounds) {
            break;
        }
    }
    if task.held_out.is_empty() {
        best_rounds = usize::MAX;
        best_margins = vec![Vec::new(); tasks.len()];
    }
    let biases = round.biases.clone();
    let boosted = |((state, margins), bias): ((State<'_>, Vec<f64>), f64)| {
        let mut trees = state.trees;
        trees.truncate(best_rounds);
        Boosted { bias, trees, margins }
    };
    Ok(round.states.into_iter().zip(best_margins).zip(biases).map(boosted).collect())
}

struct Round<'a> {
    task: &'a ClassTask<'a>,
    /// By class. Their margins are measured from the other classes' as of their last turn.
    states: Vec<State<'a>>,
    biases: Vec<f64>,
    /// By class, the margins of every row of the table.
    margins: Vec<Vec<f64>>,
}

impl<'a> Round<'a> {
    fn new(matrices: &'a [Matrix], task: &'a ClassTask<'a>, tasks: &'a [Task<'a>], params: &'a Params) -> Self {
        let weight = |row: &u32| f64::from(task.weights[*row as usize]);
        let all: f64 = task.rows.iter().map(weight).sum();
        let bias = |labels: &Vec<f32>| {
            let own: f64 = task.rows.iter().map(|row| weight(row) * f64::from(labels[*row as usize])).sum();
            ln((own / all.max(1e-300)).max(1e-12))
        };
        let biases: Vec<f64> = task.labels.iter().map(bias).collect();
        let margins = biases.iter().map(|&bias| vec![bias; task.weights.len()]).collect();
        let states = matrices.iter().zip(tasks).map(|(matrix, task)| State::new(matrix, task, params)).collect();
        Self { task, states, biases, margins }
    }

    /// Grows one tree of each class.
    fn run(&mut self, number: u64, rate: f64) {
        let (rows, classes) = (self.task.weights.len(), self.states.len());
        // Exponentials are taken from the largest margin of a row as the round begins.
        let mut top = vec![f64::NEG_INFINITY; rows];
        for margins in &self.margins {
            chunked(&mut top, margins, |top, margin| *top = top.max(margin));
        }
        // What comes after each class, as the round begins, and what came before it, as it is by then.
        let mut after = vec![vec![0.0; rows]; classes];
        for class in (0..classes - 1).rev() {
            let (left, right) = after.split_at_mut(class + 1);
            left[class].copy_from_slice(&right[0]);
            add_exponentials(&mut left[class], &self.margins[class + 1], &top);
        }
        let mut before = vec![0.0; rows];
        for (class, after) in after.into_iter().enumerate() {
            let (state, margins) = (&mut self.states[class], &mut self.margins[class]);
            let mut others = after;
            chunked(&mut others, &before, |other, before| *other = ln((*other + before).max(1e-300)));
            chunked(&mut others, &top, |other, top| *other += top);
            state.margins.copy_from_slice(margins);
            chunked(&mut state.margins, &others, |margin, other| *margin -= other);
            state.add_tree(number * classes as u64 + class as u64, rate);
            margins.copy_from_slice(&state.margins);
            chunked(margins, &others, |margin, other| *margin += other);
            add_exponentials(&mut before, margins, &top);
        }
    }

    /// Weighted mean log loss of the held-out rows, in nats.
    fn log_loss(&self) -> f64 {
        let of_row = |&row: &u32| {
            let row = row as usize;
            let top = self.margins.iter().map(|margins| margins[row]).fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = self.margins.iter().map(|margins| exp(margins[row] - top)).sum();
            let own = (0..self.margins.len()).find(|&class| self.task.labels[class][row] > 0.5);
            let weight = f64::from(self.task.weights[row]);
            (weight * (top + ln(sum) - own.map_or(0.0, |class| self.margins[class][row])), weight)
        };
        let add = |a: (f64, f64), b: (f64, f64)| (a.0 + b.0, a.1 + b.1);
        let parts: Vec<(f64, f64)> =
            self.task.held_out.par_chunks(CHUNK).map(|part| part.iter().map(of_row).fold((0.0, 0.0), add)).collect();
        let (loss, weight) = parts.into_iter().fold((0.0, 0.0), add);
        loss / weight.max(1e-300)
    }

    fn held_out_margins(&self) -> Vec<Vec<f64>> {
        let of_class = |margins: &Vec<f64>| self.task.held_out.iter().map(|&row| margins[row as usize]).collect();
        self.margins.iter().map(of_class).collect()
    }
}

/// Changes every number by its partner, on all threads.
fn chunked(values: &mut [f64], others: &[f64], change: impl Fn(&mut f64, f64) + Sync) {
    let chunks = values.par_chunks_mut(CHUNK).zip(others.par_chunks(CHUNK));
    chunks.for_each(|(values, others)| values.iter_mut().zip(others).for_each(|(value, &other)| change(value, other)));
}

/// Adds e^(margin - top) to every sum.
fn add_exponentials(sums: &mut [f64], margins: &[f64], top: &[f64]) {
    let chunks = sums.par_chunks_mut(CHUNK).zip(margins.par_chunks(CHUNK)).zip(top.par_chunks(CHUNK));
    chunks.for_each(|((sums, margins), top)| {
        sums.iter_mut().zip(margins).zip(top).for_each(|((sum, margin), top)| *sum += exp(margin - top));
    });
}
