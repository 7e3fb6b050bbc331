//! How hosts put the panel on their page.

use std::rc::Rc;

use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use yew::Callback;

use super::advisor::{Advisor, plain};
use super::argument::{element, kind_of, refuse};
use super::customer::read_customer;
use super::options::Options;
use crate::app::{Desk, Lang, Response};
use crate::engine::offers::Request;
use crate::error::Result as Checked;
use crate::ui::{PanelProps, Shown, Staged};

/// The questions' types, which only JavaScript has.
#[wasm_bindgen(typescript_custom_section)]
const QUESTIONS: &str = r#"
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
    let on_answer = answers(on_answer, Rc::clone(&desk))?;
    let props = PanelProps { desk: Rc::clone(&desk), shown: None, on_answer: on_answer.clone() };
    let nowhere = || refuse("no place for the components", "the root", "an Element of a document", "one of none");
    Ok(MountedAdvisor { panel: Staged::new(&root, props).ok_or_else(nowhere)?, desk, on_answer, turn: 0 })
}

/// The listener as the panel calls it. What it throws is the page's affair and stops nothing here.
fn answers(listener: JsValue, desk: Rc<Desk>) -> Checked<Callback<Response>> {
    if listener.is_undefined() || listener.is_null() {
        return Ok(Callback::noop());
    }
    let listener: Function =
        listener.dyn_into().map_err(|value| refuse("not a function", "the listener", "a function", &kind_of(&value)))?;
    Ok(Callback::from(move |response: Response| {
        let answer = js_sys::Object::new();
        let entries = [
            ("product", JsValue::from_str(&response.product)),
            ("name", JsValue::from_str(&desk.product(&response.product))),
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

fn optional_text(value: &JsValue, place: &str) -> Checked<Option<String>> {
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    value.as_string().map(Some).ok_or_else(|| refuse("not a text", place, "a text", &kind_of(value)))
}

/// Cards, offers and reasons on a page.
#[wasm_bindgen]
pub struct MountedAdvisor {
    panel: Staged,
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
        drop(self);
    }
}
