//! Guessing what columns mean from their values. A project file overrides the guess column by column.

use super::{Day, Semantic, is_gap, read_boolean, read_number};

/// From this many words a value on average, a column is taken for free text.
const TEXT_WORDS: u64 = 8;

/// What the values of one column have had in common so far.
#[derive(Debug, Clone)]
pub(crate) struct Guess {
    gaps: u64,
    words: u64,
    number: bool,
    boolean: bool,
    day: bool,
}

impl Guess {
    pub(crate) fn new() -> Self {
        Self { gaps: 0, words: 0, number: true, boolean: true, day: true }
    }

    /// Takes a value into account.
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

    /// The narrowest meaning that fits every value of `rows` rows.
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

    #[test]
    fn the_narrowest_meaning_wins() {
        let cases: [(&str, &[&str]); 8] = [
            ("numerical", &["1", "2.5", "NA"]),
            ("boolean", &["yes", "no", ""]),
            ("timestamp", &["2026-01-01", "2026-01-02", ""]),
            ("categorical", &["red", "blue", "?"]),
            ("numerical", &["", "NA", ""]),
            ("text", &["the quick brown fox jumps over the lazy dog", "pack my box with five dozen liquor jugs", ""]),
            ("categorical", &["1", "x", "2"]),
            ("numerical", &["inf", "1", "nan"]),
        ];
        for (semantic, values) in cases {
            let mut guess = Guess::new();
            values.iter().for_each(|value| guess.see(value));
            assert_eq!(guess.semantic(values.len() as u64).name(), semantic, "{values:?}");
        }
    }
}
