//! One field of the form: its label with what can be done to it, its control, and what there is to say about its value.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::{Event, FocusEvent, InputEvent, KeyboardEvent, MouseEvent};
use yew::{AttrValue, Callback, Html, Properties, classes, function_component, html};

use super::select::Select;
use super::words::use_words;
use super::{dom, icon};
use crate::app::{Action, Control, FormField, Words, flag, nudge, shown};
use crate::engine::FieldValue;

#[derive(Properties, PartialEq, Clone)]
pub(super) struct FieldEntryProps {
    /// The field's place in the form, from which ids are made.
    pub(super) position: usize,
    pub(super) field: Rc<FormField>,
    pub(super) value: FieldValue,
    /// The value as loaded.
    pub(super) loaded: FieldValue,
    /// What is being typed, if anything.
    pub(super) typed: Option<String>,
    /// What the engine says about the value.
    pub(super) remark: Option<String>,
    pub(super) act: Callback<Action>,
}

impl FieldEntryProps {
    fn id(&self) -> String {
        format!("field-{}", self.position)
    }

    fn help(&self) -> String {
        format!("help-{}", self.position)
    }

    fn testid(&self) -> String {
        format!("field-{}", self.field.name)
    }

    fn changed(&self) -> bool {
        self.value != self.loaded
    }

    /// What the control shows: the text being typed, or else the value.
    fn text(&self) -> String {
        self.typed.clone().unwrap_or_else(|| self.field.shown(&self.value))
    }

    fn set(&self, value: FieldValue) {
        self.act.emit(Action::Set(self.field.name.clone(), value));
    }
}

#[function_component]
pub(super) fn FieldEntry(props: &FieldEntryProps) -> Html {
    let words = &use_words();
    let FieldEntryProps { field, .. } = props;
    let flag = field.control == Control::Flag;
    let class = classes!("field", flag.then_some("flag"), props.changed().then_some("changed"));
    let label = html! {
        <label for={props.id()}>
            { &field.title }
            if let Some(unit) = field.unit(None) { <span class="unit">{ unit }</span> }
        </label>
    };
    html! {
        <div {class}>
            if flag {
                <div class="field-head">{ checkbox(props) }{ label }{ actions(words, props) }</div>
            } else {
                <div class="field-head">{ label }{ actions(words, props) }</div>
                { control(words, props) }
            }
            { help(props) }
        </div>
    }
}

/// The two buttons of a field. Afterwards the keyboard is on the control, because the button is gone.
fn actions(words: &Words, props: &FieldEntryProps) -> Html {
    let title = &props.field.title;
    let does = |action: Action| {
        let (act, id) = (props.act.clone(), props.id());
        move |_: MouseEvent| {
            act.emit(action.clone());
            dom::focus(&id);
        }
    };
    let name = || props.field.name.clone();
    let was = match &props.loaded {
        FieldValue::Missing => words.say("gap"),
        value => flag(value)
            .filter(|_| props.field.control == Control::Flag)
            .map_or_else(|| props.field.called(&shown(value)).to_owned(), |yes| words.say(if yes { "yes" } else { "no" })),
    };
    html! {
        <span class="actions">
            if props.changed() {
                <button type="button" class="tool" aria-label={words.with("reset", [("title", title.as_str().into()), ("was", was.as_str().into())])} title={words.with("was", [("was", was.as_str().into())])}
                    onclick={does(Action::Reset(name()))}>{ icon::undo() }</button>
            }
            if props.value != FieldValue::Missing {
                <button type="button" class="tool quiet" aria-label={words.with("clear", [("title", title.as_str().into())])} title={words.with("clear", [("title", title.as_str().into())])}
                    onclick={does(Action::Set(name(), FieldValue::Missing))}>{ icon::clear() }</button>
            }
        </span>
    }
}

fn help(props: &FieldEntryProps) -> Html {
    let (warning, words) = match (&props.remark, &props.field.hint) {
        (Some(remark), _) => (true, remark),
        (None, Some(hint)) => (false, hint),
        (None, None) => return Html::default(),
    };
    html! { <p id={props.help()} class={classes!("hint", warning.then_some("warning"))}>{ words }</p> }
}

fn control(words: &Words, props: &FieldEntryProps) -> Html {
    match props.field.control {
        Control::Choice => choice(words, props),
        Control::Number => html! { <>{ input(words, props, "text", Some("decimal"), None) }{ strip(props) }</> },
        Control::Day => input(words, props, "date", None, None),
        Control::Suggest => {
            let list = AttrValue::from(format!("list-{}", props.position));
            html! {
                <>
                    { input(words, props, "text", None, Some(list.clone())) }
                    <Suggestions id={list} categories={Rc::clone(&props.field.categories)} />
                </>
            }
        }
        Control::Text | Control::Flag => input(words, props, "text", None, None),
    }
}

fn input(
    words: &Words,
    props: &FieldEntryProps,
    kind: &'static str,
    mode: Option<&'static str>,
    list: Option<AttrValue>,
) -> Html {
    let oninput = {
        let (act, name) = (props.act.clone(), props.field.name.clone());
        move |event: InputEvent| act.emit(Action::Type(name.clone(), dom::value_of(&event)))
    };
    let onblur = {
        let act = props.act.clone();
        move |_: FocusEvent| act.emit(Action::Settle)
    };
    let onkeydown = {
        let props = props.clone();
        move |event: KeyboardEvent| {
            let size = if event.shift_key() { 10.0 } else { 1.0 };
            let steps = match (props.field.control, event.key().as_str()) {
                (Control::Number, "ArrowUp") => size,
                (Control::Number, "ArrowDown") => -size,
                _ => return,
            };
            event.prevent_default();
            if let Some(value) = nudge(props.field.range, &props.value, steps) {
                props.act.emit(Action::Type(props.field.name.clone(), shown(&value)));
            }
        }
    };
    html! {
        <input type={kind} inputmode={mode} id={props.id()} data-testid={props.testid()} {list} autocomplete="off"
            spellcheck="false" placeholder={words.say("gap")} aria-describedby={props.help()} value={props.text()}
            {oninput} {onblur} {onkeydown} />
    }
}

fn choice(words: &Words, props: &FieldEntryProps) -> Html {
    let on_pick = {
        let props = props.clone();
        Callback::from(move |value: String| {
            props.set(if value.is_empty() { FieldValue::Missing } else { FieldValue::Text(value) });
        })
    };
    let value = AttrValue::from(props.text());
    let known = props.field.categories.iter();
    let mut options = vec![(AttrValue::from(""), AttrValue::from(words.say("gap")))];
    options.extend(known.map(|(category, called)| (category.clone().into(), called.clone().into())));
    if options.iter().all(|(known, _)| *known != value) {
        options.push((value.clone(), AttrValue::from(words.with("unseen", [("category", value.as_str().into())]))));
    }
    html! {
        <Select id={props.id()} testid={props.testid()} describedby={props.help()} {options} {value} {on_pick} />
    }
}

fn checkbox(props: &FieldEntryProps) -> Html {
    let onchange = {
        let props = props.clone();
        move |event: Event| props.set(FieldValue::Boolean(dom::checked(&event)))
    };
    let answer = flag(&props.value);
    html! {
        <input type="checkbox" id={props.id()} data-testid={props.testid()} aria-describedby={props.help()}
            checked={answer == Some(true)} ~indeterminate={JsValue::from_bool(answer.is_none())} {onchange} />
    }
}

/// Where the value lies between the usual values.
fn strip(props: &FieldEntryProps) -> Html {
    let Some(range) = props.field.range.filter(|r| r.high > r.low) else { return Html::default() };
    let place = |x: f64| format!("{:.2}%", 2.0 + 96.0 * ((x - range.low) / (range.high - range.low)).clamp(0.0, 1.0));
    let median = place(range.median);
    html! {
        <svg class="strip" width="100%" height="8" aria-hidden="true" focusable="false">
            <rect class="strip-track" x="0" y="3" width="100%" height="2" rx="1" />
            <line class="strip-median" x1={median.clone()} x2={median} y1="1" y2="7" />
            if let FieldValue::Number(x) = props.value { <circle class="strip-value" cx={place(x)} cy="4" r="3.5" /> }
        </svg>
    }
}

#[derive(Properties, PartialEq)]
struct SuggestionsProps {
    id: AttrValue,
    categories: Rc<[(String, String)]>,
}

/// The known categories of a field, drawn once: there may be thousands.
#[function_component]
fn Suggestions(props: &SuggestionsProps) -> Html {
    html! {
        <datalist id={props.id.clone()}>
            { for props.categories.iter().map(|(_, called)| html! { <option value={called.clone()} /> }) }
        </datalist>
    }
}
