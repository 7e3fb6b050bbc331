//! How a cell of text becomes a value. Training, scoring files and scoring objects all read through these functions.

/// The spellings of "no value" that CSV writers use.
const GAPS: [&str; 14] = ["", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "#N/A", "<NA>", "-nan", "-NaN", "?"];

/// Whether the text stands for a gap.
#[must_use]
pub fn is_gap(text: &str) -> bool {
    // No gap begins with a digit, as most short cells do.
    text.len() <= 5 && !text.as_bytes().first().is_some_and(u8::is_ascii_digit) && GAPS.contains(&text.trim())
}

/// Reads a decimal number; infinities are numbers, NaN is not.
#[must_use]
pub fn read_number(text: &str) -> Option<f64> {
    parse(text.trim()).filter(|x| !x.is_nan())
}

/// Reads a number as people write it: `19,400`, `19 400.50` and `19.400,50` alike, in threes from the point on.
#[cfg(any(feature = "train", feature = "console"))]
#[must_use]
pub(crate) fn read_grouped(text: &str) -> Option<f64> {
    let text = text.trim();
    let mark = text.chars().find(|letter| !letter.is_ascii_digit()).filter(|mark| GROUPING.contains(mark))?;
    let point = text.rfind(|letter| matches!(letter, '.' | ',') && letter != mark);
    let (whole, fraction) = point.map_or((text, ""), |at| (&text[..at], &text[at + 1..]));
    let mut groups = whole.split(mark);
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let begins = matches!(groups.next()?.len(), 1..=3);
    let well = begins && groups.all(|group| group.len() == 3 && digits(group)) && digits(fraction);
    well.then(|| read_number(&format!("{}.{fraction}0", whole.replace(mark, "")))).flatten()
}

/// What stands between groups of three digits.
#[cfg(any(feature = "train", feature = "console"))]
pub(crate) const GROUPING: [char; 5] = [',', '.', ' ', '\u{a0}', '\u{202f}'];

#[cfg(any(not(target_arch = "wasm32"), feature = "console"))]
fn parse(text: &str) -> Option<f64> {
    // Most numbers of most tables are a few digits, which are whole numbers without rounding.
    let bytes = text.as_bytes();
    if matches!(bytes.len(), 1..=15) && bytes.iter().all(u8::is_ascii_digit) {
        return Some(bytes.iter().fold(0_u64, |number, digit| number * 10 + u64::from(digit - b'0')) as f64);
    }
    text.parse().ok()
}

/// The same numbers, as a test shows, without the standard library's table of powers of five: a tenth of the scorer's size.
#[cfg(any(all(target_arch = "wasm32", not(feature = "console")), test))]
mod compact {
    pub(super) fn parse(text: &str) -> Option<f64> {
        lexical_parse_float::FromLexical::from_lexical(text.as_bytes()).ok()
    }
}
#[cfg(all(target_arch = "wasm32", not(feature = "console")))]
use compact::parse;

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
    use proptest::prelude::{any, proptest};

    use super::*;

    #[test]
    fn numbers_are_read_in_threes_as_people_write_them() {
        for (text, number) in [
            ("19,400", 19_400.0),
            ("19 400", 19_400.0),
            ("1\u{202f}200\u{a0}", 1_200.0),
            ("1,234,567.5", 1_234_567.5),
            ("19.400,50", 19_400.5),
        ] {
            assert_eq!(read_grouped(text), Some(number), "{text}");
        }
        for text in ["19,40", "1234,567", "1,234 567", "abc", ",400", "1,2345", "12", "1,234.5,6", "-"] {
            assert_eq!(read_grouped(text), None, "{text}");
        }
    }

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

    #[test]
    fn the_browser_reads_the_numbers_that_the_standard_library_reads() {
        let check = |text: &str| {
            let (here, there) = (parse(text), compact::parse(text));
            // What NaN is written as is of no interest.
            let bits = |number: Option<f64>| number.filter(|x| !x.is_nan()).map(f64::to_bits);
            assert_eq!(bits(here), bits(there), "{text}");
        };
        let written = [
            "",
            "+",
            "-",
            ".",
            "1.",
            ".5",
            "-.5e-3",
            "+7",
            "--1",
            "1e",
            "1e+",
            "e5",
            "1_000",
            "0x10",
            "1e400",
            "-1e400",
            "1e-400",
            "inf",
            "-INF",
            "+Infinity",
            "infinit",
            "nan",
            "00012",
            "1 2",
            "1e99999999999999999999",
            "0e99999999999999999999",
            "2.2250738585072011e-308",
            "4.9406564584124654e-324",
            "2.4703282292062327e-324",
            "1.7976931348623159e308",
            "9007199254740993",
            "9007199254740992.99999999999999999999",
            "123456789012345678901234567890",
            "٣",
        ];
        written.into_iter().for_each(check);
        proptest!(|(text in "[-+]?[0-9]{0,25}\\.?[0-9]{0,25}([eE][-+]?[0-9]{0,3})?")| check(&text));
        proptest!(|(number in any::<f64>())| {
            check(&number.to_string());
            check(&format!("{number:e}"));
        });
        proptest!(|(text in "[-+.eEinfaty0-9 ]{0,12}")| check(&text));
    }
}
