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
    let larger = |a: Gradient, b: Gradient| [if a[0] > b[0] { a[0] } else { b[0] }, if a[1] > b[1] { a[1] } else { b[1] }];
    let part = |part: &[Gradient]| part.iter().fold([f32::MIN_POSITIVE; 2], |most, &[g, h]| larger(most, [g.abs(), h]));
    let parts: Vec<Gradient> = gradients.par_chunks(CHUNK).map(part).collect();
    let most = parts.into_iter().fold([f32::MIN_POSITIVE; 2], larger);
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
    let (per_gradient, per_hessian) = (1.0 / gradient_unit, 1.0 / hessian_unit);
    let part = |(number, (rows, gradients)): (usize, (&[u32], &[Gradient]))| {
        let mut random = stream(seed, Purpose::Rows, tree, number as u64);
        let (mut kept, mut words) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for (&row, &[g, h]) in rows.iter().zip(gradients) {
            let bits = random.next_u64();
            let size = size(&[g, h]);
            if (bits >> 40) as f32 * (threshold / 16_777_216.0) >= size && threshold > 0.0 {
                continue;
            }
            let times = match how {
                Bootstrap::Bayesian(temperature) => weight(bits, temperature),
                Bootstrap::MinimalVariance(_) if size < threshold => threshold / size,
                Bootstrap::MinimalVariance(_) => 1.0,
            };
            let gradient = round(g * times * per_gradient, bits & 0xffff);
            let hessian = round(h * times * per_hessian, (bits >> 16) & 0xffff).max(1);
            kept.push(row);
            words.push((gradient << 32) + hessian);
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

/// (-ln u)^temperature for a u in (0, 1) from the upper bits.
fn weight(bits: u64, temperature: f64) -> f32 {
    let u = ((bits >> 32) as f64 + 0.5) / 4_294_967_296.0;
    (exp(temperature * ln(-ln(u))) as f32).min(HEAVIEST)
}

/// Rounds up or down at random, so that sums are unbiased; `bits` are 16 of them and |value| is at most 65,536.
fn round(value: f32, bits: u64) -> i64 {
    // Lifted above zero, truncating is rounding down.
    const LIFT: f64 = 131_072.0;
    (f64::from(value) + LIFT + bits as f64 / 65_536.0) as i64 - LIFT as i64
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
        let below: f64 = sizes.iter().map(|&size| if size > threshold { 0.0 } else { f64::from(size) }).sum();
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
    fn words_keep_both_halves() {
        for (g, h) in [(0_i64, 0_i64), (-1, 1), (-65_536, 65_536), (1 << 29, (1 << 30) - 1), (-(1 << 29), 7)] {
            assert_eq!(unpack((g << 32) + h), (g as i32, h as i32));
        }
    }
}
