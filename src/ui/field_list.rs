//! The form: undo and reset on top, then the fields under their headings.

use std::rc::Rc;

use web_sys::MouseEvent;
use yew::{Callback, Html, InputEvent, html};

use super::field::FieldEntry;
use super::{dom, icon};
use crate::app::{Action, Group, State};
use crate::engine::FieldValue;

/// The customer's values, as far as they are searched for.
pub(super) fn field_list(state: &State, act: &Callback<Action>) -> Html {
    let words = &state.desk().words;
    let groups = state.desk().form.matching(state.find());
    let oninput = {
        let act = act.clone();
        move |event: InputEvent| act.emit(Action::Find(dom::value_of(&event)))
    };
    html! {
        <section class="form" aria-labelledby="form-title">
            <div class="form-head">
                <h2 id="form-title">{ words.say("details") }</h2>
                { tools(state, act) }
            </div>
            <div class="search">
                { icon::search() }
                <input type="search" aria-label={words.say("find")} placeholder={words.say("find")} autocomplete="off"
                    value={state.find().to_owned()} {oninput} />
            </div>
            if groups.is_empty() { <p class="hint">{ words.say("find-none") }</p> }
            { for groups.iter().map(|group| heading(state, act, group)) }
            <p class="hint keys">{ words.say("keys") }</p>
        </section>
    }
}

fn tools(state: &State, act: &Callback<Action>) -> Html {
    let words = &state.desk().words;
    let editor = state.editor();
    let edits = editor.edits(&state.desk().form);
    let does = |action: Action| {
        let act = act.clone();
        move |_: MouseEvent| act.emit(action.clone())
    };
    html! {
        <div class="tools">
            <span class="edits" role="status">{ words.with("edits", [("count", edits.into())]) }</span>
            <button type="button" class="tool" aria-label={words.say("undo")} title={words.say("undo")} disabled={!editor.can_undo()}
                onclick={does(Action::Undo)}>{ icon::undo() }</button>
            <button type="button" class="tool" aria-label={words.say("redo")} title={words.say("redo")} disabled={!editor.can_redo()}
                onclick={does(Action::Redo)}>{ icon::redo() }</button>
            <button type="button" class="plain" disabled={edits == 0} onclick={does(Action::ResetAll)}>{ words.say("reset-all") }</button>
        </div>
    }
}

fn heading(state: &State, act: &Callback<Action>, group: &Group) -> Html {
    let words = &state.desk().words;
    let (form, editor) = (&state.desk().form, state.editor());
    let fields = || group.fields.iter().filter_map(|position| Some((*position, form.fields.get(*position)?)));
    let given = fields().filter(|(_, field)| *editor.value(&field.name) != FieldValue::Missing).count();
    html! {
        <details class="group" open=true key={group.title.clone()}>
            <summary><h3>{ &group.title }</h3><span class="given">{ words.with("given", [("given", given.into()), ("of", group.fields.len().into())]) }</span></summary>
            <div class="fields">
                { for fields().map(|(position, field)| html! {
                    <FieldEntry key={position} {position} field={Rc::clone(field)}
                        value={editor.value(&field.name).clone()} loaded={editor.loaded(&field.name).clone()}
                        typed={editor.typed(&field.name).map(str::to_owned)}
                        remark={state.remark(&field.name)} act={act.clone()} />
                }) }
            </div>
        </details>
    }
}
