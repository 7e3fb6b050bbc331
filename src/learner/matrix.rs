//! The features of one fold: every candidate input of its trees, as bytes.

use rayon::prelude::*;

use crate::model::CategoryTable;

use super::Params;
use super::inputs::Inputs;
use super::statistic::{Coded, Sample, Statistics, orders, statistics};

/// Random orders that ordered statistics are taken over; trees take turns.
const PERMUTATIONS: usize = 4;

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

enum Bins<'a> {
    Borrowed(&'a [u8]),
    Owned(Vec<Vec<u8>>),
}

/// One candidate input.
pub(super) struct LearnFeature<'a> {
    pub(super) source: Source,
    pub(super) comparison: Comparison,
    /// Bins are below this, 2 to 256.
    pub(super) width: usize,
    bins: Bins<'a>,
}

impl LearnFeature<'_> {
    /// A bin a row, under the given permutation.
    pub(super) fn bins(&self, permutation: usize) -> &[u8] {
        match &self.bins {
            Bins::Borrowed(bins) => bins,
            Bins::Owned(bins) => &bins[permutation % bins.len()],
        }
    }
}

/// All features of a fold, with the tables behind its statistics.
pub(super) struct Matrix<'a> {
    pub(super) features: Vec<LearnFeature<'a>>,
    pub(super) tables: Vec<CategoryTable>,
}

impl<'a> Matrix<'a> {
    /// Builds the features for learning from `sample`; `pairs` are positions in [`Inputs::categories`].
    pub(super) fn new(inputs: &'a Inputs, pairs: &[(usize, usize)], sample: &Sample<'_>, params: &Params) -> Self {
        let mut features = Vec::new();
        for (position, number) in inputs.numbers.iter().enumerate() {
            features.push(LearnFeature {
                source: Source::Number(position),
                comparison: Comparison::AtLeast,
                width: number.borders.len() + 2,
                bins: Bins::Borrowed(&number.bins),
            });
        }
        let mut coded = Vec::new();
        for (position, category) in inputs.categories.iter().enumerate() {
            let kept = category.levels() - 2;
            if kept <= params.one_hot_max {
                features.push(LearnFeature {
                    source: Source::OneHot(position),
                    comparison: Comparison::Equal,
                    width: category.levels(),
                    bins: Bins::Owned(vec![category.codes.iter().map(|&code| code as u8).collect()]),
                });
            }
            if kept > params.one_hot_max.min(2) {
                coded.push(Coded::single(category));
            }
        }
        let pair =
            |&(a, b): &(usize, usize)| Coded::pair(&inputs.categories[a], &inputs.categories[b], params.min_category_count);
        coded.par_extend(pairs.par_iter().map(pair));
        let orders = if coded.is_empty() { Vec::new() } else { orders(sample, PERMUTATIONS, params.seed) };
        let taken: Vec<Statistics> = coded.par_iter().map(|one| statistics(one, sample, &orders)).collect();
        let mut tables = Vec::new();
        for statistics in taken {
            for (slot, (bins, width)) in statistics.bins.into_iter().zip(statistics.widths).enumerate() {
                features.push(LearnFeature {
                    source: Source::Statistic(tables.len(), slot),
                    comparison: Comparison::AtLeast,
                    width,
                    bins: Bins::Owned(bins),
                });
            }
            tables.push(statistics.table);
        }
        Self { features, tables }
    }

    /// The positions in [`Inputs::categories`] that a feature reads; none for numbers.
    pub(super) fn categories_of(&self, feature: usize, inputs: &Inputs) -> Vec<usize> {
        match self.features[feature].source {
            Source::Number(_) => Vec::new(),
            Source::OneHot(position) => vec![position],
            Source::Statistic(table, _) => {
                let columns = &self.tables[table].columns;
                (0..inputs.categories.len()).filter(|&c| columns.contains(&inputs.categories[c].column)).collect()
            }
        }
    }
}
