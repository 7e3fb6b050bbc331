//! The page of what stays here: measured while one looks, with a way to wipe it all.

use js_sys::{Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::{AttrValue, Callback, Html, Properties, function_component, html, use_effect_with, use_state, use_state_eq};

use super::dom;
use super::select::Select;
use super::words::use_words;
use crate::app::{Action, IDLE_MINUTES, State};

#[wasm_bindgen]
extern "C" {
    /// Who measures: `www/proof.js`.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) type Proof;
    #[wasm_bindgen(method)]
    fn requests(this: &Proof) -> u32;
    #[wasm_bindgen(method)]
    fn policy(this: &Proof) -> String;
    #[wasm_bindgen(method)]
    fn storage(this: &Proof) -> Promise;
    #[wasm_bindgen(method)]
    fn attempt(this: &Proof) -> Promise;
    #[wasm_bindgen(method)]
    fn forget(this: &Proof);
}

#[derive(Properties, PartialEq)]
pub(super) struct PrivacyProps {
    pub(super) state: State,
    pub(super) act: Callback<Action>,
    pub(super) proof: Option<Proof>,
    /// Whether the page is looked at.
    pub(super) open: bool,
}

/// What is stored: cookies, entries, databases, bytes.
type Stored = [f64; 4];

#[function_component]
pub(super) fn Privacy(props: &PrivacyProps) -> Html {
    let words = use_words();
    let requests = use_state_eq(|| 0u32);
    let stored = use_state_eq(|| None::<Stored>);
    let refused = use_state(|| None::<bool>);
    {
        let (requests, stored) = (requests.setter(), stored.setter());
        use_effect_with((props.proof.clone(), props.open), move |(proof, open)| {
            let watch = proof.clone().filter(|_| *open).map(|proof| {
                dom::every(1000, move || {
                    requests.set(proof.requests());
                    let (storage, stored) = (proof.storage(), stored.clone());
                    spawn_local(async move { stored.set(JsFuture::from(storage).await.ok().map(|found| counts(&found))) });
                })
            });
            move || drop(watch)
        });
    }
    let Some(proof) = &props.proof else { return Html::default() };
    let on_attempt = {
        let (proof, refused) = (proof.clone(), refused.setter());
        move |_| {
            let (attempt, refused) = (proof.attempt(), refused.clone());
            spawn_local(async move { refused.set(JsFuture::from(attempt).await.ok().and_then(|answer| answer.as_bool())) });
        }
    };
    let on_wipe = {
        let (proof, act) = (proof.clone(), props.act.clone());
        move |_| {
            proof.forget();
            act.emit(Action::Wipe);
        }
    };
    let idle = props.state.idle();
    let minutes = |minutes: u32| {
        if minutes == 0 { words.say("idle-never") } else { words.with("idle-minutes", [("count", minutes.into())]) }
    };
    let options: Vec<_> =
        IDLE_MINUTES.iter().map(|&choice| (AttrValue::from(choice.to_string()), AttrValue::from(minutes(choice)))).collect();
    let on_idle = props.act.reform(|choice: String| Action::Idle(choice.parse().unwrap_or_default()));
    let fact = |title: &str, value: String, id: &'static str| {
        html! { <div><dt>{ words.say(title) }</dt><dd data-testid={id}>{ value }</dd></div> }
    };
    let number = |place: usize| stored.map_or_else(|| "…".to_owned(), |stored| words.decimal(stored[place], 0));
    html! {
        <section class="model privacy" aria-labelledby="privacy-title">
            <h2 id="privacy-title">{ words.say("privacy-title") }</h2>
            <p class="summary">{ words.say("private-why") }</p>
            <dl class="measures">
                { fact("requests", words.count(*requests as usize), "requests") }
                { fact("cookies", number(0), "cookies") }
                { fact("entries", number(1), "entries") }
                { fact("databases", number(2), "databases") }
                { fact("bytes", number(3), "bytes") }
            </dl>
            <p class="hint">{ words.say("stored-why") }</p>
            <h3>{ words.say("policy") }</h3>
            <p class="policy" data-testid="policy"><code>{ proof.policy() }</code></p>
            <p>
                <button type="button" class="plain" data-testid="attempt" onclick={on_attempt}>{ words.say("attempt") }</button>
                { " " }
                <span role="status" data-testid="refused">
                    { match *refused {
                        Some(true) => words.say("attempt-refused"),
                        Some(false) => words.say("attempt-passed"),
                        None => String::new(),
                    } }
                </span>
            </p>
            <h3>{ words.say("wipe-title") }</h3>
            <p class="hint">{ words.say("wipe-why") }</p>
            <div class="wipe">
                <button type="button" class="plain" data-testid="wipe" onclick={on_wipe}>{ words.say("wipe") }</button>
                <span role="status" data-testid="wiped">if props.state.wipes() > 0 { { words.say("wiped") } }</span>
                <label for="idle">{ words.say("idle") }</label>
                <Select id="idle" testid="idle" {options} value={AttrValue::from(idle.to_string())} on_pick={on_idle} />
            </div>
        </section>
    }
}

fn counts(found: &JsValue) -> Stored {
    let number = |name: &str| Reflect::get(found, &JsValue::from_str(name)).ok().and_then(|value| value.as_f64()).unwrap_or(0.0);
    ["cookies", "local", "databases", "bytes"].map(number)
}
