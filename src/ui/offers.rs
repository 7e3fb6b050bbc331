//! The next best offers, with the sentence to say, why this and why not that, and what the customer answered.

use yew::{AttrValue, Callback, Html, KeyboardEvent, classes, html};

use super::dom;
use super::select::Select;
use crate::app::{Action, Desk, REASONS, Response, State, Words, called, intents};
use crate::engine::offers::{Dropped, Offer, OfferReason, Recommendation};

/// The id of all about offers, where the keyboard goes when there is no card to go to.
const OFFERS: &str = "offers";

/// Everything about what to offer; nothing where the pack makes no offers.
pub(super) fn offers(state: &State, act: &Callback<Action>) -> Html {
    let words = &state.desk().words;
    let Some(answer) = state.recommendation() else { return Html::default() };
    html! {
        <div class="offers" id={OFFERS} tabindex="-1" data-testid="offers">
            <div class="offers-head">
                <h2 id="offers-title">{ words.say("offers") }</h2>
                { intent(state, act) }
            </div>
            { responses(state, act) }
            if let Some(nothing) = &answer.nothing {
                <p class="nothing" role="status" data-testid="nothing">{ &nothing.because }</p>
            }
            <ol class="offer-list" aria-labelledby="offers-title">{ offer_cards(state.desk(), answer, act) }</ol>
            <div class="offer-more">
                { alike(words, answer) }
                { bundles(answer, state) }
                { why_not(words, &answer.dropped) }
            </div>
        </div>
    }
}

fn intent(state: &State, act: &Callback<Action>) -> Html {
    let words = &state.desk().words;
    let known = intents(&state.desk().advisor, words.lang().tag());
    if known.is_empty() {
        return Html::default();
    }
    let none = (AttrValue::from(""), AttrValue::from(words.say("intent-none")));
    let options: Vec<_> =
        std::iter::once(none).chain(known.into_iter().map(|(name, called)| (name.into(), called.into()))).collect();
    let value = AttrValue::from(state.call().intent.clone().unwrap_or_default());
    let on_pick = act.reform(|value: String| Action::Intent(Some(value).filter(|value| !value.is_empty())));
    html! {
        <div class="intent">
            <label for="intent">{ words.say("intent") }</label>
            <Select id="intent" testid="intent" {options} {value} {on_pick} />
        </div>
    }
}

/// What came of offers in this call.
fn responses(state: &State, act: &Callback<Action>) -> Html {
    let act = &act.reform(|action| {
        dom::focus_soon(vec!["offer-1".to_owned(), OFFERS.to_owned()]);
        action
    });
    let line = |response: &Response| with_way_back(state.desk(), response, act);
    if state.call().responses.is_empty() {
        return Html::default();
    }
    html! { <ul class="responses">{ for state.call().responses.iter().map(line) }</ul> }
}

/// What a customer answered to an offer, and a way to take it back.
pub(super) fn with_way_back(desk: &Desk, response: &Response, act: &Callback<Action>) -> Html {
    let back = {
        let product = response.product.clone();
        act.reform(move |_| Action::TakeBack(product.clone()))
    };
    let back_to = desk.words.say("take-back");
    let undo = html! {
        <button type="button" class="plain" onclick={back} aria-label={format!("{back_to}: {}", desk.product(&response.product))}>
            { &back_to }
        </button>
    };
    answered(desk, response, undo)
}

/// What a customer answered to an offer, and what can be done about it.
pub(super) fn answered(desk: &Desk, response: &Response, undo: Html) -> Html {
    let words = &desk.words;
    let (class, answer) = if response.accepted { ("accepted", "was-accepted") } else { ("declined", "was-declined") };
    html! {
        <li key={response.product.clone()} class={classes!("response", class)}>
            <span>{ desk.product(&response.product) }{ ": " }<strong>{ words.say(answer) }</strong>
                if let Some(reason) = &response.reason { { format!(" ({})", decline(words, reason)) } }
            </span>
            { undo }
        </li>
    }
}

/// The offers, best first, with what the customer can answer to each.
pub(super) fn offer_cards(desk: &Desk, answer: &Recommendation, act: &Callback<Action>) -> Html {
    html! { <>{ for answer.offers.iter().enumerate().map(|(at, offer)| card(desk, at + 1, offer, act)) }</> }
}

fn card(desk: &Desk, rank: usize, offer: &Offer, act: &Callback<Action>) -> Html {
    let words = &desk.words;
    // The card that was answered is gone then: the keyboard goes to the one in its place.
    let act = &act.reform(move |action| {
        dom::focus_soon(vec![format!("offer-{rank}"), format!("offer-{}", rank - 1), OFFERS.to_owned()]);
        action
    });
    let onkeydown = {
        let (act, yes) = (act.clone(), accepted(&offer.product));
        move |event: KeyboardEvent| {
            if let Some(action) = by_key(&event, rank, &yes) {
                act.emit(action);
            }
        }
    };
    let called = |category: &String| called(desk.advisor.info().glossary.catalogue.get(category), words.lang().tag(), category);
    html! {
        <li key={offer.product.clone()} class="offer" part="offer" id={format!("offer-{rank}")} tabindex="-1" {onkeydown} data-testid={format!("offer-{rank}")}
            data-product={offer.product.clone()}>
            <header class="offer-head">
                <span class="rank" aria-hidden="true">{ rank }</span>
                <h3>{ &offer.name }</h3>
                if let Some(category) = &offer.category { <span class="chip">{ called(category) }</span> }
                <p class="chance"><strong>{ words.percent(offer.propensity) }</strong>{ " " }<span>{ words.say("next-product") }</span></p>
            </header>
            <blockquote class="say" part="say" aria-label={words.say("say")}>{ &offer.say }</blockquote>
            if !offer.unchecked.is_empty() {
                <p class="hint warning">{ words.with("unchecked", [("list", offer.unchecked.join(", ").into())]) }</p>
            }
            <details class="why-this" open={rank == 1}>
                <summary>{ words.say("why-this") }</summary>
                <ul>{ for offer.reasons.iter().map(reason) }</ul>
                { factors(words, offer) }
            </details>
            <footer class="answers">
                { choices(words, (&offer.product, &offer.name), (format!("accept-{rank}"), format!("decline-{rank}")), act) }
            </footer>
        </li>
    }
}

fn accepted(product: &str) -> Action {
    Action::Answer(Response { product: product.to_owned(), accepted: true, reason: None })
}

/// What a customer can answer to an offer of a product: yes, or no with a reason; `ids` are those of the two controls.
pub(super) fn choices(
    words: &Words,
    (product, name): (&str, &str),
    (yes_id, no_id): (String, String),
    act: &Callback<Action>,
) -> Html {
    let yes = {
        let action = accepted(product);
        act.reform(move |_| action.clone())
    };
    let declined = {
        let product = product.to_owned();
        act.reform(move |reason: String| {
            let reason = Some(reason).filter(|reason| !reason.is_empty());
            Action::Answer(Response { product: product.clone(), accepted: false, reason })
        })
    };
    let why: Vec<(AttrValue, AttrValue)> = std::iter::once((AttrValue::from(""), AttrValue::from(words.say("decline"))))
        .chain(REASONS.map(|reason| (AttrValue::from(reason), AttrValue::from(decline(words, reason)))))
        .collect();
    html! {
        <>
            <button type="button" class="yes" part="accept" data-testid={yes_id} onclick={yes}
                aria-label={format!("{}: {name}", words.say("accept"))}>{ words.say("accept") }</button>
            <label class="no" part="decline">
                <span class="unseen">{ words.with("decline-why", [("name", name.into())]) }</span>
                <Select id={no_id.clone()} testid={no_id} options={why} value={AttrValue::from("")} on_pick={declined} />
            </label>
        </>
    }
}

/// On the card itself the arrows go from offer to offer, A accepts and D opens the reasons of a no; within its controls keys are theirs.
fn by_key(event: &KeyboardEvent, rank: usize, yes: &Action) -> Option<Action> {
    let alone = !(event.ctrl_key() || event.meta_key() || event.alt_key());
    let here = alone && dom::is(event.target(), &format!("offer-{rank}"));
    let go = |id: String| dom::focus(&id);
    match dom::letter(event).as_str() {
        "arrowdown" | "arrowright" if here => go(format!("offer-{}", rank + 1)),
        "arrowup" | "arrowleft" if here => go(format!("offer-{}", rank.saturating_sub(1))),
        "a" if here => return Some(yes.clone()),
        "d" if here => dom::open_list(&format!("decline-{rank}")),
        _ => return None,
    }
    event.prevent_default();
    None
}

fn reason(reason: &OfferReason) -> Html {
    let class = match reason.contribution {
        Some(contribution) if contribution < 0.0 => "against",
        Some(_) => "for",
        None => "people",
    };
    html! { <li class={class}>{ &reason.text }</li> }
}

/// What the priority is made of.
fn factors(words: &Words, offer: &Offer) -> Html {
    let amounts = [
        words.percent(offer.propensity),
        words.decimal(offer.context, 2),
        words.decimal(offer.value, 0),
        words.decimal(offer.levers, 2),
        words.decimal(offer.diversity, 2),
    ];
    let cell = |(id, amount): (&str, String)| html! { <div><dt>{ words.say(id) }</dt><dd>{ amount }</dd></div> };
    html! {
        <dl class="factors" aria-label={words.say("priority")}>
            <div class="whole"><dt>{ words.say("priority") }</dt><dd>{ words.decimal(offer.priority, 1) }</dd></div>
            { for ["propensity", "context", "worth", "levers", "diversity"].into_iter().zip(amounts).map(cell) }
        </dl>
    }
}

fn alike(words: &Words, answer: &Recommendation) -> Html {
    let Some(alike) = answer.alike.iter().find(|alike| !alike.difference.is_empty()) else { return Html::default() };
    let line = |held: &crate::engine::offers::Held| {
        html! { <li>{ words.with("alike-share", [
            ("name", held.name.as_str().into()),
            ("share", words.percent(held.share).into()),
            ("customers", words.count(alike.customers as usize).into()),
        ]) }</li> }
    };
    html! {
        <section><h3>{ words.say("alike") }</h3><ul>{ for alike.difference.iter().take(4).map(line) }</ul></section>
    }
}

fn bundles(answer: &Recommendation, state: &State) -> Html {
    if answer.bundles.is_empty() {
        return Html::default();
    }
    let words = &state.desk().words;
    let catalogue = &state.desk().advisor.info().catalogue;
    let name = |id: &String| {
        let product = catalogue.iter().find(|product| product.id == *id);
        product.map_or_else(|| id.clone(), |product| crate::app::title(&product.name, words.lang().tag(), &product.id))
    };
    let line = |bundle: &crate::engine::offers::BundleShown| {
        let held: Vec<String> = bundle.held.iter().map(name).collect();
        html! { <li>{ words.with("bundle", [
            ("held", held.join(" + ").into()),
            ("adds", bundle.name.as_str().into()),
            ("share", words.percent(bundle.confidence).into()),
        ]) }</li> }
    };
    html! { <section><h3>{ words.say("bundles") }</h3><ul>{ for answer.bundles.iter().take(4).map(line) }</ul></section> }
}

/// The products that were dropped, each with the cause.
pub(super) fn why_not(words: &Words, dropped: &[Dropped]) -> Html {
    let line = |one: &Dropped| html! { <li key={one.product.clone()}><strong>{ &one.name }</strong>{ " " }{ &one.because }</li> };
    html! {
        <details class="why-not" data-testid="why-not">
            <summary>{ words.say("why-not") }{ ": " }<span class="hint">{ words.with("dropped", [("count", dropped.len().into())]) }</span></summary>
            <ul>{ for dropped.iter().map(line) }</ul>
        </details>
    }
}

/// A reason for a no.
pub(super) fn decline(words: &Words, reason: &str) -> String {
    words.say(match reason {
        "price" => "decline-price",
        "need" => "decline-need",
        "later" => "decline-later",
        "elsewhere" => "decline-elsewhere",
        _ => "decline-other",
    })
}
