//! A project file to begin with, from what a first pass over the table saw. Every guess is written out with its reason, so that
//! it can be corrected.

use std::collections::HashMap;
use std::fmt::Write;
use std::io::Read;

use crate::dataset::{Column, Records, Schema, Semantic, event, is_gap};
use crate::error::{Error, ErrorKind, Result, quote};

use super::dates::DateFormat;
use super::scan::{Identifier, Scan, Seen};

/// What a project file needs besides what was seen.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// The table's file name, for the heading.
    pub source: &'a str,
    /// The table's path from the project file.
    pub path: &'a str,
    /// The project file's own name, for the command in its heading.
    pub file: &'a str,
    /// The byte between fields.
    pub delimiter: u8,
    /// The label column.
    pub label: &'a str,
    /// The label's value that is the event, where it cannot be told.
    pub positive: Option<&'a str>,
    /// The label column's values and how many rows have each, the gap first.
    pub classes: (&'a [String], &'a [u64]),
}

/// Words in the names of columns by which customers must be treated alike.
const SENSITIVE: [&str; 14] = [
    "age",
    "gender",
    "sex",
    "race",
    "ethnic",
    "nationality",
    "religion",
    "marital",
    "disab",
    "birth",
    "citizen",
    "pregnan",
    "orientation",
    "origin",
];
/// So many values of a label without an event are classes of their own.
const CLASSES: std::ops::RangeInclusive<usize> = 3..=100;
/// Whole numbers with at most this many values may be codes.
const FEW_CODES: u64 = 20;

/// The text of a project file that trains as it is.
///
/// # Errors
/// `schema` when there is no such label column or a column has no name; `data` when the label has one class, or more than can be told
/// apart and none is named as the event.
pub fn draft(seen: &Seen, draft: &Draft<'_>) -> Result<String> {
    Schema::new(seen.columns.iter().map(|c| Column::new(c.name.clone(), c.semantic)).collect())?;
    let (names, counts) = draft.classes;
    let present = counts.iter().skip(1).filter(|&&count| count > 0).count();
    let positive = if draft.positive.is_none() && CLASSES.contains(&present) {
        None
    } else {
        Some(names[event(draft.label, draft.positive, names, counts)? as usize].as_str())
    };
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = heading(&mut text, seen, draft)
        .and_then(|()| data(&mut text, seen, draft))
        .and_then(|()| index(&mut text, draft, positive))
        .and_then(|()| columns(&mut text, seen, draft.label));
    Ok(text)
}

/// The values of the label column and how many rows have each; the gap comes first, with an empty name.
///
/// # Errors
/// `schema` when there is no such column, and those of [`Records`].
pub fn classes<R: Read>(records: &mut Records<R>, label: &str) -> Result<(Vec<String>, Vec<u64>)> {
    let position = column_position(records.header().iter().map(String::as_str), "label", label)?;
    let (mut names, mut counts) = (vec![String::new()], vec![0]);
    let mut codes: HashMap<String, usize> = HashMap::new();
    while let Some(record) = records.next_record()? {
        let text = record.get(position);
        if is_gap(text) {
            counts[0] += 1;
        } else if let Some(&code) = codes.get(text) {
            counts[code] += 1;
        } else {
            codes.insert(text.to_owned(), names.len());
            names.push(text.to_owned());
            counts.push(1);
        }
    }
    Ok((names, counts))
}

/// The position of the label column.
///
/// # Errors
/// `schema` when there is none.
pub(super) fn column_position<'a>(mut names: impl Iterator<Item = &'a str> + Clone, role: &str, wanted: &str) -> Result<usize> {
    let all = names.clone();
    names.position(|name| name == wanted).ok_or_else(|| {
        let found: Vec<&str> = all.clone().take(12).collect();
        let found = format!("{}{}", found.join(", "), if all.count() > 12 { ", …" } else { "" });
        Error::new(
            ErrorKind::Schema,
            "column not found",
            format!("{role} {}", quote(wanted)),
            "one of the table's columns",
            found,
        )
    })
}

fn heading(text: &mut String, seen: &Seen, draft: &Draft<'_>) -> std::fmt::Result {
    let name = index_name(draft.label);
    writeln!(
        text,
        "# What to train on {}, and what its columns mean: a first guess from {} rows, to be corrected. Train with\n#\n\
         #     confidant train {} --out {name}.safetensors\n#\n\
         # Paths are relative to this file. Whatever is left out is inferred from the table.\n\n\
         name = {}\n",
        quote(draft.source),
        seen.rows,
        comment(draft.file),
        basic(&name)
    )
}

fn data(text: &mut String, seen: &Seen, draft: &Draft<'_>) -> std::fmt::Result {
    writeln!(text, "[data]\ntrain = {}", basic(draft.path))?;
    if draft.delimiter != b',' {
        writeln!(text, "delimiter = {}", basic(&char::from(draft.delimiter).to_string()))?;
    }
    let others = || seen.columns.iter().filter(|column| column.name != draft.label);
    writeln!(text, "# Columns that are carried along but never scored: identifiers, and anything a model must not see.")?;
    let ignored: Vec<(&Scan, String)> = others().filter_map(|column| Some((column, why_ignored(column)?))).collect();
    if ignored.is_empty() {
        writeln!(text, "ignore = []")?;
    } else {
        writeln!(text, "ignore = [")?;
        for (column, why) in &ignored {
            writeln!(text, "    # {why}\n    {},", basic(&column.name))?;
        }
        writeln!(text, "]")?;
    }
    let codes: Vec<String> = others().filter(|column| may_be_codes(column)).map(|column| basic(&column.name)).collect();
    if !codes.is_empty() {
        writeln!(
            text,
            "# Whole numbers of few values. If they are codes, not amounts, name them here to have them read as categories:"
        )?;
        writeln!(text, "# categorical = [{}]", codes.join(", "))?;
    }
    let sensitive: Vec<String> = others().filter(|column| is_sensitive(&column.name)).map(|column| basic(&column.name)).collect();
    writeln!(text, "# Columns by whose groups the training report compares the scores. They may be ignored at the same time.")?;
    writeln!(text, "# sensitive = [{}]", sensitive.join(", "))?;
    writeln!(
        text,
        "# A column that says what rows belong together, such as a household: they are held out together. Not scored.\n\
         # group = \"\"\n\
         # A column of row weights, 0 or more. Not scored.\n\
         # weight = \"\""
    )?;
    if let Some(time) = time_column(others()) {
        writeln!(
            text,
            "# If this is the day on which a row was taken, then turn it on: the latest rows are held out to measure on, as\n\
             # tomorrow's customers will be, and a row's dates are counted from its own day. It is not scored.\n\
             # time = {}",
            basic(&time.name)
        )?;
    }
    writeln!(text)
}

fn index(text: &mut String, draft: &Draft<'_>, positive: Option<&str>) -> std::fmt::Result {
    let (names, counts) = draft.classes;
    let rows: u64 = counts[1..].iter().sum();
    writeln!(
        text,
        "# An index is a question with a yes-or-no answer or one of several, learnt from a label column. There may be several.\n\n\
         [[index]]\nname = {}\nlabel = {}",
        basic(&index_name(draft.label)),
        basic(draft.label)
    )?;
    if let Some(positive) = positive {
        let events = names.iter().position(|name| name == positive).map_or(0, |at| counts[at]);
        let share = 100.0 * events as f64 / rows.max(1) as f64;
        writeln!(text, "# The label's value that counts as the event: {events} of {rows} rows ({share:.2} %).")?;
        writeln!(text, "positive = {}", basic(positive))?;
    } else {
        let present = counts[1..].iter().filter(|&&count| count > 0).count();
        writeln!(
            text,
            "# Each of the label's {present} values is a class. With `positive` one of them is the event and the rest are not."
        )?;
        writeln!(text, "kind = \"classes\"")?;
    }
    if counts[0] > 0 {
        writeln!(text, "# {} rows have no label and are left out.", counts[0])?;
    }
    writeln!(text, "# An opportunity is good news when high, a risk is bad news.\npolarity = \"opportunity\"")?;
    if positive.is_some() {
        writeln!(
            text,
            "# From which probability a row counts as called: \"f1\", \"model_score\", \"volume:0.1\" for a tenth of the rows, or 0.35.\n\
         # threshold = \"f1\"\n\
         # Which model ships: \"forest\", \"linear\" (a scorecard: every column adds points by bin),\n\
         # \"blend\" (a weighted mean of the two, which helps where events are few), or \"best\" of the three on rows held out.\n\
         # model = \"forest\"\n\
         # Weighs the rarer class penalty x (rows of the other / its own rows). It moves the fit, never what a probability means.\n\
         # imbalance_penalty = 1.0\n\
         # A categorical or boolean column: each value with rows enough gets a model of its own, where it is better than one for all.\n\
         # route = \"channel\""
        )?;
    }
    writeln!(text, "# title = {{ en = {} }}\n", basic(draft.label))?;
    writeln!(
        text,
        "# Where customers stand, for the page: the first [[status]] and the first [[life_stage]] whose conditions all hold; one without\n\
         # conditions is for everybody who is left. A condition asks a field (at_least, below, is, is_not, known), an index (at_least,\n\
         # below), or a product (holds, lacks, holds_category).\n\
         # [[status]]\n# id = \"at_risk\"\n# title = {{ en = \"At risk\" }}\n\
         # when = [{{ index = {}, at_least = 0.5 }}]\n",
        basic(&index_name(draft.label))
    )?;
    writeln!(
        text,
        "# Settings of the learner. All are optional.\n[training]\n# iterations = 1000\n# depth = 6\n# folds = 3\n# seed = 0\n\
         # `confidant tune` looks for better ones.\n"
    )
}

fn columns(text: &mut String, seen: &Seen, label: &str) -> std::fmt::Result {
    writeln!(
        text,
        "# The columns. `semantic` is one of numerical, categorical, boolean, text, timestamp; `unit`, `group` (a heading in forms)\n\
         # and `title` (what people call it, by language) are for the page. `monotone` = \"increasing\" or \"decreasing\" keeps the\n\
         # score from moving the other way as a number grows. `values` says what people call categories, which are scored and exported\n\
         # as they stand in the table:\n\
         # [columns.channel.values]\n# agent = {{ en = \"Agent\", ko = \"설계사\", ru = \"агент\" }}\n\
         # [glossary.groups] and [glossary.units] name headings and units in the same way."
    )?;
    for column in seen.columns.iter().filter(|column| column.name != label) {
        writeln!(text, "\n# {}", described(column))?;
        if let Some(warning) = date_warning(column) {
            writeln!(text, "# {warning}")?;
        }
        writeln!(text, "[columns.{}]\nsemantic = {}", basic(&column.name), basic(column.semantic.name()))?;
    }
    Ok(())
}

/// A column's values in a line.
fn described(column: &Scan) -> String {
    let about = if column.distinct_exact { "" } else { "about " };
    let gaps = match column.gaps {
        0 => String::new(),
        gaps => format!("; {:.1} % of the rows have none", 100.0 * gaps as f64 / column.rows as f64),
    };
    let values = match (column.semantic, column.range, column.distinct) {
        (_, _, 0) => return "No values.".to_owned(),
        (Semantic::Numerical, Some((low, high)), distinct) => format!("{low} to {high}, {about}{distinct} values"),
        (_, _, distinct) => {
            let shown: Vec<String> = column.examples.iter().map(|example| quote(&short(example))).collect();
            let more = if distinct > shown.len() as u64 { ", …" } else { "" };
            format!("{about}{distinct} values: {}{more}", shown.join(", "))
        }
    };
    let text = if column.semantic == Semantic::Text { "; free text is not scored" } else { "" };
    capitalised(&format!("{values}{gaps}{text}."))
}

/// Why a column is not to be scored, where that is all but certain.
fn why_ignored(column: &Scan) -> Option<String> {
    if column.distinct <= 1 {
        return Some(if column.distinct == 0 { "It is empty.".into() } else { "It has one value only.".into() });
    }
    let filled = column.rows - column.gaps;
    let about = if column.distinct_exact { "" } else { "about " };
    (column.identifier == Identifier::Likely)
        .then(|| format!("An identifier, as it seems: {about}{} different values in {filled} rows.", column.distinct))
}

/// What is wrong with the column's dates, if it is meant to hold dates and does not hold them in one format that is read.
pub(super) fn date_warning(column: &Scan) -> Option<String> {
    let examples = || {
        let example = |(format, (count, example)): (&DateFormat, &(u64, String))| {
            format!("{} ({}, {count} rows)", quote(&short(example)), format.name())
        };
        column.dates.iter().map(example).collect::<Vec<_>>().join(", ")
    };
    match column.dates.len() {
        0 => None,
        1 => Some(format!(
            "Dates that are not read as such: {}. Write them as 2026-06-30 to have them scored as dates.",
            examples()
        )),
        _ => Some(format!("Dates in mixed formats: {}. Write them as 2026-06-30 to have them scored as dates.", examples())),
    }
}

fn may_be_codes(column: &Scan) -> bool {
    let whole = |x: &f64| x.fract() == 0.0;
    column.semantic == Semantic::Numerical
        && (3..=FEW_CODES).contains(&column.distinct)
        && column.range.is_some_and(|(low, high)| whole(&low) && whole(&high))
        && column.examples.iter().all(|text| text.trim().parse::<i64>().is_ok())
}

pub(super) fn is_sensitive(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    words.any(|word| SENSITIVE.iter().any(|s| if s.len() <= 4 { word == *s } else { word.starts_with(s) }))
}

/// The column most likely to say when a row was taken: filled throughout, and ending latest; of those, with the fewest days.
fn time_column<'a>(columns: impl Iterator<Item = &'a Scan>) -> Option<&'a Scan> {
    let filled = columns.filter(|column| column.semantic == Semantic::Timestamp && column.gaps == 0 && column.distinct > 1);
    filled.max_by_key(|column| (column.latest, std::cmp::Reverse(column.distinct)))
}

/// The label's name as an index may bear it.
fn index_name(label: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || c == '_' || c == '-' || c == ' ' { c } else { '_' };
    label.chars().map(plain).collect()
}

/// A basic string of TOML. JSON escapes the same characters but for one.
fn basic(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

/// Text fit for a comment.
fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

pub(super) fn short(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_owned() } else { text.chars().take(39).chain(['…']).collect() }
}

pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
