//! Writing a pack: the same pack always gives the same bytes.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, Result};
use crate::model::{Arrangement, Calibrator, FORMAT, Feature, Field, Forest, Index, Model, Pack, Part, Routes};

use super::header::{CHECKSUM_DIGITS, FormatEntry, IndexEntry, RoutesEntry, checksum, checksum_place};
use super::tensors::Scalar;

#[derive(Default)]
pub(super) struct Writer {
    /// Name, type, elements, and where the data ends; in the order of the data.
    tensors: Vec<(String, &'static str, usize, usize)>,
    data: Vec<u8>,
}

impl Writer {
    pub(super) fn put<T: Scalar>(&mut self, name: impl Into<String>, values: impl IntoIterator<Item = T>) {
        let start = self.data.len();
        values.into_iter().for_each(|value| value.write(&mut self.data));
        let elements = (self.data.len() - start) / T::SIZE;
        self.tensors.push((name.into(), T::DTYPE, elements, self.data.len()));
    }

    /// Offsets of consecutive parts of these lengths: one more than there are parts.
    pub(super) fn put_offsets(&mut self, name: impl Into<String>, lengths: impl IntoIterator<Item = usize>) {
        let mut end = 0;
        let ends = lengths.into_iter().map(|length| {
            end += length as u32;
            end
        });
        let offsets: Vec<u32> = std::iter::once(0).chain(ends).collect();
        self.put(name, offsets);
    }
}

/// JSON that reads back as what it was: JSON has no word for a figure that is not finite, and would say null.
pub(super) fn json<T: Serialize + DeserializeOwned + PartialEq>(value: &T) -> Result<String> {
    let fail = |found: String| Error::new(ErrorKind::Pack, "cannot write JSON", "the header", "finite figures", found);
    let text = serde_json::to_string(value).map_err(|e| fail(e.to_string()))?;
    match serde_json::from_str::<T>(&text) {
        Ok(again) if again == *value => Ok(text),
        Ok(_) => Err(fail("figures that read back as others".to_owned())),
        Err(e) => Err(fail(e.to_string())),
    }
}

/// The pack's bytes.
///
/// # Errors
/// `pack` when a description has a figure that is not finite.
pub fn write(pack: &Pack) -> Result<Vec<u8>> {
    let mut writer = Writer::default();
    let categories = pack.fields.iter().flat_map(|field| &field.categories);
    writer.put_offsets("categories.offsets", categories.clone().map(String::len));
    writer.put_offsets("categories.field_offsets", pack.fields.iter().map(|field| field.categories.len()));
    for (position, index) in pack.indices.iter().enumerate() {
        for (number, part) in index.parts.iter().enumerate() {
            let place = if number == 0 { String::new() } else { format!(".part.{number}") };
            put_part(&mut writer, &format!("index.{position}{place}"), part);
        }
    }
    if let Some(offers) = &pack.offers {
        super::offers::put(&mut writer, offers);
    }
    if let Some(ask) = &pack.ask {
        super::ask::put(&mut writer, ask);
    }
    // Bytes last, so that everything before stays aligned to what it holds more often than not.
    writer.put("categories.bytes", categories.flat_map(|name| name.bytes()));
    let metadata = metadata(pack)?;
    assemble(&writer, metadata)
}

fn metadata(pack: &Pack) -> Result<BTreeMap<String, String>> {
    let format = FormatEntry {
        format: FORMAT,
        name: pack.name.clone(),
        version: pack.version.clone(),
        as_of: pack.as_of.map(|day| day.0),
        time: pack.time.clone(),
    };
    let fields: Vec<Field> = pack.fields.iter().map(|field| Field { categories: Vec::new(), ..field.clone() }).collect();
    let routes = |index: &Index| match &index.arrangement {
        Arrangement::Single | Arrangement::Classes(_) => None,
        Arrangement::Routed(Routes { column, routes }) => {
            Some(RoutesEntry { column: *column, routes: routes.iter().map(|route| (route.value.clone(), route.part)).collect() })
        }
    };
    let classes = |index: &Index| match &index.arrangement {
        Arrangement::Classes(names) => Some(names.clone()),
        Arrangement::Single | Arrangement::Routed(_) => None,
    };
    let entry = |index: &Index| IndexEntry {
        classes: classes(index),
        routes: routes(index),
        name: index.name.clone(),
        title: index.title.clone(),
        polarity: index.polarity,
        card: index.card.clone(),
    };
    let indices: Vec<IndexEntry> = pack.indices.iter().map(entry).collect();
    let offers = pack.offers.as_ref().map(|offers| json(&super::offers::entry_of(offers))).transpose()?;
    let ask = pack.ask.as_ref().map(|ask| json(&super::ask::entry_of(ask))).transpose()?;
    let mut entries = BTreeMap::from([
        ("format".to_owned(), json(&format)?),
        ("schema".to_owned(), json(&fields)?),
        ("indices".to_owned(), json(&indices)?),
        ("catalogue".to_owned(), json(&pack.catalogue)?),
        ("card".to_owned(), json(&pack.card)?),
        ("golden".to_owned(), json(&pack.golden)?),
        ("checksum".to_owned(), "0".repeat(CHECKSUM_DIGITS)),
    ]);
    entries.extend(offers.map(|text| ("offers".to_owned(), text)));
    if !pack.glossary.is_empty() {
        entries.insert("glossary".to_owned(), json(&pack.glossary)?);
    }
    if !pack.stages.is_empty() {
        entries.insert("stages".to_owned(), json(&pack.stages)?);
    }
    entries.extend(ask.map(|text| ("ask".to_owned(), text)));
    Ok(entries)
}

fn assemble(writer: &Writer, metadata: BTreeMap<String, String>) -> Result<Vec<u8>> {
    // Written by hand because the order of a hash map's keys would differ from run to run.
    let mut header = format!("{{\"__metadata__\":{}", json(&metadata)?);
    let mut start = 0;
    for (name, dtype, elements, end) in &writer.tensors {
        header
            .push_str(&format!(",\"{name}\":{{\"dtype\":\"{dtype}\",\"shape\":[{elements}],\"data_offsets\":[{start},{end}]}}"));
        start = *end;
    }
    header.push('}');
    header.push_str(&" ".repeat(header.len().next_multiple_of(8) - header.len()));
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(&writer.data);
    if let Some(place) = checksum_place(&bytes) {
        let digits = checksum(&bytes, &place);
        bytes[place].copy_from_slice(digits.as_bytes());
    }
    Ok(bytes)
}

fn put_part(writer: &mut Writer, prefix: &str, part: &Part) {
    let name = |rest: &str| format!("{prefix}.{rest}");
    match &part.calibrator {
        Calibrator::Platt { slope, intercept } => writer.put(name("calibrator.platt"), [*slope, *intercept]),
        Calibrator::Isotonic { margins, probabilities } => {
            writer.put(name("calibrator.margins"), margins.iter().copied());
            writer.put(name("calibrator.probabilities"), probabilities.iter().copied());
        }
    }
    writer.put(name("population"), part.population.quantiles.iter().copied());
    put_model(writer, prefix, &part.model);
}

pub(super) fn put_model(writer: &mut Writer, prefix: &str, model: &Model) {
    let name = |rest: &str| format!("{prefix}.{rest}");
    let Forest::Oblivious(forest) = &model.forest;
    writer.put(name("forest"), [forest.bias, forest.scale]);
    let tables = &model.tables;
    writer.put(name("tables.keys"), tables.iter().flat_map(|t| t.keys.iter().copied()));
    let features = &model.features;
    let parts = |feature: &Feature| match *feature {
        Feature::Number { column, .. } => (0_u8, column, 0_u64),
        Feature::OneHot { column, category } => (1, column, category),
        Feature::Statistic { table, slot } => (2, table, u64::from(slot)),
    };
    writer.put(name("features.detail"), features.iter().map(|f| parts(f).2));
    writer.put(name("features.source"), features.iter().map(|f| parts(f).1));
    let borders = |feature: &Feature| match feature {
        Feature::Number { borders, .. } => borders.clone(),
        Feature::OneHot { .. } | Feature::Statistic { .. } => Vec::new(),
    };
    writer.put_offsets(name("borders.offsets"), features.iter().map(|f| borders(f).len()));
    writer.put(name("borders.values"), features.iter().flat_map(borders));
    writer.put_offsets(name("tables.column_offsets"), tables.iter().map(|t| t.columns.len()));
    writer.put(name("tables.columns"), tables.iter().flat_map(|t| t.columns.iter().copied()));
    writer.put(name("tables.slots"), tables.iter().map(|t| t.slots));
    writer.put_offsets(name("tables.key_offsets"), tables.iter().map(|t| t.keys.len()));
    writer.put(name("trees.leaves"), forest.leaves.iter().copied());
    writer.put(name("trees.covers"), forest.covers.iter().copied());
    writer.put(name("trees.split_features"), forest.splits.iter().map(|s| s.feature));
    writer.put(name("trees.split_at"), forest.splits.iter().map(|s| s.at));
    writer.put(name("trees.depths"), forest.depths.iter().copied());
    writer.put(name("features.kind"), features.iter().map(|f| parts(f).0));
    writer.put(name("tables.bins"), tables.iter().flat_map(|t| t.bins.iter().copied()));
    writer.put(name("tables.unseen"), tables.iter().flat_map(|t| t.unseen.iter().copied()));
}
