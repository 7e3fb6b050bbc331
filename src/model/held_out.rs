//! Which rows an index was measured on, as its card says it.

use std::fmt;

/// How the rows that a model was measured on were kept from it. Cards say it in English; what reads that back can say it in other languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldOut {
    /// Which rows.
    pub rows: HeldOutRows,
    /// Whether rows of one group were kept together.
    pub grouped: bool,
}

/// The rows that were held out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeldOutRows {
    /// All, each by the fit that had not seen it, of so many.
    Folds(u32),
    /// So many in a hundred.
    Part(u32),
    /// So many in a hundred, the latest: those from a day on, in ISO 8601.
    Latest(u32, Option<String>),
}

const GROUPED: &str = ", groups kept together";
const FOLDED: &str = "-fold out-of-fold";
const PART: &str = "held-out ";
const LATEST: &str = "held-out latest ";
const PERCENT: &str = " %";
const FROM: &str = " %, from ";

impl fmt::Display for HeldOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rows {
            HeldOutRows::Folds(folds) => write!(f, "{folds}{FOLDED}")?,
            HeldOutRows::Part(percent) => write!(f, "{PART}{percent}{PERCENT}")?,
            HeldOutRows::Latest(percent, None) => write!(f, "{LATEST}{percent}{PERCENT}")?,
            HeldOutRows::Latest(percent, Some(from)) => write!(f, "{LATEST}{percent}{FROM}{from}")?,
        }
        f.write_str(if self.grouped { GROUPED } else { "" })
    }
}

impl HeldOut {
    /// Reads what a card says; nothing where it says it in other words.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (text, grouped) = text.strip_suffix(GROUPED).map_or((text, false), |text| (text, true));
        let rows = if let Some(folds) = text.strip_suffix(FOLDED) {
            HeldOutRows::Folds(folds.parse().ok()?)
        } else if let Some(latest) = text.strip_prefix(LATEST) {
            match latest.split_once(FROM) {
                Some((percent, from)) => HeldOutRows::Latest(percent.parse().ok()?, Some(from.to_owned())),
                None => HeldOutRows::Latest(latest.strip_suffix(PERCENT)?.parse().ok()?, None),
            }
        } else {
            HeldOutRows::Part(text.strip_prefix(PART)?.strip_suffix(PERCENT)?.parse().ok()?)
        };
        Some(Self { rows, grouped })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_card_says_is_read_back() {
        let from = Some("2026-03-01".to_owned());
        for (rows, says) in [
            (HeldOutRows::Folds(5), "5-fold out-of-fold"),
            (HeldOutRows::Part(15), "held-out 15 %"),
            (HeldOutRows::Latest(15, from), "held-out latest 15 %, from 2026-03-01"),
            (HeldOutRows::Latest(15, None), "held-out latest 15 %"),
        ] {
            for (grouped, end) in [(false, ""), (true, ", groups kept together")] {
                let held_out = HeldOut { rows: rows.clone(), grouped };
                assert_eq!(held_out.to_string(), format!("{says}{end}"));
                assert_eq!(HeldOut::read(&held_out.to_string()), Some(held_out));
            }
        }
        for other in ["", "held-out", "held-out many %", "-fold out-of-fold", "another way"] {
            assert_eq!(HeldOut::read(other), None, "{other}");
        }
    }
}
