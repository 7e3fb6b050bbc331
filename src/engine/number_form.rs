//! One customer after the other as rows of numbers, on one index: what is left of scoring once names and texts are gone.

use crate::dataset::Semantic;
use crate::error::{Error, ErrorKind, Result};
use crate::model::MISSING_HASH;

use super::advisor::{Advisor, Scratch};
use super::encode::Row;

/// What stands for a category that training did not see. XXH64 gives it to one text of 2^64.
const UNSEEN: u64 = u64::MAX;

/// The memory in which customers of an index are scored.
#[derive(Debug)]
pub struct NumberForm {
    position: usize,
    row: Row,
    scratch: Scratch,
}

impl NumberForm {
    /// For the index at `position`.
    #[must_use]
    pub fn new(advisor: &Advisor, position: usize) -> Self {
        let fields = advisor.fields().len();
        Self {
            position,
            row: Row { numbers: vec![f32::NAN; fields], hashes: vec![MISSING_HASH; fields] },
            scratch: Scratch::default(),
        }
    }

    /// The probability of the customer with these values, one a field of the schema: a number as it is, yes or no as 1 or 0, a date as
    /// its distance in days from the day it is counted from, a category as its position among the field's named ones or any other
    /// number for one that training did not see, NaN for a gap.
    ///
    /// # Errors
    /// `customer` when there are not as many values as fields.
    pub fn probability(&mut self, advisor: &Advisor, values: &[f64]) -> Result<f64> {
        let fields = advisor.fields();
        if values.len() != fields.len() {
            let expected = format!("{} numbers, one a field", fields.len());
            return Err(Error::new(ErrorKind::Customer, "not a customer", "the customer", expected, values.len().to_string()));
        }
        let Row { numbers, hashes } = &mut self.row;
        for (at, (field, &value)) in fields.iter().zip(values).enumerate() {
            match field.semantic {
                Semantic::Numerical | Semantic::Timestamp => numbers[at] = value as f32,
                Semantic::Boolean => numbers[at] = if value == 0.0 || value == 1.0 { value as f32 } else { f32::NAN },
                Semantic::Categorical => hashes[at] = category(&advisor.named[at], value),
                Semantic::Text => {}
            }
        }
        Ok(advisor.standing_of_row(self.position, &self.row, &mut self.scratch).probability)
    }
}

fn category(named: &[u64], value: f64) -> u64 {
    if value.is_nan() {
        return MISSING_HASH;
    }
    // Casting saturates: a negative number or one with a fraction does not come back as itself.
    let at = value as usize;
    if at as f64 == value { named.get(at).copied().unwrap_or(UNSEEN) } else { UNSEEN }
}
