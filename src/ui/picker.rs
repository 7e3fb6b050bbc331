//! Choosing the customer.

use yew::{AttrValue, Callback, Html, InputEvent, KeyboardEvent, html};

use super::receipt::TakeAway;
use super::select::Select;
use super::{dom, icon};
use crate::app::{Action, Choice, State};

/// The value of the option that starts from nothing.
const BLANK: &str = "blank";

/// The search, the list of customers, what the chosen one holds, and the receipt to take away, once the `whole` pack was read.
pub(super) fn picker(state: &State, act: &Callback<Action>, whole: bool) -> Html {
    let words = &state.desk().words;
    let found = state.found();
    let first = state.first_found();
    let on_pick = act.reform(|value: String| Action::Select(value.parse().map_or(Choice::Blank, Choice::Record)));
    let value = match state.editor().choice() {
        Choice::Blank => AttrValue::from(BLANK),
        Choice::Record(position) => AttrValue::from(position.to_string()),
    };
    let records = &state.desk().records;
    let named = found.iter().map(|position| (position.to_string().into(), records[*position].title.clone().into()));
    let options: Vec<_> = [(BLANK.into(), words.say("blank").into())].into_iter().chain(named).collect();
    let oninput = {
        let act = act.clone();
        move |event: InputEvent| act.emit(Action::Search(dom::value_of(&event)))
    };
    let onkeydown = {
        let act = act.clone();
        move |event: KeyboardEvent| {
            if let ("Enter", Some(first)) = (event.key().as_str(), first) {
                act.emit(Action::Select(Choice::Record(first)));
            }
        }
    };
    html! {
        <section class="picker" aria-labelledby="picker-title">
            <h2 id="picker-title">{ words.say("customer") }</h2>
            if records.is_empty() { <p class="hint">{ words.say("no-records") }</p> } else {
                <div class="search">
                    { icon::search() }
                    <input type="search" id="search" aria-label={words.say("search")} placeholder={words.say("search-hint")} autocomplete="off"
                        value={state.search().to_owned()} {oninput} {onkeydown} />
                </div>
            }
            <Select testid="customer-picker" labelledby="picker-title" {options} {value} {on_pick} />
            { stages(state) }
            { held(state) }
            <TakeAway key={state.wipes()} state={state.clone()} {whole} />
        </section>
    }
}

/// Who the customer is by the pack's rules; said aloud when it changes.
fn stages(state: &State) -> Html {
    let info = state.desk().advisor.info();
    if info.statuses.is_empty() && info.life_stages.is_empty() {
        return Html::default();
    }
    html! {
        <p class="held stages" role="status" aria-label={state.desk().words.say("stages")} data-testid="stages">
            { for state.stages().into_iter().map(|title| html! { <><strong class="chip">{ title }</strong>{ " " }</> }) }
        </p>
    }
}

fn held(state: &State) -> Html {
    let words = &state.desk().words;
    if state.desk().advisor.info().catalogue.iter().all(|p| p.held.is_none()) {
        return Html::default();
    }
    let held = state.held();
    if held.is_empty() {
        return html! { <p class="held">{ words.say("holds-none") }</p> };
    }
    html! {
        <p class="held">
            <span>{ words.say("holds") }{ " " }</span>
            { for held.into_iter().map(|title| html! { <><span class="chip">{ title }</span>{ " " }</> }) }
        </p>
    }
}
