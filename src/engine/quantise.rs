//! Numbers to bins, without a branch that a processor could guess wrong.
//!
//! The bin of a number is one more than the count of borders below it, and a gap's is 0 (`model::bin_of`). The borders, padded
//! with NaN, which is below nothing, to one less than a power of two, are laid out as the levels of a search tree, root first
//! (Eytzinger 1590, for pedigrees): below node k lie 2k and 2k + 1. A search takes the same few steps whatever the number and ends
//! at 2^steps + the count. Bins are handed on as signed bytes, less 128, because signed bytes are what vector instructions compare.

/// Room that a search can address from where its borders begin.
const WINDOW: usize = 256;

/// The bin as the kernel compares it.
#[inline(always)]
pub(super) fn signed(bin: u8) -> i8 {
    bin.wrapping_add(128).cast_signed()
}

/// The borders of a model's numeric features.
#[derive(Debug, Default)]
pub(super) struct Quantiser {
    /// The search trees of one feature after the other, node 0 of each unused; behind the last, enough for its window.
    nodes: Vec<f32>,
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
        self.nodes.resize(start + size + WINDOW, f32::NAN);
        for node in 1..size {
            // In order, the nodes of a level are evenly spaced: the root is in the middle, its children at the quarters.
            let spacing = size >> node.ilog2();
            let rank = (node - (1 << node.ilog2())) * spacing + spacing / 2 - 1;
            self.nodes[start + node] = borders.get(rank).copied().unwrap_or(f32::NAN);
        }
        Borders { start, steps: size.ilog2() as u8 }
    }

    /// The signed bins of `values`, in order, to the front of `bins`.
    pub(super) fn bins(&self, at: Borders, values: &[f32], bins: &mut [i8]) {
        let Some(nodes) = self.nodes[at.start..].first_chunk() else { return };
        let (fours, last) = values.as_chunks::<4>();
        let (bins_of_fours, bins_of_last) = bins.split_at_mut(fours.len() * 4);
        for (&[a, b, c, d], bins) in fours.iter().zip(bins_of_fours.as_chunks_mut::<4>().0) {
            // Four searches side by side wait for memory together and share the steps of the loop.
            let mut at_node = [1; 4];
            let [p, q, r, s] = &mut at_node;
            for _ in 0..at.steps {
                *p = below(nodes, *p, a);
                *q = below(nodes, *q, b);
                *r = below(nodes, *r, c);
                *s = below(nodes, *s, d);
            }
            *bins = [bin_at(*p, at.steps, a), bin_at(*q, at.steps, b), bin_at(*r, at.steps, c), bin_at(*s, at.steps, d)];
        }
        for (&value, bin) in last.iter().zip(bins_of_last) {
            *bin = search(nodes, at.steps, value);
        }
    }

    /// The signed bin of one value.
    pub(super) fn bin(&self, at: Borders, value: f32) -> i8 {
        self.nodes[at.start..].first_chunk().map_or(0, |nodes| search(nodes, at.steps, value))
    }
}

#[inline(always)]
fn search(nodes: &[f32; WINDOW], steps: u8, value: f32) -> i8 {
    let mut node = 1;
    for _ in 0..steps {
        node = below(nodes, node, value);
    }
    bin_at(node, steps, value)
}

/// The node that a search goes to from `node`.
#[inline(always)]
fn below(nodes: &[f32; WINDOW], node: usize, value: f32) -> usize {
    node * 2 + usize::from(nodes[node % WINDOW] < value)
}

/// The signed bin of a value whose search ended at `node`.
#[inline(always)]
fn bin_at(node: usize, steps: u8, value: f32) -> i8 {
    let count = node - (1 << steps);
    // A gap is above nothing, and in the bin before that of a number above nothing.
    signed((count + usize::from(!value.is_nan())) as u8)
}

#[cfg(test)]
mod tests {
    use super::{Quantiser, signed};
    use crate::model::bin_of;

    #[test]
    fn every_number_of_borders_gives_the_bins_of_the_definition() {
        let mut quantiser = Quantiser::default();
        let all: Vec<Vec<f32>> = (0..=254).map(|count| (0..count).map(|at| (at * at) as f32 / 7.0 - 30.0).collect()).collect();
        let places: Vec<_> = all.iter().map(|borders| quantiser.add(borders)).collect();
        for (borders, place) in all.iter().zip(places) {
            let around = |&border: &f32| [border.next_down(), border, border.next_up()];
            let mut values: Vec<f32> = borders.iter().flat_map(around).collect();
            values.extend([f32::NAN, f32::NEG_INFINITY, f32::INFINITY, -0.0, 0.0, f32::MIN_POSITIVE, f32::MAX]);
            let mut bins = vec![0; values.len()];
            quantiser.bins(place, &values, &mut bins);
            for (&value, found) in values.iter().zip(bins) {
                let expected = signed(bin_of(borders, value));
                assert_eq!((found, quantiser.bin(place, value)), (expected, expected), "{value} among {}", borders.len());
            }
        }
    }
}
