//! From a table and a project to a pack.

use crate::appraisal::{Evidence, disclosed};
use crate::dataset::{ByName, Semantic, Table};
use crate::engine::{Advisor, Rows, golden_of};
use crate::error::Result;
use crate::model::offers::FEWEST;
use crate::model::{Card, Importance, Pack};

use super::Project;
use super::ask;
use super::describe::field;
use super::fit::Progress;
use super::glossary::{self, glossary};
use super::index::Job;
use super::notes;
use super::offers::{self, Products};
use super::prepare::{Prepared, Source};
use super::stages;
use super::synthetic::examples;

/// Held-out rows whose attributions are averaged into importance.
const IMPORTANCE_ROWS: usize = 2000;

/// What training is doing, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Event<'a> {
    /// The table is being read.
    Reading,
    /// The table has this many rows and columns, which are being prepared.
    Read(usize, usize),
    /// The index is being fitted.
    Fitting(&'a str, Progress),
    /// Other models of the index are being fitted.
    Contending(&'a str),
    /// The index is being calibrated and measured.
    Measuring(&'a str),
    /// The offers are being learnt; what counts as trees are products.
    Offers(Progress),
    /// What the columns weigh and the golden examples are being worked out.
    Finishing,
}

/// Trains every index of the project. The result depends on the table, the project, the catalogue and the seed alone.
///
/// # Errors
/// `csv`, `data`, `schema` or `parameter` with the place; `cancelled` when `watch` says no.
pub fn train(
    project: &Project,
    products: impl Into<Products>,
    source: &Source<'_>,
    watch: &(dyn Fn(Event<'_>) -> bool + Sync),
) -> Result<Pack> {
    Ok(run(project, products.into(), source, false, watch)?.0)
}

/// The same pack, with what the report needs to know of the rows that each index was measured on, and of other models on them.
///
/// # Errors
/// Those of [`train`].
pub fn train_with_evidence(
    project: &Project,
    products: impl Into<Products>,
    source: &Source<'_>,
    watch: &(dyn Fn(Event<'_>) -> bool + Sync),
) -> Result<(Pack, Vec<Evidence>)> {
    run(project, products.into(), source, true, watch)
}

fn run(
    project: &Project,
    Products { catalogue, history }: Products,
    source: &Source<'_>,
    compare: bool,
    watch: &(dyn Fn(Event<'_>) -> bool + Sync),
) -> Result<(Pack, Vec<Evidence>)> {
    let params = project.training.check()?;
    offers::check_rules(project, &catalogue)?;
    watch(Event::Reading);
    let read = |table: &Table| watch(Event::Read(table.rows(), table.schema().columns().len()));
    let mut prepared = Prepared::new(project, &params, source, &read)?;
    let mut notes = std::mem::take(&mut prepared.inputs.notes);
    let Prepared { table, roles, inputs, as_of } = &prepared;
    let catalogue = offers::catalogue(project, catalogue, table).map_err(|e| project.mistake(e))?;
    // Before what takes long, so that a mistake in a phrase shows early.
    let called = glossary::of_catalogue(project, &catalogue)?;
    let ask =
        project.ask.as_ref().map(|spec| ask::learn(spec, &catalogue, &called, &project.indices, params.seed)).transpose()?;
    let reference = prepared.reference();
    let fields: Vec<_> = inputs.kept.iter().map(|&at| field(table, at, reference, params.min_category_count)).collect();
    // Before the indices are fitted: a mistake in a rule is not worth minutes.
    let policy = project.offers.is_some().then(|| offers::policy(project, &fields, &catalogue)).transpose()?;
    let (stages, noted) = stages::stages(project, &fields, &catalogue)?;
    notes.extend(noted);
    let (glossary, noted) = glossary(project, (table, &fields), &catalogue, policy.as_ref().map(|(policy, _)| policy))?;
    notes.extend(noted);
    let card = Card {
        created_by: format!("confidant {}", env!("CARGO_PKG_VERSION")),
        source: source.name.clone(),
        rows: table.rows() as u64,
        seed: params.seed,
        window: roles.window(table),
        as_of: as_of.filter(|_| fields.iter().any(|f| f.semantic == Semantic::Timestamp)).map(|day| day.to_string()),
        weight: project.data.weight.clone(),
        notes: Vec::new(),
        translations: ByName::new(),
    };
    let mut pack = Pack {
        name: project.name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        fields,
        as_of: *as_of,
        time: project.data.time.clone(),
        indices: Vec::new(),
        catalogue,
        glossary,
        offers: None,
        stages,
        ask,
        card,
        golden: Vec::new(),
    };
    // Neither a rare category nor a small group may be read out of the card.
    let fewest = FEWEST.max(params.min_category_count) as usize;
    let (mut measured, mut evidence) = (Vec::new(), Vec::new());
    for spec in &project.indices {
        let (mut index, held_out, noted) = Job { prepared: &prepared, params: &params, spec, compare }.run(watch)?;
        notes.extend(noted);
        measured.push(held_out.rows.clone());
        let held_out = held_out.evidence(project, table, inputs, reference);
        index.card.measured = disclosed(&held_out, index.card.metrics.threshold, fewest);
        pack.indices.push(index);
        evidence.push(held_out);
    }
    if let Some(policy) = policy {
        watch(Event::Offers(Progress::default()));
        let Pack { catalogue, fields, .. } = &pack;
        let job =
            offers::Job { project, params: &params, prepared: &prepared, catalogue, fields, policy, known: history.as_ref() };
        let learnt = job.learn(&|progress| watch(Event::Offers(progress)))?;
        notes.extend(learnt.card.notes.iter().cloned());
        pack.offers = Some(learnt);
    }
    pack.card.translations = notes::translated(&notes)?;
    pack.card.notes = notes;
    watch(Event::Finishing);
    let mut pack = weigh_columns(pack, &prepared, &measured);
    let customers = examples(&pack.fields, *as_of, params.seed);
    let advisor = Advisor::new(pack.clone());
    pack.golden = customers.into_iter().map(|customer| golden_of(&advisor, customer)).collect::<Result<_>>()?;
    Ok((pack, evidence))
}

/// Fills in each index's importance: mean |Shapley value| over held-out rows.
fn weigh_columns(pack: Pack, prepared: &Prepared, measured: &[Vec<u32>]) -> Pack {
    let advisor = Advisor::new(pack);
    let importance = |position: usize| {
        let rows = &measured[position];
        let step = rows.len().div_ceil(IMPORTANCE_ROWS).max(1);
        let chosen: Vec<u32> = rows.iter().copied().step_by(step).collect();
        let rows = rows_of(prepared, &chosen);
        // Of several classes, the mean over all of them.
        let classes: Vec<Option<usize>> =
            advisor.classes(position).map_or_else(|| vec![None], |names| (0..names.len()).map(Some).collect());
        let mut sums = vec![0.0; advisor.fields().len()];
        for &class in &classes {
            let attributions = advisor.attributions(position, class, &rows);
            sums.iter_mut()
                .enumerate()
                .for_each(|(at, sum)| *sum += attributions.column(at).iter().map(|x| x.abs()).sum::<f64>());
        }
        let mean = |column: usize| sums[column] / (chosen.len().max(1) * classes.len()) as f64;
        let of_field = |(column, field): (usize, &crate::model::Field)| Importance {
            feature: field.name.clone(),
            mean_abs_contribution: mean(column),
        };
        let mut importance: Vec<Importance> = advisor.fields().iter().enumerate().map(of_field).collect();
        importance.sort_by(|a, b| b.mean_abs_contribution.total_cmp(&a.mean_abs_contribution));
        importance
    };
    let all: Vec<Vec<Importance>> = (0..measured.len()).map(importance).collect();
    let mut pack = advisor.pack().clone();
    for (index, importance) in pack.indices.iter_mut().zip(all) {
        index.card.importance = importance;
    }
    pack
}

/// Table rows as the engine reads them.
fn rows_of(prepared: &Prepared, rows: &[u32]) -> Rows {
    Rows::from_columns(prepared.fields(rows), rows.len())
}
