//! Logistic regression by smartcore: minimises Σ ln(1 + e^m) - y m + α |β|² / 2 over rows, m = β·x + the intercept, with L-BFGS
//! (Liu and Nocedal 1989).

use smartcore::linalg::basic::arrays::Array;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::linear::logistic_regression::{LogisticRegression, LogisticRegressionParameters};

use crate::error::Result;

use super::unfit;

/// What a slope is rounded to. smartcore takes the platform's `exp`, whose last bits differ from machine to machine; what L-BFGS
/// makes of them is far below this.
const STEP: f64 = 1.0 / 65_536.0;

/// Slopes, one a column, and the intercept.
pub(super) struct Line {
    pub(super) slopes: Vec<f64>,
    pub(super) intercept: f64,
}

/// Fits rows of `columns` values each, end to end; both classes occur.
///
/// # Errors
/// `data` when the fit has no finite answer.
pub(super) fn logistic(values: Vec<f64>, columns: usize, labels: Vec<u32>, alpha: f64) -> Result<Line> {
    const WHAT: &str = "the linear model cannot be fitted";
    let x = DenseMatrix::new(labels.len(), columns, values, false).map_err(|e| unfit(WHAT, e))?;
    let settings = LogisticRegressionParameters::default().with_alpha(alpha);
    let model = LogisticRegression::fit(&x, &labels, settings).map_err(|e| unfit(WHAT, e))?;
    let rounded = |value: &f64| (value / STEP).round() * STEP;
    let slopes: Vec<f64> = model.coefficients().iterator(0).map(rounded).collect();
    let intercept = model.intercept().iterator(0).map(rounded).next().unwrap_or(f64::NAN);
    if slopes.iter().chain([&intercept]).all(|value| value.is_finite()) {
        Ok(Line { slopes, intercept })
    } else {
        Err(unfit(WHAT, "slopes without end"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learner::random::{Purpose, stream, unit};
    use crate::math::sigmoid;

    #[test]
    fn planted_slopes_are_found() {
        let mut random = stream(11, Purpose::Golden, 0, 0);
        let (mut values, mut labels) = (Vec::new(), Vec::new());
        for _ in 0..20_000 {
            let (a, b) = (4.0 * unit(&mut random) - 2.0, 4.0 * unit(&mut random) - 2.0);
            values.extend([a, b]);
            labels.push(u32::from(unit(&mut random) < sigmoid(0.8 * a - 0.4 * b - 1.0)));
        }
        let line = logistic(values, 2, labels, 1.0).unwrap();
        let off = |found: f64, planted: f64| (found - planted).abs();
        assert!(off(line.slopes[0], 0.8) < 0.05 && off(line.slopes[1], -0.4) < 0.05, "{:?}", line.slopes);
        assert!(off(line.intercept, -1.0) < 0.06, "{}", line.intercept);
    }
}
