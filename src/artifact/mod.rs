//! Reading and writing packs: the only place that knows tensor names and byte layouts.
//!
//! A pack is one safetensors file. Arrays are tensors, little-endian, struct of arrays; structure is JSON in the header's
//! `__metadata__` under `format`, `schema`, `indices`, `catalogue`, `card`, `golden` `offers` in packs that make offers, and `ask` in packs that
//! answer questions. A `checksum` (XXH64 of the file with
//! the checksum's own digits as zeros) tells a damaged file from a sound one; it is no defence against forgery.
//!
//! [`read`] checks everything that scoring relies on, so that scoring has nothing left to check.

#[cfg(any(feature = "train", feature = "console"))]
mod ask;
mod check;
mod glossary;
mod header;
mod json;
#[cfg(any(feature = "train", feature = "console"))]
mod offers;
mod read;
#[cfg(any(feature = "train", feature = "console"))]
mod stages;
mod tensors;
#[cfg(any(feature = "train", feature = "console"))]
mod tree;
#[cfg(feature = "train")]
mod write;

#[cfg(feature = "train")]
pub(crate) use check::MOST_TREES;
pub use read::read;
#[cfg(any(feature = "train", feature = "console"))]
pub use read::read_scores;
#[cfg(any(feature = "train", feature = "console"))]
pub(crate) use tree::{read as read_json, text as json_text};
#[cfg(feature = "train")]
pub use write::write;
