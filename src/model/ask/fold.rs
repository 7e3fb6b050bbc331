//! Text as the model sees it: the same letters natively and in a browser, however they were typed.
//!
//! Letters are lower case; Hangul syllables are taken apart into their jamo by arithmetic (Unicode 3.12), so that a particle or an
//! ending is a run of letters like any other, and text that came decomposed is the same text; accents are dropped where they are
//! signs of their own; numbers are one sign; all else is a space. The tables of full normalisation would be a tenth of the page.

use std::ops::RangeInclusive;

use crate::dataset::letters;

/// Most letters of a question that are read.
pub const MOST_LETTERS: usize = 600;

/// Stands for a product that was found. Folding leaves no such sign, so none can be slipped in.
pub const PRODUCT: char = '@';

/// Stands for what an index is called, as [`PRODUCT`] does for a product.
pub const INDEX: char = '#';

/// Signs over the letter before, and what joins or turns text and is not seen.
const SIGNS: [RangeInclusive<char>; 8] = [
    '\u{300}'..='\u{36f}',
    '\u{ad}'..='\u{ad}',
    '\u{200b}'..='\u{200f}',
    '\u{202a}'..='\u{202e}',
    '\u{2060}'..='\u{2069}',
    '\u{feff}'..='\u{feff}',
    '\''..='\'',
    '’'..='’',
];

/// Syllables of Hangul: the first, the end, and how many of them share the first, and the first and second letter.
const SYLLABLES: std::ops::Range<u32> = 0xAC00..0xD7A4;
const VOWELS_AND_ENDS: u32 = 588;
const ENDS: u32 = 28;
/// Where the jamo begin that syllables are made of.
const LEADS_FROM: u32 = 0x1100;
const VOWELS_FROM: u32 = 0x1161;
const ENDS_FROM: u32 = 0x11A7;

/// The text as the model sees it: words with one space between them, and one at each end unless there are no words.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::new();
    let mut count = 0;
    // Most characters are a letter or two; what is beyond is not even looked at.
    let text: String = text.chars().take(4 * MOST_LETTERS).map(unwidened).collect();
    for letter in letters(&text, &SIGNS).chars() {
        if count >= MOST_LETTERS {
            break;
        }
        count += push(&mut folded, letter);
    }
    if !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
    folded
}

/// Adds a lower-case letter; how many signs that makes.
fn push(folded: &mut String, letter: char) -> usize {
    let code = letter as u32;
    if SYLLABLES.contains(&code) {
        let at = code - SYLLABLES.start;
        let end = at % ENDS;
        begin(folded);
        let parts = [LEADS_FROM + at / VOWELS_AND_ENDS, VOWELS_FROM + at % VOWELS_AND_ENDS / ENDS, ENDS_FROM + end];
        folded.extend(parts[..if end > 0 { 3 } else { 2 }].iter().filter_map(|&code| char::from_u32(code)));
        return 2 + usize::from(end > 0);
    }
    match letter {
        sign if SIGNS.iter().any(|range| range.contains(&sign)) => 0,
        '0' => {
            begin(folded);
            // `1,000` and `12.5` are one number each.
            if folded.ends_with('0') || folded.ends_with("0 ") {
                return 0;
            }
            folded.push('0');
            1
        }
        ' ' if folded.is_empty() || folded.ends_with(' ') => 0,
        ' ' => {
            folded.push(' ');
            1
        }
        letter => {
            begin(folded);
            // The two Russian letters that are others with a sign over them.
            folded.push(match letter {
                'ё' => 'е',
                'й' => 'и',
                other => other,
            });
            1
        }
    }
}

/// The space before the first word.
fn begin(folded: &mut String) {
    if folded.is_empty() {
        folded.push(' ');
    }
}

/// Letters of full width as those of usual width.
fn unwidened(letter: char) -> char {
    match letter as u32 {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(letter),
        _ => letter,
    }
}

/// How many letters of a text are Latin, Korean and Russian, in the order `en`, `ko`, `ru`.
#[must_use]
pub fn languages(text: &str) -> [(&'static str, usize); 3] {
    let mut counts = [("en", 0), ("ko", 0), ("ru", 0)];
    for letter in text.chars().take(4 * MOST_LETTERS) {
        let at = match letter as u32 {
            0x41..=0x5A | 0x61..=0x7A | 0xFF21..=0xFF3A | 0xFF41..=0xFF5A => 0,
            0xAC00..=0xD7A3 | 0x1100..=0x11FF | 0x3131..=0x318E => 1,
            0x400..=0x4FF => 2,
            _ => continue,
        };
        counts[at].1 += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_folds_alike() {
        for (one, other) in [
            ("Recommend  me a card!", "recommend me\ta CARD"),
            ("ｃａｒｄ", "card"),
            ("ещё", "ЕЩЕ"),
            ("й", "и\u{306}"),
            ("한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"),
            ("1,000 euros", "25 euros"),
            ("what’s", "what's"),
            ("ca\u{200b}rd\u{202e}", "card"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} and {other}");
        }
    }

    #[test]
    fn only_words_are_left() {
        assert_eq!(fold("<b onclick='x'>Hi</b> 👋 @ ¤"), " b onclick x hi b ");
        assert_eq!(fold("12.5% of 3"), " 0 of 0 ");
        assert_eq!(fold("각"), " \u{1100}\u{1161}\u{11a8} ");
        for nothing in ["", "   ", "👋🏽", "\u{202e}", "?!", "@@"] {
            assert_eq!(fold(nothing), "", "{nothing}");
        }
    }

    #[test]
    fn a_book_is_read_to_its_first_lines() {
        let folded = fold(&"가나다 ".repeat(300_000));
        assert!(folded.chars().count() <= MOST_LETTERS + 5, "{}", folded.chars().count());
    }

    #[test]
    fn letters_tell_the_language() {
        assert_eq!(languages("hi 안녕 привет"), [("en", 2), ("ko", 2), ("ru", 6)]);
    }
}
