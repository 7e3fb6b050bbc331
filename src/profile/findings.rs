//! What calls for attention, in sentences.

use serde::Serialize;

use crate::dataset::Semantic;
use crate::error::quote;

use super::draft::{capitalised, date_warning, short};
use super::look::{ColumnProfile, Profile};
use super::scan::{Identifier, Seen};
use super::summary::{NumberSummary, Summary};
use super::warnings::same_but_for_case;

/// From here on, a column alone predicts too well to be true.
pub const LEAK_AUC: f64 = 0.95;
/// From here on, a column has moved to another population.
pub const SHIFTED_PSI: f64 = 0.25;
/// Below here, a column has hardly moved.
pub const STABLE_PSI: f64 = 0.1;
/// A column with such a share of one value says next to nothing.
const NEARLY_ALL: f64 = 0.99;
/// Bits of entropy below which a column says next to nothing.
const LOW_ENTROPY: f64 = 0.1;
const SKEWED: f64 = 3.0;
const MANY_FAR_OUT: f64 = 0.01;
const MANY_GAPS: f64 = 0.5;
const MANY_CATEGORIES: u64 = 1000;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// To be settled before training: the figures would be wrong, or the column of no use.
    Serious,
    /// Worth a look.
    Look,
    /// Good to know.
    Note,
}

/// What class of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A column alone predicts too well.
    Leakage,
    /// A column tells rows apart.
    Identifier,
    /// A column has no value or one only.
    Constant,
    /// Dates that are not read, or in several formats.
    Dates,
    /// Numbers that are not read, because a comma is in them.
    Numbers,
    /// Categories that differ in case or spaces alone.
    Variants,
    /// A column with next to no information.
    NearConstant,
    /// Many gaps.
    Missing,
    /// Many categories.
    Cardinality,
    /// Rows that stand twice.
    Duplicates,
    /// Rows that are alike and have different labels.
    Contradictions,
    /// A column that is another population in the other table.
    Drift,
    /// A column that one of the tables lacks.
    Layout,
    /// Rows without a label, or few events.
    Label,
    /// Infinite values.
    Infinite,
    /// Values far from the others.
    Outliers,
    /// A long tail on one side.
    Skew,
    /// Free text.
    Text,
}

/// Something that calls for attention.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What class of thing it is.
    pub kind: FindingKind,
    /// The column, where it is about one.
    pub column: Option<String>,
    /// What was found, a sentence.
    pub message: String,
}

struct Found(Vec<Finding>);

impl Found {
    fn add(&mut self, severity: Severity, kind: FindingKind, column: Option<&str>, message: String) {
        self.0.push(Finding { severity, kind, column: column.map(str::to_owned), message });
    }
}

/// All findings, most serious first, then by kind and in column order.
pub(super) fn findings(profile: &Profile, seen: &Seen) -> Vec<Finding> {
    let mut found = Found(Vec::new());
    of_table(profile, &mut found);
    for column in &profile.columns {
        of_column(column, profile.rows, &mut found);
        if let Some(warning) = seen.columns.iter().find(|scan| scan.name == column.name).and_then(date_warning) {
            found.add(Severity::Serious, FindingKind::Dates, Some(&column.name), warning);
        }
        let commas = seen.columns.iter().find(|scan| scan.name == column.name).and_then(|scan| scan.commas.as_ref());
        if let Some((rows, example)) = commas {
            let message = format!(
                "Numbers with a comma, such as {} ({rows} rows), are read as categories. Write them with a point, 12.5, to have them scored as numbers.",
                quote(&short(example))
            );
            found.add(Severity::Serious, FindingKind::Numbers, Some(&column.name), message);
        }
    }
    of_drift(profile, &mut found);
    found.0.sort_by_key(|finding| (finding.severity, finding.kind));
    found.0
}

fn percent(part: u64, whole: u64) -> String {
    format!("{:.1} %", 100.0 * part as f64 / whole.max(1) as f64)
}

fn of_table(profile: &Profile, found: &mut Found) {
    let rows = profile.rows;
    let duplicates = profile.duplicates;
    if duplicates.rows > 0 {
        let message = format!(
            "{} rows ({}) repeat an earlier row, identifiers and free text aside.",
            duplicates.rows,
            percent(duplicates.rows, rows)
        );
        let severity = if duplicates.rows * 20 > rows { Severity::Look } else { Severity::Note };
        found.add(severity, FindingKind::Duplicates, None, message);
    }
    let Some(target) = &profile.target else { return };
    if duplicates.contradicting > 0 {
        let message = format!(
            "{} rows ({}) are like another row and have another label: no model can tell them apart.",
            duplicates.contradicting,
            percent(duplicates.contradicting, rows)
        );
        let severity = if duplicates.contradicting * 20 > rows { Severity::Look } else { Severity::Note };
        found.add(severity, FindingKind::Contradictions, Some(&target.column), message);
    }
    let label = |severity, message, found: &mut Found| found.add(severity, FindingKind::Label, Some(&target.column), message);
    if target.unlabelled > 0 {
        let message = format!(
            "{} rows ({}) have no label and are left out of training.",
            target.unlabelled,
            percent(target.unlabelled, rows)
        );
        label(Severity::Look, message, found);
    }
    let rarer = target.positives.min(target.rows - target.positives);
    if rarer < 100 {
        label(Severity::Look, format!("Only {rarer} rows of the rarer class: figures will be rough."), found);
    } else if rarer * 50 < target.rows {
        label(Severity::Note, format!("The rarer class is {} of the rows.", percent(rarer, target.rows)), found);
    }
}

fn of_column(column: &ColumnProfile, rows: u64, found: &mut Found) {
    let mut add = |severity, kind, message| found.add(severity, kind, Some(&column.name), message);
    let filled = rows - column.gaps;
    if column.distinct <= 1 {
        let what = if filled == 0 { "It is empty." } else { "It has one value only." };
        return add(Severity::Serious, FindingKind::Constant, format!("{what} Nothing can be learnt from it."));
    }
    let about = if column.distinct_exact { "" } else { "about " };
    match column.identifier {
        Identifier::No => {}
        Identifier::Likely => {
            let message = format!(
                "An identifier, as it seems: {about}{} different values in {filled} rows. Leave it out of training.",
                column.distinct
            );
            add(Severity::Serious, FindingKind::Identifier, message);
        }
        Identifier::Suspected => {
            let message = format!("Whole numbers that never repeat ({about}{} of {filled}): an identifier?", column.distinct);
            add(Severity::Note, FindingKind::Identifier, message);
        }
    }
    if let Some(link) = column.link.as_ref().filter(|link| link.auc >= LEAK_AUC) {
        let message = format!(
            "It alone ranks the label with an AUC of {:.3}. Is it known before the event, or written after it?",
            link.auc
        );
        add(Severity::Serious, FindingKind::Leakage, message);
    }
    if column.gaps as f64 >= MANY_GAPS * rows as f64 {
        add(Severity::Look, FindingKind::Missing, format!("{} of the rows have no value.", percent(column.gaps, rows)));
    }
    if column.semantic == Semantic::Text {
        return add(Severity::Note, FindingKind::Text, "Free text; it is carried along and not scored.".to_owned());
    }
    match &column.summary {
        Summary::Categories(categories) => {
            if let Some(same) = same_but_for_case(&categories.variants) {
                add(Severity::Look, FindingKind::Variants, format!("{}.", capitalised(&same)));
            }
            if categories.mode_share >= NEARLY_ALL || categories.entropy < LOW_ENTROPY {
                let message = format!(
                    "Nearly constant: {:.2} % are {}, {:.3} bits of entropy.",
                    100.0 * categories.mode_share,
                    quote(&short(&categories.top[0].0)),
                    categories.entropy
                );
                add(Severity::Look, FindingKind::NearConstant, message);
            }
            if column.distinct >= MANY_CATEGORIES && column.identifier == Identifier::No {
                add(
                    Severity::Note,
                    FindingKind::Cardinality,
                    format!("{about}{} categories, {:.1} rows each.", column.distinct, filled as f64 / column.distinct as f64),
                );
            }
        }
        Summary::Numbers(numbers) => of_numbers(numbers, column, filled, &mut add),
        Summary::None => {}
    }
}

fn of_numbers(numbers: &NumberSummary, column: &ColumnProfile, filled: u64, add: &mut impl FnMut(Severity, FindingKind, String)) {
    if numbers.infinite > 0 {
        add(Severity::Look, FindingKind::Infinite, format!("{} values are infinite.", numbers.infinite));
    }
    if numbers.mode_share >= NEARLY_ALL {
        return add(
            Severity::Look,
            FindingKind::NearConstant,
            format!("Nearly constant: {:.2} % are one value.", 100.0 * numbers.mode_share),
        );
    }
    // Neither identifiers nor dates have a shape, and of two values one is always the rarer.
    if column.identifier != Identifier::No || column.semantic == Semantic::Timestamp || column.distinct <= 2 {
        return;
    }
    if numbers.far_out as f64 >= MANY_FAR_OUT * filled as f64 {
        let message = format!(
            "{} values ({}) lie more than three interquartile ranges beyond the quartiles.",
            numbers.far_out,
            percent(numbers.far_out, filled)
        );
        add(Severity::Note, FindingKind::Outliers, message);
    }
    if numbers.skew.abs() >= SKEWED {
        let side = if numbers.skew > 0.0 { "high" } else { "low" };
        add(Severity::Note, FindingKind::Skew, format!("A long tail of {side} values: skew {:.1}.", numbers.skew));
    }
}

fn of_drift(profile: &Profile, found: &mut Found) {
    let Some(drift) = &profile.drift else { return };
    for name in &drift.absent {
        found.add(Severity::Serious, FindingKind::Layout, Some(name), format!("{} lacks this column.", quote(&drift.source)));
    }
    for column in &drift.columns {
        let mut add = |severity, kind, message| found.add(severity, kind, Some(&column.name), message);
        if column.mistyped > 0 {
            add(
                Severity::Look,
                FindingKind::Layout,
                format!("{} values in {} are of another type.", column.mistyped, quote(&drift.source)),
            );
        }
        let severity = match column.psi {
            psi if psi >= SHIFTED_PSI => Severity::Look,
            psi if psi >= STABLE_PSI => Severity::Note,
            _ => continue,
        };
        add(severity, FindingKind::Drift, format!("It has moved between the tables: stability index {:.2}.", column.psi));
    }
}
