//! What a trainer should be told of a table, in half sentences.

use crate::dataset::{Semantic, Table, Values};
use crate::error::quote;

use super::dates::DateFormat;
use super::draft::short;
use super::scan::{Identifier, Seen};
use super::summary::variants;

/// What a trainer should be told of the columns at `scored`, positions in the table, a sentence each: numbers that name the
/// rows, dates that are not read, categories written in several ways. No value is named, because the sentences go into the pack.
#[must_use]
pub fn warnings(seen: &Seen, table: &Table, scored: &[usize]) -> Vec<String> {
    let of_column = |&at: &usize| {
        let (scan, column) = (&seen.columns[at], &table.schema().columns()[at]);
        let mut found = Vec::new();
        if column.semantic == Semantic::Numerical && scan.identifier == Identifier::Likely {
            found.push(format!(
                "it may be an identifier, with {} different whole numbers; name it in `ignore` if it is",
                scan.distinct
            ));
        }
        if !scan.dates.is_empty() {
            let format = |(format, (count, _)): (&DateFormat, &(u64, String))| format!("{} in {count} rows", format.name());
            let formats = scan.dates.iter().map(format).collect::<Vec<_>>().join(", ");
            found.push(format!("dates that are not read as such ({formats}); only 2026-06-30 is"));
        }
        if let Values::Categories { names, .. } = table.values(at) {
            let alike = variants(names.iter().skip(1).map(String::as_str)).len();
            if alike > 0 {
                found.push(format!(
                    "{alike} of its categories are written in several ways, in case or spaces; `confidant profile` names them"
                ));
            }
        }
        let named = |warning: String| format!("column {}: {warning}", quote(&column.name));
        found.into_iter().map(named).collect::<Vec<_>>()
    };
    scored.iter().flat_map(of_column).collect()
}

/// What a trainer should be told of numbers among the columns at `scored` that are not read as such, whether the columns are kept or not. No
/// value is named.
#[must_use]
pub fn unread_numbers(seen: &Seen, scored: &[usize]) -> Vec<String> {
    let told = |&at: &usize| {
        let scan = &seen.columns[at];
        let (count, _) = scan.commas.as_ref()?;
        let name = quote(&scan.name);
        Some(format!(
            "column {name}: numbers with a comma in {count} rows, which are read as categories; with a point they are numbers"
        ))
    };
    scored.iter().filter_map(told).collect()
}

/// The categories that differ in case or spaces alone, in words.
pub(super) fn same_but_for_case(variants: &[Vec<String>]) -> Option<String> {
    let group = |group: &Vec<String>| group.iter().take(4).map(|name| quote(&short(name))).collect::<Vec<_>>().join(" = ");
    let shown: Vec<String> = variants.iter().take(3).map(group).collect();
    let more = if variants.len() > 3 { format!(", and {} more", variants.len() - 3) } else { String::new() };
    (!shown.is_empty()).then(|| format!("categories that differ in case or spaces alone: {}{more}", shown.join(", ")))
}
