//! JavaScript's values as raw values: what cannot be one is refused by name rather than dropped.

use js_sys::Date;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::argument::kind_of;
use crate::dataset::Day;
use crate::engine::FieldValue;
use crate::error::{Error, ErrorKind, Result, quote};

/// The largest whole number up to which every whole number has a float of its own.
const EXACT: i64 = 1 << 53;

/// Milliseconds a day.
const DAY_LENGTH: f64 = 86_400_000.0;

#[wasm_bindgen(module = "/src/web/page.js")]
extern "C" {
    /// Whether the value is an object that a literal, `JSON.parse` or `Object.create(null)` makes, of this window or another.
    #[wasm_bindgen(js_name = isPlain)]
    pub(super) fn is_plain(value: &JsValue) -> bool;
}

/// The UTC day of a `Date`; `None` for an invalid one.
pub(super) fn day_of(date: &Date) -> Option<Day> {
    let days = (date.get_time() / DAY_LENGTH).floor();
    // A valid time is within ±8.64e15 ms, so that its day fits; an invalid one is NaN.
    days.is_finite().then_some(Day(days as i32))
}

/// Reads the value of the field called `name`.
///
/// # Errors
/// `customer` when it is neither text, number, boolean, date nor a gap.
pub(super) fn read_value(name: &str, value: &JsValue) -> Result<FieldValue> {
    if let Some(number) = value.as_f64() {
        return Ok(if number.is_nan() { FieldValue::Missing } else { FieldValue::Number(number) });
    }
    if let Some(text) = value.as_string() {
        return Ok(FieldValue::Text(text));
    }
    if let Some(yes) = value.as_bool() {
        return Ok(FieldValue::Boolean(yes));
    }
    if value.is_undefined() || value.is_null() {
        return Ok(FieldValue::Missing);
    }
    if let Some(date) = value.dyn_ref::<Date>() {
        return Ok(day_of(date).map_or(FieldValue::Missing, |day| FieldValue::Text(day.to_string())));
    }
    let refuse = |what, expected: &str, found: String| {
        Error::new(ErrorKind::Customer, what, format!("field {}", quote(name)), expected, found)
    };
    if value.is_bigint() {
        let exact = i64::try_from(value.clone()).ok().filter(|number| (-EXACT..=EXACT).contains(number));
        let number =
            exact.ok_or_else(|| refuse("number too large", "a whole number up to 2^53", "a larger bigint".to_owned()))?;
        return Ok(FieldValue::Number(number as f64));
    }
    Err(refuse("value of no known type", "a text, number, boolean, date or null", kind_of(value)))
}
