//! The page of one customer: who this is, how likely, why, and what to offer, on one screen.

use yew::{Callback, Html, html};

use super::card::{cards, mini};
use super::field_list::field_list;
use super::offers::offers;
use super::picker::picker;
use super::reasons::waterfall;
use super::tabs::tabs;
use super::wish::Wish;
use crate::app::{Action, Gauge, State};

/// The customer on the desk. Unless it is to be the `whole` page, who it is and the scores, without reasons, offers and details.
pub(super) fn customer_page(state: &State, act: &Callback<Action>, whole: bool) -> Html {
    let words = &state.desk().words;
    let gauges = state.gauges();
    let on_choose = act.reform(Action::ChooseIndex);
    html! {
        <>
            <div class="console">
                { picker(state, act, whole) }
                <section class="results" aria-labelledby="results-title">
                    <h2 id="results-title" class="unseen">{ words.say("scores") }</h2>
                    { cards(words, &gauges, true) }
                    if whole {
                        <div class="why">
                            <div class="why-head">
                                <h2>{ words.say("why") }</h2>
                                { tabs(&gauges, state.index(), words.say("why"), &on_choose) }
                            </div>
                            if let Some(reasons) = state.reasons() { { waterfall(words, state.index(), reasons) } }
                            <Wish key={state.wipes()} state={state.clone()} act={act.clone()} />
                        </div>
                    }
                </section>
                if whole {
                    { offers(state, act) }
                    { field_list(state, act) }
                }
            </div>
            <p class="unseen" role="status">{ spoken(state, &gauges) }</p>
            { mini(&gauges) }
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
