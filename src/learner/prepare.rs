//! From a table and a project to what every index is fitted on.

use std::collections::BTreeMap;
use std::io::Read;

use crate::dataset::{CsvOptions, Day, MISSING_CODE, Records, Schema, Semantic, Table, Values, weights};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::{MISSING_HASH, Window, category_hash};
use crate::profile::{Identifier, Scan, Seen, scan, unread_numbers, warnings};

use super::inputs::{Inputs, Reference, pick};
use super::label::position;
use super::{Monotone, Params, Project};

/// A table that can be read more than once.
pub struct Source<'a> {
    /// The file's name, for the card and messages.
    pub name: String,
    /// Opens the table at its beginning.
    pub open: &'a (dyn Fn() -> Result<Box<dyn Read>> + Sync),
}

/// Up to this many rows, numbers of any kind may well differ all.
const FEW_ROWS: u64 = 100;

/// A table with its columns prepared.
pub(super) struct Prepared {
    pub(super) table: Table,
    pub(super) roles: Roles,
    pub(super) inputs: Inputs,
    /// The day that dates are counted from where a row has none of its own.
    pub(super) as_of: Option<Day>,
}

impl Prepared {
    /// Reads and prepares the table; `watch` hears of it in between.
    ///
    /// # Errors
    /// `csv`, `data` or `schema` with the place.
    pub(super) fn new(project: &Project, params: &Params, source: &Source<'_>, watch: &dyn Fn(&Table) -> bool) -> Result<Self> {
        let passes = ((source.open)()?, (source.open)()?);
        let (table, seen) = read(project, passes).map_err(|e| e.within(&source.name))?;
        watch(&table);
        let mut roles = Roles::new(project, &table)?;
        let identifiers = roles.leave_out_identifiers(project, &seen);
        let as_of = project.as_of()?.or_else(|| latest(&table, &roles));
        let reference = Reference { times: roles.days(&table), as_of };
        let mut inputs = Inputs::new(&table, &roles.scored, &roles.directions, reference, params);
        inputs.notes.splice(0..0, identifiers);
        inputs.notes.extend(unread_numbers(&seen, &roles.scored));
        inputs.notes.extend(warnings(&seen, &table, &inputs.kept));
        if inputs.kept.is_empty() && !project.indices.is_empty() {
            let left_out = if inputs.notes.is_empty() { "no column to score".to_owned() } else { inputs.notes.join("; ") };
            let (expected, found) = ("a column that varies", left_out);
            return Err(Error::new(ErrorKind::Data, "nothing to learn from", &source.name, expected, found));
        }
        Ok(Self { table, roles, inputs, as_of })
    }

    /// The values of `rows` as the engine reads them, by field: numbers, or the hashes of categories.
    pub(super) fn fields(&self, rows: &[u32]) -> Vec<(Vec<f32>, Vec<u64>)> {
        let (table, reference) = (&self.table, self.reference());
        let columns = self.inputs.kept.iter().map(|&at| match table.values(at) {
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
        columns.collect()
    }

    /// The days that dates are counted from.
    pub(super) fn reference(&self) -> Reference<'_> {
        Reference { times: self.roles.days(&self.table), as_of: self.as_of }
    }
}

/// Infers the columns' meanings on a first pass over the table and reads it on a second.
fn read<R: Read>(project: &Project, (first, second): (R, R)) -> Result<(Table, Seen)> {
    let options = CsvOptions { delimiter: project.delimiter()? };
    let seen = scan(&mut Records::new(first, options)?)?;
    for name in project.columns.keys().chain(&project.data.categorical).chain(&project.data.ignore).chain(&project.data.sensitive)
    {
        if !seen.columns.iter().any(|column| column.name == *name) {
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
    let column = |inferred: &Scan| {
        let mut column = project.column(&inferred.name, inferred.semantic);
        if is_label(&inferred.name) {
            column.semantic = Semantic::Categorical;
        } else if project.data.ignore.contains(&inferred.name) && !project.data.sensitive.contains(&inferred.name) {
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
    let schema = Schema::new(seen.columns.iter().map(column).collect())?;
    Ok((Table::read(&mut Records::new(second, options)?, schema)?, seen))
}

/// Which columns play which part.
pub(super) struct Roles {
    scored: Vec<usize>,
    time: Option<usize>,
    pub(super) weight: Option<usize>,
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

    /// Takes numbers that name the rows out of what is scored, but for those that the project says are numbers; a note each.
    fn leave_out_identifiers(&mut self, project: &Project, seen: &Seen) -> Vec<String> {
        let named = |at: &usize| {
            let column = &seen.columns[*at];
            let stated = project.columns.get(&column.name).is_some_and(|spec| spec.semantic.is_some());
            let many = column.distinct > FEW_ROWS;
            many && column.semantic == Semantic::Numerical && column.identifier == Identifier::Likely && !stated
        };
        let (left_out, scored): (Vec<usize>, Vec<usize>) = self.scored.iter().partition(|at| named(at));
        self.scored = scored;
        let note = |at: usize| {
            let name = &seen.columns[at].name;
            format!("column `{name}` is left out: its whole numbers never repeat, as an identifier's do")
        };
        left_out.into_iter().map(note).collect()
    }

    /// Whether margins may move with some column one way only.
    pub(super) fn directed(&self) -> bool {
        !self.directions.is_empty()
    }

    pub(super) fn days<'a>(&self, table: &'a Table) -> Option<&'a [Option<Day>]> {
        match self.time.map(|at| table.values(at)) {
            Some(Values::Days(days)) => Some(days),
            _ => None,
        }
    }

    pub(super) fn window(&self, table: &Table) -> Option<Window> {
        let days = self.days(table)?.iter().flatten();
        Some(Window { from: days.clone().min()?.to_string(), to: days.max()?.to_string() })
    }

    /// For each row, a number that it shares with the rows of its group; rows without a group stand alone.
    pub(super) fn groups(&self, table: &Table) -> Option<Vec<u64>> {
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
    pub(super) fn weights<'a>(&self, table: &'a Table) -> Result<Option<&'a [f32]>> {
        let Some(at) = self.weight else { return Ok(None) };
        weights(table.values(at), &table.schema().columns()[at].name).map(Some)
    }
}

/// The latest day in any column that is scored, or the time column.
fn latest(table: &Table, roles: &Roles) -> Option<Day> {
    let of_column = |at: usize| match table.values(at) {
        Values::Days(days) => days.iter().flatten().max().copied(),
        _ => None,
    };
    roles.scored.iter().copied().chain(roles.time).filter_map(of_column).max()
}
