//! Chance that repeats: one generator a customer, seeded from (seed, stream, number), so that customer 17 is the same person
//! whether a hundred or five million are drawn, and rows can be streamed without being kept.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use xxhash_rust::xxh64::xxh64;

use crate::math::{exp, ln};

/// What a generator is for. Streams share nothing, so a demo customer never stands in the training file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    /// Branches, agents and occupations.
    World = 0,
    /// The customers on whom intercepts are solved; never written.
    Pilot = 1,
    /// `customers.csv`.
    Train = 2,
    /// `test.csv`.
    Test = 3,
    /// `demo_customers.json`.
    Demo = 4,
}

/// A seeded source of chance.
pub(super) struct Dice(Pcg64Mcg);

impl Dice {
    pub(super) fn new(seed: u64, stream: Stream, number: u64) -> Self {
        let mut key = [stream as u8; 9];
        key[1..].copy_from_slice(&number.to_le_bytes());
        Self(Pcg64Mcg::seed_from_u64(xxh64(&key, seed)))
    }

    /// Uniform in [0, 1).
    pub(super) fn uniform(&mut self) -> f64 {
        self.0.random()
    }

    /// True with probability `p`; outside [0, 1] it is never or always.
    pub(super) fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// A whole number from `low` to `high`, both included.
    pub(super) fn whole(&mut self, low: i32, high: i32) -> i32 {
        self.0.random_range(low..=high)
    }

    /// Standard normal, by Marsaglia and Bray's polar method (1964), which needs no trigonometry.
    pub(super) fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                return x * (-2.0 * ln(square) / square).sqrt();
            }
        }
    }

    /// Exponential with the given mean.
    pub(super) fn wait(&mut self, mean: f64) -> f64 {
        -mean * ln(1.0 - self.uniform())
    }

    /// Poisson with the given mean, by Knuth's product of uniforms; meant for means below about 30.
    pub(super) fn count(&mut self, mean: f64) -> u32 {
        let floor = exp(-mean);
        let mut product = self.uniform();
        let mut events = 0;
        while product > floor {
            events += 1;
            product *= self.uniform();
        }
        events
    }

    /// One of `values` with the given weights.
    pub(super) fn among<T: Copy>(&mut self, values: &[(T, f64)]) -> T {
        let mut left = self.uniform() * values.iter().map(|v| v.1).sum::<f64>();
        for (value, weight) in values {
            left -= weight;
            if left < 0.0 {
                return *value;
            }
        }
        values[values.len() - 1].0
    }
}

/// A wheel of fortune over thousands of positions: weights summed once, then spun by binary search.
pub(super) struct Wheel(Vec<f64>);

impl Wheel {
    pub(super) fn new(weights: impl Iterator<Item = f64>) -> Self {
        let sums = weights.scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self(sums.collect())
    }

    /// A position, with probability proportional to its weight.
    pub(super) fn spin(&self, dice: &mut Dice) -> usize {
        let last = self.0.len() - 1;
        let mark = dice.uniform() * self.0[last];
        self.0.partition_point(|sum| *sum <= mark).min(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_distributions() {
        let mut dice = Dice::new(1, Stream::World, 0);
        let n = 40_000;
        let (mut sum, mut squares, mut events, mut waited) = (0.0, 0.0, 0, 0.0);
        for _ in 0..n {
            let x = dice.normal();
            sum += x;
            squares += x * x;
            events += dice.count(2.5);
            waited += dice.wait(7.0);
        }
        let n = f64::from(n);
        assert!((sum / n).abs() < 0.02 && (squares / n - 1.0).abs() < 0.03);
        assert!((f64::from(events) / n - 2.5).abs() < 0.04);
        assert!((waited / n - 7.0).abs() < 0.15);
    }

    #[test]
    fn a_wheel_follows_its_weights() {
        let wheel = Wheel::new([1.0, 0.0, 3.0].into_iter());
        let mut dice = Dice::new(2, Stream::World, 0);
        let mut seen = [0_u32; 3];
        for _ in 0..8_000 {
            seen[wheel.spin(&mut dice)] += 1;
        }
        assert_eq!(seen[1], 0);
        assert!((f64::from(seen[2]) / 8_000.0 - 0.75).abs() < 0.02, "{seen:?}");
    }

    #[test]
    fn streams_and_numbers_part() {
        let first = |stream, number| Dice::new(9, stream, number).uniform();
        assert_eq!(first(Stream::Train, 5), first(Stream::Train, 5));
        assert_ne!(first(Stream::Train, 5), first(Stream::Train, 6));
        assert_ne!(first(Stream::Train, 5), first(Stream::Demo, 5));
    }
}
