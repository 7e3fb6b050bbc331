//! The whole profile of a table.

use std::io::Read;

use rayon::prelude::*;
use serde::Serialize;
use xxhash_rust::xxh64::xxh64;

use crate::dataset::{Column, CsvOptions, Records, Schema, Semantic, Table, Values, weights};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::metric::Weights;

use super::associate::{Association, associate};
use super::components::{Components, components};
use super::draft::column_position;
use super::drift::{DECILES, Drift, Measure, drift};
use super::features::Features;
use super::findings::{Finding, findings};
use super::groups::Groups;
use super::map::{self, Map, map};
use super::sample::sample;
use super::scan::{Identifier, Scan, Seen, scan};
use super::summary::{Summary, summarise};
use super::target::{Link, Target, link};

/// Rows that associations are taken on.
const ASSOCIATED: usize = 20_000;
/// Rows that components are taken on.
const DECOMPOSED: usize = 5_000;

/// Opens a table at its beginning.
pub type Opener<'a> = &'a (dyn Fn() -> Result<Box<dyn Read>> + Sync);

/// Tables to look at and how they are read.
pub struct Request<'a> {
    /// The table's file name.
    pub source: String,
    /// Opens the table at its beginning.
    pub open: Opener<'a>,
    /// How both tables are written.
    pub options: CsvOptions,
    /// The label column.
    pub label: Option<&'a str>,
    /// The label's value that is the event, where it cannot be told.
    pub positive: Option<&'a str>,
    /// The column of row weights, 0 or more: shares, rates and the like are by it.
    pub weight: Option<&'a str>,
    /// Columns to treat as categorical whatever their values.
    pub categorical: &'a [String],
    /// Another table to compare with: its file name, and what opens it.
    pub other: Option<(String, Opener<'a>)>,
}

/// What is being done, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The text is being read.
    Scanning,
    /// The values are being read.
    Reading,
    /// Columns are being described, and linked to the label.
    Describing,
    /// Columns are being compared with each other.
    Associating,
    /// Components and the map are being made.
    Mapping,
    /// The other table is being read.
    Comparing,
}

/// Everything that is known of a table.
#[derive(Debug, Clone, Serialize)]
pub struct Profile {
    /// The table's file name.
    pub source: String,
    /// Rows below the header.
    pub rows: u64,
    /// The column of row weights, where one was named.
    pub weight: Option<String>,
    /// The label, where one was named.
    pub target: Option<Target>,
    /// Rows that stand twice.
    pub duplicates: Duplicates,
    /// What calls for attention, most serious first.
    pub findings: Vec<Finding>,
    /// The columns, in order; neither the label nor the weight is among them.
    pub columns: Vec<ColumnProfile>,
    /// How columns go together; the label is the first where there is one.
    pub association: Association,
    /// Principal components of the columns.
    pub components: Option<Components>,
    /// A map of the rows.
    pub map: Option<Map>,
    /// Another table beside this one.
    pub drift: Option<Drift>,
}

/// Rows that are alike in every column but identifiers and free text.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Duplicates {
    /// Rows that an earlier row is like, the label included.
    pub rows: u64,
    /// Rows that are like another but for their label.
    pub contradicting: u64,
}

/// Everything that is known of a column.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnProfile {
    /// Its name.
    pub name: String,
    /// How its values are read.
    pub semantic: Semantic,
    /// Rows without a value.
    pub gaps: u64,
    /// Distinct values.
    pub distinct: u64,
    /// Whether `distinct` is exact, or an estimate within about 0.4 %.
    pub distinct_exact: bool,
    /// Whether it tells rows apart instead of saying something about them.
    pub identifier: Identifier,
    /// The smallest and largest number as they are written.
    pub range: Option<(f64, f64)>,
    /// What it holds.
    pub summary: Summary,
    /// What it says about the label.
    pub link: Option<Link>,
}

/// Looks at a table.
///
/// # Errors
/// `csv`, `data` or `schema` with the place; `cancelled` when `watch` says no.
pub fn profile(request: Request<'_>, watch: &(dyn Fn(Stage) -> bool + Sync)) -> Result<Profile> {
    let Request { source, open, options, label, positive, weight, categorical, other } = request;
    let stage = |stage: Stage| {
        let stopped = || Error::new(ErrorKind::Cancelled, "profiling was cancelled", "", "an end", "a stop");
        if watch(stage) { Ok(()) } else { Err(stopped()) }
    };
    let within = |e: Error| e.within(&source);
    stage(Stage::Scanning)?;
    let seen = scan(&mut Records::new(open()?, options).map_err(within)?).map_err(within)?;
    stage(Stage::Reading)?;
    let table = read(&seen, label, categorical, &mut Records::new(open()?, options).map_err(within)?).map_err(within)?;
    let schema = table.schema().columns();
    let place = |role: &'static str| move |name| column_position(schema.iter().map(|c| c.name.as_str()), role, name);
    let at_label = label.map(place("label")).transpose().map_err(within)?;
    let at_weight = weight.map(place("weight")).transpose().map_err(within)?;
    let weights = at_weight.map(|at| weights(table.values(at), &schema[at].name)).transpose().map_err(within)?;
    let target = at_label.map(|at| Target::new(&table, at, positive, weights)).transpose().map_err(within)?;
    stage(Stage::Describing)?;
    let others: Vec<usize> = (0..seen.columns.len()).filter(|at| Some(*at) != at_label && Some(*at) != at_weight).collect();
    let described: Vec<(ColumnProfile, Option<Groups>)> = others
        .par_iter()
        .map(|&at| describe(&seen.columns[at], &schema[at], table.values(at), target.as_ref(), weights))
        .collect();
    let telling: Vec<usize> = others.iter().copied().filter(|&at| says_something(&seen.columns[at], &schema[at])).collect();
    stage(Stage::Associating)?;
    let associated: Vec<usize> = at_label.into_iter().chain(telling.iter().copied()).collect();
    let association = associate(&table, &associated, &sample(table.rows(), ASSOCIATED), weights);
    stage(Stage::Mapping)?;
    let (components, map) = project(&table, &telling, target.as_ref(), weights);
    let drift = match other {
        None => None,
        Some((name, open)) => {
            stage(Stage::Comparing)?;
            let measure = |(&at, (_, groups)): (&usize, &(ColumnProfile, Option<Groups>))| {
                Some((at, groups.clone().filter(|_| seen.columns[at].identifier != Identifier::Likely)?))
            };
            let mut groups: Vec<(usize, Groups)> = others.iter().zip(&described).filter_map(measure).collect();
            groups.extend(
                at_label.and_then(|at| Some((at, Groups::by_weight(table.values(at), Semantic::Categorical, DECILES, weights)?))),
            );
            let measures: Vec<Measure<'_>> =
                groups.iter().map(|(at, groups)| Measure { column: &schema[*at], values: table.values(*at), groups }).collect();
            let mut records = Records::new(open()?, options).map_err(|e| e.within(&name))?;
            let by_weight = weight.zip(weights);
            Some(drift(&mut records, name.clone(), &measures, schema, by_weight).map_err(|e| e.within(&name))?)
        }
    };
    let columns: Vec<ColumnProfile> = described.into_iter().map(|(column, _)| column).collect();
    let duplicates = duplicates(&table, &others, at_label, &seen);
    let mut profile = Profile {
        source,
        rows: seen.rows,
        weight: weight.map(str::to_owned),
        target,
        duplicates,
        findings: Vec::new(),
        columns,
        association,
        components,
        map,
        drift,
    };
    profile.findings = findings(&profile, &seen);
    Ok(profile)
}

fn read<R: Read>(seen: &Seen, label: Option<&str>, categorical: &[String], records: &mut Records<R>) -> Result<Table> {
    if let Some(name) = categorical.iter().find(|name| seen.columns.iter().all(|column| column.name != **name)) {
        let place = format!("--categorical {}", quote(name));
        return Err(Error::new(ErrorKind::Schema, "column not found", place, "one of the table's columns", "none of that name"));
    }
    let column = |scan: &Scan| {
        let forced = Some(scan.name.as_str()) == label || categorical.contains(&scan.name);
        // A name may be missing where nothing is trained.
        let semantic = if forced { Semantic::Categorical } else { scan.semantic };
        let name = if scan.name.trim().is_empty() { "(no name)" } else { scan.name.as_str() };
        Column::new(name, semantic)
    };
    let schema = Schema::new(seen.columns.iter().map(column).collect())?;
    Table::read(records, schema)
}

fn describe(
    scan: &Scan,
    column: &Column,
    values: &Values,
    target: Option<&Target>,
    weights: Weights<'_>,
) -> (ColumnProfile, Option<Groups>) {
    let groups = Groups::by_weight(values, column.semantic, DECILES, weights);
    let link = target.zip(groups.as_ref()).map(|(target, groups)| link(values, groups, target, weights));
    let profile = ColumnProfile {
        name: column.name.clone(),
        semantic: column.semantic,
        gaps: scan.gaps,
        distinct: scan.distinct,
        distinct_exact: scan.distinct_exact,
        identifier: if column.semantic == scan.semantic { scan.identifier } else { Identifier::No },
        range: scan.range.filter(|_| column.semantic == Semantic::Numerical),
        summary: summarise(values, column.semantic, weights),
        link,
    };
    (profile, groups)
}

/// Whether a column has a place in the matrix, among the components and on the map.
fn says_something(scan: &Scan, column: &Column) -> bool {
    scan.distinct > 1 && scan.identifier != Identifier::Likely && column.semantic != Semantic::Text
}

fn project(
    table: &Table,
    positions: &[usize],
    target: Option<&Target>,
    weights: Weights<'_>,
) -> (Option<Components>, Option<Map>) {
    let rows = sample(table.rows(), DECOMPOSED);
    let features = Features::new(table, positions, &rows, weights);
    let names: Vec<String> = positions.iter().map(|&at| table.schema().columns()[at].name.clone()).collect();
    let Some((components, axes)) = components(&features, &names) else { return (None, None) };
    let on_map = sample(rows.len(), map::ROWS);
    let mut points = axes.project(&features);
    let points: Vec<Vec<f64>> = on_map.iter().map(|&at| std::mem::take(&mut points[at as usize])).collect();
    let event = |&at: &u32| target.and_then(|target| target.labels[rows[at as usize] as usize]);
    let map = map(&points, on_map.iter().map(event).collect());
    (Some(components), map)
}

fn duplicates(table: &Table, columns: &[usize], label: Option<usize>, seen: &Seen) -> Duplicates {
    let mut hashes = vec![0_u64; table.rows()];
    let mix = |hash: &mut u64, bits: u64| *hash = xxh64(&bits.to_le_bytes(), *hash);
    let mix_in = |at: usize, hashes: &mut [u64]| match table.values(at) {
        Values::Numbers(numbers) => hashes.iter_mut().zip(numbers).for_each(|(hash, x)| mix(hash, u64::from(x.to_bits()))),
        Values::Days(days) => {
            hashes.iter_mut().zip(days).for_each(|(hash, day)| mix(hash, day.map_or(u64::MAX, |day| day.0 as u32 as u64)));
        }
        Values::Categories { codes, .. } => hashes.iter_mut().zip(codes).for_each(|(hash, &code)| mix(hash, u64::from(code))),
        Values::Dropped => {}
    };
    let alike = columns.iter().filter(|&&at| seen.columns[at].identifier != Identifier::Likely);
    alike.for_each(|&at| mix_in(at, &mut hashes));
    let mut whole = hashes.clone();
    if let Some(label) = label {
        mix_in(label, &mut whole);
    }
    let mut rows: Vec<(u64, u64)> = hashes.into_iter().zip(whole).collect();
    rows.par_sort_unstable();
    let distinct = rows.chunk_by(|a, b| a == b).count();
    let contradicting = |group: &[(u64, u64)]| if group.iter().all(|row| *row == group[0]) { 0 } else { group.len() };
    Duplicates {
        rows: (rows.len() - distinct) as u64,
        contradicting: rows.chunk_by(|a, b| a.0 == b.0).map(contradicting).sum::<usize>() as u64,
    }
}
