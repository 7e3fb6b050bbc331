//! The one home of transcendental functions.
//!
//! The standard library's `exp` and `ln` come from the platform and differ in the last bit between x86-64 and wasm32. The
//! functions here come from `libm`, a pure-Rust port of musl's, so that a pack trained natively scores to the same bits in a
//! browser. `clippy.toml` keeps the rest of the crate from going round them.

/// eˣ.
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Natural logarithm; `-inf` at 0 and NaN below.
#[must_use]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// The logistic function, 1 / (1 + e⁻ˣ): a margin in log-odds to a probability in (0, 1).
#[must_use]
pub fn sigmoid(margin: f64) -> f64 {
    if margin >= 0.0 {
        1.0 / (1.0 + exp(-margin))
    } else {
        let e = exp(margin);
        e / (1.0 + e)
    }
}

/// The inverse of [`sigmoid`]: ln(p / (1 - p)), with `p` kept 1e-12 away from 0 and 1.
#[must_use]
pub fn logit(p: f64) -> f64 {
    let p = p.clamp(1e-12, 1.0 - 1e-12);
    ln(p / (1.0 - p))
}

/// The complementary error function, 1 - erf(x).
#[must_use]
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// The softmax of `logits`, in place: e^z over the sum of all e^z, by the largest so that nothing overflows, summed in order.
pub fn softmax(logits: &mut [f64]) {
    let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    logits.iter_mut().for_each(|z| *z = exp(*z - largest));
    let sum: f64 = logits.iter().sum();
    logits.iter_mut().for_each(|z| *z /= sum);
}

/// Sine of an angle in radians.
#[must_use]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Arcsine of a number in [-1, 1], in radians.
#[must_use]
pub fn asin(x: f64) -> f64 {
    libm::asin(x)
}

/// ln(1 + eˣ) without overflow.
#[must_use]
pub fn softplus(x: f64) -> f64 {
    if x > 0.0 { x + libm::log1p(exp(-x)) } else { libm::log1p(exp(x)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sigmoid_and_logit_are_inverse_and_bounded() {
        for margin in [-30.0, -2.5, 0.0, 1e-9, 4.0, 25.0] {
            let p = sigmoid(margin);
            assert!(p > 0.0 && p < 1.0, "{margin} gave {p}");
            assert!((logit(p) - margin).abs() < 1e-3 || margin.abs() > 20.0, "{margin} came back as {}", logit(p));
        }
        assert_eq!(sigmoid(0.0), 0.5);
        assert!(sigmoid(-1000.0) >= 0.0 && sigmoid(1000.0) <= 1.0);
        assert!((softplus(0.0) - std::f64::consts::LN_2).abs() < 1e-15);
        assert_eq!(softplus(1000.0), 1000.0);
    }
}
