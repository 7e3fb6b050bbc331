//! How JavaScript puts the components on a page.

use std::rc::Rc;

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;
use yew::{AppHandle, AttrValue, Callback, Renderer};

use super::advisor::{Advisor, plain};
use super::argument::{bytes, refuse};
use super::customer::read_customer;
use super::options::Options;
use super::value::kind_of;
use crate::app::{Desk, Lang, Response, Shelf, Shelved, Words, read_records};
use crate::engine;
use crate::engine::offers::Request;
use crate::error::Result as Checked;
use crate::ui::{Console, ConsoleProps, Panel, PanelProps, Shown};

/// `Node.ELEMENT_NODE`.
const ELEMENT: f64 = 1.0;

/// The questions' types, which only JavaScript has.
#[wasm_bindgen(typescript_custom_section)]
const QUESTIONS: &str = r#"
/** A pack for the console. */
export interface ConsolePack {
    /** The pack. */
    pack: Uint8Array | ArrayBuffer;
    /** Its demo customers: a JSON array of objects with `id`, `name` and `fields`. */
    customers?: string | null;
}

/** Options of `startConsole`. An unknown option is an error. */
export interface ConsoleOptions {
    /** The language to begin in, such as `ko-KR`; English by default. */
    lang?: string | null;
    /** Who scores tables: `run(source: Blob, pack: number, hear: (event) => void)` and `cancel()`; without it the page has no tables. */
    workforce?: object | null;
    /** Who measures what leaves the page: `requests()`, `policy()`, `storage()`, `attempt()` and `forget()`. */
    proof?: object | null;
    /** A consultation that the page before this one handed over, in answer to `confidant-handover`. */
    handover?: string | null;
}

/** What a customer answered to an offer. */
export interface OfferAnswer {
    /** The product's id. */
    product: string;
    /** Its name in the language of the panel. */
    name: string;
    accepted: boolean;
    /** Why not, where the person said so. */
    reason: "price" | "need" | "later" | "elsewhere" | "other" | null;
}
"#;

/// Opens the console in `root` on packs with, if there are any, their demo customers; the first is on the desk.
#[wasm_bindgen(js_name = startConsole)]
#[allow(unreachable_pub, reason = "wasm_bindgen exports only what is `pub`; no Rust code reaches into this module")]
pub fn start_console(
    #[wasm_bindgen(unchecked_param_type = "Element")] root: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "readonly ConsolePack[]")] packs: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "ConsoleOptions")] options: &JsValue,
) -> Result<(), JsValue> {
    let root = element(root)?;
    let options = Options::read(options, &["lang", "workforce", "proof", "handover"])?;
    let lang = optional_text(&options.get("lang"), "option lang")?;
    let helper = |name| Some(options.get(name)).filter(JsValue::is_object);
    let (workforce, proof) = (helper("workforce").map(JsCast::unchecked_into), helper("proof").map(JsCast::unchecked_into));
    let handover = optional_text(&options.get("handover"), "option handover")?.map(AttrValue::from);
    let missing = || refuse("no packs", "the packs", "an array of at least one pack", &kind_of(packs));
    let listed = packs.dyn_ref::<Array>().ok_or_else(missing)?;
    let shelf = listed.iter().map(|entry| shelved(&entry)).collect::<Checked<Vec<_>>>()?;
    let shelf = Shelf::new(shelf).ok_or_else(missing)?;
    let desk = Rc::new(Desk::new(shelf, 0, Words::new(Lang::of(&lang.unwrap_or_default()))));
    // The console stays until the page goes: nobody needs the handle.
    let _ = Renderer::<Console>::with_root_and_props(root, ConsoleProps { desk, workforce, proof, handover }).render();
    Ok(())
}

fn shelved(entry: &JsValue) -> Checked<Shelved> {
    let bag = Options::read(entry, &["pack", "customers"])?;
    let bytes = bytes(&bag.get("pack"))?;
    let advisor = Rc::new(engine::Advisor::from_bytes(&bytes)?);
    let records = optional_text(&bag.get("customers"), "the customers")?;
    let records = records.as_deref().map_or_else(|| Ok(Vec::new()), read_records)?;
    Ok(Shelved::new(advisor, records, move || engine::receipt::sha256(&bytes)))
}

/// Shows the cards, offers and reasons of an advisor in `root`; `lang` chooses the words, and `on_answer` is told what the customer
/// answers to an offer. `unmount` ends it.
//
// `root` and `lang` are owned, not borrowed: the generated JavaScript checks the advisor's class first, and where that throws, it gives
// back what it would have borrowed next.
#[wasm_bindgen(js_name = mountAdvisor)]
#[allow(unreachable_pub, reason = "wasm_bindgen exports only what is `pub`; no Rust code reaches into this module")]
pub fn mount_advisor(
    #[wasm_bindgen(unchecked_param_type = "Element")] root: JsValue,
    advisor: &Advisor,
    #[wasm_bindgen(unchecked_optional_param_type = "string | null")] lang: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "((answer: OfferAnswer) => void) | null")] on_answer: JsValue,
) -> Result<MountedAdvisor, JsValue> {
    let root = element(&root)?;
    let lang = optional_text(&lang, "the language")?.map_or(Lang::English, |tag| Lang::of(&tag));
    let desk = Rc::new(Desk::of(Rc::clone(advisor.engine()), lang));
    let on_answer = answers(on_answer)?;
    let props = PanelProps { desk: Rc::clone(&desk), shown: None, on_answer: on_answer.clone() };
    Ok(MountedAdvisor { panel: Renderer::<Panel>::with_root_and_props(root, props).render(), desk, on_answer, turn: 0 })
}

/// The listener as the panel calls it. What it throws is the page's affair and stops nothing here.
fn answers(listener: JsValue) -> Checked<Callback<Response>> {
    if listener.is_undefined() || listener.is_null() {
        return Ok(Callback::noop());
    }
    let listener: Function =
        listener.dyn_into().map_err(|value| refuse("not a function", "the listener", "a function", &kind_of(&value)))?;
    Ok(Callback::from(move |response: Response| {
        let answer = js_sys::Object::new();
        let entries = [
            ("product", JsValue::from_str(&response.product)),
            ("name", JsValue::from_str(&response.name)),
            ("accepted", JsValue::from_bool(response.accepted)),
            ("reason", response.reason.as_deref().map_or(JsValue::NULL, JsValue::from_str)),
        ];
        for (key, value) in entries {
            // Setting a property of a fresh object does not fail.
            let _ = Reflect::set(&answer, &JsValue::from_str(key), &value);
        }
        let _ = listener.call1(&JsValue::UNDEFINED, &answer);
    }))
}

/// An element, of this window or another.
fn element(root: &JsValue) -> Checked<Element> {
    let node = Reflect::get(root, &JsValue::from_str("nodeType")).ok().and_then(|node| node.as_f64());
    if node == Some(ELEMENT) {
        return Ok(root.clone().unchecked_into());
    }
    Err(refuse("no place for the components", "the root", "an Element", &kind_of(root)))
}

fn optional_text(value: &JsValue, place: &str) -> Checked<Option<String>> {
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    value.as_string().map(Some).ok_or_else(|| refuse("not a text", place, "a text", &kind_of(value)))
}

/// Cards, offers and reasons on a page.
#[wasm_bindgen]
pub struct MountedAdvisor {
    panel: AppHandle<Panel>,
    desk: Rc<Desk>,
    on_answer: Callback<Response>,
    turn: u32,
}

#[wasm_bindgen]
impl MountedAdvisor {
    /// Scores, explains and shows a customer; `null` or `undefined` shows none. Answers with what is shown.
    #[wasm_bindgen(js_name = setCustomer, unchecked_return_type = "Consultation | undefined")]
    pub fn set_customer(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Customer | null | undefined")] customer: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "ConsultOptions")] options: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let now = Options::read(options, &["now"])?.now()?;
        let shown = if customer.is_undefined() || customer.is_null() {
            None
        } else {
            let customer = read_customer(customer)?;
            self.turn = self.turn.wrapping_add(1);
            let lang = self.desk.words.lang().tag().to_owned();
            let request = Request { now, lang, ..Request::default() };
            let consultation = self.desk.advisor.consult_and_recommend(&customer, &request);
            Some(Rc::new(Shown { consultation, customer, turn: self.turn }))
        };
        let answer = shown.as_deref().map_or(Ok(JsValue::UNDEFINED), |shown| plain(&shown.consultation))?;
        let (desk, on_answer) = (Rc::clone(&self.desk), self.on_answer.clone());
        self.panel.update(PanelProps { desk, shown, on_answer });
        Ok(answer)
    }

    /// Takes the cards off the page and frees them.
    pub fn unmount(self) {
        self.panel.destroy();
    }
}
