//! An index of several classes: its figures together, and each class against the rest as if it were an event.

use ndarray::Array2;
use rayon::prelude::*;
use serde::Serialize;

use crate::engine::{Advisor, Rows};
use crate::metric::deciles;
use crate::model::DecileRow;

use super::Appraisal;
use super::bootstrap::{Figure, figures_of, figures_of_classes, rounds_of_classes};
use super::curves::{Curves, curves};
use super::dependence::{Dependence, dependence};
use super::evidence::{ClassRows, Evidence};
use super::importance::{importance, mean_abs};
use super::ranked::{Pass, Ranked};
use super::slices::{Slicing, slicing};

/// Classes that curves and the like are made of: with more, nobody would look at any.
pub(super) const SHOWN: usize = 6;
/// Columns whose dependence is shown, a class.
const DEPENDENCES: usize = 4;

/// How well one class is told from the rest.
#[derive(Debug, Clone, Serialize)]
pub struct ClassAppraisal {
    /// The class.
    pub class: String,
    /// Rows of it that were measured.
    pub rows: u64,
    /// Figures of its probability, each with its interval at 95 %; a row is called where the class is its likeliest.
    pub figures: Vec<Figure>,
    /// Its curves and the like; only of the six most frequent classes.
    pub detail: Option<ClassDetail>,
}

/// What is shown of a class.
#[derive(Debug, Clone, Serialize)]
pub struct ClassDetail {
    /// Curves.
    pub curves: Curves,
    /// The rows by its probability, cut into tenths.
    pub deciles: Vec<DecileRow>,
    /// How the columns that matter most to it move its margin.
    pub dependence: Vec<Dependence>,
    /// Its probability by the groups of sensitive columns; those are selected whose likeliest class it is.
    pub slices: Vec<Slicing>,
}

/// Appraises an index of several classes, of which `classes` are the measured rows.
pub(super) fn appraise(advisor: &Advisor, position: usize, evidence: &Evidence, classes: &ClassRows) -> Appraisal {
    let ranked = Ranked::of_classes(evidence, classes);
    let once: Vec<Pass> = ranked.iter().map(|ranked| ranked.pass(|_| 1.0)).collect();
    let rounds = rounds_of_classes(&ranked);
    let by_rows = classes.by_rows();
    let shown = &by_rows[..by_rows.len().min(SHOWN)];
    let rows = evidence.rows();
    let moved = Moved::new(advisor, position, &rows, shown);
    let class = |class: usize| {
        let rounds: Vec<Pass> = rounds.iter().map(|round| round[class]).collect();
        let detail = || ClassDetail {
            curves: curves(&ranked[class]),
            deciles: tenths(evidence, classes, class),
            dependence: moved.dependence(advisor, evidence, class),
            slices: evidence
                .sensitive
                .iter()
                .filter_map(|(name, of, values)| slicing(name, *of, values, &ranked[class]))
                .collect(),
        };
        ClassAppraisal {
            class: classes.names[class].clone(),
            rows: ranked[class].events() as u64,
            figures: figures_of(&once[class], &rounds),
            detail: shown.contains(&class).then(detail),
        }
    };
    Appraisal {
        index: advisor.pack().indices[position].name.clone(),
        rows: classes.of_row.len() as u64,
        figures: figures_of_classes(&once, &rounds),
        importance: importance(advisor, position, evidence, &moved.shapley),
        sampled: evidence.sample.len(),
        classes: (0..classes.names.len()).into_par_iter().map(class).collect(),
        history: evidence.history.clone(),
        ..Appraisal::default()
    }
}

fn tenths(evidence: &Evidence, classes: &ClassRows, class: usize) -> Vec<DecileRow> {
    let shares: Vec<f64> = classes.shares.iter().map(|shares| shares[class]).collect();
    let labels: Vec<f32> = classes.of_row.iter().map(|&of| f32::from(u8::from(of as usize == class))).collect();
    let weights = (!evidence.weights.is_empty()).then_some(evidence.weights.as_slice());
    deciles(&shares, &shares, &labels, weights)
}

/// How columns move the classes on the sampled rows.
struct Moved {
    /// Mean |Shapley value| of each column, over all classes.
    shapley: Vec<f64>,
    /// The attributions of the classes that are shown.
    shown: Vec<(usize, Array2<f64>)>,
}

impl Moved {
    fn new(advisor: &Advisor, position: usize, rows: &Rows, shown: &[usize]) -> Self {
        let classes = advisor.classes(position).map_or(0, <[String]>::len);
        let mut moved = Self { shapley: vec![0.0; advisor.fields().len()], shown: Vec::new() };
        // One after the other: the attributions of a hundred classes would fill the memory.
        for class in 0..classes {
            let attributions = advisor.attributions(position, Some(class), rows);
            let mean = mean_abs(&attributions);
            moved.shapley.iter_mut().zip(mean).for_each(|(sum, x)| *sum += x / classes as f64);
            if shown.contains(&class) {
                moved.shown.push((class, attributions));
            }
        }
        moved
    }

    fn dependence(&self, advisor: &Advisor, evidence: &Evidence, class: usize) -> Vec<Dependence> {
        let Some((_, attributions)) = self.shown.iter().find(|(shown, _)| *shown == class) else { return Vec::new() };
        let shapley = mean_abs(attributions);
        let mut columns: Vec<usize> = (0..shapley.len()).filter(|&at| shapley[at] > 0.0).collect();
        columns.sort_by(|&a, &b| shapley[b].total_cmp(&shapley[a]));
        let of = |at: usize| dependence(&advisor.fields()[at], &evidence.fields[at], attributions.column(at).to_vec());
        columns.into_iter().take(DEPENDENCES).map(of).collect()
    }
}
