//! Quantising numbers: where the borders between bins go.

/// Ascending borders that cut `values` (NaN left out, order irrelevant) into at most `most + 1` bins of about equal weight. A
/// border lies between two neighbouring distinct values and is finite.
///
/// No bin holds fewer than `least` rows, so that no border tells of a single customer's value. With few distinct values every gap
/// between two of them that this allows gets a border. Otherwise bins are filled greedily: each takes rows
/// until it holds its share of what is left, so that a value held by many rows gets a bin of its own and the remaining bins
/// still divide the remaining rows evenly.
pub(super) fn borders(mut values: Vec<f32>, most: usize, least: usize) -> Vec<f32> {
    values.retain(|v| !v.is_nan());
    values.sort_unstable_by(f32::total_cmp);
    let mut runs: Vec<(f32, usize)> = Vec::new();
    for value in values {
        match runs.last_mut() {
            Some((last, count)) if *last == value => *count += 1,
            _ => runs.push((value, 1)),
        }
    }
    let all: usize = runs.iter().map(|r| r.1).sum();
    if runs.len() <= most + 1 {
        let (mut found, mut filled, mut before) = (Vec::new(), 0, 0);
        for pair in runs.windows(2) {
            filled += pair[0].1;
            if filled >= least && all - before - filled >= least {
                found.push(between(pair[0].0, pair[1].0));
                before += filled;
                filled = 0;
            }
        }
        return found;
    }
    let mut left = all;
    let mut found = Vec::with_capacity(most);
    let mut filled = 0;
    for pair in runs.windows(2) {
        if found.len() == most {
            break;
        }
        filled += pair[0].1;
        let share = left / (most + 1 - found.len());
        // Stop here too when the next value alone would overshoot by more than what is missing.
        let next_overshoots = filled * 2 >= share && filled + pair[1].1 > share + share / 2;
        if (filled >= share || next_overshoots) && filled >= least && left - filled >= least {
            found.push(between(pair[0].0, pair[1].0));
            left -= filled;
            filled = 0;
        }
    }
    found
}

/// A finite border `b` with `low <= b < high`.
fn between(low: f32, high: f32) -> f32 {
    if high == f32::INFINITY || low == f32::NEG_INFINITY {
        return if high == f32::INFINITY { f32::MAX } else { f32::MIN };
    }
    let middle = low / 2.0 + high / 2.0;
    if middle >= low && middle < high { middle } else { low }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn few_values_are_all_kept_apart() {
        assert_eq!(borders(vec![3.0, 1.0, 2.0, f32::NAN, 1.0], 254, 1), [1.5, 2.5]);
        assert!(borders(vec![7.0; 9], 254, 1).is_empty());
        assert_eq!(borders(vec![f32::NEG_INFINITY, 0.0, f32::INFINITY], 254, 1), [f32::MIN, f32::MAX]);
        let next = f32::from_bits(1.0_f32.to_bits() + 1);
        assert_eq!(borders(vec![1.0, next], 254, 1), [1.0]);
    }

    proptest! {
        #[test]
        fn borders_ascend_and_a_heavy_value_stands_alone(mut values in prop::collection::vec(-1e6_f32..1e6, 50..400), most in 1_usize..300, least in 1_usize..9) {
            values.extend(std::iter::repeat_n(5.0, values.len()));
            let found = borders(values.clone(), most, least);
            prop_assert!(found.len() <= most);
            prop_assert!(found.windows(2).all(|p| p[0] < p[1]));
            let mut bins = vec![0; found.len() + 1];
            values.iter().for_each(|value| bins[found.partition_point(|border| border < value)] += 1);
            prop_assert!(bins.iter().all(|&rows| rows >= least), "{bins:?}");
        }
    }
}
