//! Reading a pack: bytes are distrusted until everything has been checked, and trusted after.

use crate::dataset::Day;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{
    Arrangement, Calibrator, Card, CategoryTable, Described, FORMAT, Feature, Field, Forest, Golden, Index, Kept, Model,
    Oblivious, Pack, Part, Population, Product, Route, Routes, Split,
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
    expect(bytes.len() <= PACK_LIMIT, "pack too large", "the file", || {
        (format!("at most {PACK_LIMIT} bytes"), bytes.len().to_string())
    })?;
    let (header, data) = split(bytes)?;
    let (metadata, tensors) = read_header(header, data)?;
    check_sum(bytes, bytes.len() - data.len())?;
    let format = FormatEntry::read(entry(&metadata, "format")?)?;
    expect(format.format == FORMAT, "pack of another format", "format", || (FORMAT.to_string(), format.format.to_string()))?;
    let mut fields = entry(&metadata, "schema")?.list()?.into_iter().map(read_field).collect::<Result<Vec<Field>>>()?;
    read_categories(&tensors, &mut fields)?;
    check::fields(&fields)?;
    let entries = entry(&metadata, "indices")?.list()?;
    let read_index = |(position, json)| read_index(&tensors, &fields, &format!("index.{position}"), IndexEntry::read(json)?);
    let indices = entries.into_iter().enumerate().map(read_index).collect::<Result<Vec<Index>>>()?;
    check::index_names(&indices, metadata.iter().any(|(name, _)| name == "offers"))?;
    let catalogue: Described<Vec<Product>> = entry(&metadata, "catalogue")?.read()?;
    #[cfg(any(feature = "train", feature = "console"))]
    check::catalogue(&catalogue)?;
    let glossary = super::glossary::read(&metadata, &fields)?;
    let card: Described<Card> = entry(&metadata, "card")?.read()?;
    let golden: Kept<Vec<Golden>> = entry(&metadata, "golden")?.keep()?;
    let FormatEntry { name, version, as_of, time, .. } = format;
    Ok(Pack {
        name,
        version,
        #[cfg(any(feature = "train", feature = "console"))]
        offers: super::offers::read(&tensors, &metadata, &fields, &indices, &catalogue)?,
        #[cfg(any(feature = "train", feature = "console"))]
        stages: super::stages::read(&metadata, &fields, &indices, &catalogue)?,
        #[cfg(any(feature = "train", feature = "console"))]
        ask: super::ask::read(&tensors, &metadata)?,
        fields,
        as_of: as_of.map(Day),
        time,
        indices,
        catalogue,
        glossary,
        card,
        golden,
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

/// The texts of `__metadata__`, by name.
pub(super) type Metadata = Vec<(String, String)>;

/// What a safetensors header says: the metadata and the tensors in `data`.
fn read_header<'a>(header: &str, data: &'a [u8]) -> Result<(Metadata, Tensors<'a>)> {
    let mut described = Json::of(header, HEADER)?.object()?.entries;
    let metadata = match described.iter().position(|(name, _)| name == METADATA) {
        Some(place) => described.remove(place).1.object()?.entries,
        None => Vec::new(),
    };
    let metadata = metadata.into_iter().map(|(name, text)| Ok((name, text.text()?))).collect::<Result<_>>()?;
    Ok((metadata, Tensors::new(described, data)?))
}

fn check_sum(bytes: &[u8], header_end: usize) -> Result<()> {
    let header = &bytes[..header_end];
    let missing = || Error::new(ErrorKind::Pack, "not a Confidant pack", "the header", "a checksum", "none");
    let place = checksum_place(header).ok_or_else(missing)?;
    let (stated, found) = (String::from_utf8_lossy(&bytes[place.clone()]), checksum(bytes, &place));
    expect(stated == found, "damaged pack", "the file", || (format!("checksum {stated}"), found.clone()))
}

pub(super) fn entry<'a>(metadata: &'a Metadata, name: &'static str) -> Result<Json<'a>> {
    let missing = || Error::new(ErrorKind::Pack, "not a Confidant pack", METADATA, format!("an entry {name}"), "none");
    let (_, text) = metadata.iter().find(|(known, _)| known == name).ok_or_else(missing)?;
    Json::of(text, name)
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
