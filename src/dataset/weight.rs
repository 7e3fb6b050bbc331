//! What rows weigh.

use crate::error::{Error, ErrorKind, Result, quote};

use super::Values;

/// The values of the weight column called `name`.
///
/// # Errors
/// `schema` where it holds something else than numbers; `data`, with the first row, for one that is a gap, infinite or below 0.
pub fn weights<'a>(values: &'a Values, name: &str) -> Result<&'a [f32]> {
    let place = || format!("column {}", quote(name));
    let Values::Numbers(weights) = values else {
        return Err(Error::new(ErrorKind::Schema, "weight of another type", place(), "numbers", "others"));
    };
    match weights.iter().position(|&w| !is_weight(w)) {
        Some(row) => Err(impossible_weight(name, row + 1, &weights[row].to_string())),
        None => Ok(weights),
    }
}

/// Whether a row may weigh so much.
pub(crate) fn is_weight(weight: f32) -> bool {
    weight.is_finite() && weight >= 0.0
}

/// The error of a weight that cannot be, in this row of the table, counted from 1.
pub(crate) fn impossible_weight(name: &str, row: usize, found: &str) -> Error {
    let place = format!("column {}, row {row}", quote(name));
    Error::new(ErrorKind::Data, "impossible weight", place, "a finite number of 0 or more", found)
}
