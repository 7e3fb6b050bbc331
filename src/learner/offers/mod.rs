//! Next best offers: from who holds what to what a pack needs to propose the next product.
//!
//! The order of work ([`learn`]): who has what is read off the table or a list of interactions ([`history`]); customers with one product
//! hidden ([`hide`]) teach a forest a product ([`ranker`]); factors, neighbours, segments and clusters say what others have; what each of
//! these signals counts is fitted on customers that none of them saw ([`blend`]), and measured on them ([`measure`]).

mod association;
mod blend;
mod bundles;
mod clusters;
mod derived;
mod explicit;
mod fp_growth;
mod hide;
mod history;
mod implicit;
mod interactions;
mod join;
mod lanes;
mod learn;
mod lines;
mod measure;
mod nearest;
mod people;
mod policy;
mod ranker;
mod ridges;
mod segments;
mod slim;
mod spec;
mod tree;
mod vetoes;

pub use association::{Rule as AssociationRule, RuleSpec, association_rules, closed, maximal};
pub use explicit::{ExplicitSpec, fit_explicit};
pub use fp_growth::{Itemset, ItemsetSpec, frequent_itemsets};
pub use history::{History, Products};
pub use implicit::{ImplicitSpec, fit_implicit};
pub use interactions::Interactions;
pub use join::Joined;
pub use lines::{LineColumns, Lines};
pub use spec::OffersSpec;

pub(super) use history::catalogue;
pub(super) use learn::Job;
pub(super) use policy::{check_rules, impossible, policy};
