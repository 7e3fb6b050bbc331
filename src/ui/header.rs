//! The strip at the top: whose page this is, which pack it runs, the pages, the language, and the promise.

use yew::{AttrValue, Callback, Html, html};

use super::icon;
use super::nav::nav;
use super::network::NetworkBadge;
use super::select::Select;
use crate::app::{Action, Lang, State};

pub(super) fn header(state: &State, act: &Callback<Action>) -> Html {
    let words = &state.desk().words;
    let day = state.desk().advisor.info().card.as_of.as_deref();
    html! {
        <header class="top">
            <a class="skip" href="#content" onclick={skip}>{ words.say("skip") }</a>
            <div class="brand">{ icon::mark() }<h1>{ words.say("product-name") }</h1></div>
            <div class="pack">
                { pack(state, act) }
                if let Some(day) = day { <span>{ words.with("as-of", [("day", words.day(day).into())]) }</span> }
            </div>
            { nav(words, state.view()) }
            <div class="settings">
                <NetworkBadge />
                { language(state, act) }
                <details class="promise">
                    <summary>{ icon::lock() }<span>{ words.say("private") }</span></summary>
                    <p>{ words.say("private-why") }</p>
                </details>
            </div>
        </header>
    }
}

/// To the content, without touching the address that names the page.
fn skip(event: yew::MouseEvent) {
    event.prevent_default();
    super::dom::focus("content");
}

/// The pack's name, or a choice between several.
fn pack(state: &State, act: &Callback<Action>) -> Html {
    let desk = state.desk();
    if desk.shelf.names().len() == 1 {
        return html! { <strong>{ &desk.advisor.info().name }</strong> };
    }
    let options: Vec<_> =
        desk.shelf.names().enumerate().map(|(place, name)| (place.to_string().into(), name.to_owned().into())).collect();
    let on_pick = act.reform(|place: String| Action::Open(place.parse().unwrap_or_default()));
    html! {
        <Select testid="pack" label={desk.words.say("pack")} {options} value={AttrValue::from(desk.place.to_string())} {on_pick} />
    }
}

fn language(state: &State, act: &Callback<Action>) -> Html {
    let words = &state.desk().words;
    let options: Vec<_> = Lang::ALL.into_iter().map(|lang| (lang.tag().into(), lang.name().into())).collect();
    let on_pick = act.reform(|tag: String| Action::Speak(Lang::of(&tag)));
    html! {
        <Select testid="language" label={words.say("language")} {options} value={AttrValue::from(words.lang().tag())} {on_pick} />
    }
}
