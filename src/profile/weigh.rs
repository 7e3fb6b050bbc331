//! What rows weigh, and quantiles by weight.

use serde::{Serialize, Serializer};

use crate::metric::Weights;

/// What the row weighs; 1 where all weigh alike.
pub(super) fn weight(weights: Weights<'_>, row: usize) -> f64 {
    weights.map_or(1.0, |weights| f64::from(weights[row]))
}

/// How many rows of equal weight tell as much: (Σw)² / Σw² (Kish 1965), or how many they are where all weigh alike.
pub(super) fn effective(weights: impl Iterator<Item = f64>) -> f64 {
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), weight| (sum + weight, squares + weight * weight));
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

/// What each of `count` groups weighs, by each row's group.
pub(super) fn by_group(of_row: impl Iterator<Item = usize>, count: usize, weights: Weights<'_>) -> Vec<f64> {
    let mut sums = vec![0.0; count];
    of_row.enumerate().for_each(|(row, group)| sums[group] += weight(weights, row));
    sums
}

/// Numbers in ascending order, with what they weigh. A number of weight 2 is where two of weight 1 would be.
pub(super) struct Ordered {
    /// Each number and its weight, which is above 0.
    pub(super) rows: Vec<(f32, f64)>,
    /// What each and all before it weigh.
    through: Vec<f64>,
    /// The smallest weight: what counts as one row.
    unit: f64,
}

impl Ordered {
    /// Of the numbers that `keep` keeps, those that weigh something; `None` where there are none.
    pub(super) fn new(numbers: &[f32], weights: Weights<'_>, keep: fn(f32) -> bool) -> Option<Self> {
        let weighed = numbers.iter().enumerate().map(|(row, &x)| (x, weight(weights, row)));
        let mut rows: Vec<(f32, f64)> = weighed.filter(|(x, weight)| keep(*x) && *weight > 0.0).collect();
        rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut all = 0.0;
        let mut through = Vec::with_capacity(rows.len());
        for (_, weight) in &rows {
            all += weight;
            through.push(all);
        }
        let unit = rows.iter().map(|row| row.1).fold(f64::INFINITY, f64::min);
        (!rows.is_empty()).then_some(Self { rows, through, unit })
    }

    /// What all weigh.
    pub(super) fn all(&self) -> f64 {
        self.through.last().copied().unwrap_or(0.0)
    }

    /// The number at this share of the way from the first to the last.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        f64::from(self.at((share * self.last()).round()))
    }

    /// The upper ends of `most` groups of about equal weight, distinct and ascending; the last is the largest number.
    pub(super) fn borders(&self, most: usize) -> Vec<f32> {
        // Rounding must not push a whole number up to the next.
        let place = |group: usize| (self.last() * group as f64 / most as f64 - 1e-9).ceil();
        let mut borders: Vec<f32> = (1..=most).map(|group| self.at(place(group))).collect();
        borders.dedup();
        borders
    }

    /// The place of the last number, where the first is at 0 and one unit of weight is one place.
    fn last(&self) -> f64 {
        self.all() / self.unit - 1.0
    }

    fn at(&self, place: f64) -> f32 {
        let at = self.through.partition_point(|&through| through <= (place + 1e-9) * self.unit);
        self.rows[at.min(self.rows.len() - 1)].0
    }
}

/// A count of rows or what they weigh, written as a whole number where it is one.
struct Amount(f64);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && self.0.abs() < 9e15 { to.serialize_u64(self.0 as u64) } else { to.serialize_f64(self.0) }
    }
}

pub(super) fn amount<S: Serializer>(amount: &f64, to: S) -> Result<S::Ok, S::Error> {
    Amount(*amount).serialize(to)
}

pub(super) fn amounts<S: Serializer>(amounts: &[f64], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(amounts.iter().map(|&amount| Amount(amount)))
}

pub(super) fn named_amounts<S: Serializer>(amounts: &[(String, f64)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(amounts.iter().map(|(name, amount)| (name, Amount(*amount))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_of_two_is_two_rows() {
        let numbers: Vec<f32> = (0..40).map(|i| ((i * 17) % 40) as f32).collect();
        let weights: Vec<f32> = (0..40).map(|i| (1 + i % 3) as f32).collect();
        let repeated: Vec<f32> =
            numbers.iter().zip(&weights).flat_map(|(&x, &times)| std::iter::repeat_n(x, times as usize)).collect();
        let (by_weight, by_row) =
            (Ordered::new(&numbers, Some(&weights), |_| true).unwrap(), Ordered::new(&repeated, None, |_| true).unwrap());
        for percent in 0..=100 {
            let share = f64::from(percent) / 100.0;
            assert_eq!(by_weight.quantile(share), by_row.quantile(share), "{percent} %");
        }
        (1..15).for_each(|most| assert_eq!(by_weight.borders(most), by_row.borders(most), "{most} groups"));
        // What all are multiplied by makes no difference.
        let eighths: Vec<f32> = weights.iter().map(|weight| weight / 8.0).collect();
        let scaled = Ordered::new(&numbers, Some(&eighths), |_| true).unwrap();
        assert_eq!(scaled.borders(7), by_row.borders(7));
        assert_eq!((effective([2.0; 5].into_iter()), effective([3.0, 1.0].into_iter())), (5.0, 1.6));
        let none = Ordered::new(&[1.0, f32::NAN], Some(&[0.0, 1.0]), |x| !x.is_nan());
        assert!(none.is_none());
    }
}
