//! The way between the pages: links that change the address, so that the browser's own back and forward work.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::{Callback, Html, hook, html, use_effect_with};

use crate::app::{Action, View, Words};

/// A link a page, the open one marked.
pub(super) fn nav(words: &Words, open: View) -> Html {
    let link = |view: View| {
        let current = (view == open).then_some("page");
        html! {
            <a key={view.name()} href={format!("#/{}", view.name())} aria-current={current} data-testid={format!("page-{}", view.name())}>
                { words.say(view.name()) }
            </a>
        }
    };
    html! { <nav class="pages" aria-label={words.say("pages")}>{ for View::ALL.into_iter().map(link) }</nav> }
}

/// The page that the address names.
pub(super) fn addressed() -> View {
    View::of(&web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default())
}

/// Makes the address name a page.
pub(super) fn address(view: View) {
    if let Some(window) = web_sys::window() {
        // A fragment is never refused.
        let _ = window.location().set_hash(&format!("/{}", view.name()));
    }
}

/// Follows the address: now, and whenever it changes.
#[hook]
pub(super) fn use_address(act: &Callback<Action>) {
    let act = act.clone();
    use_effect_with((), move |()| {
        let window = web_sys::window();
        let read = move || act.emit(Action::Turn(addressed()));
        read();
        let listener = Closure::<dyn Fn()>::new(read);
        if let Some(window) = &window {
            // Listening to the window is never refused.
            let _ = window.add_event_listener_with_callback("hashchange", listener.as_ref().unchecked_ref());
        }
        move || {
            if let Some(window) = &window {
                let _ = window.remove_event_listener_with_callback("hashchange", listener.as_ref().unchecked_ref());
            }
        }
    });
}
