//! Fitting the map from margin to probability on rows that the forest was not fitted on.

use rayon::prelude::*;

use crate::math::{exp, ln, logit, sigmoid};
use crate::model::Calibrator;

use super::random::{Purpose, shuffle, stream};

/// Isotonic regression needs events enough in its blocks; below this many of either class Platt's two parameters are used.
const ISOTONIC_MIN: usize = 500;
/// Rounds of Newton's method on two parameters; it converges in about six.
const NEWTON_STEPS: usize = 25;
/// Steps shorter than this change nothing that anybody sees.
const SETTLED: f64 = 1e-9;
/// Rounds of cross-fitting by which the two calibrators are compared.
const PARTS: usize = 5;

/// A row to calibrate on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) margin: f64,
    /// 1 for the event, else 0.
    pub(super) label: f64,
    pub(super) weight: f64,
}

impl Row {
    /// The weighted log loss of stating the probability `p` of the row.
    pub(super) fn loss(&self, p: f64) -> f64 {
        -self.weight * ln(if self.label > 0.5 { p } else { 1.0 - p }.max(f64::MIN_POSITIVE))
    }
}

/// Sum over rows.
fn sum(rows: &[Row], of: impl Fn(&Row) -> f64) -> f64 {
    rows.iter().map(of).sum()
}

/// A fitted map, and how well it does on rows that it was not fitted on.
pub(super) struct Calibrated {
    /// The better of Platt scaling and isotonic regression by cross-fitted log loss, fitted on all rows.
    pub(super) calibrator: Calibrator,
    /// A probability a row, from a map of the same kind fitted without that row's part.
    pub(super) cross_fitted: Vec<f64>,
}

pub(super) fn calibrate(rows: &[Row], seed: u64) -> Calibrated {
    let mut part: Vec<usize> = (0..rows.len()).map(|row| row % PARTS).collect();
    shuffle(&mut part, &mut stream(seed, Purpose::Folds, u64::MAX, 0));
    let with = |fit: Fit| Calibrated { calibrator: fit(rows), cross_fitted: cross_fitted(rows, &part, fit) };
    let platt = with(platt);
    let events = rows.iter().filter(|row| row.label > 0.5).count();
    if events.min(rows.len() - events) < ISOTONIC_MIN {
        return platt;
    }
    let isotonic = with(isotonic);
    let loss = |calibrated: &Calibrated| -> f64 { rows.iter().zip(&calibrated.cross_fitted).map(|(row, p)| row.loss(*p)).sum() };
    if loss(&isotonic) < loss(&platt) { isotonic } else { platt }
}

type Fit = fn(&[Row]) -> Calibrator;

fn cross_fitted(rows: &[Row], part: &[usize], fit: Fit) -> Vec<f64> {
    let without = |held_out: usize| {
        let kept = rows.iter().zip(part).filter(|(_, part)| **part != held_out);
        fit(&kept.map(|(row, _)| *row).collect::<Vec<_>>())
    };
    let calibrators: Vec<Calibrator> = (0..PARTS).into_par_iter().map(without).collect();
    rows.iter().zip(part).map(|(row, &part)| calibrators[part].probability(row.margin)).collect()
}

/// Platt scaling (Platt 1999) with his smoothed targets, by damped Newton steps (Lin, Lin and Weng 2007).
pub(super) fn platt(rows: &[Row]) -> Calibrator {
    let positives = sum(rows, |row| row.weight * row.label);
    let negatives = sum(rows, |row| row.weight) - positives;
    let (high, low) = ((positives + 1.0) / (positives + 2.0), 1.0 / (negatives + 2.0));
    let (mut slope, mut intercept) = (1.0, 0.0);
    for _ in 0..NEWTON_STEPS {
        let (mut g, mut h) = ([0.0; 2], [1e-9, 0.0, 1e-9]);
        for &Row { margin, label, weight } in rows {
            let p = sigmoid(slope * margin + intercept);
            let (error, curve) = (weight * (if label > 0.5 { high } else { low } - p), weight * p * (1.0 - p));
            g = [g[0] + error * margin, g[1] + error];
            h = [h[0] + curve * margin * margin, h[1] + curve * margin, h[2] + curve];
        }
        let determinant = h[0] * h[2] - h[1] * h[1];
        if determinant <= 1e-12 {
            break;
        }
        let step = [(h[2] * g[0] - h[1] * g[1]) / determinant, (h[0] * g[1] - h[1] * g[0]) / determinant];
        let damp = 2.0 / (step[0].abs() + step[1].abs()).max(2.0);
        (slope, intercept) = (slope + damp * step[0], intercept + damp * step[1]);
        if step[0].abs() + step[1].abs() < SETTLED {
            break;
        }
    }
    if slope > 1e-6 && slope.is_finite() && intercept.is_finite() {
        return Calibrator::Platt { slope, intercept };
    }
    // The forest knows nothing: the rate, whatever the margin, with a slope that keeps the order.
    let slope = 1e-6;
    let mean = sum(rows, |row| row.weight * row.margin) / (positives + negatives).max(f64::MIN_POSITIVE);
    Calibrator::Platt { slope, intercept: logit((positives + 1.0) / (positives + negatives + 2.0)) - slope * mean }
}

struct Block {
    margin: f64,
    positives: f64,
    weight: f64,
}

/// Isotonic regression by pooling adjacent violators (Ayer et al. 1955), each block at its mean margin; probabilities are
/// smoothed by a tenth of a row of the overall rate so that none is 0 or 1.
fn isotonic(rows: &[Row]) -> Calibrator {
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| a.margin.total_cmp(&b.margin));
    let mut blocks: Vec<Block> = Vec::new();
    for run in rows.chunk_by(|a, b| a.margin == b.margin) {
        let weight = sum(run, |row| row.weight);
        let mut block = Block { margin: run[0].margin * weight, positives: sum(run, |row| row.weight * row.label), weight };
        while let Some(last) = blocks.pop_if(|last| last.positives * block.weight >= block.positives * last.weight) {
            block = Block {
                margin: block.margin + last.margin,
                positives: block.positives + last.positives,
                weight: block.weight + last.weight,
            };
        }
        blocks.push(block);
    }
    let rate = sum(&rows, |row| row.weight * row.label) / sum(&rows, |row| row.weight).max(f64::MIN_POSITIVE);
    let mut knots: Vec<(f64, f64)> =
        blocks.iter().map(|b| (b.margin / b.weight, (b.positives + 0.1 * rate) / (b.weight + 0.1))).collect();
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
            rows in prop::collection::vec((-8.0_f64..8.0, any::<bool>(), 0.01_f64..9.0), 10..300)
        ) {
            let row = |&(margin, event, weight): &(f64, bool, f64)| Row { margin, label: f64::from(event), weight };
            let rows: Vec<Row> = rows.iter().map(row).collect();
            for calibrator in [platt(&rows), isotonic(&rows)] {
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
        let mut row = |&margin: &f64| {
            let label = f64::from(super::super::random::unit(&mut random) < sigmoid(truth(margin)));
            Row { margin, label, weight: 1.0 }
        };
        let rows: Vec<Row> = margins.iter().map(&mut row).collect();
        let Calibrator::Platt { slope, intercept } = platt(&rows) else { panic!("not Platt") };
        assert!((slope - 0.5).abs() < 0.03 && (intercept + 1.0).abs() < 0.05, "{slope} {intercept}");
    }
}
