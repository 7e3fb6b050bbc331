//! How far another table has moved from this one, column by column: the population stability index (Siddiqi 2006),
//! Σ (aᵢ - eᵢ) ln(aᵢ / eᵢ) over the shares e and a of rows in each group here and there. Groups are the deciles of this table.

use std::collections::HashMap;
use std::io::Read;

use serde::Serialize;

use crate::dataset::{Column, Day, Records, Semantic, Values, impossible_weight, is_gap, is_weight, read_boolean, read_number};
use crate::error::{Result, quote};
use crate::math::ln;
use crate::metric::Weights;

use super::groups::Groups;

/// The share that an empty group counts as.
const LEAST: f64 = 1e-4;
/// Groups that numbers are cut into.
pub(super) const DECILES: usize = 10;

/// Another table beside this one.
#[derive(Debug, Clone, Serialize)]
pub struct Drift {
    /// The other table's file name.
    pub source: String,
    /// Its rows.
    pub rows: u64,
    /// Whether they count by weight; they do where it has the weight column too.
    pub by_weight: bool,
    /// Columns that it lacks.
    pub absent: Vec<String>,
    /// Columns that it alone has.
    pub added: Vec<String>,
    /// The columns of both, furthest moved first.
    pub columns: Vec<ColumnDrift>,
}

/// How far a column has moved.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnDrift {
    /// Its name.
    pub name: String,
    /// The population stability index: below 0.1 hardly moved, above 0.25 another population.
    pub psi: f64,
    /// The groups' names with the shares of rows here and there, by weight.
    pub groups: Vec<(String, f64, f64)>,
    /// The other table's rows with a category that is not in this one.
    pub unseen: u64,
    /// The other table's values of another type, counted as gaps.
    pub mistyped: u64,
}

/// A column of this table, as the other is counted by it.
pub(super) struct Measure<'a> {
    pub(super) column: &'a Column,
    pub(super) values: &'a Values,
    pub(super) groups: &'a Groups,
}

struct Tally<'a> {
    measure: &'a Measure<'a>,
    position: Option<usize>,
    codes: HashMap<&'a str, u32>,
    sizes: Vec<f64>,
    unseen: u64,
    mistyped: u64,
}

/// Reads the other table once and compares it.
///
/// # Errors
/// Those of [`Records`].
pub(super) fn drift<R: Read>(
    records: &mut Records<R>,
    source: String,
    measures: &[Measure<'_>],
    all: &[Column],
    by_weight: Option<(&str, &[f32])>,
) -> Result<Drift> {
    let header = records.header().to_vec();
    let weight = by_weight.and_then(|(name, _)| Some((name, header.iter().position(|column| column == name)?)));
    let tally = |measure| {
        let &Measure { column, values, groups } = measure;
        let names: &[String] = if let Values::Categories { names, .. } = values { names } else { &[] };
        Tally {
            measure,
            position: header.iter().position(|name| *name == column.name),
            codes: names.iter().enumerate().skip(1).map(|(code, name)| (name.as_str(), code as u32)).collect(),
            sizes: vec![0.0; groups.labels.len()],
            unseen: 0,
            mistyped: 0,
        }
    };
    let mut tallies: Vec<Tally<'_>> = measures.iter().map(tally).collect();
    let mut rows = 0_usize;
    while let Some(record) = records.next_record()? {
        rows += 1;
        let weight = match weight {
            Some((name, position)) => read_weight(record.get(position), name, rows)?,
            None => 1.0,
        };
        for tally in &mut tallies {
            if let Some(position) = tally.position {
                tally.see(record.get(position), weight);
            }
        }
    }
    let here = by_weight.map(|(_, weights)| weights);
    let mut columns: Vec<ColumnDrift> =
        tallies.iter().filter(|tally| tally.position.is_some() && rows > 0).map(|tally| tally.end(here)).collect();
    columns.sort_by(|a, b| b.psi.total_cmp(&a.psi));
    Ok(Drift {
        source,
        rows: rows as u64,
        by_weight: weight.is_some(),
        absent: all.iter().filter(|column| !header.contains(&column.name)).map(|column| column.name.clone()).collect(),
        added: header.iter().filter(|name| all.iter().all(|column| column.name != **name)).cloned().collect(),
        columns,
    })
}

/// The weight of a row, counted from 1.
fn read_weight(text: &str, name: &str, row: usize) -> Result<f64> {
    let weight = if is_gap(text) { None } else { read_number(text) };
    let found = || if text.is_empty() { "nothing".to_owned() } else { quote(text) };
    weight.filter(|&weight| is_weight(weight as f32)).ok_or_else(|| impossible_weight(name, row, &found()))
}

impl Tally<'_> {
    fn see(&mut self, text: &str, weight: f64) {
        let groups = self.measure.groups;
        let gap = groups.labels.len() as u16 - 1;
        let number = |number: Option<f32>| number.map(|number| groups.of_number(number));
        let group = match self.measure.column.semantic {
            _ if is_gap(text) => Some(gap),
            Semantic::Numerical => number(read_number(text).map(|x| x as f32)),
            Semantic::Boolean => number(read_boolean(text).map(f32::from)),
            Semantic::Timestamp => number(Day::read(text).map(|day| day.0 as f32)),
            Semantic::Categorical | Semantic::Text => {
                let code = self.codes.get(text).copied();
                self.unseen += u64::from(code.is_none());
                Some(groups.of_code(code))
            }
        };
        self.mistyped += u64::from(group.is_none());
        self.sizes[usize::from(group.unwrap_or(gap))] += weight;
    }

    fn end(&self, weights: Weights<'_>) -> ColumnDrift {
        let shares = |sizes: &[f64]| -> Vec<f64> {
            let total = sizes.iter().sum::<f64>().max(f64::MIN_POSITIVE);
            sizes.iter().map(|size| size / total).collect()
        };
        let (here, there) = (shares(&self.measure.groups.sizes(weights)), shares(&self.sizes));
        let groups = self.measure.groups.labels.iter().zip(here.iter().zip(&there));
        ColumnDrift {
            name: self.measure.column.name.clone(),
            psi: stability_index(&here, &there),
            groups: groups.map(|(label, (&here, &there))| (label.clone(), here, there)).collect(),
            unseen: self.unseen,
            mistyped: self.mistyped,
        }
    }
}

/// The population stability index of two lists of shares.
fn stability_index(expected: &[f64], actual: &[f64]) -> f64 {
    let term = |(&e, &a): (&f64, &f64)| {
        let (e, a) = (e.max(LEAST), a.max(LEAST));
        (a - e) * ln(a / e)
    };
    expected.iter().zip(actual).map(term).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_zero_for_the_same_shares_and_agrees_with_a_hand_count() {
        assert_eq!(stability_index(&[0.5, 0.5, 0.0], &[0.5, 0.5, 0.0]), 0.0);
        let by_hand = (0.7 - 0.5) * ln(0.7 / 0.5) + (0.3 - 0.5) * ln(0.3 / 0.5);
        assert!((stability_index(&[0.5, 0.5], &[0.7, 0.3]) - by_hand).abs() < 1e-15);
        assert!(stability_index(&[1.0, 0.0], &[0.0, 1.0]) > 10.0);
    }
}
