//! How a cell of text becomes a value. Training, scoring files and scoring objects all read through these functions.

/// The spellings of "no value" that CSV writers use.
const GAPS: [&str; 14] = ["", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "#N/A", "<NA>", "-nan", "-NaN", "?"];

/// Whether the text stands for a gap.
#[must_use]
pub fn is_gap(text: &str) -> bool {
    text.len() <= 5 && GAPS.contains(&text.trim())
}

/// Reads a decimal number; infinities are numbers, NaN is not.
#[must_use]
pub fn read_number(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|x| !x.is_nan())
}

/// Reads yes or no in the spellings that CSV writers use, in any case.
#[must_use]
pub fn read_boolean(text: &str) -> Option<bool> {
    let text = text.trim();
    if text.len() > 5 {
        return None;
    }
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is("true") || is("yes") || is("y") || is("t") || is("1") || is("1.0") {
        Some(true)
    } else if is("false") || is("no") || is("n") || is("f") || is("0") || is("0.0") {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_numbers_and_booleans() {
        assert!(is_gap("") && is_gap(" NA ") && is_gap("?") && !is_gap("0") && !is_gap("none"));
        assert_eq!(read_number(" 1e3 "), Some(1000.0));
        assert_eq!(read_number("inf"), Some(f64::INFINITY));
        assert_eq!(read_number("NaN"), None);
        assert_eq!(read_number("1,5"), None);
        assert_eq!(read_boolean("Yes"), Some(true));
        assert_eq!(read_boolean("f"), Some(false));
        assert_eq!(read_boolean("maybe"), None);
    }
}
