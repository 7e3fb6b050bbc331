//! What the forest leans on, in three ways: how much its splits on a column spread its output, how much order is lost when the
//! column is shuffled, and how far the column moves the margin on average.

use ndarray::Array2;
use rayon::prelude::*;
use serde::Serialize;
use xxhash_rust::xxh64::xxh64;

use crate::engine::{Advisor, Rows};
use crate::metric::roc_auc;
use crate::model::{Forest, Model, Part};

use super::evidence::{Evidence, by_count, column};

/// Shuffles that are averaged.
const SHUFFLES: u64 = 3;

/// How much one column matters.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnImportance {
    /// The column.
    pub column: String,
    /// The share of the output's spread that splits on it make, in [0, 1]: the sum over pairs of leaves that one split parts of
    /// (v - mean)² by cover, as in CatBoost's PredictionValuesChange.
    pub gain: f64,
    /// The AUC that is lost when the column is shuffled among the sampled rows; of several classes their mean AUC.
    pub permutation: f64,
    /// Mean |Shapley value| in log-odds; of several classes the mean over them.
    pub shapley: f64,
}

/// A sample's columns as the engine reads them.
type Columns = Vec<(Vec<f32>, Vec<u64>)>;

/// The importance of every column that the index uses, by mean |Shapley value|, which is given.
pub(super) fn importance(advisor: &Advisor, position: usize, evidence: &Evidence, shapley: &[f64]) -> Vec<ColumnImportance> {
    let fields = advisor.fields();
    let gain = gain(&advisor.pack().indices[position].parts, fields.len());
    let columns: Columns = evidence.fields.iter().map(column).collect();
    let auc = |columns: Columns| order(advisor, position, evidence, &Rows::from_columns(columns, evidence.sample.len()));
    let whole = auc(columns.clone());
    let of_field = |at: usize| {
        if gain[at] == 0.0 {
            return None;
        }
        let shuffled = |round: u64| {
            let order = shuffle(evidence.sample.len(), round * fields.len() as u64 + at as u64);
            let mut columns = columns.clone();
            let (numbers, hashes) = &columns[at];
            columns[at] = (permuted(numbers, &order), permuted(hashes, &order));
            auc(columns)
        };
        let mean = (0..SHUFFLES).map(shuffled).sum::<f64>() / SHUFFLES as f64;
        Some(ColumnImportance {
            column: fields[at].name.clone(),
            gain: gain[at],
            permutation: whole - mean,
            shapley: shapley[at],
        })
    };
    let mut all: Vec<ColumnImportance> = (0..fields.len()).into_par_iter().filter_map(of_field).collect();
    all.sort_by(|a, b| b.shapley.total_cmp(&a.shapley));
    all
}

/// The mean |Shapley value| of each column over rows.
pub(super) fn mean_abs(attributions: &Array2<f64>) -> Vec<f64> {
    let rows = attributions.nrows().max(1) as f64;
    attributions.columns().into_iter().map(|column| column.iter().map(|x| x.abs()).sum::<f64>() / rows).collect()
}

/// The AUC of the sampled rows with these values; of several classes its mean over those that occur.
fn order(advisor: &Advisor, position: usize, evidence: &Evidence, rows: &Rows) -> f64 {
    let Some(classes) = &evidence.classes else {
        // Margins of several models are no order; their calibrated probabilities are.
        let several = advisor.pack().indices[position].parts.len() > 1;
        let scores = if several { advisor.probabilities(position, None, rows) } else { advisor.margins(position, rows) };
        let labels: Vec<f32> = evidence.sample.iter().map(|&at| evidence.labels[at as usize]).collect();
        return roc_auc(&scores, &labels, None);
    };
    let own: Vec<u32> = evidence.sample.iter().map(|&at| classes.of_row[at as usize]).collect();
    let margins = advisor.class_margins_of_rows(position, rows);
    let shares: Vec<Vec<f64>> = margins.iter().map(|margins| advisor.shares(position, margins)).collect();
    let auc = |&class: &usize| {
        let scores: Vec<f64> = shares.iter().map(|shares| shares[class]).collect();
        let labels: Vec<f32> = own.iter().map(|&of| f32::from(u8::from(of as usize == class))).collect();
        roc_auc(&scores, &labels, None)
    };
    let occur = by_count(own.iter().map(|&class| class as usize), classes.names.len());
    occur.iter().map(auc).sum::<f64>() / occur.len().max(1) as f64
}

/// A permutation of 0..`rows` that depends on the purpose alone.
fn shuffle(rows: usize, purpose: u64) -> Vec<u32> {
    let mut order: Vec<u32> = (0..rows as u32).collect();
    order.sort_by_key(|row| (xxh64(&row.to_le_bytes(), 1_000_000 + purpose), *row));
    order
}

fn permuted<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
    if values.is_empty() { Vec::new() } else { order.iter().map(|&row| values[row as usize]).collect() }
}

/// Each column's share of the spread; a combination's is divided evenly among its columns.
fn gain(parts: &[Part], columns: usize) -> Vec<f64> {
    let mut gain = vec![0.0; columns];
    parts.iter().for_each(|part| add_gain(&part.model, &mut gain));
    let all: f64 = gain.iter().sum();
    gain.iter().map(|x| if all > 0.0 { x / all } else { 0.0 }).collect()
}

fn add_gain(model: &Model, gain: &mut [f64]) {
    let Forest::Oblivious(forest) = &model.forest;
    for tree in forest.trees() {
        for (level, split) in tree.splits.iter().enumerate() {
            // Leaves whose numbers differ in this level's bit alone are parted by this split.
            let apart = 1 << level;
            let of_pair = |a: usize| {
                let (cover_a, cover_b) = (f64::from(tree.covers[a]), f64::from(tree.covers[a + apart]));
                let both = cover_a + cover_b;
                let difference = f64::from(tree.leaves[a]) - f64::from(tree.leaves[a + apart]);
                if both > 0.0 { difference * difference * cover_a * cover_b / both } else { 0.0 }
            };
            let spread: f64 = (0..tree.leaves.len()).filter(|a| a & apart == 0).map(of_pair).sum();
            let of = model.columns_of(&model.features[usize::from(split.feature)]);
            // Forests of several parts have scales of their own.
            let spread = spread * forest.scale * forest.scale;
            of.iter().for_each(|&column| gain[column as usize] += spread / of.len() as f64);
        }
    }
}
