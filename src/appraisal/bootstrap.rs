//! Intervals by bootstrap: every row counts a Poisson(1) number of times in each round (Hanley and MacGibbon 2006). The numbers
//! come from hashes of row and round, so neither order nor threads change them.

use rayon::prelude::*;
use serde::Serialize;
use xxhash_rust::xxh64::xxh64;

use super::ranked::{Pass, Ranked};

/// Rounds; percentiles at 2.5 and 97.5 % lie between the 5th and 6th and their mirror.
const ROUNDS: u64 = 200;

/// A figure of merit.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// Its stable name.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Its value.
    pub value: f64,
    /// The interval at 95 %, by percentiles of the bootstrap.
    pub interval: (f64, f64),
    /// Whether more is better.
    pub more_is_better: bool,
}

/// The figures with their intervals.
pub(super) fn figures(ranked: &Ranked) -> Vec<Figure> {
    figures_of(&ranked.pass(|_| 1.0), &rounds(ranked))
}

/// The figures of each round. A row counts as often in a round whatever ranks it, so that models can be compared round by round.
pub(super) fn rounds(ranked: &Ranked) -> Vec<Pass> {
    (0..ROUNDS).into_par_iter().map(|round| ranked.pass(|row| times(row, round))).collect()
}

/// The figures of each round of each class, all on the same rows.
pub(super) fn rounds_of_classes(classes: &[Ranked]) -> Vec<Vec<Pass>> {
    let rows = classes.first().map_or(0, |ranked| ranked.rows.len() as u32);
    let round = |round: u64| {
        let times: Vec<f64> = (0..rows).map(|row| times(row, round)).collect();
        classes.iter().map(|ranked| ranked.pass(|row| times[row as usize])).collect()
    };
    (0..ROUNDS).into_par_iter().map(round).collect()
}

/// The interval at 95 % of what the rounds gave, by its percentiles.
pub(super) fn interval(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| values[(share * (values.len() - 1) as f64).round() as usize];
    (at(0.025), at(0.975))
}

/// The figures of one pass over all rows, with the intervals that the rounds give.
pub(super) fn figures_of(once: &Pass, rounds: &[Pass]) -> Vec<Figure> {
    let figure = |name, title, more_is_better, of: fn(&Pass) -> f64| figure((name, title, more_is_better), of, once, rounds);
    vec![
        figure("auc", "Area under the ROC curve", true, |pass| pass.auc),
        figure("ap", "Average precision", true, |pass| pass.ap),
        figure("logloss", "Log loss", false, |pass| pass.logloss),
        figure("brier", "Brier score", false, |pass| pass.brier),
        figure("precision", "Precision", true, |pass| pass.precision),
        figure("recall", "Recall", true, |pass| pass.recall),
        figure("f1", "F1", true, |pass| pass.f1),
        figure("model_score", "ModelScore (F1 × recall)", true, |pass| pass.f1 * pass.recall),
    ]
}

/// The figures of several classes together. The passes of all classes against the rest hold them: the log loss is what the events of each
/// are surprised by, the Brier score the sum of theirs, and the rest are means over the classes that occur.
pub(super) fn figures_of_classes(once: &[Pass], rounds: &[Vec<Pass>]) -> Vec<Figure> {
    fn sum(passes: &[Pass], of: fn(&Pass) -> f64) -> f64 {
        passes.iter().map(of).sum()
    }
    fn share(passes: &[Pass], of: fn(&Pass) -> f64) -> f64 {
        sum(passes, of) / sum(passes, |pass| pass.events).max(f64::MIN_POSITIVE)
    }
    fn mean(passes: &[Pass], of: fn(&Pass) -> f64) -> f64 {
        let occur = || passes.iter().filter(|pass| pass.events > 0.0);
        occur().map(of).sum::<f64>() / occur().count().max(1) as f64
    }
    let once = once.to_vec();
    let figure =
        |name, title, more_is_better, of: fn(&Vec<Pass>) -> f64| figure((name, title, more_is_better), of, &once, rounds);
    vec![
        figure("logloss", "Log loss", false, |all| share(all, |pass| pass.surprise)),
        figure("accuracy", "Accuracy", true, |all| share(all, |pass| pass.recall * pass.events)),
        figure("auc", "Mean area under the ROC curve", true, |all| mean(all, |pass| pass.auc)),
        figure("ap", "Mean average precision", true, |all| mean(all, |pass| pass.ap)),
        figure("brier", "Brier score", false, |all| sum(all, |pass| pass.brier)),
        figure("precision", "Mean precision", true, |all| mean(all, |pass| pass.precision)),
        figure("recall", "Mean recall", true, |all| mean(all, |pass| pass.recall)),
        figure("f1", "Mean F1", true, |all| mean(all, |pass| pass.f1)),
    ]
}

fn figure<T>(
    (name, title, more_is_better): (&'static str, &'static str, bool),
    of: impl Fn(&T) -> f64,
    once: &T,
    rounds: &[T],
) -> Figure {
    Figure { name, title, value: of(once), interval: interval(rounds.iter().map(&of).collect()), more_is_better }
}

/// How often a row counts in a round: Poisson with mean 1, by its distribution function.
fn times(row: u32, round: u64) -> f64 {
    const AT_MOST: [f64; 8] = [
        0.367_879_441_171_442_33,
        0.735_758_882_342_884_6,
        0.919_698_602_928_605_8,
        0.981_011_843_123_846_2,
        0.996_340_153_172_656_3,
        0.999_405_815_182_418_3,
        0.999_916_758_850_711_9,
        0.999_989_750_803_325_3,
    ];
    let share = (xxh64(&row.to_le_bytes(), round) >> 11) as f64 / (1_u64 << 53) as f64;
    AT_MOST.iter().take_while(|&&most| share >= most).count() as f64
}

#[cfg(test)]
mod tests {
    use super::super::ranked::tests::evidence;
    use super::*;
    use crate::math::sigmoid;

    #[test]
    fn counts_are_poisson_with_mean_and_variance_one() {
        let counts: Vec<f64> = (0..50_000).map(|row| times(row, 7)).collect();
        let mean = counts.iter().sum::<f64>() / 50_000.0;
        let variance = counts.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 50_000.0;
        assert!((mean - 1.0).abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
    }

    #[test]
    fn intervals_hold_the_value_and_shrink_with_rows() {
        let width = |rows: u32| {
            let noise = |row: u32, purpose: u64| xxh64(&row.to_le_bytes(), purpose) as f64 / u64::MAX as f64;
            let margins: Vec<f64> = (0..rows).map(|row| 4.0 * noise(row, 900) - 2.0).collect();
            let labels: Vec<f32> = (0..rows).map(|row| f32::from(noise(row, 901) < sigmoid(margins[row as usize]))).collect();
            let figures = figures(&Ranked::new(&evidence(&margins, &labels), 0.5));
            for figure in &figures {
                assert!(figure.interval.0 <= figure.value && figure.value <= figure.interval.1, "{figure:?}");
            }
            figures[0].interval.1 - figures[0].interval.0
        };
        let (few, many) = (width(300), width(4800));
        // A sixteenth of the variance is a quarter of the width.
        assert!((few / many - 4.0).abs() < 1.2, "{few} {many}");
    }
}
