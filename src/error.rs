//! One error type for the crate: what went wrong, where, what was expected and what was found.

use std::fmt;

/// A failure with a stable [`ErrorKind`] for programs and one clear line for people.
///
/// The line always reads `what, at where: expected …, found …`. The fields are private so that wording can improve without
/// breaking callers; match on [`Error::kind`].
#[derive(Debug)]
pub struct Error(Box<Report>);

#[derive(Debug)]
struct Report {
    kind: ErrorKind,
    what: &'static str,
    place: String,
    expected: String,
    found: String,
}

/// The crate's result type.
pub type Result<T> = std::result::Result<T, Error>;

/// What class of thing failed. The names are stable: they are the `kind` of JavaScript errors and of `--json` output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file or stream could not be read or written.
    Io,
    /// A CSV file breaks the format: ragged rows, wrong delimiter, no header, not UTF-8, oversized cells.
    Csv,
    /// The columns do not fit what is asked of them: a label that is missing, none that a pack knows.
    Schema,
    /// The values cannot be trained on: a label with one class, no rows left.
    Data,
    /// A project file or a parameter is out of its range or names something that does not exist.
    Parameter,
    /// A pack's bytes are truncated, altered, of an unknown format or inconsistent.
    Pack,
    /// A customer is not a plain record of values.
    Customer,
    /// The caller named an index that the pack does not hold.
    UnknownIndex,
    /// A pack's golden examples do not come out to the same bits.
    Golden,
    /// Nobody wants the result any more.
    Cancelled,
}

impl ErrorKind {
    /// The stable name, in snake case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Io => "io",
            Self::Csv => "csv",
            Self::Schema => "schema",
            Self::Data => "data",
            Self::Parameter => "parameter",
            Self::Pack => "pack",
            Self::Customer => "customer",
            Self::UnknownIndex => "unknown_index",
            Self::Golden => "golden",
            Self::Cancelled => "cancelled",
        }
    }
}

impl Error {
    /// An error of `kind`: `what` happened at `place`; `expected` and `found` complete the sentence.
    //
    // Out of line: in the scorer, making texts at each of a hundred places would take kilobytes.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn new(
        kind: ErrorKind,
        what: &'static str,
        place: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self(Box::new(Report { kind, what, place: place.into(), expected: expected.into(), found: found.into() }))
    }

    /// An input or output failure while doing `what` to `place`.
    #[must_use]
    pub fn io(what: &'static str, place: impl Into<String>, source: &std::io::Error) -> Self {
        Self::new(ErrorKind::Io, what, place, "a usable file", source.to_string())
    }

    /// The class of the failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The same error, with `outer` named before its place: a file before a line, a pack before a tensor.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        self.0.place = if self.0.place.is_empty() { outer.to_owned() } else { format!("{outer}, {}", self.0.place) };
        self
    }
}

/// Longest piece of foreign text that a message repeats.
const QUOTE_LIMIT: usize = 80;

/// Foreign text made fit for a message: one line, control characters escaped, cut at 80 characters.
#[must_use]
pub fn quote(text: &str) -> String {
    let mut out = String::from("`");
    let mut chars = text.chars();
    out.extend(chars.by_ref().take(QUOTE_LIMIT).flat_map(|c| {
        let hidden = c.is_control() || matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if hidden { c.escape_unicode().collect::<Vec<_>>() } else { vec![c] }
    }));
    out.push_str(if chars.next().is_some() { "…`" } else { "`" });
    out
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { what, place, expected, found, .. } = &*self.0;
        f.write_str(what)?;
        if !place.is_empty() {
            write!(f, ", at {place}")?;
        }
        write!(f, ": expected {expected}, found {found}")
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_what_where_expected_and_found() {
        let error = Error::new(ErrorKind::Csv, "ragged row", "line 7", "5 fields", "4").within("clients.csv");
        assert_eq!(error.to_string(), "ragged row, at clients.csv, line 7: expected 5 fields, found 4");
        assert_eq!(error.kind().name(), "csv");
    }

    #[test]
    fn foreign_text_stays_one_short_visible_line() {
        assert_eq!(quote("a\nb\u{202e}c"), "`a\\u{a}b\\u{202e}c`");
        assert_eq!(quote(&"x".repeat(500)).chars().count(), 83);
    }
}
