//! What conditions ask of a customer who was read, whatever the rules are for.

use std::cell::OnceCell;

use super::advisor::Advisor;
use super::encode::Encoded;

/// A customer's columns, and their probabilities, each worked out when it is first asked for.
pub(super) struct Asked<'a> {
    advisor: &'a Advisor,
    encoded: &'a Encoded,
    probabilities: Vec<OnceCell<f64>>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(advisor: &'a Advisor, encoded: &'a Encoded) -> Self {
        Self { advisor, encoded, probabilities: vec![OnceCell::new(); advisor.pack().indices.len()] }
    }

    /// A number, NaN for a gap.
    pub(super) fn number(&self, field: usize) -> f64 {
        f64::from(self.encoded.row.numbers[field])
    }

    /// A category's hash.
    pub(super) fn category(&self, field: usize) -> u64 {
        self.encoded.row.hashes[field]
    }

    /// The probability of an index's event.
    pub(super) fn probability(&self, index: usize) -> f64 {
        *self.probabilities[index].get_or_init(|| self.advisor.standing(index, self.encoded).probability)
    }
}
