//! What every border of a feature would be worth, summed over the leaves of a level.
//!
//! The score is the cosine between the negative gradient and the leaf values that a split would give, as CatBoost's:
//! Σ G v / √(Σ H v²) with v = G / (H + l2), over both sides of all leaves. Borders are worked out side by side in explicit registers:
//! whether the compiler makes such of loops over arrays hangs by a thread, and it was four times slower where it did not. One and the
//! same arithmetic a lane, so that the bits do not depend on the processor.

use wide::{f32x8, i32x8};

use super::draw::unpack;
use super::histogram::Histograms;
use super::inputs::RARE_CODE;
use super::matrix::Comparison;

/// Borders side by side; histograms are whole multiples of it.
const SIDE_BY_SIDE: usize = 8;

/// The least that a leaf's gradient is divided by.
const LEAST: f32 = 1e-15;

/// What the borders of a feature are worth.
#[derive(Default)]
pub(super) struct Tally {
    worth: Vec<Worth>,
    scores: Vec<f32x8>,
}

/// The terms of some borders' scores, side by side.
#[derive(Clone, Copy, Default)]
struct Worth {
    gain: f32x8,
    norm: f32x8,
    /// Above 0 where some leaf has rows on both sides.
    separates: i32x8,
}

/// What turns sums of a tree's histograms into steps.
#[derive(Clone, Copy)]
pub(super) struct Units {
    pub(super) gradient: f32,
    pub(super) hessian: f32,
    pub(super) l2: f32,
}

impl Tally {
    /// The best border of a feature of `width` bins, which is lane `lane` of its block, with its score: the first of equals, and nothing
    /// where none separates any rows. `totals` are gradient and hessian of each leaf.
    pub(super) fn best(
        &mut self,
        histograms: &Histograms,
        (lane, width, comparison): (usize, usize, Comparison),
        totals: &[(i32, i32)],
        units: Units,
    ) -> Option<(u8, f32)> {
        self.worth.clear();
        self.worth.resize(width.div_ceil(SIDE_BY_SIDE), Worth::default());
        for (leaf, &total) in totals.iter().enumerate() {
            // A leaf without rows is worth nothing on either side.
            if total.1 > 0 {
                let chunks = histograms.of(leaf, lane).as_chunks().0;
                match comparison {
                    Comparison::AtLeast => add_borders(&mut self.worth, chunks, total, units),
                    Comparison::Equal => add_bins(&mut self.worth, chunks, total, units),
                }
            }
        }
        self.scores.clear();
        self.scores.extend(self.worth.iter().map(Worth::scores));
        let first = match comparison {
            // Nothing lies below the first bin.
            Comparison::AtLeast => 1,
            // A gap is no category, and rare ones have no name to be asked for by.
            Comparison::Equal => {
                if let Some(scores) = self.scores.first_mut() {
                    let mut lanes = scores.to_array();
                    [lanes[0], lanes[RARE_CODE as usize]] = [f32::NEG_INFINITY; 2];
                    *scores = f32x8::new(lanes);
                }
                0
            }
        };
        let best = self.scores.iter().fold(f32x8::splat(f32::NEG_INFINITY), |best, &scores| best.fast_max(scores));
        let score = best.to_array().into_iter().fold(f32::NEG_INFINITY, f32::max);
        if score == f32::NEG_INFINITY {
            return None;
        }
        let mut places = self.scores.iter().flat_map(|scores| scores.to_array());
        places.position(|one| one == score).map(|at| ((at + first) as u8, score))
    }
}

/// Adds what a leaf is worth when its rows are divided behind each bin: place `at` is the border `at + 1`.
fn add_borders(worth: &mut [Worth], chunks: &[[i64; SIDE_BY_SIDE]], total: (i32, i32), units: Units) {
    let (mut below, mut flat) = (0, None);
    for (worth, words) in worth.iter_mut().zip(chunks) {
        // Most leaves have few rows; borders with none between them are worth the same.
        if is_empty(words) {
            worth.add(*flat.get_or_insert_with(|| Worth::of(&[0; SIDE_BY_SIDE], total, units)));
            continue;
        }
        let up_to = words.map(|word| {
            below += word;
            below
        });
        let of_chunk = Worth::of(&up_to, total, units);
        worth.add(of_chunk);
        flat = Some(of_chunk.last());
    }
}

/// Adds what a leaf is worth when one bin's rows are taken out of it.
fn add_bins(worth: &mut [Worth], chunks: &[[i64; SIDE_BY_SIDE]], total: (i32, i32), units: Units) {
    for (worth, words) in worth.iter_mut().zip(chunks) {
        worth.add(Worth::of(words, total, units));
    }
}

#[inline(always)]
fn is_empty(words: &[i64; SIDE_BY_SIDE]) -> bool {
    words.iter().fold(0, |any, word| any | word) == 0
}

impl Worth {
    /// What a leaf is worth where `words` are the sums of one side.
    #[inline(always)]
    fn of(words: &[i64; SIDE_BY_SIDE], total: (i32, i32), units: Units) -> Self {
        let (g, h) = (i32x8::new(words.map(|word| unpack(word).0)), i32x8::new(words.map(|word| unpack(word).1)));
        let (rest_g, rest_h) = (i32x8::splat(total.0) - g, i32x8::splat(total.1) - h);
        let separates = h.min(rest_h);
        let gradients = |sums: i32x8| f32x8::from_i32x8(sums) * f32x8::splat(units.gradient);
        let hessians = |sums: i32x8| f32x8::from_i32x8(sums) * f32x8::splat(units.hessian);
        let (g, h, rest_g, rest_h) = (gradients(g), hessians(h), gradients(rest_g), hessians(rest_h));
        // One division for both sides; with the least that they are divided by, neither 0 / 0 nor ∞ comes out.
        let below = |h: f32x8| (h + f32x8::splat(units.l2)).fast_max(f32x8::splat(LEAST));
        let (below, rest_below) = (below(h), below(rest_h));
        let both = f32x8::ONE / (below * rest_below);
        let (value, rest) = (g * rest_below * both, rest_g * below * both);
        Self { gain: g * value + rest_g * rest, norm: h * value * value + rest_h * rest * rest, separates }
    }

    /// Its last border's, side by side.
    #[inline(always)]
    fn last(self) -> Self {
        let last = |lanes: f32x8| f32x8::splat(lanes.to_array()[SIDE_BY_SIDE - 1]);
        let separates = i32x8::splat(self.separates.to_array()[SIDE_BY_SIDE - 1]);
        Self { gain: last(self.gain), norm: last(self.norm), separates }
    }

    #[inline(always)]
    fn add(&mut self, other: Self) {
        self.gain += other.gain;
        self.norm += other.norm;
        self.separates |= other.separates;
    }

    /// Its borders' scores, side by side; −∞ for those that separate nothing.
    #[inline(always)]
    fn scores(&self) -> f32x8 {
        let scores = (self.gain / self.norm.sqrt().fast_max(f32x8::splat(1e-30))).to_array();
        let separates = self.separates.to_array();
        f32x8::new(std::array::from_fn(|lane| if separates[lane] > 0 { scores[lane] } else { f32::NEG_INFINITY }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::{Purpose, Rng, stream};
    use super::*;

    const UNITS: Units = Units { gradient: 0.0013, hessian: 0.0007, l2: 3.0 };

    type Histogram = [[i64; SIDE_BY_SIDE]; 7];

    /// One score by the formula, of the sums of one side in every leaf.
    fn plainly(leaves: &[Histogram], one_side: impl Fn(usize) -> bool) -> f32 {
        let (mut gain, mut norm, mut separates) = (0.0_f32, 0.0_f32, false);
        for leaf in leaves {
            let sum = |side: bool| {
                let bins = leaf.as_flattened().iter().enumerate();
                unpack(bins.filter(|(bin, _)| one_side(*bin) == side).map(|(_, word)| word).sum())
            };
            let [one, other] = [sum(true), sum(false)].map(|(g, h)| (g as f32 * UNITS.gradient, h as f32 * UNITS.hessian));
            separates |= sum(true).1 > 0 && sum(false).1 > 0;
            let below = |(_, h): (f32, f32)| (h + UNITS.l2).max(LEAST);
            let both = 1.0 / (below(one) * below(other));
            let (value, rest) = (one.0 * below(other) * both, other.0 * below(one) * both);
            gain += one.0 * value + other.0 * rest;
            norm += one.1 * value * value + other.1 * rest * rest;
        }
        if separates { gain / norm.sqrt().max(1e-30) } else { f32::NEG_INFINITY }
    }

    #[test]
    fn borders_side_by_side_are_scored_as_one_after_the_other() {
        let mut random = stream(11, Purpose::Golden, 0, 0);
        // From leaves with rows in every bin to leaves with a few, and chunks without any.
        for share in [100, 40, 10, 2] {
            let mut word = || {
                let bits = random.next_u64();
                let (gradient, hessian) = (((bits >> 20) % 2001) as i64 - 1000, 1 + (bits >> 40) as i64 % 500);
                if bits % 100 < share { (gradient << 32) + hessian } else { 0 }
            };
            let leaves: Vec<Histogram> = (0..9).map(|_| std::array::from_fn(|_| std::array::from_fn(|_| word()))).collect();
            let filled: Vec<&Histogram> =
                leaves.iter().filter(|leaf| leaf.as_flattened().iter().any(|&word| word != 0)).collect();
            let mut worth = [[Worth::default(); 7]; 2];
            for leaf in &filled {
                let total = unpack(leaf.as_flattened().iter().sum());
                add_borders(&mut worth[0], *leaf, total, UNITS);
                add_bins(&mut worth[1], *leaf, total, UNITS);
            }
            let scores = worth.map(|worth| worth.iter().flat_map(|worth| worth.scores().to_array()).collect::<Vec<f32>>());
            let leaves: Vec<Histogram> = filled.into_iter().copied().collect();
            let [borders, bins] = scores;
            for (at, (border, bin)) in borders.into_iter().zip(bins).enumerate() {
                let plain = [plainly(&leaves, |bin| bin <= at), plainly(&leaves, |bin| bin == at)];
                assert_eq!([border, bin].map(f32::to_bits), plain.map(f32::to_bits), "{share} % at {at}");
            }
        }
    }
}
