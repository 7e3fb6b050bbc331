//! Target statistics of categories (Micci-Barreca 2001), ordered so that no row sees its own label (Prokhorenkova et al. 2018,
//! "CatBoost: unbiased boosting with categorical features", section 3.2).
//!
//! Rows are put in a random order; a row's statistic is (S + a p) / (N + a) over the earlier rows of its category, S their
//! positives, N their number, p the positive rate, a the prior's weight. Held-out and later customers get the statistic over
//! all training rows. Where this parts from the paper: the prior is the positive rate with two weights instead of several fixed
//! priors, borders are quantiles of the ordered statistic instead of a fixed grid, and rare categories share one statistic.

use rayon::prelude::*;

use crate::model::{CategoryTable, bin_of, combination_hash};

use super::borders::borders;
use super::inputs::{CategoryInput, RARE_CODE};
use super::random::{Purpose, shuffle, stream};

/// Borders of a statistic.
const STATISTIC_BORDERS: usize = 20;
/// Rows that borders are taken from, at most.
const BORDER_ROWS: usize = 30_000;
/// From this many categories on, a statistic with a heavier prior and the count join the first.
const MANY_CATEGORIES: usize = 12;

/// What is measured of a category.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Measure {
    /// Its positive rate, shrunk by a prior of this weight.
    Rate { weight: f64 },
    /// Its number of training rows.
    Count,
}

impl Measure {
    fn of(self, positives: f64, rows: f64, prior: f64) -> f32 {
        match self {
            Self::Rate { weight } => ((positives + weight * prior) / (rows + weight)) as f32,
            Self::Count => rows as f32,
        }
    }
}

/// Categories, or combinations of categories, as dense codes: 0 a gap, 1 rare.
pub(super) struct Coded {
    pub(super) columns: Vec<u32>,
    pub(super) codes: Vec<u32>,
    pub(super) keys: Vec<u64>,
}

impl Coded {
    pub(super) fn single(input: &CategoryInput) -> Self {
        Self { columns: vec![input.column], codes: input.codes.clone(), keys: input.hashes.clone() }
    }

    /// The combinations of several columns' categories that occur in `min_count` rows or more; all others are rare. The members are
    /// positions among the columns.
    pub(super) fn combined(columns: &[CategoryInput], members: &[usize], min_count: u32) -> Self {
        let members: Vec<&CategoryInput> = members.iter().map(|&at| &columns[at]).collect();
        let rows = members.first().map_or(0, |first| first.codes.len());
        let rare = |row: usize| members.iter().any(|member| member.codes[row] == RARE_CODE);
        // Combinations are numbered in order of their codes, one member after the other, so that the numbers stay dense.
        let mut joint: Vec<u64> = vec![0; rows];
        for member in &members {
            let width = member.levels() as u64;
            joint.iter_mut().zip(&member.codes).for_each(|(joint, &code)| *joint = *joint * width + u64::from(code));
            let mut distinct = joint.clone();
            distinct.par_sort_unstable();
            distinct.dedup();
            joint.par_iter_mut().for_each(|joint| *joint = distinct.partition_point(|known| known < joint) as u64);
        }
        let count = joint.iter().max().map_or(0, |&last| last as usize + 1);
        let (mut counts, mut example) = (vec![0_u32; count], vec![0_usize; count]);
        for (row, &joint) in joint.iter().enumerate() {
            counts[joint as usize] += 1;
            example[joint as usize] = row;
        }
        // Code 0 does not occur: a gap in one column is a category like any other here.
        let mut keys = vec![0, 0];
        let mut code = vec![RARE_CODE; count];
        for combination in 0..count {
            let row = example[combination];
            if counts[combination] >= min_count && !rare(row) {
                code[combination] = keys.len() as u32;
                let hashes: Vec<u64> = members.iter().map(|member| member.hashes[member.codes[row] as usize]).collect();
                keys.push(combination_hash(&hashes));
            }
        }
        let columns = members.iter().map(|member| member.column).collect();
        Self { columns, codes: joint.into_iter().map(|joint| code[joint as usize]).collect(), keys }
    }
}

/// The statistics of one [`Coded`], quantised: what trees are grown on, and what a pack keeps.
pub(super) struct Statistics {
    /// For each measure, for each permutation, a bin a row. Measures without a label have one for all permutations.
    pub(super) bins: Vec<Vec<Vec<u8>>>,
    /// For each measure, the number of bins.
    pub(super) widths: Vec<usize>,
    /// What later customers are looked up in.
    pub(super) table: CategoryTable,
}

/// The rows and labels that statistics are taken from.
pub(super) struct Sample<'a> {
    /// 1 for the event, a label a row of the whole table.
    pub(super) labels: &'a [f32],
    /// What the rows weigh, likewise.
    pub(super) weights: &'a [f32],
    /// The rows to learn from; all others are held out.
    pub(super) rows: &'a [u32],
    /// Their positive rate.
    pub(super) prior: f64,
}

/// The random orders that ordered statistics follow, each a shuffle of the sample's rows.
pub(super) fn orders(sample: &Sample<'_>, count: usize, seed: u64) -> Vec<Vec<u32>> {
    let order = |number: usize| {
        let mut order = sample.rows.to_vec();
        shuffle(&mut order, &mut stream(seed, Purpose::Permutation, number as u64, 0));
        order
    };
    (0..count).into_par_iter().map(order).collect()
}

/// Takes the statistics of `coded` over the sample.
pub(super) fn statistics(coded: &Coded, sample: &Sample<'_>, orders: &[Vec<u32>]) -> Statistics {
    let levels = coded.keys.len();
    let mut measures = vec![Measure::Rate { weight: 1.0 }];
    if levels > MANY_CATEGORIES {
        measures.extend([Measure::Rate { weight: 10.0 }, Measure::Count]);
    }
    let (mut positives, mut rows) = (vec![0.0; levels], vec![0.0; levels]);
    for &row in sample.rows {
        let code = coded.codes[row as usize] as usize;
        let weight = f64::from(sample.weights[row as usize]);
        positives[code] += weight * f64::from(sample.labels[row as usize]);
        rows[code] += weight;
    }
    let full =
        |measure: Measure| -> Vec<f32> { positives.iter().zip(&rows).map(|(&s, &n)| measure.of(s, n, sample.prior)).collect() };
    let mut bins = Vec::new();
    let mut widths = Vec::new();
    let mut table_bins: Vec<Vec<u8>> = Vec::new();
    for &measure in &measures {
        let full = full(measure);
        let ordered: Vec<Vec<f32>> = match measure {
            Measure::Count => Vec::new(),
            Measure::Rate { .. } => orders.iter().map(|order| ordered(coded, sample, order, measure)).collect(),
        };
        let learned = |row: &u32| match ordered.first() {
            Some(values) => values[*row as usize],
            None => full[coded.codes[*row as usize] as usize],
        };
        let step = sample.rows.len().div_ceil(BORDER_ROWS).max(1);
        let learned: Vec<f32> = sample.rows.iter().step_by(step).map(learned).collect();
        let borders = match measure {
            Measure::Count => borders(learned, STATISTIC_BORDERS, 1),
            Measure::Rate { .. } => rate_borders(learned),
        };
        let full_bins: Vec<u8> = full.iter().map(|&value| bin_of(&borders, value)).collect();
        let held_out = coded.codes.iter().map(|&code| full_bins[code as usize]);
        let mut measure_bins = Vec::new();
        if ordered.is_empty() {
            measure_bins.push(held_out.collect());
        } else {
            for values in &ordered {
                let own = |(value, held_out): (&f32, u8)| if value.is_nan() { held_out } else { bin_of(&borders, *value) };
                measure_bins.push(values.iter().zip(held_out.clone()).map(own).collect());
            }
        }
        bins.push(measure_bins);
        widths.push(borders.len() + 2);
        table_bins.push(full_bins);
    }
    Statistics { bins, widths, table: table(coded, &rows, &table_bins) }
}

/// Borders evenly spaced in asin √rate, where rates of equally many rows are equally uncertain, over the middle 99 % of `rates`.
///
/// Finer borders, or quantiles, would leak labels: while a large category's rows go by, its statistic creeps down and jumps up
/// after each positive, so within a narrow bin the lowest values stand right before positives.
fn rate_borders(mut rates: Vec<f32>) -> Vec<f32> {
    rates.sort_unstable_by(f32::total_cmp);
    let at = |share: f64| arcsine(f64::from(rates[((rates.len() - 1) as f64 * share) as usize]));
    let (low, high) = (at(0.005), at(0.995));
    let border = |step: usize| {
        let z = low + (high - low) * step as f64 / (STATISTIC_BORDERS + 1) as f64;
        let sine = crate::math::sin(z);
        (sine * sine) as f32
    };
    let mut borders: Vec<f32> = (1..=STATISTIC_BORDERS).map(border).collect();
    borders.dedup();
    borders
}

fn arcsine(rate: f64) -> f64 {
    crate::math::asin(rate.clamp(0.0, 1.0).sqrt())
}

/// The ordered statistic of each learning row; NaN on the rows that are held out.
fn ordered(coded: &Coded, sample: &Sample<'_>, order: &[u32], measure: Measure) -> Vec<f32> {
    let levels = coded.keys.len();
    let (mut positives, mut rows) = (vec![0.0; levels], vec![0.0; levels]);
    let mut values = vec![f32::NAN; coded.codes.len()];
    for &row in order {
        let row = row as usize;
        let code = coded.codes[row] as usize;
        values[row] = measure.of(positives[code], rows[code], sample.prior);
        let weight = f64::from(sample.weights[row]);
        positives[code] += weight * f64::from(sample.labels[row]);
        rows[code] += weight;
    }
    values
}

/// What a pack keeps: the quantised statistics of every category that the sample holds, by ascending key.
fn table(coded: &Coded, rows: &[f64], bins: &[Vec<u8>]) -> CategoryTable {
    let slots = |code: usize| bins.iter().map(move |of_measure| of_measure[code]);
    let single = coded.columns.len() == 1;
    let kept = |&code: &usize| code != RARE_CODE as usize && rows[code] > 0.0 && (single || code > RARE_CODE as usize);
    let mut entries: Vec<(u64, usize)> = (0..coded.keys.len()).filter(kept).map(|code| (coded.keys[code], code)).collect();
    entries.sort_unstable();
    // Two categories with one hash would be one in a million million tables; the first then stands for both.
    entries.dedup_by_key(|entry| entry.0);
    CategoryTable {
        columns: coded.columns.clone(),
        slots: bins.len() as u32,
        bins: entries.iter().flat_map(|&(_, code)| slots(code)).collect(),
        keys: entries.iter().map(|entry| entry.0).collect(),
        unseen: slots(RARE_CODE as usize).collect(),
    }
}
