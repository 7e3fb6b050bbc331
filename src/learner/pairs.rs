//! Which categorical columns deserve a joint statistic.
//!
//! CatBoost tries combinations greedily at every split. Here a short pilot forest on the single columns is grown first, and the
//! pairs of categorical columns that its trees split on together most often, weighted by how much their leaves spread, are given
//! joint statistics from the start. It costs one pilot instead of one hash of every row for every candidate at every level.

use std::collections::BTreeMap;

use crate::error::Result;

use super::Params;
use super::boost::{Task, boost};
use super::fit::{Target, rate};
use super::folds::others;
use super::inputs::Inputs;
use super::matrix::Matrix;
use super::statistic::Sample;

/// Trees of the pilot.
const PILOT_TREES: u32 = 40;
/// A pair counts only when its columns together have more categories than this; fewer are separated by splits anyway.
const MIN_JOINT_LEVELS: usize = 12;

/// The most promising pairs, positions in [`Inputs::categories`], at most `params.combinations`.
pub(super) fn strongest_pairs(
    inputs: &Inputs,
    target: &Target<'_>,
    held_out: &[u32],
    params: &Params,
) -> Result<Vec<(usize, usize)>> {
    if params.combinations == 0 || inputs.categories.len() < 2 {
        return Ok(Vec::new());
    }
    let Target { labels, weights, .. } = *target;
    let rows = others(labels.len(), held_out);
    let sample = Sample { labels, rows: &rows, prior: rate(labels, &rows) };
    let matrix = Matrix::new(inputs, &[], &sample, params);
    let task = Task { labels, weights, rows: &rows, held_out: &[], iterations: PILOT_TREES };
    let pilot = boost(&matrix, &task, params, &|_, _| true)?;
    let mut votes: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for tree in &pilot.trees {
        let mut used: Vec<usize> = tree.splits.iter().flat_map(|split| matrix.categories_of(split.feature, inputs)).collect();
        used.sort_unstable();
        used.dedup();
        let spread: f64 = tree.values.iter().zip(&tree.covers).map(|(v, &n)| v * v * f64::from(n)).sum();
        for (position, &a) in used.iter().enumerate() {
            for &b in &used[position + 1..] {
                if inputs.categories[a].levels() * inputs.categories[b].levels() > MIN_JOINT_LEVELS {
                    *votes.entry((a, b)).or_default() += spread;
                }
            }
        }
    }
    let mut ranked: Vec<((usize, usize), f64)> = votes.into_iter().collect();
    ranked.sort_by(|x, y| y.1.total_cmp(&x.1));
    Ok(ranked.into_iter().take(params.combinations).map(|(pair, _)| pair).collect())
}
