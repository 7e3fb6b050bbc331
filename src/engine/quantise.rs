//! Numbers to bins, without a branch that a processor could guess wrong.
//!
//! The bin of a number is one more than the count of borders below it, and a gap's is 0 (`model::bin_of`). The borders, padded
//! to one less than a power of two, are laid out as the levels of a search tree, root first (Eytzinger 1590, for pedigrees): below
//! node k lie 2k and 2k + 1. A search takes the same few steps whatever the number and ends at 2^steps + the count. Numbers are
//! compared as integers of the same order, which takes half as long. Bins are handed on as signed bytes, less 128, because signed
//! bytes are what vector instructions compare.

/// Room that a search can address from where its borders begin.
const WINDOW: usize = 256;

/// The bin as the kernel compares it.
#[inline(always)]
pub(super) fn signed(bin: u8) -> i8 {
    bin.wrapping_add(128).cast_signed()
}

/// An integer that is less than another's where the number is less; the two zeros are one.
#[inline(always)]
fn key(value: f32) -> i32 {
    let bits = (value + 0.0).to_bits().cast_signed();
    // A negative number is the larger the smaller its magnitude.
    bits ^ ((bits >> 31).cast_unsigned() >> 1).cast_signed()
}

/// The borders of a model's numeric features.
#[derive(Debug, Default)]
pub(super) struct Quantiser {
    /// The search trees of one feature after the other, node 0 of each unused; behind the last, enough for its window.
    nodes: Vec<i32>,
}

/// Where one feature's borders are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Borders {
    start: usize,
    /// Levels of the search tree, at most 8.
    steps: u8,
}

impl Quantiser {
    /// Takes a feature's ascending borders, at most 255.
    pub(super) fn add(&mut self, borders: &[f32]) -> Borders {
        let start = self.nodes.len().saturating_sub(WINDOW);
        let size = (borders.len() + 1).next_power_of_two();
        self.nodes.truncate(start);
        // No number is above the padding.
        self.nodes.resize(start + size + WINDOW, i32::MAX);
        for node in 1..size {
            // In order, the nodes of a level are evenly spaced: the root is in the middle, its children at the quarters.
            let spacing = size >> node.ilog2();
            let rank = (node - (1 << node.ilog2())) * spacing + spacing / 2 - 1;
            self.nodes[start + node] = borders.get(rank).map_or(i32::MAX, |&border| key(border));
        }
        Borders { start, steps: size.ilog2() as u8 }
    }

    /// The signed bins of `values`, in order, to the front of `bins`.
    pub(super) fn bins(&self, at: Borders, values: &[f32], bins: &mut [i8]) {
        let Some(nodes) = self.nodes[at.start..].first_chunk() else { return };
        if cfg!(target_arch = "wasm32") {
            by_four(nodes, at.steps, values, bins)
        } else {
            one_by_one(nodes, at.steps, values, bins)
        }
    }

    /// The signed bin of one value.
    pub(super) fn bin(&self, at: Borders, value: f32) -> i8 {
        self.nodes[at.start..].first_chunk().map_or(0, |nodes| search(nodes, at.steps, value))
    }
}

/// As a processor likes it that looks far enough ahead to search for several numbers at once by itself.
fn one_by_one(nodes: &[i32; WINDOW], steps: u8, values: &[f32], bins: &mut [i8]) {
    for (&value, bin) in values.iter().zip(bins) {
        *bin = search(nodes, steps, value);
    }
}

/// Four searches side by side share the steps of the loop, of which browsers make more than there are. Natively they would be made
/// one vector, which has to be taken apart again at every step.
fn by_four(nodes: &[i32; WINDOW], steps: u8, values: &[f32], bins: &mut [i8]) {
    let (fours, last) = values.as_chunks::<4>();
    let (bins_of_fours, bins_of_last) = bins.split_at_mut(fours.len() * 4);
    for (&[a, b, c, d], bins) in fours.iter().zip(bins_of_fours.as_chunks_mut::<4>().0) {
        let (i, j, k, l) = (key(a), key(b), key(c), key(d));
        let (mut p, mut q, mut r, mut s) = (1, 1, 1, 1);
        for _ in 0..steps {
            p = below(nodes, p, i);
            q = below(nodes, q, j);
            r = below(nodes, r, k);
            s = below(nodes, s, l);
        }
        *bins = [bin_at(p, steps, a), bin_at(q, steps, b), bin_at(r, steps, c), bin_at(s, steps, d)];
    }
    one_by_one(nodes, steps, last, bins_of_last);
}

#[inline(always)]
fn search(nodes: &[i32; WINDOW], steps: u8, value: f32) -> i8 {
    let (mut node, key) = (1, key(value));
    for _ in 0..steps {
        node = below(nodes, node, key);
    }
    bin_at(node, steps, value)
}

/// The node that a search goes to from `node`.
#[inline(always)]
fn below(nodes: &[i32; WINDOW], node: usize, key: i32) -> usize {
    node * 2 + usize::from(nodes[node % WINDOW] < key)
}

/// The signed bin of a value whose search ended at `node`.
#[inline(always)]
fn bin_at(node: usize, steps: u8, value: f32) -> i8 {
    let count = node - (1 << steps);
    signed((count as u8).wrapping_add(1) & u8::from(!value.is_nan()).wrapping_neg())
}

#[cfg(test)]
mod tests {
    use super::{Quantiser, by_four, one_by_one, signed};
    use crate::model::bin_of;

    #[test]
    fn every_number_of_borders_gives_the_bins_of_the_definition() {
        let mut quantiser = Quantiser::default();
        let all: Vec<Vec<f32>> = (0..=254).map(|count| (0..count).map(|at| (at * at) as f32 / 7.0 - 28.0).collect()).collect();
        let places: Vec<_> = all.iter().map(|borders| quantiser.add(borders)).collect();
        for (borders, place) in all.iter().zip(places) {
            let around = |&border: &f32| [border.next_down(), border, border.next_up()];
            let mut values: Vec<f32> = borders.iter().flat_map(around).collect();
            values.extend([f32::NAN, -f32::NAN, f32::NEG_INFINITY, f32::INFINITY, -0.0, 0.0, f32::MIN_POSITIVE, f32::MAX]);
            let nodes = quantiser.nodes[place.start..].first_chunk().unwrap();
            let (mut single, mut four) = (vec![0; values.len()], vec![0; values.len()]);
            one_by_one(nodes, place.steps, &values, &mut single);
            by_four(nodes, place.steps, &values, &mut four);
            assert_eq!(single, four);
            for (&value, found) in values.iter().zip(single) {
                let expected = signed(bin_of(borders, value));
                assert_eq!((found, quantiser.bin(place, value)), (expected, expected), "{value} among {}", borders.len());
            }
        }
    }
}
