//! A customer as the offers see them: columns, and what they have.

use crate::model::offers::{Profile, damped, held};

use super::super::encode::Row;

/// A customer's columns and holdings.
#[derive(Debug, Clone)]
pub struct Person<'a> {
    pub(super) row: &'a Row,
    /// (product, how strong it counts), ascending by product.
    pub(super) holdings: Vec<(u32, f32)>,
    /// (product, strength as it was given): a rating, where a pack learns from ratings.
    pub(super) given: Vec<(u32, f32)>,
    holds: Vec<bool>,
}

impl<'a> Person<'a> {
    /// A customer with these columns and (product, strength) holdings, of a catalogue of `products`.
    #[must_use]
    pub fn new(row: &'a Row, mut holdings: Vec<(u32, f32)>, products: usize) -> Self {
        holdings.retain(|&(product, strength)| (product as usize) < products && held(strength));
        holdings.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        holdings.dedup_by_key(|holding| holding.0);
        let given = holdings.clone();
        holdings.iter_mut().for_each(|holding| holding.1 = damped(holding.1));
        let mut holds = vec![false; products];
        holdings.iter().for_each(|&(product, _)| holds[product as usize] = true);
        Self { row, holdings, given, holds }
    }

    /// Whether a product is held.
    #[must_use]
    pub fn has(&self, product: usize) -> bool {
        self.holds[product]
    }
}

impl Profile for Person<'_> {
    fn number(&self, column: usize) -> f32 {
        self.row.numbers[column]
    }

    fn category(&self, column: usize) -> u64 {
        self.row.hashes[column]
    }

    fn holds(&self, product: usize) -> bool {
        self.holds[product]
    }
}
