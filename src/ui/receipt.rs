//! Taking a consultation away: as a receipt that can be replayed, or on paper.

use yew::{Event, Html, Properties, function_component, html, use_state_eq};

use super::dom;
use super::words::use_words;
use crate::app::State;

#[derive(Properties, PartialEq)]
pub(super) struct TakeAwayProps {
    pub(super) state: State,
    /// Whether the pack was read as a whole: a receipt has its offers too.
    pub(super) whole: bool,
}

#[function_component]
pub(super) fn TakeAway(props: &TakeAwayProps) -> Html {
    let words = use_words();
    let plain = use_state_eq(|| false);
    let on_plain = {
        let plain = plain.setter();
        move |event: Event| plain.set(dom::checked(&event))
    };
    let on_save = {
        let (state, plain) = (props.state.clone(), *plain);
        move |_| {
            let at = String::from(js_sys::Date::new_0().to_iso_string());
            let name = format!("receipt-{}.json", at.replace([':', '.'], "-"));
            if let Some(receipt) = state.receipt(plain, at, dom::random_digits()) {
                dom::save(&name, "application/json", &receipt);
            }
        }
    };
    html! {
        <div class="take-away">
            <button type="button" class="plain" data-testid="receipt" disabled={!props.whole} onclick={on_save}>{ words.say("receipt") }</button>
            <button type="button" class="plain" data-testid="print" onclick={|_| dom::print()}>{ words.say("print") }</button>
            <label class="hint"><input type="checkbox" data-testid="receipt-plain" checked={*plain} onchange={on_plain} />{ words.say("receipt-plain") }</label>
        </div>
    }
}
