//! What a project file calls headings, units, intents, the catalogue's words and the values of columns, checked against what is there.

use serde::Deserialize;

use crate::dataset::{ByName, Semantic, Table, Titles, Values};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::offers::Policy;
use crate::model::{Field, Glossary, Product};

use super::Project;

/// The `[glossary]` section; values of columns are named where the columns are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GlossarySpec {
    /// The headings that columns stand under, by language.
    pub groups: ByName<Titles>,
    /// The units behind values; forms of a language are separated by `|`.
    pub units: ByName<Titles>,
    /// What rules and contexts say that a call may be about.
    pub intents: ByName<Titles>,
    /// The categories and benefits of the catalogue.
    pub catalogue: ByName<Titles>,
    /// The unit of prices.
    pub currency: Option<String>,
    /// Benefits that are better the less there is of them.
    pub less_is_better: Vec<String>,
    /// Benefits that are given or not.
    pub yes_or_no: Vec<String>,
}

/// The names as a pack holds them, and a note for every column with names of values that the pack does not tell apart.
///
/// # Errors
/// `parameter` with the place, for a name of nothing, a column without categories, or a name that is blank or too long.
pub(super) fn glossary(
    project: &Project,
    (table, fields): (&Table, &[Field]),
    catalogue: &[Product],
    policy: Option<&Policy>,
) -> Result<(Glossary, Vec<String>)> {
    checked(project, (table, fields), catalogue, policy).map_err(|e| project.mistake(e))
}

fn checked(
    project: &Project,
    (table, fields): (&Table, &[Field]),
    catalogue: &[Product],
    policy: Option<&Policy>,
) -> Result<(Glossary, Vec<String>)> {
    let GlossarySpec { groups, units, intents, currency, less_is_better, yes_or_no, .. } = project.glossary.clone();
    let columns = || project.columns.values();
    known(&groups, "[glossary.groups]", "a group of some column", |name| columns().any(|c| c.group.as_ref() == Some(name)))?;
    known(&units, "[glossary.units]", "a unit of some column, or the currency", |name| {
        currency.as_ref() == Some(name) || columns().any(|c| c.unit.as_ref() == Some(name))
    })?;
    let given = |name: &&String| catalogue.iter().any(|product| product.benefits.contains_key(*name));
    for (place, list) in [("[glossary] less_is_better", &less_is_better), ("[glossary] yes_or_no", &yes_or_no)] {
        if let Some(stranger) = list.iter().find(|name| !catalogue.is_empty() && !given(name)) {
            let expected = "benefits of the catalogue";
            return Err(Error::new(ErrorKind::Parameter, "name of nothing", place, expected, quote(stranger)));
        }
    }
    let asked = policy.map(Policy::intents).unwrap_or_default();
    known(&intents, "[glossary.intents]", "an intent of some rule or context", |name| asked.contains(name))?;
    let (mut values, mut notes) = (ByName::new(), Vec::new());
    for (column, spec) in project.columns.iter().filter(|(_, spec)| !spec.values.is_empty()) {
        let (named, noted) = of_column(column, &spec.values, table, fields)?;
        notes.extend(noted);
        if !named.is_empty() {
            values.insert(column.clone(), named);
        }
    }
    let catalogue = of_catalogue(project, catalogue)?;
    let glossary = Glossary { groups, units, intents, catalogue, currency, less_is_better, yes_or_no, values };
    glossary.check()?;
    Ok((glossary, notes))
}

/// What people call the categories and benefits of the catalogue: without one there is nothing to name.
///
/// # Errors
/// `parameter` for a name that is not in the catalogue.
pub(super) fn of_catalogue(project: &Project, catalogue: &[Product]) -> Result<ByName<Titles>> {
    let has = |name: &String| {
        let of = |product: &Product| product.category.as_ref() == Some(name) || product.benefits.contains_key(name);
        catalogue.is_empty() || catalogue.iter().any(of)
    };
    let expected = "categories and benefits of the catalogue";
    let mut all = project.ask.as_ref().map(|ask| ask.names.clone()).unwrap_or_default();
    known(&all, "[ask.names]", expected, has).map_err(|e| project.mistake(e))?;
    known(&project.glossary.catalogue, "[glossary.catalogue]", expected, has).map_err(|e| project.mistake(e))?;
    for (name, titles) in &project.glossary.catalogue {
        all.insert(name.clone(), titles.clone());
    }
    Ok(all)
}

/// The names of one column's values that the pack tells apart. What no row has is noted by name, because it is likely misspelt; what too few
/// rows have is only counted, because notes go into the pack, which names no rare category.
fn of_column(column: &str, spec: &ByName<Titles>, table: &Table, fields: &[Field]) -> Result<(ByName<Titles>, Vec<String>)> {
    let position = table.schema().position(column).filter(|&at| table.schema().columns()[at].semantic == Semantic::Categorical);
    let Some(position) = position else {
        let place = format!("[columns.{column}] values");
        let found = table.schema().position(column).map_or("none", |at| table.schema().columns()[at].semantic.name());
        return Err(Error::new(
            ErrorKind::Parameter,
            "values of a column without categories",
            place,
            "a categorical column",
            found,
        ));
    };
    let mut notes = Vec::new();
    let Some(field) = fields.iter().find(|field| field.name == *column) else {
        notes.push(format!("column `{column}` is not in the pack: the names of its values are left out"));
        return Ok((ByName::new(), notes));
    };
    let seen = |name: &String| matches!(table.values(position), Values::Categories { names, .. } if names[1..].contains(name));
    let (told, rest): (Vec<_>, Vec<_>) = spec.iter().partition(|(name, _)| field.categories.contains(name));
    let (rare, unseen): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(name, _)| seen(name));
    if !unseen.is_empty() {
        let names: Vec<String> = unseen.into_iter().map(|(name, _)| quote(name)).collect();
        notes.push(format!("column `{column}`: no row has {}, which the project names", names.join(", ")));
    }
    if !rare.is_empty() {
        notes.push(format!(
            "column `{column}`: {} of the values that the project names are too rare for the pack to name",
            rare.len()
        ));
    }
    Ok((told.into_iter().map(|(name, titles)| (name.clone(), titles.clone())).collect(), notes))
}

/// Refuses names of nothing.
fn known(names: &ByName<Titles>, place: &'static str, expected: &str, has: impl Fn(&String) -> bool) -> Result<()> {
    match names.keys().find(|name| !has(name)) {
        None => Ok(()),
        Some(name) => Err(Error::new(ErrorKind::Parameter, "name of nothing", place, expected, quote(name))),
    }
}
