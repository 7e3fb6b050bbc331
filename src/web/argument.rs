//! Arguments that are not objects: texts and bytes. Every exported function takes plain values of JavaScript's and asks here what they
//! are. It must not declare a text or a slice itself: the generated JavaScript converts those before the call, and where that throws, it
//! gives back memory that it has not taken yet, which no later call survives.

use js_sys::Uint8Array;
#[cfg(feature = "console")]
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::{Error, ErrorKind, Result};

/// `Node.ELEMENT_NODE`.
#[cfg(feature = "console")]
const ELEMENT: f64 = 1.0;

#[wasm_bindgen(module = "/src/web/value.js")]
extern "C" {
    /// What a value is called in a message: `null`, what `typeof` says, or the name of its class.
    #[wasm_bindgen(js_name = kindOf)]
    pub(super) fn kind_of(value: &JsValue) -> String;
    #[wasm_bindgen(js_name = bytesOf)]
    fn bytes_of(value: &JsValue) -> Option<Uint8Array>;
    /// Throws where the page has taken the memory away.
    #[wasm_bindgen(catch, js_name = takeBytes)]
    pub(super) fn take_bytes(bytes: &Uint8Array, from: u32, target: &mut [u8]) -> std::result::Result<(), JsValue>;
}

/// The name of an index, found at `place`.
///
/// # Errors
/// `parameter` when it is not a text.
#[cfg(any(feature = "hosts", not(feature = "console")))]
pub(super) fn index(value: &JsValue, place: &str) -> Result<String> {
    value.as_string().ok_or_else(|| refuse("no index named", place, "the name of an index", &kind_of(value)))
}

/// The bytes of a `Uint8Array` or an `ArrayBuffer`, copied.
///
/// # Errors
/// `parameter` when it is neither.
pub(super) fn bytes(value: &JsValue) -> Result<Vec<u8>> {
    let refused = || refuse("no bytes", "the pack", "a Uint8Array or an ArrayBuffer", &kind_of(value));
    let whole = bytes_of(value).ok_or_else(refused)?;
    let mut bytes = vec![0; whole.length() as usize];
    take_bytes(&whole, 0, &mut bytes).map_err(|_| refused())?;
    Ok(bytes)
}

/// An element, of this window or another.
///
/// # Errors
/// `parameter` when it is none.
#[cfg(feature = "console")]
pub(super) fn element(root: &JsValue) -> Result<web_sys::Element> {
    let node = js_sys::Reflect::get(root, &JsValue::from_str("nodeType")).ok().and_then(|node| node.as_f64());
    if node == Some(ELEMENT) {
        return Ok(root.clone().unchecked_into());
    }
    Err(refuse("no place for the components", "the root", "an Element", &kind_of(root)))
}

/// An argument or an option that cannot be used.
pub(super) fn refuse(what: &'static str, place: &str, expected: &str, found: &str) -> Error {
    Error::new(ErrorKind::Parameter, what, place, expected, found)
}
