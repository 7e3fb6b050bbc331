//! Training customers as the engine will see their like.

use crate::dataset::{MISSING_CODE, Values};
use crate::engine::Row;
use crate::engine::offers::Person;
use crate::model::{MISSING_HASH, category_hash};

use super::super::prepare::Prepared;
use super::hide::Hidden;
use super::history::History;

/// The table's rows by field of the pack.
pub(super) struct People<'a> {
    pub(super) history: &'a History,
    /// By product, the fields that tell whether it is held.
    pub(super) telling: &'a [Vec<usize>],
    numbers: Vec<Vec<f32>>,
    hashes: Vec<Vec<u64>>,
}

impl<'a> People<'a> {
    pub(super) fn new(prepared: &Prepared, history: &'a History, telling: &'a [Vec<usize>]) -> Self {
        let (table, reference) = (&prepared.table, prepared.reference());
        let columns = prepared.inputs.kept.iter().map(|&at| match table.values(at) {
            Values::Numbers(numbers) => (numbers.clone(), Vec::new()),
            Values::Days(days) => (reference.distances(days), Vec::new()),
            Values::Categories { codes, names } => {
                let hash = |&code: &u32| if code == MISSING_CODE { MISSING_HASH } else { category_hash(&names[code as usize]) };
                (Vec::new(), codes.iter().map(hash).collect())
            }
            Values::Dropped => (Vec::new(), vec![MISSING_HASH; table.rows()]),
        });
        let (numbers, hashes) = columns.unzip();
        Self { history, telling, numbers, hashes }
    }

    /// A row as it is.
    pub(super) fn row(&self, row: usize) -> Row {
        let number = |column: &Vec<f32>| column.get(row).copied().unwrap_or(f32::NAN);
        let hash = |column: &Vec<u64>| column.get(row).copied().unwrap_or(MISSING_HASH);
        Row::new(self.numbers.iter().map(number).collect(), self.hashes.iter().map(hash).collect())
    }

    /// A row whose hidden product's columns are as of somebody who does not have it.
    pub(super) fn row_without(&self, hidden: Hidden) -> Row {
        let mut row = self.row(hidden.row as usize);
        self.telling[hidden.product as usize].iter().for_each(|&field| row.set_number(field, 0.0));
        row
    }

    /// A customer as they are.
    pub(super) fn person<'b>(&self, row: &'b Row, at: usize) -> Person<'b> {
        let (products, strengths) = self.history.interactions.of(at);
        let holdings = products.iter().zip(strengths).map(|(&product, &strength)| (product, strength)).collect();
        Person::new(row, holdings, self.history.interactions.products())
    }

    /// A customer with one product hidden.
    pub(super) fn person_without<'b>(&self, row: &'b Row, hidden: Hidden) -> Person<'b> {
        let (products, strengths) = self.history.interactions.of(hidden.row as usize);
        let others = products.iter().zip(strengths).filter(|(product, _)| **product != hidden.product);
        Person::new(row, others.map(|(&product, &strength)| (product, strength)).collect(), self.history.interactions.products())
    }

    /// How many fields there are.
    pub(super) fn fields(&self) -> usize {
        self.numbers.len()
    }

    /// The numbers of a field, empty for a category.
    pub(super) fn numbers(&self, field: usize) -> &[f32] {
        &self.numbers[field]
    }

    /// The hashes of a field, empty for a number.
    pub(super) fn hashes(&self, field: usize) -> &[u64] {
        &self.hashes[field]
    }
}
