//! The page of one customer: who this is, how likely, why, and what to offer, on one screen.

use yew::{AttrValue, Callback, Html, Properties, function_component, html};

use super::card::{Cards, Mini};
use super::field_list::FieldList;
use super::offers::Offers;
use super::picker::Picker;
use super::reasons::Waterfall;
use super::tabs::Tabs;
use super::wish::Wish;
use super::words::use_words;
use crate::app::{Action, Gauge, State};

#[derive(Properties, PartialEq)]
pub(super) struct CustomerProps {
    pub(super) state: State,
    pub(super) act: Callback<Action>,
}

#[function_component]
pub(super) fn CustomerPage(props: &CustomerProps) -> Html {
    let words = use_words();
    let (state, act) = (&props.state, &props.act);
    let gauges = state.gauges();
    let chosen = AttrValue::from(state.index().to_owned());
    let on_choose = act.reform(Action::ChooseIndex);
    html! {
        <>
            <div class="console">
                <Picker state={state.clone()} act={act.clone()} />
                <section class="results" aria-labelledby="results-title">
                    <h2 id="results-title" class="unseen">{ words.say("scores") }</h2>
                    <Cards gauges={gauges.clone()} compared={true} />
                    <div class="why">
                        <div class="why-head">
                            <h2>{ words.say("why") }</h2>
                            <Tabs gauges={gauges.clone()} chosen={chosen.clone()} label={words.say("why")} {on_choose} />
                        </div>
                        if let Some(reasons) = state.reasons() { <Waterfall index={chosen} {reasons} /> }
                        <Wish state={state.clone()} act={act.clone()} />
                    </div>
                </section>
                <Offers state={state.clone()} act={act.clone()} />
                <FieldList state={state.clone()} act={act.clone()} />
            </div>
            <p class="unseen" role="status">{ spoken(state, &gauges) }</p>
            <Mini {gauges} />
        </>
    }
}

/// What is read aloud when the scores have changed: nothing while a person is still typing.
fn spoken(state: &State, gauges: &[Gauge]) -> String {
    if state.editor().is_typing() {
        return String::new();
    }
    gauges.iter().map(|gauge| gauge.spoken.as_str()).collect::<Vec<_>>().join(" ")
}
