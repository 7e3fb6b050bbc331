//! Tables of customers: what the columns mean, how text becomes values, how CSV is read.

mod by_name;
mod csv;
#[cfg(any(feature = "train", feature = "console"))]
mod csv_line;
mod day;
#[cfg(feature = "train")]
mod infer;
#[cfg(feature = "train")]
mod label;
#[cfg(any(feature = "train", feature = "console"))]
mod lang;
#[cfg(any(feature = "train", feature = "console"))]
mod lower;
#[cfg(not(target_arch = "wasm32"))]
mod plain;
mod schema;
#[cfg(feature = "train")]
mod table;
mod value;
#[cfg(feature = "train")]
mod weight;

pub use by_name::ByName;
pub use csv::{CsvOptions, Record, Records};
#[cfg(any(feature = "train", feature = "console"))]
pub use csv_line::CsvLine;
pub use day::Day;
#[cfg(feature = "train")]
pub(crate) use infer::Guess;
#[cfg(feature = "train")]
pub use label::event;
#[cfg(any(feature = "train", feature = "console"))]
pub use lang::Lang;
#[cfg(any(feature = "train", feature = "console"))]
pub(crate) use lang::{filled, filled_in_order};
#[cfg(any(feature = "train", feature = "console"))]
pub(crate) use lower::{letters, lower};
pub(crate) use schema::duplicate;
pub use schema::{Column, Schema, Semantic, Titles};
#[cfg(feature = "train")]
pub use table::{MISSING_CODE, Table, Values};
#[cfg(any(feature = "train", feature = "console"))]
pub(crate) use value::{GROUPING, read_grouped};
pub use value::{is_gap, read_boolean, read_number};
#[cfg(feature = "train")]
pub use weight::weights;
#[cfg(feature = "train")]
pub(crate) use weight::{impossible_weight, is_weight};
