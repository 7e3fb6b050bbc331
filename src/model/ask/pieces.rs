//! The pieces of a folded question, hashed.

use xxhash_rust::xxh64::xxh64;

/// Letters of a piece, fewest and most.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=4;
/// Seeds that keep words, and pairs of words, apart from runs of letters.
const WORD: u64 = 1;
const PAIR: u64 = 2;

/// The buckets of a folded text's pieces, ascending, each once: runs of two to four letters of a word, the spaces around it among them;
/// words; and pairs of neighbouring words. `buckets` is a power of two.
#[must_use]
pub fn pieces(folded: &str, buckets: u32) -> Vec<u32> {
    let mask = u64::from(buckets) - 1;
    let mut found = Vec::new();
    let mut hear = |text: &str, seed: u64| found.push((xxh64(text.as_bytes(), seed) & mask) as u32);
    let ends: Vec<usize> = folded.char_indices().map(|(at, _)| at).chain([folded.len()]).collect();
    for length in LETTERS {
        for window in ends.windows(length + 1) {
            let run = &folded[window[0]..window[length]];
            if !run.trim_ascii().contains(' ') {
                hear(run, 0);
            }
        }
    }
    let (mut from, mut before) = (0, None);
    for word in folded.split(' ') {
        let range = from..from + word.len();
        from = range.end + 1;
        if !word.is_empty() {
            hear(word, WORD);
            if let Some(start) = before.replace(range.start) {
                hear(&folded[start..range.end], PAIR);
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_pieces_that_can_be_counted() {
        // " ab cd ": 6 runs of two signs, 4 of three, 2 of four, 2 words, 1 pair.
        assert_eq!(pieces(" ab cd ", 1 << 20).len(), 15);
        assert!(pieces("", 8).is_empty());
        let few = pieces(" why is my card withdrawn ", 8);
        assert!(few.windows(2).all(|pair| pair[0] < pair[1]) && few.iter().all(|&bucket| bucket < 8));
    }
}
