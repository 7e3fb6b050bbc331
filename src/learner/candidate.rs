//! The models that an index could ship, fitted and measured alike, and the one that does.

use crate::appraisal::Rival;
use crate::model::{Contender, ModelKind};

use super::ModelChoice;
use super::blend::{Blend, joined};
use super::boost::Boosted;
use super::contend::Contended;
use super::fit::Fitted;
use super::index::Figures;
use super::matrix::Matrix;

/// A fitted model with what it says of the rows held out.
pub(super) struct Candidate {
    pub(super) model: ModelKind,
    /// What would ship; none for a yardstick, and for a blend none of its own.
    fitted: Option<(Matrix, Boosted)>,
    /// What the scorecard counts in a blend, in [0, 1].
    share: Option<f64>,
    /// The margins of the measured rows.
    pub(super) margins: Vec<f64>,
    /// How many rows it was fitted to, and of how many, where they were sampled.
    sampled: Option<(usize, usize)>,
}

impl Candidate {
    pub(super) fn forest(fitted: Fitted) -> Self {
        let Fitted { matrix, boosted, margins, .. } = fitted;
        Self { model: ModelKind::Forest, fitted: Some((matrix, boosted)), share: None, margins, sampled: None }
    }

    pub(super) fn contenders(contended: Contended) -> Vec<Self> {
        let Contended { linear, random_forest, sampled: [of_linear, of_random_forest] } = contended;
        let fitted = Some((linear.matrix, linear.boosted));
        let linear = Self { model: ModelKind::Linear, fitted, share: None, margins: linear.margins, sampled: of_linear };
        let yardstick =
            |margins| Self { model: ModelKind::RandomForest, fitted: None, share: None, margins, sampled: of_random_forest };
        std::iter::once(linear).chain(random_forest.map(yardstick)).collect()
    }

    /// A blend of the forest and the linear model that stand beside it.
    pub(super) fn blend(Blend { share, margins }: Blend) -> Self {
        Self { model: ModelKind::Blend, fitted: None, share: Some(share), margins, sampled: None }
    }

    /// What is to be said of the rows that it was fitted to, and of what it is made of.
    pub(super) fn note(&self) -> Option<String> {
        if let Some(share) = self.share {
            return Some(format!("the blend is {:.0} % linear scorecard, the rest boosted forest", 100.0 * share));
        }
        let (fitted, rows) = self.sampled?;
        let name = self.model.name();
        Some(if self.model == ModelKind::Linear {
            format!("the {name}'s slopes are fitted to {fitted} of {rows} rows, its points to all")
        } else {
            format!("the {name} is fitted to {fitted} of {rows} rows")
        })
    }

    /// Whether it is the scorecard that counts in a blend.
    pub(super) fn is_part_of(&self, blend: &Self) -> bool {
        self.model == ModelKind::Linear && blend.share.is_some_and(|share| share > 0.0)
    }

    /// How many trees would ship; none of a yardstick.
    pub(super) fn trees(&self) -> usize {
        self.fitted.as_ref().map_or(0, |(_, boosted)| boosted.trees.len())
    }
}

/// The position of the candidate that ships: the one that is asked for, or of those that can, that with the lowest log loss.
pub(super) fn choose(candidates: &[(Candidate, Figures)], choice: ModelChoice) -> usize {
    let loss = |at: &usize| candidates[*at].1.metrics.logloss;
    let can = |at: &usize| {
        let candidate = &candidates[*at].0;
        (candidate.fitted.is_some() || candidate.share.is_some())
            && match choice {
                ModelChoice::Forest => candidate.model == ModelKind::Forest,
                ModelChoice::Linear => candidate.model == ModelKind::Linear,
                ModelChoice::Blend => candidate.model == ModelKind::Blend,
                ModelChoice::Best => true,
            }
    };
    (0..candidates.len()).filter(can).min_by(|a, b| loss(a).total_cmp(&loss(b))).unwrap_or(0)
}

/// What the candidate ships as, taken out of it; where it is a blend, out of the two that it is made of.
pub(super) fn take_fitted(candidates: &mut [(Candidate, Figures)], ships: usize) -> Option<(Matrix, Boosted)> {
    let Some(share) = candidates[ships].0.share else { return candidates[ships].0.fitted.take() };
    let mut take = |kind| candidates.iter_mut().find(|(candidate, _)| candidate.model == kind)?.0.fitted.take();
    Some(joined(take(ModelKind::Forest)?, take(ModelKind::Linear)?, share))
}

/// The candidates as a card tells of them.
pub(super) fn contenders(candidates: &[(Candidate, Figures)], ships: usize) -> Vec<Contender> {
    let contender = |(at, (candidate, figures)): (usize, &(Candidate, Figures))| {
        let m = &figures.metrics;
        Contender {
            model: candidate.model,
            ships: at == ships,
            auc: m.auc,
            logloss: m.logloss,
            ap: m.ap,
            brier: m.brier,
            ece: m.ece,
            lift: figures.deciles.first().map_or(0.0, |decile| decile.lift),
        }
    };
    candidates.iter().enumerate().map(contender).collect()
}

/// The candidates as a report tells of them, which works out intervals.
pub(super) fn rivals(candidates: &[(Candidate, Figures)], ships: usize) -> Vec<Rival> {
    let rival = |((candidate, figures), summary): (&(Candidate, Figures), Contender)| Rival {
        summary,
        margins: candidate.margins.clone(),
        probabilities: figures.calibrated.cross_fitted.clone(),
        note: candidate.note(),
    };
    candidates.iter().zip(contenders(candidates, ships)).map(rival).collect()
}
