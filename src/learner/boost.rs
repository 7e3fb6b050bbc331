//! Gradient boosting for log loss (Friedman 2001) with Newton leaves, row and column sampling and early stopping.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use crate::error::{Error, ErrorKind, Result};
use crate::math::{exp, ln, logit};

use super::draw::{Bootstrap, Gradient, draw};
use super::greedy::Greedy;
use super::grow::{Growth, LearnSplit, Workspaces, grow};
use super::logistic::{Logistic, Sigmoids};
use super::matrix::{Block, Comparison, LANES, Matrix};
use super::ordered::{Leaves, Ordered};
use super::random::{Purpose, shuffle, stream};
use super::{Monotone, Params, monotone};

/// Newton's method overshoots where the probability is near 0 or 1 and diverges from there; a step this long is the longest.
const LONGEST_STEP: f64 = 2.0;
/// Rows summed together; fixed, so that sums do not depend on the thread count.
pub(super) const CHUNK: usize = 8192;

/// A tree in training.
#[derive(Debug, Clone)]
pub(super) struct LearnTree {
    pub(super) splits: Vec<LearnSplit>,
    /// Leaf values in log-odds, shrinkage applied.
    pub(super) values: Vec<f64>,
    pub(super) covers: Vec<u32>,
}

/// A boosted forest in training.
pub(super) struct Boosted {
    pub(super) bias: f64,
    pub(super) trees: Vec<LearnTree>,
    /// The margins of every row of the table after the last kept tree, or, where no rows are held out, after the last that was grown.
    pub(super) margins: Vec<f64>,
}

/// What to learn from.
pub(super) struct Task<'a> {
    /// 1 for the event, one a row of the table.
    pub(super) labels: &'a [f32],
    /// Weights, one a row of the table, 0 or more.
    pub(super) weights: &'a [f32],
    /// Rows to fit.
    pub(super) rows: &'a [u32],
    /// Rows that decide when to stop; empty to grow all the trees.
    pub(super) held_out: &'a [u32],
    /// Most trees.
    pub(super) most: &'a Most,
}

impl Task<'_> {
    /// The gradients and hessians of the losses of `rows` at these margins.
    fn gradients(&self, rows: &[u32], margins: impl Iterator<Item = f64>) -> impl Iterator<Item = Gradient> {
        shares(margins).into_iter().zip(rows).map(|(p, &row)| {
            let (label, weight) = (self.labels[row as usize], self.weights[row as usize]);
            [weight * (label - p), weight * p * (1.0 - p)]
        })
    }
}

/// The most trees that a fit may grow. Others may lower it while the fit is under way, and drop what was grown beyond.
pub(super) struct Most(AtomicU32);

impl Most {
    pub(super) fn new(trees: u32) -> Self {
        Self(AtomicU32::new(trees))
    }

    pub(super) fn lower(&self, trees: u32) {
        self.0.fetch_min(trees, Ordering::Relaxed);
    }

    pub(super) fn trees(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Watches training: called after each tree with (trees grown, held-out log loss if any); returns false to cancel.
pub(super) type Watch<'a> = dyn Fn(u32, Option<f64>) -> bool + Sync + 'a;

/// Fits a forest.
///
/// # Errors
/// `cancelled` when the watcher says so.
pub(super) fn boost(matrix: &Matrix, task: &Task<'_>, params: &Params, watch: &Watch<'_>) -> Result<Boosted> {
    run(State::new(matrix, task, params), watch).map(|(boosted, _)| boosted)
}

/// Fits a forest that finds combinations of categorical columns as it grows, and gives them back; its features beyond those of the matrix
/// are of their blocks.
///
/// # Errors
/// `cancelled` when the watcher says so.
pub(super) fn boost_greedily<'a>(
    matrix: &'a Matrix,
    task: &'a Task<'_>,
    params: &'a Params,
    greedy: Greedy<'a>,
    watch: &Watch<'_>,
) -> Result<(Boosted, Option<Greedy<'a>>)> {
    run(State { greedy: Some(greedy), ..State::new(matrix, task, params) }, watch)
}

/// Grows trees until they do not help any more.
fn run<'a>(mut state: State<'a>, watch: &Watch<'_>) -> Result<(Boosted, Option<Greedy<'a>>)> {
    let (task, params) = (state.task, state.params);
    let rate = params.learning_rate(task.rows.len());
    if params.is_ordered() {
        state.ordered = Some(Ordered::new(task.rows.len(), state.bias, params.seed));
    }
    let (mut best, mut best_trees, mut best_margins) = (f64::INFINITY, 0, Vec::new());
    for tree in 0.. {
        if tree >= task.most.trees() {
            break;
        }
        state.add_tree(u64::from(tree), rate);
        let loss = (!task.held_out.is_empty()).then(|| state.log_loss(task.held_out));
        if let Some(loss) = loss
            && loss < best
        {
            best = loss;
            best_trees = state.trees.len();
            best_margins.clone_from(&state.margins);
        }
        if !watch(tree + 1, loss) {
            return Err(Error::new(
                ErrorKind::Cancelled,
                "training was cancelled",
                format!("tree {}", tree + 1),
                "an end",
                "a stop",
            ));
        }
        if loss.is_some() && state.trees.len() >= best_trees + params.patience(task.rows.len(), best_trees) {
            break;
        }
    }
    if !task.held_out.is_empty() {
        state.trees.truncate(best_trees);
        state.margins = best_margins;
    }
    Ok((Boosted { bias: state.bias, trees: state.trees, margins: state.margins }, state.greedy))
}

/// The probabilities of margins.
fn shares(margins: impl Iterator<Item = f64>) -> Vec<f32> {
    let mut shares: Vec<f32> = margins.map(|margin| margin as f32).collect();
    Arch::new().dispatch(Sigmoids(&mut shares));
    shares
}

/// Sets the bit of a level in the leaves of the rows that answer yes.
struct Answer<'a> {
    split: LearnSplit,
    level: usize,
    leaves: &'a mut [u8],
    bins: &'a [[u8; LANES]],
}

impl WithSimd for Answer<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { split, level, leaves, bins } = self;
        let shift = 8 * (split.feature % LANES);
        let at = u64::from(split.at);
        let rows = leaves.iter_mut().zip(bins);
        // A block's row as one word: taken apart byte by byte it would not be compared in wide registers.
        let bin = |bins: &[u8; LANES]| (u64::from_le_bytes(*bins) >> shift) & 0xff;
        match split.comparison {
            Comparison::AtLeast => rows.for_each(|(leaf, bins)| *leaf |= u8::from(bin(bins) >= at) << level),
            Comparison::Equal => rows.for_each(|(leaf, bins)| *leaf |= u8::from(bin(bins) == at) << level),
        }
    }
}

/// Sum and weight of losses or of labels.
type Pair = (f64, f64);
/// Gradient and hessian of a leaf, and how many rows it has.
type LeafSum = (f64, f64, u32);

fn add(a: Pair, b: Pair) -> Pair {
    (a.0 + b.0, a.1 + b.1)
}

fn add_leaf(a: LeafSum, b: LeafSum) -> LeafSum {
    (a.0 + b.0, a.1 + b.1, a.2 + b.2)
}

pub(super) struct State<'a> {
    matrix: &'a Matrix,
    task: &'a Task<'a>,
    params: &'a Params,
    logistic: Logistic,
    bias: f64,
    pub(super) margins: Vec<f64>,
    /// Negative gradient and hessian of each learning row.
    gradients: Vec<Gradient>,
    /// The leaf of every row of the table.
    leaves: Vec<u8>,
    pub(super) trees: Vec<LearnTree>,
    workspaces: Workspaces,
    bootstrap: Bootstrap,
    /// Forests that gradients are taken from, where boosting is ordered.
    ordered: Option<Ordered>,
    /// Combinations that are found as trees grow, where they are.
    greedy: Option<Greedy<'a>>,
}

impl<'a> State<'a> {
    pub(super) fn new(matrix: &'a Matrix, task: &'a Task<'a>, params: &'a Params) -> Self {
        let of_row = |&row: &u32| {
            let weight = f64::from(task.weights[row as usize]);
            (weight * f64::from(task.labels[row as usize]), weight)
        };
        let (positive, all) = task.rows.iter().map(of_row).fold((0.0, 0.0), add);
        let bias = logit(positive / all.max(1e-300));
        Self {
            matrix,
            task,
            params,
            logistic: Logistic::new(),
            bias,
            margins: vec![bias; task.labels.len()],
            gradients: vec![[0.0; 2]; task.rows.len()],
            leaves: vec![0; task.labels.len()],
            trees: Vec::new(),
            workspaces: Workspaces::new(matrix),
            bootstrap: match params.bagging_temperature {
                Some(temperature) => Bootstrap::Bayesian(temperature),
                None => Bootstrap::MinimalVariance(params.row_sample(task.rows.len())),
            },
            ordered: None,
            greedy: None,
        }
    }

    /// Weighted mean log loss of `rows`, in nats.
    fn log_loss(&self, rows: &[u32]) -> f64 {
        let of_row = |&row: &u32| {
            let row = row as usize;
            let weight = f64::from(self.task.weights[row]);
            (weight * self.logistic.loss(self.margins[row], f64::from(self.task.labels[row])), weight)
        };
        let parts: Vec<Pair> = rows.par_chunks(CHUNK).map(|part| part.iter().map(of_row).fold((0.0, 0.0), add)).collect();
        let (loss, weight) = parts.into_iter().fold((0.0, 0.0), add);
        loss / weight.max(1e-300)
    }

    /// Grows a tree on the gradients at the margins, and adds it to them.
    pub(super) fn add_tree(&mut self, tree: u64, rate: f64) {
        let spread = if self.ordered.is_some() { self.take_unseen_gradients(tree) } else { self.take_gradients() };
        let mut drawn = draw(self.task.rows, &self.gradients, self.bootstrap, self.params.seed, tree);
        let active = self.active(tree);
        let growth = Growth {
            depth: self.params.depth(self.task.labels.len()),
            l2: self.params.l2 as f32,
            noise: self.params.random_strength * spread * self.noise_left(rate),
            seed: self.params.seed,
            tree,
            permutation: tree as usize,
            active: &active,
        };
        let splits = grow(self.matrix, self.greedy.as_mut(), &mut drawn, &mut self.workspaces, &growth);
        self.find_leaves(&splits, tree as usize);
        if self.ordered.is_some() {
            // What ships has seen all rows: its leaves are those of plain boosting.
            self.take_gradients();
            self.follow(splits.len(), rate);
        }
        let (values, covers) = self.leaf_values(&splits, rate);
        let margins = self.margins.par_chunks_mut(CHUNK).zip(self.leaves.par_chunks(CHUNK));
        margins.for_each(|(margins, leaves)| {
            margins.iter_mut().zip(leaves).for_each(|(margin, &leaf)| *margin += values[usize::from(leaf)]);
        });
        self.trees.push(LearnTree { splits, values, covers });
    }

    /// Takes the gradients of the learning rows at their margins; their root mean square.
    fn take_gradients(&mut self) -> f64 {
        let (task, margins) = (self.task, &self.margins);
        let part = |(gradients, rows): (&mut [Gradient], &[u32])| {
            let mut squares = 0.0;
            let fresh = task.gradients(rows, rows.iter().map(|&row| margins[row as usize]));
            for (gradient, fresh) in gradients.iter_mut().zip(fresh) {
                *gradient = fresh;
                squares += f64::from(gradient[0]) * f64::from(gradient[0]);
            }
            squares
        };
        let chunks = self.gradients.par_chunks_mut(CHUNK).zip(task.rows.par_chunks(CHUNK));
        let squares: Vec<f64> = chunks.map(part).collect();
        (squares.iter().sum::<f64>() / self.gradients.len().max(1) as f64).sqrt()
    }

    /// Takes the gradients of the learning rows at margins of forests that have not seen them; their root mean square.
    fn take_unseen_gradients(&mut self, tree: u64) -> f64 {
        let (task, logistic, gradients) = (self.task, self.logistic, &mut self.gradients);
        let mut squares = 0.0;
        let visit = |position: usize, margin: f64| {
            let row = task.rows[position] as usize;
            let (p, weight) = (logistic.sigmoid(margin), f64::from(task.weights[row]));
            let g = weight * (f64::from(task.labels[row]) - p);
            squares += g * g;
            gradients[position] = [g as f32, (weight * p * (1.0 - p)) as f32];
        };
        if let Some(ordered) = &self.ordered {
            ordered.unseen(tree, self.bias, visit);
        }
        (squares / task.rows.len().max(1) as f64).sqrt()
    }

    /// Adds the tree of `depth` levels whose leaves were found to the forests that gradients are taken from.
    fn follow(&mut self, depth: usize, rate: f64) {
        let (task, leaves) = (self.task, &self.leaves);
        let row = |position: usize| {
            let row = task.rows[position] as usize;
            (f64::from(task.labels[row]), f64::from(task.weights[row]))
        };
        let of = |position: usize| usize::from(leaves[task.rows[position] as usize]);
        let (count, steps) = (1 << depth, self.params.leaf_steps);
        let leaves = Leaves { of: &of, row: &row, count, l2: self.params.l2, rate, steps, longest: LONGEST_STEP };
        if let Some(ordered) = &mut self.ordered {
            ordered.add_tree(&leaves, self.logistic);
        }
    }

    /// CatBoost's schedule: the noise fades once the forest has learned about as much as there are rows to learn from.
    fn noise_left(&self, rate: f64) -> f64 {
        let left = exp(ln(self.task.rows.len() as f64) - rate * self.trees.len() as f64);
        left / (1.0 + left)
    }

    /// Whether this tree may split on each feature.
    fn active(&self, tree: u64) -> Vec<bool> {
        let mut numbers: Vec<usize> = self.matrix.numbers().collect();
        let share = self.params.column_sample(self.matrix.columns);
        if share < 1.0 {
            shuffle(&mut numbers, &mut stream(self.params.seed, Purpose::Columns, tree, 0));
            numbers.truncate(((numbers.len() as f64 * share).round() as usize).max(1));
        }
        let mut active = vec![false; self.matrix.blocks.len() * LANES];
        numbers.into_iter().for_each(|number| active[number] = true);
        active
    }

    /// Finds the leaf of every row of the table, held out or not.
    fn find_leaves(&mut self, splits: &[LearnSplit], permutation: usize) {
        let blocks: Vec<&Arc<Block>> = self.matrix.blocks.iter().chain(self.greedy.iter().flat_map(|g| &g.blocks)).collect();
        let blocks: Vec<&[[u8; LANES]]> = splits.iter().map(|split| blocks[split.feature / LANES].bins(permutation)).collect();
        let arch = Arch::new();
        self.leaves.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, leaves)| {
            leaves.fill(0);
            for (level, (&split, block)) in splits.iter().zip(&blocks).enumerate() {
                arch.dispatch(Answer { split, level, leaves, bins: &block[chunk * CHUNK..] });
            }
        });
    }

    /// The leaves' values, shrunk by `rate`, and the number of learning rows in each: a Newton step G / (H + l2) on all
    /// learning rows, and more of them from where it leads if so many are asked for.
    fn leaf_values(&self, splits: &[LearnSplit], rate: f64) -> (Vec<f64>, Vec<u32>) {
        let count = 1 << splits.len();
        let directions: Vec<Option<Monotone>> = splits.iter().map(|split| self.direction(split)).collect();
        let (mut values, mut covers) = (vec![0.0; count], Vec::new());
        for step in 0..self.params.leaf_steps {
            let sums = if step == 0 {
                let sums = self.sum_leaves(count, |span, _| &self.gradients[span]);
                covers = sums.iter().map(|sum| sum.2).collect();
                sums
            } else {
                self.sum_leaves(count, |_, rows| self.gradients_beyond(rows, &values))
            };
            for (value, &(g, h, _)) in values.iter_mut().zip(&sums) {
                // The penalty pulls the whole value, not only the step, towards 0.
                let step = (g - self.params.l2 * *value) / (h + self.params.l2).max(1e-300);
                *value += step.clamp(-LONGEST_STEP, LONGEST_STEP);
            }
            let weights: Vec<f64> = sums.iter().map(|(_, h, _)| h + self.params.l2).collect();
            monotone::project(&mut values, &weights, &directions);
        }
        values.iter_mut().for_each(|value| *value *= rate);
        (values, covers)
    }

    /// The way a tree may turn at a split. Whether there is a gap is no matter of more or less, and combinations may go either way.
    fn direction(&self, split: &LearnSplit) -> Option<Monotone> {
        if split.feature / LANES >= self.matrix.blocks.len() {
            return None;
        }
        self.matrix.feature(split.feature).monotone.filter(|_| split.at > 1)
    }

    /// The gradients of `rows` where their leaves' values are added to their margins.
    fn gradients_beyond(&self, rows: &[u32], values: &[f64]) -> Vec<Gradient> {
        let (margins, leaves) = (&self.margins, &self.leaves);
        let margins = rows.iter().map(|&row| margins[row as usize] + values[usize::from(leaves[row as usize])]);
        self.task.gradients(rows, margins).collect()
    }

    /// Sums the gradients of the learning rows, told by their positions and rows, by leaf, and counts them.
    fn sum_leaves<G: AsRef<[Gradient]>>(
        &self,
        count: usize,
        gradients: impl Fn(Range<usize>, &[u32]) -> G + Sync,
    ) -> Vec<LeafSum> {
        let part = |(chunk, rows): (usize, &[u32])| {
            // In turns into two sums a leaf, so that rows of one leaf after another need not wait for each other.
            let mut sums = vec![[(0.0, 0.0, 0); 2]; count];
            let from = chunk * CHUNK;
            let gradients = gradients(from..from + rows.len(), rows);
            for (at, (&row, &[g, h])) in rows.iter().zip(gradients.as_ref()).enumerate() {
                let sum = &mut sums[usize::from(self.leaves[row as usize])][at % 2];
                *sum = add_leaf(*sum, (f64::from(g), f64::from(h), 1));
            }
            sums.into_iter().map(|[a, b]| add_leaf(a, b)).collect::<Vec<LeafSum>>()
        };
        let parts: Vec<Vec<LeafSum>> = self.task.rows.par_chunks(CHUNK).enumerate().map(part).collect();
        (0..count).map(|leaf| parts.iter().map(|part| part[leaf]).fold((0.0, 0.0, 0), add_leaf)).collect()
    }
}
