//! Training customers as the engine will see their like.

use std::collections::BTreeMap;

use crate::engine::Row;
use crate::engine::offers::Person;
use crate::model::MISSING_HASH;

use super::super::prepare::Prepared;
use super::hide::Hidden;
use super::history::History;

/// The table's rows by field of the pack.
pub(super) struct People<'a> {
    pub(super) history: &'a History,
    /// By product, the fields that tell whether it is held.
    pub(super) telling: &'a [Vec<usize>],
    /// Whether what a customer came back for is hidden as a whole.
    by_visits: bool,
    numbers: Vec<Vec<f32>>,
    hashes: Vec<Vec<u64>>,
}

impl<'a> People<'a> {
    pub(super) fn new(prepared: &Prepared, history: &'a History, telling: &'a [Vec<usize>]) -> Self {
        let all: Vec<u32> = (0..prepared.table.rows() as u32).collect();
        let (numbers, hashes) = prepared.fields(&all).into_iter().unzip();
        Self { history, telling, by_visits: history.by_visits(), numbers, hashes }
    }

    /// A row as it is.
    pub(super) fn row(&self, row: usize) -> Row {
        let number = |column: &Vec<f32>| column.get(row).copied().unwrap_or(f32::NAN);
        let hash = |column: &Vec<u64>| column.get(row).copied().unwrap_or(MISSING_HASH);
        Row::new(self.numbers.iter().map(number).collect(), self.hashes.iter().map(hash).collect())
    }

    /// A row whose hidden products' columns are as of somebody who does not have them.
    pub(super) fn row_without(&self, hidden: Hidden) -> Row {
        let mut row = self.row(hidden.row as usize);
        for &product in self.away(&hidden) {
            self.telling[product as usize].iter().for_each(|&field| row.set_number(field, 0.0));
        }
        row
    }

    /// A customer as they are.
    pub(super) fn person<'b>(&self, row: &'b Row, at: usize) -> Person<'b> {
        let interactions = &self.history.interactions;
        Person::new(row, interactions.entries(at).collect(), interactions.products())
    }

    /// A customer with one product hidden.
    pub(super) fn person_without<'b>(&self, row: &'b Row, hidden: Hidden) -> Person<'b> {
        Person::new(row, self.others(hidden), self.history.interactions.products())
    }

    /// What a customer has beside what is hidden.
    pub(super) fn others(&self, hidden: Hidden) -> Vec<(u32, f32)> {
        let away = self.away(&hidden);
        self.history.interactions.entries(hidden.row as usize).filter(|(product, _)| !away.contains(product)).collect()
    }

    /// The products that are out of sight with a hidden one, itself among them.
    fn away<'b>(&'b self, hidden: &'b Hidden) -> &'b [u32] {
        if self.by_visits { self.history.came_back_for(hidden.row as usize) } else { std::slice::from_ref(&hidden.product) }
    }

    /// How many fields there are.
    pub(super) fn fields(&self) -> usize {
        self.numbers.len()
    }

    /// The numbers of a field, empty for a category.
    pub(super) fn numbers(&self, field: usize) -> &[f32] {
        &self.numbers[field]
    }

    /// The categories of a field that at least `least` of `rows` have, the most frequent first, at most `most` of them.
    pub(super) fn frequent(&self, field: usize, rows: &[u32], least: u32, most: usize) -> Vec<u64> {
        let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
        rows.iter().for_each(|&row| *counts.entry(self.hashes[field][row as usize]).or_default() += 1);
        counts.remove(&MISSING_HASH);
        let mut frequent: Vec<(u64, u32)> = counts.into_iter().filter(|(_, count)| *count >= least).collect();
        frequent.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        frequent.into_iter().take(most).map(|(category, _)| category).collect()
    }
}
