//! The page: its state, its keys, and where everything stands.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::KeyboardEvent;
use yew::{
    AttrValue, Callback, ContextProvider, Html, Properties, Reducible, UseReducerDispatcher, function_component, hook, html,
    use_effect_with, use_memo, use_mut_ref, use_reducer_eq,
};

use super::ask::AskPage;
use super::batch::{Batch, Workforce};
use super::customer::customer_page;
use super::dom;
use super::header::header;
use super::idle::use_idle;
use super::model::Model;
use super::nav::{address, addressed, use_address};
use super::network::use_handover;
use super::privacy::{Privacy, Proof};
use crate::app::{Action, Desk, Lang, Shelf, State, View, Words};

#[derive(Properties, Clone, PartialEq)]
pub(crate) struct ConsoleProps {
    /// The packs; more of them may come, and the first is on the desk as the page opens.
    pub(crate) shelf: Shelf,
    /// The language to begin in.
    pub(crate) lang: Lang,
    /// Who scores tables.
    pub(crate) workforce: Option<Workforce>,
    /// Who measures what leaves the page.
    pub(crate) proof: Option<Proof>,
    /// Whether the packs were read as a whole and all of the page is drawn, or only what its first picture shows: who it is, and the scores.
    pub(crate) whole: bool,
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
        let (shelf, lang, handover) = (props.shelf.clone(), props.lang, props.handover.clone());
        use_reducer_eq(move || {
            let opened = State::new(Rc::new(Desk::new(shelf, 0, Words::new(lang)))).reduce(&Action::Turn(addressed()));
            Page(if let Some(text) = handover { opened.taken_over(&text) } else { opened })
        })
    };
    use_history_keys(&page.dispatcher());
    use_handover(&page.0);
    let act = {
        let dispatcher = page.dispatcher();
        use_memo((), |()| Callback::from(move |action| dispatcher.dispatch(action)))
    };
    let act = Callback::clone(&act);
    use_address(&act);
    use_idle(page.0.idle(), &act);
    {
        let act = act.clone();
        use_effect_with(props.shelf.clone(), move |shelf| act.emit(Action::Stock(shelf.clone())));
    }
    let state = &page.0;
    let words = state.desk().words.clone();
    use_effect_with(words.lang(), |lang| dom::set_language(lang.tag()));
    let desk = state.desk();
    // The packs are on the desk one step after they have come.
    let whole = use_mut_ref(|| false);
    *whole.borrow_mut() |= props.whole && desk.shelf == props.shelf;
    let whole = *whole.borrow();
    // A page is drawn when it is first turned to, and stays: drawing all of them would hold up the first picture.
    let seen = use_mut_ref(Vec::new);
    if whole && !seen.borrow().contains(&state.view()) {
        seen.borrow_mut().push(state.view());
    }
    let seen = |view: View| seen.borrow().contains(&view);

    html! {
        <ContextProvider<Words> context={words.clone()}>
            { header(state, &act) }
            <main id="content" tabindex="-1">
                <div class="page" hidden={state.view() != View::Customer}>{ customer_page(state, &act, whole) }</div>
                <div class="page" hidden={state.view() != View::Batch}>
                    if seen(View::Batch) {
                        <Batch key={state.wipes()} desk={Rc::clone(desk)} workforce={props.workforce.clone()} open={state.view() == View::Batch} />
                    }
                </div>
                <div class="page" hidden={state.view() != View::Ask}>
                    if seen(View::Ask) {
                        <AskPage key={format!("{}-{}-{}", desk.place, state.wipes(), state.editor().choice().number())} state={state.clone()} act={act.clone()} open={state.view() == View::Ask} />
                    }
                </div>
                <div class="page" hidden={state.view() != View::Model}>if whole && state.view() == View::Model { <Model desk={Rc::clone(desk)} /> }</div>
                <div class="page" hidden={state.view() != View::Privacy}>
                    if seen(View::Privacy) {
                        <Privacy state={state.clone()} act={act.clone()} proof={props.proof.clone()} open={state.view() == View::Privacy} />
                    }
                </div>
            </main>
        </ContextProvider<Words>>
    }
}

/// Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y walk the page's history wherever the keyboard is, instead of that of one input; Alt with an arrow
/// takes the next customer or the one before, Ctrl+K goes to the search and Ctrl+J to the first offer, from the other pages too.
#[hook]
fn use_history_keys(dispatcher: &UseReducerDispatcher<Page>) {
    let dispatcher = dispatcher.clone();
    use_effect_with((), move |()| {
        // On another page it is there only once that was left.
        let focus = |id: &str| if addressed() == View::Customer { dom::focus(id) } else { dom::focus_soon(vec![id.to_owned()]) };
        let listener = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            let key = dom::letter(&event);
            let (turned, action) = match (event.ctrl_key() || event.meta_key(), event.shift_key(), event.alt_key(), key.as_str())
            {
                (true, false, false, "z") => (false, Some(Action::Undo)),
                (true, true, false, "z") | (true, false, false, "y") => (false, Some(Action::Redo)),
                // A change of customer is seen, on the page of questions too.
                (false, false, true, "arrowdown") => (addressed() != View::Ask, Some(Action::Next(true))),
                (false, false, true, "arrowup") => (addressed() != View::Ask, Some(Action::Next(false))),
                (true, false, false, "k") => {
                    focus("search");
                    (true, None)
                }
                (true, false, false, "j") => {
                    focus("offer-1");
                    (true, None)
                }
                _ => return,
            };
            event.prevent_default();
            if turned && addressed() != View::Customer {
                address(View::Customer);
                dispatcher.dispatch(Action::Turn(View::Customer));
            }
            if let Some(action) = action {
                dispatcher.dispatch(action);
            }
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
