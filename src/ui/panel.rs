//! What the custom element shows: the same cards, offers and reasons as the console, for a customer that the host page sets.

use std::rc::Rc;

use yew::{Callback, ContextProvider, Html, Properties, function_component, html, use_state_eq};

use super::card::cards;
use super::panel_offers::PanelOffers;
use super::reasons::waterfall;
use super::tabs::tabs;
use crate::app::{Desk, Response, Words, gauges, reasons};
use crate::engine::{Consultation, Customer};

/// A customer of the host page and what the engine says.
pub(crate) struct Shown {
    pub(crate) customer: Customer,
    pub(crate) consultation: Consultation,
    /// Counts the customers that were set: the same one set again is another call.
    pub(crate) turn: u32,
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.turn == other.turn
    }
}

#[derive(Properties, PartialEq, Clone)]
pub(crate) struct PanelProps {
    pub(crate) desk: Rc<Desk>,
    /// What to show; `None` before the host sets a customer.
    pub(crate) shown: Option<Rc<Shown>>,
    /// Told what the customer answered to an offer.
    pub(crate) on_answer: Callback<Response>,
}

#[function_component]
pub(super) fn Panel(props: &PanelProps) -> Html {
    let words = props.desk.words.clone();
    let info = props.desk.advisor.info();
    let chosen = use_state_eq(|| info.indices.first().map(|i| i.name.clone()).unwrap_or_default());
    let Some(shown) = &props.shown else {
        return html! { <slot name="empty"><p class="waiting" part="empty">{ words.say("waiting") }</p></slot> };
    };
    let consultation = &shown.consultation;
    let gauges = gauges(&props.desk, consultation, consultation, None);
    let on_choose = {
        let chosen = chosen.setter();
        Callback::from(move |name| chosen.set(name))
    };
    html! {
        <ContextProvider<Words> context={words.clone()}>
        <div class="panel" part="panel">
            { cards(&words, &gauges, false) }
            <PanelOffers key={shown.turn.to_string()} desk={Rc::clone(&props.desk)} shown={Rc::clone(shown)}
                on_answer={props.on_answer.clone()} />
            <div class="why" part="why">
                <div class="why-head">{ tabs(&gauges, &chosen, words.say("why"), &on_choose) }</div>
                if let Some(attribution) = consultation.attributions.get(chosen.as_str()) {
                    { waterfall(&words, &chosen, &reasons(&props.desk.form, attribution)) }
                }
            </div>
        </div>
        </ContextProvider<Words>>
    }
}
