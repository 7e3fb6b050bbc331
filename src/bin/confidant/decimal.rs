//! Numbers as text: the fewest digits that read back to the same bits, without an exponent, as the standard library writes them and
//! in a third of its time.

use std::io::Write;

/// Writes numbers.
pub(crate) struct Decimal(zmij::Buffer);

impl Decimal {
    pub(crate) fn new() -> Self {
        Self(zmij::Buffer::new())
    }

    /// Appends `number` to `out`.
    pub(crate) fn push(&mut self, number: f64, out: &mut Vec<u8>) {
        let text = self.0.format(number);
        if !number.is_finite() || text.contains('e') {
            // Writing to memory does not fail.
            let _ = write!(out, "{number}");
        } else {
            out.extend_from_slice(text.strip_suffix(".0").unwrap_or(text).as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, proptest};

    fn check(number: f64) {
        let mut out = Vec::new();
        Decimal::new().push(number, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), number.to_string());
    }

    #[test]
    fn numbers_are_written_as_the_standard_library_writes_them() {
        [0.0, -0.0, 1.0, 100.0, 0.1, 5e-324, 1e15, 1e16, 1e17, 123_456_789_012_345_680.0, 1e300, 1e-5, 1e-7, -2.5]
            .into_iter()
            .chain([f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN_POSITIVE, 1.0 / 3.0])
            .for_each(check);
        proptest!(|(number in any::<f64>())| check(number));
        proptest!(|(number in -100.0_f64..100.0)| check(number));
        proptest!(|(number in -1e-4_f64..1e-4)| check(number));
        proptest!(|(number in any::<i64>())| check(number as f64));
    }
}
