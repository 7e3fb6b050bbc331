//! Other models on the folds of the boosted forest: a linear scorecard, which may ship in its place, and a random forest as a
//! yardstick. Both read columns coded by weight of evidence ([`evidence`], [`smooth`], [`coded`]) and are smartcore's ([`logistic`],
//! [`random_forest`]); where rows are many, both are fitted to a sample that keeps the rarer class ([`sample`]).

mod coded;
mod evidence;
mod logistic;
mod random_forest;
mod sample;
mod scorecard;
mod smooth;

use rayon::prelude::*;

use crate::error::{Error, ErrorKind, Result};

use super::Params;
use super::fit::{Fitted, Target, measured, refits};
use super::folds::{Plan, others};
use super::inputs::Inputs;
use coded::Coded;
use random_forest::random_forest;
use scorecard::{Scorecard, scorecard};

/// What the contenders say of the rows that each fold holds out.
pub(super) struct Contended {
    /// The linear model, fitted as the forest that ships would be.
    pub(super) linear: Fitted,
    /// The random forest's margins of the measured rows, where it was asked for.
    pub(super) random_forest: Option<Vec<f64>>,
    /// Rows that the linear model and the random forest were fitted to where there were more, each with how many there were.
    pub(super) sampled: [Option<(usize, usize)>; 2],
}

/// What is fitted, and to what.
pub(super) struct Contest<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) target: &'a Target<'a>,
    pub(super) plan: &'a Plan,
    pub(super) params: &'a Params,
    /// Whether the random forest takes part.
    pub(super) with_random_forest: bool,
}

/// What one fold gives.
struct Part {
    linear: Scorecard,
    random_forest: Option<random_forest::Votes>,
    rows: usize,
}

impl Contest<'_> {
    /// Fits the contenders on each fold side by side, and the linear model that would ship.
    ///
    /// # Errors
    /// `data` when a model cannot be fitted; `cancelled` when `go_on` says no.
    pub(super) fn run(&self, go_on: &(dyn Fn() -> bool + Sync)) -> Result<Contended> {
        let held_out = &self.plan.held_out;
        let mut parts: Vec<Part> =
            held_out.par_iter().map(|out| self.part(out, self.with_random_forest, go_on)).collect::<Result<_>>()?;
        let margins: Vec<&[f64]> = parts.iter().map(|part| part.linear.boosted.margins.as_slice()).collect();
        let (_, margins) = measured(held_out, &margins);
        let votes: Option<Vec<&[f64]>> =
            parts.iter().map(|part| part.random_forest.as_ref().map(|votes| votes.margins.as_slice())).collect();
        let random_forest = votes.map(|votes| measured(held_out, &votes).1);
        let sampled = |fitted: usize, of: usize| (fitted < of).then_some((fitted, of));
        let first = &parts[0];
        let of_forest = first.random_forest.as_ref().and_then(|votes| sampled(votes.fitted, first.rows));
        let last = if refits(self.plan, self.target.labels.len()) { self.part(&[], false, go_on)? } else { parts.swap_remove(0) };
        Ok(Contended {
            sampled: [sampled(last.linear.fitted, last.rows), of_forest],
            linear: Fitted { matrix: last.linear.matrix, boosted: last.linear.boosted, margins },
            random_forest,
        })
    }

    fn part(&self, held_out: &[u32], with_random_forest: bool, go_on: &(dyn Fn() -> bool + Sync)) -> Result<Part> {
        let rows = others(self.target.labels.len(), held_out);
        let coded = Coded::new(self.inputs, self.target, &rows, self.params)?;
        let random_forest = with_random_forest.then(|| random_forest(&coded, self.target, &rows, self.params)).transpose()?;
        if !go_on() {
            return Err(Error::new(ErrorKind::Cancelled, "training was cancelled", "the contenders", "an end", "a stop"));
        }
        Ok(Part { linear: scorecard(coded, self.target, &rows, self.params)?, random_forest, rows: rows.len() })
    }
}

/// What smartcore could not do.
fn unfit(what: &'static str, found: impl ToString) -> Error {
    Error::new(ErrorKind::Data, what, "the contenders", "columns that a model can be fitted to", found.to_string())
}
