//! Seeded randomness. Every stream is derived from the seed and the names of what it is for, never from execution order, so
//! that the thread count cannot change it.

use rand_pcg::Pcg64Mcg;

pub(super) use rand::Rng;

/// What a stream of random numbers is for.
#[derive(Debug, Clone, Copy)]
#[repr(u64)]
pub(super) enum Purpose {
    Folds = 1,
    Permutation,
    Rows,
    Columns,
    Noise,
    Golden,
    Pilot,
    Tuning,
    Factors,
    Hidden,
    Contend,
    Ask,
    Ordered,
}

/// The stream for one purpose and up to two numbers that name the use: a tree, a level and feature.
pub(super) fn stream(seed: u64, purpose: Purpose, first: u64, second: u64) -> Pcg64Mcg {
    let mut key = [0_u8; 32];
    for (slot, word) in key.chunks_exact_mut(8).zip([seed, purpose as u64, first, second]) {
        slot.copy_from_slice(&word.to_le_bytes());
    }
    let (low, high) = (xxhash_rust::xxh64::xxh64(&key, 0), xxhash_rust::xxh64::xxh64(&key, 1));
    Pcg64Mcg::new((u128::from(high) << 64) | u128::from(low))
}

/// A number in [0, 1) from 53 random bits.
pub(super) fn unit(random: &mut impl Rng) -> f64 {
    (random.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// A number below `bound`, which is at least 1; the bias of the multiplication is below 2⁻³² for the sizes used here.
pub(super) fn below(random: &mut impl Rng, bound: usize) -> usize {
    ((u128::from(random.next_u64()) * bound as u128) >> 64) as usize
}

/// Shuffles in place (Fisher and Yates).
pub(super) fn shuffle<T>(items: &mut [T], random: &mut impl Rng) {
    for last in (1..items.len()).rev() {
        items.swap(last, below(random, last + 1));
    }
}

/// Close to a standard normal: the sum of four uniform 16-bit numbers, centred and scaled to variance 1 (Irwin-Hall).
pub(super) fn nearly_normal(random: &mut impl Rng) -> f64 {
    let bits = random.next_u64();
    let sum: u64 = (0..4).map(|i| (bits >> (16 * i)) & 0xffff).sum();
    (sum as f64 - 131_070.0) * (1.732_050_807_568_877_2 / 65_536.0)
}
