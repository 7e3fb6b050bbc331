//! Rows as points: every column as numbers on one scale, after factor analysis of mixed data (Pagès 2004). Numbers have mean 0 and
//! variance 1; a category has one dimension a level, centred and divided by the root of its share.

use rayon::prelude::*;

use crate::dataset::{Table, Values};
use crate::metric::Weights;

use super::groups::numbers;
use super::weigh::{Ordered, by_group, weight};

/// Most dimensions; eigenvectors take their cube.
const MOST: usize = 240;
/// Levels of a category that have a dimension of their own, at most and when dimensions are scarce.
const LEVELS: [usize; 3] = [12, 6, 3];
/// Rarer levels than this share have none: their weight would be the inverse.
const RAREST: f64 = 0.02;

/// Points of one dimension after another.
pub(super) struct Features {
    /// Each dimension: the column it comes from, by its place in the list that was asked for, and one value a row.
    pub(super) dimensions: Vec<(usize, Vec<f64>)>,
    pub(super) rows: usize,
    /// What each row weighs.
    pub(super) weights: Vec<f64>,
    /// Columns that have no dimension because there were too many.
    pub(super) left_out: usize,
}

impl Features {
    /// The columns at `positions` on `rows`.
    pub(super) fn new(table: &Table, positions: &[usize], rows: &[u32], weights: Weights<'_>) -> Self {
        let weights: Option<Vec<f32>> = weights.map(|weights| rows.iter().map(|&row| weights[row as usize]).collect());
        let with = |levels: usize| -> Vec<Vec<Vec<f64>>> {
            positions.par_iter().map(|&at| dimensions(table.values(at), rows, weights.as_deref(), levels)).collect()
        };
        let size = |columns: &[Vec<Vec<f64>>]| columns.iter().map(Vec::len).sum::<usize>();
        let mut columns = with(LEVELS[0]);
        for levels in &LEVELS[1..] {
            if size(&columns) > MOST {
                columns = with(*levels);
            }
        }
        let each = (0..rows.len()).map(|at| weight(weights.as_deref(), at)).collect();
        let mut all = Self { dimensions: Vec::new(), rows: rows.len(), weights: each, left_out: 0 };
        for (place, column) in columns.into_iter().enumerate() {
            if all.dimensions.len() + column.len() > MOST {
                all.left_out += 1;
            } else {
                all.dimensions.extend(column.into_iter().map(|values| (place, values)));
            }
        }
        all
    }
}

/// The dimensions of a column; the weights are of `rows`.
fn dimensions(values: &Values, rows: &[u32], weights: Weights<'_>, levels: usize) -> Vec<Vec<f64>> {
    match values {
        Values::Dropped => Vec::new(),
        Values::Categories { codes, names } => {
            let own: Vec<usize> = rows.iter().map(|&row| codes[row as usize] as usize).collect();
            let sizes = by_group(own.iter().copied(), names.len(), weights);
            let all: f64 = sizes.iter().sum();
            let share = |code: usize| sizes[code] / all.max(f64::MIN_POSITIVE);
            let mut order: Vec<usize> = (1..names.len()).filter(|&code| share(code) >= RAREST && share(code) < 1.0).collect();
            order.sort_by(|&a, &b| sizes[b].total_cmp(&sizes[a]));
            order.truncate(levels);
            let indicator = |&code: &usize| {
                let (share, root) = (share(code), share(code).sqrt());
                own.iter().map(|&of| (f64::from(u8::from(of == code)) - share) / root).collect()
            };
            order.iter().map(indicator).collect()
        }
        _ => {
            let all = numbers(values).unwrap_or_default();
            let own: Vec<f32> = rows.iter().map(|&row| all[row as usize]).collect();
            standardised(&own, weights).into_iter().collect()
        }
    }
}

/// Mean 0 and variance 1; a gap is at the mean, and the outermost hundredth is drawn in so that single values do not make a
/// component of their own.
fn standardised(values: &[f32], weights: Weights<'_>) -> Option<Vec<f64>> {
    let sorted = Ordered::new(values, weights, f32::is_finite)?;
    let (low, high) = (sorted.quantile(0.005), sorted.quantile(0.995));
    let drawn_in = |x: f32| f64::from(x).clamp(low, high);
    let all = sorted.all();
    let mean = sorted.rows.iter().map(|&(x, weight)| weight * drawn_in(x)).sum::<f64>() / all;
    let square = |&(x, weight): &(f32, f64)| weight * (drawn_in(x) - mean) * (drawn_in(x) - mean);
    let variance = sorted.rows.iter().map(square).sum::<f64>() / all;
    let scale = variance.sqrt();
    let value = |&x: &f32| if x.is_nan() { 0.0 } else { (drawn_in(x) - mean) / scale };
    (variance > 1e-12 * mean * mean && variance > 0.0).then(|| values.iter().map(value).collect())
}
