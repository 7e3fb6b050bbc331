//! Guessing what columns mean from their values. A project file overrides the guess column by column.

use std::io::Read;

use crate::error::Result;

use super::{Day, Records, Semantic, is_gap, read_boolean, read_number};

/// From this many words a value on average, a column is taken for free text.
const TEXT_WORDS: u64 = 8;

/// What a first pass over a table learned about one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred {
    /// The column's name.
    pub name: String,
    /// The narrowest meaning that fits every value.
    pub semantic: Semantic,
    /// Rows without a value.
    pub gaps: u64,
    /// Rows in the table.
    pub rows: u64,
}

/// What the values of one column have had in common so far.
#[derive(Debug, Clone)]
pub(crate) struct Guess {
    gaps: u64,
    words: u64,
    number: bool,
    boolean: bool,
    day: bool,
}

/// Reads the whole table once: O(rows × columns) time, O(columns) memory.
///
/// # Errors
/// Those of [`Records`].
pub fn infer<R: Read>(records: &mut Records<R>) -> Result<Vec<Inferred>> {
    let names = records.header().to_vec();
    let mut guesses: Vec<Guess> = names.iter().map(|_| Guess::new()).collect();
    let mut rows = 0;
    while let Some(record) = records.next_record()? {
        rows += 1;
        for (guess, text) in guesses.iter_mut().zip(record.iter()) {
            guess.see(text);
        }
    }
    let name_guess = |(name, guess): (String, Guess)| {
        let semantic = guess.semantic(rows);
        Inferred { name, semantic, gaps: guess.gaps, rows }
    };
    Ok(names.into_iter().zip(guesses).map(name_guess).collect())
}

impl Guess {
    pub(crate) fn new() -> Self {
        Self { gaps: 0, words: 0, number: true, boolean: true, day: true }
    }

    pub(crate) fn see(&mut self, text: &str) {
        if is_gap(text) {
            self.gaps += 1;
            return;
        }
        self.number = self.number && read_number(text).is_some();
        self.boolean = self.boolean && read_boolean(text).is_some();
        self.day = self.day && Day::read(text).is_some();
        if !self.number && !self.day {
            self.words += text.split_ascii_whitespace().count() as u64;
        }
    }

    pub(crate) fn semantic(&self, rows: u64) -> Semantic {
        let filled = rows - self.gaps;
        if filled == 0 || self.number {
            Semantic::Numerical
        } else if self.day {
            Semantic::Timestamp
        } else if self.boolean {
            Semantic::Boolean
        } else if self.words >= TEXT_WORDS * filled {
            Semantic::Text
        } else {
            Semantic::Categorical
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::CsvOptions;

    #[test]
    fn the_narrowest_meaning_wins() {
        let table = "n,b,d,c,empty,note,mixed,inf\n\
            1,yes,2026-01-01,red,,the quick brown fox jumps over the lazy dog,1,inf\n\
            2.5,no,2026-01-02,blue,NA,pack my box with five dozen liquor jugs,x,1\n\
            NA,,,?,,,2,nan\n";
        let mut records = Records::new(table.as_bytes(), CsvOptions::default()).unwrap();
        let found: Vec<_> = infer(&mut records).unwrap().into_iter().map(|i| (i.name, i.semantic.name(), i.gaps)).collect();
        let expected = [
            ("n", "numerical", 1),
            ("b", "boolean", 1),
            ("d", "timestamp", 1),
            ("c", "categorical", 1),
            ("empty", "numerical", 3),
            ("note", "text", 1),
            ("mixed", "categorical", 0),
            ("inf", "numerical", 1),
        ];
        assert_eq!(found, expected.map(|(n, s, g)| (n.to_owned(), s, g)));
    }
}
