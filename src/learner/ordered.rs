//! Ordered boosting (algorithm 2 of Prokhorenkova et al. 2018, "CatBoost: unbiased boosting with categorical features").
//!
//! A forest that has seen a row's label states margins for it that are too sure, and the gradients taken at them are too small. Here the
//! rows stand in a random order, and supporting forests M_0, M_1, … share the trees' splits but have leaves of their own: M_j those of the first
//! 2^j rows. The gradient of the row at place i is taken at the margin of M_⌊log₂ i⌋, which has not seen it. Splits are chosen by such
//! gradients; the leaves that ship are of all rows, as in plain boosting.

use super::logistic::Logistic;
use super::random::{Purpose, shuffle, stream};

/// Orders that take turns from tree to tree.
const ORDERS: usize = 3;
/// Fewer rows than 2^FIRST make no forest.
const FIRST: u32 = 4;

/// Supporting forests, by their margins.
pub(super) struct Ordered(Vec<Order>);

struct Order {
    /// Positions among the learning rows, in this order.
    positions: Vec<u32>,
    /// The margins of M_j, from j = FIRST on, for the first 2^(j+1) places.
    margins: Vec<Vec<f64>>,
}

/// What the leaves of the supporting forests are found from.
pub(super) struct Leaves<'a> {
    /// By position, the leaf.
    pub(super) of: &'a dyn Fn(usize) -> usize,
    /// By position, label and weight.
    pub(super) row: &'a dyn Fn(usize) -> (f64, f64),
    pub(super) count: usize,
    pub(super) l2: f64,
    pub(super) rate: f64,
    pub(super) steps: usize,
    /// The longest step of Newton's method.
    pub(super) longest: f64,
}

impl Ordered {
    /// Orders of `rows` learning rows, every margin being `bias`.
    pub(super) fn new(rows: usize, bias: f64, seed: u64) -> Self {
        let order = |number: u64| {
            let mut positions: Vec<u32> = (0..rows as u32).collect();
            shuffle(&mut positions, &mut stream(seed, Purpose::Ordered, number, 0));
            let levels = FIRST..=rows.max(1).ilog2().max(FIRST);
            let seen = |level: u32| (2 << level).min(rows);
            Order { positions, margins: levels.map(|level| vec![bias; seen(level)]).collect() }
        };
        Self((0..ORDERS as u64).map(order).collect())
    }

    /// Calls `visit` with each position and its margin by a forest that has not seen it; `bias` for the first places.
    pub(super) fn unseen(&self, tree: u64, bias: f64, mut visit: impl FnMut(usize, f64)) {
        let order = &self.0[tree as usize % ORDERS];
        for (place, &position) in order.positions.iter().enumerate() {
            let level = (place as u64).checked_ilog2().and_then(|level| level.checked_sub(FIRST));
            visit(position as usize, level.map_or(bias, |level| order.margins[level as usize][place]));
        }
    }

    /// Adds a tree to every supporting forest, with leaves of its own.
    pub(super) fn add_tree(&mut self, leaves: &Leaves<'_>, logistic: Logistic) {
        for order in &mut self.0 {
            for (level, margins) in order.margins.iter_mut().enumerate() {
                let seen = (1_usize << (FIRST as usize + level)).min(order.positions.len());
                let values = values(&order.positions[..seen], margins, leaves, logistic);
                for (margin, &position) in margins.iter_mut().zip(&order.positions) {
                    *margin += leaves.rate * values[(leaves.of)(position as usize)];
                }
            }
        }
    }
}

/// Newton steps on the rows seen.
fn values(seen: &[u32], margins: &[f64], leaves: &Leaves<'_>, logistic: Logistic) -> Vec<f64> {
    let mut values = vec![0.0; leaves.count];
    for _ in 0..leaves.steps {
        let mut sums = vec![(0.0, 0.0); leaves.count];
        for (&position, &margin) in seen.iter().zip(margins) {
            let (leaf, (label, weight)) = ((leaves.of)(position as usize), (leaves.row)(position as usize));
            let p = logistic.sigmoid(margin + values[leaf]);
            sums[leaf] = (sums[leaf].0 + weight * (label - p), sums[leaf].1 + weight * p * (1.0 - p));
        }
        for (value, (g, h)) in values.iter_mut().zip(sums) {
            *value += ((g - leaves.l2 * *value) / (h + leaves.l2).max(1e-300)).clamp(-leaves.longest, leaves.longest);
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_margin_depends_on_the_row_s_own_label_or_on_later_ones() {
        let labels: Vec<f64> = (0..200).map(|row| f64::from(u8::from(row % 3 == 0))).collect();
        let margins = |labels: &[f64]| {
            let mut ordered = Ordered::new(200, -0.5, 7);
            for tree in 0..5_usize {
                let row = |position: usize| (labels[position], 1.0);
                let of = |position: usize| (position + tree) % 4;
                let leaves = Leaves { of: &of, row: &row, count: 4, l2: 1.0, rate: 0.3, steps: 2, longest: 2.0 };
                ordered.add_tree(&leaves, Logistic::new());
            }
            let mut found = vec![f64::NAN; 200];
            ordered.unseen(0, -0.5, |position, margin| found[position] = margin);
            (found, ordered.0[0].positions.clone())
        };
        let (before, order) = margins(&labels);
        assert!(before.iter().all(|margin| margin.is_finite()));
        let mut moved = 0;
        for place in [0, 15, 16, 100, 199] {
            let mut other = labels.clone();
            other[order[place] as usize] = 1.0 - other[order[place] as usize];
            let (after, _) = margins(&other);
            for (at, &position) in order.iter().enumerate() {
                let same = before[position as usize] == after[position as usize];
                assert!(same || at > place, "the row at {at} knows of the label at {place}");
                moved += usize::from(!same);
            }
        }
        assert!(moved > 50, "nothing was learnt");
        // The first rows have nobody before them.
        assert!(order[..16].iter().all(|&position| before[position as usize] == -0.5));
    }
}
