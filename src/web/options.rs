//! The option bags of the API. A misspelt option is an error, never a silent default.

use js_sys::{Date, Function};
use wasm_bindgen::{JsCast, JsValue};

use super::argument::{self, kind_of, refuse};
use super::customer::{read, thrown};
use super::value::day_of;
use crate::dataset::{CsvOptions, Day};
use crate::error::{Result, quote};

/// An option bag that was checked for unknown names, and whose getters have run.
pub(crate) struct Options(Vec<(String, JsValue)>);

impl Options {
    /// Takes `undefined`, `null` or a plain object with no other names than `known`.
    ///
    /// # Errors
    /// `parameter` for anything else, and when reading it throws.
    pub(crate) fn read(value: &JsValue, known: &[&str]) -> Result<Self> {
        if absent(value) {
            return Ok(Self(Vec::new()));
        }
        let bag = read(value).map_err(|error| refuse("unreadable options", "options", "readable ones", &thrown(&error)))?;
        let bag = bag.ok_or_else(|| refuse("not an option bag", "options", "a plain object", &kind_of(value)))?;
        let (names, values) = (bag.names(), bag.values());
        let named = names.iter().map(|name| name.as_string().unwrap_or_default());
        let options: Vec<_> = named.zip(values.iter()).collect();
        match options.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(refuse("unknown option", "options", &known.join(" or "), &quote(name))),
            None => Ok(Self(options)),
        }
    }

    /// The day that dates are counted back from; `None` for the pack's own.
    ///
    /// # Errors
    /// `parameter` when it is neither an ISO day nor a valid `Date`.
    pub(crate) fn now(&self) -> Result<Option<Day>> {
        day(&self.get("now"), "option now")
    }

    /// The name of an index.
    ///
    /// # Errors
    /// `parameter` when it is not a text.
    pub(super) fn index(&self) -> Result<String> {
        argument::index(&self.get("index"), "option index")
    }

    /// The name of one of several classes.
    ///
    /// # Errors
    /// `parameter` when it is not a text.
    pub(super) fn class(&self) -> Result<Option<String>> {
        let value = self.get("class");
        if absent(&value) {
            return Ok(None);
        }
        let refused = || refuse("no class named", "option class", "the name of a class", &kind_of(&value));
        value.as_string().map(Some).ok_or_else(refused)
    }

    /// The character between the fields of a CSV file.
    ///
    /// # Errors
    /// `parameter` when it is not one ASCII character, or a quote or an end of line.
    pub(super) fn csv(&self) -> Result<CsvOptions> {
        let value = self.get("delimiter");
        if absent(&value) {
            return Ok(CsvOptions::default());
        }
        let text = value.as_string();
        match text.as_deref().map(str::as_bytes) {
            Some(&[delimiter]) if !b"\"\r\n".contains(&delimiter) => Ok(CsvOptions { delimiter }),
            _ => {
                let expected = "one ASCII character, neither a quote nor an end of line";
                let found = text.map_or_else(|| kind_of(&value), |text| quote(&text));
                Err(refuse("unusable delimiter", "option delimiter", expected, &found))
            }
        }
    }

    /// The function to call with the progress.
    ///
    /// # Errors
    /// `parameter` when it is not a function.
    pub(super) fn progress(&self) -> Result<Option<Function>> {
        let value = self.get("onProgress");
        if absent(&value) {
            return Ok(None);
        }
        let refused = |value: JsValue| refuse("not a function", "option onProgress", "a function", &kind_of(&value));
        value.dyn_into::<Function>().map(Some).map_err(refused)
    }

    /// The option's value, undefined where it is not given.
    pub(super) fn get(&self, name: &str) -> JsValue {
        self.0.iter().find(|(known, _)| known == name).map_or(JsValue::UNDEFINED, |(_, value)| value.clone())
    }
}

/// Whether nothing was given.
pub(super) fn absent(value: &JsValue) -> bool {
    value.is_undefined() || value.is_null()
}

/// The day that stands at `place`, if one was given.
///
/// # Errors
/// `parameter` when it is neither an ISO day nor a valid `Date`.
pub(super) fn day(value: &JsValue, place: &str) -> Result<Option<Day>> {
    if absent(value) {
        return Ok(None);
    }
    let day = match value.dyn_ref::<Date>() {
        Some(date) => day_of(date),
        None => value.as_string().as_deref().and_then(Day::read),
    };
    let found = || value.as_string().map_or_else(|| kind_of(value), |text| quote(&text));
    day.map(Some).ok_or_else(|| refuse("unreadable day", place, "an ISO day or a valid Date", &found()))
}
