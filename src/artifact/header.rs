//! The JSON parts of a pack, and its checksum.

use xxhash_rust::xxh64::Xxh64;

use crate::dataset::{Semantic, Titles};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Described, Field, IndexCard, Polarity, Range};

use super::json::Json;

/// Largest pack that is read, in bytes.
pub(super) const PACK_LIMIT: usize = 256 << 20;
/// How the checksum's value begins in the header's JSON.
pub(super) const CHECKSUM_KEY: &[u8] = b"\"checksum\":\"";
/// Hexadecimal digits of the checksum.
pub(super) const CHECKSUM_DIGITS: usize = 16;

/// What messages call the header.
pub(super) const HEADER: &str = "the header";

/// What cannot be read as a header at all.
pub(super) fn unreadable(found: impl Into<String>) -> Error {
    Error::new(ErrorKind::Pack, "cannot read the pack", HEADER, "a whole safetensors file", found)
}

/// The `format` entry.
#[derive(Debug)]
#[cfg_attr(feature = "train", derive(PartialEq, serde::Serialize, serde::Deserialize))]
pub(super) struct FormatEntry {
    pub(super) format: u32,
    pub(super) name: String,
    pub(super) version: String,
    /// Days since 1970-01-01.
    pub(super) as_of: Option<i32>,
    pub(super) time: Option<String>,
}

/// One element of the `indices` entry; its tensors are named `index.<position>.…`.
#[derive(Debug)]
#[cfg_attr(feature = "train", derive(PartialEq, serde::Serialize, serde::Deserialize))]
pub(super) struct IndexEntry {
    pub(super) name: String,
    pub(super) title: Titles,
    pub(super) polarity: Polarity,
    pub(super) card: Described<IndexCard>,
    /// Absent where one part answers for everybody.
    #[cfg_attr(feature = "train", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) routes: Option<RoutesEntry>,
    /// The classes that its parts are of, where there are several.
    #[cfg_attr(feature = "train", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) classes: Option<Vec<String>>,
}

/// The column that chooses an index's part, and the values that have one; the tensors of part 1 and on are named
/// `index.<position>.part.<part>.…`.
#[derive(Debug)]
#[cfg_attr(feature = "train", derive(PartialEq, serde::Serialize, serde::Deserialize))]
pub(super) struct RoutesEntry {
    pub(super) column: u32,
    /// Each value with its part.
    pub(super) routes: Vec<(String, u32)>,
}

impl FormatEntry {
    pub(super) fn read(json: Json<'_>) -> Result<Self> {
        let entry = json.object()?;
        entry.only(&["format", "name", "version", "as_of", "time"])?;
        Ok(Self {
            format: entry.get("format").whole()?,
            name: entry.get("name").text()?,
            version: entry.get("version").text()?,
            as_of: entry.get("as_of").optional().map(Json::whole).transpose()?,
            time: entry.optional_text("time")?,
        })
    }
}

impl IndexEntry {
    pub(super) fn read(json: Json<'_>) -> Result<Self> {
        Self::with_card(json, Json::read)
    }

    /// Without what it says of its training.
    #[cfg(any(feature = "train", feature = "console"))]
    pub(super) fn read_unmeasured(json: Json<'_>) -> Result<Self> {
        Self::with_card(json, |_| Ok(Described::default()))
    }

    fn with_card<'a>(json: Json<'a>, card: fn(Json<'a>) -> Result<Described<IndexCard>>) -> Result<Self> {
        let entry = json.object()?;
        entry.only(&["name", "title", "polarity", "card", "routes", "classes"])?;
        let classes = |json: Json<'_>| json.list()?.into_iter().map(Json::text).collect();
        Ok(Self {
            name: entry.get("name").text()?,
            title: entry.titles("title")?,
            polarity: entry.get("polarity").named(&[Polarity::Opportunity, Polarity::Risk], Polarity::name)?,
            card: card(entry.get("card"))?,
            routes: entry.get("routes").optional().map(RoutesEntry::read).transpose()?,
            classes: entry.get("classes").optional().map(classes).transpose()?,
        })
    }
}

impl RoutesEntry {
    fn read(json: Json<'_>) -> Result<Self> {
        let entry = json.object()?;
        entry.only(&["column", "routes"])?;
        let route = |json: Json<'_>| match json.list()?[..] {
            [value, part] => Ok((value.text()?, part.whole()?)),
            _ => Err(json.broken()),
        };
        let routes = entry.get("routes").list()?.into_iter().map(route).collect::<Result<_>>()?;
        Ok(Self { column: entry.get("column").whole()?, routes })
    }
}

/// One element of the `schema` entry; its categories are tensors.
pub(super) fn read_field(json: Json<'_>) -> Result<Field> {
    let entry = json.object()?;
    entry.only(&["name", "semantic", "title", "unit", "group", "immutable", "range", "missing", "categories"])?;
    let range = |json: Json<'_>| {
        let range = json.object()?;
        range.only(&["low", "median", "high"])?;
        let end = |name| range.get(name).number();
        Ok(Range { low: end("low")?, median: end("median")?, high: end("high")? })
    };
    Ok(Field {
        name: entry.get("name").text()?,
        semantic: entry.get("semantic").named(&Semantic::ALL, Semantic::name)?,
        title: entry.titles("title")?,
        unit: entry.optional_text("unit")?,
        group: entry.optional_text("group")?,
        immutable: entry.get("immutable").optional().is_some_and(Json::is_true),
        range: entry.get("range").optional().map(range).transpose()?,
        missing: entry.get("missing").number()?,
        categories: Vec::new(),
    })
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
