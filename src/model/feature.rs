//! How a customer's columns become the small bins that trees compare.
//!
//! Every feature yields a bin in 0..=255 and every split of a tree is `bin >= at`, whatever the feature is made of:
//! - a number is quantised by its borders; bin 0 is a gap, bin 1 + k holds the values above k borders;
//! - a one-hot category is 1 when the column has that category and 0 otherwise;
//! - a target statistic is looked up: training has already quantised the statistic of each category, so a pack carries one
//!   byte a category and neither counts nor label sums.

use xxhash_rust::xxh64::xxh64;

/// Most borders of a numeric feature: with the gap's bin, 255 borders would not fit a byte.
pub const MAX_BORDERS: usize = 254;

/// The hash of a gap in a categorical column.
pub const MISSING_HASH: u64 = 0;

/// The stable hash of a category's text (XXH64, seed 0), never [`MISSING_HASH`].
#[must_use]
pub fn category_hash(text: &str) -> u64 {
    xxh64(text.as_bytes(), 0).max(1)
}

/// The key of several columns' categories taken together; one column's key is its hash.
#[must_use]
pub fn combination_hash(hashes: &[u64]) -> u64 {
    match hashes {
        [one] => *one,
        many => many.iter().fold(0, |key, hash| xxh64(&hash.to_le_bytes(), key)),
    }
}

/// The bin of `value` among ascending `borders`: 0 for a gap, else 1 + the number of borders below the value.
#[must_use]
pub fn bin_of(borders: &[f32], value: f32) -> u8 {
    if value.is_nan() {
        return 0;
    }
    // At most MAX_BORDERS borders, so the sum fits a byte.
    1 + borders.partition_point(|&b| b < value) as u8
}

/// One input of a forest.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(any(feature = "train", feature = "console"), derive(serde::Serialize, serde::Deserialize))]
pub enum Feature {
    /// A numeric column.
    Number {
        /// The column's position in the schema.
        column: u32,
        /// Ascending borders, at most [`MAX_BORDERS`].
        borders: Vec<f32>,
    },
    /// Whether a categorical column holds one category.
    OneHot {
        /// The column's position in the schema.
        column: u32,
        /// The category's hash, or [`MISSING_HASH`].
        category: u64,
    },
    /// The quantised target statistic of one column's category or of several columns' taken together.
    Statistic {
        /// The position in [`super::Model::tables`].
        table: u32,
        /// Which of the table's statistics.
        slot: u32,
    },
}

/// The quantised statistics of the categories of one column, or of the combinations of several.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryTable {
    /// The columns' positions in the schema: one, or several for a combination.
    pub columns: Vec<u32>,
    /// How many statistics each key has.
    pub slots: u32,
    /// Distinct keys, ascending.
    pub keys: Vec<u64>,
    /// `keys.len() × slots` bins, key-major.
    pub bins: Vec<u8>,
    /// The bins of a key that is not in the table: the prior's.
    pub unseen: Vec<u8>,
}

impl CategoryTable {
    /// The bins of `key`, one a slot.
    #[must_use]
    pub fn bins_of(&self, key: u64) -> &[u8] {
        let slots = self.slots as usize;
        match self.keys.binary_search(&key) {
            Ok(at) => &self.bins[at * slots..(at + 1) * slots],
            Err(_) => &self.unseen,
        }
    }

    /// Whether training saw `key` often enough to keep it.
    #[must_use]
    pub fn knows(&self, key: u64) -> bool {
        self.keys.binary_search(&key).is_ok()
    }
}
