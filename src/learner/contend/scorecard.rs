//! The linear model as banks know it: points by bin, added up.
//!
//! A column's points in bin b are β w_b, β its slope in the logistic regression and w_b the bin's weight of evidence. Written
//! as trees of one split each, what a number adds from one run of bins to the next is a tree, and so is what a category adds to
//! that of rare ones: the sum is the points, exactly, and reasons, packs and kernels need not know that the model is linear.

use crate::error::Result;
use crate::learner::Params;
use crate::learner::boost::{Boosted, LearnTree};
use crate::learner::fit::Target;
use crate::learner::grow::LearnSplit;
use crate::learner::inputs::RARE_CODE;
use crate::learner::matrix::{Comparison, LearnFeature, Matrix};
use crate::math::logit;

use super::coded::{Coded, Variable, bin};
use super::logistic::{Line, logistic};
use super::sample::draw;

/// Values that the logistic regression reads at most, rows times columns, and rows.
const CELLS: usize = 2_000_000;
const ROWS: usize = 50_000;
/// α: weighs as a slope's square, which is about 1 for a column that stands alone.
const PENALTY: f64 = 1.0;

/// A fitted scorecard.
pub(super) struct Scorecard {
    pub(super) matrix: Matrix,
    pub(super) boosted: Boosted,
    /// Rows that the slopes were fitted to.
    pub(super) fitted: usize,
}

/// Fits a scorecard to `rows`.
///
/// # Errors
/// `data` when no line can be fitted.
pub(super) fn scorecard(mut coded: Coded, target: &Target<'_>, rows: &[u32], params: &Params) -> Result<Scorecard> {
    let most = ROWS.min(CELLS / coded.variables.len().max(1));
    let drawn = draw(target, rows, most, params.seed);
    let labels: Vec<u32> = drawn.rows.iter().map(|&row| u32::from(target.labels[row as usize] > 0.5)).collect();
    let line = loop {
        let columns = coded.variables.len();
        if columns == 0 {
            let events = labels.iter().sum::<u32>();
            break Line { slopes: Vec::new(), intercept: logit(f64::from(events) / labels.len() as f64) };
        }
        let line = logistic(coded.codes_of_others(&drawn.rows), columns, labels.clone(), PENALTY * drawn.share)?;
        // A column that may move the margin one way only leaves, where its slope would turn it round.
        let mut slopes = line.slopes.iter();
        coded.variables.retain(|variable| slopes.next().is_some_and(|&slope| !variable.one_way || slope >= 0.0));
        if coded.variables.len() == columns {
            break line;
        }
    };
    let mut boosted = Boosted { bias: line.intercept + drawn.shift, trees: Vec::new(), margins: Vec::new() };
    boosted.margins = vec![boosted.bias; target.labels.len()];
    for (variable, slope) in coded.variables.iter().zip(&line.slopes) {
        let points: Vec<f64> = variable.evidence.iter().map(|evidence| slope * evidence).collect();
        for (row, margin) in (0..).zip(&mut boosted.margins) {
            *margin += points[usize::from(bin(&coded.matrix, variable.feature, row))];
        }
        boosted.bias += add_trees(&coded.matrix.feature(variable.feature), variable, &points, &mut boosted.trees);
    }
    let fitted = drawn.rows.len().min(rows.len());
    Ok(Scorecard { matrix: coded.matrix, boosted, fitted })
}

/// Adds the trees that make a column's points; what remains for the bias.
fn add_trees(feature: &LearnFeature, variable: &Variable, points: &[f64], trees: &mut Vec<LearnTree>) -> f64 {
    let counts = &variable.counts;
    let covers = |yes: &dyn Fn(usize) -> bool| {
        let of = |answer: bool| (0..counts.len()).filter(|&bin| yes(bin) == answer).map(|bin| counts[bin].rows).sum();
        vec![of(false), of(true)]
    };
    let mut add = |at: usize, step: f64| {
        if step != 0.0 {
            let split = LearnSplit { feature: variable.feature, at: at as u8, comparison: feature.comparison };
            trees.push(LearnTree {
                splits: vec![split],
                values: vec![0.0, step],
                covers: covers(&|bin| split.says_yes(bin as u8)),
            });
        }
    };
    match feature.comparison {
        Comparison::AtLeast => {
            (1..points.len()).for_each(|at| add(at, points[at] - points[at - 1]));
            points[0]
        }
        Comparison::Equal => {
            // Rare categories, and those that nobody has seen, are what no question is asked about.
            let rare = points[RARE_CODE as usize];
            (0..points.len()).filter(|&at| at != RARE_CODE as usize).for_each(|at| add(at, points[at] - rare));
            rare
        }
    }
}
