//! The next best offers inside the custom element: the console's cards, for one customer of the host page.

use std::rc::Rc;

use yew::{Callback, Html, Properties, classes, function_component, html, use_state_eq};

use super::offers::{answered, offer_cards, why_not};
use super::panel::Shown;
use super::words::use_words;
use crate::app::{Action, Call, Desk, Response};

#[derive(Properties, PartialEq)]
pub(super) struct PanelOffersProps {
    pub(super) desk: Rc<Desk>,
    pub(super) shown: Rc<Shown>,
    pub(super) on_answer: Callback<Response>,
}

/// What to offer; nothing where the pack makes no offers. An answer is told to the host page at once, so that it cannot be taken back here.
#[function_component]
pub(super) fn PanelOffers(props: &PanelOffersProps) -> Html {
    let call = use_state_eq(Call::default);
    let (desk, words) = (&props.desk, use_words());
    let Some(answer) = call.recommend(&desk.advisor, &props.shown.customer, words.lang().tag()) else { return Html::default() };
    let act = {
        let (call, on_answer) = (call.clone(), props.on_answer.clone());
        Callback::from(move |action| {
            if let Action::Answer(response) = action {
                call.set(call.answered(response.clone()));
                on_answer.emit(response);
            }
        })
    };
    html! {
        <div class="offers" part="offers" data-testid="offers">
            <h2 id="offers-title">{ words.say("offers") }</h2>
            <div class={classes!(call.responses.is_empty().then_some("unseen"))} role="status">
                <ul class="responses">{ for call.responses.iter().map(|response| answered(desk, response, Html::default())) }</ul>
            </div>
            if let Some(nothing) = &answer.nothing {
                <p class="nothing">{ &nothing.because }</p>
            }
            <ol class="offer-list" aria-labelledby="offers-title">{ offer_cards(desk, &answer, &act) }</ol>
            { why_not(&words, &answer.dropped) }
        </div>
    }
}
