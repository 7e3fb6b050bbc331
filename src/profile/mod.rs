//! Looking at a table before anything is trained on it: what the columns are, what is wrong with them, what they say about the
//! label, and a project file to begin with.
//!
//! [`scan`] reads the table once and keeps what a table in memory cannot tell any more: identifiers, formats of dates, integers.
//! [`draft`] turns that into a commented project file; [`profile`] goes on to look at the values. All of it is data: nothing here
//! draws or prints.

mod associate;
mod components;
mod dates;
mod distinct;
mod draft;
mod drift;
mod features;
mod findings;
mod groups;
mod look;
mod map;
mod sample;
mod scan;
mod summary;
mod target;
mod warnings;
mod weigh;

pub use associate::Association;
pub use components::Components;
pub use dates::DateFormat;
pub use draft::{Draft, classes, draft};
pub use drift::{ColumnDrift, Drift};
pub use findings::{Finding, FindingKind, LEAK_AUC, SHIFTED_PSI, STABLE_PSI, Severity};
pub(crate) use groups::{Groups, Whom};
pub use look::{ColumnProfile, Duplicates, Opener, Profile, Request, Stage, profile};
pub use map::Map;
pub(crate) use sample::sample;
pub use scan::{Identifier, Scan, Seen, scan};
pub use summary::{CategorySummary, Histogram, NumberSummary, Summary};
pub use target::{GroupRate, Link, Target, wilson};
pub use warnings::{unread_numbers, warnings};
