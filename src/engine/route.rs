//! Which part of an index answers for a customer.

use crate::dataset::{Semantic, read_boolean};
use crate::model::{Arrangement, Field, Index, MISSING_HASH, category_hash};

use super::encode::Row;
use super::rows::Rows;

/// What is said of a value that has no route.
pub const UNROUTED_MESSAGE: &str =
    "The value was not seen often enough in training to be measured apart; the pooled model answers.";

/// How an index came to the part that answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// There is one part for everybody.
    Only,
    /// By the value at this position among the index's routes.
    Route(usize),
    /// There is no value to go by: the pooled model.
    Gap,
    /// The value was not seen in training, or too rarely: the pooled model.
    Unknown,
}

/// The routes of an index, ready to be looked up.
pub(super) struct Router {
    pub(super) column: usize,
    boolean: bool,
    /// By route, its value's key and its part.
    routes: Vec<(u64, usize)>,
}

impl Router {
    /// The router of an index that has routes.
    pub(super) fn new(index: &Index, fields: &[Field]) -> Option<Self> {
        let Arrangement::Routed(routes) = &index.arrangement else { return None };
        let column = routes.column as usize;
        let boolean = fields[column].semantic == Semantic::Boolean;
        let key = |value: &str| match read_boolean(value) {
            Some(yes) if boolean => flag(f32::from(yes)),
            _ => category_hash(value),
        };
        let routes = routes.routes.iter().map(|route| (key(&route.value), route.part as usize)).collect();
        Some(Self { column, boolean, routes })
    }

    /// The path of one customer, and the part at its end.
    pub(super) fn of_row(&self, row: &Row) -> (Path, usize) {
        self.of_key(if self.boolean { flag(row.numbers[self.column]) } else { row.hashes[self.column] })
    }

    /// The same for one of many.
    pub(super) fn of_rows(&self, rows: &Rows, row: usize) -> (Path, usize) {
        let column = self.column;
        self.of_key(if self.boolean { flag(rows.numbers[column][row]) } else { rows.categories[column].hash(row) })
    }

    fn of_key(&self, key: u64) -> (Path, usize) {
        if key == MISSING_HASH {
            return (Path::Gap, 0);
        }
        let found = self.routes.iter().position(|(known, _)| *known == key);
        found.map_or((Path::Unknown, 0), |at| (Path::Route(at), self.routes[at].1))
    }
}

/// What stands for yes, no or a gap.
fn flag(number: f32) -> u64 {
    if number.is_nan() { MISSING_HASH } else { 1 + u64::from(number != 0.0) }
}
