//! What an event says about the control that it happened on.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Event, HtmlElement, Node};

#[wasm_bindgen]
extern "C" {
    /// Inputs and selects alike: whatever has a value and may be checked.
    type Entry;
    #[wasm_bindgen(method, getter)]
    fn value(this: &Entry) -> Option<String>;
    #[wasm_bindgen(method, setter)]
    fn set_value(this: &Entry, value: &str);
    #[wasm_bindgen(method, getter)]
    fn checked(this: &Entry) -> Option<bool>;
}

/// The text in the control.
pub(super) fn value_of(event: &Event) -> String {
    event.target().and_then(|target| target.unchecked_into::<Entry>().value()).unwrap_or_default()
}

/// Whether the control is checked.
pub(super) fn checked(event: &Event) -> bool {
    event.target().and_then(|target| target.unchecked_into::<Entry>().checked()).unwrap_or_default()
}

/// Makes the control show this value.
pub(super) fn set_value(control: Node, value: &str) {
    control.unchecked_into::<Entry>().set_value(value);
}

/// Moves the keyboard to the element with this id.
pub(super) fn focus(id: &str) {
    let element = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id(id));
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        // Focus that is refused leaves the keyboard where it was.
        let _ = element.focus();
    }
}

/// Says in which language the document is, for those who read it aloud.
pub(super) fn set_language(tag: &str) {
    let root = web_sys::window().and_then(|w| w.document()).and_then(|d| d.document_element());
    if let Some(root) = root {
        // An element takes any attribute.
        let _ = root.set_attribute("lang", tag);
    }
}
