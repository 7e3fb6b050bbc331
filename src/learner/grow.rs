//! Growing one oblivious tree: level by level, the (feature, border) that best splits all leaves at once.
//!
//! Each row's gradient and hessian are rounded to integers and packed into one 64-bit word, so that a histogram takes one
//! addition a row and a feature, sums are exact, and a sibling's histogram is its parent's less the other child's (Shi et al.
//! 2022, "Quantized training of gradient boosting decision trees"). Integer sums do not depend on their order, hence neither do
//! the splits.

use std::ops::Range;

use rayon::prelude::*;

use super::matrix::{Comparison, LearnFeature};
use super::random::{Purpose, nearly_normal, stream};

/// One question of a tree in training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LearnSplit {
    pub(super) feature: usize,
    pub(super) at: u8,
    pub(super) comparison: Comparison,
}

impl LearnSplit {
    pub(super) fn says_yes(self, bin: u8) -> bool {
        match self.comparison {
            Comparison::AtLeast => bin >= self.at,
            Comparison::Equal => bin == self.at,
        }
    }
}

/// What steers a tree's growth.
pub(super) struct Growth {
    pub(super) depth: usize,
    pub(super) l2: f64,
    /// Standard deviation of the noise on scores.
    pub(super) noise: f64,
    pub(super) seed: u64,
    pub(super) tree: u64,
    pub(super) permutation: usize,
}

/// The rows that choose the splits, with their packed gradients.
pub(super) struct Packed {
    pub(super) rows: Vec<u32>,
    /// gradient × gradient_unit⁻¹ in the high half, hessian × hessian_unit⁻¹ in the low half.
    pub(super) words: Vec<i64>,
    pub(super) gradient_unit: f64,
    pub(super) hessian_unit: f64,
}

/// Reusable histograms of one feature: `leaves × width` words.
#[derive(Default)]
pub(super) struct Workspace {
    current: Vec<i64>,
    previous: Vec<i64>,
    scores: Vec<Terms>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Terms {
    gain: f64,
    norm: f64,
    splits_something: bool,
}

struct Candidate {
    score: f64,
    split: LearnSplit,
}

fn unpack(word: i64) -> (i64, i64) {
    let low = word & 0xffff_ffff;
    ((word - low) >> 32, low)
}

/// Grows a tree on the features at `active`; fewer levels than asked for when no split separates anything.
pub(super) fn grow(
    features: &[LearnFeature<'_>],
    active: &[usize],
    packed: &mut Packed,
    workspaces: &mut [Workspace],
    growth: &Growth,
) -> Vec<LearnSplit> {
    let mut splits: Vec<LearnSplit> = Vec::with_capacity(growth.depth);
    // Leaf q holds the rows at bounds[q]..bounds[q + 1] in leaf order `leaves`.
    let mut segments: Vec<Range<usize>> = std::iter::once(0..packed.rows.len()).collect();
    for level in 0..growth.depth {
        let totals: Vec<(i64, i64)> = segments.iter().map(|s| unpack(packed.words[s.clone()].iter().sum())).collect();
        let scorer = Scorer { packed, segments: &segments, totals: &totals, level, growth };
        let best = workspaces
            .par_iter_mut()
            .zip(active)
            .filter_map(|(workspace, &feature)| scorer.best_of(feature, &features[feature], workspace))
            .reduce_with(|a, b| if (b.score, a.split.feature) > (a.score, b.split.feature) { b } else { a });
        let Some(best) = best else { break };
        let bins = features[best.split.feature].bins(growth.permutation);
        segments = partition(packed, &segments, |row| best.split.says_yes(bins[row as usize]));
        splits.push(best.split);
    }
    splits
}

struct Scorer<'a> {
    packed: &'a Packed,
    segments: &'a [Range<usize>],
    totals: &'a [(i64, i64)],
    level: usize,
    growth: &'a Growth,
}

impl Scorer<'_> {
    fn best_of(&self, number: usize, feature: &LearnFeature<'_>, workspace: &mut Workspace) -> Option<Candidate> {
        let width = feature.width;
        self.fill(feature.bins(self.growth.permutation), width, workspace);
        workspace.scores.clear();
        workspace.scores.resize(width, Terms::default());
        for (leaf, &total) in self.totals.iter().enumerate() {
            let histogram = &workspace.current[leaf * width..(leaf + 1) * width];
            self.add_terms(feature.comparison, histogram, total, &mut workspace.scores);
        }
        let mut noise = stream(self.growth.seed, Purpose::Noise, (self.growth.tree << 8) | self.level as u64, number as u64);
        let mut best: Option<Candidate> = None;
        for (at, terms) in workspace.scores.iter().enumerate().skip(1) {
            if !terms.splits_something {
                continue;
            }
            let score = terms.gain / terms.norm.sqrt().max(1e-30) + self.growth.noise * nearly_normal(&mut noise);
            if best.as_ref().is_none_or(|b| score > b.score) {
                let split = LearnSplit { feature: number, at: at as u8, comparison: feature.comparison };
                best = Some(Candidate { score, split });
            }
        }
        best
    }

    /// Fills the histograms of this level's leaves from the rows of the smaller child and the parent's histogram.
    fn fill(&self, bins: &[u8], width: usize, workspace: &mut Workspace) {
        std::mem::swap(&mut workspace.current, &mut workspace.previous);
        let leaves = self.segments.len();
        workspace.current.clear();
        workspace.current.resize(leaves * width, 0);
        let count = |histogram: &mut [i64], leaf: usize| {
            let segment = self.segments[leaf].clone();
            for (&row, &word) in self.packed.rows[segment.clone()].iter().zip(&self.packed.words[segment]) {
                histogram[usize::from(bins[row as usize])] += word;
            }
        };
        if leaves == 1 {
            count(&mut workspace.current, 0);
            return;
        }
        let half = leaves / 2;
        let (no, yes) = workspace.current.split_at_mut(half * width);
        for leaf in 0..half {
            let span = leaf * width..(leaf + 1) * width;
            let (no, yes) = (&mut no[span.clone()], &mut yes[span.clone()]);
            let no_is_smaller = self.segments[leaf].len() <= self.segments[leaf + half].len();
            let (small, large, small_leaf) = if no_is_smaller { (no, yes, leaf) } else { (yes, no, leaf + half) };
            count(small, small_leaf);
            for ((large, small), parent) in large.iter_mut().zip(small.iter()).zip(&workspace.previous[span]) {
                *large = parent - small;
            }
        }
    }

    /// Adds one leaf's share to every border's score. The score is the cosine between the negative gradient and the leaf
    /// values that the split would give, as CatBoost's: Σ G v / √(Σ H v²) with v = G / (H + l2).
    fn add_terms(&self, comparison: Comparison, histogram: &[i64], total: (i64, i64), scores: &mut [Terms]) {
        let side = |gradient: i64, hessian: i64| {
            let (g, h) = (gradient as f64 * self.packed.gradient_unit, hessian as f64 * self.packed.hessian_unit);
            let value = g / (h + self.growth.l2);
            (g * value, h * value * value)
        };
        let mut below = (0, 0);
        for (at, &word) in histogram.iter().enumerate() {
            let own = unpack(word);
            let apart = match comparison {
                Comparison::AtLeast => below,
                Comparison::Equal => own,
            };
            below = (below.0 + own.0, below.1 + own.1);
            let rest = (total.0 - apart.0, total.1 - apart.1);
            let (left, right) = (side(apart.0, apart.1), side(rest.0, rest.1));
            let terms = &mut scores[at];
            terms.gain += left.0 + right.0;
            terms.norm += left.1 + right.1;
            terms.splits_something |= apart.1 > 0 && rest.1 > 0;
        }
    }
}

/// Splits every leaf's rows in two, stably: leaf q becomes q (no) and q + leaves (yes).
fn partition(packed: &mut Packed, segments: &[Range<usize>], yes: impl Fn(u32) -> bool) -> Vec<Range<usize>> {
    let (mut rows, mut words) = (Vec::with_capacity(packed.rows.len()), Vec::with_capacity(packed.words.len()));
    let mut next = vec![0..0; segments.len() * 2];
    for wanted in [false, true] {
        for (leaf, segment) in segments.iter().enumerate() {
            let start = rows.len();
            for at in segment.clone() {
                if yes(packed.rows[at]) == wanted {
                    rows.push(packed.rows[at]);
                    words.push(packed.words[at]);
                }
            }
            next[leaf + usize::from(wanted) * segments.len()] = start..rows.len();
        }
    }
    packed.rows = rows;
    packed.words = words;
    next
}
