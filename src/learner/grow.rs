//! Growing one oblivious tree: level by level, the (feature, border) that best splits all leaves at once.

use std::ops::Range;

use rayon::prelude::*;

use super::draw::{Drawn, unpack};
use super::histogram::Histograms;
use super::inputs::RARE_CODE;
use super::matrix::{Block, Comparison, LANES, LearnFeature, Matrix};
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
pub(super) struct Growth<'a> {
    pub(super) depth: usize,
    pub(super) l2: f32,
    /// Standard deviation of the noise on scores.
    pub(super) noise: f64,
    pub(super) seed: u64,
    pub(super) tree: u64,
    pub(super) permutation: usize,
    /// Whether each feature may be split on.
    pub(super) active: &'a [bool],
}

/// What a block needs to be scored, kept from level to level and tree to tree.
#[derive(Default)]
pub(super) struct Workspace {
    /// The bins of the drawn rows side by side: those of all rows are too far apart for the cache.
    bins: Vec<[u8; LANES]>,
    histograms: Histograms,
    tally: Tally,
}

struct Candidate {
    score: f64,
    split: LearnSplit,
}

/// Grows a tree; fewer levels than asked for when no split separates anything.
pub(super) fn grow(matrix: &Matrix, drawn: &mut Drawn, workspaces: &mut [Workspace], growth: &Growth<'_>) -> Vec<LearnSplit> {
    workspaces.par_iter_mut().zip(&matrix.blocks).for_each(|(workspace, block)| {
        let bins = block.bins(growth.permutation);
        workspace.bins.clear();
        workspace.bins.extend(drawn.rows.iter().map(|&row| bins[row as usize]));
    });
    // From here on a row is its position among those drawn.
    drawn.rows.iter_mut().zip(0..).for_each(|(row, position)| *row = position);
    let mut splits: Vec<LearnSplit> = Vec::with_capacity(growth.depth);
    // The rows of leaf q are those at segments[q].
    let mut segments: Vec<Range<usize>> = std::iter::once(0..drawn.rows.len()).collect();
    for level in 0..growth.depth {
        let totals: Vec<(i32, i32)> = segments.iter().map(|s| unpack(drawn.words[s.clone()].iter().sum())).collect();
        let scorer = Scorer { drawn, segments: &segments, totals: &totals, level, growth };
        let best = workspaces
            .par_iter_mut()
            .zip(&matrix.blocks)
            .enumerate()
            .filter_map(|(number, (workspace, block))| scorer.best_of(number, block, workspace))
            .reduce_with(better);
        let Some(best) = best else { break };
        splits.push(best.split);
        if splits.len() == growth.depth {
            break;
        }
        let (block, lane) = (best.split.feature / LANES, best.split.feature % LANES);
        let bins = &workspaces[block].bins;
        segments = partition(drawn, &segments, |row| best.split.says_yes(bins[row as usize][lane]));
    }
    splits
}

/// The higher score; of equal ones the earlier feature.
fn better(a: Candidate, b: Candidate) -> Candidate {
    if (b.score, a.split.feature) > (a.score, b.split.feature) { b } else { a }
}

struct Scorer<'a> {
    drawn: &'a Drawn,
    segments: &'a [Range<usize>],
    totals: &'a [(i32, i32)],
    level: usize,
    growth: &'a Growth<'a>,
}

impl Scorer<'_> {
    fn best_of(&self, number: usize, block: &Block, workspace: &mut Workspace) -> Option<Candidate> {
        workspace.histograms.fill(&workspace.bins, block.stride, self.drawn, self.segments);
        let lanes = block.features.iter().enumerate().filter(|(lane, _)| self.growth.active[number * LANES + lane]);
        lanes
            .filter_map(|(lane, feature)| {
                workspace.tally.clear(feature.width);
                for (leaf, &total) in self.totals.iter().enumerate() {
                    let histogram = &workspace.histograms.of(leaf, lane)[..feature.width];
                    workspace.tally.add(feature.comparison, histogram, total, self.drawn, self.growth.l2);
                }
                self.best_border(number * LANES + lane, feature, &workspace.tally)
            })
            .reduce(better)
    }

    fn best_border(&self, number: usize, feature: &LearnFeature, tally: &Tally) -> Option<Candidate> {
        let mut noise = stream(self.growth.seed, Purpose::Noise, (self.growth.tree << 8) | self.level as u64, number as u64);
        let mut best: Option<Candidate> = None;
        for at in 1..feature.width {
            // Rare categories have no name to be asked for by.
            let nameless = feature.comparison == Comparison::Equal && at == RARE_CODE as usize;
            if tally.separates[at] == 0 || nameless {
                continue;
            }
            let score = tally.score(at) + self.growth.noise * nearly_normal(&mut noise);
            if best.as_ref().is_none_or(|b| score > b.score) {
                let split = LearnSplit { feature: number, at: at as u8, comparison: feature.comparison };
                best = Some(Candidate { score, split });
            }
        }
        best
    }
}

/// The terms of a feature's scores, border by border, summed over leaves.
#[derive(Default)]
struct Tally {
    gain: Vec<f32>,
    norm: Vec<f32>,
    /// Above 0 where some leaf has rows on both sides.
    separates: Vec<i32>,
    /// Gradient and hessian of the rows that a border sets apart.
    apart: (Vec<i32>, Vec<i32>),
}

impl Tally {
    fn clear(&mut self, width: usize) {
        self.gain.clear();
        self.gain.resize(width, 0.0);
        self.norm.clear();
        self.norm.resize(width, 0.0);
        self.separates.clear();
        self.separates.resize(width, 0);
    }

    /// The cosine between the negative gradient and the leaf values that the split would give, as CatBoost's:
    /// Σ G v / √(Σ H v²) with v = G / (H + l2).
    fn score(&self, at: usize) -> f64 {
        f64::from(self.gain[at]) / f64::from(self.norm[at]).sqrt().max(1e-30)
    }

    /// Adds one leaf's share to every border's terms.
    fn add(&mut self, comparison: Comparison, histogram: &[i64], total: (i32, i32), drawn: &Drawn, l2: f32) {
        let (gradients, hessians) = (&mut self.apart.0, &mut self.apart.1);
        gradients.clear();
        hessians.clear();
        let mut below = 0;
        for &word in histogram {
            let (g, h) = unpack(if comparison == Comparison::AtLeast { below } else { word });
            below += word;
            gradients.push(g);
            hessians.push(h);
        }
        let (gradient_unit, hessian_unit) = (drawn.gradient_unit, drawn.hessian_unit);
        let side = |gradient: i32, hessian: i32| {
            let (g, h) = (gradient as f32 * gradient_unit, hessian as f32 * hessian_unit);
            let value = g / (h + l2).max(f32::MIN_POSITIVE);
            (g * value, h * value * value)
        };
        let terms = self.gain.iter_mut().zip(&mut self.norm).zip(&mut self.separates);
        for (((gain, norm), separates), (&g, &h)) in terms.zip(gradients.iter().zip(&*hessians)) {
            let rest = (total.0 - g, total.1 - h);
            let (left, right) = (side(g, h), side(rest.0, rest.1));
            *gain += left.0 + right.0;
            *norm += left.1 + right.1;
            *separates |= h.min(rest.1);
        }
    }
}

/// Splits every leaf's rows in two, stably: leaf q becomes q (no) and q + leaves (yes).
fn partition(drawn: &mut Drawn, segments: &[Range<usize>], yes: impl Fn(u32) -> bool) -> Vec<Range<usize>> {
    let count = drawn.rows.len();
    let mut sides = [Side::new(count), Side::new(count)];
    let mut next = vec![0..0; segments.len() * 2];
    for (leaf, segment) in segments.iter().enumerate() {
        let starts = [sides[0].filled, sides[1].filled];
        for at in segment.clone() {
            let (row, word) = (drawn.rows[at], drawn.words[at]);
            sides[usize::from(yes(row))].push(row, word);
        }
        for (answer, side) in sides.iter().enumerate() {
            next[leaf + answer * segments.len()] = starts[answer]..side.filled;
        }
    }
    let [mut no, yes] = sides;
    for segment in &mut next[segments.len()..] {
        *segment = segment.start + no.filled..segment.end + no.filled;
    }
    no.rows.truncate(no.filled);
    no.words.truncate(no.filled);
    no.rows.extend_from_slice(&yes.rows[..yes.filled]);
    no.words.extend_from_slice(&yes.words[..yes.filled]);
    (drawn.rows, drawn.words) = (no.rows, no.words);
    next
}

struct Side {
    rows: Vec<u32>,
    words: Vec<i64>,
    filled: usize,
}

impl Side {
    fn new(room: usize) -> Self {
        Self { rows: vec![0; room], words: vec![0; room], filled: 0 }
    }

    fn push(&mut self, row: u32, word: i64) {
        self.rows[self.filled] = row;
        self.words[self.filled] = word;
        self.filled += 1;
    }
}
