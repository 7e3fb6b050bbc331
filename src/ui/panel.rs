//! What the custom element shows: the same cards and reasons as the console, for a customer that the host page sets.

use std::rc::Rc;

use yew::{AttrValue, Callback, ContextProvider, Html, Properties, function_component, html, use_state_eq};

use super::card::Cards;
use super::reasons::Waterfall;
use super::tabs::Tabs;
use crate::app::{Desk, Words, gauges, reasons};
use crate::engine::Consultation;

#[derive(Properties, PartialEq)]
pub(crate) struct PanelProps {
    pub(crate) desk: Rc<Desk>,
    /// What to show; `None` before the host sets a customer.
    pub(crate) consultation: Option<Rc<Consultation>>,
}

#[function_component]
pub(crate) fn Panel(props: &PanelProps) -> Html {
    let words = props.desk.words.clone();
    let info = props.desk.advisor.info();
    let chosen = use_state_eq(|| info.indices.first().map(|i| i.name.clone()).unwrap_or_default());
    let Some(consultation) = &props.consultation else {
        return html! { <p class="waiting">{ words.say("waiting") }</p> };
    };
    let gauges = gauges(&props.desk, consultation, consultation);
    let on_choose = {
        let chosen = chosen.setter();
        Callback::from(move |name| chosen.set(name))
    };
    let index = AttrValue::from(chosen.to_string());
    html! {
        <ContextProvider<Words> context={words.clone()}>
        <div class="panel">
            <Cards gauges={gauges.clone()} compared={false} />
            <div class="why">
                <div class="why-head"><Tabs {gauges} chosen={index.clone()} label={words.say("why")} {on_choose} /></div>
                if let Some(attribution) = consultation.attributions.get(&*index) {
                    <Waterfall {index} reasons={reasons(&props.desk.form, attribution)} />
                }
            </div>
        </div>
        </ContextProvider<Words>>
    }
}
