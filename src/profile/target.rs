//! What a column says about the label, on its own: rates by group, and how well it alone ranks.

use serde::Serialize;

use crate::dataset::{MISSING_CODE, Table, Values, event};
use crate::error::Result;
use crate::metric::{Weights, roc_auc};

use super::groups::{Groups, numbers};
use super::sample::draw;
use super::weigh::{by_group, weight};

/// Parts of the rows that are ranked by the rates of the others.
const PARTS: u64 = 5;
/// Groups that numbers are cut into for ranking.
const CUTS: usize = 50;
/// Rows of the overall rate that each group's rate is smoothed by.
const PRIOR_ROWS: f64 = 2.0;

/// The label, on the rows that have one.
#[derive(Debug, Clone, Serialize)]
pub struct Target {
    /// The label column.
    pub column: String,
    /// The value that is the event.
    pub positive: String,
    /// Rows with a label.
    pub rows: u64,
    /// Events among them.
    pub positives: u64,
    /// Events a row, by weight.
    pub rate: f64,
    /// Rows without a label.
    pub unlabelled: u64,
    /// Each row's label.
    #[serde(skip)]
    pub(super) labels: Vec<Option<bool>>,
}

impl Target {
    /// Reads the label column, which is categorical, at `position`.
    ///
    /// # Errors
    /// Those of [`event`].
    pub(super) fn new(table: &Table, position: usize, positive: Option<&str>, weights: Weights<'_>) -> Result<Self> {
        let column = &table.schema().columns()[position].name;
        let (codes, names): (&[u32], &[String]) = match table.values(position) {
            Values::Categories { codes, names } => (codes, names),
            _ => (&[], &[]),
        };
        let mut counts = vec![0; names.len()];
        codes.iter().for_each(|&code| counts[code as usize] += 1);
        let event = event(column, positive, names, &counts)?;
        let unlabelled = counts[MISSING_CODE as usize];
        let sizes = by_group(codes.iter().map(|&code| code as usize), names.len(), weights);
        let labelled = sizes.iter().sum::<f64>() - sizes[MISSING_CODE as usize];
        Ok(Self {
            column: column.clone(),
            positive: names[event as usize].clone(),
            rows: codes.len() as u64 - unlabelled,
            positives: counts[event as usize],
            rate: sizes[event as usize] / labelled.max(f64::MIN_POSITIVE),
            unlabelled,
            labels: codes.iter().map(|&code| (code != MISSING_CODE).then_some(code == event)).collect(),
        })
    }
}

/// What a column says about the label.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// Area under the ROC curve of ranking each fifth of the rows by the column's rates in the other four; a column that tells
    /// rows apart and says nothing is at 0.5, however many values it has.
    pub auc: f64,
    /// Rates by group.
    pub groups: Vec<GroupRate>,
}

/// The label in one group of a column.
#[derive(Debug, Clone, Serialize)]
pub struct GroupRate {
    /// The group.
    pub group: String,
    /// Rows with a label.
    pub rows: u64,
    /// Events among them.
    pub positives: u64,
    /// Their share of all rows with a label, by weight.
    pub share: f64,
    /// Events a row, by weight.
    pub rate: f64,
    /// The interval of the rate at 95 % (Wilson 1927), of as many rows as tell as much where weights differ (Kish 1965).
    pub interval: (f64, f64),
}

/// What is counted of a group.
#[derive(Clone, Copy, Default)]
struct Tally {
    rows: u64,
    positives: u64,
    weight: f64,
    squares: f64,
    hits: f64,
}

/// Links a column to the label.
pub(super) fn link(values: &Values, groups: &Groups, target: &Target, weights: Weights<'_>) -> Link {
    let mut tally = vec![Tally::default(); groups.labels.len()];
    for (row, (&group, label)) in groups.of_row.iter().zip(&target.labels).enumerate() {
        if let Some(label) = label {
            let (tally, weight) = (&mut tally[usize::from(group)], weight(weights, row));
            tally.rows += 1;
            tally.positives += u64::from(*label);
            tally.weight += weight;
            tally.squares += weight * weight;
            tally.hits += if *label { weight } else { 0.0 };
        }
    }
    let all: f64 = tally.iter().map(|tally| tally.weight).sum();
    let rate = |(group, tally): (&String, &Tally)| {
        let &Tally { rows, positives, weight, squares, hits } = tally;
        let rate = hits / weight;
        let interval = wilson_of(rate, weight * weight / squares);
        GroupRate { group: group.clone(), rows, positives, share: weight / all, rate, interval }
    };
    let rates = groups.labels.iter().zip(&tally).filter(|(_, tally)| tally.weight > 0.0).map(rate).collect();
    Link { auc: single_column_auc(values, target, weights), groups: rates }
}

/// The interval of a rate at 95 % (Wilson 1927).
#[must_use]
pub fn wilson(positives: u64, rows: u64) -> (f64, f64) {
    if rows == 0 { (0.0, 1.0) } else { wilson_of(positives as f64 / rows as f64, rows as f64) }
}

/// The same of a rate of `n` rows, above 0.
fn wilson_of(rate: f64, n: f64) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    let middle = (rate + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (rate * (1.0 - rate) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// How well the column alone ranks rows that its rates were not taken from.
fn single_column_auc(values: &Values, target: &Target, weights: Weights<'_>) -> f64 {
    let (codes, levels): (Vec<u32>, usize) = match values {
        Values::Categories { codes, names } => (codes.clone(), names.len()),
        Values::Dropped => return 0.5,
        _ => {
            let Some(numbers) = numbers(values) else { return 0.5 };
            let numbers = Values::Numbers(numbers.into_owned());
            let groups = Groups::by_weight(&numbers, crate::dataset::Semantic::Numerical, CUTS, weights);
            let Some(groups) = groups else { return 0.5 };
            (groups.of_row.iter().map(|&group| u32::from(group)).collect(), groups.labels.len())
        }
    };
    let mut tallies = vec![vec![(0.0_f64, 0.0_f64); levels]; PARTS as usize];
    let mut total = (0.0, 0.0);
    let part = |row: usize| (draw(row as u32, 2) % PARTS) as usize;
    let labelled = || target.labels.iter().enumerate().filter_map(|(row, label)| Some((row, (*label)?, weight(weights, row))));
    for (row, label, weight) in labelled() {
        let hit = if label { weight } else { 0.0 };
        let (all, hits) = &mut tallies[part(row)][codes[row] as usize];
        (*all, *hits) = (*all + weight, *hits + hit);
        total = (total.0 + weight, total.1 + hit);
    }
    // Each part's rates come from the other parts: all less its own.
    let all: Vec<(f64, f64)> =
        (0..levels).map(|level| tallies.iter().fold((0.0, 0.0), |sum, t| (sum.0 + t[level].0, sum.1 + t[level].1))).collect();
    // One prior for all parts: with a part's own, rows without a rate would be ranked by their part.
    let prior = total.1 / total.0.max(f64::MIN_POSITIVE);
    // What a row weighs on average, so that what all weights are multiplied by makes no difference.
    let prior_weight = PRIOR_ROWS * total.0 / labelled().count().max(1) as f64;
    let score = |row: usize| {
        let (own, level) = (&tallies[part(row)], codes[row] as usize);
        let (rows, positives) = (all[level].0 - own[level].0, all[level].1 - own[level].1);
        (positives + prior_weight * prior) / (rows + prior_weight).max(f64::MIN_POSITIVE)
    };
    let (scores, labels): (Vec<f64>, Vec<f32>) =
        labelled().map(|(row, label, _)| (score(row), f32::from(u8::from(label)))).unzip();
    let weights: Option<Vec<f32>> = weights.map(|weights| labelled().map(|(row, _, _)| weights[row]).collect());
    roc_auc(&scores, &labels, weights.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(labels: Vec<bool>) -> Target {
        let positives = labels.iter().filter(|&&y| y).count() as u64;
        Target {
            column: "y".into(),
            positive: "1".into(),
            rows: labels.len() as u64,
            positives,
            rate: positives as f64 / labels.len() as f64,
            unlabelled: 0,
            labels: labels.into_iter().map(Some).collect(),
        }
    }

    #[test]
    fn a_leak_is_seen_and_an_identifier_is_not_taken_for_one() {
        let labels: Vec<bool> = (0..4000).map(|row| draw(row, 9).is_multiple_of(10)).collect();
        let target = target(labels.clone());
        let names = |count: usize| (0..=count).map(|i| i.to_string()).collect::<Vec<_>>();
        let leak = Values::Numbers(labels.iter().map(|&y| if y { 12.5 } else { f32::NAN }).collect());
        let own_name = Values::Categories { codes: (1..=4000).collect(), names: names(4000) };
        let many =
            Values::Categories { codes: (0..4000).map(|row| 1 + draw(row, 5) as u32 % 1500).collect(), names: names(1500) };
        let count_up = Values::Numbers((0..4000).map(|i| i as f32).collect());
        for (values, least, most) in [(leak, 0.999, 1.0), (own_name, 0.5, 0.5), (many, 0.4, 0.56), (count_up, 0.4, 0.6)] {
            let auc = single_column_auc(&values, &target, None);
            assert!(auc >= least && auc <= most, "{auc} is not in {least} to {most}");
        }
    }

    #[test]
    fn the_interval_of_a_rate_holds_it_and_stays_inside_zero_and_one() {
        // Wilson's own form at 1 of 10: 0.0179 to 0.4042.
        let (low, high) = wilson(1, 10);
        assert!((low - 0.017_876).abs() < 1e-5 && (high - 0.404_150).abs() < 1e-5, "{low} {high}");
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        for n in 1..50 {
            for k in 0..=n {
                let (low, high) = wilson(k, n);
                let rate = k as f64 / n as f64;
                assert!(low >= 0.0 && low <= rate + 1e-12 && rate <= high + 1e-12 && high <= 1.0);
            }
        }
    }
}
