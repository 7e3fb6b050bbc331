//! Ranking and calibration figures.

use crate::math::ln;
use crate::model::{Reliability, ReliabilityBin};

use super::{Row, Weights, rows, runs};

/// Area under the ROC curve: the chance that a positive outranks a negative, ties counted half. 0.5 with one class only.
#[must_use]
pub fn roc_auc(scores: &[f64], labels: &[f32], weights: Weights<'_>) -> f64 {
    let (mut area, mut negatives_above, mut positives) = (0.0, 0.0, 0.0);
    for (rows, hits, _) in runs(scores, labels, weights) {
        let misses = rows - hits;
        area += hits * (negatives_above + misses / 2.0);
        negatives_above += misses;
        positives += hits;
    }
    if positives == 0.0 || negatives_above == 0.0 { 0.5 } else { 1.0 - area / (positives * negatives_above) }
}

/// Average precision: Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct thresholds. 0 without positives.
#[must_use]
pub fn average_precision(scores: &[f64], labels: &[f32], weights: Weights<'_>) -> f64 {
    let (mut seen, mut hit, mut sum) = (0.0, 0.0, 0.0);
    for (rows, hits, _) in runs(scores, labels, weights) {
        seen += rows;
        hit += hits;
        sum += hits * hit / seen;
    }
    if hit == 0.0 { 0.0 } else { sum / hit }
}

/// Mean negative log-likelihood in nats; probabilities are kept 1e-15 away from 0 and 1.
#[must_use]
pub fn log_loss(probabilities: &[f64], labels: &[f32], weights: Weights<'_>) -> f64 {
    mean(rows(probabilities, labels, weights).map(|(p, y, weight)| {
        let p = p.clamp(1e-15, 1.0 - 1e-15);
        (-ln(if y > 0.5 { p } else { 1.0 - p }), weight)
    }))
}

/// Mean squared error of the probability (Brier 1950).
#[must_use]
pub fn brier(probabilities: &[f64], labels: &[f32], weights: Weights<'_>) -> f64 {
    mean(rows(probabilities, labels, weights).map(|(p, y, weight)| ((p - y) * (p - y), weight)))
}

/// Expected calibration error (Naeini et al. 2015) over ten bins of as many rows: the mean gap between the mean probability and
/// the event rate of a bin, by weight.
#[must_use]
pub fn calibration_error(probabilities: &[f64], labels: &[f32], weights: Weights<'_>) -> f64 {
    let rows = ascending(probabilities, labels, weights);
    let gap = |part: &[Row]| {
        let weight: f64 = part.iter().map(|row| row.2).sum();
        (part.iter().map(|&(p, y, weight)| weight * (p - y)).sum::<f64>().abs() / weight.max(f64::MIN_POSITIVE), weight)
    };
    mean(tenths(&rows).map(gap))
}

/// How far probabilities can be relied on: their Brier score, their calibration error, and the ten bins that it is taken over, those
/// without rows left out. Labels may lie between 0 and 1, where an event is shared out.
#[must_use]
pub fn reliability(probabilities: &[f64], labels: &[f32]) -> Reliability {
    let rows = ascending(probabilities, labels, None);
    let bin = |part: &[Row]| ReliabilityBin {
        stated: mean(part.iter().map(|row| (row.0, row.2))),
        true_share: mean(part.iter().map(|row| (row.1, row.2))),
        count: part.len() as u64,
    };
    Reliability {
        brier: mean(rows.iter().map(|&(p, y, weight)| ((p - y) * (p - y), weight))),
        ece: calibration_error(probabilities, labels, None),
        bins: tenths(&rows).filter(|part| !part.is_empty()).map(bin).collect(),
    }
}

/// The rows by probability, the lowest first.
fn ascending(probabilities: &[f64], labels: &[f32], weights: Weights<'_>) -> Vec<Row> {
    let mut rows: Vec<Row> = rows(probabilities, labels, weights).collect();
    rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2)));
    rows
}

/// Ten runs of as many rows, give or take one.
fn tenths(rows: &[Row]) -> impl Iterator<Item = &[Row]> {
    (0..10).map(|bin| &rows[bin * rows.len() / 10..(bin + 1) * rows.len() / 10])
}

/// The mean of (value, weight) pairs; 0 where nothing weighs.
pub(super) fn mean(values: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (sum, all) = values.fold((0.0, 0.0), |(sum, all), (value, weight)| (sum + weight * value, all + weight));
    if all == 0.0 { 0.0 } else { sum / all }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_agree_with_hand_counts() {
        let (p, y) = ([0.9, 0.8, 0.8, 0.3, 0.1], [1.0, 0.0, 1.0, 1.0, 0.0]);
        // Pairs: 0.9 beats 2, 0.8 ties one and beats one, 0.3 beats one: (2 + 1.5 + 1) / 6.
        assert!((roc_auc(&p, &y, None) - 0.75).abs() < 1e-15);
        // Thresholds: 0.9 (1/1), 0.8 (2/3), 0.3 (3/4), each for a third of the positives.
        assert!((average_precision(&p, &y, None) - (1.0 + 2.0 / 3.0 + 0.75) / 3.0).abs() < 1e-15);
        assert!((brier(&p, &y, None) - (0.01 + 0.64 + 0.04 + 0.49 + 0.01) / 5.0).abs() < 1e-15);
        let loss = -ln(0.9 * 0.2 * 0.8 * 0.3 * 0.9) / 5.0;
        assert!((log_loss(&p, &y, None) - loss).abs() < 1e-12);
    }

    #[test]
    fn degenerate_tables_have_defined_figures() {
        assert_eq!(roc_auc(&[0.2, 0.4], &[0.0, 0.0], None), 0.5);
        assert_eq!(average_precision(&[0.2], &[0.0], None), 0.0);
        assert_eq!(brier(&[], &[], None), 0.0);
        assert!(log_loss(&[0.0], &[1.0], None).is_finite());
    }

    #[test]
    fn calibration_error_is_zero_only_when_rates_match() {
        let p = vec![0.25; 400];
        let quarter: Vec<f32> = (0..400).map(|i| f32::from(u8::from(i % 4 == 0))).collect();
        let half: Vec<f32> = (0..400).map(|i| f32::from(u8::from(i % 2 == 0))).collect();
        assert!(calibration_error(&p, &half, None) >= 0.25 - 1e-12);
        let mixed: Vec<f64> = quarter.iter().map(|&y| f64::from(y)).collect();
        assert_eq!(calibration_error(&mixed, &quarter, None), 0.0);
    }

    #[test]
    fn reliability_holds_what_was_stated_against_what_came_true() {
        // A hundred shares of 0.1, of which a tenth come true, and a hundred of 0.6, of which a half do.
        let p: Vec<f64> = (0..200).map(|i| if i % 2 == 0 { 0.1 } else { 0.6 }).collect();
        let y: Vec<f32> = (0..200).map(|i| f32::from(u8::from(if i % 2 == 0 { i % 20 == 0 } else { i % 4 == 1 }))).collect();
        let found = reliability(&p, &y);
        assert_eq!(found.bins.iter().map(|bin| bin.count).collect::<Vec<_>>(), [20; 10]);
        assert!(found.bins[..5].iter().all(|bin| (bin.stated - 0.1).abs() < 1e-12));
        let true_share = |bins: &[ReliabilityBin]| bins.iter().map(|bin| bin.true_share).sum::<f64>() / bins.len() as f64;
        assert!((true_share(&found.bins[..5]) - 0.1).abs() < 1e-9 && (true_share(&found.bins[5..]) - 0.5).abs() < 1e-9);
        assert!((found.brier - brier(&p, &y, None)).abs() < 1e-12 && found.ece == calibration_error(&p, &y, None));
        // An event shared out between two is half an event for each.
        assert_eq!(reliability(&[0.5, 0.5], &[0.5, 0.5]).brier, 0.0);
        assert!(reliability(&[], &[]).bins.is_empty());
    }

    #[test]
    fn a_weight_counts_like_so_many_rows() {
        let (p, y, w) = ([0.9, 0.7, 0.7, 0.2, 0.1], [1.0, 0.0, 1.0, 1.0, 0.0], [2.0_f32, 1.0, 3.0, 1.0, 2.0]);
        let often = |values: &[f64]| -> Vec<f64> {
            values.iter().zip(w).flat_map(|(&value, weight)| std::iter::repeat_n(value, weight as usize)).collect()
        };
        let many_p = often(&p);
        let many_y: Vec<f32> = often(&y.map(f64::from)).into_iter().map(|y| y as f32).collect();
        for figure in [roc_auc, average_precision, brier, log_loss] {
            let (weighted, repeated) = (figure(&p, &y, Some(&w)), figure(&many_p, &many_y, None));
            assert!((weighted - repeated).abs() < 1e-12, "{weighted} {repeated}");
        }
    }
}
