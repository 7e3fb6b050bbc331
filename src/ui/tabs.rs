//! Tabs over the indices, with the keys that tabs have.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::{Callback, Html, KeyboardEvent, TargetCast, html};

use crate::app::Gauge;

/// The id of the panel that the tabs control.
pub(super) const PANEL: &str = "reasons-panel";

/// A tab an index, by name; `label` says what they are for.
pub(super) fn tabs(gauges: &[Gauge], chosen: &str, label: String, on_choose: &Callback<String>) -> Html {
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        let Some(tab) = event.target_dyn_into::<Element>() else { return };
        let list = || tab.parent_element();
        let next = match event.key().as_str() {
            "ArrowRight" => tab.next_element_sibling().or_else(|| list()?.first_element_child()),
            "ArrowLeft" => tab.previous_element_sibling().or_else(|| list()?.last_element_child()),
            "Home" => list().and_then(|l| l.first_element_child()),
            "End" => list().and_then(|l| l.last_element_child()),
            _ => return,
        };
        event.prevent_default();
        if let Some(tab) = next.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
            tab.click();
            // Focus that is refused leaves the keyboard where it was.
            let _ = tab.focus();
        }
    });
    html! {
        <div class="tabs" role="tablist" aria-label={label} {onkeydown}>
            { for gauges.iter().map(|gauge| tab(gauge, chosen == gauge.name, on_choose)) }
        </div>
    }
}

fn tab(gauge: &Gauge, chosen: bool, on_choose: &Callback<String>) -> Html {
    let onclick = {
        let (on_choose, name) = (on_choose.clone(), gauge.name.clone());
        move |_| on_choose.emit(name.clone())
    };
    html! {
        <button key={gauge.name.clone()} type="button" role="tab" id={tab_id(&gauge.name)} aria-controls={PANEL}
            aria-selected={chosen.to_string()} tabindex={if chosen { "0" } else { "-1" }} {onclick}>
            { &gauge.title }
        </button>
    }
}

/// The id of an index's tab.
pub(super) fn tab_id(index: &str) -> String {
    format!("tab-{index}")
}
