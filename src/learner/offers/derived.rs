//! Columns that follow from what a customer has as a whole, such as the number of products or what is paid for all of them. Once one
//! product is hidden, such a column gives it away, and of a customer nothing is hidden; so product forests do not see them.

use rayon::prelude::*;

use super::blend::solve;
use super::people::People;

/// A column follows from the holdings when they explain so much of its variance (R² of least squares).
const FOLLOWS: f64 = 0.8;
/// Catalogues up to here are looked at.
const PRODUCTS: usize = 300;

/// The fields that follow from the holdings of `rows`; fields that tell of one product alone are not among them.
pub(super) fn derived(people: &People<'_>, rows: &[u32]) -> Vec<usize> {
    let history = &people.history.interactions;
    let products = history.products();
    if products > PRODUCTS {
        return Vec::new();
    }
    let counts = history.counts();
    let used: Vec<usize> = (0..products).filter(|&product| counts[product] > 0).collect();
    let place = |product: u32| 1 + used.partition_point(|&at| at < product as usize);
    let n = used.len() + 1;
    let mut gram = vec![vec![0.0; n]; n];
    let design = |row: u32| std::iter::once(0).chain(history.products_of(row as usize).iter().map(|&product| place(product)));
    for &row in rows {
        for a in design(row) {
            design(row).for_each(|b| gram[a][b] += 1.0);
        }
    }
    // A product that everybody has says what the constant says.
    (0..n).for_each(|at| gram[at][at] += 1e-3);
    let own = |field: &usize| people.telling.iter().any(|telling| telling.contains(field));
    let follows = |&field: &usize| {
        let numbers = people.numbers(field);
        let known = |row: &&u32| numbers[**row as usize].is_finite();
        if numbers.is_empty() || own(&field) || rows.iter().filter(known).count() < rows.len() * 9 / 10 {
            return false;
        }
        let (mut right, mut sum, mut squares, mut count) = (vec![0.0; n], 0.0, 0.0, 0.0);
        for &row in rows.iter().filter(known) {
            let y = f64::from(numbers[row as usize]);
            design(row).for_each(|at| right[at] += y);
            (sum, squares, count) = (sum + y, squares + y * y, count + 1.0);
        }
        let total = squares - sum * sum / f64::max(count, 1.0);
        let Some(slopes) = solve(&gram, right.clone()) else { return false };
        // The sum of squares that is left: y·y − b·Xᵀy.
        let left = squares - slopes.iter().zip(&right).map(|(b, r)| b * r).sum::<f64>();
        total > 0.0 && 1.0 - left / total >= FOLLOWS
    };
    (0..people.fields()).into_par_iter().filter(follows).collect()
}
