//! From margin to probability, monotonically: calibration moves the probability a person reads, never the order.

use crate::math;

/// A monotone map from margins to probabilities, fitted on rows that the forest was not fitted on.
#[derive(Debug, Clone, PartialEq)]
pub enum Calibrator {
    /// sigmoid(slope × margin + intercept) (Platt 1999); slope > 0.
    Platt {
        /// The factor on the margin.
        slope: f64,
        /// The shift in log-odds.
        intercept: f64,
    },
    /// Isotonic regression (Zadrozny and Elkan 2002), interpolated linearly between the centres of its blocks.
    Isotonic {
        /// Strictly ascending margins.
        margins: Vec<f64>,
        /// The probability at each, ascending, in (0, 1).
        probabilities: Vec<f64>,
    },
}

impl Calibrator {
    /// The probability, in (0, 1).
    #[must_use]
    pub fn probability(&self, margin: f64) -> f64 {
        match self {
            Self::Platt { slope, intercept } => math::sigmoid(slope * margin + intercept),
            Self::Isotonic { margins, probabilities } => interpolate(margins, probabilities, margin),
        }
    }

    /// `platt` or `isotonic`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Platt { .. } => "platt",
            Self::Isotonic { .. } => "isotonic",
        }
    }
}

/// The piecewise linear function through the points, constant outside them.
fn interpolate(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let right = xs.partition_point(|&known| known < x);
    if right == 0 {
        return ys[0];
    }
    if right == xs.len() {
        return ys[right - 1];
    }
    let share = (x - xs[right - 1]) / (xs[right] - xs[right - 1]);
    ys[right - 1] + share * (ys[right] - ys[right - 1])
}
