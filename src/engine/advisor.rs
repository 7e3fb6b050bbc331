//! A loaded pack, ready to answer.

use std::sync::OnceLock;

use crate::artifact;
use crate::dataset::{ByName, Day, is_gap};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::{Feature, Field, Golden, Index, Kept, MISSING_HASH, Pack, Part, category_hash};

#[cfg(any(feature = "train", feature = "console"))]
use super::ask::Names;
use super::customer::{Customer, FieldValue};
use super::dto::{Attribution, Consultation, Contribution, Score};
#[cfg(any(feature = "train", feature = "console"))]
use super::dto::{IndexInfo, Info};
use super::encode::{Encoded, Encoder};
#[cfg(feature = "train")]
use super::golden;
#[cfg(any(feature = "train", feature = "console"))]
use super::offers::Desk;
use super::plan::Plan;
use super::route::Router;
use super::shapley::ShapleyTable;
#[cfg(any(feature = "train", feature = "console"))]
use super::stage::{StageShown, Stager};

/// A loaded pack: scores, explains and consults. Cheap to ask, never fails on a customer.
pub struct Advisor {
    pub(super) pack: Pack,
    #[cfg(any(feature = "train", feature = "console"))]
    info: Info,
    /// The positions of the fields, by name ascending.
    fields_by_name: Vec<usize>,
    /// The positions of the indices, by name ascending.
    by_name: Vec<usize>,
    /// By field, the hashes of the categories that training kept, ascending.
    pub(super) known: Vec<Vec<u64>>,
    /// By field, the hashes of its named categories.
    pub(super) named: Vec<Vec<u64>>,
    /// By index, where it has routes.
    routers: Vec<Option<Router>>,
    /// By index and part.
    prepared: Vec<Vec<Prepared>>,
    /// Worked out when offers are first asked for; nothing in a pack without them.
    #[cfg(any(feature = "train", feature = "console"))]
    desk: OnceLock<Option<Desk>>,
    /// The rules of statuses and stages of life; worked out for the first customer.
    #[cfg(any(feature = "train", feature = "console"))]
    stager: OnceLock<Stager>,
    /// What questions may name; worked out when the first is asked.
    #[cfg(any(feature = "train", feature = "console"))]
    names: OnceLock<Names>,
}

/// A part of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    pub(super) index: usize,
    pub(super) part: usize,
}

/// A part, made ready when it is first asked.
#[derive(Default)]
struct Prepared {
    plan: OnceLock<Plan>,
    shapley: OnceLock<ShapleyTable>,
}

/// The memory in which one customer is evaluated.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) bins: Vec<i8>,
    pub(super) leaves: Vec<u8>,
}

/// Why one customer's margin on one index is what it is, by position in the schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Reasons {
    /// The part that answered; the class, where there are several.
    pub part: usize,
    /// The expected margin over the training population, in log-odds.
    pub baseline: f64,
    /// The customer's margin, in log-odds.
    pub margin: f64,
    /// What each column of the schema adds, in log-odds.
    pub contributions: Vec<f64>,
    /// The columns' positions, the strongest first.
    pub order: Vec<usize>,
}

impl Advisor {
    /// Reads and checks a pack.
    ///
    /// # Errors
    /// `pack` when the bytes are not a consistent pack of a known format.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Ok(Self::new(artifact::read(bytes)?))
    }

    /// Reads what scores and reasons take of a pack: it makes no offers, answers no questions, and knows nothing of how it was measured.
    ///
    /// # Errors
    /// `pack` as of [`Advisor::from_bytes`], of what is read.
    #[cfg(any(feature = "train", feature = "console"))]
    pub fn for_scores(bytes: &[u8]) -> Result<Self> {
        Ok(Self::new(artifact::read_scores(bytes)?))
    }

    /// Wraps a pack that has been checked.
    #[must_use]
    pub fn new(pack: Pack) -> Self {
        Self {
            #[cfg(any(feature = "train", feature = "console"))]
            info: info(&pack),
            fields_by_name: insertion_order(pack.fields.len(), |a, b| pack.fields[a].name <= pack.fields[b].name),
            by_name: insertion_order(pack.indices.len(), |a, b| pack.indices[a].name <= pack.indices[b].name),
            known: known(&pack),
            named: pack.fields.iter().map(|field| field.categories.iter().map(|name| hash_of(name)).collect()).collect(),
            routers: pack.indices.iter().map(|index| Router::new(index, &pack.fields)).collect(),
            prepared: pack.indices.iter().map(|index| index.parts.iter().map(|_| Prepared::default()).collect()).collect(),
            #[cfg(any(feature = "train", feature = "console"))]
            desk: OnceLock::new(),
            #[cfg(any(feature = "train", feature = "console"))]
            stager: OnceLock::new(),
            #[cfg(any(feature = "train", feature = "console"))]
            names: OnceLock::new(),
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

    /// The positions of the indices, by name ascending: the order of answers.
    #[must_use]
    pub fn by_name(&self) -> &[usize] {
        &self.by_name
    }

    /// The pack's golden examples.
    #[must_use]
    pub fn golden(&self) -> &Kept<Vec<Golden>> {
        &self.pack.golden
    }

    /// What recommending needs.
    #[cfg(any(feature = "train", feature = "console"))]
    pub(super) fn desk(&self) -> Option<&Desk> {
        self.desk.get_or_init(|| Desk::new(&self.pack)).as_ref()
    }

    /// The rules of statuses and stages of life.
    #[cfg(any(feature = "train", feature = "console"))]
    pub(super) fn stager(&self) -> &Stager {
        self.stager.get_or_init(|| Stager::new(&self.pack))
    }

    /// What questions may name.
    #[cfg(any(feature = "train", feature = "console"))]
    pub(super) fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::new(&self.pack))
    }

    /// Replays the golden examples.
    ///
    /// # Errors
    /// `golden` when a result differs in a bit.
    #[cfg(feature = "train")]
    pub fn verify(&self) -> Result<usize> {
        golden::verify(self)
    }

    /// The customer's score on every index, by name. Dates are counted back from `now`, or from the pack's own day.
    #[must_use]
    pub fn score(&self, customer: &Customer, now: Option<Day>) -> ByName<Score> {
        self.scores(&self.encode(customer, now).0)
    }

    /// Why the margin of one index is what it is.
    ///
    /// # Errors
    /// `unknown_index` when the pack has no such index.
    pub fn explain(&self, index: &str, customer: &Customer, now: Option<Day>) -> Result<Attribution> {
        let position = self.position(index)?;
        let (encoded, values) = self.encode(customer, now);
        Ok(self.attribution(position, None, &encoded, &values))
    }

    /// Why the margin of one class of an index of several is what it is.
    ///
    /// # Errors
    /// `unknown_index` when the pack has no such index, `parameter` when the index has no such class.
    pub fn explain_class(&self, index: &str, class: &str, customer: &Customer, now: Option<Day>) -> Result<Attribution> {
        let position = self.position(index)?;
        let class = self.class(position, class)?;
        let (encoded, values) = self.encode(customer, now);
        Ok(self.attribution(position, Some(class), &encoded, &values))
    }

    /// Scores and reasons on every index.
    #[must_use]
    pub fn consult(&self, customer: &Customer, now: Option<Day>) -> Consultation {
        self.consult_holding(customer, now, &[])
    }

    /// The same for a customer who has these products beside those that the columns tell of.
    fn consult_holding(&self, customer: &Customer, now: Option<Day>, holdings: &[(String, f32)]) -> Consultation {
        let (encoded, values) = self.encode(customer, now);
        let attribution =
            |(position, index): (usize, &Index)| (index.name.clone(), self.attribution(position, None, &encoded, &values));
        let attributions = self.pack.indices.iter().enumerate().map(attribution).collect();
        Consultation { attributions, ..self.assessed(&encoded, holdings) }
    }

    /// The same without the reasons, for who asks for those of one index when they are wanted ([`Advisor::explain`]).
    #[cfg(any(feature = "train", feature = "console"))]
    #[must_use]
    pub fn assess(&self, customer: &Customer, now: Option<Day>) -> Consultation {
        self.assessed(&self.encode(customer, now).0, &[])
    }

    /// Scores, status and stage of life.
    #[cfg_attr(
        not(any(feature = "train", feature = "console")),
        allow(unused_variables, reason = "stages alone ask for holdings")
    )]
    fn assessed(&self, encoded: &Encoded, holdings: &[(String, f32)]) -> Consultation {
        #[cfg(any(feature = "train", feature = "console"))]
        let [status, life_stage] = self.stages(encoded, holdings);
        Consultation {
            scores: self.scores(encoded),
            attributions: ByName::new(),
            #[cfg(any(feature = "train", feature = "console"))]
            status,
            #[cfg(any(feature = "train", feature = "console"))]
            life_stage,
            #[cfg(any(feature = "train", feature = "console"))]
            recommendation: None,
        }
    }

    /// The same, with what to offer where the pack makes offers.
    #[cfg(any(feature = "train", feature = "console"))]
    #[must_use]
    pub fn consult_and_recommend(&self, customer: &Customer, request: &super::offers::Request) -> Consultation {
        let offering = self.pack.offers.is_some();
        let recommendation = offering.then(|| self.recommend(customer, request).ok()).flatten();
        Consultation { recommendation, ..self.consult_holding(customer, request.now, &request.holdings) }
    }

    /// The status and the stage of life of a customer who has these products beside those that the columns tell of, each where one holds.
    #[cfg(any(feature = "train", feature = "console"))]
    #[must_use]
    pub fn stages_of(&self, customer: &Customer, now: Option<Day>, holdings: &[(String, f32)]) -> [Option<StageShown>; 2] {
        self.stages(&self.encode(customer, now).0, holdings)
    }

    /// Begins to read a customer field by field. Dates are counted back from `now`: the customer's own day, or
    /// [`Advisor::day`].
    #[must_use]
    pub fn encoder(&self, now: Option<Day>) -> Encoder<'_> {
        Encoder::new(&self.pack.fields, &self.known, &self.named, now)
    }

    /// Why the margin of a customer that was read is what it is on the index at `position`. What sets the population of a route apart
    /// from everybody is the share of the column that chose it.
    ///
    /// Of several classes it is the margin of `class`, or of the likeliest one.
    #[must_use]
    pub fn reasons(&self, position: usize, class: Option<usize>, encoded: &Encoded) -> Reasons {
        let mut scratch = Scratch::default();
        let part = class.unwrap_or_else(|| self.standing_of_row(position, &encoded.row, &mut scratch).part);
        let at = At { index: position, part };
        let margin = self.margin_of_row(at, &encoded.row, &mut scratch);
        let mut contributions = vec![0.0; self.pack.fields.len()];
        self.shapley(at).explain(&self.part(at).model, &scratch.leaves, &mut contributions);
        if let Some((column, offset)) = self.offset(at) {
            contributions[column] += offset;
        }
        let stronger = |a: usize, b: usize| contributions[a].abs() >= contributions[b].abs();
        let order = insertion_order(contributions.len(), stronger);
        Reasons { part, baseline: self.baseline(position, part), margin, contributions, order }
    }

    /// The position of the field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<usize> {
        let name_of = |&position: &usize| self.pack.fields[position].name.as_str();
        self.fields_by_name.binary_search_by(|position| name_of(position).cmp(name)).ok().map(|at| self.fields_by_name[at])
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

    /// The customer as trees see it, and each field's value, if it was given.
    pub(super) fn encode<'a>(&self, customer: &'a Customer, now: Option<Day>) -> (Encoded, Vec<Option<&'a FieldValue>>) {
        let time = self.pack.time.as_deref();
        let own_day = match time.and_then(|time| customer.get(time)) {
            Some(FieldValue::Text(text)) => Day::read(text),
            _ => None,
        };
        let mut encoder = self.encoder(own_day.or(self.day(now)));
        let mut values = vec![None; self.pack.fields.len()];
        for (name, value) in customer.iter() {
            if let Some(position) = self.field(name) {
                values[position] = Some(value);
                encoder.value(position, value);
            } else if time != Some(name) {
                encoder.unknown(name);
            }
        }
        (encoder.finish(), values)
    }

    fn scores(&self, encoded: &Encoded) -> ByName<Score> {
        let score = |(position, index): (usize, &Index)| (index.name.clone(), self.score_of(position, encoded));
        self.pack.indices.iter().enumerate().map(score).collect()
    }

    pub(super) fn router(&self, position: usize) -> Option<&Router> {
        self.routers[position].as_ref()
    }

    pub(super) fn part(&self, at: At) -> &Part {
        &self.pack.indices[at.index].parts[at.part]
    }

    pub(super) fn plan(&self, at: At) -> &Plan {
        self.prepared[at.index][at.part].plan.get_or_init(|| Plan::new(&self.part(at).model))
    }

    pub(super) fn shapley(&self, at: At) -> &ShapleyTable {
        let parts = || self.prepared.iter().map(Vec::len).sum();
        self.prepared[at.index][at.part].shapley.get_or_init(|| ShapleyTable::new(&self.part(at).model, parts()))
    }

    /// The expected margin over the training population of the index at `position`, in log-odds: of the class that is `part`, and
    /// everywhere else of everybody.
    #[must_use]
    pub fn baseline(&self, position: usize, part: usize) -> f64 {
        let part = if self.router(position).is_some() { 0 } else { part };
        self.shapley(At { index: position, part }).baseline()
    }

    /// The column that chose a part, and how far the expected margin of the part's population lies from everybody's.
    pub(super) fn offset(&self, at: At) -> Option<(usize, f64)> {
        let router = self.router(at.index).filter(|_| at.part > 0)?;
        Some((router.column, self.shapley(at).baseline() - self.baseline(at.index, 0)))
    }

    fn attribution(
        &self,
        position: usize,
        class: Option<usize>,
        encoded: &Encoded,
        values: &[Option<&FieldValue>],
    ) -> Attribution {
        let reasons = self.reasons(position, class, encoded);
        let class = self.classes(position).map(|names| names[reasons.part].clone());
        let contribution = |&at: &usize| Contribution {
            feature: self.pack.fields[at].name.clone(),
            value: values[at].cloned().unwrap_or(FieldValue::Missing),
            contribution: reasons.contributions[at],
        };
        let contributions = reasons.order.iter().map(contribution).collect();
        Attribution { baseline: reasons.baseline, margin: reasons.margin, class, contributions }
    }
}

#[cfg(any(feature = "train", feature = "console"))]
fn info(pack: &Pack) -> Info {
    let index = |index: &Index| IndexInfo {
        name: index.name.clone(),
        title: index.title.clone(),
        polarity: index.polarity,
        card: crate::model::IndexCard::clone(&index.card),
    };
    Info {
        name: pack.name.clone(),
        version: pack.version.clone(),
        format: crate::model::FORMAT,
        schema: pack.fields.clone(),
        indices: pack.indices.iter().map(index).collect(),
        catalogue: Vec::clone(&pack.catalogue),
        glossary: crate::model::Glossary::clone(&pack.glossary),
        statuses: pack.stages.status.iter().map(StageShown::of).collect(),
        life_stages: pack.stages.life_stage.iter().map(StageShown::of).collect(),
        card: crate::model::Card::clone(&pack.card),
    }
}

/// The numbers below `count` so that each stands before the next, equal ones in order. Insertion, because a pack has tens of
/// columns and the standard sorts are 5 KB of wasm for each type they sort.
fn insertion_order(count: usize, before: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(count);
    for at in 0..count {
        let place = order.partition_point(|&other| before(other, at));
        order.insert(place, at);
    }
    order
}

/// What a category's name is read as.
fn hash_of(name: &str) -> u64 {
    if is_gap(name) { MISSING_HASH } else { category_hash(name) }
}

fn known(pack: &Pack) -> Vec<Vec<u64>> {
    let mut known: Vec<Vec<u64>> =
        pack.fields.iter().map(|field| field.categories.iter().map(|c| category_hash(c)).collect()).collect();
    for part in pack.indices.iter().flat_map(|index| &index.parts) {
        for table in &part.model.tables {
            if let [column] = table.columns[..] {
                known[column as usize].extend(&table.keys);
            }
        }
        for feature in &part.model.features {
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
