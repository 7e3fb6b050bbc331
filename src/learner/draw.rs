//! The rows that choose each tree's splits, with their gradients packed into integers.
//!
//! Minimal variance sampling (Ibragimov and Gusev 2019, "Minimal variance sampling in stochastic gradient boosting") draws a row
//! with probability min(1, √(g² + h²) / μ) and divides its gradient and hessian by that probability, so that sums stay unbiased
//! while rows that are already well predicted are mostly passed over. μ makes the expected number of rows the share asked for.
//! The Bayesian bootstrap keeps all rows and weighs each at random by (-ln u)^temperature.

use rayon::prelude::*;

use crate::math::{exp, ln};

use super::boost::CHUNK;
use super::random::{Purpose, Rng, stream};

/// Rows from which μ is estimated.
const THRESHOLD_ROWS: usize = 1024;
/// Rows that are drawn from at a time.
const BATCH: usize = 256;

/// Negative gradient and hessian of a row.
pub(super) type Gradient = [f32; 2];

/// The rows that choose the splits, in leaf order, with their packed gradients.
pub(super) struct Drawn {
    pub(super) rows: Vec<u32>,
    /// gradient / gradient_unit in the high half, hessian / hessian_unit in the low half.
    pub(super) words: Vec<i64>,
    pub(super) gradient_unit: f32,
    pub(super) hessian_unit: f32,
}

/// Splits a word into its gradient and its hessian.
#[inline(always)]
pub(super) fn unpack(word: i64) -> (i32, i32) {
    ((word >> 32) as i32, word as i32)
}

/// How rows are chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bootstrap {
    /// About this share of them, by minimal variance sampling.
    MinimalVariance(f64),
    /// All of them, weighed at random with this temperature.
    Bayesian(f64),
}

/// The heaviest that the Bayesian bootstrap weighs a row; a factor from 2⁻⁵ to 2⁵ keeps the units fine enough.
const HEAVIEST: f32 = 32.0;

/// Chooses the rows for a tree.
pub(super) fn draw(rows: &[u32], gradients: &[Gradient], how: Bootstrap, seed: u64, tree: u64) -> Drawn {
    let parts: Vec<Gradient> = gradients.par_chunks(CHUNK).map(largest).collect();
    let most = largest(&parts);
    let (threshold, heaviest) = match how {
        Bootstrap::MinimalVariance(share) if share < 1.0 => (threshold(gradients, share), 1.0),
        Bootstrap::MinimalVariance(_) => (0.0, 1.0),
        Bootstrap::Bayesian(_) => (0.0, HEAVIEST),
    };
    // Dividing by its probability never lifts a row's gradient above the threshold, nor its hessian.
    let (largest_g, largest_h) = (heaviest * most[0].max(threshold), heaviest * most[1].max(threshold));
    // A sum over all rows must fit 31 bits; more than 16 bits a row would buy nothing.
    let bits = (29 - (rows.len().max(2) - 1).ilog2() as i32).clamp(2, 16);
    let top = (1_u32 << bits) as f32;
    let (gradient_unit, hessian_unit) = (largest_g / top, largest_h / top);
    let scale = Scale { threshold, per_gradient: 1.0 / gradient_unit, per_hessian: 1.0 / hessian_unit };
    let part = |(number, (rows, gradients)): (usize, (&[u32], &[Gradient]))| {
        let mut random = stream(seed, Purpose::Rows, tree, number as u64);
        let (mut kept, mut words) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for (rows, gradients) in rows.chunks(BATCH).zip(gradients.chunks(BATCH)) {
            match how {
                Bootstrap::MinimalVariance(_) => scale.draw(rows, gradients, &mut random, (&mut kept, &mut words)),
                Bootstrap::Bayesian(temperature) => {
                    kept.extend_from_slice(rows);
                    words.extend(gradients.iter().map(|&gradient| {
                        let bits = random.next_u64();
                        scale.word(gradient, weight(bits, temperature), bits)
                    }));
                }
            }
        }
        (kept, words)
    };
    let parts: Vec<(Vec<u32>, Vec<i64>)> =
        rows.par_chunks(CHUNK).zip(gradients.par_chunks(CHUNK)).enumerate().map(part).collect();
    let mut drawn = Drawn { rows: Vec::new(), words: Vec::new(), gradient_unit, hessian_unit };
    for (rows, words) in parts {
        drawn.rows.extend(rows);
        drawn.words.extend(words);
    }
    drawn
}

/// The largest |gradient| and hessian, at least the least positive number.
fn largest(gradients: &[Gradient]) -> Gradient {
    let larger = |a: f32, b: f32| if a > b { a } else { b };
    let join = |most: &mut Gradient, [g, h]: Gradient| *most = [larger(most[0], g.abs()), larger(most[1], h)];
    // Side by side, so that none waits for the one before.
    let mut most = [[f32::MIN_POSITIVE; 2]; 8];
    let (chunks, rest) = gradients.as_chunks::<8>();
    chunks.iter().for_each(|chunk| most.iter_mut().zip(chunk).for_each(|(most, &gradient)| join(most, gradient)));
    most.iter_mut().zip(rest).for_each(|(most, &gradient)| join(most, gradient));
    let [first, others @ ..] = &mut most;
    others.iter().for_each(|&other| join(first, other));
    *first
}

/// What a row is drawn by and packed with.
struct Scale {
    /// μ; 0 where all rows are drawn.
    threshold: f32,
    per_gradient: f32,
    per_hessian: f32,
}

impl Scale {
    /// Draws from at most [`BATCH`] rows by minimal variance sampling. Step by step for all of them, and without a branch that nobody could
    /// guess: row by row this was a fifth of the time of small tables.
    fn draw(&self, rows: &[u32], gradients: &[Gradient], random: &mut impl Rng, (kept, words): (&mut Vec<u32>, &mut Vec<i64>)) {
        let (mut sizes, mut bits, mut picked) = ([0.0_f32; BATCH], [0_u64; BATCH], [0_u16; BATCH]);
        sizes.iter_mut().zip(gradients).for_each(|(place, gradient)| *place = size(gradient));
        bits.iter_mut().zip(rows).for_each(|(place, _)| *place = random.next_u64());
        let (all, lot) = (self.threshold == 0.0, self.threshold / 16_777_216.0);
        let mut count = 0;
        for (at, (&size, &bits)) in sizes.iter().zip(&bits).enumerate().take(rows.len()) {
            picked[count % BATCH] = at as u16;
            count += usize::from((bits >> 40) as i32 as f32 * lot < size || all);
        }
        let picked = || picked[..count].iter().map(|&at| usize::from(at) % BATCH);
        kept.extend(picked().map(|at| rows[at]));
        let threshold = self.threshold.max(f32::MIN_POSITIVE);
        words.extend(picked().map(|at| {
            // Divided by its probability, which is 1 from the threshold on.
            let times = threshold / sizes[at].min(threshold).max(f32::MIN_POSITIVE);
            self.word(gradients[at], times, bits[at])
        }));
    }

    /// A row's gradient and hessian, so many times as large, in whole units.
    #[inline(always)]
    fn word(&self, [g, h]: Gradient, times: f32, bits: u64) -> i64 {
        let gradient = round(g * times * self.per_gradient, bits as u16);
        let hessian = round(h * times * self.per_hessian, (bits >> 16) as u16).max(1);
        (gradient << 32) + hessian
    }
}

/// (-ln u)^temperature for a u in (0, 1) from the upper bits.
fn weight(bits: u64, temperature: f64) -> f32 {
    let u = ((bits >> 32) as f64 + 0.5) / 4_294_967_296.0;
    (exp(temperature * ln(-ln(u))) as f32).min(HEAVIEST)
}

/// Rounds up or down at random, so that sums are unbiased; |value| is at most 65,536.
#[inline(always)]
fn round(value: f32, bits: u16) -> i64 {
    // Added to a small number, it leaves the nearest whole one in the lowest bits; half a step lower, that is the one below.
    const WHOLE: f64 = 6_755_399_441_055_744.0;
    let lifted = f64::from(value) + (f64::from(bits) + 0.5) / 65_536.0 - 0.5;
    (lifted + WHOLE).to_bits() as i64 - WHOLE.to_bits() as i64
}

fn size([g, h]: &Gradient) -> f32 {
    (g * g + h * h).sqrt()
}

/// μ such that Σ min(1, size / μ) is `share` of the rows, exactly so on a strided part of them.
///
/// Too large a μ is found from all of them, and a smaller one each time that those above it are drawn for sure and the others share
/// what is left in proportion to their size, until no more are above it.
fn threshold(gradients: &[Gradient], share: f64) -> f32 {
    let sizes: Vec<f32> = gradients.iter().step_by(gradients.len().div_ceil(THRESHOLD_ROWS).max(1)).map(size).collect();
    let wanted = share * sizes.len() as f64;
    let (mut threshold, mut certain) = (f32::MAX, 0);
    for _ in 0..sizes.len() {
        let below = sum_up_to(&sizes, threshold);
        let left = wanted - certain as f64;
        if left <= 0.0 {
            break;
        }
        threshold = (below / left) as f32;
        let above = sizes.iter().filter(|&&size| size > threshold).count();
        if above == certain {
            break;
        }
        certain = above;
    }
    threshold.max(f32::MIN_POSITIVE)
}

/// The sum of the sizes that are not above the threshold, in several sums side by side.
fn sum_up_to(sizes: &[f32], threshold: f32) -> f64 {
    let mut sums = [0.0; 8];
    for chunk in sizes.chunks(8) {
        for (sum, &size) in sums.iter_mut().zip(chunk) {
            *sum += if size > threshold { 0.0 } else { f64::from(size) };
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::super::random::unit;
    use super::*;

    #[test]
    fn the_share_is_met_and_sums_are_unbiased() {
        let mut random = stream(5, Purpose::Golden, 0, 0);
        let gradients: Vec<Gradient> = (0..40_000)
            .map(|_| {
                let p = unit(&mut random).powi(3) as f32;
                [f32::from(u8::from(unit(&mut random) < 0.1)) - p, p * (1.0 - p)]
            })
            .collect();
        let rows: Vec<u32> = (0..40_000).collect();
        let sums: Vec<f64> = (0..2).map(|part| gradients.iter().map(|g| f64::from(g[part])).sum()).collect();
        for share in [0.1, 0.3, 0.8, 1.0] {
            let drawn = draw(&rows, &gradients, Bootstrap::MinimalVariance(share), 1, 0);
            let found = drawn.rows.len() as f64 / 40_000.0;
            assert!((found - share).abs() < 0.02, "{found} of {share}");
            let (g, h) = unpack(drawn.words.iter().sum());
            let (g, h) = (f64::from(g) * f64::from(drawn.gradient_unit), f64::from(h) * f64::from(drawn.hessian_unit));
            assert!((g - sums[0]).abs() < 0.03 * sums[0].abs() && (h - sums[1]).abs() < 0.05 * sums[1], "{g} {h} {sums:?}");
        }
    }

    #[test]
    fn the_bayesian_bootstrap_weighs_rows_by_one_on_average() {
        let gradients = vec![[0.5_f32, 0.25]; 20_000];
        let rows: Vec<u32> = (0..20_000).collect();
        for (temperature, spread) in [(0.0, 0.0), (1.0, 1.0)] {
            let drawn = draw(&rows, &gradients, Bootstrap::Bayesian(temperature), 1, 0);
            assert_eq!(drawn.rows, rows);
            let weight = |word: &i64| f64::from(unpack(*word).0) * f64::from(drawn.gradient_unit) / 0.5;
            let mean = drawn.words.iter().map(weight).sum::<f64>() / 20_000.0;
            let variance = drawn.words.iter().map(|w| (weight(w) - mean) * (weight(w) - mean)).sum::<f64>() / 20_000.0;
            assert!((mean - 1.0).abs() < 0.03 && (variance.sqrt() - spread).abs() < 0.05, "{mean} {variance}");
        }
    }

    #[test]
    fn rounding_goes_to_a_neighbour_and_is_right_on_average() {
        for value in [-65_536.0_f32, -3.0, -1.75, -0.25, 0.0, 0.3, 1.0, 2.5, 7.999, 65_536.0] {
            let rounded: Vec<i64> = (0..=u16::MAX).map(|bits| round(value, bits)).collect();
            assert!(rounded.iter().all(|&whole| (whole as f32 - value).abs() < 1.0), "{value}");
            let mean = rounded.iter().sum::<i64>() as f64 / 65_536.0;
            assert!((mean - f64::from(value)).abs() < 1e-4, "{value}: {mean}");
        }
    }

    #[test]
    fn words_keep_both_halves() {
        for (g, h) in [(0_i64, 0_i64), (-1, 1), (-65_536, 65_536), (1 << 29, (1 << 30) - 1), (-(1 << 29), 7)] {
            assert_eq!(unpack((g << 32) + h), (g as i32, h as i32));
        }
    }
}
