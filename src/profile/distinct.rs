//! Counting distinct values in bounded memory: adaptive sampling by Wegman (Flajolet, "On adaptive sampling", 1990).
//!
//! Hashes are kept while there is room. When there is none, only those that end in one more zero bit stay, and each stands for
//! twice as many. The count is exact as long as there was room, and within about 0.4 % after.

use std::collections::HashSet;

use xxhash_rust::xxh64::xxh64;

/// Hashes kept a column.
const ROOM: usize = 1 << 17;

/// A set of values that knows its size and not its members.
#[derive(Debug, Clone)]
pub(super) struct Distinct {
    kept: HashSet<u64>,
    /// Hashes seen lately, by their first byte: most values are one of a few, and need not be looked up.
    lately: [u64; 256],
    /// A hash is kept when this many of its last bits are zero.
    zeros: u32,
}

impl Default for Distinct {
    fn default() -> Self {
        Self { kept: HashSet::new(), lately: [0; 256], zeros: 0 }
    }
}

impl Distinct {
    pub(super) fn see(&mut self, text: &str) {
        let hash = xxh64(text.as_bytes(), 0);
        if std::mem::replace(&mut self.lately[(hash >> 56) as usize], hash) == hash {
            return;
        }
        if self.keeps(hash) && self.kept.insert(hash) && self.kept.len() > ROOM {
            self.zeros += 1;
            let zeros = self.zeros;
            self.kept.retain(|hash| hash.trailing_zeros() >= zeros);
        }
    }

    fn keeps(&self, hash: u64) -> bool {
        hash.trailing_zeros() >= self.zeros
    }

    /// How many values there are.
    pub(super) fn count(&self) -> u64 {
        (self.kept.len() as u64) << self.zeros
    }

    /// Whether the count is exact.
    pub(super) fn exact(&self) -> bool {
        self.zeros == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_exact_while_there_is_room_and_close_after() {
        for (values, exact) in [(1_u64, true), (1000, true), (131_072, true), (400_000, false)] {
            let mut distinct = Distinct::default();
            (0..2 * values).for_each(|i| distinct.see(&(i % values).to_string()));
            assert_eq!(distinct.exact(), exact);
            let error = distinct.count() as f64 / values as f64 - 1.0;
            assert!(if exact { error == 0.0 } else { error.abs() < 0.02 }, "{values} counted as {}", distinct.count());
        }
    }
}
