//! What a pack knows of offering: which product comes next, what holds together, who is alike, and the house's rules.
//!
//! Products are numbered as the catalogue lists them. Everything here is an aggregate: counts below [`FEWEST`] customers are
//! kept as 0 and shares that rest on them are not kept at all.

mod condition;
mod crowd;
mod described;
mod holding;
mod policy;
mod similar;

pub use condition::{Condition, ConditionSpec, Names, OneOrMany, Scalar, Values};
pub use crowd::{Crowd, Measure, Profile, Segments};
pub use described::{Bundle, OfferFigures, OffersCard, Ranked, Veto, Vetoed};
pub use holding::{damped, held, published};
pub use policy::{ContactPolicy, Context, Gate, Outcome, Policy, Rule, Scope};
pub use similar::Similar;

pub use super::{Reliability, ReliabilityBin};

use super::Model;

/// Customers that a published count rests on at least.
pub const FEWEST: u32 = 20;

/// What candidates are ranked by, in the order of [`Offers::blend`]; new ones come last.
pub const SIGNALS: [&str; 11] = [
    "propensity",
    "factors",
    "factors_log",
    "rating",
    "neighbours",
    "neighbours_log",
    "popularity",
    "segment",
    "cluster",
    "lately",
    "slim",
];

/// What a pack knows of offering.
#[derive(Debug, Clone, PartialEq)]
pub struct Offers {
    /// The rules of the house.
    pub policy: Policy,
    /// What was measured.
    pub card: OffersCard,
    /// How many customers were learnt from.
    pub customers: u32,
    /// By product, how many of them have it; 0 below [`FEWEST`].
    pub holders: Vec<u32>,
    /// Forests that tell the next product, by product ascending; products without enough holders have none.
    pub rankers: Vec<Ranker>,
    /// Factors of implicit feedback, in which a new customer is folded in.
    pub factors: Option<super::Factors>,
    /// Factors of ratings, for packs that learn from ratings: strengths of holdings are then ratings.
    pub ratings: Option<super::RatingFactors>,
    /// Which products go together.
    pub similar: Similar,
    /// Customers of one kind, by their columns.
    pub segments: Option<Segments>,
    /// Customers alike, by columns and holdings.
    pub clusters: Option<Crowd>,
    /// Products that are held together often.
    pub bundles: Vec<Bundle>,
    /// Products that are hardly held together, by their numbers.
    pub vetoes: Vec<Veto>,
    /// By product, how many customers took it of late, 0 below [`FEWEST`]; empty where nobody knows when.
    pub lately: Vec<u32>,
    /// What each of [`SIGNALS`] counts in the utility of a candidate.
    pub blend: [f64; SIGNALS.len()],
}

/// The forest that tells whether a product is the next one.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranker {
    /// The product.
    pub product: u32,
    /// Its margin is the log-odds that this product, and not another, is the one that a customer has besides what is known.
    pub model: Model,
}

impl Offers {
    /// The share of customers who have a product, in [0, 1]; 0 where too few have it to say.
    #[must_use]
    pub fn share(&self, product: usize) -> f64 {
        f64::from(self.holders[product]) / f64::from(self.customers.max(1))
    }
}
