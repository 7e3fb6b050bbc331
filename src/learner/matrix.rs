//! The features of one fold: every candidate input of its trees, as bytes, eight features to a block.
//!
//! A block keeps its eight bytes of a row together, so that counting a row into eight histograms touches one cache line. The
//! features of a block have histograms of one power-of-two width, which a byte cannot overrun.

use std::sync::Arc;

use rayon::prelude::*;

use crate::model::CategoryTable;

use super::inputs::{Inputs, pick};
use super::statistic::{Coded, Sample, Statistics, orders, statistics};
use super::{Monotone, Params};

/// Random orders that ordered statistics are taken over; trees take turns.
pub(super) const PERMUTATIONS: usize = 4;
/// Features a block.
pub(super) const LANES: usize = 8;

/// How a split on a feature reads its bins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    /// `bin >= at`.
    AtLeast,
    /// `bin == at`: one category against all others.
    Equal,
}

/// Where a feature comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// A position in [`Inputs::numbers`].
    Number(usize),
    /// A position in [`Inputs::categories`]; bins are codes.
    OneHot(usize),
    /// A position in [`Matrix::tables`], and which of its statistics.
    Statistic(usize, usize),
}

/// One candidate input.
#[derive(Debug, Clone, Copy)]
pub(super) struct LearnFeature {
    pub(super) source: Source,
    pub(super) comparison: Comparison,
    /// Bins are below this, 2 to 256.
    pub(super) width: usize,
    /// Which way leaves may move with it.
    pub(super) monotone: Option<Monotone>,
}

/// A feature with its bins, one vector for all permutations or one for each.
pub(super) struct Column {
    pub(super) feature: LearnFeature,
    pub(super) bins: Vec<Vec<u8>>,
}

impl Column {
    /// What blocks a column can join: those with as many permutations and histograms as wide.
    fn kind(&self) -> (usize, usize) {
        (self.bins.len(), self.feature.width.next_power_of_two().max(16))
    }
}

/// Up to [`LANES`] features, their bins side by side.
pub(super) struct Block {
    pub(super) features: Vec<LearnFeature>,
    /// The width of each feature's histogram, a power of two.
    pub(super) stride: usize,
    bins: Vec<Vec<[u8; LANES]>>,
}

impl Block {
    fn new(columns: &[Column]) -> Self {
        let side_by_side = |permutation: usize| {
            let mut rows = vec![[0_u8; LANES]; columns[0].bins[permutation].len()];
            for (lane, column) in columns.iter().enumerate() {
                rows.iter_mut().zip(&column.bins[permutation]).for_each(|(row, &bin)| row[lane] = bin);
            }
            rows
        };
        let (permutations, stride) = columns[0].kind();
        let features = columns.iter().map(|column| column.feature).collect();
        Self { features, stride, bins: (0..permutations).into_par_iter().map(side_by_side).collect() }
    }

    /// Features whose bins nobody asks for any more.
    pub(super) fn of_features(features: Vec<LearnFeature>) -> Self {
        Self { features, stride: 0, bins: Vec::new() }
    }

    /// Sorts columns into blocks.
    pub(super) fn of_columns(mut columns: Vec<Column>) -> Vec<Arc<Self>> {
        columns.sort_by_key(Column::kind);
        let alike: Vec<&[Column]> = columns.chunk_by(|a, b| a.kind() == b.kind()).flat_map(|alike| alike.chunks(LANES)).collect();
        alike.into_par_iter().map(|columns| Arc::new(Self::new(columns))).collect()
    }

    /// The same features, of these rows only.
    pub(super) fn select(&self, rows: &[u32]) -> Self {
        let bins = self.bins.iter().map(|bins| pick(bins, rows)).collect();
        Self { features: self.features.clone(), stride: self.stride, bins }
    }

    /// Changes a bin, under every permutation.
    pub(super) fn set(&mut self, lane: usize, row: usize, bin: u8) {
        self.bins.iter_mut().for_each(|bins| bins[row][lane] = bin);
    }

    /// Makes every bin of a lane 0.
    pub(super) fn clear(&mut self, lane: usize) {
        self.bins.iter_mut().flatten().for_each(|row| row[lane] = 0);
    }

    /// The bins of each row, under the given permutation.
    pub(super) fn bins(&self, permutation: usize) -> &[[u8; LANES]] {
        &self.bins[permutation % self.bins.len()]
    }
}

/// All features of a fold, with the tables behind its statistics. Feature number n is lane n % LANES of block n / LANES.
pub(super) struct Matrix {
    pub(super) blocks: Vec<Arc<Block>>,
    pub(super) tables: Vec<CategoryTable>,
    /// How many columns of the table the features are made of.
    pub(super) columns: usize,
}

impl Matrix {
    /// Builds the features for learning from `sample`; the combinations are positions in [`Inputs::categories`].
    pub(super) fn new(inputs: &Inputs, combinations: &[Vec<usize>], sample: &Sample<'_>, params: &Params) -> Self {
        let mut coded = Vec::new();
        for category in &inputs.categories {
            if category.levels() - 2 > params.one_hot_max.min(2) {
                coded.push(Coded::single(category));
            }
        }
        let combined = |members: &Vec<usize>| Coded::combined(&inputs.categories, members, params.min_category_count);
        coded.par_extend(combinations.par_iter().map(combined));
        let orders = if coded.is_empty() { Vec::new() } else { orders(sample, PERMUTATIONS, params.seed) };
        let taken: Vec<Statistics> = coded.par_iter().map(|one| statistics(one, sample, &orders)).collect();
        let (mut all, mut tables) = (Vec::new(), Vec::new());
        for statistics in taken {
            let (columns, table) = columns(statistics, tables.len());
            all.extend(columns);
            tables.push(table);
        }
        let blocks = inputs.blocks.iter().cloned().chain(Block::of_columns(all)).collect();
        Self { blocks, tables, columns: inputs.columns() }
    }

    /// The same with more features, which were made for it while it was learnt from.
    pub(super) fn with(mut self, blocks: Vec<Arc<Block>>, tables: Vec<CategoryTable>) -> Self {
        self.blocks.extend(blocks);
        self.tables.extend(tables);
        self
    }

    /// The feature of that number.
    pub(super) fn feature(&self, number: usize) -> LearnFeature {
        self.blocks[number / LANES].features[number % LANES]
    }

    /// The numbers of all features.
    pub(super) fn numbers(&self) -> impl Iterator<Item = usize> {
        self.blocks.iter().enumerate().flat_map(|(block, b)| (0..b.features.len()).map(move |lane| block * LANES + lane))
    }
}

/// The features of a column's or a combination's statistics, and the table behind them, which has that number.
pub(super) fn columns(statistics: Statistics, table: usize) -> (Vec<Column>, CategoryTable) {
    let column = |(slot, (bins, width)): (usize, (Vec<Vec<u8>>, usize))| {
        let source = Source::Statistic(table, slot);
        Column { feature: LearnFeature { source, comparison: Comparison::AtLeast, width, monotone: None }, bins }
    };
    (statistics.bins.into_iter().zip(statistics.widths).enumerate().map(column).collect(), statistics.table)
}
