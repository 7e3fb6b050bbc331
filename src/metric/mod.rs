//! Figures of merit of a binary index. All take one probability (or margin, where only order counts) and one 0/1 label a row;
//! rows without order of their own (ties) are treated together, so that no figure depends on the rows' order.

mod binary;
mod decile;

pub use binary::{average_precision, brier, calibration_error, log_loss, roc_auc};
pub use decile::{caught, deciles};

use crate::model::Metrics;

/// Confusion at a threshold: (precision, recall, F1), each 0 where it is undefined.
#[must_use]
pub fn confusion(probabilities: &[f64], labels: &[f32], threshold: f64) -> (f64, f64, f64) {
    let (mut hit, mut called, mut positive) = (0.0, 0.0, 0.0);
    for (&p, &y) in probabilities.iter().zip(labels) {
        let (predicted, event) = (f64::from(u8::from(p >= threshold)), f64::from(y));
        hit += predicted * event;
        called += predicted;
        positive += event;
    }
    let ratio = |a: f64, b: f64| if b > 0.0 { a / b } else { 0.0 };
    let (precision, recall) = (ratio(hit, called), ratio(hit, positive));
    (precision, recall, ratio(2.0 * precision * recall, precision + recall))
}

/// The probability from which to call a row positive so that F1 is largest; ties go to the higher threshold.
#[must_use]
pub fn best_threshold(probabilities: &[f64], labels: &[f32]) -> f64 {
    let mut rows: Vec<(f64, f32)> = probabilities.iter().copied().zip(labels.iter().copied()).collect();
    rows.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let positives: f64 = labels.iter().map(|&y| f64::from(y)).sum();
    let (mut hit, mut called, mut best) = (0.0, 0.0, (0.0, 0.5));
    for run in rows.chunk_by(|a, b| a.0 == b.0) {
        hit += run.iter().map(|r| f64::from(r.1)).sum::<f64>();
        called += run.len() as f64;
        let f1 = 2.0 * hit / (called + positives);
        if f1 > best.0 {
            best = (f1, run[0].0);
        }
    }
    best.1
}

/// All figures of [`Metrics`] at a threshold.
#[must_use]
pub fn metrics(probabilities: &[f64], labels: &[f32], threshold: f64) -> Metrics {
    let (precision, recall, f1) = confusion(probabilities, labels, threshold);
    Metrics {
        auc: roc_auc(probabilities, labels),
        logloss: log_loss(probabilities, labels),
        ap: average_precision(probabilities, labels),
        brier: brier(probabilities, labels),
        ece: calibration_error(probabilities, labels),
        threshold,
        precision,
        recall,
        f1,
        model_score: f1 * recall,
    }
}
