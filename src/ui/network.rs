//! The badge that says whether the page needs a network, which version it is, and that a newer one waits. `www/offline.js` knows; what it
//! says comes as events on the window.

use js_sys::Reflect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Event;
use yew::{Callback, Html, MouseEvent, classes, function_component, hook, html, use_effect_with, use_state_eq};

use super::words::use_words;
use crate::app::State;

/// How things stand with the network.
#[derive(Debug, Clone, PartialEq, Default)]
struct Network {
    online: bool,
    offline_ready: bool,
    version: String,
    /// The version that waits, if one does.
    update: String,
}

impl Network {
    /// What an event of `offline.js` says; what it leaves out is not so.
    fn of(event: &Event) -> Self {
        let detail = detail(event);
        let get = |name: &str| Reflect::get(&detail, &JsValue::from_str(name)).unwrap_or_default();
        let flag = |name: &str| get(name).as_bool().unwrap_or_default();
        let text = |name: &str| get(name).as_string().unwrap_or_default();
        Self { online: flag("online"), offline_ready: flag("offlineReady"), version: text("version"), update: text("update") }
    }

    /// The message that says so.
    fn message(&self) -> &'static str {
        match (self.online, self.offline_ready) {
            (true, true) => "network-kept",
            (true, false) => "network-open",
            (false, true) => "network-offline",
            (false, false) => "network-last",
        }
    }
}

/// The badge; nothing before the first word about the network.
#[function_component]
pub(super) fn NetworkBadge() -> Html {
    let words = use_words();
    let network = use_state_eq(|| None::<Network>);
    {
        let network = network.setter();
        use_window("confidant-network", (), move |event| network.set(Some(Network::of(event))));
        use_effect_with((), |()| say("confidant-network-ask"));
    }
    let Some(network) = (*network).clone() else { return Html::default() };
    let on_apply = Callback::from(|_: MouseEvent| say("confidant-apply"));
    let level = if network.offline_ready { "kept" } else { "open" };
    html! {
        <div class={classes!("network", level, (!network.online).then_some("offline"))} data-testid="network">
            <p role="status">
                <span class="dot" aria-hidden="true"></span>{ words.say(network.message()) }
                if !network.version.is_empty() { <span class="version" data-testid="version">{ &network.version }</span> }
            </p>
            if !network.update.is_empty() {
                <button type="button" data-testid="apply-update" onclick={on_apply} title={network.update.clone()}>
                    { words.say("network-update") }
                </button>
            }
        </div>
    }
}

/// Hands the consultation over when a new version is started.
#[hook]
pub(super) fn use_handover(state: &State) {
    let state = state.clone();
    use_window("confidant-handover", state.clone(), move |event| {
        // The detail is a plain object of `offline.js`, which takes any property.
        let _ = Reflect::set(&detail(event), &JsValue::from_str("state"), &JsValue::from_str(&state.hand_over()));
    });
}

/// Listens to an event of the window for as long as the component is drawn with the same `with`.
#[hook]
fn use_window<T: PartialEq + 'static>(name: &'static str, with: T, heard: impl Fn(&Event) + 'static) {
    use_effect_with(with, move |_| {
        let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| heard(&event));
        let window = web_sys::window();
        if let Some(window) = &window {
            // Listening to the window is never refused.
            let _ = window.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
        move || {
            if let Some(window) = &window {
                let _ = window.remove_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
            }
        }
    });
}

/// What an event carries; nothing where it carries nothing.
fn detail(event: &Event) -> JsValue {
    Reflect::get(event, &JsValue::from_str("detail")).unwrap_or_default()
}

/// Sends an event to the window.
fn say(name: &str) {
    if let (Some(window), Ok(event)) = (web_sys::window(), Event::new(name)) {
        // Only a listener that throws makes this fail, and it has said so itself.
        let _ = window.dispatch_event(&event);
    }
}
