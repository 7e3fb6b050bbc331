//! The page: its state, its keys, and where everything stands.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::KeyboardEvent;
use yew::{
    AttrValue, Callback, Html, Properties, Reducible, UseReducerDispatcher, function_component, hook, html, use_effect_with,
    use_reducer_eq,
};

use super::card::{Cards, Mini};
use super::field_list::FieldList;
use super::header::Header;
use super::model::Model;
use super::network::use_handover;
use super::offers::Offers;
use super::picker::Picker;
use super::reasons::Waterfall;
use super::tabs::Tabs;
use crate::app::{Action, Desk, Gauge, State, text};

#[derive(Properties, PartialEq)]
pub(crate) struct ConsoleProps {
    pub(crate) desk: Rc<Desk>,
    /// A consultation that the page before this one handed over.
    #[prop_or_default]
    pub(crate) handover: Option<AttrValue>,
}

/// The app's state as Yew keeps it.
#[derive(PartialEq)]
struct Page(State);

impl Reducible for Page {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Self(self.0.reduce(&action)))
    }
}

#[function_component]
pub(crate) fn Console(props: &ConsoleProps) -> Html {
    let page = {
        let (desk, handover) = (Rc::clone(&props.desk), props.handover.clone());
        use_reducer_eq(move || {
            let opened = State::new(desk);
            Page(if let Some(text) = handover { opened.taken_over(&text) } else { opened })
        })
    };
    use_history_keys(&page.dispatcher());
    use_handover(&page.0);
    let act = {
        let dispatcher = page.dispatcher();
        Callback::from(move |action| dispatcher.dispatch(action))
    };
    let state = &page.0;
    let info = props.desk.advisor.info();
    let gauges = state.gauges();
    let chosen = AttrValue::from(state.index().to_owned());
    let on_choose = act.reform(Action::ChooseIndex);
    html! {
        <>
            <Header pack={info.name.clone()} as_of={info.card.as_of.clone()} />
            <main>
            <div class="console">
                <Picker state={state.clone()} act={act.clone()} />
                <section class="results" aria-labelledby="results-title">
                    <h2 id="results-title" class="unseen">{ text::SCORES }</h2>
                    <Cards gauges={gauges.clone()} compared={true} />
                    <Offers state={state.clone()} act={act.clone()} />
                    <div class="why">
                        <div class="why-head">
                            <h2>{ text::WHY }</h2>
                            <Tabs gauges={gauges.clone()} chosen={chosen.clone()} label={text::WHY} {on_choose} />
                        </div>
                        if let Some(reasons) = state.reasons() { <Waterfall index={chosen} {reasons} /> }
                    </div>
                </section>
                <FieldList state={state.clone()} {act} />
            </div>
                <Model desk={Rc::clone(&props.desk)} />
            </main>
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

/// Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y walk the page's history wherever the keyboard is, instead of that of one input.
#[hook]
fn use_history_keys(dispatcher: &UseReducerDispatcher<Page>) {
    let dispatcher = dispatcher.clone();
    use_effect_with((), move |()| {
        let listener = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            let key = event.key().to_lowercase();
            let action = match (event.ctrl_key() || event.meta_key(), event.shift_key(), key.as_str()) {
                (true, false, "z") => Action::Undo,
                (true, true, "z") | (true, false, "y") => Action::Redo,
                _ => return,
            };
            event.prevent_default();
            dispatcher.dispatch(action);
        });
        let document = web_sys::window().and_then(|window| window.document());
        if let Some(document) = &document {
            // Listening to the document is never refused.
            let _ = document.add_event_listener_with_callback("keydown", listener.as_ref().unchecked_ref());
        }
        move || {
            if let Some(document) = &document {
                let _ = document.remove_event_listener_with_callback("keydown", listener.as_ref().unchecked_ref());
            }
        }
    });
}
