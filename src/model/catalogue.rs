//! The products that an index may lead to.

use serde::{Deserialize, Serialize};

use crate::dataset::{ByName, Titles, duplicate};
use crate::error::{Error, ErrorKind, Result, quote};

/// A product of the catalogue.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// The stable key.
    pub id: String,
    /// What people call it, by language.
    pub name: Titles,
    /// The column that tells whether a customer holds it, if the table has one.
    #[serde(default)]
    pub held: Option<String>,
    /// The kind of product it is: life, health, motor, property, saving …
    #[serde(default)]
    pub category: Option<String>,
    /// What it costs a customer a year, in the catalogue's currency; unknown when absent.
    #[serde(default)]
    pub price: Option<f64>,
    /// What a sale is worth to the company, in the catalogue's currency; the middle of the others' when absent.
    #[serde(default)]
    pub value: Option<f64>,
    /// What the company multiplies its priority by for reasons of its own, such as a campaign; 1 when absent.
    #[serde(default)]
    pub lever: Option<f64>,
    /// The propensity that a product counts as having as long as nobody has it, in [0, 1], such as for a gesture to who is leaving.
    #[serde(default)]
    pub starting_propensity: Option<f64>,
    /// What it gives, by name: an amount, a share or a level in the unit that the name implies.
    #[serde(default)]
    pub benefits: ByName<f64>,
    /// A sentence about it, by language.
    #[serde(default)]
    pub description: Titles,
    /// The sentence to say, by language; `{product}`, `{price}` and `{reason}` are filled in.
    #[serde(default)]
    pub pitch: Titles,
    /// Whether it is no longer sold; who has it keeps it.
    #[serde(default)]
    pub discontinued: bool,
    /// Whether who has it may take it again.
    #[serde(default)]
    pub repeatable: bool,
    /// Who may have it.
    #[serde(default)]
    pub eligibility: Eligibility,
}

/// Who may have a product. An absent bound does not bind.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Eligibility {
    /// Youngest age, in years.
    #[serde(default)]
    pub min_age: Option<f64>,
    /// Oldest age, in years.
    #[serde(default)]
    pub max_age: Option<f64>,
    /// A product that must be held first, by id.
    #[serde(default)]
    pub requires: Option<String>,
}

/// The largest amount, so that products of a few of them stay finite.
const MOST_AMOUNT: f64 = 1e12;

/// Checks a catalogue: distinct ids, amounts of 0 to 1e12, requirements that exist.
///
/// # Errors
/// `parameter`, naming the product and the field.
pub fn check_catalogue(products: &[Product]) -> Result<()> {
    let fail = |what, id: &str, expected: &str, found: String| {
        Err(Error::new(ErrorKind::Parameter, what, format!("product {}", quote(id)), expected, found))
    };
    if let Some(position) = duplicate(products, |product| &product.id) {
        return fail("duplicate product", &products[position].id, "distinct ids", "the id twice".into());
    }
    for product in products {
        if product.name.is_empty() {
            return fail("product without a name", &product.id, "a name in one language or more", "none".into());
        }
        let benefits = product.benefits.iter().map(|(name, &amount)| (name.as_str(), Some(amount)));
        let amounts = [("price", product.price), ("value", product.value), ("lever", product.lever)];
        for (field, amount) in amounts.into_iter().chain(benefits).filter_map(|(field, amount)| Some((field, amount?))) {
            if !(0.0..=MOST_AMOUNT).contains(&amount) {
                return fail("impossible amount", &product.id, "an amount of 0 to 1e12", format!("{field} = {amount}"));
            }
        }
    }
    for product in products {
        if let Some(chance) = product.starting_propensity.filter(|chance| !(0.0..=1.0).contains(chance)) {
            let found = format!("starting_propensity = {chance}");
            return fail("impossible share", &product.id, "0 to 1", found);
        }
        if let Some(required) = &product.eligibility.requires
            && (!products.iter().any(|other| other.id == *required) || *required == product.id)
        {
            return fail("impossible requirement", &product.id, "another product of the catalogue", quote(required));
        }
    }
    for product in products {
        if let Some(circle) = circle(products, product) {
            return fail("circular requirement", &product.id, "requirements that end somewhere", circle);
        }
    }
    Ok(())
}

/// The way from a product over what it requires back to itself, if there is one.
fn circle(products: &[Product], from: &Product) -> Option<String> {
    let mut way = vec![from.id.as_str()];
    let mut at = from;
    while let Some(required) = &at.eligibility.requires {
        way.push(required);
        if *required == from.id {
            return Some(way.join(" requires "));
        }
        at = products.iter().find(|product| product.id == *required)?;
        if way.len() > products.len() {
            // Another circle, which its own products report.
            return None;
        }
    }
    None
}
