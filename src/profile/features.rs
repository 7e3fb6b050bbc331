//! Rows as points: every column as numbers on one scale, after factor analysis of mixed data (Pagès 2004). Numbers have mean 0 and
//! variance 1; a category has one dimension a level, centred and divided by the root of its share.

use rayon::prelude::*;

use crate::dataset::{Table, Values};

use super::groups::numbers;

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
    /// Columns that have no dimension because there were too many.
    pub(super) left_out: usize,
}

impl Features {
    /// The columns at `positions` on `rows`.
    pub(super) fn new(table: &Table, positions: &[usize], rows: &[u32]) -> Self {
        let with = |levels: usize| -> Vec<Vec<Vec<f64>>> {
            positions.par_iter().map(|&at| dimensions(table.values(at), rows, levels)).collect()
        };
        let size = |columns: &[Vec<Vec<f64>>]| columns.iter().map(Vec::len).sum::<usize>();
        let mut columns = with(LEVELS[0]);
        for levels in &LEVELS[1..] {
            if size(&columns) > MOST {
                columns = with(*levels);
            }
        }
        let mut all = Self { dimensions: Vec::new(), rows: rows.len(), left_out: 0 };
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

fn dimensions(values: &Values, rows: &[u32], levels: usize) -> Vec<Vec<f64>> {
    match values {
        Values::Dropped => Vec::new(),
        Values::Categories { codes, names } => {
            let mut counts = vec![0_u32; names.len()];
            rows.iter().for_each(|&row| counts[codes[row as usize] as usize] += 1);
            let share = |code: usize| f64::from(counts[code]) / rows.len().max(1) as f64;
            let mut order: Vec<usize> = (1..names.len()).filter(|&code| share(code) >= RAREST && share(code) < 1.0).collect();
            order.sort_by_key(|&code| std::cmp::Reverse(counts[code]));
            order.truncate(levels);
            let indicator = |&code: &usize| {
                let (share, root) = (share(code), share(code).sqrt());
                rows.iter().map(|&row| (f64::from(u8::from(codes[row as usize] as usize == code)) - share) / root).collect()
            };
            order.iter().map(indicator).collect()
        }
        _ => standardised(&numbers(values).unwrap_or_default(), rows).into_iter().collect(),
    }
}

/// Mean 0 and variance 1; a gap is at the mean, and the outermost hundredth is drawn in so that single values do not make a
/// component of their own.
fn standardised(all: &[f32], rows: &[u32]) -> Option<Vec<f64>> {
    let mut sorted: Vec<f32> = rows.iter().map(|&row| all[row as usize]).filter(|x| x.is_finite()).collect();
    if sorted.is_empty() {
        return None;
    }
    sorted.sort_unstable_by(f32::total_cmp);
    let at = |share: f64| f64::from(sorted[(share * (sorted.len() - 1) as f64).round() as usize]);
    let (low, high) = (at(0.005), at(0.995));
    let drawn_in = |x: f32| f64::from(x).clamp(low, high);
    let n = sorted.len() as f64;
    let mean = sorted.iter().map(|&x| drawn_in(x)).sum::<f64>() / n;
    let variance = sorted.iter().map(|&x| (drawn_in(x) - mean) * (drawn_in(x) - mean)).sum::<f64>() / n;
    let scale = variance.sqrt();
    let value = |&row: &u32| {
        let x = all[row as usize];
        if x.is_nan() { 0.0 } else { (drawn_in(x) - mean) / scale }
    };
    (variance > 1e-12 * mean * mean && variance > 0.0).then(|| rows.iter().map(value).collect())
}
