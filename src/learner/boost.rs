//! Gradient boosting for log loss (Friedman 2001) with Newton leaves, row and column sampling and early stopping.

use rayon::prelude::*;

use crate::error::{Error, ErrorKind, Result};
use crate::math::{logit, sigmoid, softplus};

use super::Params;
use super::grow::{Growth, LearnSplit, Packed, Workspace, grow};
use super::matrix::Matrix;
use super::random::{Purpose, Rng, shuffle, stream};

/// Newton steps for each tree's leaves.
const LEAF_STEPS: usize = 4;
/// Newton's method overshoots where the probability is near 0 or 1 and diverges from there; a step this long is the longest.
const LONGEST_STEP: f64 = 2.0;
/// Rows summed together; fixed, so that sums do not depend on the thread count.
const CHUNK: usize = 8192;

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
    /// The margins of every row of the table after the last kept tree.
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
    pub(super) iterations: u32,
}

/// Watches training: called after each tree with (trees grown, held-out log loss if any); returns false to cancel.
pub(super) type Watch<'a> = dyn Fn(u32, Option<f64>) -> bool + Sync + 'a;

/// Fits a forest.
///
/// # Errors
/// `cancelled` when the watcher says so.
pub(super) fn boost(matrix: &Matrix<'_>, task: &Task<'_>, params: &Params, watch: &Watch<'_>) -> Result<Boosted> {
    let rate = params.learning_rate(task.rows.len());
    let mut state = State::new(matrix, task, params);
    let (mut best, mut best_trees, mut best_margins) = (f64::INFINITY, 0, Vec::new());
    for tree in 0..task.iterations {
        state.add_tree(u64::from(tree), rate);
        let loss = (!task.held_out.is_empty()).then(|| log_loss(task, task.held_out, &state.margins));
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
        if loss.is_some() && state.trees.len() >= best_trees + params.patience as usize {
            break;
        }
    }
    if !task.held_out.is_empty() {
        state.trees.truncate(best_trees);
        state.margins = best_margins;
    }
    Ok(Boosted { bias: state.bias, trees: state.trees, margins: state.margins })
}

/// Weighted mean log loss of `rows` at `margins`, in nats.
fn log_loss(task: &Task<'_>, rows: &[u32], margins: &[f64]) -> f64 {
    let part = |rows: &[u32]| {
        let (mut loss, mut weight) = (0.0, 0.0);
        for &row in rows {
            let row = row as usize;
            let (w, margin) = (f64::from(task.weights[row]), margins[row]);
            loss += w * (softplus(margin) - f64::from(task.labels[row]) * margin);
            weight += w;
        }
        (loss, weight)
    };
    let parts: Vec<(f64, f64)> = rows.par_chunks(CHUNK).map(part).collect();
    let (loss, weight) = parts.iter().fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
    loss / weight.max(1e-300)
}

struct State<'a> {
    matrix: &'a Matrix<'a>,
    task: &'a Task<'a>,
    params: &'a Params,
    bias: f64,
    margins: Vec<f64>,
    trees: Vec<LearnTree>,
    workspaces: Vec<Workspace>,
}

impl<'a> State<'a> {
    fn new(matrix: &'a Matrix<'a>, task: &'a Task<'a>, params: &'a Params) -> Self {
        let (mut positive, mut all) = (0.0, 0.0);
        for &row in task.rows {
            positive += f64::from(task.weights[row as usize]) * f64::from(task.labels[row as usize]);
            all += f64::from(task.weights[row as usize]);
        }
        let bias = logit(positive / all.max(1e-300));
        let workspaces = matrix.features.iter().map(|_| Workspace::default()).collect();
        Self { matrix, task, params, bias, margins: vec![bias; task.labels.len()], trees: Vec::new(), workspaces }
    }

    fn add_tree(&mut self, tree: u64, rate: f64) {
        let (gradients, spread) = self.gradients();
        let mut packed = self.pack(&gradients, tree);
        let active = self.active(tree);
        let growth = Growth {
            depth: self.params.depth,
            l2: self.params.l2,
            noise: self.params.random_strength * spread * self.noise_left(rate),
            seed: self.params.seed,
            tree,
            permutation: tree as usize,
        };
        let splits = grow(&self.matrix.features, &active, &mut packed, &mut self.workspaces[..active.len()], &growth);
        let leaves = self.leaves(&splits, tree as usize);
        let (values, covers) = self.leaf_values(&leaves, 1 << splits.len(), rate);
        self.margins.par_iter_mut().zip(&leaves).for_each(|(margin, &leaf)| *margin += values[usize::from(leaf)]);
        self.trees.push(LearnTree { splits, values, covers });
    }

    /// Negative gradient and hessian of each learning row, and the gradients' root mean square.
    fn gradients(&self) -> (Vec<(f64, f64)>, f64) {
        let one = |&row: &u32| {
            let row = row as usize;
            let (p, w) = (sigmoid(self.margins[row]), f64::from(self.task.weights[row]));
            (w * (f64::from(self.task.labels[row]) - p), w * p * (1.0 - p))
        };
        let gradients: Vec<(f64, f64)> = self.task.rows.par_iter().map(one).collect();
        let squares: Vec<f64> = gradients.par_chunks(CHUNK).map(|part| part.iter().map(|x| x.0 * x.0).sum()).collect();
        let spread = (squares.iter().sum::<f64>() / gradients.len().max(1) as f64).sqrt();
        (gradients, spread)
    }

    /// CatBoost's schedule: the noise fades once the forest has learned about as much as there are rows to learn from.
    fn noise_left(&self, rate: f64) -> f64 {
        let left = crate::math::exp(crate::math::ln(self.task.rows.len() as f64) - rate * self.trees.len() as f64);
        left / (1.0 + left)
    }

    /// Draws the rows that choose this tree's splits and packs their gradients, rounded at random so that sums are unbiased.
    fn pack(&self, gradients: &[(f64, f64)], tree: u64) -> Packed {
        let (largest_g, largest_h) = gradients.iter().fold((1e-300_f64, 1e-300_f64), |m, x| (m.0.max(x.0.abs()), m.1.max(x.1)));
        // A sum over all rows must fit 31 bits; more than 16 bits a row would buy nothing.
        let bits = (29 - (gradients.len().max(2) - 1).ilog2() as i32).clamp(2, 16);
        let top = f64::from(1_u32 << bits);
        let (gradient_unit, hessian_unit) = (largest_g / top, largest_h / top);
        let mut random = stream(self.params.seed, Purpose::Rows, tree, 0);
        let mut packed = Packed { rows: Vec::new(), words: Vec::new(), gradient_unit, hessian_unit };
        for (&row, &(g, h)) in self.task.rows.iter().zip(gradients) {
            let draw = random.next_u64();
            if (draw >> 32) as f64 >= self.params.row_sample * 4_294_967_296.0 {
                continue;
            }
            let (low, high) = ((draw & 0xffff) as f64 / 65_536.0, ((draw >> 16) & 0xffff) as f64 / 65_536.0);
            let gradient = (g / gradient_unit + low).floor() as i64;
            let hessian = ((h / hessian_unit + high).floor() as i64).max(1);
            packed.rows.push(row);
            packed.words.push((gradient << 32) + hessian);
        }
        packed
    }

    fn active(&self, tree: u64) -> Vec<usize> {
        let mut active: Vec<usize> = (0..self.matrix.features.len()).collect();
        if self.params.column_sample < 1.0 {
            shuffle(&mut active, &mut stream(self.params.seed, Purpose::Columns, tree, 0));
            active.truncate(((active.len() as f64 * self.params.column_sample).round() as usize).max(1));
            active.sort_unstable();
        }
        active
    }

    /// The leaf of every row of the table, held out or not.
    fn leaves(&self, splits: &[LearnSplit], permutation: usize) -> Vec<u16> {
        let mut leaves = vec![0_u16; self.task.labels.len()];
        for (level, split) in splits.iter().enumerate() {
            let bins = self.matrix.features[split.feature].bins(permutation);
            let set = |(leaf, &bin): (&mut u16, &u8)| *leaf |= u16::from(split.says_yes(bin)) << level;
            leaves.par_iter_mut().zip(bins).with_min_len(CHUNK).for_each(set);
        }
        leaves
    }

    /// Newton steps on all learning rows: each adds G / (H + l2) to a leaf.
    fn leaf_values(&self, leaves: &[u16], count: usize, rate: f64) -> (Vec<f64>, Vec<u32>) {
        let mut values = vec![0.0; count];
        let mut covers = vec![0_u32; count];
        for &row in self.task.rows {
            covers[usize::from(leaves[row as usize])] += 1;
        }
        for _ in 0..LEAF_STEPS {
            let part = |rows: &[u32]| {
                let mut sums = vec![(0.0, 0.0); count];
                for &row in rows {
                    let row = row as usize;
                    let leaf = usize::from(leaves[row]);
                    let (p, w) = (sigmoid(self.margins[row] + values[leaf]), f64::from(self.task.weights[row]));
                    sums[leaf].0 += w * (f64::from(self.task.labels[row]) - p);
                    sums[leaf].1 += w * p * (1.0 - p);
                }
                sums
            };
            let parts: Vec<Vec<(f64, f64)>> = self.task.rows.par_chunks(CHUNK).map(part).collect();
            for (leaf, value) in values.iter_mut().enumerate() {
                let (g, h) = parts.iter().fold((0.0, 0.0), |a, part| (a.0 + part[leaf].0, a.1 + part[leaf].1));
                // The penalty pulls the whole value, not only the step, towards 0.
                let step = (g - self.params.l2 * *value) / (h + self.params.l2).max(1e-300);
                *value += step.clamp(-LONGEST_STEP, LONGEST_STEP);
            }
        }
        values.iter_mut().for_each(|value| *value *= rate);
        (values, covers)
    }
}
