//! The option bags of the API. A misspelt option is an error, never a silent default.

use js_sys::{Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::value::{day_of, is_plain, kind_of};
use crate::dataset::Day;
use crate::error::{Error, ErrorKind, Result, quote};

/// An option bag that was checked for unknown names.
pub(crate) struct Options<'a>(Option<&'a Object>);

impl<'a> Options<'a> {
    /// Takes `undefined`, `null` or a plain object with no other names than `known`.
    ///
    /// # Errors
    /// `parameter` for anything else.
    pub(crate) fn read(value: &'a JsValue, known: &[&str]) -> Result<Self> {
        if value.is_undefined() || value.is_null() {
            return Ok(Self(None));
        }
        if !is_plain(value) {
            return Err(refuse("not an option bag", "options", "a plain object", &kind_of(value)));
        }
        let object = value.unchecked_ref();
        for name in Object::keys(object) {
            let name = name.as_string().unwrap_or_default();
            if !known.contains(&name.as_str()) {
                return Err(refuse("unknown option", "options", &known.join(" or "), &quote(&name)));
            }
        }
        Ok(Self(Some(object)))
    }

    /// The day that dates are counted back from; `None` for the pack's own.
    ///
    /// # Errors
    /// `parameter` when it is neither an ISO day nor a valid `Date`.
    pub(crate) fn now(&self) -> Result<Option<Day>> {
        let value = self.get("now");
        if value.is_undefined() || value.is_null() {
            return Ok(None);
        }
        let day = match value.dyn_ref::<Date>() {
            Some(date) => day_of(date),
            None => value.as_string().as_deref().and_then(Day::read),
        };
        let found = || value.as_string().map_or_else(|| kind_of(&value), |text| quote(&text));
        day.map(Some).ok_or_else(|| refuse("unreadable day", "option now", "an ISO day or a valid Date", &found()))
    }

    /// The name of an index.
    ///
    /// # Errors
    /// `parameter` when it is not a text.
    pub(super) fn index(&self) -> Result<String> {
        let value = self.get("index");
        value.as_string().ok_or_else(|| refuse("no index named", "option index", "the name of an index", &kind_of(&value)))
    }

    /// The function to call with the progress.
    ///
    /// # Errors
    /// `parameter` when it is not a function.
    pub(super) fn progress(&self) -> Result<Option<Function>> {
        let value = self.get("onProgress");
        if value.is_undefined() || value.is_null() {
            return Ok(None);
        }
        let refused = |value: JsValue| refuse("not a function", "option onProgress", "a function", &kind_of(&value));
        value.dyn_into::<Function>().map(Some).map_err(refused)
    }

    fn get(&self, name: &str) -> JsValue {
        self.0.and_then(|bag| Reflect::get(bag, &JsValue::from_str(name)).ok()).unwrap_or(JsValue::UNDEFINED)
    }
}

fn refuse(what: &'static str, place: &str, expected: &str, found: &str) -> Error {
    Error::new(ErrorKind::Parameter, what, place, expected, found)
}
