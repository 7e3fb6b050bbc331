//! Forests of oblivious trees, sixteen comparisons an instruction.
//!
//! A level of a tree asks one question of every customer, so its answers for sixteen customers are one comparison of bytes
//! and set one bit of the numbers of the leaves they fall into. Four registers go through a tree together, so that a question is
//! fetched once for 64 customers. One customer alone is asked by sixteen trees at a time instead.
//!
//! Leaves are integers: their sums are the same in any order, so every way through the forest gives the same bits; the test
//! below compares each with the walk that `model::Tree` defines. The registers are those of the crate `wide`: simd128 in a
//! browser, SSE2 or NEON natively, arrays elsewhere. Loops over registers are written out, because the browser's build is optimised
//! for size and unrolls nothing.

use wide::{i8x16, i32x4, u8x16};

use crate::model::{Oblivious, Split, Tree};

use super::quantise::signed;

/// Customers that go through a tree together.
pub(super) const LANES: usize = 64;
/// Bytes in a register.
pub(super) const REGISTER: usize = 16;
/// Most leaves of a tree: room that a leaf's number can address.
const WINDOW: usize = 256;
/// Most bins that are looked up by moving bytes inside registers.
const SWIZZLED: usize = 256;
/// Whether the machine can.
const SWIZZLES: bool =
    cfg!(any(target_feature = "simd128", target_feature = "ssse3", all(target_feature = "neon", target_arch = "aarch64")));

/// A feature's signed bins, a customer a lane.
pub(super) type Lanes = [i8; LANES];

/// One question to many customers: is the feature's signed bin above this one?
#[derive(Debug, Clone, Copy)]
struct Level {
    feature: u16,
    above: i8,
    /// The bit of a leaf's number that a yes sets.
    bit: u8,
}

/// What sixteen trees ask one customer at the same level.
#[derive(Debug, Clone, Copy)]
struct Round {
    features: [u16; REGISTER],
    /// The low bytes of `features`, for looking up within registers.
    places: [u8; REGISTER],
    /// A tree without the level asks for more than the largest bin.
    above: [i8; REGISTER],
}

/// A forest laid out for evaluation.
#[derive(Debug)]
pub(super) struct Trees {
    depths: Vec<u8>,
    /// The trees' levels end to end.
    levels: Vec<Level>,
    /// The rounds of every sixteen trees end to end, as many as the deepest of them has levels.
    rounds: Vec<Round>,
    /// How many rounds every sixteen trees have.
    round_counts: Vec<u8>,
    /// The trees' leaves end to end; behind the last, enough for its window.
    leaves: Vec<i32>,
}

/// The signed bin that an answer of yes is above. There is one, as `at` is never 0.
fn above(split: &Split) -> i8 {
    signed(split.at.wrapping_sub(1))
}

impl Trees {
    pub(super) fn new(forest: &Oblivious) -> Self {
        let level = |(level, split): (usize, &Split)| Level { feature: split.feature, above: above(split), bit: 1 << level };
        let trees: Vec<Tree<'_>> = forest.trees().collect();
        let levels = trees.iter().flat_map(|tree| tree.splits.iter().enumerate().map(level)).collect();
        let (mut rounds, mut round_counts) = (Vec::new(), Vec::new());
        for group in trees.chunks(REGISTER) {
            let deepest = group.iter().map(|tree| tree.splits.len()).max().unwrap_or(0);
            for level in 0..deepest {
                let mut round = Round { features: [0; REGISTER], places: [0; REGISTER], above: [i8::MAX; REGISTER] };
                for (lane, tree) in group.iter().enumerate() {
                    if let Some(split) = tree.splits.get(level) {
                        round.features[lane] = split.feature;
                        round.places[lane] = split.feature as u8;
                        round.above[lane] = above(split);
                    }
                }
                rounds.push(round);
            }
            round_counts.push(deepest as u8);
        }
        let mut leaves = forest.leaves.clone();
        leaves.resize(leaves.len() + WINDOW, 0);
        Self { depths: forest.depths.clone(), levels, rounds, round_counts, leaves }
    }

    /// The sums of leaves of 64 customers, whose bins are given by feature.
    pub(super) fn sums(&self, bins: &[Lanes]) -> [i32; LANES] {
        let mut sums = [i32x4::ZERO; LANES / 4];
        self.leaf_numbers(bins, |_, start, numbers| {
            let Some(leaves) = self.leaves[start..].first_chunk::<WINDOW>() else { return };
            let leaf = |number: u8| leaves[usize::from(number)];
            for (sum, &[a, b, c, d]) in sums.iter_mut().zip(numbers.as_chunks::<4>().0) {
                *sum += i32x4::new([leaf(a), leaf(b), leaf(c), leaf(d)]);
            }
        });
        let mut out = [0; LANES];
        out.as_chunks_mut().0.iter_mut().zip(sums).for_each(|(four, sum)| *four = sum.to_array());
        out
    }

    /// Hears, tree by tree, the tree's position, where its leaves begin among all, and which of them each of 64 customers falls
    /// into.
    #[inline(always)]
    pub(super) fn leaf_numbers(&self, bins: &[Lanes], mut hear: impl FnMut(usize, usize, &[u8; LANES])) {
        let (mut levels, mut start) = (self.levels.as_slice(), 0);
        for (position, &depth) in self.depths.iter().enumerate() {
            let (of_tree, rest) = levels.split_at(usize::from(depth));
            levels = rest;
            let (mut a, mut b, mut c, mut d) = (i8x16::ZERO, i8x16::ZERO, i8x16::ZERO, i8x16::ZERO);
            for level in of_tree {
                let (above, bit) = (i8x16::splat(level.above), i8x16::splat(level.bit.cast_signed()));
                let [p, q, r, s] = registers(&bins[usize::from(level.feature)]);
                a |= p.simd_gt(above) & bit;
                b |= q.simd_gt(above) & bit;
                c |= r.simd_gt(above) & bit;
                d |= s.simd_gt(above) & bit;
            }
            let mut numbers = [0; LANES];
            let places = numbers.as_chunks_mut::<REGISTER>().0;
            for (place, register) in places.iter_mut().zip([a, b, c, d]) {
                *place = register.to_array().map(i8::cast_unsigned);
            }
            hear(position, start, &numbers);
            start += 1 << depth;
        }
    }

    /// The sum of leaves of one customer, whose bins are as many as whole registers hold; which leaves goes to `numbers`.
    pub(super) fn sum(&self, bins: &[i8], numbers: &mut Vec<u8>) -> i32 {
        self.leaf_numbers_of_one(bins, numbers);
        let (mut sum, mut start) = (0, 0);
        for (&depth, &number) in self.depths.iter().zip(numbers.iter()) {
            sum += self.leaves[start + usize::from(number)];
            start += 1 << depth;
        }
        sum
    }

    /// Which leaf of each tree one customer falls into.
    pub(super) fn leaf_numbers_of_one(&self, bins: &[i8], numbers: &mut Vec<u8>) {
        numbers.clear();
        let mut rounds = self.rounds.as_slice();
        for &count in &self.round_counts {
            let (of_group, rest) = rounds.split_at(usize::from(count));
            rounds = rest;
            let (mut found, mut bit) = (i8x16::ZERO, i8x16::ONE);
            for round in of_group {
                found |= round.look_up(bins).simd_gt(i8x16::new(round.above)) & bit;
                bit += bit;
            }
            numbers.extend_from_slice(&found.to_array().map(i8::cast_unsigned));
        }
        numbers.truncate(self.depths.len());
    }
}

impl Round {
    /// The customer's bins of the features that are asked about.
    #[inline(always)]
    fn look_up(&self, bins: &[i8]) -> i8x16 {
        if SWIZZLES && bins.len() <= SWIZZLED { self.swizzle(bins) } else { self.gather(bins) }
    }

    /// Register by register: a position that lies in another register finds 0.
    #[inline(always)]
    fn swizzle(&self, bins: &[i8]) -> i8x16 {
        let (mut found, mut wanted) = (i8x16::ZERO, u8x16::new(self.places));
        for register in bins.as_chunks().0 {
            found |= i8x16::new(*register).shuffle_zeroing(wanted);
            wanted -= u8x16::splat(REGISTER as u8);
        }
        found
    }

    /// One after the other.
    #[inline(always)]
    fn gather(&self, bins: &[i8]) -> i8x16 {
        let bin = |lane: usize| bins[usize::from(self.features[lane])];
        let four = |from: usize| [bin(from), bin(from + 1), bin(from + 2), bin(from + 3)];
        let ([a, b, c, d], [e, f, g, h], [i, j, k, l], [m, n, o, p]) = (four(0), four(4), four(8), four(12));
        i8x16::new([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p])
    }
}

/// The four registers of 64 lanes.
#[inline(always)]
fn registers(lanes: &Lanes) -> [i8x16; LANES / REGISTER] {
    let [p, q, r, s] = lanes.as_chunks::<REGISTER>().0 else { return [i8x16::ZERO; LANES / REGISTER] };
    [i8x16::new(*p), i8x16::new(*q), i8x16::new(*r), i8x16::new(*s)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, any, prop, prop_assert_eq, proptest};

    use super::*;

    /// A forest over so many features, with trees of mixed depths.
    fn forests() -> impl Strategy<Value = (Oblivious, usize)> {
        let depths = prop::collection::vec(0_u8..=8, 0..40);
        (depths, prop::sample::select(vec![1_usize, 15, 16, 17, 30, 255, 256, 257, 300])).prop_flat_map(|(depths, features)| {
            let levels = depths.iter().map(|&depth| usize::from(depth)).sum::<usize>();
            let leaves = depths.iter().map(|&depth| 1_usize << depth).sum::<usize>();
            let split = (0..features as u16, 1_u8..).prop_map(|(feature, at)| Split { feature, at });
            let parts = (prop::collection::vec(split, levels), prop::collection::vec(-1_000_000..1_000_000, leaves));
            let forest = move |(splits, leaves): (Vec<Split>, Vec<i32>)| Oblivious {
                bias: 0.0,
                scale: 1.0,
                depths: depths.clone(),
                splits,
                covers: vec![1; leaves.len()],
                leaves,
            };
            (parts.prop_map(forest), Just(features))
        })
    }

    proptest! {
        #[test]
        fn every_way_through_a_forest_gives_the_sums_of_the_plain_walk((forest, features) in forests(), seed in any::<u64>()) {
            let bin = |feature: usize, lane: usize| {
                (seed ^ (feature * LANES + lane) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes()[0]
            };
            let trees = Trees::new(&forest);
            let block: Vec<Lanes> =
                (0..features).map(|feature| std::array::from_fn(|lane| signed(bin(feature, lane)))).collect();
            let sums = trees.sums(&block);
            let swizzled = features.next_multiple_of(REGISTER);
            for (lane, &sum) in sums.iter().enumerate() {
                let bins: Vec<u8> = (0..features).map(|feature| bin(feature, lane)).collect();
                let walked: i32 = forest.trees().map(|tree| tree.leaves[tree.leaf(&bins)]).sum();
                let mut one: Vec<i8> = bins.iter().map(|&bin| signed(bin)).collect();
                one.resize(swizzled, 0);
                prop_assert_eq!((sum, trees.sum(&one, &mut Vec::new())), (walked, walked));
            }
            // Where bytes are not moved inside registers they are gathered: both look up alike.
            let one: Vec<i8> = (0..swizzled).map(|feature| signed(bin(feature, 0))).collect();
            for round in trees.rounds.iter().filter(|_| swizzled <= SWIZZLED) {
                prop_assert_eq!(round.swizzle(&one).to_array(), round.gather(&one).to_array());
            }
        }
    }
}
