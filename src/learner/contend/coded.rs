//! Columns as a linear model reads them: one number each, the weight of evidence of the row's bin.
//!
//! Numbers and dates are cut into at most twenty runs along which the evidence is a smooth curve, and gaps are a bin of their own,
//! as is each category of a column of few; a column of many categories goes through its ordered target statistic. The rows that slopes are learned from carry the evidence
//! of the other rows only, a fifth left out at a time, or a column of nothing but noise would look useful. Rows that are held
//! out, and later customers, carry the evidence of all.

use rayon::prelude::*;

use crate::error::Result;
use crate::learner::fit::{Target, rate};
use crate::learner::inputs::{CategoryInput, Inputs};
use crate::learner::matrix::{Block, Column, Comparison, LANES, LearnFeature, Matrix, Source};
use crate::learner::random::{Purpose, shuffle, stream};
use crate::learner::statistic::{Coded as Codes, Sample, orders, statistics};
use crate::learner::{Monotone, Params};

use super::evidence::{Count, information, runs, total, weights};
use super::smooth::{curve, in_order, stiffness};

/// Columns with more categories than this go through a statistic.
const FEW_CATEGORIES: usize = 20;
/// The statistic that is used: the rate with the heavier prior, which a column of more than twelve categories has.
const SLOT: usize = 1;
/// Parts of the learning rows, each coded without itself.
const PARTS: usize = 5;
/// Most columns, those of the highest information value.
const MOST_COLUMNS: usize = 200;
/// A column that says less than this is not used.
const LEAST_INFORMATION: f64 = 1e-4;

/// A column that is used.
pub(super) struct Variable {
    /// The feature's number in the matrix.
    pub(super) feature: usize,
    /// What was counted, by bin.
    pub(super) counts: Vec<Count>,
    /// The weight of evidence, by bin.
    pub(super) evidence: Vec<f64>,
    /// The same without the rows of each part.
    without: Vec<Vec<f64>>,
    /// Whether more evidence must never lower the margin: the project says which way the column moves it.
    pub(super) one_way: bool,
}

/// The columns of a fold.
pub(super) struct Coded {
    pub(super) matrix: Matrix,
    pub(super) variables: Vec<Variable>,
    /// The part of each learning row, by row of the table; [`PARTS`] for rows that are held out.
    part: Vec<u8>,
}

impl Coded {
    /// Codes the columns on the learning rows `rows`.
    ///
    /// # Errors
    /// Those of [`curve`].
    pub(super) fn new(inputs: &Inputs, target: &Target<'_>, rows: &[u32], params: &Params) -> Result<Self> {
        let matrix = matrix(inputs, target, rows, params);
        let mut part = vec![PARTS as u8; target.labels.len()];
        let mut order = rows.to_vec();
        shuffle(&mut order, &mut stream(params.seed, Purpose::Contend, 0, 0));
        order.iter().enumerate().for_each(|(at, &row)| part[row as usize] = (at % PARTS) as u8);
        let numbers: Vec<usize> = matrix.numbers().collect();
        let coded = |&number: &usize| variable(&matrix, number, target, rows, &part);
        let mut ranked: Vec<(f64, Variable)> = numbers.par_iter().map(coded).collect::<Result<_>>()?;
        ranked.retain(|(information, _)| *information >= LEAST_INFORMATION);
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.feature.cmp(&b.1.feature)));
        ranked.truncate(MOST_COLUMNS);
        Ok(Self { matrix, variables: ranked.into_iter().map(|(_, variable)| variable).collect(), part })
    }

    /// The evidence of rows, one after the other: of the other parts where a row was learned from.
    pub(super) fn codes_of_others(&self, rows: &[u32]) -> Vec<f64> {
        let without = |row: u32, variable: &Variable| {
            let bin = usize::from(bin(&self.matrix, variable.feature, row));
            variable.without.get(usize::from(self.part[row as usize])).unwrap_or(&variable.evidence)[bin]
        };
        rows.iter().flat_map(|&row| self.variables.iter().map(move |variable| without(row, variable))).collect()
    }

    /// The evidence of rows, one after the other, by all that was learned from. Trees read these: which part a row is in would show
    /// in the others, and with it a little of its label.
    pub(super) fn codes(&self, rows: &[u32]) -> Vec<f64> {
        let code = |row: u32, variable: &Variable| variable.evidence[usize::from(bin(&self.matrix, variable.feature, row))];
        rows.iter().flat_map(|&row| self.variables.iter().map(move |variable| code(row, variable))).collect()
    }
}

/// A row's bin.
pub(super) fn bin(matrix: &Matrix, feature: usize, row: u32) -> u8 {
    matrix.blocks[feature / LANES].bins(0)[row as usize][feature % LANES]
}

/// The features: one a column.
fn matrix(inputs: &Inputs, target: &Target<'_>, rows: &[u32], params: &Params) -> Matrix {
    let (mut columns, mut tables, mut many) = (Vec::new(), Vec::new(), Vec::new());
    for (at, category) in inputs.categories.iter().enumerate() {
        let levels = category.levels() - 2;
        if levels > FEW_CATEGORIES.max(params.one_hot_max) {
            many.push(category);
        } else if levels > params.one_hot_max {
            columns.push(own_bins(at, category));
        }
    }
    let prior = rate(target.labels, target.row_weights, rows);
    let sample = Sample { labels: target.labels, weights: target.row_weights, rows, prior };
    let orders = if many.is_empty() { Vec::new() } else { orders(&sample, 1, params.seed) };
    let taken: Vec<_> = many.par_iter().map(|category| statistics(&Codes::single(category), &sample, &orders)).collect();
    for mut statistics in taken {
        let (source, width) = (Source::Statistic(tables.len(), SLOT), statistics.widths[SLOT]);
        let feature = LearnFeature { source, comparison: Comparison::AtLeast, width, monotone: None };
        columns.push(Column { feature, bins: statistics.bins.swap_remove(SLOT) });
        tables.push(statistics.table);
    }
    let blocks = inputs.blocks.iter().cloned().chain(Block::of_columns(columns)).collect();
    Matrix { blocks, tables, columns: inputs.columns() }
}

/// A column whose categories are few: the bins are its codes.
fn own_bins(at: usize, category: &CategoryInput) -> Column {
    let (source, width) = (Source::OneHot(at), category.levels());
    let feature = LearnFeature { source, comparison: Comparison::Equal, width, monotone: None };
    Column { feature, bins: vec![category.codes.iter().map(|&code| code as u8).collect()] }
}

/// A column with its information value.
fn variable(matrix: &Matrix, number: usize, target: &Target<'_>, rows: &[u32], part: &[u8]) -> Result<(f64, Variable)> {
    let feature = matrix.feature(number);
    let mut of_parts = vec![vec![Count::default(); feature.width]; PARTS];
    for &row in rows {
        let at = row as usize;
        let (label, weight) = (f64::from(target.labels[at]), f64::from(target.row_weights[at]));
        let count = &mut of_parts[usize::from(part[at])][usize::from(bin(matrix, number, row))];
        *count = count.plus(Count { rows: 1, events: label * weight, weight });
    }
    let counts: Vec<Count> =
        (0..feature.width).map(|bin| total(&of_parts.iter().map(|part| part[bin]).collect::<Vec<_>>())).collect();
    let all = total(&counts);
    let rest = |part: &Vec<Count>| counts.iter().zip(part).map(|(all, part)| all.less(*part)).collect::<Vec<_>>();
    let (evidence, without) = match feature.comparison {
        Comparison::Equal => {
            (weights(&counts, all), of_parts.iter().map(rest).map(|rest| weights(&rest, total(&rest))).collect())
        }
        Comparison::AtLeast => {
            // Bin 0 is the gap's. More of a target statistic is more of the target.
            let way = if matches!(feature.source, Source::Statistic(..)) { Some(Monotone::Increasing) } else { feature.monotone };
            let line = Line { starts: runs(&counts[1..]), way };
            let joined: Vec<Vec<Count>> = of_parts.iter().map(|part| line.join(&part[1..])).collect();
            let stiffness = stiffness(&joined)?;
            let without = of_parts.iter().map(|part| line.evidence(&rest(part), stiffness)).collect::<Result<Vec<_>>>()?;
            (line.evidence(&counts, stiffness)?, without)
        }
    };
    let information = information(&counts, &evidence, all);
    Ok((information, Variable { feature: number, counts, evidence, without, one_way: feature.monotone.is_some() }))
}

/// The ordered bins of a column, joined into runs.
struct Line {
    /// The first bin of each run, less the gap's.
    starts: Vec<usize>,
    /// Which way the evidence must go.
    way: Option<Monotone>,
}

impl Line {
    /// What each run counts.
    fn join(&self, bins: &[Count]) -> Vec<Count> {
        let ends = self.starts.iter().skip(1).copied().chain([bins.len()]);
        self.starts.iter().zip(ends).map(|(&start, end)| total(&bins[start..end])).collect()
    }

    /// The evidence of each bin, that of the gap first.
    fn evidence(&self, bins: &[Count], stiffness: f64) -> Result<Vec<f64>> {
        let (all, runs) = (total(bins), self.join(&bins[1..]));
        let mut values = curve(&runs, all, stiffness)?;
        if let Some(way) = self.way {
            values = in_order(&values, &runs.iter().map(|run| run.weight).collect::<Vec<_>>(), way);
        }
        let mut evidence = weights(&bins[..1], all);
        let ends = self.starts.iter().skip(1).copied().chain([bins.len() - 1]);
        for ((&start, end), value) in self.starts.iter().zip(ends).zip(values) {
            evidence.extend(std::iter::repeat_n(value, end - start));
        }
        Ok(evidence)
    }
}
