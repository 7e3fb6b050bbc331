//! Reports as one HTML file each: charts are inline SVG, nothing is fetched and nothing runs. Markup is written by `maud`, which
//! escapes every text, so that no name or value of a table can become markup.

mod chart;
mod classes;
mod columns;
mod contenders;
mod curves;
mod effects;
mod offers;
mod page;
mod pictures;
mod profile;
mod routes;
pub mod text;
mod training;

pub use profile::profile;
pub use training::training;
