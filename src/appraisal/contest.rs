//! Models compared on the same rows: each with the figures and intervals of the one that ships, and how far behind it is.

use rayon::prelude::*;
use serde::Serialize;

use crate::model::Contender;

use super::bootstrap::{Figure, figures_of, interval, rounds};
use super::evidence::{Evidence, Rival};
use super::ranked::{Pass, Ranked};

/// Figures that are compared.
const COMPARED: [&str; 4] = ["auc", "ap", "logloss", "brier"];

/// One of the models that were compared.
#[derive(Debug, Clone, Serialize)]
pub struct Contestant {
    /// What it is, whether it ships, and its figures.
    #[serde(flatten)]
    pub summary: Contender,
    /// Area under the ROC curve, average precision, log loss and Brier score, each with its interval at 95 %.
    pub figures: Vec<Figure>,
    /// How much more log loss it has than the model that ships, and the interval at 95 % of that difference over the same rounds of
    /// bootstrap; none for that model itself.
    pub behind: Option<Behind>,
    /// What is to be said of how it was fitted.
    pub note: Option<String>,
}

/// How far a model is behind the one that ships, in nats a row; below zero where it is ahead.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Behind {
    /// The difference.
    pub value: f64,
    /// Its interval at 95 %.
    pub interval: (f64, f64),
}

/// The models of the evidence; `ranked` are its rows as the one that ships ranks them.
pub(super) fn contestants(evidence: &Evidence, ranked: &Ranked, threshold: f64) -> Vec<Contestant> {
    if evidence.rivals.is_empty() {
        return Vec::new();
    }
    let of = |ranked: &Ranked| (ranked.pass(|_| 1.0), rounds(ranked));
    let (ships, ships_rounds): (Pass, Vec<Pass>) = of(ranked);
    let contestant = |rival: &Rival| {
        let (once, rounds) = of(&Ranked::by(evidence, &rival.margins, &rival.probabilities, threshold));
        let mut figures = figures_of(&once, &rounds);
        figures.retain(|figure| COMPARED.contains(&figure.name));
        let more = rounds.iter().zip(&ships_rounds).map(|(own, ships)| own.logloss - ships.logloss);
        let behind = Behind { value: once.logloss - ships.logloss, interval: interval(more.collect()) };
        Contestant { summary: rival.summary, figures, behind: (!rival.summary.ships).then_some(behind), note: rival.note.clone() }
    };
    evidence.rivals.par_iter().map(contestant).collect()
}
