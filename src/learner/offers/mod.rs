//! Next best offers: from who holds what to what a pack needs to propose the next product.

mod interactions;

pub use interactions::Interactions;
