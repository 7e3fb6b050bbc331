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
    let first = found.first().copied();
    let on_pick = act.reform(|value: String| Action::Select(value.parse().map_or(Choice::Blank, Choice::Record)));
    let value = match state.editor().choice() {
        Choice::Blank => AttrValue::from(BLANK),
        Choice::Record(position) => AttrValue::from(position.to_string()),
    };
    let records = &state.desk().records;
    let named = found.iter().map(|position| (position.to_string().into(), records[*position].title.clone().into()));
    // The customer on the desk is in the list even where the search finds others.
    let strayed = match state.editor().choice() {
        Choice::Record(at) if !found.contains(&at) => {
            Some((at.to_string().into(), format!("{} ({})", records[at].title, words.say("on-desk")).into()))
        }
        _ => None,
    };
    let options: Vec<_> = [(BLANK.into(), words.say("blank").into())].into_iter().chain(strayed).chain(named).collect();
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
                <p class="hint" role="status" data-testid="found">
                    if !state.search().trim().is_empty() { { words.with("found", [("count", words.count(found.len()).into())]) } }
                </p>
            }
            <Select testid="customer-picker" labelledby="picker-title" {options} {value} {on_pick} />
            { resumed(state, act) }
            { stages(state) }
            { held(state) }
            <TakeAway key={state.wipes()} state={state.clone()} {whole} />
        </section>
    }
}

/// What was begun with the customer before another one was on the desk, and a way to begin anew.
fn resumed(state: &State, act: &Callback<Action>) -> Html {
    let words = &state.desk().words;
    let Some((fields, answers)) = state.resumed_with() else { return Html::default() };
    let begun = words.with("resumed", [("fields", words.count(fields).into()), ("answers", words.count(answers).into())]);
    html! {
        <p class="hint" role="status" data-testid="resumed">
            { begun }{ " " }<button type="button" class="plain" onclick={act.reform(|_| Action::Afresh)}>{ words.say("afresh") }</button>
        </p>
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
    let taken = state.taken().into_iter().map(|title| format!("{title} ({})", words.say("was-accepted")));
    let held: Vec<String> = state.held().into_iter().chain(taken).collect();
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
