//! Scales and where their ticks stand.

use crate::dataset::Day;

use super::super::text::figure;

/// How an axis is labelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Unit {
    /// Plain figures.
    Figure,
    /// Whole numbers: no tick stands between them.
    Whole,
    /// Shares of 1, in percent.
    Percent,
    /// Days since 1970-01-01.
    Day,
}

impl Unit {
    pub(super) fn label(self, value: f64) -> String {
        match self {
            Self::Figure | Self::Whole => figure(value),
            Self::Percent => format!("{} %", figure((1000.0 * value).round() / 10.0)),
            Self::Day => Day(value.round() as i32).to_string(),
        }
    }
}

impl Unit {
    /// Where ticks stand on an axis of this unit.
    pub(super) fn ticks(self, low: f64, high: f64, count: usize) -> Vec<f64> {
        let mut ticks = ticks(low, high, count);
        if matches!(self, Self::Whole | Self::Day) {
            ticks.retain(|tick| (tick - tick.round()).abs() < 1e-9);
        }
        ticks
    }
}

/// Round numbers in `[low, high]`, about `count` of them, ascending (after Heckbert, "Nice numbers for graph labels", 1990).
fn ticks(low: f64, high: f64, count: usize) -> Vec<f64> {
    let span = high - low;
    if !(span.is_finite() && span > 0.0) || count == 0 {
        return vec![low];
    }
    let rough = span / count as f64;
    let mut power = 1.0;
    while power > rough {
        power /= 10.0;
    }
    while power * 10.0 <= rough {
        power *= 10.0;
    }
    let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|step| *step >= rough * 0.999).unwrap_or(10.0 * power);
    let first = (low / step - 1e-9).ceil();
    let last = (high / step + 1e-9).floor();
    (0..=(last - first).max(0.0) as usize).map(|i| (first + i as f64) * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(ticks(0.0, 1.0, 5), [0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0]);
        assert_eq!(ticks(-3.0, 17.0, 4), [0.0, 5.0, 10.0, 15.0]);
        assert_eq!(ticks(1990.0, 2026.0, 4), [1990.0, 2000.0, 2010.0, 2020.0]);
        assert_eq!(ticks(5.0, 5.0, 4), [5.0]);
        for (low, high) in [(1e-9, 3e-9), (-1e12, 4e12), (0.0, 7.3)] {
            let ticks = ticks(low, high, 5);
            assert!(
                (2..=8).contains(&ticks.len()) && ticks.iter().all(|t| *t >= low - 1e-12 && *t <= high * (1.0 + 1e-9)),
                "{ticks:?}"
            );
        }
    }
}
