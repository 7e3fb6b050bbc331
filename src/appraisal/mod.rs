//! How well a trained index does, on rows that it was measured on: figures with intervals, curves, importance, dependence and
//! slices. Data in, data out: the learner fills in the [`Evidence`], the report draws the [`Appraisal`].

mod bootstrap;
mod classes;
mod contest;
mod curves;
mod dependence;
mod disclosed;
mod evidence;
mod importance;
mod ranked;
mod slices;

use rayon::prelude::*;
use serde::Serialize;

use crate::engine::Advisor;

pub use bootstrap::Figure;
pub use classes::{ClassAppraisal, ClassDetail};
pub use contest::{Behind, Contestant};
pub use curves::{CalibrationBin, Curves};
pub use dependence::{Dependence, GroupMean, Shape};
pub use disclosed::disclosed;
pub use evidence::{ClassRows, Evidence, Rival, Trial};
pub use importance::ColumnImportance;
pub use slices::{Slice, Slicing};

use ranked::Ranked;

/// Columns whose dependence is shown.
const DEPENDENCES: usize = 10;

/// How well one index does.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Appraisal {
    /// The index.
    pub index: String,
    /// Rows that it was measured on.
    pub rows: u64,
    /// Events among them; 0 of several classes.
    pub positives: u64,
    /// Figures of merit, each with its interval at 95 %.
    pub figures: Vec<Figure>,
    /// Curves; empty of several classes, as dependence and slices are: each class has its own.
    pub curves: Curves,
    /// Columns by importance, the most important first.
    pub importance: Vec<ColumnImportance>,
    /// Rows that importance and dependence are taken on.
    pub sampled: usize,
    /// How the most important columns move the margin.
    pub dependence: Vec<Dependence>,
    /// The scores by the groups of sensitive columns.
    pub slices: Vec<Slicing>,
    /// All models that were compared on the same rows.
    pub contenders: Vec<Contestant>,
    /// Several classes, each against the rest.
    pub classes: Vec<ClassAppraisal>,
    /// What was tried in tuning.
    pub history: Vec<Trial>,
}

/// Appraises the index at `position`; the same evidence gives the same bits, whatever the threads.
#[must_use]
pub fn appraise(advisor: &Advisor, position: usize, evidence: &Evidence) -> Appraisal {
    let index = &advisor.pack().indices[position];
    if let Some(classes) = &evidence.classes {
        return classes::appraise(advisor, position, evidence, classes);
    }
    let threshold = index.card.metrics.threshold;
    let ranked = Ranked::new(evidence, threshold);
    let rows = evidence.rows();
    let attributions = advisor.attributions(position, None, &rows);
    let importance = importance::importance(advisor, position, evidence, &importance::mean_abs(&attributions));
    let field = |name: &str| advisor.fields().iter().position(|field| field.name == name);
    let leading: Vec<usize> = importance.iter().filter_map(|one| field(&one.column)).take(DEPENDENCES).collect();
    Appraisal {
        index: index.name.clone(),
        rows: ranked.rows.len() as u64,
        positives: ranked.events() as u64,
        figures: bootstrap::figures(&ranked),
        curves: curves::curves(&ranked),
        importance,
        sampled: evidence.sample.len(),
        dependence: leading
            .par_iter()
            .map(|&at| dependence::dependence(&advisor.fields()[at], &evidence.fields[at], attributions.column(at).to_vec()))
            .collect(),
        slices: evidence
            .sensitive
            .iter()
            .filter_map(|(name, semantic, values)| slices::slicing(name, *semantic, values, &ranked))
            .collect(),
        contenders: contest::contestants(evidence, &ranked, threshold),
        classes: Vec::new(),
        history: evidence.history.clone(),
    }
}
