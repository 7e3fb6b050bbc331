//! The JSON parts of a pack, and its checksum.

use serde::Deserialize;
use xxhash_rust::xxh64::Xxh64;

use crate::dataset::Titles;
use crate::model::{Described, IndexCard, Polarity};

/// Largest pack that is read, in bytes.
pub(super) const PACK_LIMIT: usize = 256 << 20;
/// How the checksum's value begins in the header's JSON.
pub(super) const CHECKSUM_KEY: &[u8] = b"\"checksum\":\"";
/// Hexadecimal digits of the checksum.
pub(super) const CHECKSUM_DIGITS: usize = 16;

/// The `format` entry.
#[derive(Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "train", derive(serde::Serialize))]
#[serde(deny_unknown_fields)]
pub(super) struct FormatEntry {
    pub(super) format: u32,
    pub(super) name: String,
    pub(super) version: String,
    /// Days since 1970-01-01.
    pub(super) as_of: Option<i32>,
    pub(super) time: Option<String>,
}

/// One element of the `indices` entry; its tensors are named `index.<position>.…`.
#[derive(Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "train", derive(serde::Serialize))]
#[serde(deny_unknown_fields)]
pub(super) struct IndexEntry {
    pub(super) name: String,
    pub(super) title: Titles,
    pub(super) polarity: Polarity,
    pub(super) card: Described<IndexCard>,
}

/// Where the checksum's digits stand in the file.
pub(super) fn checksum_place(bytes: &[u8]) -> Option<std::ops::Range<usize>> {
    let start = bytes.windows(CHECKSUM_KEY.len()).position(|w| w == CHECKSUM_KEY)? + CHECKSUM_KEY.len();
    (start + CHECKSUM_DIGITS <= bytes.len()).then(|| start..start + CHECKSUM_DIGITS)
}

/// The checksum of a file whose checksum stands at `place`.
pub(super) fn checksum(bytes: &[u8], place: &std::ops::Range<usize>) -> String {
    let mut hash = Xxh64::new(0);
    hash.update(&bytes[..place.start]);
    hash.update(&[b'0'; CHECKSUM_DIGITS]);
    hash.update(&bytes[place.end..]);
    format!("{:016x}", hash.digest())
}
