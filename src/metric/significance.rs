//! How likely chance alone is to go so far.

use std::collections::BTreeMap;

use crate::math::{erfc, exp};

/// The probability that a standard normal number is above `z`: erfc(z / √2) / 2.
#[must_use]
pub fn normal_tail(z: f64) -> f64 {
    0.5 * erfc(z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The probability that a chi-squared number with `freedom` degrees is above `x`, by the recurrence
/// Q(x, k) = Q(x, k - 2) + (x/2)^(k/2 - 1) e^(-x/2) / Γ(k/2) (Abramowitz and Stegun 1964, 26.4.8).
#[must_use]
pub fn chi_squared_tail(x: f64, freedom: u32) -> f64 {
    if x <= 0.0 || freedom == 0 {
        return 1.0;
    }
    let half = 0.5 * x;
    let odd = freedom % 2 == 1;
    // The tail of one or two degrees, and the first term that joins it.
    let (mut tail, mut term, mut reached) = if odd {
        (erfc(half.sqrt()), exp(-half) * half.sqrt() * std::f64::consts::FRAC_2_SQRT_PI, 1)
    } else {
        (exp(-half), exp(-half) * half, 2)
    };
    while reached < freedom {
        tail += term;
        reached += 2;
        term *= half / (0.5 * f64::from(reached));
    }
    tail.min(1.0)
}

/// The weighted mean of (difference, weight, group) and its standard error, where rows of one group lean the same way: the spread is
/// that of the groups' sums (Liang and Zeger 1986). The error is infinite where there are fewer than two groups.
#[must_use]
pub fn clustered_mean(rows: &[(f64, f64, u64)]) -> (f64, f64) {
    let all: f64 = rows.iter().map(|row| row.1).sum();
    let mean = rows.iter().map(|row| row.0 * row.1).sum::<f64>() / all.max(f64::MIN_POSITIVE);
    let mut sums: BTreeMap<u64, f64> = BTreeMap::new();
    for &(difference, weight, group) in rows {
        *sums.entry(group).or_default() += weight * (difference - mean);
    }
    let groups = sums.len() as f64;
    if groups < 2.0 {
        return (mean, f64::INFINITY);
    }
    let squares: f64 = sums.values().map(|sum| sum * sum).sum();
    (mean, (squares * groups / (groups - 1.0)).sqrt() / all.max(f64::MIN_POSITIVE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_agree_with_tables() {
        for (z, tail) in [(0.0, 0.5), (1.6448536, 0.05), (1.959964, 0.025), (-1.0, 0.8413447)] {
            assert!((normal_tail(z) - tail).abs() < 1e-7, "{z}");
        }
        // Abramowitz and Stegun, table 26.8.
        for (freedom, x, tail) in [
            (1, 3.841459, 0.05),
            (2, 5.991465, 0.05),
            (3, 11.344867, 0.01),
            (4, 13.276704, 0.01),
            (7, 14.067140, 0.05),
            (10, 29.588298, 0.001),
        ] {
            assert!((chi_squared_tail(x, freedom) - tail).abs() < 1e-7, "{freedom} {x}: {}", chi_squared_tail(x, freedom));
        }
        assert_eq!((chi_squared_tail(0.0, 3), chi_squared_tail(1e6, 3)), (1.0, 0.0));
    }

    #[test]
    fn rows_of_a_group_count_as_one() {
        let alone: Vec<(f64, f64, u64)> = (0..100).map(|i| (f64::from(i % 2), 1.0, i as u64)).collect();
        let (mean, error) = clustered_mean(&alone);
        assert!((mean - 0.5).abs() < 1e-12 && (error - 0.5 / 99_f64.sqrt()).abs() < 1e-12, "{mean} {error}");
        // Each row twice, as a group of two: no more is known.
        let twice: Vec<(f64, f64, u64)> = alone.iter().flat_map(|&row| [row, row]).collect();
        assert!((clustered_mean(&twice).1 - error).abs() < 1e-12);
        assert_eq!(clustered_mean(&[(1.0, 1.0, 7), (2.0, 1.0, 7)]).1, f64::INFINITY);
    }
}
