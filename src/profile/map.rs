//! A map of the rows: t-SNE (van der Maaten and Hinton 2008; Barnes-Hut, van der Maaten 2014) of the first principal components,
//! by the crate `bhtsne`. It begins at the first two components and is given its neighbours, so nothing in it is drawn by lot.

use bhtsne::{Neighbor, tSNE};
use rayon::prelude::*;
use serde::Serialize;

/// Components that distances are taken on.
pub(super) const DIMENSIONS: usize = 24;
/// Rows on the map.
pub(super) const ROWS: usize = 2000;
/// How many neighbours count, roughly.
const PERPLEXITY: f64 = 30.0;
/// Barnes and Hut's opening angle.
const ANGLE: f64 = 0.5;
const EPOCHS: usize = 600;
/// Where the map begins: the first component with this standard deviation (Kobak and Berens 2019).
const START: f64 = 1e-4;

/// A map of some rows.
#[derive(Debug, Clone, Serialize)]
pub struct Map {
    /// Where each row lies.
    pub points: Vec<(f32, f32)>,
    /// Whether it is an event; `null` without a label.
    pub events: Vec<Option<bool>>,
}

/// Maps rows of components, each at least two long; `None` where rows are too few or all alike.
pub(super) fn map(rows: &[Vec<f64>], events: Vec<Option<bool>>) -> Option<Map> {
    let perplexity = PERPLEXITY.min((rows.len() as f64 - 1.0) / 4.0).floor();
    if perplexity < 5.0 || rows[0].len() < 2 {
        return None;
    }
    let deviation = (rows.iter().map(|row| row[0] * row[0]).sum::<f64>() / rows.len() as f64).sqrt();
    if deviation < 1e-9 {
        return None;
    }
    let near = (3.0 * perplexity) as usize;
    let neighbours: Vec<Vec<Neighbor<f64>>> = (0..rows.len()).into_par_iter().map(|row| nearest(rows, row, near)).collect();
    let start: Vec<f64> = rows.iter().flat_map(|row| [row[0] * START / deviation, row[1] * START / deviation]).collect();
    // With several threads the crate sums forces in the order in which they arrive, which changes the last bits; with one, not.
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().ok()?;
    let embedded = alone.install(|| {
        let mut embedding = tSNE::<f64, Vec<f64>, 2>::new(rows);
        embedding.perplexity(perplexity).epochs(EPOCHS).initial_embedding(start);
        embedding.barnes_hut_with_neighbors(ANGLE, &neighbours);
        embedding.embedding()
    });
    let points: Vec<(f32, f32)> = embedded.chunks_exact(2).map(|point| (point[0] as f32, point[1] as f32)).collect();
    points.iter().all(|point| point.0.is_finite() && point.1.is_finite()).then_some(Map { points, events })
}

/// The rows nearest to `row`, nearest first, ties by number.
fn nearest(rows: &[Vec<f64>], row: usize, count: usize) -> Vec<Neighbor<f64>> {
    let squared = |other: &Vec<f64>| rows[row].iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
    let distances = rows.iter().enumerate().filter(|(other, _)| *other != row).map(|(other, x)| (squared(x), other));
    let mut all: Vec<(f64, usize)> = distances.collect();
    let by_distance = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
    if all.len() > count {
        all.select_nth_unstable_by(count, by_distance);
        all.truncate(count);
    }
    all.sort_unstable_by(by_distance);
    all.into_iter().map(|(squared, index)| Neighbor { index, distance: squared.sqrt() }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::draw;
    use super::*;

    fn clouds() -> Vec<Vec<f64>> {
        let point = |row: u32| {
            let noise = |axis: u64| (draw(row, axis) % 1000) as f64 / 1000.0;
            (0..6).map(|axis| noise(axis) + if u64::from(row % 3) == axis { 6.0 } else { 0.0 }).collect()
        };
        (0..300).map(point).collect()
    }

    #[test]
    fn clouds_stay_apart_and_threads_change_no_bit() {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| map(&clouds(), vec![None; 300])).unwrap().points
        };
        let points = with(1);
        for other in [with(1), with(2), with(5)] {
            let bits = |points: &[(f32, f32)]| points.iter().map(|p| (p.0.to_bits(), p.1.to_bits())).collect::<Vec<_>>();
            assert_eq!(bits(&points), bits(&other));
        }
        let distance = |a: usize, b: usize| (points[a].0 - points[b].0).hypot(points[a].1 - points[b].1);
        for row in 0..300 {
            let nearest = (0..300).filter(|&other| other != row).min_by(|&a, &b| distance(row, a).total_cmp(&distance(row, b)));
            assert_eq!(nearest.unwrap() % 3, row % 3, "row {row}");
        }
    }

    #[test]
    fn rows_that_are_few_or_alike_have_no_map() {
        assert!(map(&clouds()[..12], vec![None; 12]).is_none());
        assert!(map(&vec![vec![0.0; 3]; 200], vec![None; 200]).is_none());
    }
}
