//! A JavaScript object as a customer. Only own enumerable properties of a plain object count, so that nothing inherited is
//! ever read as data; what cannot be a raw value is refused by name rather than dropped.

use js_sys::{Array, Date, Object};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::dataset::Day;
use crate::engine::{Customer, FieldValue};
use crate::error::{Error, ErrorKind, Result, quote};

/// The largest whole number up to which every whole number has a float of its own.
const EXACT: i64 = 1 << 53;

/// Milliseconds a day.
const DAY_LENGTH: f64 = 86_400_000.0;

#[wasm_bindgen]
extern "C" {
    /// `Object.entries`, which runs getters and proxy traps of the page and so may throw.
    #[wasm_bindgen(js_namespace = Object, js_name = entries, catch)]
    fn entries(object: &Object) -> std::result::Result<Array, JsValue>;

    /// `Object.getPrototypeOf`, which a proxy may answer with an exception.
    #[wasm_bindgen(js_namespace = Object, js_name = getPrototypeOf, catch)]
    fn prototype_of(object: &JsValue) -> std::result::Result<JsValue, JsValue>;
}

/// Reads a plain object of raw values.
///
/// # Errors
/// `customer` when it is not a plain object, when reading it throws, or when a value is neither text, number, boolean, date
/// nor a gap.
pub(crate) fn read_customer(value: &JsValue) -> Result<Customer> {
    let object = plain_object(value)
        .ok_or_else(|| refuse("not a customer", "", "a plain object of values by column name", kind_of(value)))?;
    let entries = entries(object).map_err(|thrown| {
        let message = thrown.dyn_ref::<js_sys::Error>().map_or_else(String::new, |e| String::from(e.message()));
        refuse("unreadable customer", "", "an object whose properties can be read", quote(&message))
    })?;
    let fields = entries.iter().map(|entry| {
        let entry = entry.unchecked_into::<Array>();
        let name = entry.get(0).as_string().unwrap_or_default();
        let value = read_value(&name, &entry.get(1))?;
        Ok((name, value))
    });
    Customer::new(fields.collect::<Result<_>>()?)
}

/// The object, if it is one that a literal, `JSON.parse` or `Object.create(null)` makes, of this window or another.
pub(super) fn plain_object(value: &JsValue) -> Option<&Object> {
    if !value.is_object() || Array::is_array(value) {
        return None;
    }
    let prototype = prototype_of(value).ok()?;
    let plain = prototype.is_null() || prototype_of(&prototype).ok()?.is_null();
    plain.then(|| value.unchecked_ref())
}

/// What a value is called in a message.
pub(super) fn kind_of(value: &JsValue) -> String {
    if value.is_null() {
        "null".to_owned()
    } else if Array::is_array(value) {
        "an array".to_owned()
    } else {
        value.js_typeof().as_string().unwrap_or_default()
    }
}

/// The UTC day of a `Date`; `None` for an invalid one.
pub(super) fn day_of(date: &Date) -> Option<Day> {
    let days = (date.get_time() / DAY_LENGTH).floor();
    // A valid time is within ±8.64e15 ms, so that its day fits; an invalid one is NaN.
    days.is_finite().then_some(Day(days as i32))
}

fn read_value(name: &str, value: &JsValue) -> Result<FieldValue> {
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
    if value.is_bigint() {
        let exact = i64::try_from(value.clone()).ok().filter(|number| (-EXACT..=EXACT).contains(number));
        let number = exact.ok_or_else(|| refuse("number too large", name, "a whole number up to 2^53", "a larger bigint"))?;
        return Ok(FieldValue::Number(number as f64));
    }
    Err(refuse("value of no known type", name, "a text, number, boolean, date or null", kind_of(value)))
}

fn refuse(what: &'static str, field: &str, expected: &str, found: impl Into<String>) -> Error {
    let place = if field.is_empty() { "the customer".to_owned() } else { format!("field {}", quote(field)) };
    Error::new(ErrorKind::Customer, what, place, expected, found)
}
