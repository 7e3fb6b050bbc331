//! Reading a pack: bytes are distrusted until everything has been checked, and trusted after.

use std::cell::OnceCell;

use crate::dataset::Day;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{
    Arrangement, Calibrator, CategoryTable, Described, FORMAT, Feature, Field, Forest, Index, Kept, Model, Oblivious, Pack, Part,
    Population, Product, Route, Routes, Split,
};

use super::check;
use super::header::{FormatEntry, HEADER, IndexEntry, PACK_LIMIT, RoutesEntry, checksum, checksum_place, read_field, unreadable};
use super::json::Json;
use super::tensors::{Tensors, expect, join};

/// Where a safetensors header has what is not a tensor.
const METADATA: &str = "__metadata__";

/// Reads and checks a pack.
///
/// # Errors
/// `pack`, naming the part of the file, what was expected of it and what was found: not a safetensors file, damaged, of another
/// format, or inconsistent.
pub fn read(bytes: &[u8]) -> Result<Pack> {
    let (metadata, tensors) = open(bytes, true)?;
    let pack = read_scores_of(&metadata, &tensors, IndexEntry::read)?;
    Ok(Pack {
        #[cfg(any(feature = "train", feature = "console"))]
        offers: super::offers::read(&tensors, &metadata, &pack.fields, &pack.indices, &pack.catalogue)?,
        #[cfg(any(feature = "train", feature = "console"))]
        ask: super::ask::read(&tensors, &metadata)?,
        golden: entry(&metadata, "golden")?.keep()?,
        ..pack
    })
}

/// Reads and checks what scores and their reasons take of a pack, and whom it is about: all but offers, questions, golden examples and how
/// each index was measured. A page begins with it, and reads the pack as a whole once that is on the screen: it is twice the work.
///
/// # Errors
/// As of [`read`], of what is read.
#[cfg(any(feature = "train", feature = "console"))]
pub fn read_scores(bytes: &[u8]) -> Result<Pack> {
    let (metadata, tensors) = open(bytes, false)?;
    read_scores_of(&metadata, &tensors, IndexEntry::read_unmeasured)
}

/// The header of a file that is as it was written; the `whole` of it is checked, or only what is asked for, once it is.
fn open(bytes: &[u8], whole: bool) -> Result<(Metadata<'_>, Tensors<'_>)> {
    expect(bytes.len() <= PACK_LIMIT, "pack too large", "the file", || {
        (format!("at most {PACK_LIMIT} bytes"), bytes.len().to_string())
    })?;
    let (header, data) = split(bytes)?;
    let (metadata, mut tensors) = read_header(header, data)?;
    if whole {
        metadata.iter().try_for_each(|entry| entry.text().map(drop))?;
        tensors = tensors.whole()?;
    }
    check_sum(bytes, bytes.len() - data.len())?;
    Ok((metadata, tensors))
}

fn read_scores_of(
    metadata: &Metadata<'_>,
    tensors: &Tensors<'_>,
    read_entry: fn(Json<'_>) -> Result<IndexEntry>,
) -> Result<Pack> {
    let format = FormatEntry::read(entry(metadata, "format")?)?;
    expect(format.format == FORMAT, "pack of another format", "format", || (FORMAT.to_string(), format.format.to_string()))?;
    let mut fields = entry(metadata, "schema")?.list()?.into_iter().map(read_field).collect::<Result<Vec<Field>>>()?;
    read_categories(tensors, &mut fields)?;
    check::fields(&fields)?;
    let entries = entry(metadata, "indices")?.list()?;
    let read_index = |(position, json)| read_index(tensors, &fields, &format!("index.{position}"), read_entry(json)?);
    let indices = entries.into_iter().enumerate().map(read_index).collect::<Result<Vec<Index>>>()?;
    check::index_names(&indices, has(metadata, "offers"))?;
    let catalogue: Described<Vec<Product>> = entry(metadata, "catalogue")?.read()?;
    #[cfg(any(feature = "train", feature = "console"))]
    check::catalogue(&catalogue)?;
    let FormatEntry { name, version, as_of, time, .. } = format;
    Ok(Pack {
        name,
        version,
        glossary: super::glossary::read(metadata, &fields)?,
        #[cfg(any(feature = "train", feature = "console"))]
        offers: None,
        #[cfg(any(feature = "train", feature = "console"))]
        stages: super::stages::read(metadata, &fields, &indices, &catalogue)?,
        #[cfg(any(feature = "train", feature = "console"))]
        ask: None,
        fields,
        as_of: as_of.map(Day),
        time,
        indices,
        catalogue,
        card: entry(metadata, "card")?.read()?,
        golden: Kept::default(),
    })
}

/// The header's text and what follows it.
fn split(bytes: &[u8]) -> Result<(&str, &[u8])> {
    let split = bytes.split_first_chunk().and_then(|(length, rest)| {
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        rest.split_at_checked(length)
    });
    let (header, data) = split.ok_or_else(|| unreadable(format!("a piece of {} bytes", bytes.len())))?;
    Ok((std::str::from_utf8(header).map_err(|e| unreadable(e.to_string()))?, data))
}

/// The texts of `__metadata__`.
pub(super) type Metadata<'a> = Vec<Entry<'a>>;

/// One of them: a text in the header's JSON, which is read once somebody asks.
pub(super) struct Entry<'a> {
    name: String,
    written: Json<'a>,
    text: OnceCell<String>,
}

impl Entry<'_> {
    fn text(&self) -> Result<&str> {
        match self.text.get() {
            Some(text) => Ok(text),
            None => self.written.text().map(|text| self.text.get_or_init(|| text).as_str()),
        }
    }
}

/// What a safetensors header says: the metadata and the tensors in `data`.
fn read_header<'a>(header: &'a str, data: &'a [u8]) -> Result<(Metadata<'a>, Tensors<'a>)> {
    let (mut described, metadata) = Json::of(header, HEADER).object_around(Some(METADATA))?;
    described.entries.retain(|(name, _)| name != METADATA);
    let entry = |(name, written)| Entry { name, written, text: OnceCell::new() };
    Ok((metadata.entries.into_iter().map(entry).collect(), Tensors::new(described.entries, data)?))
}

fn check_sum(bytes: &[u8], header_end: usize) -> Result<()> {
    let header = &bytes[..header_end];
    let missing = || Error::new(ErrorKind::Pack, "not a Confidant pack", "the header", "a checksum", "none");
    let place = checksum_place(header).ok_or_else(missing)?;
    let (stated, found) = (String::from_utf8_lossy(&bytes[place.clone()]), checksum(bytes, &place));
    expect(stated == found, "damaged pack", "the file", || (format!("checksum {stated}"), found.clone()))
}

/// Whether there is an entry of this name.
pub(super) fn has(metadata: &Metadata<'_>, name: &str) -> bool {
    metadata.iter().any(|entry| entry.name == name)
}

pub(super) fn entry<'m>(metadata: &'m Metadata<'_>, name: &'static str) -> Result<Json<'m>> {
    let missing = || Error::new(ErrorKind::Pack, "not a Confidant pack", METADATA, format!("an entry {name}"), "none");
    let found = metadata.iter().find(|entry| entry.name == name).ok_or_else(missing)?;
    Ok(Json::of(found.text()?, name))
}

fn read_categories(tensors: &Tensors<'_>, fields: &mut [Field]) -> Result<()> {
    let bytes: Vec<u8> = tensors.get("categories.bytes")?;
    let count = tensors.get::<u32>("categories.offsets")?.len().saturating_sub(1);
    let offsets = tensors.offsets("categories.offsets", count, bytes.len())?;
    let field_offsets = tensors.offsets("categories.field_offsets", fields.len(), count)?;
    let not_utf8 = |_| Error::new(ErrorKind::Pack, "text is not UTF-8", "categories.bytes", "UTF-8", "other bytes");
    let name = |part: &[usize]| Ok(std::str::from_utf8(&bytes[part[0]..part[1]]).map_err(not_utf8)?.to_owned());
    let names = offsets.windows(2).map(name).collect::<Result<Vec<String>>>()?;
    for (field, part) in fields.iter_mut().zip(field_offsets.windows(2)) {
        field.categories = names[part[0]..part[1]].to_vec();
    }
    Ok(())
}

fn read_index(tensors: &Tensors<'_>, fields: &[Field], prefix: &str, entry: IndexEntry) -> Result<Index> {
    let IndexEntry { name, title, polarity, card, routes, classes } = entry;
    let arrangement = match (routes, classes) {
        (None, None) => Arrangement::Single,
        (_, Some(classes)) => Arrangement::Classes(classes),
        (Some(RoutesEntry { column, routes }), None) => {
            let routes = routes.into_iter().map(|(value, part)| Route { value, part }).collect();
            Arrangement::Routed(Routes { column, routes })
        }
    };
    let more = check::arrangement(&arrangement, fields, prefix)?;
    let mut parts = vec![read_part(tensors, fields, prefix)?];
    for part in 1..=more {
        parts.push(read_part(tensors, fields, &join(&join(prefix, "part"), &part.to_string()))?);
    }
    check::classes(&arrangement, &parts, prefix)?;
    Ok(Index { name, title, polarity, arrangement, parts, card })
}

fn read_part(tensors: &Tensors<'_>, fields: &[Field], prefix: &str) -> Result<Part> {
    let name = |rest: &str| join(prefix, rest);
    let model = read_model(tensors, fields, prefix)?;
    let calibrator = if tensors.has(&name("calibrator.platt")) {
        let both: Vec<f64> = tensors.get_exact(&name("calibrator.platt"), 2)?;
        Calibrator::Platt { slope: both[0], intercept: both[1] }
    } else {
        let margins: Vec<f64> = tensors.get(&name("calibrator.margins"))?;
        let probabilities = tensors.get_exact(&name("calibrator.probabilities"), margins.len())?;
        Calibrator::Isotonic { margins, probabilities }
    };
    check::calibrator(&calibrator, prefix)?;
    let population = Population { quantiles: tensors.get(&name("population"))? };
    check::population(&population, prefix)?;
    Ok(Part { model, calibrator, population })
}

/// The model whose tensors' names begin with `prefix`.
pub(super) fn read_model(tensors: &Tensors<'_>, fields: &[Field], prefix: &str) -> Result<Model> {
    let tables = read_tables(tensors, prefix)?;
    let features = read_features(tensors, prefix)?;
    let forest = Forest::Oblivious(read_forest(tensors, prefix)?);
    let model = Model { features, tables, forest };
    check::model(&model, fields, prefix)?;
    Ok(model)
}

fn read_tables(tensors: &Tensors<'_>, prefix: &str) -> Result<Vec<CategoryTable>> {
    let name = |rest: &str| join(&join(prefix, "tables"), rest);
    let slots: Vec<u32> = tensors.get(&name("slots"))?;
    let columns: Vec<u32> = tensors.get(&name("columns"))?;
    let keys: Vec<u64> = tensors.get(&name("keys"))?;
    let column_offsets = tensors.offsets(&name("column_offsets"), slots.len(), columns.len())?;
    let key_offsets = tensors.offsets(&name("key_offsets"), slots.len(), keys.len())?;
    expect(slots.iter().all(|&s| (1..=16).contains(&s)), "impossible table", &name("slots"), || {
        ("1 to 16".into(), "others".into())
    })?;
    let cells = |position: usize| (key_offsets[position + 1] - key_offsets[position]) * slots[position] as usize;
    let bins: Vec<u8> = tensors.get_exact(&name("bins"), (0..slots.len()).map(cells).sum())?;
    let unseen: Vec<u8> = tensors.get_exact(&name("unseen"), slots.iter().map(|&s| s as usize).sum())?;
    let (mut bins, mut unseen) = (bins.into_iter(), unseen.into_iter());
    let table = |position: usize| CategoryTable {
        columns: columns[column_offsets[position]..column_offsets[position + 1]].to_vec(),
        slots: slots[position],
        keys: keys[key_offsets[position]..key_offsets[position + 1]].to_vec(),
        bins: bins.by_ref().take(cells(position)).collect(),
        unseen: unseen.by_ref().take(slots[position] as usize).collect(),
    };
    Ok((0..slots.len()).map(table).collect())
}

fn read_features(tensors: &Tensors<'_>, prefix: &str) -> Result<Vec<Feature>> {
    let name = |rest: &str| join(prefix, rest);
    let kinds: Vec<u8> = tensors.get(&name("features.kind"))?;
    let sources: Vec<u32> = tensors.get_exact(&name("features.source"), kinds.len())?;
    let details: Vec<u64> = tensors.get_exact(&name("features.detail"), kinds.len())?;
    let values: Vec<f32> = tensors.get(&name("borders.values"))?;
    let offsets = tensors.offsets(&name("borders.offsets"), kinds.len(), values.len())?;
    let feature = |position: usize| {
        let source = sources[position];
        match kinds[position] {
            0 => Ok(Feature::Number { column: source, borders: values[offsets[position]..offsets[position + 1]].to_vec() }),
            1 => Ok(Feature::OneHot { column: source, category: details[position] }),
            2 => {
                let slot = u32::try_from(details[position]).unwrap_or(u32::MAX);
                Ok(Feature::Statistic { table: source, slot })
            }
            other => {
                let place = name("features.kind");
                Err(Error::new(ErrorKind::Pack, "unknown feature", place, "0, 1 or 2", other.to_string()))
            }
        }
    };
    (0..kinds.len()).map(feature).collect()
}

fn read_forest(tensors: &Tensors<'_>, prefix: &str) -> Result<Oblivious> {
    let name = |rest: &str| join(prefix, rest);
    let both: Vec<f64> = tensors.get_exact(&name("forest"), 2)?;
    let depths: Vec<u8> = tensors.get(&name("trees.depths"))?;
    check::depths(&depths, prefix)?;
    let levels = depths.iter().map(|&d| usize::from(d)).sum();
    let leaves = depths.iter().map(|&d| 1_usize << d).sum();
    let features: Vec<u16> = tensors.get_exact(&name("trees.split_features"), levels)?;
    let ats: Vec<u8> = tensors.get_exact(&name("trees.split_at"), levels)?;
    Ok(Oblivious {
        bias: both[0],
        scale: both[1],
        depths,
        splits: features.into_iter().zip(ats).map(|(feature, at)| Split { feature, at }).collect(),
        leaves: tensors.get_exact(&name("trees.leaves"), leaves)?,
        covers: tensors.get_exact(&name("trees.covers"), leaves)?,
    })
}
