//! The page of tables: drop a file or paste rows, watch it being scored, choose how many to call, take the result away.

use std::rc::Rc;

use js_sys::{Array, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, DragEvent, Event};
use yew::{
    AttrValue, Callback, Html, Properties, UseStateHandle, function_component, html, use_effect_with, use_force_update,
    use_mut_ref, use_state,
};

use super::dom;
use super::outlook::Outlook;
use super::select::Select;
use super::words::use_words;
use crate::app::{Desk, Words, title};
use crate::artifact::read_json;
use crate::dataset::CsvLine;
use crate::engine::FieldValue;
use crate::engine::batch::Summary;
use crate::error::{Error, ErrorKind};

#[wasm_bindgen]
extern "C" {
    /// Who scores tables: `www/batch.js`.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) type Workforce;
    #[wasm_bindgen(method)]
    fn run(this: &Workforce, source: &Blob, pack: u32, hear: &JsValue) -> JsValue;
    #[wasm_bindgen(method)]
    fn forget(this: &Workforce, pack: u32);
    #[wasm_bindgen(method)]
    fn clear(this: &Workforce);

    /// What was dropped or pasted.
    type Transfer;
    #[wasm_bindgen(method, getter)]
    fn files(this: &Transfer) -> Option<Array>;
    #[wasm_bindgen(method, js_name = getData)]
    fn get_data(this: &Transfer, kind: &str) -> String;
}

#[derive(Properties, PartialEq)]
pub(super) struct BatchProps {
    pub(super) desk: Rc<Desk>,
    pub(super) workforce: Option<Workforce>,
    /// Whether the page is the one that is seen.
    pub(super) open: bool,
}

/// Columns that a line names.
const NAMED: usize = 8;

/// How far a table is.
#[derive(Clone, PartialEq)]
enum Stage {
    Idle,
    Running { rows: f64, share: f64 },
    Cancelled,
    Failed(String),
    Done(Rc<Scored>),
}

/// A table that was scored.
#[derive(PartialEq)]
struct Scored {
    rows: f64,
    seconds: f64,
    /// By field: values that could not be read, or -1 where the table has no such column.
    gaps: Vec<f64>,
    /// By index: what it comes to, and the rows of each grade.
    indices: Vec<(Summary, Vec<u32>)>,
    /// Where the scored table is, in this page.
    url: String,
}

#[function_component]
pub(super) fn Batch(props: &BatchProps) -> Html {
    let words = &use_words();
    // How far the table of each pack is; a pack without one is not in it.
    let stages = use_mut_ref(Vec::<(u32, Stage)>::new);
    let redraw = use_force_update();
    let index = use_state(|| 0usize);
    let over = use_state(|| false);
    let pack = props.desk.place as u32;
    let stage = stages.borrow().iter().find(|(of, _)| *of == pack).map_or(Stage::Idle, |(_, stage)| stage.clone());
    let tell = Callback::from(move |stage: (u32, Stage)| {
        stages.borrow_mut().retain(|(of, _)| *of != stage.0);
        stages.borrow_mut().push(stage);
        redraw.force_update();
    });
    use_effect_with(props.workforce.clone(), move |workforce| {
        let workforce = workforce.clone();
        // A page that is wiped keeps nothing of a table.
        move || workforce.iter().for_each(Workforce::clear)
    });
    let start = {
        let (tell, workforce) = (tell.clone(), props.workforce.clone());
        Callback::from(move |source: Blob| workforce.iter().for_each(|workforce| score(&tell, workforce, pack, &source)))
    };
    {
        let start = start.clone();
        // Rows are pasted wherever the keyboard is, but for what is typed into.
        use_effect_with((props.open, pack), move |(open, _)| {
            let hear = move |event: Event| {
                if !dom::typed_into(&event) {
                    take(&event, "clipboardData", &start);
                }
            };
            let ear = open.then(|| dom::listen("paste", hear));
            move || drop(ear)
        });
    }
    let Some(workforce) = &props.workforce else { return html! { <p class="hint">{ words.say("batch-none") }</p> } };
    let on_drop = {
        let (start, over) = (start.clone(), over.setter());
        move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            take(event.unchecked_ref(), "dataTransfer", &start);
        }
    };
    let on_drag = {
        let over = over.setter();
        move |event: DragEvent| {
            event.prevent_default();
            over.set(event.type_() != "dragleave");
        }
    };
    let on_file = {
        let start = start.clone();
        move |event: Event| {
            if let Some(target) = event.target() {
                take(&target, "", &start);
                // The same file may be chosen again.
                dom::set_value(target.unchecked_into(), "");
            }
        }
    };
    let on_demo = {
        let (start, desk) = (start, Rc::clone(&props.desk));
        move |_| {
            if let Some(blob) = blob(&demo_table(&desk)) {
                start.emit(blob);
            }
        }
    };
    let on_cancel = {
        let workforce = workforce.clone();
        move |_| {
            workforce.forget(pack);
            tell.emit((pack, Stage::Cancelled));
        }
    };
    html! {
        <section class="model batch" aria-labelledby="batch-title">
            <h2 id="batch-title">{ words.say("batch-title") }</h2>
            <div class={if *over { "drop over" } else { "drop" }} tabindex="0" role="group" aria-labelledby="batch-title" data-testid="drop"
                ondrop={on_drop} ondragover={on_drag.clone()} ondragleave={on_drag}>
                <p>
                    { words.say("batch-drop") }{ " " }
                    <label class="plain file">{ words.say("batch-choose") }
                        <input type="file" class="unseen" accept=".csv,.tsv,.txt,text/csv" data-testid="file" onchange={on_file} />
                    </label>
                </p>
                <p class="hint">{ words.say("batch-paste") }</p>
                if !props.desk.records.is_empty() {
                    <button type="button" class="plain" data-testid="batch-demo" onclick={on_demo}>{ words.say("batch-demo") }</button>
                }
            </div>
            <div data-testid="batch-stage">
                { match &stage {
                    Stage::Idle => Html::default(),
                    Stage::Cancelled => html! { <p class="hint" role="status">{ words.say("batch-cancelled") }</p> },
                    Stage::Failed(message) => html! {
                        <div class="nothing" role="alert">
                            <strong>{ words.say("batch-failed") }</strong>
                            if let Some(why) = words.refusal(message) { <p>{ why }</p> }
                            <p lang="en">{ message }</p>
                        </div>
                    },
                    Stage::Running { rows, share } => html! {
                        <div class="running">
                            <progress max="1" value={share.to_string()} aria-label={words.say("batch-title")} />
                            <span role="status">{ words.with("batch-progress", [("rows", words.decimal(*rows, 0).into())]) }</span>
                            <button type="button" class="plain" data-testid="cancel" onclick={on_cancel}>{ words.say("cancel") }</button>
                        </div>
                    },
                    Stage::Done(scored) => done(words, &props.desk, scored, &index),
                } }
            </div>
        </section>
    }
}

fn done(words: &Words, desk: &Desk, scored: &Scored, index: &UseStateHandle<usize>) -> Html {
    let indices = &desk.advisor.info().indices;
    let name = |place: usize| title(&indices[place].title, words.lang().tag(), &indices[place].name);
    let options: Vec<_> =
        (0..indices.len()).map(|place| (AttrValue::from(place.to_string()), AttrValue::from(name(place)))).collect();
    let on_pick = {
        let index = index.setter();
        Callback::from(move |place: String| index.set(place.parse().unwrap_or_default()))
    };
    let place = (**index).min(scored.indices.len().saturating_sub(1));
    let says = words.with(
        "batch-done",
        [("rows", words.decimal(scored.rows, 0).into()), ("seconds", words.decimal(scored.seconds, 1).into())],
    );
    html! {
        <>
            <div class="batch-head">
                <p role="status" data-testid="batch-done">{ says }</p>
                if indices.len() > 1 {
                    <Select testid="batch-index" label={words.say("indices")} {options} value={AttrValue::from(place.to_string())} {on_pick} />
                }
                <a class="download" href={scored.url.clone()} download="scored.csv" data-testid="download">{ words.say("download") }</a>
            </div>
            { gaps(words, desk, scored) }
            if let Some((summary, grades)) = scored.indices.get(place) {
                <Outlook key={scored.url.clone() + &place.to_string()} summary={summary.clone()} grades={grades.clone()} />
            }
        </>
    }
}

/// What of the table was scored as gaps: columns that it does not have, and values that could not be read.
fn gaps(words: &Words, desk: &Desk, scored: &Scored) -> Html {
    let titled = |wanted: &dyn Fn(f64) -> bool, told: &dyn Fn(&str, f64) -> String| -> Vec<String> {
        let all = desk.form.fields.iter().zip(&scored.gaps).filter(|(_, count)| wanted(**count));
        all.map(|(field, count)| told(&field.title, *count)).collect()
    };
    let line = |id: &str, all: Vec<String>| {
        if all.is_empty() {
            return Html::default();
        }
        let mut list = all[..all.len().min(NAMED)].join(", ");
        if all.len() > NAMED {
            list.push_str(", …");
        }
        html! { <p class="hint warning">{ words.with(id, [("count", words.count(all.len()).into()), ("list", list.into())]) }</p> }
    };
    html! {
        <div data-testid="batch-gaps">
            { line("batch-absent", titled(&|count| count < 0.0, &|title, _| title.to_owned())) }
            { line("batch-unread", titled(&|count| count > 0.0, &|title, count| format!("{title} ({})", words.decimal(count, 0)))) }
        </div>
    }
}

/// Lets the workforce score a table and hears how far it is.
fn score(tell: &Callback<(u32, Stage)>, workforce: &Workforce, pack: u32, source: &Blob) {
    tell.emit((pack, Stage::Running { rows: 0.0, share: 0.0 }));
    let tell = tell.clone();
    let hear = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| tell.emit((pack, heard(&event))));
    // It is called for as long as the table lasts; the page's collector frees it with the workforce's last reference.
    let _ = workforce.run(source, pack, &hear.into_js_value());
}

/// What the workforce says.
fn heard(event: &JsValue) -> Stage {
    let get = |name: &str| Reflect::get(event, &JsValue::from_str(name)).unwrap_or_default();
    let (text, number) = (|name: &str| get(name).as_string().unwrap_or_default(), |name: &str| get(name).as_f64().unwrap_or(0.0));
    match text("kind").as_str() {
        "progress" => Stage::Running { rows: number("rows"), share: number("share") },
        "done" if number("rows") == 0.0 => {
            Stage::Failed(Error::new(ErrorKind::Csv, "empty table", "line 2", "rows", "none").to_string())
        }
        "done" => {
            let index = |entry: JsValue| {
                let part = |name: &str| Reflect::get(&entry, &JsValue::from_str(name)).unwrap_or_default();
                let grades = Array::from(&part("grades")).iter().map(|count| count.as_f64().unwrap_or(0.0) as u32).collect();
                let summary = read_json(&part("summary").as_string()?).ok()?;
                Some((summary, grades))
            };
            let indices = Array::from(&get("indices")).iter().filter_map(index).collect();
            let gaps = Array::from(&get("gaps")).iter().map(|count| count.as_f64().unwrap_or(0.0)).collect();
            Stage::Done(Rc::new(Scored { rows: number("rows"), seconds: number("seconds"), gaps, indices, url: text("url") }))
        }
        "cancelled" => Stage::Cancelled,
        _ => Stage::Failed(text("message")),
    }
}

/// The first file, or else the text, that an event or an input holds.
fn take(holder: &JsValue, within: &str, start: &Callback<Blob>) {
    let found =
        if within.is_empty() { holder.clone() } else { Reflect::get(holder, &JsValue::from_str(within)).unwrap_or_default() };
    if !found.is_object() {
        return;
    }
    let transfer: &Transfer = found.unchecked_ref();
    let file = transfer.files().map(|files| Reflect::get_u32(&files, 0).unwrap_or_default()).filter(JsValue::is_object);
    if let Some(file) = file {
        start.emit(file.unchecked_into());
    } else if !within.is_empty() {
        let text = transfer.get_data("text/plain");
        if let Some(blob) = Some(text).filter(|text| !text.trim().is_empty()).and_then(|text| blob(&text)) {
            start.emit(blob);
        }
    }
}

fn blob(text: &str) -> Option<Blob> {
    Blob::new_with_str_sequence(&Array::of1(&JsValue::from_str(text))).ok()
}

/// The demo customers as a table.
fn demo_table(desk: &Desk) -> String {
    let fields = desk.advisor.fields();
    let mut bytes = Vec::new();
    let mut line = CsvLine::new(b',');
    let mut end = |line: &mut CsvLine| {
        line.append_to(&mut bytes);
        bytes.push(b'\n');
    };
    fields.iter().for_each(|field| line.push(&field.name));
    end(&mut line);
    for record in desk.records.iter() {
        for field in fields {
            let value = record.customer.get(&field.name).unwrap_or(&FieldValue::Missing);
            line.push(&crate::app::shown(value));
        }
        end(&mut line);
    }
    String::from_utf8(bytes).unwrap_or_default()
}
