//! When a column says that a product is held.

/// Whether a number read from a product's column means that the product is held: a count, an amount or a yes above 0.
#[must_use]
pub fn held(value: f32) -> bool {
    value > 0.0
}

/// How strong a holding counts: 1 for one, and for more of it 1 + ln of how many, because the tenth purchase says less than the first.
#[must_use]
pub fn damped(strength: f32) -> f32 {
    1.0 + crate::math::ln(f64::from(strength.max(1.0))) as f32
}

/// A count of customers as it is published: 0 where it is so small that it could tell about somebody.
#[must_use]
pub fn published(count: u32) -> u32 {
    if count < super::FEWEST { 0 } else { count }
}
