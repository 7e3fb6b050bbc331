//! Calibration of several classes by one temperature (Guo et al. 2017, "On calibration of modern neural networks"): probabilities are the
//! softmax of the margins times a slope, so that the order of the classes stays.

use crate::math::{exp, ln};

use super::random::{Purpose, shuffle, stream};

/// Rounds of Newton's method; the loss is convex in the slope, and a few are enough.
const STEPS: usize = 30;
const PARTS: usize = 5;
/// The slope stays within these.
const SLOPES: (f64, f64) = (0.02, 50.0);

/// A slope, and what slopes that were fitted without a row's part say of it.
pub(super) struct Tempered {
    /// 1 / temperature.
    pub(super) slope: f64,
    /// A slope a row.
    pub(super) cross_fitted: Vec<f64>,
}

/// Fits the slope that the rows are least surprised by: their margins by class, classes and weights.
pub(super) fn temper(margins: &[Vec<f64>], classes: &[u32], weights: &[f32], seed: u64) -> Tempered {
    let mut part: Vec<usize> = (0..classes.len()).map(|row| row % PARTS).collect();
    shuffle(&mut part, &mut stream(seed, Purpose::Folds, u64::MAX, 0));
    let without =
        |out: usize| fit(&(0..classes.len()).filter(|&row| part[row] != out).collect::<Vec<_>>(), margins, classes, weights);
    let slopes: Vec<f64> = (0..PARTS).map(without).collect();
    Tempered {
        slope: fit(&(0..classes.len()).collect::<Vec<_>>(), margins, classes, weights),
        cross_fitted: part.iter().map(|&part| slopes[part]).collect(),
    }
}

fn fit(rows: &[usize], margins: &[Vec<f64>], classes: &[u32], weights: &[f32]) -> f64 {
    // In the logarithm of the slope, so that it stays above 0.
    let mut log_slope = 0.0_f64;
    for _ in 0..STEPS {
        let slope = exp(log_slope);
        let (mut gradient, mut curve) = (0.0, 1e-9);
        for &row in rows {
            let margins = &margins[row];
            let top = margins.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let (mut all, mut first, mut second) = (0.0, 0.0, 0.0);
            for &margin in margins {
                let share = exp(slope * (margin - top));
                all += share;
                first += share * margin;
                second += share * margin * margin;
            }
            let (mean, weight) = (first / all, f64::from(weights[row]));
            gradient += weight * (mean - margins[classes[row] as usize]);
            curve += weight * (second / all - mean * mean).max(0.0);
        }
        // d/d ln s = s d/ds; the curve without the term of the gradient, which keeps it above 0.
        let step = (slope * gradient / (slope * slope * curve)).clamp(-0.5, 0.5);
        log_slope = (log_slope - step).clamp(ln(SLOPES.0), ln(SLOPES.1));
    }
    exp(log_slope)
}

#[cfg(test)]
mod tests {
    use super::super::random::unit;
    use super::*;
    use crate::math::softmax;

    #[test]
    fn a_known_temperature_is_found() {
        let mut random = stream(5, Purpose::Golden, 0, 0);
        let (mut margins, mut classes) = (Vec::new(), Vec::new());
        for _ in 0..20_000 {
            let row: Vec<f64> = (0..4).map(|_| 6.0 * unit(&mut random) - 3.0).collect();
            let mut shares: Vec<f64> = row.iter().map(|margin| 0.4 * margin).collect();
            softmax(&mut shares);
            let mut left = unit(&mut random);
            let class = shares.iter().position(|share| {
                left -= share;
                left < 0.0
            });
            classes.push(class.unwrap_or(3) as u32);
            margins.push(row);
        }
        let tempered = temper(&margins, &classes, &vec![1.0; classes.len()], 1);
        assert!((tempered.slope - 0.4).abs() < 0.02, "{}", tempered.slope);
        assert!(tempered.cross_fitted.iter().all(|slope| (slope - 0.4).abs() < 0.03));
    }
}
