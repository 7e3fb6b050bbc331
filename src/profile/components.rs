//! Principal components of all columns together. Covariances are summed here; eigenvectors are smartcore's.

use rayon::prelude::*;
use serde::Serialize;
use smartcore::linalg::basic::arrays::Array;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::linalg::traits::evd::EVDDecomposable;

use super::features::Features;

/// Components that are told of.
const TOLD: usize = 8;

/// Principal components.
#[derive(Debug, Clone, Serialize)]
pub struct Components {
    /// Share of the variance that each component explains, largest first, in [0, 1]; all of them.
    pub explained: Vec<f64>,
    /// The columns that took part.
    pub columns: Vec<String>,
    /// For each of the first components, how much of it each column makes: shares that sum to 1, negative where the column is a
    /// number and falls as the component rises.
    pub shares: Vec<Vec<f64>>,
    /// Rows that were looked at.
    pub rows: usize,
    /// Columns left out because there were too many dimensions.
    pub left_out: usize,
}

/// The first components' axes, for projecting.
pub(super) struct Axes(Vec<Vec<f64>>);

/// Components of the points; `None` with fewer than two dimensions or rows.
pub(super) fn components(features: &Features, names: &[String]) -> Option<(Components, Axes)> {
    let size = features.dimensions.len();
    if size < 2 || features.rows < 10 {
        return None;
    }
    let all: f64 = features.weights.iter().sum();
    if all <= 0.0 {
        return None;
    }
    let row = |a: usize| -> Vec<f64> {
        let product = |b: usize| {
            let (x, y) = (&features.dimensions[a].1, &features.dimensions[b].1);
            x.iter().zip(y).zip(&features.weights).map(|((x, y), weight)| weight * x * y).sum::<f64>() / all
        };
        (0..=a).map(product).collect()
    };
    let lower: Vec<Vec<f64>> = (0..size).into_par_iter().map(row).collect();
    let cells = (0..size * size).map(|i| (i / size, i % size)).map(|(a, b)| lower[a.max(b)][a.min(b)]).collect();
    let decomposed = DenseMatrix::new(size, size, cells, false).ok()?.evd(true).ok()?;
    let trace: f64 = (0..size).map(|a| lower[a][a]).sum();
    // Rounding may leave an eigenvalue of nothing a hair below 0.
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&a, &b| decomposed.d[b].total_cmp(&decomposed.d[a]));
    let explained = order.iter().map(|&at| (decomposed.d[at] / trace).max(0.0)).collect();
    let axis = |&at: &usize| -> Vec<f64> {
        let axis: Vec<f64> = (0..size).map(|dimension| *decomposed.V.get((dimension, at))).collect();
        // An axis has no sign of its own: the dimension that it follows most is made to rise along it.
        let leading = axis.iter().copied().fold(0.0_f64, |most, x| if x.abs() > most.abs() + 1e-9 { x } else { most });
        axis.iter().map(|x| if leading < 0.0 { -x } else { *x }).collect()
    };
    let axes: Vec<Vec<f64>> = order.iter().take(TOLD.max(super::map::DIMENSIONS)).map(axis).collect();
    let told = axes.iter().take(TOLD).map(|axis| by_column(features, axis, names.len())).collect();
    let told = Components { explained, columns: names.to_vec(), shares: told, rows: features.rows, left_out: features.left_out };
    Some((told, Axes(axes)))
}

fn by_column(features: &Features, axis: &[f64], columns: usize) -> Vec<f64> {
    let mut shares = vec![0.0; columns];
    let mut dimensions = vec![0; columns];
    for ((column, _), x) in features.dimensions.iter().zip(axis) {
        shares[*column] += x * x;
        dimensions[*column] += 1;
    }
    for ((column, _), x) in features.dimensions.iter().zip(axis) {
        if dimensions[*column] == 1 && *x < 0.0 {
            shares[*column] = -shares[*column];
        }
    }
    shares
}

impl Axes {
    /// The rows on the axes: row after row.
    pub(super) fn project(&self, features: &Features) -> Vec<Vec<f64>> {
        let row = |row: usize| {
            let along = |axis: &Vec<f64>| features.dimensions.iter().zip(axis).map(|((_, x), a)| x[row] * a).sum::<f64>();
            self.0.iter().map(along).collect()
        };
        (0..features.rows).into_par_iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::draw;
    use super::*;

    #[test]
    fn columns_that_move_together_make_the_first_component() {
        let noise = |row: u32, purpose: u64| (draw(row, purpose) % 2001) as f64 / 1000.0 - 1.0;
        let values = |f: &dyn Fn(u32) -> f64| (0..3000).map(f).collect::<Vec<f64>>();
        let common = values(&|row| noise(row, 1));
        let with = |weight: f64, purpose: u64| values(&|row| weight * common[row as usize] + 0.1 * noise(row, purpose));
        let dimensions = vec![(0, with(1.0, 2)), (1, with(-1.0, 3)), (2, values(&|row| 0.3 * noise(row, 4)))];
        let features = Features { dimensions, rows: 3000, weights: vec![1.0; 3000], left_out: 0 };
        let names = ["a", "b", "c"].map(str::to_owned);
        let (components, axes) = components(&features, &names).unwrap();
        assert!((components.explained.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(components.explained[0] > 0.9, "{:?}", components.explained);
        let [a, b, c] = components.shares[0][..] else { panic!() };
        assert!(a * b < 0.0 && (a.abs() - 0.5).abs() < 0.02 && (b.abs() - 0.5).abs() < 0.02 && c.abs() < 0.01, "{a} {b} {c}");
        // The projection's variance is the eigenvalue.
        let projected = axes.project(&features);
        let variance = projected.iter().map(|row| row[0] * row[0]).sum::<f64>() / 3000.0;
        let trace: f64 = features.dimensions.iter().map(|(_, x)| x.iter().map(|x| x * x).sum::<f64>() / 3000.0).sum();
        assert!((variance / trace - components.explained[0]).abs() < 1e-9);
    }
}
