//! Combinations of categorical columns that are found while trees grow.
//!
//! As in CatBoost (Prokhorenkova et al. 2018, "CatBoost: unbiased boosting with categorical features", on feature combinations): after each
//! split, the categorical columns that the tree has asked for so far are combined with every other one, and the statistics of these combinations
//! join the candidates of its further splits. Where this parts from CatBoost: what a tree has asked for is combined as one set, not with
//! each of its parts too; statistics that were taken for one tree serve the others; and there are only so many of them, the first that trees come to.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::CategoryTable;

use super::Params;
use super::inputs::Inputs;
use super::matrix::{Block, LANES, Matrix, PERMUTATIONS, Source, columns};
use super::statistic::{Coded, Sample, Statistics, orders, statistics};

/// Columns of a combination, at most; CatBoost's default.
const MOST_COLUMNS: usize = 4;

/// What combinations are made of, and those that were made.
pub(super) struct Greedy<'a> {
    inputs: &'a Inputs,
    sample: &'a Sample<'a>,
    params: &'a Params,
    orders: Vec<Vec<u32>>,
    /// The number of the first block and of the first table: those before are the matrix's.
    first: (usize, usize),
    /// The columns of each combination, ascending positions in [`Inputs::categories`], and its blocks.
    known: Vec<(Vec<usize>, Range<usize>)>,
    pub(super) blocks: Vec<Arc<Block>>,
    pub(super) tables: Vec<CategoryTable>,
}

impl<'a> Greedy<'a> {
    /// Nothing but the features of `matrix`, which were made of the same inputs and sample.
    pub(super) fn new(inputs: &'a Inputs, sample: &'a Sample<'a>, params: &'a Params, matrix: &Matrix) -> Self {
        let orders = if inputs.categories.len() > 1 { orders(sample, PERMUTATIONS, params.seed) } else { Vec::new() };
        let first = (matrix.blocks.len(), matrix.tables.len());
        Self { inputs, sample, params, orders, first, known: Vec::new(), blocks: Vec::new(), tables: Vec::new() }
    }

    /// The categorical columns behind a feature, as positions in [`Inputs::categories`].
    fn columns(&self, matrix: &Matrix, feature: usize) -> Vec<usize> {
        let number = feature / LANES;
        if number >= self.first.0 {
            let place = number - self.first.0;
            return self
                .known
                .iter()
                .find(|(_, blocks)| blocks.contains(&place))
                .map(|known| known.0.clone())
                .unwrap_or_default();
        }
        match matrix.feature(feature).source {
            Source::Number(_) => Vec::new(),
            Source::OneHot(category) => vec![category],
            Source::Statistic(table, _) => {
                let columns = &matrix.tables[table].columns;
                let categories = self.inputs.categories.iter().enumerate();
                categories.filter(|(_, category)| columns.contains(&category.column)).map(|(at, _)| at).collect()
            }
        }
    }

    /// Adds the columns behind a feature to those that a tree has asked for, `used`, and combines them with one more; the numbers of the
    /// combinations' blocks. Nothing where the feature brought no new column.
    pub(super) fn combine(&mut self, matrix: &Matrix, feature: usize, used: &mut Vec<usize>) -> Vec<usize> {
        let before = used.len();
        used.extend(self.columns(matrix, feature));
        used.sort_unstable();
        used.dedup();
        if used.len() == before || used.len() >= MOST_COLUMNS {
            return Vec::new();
        }
        let others = (0..self.inputs.categories.len()).filter(|column| !used.contains(column));
        let wanted: Vec<Vec<usize>> = others
            .map(|column| {
                let mut members = used.clone();
                members.push(column);
                members.sort_unstable();
                members
            })
            .collect();
        self.take(&wanted);
        let known = self.known.iter().filter(|(members, _)| wanted.contains(members));
        known.flat_map(|(_, blocks)| blocks.clone()).map(|place| self.first.0 + place).collect()
    }

    /// Takes the statistics of those that are not known yet, as far as there is room for them.
    fn take(&mut self, wanted: &[Vec<usize>]) {
        let room = self.params.combinations.saturating_sub(self.known.len());
        let is_new = |members: &&Vec<usize>| self.known.iter().all(|(known, _)| known != *members);
        let fresh: Vec<&Vec<usize>> = wanted.iter().filter(is_new).take(room).collect();
        let taken: Vec<Statistics> = fresh.par_iter().map(|members| self.statistics(members)).collect();
        for (members, statistics) in fresh.into_iter().zip(taken) {
            let (columns, table) = columns(statistics, self.first.1 + self.tables.len());
            let from = self.blocks.len();
            self.blocks.extend(Block::of_columns(columns));
            self.tables.push(table);
            self.known.push((members.clone(), from..self.blocks.len()));
        }
    }

    fn statistics(&self, members: &[usize]) -> Statistics {
        let coded = Coded::combined(&self.inputs.categories, members, self.params.min_category_count);
        statistics(&coded, self.sample, &self.orders)
    }
}
