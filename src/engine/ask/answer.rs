//! The shape of an answer.

use serde::{Deserialize, Serialize};

use crate::model::Polarity;
use crate::model::ask::Intent;

use super::super::dto::Score;
use super::super::offers::{Alike, Dropped, Offer};

/// An answer to a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Answer {
    /// What was asked for; null where that is not sure enough, and the text says so.
    pub intent: Option<Intent>,
    /// How sure the most likely reading of the question is, in [0, 1].
    pub confidence: f64,
    /// The language of the answer: `en`, `ko` or `ru`.
    pub lang: String,
    /// What to say, as plain text.
    pub text: String,
    /// What to show with it.
    pub cards: Vec<AnswerCard>,
    /// Questions that may come next, in the same language.
    pub suggestions: Vec<String>,
    /// Where a page has more to offer than an answer.
    pub hand_over: Option<HandOver>,
    /// What was spoken of: given back as `previous` with the next question, it tells what "a cheaper one" is.
    pub turn: Turn,
}

/// What was spoken of in an answer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct Turn {
    /// What was asked for.
    pub intent: Option<Intent>,
    /// Products by id, the one that was spoken of most first.
    pub products: Vec<String>,
    /// Of the last answer that showed several products, those, in the order in which they were shown.
    pub shown: Vec<String>,
    /// The category that was asked for.
    pub category: Option<String>,
    /// The index that was asked for, by name.
    pub index: Option<String>,
    /// The language.
    pub lang: Option<String>,
}

/// Something to show with an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AnswerCard {
    /// An offer.
    Offer(Box<Offer>),
    /// A product that a gate dropped.
    Dropped(Dropped),
    /// A product.
    Product(ProductFacts),
    /// Two products beside each other.
    Comparison(Box<Comparison>),
    /// How a customer stands on an index.
    Score(ScoreShown),
    /// Why.
    Reasons(ReasonsShown),
    /// Customers alike.
    People(Alike),
}

/// What a product is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProductFacts {
    /// The product's id.
    pub product: String,
    /// Its name in the language of the answer.
    pub name: String,
    /// Its category, as people call it.
    pub category: Option<String>,
    /// What it costs a year, if the catalogue says.
    pub price: Option<f64>,
    /// What it costs a year, as people read it: `180 EUR`.
    pub price_text: Option<String>,
    /// What it gives.
    pub benefits: Vec<Benefit>,
    /// The sentence about it in the catalogue, if there is one.
    pub description: Option<String>,
    /// Whether it is still sold.
    pub sold: bool,
    /// Youngest age, in years.
    pub min_age: Option<f64>,
    /// Oldest age, in years.
    pub max_age: Option<f64>,
    /// The name of a product that must be held first.
    pub requires: Option<String>,
}

/// What a product gives, or how two products differ in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Benefit {
    /// What people call it, in the language of the answer.
    pub name: String,
    /// How much; of a difference, negative for less.
    pub amount: f64,
    /// Both, as people read them: `trips a year 12`, `dental cover 80%`, and of what is given or not its name alone.
    pub text: String,
}

/// Two products beside each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Comparison {
    /// The one.
    pub one: ProductFacts,
    /// The other.
    pub other: ProductFacts,
    /// Benefits in which the other is better, by how much there is more of them.
    pub gained: Vec<Benefit>,
    /// Benefits in which the other is worse.
    pub lost: Vec<Benefit>,
    /// How much more the other costs a year, negative for less, where both prices are known.
    pub price_difference: Option<f64>,
}

/// How a customer stands on an index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ScoreShown {
    /// The index, by name.
    pub index: String,
    /// What people call it, in the language of the answer.
    pub title: String,
    /// Whether high is good or bad.
    pub polarity: Polarity,
    /// How the customer stands.
    pub score: Score,
}

/// Why a customer stands there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReasonsShown {
    /// The index, by name.
    pub index: String,
    /// What people call it, in the language of the answer.
    pub title: String,
    /// The expected margin over the training population, in log-odds.
    pub baseline: f64,
    /// The customer's margin, in log-odds.
    pub margin: f64,
    /// The strongest columns, strongest first.
    pub reasons: Vec<ReasonShown>,
}

/// What a column adds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReasonShown {
    /// The column.
    pub feature: String,
    /// What people call it, in the language of the answer.
    pub title: String,
    /// The customer's value, as people read it.
    pub value: String,
    /// Its Shapley value in log-odds.
    pub contribution: f64,
}

/// Where a page has more to offer than an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum HandOver {
    /// Changing the customer's values and seeing what happens.
    WhatIf,
}
