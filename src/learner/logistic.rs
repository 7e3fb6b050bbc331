//! The logistic function and the log loss by table look-up: training asks for them once a row and tree, where a call of `exp`
//! would cost more than everything else that is done to the row.
//!
//! Between nodes 1/128 apart the softplus ln(1 + eˣ) is interpolated by the cubic with its values and slopes at both ends; its
//! slope is the sigmoid, interpolated linearly. The errors stay below 2e-12 and 8e-7 (h⁴/384 · max |f⁗| and h²/8 · max |f″|).

use std::sync::LazyLock;

use pulp::{Simd, WithSimd};

use crate::math;

/// Beyond ±EDGE the functions are their asymptotes, to 2e-9.
const EDGE: f64 = 20.0;
const STEPS_PER_UNIT: usize = 128;
const NODES: usize = 2 * EDGE as usize * STEPS_PER_UNIT + 1;

/// Softplus and sigmoid at a node.
type Node = [f64; 2];

static TABLE: LazyLock<Vec<Node>> = LazyLock::new(|| {
    let node = |at: usize| {
        let x = at as f64 / STEPS_PER_UNIT as f64 - EDGE;
        [math::softplus(x), math::sigmoid(x)]
    };
    (0..NODES).map(node).collect()
});

/// The table, looked up once by whoever asks often.
#[derive(Clone, Copy)]
pub(super) struct Logistic(&'static [Node]);

impl Logistic {
    pub(super) fn new() -> Self {
        Self(&TABLE)
    }

    /// The nodes around `x`, which is inside ±EDGE, and how far between them it lies, in [0, 1].
    fn around(self, x: f64) -> (Node, Node, f64) {
        let place = (x + EDGE) * STEPS_PER_UNIT as f64;
        let left = (place as usize).min(NODES - 2);
        (self.0[left], self.0[left + 1], place - left as f64)
    }

    /// 1 / (1 + e⁻ˣ).
    pub(super) fn sigmoid(self, x: f64) -> f64 {
        let (a, b, share) = self.around(x.clamp(-EDGE, EDGE));
        a[1] + share * (b[1] - a[1])
    }

    /// The log loss of a margin in nats: softplus(margin) - label × margin.
    pub(super) fn loss(self, margin: f64, label: f64) -> f64 {
        if margin.abs() >= EDGE {
            return margin.max(0.0) - label * margin;
        }
        let (a, b, t) = self.around(margin);
        let (rise, step) = (b[0] - a[0], 1.0 / STEPS_PER_UNIT as f64);
        let (from, to) = (a[1] * step - rise, rise - b[1] * step);
        a[0] + t * rise + t * (1.0 - t) * (from * (1.0 - t) + to * t) - label * margin
    }
}

/// ln 2 by series: 2ᶠ = Σ (f ln 2)ⁿ / n!, for |f| up to a half.
const POWERS: [f32; 7] = [1.0, std::f32::consts::LN_2, 0.240_226_5, 0.055_504_11, 0.009_618_13, 0.001_333_355_8, 0.000_154_035_3];
/// Added to a small number, it leaves the nearest whole one in the lowest bits.
const WHOLE: f32 = 12_582_912.0;

/// 1 / (1 + e⁻ˣ) in single precision, to 2e-7: plain arithmetic without a branch or a table, so that many are worked out side by side,
/// and to the same bits on every machine.
#[inline(always)]
pub(super) fn sigmoid(x: f32) -> f32 {
    let power = (-x.abs()).max(-80.0) * std::f32::consts::LOG2_E;
    let shifted = power + WHOLE;
    let rest = power - (shifted - WHOLE);
    let series = POWERS.iter().rev().fold(0.0, |sum, term| sum * rest + term);
    let exponent = shifted.to_bits().wrapping_sub(WHOLE.to_bits()).wrapping_add(127) << 23;
    let e = series * f32::from_bits(exponent);
    let share = 1.0 / (1.0 + e);
    if x < 0.0 { e * share } else { share }
}

/// Makes probabilities of margins.
pub(super) struct Sigmoids<'a>(pub(super) &'a mut [f32]);

impl WithSimd for Sigmoids<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.0.iter_mut().for_each(|x| *x = sigmoid(*x));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_keeps_within_the_error_it_states() {
        let mut margins: Vec<f32> = (-2_000_000..=2_000_000).map(|step| step as f32 * 5e-5).collect();
        let exact: Vec<f64> = margins.iter().map(|&x| math::sigmoid(x.into())).collect();
        let alone: Vec<f32> = margins.iter().map(|&x| sigmoid(x)).collect();
        pulp::Arch::new().dispatch(Sigmoids(&mut margins));
        assert_eq!(margins, alone, "wider registers have other bits");
        for (p, exact) in alone.iter().zip(exact) {
            assert!((f64::from(*p) - exact).abs() < 2e-7 && *p >= 0.0 && *p <= 1.0, "{p} in place of {exact}");
        }
        assert_eq!((sigmoid(f32::MAX), sigmoid(0.0)), (1.0, 0.5));
    }

    #[test]
    fn the_table_keeps_within_the_errors_it_states() {
        let logistic = Logistic::new();
        for step in -250_000..=250_000 {
            let x = f64::from(step) * 1e-4 + 1e-5;
            let sigmoid = (logistic.sigmoid(x) - math::sigmoid(x)).abs();
            let loss = (logistic.loss(x, 1.0) - (math::softplus(x) - x)).abs();
            assert!(sigmoid < 8e-7 && loss < if x.abs() < EDGE { 2e-12 } else { 3e-9 }, "{x}: {sigmoid} {loss}");
        }
        assert_eq!(logistic.loss(-1e300, 0.0), 0.0);
        assert!(logistic.sigmoid(f64::MAX) <= 1.0);
    }
}
