//! Numbers as people read them: grouped thousands, true minus signs, no more digits than say something.

/// The sign in front of amounts below zero.
const MINUS: char = '\u{2212}';

/// At most `digits` decimals, trailing zeros cut, thousands grouped: `12,500.5`.
#[must_use]
pub fn decimal(x: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", x.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut out = String::new();
    if x < 0.0 && (whole != "0" || !fraction.is_empty()) {
        out.push(MINUS);
    }
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// Exactly `digits` decimals and a sign unless it rounds to zero: `+12.0`, `−0.4`, `0.0`.
#[must_use]
pub fn signed(x: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", x.abs());
    let zero = text.chars().all(|c| matches!(c, '0' | '.'));
    match (zero, x < 0.0) {
        (true, _) => text,
        (false, true) => format!("{MINUS}{text}"),
        (false, false) => format!("+{text}"),
    }
}

/// A share in [0, 1] as a percentage: one decimal, two below 1 %, and never a false 0 % or 100 %.
#[must_use]
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.01 {
        "<0.01%".to_owned()
    } else if percent < 1.0 {
        format!("{percent:.2}%")
    } else if (99.95..100.0).contains(&percent) {
        ">99.9%".to_owned()
    } else {
        format!("{percent:.1}%")
    }
}

/// What a difference in log-odds multiplies the odds by: `×1.84`, `×0.07`, `×25`.
#[must_use]
pub fn factor(log_odds: f64) -> String {
    let factor = crate::math::exp(log_odds);
    if factor >= 1e6 {
        ">×1,000,000".to_owned()
    } else if factor >= 10.0 {
        format!("×{}", decimal(factor, 0))
    } else if factor >= 0.1 {
        format!("×{factor:.2}")
    } else if factor >= 0.001 {
        format!("×{factor:.3}")
    } else {
        "<×0.001".to_owned()
    }
}

/// A p-value: three decimals, or that it is less than can be shown.
#[must_use]
pub fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(decimal(1_234_567.5, 2), "1,234,567.5");
        assert_eq!(decimal(-1000.0, 0), "\u{2212}1,000");
        assert_eq!(decimal(-0.001, 2), "0");
        assert_eq!(decimal(100.0, 0), "100");
        assert_eq!(signed(12.04, 1), "+12.0");
        assert_eq!(signed(-0.04, 1), "0.0");
        assert_eq!(signed(-3.0, 0), "\u{2212}3");
    }

    #[test]
    fn shares_and_factors_never_round_to_a_lie() {
        for (share, text) in
            [(0.1234, "12.3%"), (0.00456, "0.46%"), (0.00001, "<0.01%"), (0.0, "0.00%"), (0.9999, ">99.9%"), (1.0, "100.0%")]
        {
            assert_eq!(percent(share), text);
        }
        for (log_odds, text) in [(0.61, "×1.84"), (-0.357, "×0.70"), (-3.0, "×0.050"), (3.2, "×25"), (-20.0, "<×0.001")] {
            assert_eq!(factor(log_odds), text);
        }
    }
}
