//! Measured rows in order of their margins, and figures that one pass over them gives, for any weights.

use rayon::prelude::*;

use crate::math::ln;

use super::{ClassRows, Evidence};

/// One measured row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Its position in the evidence.
    pub(super) at: u32,
    pub(super) margin: f64,
    pub(super) probability: f64,
    pub(super) event: bool,
    /// Whether the event is what is expected of it.
    pub(super) called: bool,
    pub(super) weight: f64,
}

/// Rows by falling margin.
pub(super) struct Ranked {
    pub(super) rows: Vec<Row>,
}

/// Figures in one pass; each 0 where it is undefined, the AUC 0.5.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pass {
    pub(super) auc: f64,
    pub(super) ap: f64,
    pub(super) logloss: f64,
    pub(super) brier: f64,
    pub(super) precision: f64,
    pub(super) recall: f64,
    pub(super) f1: f64,
    /// What the events weigh.
    pub(super) events: f64,
    /// The sum of -ln p over the events, in nats.
    pub(super) surprise: f64,
}

impl Ranked {
    /// The rows as the model that ships ranks them; those from `threshold` on are called.
    pub(super) fn new(evidence: &Evidence, threshold: f64) -> Self {
        Self::by(evidence, &evidence.margins, &evidence.probabilities, threshold)
    }

    /// The rows as a model with these margins and probabilities ranks them.
    pub(super) fn by(evidence: &Evidence, margins: &[f64], probabilities: &[f64], threshold: f64) -> Self {
        let row = |(at, (&margin, &label)): (usize, (&f64, &f32))| Row {
            at: at as u32,
            margin,
            probability: probabilities[at],
            event: label > 0.5,
            called: probabilities[at] >= threshold,
            weight: evidence.weight(at),
        };
        Self::sorted(margins.iter().zip(&evidence.labels).enumerate().map(row).collect())
    }

    /// The rows as each of several classes is told from the rest: by its probability, and called where it is the likeliest.
    pub(super) fn of_classes(evidence: &Evidence, classes: &ClassRows) -> Vec<Self> {
        let chosen = classes.chosen();
        let of_class = |class: usize| {
            let row = |(at, (shares, &of)): (usize, (&Vec<f64>, &u32))| Row {
                at: at as u32,
                margin: shares[class],
                probability: shares[class],
                event: of as usize == class,
                called: chosen[at] == class,
                weight: evidence.weight(at),
            };
            Self::sorted(classes.shares.iter().zip(&classes.of_row).enumerate().map(row).collect())
        };
        (0..classes.names.len()).into_par_iter().map(of_class).collect()
    }

    fn sorted(mut rows: Vec<Row>) -> Self {
        rows.sort_by(|a, b| b.margin.total_cmp(&a.margin));
        Self { rows }
    }

    /// How many of the rows are events.
    pub(super) fn events(&self) -> usize {
        self.rows.iter().filter(|row| row.event).count()
    }

    /// The figures where row `at` of the evidence counts `times` as often as it weighs. Ties are taken together.
    pub(super) fn pass(&self, times: impl Fn(u32) -> f64) -> Pass {
        let (mut area, mut misses, mut hits, mut ap) = (0.0, 0.0, 0.0, 0.0);
        let (mut loss, mut surprise, mut squares, mut called, mut called_hits) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for run in self.rows.chunk_by(|a, b| a.margin == b.margin) {
            let (mut run_hits, mut run_misses) = (0.0, 0.0);
            for row in run {
                let weight = row.weight * times(row.at);
                let p = row.probability.clamp(1e-15, 1.0 - 1e-15);
                let chance = if row.event { p } else { 1.0 - p };
                let nats = -weight * ln(chance);
                loss += nats;
                surprise += if row.event { nats } else { 0.0 };
                squares += weight * (1.0 - chance) * (1.0 - chance);
                let hit = if row.event { weight } else { 0.0 };
                run_hits += hit;
                run_misses += weight - hit;
                if row.called {
                    called += weight;
                    called_hits += hit;
                }
            }
            area += run_hits * (misses + run_misses / 2.0);
            hits += run_hits;
            misses += run_misses;
            ap += if run_hits + run_misses > 0.0 { run_hits * hits / (hits + misses) } else { 0.0 };
        }
        let ratio = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let (precision, recall) = (ratio(called_hits, called), ratio(called_hits, hits));
        Pass {
            auc: if hits > 0.0 && misses > 0.0 { 1.0 - area / (hits * misses) } else { 0.5 },
            ap: ratio(ap, hits),
            logloss: ratio(loss, hits + misses),
            brier: ratio(squares, hits + misses),
            precision,
            recall,
            f1: ratio(2.0 * precision * recall, precision + recall),
            events: hits,
            surprise,
        }
    }

    /// The same rows without some.
    pub(super) fn only(&self, keep: impl Fn(u32) -> bool) -> Self {
        Self { rows: self.rows.iter().copied().filter(|row| keep(row.at)).collect() }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::math::sigmoid;

    /// Rows with these margins and labels.
    pub(in super::super) fn evidence(margins: &[f64], labels: &[f32]) -> Evidence {
        Evidence {
            margins: margins.to_vec(),
            probabilities: margins.iter().map(|&margin| sigmoid(margin)).collect(),
            labels: labels.to_vec(),
            weights: Vec::new(),
            classes: None,
            sample: Vec::new(),
            fields: Vec::new(),
            sensitive: Vec::new(),
            rivals: Vec::new(),
            history: Vec::new(),
        }
    }

    #[test]
    fn one_pass_agrees_with_hand_counts() {
        let p = [0.9_f64, 0.8, 0.8, 0.3, 0.1];
        let margins = p.map(|p| ln(p / (1.0 - p)));
        let ranked = Ranked::new(&evidence(&margins, &[1.0, 0.0, 1.0, 1.0, 0.0]), 0.5);
        let pass = ranked.pass(|_| 1.0);
        // Pairs: 0.9 beats 2, 0.8 ties one and beats one, 0.3 beats one: (2 + 1.5 + 1) / 6.
        let expected = Pass {
            auc: 0.75,
            ap: (1.0 + 2.0 / 3.0 + 0.75) / 3.0,
            logloss: -ln(0.9 * 0.2 * 0.8 * 0.3 * 0.9) / 5.0,
            brier: (0.01 + 0.64 + 0.04 + 0.49 + 0.01) / 5.0,
            precision: 2.0 / 3.0,
            recall: 2.0 / 3.0,
            f1: 2.0 / 3.0,
            events: 3.0,
            surprise: -ln(0.9 * 0.8 * 0.3),
        };
        for (found, expected) in [
            (pass.auc, expected.auc),
            (pass.ap, expected.ap),
            (pass.logloss, expected.logloss),
            (pass.brier, expected.brier),
            (pass.precision, expected.precision),
            (pass.recall, expected.recall),
            (pass.f1, expected.f1),
            (pass.events, expected.events),
            (pass.surprise, expected.surprise),
        ] {
            assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
        }
        // Counting a row twice is having it twice.
        let twice = ranked.pass(|at| if at == 3 { 2.0 } else { 1.0 });
        let longer: Vec<f64> = margins.iter().copied().chain([margins[3]]).collect();
        let having = Ranked::new(&evidence(&longer, &[1.0, 0.0, 1.0, 1.0, 0.0, 1.0]), 0.5).pass(|_| 1.0);
        assert!((twice.auc - having.auc).abs() < 1e-12 && (twice.logloss - having.logloss).abs() < 1e-12);
    }
}
