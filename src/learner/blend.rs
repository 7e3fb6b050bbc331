//! The boosted forest and the linear scorecard together: a weighted mean of their margins (Breiman 1996, "Stacked regressions"). Where
//! events are few or the truth is nearly a sum of columns, the two err in different ways and the mean errs less than either.
//!
//! Both are forests of oblivious trees, so that the blend is one too: reasons, packs and kernels need not know of it. What the
//! scorecard counts is the share with the lowest log loss on the rows that neither had seen.

use std::sync::Arc;

use super::boost::Boosted;
use super::calibrate::{Row, platt};
use super::matrix::{Block, LANES, LearnFeature, Matrix, Source};

/// The scorecard's share is a number of tenths: finer steps are lost in the noise of a few hundred events.
const TENTHS: usize = 10;

/// What the scorecard counts, and what the blend says of the rows.
pub(super) struct Blend {
    /// In [0, 1].
    pub(super) share: f64,
    pub(super) margins: Vec<f64>,
}

/// Chooses the share. `rows` bear the forest's margins; `linear` are the scorecard's of the same rows. It is chosen on the rows that it is measured
/// on, which favours a blend by a hair: one of eleven shares is little to choose.
pub(super) fn blend(rows: &[Row], linear: &[f64]) -> Blend {
    let mixed = |tenths: usize| -> Vec<Row> {
        let share = tenths as f64 / TENTHS as f64;
        let of = |(row, linear): (&Row, &f64)| Row { margin: (1.0 - share) * row.margin + share * linear, ..*row };
        rows.iter().zip(linear).map(of).collect()
    };
    let loss = |tenths: &usize| -> f64 {
        let mixed = mixed(*tenths);
        let calibrator = platt(&mixed);
        mixed.iter().map(|row| row.loss(calibrator.probability(row.margin))).sum()
    };
    let losses: Vec<f64> = (0..=TENTHS).map(|tenths| loss(&tenths)).collect();
    let best = (0..=TENTHS).min_by(|a, b| losses[*a].total_cmp(&losses[*b])).unwrap_or(0);
    Blend { share: best as f64 / TENTHS as f64, margins: mixed(best).iter().map(|row| row.margin).collect() }
}

/// One forest of both, whose margins are the weighted mean of theirs.
pub(super) fn joined(forest: (Matrix, Boosted), linear: (Matrix, Boosted), share: f64) -> (Matrix, Boosted) {
    let ((mut matrix, mut boosted), (other, added)) = (scaled(forest, 1.0 - share), scaled(linear, share));
    let offset = append(&mut matrix, other);
    boosted.bias += added.bias;
    boosted.trees.extend(added.trees.into_iter().map(|mut tree| {
        tree.splits.iter_mut().for_each(|split| split.feature += offset);
        tree
    }));
    boosted.margins.iter_mut().zip(&added.margins).for_each(|(margin, more)| *margin += more);
    (matrix, boosted)
}

/// The same with margins that many times as large; without trees where they are all 0.
fn scaled((matrix, mut boosted): (Matrix, Boosted), share: f64) -> (Matrix, Boosted) {
    if share == 0.0 {
        boosted.trees.clear();
    }
    let values = boosted.trees.iter_mut().flat_map(|tree| &mut tree.values);
    values.chain(&mut boosted.margins).chain([&mut boosted.bias]).for_each(|value| *value *= share);
    (matrix, boosted)
}

/// Adds the features of `other` behind those of `matrix`, without their bins, and tells by how much their numbers grow.
fn append(matrix: &mut Matrix, other: Matrix) -> usize {
    let (offset, tables) = (matrix.blocks.len() * LANES, matrix.tables.len());
    let moved = |feature: &LearnFeature| match feature.source {
        Source::Statistic(table, slot) => LearnFeature { source: Source::Statistic(table + tables, slot), ..*feature },
        Source::Number(_) | Source::OneHot(_) => *feature,
    };
    matrix
        .blocks
        .extend(other.blocks.iter().map(|block| Arc::new(Block::of_features(block.features.iter().map(moved).collect()))));
    matrix.tables.extend(other.tables);
    offset
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learner::random::{Purpose, stream, unit};
    use crate::math::sigmoid;

    /// Rows of a planted truth, with two readings of it that each bear a noise of their own, as wide as is said.
    fn readings(noise: [f64; 2]) -> (Vec<Row>, Vec<f64>) {
        let mut random = stream(5, Purpose::Golden, 0, 0);
        let mut uniform = move || 2.0 * unit(&mut random) - 1.0;
        let row = |_| {
            let truth = 3.0 * uniform();
            let label = f64::from(u8::from(0.5 + 0.5 * uniform() < sigmoid(truth)));
            (Row { margin: truth + noise[0] * uniform(), label, weight: 1.0 }, truth + noise[1] * uniform())
        };
        (0..20_000).map(row).unzip()
    }

    #[test]
    fn what_errs_apart_is_shared_and_what_only_adds_noise_is_left_out() {
        let share = |noise| {
            let (rows, linear) = readings(noise);
            blend(&rows, &linear).share
        };
        assert!((0.4..=0.6).contains(&share([2.0, 2.0])), "{}", share([2.0, 2.0]));
        assert_eq!([share([0.0, 3.0]), share([3.0, 0.0])], [0.0, 1.0]);
    }

    #[test]
    fn margins_are_the_weighted_mean_by_the_share_that_ships() {
        let (rows, linear) = readings([1.0, 2.0]);
        let Blend { share, margins } = blend(&rows, &linear);
        assert!((0.1..=0.4).contains(&share), "{share}");
        for ((row, linear), margin) in rows.iter().zip(&linear).zip(margins) {
            assert!((margin - (1.0 - share) * row.margin - share * linear).abs() < 1e-12);
        }
    }
}
