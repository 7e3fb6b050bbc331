//! Everything that fits a model: from a table and a project to a pack.
//!
//! The order of work: columns are quantised once ([`inputs`]); for each index, rows are held out in folds ([`folds`]), a forest
//! is boosted on each ([`boost`], [`grow`]) over ordered target statistics ([`statistic`]), margins of held-out rows are
//! calibrated and measured, and the forest that ships is assembled with integer leaves ([`assemble`]). A linear model may take
//! its place ([`contend`]), as a forest of trees of one split each.

pub mod ask;
mod assemble;
mod blend;
mod boost;
mod borders;
mod calibrate;
mod candidate;
mod classes;
mod combine;
mod contend;
mod describe;
mod draw;
mod evidence;
mod fit;
mod folds;
mod glossary;
mod greedy;
mod grow;
mod histogram;
mod index;
mod inputs;
mod label;
mod logistic;
mod matrix;
mod monotone;
mod notes;
pub mod offers;
mod ordered;
mod params;
mod prepare;
mod project;
mod random;
mod route;
mod softmax;
mod stages;
mod statistic;
mod synthetic;
mod tally;
mod temperature;
mod train;
#[cfg(not(target_arch = "wasm32"))]
mod tune;

pub use fit::Progress;
pub use glossary::GlossarySpec;
pub use params::{Boosting, Combining, Params, TrainingSpec};
pub use prepare::Source;
pub use project::{ColumnSpec, DataSpec, IndexSpec, Kind, ModelChoice, Monotone, Project, Threshold, read_catalogue};
pub use train::{Event, train, train_with_evidence};
#[cfg(not(target_arch = "wasm32"))]
pub use tune::{BATCH, Dimension, Edge, Objective, Search, Trial, Tuner, best, dimensions};
