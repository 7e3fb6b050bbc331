//! Next best offers: which products, in which order, why these, and why not the others. Pure functions of a pack, a customer,
//! what is known of the call, and a day.
//!
//! Candidates are all products that are not held. Each has signals ([`ranking`]) whose weighted sum is its utility u; the
//! **propensity** is eᵘ over the sum of eᵘ of all candidates (McFadden 1974, conditional logit): the chance that this product is the
//! one that the customer takes next, if one is taken. Gates drop candidates and leave a trace ([`gates`]). What passes is ordered
//! by **priority = propensity × context × value × levers**, and each offer's priority falls for being like a better one.

mod answer;
mod desk;
mod first;
mod gates;
mod person;
mod ranking;
mod reasons;
mod recommend;
mod request;
mod similar;
mod words;

pub use answer::{
    Alike, BundleShown, Dropped, Factor, Held, Nothing, Offer, OfferReason, OfferReasonKind, Recommendation, SimilarProduct,
};
pub use person::Person;
pub use ranking::{Ranking, Signals, propensities, utilities};
pub use request::{Contact, Request};

pub(super) use desk::Desk;
pub(super) use similar::differences;
pub(super) use words::Words;
