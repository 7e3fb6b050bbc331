//! How strongly columns go together, in one matrix of mixed types.
//!
//! Two numbers: Pearson's r. A number and a category: the correlation ratio η, corrected for the number of categories (ε of
//! Kelley 1935). Two categories: Cramér's V, corrected for bias (Bergsma 2013).
//!
//! Rows count by weight; corrections are for as many rows as tell as much (Kish 1965).

use rayon::prelude::*;
use serde::Serialize;

use crate::dataset::{Semantic, Table, Values};
use crate::metric::Weights;

use super::groups::numbers;
use super::weigh::{effective, weight};

/// Categories told apart; the rest are one.
const LEVELS: usize = 40;

/// The strength of association of each two columns.
#[derive(Debug, Clone, Serialize)]
pub struct Association {
    /// The columns, in table order.
    pub columns: Vec<String>,
    /// Whether each column counts as a number; others are categories.
    pub numeric: Vec<bool>,
    /// Rows × columns: r in [-1, 1] between numbers, else a strength in [0, 1]; `null` where rows with both are too few.
    pub values: Vec<Vec<Option<f64>>>,
    /// Rows that were looked at.
    pub rows: usize,
}

/// A column on the sampled rows.
enum Side {
    Numbers(Vec<f32>),
    /// Codes from 0; `u16::MAX` is a gap.
    Categories(Vec<u16>, usize),
}

const GAP: u16 = u16::MAX;
/// Fewer rows with both values than these say nothing.
const FEWEST: usize = 20;

/// The matrix of the columns at `positions` on `rows`.
pub(super) fn associate(table: &Table, positions: &[usize], rows: &[u32], weights: Weights<'_>) -> Association {
    let sides: Vec<Side> = positions.par_iter().map(|&at| side(table, at, rows)).collect();
    let weights: Vec<f64> = rows.iter().map(|&row| weight(weights, row as usize)).collect();
    let one = |a: usize| -> Vec<Option<f64>> { (0..a).map(|b| strength(&sides[a], &sides[b], &weights)).collect() };
    let lower: Vec<Vec<Option<f64>>> = (0..sides.len()).into_par_iter().map(one).collect();
    let cell = |a: usize, b: usize| if a == b { Some(1.0) } else { lower[a.max(b)][a.min(b)] };
    let names = table.schema().columns();
    Association {
        columns: positions.iter().map(|&at| names[at].name.clone()).collect(),
        numeric: sides.iter().map(|side| matches!(side, Side::Numbers(_))).collect(),
        values: (0..sides.len()).map(|a| (0..sides.len()).map(|b| cell(a, b)).collect()).collect(),
        rows: rows.len(),
    }
}

fn side(table: &Table, at: usize, rows: &[u32]) -> Side {
    let semantic = table.schema().columns()[at].semantic;
    match table.values(at) {
        Values::Categories { codes, names } => {
            let mut counts = vec![0_u32; names.len()];
            rows.iter().for_each(|&row| counts[codes[row as usize] as usize] += 1);
            let mut order: Vec<usize> = (1..names.len()).filter(|&code| counts[code] > 0).collect();
            order.sort_by_key(|&code| std::cmp::Reverse(counts[code]));
            let mut of_code = vec![GAP; names.len()];
            order.iter().enumerate().for_each(|(level, &code)| of_code[code] = level.min(LEVELS) as u16);
            Side::Categories(rows.iter().map(|&row| of_code[codes[row as usize] as usize]).collect(), order.len().min(LEVELS + 1))
        }
        values => {
            let all = numbers(values).unwrap_or_default();
            let picked = rows.iter().map(|&row| all[row as usize]).map(|x| if x.is_finite() { x } else { f32::NAN });
            if semantic == Semantic::Boolean {
                return Side::Categories(picked.map(|x| if x.is_nan() { GAP } else { u16::from(x > 0.5) }).collect(), 2);
            }
            Side::Numbers(picked.collect())
        }
    }
}

fn strength(a: &Side, b: &Side, weights: &[f64]) -> Option<f64> {
    match (a, b) {
        (Side::Numbers(a), Side::Numbers(b)) => pearson(a, b, weights),
        (Side::Numbers(x), Side::Categories(codes, levels)) | (Side::Categories(codes, levels), Side::Numbers(x)) => {
            correlation_ratio(x, codes, *levels, weights)
        }
        (Side::Categories(a, of_a), Side::Categories(b, of_b)) => cramers_v((a, *of_a), (b, *of_b), weights),
    }
}

/// Pearson's correlation over the rows that have both; `None` where one is constant.
fn pearson(a: &[f32], b: &[f32], weights: &[f64]) -> Option<f64> {
    let pairs = || {
        let both = a.iter().zip(b).zip(weights).filter(|((a, b), weight)| !a.is_nan() && !b.is_nan() && **weight > 0.0);
        both.map(|((&a, &b), &weight)| (f64::from(a), f64::from(b), weight))
    };
    if pairs().count() < FEWEST {
        return None;
    }
    let (n, sum_a, sum_b) =
        pairs().fold((0.0, 0.0, 0.0), |(n, x, y), (a, b, weight)| (n + weight, x + weight * a, y + weight * b));
    let (mean_a, mean_b) = (sum_a / n, sum_b / n);
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (a, b, weight) in pairs() {
        let (a, b) = (a - mean_a, b - mean_b);
        (aa, bb, ab) = (aa + weight * a * a, bb + weight * b * b, ab + weight * a * b);
    }
    (aa > 0.0 && bb > 0.0).then(|| (ab / (aa.sqrt() * bb.sqrt())).clamp(-1.0, 1.0))
}

/// The share of the number's variance that lies between categories, corrected for their number, as a root:
/// √(1 - (1 - η²)(n - 1)/(n - k)) (Kelley 1935).
fn correlation_ratio(x: &[f32], codes: &[u16], levels: usize, weights: &[f64]) -> Option<f64> {
    let mut groups = vec![(0.0_f64, 0.0_f64); levels];
    let both = || {
        let both = x.iter().zip(codes).zip(weights).filter(|((x, code), weight)| !x.is_nan() && **code != GAP && **weight > 0.0);
        both.map(|((&x, &code), &weight)| (f64::from(x), code, weight))
    };
    for (x, code, weight) in both() {
        let (size, sum) = &mut groups[usize::from(code)];
        (*size, *sum) = (*size + weight, *sum + weight * x);
    }
    let used = groups.iter().filter(|group| group.0 > 0.0).count();
    let n = effective(both().map(|row| row.2));
    if both().count() < FEWEST || used < 2 || n <= used as f64 {
        return None;
    }
    let mean = groups.iter().map(|group| group.1).sum::<f64>() / groups.iter().map(|group| group.0).sum::<f64>();
    let (mut total, mut within) = (0.0, 0.0);
    for (x, code, weight) in both() {
        let (size, sum) = groups[usize::from(code)];
        let own = x - sum / size;
        (total, within) = (total + weight * (x - mean) * (x - mean), within + weight * own * own);
    }
    (total > 0.0).then(|| (1.0 - within / total * (n - 1.0) / (n - used as f64)).max(0.0).sqrt())
}

/// Cramér's V, corrected for bias (Bergsma 2013).
fn cramers_v((a, of_a): (&[u16], usize), (b, of_b): (&[u16], usize), weights: &[f64]) -> Option<f64> {
    let mut cells = vec![0.0_f64; of_a * of_b];
    let both = || a.iter().zip(b).zip(weights).filter(|((a, b), weight)| **a != GAP && **b != GAP && **weight > 0.0);
    for ((&a, &b), &weight) in both() {
        cells[usize::from(a) * of_b + usize::from(b)] += weight;
    }
    let rows: Vec<f64> = cells.chunks(of_b.max(1)).map(|row| row.iter().sum()).collect();
    let columns: Vec<f64> = (0..of_b).map(|b| cells.iter().skip(b).step_by(of_b).sum()).collect();
    let n = effective(both().map(|row| *row.1));
    let used = |sums: &[f64]| sums.iter().filter(|sum| **sum > 0.0).count() as f64;
    let (r, k) = (used(&rows), used(&columns));
    if both().count() < FEWEST || r < 2.0 || k < 2.0 {
        return None;
    }
    let mut phi2 = -1.0;
    for (a, row) in rows.iter().enumerate() {
        for (b, column) in columns.iter().enumerate().filter(|_| *row > 0.0) {
            let cell = cells[a * of_b + b];
            phi2 += if *column > 0.0 { cell * cell / (row * column) } else { 0.0 };
        }
    }
    let corrected = (phi2 - (r - 1.0) * (k - 1.0) / (n - 1.0)).max(0.0);
    let smaller = |size: f64| size - (size - 1.0) * (size - 1.0) / (n - 1.0);
    let most = smaller(r).min(smaller(k)) - 1.0;
    Some(if most > 0.0 { (corrected / most).min(1.0).sqrt() } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::super::sample::draw;
    use super::*;

    fn codes(purpose: u64, levels: u64) -> Vec<u16> {
        (0..2000).map(|row| (draw(row, purpose) % levels) as u16).collect()
    }

    #[test]
    fn perfect_and_absent_association_are_told_in_every_mixture() {
        let (a, b) = (codes(1, 4), codes(2, 5));
        assert!((cramers_v((&a, 4), (&a, 4), &[1.0; 2000]).unwrap() - 1.0).abs() < 1e-9);
        assert!(cramers_v((&a, 4), (&b, 5), &[1.0; 2000]).unwrap() < 0.06);
        let x: Vec<f32> = a.iter().map(|&code| f32::from(code) * 3.0).collect();
        let noise: Vec<f32> = (0..2000).map(|row| (draw(row, 3) % 1000) as f32).collect();
        assert!((correlation_ratio(&x, &a, 4, &[1.0; 2000]).unwrap() - 1.0).abs() < 1e-9);
        assert!(correlation_ratio(&noise, &a, 4, &[1.0; 2000]).unwrap() < 0.06);
        let less: Vec<f32> = x.iter().map(|x| 7.0 - 2.0 * x).collect();
        assert!((pearson(&x, &less, &[1.0; 2000]).unwrap() + 1.0).abs() < 1e-12);
        assert!(pearson(&x, &noise, &[1.0; 2000]).unwrap().abs() < 0.06);
        assert_eq!(pearson(&x, &vec![1.0; 2000], &[1.0; 2000]), None);
    }

    #[test]
    fn many_categories_do_not_fake_a_link() {
        // 500 rows over 40 categories each: plain V would be near 0.28, plain η near 0.28.
        let (a, b) = (codes(1, 40)[..500].to_vec(), codes(2, 40)[..500].to_vec());
        let noise: Vec<f32> = (0..500).map(|row| (draw(row, 3) % 1000) as f32).collect();
        assert!(cramers_v((&a, 40), (&b, 40), &[1.0; 500]).unwrap() < 0.12);
        assert!(correlation_ratio(&noise, &a, 40, &[1.0; 500]).unwrap() < 0.2);
    }

    #[test]
    fn pearson_agrees_with_a_hand_count_and_leaves_gaps_out() {
        let a: Vec<f32> = (0..20).map(|i| i as f32).chain([f32::NAN]).collect();
        let b: Vec<f32> = (0..20).map(|i| (i * i) as f32).chain([1.0]).collect();
        // The correlation of 0 to 19 with their squares.
        assert!((pearson(&a, &b, &[1.0; 21]).unwrap() - 0.965_325).abs() < 1e-5, "{:?}", pearson(&a, &b, &[1.0; 21]));
    }
}
