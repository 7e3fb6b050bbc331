//! What every border of a feature would be worth, summed over the leaves of a level.
//!
//! The score is the cosine between the negative gradient and the leaf values that a split would give, as CatBoost's:
//! Σ G v / √(Σ H v²) with v = G / (H + l2), over both sides of all leaves. Borders are worked out side by side, by plain arithmetic
//! that pulp has compiled for wider registers too, so that the bits do not depend on the processor.

use pulp::{Simd, WithSimd};

use super::draw::unpack;
use super::histogram::Histograms;
use super::matrix::Comparison;

/// Borders side by side; histograms are whole multiples of it.
const SIDE_BY_SIDE: usize = 8;

/// The least that a leaf's gradient is divided by.
const LEAST: f32 = 1e-15;

type Lanes = [f32; SIDE_BY_SIDE];

/// The terms of a feature's scores, border by border.
#[derive(Default)]
pub(super) struct Tally {
    /// Gradient and hessian that a border sets apart, one word each.
    apart: Vec<i64>,
    gain: Vec<Lanes>,
    norm: Vec<Lanes>,
    /// Above 0 where some leaf has rows on both sides.
    separates: Vec<[i32; SIDE_BY_SIDE]>,
    /// −∞ for borders that separate nothing.
    pub(super) scores: Vec<f32>,
}

/// Scores the borders of one lane of a block into its tally.
pub(super) struct Score<'a> {
    pub(super) tally: &'a mut Tally,
    pub(super) histograms: &'a Histograms,
    pub(super) lane: usize,
    pub(super) comparison: Comparison,
    /// Bins of the feature.
    pub(super) width: usize,
    /// Gradient and hessian of each leaf.
    pub(super) totals: &'a [(i32, i32)],
    pub(super) gradient_unit: f32,
    pub(super) hessian_unit: f32,
    pub(super) l2: f32,
}

impl WithSimd for Score<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { tally, histograms, lane, comparison, width, totals, gradient_unit, hessian_unit, l2 } = self;
        let chunks = width.div_ceil(SIDE_BY_SIDE);
        tally.clear(chunks);
        for (leaf, &total) in totals.iter().enumerate() {
            // A leaf without rows is worth nothing on either side.
            if total.1 == 0 {
                continue;
            }
            let histogram = &histograms.of(leaf, lane)[..chunks * SIDE_BY_SIDE];
            let apart = match comparison {
                Comparison::Equal => histogram,
                Comparison::AtLeast => {
                    let mut below = 0;
                    for (apart, word) in tally.apart.iter_mut().zip(histogram) {
                        *apart = below;
                        below += word;
                    }
                    &tally.apart[..]
                }
            };
            let terms = tally.gain.iter_mut().zip(&mut tally.norm).zip(&mut tally.separates);
            for (((gain, norm), separates), words) in terms.zip(apart.as_chunks::<SIDE_BY_SIDE>().0) {
                // Loops over lanes, and neither closures nor `map`: what is not inlined is compiled for narrow registers.
                for at in 0..SIDE_BY_SIDE {
                    let (g, h) = unpack(words[at]);
                    let (rest_g, rest_h) = (total.0 - g, total.1 - h);
                    separates[at] |= h.min(rest_h);
                    let (g, h) = (g as f32 * gradient_unit, h as f32 * hessian_unit);
                    let (rest_g, rest_h) = (rest_g as f32 * gradient_unit, rest_h as f32 * hessian_unit);
                    // One division for both sides; with the least that they are divided by, neither 0 / 0 nor ∞ comes out.
                    let (below, rest_below) = ((h + l2).max(LEAST), (rest_h + l2).max(LEAST));
                    let both = 1.0 / (below * rest_below);
                    let (value, rest) = (g * rest_below * both, rest_g * below * both);
                    gain[at] += g * value + rest_g * rest;
                    norm[at] += h * value * value + rest_h * rest * rest;
                }
            }
        }
        tally.finish(width);
    }
}

impl Tally {
    #[inline(always)]
    fn clear(&mut self, chunks: usize) {
        self.apart.resize(chunks * SIDE_BY_SIDE, 0);
        self.gain.clear();
        self.gain.resize(chunks, [0.0; SIDE_BY_SIDE]);
        self.norm.clear();
        self.norm.resize(chunks, [0.0; SIDE_BY_SIDE]);
        self.separates.clear();
        self.separates.resize(chunks, [0; SIDE_BY_SIDE]);
    }

    #[inline(always)]
    fn finish(&mut self, width: usize) {
        self.scores.clear();
        for ((gain, norm), separates) in self.gain.iter().zip(&self.norm).zip(&self.separates) {
            let mut scores = [f32::NEG_INFINITY; SIDE_BY_SIDE];
            for at in 0..SIDE_BY_SIDE {
                let score = gain[at] / norm[at].sqrt().max(1e-30);
                scores[at] = if separates[at] > 0 { score } else { f32::NEG_INFINITY };
            }
            self.scores.extend_from_slice(&scores);
        }
        self.scores.truncate(width);
    }
}
