//! What each signal counts: conditional logit (McFadden 1974). For a customer with candidates C of which h was the hidden one,
//! P(h) = e^(w·s_h) / Σ_c e^(w·s_c); the weights w maximise the likelihood of all hidden products, less a ridge, by Newton's method.

use rayon::prelude::*;

use crate::math::{exp, ln};
use crate::model::offers::SIGNALS;

const COUNT: usize = SIGNALS.len();
/// Newton steps.
const STEPS: usize = 30;
/// What holds weights to 0, for signals of variance 1.
const RIDGE: f64 = 4.0;

/// A customer with one product hidden: the candidates' signals, candidate-major, and which of them was hidden.
pub(super) struct Case {
    /// The customer, by row.
    pub(super) row: u32,
    /// What the case counts: a customer's several cases count as one, 1 on average.
    pub(super) weight: f64,
    /// The candidates, by product.
    pub(super) products: Vec<u32>,
    pub(super) signals: Vec<[f32; COUNT]>,
    /// The position of the hidden one.
    pub(super) hidden: usize,
}

/// The weights of the signals named in `used`; the others weigh nothing.
pub(super) fn fit(cases: &[&Case], used: &[usize]) -> [f64; COUNT] {
    let scale = scales(cases);
    let mut weights = [0.0; COUNT];
    let used: Vec<usize> = used.iter().copied().filter(|&signal| scale[signal] > 0.0).collect();
    if used.is_empty() || cases.is_empty() {
        return weights;
    }
    let mut best = objective(cases, &weights, &scale, &used);
    for _ in 0..STEPS {
        let (gradient, hessian) = slopes(cases, &weights, &scale, &used);
        let Some(step) = solve(&hessian, gradient) else { break };
        // Halve the step until it helps; the likelihood is concave, so it does unless the top is reached.
        let mut factor = 1.0;
        let improved = (0..20).find_map(|_| {
            let mut tried = weights;
            used.iter().zip(&step).for_each(|(&signal, step)| tried[signal] += factor * step);
            factor *= 0.5;
            let value = objective(cases, &tried, &scale, &used);
            (value > best + 1e-9 * best.abs()).then_some((tried, value))
        });
        let Some((tried, value)) = improved else { break };
        (weights, best) = (tried, value);
    }
    std::array::from_fn(|signal| if scale[signal] > 0.0 { weights[signal] / scale[signal] } else { 0.0 })
}

/// How much each signal varies between the candidates of a customer, as a standard deviation.
fn scales(cases: &[&Case]) -> [f64; COUNT] {
    let spread = |case: &&Case| -> [f64; COUNT] {
        let n = case.signals.len().max(1) as f64;
        std::array::from_fn(|signal| {
            let mean = case.signals.iter().map(|s| f64::from(s[signal])).sum::<f64>() / n;
            case.signals.iter().map(|s| (f64::from(s[signal]) - mean) * (f64::from(s[signal]) - mean)).sum::<f64>() / n
        })
    };
    let all: Vec<[f64; COUNT]> = cases.par_iter().map(spread).collect();
    std::array::from_fn(|signal| (all.iter().map(|s| s[signal]).sum::<f64>() / all.len().max(1) as f64).sqrt())
}

/// The utilities of a case's candidates and the shares that they come to.
fn shares(case: &Case, weights: &[f64; COUNT], scale: &[f64; COUNT], used: &[usize]) -> Vec<f64> {
    let utility = |s: &[f32; COUNT]| used.iter().map(|&k| weights[k] * f64::from(s[k]) / scale[k]).sum::<f64>();
    let utilities: Vec<f64> = case.signals.iter().map(utility).collect();
    let top = utilities.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raised: Vec<f64> = utilities.iter().map(|u| exp(u - top)).collect();
    let all: f64 = raised.iter().sum();
    raised.into_iter().map(|x| x / all).collect()
}

fn objective(cases: &[&Case], weights: &[f64; COUNT], scale: &[f64; COUNT], used: &[usize]) -> f64 {
    let of_case = |case: &&Case| case.weight * ln(shares(case, weights, scale, used)[case.hidden].max(1e-300));
    let logs: Vec<f64> = cases.par_iter().map(of_case).collect();
    logs.iter().sum::<f64>() - 0.5 * RIDGE * used.iter().map(|&k| weights[k] * weights[k]).sum::<f64>()
}

/// The gradient and the negative Hessian, over the signals that are used.
fn slopes(cases: &[&Case], weights: &[f64; COUNT], scale: &[f64; COUNT], used: &[usize]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let n = used.len();
    let of_case = |case: &&Case| {
        let shares = shares(case, weights, scale, used);
        let value = |s: &[f32; COUNT], k: usize| f64::from(s[used[k]]) / scale[used[k]];
        let mean: Vec<f64> = (0..n).map(|k| case.signals.iter().zip(&shares).map(|(s, p)| p * value(s, k)).sum()).collect();
        let gradient: Vec<f64> = (0..n).map(|k| case.weight * (value(&case.signals[case.hidden], k) - mean[k])).collect();
        let mut hessian = vec![vec![0.0; n]; n];
        for (s, p) in case.signals.iter().zip(&shares) {
            for a in 0..n {
                let left = case.weight * p * (value(s, a) - mean[a]);
                (0..=a).for_each(|b| hessian[a][b] += left * (value(s, b) - mean[b]));
            }
        }
        (gradient, hessian)
    };
    let all: Vec<(Vec<f64>, Vec<Vec<f64>>)> = cases.par_iter().map(of_case).collect();
    let mut gradient: Vec<f64> = used.iter().map(|&k| -RIDGE * weights[k]).collect();
    let mut hessian: Vec<Vec<f64>> = (0..n).map(|a| (0..n).map(|b| if a == b { RIDGE } else { 0.0 }).collect()).collect();
    for (g, h) in &all {
        for a in 0..n {
            gradient[a] += g[a];
            (0..=a).for_each(|b| hessian[a][b] += h[a][b]);
        }
    }
    let whole = (0..n).map(|a| (0..n).map(|b| hessian[a.max(b)][a.min(b)]).collect()).collect();
    (gradient, whole)
}

/// x with A x = b for a symmetric positive definite A, by smartcore's Cholesky factors.
pub(super) fn solve(a: &Vec<Vec<f64>>, b: Vec<f64>) -> Option<Vec<f64>> {
    use smartcore::linalg::basic::arrays::{Array, Array2};
    use smartcore::linalg::basic::matrix::DenseMatrix;
    use smartcore::linalg::traits::cholesky::CholeskyDecomposable;
    let n = b.len();
    let matrix: DenseMatrix<f64> = DenseMatrix::from_2d_vec(a).ok()?;
    let right = DenseMatrix::from_iterator(b.into_iter(), n, 1, 0);
    let solved = matrix.cholesky_solve_mut(right).ok()?;
    Some((0..n).map(|row| *solved.get((row, 0))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planted_weights_are_found_again() {
        // Choices made with weights 2 and -1 on the first two signals, by a fixed sequence of numbers in [0, 1).
        let mut state = 1_u64;
        let mut unit = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / (1_u64 << 24) as f64
        };
        let cases: Vec<Case> = (0..4000)
            .map(|_| {
                let signals: Vec<[f32; COUNT]> =
                    (0..6).map(|_| std::array::from_fn(|k| if k < 3 { unit() as f32 } else { 0.0 })).collect();
                let raised: Vec<f64> = signals.iter().map(|s| exp(2.0 * f64::from(s[0]) - f64::from(s[1]))).collect();
                let mut left = unit() * raised.iter().sum::<f64>();
                let chosen = raised.iter().position(|x| {
                    left -= x;
                    left < 0.0
                });
                Case { row: 0, weight: 1.0, products: (0..6).collect(), signals, hidden: chosen.unwrap_or(5) }
            })
            .collect();
        let weights = fit(&cases.iter().collect::<Vec<_>>(), &[0, 1, 2, 3]);
        assert!((weights[0] - 2.0).abs() < 0.2 && (weights[1] + 1.0).abs() < 0.2 && weights[2].abs() < 0.2, "{weights:?}");
        assert_eq!(weights[3..], [0.0; COUNT - 3]);
    }
}
