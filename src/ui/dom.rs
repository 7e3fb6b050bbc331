//! What an event says about the control that it happened on.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, HtmlElement, Node};

use crate::dataset::lower;

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

/// Whether the event happened where people type: in a control that has a value.
pub(super) fn typed_into(event: &Event) -> bool {
    event.target().is_some_and(|target| target.unchecked_into::<Entry>().value().is_some())
}

/// Whether the control is checked.
pub(super) fn checked(event: &Event) -> bool {
    event.target().and_then(|target| target.unchecked_into::<Entry>().checked()).unwrap_or_default()
}

/// Makes the control show this value.
pub(super) fn set_value(control: Node, value: &str) {
    control.unchecked_into::<Entry>().set_value(value);
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Finds elements by id where the keyboard is now: in the document, or in the custom element that has it.
fn around_keyboard() -> impl Fn(&str) -> Option<Element> {
    let document = document();
    let shadow = document.as_ref().and_then(Document::active_element).and_then(|element| element.shadow_root());
    move |id| match &shadow {
        Some(shadow) => shadow.get_element_by_id(id),
        None => document.as_ref()?.get_element_by_id(id),
    }
}

fn give_keyboard(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Focus that is refused leaves the keyboard where it was.
        let _ = element.focus();
    }
}

/// Moves the keyboard to the element with this id.
pub(super) fn focus(id: &str) {
    give_keyboard(around_keyboard()(id));
}

/// Looks this often, a frame apart, whether the page was drawn again.
const LOOKS: u32 = 12;
const FRAME: i32 = 16;

/// Moves the keyboard to the first of these that is there and seen once the page was drawn again.
pub(super) fn focus_soon(ids: Vec<String>) {
    focus_later(around_keyboard(), ids, LOOKS, 0);
}

fn focus_later(find: impl Fn(&str) -> Option<Element> + 'static, ids: Vec<String>, looks: u32, pause: i32) {
    let later = Closure::once_into_js(move || {
        let found = ids.iter().find_map(|id| find(id));
        give_keyboard(found.clone());
        // A page that is hidden yet refuses the keyboard.
        let has = found.is_some_and(|element| element.matches(":focus").unwrap_or(true));
        if !has && looks > 0 {
            focus_later(find, ids, looks - 1, FRAME);
        }
    });
    if let Some(window) = web_sys::window() {
        // Timers are never refused.
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(later.unchecked_ref(), pause);
    }
}

/// Moves the keyboard to a list and opens it, where the browser lets a page do that.
pub(super) fn open_list(id: &str) {
    let element = around_keyboard()(id);
    give_keyboard(element.clone());
    if let Some(element) = element
        && let Ok(show) = js_sys::Reflect::get(&element, &JsValue::from_str("showPicker"))
        && let Some(show) = show.dyn_ref::<js_sys::Function>()
    {
        // Where it is refused, the list has the keyboard all the same.
        let _ = show.call0(&element);
    }
}

/// The key of an event in lower case; the Latin letter on the same key where the keyboard writes others.
pub(super) fn letter(event: &web_sys::KeyboardEvent) -> String {
    let key = lower(&event.key());
    match event.code().strip_prefix("Key") {
        Some(latin) if !key.is_ascii() => latin.to_ascii_lowercase(),
        _ => key,
    }
}

/// Whether an event happened on the element with this id itself.
pub(super) fn is(target: Option<web_sys::EventTarget>, id: &str) -> bool {
    target.and_then(|target| target.dyn_into::<HtmlElement>().ok()).is_some_and(|element| element.id() == id)
}

/// Says in which language the document is, for those who read it aloud.
pub(super) fn set_language(tag: &str) {
    let root = document().and_then(|d| d.document_element());
    if let Some(root) = root {
        // An element takes any attribute.
        let _ = root.set_attribute("lang", tag);
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval(work: &js_sys::Function, pause: i32) -> f64;
    #[wasm_bindgen(js_name = clearInterval)]
    fn clear_interval(id: f64);
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn fill_with_chance(bytes: &js_sys::Uint8Array);
    #[wasm_bindgen(js_name = print)]
    fn print_page();
    /// A link that saves what it points to.
    type Anchor;
    #[wasm_bindgen(method, setter)]
    fn set_href(this: &Anchor, href: &str);
    #[wasm_bindgen(method, setter)]
    fn set_download(this: &Anchor, name: &str);
    #[wasm_bindgen(method)]
    fn click(this: &Anchor);
}

/// Work that is done again and again until this is dropped.
pub(super) struct Every {
    id: f64,
    _work: Closure<dyn FnMut()>,
}

impl Drop for Every {
    fn drop(&mut self) {
        clear_interval(self.id);
    }
}

/// Does `work` now and then every `pause` milliseconds.
pub(super) fn every(pause: i32, mut work: impl FnMut() + 'static) -> Every {
    work();
    let work = Closure::<dyn FnMut()>::new(work);
    Every { id: set_interval(work.as_ref().unchecked_ref(), pause), _work: work }
}

/// An ear on the document, until this is dropped.
pub(super) struct Ear {
    kind: &'static str,
    hear: Closure<dyn FnMut(Event)>,
}

impl Drop for Ear {
    fn drop(&mut self) {
        if let Some(document) = document() {
            // It was listening; taking it away is never refused.
            let _ = document.remove_event_listener_with_callback(self.kind, self.hear.as_ref().unchecked_ref());
        }
    }
}

/// Hears the document's events of a kind.
pub(super) fn listen(kind: &'static str, hear: impl FnMut(Event) + 'static) -> Ear {
    let hear = Closure::<dyn FnMut(Event)>::new(hear);
    if let Some(document) = document() {
        // Listening to the document is never refused.
        let _ = document.add_event_listener_with_callback(kind, hear.as_ref().unchecked_ref());
    }
    Ear { kind, hear }
}

/// Thirty-two hexadecimal digits that nobody can guess.
pub(super) fn random_digits() -> String {
    let bytes = js_sys::Uint8Array::new_with_length(16);
    fill_with_chance(&bytes);
    bytes.to_vec().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Saves a text as a file of this name.
pub(super) fn save(name: &str, kind: &str, text: &str) {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&wasm_bindgen::JsValue::from_str(text));
    let url = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)
        .and_then(|blob| web_sys::Url::create_object_url_with_blob(&blob));
    let anchor = document().and_then(|d| d.create_element("a").ok());
    if let (Ok(url), Some(anchor)) = (url, anchor) {
        let anchor: Anchor = anchor.unchecked_into();
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
        // The browser holds what it saves.
        let _ = web_sys::Url::revoke_object_url(&url);
    }
}

/// Opens the browser's way to paper.
pub(super) fn print() {
    print_page();
}
/// Shows the last of what scrolls in the element with this id from its beginning; the element is what offsets are counted from.
pub(super) fn scroll_to_last(id: &str) {
    let element = document().and_then(|d| d.get_element_by_id(id));
    if let Some(element) = element
        && let Some(last) = element.last_element_child().and_then(|last| last.dyn_into::<HtmlElement>().ok())
    {
        element.set_scroll_top(last.offset_top());
    }
}
