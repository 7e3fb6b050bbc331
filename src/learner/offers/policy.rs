//! The rules of a project file, checked against what the pack will know.

use std::collections::BTreeMap;

use crate::dataset::Semantic;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::offers::{Condition, ConditionSpec, Names, Policy, Scope};
use crate::model::{Field, Product, category_hash};

use super::super::Project;
use super::super::describe::empty;

/// Most that a context multiplies a priority by.
const MOST_FACTOR: f64 = 1e6;

/// Checks of the rules what can be told without the table: everything but which columns there are and of what type. So a mistake is
/// named before a long table is read.
///
/// # Errors
/// Those of [`policy`].
pub(in crate::learner) fn check_rules(project: &Project, products: &[Product]) -> Result<()> {
    // Products that stand for columns are not known before the table is.
    if project.offers.is_none() || products.is_empty() {
        return Ok(());
    }
    let of_rules = project.rules().flat_map(|(rule, _)| rule.when.iter().chain(&rule.require));
    let specs = of_rules.chain(project.contexts().flat_map(|(context, _)| &context.when));
    let mut fields: Vec<Field> = Vec::new();
    for (name, asked) in specs.filter_map(asked) {
        let column = project.column(name, asked.unwrap_or(Semantic::Categorical));
        match fields.iter().find(|known| known.name == *name) {
            None => fields.push(empty(&column, 0.0, None, Vec::new())),
            // Asked in two ways; the table will tell whether one of them is wrong.
            Some(known) if asked.is_some() && known.semantic != column.semantic => return Ok(()),
            Some(_) => {}
        }
    }
    let indices: Vec<&str> = project.indices.iter().map(|index| index.name.as_str()).collect();
    let names = Names { fields: &fields, indices: &indices, products };
    rules(project, names, &mut Vec::new()).map_err(|e| project.mistake(e))
}

/// The field that a condition asks about, and the type that can be asked so, if not every type can.
fn asked(spec: &ConditionSpec) -> Option<(&String, Option<Semantic>)> {
    let name = spec.field.as_ref().or(spec.price_share_of.as_ref())?;
    if spec.price_share_of.is_some() || spec.at_least.is_some() || spec.below.is_some() {
        return Some((name, Some(Semantic::Numerical)));
    }
    Some((name, (spec.is.is_some() || spec.is_not.is_some()).then_some(Semantic::Categorical)))
}

/// The rules of the house, and a note for every rule that can never hold.
///
/// # Errors
/// `parameter` with the rule and its line, for a name that is not there or a value of another type.
pub(in crate::learner) fn policy(project: &Project, fields: &[Field], products: &[Product]) -> Result<(Policy, Vec<String>)> {
    let indices: Vec<&str> = project.indices.iter().map(|index| index.name.as_str()).collect();
    let names = Names { fields, indices: &indices, products };
    checked(project, names).map_err(|e| project.mistake(e))
}

fn checked(project: &Project, names: Names<'_>) -> Result<(Policy, Vec<String>)> {
    let (spec, fields) = (project.offers.clone().unwrap_or_default(), names.fields);
    let is_age = |field: &Field| field.name == "age" && field.semantic == Semantic::Numerical;
    let age = spec.age.clone().or_else(|| fields.iter().any(is_age).then(|| "age".to_owned()));
    if let Some(name) = &age {
        let fail = |what, expected: &str, found| Err(Error::new(ErrorKind::Parameter, what, "[offers] age", expected, found));
        match fields.iter().find(|field| field.name == *name) {
            None => return fail("unknown field", "a column that is scored", quote(name)),
            Some(field) if field.semantic != Semantic::Numerical => {
                let found = format!("{} {}", field.semantic.name(), quote(name));
                return fail("rule of another type", "a numerical column", found);
            }
            Some(_) => {}
        }
    }
    let mut notes = Vec::new();
    rules(project, names, &mut notes)?;
    let policy = Policy {
        age,
        diversity: spec.diversity,
        novelty: spec.novelty,
        contact: spec.contact,
        rules: project.rules().map(|(rule, _)| rule.clone()).collect(),
        contexts: project.contexts().map(|(context, _)| context.clone()).collect(),
    };
    Ok((policy, notes))
}

/// Checks the rules and contexts, and the settings beside them; notes those that can never hold.
fn rules(project: &Project, names: Names<'_>, notes: &mut Vec<String>) -> Result<()> {
    let spec = project.offers.clone().unwrap_or_default();
    let settings = [
        ("diversity", "impossible diversity", Some(spec.diversity), true),
        ("novelty", "impossible novelty", Some(spec.novelty), true),
        ("veto_lift", "impossible lift", spec.veto_lift, false),
    ];
    for (name, what, value, up_to_1) in settings {
        let Some(value) = value else { continue };
        if !((0.0..1.0).contains(&value) || (up_to_1 && value == 1.0)) {
            let expected = if up_to_1 { "0 to 1" } else { "0 or more, and below 1" };
            return Err(Error::new(ErrorKind::Parameter, what, format!("[offers] {name}"), expected, value.to_string()));
        }
    }
    for (rule, line) in project.rules() {
        let place = format!("rule {}, line {line}", quote(&rule.name));
        check_scope(&rule.only, names, &place)?;
        if rule.when.is_empty() && rule.require.is_empty() {
            return Err(Error::new(ErrorKind::Parameter, "rule without a condition", place, "when or require", "neither"));
        }
        let when = compiled(&rule.when, names, &place)?;
        compiled(&rule.require, names, &place)?;
        if !rule.when.is_empty() && impossible(&rule.when, &when, names.fields) {
            notes.push(format!("rule `{}` (line {line}) can never hold: it drops nothing", rule.name));
        }
    }
    for (context, line) in project.contexts() {
        let place = format!("context {}, line {line}", quote(&context.name));
        check_scope(&context.only, names, &place)?;
        let when = compiled(&context.when, names, &place)?;
        if !(context.factor > 0.0 && context.factor <= MOST_FACTOR) {
            let (expected, found) = (format!("a number above 0, at most {MOST_FACTOR}"), context.factor.to_string());
            return Err(Error::new(ErrorKind::Parameter, "impossible factor", place, expected, found));
        }
        if impossible(&context.when, &when, names.fields) {
            notes.push(format!("context `{}` (line {line}) can never hold", context.name));
        }
    }
    Ok(())
}

fn compiled(specs: &[ConditionSpec], names: Names<'_>, place: &str) -> Result<Vec<Condition>> {
    specs.iter().map(|spec| Condition::new(spec, names, place)).collect()
}

fn check_scope(scope: &Scope, names: Names<'_>, place: &str) -> Result<()> {
    let fail = |what, expected: &str, name: &str| Err(Error::new(ErrorKind::Parameter, what, place, expected, quote(name)));
    if let Some(id) = scope.products.iter().find(|id| !names.products.iter().any(|product| product.id == **id)) {
        return fail("unknown product in a rule", "products of the catalogue", id);
    }
    let of = |category: &String| names.products.iter().any(|product| product.category.as_ref() == Some(category));
    match scope.categories.iter().find(|category| !of(category)) {
        Some(category) => fail("unknown category in a rule", "categories of the catalogue", category),
        None => Ok(()),
    }
}

/// Whether conditions that must hold together cannot: bounds that leave nothing between them, categories that training never saw or
/// that exclude one another, a product that is held and is not.
pub(in crate::learner) fn impossible(specs: &[ConditionSpec], conditions: &[Condition], fields: &[Field]) -> bool {
    let mut bounds: BTreeMap<(&str, usize), (f64, f64)> = BTreeMap::new();
    let mut allowed: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    let mut narrow = |key, at_least: Option<f64>, below: Option<f64>| {
        let bound = bounds.entry(key).or_insert((f64::NEG_INFINITY, f64::INFINITY));
        *bound = (bound.0.max(at_least.unwrap_or(f64::NEG_INFINITY)), bound.1.min(below.unwrap_or(f64::INFINITY)));
    };
    for condition in conditions {
        match condition {
            Condition::Number { field, at_least, below } => narrow(("field", *field), *at_least, *below),
            Condition::Probability { index, at_least, below } => {
                narrow(("index", *index), *at_least, *below);
                narrow(("index", *index), Some(0.0), Some(1.0));
            }
            Condition::PriceShare { field, at_least, below } => {
                narrow(("price", *field), *at_least, *below);
                narrow(("price", *field), Some(0.0), None);
            }
            Condition::Category { field, among, yes: true } => {
                let known: Vec<u64> = fields[*field].categories.iter().map(|name| category_hash(name)).collect();
                let before = allowed.entry(*field).or_insert(known);
                before.retain(|category| among.contains(category));
            }
            Condition::Category { .. } | Condition::Known { .. } | Condition::Holds { .. } | Condition::Intent { .. } => {}
        }
    }
    let contradicts = |spec: &ConditionSpec| spec.holds.is_some() && specs.iter().any(|other| other.lacks == spec.holds);
    bounds.values().any(|(at_least, below)| at_least >= below)
        || allowed.values().any(Vec::is_empty)
        || specs.iter().any(contradicts)
}
