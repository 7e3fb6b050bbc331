//! The rules of the house: who may be offered what, and what counts for more in which situation.

use serde::{Deserialize, Serialize};

use crate::dataset::Titles;

use super::condition::{ConditionSpec, Scalar};

/// The gates that a candidate passes, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// May the customer have it: age, region, already held, a product required first.
    Eligibility,
    /// Does it make sense now.
    Applicability,
    /// Is it in the customer's interest.
    Suitability,
    /// Was it offered or declined too often of late, or does the customer want no offers.
    Suppression,
}

/// What came of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was made; nothing is known of the answer.
    Offered,
    /// The customer took it.
    Accepted,
    /// The customer did not want it.
    Declined,
}

/// The rules of the house.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// The field that ages are read from.
    pub age: Option<String>,
    /// How much an offer's priority falls for being like a better one, in [0, 1].
    pub diversity: f64,
    /// How much rarer products count for more, in [0, 1]: their levers are multiplied by the share of customers who have them, to the
    /// power of minus this.
    #[serde(skip_serializing_if = "is_zero")]
    pub novelty: f64,
    /// How often a product may be offered.
    pub contact: ContactPolicy,
    /// What drops products.
    pub rules: Vec<Rule>,
    /// What makes products count for more or less.
    pub contexts: Vec<Context>,
}

/// Packs that ask for none say nothing of it.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_zero(number: &f64) -> bool {
    *number == 0.0
}

/// How often a product may be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct ContactPolicy {
    /// A product that was declined so often within [`ContactPolicy::days`] is not offered.
    pub declined: u32,
    /// A product that was offered so often within [`ContactPolicy::days`] is not offered.
    pub offered: u32,
    /// How many days back contacts count.
    pub days: u32,
}

impl Policy {
    /// What calls may be about: what rules and contexts ask for, ascending.
    #[must_use]
    pub fn intents(&self) -> Vec<String> {
        let of_rules = self.rules.iter().flat_map(|rule| rule.when.iter().chain(&rule.require));
        let of_contexts = self.contexts.iter().flat_map(|context| &context.when);
        let named = |condition: &ConditionSpec| {
            let asked = condition.intent.iter().chain(&condition.intent_not);
            let text = |scalar: &Scalar| if let Scalar::Text(text) = scalar { Some(text.clone()) } else { None };
            asked.flat_map(|intent| intent.values().iter().filter_map(text)).collect::<Vec<String>>()
        };
        let mut intents: Vec<String> = of_rules.chain(of_contexts).flat_map(named).collect();
        intents.sort();
        intents.dedup();
        intents
    }
}

impl Default for ContactPolicy {
    fn default() -> Self {
        Self { declined: 1, offered: 3, days: 90 }
    }
}

/// Which products a rule is about: those that are named or of a category that is named; all where neither is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct Scope {
    /// Products, by id.
    pub products: Vec<String>,
    /// Categories.
    pub categories: Vec<String>,
}

/// Drops products at a gate: where all of `when` hold, or where one of `require` does not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What traces call it.
    pub name: String,
    /// The gate it stands at.
    pub gate: Gate,
    /// The products it is about.
    #[serde(default)]
    pub only: Scope,
    /// The products are dropped where all of these hold.
    #[serde(default)]
    pub when: Vec<ConditionSpec>,
    /// The products are dropped where one of these is known not to hold.
    #[serde(default)]
    pub require: Vec<ConditionSpec>,
    /// What people are told, by language.
    #[serde(default)]
    pub reason: Titles,
}

/// Multiplies the priority of products in a situation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// What traces call it.
    pub name: String,
    /// The products it is about.
    #[serde(default)]
    pub only: Scope,
    /// It counts where all of these hold.
    pub when: Vec<ConditionSpec>,
    /// What the priority is multiplied by, above 0.
    pub factor: f64,
    /// What people are told, by language.
    #[serde(default)]
    pub reason: Titles,
}
