//! Tabs over the indices, with the keys that tabs have.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::{AttrValue, Callback, Html, KeyboardEvent, Properties, TargetCast, function_component, html};

use crate::app::Gauge;

/// The id of the panel that the tabs control.
pub(super) const PANEL: &str = "reasons-panel";

#[derive(Properties, PartialEq)]
pub(super) struct TabsProps {
    /// What the tabs choose between.
    pub(super) gauges: Vec<Gauge>,
    /// The name of the chosen index.
    pub(super) chosen: AttrValue,
    /// What the tabs are for.
    pub(super) label: AttrValue,
    pub(super) on_choose: Callback<String>,
}

#[function_component]
pub(super) fn Tabs(props: &TabsProps) -> Html {
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
        <div class="tabs" role="tablist" aria-label={props.label.clone()} {onkeydown}>
            { for props.gauges.iter().map(|gauge| tab(props, gauge)) }
        </div>
    }
}

fn tab(props: &TabsProps, gauge: &Gauge) -> Html {
    let chosen = props.chosen == gauge.name;
    let onclick = {
        let (on_choose, name) = (props.on_choose.clone(), gauge.name.clone());
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
