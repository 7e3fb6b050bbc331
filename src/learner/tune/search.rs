//! Which settings to try next: tree-structured Parzen estimators (Bergstra et al. 2011, "Algorithms for hyper-parameter
//! optimization"), one a parameter.
//!
//! Settings are suggested a batch at a time and told in order, so that a search depends on its seed and its trials alone: on
//! how many threads tried them no more than on whether it was interrupted.

use std::collections::BTreeMap;

use tpe::density_estimation::DefaultEstimatorBuilder;
use tpe::{TpeOptimizer, parzen_estimator};

use crate::error::{Error, ErrorKind, Result};
use crate::math::{exp, ln};

use super::super::random::{Purpose, stream};
use super::Trial;

/// Settings that are suggested together.
pub const BATCH: usize = 4;

/// How close to an end of its range a value is at the edge, as a share of the range.
const EDGE: f64 = 0.05;

/// A parameter and where it is searched.
#[derive(Debug, Clone, PartialEq)]
pub struct Dimension {
    /// The parameter's name in the project file.
    pub name: &'static str,
    /// The lowest value tried.
    pub low: f64,
    /// The highest value tried.
    pub high: f64,
    /// The lowest and highest that it may have at all.
    pub bounds: (f64, f64),
    /// Whether steps are factors.
    log: bool,
    /// Whether values are whole numbers.
    whole: bool,
}

/// Which end of its range a value is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The lower end.
    Low,
    /// The upper end.
    High,
}

/// The parameters that are searched, where nobody has widened a range.
#[must_use]
pub fn dimensions() -> Vec<Dimension> {
    let dimension = |name, low, high, bounds, log, whole| Dimension { name, low, high, bounds, log, whole };
    vec![
        dimension("learning_rate", 0.02, 0.25, (1e-3, 1.0), true, false),
        dimension("depth", 3.0, 8.0, (1.0, 8.0), false, true),
        dimension("l2", 0.5, 30.0, (1e-3, 1e4), true, false),
        dimension("bagging_temperature", 0.0, 1.5, (0.0, 10.0), false, false),
        dimension("imbalance_penalty", 0.05, 1.0, (1e-3, 1e3), true, false),
    ]
}

impl Dimension {
    /// From a value to where the estimator works, and back.
    fn inward(&self, value: f64) -> f64 {
        if self.log { ln(value) } else { value }
    }

    fn outward(&self, inner: f64) -> f64 {
        let value = if self.log { exp(inner) } else { inner };
        if self.whole { value.round() } else { value }
    }

    /// The ends of the range where the estimator works; whole numbers own the half to either side of them.
    fn ends(&self) -> (f64, f64) {
        let margin = if self.whole { 0.499 } else { 0.0 };
        (self.inward(self.low) - margin, self.inward(self.high) + margin)
    }

    /// Which end of the range a value is at, if there is more beyond it.
    #[must_use]
    pub fn edge(&self, value: f64) -> Option<Edge> {
        let (low, high) = (self.inward(self.low), self.inward(self.high));
        let place = (self.inward(value) - low) / (high - low).max(f64::MIN_POSITIVE);
        match place {
            _ if place <= EDGE && self.low > self.bounds.0 => Some(Edge::Low),
            _ if place >= 1.0 - EDGE && self.high < self.bounds.1 => Some(Edge::High),
            _ => None,
        }
    }

    /// Half as wide again beyond an end, as far as the bounds go.
    fn widen(&mut self, edge: Edge) {
        let (low, high) = (self.inward(self.low), self.inward(self.high));
        let more = (high - low) / 2.0;
        match edge {
            Edge::Low => self.low = self.outward(low - more).max(self.bounds.0),
            Edge::High => self.high = self.outward(high + more).min(self.bounds.1),
        }
    }
}

/// A search over settings.
pub struct Search {
    dimensions: Vec<Dimension>,
    optimizers: Vec<TpeOptimizer<DefaultEstimatorBuilder>>,
    seed: u64,
}

impl Search {
    /// A search that has seen `trials`, in order of their numbers.
    ///
    /// # Errors
    /// `parameter` when a range is empty.
    pub fn new(dimensions: Vec<Dimension>, seed: u64, trials: &[Trial]) -> Result<Self> {
        let optimizer = |dimension: &Dimension| {
            let (low, high) = dimension.ends();
            let range = tpe::range(low, high).map_err(|e| fault(dimension.name, &e.to_string()))?;
            Ok(TpeOptimizer::new(parzen_estimator(), range))
        };
        let optimizers = dimensions.iter().map(optimizer).collect::<Result<_>>()?;
        let mut search = Self { dimensions, optimizers, seed };
        trials.iter().try_for_each(|trial| search.learn(trial))?;
        Ok(search)
    }

    /// The parameters.
    #[must_use]
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// The settings of the batch that begins with trial `number`. Trial 0 is the project as it is.
    ///
    /// # Errors
    /// `parameter` when the estimator has no value to give.
    pub fn suggest(&mut self, number: usize) -> Result<Vec<BTreeMap<String, f64>>> {
        let mut random = stream(self.seed, Purpose::Tuning, number as u64, 0);
        let mut batch = Vec::with_capacity(BATCH);
        for trial in number..number + BATCH {
            let mut setting = BTreeMap::new();
            for (dimension, optimizer) in self.dimensions.iter().zip(&mut self.optimizers) {
                let inner = optimizer.ask(&mut random).map_err(|e| fault(dimension.name, &e.to_string()))?;
                setting.insert(dimension.name.to_owned(), dimension.outward(inner).clamp(dimension.low, dimension.high));
            }
            batch.push(if trial == 0 { BTreeMap::new() } else { setting });
        }
        Ok(batch)
    }

    /// Learns from a trial.
    ///
    /// # Errors
    /// `parameter` when a value is outside its range.
    pub fn learn(&mut self, trial: &Trial) -> Result<()> {
        for (dimension, optimizer) in self.dimensions.iter().zip(&mut self.optimizers) {
            if let Some(&value) = trial.setting.get(dimension.name) {
                optimizer.tell(dimension.inward(value), trial.loss).map_err(|e| fault(dimension.name, &e.to_string()))?;
            }
        }
        Ok(())
    }

    /// The parameters whose value in `trial` is at an edge of their range.
    #[must_use]
    pub fn edges(&self, trial: &Trial) -> Vec<(&Dimension, Edge)> {
        let at = |dimension| -> Option<(&Dimension, Edge)> {
            let dimension: &Dimension = dimension;
            Some((dimension, dimension.edge(*trial.setting.get(dimension.name)?)?))
        };
        self.dimensions.iter().filter_map(at).collect()
    }

    /// The same parameters with the ranges widened at the edges where `best` is; none where it is at no edge.
    #[must_use]
    pub fn widened(&self, best: &Trial) -> Option<Vec<Dimension>> {
        let edges: BTreeMap<&str, Edge> = self.edges(best).into_iter().map(|(dimension, edge)| (dimension.name, edge)).collect();
        let mut dimensions = self.dimensions.clone();
        for dimension in &mut dimensions {
            if let Some(&edge) = edges.get(dimension.name) {
                dimension.widen(edge);
            }
        }
        (!edges.is_empty()).then_some(dimensions)
    }
}

fn fault(name: &str, found: &str) -> Error {
    Error::new(ErrorKind::Parameter, "cannot search a parameter", name, "a value in its range", found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(number: usize, setting: BTreeMap<String, f64>, loss: f64) -> Trial {
        Trial { number, setting, loss, metrics: super::super::tests::metrics(), trees: 1 }
    }

    #[test]
    fn the_search_closes_in_on_a_known_best_and_repeats_itself() {
        let loss = |setting: &BTreeMap<String, f64>| {
            let (rate, depth) = (setting.get("learning_rate"), setting.get("depth"));
            match (rate, depth) {
                (Some(rate), Some(depth)) => (ln(rate / 0.06)).powi(2) + (depth - 5.0).powi(2) / 10.0,
                _ => 9.0,
            }
        };
        let run = || {
            let mut search = Search::new(dimensions(), 3, &[]).unwrap();
            let mut trials: Vec<Trial> = Vec::new();
            while trials.len() < 80 {
                for setting in search.suggest(trials.len()).unwrap() {
                    let loss = loss(&setting);
                    trials.push(trial(trials.len(), setting, loss));
                }
                for told in &trials[trials.len() - BATCH..] {
                    search.learn(told).unwrap();
                }
            }
            trials
        };
        let trials = run();
        assert!(trials[0].setting.is_empty(), "the first trial is the project as it is");
        let best = trials.iter().map(|t| t.loss).fold(f64::INFINITY, f64::min);
        let mean = |part: &[Trial]| part.iter().map(|t| t.loss).sum::<f64>() / part.len() as f64;
        assert!(best < 0.02, "{best}");
        assert!(mean(&trials[60..]) < 0.6 * mean(&trials[1..21]), "{} {}", mean(&trials[60..]), mean(&trials[1..21]));
        assert_eq!(run(), trials);
        // A search that is told the trials later goes on as one that saw them pass.
        let mut resumed = Search::new(dimensions(), 3, &trials[..40]).unwrap();
        assert_eq!(resumed.suggest(40).unwrap()[0], trials[40].setting);
    }

    #[test]
    fn ranges_widen_at_the_edge_that_the_best_is_at_and_within_bounds() {
        let search = Search::new(dimensions(), 1, &[]).unwrap();
        let setting =
            [("learning_rate", 0.249), ("depth", 8.0), ("l2", 4.0), ("bagging_temperature", 0.0), ("imbalance_penalty", 0.05)];
        let best = trial(1, setting.map(|(name, value)| (name.to_owned(), value)).into(), 0.1);
        let at: Vec<(&str, Edge)> = search.edges(&best).into_iter().map(|(d, edge)| (d.name, edge)).collect();
        assert_eq!(
            at,
            [("learning_rate", Edge::High), ("imbalance_penalty", Edge::Low)],
            "depth and temperature end at their bounds"
        );
        let widened = search.widened(&best).unwrap();
        assert!((0.5..1.0).contains(&widened[0].high) && widened[0].low == 0.02 && widened[4].low < 0.02, "{widened:?}");
        assert!(search.widened(&trial(2, BTreeMap::new(), 0.1)).is_none());
    }
}
