//! Which rows are looked at where looking at all of them would be quadratic.

use xxhash_rust::xxh64::xxh64;

/// `most` of 0..`rows`, ascending: those whose numbers hash lowest, so that the choice has nothing to do with the rows' order and
/// is the same each time.
pub(crate) fn sample(rows: usize, most: usize) -> Vec<u32> {
    let mut chosen: Vec<u32> = (0..rows as u32).collect();
    if rows > most {
        chosen.select_nth_unstable_by_key(most, |&row| (draw(row, 1), row));
        chosen.truncate(most);
        chosen.sort_unstable();
    }
    chosen
}

/// A number that depends on the row and the purpose alone.
pub(super) fn draw(row: u32, purpose: u64) -> u64 {
    xxh64(&row.to_le_bytes(), purpose)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_over_all_rows() {
        assert_eq!(sample(5, 10), [0, 1, 2, 3, 4]);
        let chosen = sample(10_000, 1000);
        assert_eq!(chosen.len(), 1000);
        assert!(chosen.windows(2).all(|pair| pair[0] < pair[1]));
        let early = chosen.iter().filter(|&&row| row < 5000).count();
        assert!((430..570).contains(&early), "{early}");
    }
}
