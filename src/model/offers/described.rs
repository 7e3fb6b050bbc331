//! Bundles, and what was measured of offers.

use serde::{Deserialize, Serialize};

use super::super::Reliability;

/// Products that many customers hold together, and what the last one's presence says given the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The products that are held already, by number in the catalogue.
    pub held: Vec<u32>,
    /// The product that goes with them.
    pub adds: u32,
    /// Customers who hold all of them.
    pub count: u32,
    /// Their share among all customers, in [0, 1].
    pub support: f64,
    /// The share of them among those who hold the first ones, in [0, 1].
    pub confidence: f64,
    /// Confidence over the product's own share; above 1 they go together.
    pub lift: f64,
}

/// Two products that hardly anybody has together, though many have each: who has the one is not offered the other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Veto {
    /// The products, by number in the catalogue, ascending.
    pub products: [u32; 2],
    /// Customers who have both; 0 below the smallest count that is published.
    pub both: u32,
    /// How often they come together against chance, in [0, 1); at most so, where `both` is 0.
    pub lift: f64,
}

/// What vetoes drop, as shares, of measured customers' products.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Vetoed {
    /// Of the hidden products, which should not be.
    pub hidden: f64,
    /// Of all that is not held.
    pub candidates: f64,
}

/// What was measured of the offers, on customers held out, each with one product hidden.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct OffersCard {
    /// Customers learnt from.
    pub customers: u64,
    /// Customers measured on.
    pub measured: u64,
    /// The ways of ranking, the pack's own first.
    pub ranked: Vec<Ranked>,
    /// What the vetoes drop, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vetoed: Option<Vetoed>,
    /// What the trainer noticed.
    pub notes: Vec<String>,
}

/// One way of ranking and its figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Ranked {
    /// `blend`, or one of the signals that it is made of.
    pub by: String,
    /// Its figures.
    pub figures: OfferFigures,
    /// How far its shares can be relied on, where it gives any: those of the blend, and of holders among what is not held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration: Option<Reliability>,
}

/// How well hidden products are found again.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct OfferFigures {
    /// Share of customers whose hidden product is among the first three.
    pub hit_at_3: f64,
    /// Mean of one over the hidden product's rank.
    pub mrr: f64,
    /// Mean of 1 / log₂(1 + rank) where the rank is 10 or less.
    pub ndcg_at_10: f64,
    /// Share of customers whose hidden product is among the first ten.
    pub recall_at_10: f64,
    /// Share of the catalogue that is among somebody's first three.
    pub coverage: f64,
    /// Mean of −log₂ of the share of holders over the first three.
    pub novelty: f64,
}
