//! The curves of an index: ROC, precision and recall, gain, lift, calibration, and where the probabilities lie.

use serde::Serialize;

use crate::profile::wilson;

use super::ranked::{Ranked, Row};

/// A curve is drawn through points at least this far apart.
const STEP: f64 = 1.0 / 250.0;
/// Bins of calibration.
const BINS: usize = 10;
/// Bars of the distribution.
const BARS: usize = 25;

/// Curves as points in order.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Curves {
    /// (False positive rate, true positive rate).
    pub roc: Vec<(f64, f64)>,
    /// (Recall, precision).
    pub precision_recall: Vec<(f64, f64)>,
    /// (Share of rows called, share of events among them), most likely first.
    pub gain: Vec<(f64, f64)>,
    /// (Share of rows called, rate among them over the rate of all).
    pub lift: Vec<(f64, f64)>,
    /// Tenths of the rows by probability.
    pub calibration: Vec<CalibrationBin>,
    /// (From, to, share of the events, share of the others) by probability.
    pub distribution: Vec<(f64, f64, f64, f64)>,
    /// The rate of all rows.
    pub rate: f64,
}

/// A tenth of the rows.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct CalibrationBin {
    /// Their mean probability.
    pub predicted: f64,
    /// Events a row.
    pub observed: f64,
    /// The interval of the rate at 95 % (Wilson 1927).
    pub interval: (f64, f64),
    /// How many they are.
    pub rows: u64,
}

/// Draws the curves.
pub(super) fn curves(ranked: &Ranked) -> Curves {
    let weigh = |event: bool| ranked.rows.iter().filter(|row| row.event == event).map(|row| row.weight).sum::<f64>();
    let (events, others) = (weigh(true), weigh(false));
    let rate = events / (events + others).max(f64::MIN_POSITIVE);
    let (mut hits, mut misses) = (0.0, 0.0);
    let (mut roc, mut precision_recall, mut gain, mut lift) = (vec![(0.0, 0.0)], Vec::new(), vec![(0.0, 0.0)], Vec::new());
    for run in ranked.rows.chunk_by(|a, b| a.margin == b.margin) {
        run.iter().for_each(|row| if row.event { hits += row.weight } else { misses += row.weight });
        let (found, called) = (hits / events.max(f64::MIN_POSITIVE), (hits + misses) / (events + others));
        let precision = hits / (hits + misses).max(f64::MIN_POSITIVE);
        let last = hits + misses >= events + others;
        add(&mut roc, (misses / others.max(f64::MIN_POSITIVE), found), last);
        add(&mut precision_recall, (found, precision), last);
        add(&mut gain, (called, found), last);
        // The first rows alone would make the lift jump about.
        if called >= 0.005 {
            add(&mut lift, (called, precision / rate.max(f64::MIN_POSITIVE)), last);
        }
    }
    Curves { roc, precision_recall, gain, lift, calibration: calibration(ranked), distribution: distribution(ranked), rate }
}

/// Adds a point unless it is close to the last.
fn add(curve: &mut Vec<(f64, f64)>, point: (f64, f64), last: bool) {
    let far = |previous: &(f64, f64)| (point.0 - previous.0).abs() >= STEP || (point.1 - previous.1).abs() >= 4.0 * STEP;
    if last || curve.last().is_none_or(far) {
        curve.push(point);
    }
}

fn calibration(ranked: &Ranked) -> Vec<CalibrationBin> {
    let count = ranked.rows.len();
    let bin = |number: usize| {
        let part: &[Row] = &ranked.rows[number * count / BINS..(number + 1) * count / BINS];
        let weight: f64 = part.iter().map(|row| row.weight).sum();
        if part.is_empty() || weight <= 0.0 {
            return None;
        }
        let observed = part.iter().filter(|row| row.event).map(|row| row.weight).sum::<f64>() / weight;
        Some(CalibrationBin {
            predicted: part.iter().map(|row| row.weight * row.probability).sum::<f64>() / weight,
            observed,
            interval: wilson((observed * part.len() as f64).round() as u64, part.len() as u64),
            rows: part.len() as u64,
        })
    };
    (0..BINS).rev().filter_map(bin).collect()
}

fn distribution(ranked: &Ranked) -> Vec<(f64, f64, f64, f64)> {
    let highest = ranked.rows.iter().map(|row| row.probability).fold(0.0, f64::max);
    let width = highest.max(1e-9) / BARS as f64;
    let mut bars = vec![(0.0, 0.0); BARS];
    for row in &ranked.rows {
        let bar = &mut bars[((row.probability / width) as usize).min(BARS - 1)];
        if row.event { bar.0 += row.weight } else { bar.1 += row.weight }
    }
    let (events, others) = bars.iter().fold((0.0, 0.0), |sum, bar| (sum.0 + bar.0, sum.1 + bar.1));
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let bar = |(at, bar): (usize, &(f64, f64))| {
        (width * at as f64, width * (at as f64 + 1.0), share(bar.0, events), share(bar.1, others))
    };
    bars.iter().enumerate().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::super::ranked::tests::evidence;
    use super::*;
    use crate::math::sigmoid;
    use xxhash_rust::xxh64::xxh64;

    #[test]
    fn curves_run_from_corner_to_corner_and_the_roc_encloses_the_auc() {
        let noise = |row: u32, purpose: u64| xxh64(&row.to_le_bytes(), purpose) as f64 / u64::MAX as f64;
        let margins: Vec<f64> = (0..5000).map(|row| 4.0 * noise(row, 1) - 2.0).collect();
        let labels: Vec<f32> = (0..5000).map(|row| f32::from(noise(row, 2) < sigmoid(margins[row as usize]))).collect();
        let ranked = Ranked::new(&evidence(&margins, &labels), 0.5);
        let curves = curves(&ranked);
        for curve in [&curves.roc, &curves.gain] {
            assert_eq!((curve[0], curve[curve.len() - 1]), ((0.0, 0.0), (1.0, 1.0)));
            assert!(curve.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1));
            assert!(curve.len() < 600);
        }
        let area: f64 = curves.roc.windows(2).map(|p| (p[1].0 - p[0].0) * (p[0].1 + p[1].1) / 2.0).sum();
        assert!((area - ranked.pass(|_| 1.0).auc).abs() < 0.002);
        assert!((curves.lift[curves.lift.len() - 1].1 - 1.0).abs() < 1e-12);
        // The probabilities are true, so the bins are on the diagonal.
        assert_eq!(curves.calibration.iter().map(|bin| bin.rows).sum::<u64>(), 5000);
        for bin in &curves.calibration {
            assert!((bin.predicted - bin.observed).abs() < 0.08, "{bin:?}");
        }
    }
}
