//! The shape of a recommendation.

use serde::{Deserialize, Serialize};

use crate::model::offers::Gate;

use super::super::dto::Warning;

/// What to offer a customer, and why not the rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Recommendation {
    /// The offers, best first.
    pub offers: Vec<Offer>,
    /// Why there is none, where there is none.
    pub nothing: Option<Nothing>,
    /// The products that a gate dropped, in the catalogue's order.
    pub dropped: Vec<Dropped>,
    /// Products that passed every gate and rank below the offers, best first, by id; at most 100.
    pub next: Vec<String>,
    /// Customers alike, and what they have that this one lacks.
    pub alike: Vec<Alike>,
    /// Popular combinations that the customer has all but one product of.
    pub bundles: Vec<BundleShown>,
    /// The products that count as held, by id.
    pub held: Vec<String>,
    /// What was wrong with the input.
    pub warnings: Vec<Warning>,
}

/// One offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Offer {
    /// The product's id.
    pub product: String,
    /// Its name in the language asked for.
    pub name: String,
    /// Its category.
    pub category: Option<String>,
    /// What it costs a year, if the catalogue says.
    pub price: Option<f64>,
    /// Propensity × context × value × levers, less what diversity takes off.
    pub priority: f64,
    /// The chance that it is the product that the customer takes next, if one is taken, in (0, 1).
    pub propensity: f64,
    /// What the situation multiplies it by.
    pub context: f64,
    /// What a sale is worth.
    pub value: f64,
    /// What the company multiplies it by: the product's lever, and what the policy's novelty makes of how rare it is.
    pub levers: f64,
    /// What diversity leaves of the priority, in [0, 1].
    pub diversity: f64,
    /// What the context is made of.
    pub contexts: Vec<Factor>,
    /// Why this product, the strongest first.
    pub reasons: Vec<OfferReason>,
    /// What it gives, by name.
    pub benefits: Vec<Factor>,
    /// Rules that could not be checked because the customer has a gap there.
    pub unchecked: Vec<String>,
    /// The sentence to say.
    pub say: String,
}

/// A named amount.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Factor {
    /// What it is.
    pub name: String,
    /// How much.
    pub amount: f64,
}

/// What kind of reason it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum OfferReasonKind {
    /// What a column of the customer adds to the product's log-odds.
    Column,
    /// A product that the customer has and others have together with it.
    Together,
    /// A frequent combination.
    Bundle,
    /// Customers alike.
    Alike,
    /// Customers of the same segment.
    Segment,
    /// All customers.
    Popular,
    /// The situation.
    Context,
    /// The rules let it through, and nothing more is known.
    Rule,
}

/// A reason for an offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfferReason {
    /// What kind of reason it is.
    pub kind: OfferReasonKind,
    /// One sentence in the language asked for.
    pub text: String,
    /// For columns, the Shapley value in log-odds of the product's own forest.
    pub contribution: Option<f64>,
    /// For what other customers do, how many stand behind it.
    pub count: Option<u32>,
}

/// A product that a gate dropped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Dropped {
    /// The product's id.
    pub product: String,
    /// Its name in the language asked for.
    pub name: String,
    /// The gate.
    pub gate: Gate,
    /// The rule at the gate.
    pub rule: String,
    /// One sentence with the value that decided, in the language asked for.
    pub because: String,
}

/// Why there is nothing to offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Nothing {
    /// One sentence in the language asked for.
    pub because: String,
    /// How many products each gate dropped.
    pub by_gate: Vec<Factor>,
}

/// Customers alike, and what they have that this one lacks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Alike {
    /// `segment` for customers of the same bands of the project's columns, `cluster` for those alike in all.
    pub by: String,
    /// How many they are.
    pub customers: u32,
    /// What they have that this one lacks, the largest share first, at most ten.
    pub difference: Vec<Held>,
}

/// How many of some customers have a product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Held {
    /// The product's id.
    pub product: String,
    /// Its name in the language asked for.
    pub name: String,
    /// How many of them have it.
    pub customers: u32,
    /// Their share, in [0, 1].
    pub share: f64,
}

/// A popular combination.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BundleShown {
    /// What the customer has of it, by id.
    pub held: Vec<String>,
    /// What would complete it, by id.
    pub adds: String,
    /// Its name in the language asked for.
    pub name: String,
    /// Customers who have all of it.
    pub customers: u32,
    /// The share of them among those who have the first ones, in [0, 1].
    pub confidence: f64,
    /// That share over the product's share among all.
    pub lift: f64,
}

/// A product near another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SimilarProduct {
    /// The product's id.
    pub product: String,
    /// Its name in the language asked for.
    pub name: String,
    /// Whether it is still sold.
    pub sold: bool,
    /// How near it is, in [0, 1]: the larger of the next two.
    pub similarity: f64,
    /// By who holds them.
    pub by_holders: f64,
    /// By category, benefits and price.
    pub by_attributes: f64,
    /// Customers who hold both; 0 where they are fewer than are published.
    pub both: u32,
    /// Benefits that it is better in, by how much: it gives more of them, or less where the glossary says that less is better.
    pub gained: Vec<Factor>,
    /// Benefits that it is worse in, by how much.
    pub lost: Vec<Factor>,
    /// How much more it costs a year, negative for less, where both prices are known.
    pub price_difference: Option<f64>,
}
