//! The decile table: what a campaign that calls the best tenths first can expect.

use crate::model::DecileRow;

use super::Weights;

/// The rows ordered by margin, highest first, cut into ten parts of as many rows, give or take one; counts are of rows, rates
/// and shares by weight. Ties share their label's mean, so the table does not depend on the rows' order.
#[must_use]
pub fn deciles(margins: &[f64], probabilities: &[f64], labels: &[f32], weights: Weights<'_>) -> Vec<DecileRow> {
    let order = ranked(margins);
    let count = order.len();
    let weight = |row: usize| weights.map_or(1.0, |weights| f64::from(weights[row]));
    let events = spread_ties(margins, &order, |row| f64::from(labels[row]));
    let event_weights = spread_ties(margins, &order, |row| f64::from(labels[row]) * weight(row));
    let row_weights = spread_ties(margins, &order, weight);
    let (positives, all): (f64, f64) = (event_weights.iter().sum(), row_weights.iter().sum());
    let ratio = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let mut found = 0.0;
    let row = |tenth: usize| {
        let span = tenth * count / 10..(tenth + 1) * count / 10;
        let hits: f64 = event_weights[span.clone()].iter().sum();
        found += hits;
        let rate = ratio(hits, row_weights[span.clone()].iter().sum());
        let part = || order[span.clone()].iter().map(|&row| probabilities[row]);
        DecileRow {
            decile: tenth as u8 + 1,
            rows: span.len() as u64,
            positives: events[span.clone()].iter().sum::<f64>().round() as u64,
            min_probability: part().reduce(f64::min).unwrap_or(0.0),
            max_probability: part().reduce(f64::max).unwrap_or(0.0),
            rate,
            cumulative_share: ratio(found, positives),
            lift: ratio(rate, ratio(positives, all)),
        }
    };
    (0..10).map(row).collect()
}

/// How many events are among the `most` rows of highest margin; a tie across the cut counts its share.
#[must_use]
pub fn caught(margins: &[f64], labels: &[f32], most: usize) -> f64 {
    let order = ranked(margins);
    let found: f64 = spread_ties(margins, &order, |row| f64::from(labels[row])).iter().take(most).sum();
    // Means of ties do not add up to whole events by a hair.
    (found * 1e6).round() / 1e6
}

fn ranked(margins: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..margins.len()).collect();
    order.sort_by(|&a, &b| margins[b].total_cmp(&margins[a]));
    order
}

/// The values in rank order, each run of equal margins replaced by its mean.
fn spread_ties(margins: &[f64], order: &[usize], value: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut spread = Vec::with_capacity(order.len());
    for run in order.chunk_by(|&a, &b| margins[a] == margins[b]) {
        let mean = run.iter().map(|&row| value(row)).sum::<f64>() / run.len() as f64;
        spread.extend(std::iter::repeat_n(mean, run.len()));
    }
    spread
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_ranking_fills_the_first_decile() {
        let margins: Vec<f64> = (0..200).map(f64::from).collect();
        let labels: Vec<f32> = (0..200).map(|i| f32::from(u8::from(i >= 180))).collect();
        let table = deciles(&margins, &margins, &labels, None);
        assert_eq!((table[0].positives, table[0].rows, table[0].lift, table[0].cumulative_share), (20, 20, 10.0, 1.0));
        assert_eq!((table[0].min_probability, table[0].max_probability), (180.0, 199.0));
        assert_eq!((table[9].rate, table[9].cumulative_share), (0.0, 1.0));
        assert_eq!(caught(&margins, &labels, 10), 10.0);
    }

    #[test]
    fn ties_do_not_depend_on_order() {
        let table = deciles(&[0.0; 10], &[0.5; 10], &[1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], None);
        assert!(table.iter().all(|row| (row.rate - 0.2).abs() < 1e-12 && (row.lift - 1.0).abs() < 1e-12));
        assert!((caught(&[0.0; 4], &[1.0, 1.0, 0.0, 0.0], 2) - 1.0).abs() < 1e-12);
    }
}
