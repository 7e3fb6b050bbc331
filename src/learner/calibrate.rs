//! Fitting the map from margin to probability on rows that the forest was not fitted on.

use crate::math::{exp, logit, sigmoid};
use crate::metric::log_loss;
use crate::model::Calibrator;

use super::random::{Purpose, shuffle, stream};

/// Isotonic regression needs events enough in its blocks; below this many of either class Platt's two parameters are used.
const ISOTONIC_MIN: usize = 500;
/// Rounds of Newton's method on two parameters; it converges in about six.
const NEWTON_STEPS: usize = 25;
/// Rounds of cross-fitting by which the two calibrators are compared.
const PARTS: usize = 5;

/// The better of Platt scaling and isotonic regression by cross-fitted log loss, fitted on all rows.
pub(super) fn calibrate(margins: &[f64], labels: &[f32], seed: u64) -> Calibrator {
    let positives = labels.iter().filter(|&&y| y > 0.5).count();
    if positives.min(labels.len() - positives) < ISOTONIC_MIN {
        return platt(margins, labels);
    }
    let mut part: Vec<usize> = (0..labels.len()).map(|row| row % PARTS).collect();
    shuffle(&mut part, &mut stream(seed, Purpose::Folds, u64::MAX, 0));
    let loss = |fit: fn(&[f64], &[f32]) -> Calibrator| -> f64 {
        let loss_of = |held_out: usize| {
            let pick = |inside: bool| -> (Vec<f64>, Vec<f32>) {
                let chosen = |&row: &usize| (part[row] == held_out) == inside;
                (0..labels.len()).filter(chosen).map(|row| (margins[row], labels[row])).unzip()
            };
            let ((m, y), (test_m, test_y)) = (pick(false), pick(true));
            let calibrator = fit(&m, &y);
            let p: Vec<f64> = test_m.iter().map(|&margin| calibrator.probability(margin)).collect();
            log_loss(&p, &test_y)
        };
        (0..PARTS).map(loss_of).sum()
    };
    if loss(isotonic) < loss(platt) { isotonic(margins, labels) } else { platt(margins, labels) }
}

/// Platt scaling (Platt 1999) with his smoothed targets, by damped Newton steps (Lin, Lin and Weng 2007).
fn platt(margins: &[f64], labels: &[f32]) -> Calibrator {
    let positives = labels.iter().map(|&y| f64::from(y)).sum::<f64>();
    let negatives = labels.len() as f64 - positives;
    let (high, low) = ((positives + 1.0) / (positives + 2.0), 1.0 / (negatives + 2.0));
    let target = |y: f32| if y > 0.5 { high } else { low };
    let (mut slope, mut intercept) = (1.0, 0.0);
    for _ in 0..NEWTON_STEPS {
        let (mut g, mut h) = ([0.0; 2], [1e-9, 0.0, 1e-9]);
        for (&margin, &y) in margins.iter().zip(labels) {
            let p = sigmoid(slope * margin + intercept);
            let (error, weight) = (target(y) - p, p * (1.0 - p));
            g = [g[0] + error * margin, g[1] + error];
            h = [h[0] + weight * margin * margin, h[1] + weight * margin, h[2] + weight];
        }
        let determinant = h[0] * h[2] - h[1] * h[1];
        if determinant <= 1e-12 {
            break;
        }
        let step = [(h[2] * g[0] - h[1] * g[1]) / determinant, (h[0] * g[1] - h[1] * g[0]) / determinant];
        let damp = 2.0 / (step[0].abs() + step[1].abs()).max(2.0);
        (slope, intercept) = (slope + damp * step[0], intercept + damp * step[1]);
    }
    if slope > 1e-6 && slope.is_finite() && intercept.is_finite() {
        return Calibrator::Platt { slope, intercept };
    }
    // The forest knows nothing: the rate, whatever the margin, with a slope that keeps the order.
    let slope = 1e-6;
    let mean = margins.iter().sum::<f64>() / margins.len().max(1) as f64;
    Calibrator::Platt { slope, intercept: logit((positives + 1.0) / (labels.len() as f64 + 2.0)) - slope * mean }
}

struct Block {
    margin: f64,
    positives: f64,
    rows: f64,
}

/// Isotonic regression by pooling adjacent violators (Ayer et al. 1955), each block at its mean margin; probabilities are
/// smoothed by a tenth of a row of the overall rate so that none is 0 or 1.
fn isotonic(margins: &[f64], labels: &[f32]) -> Calibrator {
    let mut rows: Vec<(f64, f32)> = margins.iter().copied().zip(labels.iter().copied()).collect();
    rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut blocks: Vec<Block> = Vec::new();
    for run in rows.chunk_by(|a, b| a.0 == b.0) {
        let rows = run.len() as f64;
        let mut block = Block { margin: run[0].0 * rows, positives: run.iter().map(|r| f64::from(r.1)).sum(), rows };
        while let Some(last) = blocks.pop_if(|last| last.positives * block.rows >= block.positives * last.rows) {
            block = Block {
                margin: block.margin + last.margin,
                positives: block.positives + last.positives,
                rows: block.rows + last.rows,
            };
        }
        blocks.push(block);
    }
    let rate = labels.iter().map(|&y| f64::from(y)).sum::<f64>() / labels.len().max(1) as f64;
    let mut knots: Vec<(f64, f64)> =
        blocks.iter().map(|b| (b.margin / b.rows, (b.positives + 0.1 * rate) / (b.rows + 0.1))).collect();
    knots.dedup_by(|next, kept| next.0 <= kept.0);
    // Smoothing can bend the line by a hair where blocks differ in size; the running maximum straightens it.
    let mut floor = 0.0_f64;
    for knot in &mut knots {
        floor = floor.max(knot.1);
        knot.1 = floor.clamp(exp(-30.0), 1.0 - exp(-30.0));
    }
    let (margins, probabilities) = knots.into_iter().unzip();
    Calibrator::Isotonic { margins, probabilities }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn both_calibrators_are_monotone_and_inside_zero_and_one(
            rows in prop::collection::vec((-8.0_f64..8.0, any::<bool>()), 10..300)
        ) {
            let (margins, labels): (Vec<f64>, Vec<f32>) = rows.iter().map(|&(m, y)| (m, f32::from(y))).unzip();
            for calibrator in [platt(&margins, &labels), isotonic(&margins, &labels)] {
                let p: Vec<f64> = (-100..=100).map(|i| calibrator.probability(f64::from(i) / 10.0)).collect();
                prop_assert!(p.iter().all(|&p| p > 0.0 && p < 1.0), "{calibrator:?}");
                prop_assert!(p.windows(2).all(|w| w[0] <= w[1]), "{calibrator:?}");
            }
        }
    }

    #[test]
    fn platt_undoes_a_known_distortion() {
        let truth = |margin: f64| 0.5 * margin - 1.0;
        let mut random = stream(3, Purpose::Golden, 0, 0);
        let margins: Vec<f64> = (0..40_000).map(|i| f64::from(i % 800) / 100.0 - 4.0).collect();
        let labels: Vec<f32> =
            margins.iter().map(|&m| f32::from(super::super::random::unit(&mut random) < sigmoid(truth(m)))).collect();
        let Calibrator::Platt { slope, intercept } = platt(&margins, &labels) else { panic!("not Platt") };
        assert!((slope - 0.5).abs() < 0.03 && (intercept + 1.0).abs() < 0.05, "{slope} {intercept}");
    }
}
