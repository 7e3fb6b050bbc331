//! Sums of gradients by bin: one 64-bit addition a row and feature, eight features at a time.
//!
//! Gradient and hessian are packed into one word, sums are exact, and a sibling's histogram is its parent's less the other
//! child's (Shi et al. 2022, "Quantized training of gradient boosting decision trees"). Integer sums do not depend on their
//! order, hence neither do the splits.

use std::ops::Range;

use super::draw::Drawn;
use super::matrix::LANES;

/// The histograms of a block's features, leaf by leaf, lane by lane; memory is kept from level to level and tree to tree.
#[derive(Default)]
pub(super) struct Histograms {
    current: Vec<i64>,
    previous: Vec<i64>,
    stride: usize,
    lanes: usize,
}

impl Histograms {
    /// The histogram of a leaf and lane: `stride` words.
    pub(super) fn of(&self, leaf: usize, lane: usize) -> &[i64] {
        let start = (leaf * self.lanes + lane) * self.stride;
        &self.current[start..start + self.stride]
    }

    /// Fills the histograms of a level's leaves. At the root all rows are counted; further down the smaller of two siblings
    /// is counted and the other is what remains of their parent: leaf q of the level above became q and q + half. Where the level above was
    /// not counted (`afresh`), all leaves are. Of the bins, the first `lanes` of each row are counted.
    pub(super) fn fill(
        &mut self,
        bins: &[[u8; LANES]],
        (stride, lanes): (usize, usize),
        drawn: &Drawn,
        segments: &[Range<usize>],
        afresh: bool,
    ) {
        std::mem::swap(&mut self.current, &mut self.previous);
        (self.stride, self.lanes) = (stride, lanes);
        let size = lanes * stride;
        if self.current.len() < segments.len() * size {
            self.current.resize(segments.len() * size, 0);
        }
        let count = |histograms: &mut [i64], leaf: usize| {
            let segment = segments[leaf].clone();
            histograms.fill(0);
            count(histograms, (stride, lanes), &drawn.rows[segment.clone()], &drawn.words[segment], bins);
        };
        if segments.len() == 1 || afresh {
            self.current.chunks_exact_mut(size).zip(0..segments.len()).for_each(|(histograms, leaf)| count(histograms, leaf));
            return;
        }
        let half = segments.len() / 2;
        let (no, yes) = self.current[..2 * half * size].split_at_mut(half * size);
        for leaf in 0..half {
            let span = leaf * size..(leaf + 1) * size;
            let (no, yes) = (&mut no[span.clone()], &mut yes[span.clone()]);
            let no_is_smaller = segments[leaf].len() <= segments[leaf + half].len();
            let (small, large, small_leaf, large_leaf) =
                if no_is_smaller { (no, yes, leaf, leaf + half) } else { (yes, no, leaf + half, leaf) };
            let parent = &self.previous[span];
            if segments[small_leaf].is_empty() {
                // Nobody reads the histograms of a leaf without rows, and from the third level on there are many.
                if !segments[large_leaf].is_empty() {
                    large.copy_from_slice(parent);
                }
                continue;
            }
            count(small, small_leaf);
            for ((large, small), parent) in large.iter_mut().zip(small.iter()).zip(parent) {
                *large = parent - small;
            }
        }
    }
}

fn count(histograms: &mut [i64], (stride, lanes): (usize, usize), rows: &[u32], words: &[i64], bins: &[[u8; LANES]]) {
    let count = match stride {
        16 => of_width::<16>(lanes),
        32 => of_width::<32>(lanes),
        64 => of_width::<64>(lanes),
        128 => of_width::<128>(lanes),
        _ => of_width::<256>(lanes),
    };
    count(histograms, rows, words, bins);
}

/// Counts rows with their words into histograms.
type Count = fn(&mut [i64], &[u32], &[i64], &[[u8; LANES]]);

fn of_width<const WIDTH: usize>(lanes: usize) -> Count {
    match lanes {
        0 | 1 => count_lanes::<WIDTH, 1>,
        2 => count_lanes::<WIDTH, 2>,
        3 => count_lanes::<WIDTH, 3>,
        4 => count_lanes::<WIDTH, 4>,
        5 => count_lanes::<WIDTH, 5>,
        6 => count_lanes::<WIDTH, 6>,
        7 => count_lanes::<WIDTH, 7>,
        _ => count_lanes::<WIDTH, 8>,
    }
}

/// With the width known to the compiler, a masked bin needs no bounds check; with the number of lanes, they are counted in one go.
fn count_lanes<const WIDTH: usize, const COUNT: usize>(
    histograms: &mut [i64],
    rows: &[u32],
    words: &[i64],
    bins: &[[u8; LANES]],
) {
    let (lanes, _) = histograms.as_chunks_mut::<WIDTH>();
    let Some(lanes) = lanes.first_chunk_mut::<COUNT>() else { return };
    for (&row, &word) in rows.iter().zip(words) {
        // All bins are fetched at once: fetching words to add to is work enough.
        let mut bins = u64::from_le_bytes(bins[row as usize]);
        for lane in lanes.iter_mut() {
            lane[bins as usize & (WIDTH - 1)] += word;
            bins >>= 8;
        }
    }
}
