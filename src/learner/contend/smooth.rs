//! Weight of evidence along ordered bins, as a curve that bends no more than the rows bear out.
//!
//! The weights s maximise Σ E_b η_b - N_b ln(1 + e^η_b) - λ Σ (s_{b-1} - 2 s_b + s_{b+1})² / 2 - |s|² / 2, η_b = logit p + s_b, E_b the
//! bin's events, N_b its rows, p the event rate of all rows: a logistic regression on bins with a penalty on second differences
//! (Whittaker 1923; Eilers and Marx 1996, "Flexible smoothing with B-splines and penalties"). λ is the one under which the other
//! parts of the rows foretell each part best: large for a straight line, small where there are steps.

use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::linalg::traits::cholesky::CholeskyDecomposable;

use crate::error::Result;
use crate::learner::Monotone;
use crate::math::{ln, sigmoid};

use super::evidence::{Count, total};
use super::unfit;

/// λ, from steps to a straight line.
const STIFFNESS: [f64; 9] = [0.25, 1.0, 4.0, 16.0, 64.0, 256.0, 1024.0, 8192.0, 262_144.0];
/// Rounds of Newton's method, which converges in about six.
const ROUNDS: usize = 20;
/// Newton's method overshoots where rates are near 0 or 1; a step this long is the longest.
const LONGEST_STEP: f64 = 2.0;

/// The curve over `bins`, one weight a bin.
///
/// # Errors
/// `data` when the penalised counts cannot be solved for, which finite ones can.
pub(super) fn curve(bins: &[Count], all: Count, stiffness: f64) -> Result<Vec<f64>> {
    let size = bins.len();
    let penalty = penalty(size, stiffness);
    let base = all.log_odds();
    let mut curve = vec![0.0; size];
    for _ in 0..ROUNDS {
        let (mut matrix, mut gradient) = (penalty.clone(), Vec::with_capacity(size));
        for (at, bin) in bins.iter().enumerate() {
            let p = sigmoid(base + curve[at]);
            matrix[at * size + at] += bin.weight * p * (1.0 - p);
            let pull: f64 = penalty[at * size..(at + 1) * size].iter().zip(&curve).map(|(a, b)| a * b).sum();
            gradient.push(bin.events - bin.weight * p - pull);
        }
        let step = solve(matrix, gradient)?;
        let longest = step.iter().fold(0.0_f64, |most, step| most.max(step.abs()));
        let damp = (LONGEST_STEP / longest.max(LONGEST_STEP)).min(1.0);
        curve.iter_mut().zip(&step).for_each(|(value, step)| *value += damp * step);
        if longest < 1e-10 {
            break;
        }
    }
    Ok(curve)
}

/// The stiffness that suits bins counted in parts, by cross-validation.
///
/// # Errors
/// Those of [`curve`].
pub(super) fn stiffness(parts: &[Vec<Count>]) -> Result<f64> {
    let size = parts.first().map_or(0, Vec::len);
    let whole: Vec<Count> = (0..size).map(|bin| total(&parts.iter().map(|part| part[bin]).collect::<Vec<_>>())).collect();
    let mut best = (f64::INFINITY, STIFFNESS[0]);
    for stiffness in STIFFNESS {
        let mut loss = 0.0;
        for part in parts {
            let rest: Vec<Count> = whole.iter().zip(part).map(|(all, part)| all.less(*part)).collect();
            let all = total(&rest);
            for (bin, weight) in part.iter().zip(curve(&rest, all, stiffness)?) {
                let p = sigmoid(all.log_odds() + weight);
                loss -= bin.events * ln(p) + (bin.weight - bin.events) * ln(1.0 - p);
            }
        }
        if loss <= best.0 {
            best = (loss, stiffness);
        }
    }
    Ok(best.1)
}

/// λ DᵀD + I, D the second differences; row-major.
fn penalty(size: usize, stiffness: f64) -> Vec<f64> {
    let mut penalty = vec![0.0; size * size];
    (0..size).for_each(|at| penalty[at * size + at] = 1.0);
    for first in 0..size.saturating_sub(2) {
        for (i, a) in [1.0, -2.0, 1.0].into_iter().enumerate() {
            for (j, b) in [1.0, -2.0, 1.0].into_iter().enumerate() {
                penalty[(first + i) * size + first + j] += stiffness * a * b;
            }
        }
    }
    penalty
}

fn solve(matrix: Vec<f64>, right: Vec<f64>) -> Result<Vec<f64>> {
    const WHAT: &str = "a column's weights cannot be worked out";
    let size = right.len();
    let a = DenseMatrix::new(size, size, matrix, false).map_err(|e| unfit(WHAT, e))?;
    let b = DenseMatrix::new(size, 1, right, false).map_err(|e| unfit(WHAT, e))?;
    let solved = a.cholesky_solve_mut(b).map_err(|e| unfit(WHAT, e))?;
    Ok(smartcore::linalg::basic::arrays::Array::iterator(&solved, 0).copied().collect())
}

/// Pools neighbouring values, by these weights, until they go one way only (Ayer et al. 1955).
pub(super) fn in_order(values: &[f64], weights: &[f64], way: Monotone) -> Vec<f64> {
    let mut pooled: Vec<(f64, f64, usize)> = Vec::new();
    for (&value, &weight) in values.iter().zip(weights) {
        let mut next = (value, weight.max(f64::MIN_POSITIVE), 1);
        let wrong = |before: f64, after: f64| if way == Monotone::Increasing { before >= after } else { before <= after };
        while let Some((value, weight, count)) = pooled.pop_if(|before| wrong(before.0, next.0)) {
            next = ((value * weight + next.0 * next.1) / (weight + next.1), weight + next.1, count + next.2);
        }
        pooled.push(next);
    }
    pooled.into_iter().flat_map(|(value, _, count)| std::iter::repeat_n(value, count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learner::random::{Purpose, stream, unit};
    use crate::math::logit;
    use proptest::prelude::*;

    /// Parts of rows whose log-odds by bin are these.
    fn parts(truth: &[f64], rows: u32) -> Vec<Vec<Count>> {
        let mut random = stream(3, Purpose::Golden, 0, 0);
        let mut bin = |odds: &f64| {
            let events = (0..rows).filter(|_| unit(&mut random) < sigmoid(*odds)).count() as f64;
            Count { rows, events, weight: f64::from(rows) }
        };
        (0..5).map(|_| truth.iter().map(&mut bin).collect()).collect()
    }

    #[test]
    fn a_line_is_drawn_straight_and_steps_stay() {
        let line: Vec<f64> = (0..20).map(|bin| f64::from(bin) / 10.0 - 2.0).collect();
        let steps: Vec<f64> = (0..20).map(|bin| if bin % 7 < 3 { 0.5 } else { -2.0 }).collect();
        for (truth, straight) in [(line, true), (steps, false)] {
            let parts = parts(&truth, 60);
            let stiffness = stiffness(&parts).unwrap();
            assert_eq!(stiffness >= 64.0, straight, "{stiffness}");
            let whole: Vec<Count> = (0..20).map(|bin| total(&parts.iter().map(|part| part[bin]).collect::<Vec<_>>())).collect();
            let all = total(&whole);
            let curve = curve(&whole, all, stiffness).unwrap();
            let off = |(found, truth): (&f64, &f64)| (found + all.log_odds() - truth).abs();
            let most = curve.iter().zip(&truth).map(off).fold(0.0, f64::max);
            assert!(most < if straight { 0.25 } else { 0.6 }, "{most} off, {curve:?}");
        }
    }

    #[test]
    fn without_bends_a_curve_is_each_bin_by_itself() {
        let bins = [(100_000_u32, 50_000.0), (100_000, 10_000.0)];
        let bins = bins.map(|(rows, events)| Count { rows, events, weight: f64::from(rows) });
        let curve = curve(&bins, total(&bins), 0.25).unwrap();
        assert!((curve[0] - (logit(0.5) - logit(0.3))).abs() < 1e-3 && (curve[1] - (logit(0.1) - logit(0.3))).abs() < 1e-3);
    }

    proptest! {
        #[test]
        fn pooled_values_go_one_way_and_keep_their_mean(pairs in prop::collection::vec((-3.0_f64..3.0, 0.1_f64..9.0), 1..40)) {
            let (values, weights): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            let sum = |values: &[f64]| values.iter().zip(&weights).map(|(value, weight)| value * weight).sum::<f64>();
            let (up, down) = (in_order(&values, &weights, Monotone::Increasing), in_order(&values, &weights, Monotone::Decreasing));
            prop_assert!(up.windows(2).all(|w| w[0] <= w[1]) && down.windows(2).all(|w| w[0] >= w[1]));
            prop_assert!((sum(&up) - sum(&values)).abs() < 1e-9 && (sum(&down) - sum(&values)).abs() < 1e-9);
        }
    }
}
