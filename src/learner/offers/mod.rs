//! Next best offers: from who holds what to what a pack needs to propose the next product.

mod association;
mod explicit;
mod fp_growth;
mod implicit;
mod interactions;
mod lanes;
mod tree;

pub use association::{Rule, RuleSpec, association_rules, closed, maximal};
pub use explicit::{ExplicitSpec, fit_explicit};
pub use fp_growth::{Itemset, ItemsetSpec, frequent_itemsets};
pub use implicit::{ImplicitSpec, fit_implicit};
pub use interactions::Interactions;
