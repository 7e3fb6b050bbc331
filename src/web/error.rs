//! Errors as JavaScript sees them: an `Error` with the stable `kind` beside the message.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::Error;

/// An `Error` with a `kind` that callers can switch on; `?` makes it in every function that answers JavaScript.
impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let object = js_sys::Error::new(&error.to_string());
        object.set_name("ConfidantError");
        // Setting a property of a fresh, extensible object does not fail; if it did, the message would stand all the same.
        let _ = Reflect::set(object.unchecked_ref(), &Self::from_str("kind"), &Self::from_str(error.kind().name()));
        object.into()
    }
}
