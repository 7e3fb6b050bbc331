//! The page of questions: a conversation about the customer on the desk, answered from the pack alone.

use yew::{Callback, Html, InputEvent, Properties, SubmitEvent, function_component, html, use_effect_with, use_state_eq};

use super::dom;
use super::offers::{choices, with_way_back};
use super::words::use_words;
use crate::app::{Action, Answerable, Choice, Note, Spoken, State, Words};
use crate::engine::ask::{AnswerCard, HandOver, Question};

/// The ids of the question and of what was said.
const INPUT: &str = "ask-input";
const LOG: &str = "ask-log";
/// Letters that can be typed.
const MOST: &str = "500";

#[derive(Properties, PartialEq)]
pub(super) struct AskProps {
    pub(super) state: State,
    pub(super) act: Callback<Action>,
    /// Whether the page is the one that is seen; what nobody sees costs nothing.
    pub(super) open: bool,
}

#[function_component]
pub(super) fn AskPage(props: &AskProps) -> Html {
    let words = use_words();
    let text = use_state_eq(String::new);
    let state = &props.state;
    let (advisor, chat) = (&state.desk().advisor, state.chat());
    use_effect_with(chat.spoken().len(), |_| dom::scroll_to_last(LOG));
    if !props.open {
        return Html::default();
    }
    if advisor.pack().ask.is_none() {
        return html! { <section class="ask"><h2>{ words.say("ask") }</h2><p class="hint">{ words.say("ask-none") }</p></section> };
    }
    let opening = Question { lang: Some(words.lang().tag().to_owned()), ..state.question() };
    let suggestions = chat.suggestions(advisor, &opening);
    let ask = {
        let (act, text) = (props.act.clone(), text.clone());
        Callback::from(move |asked: String| {
            act.emit(Action::Ask(asked));
            text.set(String::new());
            dom::focus(INPUT);
        })
    };
    let onsubmit = {
        let (ask, text) = (ask.clone(), text.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            ask.emit((*text).clone());
        }
    };
    let oninput = {
        let text = text.clone();
        move |event: InputEvent| text.set(dom::value_of(&event))
    };
    let suggestion = |question: String| {
        let onclick = {
            let question = question.clone();
            ask.reform(move |_| question.clone())
        };
        html! { <li key={question.clone()}><button type="button" class="suggestion" {onclick}>{ question }</button></li> }
    };
    html! {
        <section class="ask" aria-labelledby="ask-title">
            <h2 id="ask-title">{ words.say("ask") }</h2>
            <p class="hint">if let Some(who) = who(state) { <strong>{ who }</strong>{ ". " } }{ words.say("ask-about") }</p>
            <div id={LOG} class="ask-log" role="log" aria-live="polite" aria-labelledby="ask-title" tabindex="0" data-testid="ask-log">
                { for chat.spoken().iter().enumerate().map(|(at, spoken)| said((&words, state, &props.act), at, spoken)) }
            </div>
            <ul class="suggestions" aria-label={words.say("ask-next")}>{ for suggestions.into_iter().map(suggestion) }</ul>
            <form class="ask-form" {onsubmit}>
                <label class="unseen" for={INPUT}>{ words.say("ask-label") }</label>
                <input id={INPUT} type="text" autocomplete="off" maxlength={MOST} placeholder={words.say("ask-hint")}
                    value={(*text).clone()} {oninput} data-testid="ask-input" />
                <button type="submit" class="yes" disabled={text.trim().is_empty()} data-testid="ask-send">{ words.say("ask-send") }</button>
            </form>
        </section>
    }
}

/// Whom the questions are about.
fn who(state: &State) -> Option<&str> {
    let Choice::Record(at) = state.editor().choice() else { return None };
    state.desk().records.get(at).map(|record| record.title.as_str())
}

/// What the cards need of the page: its words, its state, and who hears what is done.
type Page<'a> = (&'a Words, &'a State, &'a Callback<Action>);

/// A question with its answer.
fn said(page: Page<'_>, at: usize, spoken: &Spoken) -> Html {
    let words = page.0;
    let answer = &spoken.answer;
    let intent = answer.intent.map_or("none", |intent| intent.name());
    html! {
        <div key={at} class="spoken">
            <p class="asked" dir="auto"><span class="unseen">{ words.say("ask-you") }{ ": " }</span>{ &spoken.question }</p>
            <div class="answered" lang={answer.lang.clone()} data-intent={intent} data-testid="ask-answer">
                <p>{ &answer.text }</p>
                if !answer.cards.is_empty() {
                    <ul class="notes-of-answer">{ for answer.cards.iter().enumerate().map(|(number, card)| note(page, &format!("{at}-{number}"), card)) }</ul>
                }
                if answer.hand_over == Some(HandOver::WhatIf) {
                    <p><a href="#/customer">{ words.say("ask-what-if") }</a></p>
                }
                if answer.intent.is_some() {
                    <p class="hint">{ words.with("ask-sure", [("share", words.percent(answer.confidence).into())]) }</p>
                }
            </div>
        </div>
    }
}

fn note(page: Page<'_>, place: &str, card: &AnswerCard) -> Html {
    let note = Note::of(card, page.0, &page.1.desk().advisor.info().glossary);
    html! {
        <li class="note-of-answer">
            <h3>{ &note.title }if let Some(chip) = &note.chip { { " " }<span class="chip">{ chip }</span> }</h3>
            if let Some(say) = &note.say { <blockquote class="say">{ say }</blockquote> }
            <ul>{ for note.lines.iter().map(|line| html! { <li>{ line }</li> }) }</ul>
            if let Some(answerable) = Answerable::of(card, page.1) { { answers(page, place, &answerable) } }
        </li>
    }
}

/// What the customer can answer to a card, or has answered. The keyboard goes to the frame around it, which stays, because the control that was
/// used is gone.
fn answers((words, state, act): Page<'_>, place: &str, answerable: &Answerable) -> Html {
    let id = format!("ask-answers-{place}");
    let act = {
        let (act, id) = (act.clone(), id.clone());
        Callback::from(move |action| {
            act.emit(action);
            dom::focus(&id);
        })
    };
    let inside = match answerable {
        Answerable::Open(product, name) => {
            let ids = (format!("ask-accept-{place}"), format!("ask-decline-{place}"));
            html! { <div class="answers">{ choices(words, (product, name), ids, &act) }</div> }
        }
        Answerable::Answered(response) => html! { <ul class="responses">{ with_way_back(state.desk(), response, &act) }</ul> },
    };
    html! { <div {id} class="answering" tabindex="-1">{ inside }</div> }
}
