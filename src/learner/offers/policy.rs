//! The rules of a project file, checked against what the pack will know.

use std::collections::BTreeMap;

use crate::dataset::Semantic;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::offers::{Condition, ConditionSpec, Names, Policy, Scope};
use crate::model::{Field, category_hash};

use super::super::Project;

/// The rules of the house, and a note for every rule that can never hold.
///
/// # Errors
/// `parameter` with the rule and its line, for a name that is not there or a value of another type.
pub(super) fn policy(project: &Project, fields: &[Field], names: Names<'_>) -> Result<(Policy, Vec<String>)> {
    let spec = project.offers.clone().unwrap_or_default();
    if !(0.0..=1.0).contains(&spec.diversity) {
        let found = spec.diversity.to_string();
        return Err(Error::new(ErrorKind::Parameter, "impossible diversity", "[offers] diversity", "0 to 1", found));
    }
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
    for (rule, line) in project.rules() {
        let place = format!("rule {}, line {line}", quote(&rule.name));
        check_scope(&rule.only, names, &place)?;
        if rule.when.is_empty() && rule.require.is_empty() {
            return Err(Error::new(ErrorKind::Parameter, "rule without a condition", place, "when or require", "neither"));
        }
        let when = compiled(&rule.when, names, &place)?;
        compiled(&rule.require, names, &place)?;
        if !rule.when.is_empty() && impossible(&rule.when, &when, fields) {
            notes.push(format!("rule `{}` (line {line}) can never hold: it drops nothing", rule.name));
        }
    }
    for (context, line) in project.contexts() {
        let place = format!("context {}, line {line}", quote(&context.name));
        check_scope(&context.only, names, &place)?;
        let when = compiled(&context.when, names, &place)?;
        if !(context.factor.is_finite() && context.factor > 0.0) {
            let found = context.factor.to_string();
            return Err(Error::new(ErrorKind::Parameter, "impossible factor", place, "a finite number above 0", found));
        }
        if impossible(&context.when, &when, fields) {
            notes.push(format!("context `{}` (line {line}) can never hold", context.name));
        }
    }
    let policy = Policy {
        age,
        diversity: spec.diversity,
        contact: spec.contact,
        rules: project.rules().map(|(rule, _)| rule.clone()).collect(),
        contexts: project.contexts().map(|(context, _)| context.clone()).collect(),
    };
    Ok((policy, notes))
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
fn impossible(specs: &[ConditionSpec], conditions: &[Condition], fields: &[Field]) -> bool {
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
