//! Next best offers: from who holds what to what a pack needs to propose the next product.

mod explicit;
mod implicit;
mod interactions;
mod lanes;

pub use explicit::{ExplicitSpec, fit_explicit};
pub use implicit::{ImplicitSpec, fit_implicit};
pub use interactions::Interactions;
