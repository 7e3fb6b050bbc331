//! The rows that a contender is fitted to: smartcore's models know no weights and take their time.
//!
//! From each class rows are drawn systematically (Madow 1949) in a random order, so that a row comes as often as its weight says,
//! give or take one. Up to half of the sample are of the rarer class, all of it if need be; what that does to the log-odds is
//! ln of the ratio of the two rates of drawing, in the intercept alone (Prentice and Pyke 1979), and is taken back.

use crate::learner::fit::Target;
use crate::learner::random::{Purpose, shuffle, stream};
use crate::math::ln;

/// Draws that stand for a row of average weight where rows weigh differently.
const DRAWS: usize = 4;

/// Rows, some of them several times where weights differ.
pub(super) struct Drawn {
    pub(super) rows: Vec<u32>,
    /// What is added to the log-odds among these rows to have those among all.
    pub(super) shift: f64,
    /// Draws for each row that there was.
    pub(super) share: f64,
}

/// Draws at most `most` of the learning rows, which hold both classes.
pub(super) fn draw(target: &Target<'_>, rows: &[u32], most: usize, seed: u64) -> Drawn {
    let weight = |row: u32| f64::from(target.weights[row as usize]);
    let of_class = |event: bool| -> Vec<u32> {
        rows.iter().copied().filter(|&row| (target.labels[row as usize] > 0.5) == event && weight(row) > 0.0).collect()
    };
    let classes = [of_class(false), of_class(true)];
    let even = |rows: &[u32]| rows.iter().all(|&row| weight(row) == weight(rows[0]));
    let wanted = |rows: &[u32]| if even(rows) { rows.len() } else { DRAWS * rows.len() };
    let rarer = wanted(&classes[0]).min(wanted(&classes[1]));
    let (mut drawn, mut rates) = (Vec::new(), [0.0; 2]);
    for (class, mut rows) in classes.into_iter().enumerate() {
        let count = wanted(&rows).min(if wanted(&rows) == rarer { most / 2 } else { most - rarer.min(most / 2) });
        shuffle(&mut rows, &mut stream(seed, Purpose::Contend, 1, class as u64));
        let total: f64 = rows.iter().map(|&row| weight(row)).sum();
        rates[class] = count as f64 / total;
        let (step, mut through, mut next) = (total / count as f64, 0.0, 0.5);
        for row in rows {
            through += weight(row) / step;
            while next < through {
                drawn.push(row);
                next += 1.0;
            }
        }
    }
    Drawn { share: drawn.len() as f64 / rows.len() as f64, rows: drawn, shift: ln(rates[0]) - ln(rates[1]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target<'a>(labels: &'a [f32], weights: &'a [f32]) -> Target<'a> {
        Target { labels, row_weights: weights, weights, times: None, groups: None }
    }

    #[test]
    fn rows_that_are_few_and_weigh_alike_come_once() {
        let labels: Vec<f32> = (0..100).map(|i| f32::from(u8::from(i % 10 == 0))).collect();
        let rows: Vec<u32> = (0..80).collect();
        let drawn = draw(&target(&labels, &[1.0; 100]), &rows, 1000, 7);
        let mut sorted = drawn.rows.clone();
        sorted.sort_unstable();
        assert_eq!((sorted, drawn.shift), (rows, 0.0));
    }

    #[test]
    fn rare_events_are_kept_and_weights_are_how_often_a_row_comes() {
        let labels: Vec<f32> = (0..10_000).map(|i| f32::from(u8::from(i % 100 == 0))).collect();
        let rows: Vec<u32> = (0..10_000).collect();
        let drawn = draw(&target(&labels, &vec![1.0; 10_000]), &rows, 1000, 7);
        let events = drawn.rows.iter().filter(|&&row| row % 100 == 0).count();
        assert_eq!((drawn.rows.len(), events), (1000, 100));
        // 900 of 9,900 others are drawn, and all events: odds among them are eleven times as high.
        assert!((drawn.shift + ln(11.0)).abs() < 1e-9, "{}", drawn.shift);

        let weights: Vec<f32> = (0..10_000).map(|i| if i % 3 == 0 { 2.0 } else { 0.5 }).collect();
        let drawn = draw(&target(&labels, &weights), &rows, 100_000, 7);
        let mut times = vec![0; 10_000];
        drawn.rows.iter().for_each(|&row| times[row as usize] += 1);
        let off = |row: usize| (f64::from(times[row]) - 4.0 * f64::from(weights[row])).abs();
        assert!((0..10_000).all(|row| off(row) <= 1.01), "a row does not come as often as it weighs");
    }
}
