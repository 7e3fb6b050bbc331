//! Growing one oblivious tree: level by level, the (feature, border) that best splits all leaves at once.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::draw::{Drawn, unpack};
use super::greedy::Greedy;
use super::histogram::Histograms;
use super::matrix::{Block, Comparison, LANES, LearnFeature, Matrix};
use super::random::{Purpose, Rng, nearly_normal, stream};
use super::tally::{Tally, Units};

/// Rows from which blocks are handed to other threads: with fewer, waking them costs more than they bring.
const HANDED_OVER: usize = 10_000;

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
struct Workspace {
    /// The lanes that the tree may split on.
    lanes: Vec<usize>,
    /// The bins of the drawn rows side by side, those of `lanes` first: those of all rows are too far apart for the cache, and what is never
    /// asked for need not be counted.
    bins: Vec<[u8; LANES]>,
    /// Whether the block joined after the level before was counted.
    joined: bool,
    histograms: Histograms,
    tally: Tally,
}

impl Workspace {
    /// Lets the tree split on all of a block from here on.
    fn join(&mut self, block: &Block, permutation: usize, drawn: &[u32]) {
        if self.lanes.is_empty() {
            self.lanes.extend(0..block.features.len());
            self.fetch(block.bins(permutation), drawn);
            self.joined = true;
        }
    }

    /// Takes the bins of the drawn rows.
    fn fetch(&mut self, bins: &[[u8; LANES]], drawn: &[u32]) {
        self.bins.resize(drawn.len(), [0; LANES]);
        let fetch = match self.lanes.len() {
            0 => return,
            1 => fetch_lanes::<1>,
            2 => fetch_lanes::<2>,
            3 => fetch_lanes::<3>,
            4 => fetch_lanes::<4>,
            5 => fetch_lanes::<5>,
            6 => fetch_lanes::<6>,
            7 => fetch_lanes::<7>,
            _ => fetch_all,
        };
        fetch(&mut self.bins, bins, drawn, &self.lanes);
    }
}

fn fetch_all(fetched: &mut [[u8; LANES]], bins: &[[u8; LANES]], drawn: &[u32], _: &[usize]) {
    fetched.iter_mut().zip(drawn).for_each(|(place, &row)| *place = bins[row as usize]);
}

fn fetch_lanes<const COUNT: usize>(fetched: &mut [[u8; LANES]], bins: &[[u8; LANES]], drawn: &[u32], lanes: &[usize]) {
    let Some(lanes) = lanes.first_chunk::<COUNT>() else { return };
    for (place, &row) in fetched.iter_mut().zip(drawn) {
        let bins = &bins[row as usize];
        place.iter_mut().zip(lanes).for_each(|(place, lane)| *place = bins[lane % LANES]);
    }
}

/// What is kept from tree to tree.
pub(super) struct Workspaces {
    blocks: Vec<Workspace>,
    room: Room,
}

impl Workspaces {
    pub(super) fn new(matrix: &Matrix) -> Self {
        Self { blocks: matrix.blocks.iter().map(|_| Workspace::default()).collect(), room: Room::default() }
    }
}

/// Where rows are laid down while leaves are split.
#[derive(Default)]
struct Room {
    rows: Vec<u32>,
    words: Vec<i64>,
}

struct Candidate {
    score: f64,
    split: LearnSplit,
}

/// Grows a tree; fewer levels than asked for when no split separates anything. Where combinations are found on the way, they are features
/// behind those of the matrix.
pub(super) fn grow(
    matrix: &Matrix,
    mut greedy: Option<&mut Greedy<'_>>,
    drawn: &mut Drawn,
    spaces: &mut Workspaces,
    growth: &Growth<'_>,
) -> Vec<LearnSplit> {
    let Workspaces { blocks: workspaces, room } = spaces;
    let mut blocks: Vec<Arc<Block>> = matrix.blocks.clone();
    blocks.extend(greedy.iter().flat_map(|greedy| greedy.blocks.iter().cloned()));
    let together = if drawn.rows.len() < HANDED_OVER { blocks.len() } else { 1 };
    let fetch = |(number, (workspace, block)): (usize, (&mut Workspace, &Arc<Block>))| {
        workspace.lanes.clear();
        // Combinations wait until the tree asks for their columns.
        let active = |lane: &usize| growth.active.get(number * LANES + lane).is_some_and(|&active| active);
        workspace.lanes.extend((0..block.features.len()).filter(active));
        workspace.fetch(block.bins(growth.permutation), &drawn.rows);
    };
    workspaces.par_iter_mut().zip(&blocks).enumerate().with_min_len(together).for_each(fetch);
    let rows = greedy.as_ref().map(|_| drawn.rows.clone()).unwrap_or_default();
    // From here on a row is its position among those drawn.
    drawn.rows.iter_mut().zip(0..).for_each(|(row, position)| *row = position);
    let units = Units { gradient: drawn.gradient_unit, hessian: drawn.hessian_unit, l2: growth.l2 };
    let mut splits: Vec<LearnSplit> = Vec::with_capacity(growth.depth);
    let mut used: Vec<usize> = Vec::new();
    // The rows of leaf q are those at segments[q].
    let mut segments: Vec<Range<usize>> = std::iter::once(0..drawn.rows.len()).collect();
    for level in 0..growth.depth {
        let totals: Vec<(i32, i32)> = segments.iter().map(|s| unpack(drawn.words[s.clone()].iter().sum())).collect();
        let scorer = Scorer { drawn, segments: &segments, totals: &totals, level, growth, units };
        let best = workspaces
            .par_iter_mut()
            .zip(&blocks)
            .enumerate()
            .with_min_len(together)
            .filter_map(|(number, (workspace, block))| scorer.best_of(number, block, workspace))
            .reduce_with(better);
        let Some(best) = best else { break };
        splits.push(best.split);
        if splits.len() == growth.depth {
            break;
        }
        let (block, lane) = (best.split.feature / LANES, best.split.feature % LANES);
        let Workspace { bins, lanes, .. } = &workspaces[block];
        let lane = lanes.iter().position(|&one| one == lane).unwrap_or(0);
        segments = partition(drawn, room, &segments, |row| best.split.says_yes(bins[row as usize][lane]));
        if let Some(greedy) = greedy.as_deref_mut() {
            let joining = greedy.combine(matrix, best.split.feature, &mut used);
            blocks.extend(greedy.blocks.iter().skip(blocks.len() - matrix.blocks.len()).cloned());
            workspaces.resize_with(blocks.len(), Workspace::default);
            for number in joining {
                workspaces[number].join(&blocks[number], growth.permutation, &rows);
            }
        }
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
    units: Units,
}

impl Scorer<'_> {
    fn best_of(&self, number: usize, block: &Block, workspace: &mut Workspace) -> Option<Candidate> {
        let Workspace { lanes, bins, joined, histograms, tally } = workspace;
        if lanes.is_empty() {
            return None;
        }
        histograms.fill(bins, (block.stride, lanes.len()), self.drawn, self.segments, std::mem::take(joined));
        let mut noise = self.noise(number);
        let noises: [f64; LANES] = std::array::from_fn(|_| self.growth.noise * nearly_normal(&mut noise));
        let candidate = |(at, &lane): (usize, &usize)| {
            let LearnFeature { comparison, width, .. } = block.features[lane];
            let (border, score) = tally.best(histograms, (at, width, comparison), self.totals, self.units)?;
            let split = LearnSplit { feature: number * LANES + lane, at: border, comparison };
            Some(Candidate { score: f64::from(score) + noises[lane], split })
        };
        lanes.iter().enumerate().filter_map(candidate).reduce(better)
    }

    /// Noise on the scores of a block's features, as in CatBoost but once a feature, so that many borders win nothing by it.
    fn noise(&self, block: usize) -> impl Rng {
        stream(self.growth.seed, Purpose::Noise, (self.growth.tree << 8) | self.level as u64, block as u64)
    }
}

/// Splits every leaf's rows in two: leaf q becomes q (no) and q + leaves (yes). Within a leaf the order does not matter, as its sums are
/// exact: those that say no are laid down from the front, the others from the back.
fn partition(drawn: &mut Drawn, room: &mut Room, segments: &[Range<usize>], yes: impl Fn(u32) -> bool) -> Vec<Range<usize>> {
    room.rows.resize(drawn.rows.len(), 0);
    room.words.resize(drawn.rows.len(), 0);
    let mut next = vec![0..0; segments.len() * 2];
    for (leaf, segment) in segments.iter().enumerate() {
        let (rows, words) = (&mut room.rows[segment.clone()], &mut room.words[segment.clone()]);
        let (mut front, mut back) = (0, rows.len());
        for (&row, &word) in drawn.rows[segment.clone()].iter().zip(&drawn.words[segment.clone()]) {
            let yes = usize::from(yes(row));
            // Without a branch, which nobody could guess.
            let place = if yes == 1 { back - 1 } else { front };
            rows[place] = row;
            words[place] = word;
            back -= yes;
            front += 1 - yes;
        }
        next[leaf] = segment.start..segment.start + front;
        next[leaf + segments.len()] = segment.start + front..segment.end;
    }
    std::mem::swap(&mut drawn.rows, &mut room.rows);
    std::mem::swap(&mut drawn.words, &mut room.words);
    next
}
