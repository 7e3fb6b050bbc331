//! The first few of many.

use std::cmp::Ordering;

/// The first `most` items of an order, those that tie as they come: a list of that length takes each item in where it belongs, because
/// sorting thousands of products takes longer than ranking them did.
pub(super) fn first<T>(items: impl IntoIterator<Item = T>, most: usize, order: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut first: Vec<T> = Vec::with_capacity(most + 1);
    for item in items {
        let not_after = |known: &T| order(known, &item).is_le();
        if first.len() < most || !first.last().is_none_or(not_after) {
            first.insert(first.partition_point(not_after), item);
            first.truncate(most);
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::*;

    #[test]
    fn the_first_are_those_of_the_whole_order() {
        proptest!(|(numbers in proptest::collection::vec(0_u8..60, 0..400), most in 0_usize..120)| {
            let mut all: Vec<(u8, usize)> = numbers.iter().copied().enumerate().map(|(at, number)| (number, at)).collect();
            let found = first(all.clone(), most, |a, b| b.0.cmp(&a.0));
            all.sort_by_key(|a| std::cmp::Reverse(a.0));
            all.truncate(most);
            assert_eq!(found, all);
        });
    }
}
