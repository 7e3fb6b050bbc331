//! Scoring and explaining: pure functions of a pack, a customer and a day. Nothing here can fail once a pack is loaded, but for
//! a caller who names an index that is not there.

mod advisor;
#[cfg(any(feature = "train", feature = "console"))]
pub mod ask;
#[cfg(any(feature = "train", feature = "console"))]
mod asked;
#[cfg(any(feature = "train", feature = "console"))]
pub mod batch;
mod columns;
#[cfg(any(feature = "train", feature = "console"))]
mod counterfactual;
mod customer;
mod dto;
mod encode;
#[cfg(feature = "train")]
mod golden;
mod kernel;
#[cfg(any(feature = "train", feature = "console"))]
mod lines;
mod number_form;
#[cfg(any(feature = "train", feature = "console"))]
pub mod offers;
mod plan;
mod quantise;
#[cfg(any(feature = "train", feature = "console"))]
pub mod receipt;
mod route;
mod rows;
mod shapley;
#[cfg(any(feature = "train", feature = "console"))]
mod stage;
mod standing;
mod table;
#[cfg(test)]
mod types;

pub use advisor::{Advisor, Reasons};
pub use columns::Columns;
pub use customer::{Customer, FieldValue};
pub use dto::{
    Attribution, ClassProbability, Consultation, Contribution, Counterfactual, IndexInfo, Info, Plan, PlannedChange, Score,
    TakenRoute, Warning, WarningKind,
};
pub use encode::{Encoded, Encoder, Layout, MISSING_MESSAGE, Row};
#[cfg(feature = "train")]
pub use golden::golden_of;
#[cfg(any(feature = "train", feature = "console"))]
pub use lines::{Lines, Told};
pub use number_form::NumberForm;
pub use route::{Path, UNROUTED_MESSAGE};
pub use rows::Rows;
#[cfg(any(feature = "train", feature = "console"))]
pub use stage::StageShown;
pub use standing::Standing;
pub use table::cancelled;
