//! A JavaScript object as a customer. Only own enumerable properties of a plain object count, so that nothing inherited is
//! ever read as data. `page.js` hands over what needs no reading as numbers; the rest is read here.

use js_sys::Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::argument::kind_of;
use super::value::read_value;
use crate::dataset::Day;
#[cfg(feature = "hosts")]
use crate::engine::Customer;
use crate::engine::{Advisor, Encoded, Encoder, FieldValue};
use crate::error::{Error, ErrorKind, Result, quote};

#[wasm_bindgen(module = "/src/web/page.js")]
extern "C" {
    /// What `page.js` took out of a customer's object.
    #[derive(Clone)]
    pub(super) type Reading;
    /// What `page.js` knows of a pack.
    #[derive(Clone)]
    pub(super) type Form;

    #[wasm_bindgen(method, getter)]
    fn odd(this: &Reading) -> Array;
    #[wasm_bindgen(method, getter)]
    pub(super) fn names(this: &Reading) -> Array;
    #[wasm_bindgen(method, getter)]
    pub(super) fn values(this: &Reading) -> Array;

    /// Runs getters and proxy traps of the page and so may throw.
    #[wasm_bindgen(catch)]
    pub(super) fn read(object: &JsValue) -> std::result::Result<Option<Reading>, JsValue>;
    fn sort(form: &Form, reading: &Reading, numbers: &mut [f64], tags: &mut [u32]) -> u32;
    #[wasm_bindgen(js_name = setGiven)]
    fn set_given(reading: &Reading, place: u32, value: &JsValue);
}

/// What the number of an entry is; the same as in `page.js`.
const NUMBER: u32 = 0;
const BOOLEAN: u32 = 1;
const CATEGORY: u32 = 2;

/// A value that `page.js` left to be read.
struct Odd {
    /// How many entries come before it.
    at: u32,
    place: Option<usize>,
    name: String,
    value: FieldValue,
}

/// The message of what a page's getter threw, fit for a message of ours.
pub(super) fn thrown(error: &JsValue) -> String {
    quote(&error.dyn_ref::<js_sys::Error>().map_or_else(String::new, |error| String::from(error.message())))
}

/// Takes a plain object of raw values apart.
///
/// # Errors
/// `customer` when it is not a plain object, or when reading it throws.
fn open(value: &JsValue) -> Result<Reading> {
    let refused = |error| refuse("unreadable customer", "an object whose properties can be read", thrown(&error));
    let reading = read(value).map_err(refused)?;
    reading.ok_or_else(|| refuse("not a customer", "a plain object of values by column name", kind_of(value)))
}

/// Reads a plain object of raw values for the panel, which shows it.
///
/// # Errors
/// `customer` when it is not a plain object, when reading it throws, or when a value is neither text, number, boolean, date
/// nor a gap.
#[cfg(feature = "hosts")]
pub(super) fn read_customer(value: &JsValue) -> Result<Customer> {
    customer_of(&open(value)?)
}

/// A customer that was taken apart, for what looks at whole customers.
///
/// # Errors
/// Those of [`read_customer`].
#[cfg(feature = "hosts")]
pub(super) fn customer_of(reading: &Reading) -> Result<Customer> {
    let (names, values) = (reading.names(), reading.values());
    let fields = names.iter().zip(values.iter()).map(|(name, value)| {
        let name = name.as_string().unwrap_or_default();
        let value = read_value(&name, &value)?;
        Ok((name, value))
    });
    Customer::new(fields.collect::<Result<_>>()?)
}

/// Reads a plain object of raw values as trees see it.
///
/// # Errors
/// Those of [`read_customer`].
pub(super) fn encode(advisor: &Advisor, form: &Form, value: &JsValue, now: Option<Day>) -> Result<(Reading, Encoded)> {
    let reading = open(value)?;
    let fields = advisor.fields();
    let (mut numbers, mut tags) = (vec![0.0; fields.len()], vec![0; fields.len()]);
    let count = sort(form, &reading, &mut numbers, &mut tags) as usize;
    let odd = read_odd(advisor, &reading)?;
    let entries = || tags[..count].iter().zip(&numbers).map(|(tag, number)| ((tag / 4) as usize, tag % 4, *number));

    let time = advisor.pack().time.as_deref();
    let mut own_day = odd.iter().find(|odd| time == Some(&odd.name)).and_then(|odd| day(&odd.value));
    if let Some(place) = time.and_then(|time| advisor.field(time))
        && let Some((_, CATEGORY, code)) = entries().find(|entry| entry.0 == place)
    {
        own_day = fields[place].categories.get(code as usize).and_then(|name| Day::read(name));
    }

    let mut encoder = advisor.encoder(own_day.or(advisor.day(now)));
    let mut rest = odd.iter().peekable();
    for at in 0..=count {
        while let Some(Odd { place, name, value, .. }) = rest.next_if(|odd| odd.at as usize == at) {
            if let Some(place) = *place {
                once(&encoder, place, name)?;
                encoder.value(place, value);
                set_given(&reading, place as u32, &as_js(value));
            } else if time != Some(name) {
                encoder.unknown(name);
            }
        }
        if at < count {
            let (place, what, number) = ((tags[at] / 4) as usize, tags[at] % 4, numbers[at]);
            once(&encoder, place, &fields[place].name)?;
            match what {
                NUMBER => encoder.value(place, &FieldValue::Number(number)),
                BOOLEAN => encoder.value(place, &FieldValue::Boolean(number != 0.0)),
                CATEGORY => encoder.category(place, number as usize),
                _ => encoder.value(place, &FieldValue::Missing),
            }
        }
    }
    Ok((reading, encoder.finish()))
}

/// Two names of JavaScript's may be one in UTF-8, where halves of surrogate pairs are all the same.
fn once(encoder: &Encoder<'_>, place: usize, name: &str) -> Result<()> {
    if encoder.has(place) { Err(refuse("duplicate field", "distinct names", quote(name))) } else { Ok(()) }
}

/// The values that need reading, in the customer's order.
fn read_odd(advisor: &Advisor, reading: &Reading) -> Result<Vec<Odd>> {
    let flat = reading.odd();
    let mut all: Vec<Odd> = Vec::with_capacity(flat.length() as usize / 4);
    for at in (0..flat.length()).step_by(4) {
        let name = flat.get(at + 2).as_string().unwrap_or_default();
        let value = read_value(&name, &flat.get(at + 3))?;
        let place = advisor.field(&name);
        all.push(Odd { at: flat.get(at).as_f64().unwrap_or(0.0) as u32, place, name, value });
    }
    match crate::dataset::duplicate(&all, |odd| &odd.name) {
        Some(position) => Err(refuse("duplicate field", "distinct names", quote(&all[position].name))),
        None => Ok(all),
    }
}

fn day(value: &FieldValue) -> Option<Day> {
    if let FieldValue::Text(text) = value { Day::read(text) } else { None }
}

/// The value as it was read.
fn as_js(value: &FieldValue) -> JsValue {
    match value {
        FieldValue::Missing => JsValue::NULL,
        FieldValue::Boolean(yes) => JsValue::from_bool(*yes),
        FieldValue::Number(number) => JsValue::from_f64(*number),
        FieldValue::Text(text) => JsValue::from_str(text),
    }
}

fn refuse(what: &'static str, expected: &str, found: impl Into<String>) -> Error {
    Error::new(ErrorKind::Customer, what, "the customer", expected, found)
}
