//! Looking at a table before anything is trained on it: what the columns are, what is wrong with them, and a project file to
//! begin with.
//!
//! [`scan`] reads the table once and keeps what a table in memory cannot tell any more: identifiers, formats of dates, integers.
//! [`draft`] turns that into a commented project file.

mod dates;
mod distinct;
mod draft;
mod scan;

pub use dates::DateFormat;
pub use draft::{Draft, classes, draft};
pub use scan::{Identifier, Scan, Seen, scan};
