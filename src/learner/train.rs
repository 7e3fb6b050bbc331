//! From a table and a project to a pack.

use std::collections::BTreeMap;
use std::io::Read;

use crate::dataset::{CsvOptions, Day, Inferred, MISSING_CODE, Records, Schema, Semantic, Table, Values, infer};
use crate::engine::{Advisor, Rows, golden_of};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::metric::{Weights, average_precision, best_threshold, deciles, metrics, roc_auc, volume_threshold};
use crate::model::{Card, Importance, Index, IndexCard, MISSING_HASH, Metrics, Pack, Population, Product, Window, category_hash};

use super::assemble::assemble;
use super::calibrate::{Calibrated, Row, calibrate};
use super::describe::field;
use super::fit::{Fitted, Progress, Target, fit};
use super::inputs::{Inputs, Reference, pick};
use super::label::{Labelled, position};
use super::synthetic::examples;
use super::{IndexSpec, Monotone, Params, Project, Threshold};

/// Quantiles of the population's margins that a pack holds.
const QUANTILES: usize = 1001;
/// Held-out rows whose attributions are averaged into importance.
const IMPORTANCE_ROWS: usize = 2000;

/// A table that can be read more than once.
pub struct Source<'a> {
    /// The file's name, for the card and messages.
    pub name: String,
    /// Opens the table at its beginning.
    pub open: &'a (dyn Fn() -> Result<Box<dyn Read>> + Sync),
}

/// What training is doing, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Event<'a> {
    /// The table is being read.
    Reading,
    /// The table has this many rows and columns.
    Read(usize, usize),
    /// The index is being fitted.
    Fitting(&'a str, Progress),
    /// The index is being calibrated and measured.
    Measuring(&'a str),
}

/// Trains every index of the project. The result depends on the table, the project, the catalogue and the seed alone.
///
/// # Errors
/// `csv`, `data`, `schema` or `parameter` with the place; `cancelled` when `watch` says no.
pub fn train(
    project: &Project,
    catalogue: Vec<Product>,
    source: &Source<'_>,
    watch: &(dyn Fn(Event<'_>) -> bool + Sync),
) -> Result<Pack> {
    let params = project.training.check()?;
    watch(Event::Reading);
    let passes = ((source.open)()?, (source.open)()?);
    let table = read(project, passes).map_err(|e| e.within(&source.name))?;
    watch(Event::Read(table.rows(), table.schema().columns().len()));
    let roles = Roles::new(project, &table)?;
    let as_of = project.as_of()?.or_else(|| latest(&table));
    let reference = Reference { times: roles.days(&table), as_of };
    let mut inputs = Inputs::new(&table, &roles.scored, &roles.directions, reference, &params);
    if inputs.kept.is_empty() {
        return Err(Error::new(
            ErrorKind::Data,
            "nothing to learn from",
            &source.name,
            "a column that varies",
            inputs.notes.join("; "),
        ));
    }
    let mut notes = std::mem::take(&mut inputs.notes);
    let fields: Vec<_> = inputs.kept.iter().map(|&at| field(&table, at, reference, params.min_category_count)).collect();
    let card = Card {
        created_by: format!("confidant {}", env!("CARGO_PKG_VERSION")),
        source: source.name.clone(),
        rows: table.rows() as u64,
        seed: params.seed,
        window: roles.window(&table),
        as_of: as_of.filter(|_| fields.iter().any(|f| f.semantic == Semantic::Timestamp)).map(|day| day.to_string()),
        notes: Vec::new(),
    };
    let mut pack = Pack {
        name: project.name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        fields,
        as_of,
        time: project.data.time.clone(),
        indices: Vec::new(),
        catalogue,
        card,
        golden: Vec::new(),
    };
    let mut measured = Vec::new();
    for spec in &project.indices {
        let job = Job { table: &table, inputs: &inputs, roles: &roles, params: &params, spec };
        let (index, rows) = job.run(&mut notes, watch)?;
        pack.indices.push(index);
        measured.push(rows);
    }
    pack.card.notes = notes;
    let mut pack = weigh_columns(pack, &table, &inputs, reference, &measured);
    let customers = examples(&pack.fields, as_of, params.seed);
    let advisor = Advisor::new(pack.clone());
    pack.golden = customers.into_iter().map(|customer| golden_of(&advisor, customer)).collect::<Result<_>>()?;
    Ok(pack)
}

/// Infers the columns' meanings on a first pass over the table and reads it on a second.
fn read<R: Read>(project: &Project, (first, second): (R, R)) -> Result<Table> {
    let options = CsvOptions { delimiter: project.delimiter()? };
    let inferred = infer(&mut Records::new(first, options)?)?;
    if inferred.first().is_none_or(|column| column.rows == 0) {
        return Err(Error::new(ErrorKind::Data, "empty table", "", "rows below the header", "none"));
    }
    for name in project.columns.keys().chain(&project.data.categorical).chain(&project.data.ignore) {
        if !inferred.iter().any(|column| column.name == *name) {
            let place = format!("project file, column {}", quote(name));
            return Err(Error::new(
                ErrorKind::Schema,
                "column not found",
                place,
                "one of the table's columns",
                "none of that name",
            ));
        }
    }
    let is_label = |name: &str| project.indices.iter().any(|index| index.label() == name);
    let column = |inferred: &Inferred| {
        let mut column = project.column(&inferred.name, inferred.semantic);
        if is_label(&inferred.name) {
            column.semantic = Semantic::Categorical;
        } else if project.data.ignore.contains(&inferred.name) {
            column.semantic = Semantic::Text;
        }
        if project.data.group.as_ref() == Some(&inferred.name) {
            column.semantic = Semantic::Categorical;
        }
        if project.data.time.as_ref() == Some(&inferred.name) {
            column.semantic = Semantic::Timestamp;
        }
        column
    };
    let schema = Schema::new(inferred.iter().map(column).collect())?;
    Table::read(&mut Records::new(second, options)?, schema)
}

/// Which columns play which part.
struct Roles {
    scored: Vec<usize>,
    time: Option<usize>,
    weight: Option<usize>,
    group: Option<usize>,
    /// The columns that margins may move with one way only.
    directions: BTreeMap<usize, Monotone>,
}

impl Roles {
    fn new(project: &Project, table: &Table) -> Result<Self> {
        let data = &project.data;
        let time = data.time.as_ref().map(|name| position(table, name, "time")).transpose()?;
        let weight = data.weight.as_ref().map(|name| position(table, name, "weight")).transpose()?;
        let group = data.group.as_ref().map(|name| position(table, name, "group")).transpose()?;
        let mut apart: Vec<usize> = time.iter().chain(&weight).chain(&group).copied().collect();
        for index in &project.indices {
            apart.push(position(table, index.label(), "label")?);
        }
        for name in &data.ignore {
            apart.push(position(table, name, "ignored")?);
        }
        let scored = (0..table.schema().columns().len()).filter(|at| !apart.contains(at)).collect();
        let mut directions = BTreeMap::new();
        for (name, spec) in &project.columns {
            let Some(monotone) = spec.monotone else { continue };
            let position = position(table, name, "monotone column")?;
            if !matches!(table.values(position), Values::Numbers(_) | Values::Days(_)) {
                let (place, found) = (format!("column {}", quote(name)), table.schema().columns()[position].semantic.name());
                return Err(Error::new(ErrorKind::Schema, "no order to be monotone in", place, "a number or a date", found));
            }
            directions.insert(position, monotone);
        }
        Ok(Self { scored, time, weight, group, directions })
    }

    fn days<'a>(&self, table: &'a Table) -> Option<&'a [Option<Day>]> {
        match self.time.map(|at| table.values(at)) {
            Some(Values::Days(days)) => Some(days),
            _ => None,
        }
    }

    fn window(&self, table: &Table) -> Option<Window> {
        let days = self.days(table)?.iter().flatten();
        Some(Window { from: days.clone().min()?.to_string(), to: days.max()?.to_string() })
    }

    /// For each row, a number that it shares with the rows of its group; rows without a group stand alone.
    fn groups(&self, table: &Table) -> Option<Vec<u64>> {
        let alone = |row: usize| u64::MAX - row as u64;
        match table.values(self.group?) {
            Values::Categories { codes, .. } => {
                let group = |(row, &code): (usize, &u32)| if code == MISSING_CODE { alone(row) } else { u64::from(code) };
                Some(codes.iter().enumerate().map(group).collect())
            }
            _ => None,
        }
    }

    /// The weight column's values.
    fn weights<'a>(&self, table: &'a Table) -> Result<Option<&'a [f32]>> {
        let Some(at) = self.weight else { return Ok(None) };
        let place = || quote(&table.schema().columns()[at].name);
        let Values::Numbers(weights) = table.values(at) else {
            return Err(Error::new(ErrorKind::Schema, "weight of another type", place(), "numbers", "others"));
        };
        if let Some(row) = weights.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
            let place = format!("column {}, row {}", place(), row + 1);
            return Err(Error::new(
                ErrorKind::Data,
                "impossible weight",
                place,
                "a finite number of 0 or more",
                weights[row].to_string(),
            ));
        }
        Ok(Some(weights))
    }
}

/// The latest day in any column.
fn latest(table: &Table) -> Option<Day> {
    let of_column = |at: usize| match table.values(at) {
        Values::Days(days) => days.iter().flatten().max().copied(),
        _ => None,
    };
    (0..table.schema().columns().len()).filter_map(of_column).max()
}

struct Job<'a> {
    table: &'a Table,
    inputs: &'a Inputs,
    roles: &'a Roles,
    params: &'a Params,
    spec: &'a IndexSpec,
}

impl Job<'_> {
    /// Fits, calibrates and measures the index; also the table rows that it was measured on.
    fn run(&self, notes: &mut Vec<String>, watch: &(dyn Fn(Event<'_>) -> bool + Sync)) -> Result<(Index, Vec<u32>)> {
        let labelled = Labelled::new(self.table, self.spec, self.roles.weights(self.table)?)?;
        let weights = labelled.fit_weights(self.spec.imbalance_penalty);
        let all = labelled.rows.len() == self.table.rows();
        if !all {
            let without = self.table.rows() - labelled.rows.len();
            let lacking = if self.roles.weight.is_some() { "a label or a weight" } else { "a label" };
            notes.push(format!("index `{}`: {without} rows without {lacking} are left out", self.spec.name));
        }
        let narrowed = (!all).then(|| self.inputs.select(&labelled.rows));
        let inputs = narrowed.as_ref().unwrap_or(self.inputs);
        let times = self.roles.days(self.table).map(|days| pick(days, &labelled.rows));
        let groups = self.roles.groups(self.table).map(|groups| pick(&groups, &labelled.rows));
        let target = Target {
            labels: &labelled.labels,
            row_weights: &labelled.weights,
            weights: &weights,
            times: times.as_deref(),
            groups: groups.as_deref(),
        };
        let fitted = fit(inputs, &target, self.params, &|progress| watch(Event::Fitting(&self.spec.name, progress)))
            .map_err(|e| e.within(&format!("index {}", quote(&self.spec.name))))?;
        watch(Event::Measuring(&self.spec.name));
        let measured: Vec<u32> = pick(&labelled.rows, &fitted.measured);
        Ok((self.index(inputs, &labelled, fitted), measured))
    }

    fn index(&self, inputs: &Inputs, labelled: &Labelled, fitted: Fitted) -> Index {
        let Fitted { matrix, boosted, measured, margins, measured_on } = fitted;
        let (labels, weights) = (pick(&labelled.labels, &measured), pick(&labelled.weights, &measured));
        let row = |(&margin, (&label, &weight)): (&f64, (&f32, &f32))| Row { margin, label: label.into(), weight: weight.into() };
        let rows: Vec<Row> = margins.iter().zip(labels.iter().zip(&weights)).map(row).collect();
        let Calibrated { calibrator, cross_fitted } = calibrate(&rows, self.params.seed);
        let probabilities: Vec<f64> = margins.iter().map(|&margin| calibrator.probability(margin)).collect();
        let weights = (!labelled.even).then_some(weights.as_slice());
        let card = IndexCard {
            label: self.spec.label().to_owned(),
            positive: labelled.positive.clone(),
            rows: labelled.labels.len() as u64,
            positive_rate: labelled.positive_rate(),
            trees: boosted.trees.len() as u32,
            measured_on,
            calibrator: calibrator.name().to_owned(),
            // Ranking figures by margin, which cross-fitting does not touch; the others as on rows that calibration has not seen.
            metrics: Metrics {
                auc: roc_auc(&margins, &labels, weights),
                ap: average_precision(&margins, &labels, weights),
                ..metrics(&cross_fitted, &labels, weights, threshold(self.spec.threshold, &probabilities, &labels, weights))
            },
            deciles: deciles(&margins, &probabilities, &labels, weights),
            importance: Vec::new(),
        };
        Index {
            name: self.spec.name.clone(),
            title: self.spec.title.clone(),
            polarity: self.spec.polarity,
            model: assemble(inputs, matrix, &boosted),
            calibrator,
            population: Population { quantiles: quantiles(rows) },
            card,
        }
    }
}

fn threshold(asked: Threshold, probabilities: &[f64], labels: &[f32], weights: Weights<'_>) -> f64 {
    match asked {
        Threshold::F1 => best_threshold(probabilities, labels, weights, |f1, _| f1),
        Threshold::ModelScore => best_threshold(probabilities, labels, weights, |f1, recall| f1 * recall),
        Threshold::Volume(share) => volume_threshold(probabilities, weights, share),
        Threshold::Fixed(probability) => probability,
    }
}

/// Evenly spaced quantiles of the margins, by weight.
fn quantiles(mut rows: Vec<Row>) -> Vec<f64> {
    rows.sort_by(|a, b| a.margin.total_cmp(&b.margin));
    let all: f64 = rows.iter().map(|row| row.weight).sum();
    let (mut at, mut through) = (0, rows.first().map_or(0.0, |row| row.weight));
    let quantile = |number: usize| {
        let wanted = all * number as f64 / (QUANTILES - 1) as f64;
        while through < wanted && at + 1 < rows.len() {
            at += 1;
            through += rows[at].weight;
        }
        rows[at].margin
    };
    (0..QUANTILES).map(quantile).collect()
}

/// Fills in each index's importance: mean |Shapley value| over held-out rows.
fn weigh_columns(pack: Pack, table: &Table, inputs: &Inputs, reference: Reference<'_>, measured: &[Vec<u32>]) -> Pack {
    let advisor = Advisor::new(pack);
    let importance = |position: usize| {
        let rows = &measured[position];
        let step = rows.len().div_ceil(IMPORTANCE_ROWS).max(1);
        let chosen: Vec<u32> = rows.iter().copied().step_by(step).collect();
        let attributions = advisor.attributions(position, &rows_of(table, inputs, &chosen, reference));
        let mean = |column: usize| attributions.column(column).iter().map(|x| x.abs()).sum::<f64>() / chosen.len().max(1) as f64;
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
fn rows_of(table: &Table, inputs: &Inputs, rows: &[u32], reference: Reference<'_>) -> Rows {
    let columns = inputs.kept.iter().map(|&at| match table.values(at) {
        Values::Numbers(numbers) => (pick(numbers, rows), Vec::new()),
        Values::Days(days) => {
            (rows.iter().map(|&row| reference.distance(row as usize, days[row as usize])).collect(), Vec::new())
        }
        Values::Categories { codes, names } => {
            let hash = |code: u32| if code == MISSING_CODE { MISSING_HASH } else { category_hash(&names[code as usize]) };
            (Vec::new(), pick(codes, rows).into_iter().map(hash).collect())
        }
        Values::Dropped => (Vec::new(), vec![MISSING_HASH; rows.len()]),
    });
    Rows::from_columns(columns.collect(), rows.len())
}
