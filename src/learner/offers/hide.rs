//! Customers with one product hidden: what forests learn from and offers are measured by.
//!
//! A customer who has the products H is, for each h in H, somebody who has H \ {h} and of whom it is known that h is the one that is
//! hidden. For product c, the rows to learn from are those where c is not to be seen: c is the hidden one, or it is not held at all. Both
//! kinds lack one product of those they have, so a column that counts products tells nothing.

use crate::model::Product;
use crate::model::bin_of;

use super::super::inputs::{Inputs, pick};
use super::super::random::{Purpose, below, stream};
use super::history::{History, columns_of};
use crate::dataset::{Table, Values};

/// Most rows with a hidden product; beyond, a customer's are drawn by lot.
const MOST_ROWS: usize = 150_000;
/// Cases that are enough to weigh signals by: fewer customers have several of their products hidden, each in a case of its own, but no more
/// than so many, and than half of what they have.
const ENOUGH_CASES: usize = 1_000;
const MOST_OF_A_CUSTOMER: usize = 10;
/// Products of a visit that are hidden, each in a case of its own.
const OF_A_VISIT: usize = 3;
/// A column goes with a product when it is above 0 for its holders and nobody else, but for so many.
const ALWAYS: f64 = 0.95;

/// A customer with one product hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hidden {
    pub(super) row: u32,
    pub(super) product: u32,
}

/// All customers with each of their products hidden in turn, or some of them where there are too many.
pub(super) fn hide_each(history: &History, rows: &[u32], seed: u64) -> Vec<Hidden> {
    let all: usize = rows.iter().map(|&row| history.interactions.products_of(row as usize).len()).sum();
    let mut hidden = Vec::with_capacity(all.min(MOST_ROWS));
    for &row in rows {
        let products = history.interactions.products_of(row as usize);
        let mut random = stream(seed, Purpose::Hidden, u64::from(row), 1);
        for &product in products {
            if all <= MOST_ROWS || below(&mut random, all) < MOST_ROWS {
                hidden.push(Hidden { row, product });
            }
        }
    }
    hidden
}

/// Each customer with one product hidden at a time, by lot; or, where customers come back and it is known when, with some of what they came back
/// for, none of which is known then: what is taken on one day tells of the rest of that day as it never can of what is next.
pub(super) fn hide_last(history: &History, rows: &[u32], seed: u64) -> Vec<Hidden> {
    let by_visits = history.by_visits();
    let of_a_customer = (ENOUGH_CASES / rows.len().max(1)).clamp(1, MOST_OF_A_CUSTOMER);
    let hide = |&row: &u32| {
        let newest = history.newest.as_ref().map_or(&[][..], |newest| newest.products_of(row as usize));
        let (all, most) = match (by_visits, newest) {
            (true, _) => (history.came_back_for(row as usize), OF_A_VISIT),
            (false, []) => {
                let all = history.interactions.products_of(row as usize);
                (all, of_a_customer.min(all.len() / 2).max(1))
            }
            (false, newest) => (newest, 1),
        };
        let mut left: Vec<u32> = all.iter().copied().filter(|product| held(history, row, *product)).collect();
        let mut random = stream(seed, Purpose::Hidden, u64::from(row), 0);
        let most = most.min(left.len());
        let mut drawn: Vec<Hidden> = Vec::with_capacity(most);
        for _ in 0..most {
            drawn.push(Hidden { row, product: left.swap_remove(below(&mut random, left.len())) });
        }
        drawn
    };
    rows.iter().flat_map(hide).collect()
}

fn held(history: &History, row: u32, product: u32) -> bool {
    history.interactions.products_of(row as usize).binary_search(&product).is_ok()
}

/// By product, the scored columns (positions among [`Inputs::kept`]) that tell whether it is held: its own, and those that are above 0
/// just where it is held, such as the premium paid for it.
pub(super) fn telling(table: &Table, inputs: &Inputs, products: &[Product], history: &History) -> Vec<Vec<usize>> {
    let own = columns_of(table, products);
    let counts = history.interactions.counts();
    let mut telling: Vec<Vec<usize>> =
        own.iter().map(|column| inputs.kept.iter().position(|at| Some(*at) == *column).into_iter().collect()).collect();
    for (field, &at) in inputs.kept.iter().enumerate() {
        let Values::Numbers(numbers) = table.values(at) else { continue };
        if own.contains(&Some(at)) {
            continue;
        }
        let above = numbers.iter().filter(|value| **value > 0.0).count() as f64;
        let mut both = vec![0_u32; products.len()];
        for (row, _) in numbers.iter().enumerate().filter(|(_, value)| **value > 0.0) {
            history.interactions.products_of(row).iter().for_each(|&product| both[product as usize] += 1);
        }
        for (product, &both) in both.iter().enumerate() {
            let (both, either) = (f64::from(both), above + f64::from(counts[product]) - f64::from(both));
            if both >= ALWAYS * either && both > 0.0 {
                telling[product].push(field);
            }
        }
    }
    telling
}

/// The columns of customers with their hidden products' own columns as of somebody who does not have them.
pub(super) fn inputs_of(inputs: &Inputs, hidden: &[Hidden], telling: &[Vec<usize>]) -> Inputs {
    let rows: Vec<u32> = hidden.iter().map(|hidden| hidden.row).collect();
    let mut changes: Vec<(usize, usize, u8)> = Vec::new();
    for (number, input) in inputs.numbers.iter().enumerate() {
        let none = bin_of(&input.borders, 0.0);
        for (row, hidden) in hidden.iter().enumerate() {
            if telling[hidden.product as usize].contains(&(input.column as usize)) {
                changes.push((number, row, none));
            }
        }
    }
    inputs.select(&rows).with_bins(&changes)
}

/// The rows of `hidden` from which to learn whether `product` is the hidden one, and 1 for those where it is.
pub(super) fn labelled(history: &History, hidden: &[Hidden], product: u32) -> (Vec<u32>, Vec<f32>) {
    let mut rows = Vec::new();
    let mut labels = Vec::new();
    for (at, hidden) in hidden.iter().enumerate() {
        let is = hidden.product == product;
        if is || history.interactions.products_of(hidden.row as usize).binary_search(&product).is_err() {
            rows.push(at as u32);
            labels.push(f32::from(u8::from(is)));
        }
    }
    (rows, labels)
}

/// What each row counts, so that every customer counts alike.
pub(super) fn weights(history: &History, hidden: &[Hidden], rows: &[u32]) -> Vec<f32> {
    let share = |hidden: Hidden| 1.0 / history.interactions.products_of(hidden.row as usize).len().max(1) as f32;
    let shares: Vec<f32> = pick(hidden, rows).into_iter().map(share).collect();
    let mean = shares.iter().map(|&share| f64::from(share)).sum::<f64>() / shares.len().max(1) as f64;
    shares.into_iter().map(|share| (f64::from(share) / mean) as f32).collect()
}
