//! A random forest (Breiman 2001) as a yardstick, by smartcore. It votes with probabilities, so it is a forest of regression trees
//! on 0 and 1: halving the variance of such a label is halving Gini's impurity, and a leaf's mean is its event rate (Malley et
//! al. 2012, "Probability machines"). smartcore's classifier tells classes only. It never ships: its trees are hundreds of kilobytes
//! deep, and no table holds their reasons.

use rayon::prelude::*;
use smartcore::ensemble::random_forest_regressor::{RandomForestRegressor, RandomForestRegressorParameters};
use smartcore::linalg::basic::matrix::DenseMatrix;

use crate::error::Result;
use crate::learner::Params;
use crate::learner::fit::Target;
use crate::math::logit;

use super::coded::Coded;
use super::sample::draw;
use super::unfit;

/// Trees, grown in groups of this many side by side.
const TREES: usize = 100;
const GROUP: usize = 10;
/// Rows that the trees are grown on at most.
const ROWS: usize = 20_000;
/// Rows of a leaf at least: enough for a rate.
const LEAF: usize = 10;
/// Rows whose margins are worked out together.
const CHUNK: usize = 4096;
/// A rate of 0 or 1 is told as this far from it.
const SURE: f64 = 1e-4;

/// What the forest says of every row that is held out.
pub(super) struct Votes {
    /// Margins of all rows of the table; 0 for those that it was grown on.
    pub(super) margins: Vec<f64>,
    /// Rows that it was grown on.
    pub(super) fitted: usize,
}

/// Grows the forest on `rows`.
///
/// # Errors
/// `data` when it cannot be grown.
pub(super) fn random_forest(coded: &Coded, target: &Target<'_>, rows: &[u32], params: &Params) -> Result<Votes> {
    const WHAT: &str = "the random forest cannot be grown";
    let columns = coded.variables.len();
    let mut margins = vec![0.0; target.labels.len()];
    let drawn = draw(target, rows, ROWS, params.seed);
    let fitted = drawn.rows.len().min(rows.len());
    if columns == 0 {
        return Ok(Votes { margins, fitted });
    }
    let table = |rows: &[u32]| DenseMatrix::new(rows.len(), columns, coded.codes(rows), false).map_err(|e| unfit(WHAT, e));
    let (x, y) = (table(&drawn.rows)?, drawn.rows.iter().map(|&row| f64::from(target.labels[row as usize])).collect::<Vec<_>>());
    let grow = |group: usize| {
        let settings = RandomForestRegressorParameters::default()
            .with_n_trees(GROUP)
            .with_m((columns as f64).sqrt().ceil() as usize)
            .with_min_samples_leaf(LEAF)
            .with_seed(params.seed.wrapping_mul(TREES as u64).wrapping_add((group * GROUP) as u64));
        RandomForestRegressor::fit(&x, &y, settings).map_err(|e| unfit(WHAT, e))
    };
    let forests: Vec<_> = (0..TREES / GROUP).into_par_iter().map(grow).collect::<Result<_>>()?;
    let held_out = super::others(target.labels.len(), rows);
    let judge = |rows: &[u32]| -> Result<Vec<f64>> {
        let x = table(rows)?;
        let mut rates = vec![0.0; rows.len()];
        for forest in &forests {
            let votes: Vec<f64> = forest.predict(&x).map_err(|e| unfit(WHAT, e))?;
            rates.iter_mut().zip(votes).for_each(|(rate, vote)| *rate += vote * (GROUP as f64 / TREES as f64));
        }
        Ok(rates.into_iter().map(|rate| logit(rate.clamp(SURE, 1.0 - SURE)) + drawn.shift).collect())
    };
    let judged: Vec<Vec<f64>> = held_out.par_chunks(CHUNK).map(judge).collect::<Result<_>>()?;
    for (&row, margin) in held_out.iter().zip(judged.concat()) {
        margins[row as usize] = margin;
    }
    Ok(Votes { margins, fitted })
}
