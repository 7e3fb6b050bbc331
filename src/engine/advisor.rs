//! A loaded pack, ready to answer.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::artifact;
use crate::dataset::Day;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::{Described, Feature, Field, Forest, Golden, Index, MISSING_HASH, Pack, Population, category_hash};

use super::bins::bins_of_row;
use super::customer::{Customer, FieldValue};
use super::dto::{Attribution, Consultation, Contribution, Score, Warning};
#[cfg(any(feature = "train", feature = "console"))]
use super::dto::{IndexInfo, Info};
use super::encode::{Row, encode};
#[cfg(any(feature = "train", feature = "console"))]
use super::golden;
use super::shapley::ShapleyTable;

/// A loaded pack: scores, explains and consults. Cheap to ask, never fails on a customer.
pub struct Advisor {
    pub(super) pack: Pack,
    #[cfg(any(feature = "train", feature = "console"))]
    info: Info,
    /// By field, the hashes of the categories that training kept, ascending.
    known: Vec<Vec<u64>>,
    /// By index, computed when reasons are first asked for.
    shapley: Vec<OnceLock<ShapleyTable>>,
}

impl Advisor {
    /// Reads and checks a pack.
    ///
    /// # Errors
    /// `pack` when the bytes are not a consistent pack of a known format.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Ok(Self::new(artifact::read(bytes)?))
    }

    /// Wraps a pack that has been checked.
    #[must_use]
    pub fn new(pack: Pack) -> Self {
        Self {
            #[cfg(any(feature = "train", feature = "console"))]
            info: info(&pack),
            known: known(&pack),
            shapley: pack.indices.iter().map(|_| OnceLock::new()).collect(),
            pack,
        }
    }

    /// What the pack holds.
    #[cfg(any(feature = "train", feature = "console"))]
    #[must_use]
    pub fn info(&self) -> &Info {
        &self.info
    }

    /// The pack itself.
    #[must_use]
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The columns that a customer may have.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.pack.fields
    }

    /// The pack's golden examples.
    #[must_use]
    pub fn golden(&self) -> &Described<Vec<Golden>> {
        &self.pack.golden
    }

    /// Replays the golden examples.
    ///
    /// # Errors
    /// `golden` when a result differs in a bit.
    #[cfg(any(feature = "train", feature = "console"))]
    pub fn verify(&self) -> Result<usize> {
        golden::verify(self)
    }

    /// The customer's score on every index, by name. Dates are counted back from `now`, or from the pack's own day.
    #[must_use]
    pub fn score(&self, customer: &Customer, now: Option<Day>) -> BTreeMap<String, Score> {
        let (row, warnings) = self.encode(customer, now);
        self.score_row(&row, &warnings)
    }

    /// Why the margin of one index is what it is.
    ///
    /// # Errors
    /// `unknown_index` when the pack has no such index.
    pub fn explain(&self, index: &str, customer: &Customer, now: Option<Day>) -> Result<Attribution> {
        let position = self.position(index)?;
        let (row, _) = self.encode(customer, now);
        Ok(self.explain_row(position, &row, customer))
    }

    /// Scores and reasons on every index.
    #[must_use]
    pub fn consult(&self, customer: &Customer, now: Option<Day>) -> Consultation {
        let (row, warnings) = self.encode(customer, now);
        let mut attributions = BTreeMap::new();
        for (position, index) in self.pack.indices.iter().enumerate() {
            attributions.insert(index.name.clone(), self.explain_row(position, &row, customer));
        }
        Consultation { scores: self.score_row(&row, &warnings), attributions }
    }

    /// The position of an index in the pack.
    ///
    /// # Errors
    /// `unknown_index` when the pack has no such index.
    pub fn position(&self, index: &str) -> Result<usize> {
        let unknown = || {
            let names: Vec<&str> = self.pack.indices.iter().map(|i| i.name.as_str()).collect();
            Error::new(
                ErrorKind::UnknownIndex,
                "unknown index",
                &self.pack.name,
                format!("one of {}", names.join(", ")),
                quote(index),
            )
        };
        self.pack.indices.iter().position(|i| i.name == index).ok_or_else(unknown)
    }

    /// The day that dates are counted from where a customer has none of its own.
    #[must_use]
    pub fn day(&self, now: Option<Day>) -> Option<Day> {
        now.or(self.pack.as_of)
    }

    fn encode(&self, customer: &Customer, now: Option<Day>) -> (Row, Vec<Warning>) {
        let known = |field: usize, hash: u64| self.known[field].binary_search(&hash).is_ok();
        encode(&self.pack.fields, self.pack.time.as_deref(), customer, self.day(now), known)
    }

    fn score_row(&self, row: &Row, warnings: &[Warning]) -> BTreeMap<String, Score> {
        let mut scores = BTreeMap::new();
        for index in &self.pack.indices {
            let Forest::Oblivious(forest) = &index.model.forest;
            let margin = forest.margin(&bins_of_row(&index.model, row));
            scores.insert(index.name.clone(), self.score_of(index, margin, warnings.to_vec()));
        }
        scores
    }

    /// What a margin on an index means.
    #[must_use]
    pub fn score_of(&self, index: &Index, margin: f64, warnings: Vec<Warning>) -> Score {
        let percentile = index.population.index(margin);
        Score {
            probability: index.calibrator.probability(margin),
            index: percentile,
            decile: Population::decile(percentile),
            grade: Population::grade(percentile),
            margin,
            warnings,
        }
    }

    pub(super) fn shapley(&self, position: usize) -> &ShapleyTable {
        self.shapley[position].get_or_init(|| ShapleyTable::new(&self.pack.indices[position].model))
    }

    fn explain_row(&self, position: usize, row: &Row, customer: &Customer) -> Attribution {
        let model = &self.pack.indices[position].model;
        let Forest::Oblivious(forest) = &model.forest;
        let bins = bins_of_row(model, row);
        let table = self.shapley(position);
        let mut values = vec![0.0; self.pack.fields.len()];
        table.explain(forest, &bins, &mut values);
        let contribution = |&at: &usize| {
            let name = &self.pack.fields[at].name;
            let value = customer.get(name).cloned().unwrap_or(FieldValue::Missing);
            Contribution { feature: name.clone(), value, contribution: values[at] }
        };
        let contributions = strongest_first(&values).iter().map(contribution).collect();
        Attribution { baseline: table.baseline(), margin: forest.margin(&bins), contributions }
    }
}

#[cfg(any(feature = "train", feature = "console"))]
fn info(pack: &Pack) -> Info {
    let index = |index: &Index| IndexInfo {
        name: index.name.clone(),
        title: index.title.clone(),
        polarity: index.polarity,
        card: index.card.clone(),
    };
    Info {
        name: pack.name.clone(),
        version: pack.version.clone(),
        format: crate::model::FORMAT,
        schema: pack.fields.clone(),
        indices: pack.indices.iter().map(index).collect(),
        catalogue: pack.catalogue.clone(),
        card: pack.card.clone(),
    }
}

/// The positions of `values` by falling size, equal ones in order. Insertion, because a pack has tens of columns and the standard
/// sorts are 5 KB of wasm for each type they sort.
fn strongest_first(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        let place = order.partition_point(|&other| values[other].abs() >= value.abs());
        order.insert(place, at);
    }
    order
}

fn known(pack: &Pack) -> Vec<Vec<u64>> {
    let mut known: Vec<Vec<u64>> =
        pack.fields.iter().map(|field| field.categories.iter().map(|c| category_hash(c)).collect()).collect();
    for index in &pack.indices {
        for table in &index.model.tables {
            if let [column] = table.columns[..] {
                known[column as usize].extend(&table.keys);
            }
        }
        for feature in &index.model.features {
            if let Feature::OneHot { column, category } = *feature {
                known[column as usize].push(category);
            }
        }
    }
    for hashes in &mut known {
        hashes.retain(|&hash| hash != MISSING_HASH);
        hashes.sort_unstable();
        hashes.dedup();
    }
    known
}
