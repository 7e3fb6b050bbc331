//! `confidant evaluate` on an index of several classes.

use serde::Serialize;

use confidant::engine::Advisor;
use confidant::error::{Error, ErrorKind, Result, quote};
use confidant::metric::class_metrics;
use confidant::model::{ClassesCard, Metrics};

use crate::classes_text::classes_text;

/// What is printed.
#[derive(Serialize)]
pub(crate) struct ClassReport {
    index: String,
    label: String,
    rows: usize,
    #[serde(flatten)]
    metrics: Metrics,
    #[serde(flatten)]
    classes: ClassesCard,
}

impl ClassReport {
    /// The figures of rows with their margins by class and the names of their classes.
    ///
    /// # Errors
    /// `data` when a row is of a class that the index does not know.
    pub(crate) fn new(
        advisor: &Advisor,
        position: usize,
        label: String,
        margins: &[Vec<f64>],
        labels: &[String],
    ) -> Result<Self> {
        let names = advisor.classes(position).unwrap_or_default();
        let class = |label: &String| {
            let found = names.iter().position(|name| name == label);
            let unknown = || {
                let shown = names.iter().take(8).map(|name| quote(name)).collect::<Vec<_>>().join(", ");
                Error::new(ErrorKind::Data, "unknown class", "the label column", format!("one of {shown}"), quote(label))
            };
            found.map(|at| at as u32).ok_or_else(unknown)
        };
        let classes = labels.iter().map(class).collect::<Result<Vec<u32>>>()?;
        let shares: Vec<Vec<f64>> = margins.iter().map(|margins| advisor.shares(position, margins)).collect();
        let (metrics, classes) = class_metrics(names, &shares, &classes, None);
        let index = advisor.pack().indices[position].name.clone();
        Ok(Self { index, label, rows: labels.len(), metrics, classes })
    }

    /// For people.
    pub(crate) fn text(&self) -> String {
        let m = &self.metrics;
        format!(
            "{} ({}), {} rows\nlogloss {:.5}   accuracy {:.5}   macro auc, each against the rest {:.5}   macro f1 {:.5}   brier {:.5}   ece {:.5}\n",
            self.index, self.label, self.rows, m.logloss, self.classes.accuracy, m.auc, m.f1, m.brier, m.ece
        ) + &classes_text(&self.classes)
    }
}
