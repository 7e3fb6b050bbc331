//! Scoring and explaining: pure functions of a pack, a customer and a day. Nothing here can fail once a pack is loaded, but for
//! a caller who names an index that is not there.

mod advisor;
mod bins;
mod customer;
mod dto;
mod encode;
#[cfg(any(feature = "train", feature = "console"))]
mod golden;
mod shapley;
mod table;
#[cfg(test)]
mod types;

pub use advisor::Advisor;
pub use customer::{Customer, FieldValue};
pub use dto::{Attribution, Consultation, Contribution, IndexInfo, Info, Score, Warning, WarningKind};
pub use encode::{Layout, Row, Rows};
#[cfg(any(feature = "train", feature = "console"))]
pub use golden::golden_of;
