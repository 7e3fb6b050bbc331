//! Weight of evidence: what a bin by itself says for the event (Good 1950; Siddiqi 2006, "Credit risk scorecards", chapter 6).
//!
//! The weight of bin b is logit(p_b) - logit(p), p the event rate of all rows and p_b = (E_b + a p) / (N_b + a) that of the bin, E_b its
//! events and N_b its rows by weight. The prior's rows a = 4 / (p (1 - p)) stand for the belief that a bin's log-odds lie within
//! about a half of the average, so that a bin of few rows says little and one without any says nothing. The information value
//! Σ (E_b / E - (N_b - E_b) / (N - E)) w_b tells how much a column says in all (Kullback's divergence, symmetric).

use crate::math::logit;

/// Most runs that ordered bins are joined into.
const MOST_RUNS: usize = 20;
/// Rows of the rarer class that a run holds at least, on average.
const FEWEST_EVENTS: f64 = 15.0;
/// The prior's rows are this over p (1 - p).
const PRIOR: f64 = 4.0;

/// What is counted of a bin or of several.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Count {
    pub(super) rows: u32,
    /// By weight.
    pub(super) events: f64,
    /// By weight, events included.
    pub(super) weight: f64,
}

impl Count {
    pub(super) fn plus(self, other: Self) -> Self {
        Self { rows: self.rows + other.rows, events: self.events + other.events, weight: self.weight + other.weight }
    }

    /// Without rows that are part of it.
    pub(super) fn less(self, other: Self) -> Self {
        let rest = |all: f64, part: f64| (all - part).max(0.0);
        Self { rows: self.rows - other.rows, events: rest(self.events, other.events), weight: rest(self.weight, other.weight) }
    }

    /// The log-odds of the event, half a row of each class added.
    pub(super) fn log_odds(self) -> f64 {
        logit(self.rate())
    }

    /// The event rate, likewise.
    fn rate(self) -> f64 {
        (self.events + 0.5) / (self.weight + 1.0)
    }

    /// The weight of evidence of a bin where these are all rows.
    fn weigh(self, bin: Self) -> f64 {
        let p = self.rate();
        let prior = PRIOR / (p * (1.0 - p));
        logit((bin.events + prior * p) / (bin.weight + prior)) - logit(p)
    }
}

/// All rows of some bins.
pub(super) fn total(bins: &[Count]) -> Count {
    bins.iter().fold(Count::default(), |sum, bin| sum.plus(*bin))
}

/// Joins ordered bins into runs of about as many rows each: the first bin of each run, from 0. No run holds fewer rows than its
/// share of the rarer class needs, and a bin of many rows stands alone.
pub(super) fn runs(bins: &[Count]) -> Vec<usize> {
    let all = total(bins);
    let rarer = all.rate().min(1.0 - all.rate()) * f64::from(all.rows);
    let most = ((rarer / FEWEST_EVENTS) as usize).clamp(2, MOST_RUNS);
    let least = all.rows / (2 * most as u32);
    let (mut starts, mut filled, mut left) = (vec![0], 0, all.rows);
    for (at, pair) in bins.windows(2).enumerate() {
        if starts.len() == most {
            break;
        }
        filled += pair[0].rows;
        let share = left / (most + 1 - starts.len()) as u32;
        let next_overshoots = filled * 2 >= share && filled + pair[1].rows > share + share / 2;
        if filled > 0 && (filled >= share || next_overshoots) && filled >= least && left - filled >= least.max(1) {
            starts.push(at + 1);
            left -= filled;
            filled = 0;
        }
    }
    starts
}

/// The weight of evidence of each of `bins`, where these are all rows.
pub(super) fn weights(bins: &[Count], all: Count) -> Vec<f64> {
    bins.iter().map(|bin| all.weigh(*bin)).collect()
}

/// The information value of bins with these weights.
pub(super) fn information(bins: &[Count], weights: &[f64], all: Count) -> f64 {
    let (events, others) = (all.events.max(f64::MIN_POSITIVE), (all.weight - all.events).max(f64::MIN_POSITIVE));
    let of_bin = |(bin, weight): (&Count, &f64)| (bin.events / events - (bin.weight - bin.events) / others) * weight;
    bins.iter().zip(weights).map(of_bin).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bin(rows: u32, events: f64) -> Count {
        Count { rows, events, weight: f64::from(rows) }
    }

    #[test]
    fn a_large_bin_says_its_log_odds_and_an_empty_one_nothing() {
        let bins = [bin(0, 0.0), bin(100_000, 50_000.0), bin(100_000, 10_000.0)];
        let weights = weights(&bins, total(&bins));
        assert_eq!(weights[0], 0.0);
        assert!((weights[1] - (logit(0.5) - logit(0.3))).abs() < 1e-3, "{weights:?}");
        assert!((weights[2] - (logit(0.1) - logit(0.3))).abs() < 1e-3, "{weights:?}");
        // The first bin has 5/6 of the events and 5/14 of the others, and the log-odds of the bins are logit(0.9) apart.
        let by_hand = (5.0 / 6.0 - 5.0 / 14.0) * logit(0.9);
        assert!((information(&bins, &weights, total(&bins)) - by_hand).abs() < 1e-2);
    }

    #[test]
    fn a_heavy_value_stands_alone() {
        let mut bins = vec![bin(10, 3.0); 60];
        bins[30] = bin(600, 200.0);
        let starts = runs(&bins);
        assert!(starts.contains(&30) && starts.contains(&31) && starts.len() > 8, "{starts:?}");
    }

    proptest! {
        #[test]
        fn runs_are_large_enough(counts in prop::collection::vec((0_u32..200, 0.0_f64..1.0), 1..250)) {
            let bins: Vec<Count> = counts.iter().map(|&(rows, rate)| bin(rows, rate * f64::from(rows))).collect();
            let starts = runs(&bins);
            prop_assert!(starts[0] == 0 && starts.windows(2).all(|w| w[0] < w[1]) && starts.len() <= MOST_RUNS);
            if starts.len() > 1 {
                let least = total(&bins).rows / (2 * MOST_RUNS as u32);
                let ends = starts.iter().skip(1).copied().chain([bins.len()]);
                prop_assert!(starts.iter().zip(ends).all(|(&start, end)| total(&bins[start..end]).rows >= least));
            }
        }
    }
}
