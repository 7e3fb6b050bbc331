//! Numbers as people read them in their language: grouped thousands, true minus signs, no more digits than say something.

use crate::app::{Lang, Words};

/// The sign in front of amounts below zero.
const MINUS: char = '\u{2212}';

/// Between a number and what belongs to it.
const NARROW: char = '\u{a0}';

impl Words {
    /// What stands between thousands, and before decimals.
    fn marks(&self) -> (char, char) {
        if self.lang() == Lang::Russian { (NARROW, ',') } else { (',', '.') }
    }

    /// At most `digits` decimals, trailing zeros cut, thousands grouped: `12,500.5`.
    #[must_use]
    pub fn decimal(&self, x: f64, digits: usize) -> String {
        let (group, point) = self.marks();
        let text = format!("{:.digits$}", x.abs());
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let fraction = fraction.trim_end_matches('0');
        let mut out = String::new();
        if x < 0.0 && (whole != "0" || !fraction.is_empty()) {
            out.push(MINUS);
        }
        for (position, digit) in whole.chars().enumerate() {
            if position > 0 && (whole.len() - position) % 3 == 0 {
                out.push(group);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push(point);
            out.push_str(fraction);
        }
        out
    }

    /// A whole number, thousands grouped.
    #[must_use]
    pub fn count(&self, n: usize) -> String {
        self.decimal(n as f64, 0)
    }

    /// Exactly `digits` decimals.
    #[must_use]
    pub fn fixed(&self, x: f64, digits: usize) -> String {
        format!("{x:.digits$}").replace('.', &self.marks().1.to_string()).replace('-', &MINUS.to_string())
    }

    /// Exactly `digits` decimals and a sign unless it rounds to zero: `+12.0`, `−0.4`, `0.0`.
    #[must_use]
    pub fn signed(&self, x: f64, digits: usize) -> String {
        let text = self.fixed(x.abs(), digits);
        let zero = text.chars().all(|c| matches!(c, '0' | '.' | ','));
        match (zero, x < 0.0) {
            (true, _) => text,
            (false, true) => format!("{MINUS}{text}"),
            (false, false) => format!("+{text}"),
        }
    }

    /// A share in [0, 1] as a percentage: one decimal, two below 1 %, and never a false 0 % or 100 %.
    #[must_use]
    pub fn percent(&self, share: f64) -> String {
        let percent = share * 100.0;
        let (sign, number) = if percent > 0.0 && percent < 0.01 {
            ("<", self.fixed(0.01, 2))
        } else if percent < 1.0 {
            ("", self.fixed(percent, 2))
        } else if (99.95..100.0).contains(&percent) {
            (">", self.fixed(99.9, 1))
        } else {
            ("", self.fixed(percent, 1))
        };
        if self.lang() == Lang::Russian { format!("{sign}{number}{NARROW}%") } else { format!("{sign}{number}%") }
    }

    /// A share in [0, 1] as a percentage without decimals, for the axes of charts.
    #[must_use]
    pub fn whole_percent(&self, share: f64) -> String {
        let number = self.decimal(100.0 * share, 0);
        if self.lang() == Lang::Russian { format!("{number}{NARROW}%") } else { format!("{number}%") }
    }

    /// What a difference in log-odds multiplies the odds by: `×1.84`, `×0.07`, `×25`.
    #[must_use]
    pub fn factor(&self, log_odds: f64) -> String {
        let factor = crate::math::exp(log_odds);
        if factor >= 1e6 {
            format!(">×{}", self.decimal(1e6, 0))
        } else if factor >= 10.0 {
            format!("×{}", self.decimal(factor, 0))
        } else if factor >= 0.1 {
            format!("×{}", self.fixed(factor, 2))
        } else if factor >= 0.001 {
            format!("×{}", self.fixed(factor, 3))
        } else {
            format!("<×{}", self.fixed(0.001, 3))
        }
    }

    /// A p-value: three decimals, or that it is less than can be shown.
    #[must_use]
    pub fn p_value(&self, p: f64) -> String {
        if p < 0.001 { format!("< {}", self.fixed(0.001, 3)) } else { self.fixed(p, 3) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let words = Words::new(Lang::English);
        assert_eq!(words.decimal(1_234_567.5, 2), "1,234,567.5");
        assert_eq!(words.decimal(-1000.0, 0), "\u{2212}1,000");
        assert_eq!(words.decimal(-0.001, 2), "0");
        assert_eq!(words.decimal(100.0, 0), "100");
        assert_eq!(words.signed(12.04, 1), "+12.0");
        assert_eq!(words.signed(-0.04, 1), "0.0");
        assert_eq!(words.signed(-3.0, 0), "\u{2212}3");
    }

    #[test]
    fn shares_and_factors_never_round_to_a_lie() {
        let words = Words::new(Lang::English);
        for (share, text) in
            [(0.1234, "12.3%"), (0.00456, "0.46%"), (0.00001, "<0.01%"), (0.0, "0.00%"), (0.9999, ">99.9%"), (1.0, "100.0%")]
        {
            assert_eq!(words.percent(share), text);
        }
        for (log_odds, text) in [(0.61, "×1.84"), (-0.357, "×0.70"), (-3.0, "×0.050"), (3.2, "×25"), (-20.0, "<×0.001")] {
            assert_eq!(words.factor(log_odds), text);
        }
    }

    #[test]
    fn marks_are_those_of_the_language() {
        let (korean, russian) = (Words::new(Lang::Korean), Words::new(Lang::Russian));
        assert_eq!((korean.decimal(12_500.5, 1), korean.percent(0.1234)), ("12,500.5".into(), "12.3%".into()));
        assert_eq!((russian.decimal(12_500.5, 1), russian.percent(0.1234)), ("12\u{a0}500,5".into(), "12,3\u{a0}%".into()));
        assert_eq!((russian.signed(-0.44, 1), russian.factor(0.61)), ("\u{2212}0,4".into(), "×1,84".into()));
    }
}
