//! Figures of merit of a binary index and, in `ranking`, of ranked products.
//!
//! Those of an index take one probability (or margin, where only order counts), one 0/1 label and, where rows do not count alike, one
//! weight a row; rows without order of their own (ties) are treated together, so that no figure depends on the rows' order.

mod binary;
mod classes;
mod decile;
mod ranking;
mod significance;

use binary::mean;
pub use binary::{average_precision, brier, calibration_error, log_loss, reliability, roc_auc};
pub use classes::class_metrics;
#[cfg(feature = "train")]
pub(crate) use classes::likeliest;
pub use decile::{caught, deciles};
pub use ranking::{Ranking, RankingMetrics, best_products, catalogue_coverage, novelty, ranking_metrics};
pub use significance::{chi_squared_tail, clustered_mean, normal_tail};

use crate::model::Metrics;

/// What each row weighs, 0 or more; all alike where there are none.
pub type Weights<'a> = Option<&'a [f32]>;

/// A row's score, label (0 or 1) and weight.
type Row = (f64, f64, f64);

fn rows<'a>(scores: &'a [f64], labels: &'a [f32], weights: Weights<'a>) -> impl Iterator<Item = Row> + 'a {
    let weight = move |row: usize| weights.map_or(1.0, |weights| f64::from(weights[row]));
    scores.iter().zip(labels).enumerate().map(move |(row, (&score, &label))| (score, f64::from(label), weight(row)))
}

/// The rows ordered by score, highest first, in runs of equal scores: (weight, weight of positives, score) a run.
fn runs(scores: &[f64], labels: &[f32], weights: Weights<'_>) -> Vec<Row> {
    let mut rows: Vec<Row> = rows(scores, labels, weights).collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2)));
    let run = |run: &[Row]| {
        let sum = |of: fn(&Row) -> f64| run.iter().map(of).sum::<f64>();
        (sum(|row| row.2), sum(|row| row.1 * row.2), run[0].0)
    };
    rows.chunk_by(|a, b| a.0 == b.0).map(run).collect()
}

/// Confusion at a threshold: (precision, recall, F1), each 0 where it is undefined.
#[must_use]
pub fn confusion(probabilities: &[f64], labels: &[f32], weights: Weights<'_>, threshold: f64) -> (f64, f64, f64) {
    let (mut hit, mut called, mut positive) = (0.0, 0.0, 0.0);
    for (p, event, weight) in rows(probabilities, labels, weights) {
        let predicted = weight * f64::from(u8::from(p >= threshold));
        hit += predicted * event;
        called += predicted;
        positive += weight * event;
    }
    let ratio = |a: f64, b: f64| if b > 0.0 { a / b } else { 0.0 };
    let (precision, recall) = (ratio(hit, called), ratio(hit, positive));
    (precision, recall, ratio(2.0 * precision * recall, precision + recall))
}

/// The probability from which to call a row positive so that `merit` of (F1, recall) is largest; ties go to the higher threshold.
#[must_use]
pub fn best_threshold(probabilities: &[f64], labels: &[f32], weights: Weights<'_>, merit: fn(f64, f64) -> f64) -> f64 {
    let runs = runs(probabilities, labels, weights);
    let positives: f64 = runs.iter().map(|run| run.1).sum();
    let (mut hit, mut called, mut best) = (0.0, 0.0, (0.0, 0.5));
    for (rows, hits, probability) in runs {
        hit += hits;
        called += rows;
        let merit = merit(2.0 * hit / (called + positives), hit / positives.max(f64::MIN_POSITIVE));
        if merit > best.0 {
            best = (merit, probability);
        }
    }
    best.1
}

/// The highest probability from which at least `share` of the rows, by weight, are called positive.
#[must_use]
pub fn volume_threshold(probabilities: &[f64], weights: Weights<'_>, share: f64) -> f64 {
    let nobody = vec![0.0; probabilities.len()];
    let runs = runs(probabilities, &nobody, weights);
    let wanted = share * runs.iter().map(|run| run.0).sum::<f64>();
    let mut called = 0.0;
    let reached = runs.iter().find(|run| {
        called += run.0;
        called >= wanted * (1.0 - 1e-12)
    });
    reached.or(runs.last()).map_or(0.5, |run| run.2)
}

/// All figures of [`Metrics`] at a threshold.
#[must_use]
pub fn metrics(probabilities: &[f64], labels: &[f32], weights: Weights<'_>, threshold: f64) -> Metrics {
    let (precision, recall, f1) = confusion(probabilities, labels, weights, threshold);
    Metrics {
        auc: roc_auc(probabilities, labels, weights),
        logloss: log_loss(probabilities, labels, weights),
        ap: average_precision(probabilities, labels, weights),
        brier: brier(probabilities, labels, weights),
        ece: calibration_error(probabilities, labels, weights),
        threshold,
        precision,
        recall,
        f1,
        model_score: f1 * recall,
    }
}
