//! Leaves that only rise, or only fall, with a column.
//!
//! A tree whose leaf values are monotone in the answer to each question about a column, the other answers being equal, is monotone
//! in the column, and so is a sum of such trees. The values are projected onto that cone, weighted by the leaves' hessians, with
//! Dykstra's algorithm (Boyle and Dykstra 1986): in turns over the questions, each pair of leaves that differ in that answer
//! alone and stand the wrong way round takes its weighted mean.

use super::Monotone;

/// Rounds over the questions; what order is still wanting after them is made by the last sweep.
const ROUNDS: usize = 50;

/// Projects the 2ᵈ leaf values of a tree with these directions, one a level.
pub(super) fn project(values: &mut [f64], weights: &[f64], directions: &[Option<Monotone>]) {
    let asked: Vec<(usize, Monotone)> =
        directions.iter().enumerate().filter_map(|(level, direction)| Some((level, (*direction)?))).collect();
    if asked.is_empty() {
        return;
    }
    let mut corrections = vec![vec![0.0; values.len()]; asked.len()];
    for _ in 0..ROUNDS {
        let before = values.to_vec();
        for ((level, direction), correction) in asked.iter().zip(&mut corrections) {
            for (value, correction) in values.iter_mut().zip(correction.iter_mut()) {
                *value -= *correction;
                *correction = -*value;
            }
            for (low, high) in pairs(values.len(), *level, *direction) {
                if values[low] > values[high] {
                    let (a, b) = (weights[low], weights[high]);
                    let mean = (a * values[low] + b * values[high]) / (a + b).max(f64::MIN_POSITIVE);
                    (values[low], values[high]) = (mean, mean);
                }
            }
            correction.iter_mut().zip(&*values).for_each(|(correction, value)| *correction += value);
        }
        if values.iter().zip(&before).all(|(now, before)| (now - before).abs() <= 1e-12 * now.abs()) {
            break;
        }
    }
    // Lifting the higher side of a pair never breaks a pair of another question that has been swept, once all have been.
    for _ in 0..asked.len() {
        for (level, direction) in &asked {
            for (low, high) in pairs(values.len(), *level, *direction) {
                values[high] = values[high].max(values[low]);
            }
        }
    }
}

/// Pairs of leaves that differ in the answer to `level` alone: the one that must not be higher, and the other.
fn pairs(leaves: usize, level: usize, direction: Monotone) -> impl Iterator<Item = (usize, usize)> {
    (0..leaves).filter(move |leaf| leaf >> level & 1 == 0).map(move |no| {
        let yes = no | 1 << level;
        if direction == Monotone::Increasing { (no, yes) } else { (yes, no) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ordered(values: &[f64], directions: &[Option<Monotone>]) -> bool {
        let level = |(level, direction): (usize, &Option<Monotone>)| {
            direction.is_none_or(|direction| pairs(values.len(), level, direction).all(|(low, high)| values[low] <= values[high]))
        };
        directions.iter().enumerate().all(level)
    }

    #[test]
    fn one_question_pools_what_stands_the_wrong_way_round() {
        let mut values = [3.0, -1.0, 1.0, 5.0];
        project(&mut values, &[1.0, 3.0, 1.0, 1.0], &[Some(Monotone::Increasing), None]);
        assert_eq!(values, [0.0, 0.0, 1.0, 5.0]);
        project(&mut values, &[1.0; 4], &[None, Some(Monotone::Decreasing)]);
        assert_eq!(values, [0.5, 2.5, 0.5, 2.5]);
    }

    proptest! {
        #[test]
        fn projected_leaves_are_in_order_and_ordered_ones_stay(
            start in prop::collection::vec(-2.0_f64..2.0, 16),
            weights in prop::collection::vec(0.1_f64..9.0, 16),
            asked in prop::collection::vec(0_u8..3, 4),
        ) {
            let direction = |asked: &u8| [None, Some(Monotone::Increasing), Some(Monotone::Decreasing)][usize::from(*asked)];
            let directions: Vec<Option<Monotone>> = asked.iter().map(direction).collect();
            let mut values = start;
            project(&mut values, &weights, &directions);
            prop_assert!(ordered(&values, &directions), "{values:?} {directions:?}");
            let mut again = values.clone();
            project(&mut again, &weights, &directions);
            prop_assert!(values.iter().zip(&again).all(|(a, b)| (a - b).abs() < 1e-9), "{values:?} {again:?}");
        }
    }
}
