//! Tuning: settings tried on the folds of one index, each calibrated and measured as training would.

mod search;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::model::Metrics;

use super::index::Job;
use super::prepare::{Prepared, Source};
use super::{IndexSpec, Params, Project};

pub use search::{BATCH, Dimension, Edge, Search, dimensions};

/// What tuning makes best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// Held-out log loss.
    Logloss,
    /// Area under the ROC curve.
    Auc,
    /// F1 at the index's threshold.
    F1,
    /// F1 × recall at the index's threshold.
    ModelScore,
}

impl std::str::FromStr for Objective {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        match text {
            "logloss" => Ok(Self::Logloss),
            "auc" => Ok(Self::Auc),
            "f1" => Ok(Self::F1),
            "model_score" => Ok(Self::ModelScore),
            _ => Err("logloss, auc, f1 or model_score is expected".to_owned()),
        }
    }
}

impl Objective {
    /// Its name, as on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Logloss => "logloss",
            Self::Auc => "auc",
            Self::F1 => "f1",
            Self::ModelScore => "model_score",
        }
    }

    /// What is to become small.
    #[must_use]
    pub fn loss(self, metrics: &Metrics) -> f64 {
        match self {
            Self::Logloss => metrics.logloss,
            Self::Auc => -metrics.auc,
            Self::F1 => -metrics.f1,
            Self::ModelScore => -metrics.model_score,
        }
    }
}

/// A setting that was tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// Its place in the search, from 0.
    pub number: usize,
    /// Values by parameter; none for the project as it is.
    pub setting: BTreeMap<String, f64>,
    /// What the objective made of it; smaller is better.
    pub loss: f64,
    /// All its figures, on held-out rows.
    pub metrics: Metrics,
    /// The folds' median number of trees.
    pub trees: usize,
}

/// The best of some trials; of equal ones the earliest.
#[must_use]
pub fn best(trials: &[Trial]) -> Option<&Trial> {
    trials.iter().min_by(|a, b| a.loss.total_cmp(&b.loss).then(a.number.cmp(&b.number)))
}

/// One index of a project, ready to try settings on.
pub struct Tuner {
    prepared: Prepared,
    params: Params,
    spec: IndexSpec,
}

impl Tuner {
    /// Reads the table and chooses the index called `index`, or the only one.
    ///
    /// # Errors
    /// Those of training, and `unknown_index` when several could be meant.
    pub fn new(project: &Project, index: Option<&str>, source: &Source<'_>) -> Result<Self> {
        let spec = match (index, &project.indices[..]) {
            (None, [only]) => Some(only),
            (None, _) => None,
            (Some(name), indices) => indices.iter().find(|spec| spec.name == name),
        };
        let Some(spec) = spec.cloned() else {
            let names: Vec<&str> = project.indices.iter().map(|spec| spec.name.as_str()).collect();
            let expected = format!("one of {}", names.join(", "));
            let found = index.unwrap_or("none");
            return Err(Error::new(ErrorKind::UnknownIndex, "no such index", "--index", expected, found));
        };
        let params = project.training.check()?;
        let prepared = Prepared::new(project, &params, source, &|_| true)?;
        Ok(Self { prepared, params, spec })
    }

    /// The index.
    #[must_use]
    pub fn index(&self) -> &str {
        &self.spec.name
    }

    /// The seed that every random choice comes from.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.params.seed
    }

    /// Rows in the table.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.prepared.table.rows()
    }

    /// Fits the folds with a setting and measures them.
    ///
    /// # Errors
    /// `data` when a fold lacks a class; `cancelled` when `watch` says no.
    pub fn attempt(
        &self,
        number: usize,
        setting: &BTreeMap<String, f64>,
        objective: Objective,
        watch: &(dyn Fn() -> bool + Sync),
    ) -> Result<Trial> {
        let value = |name: &str| setting.get(name).copied();
        let params = Params {
            learning_rate: value("learning_rate").or(self.params.learning_rate),
            depth: value("depth").map(|depth| depth as usize).or(self.params.depth),
            l2: value("l2").unwrap_or(self.params.l2),
            bagging_temperature: value("bagging_temperature").or(self.params.bagging_temperature),
            ..self.params.clone()
        };
        let mut spec = self.spec.clone();
        spec.imbalance_penalty = value("imbalance_penalty").or(spec.imbalance_penalty);
        let (metrics, trees) = Job { prepared: &self.prepared, params: &params, spec: &spec, compare: false }.measure(watch)?;
        Ok(Trial { number, setting: setting.clone(), loss: objective.loss(&metrics), metrics, trees })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn metrics() -> Metrics {
        Metrics {
            auc: 0.7,
            logloss: 0.4,
            ap: 0.3,
            brier: 0.1,
            ece: 0.01,
            threshold: 0.5,
            precision: 0.5,
            recall: 0.5,
            f1: 0.5,
            model_score: 0.25,
        }
    }

    #[test]
    fn objectives_turn_every_figure_into_a_loss() {
        let losses = ["logloss", "auc", "f1", "model_score"].map(|name| name.parse::<Objective>().unwrap().loss(&metrics()));
        assert_eq!(losses, [0.4, -0.7, -0.5, -0.25]);
        assert!("accuracy".parse::<Objective>().is_err());
    }
}
