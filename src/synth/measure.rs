//! What a perfect model could reach: the true probabilities against the labels that were drawn from them.

use serde::Serialize;

use crate::math::{sigmoid, softplus};

/// Log-odds are counted in bins this wide, from `-REACH` to `REACH`, so that the memory is the same for any number of rows.
const BIN: f64 = 0.001;
const REACH: f64 = 15.0;

/// The figures of one label in one file.
#[derive(Debug, Clone, Serialize)]
pub struct LabelFigures {
    /// The label column.
    pub label: String,
    /// Rows with the event.
    pub positives: u64,
    /// Events per row, in [0, 1].
    pub rate: f64,
    /// The mean of the true probabilities, in [0, 1].
    pub expected_rate: f64,
    /// The area under the ROC curve of the true probabilities, ties counted half: no model can be expected to beat it.
    pub bayes_auc: f64,
    /// The mean negative log-likelihood of the true probabilities, in nats.
    pub bayes_logloss: f64,
}

/// Counts rows of one label.
pub(super) struct Meter {
    bins: Vec<[u64; 2]>,
    probability: f64,
    logloss: f64,
}

impl Meter {
    pub(super) fn new() -> Self {
        Self { bins: vec![[0; 2]; (2.0 * REACH / BIN) as usize + 1], probability: 0.0, logloss: 0.0 }
    }

    /// Takes in a row with these true log-odds and this outcome.
    pub(super) fn add(&mut self, log_odds: f64, event: bool) {
        let bin = ((log_odds.clamp(-REACH, REACH) + REACH) / BIN) as usize;
        self.bins[bin][usize::from(event)] += 1;
        self.probability += sigmoid(log_odds);
        self.logloss += softplus(if event { -log_odds } else { log_odds });
    }

    pub(super) fn figures(&self, label: &str) -> LabelFigures {
        let [negatives, positives] = self.bins.iter().fold([0, 0], |[n, p], bin| [n + bin[0], p + bin[1]]);
        let (mut below, mut won) = (0.0, 0.0);
        for [n, p] in &self.bins {
            won += *p as f64 * (below + 0.5 * *n as f64);
            below += *n as f64;
        }
        let rows = (negatives + positives).max(1) as f64;
        let pairs = positives as f64 * negatives as f64;
        LabelFigures {
            label: label.to_owned(),
            positives,
            rate: positives as f64 / rows,
            expected_rate: self.probability / rows,
            bayes_auc: if pairs > 0.0 { won / pairs } else { 0.5 },
            bayes_logloss: self.logloss / rows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_is_that_of_the_pairs() {
        let mut meter = Meter::new();
        for (log_odds, event) in [(-2.0, false), (-1.0, true), (-1.0, false), (0.5, false), (3.0, true), (40.0, true)] {
            meter.add(log_odds, event);
        }
        let figures = meter.figures("x");
        // Of nine pairs: 3 + 3 + (1 + ½) won.
        assert!((figures.bayes_auc - 7.5 / 9.0).abs() < 1e-12, "{}", figures.bayes_auc);
        assert_eq!((figures.positives, figures.rate), (3, 0.5));
        assert!(figures.bayes_logloss > 0.0 && figures.expected_rate > 0.4);
    }
}
