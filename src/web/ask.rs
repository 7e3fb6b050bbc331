//! `ask`: a text and an option bag in, a plain object out.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::advisor::{Advisor, Answer, plain};
use super::argument::{kind_of, refuse};
use super::customer::read_customer;
use super::options::{Options, absent};
use super::recommend::{contacts, flag, holdings, text};
use crate::engine::ask::{Question, Turn};
use crate::engine::offers::Request;
use crate::error::Result;
use crate::model::ask::Intent;

/// The questions' types, which only JavaScript has.
#[wasm_bindgen(typescript_custom_section)]
const QUESTIONS: &str = r#"
/** Options of `ask`. An unknown option is an error. */
export interface AskOptions extends ConsultOptions {
    /** Who the question is about; nobody is known by default. */
    customer?: Customer | null;
    /** The language of the answer, such as `ko`; that of the question by default. */
    lang?: string;
    /** The `turn` of the answer before, by which "a cheaper one" is understood. */
    previous?: Turn | null;
    /** As in `RecommendOptions`. */
    holdings?: readonly string[] | { readonly [product: string]: number };
    /** As in `RecommendOptions`. */
    contacts?: readonly Contact[];
    /** As in `RecommendOptions`. */
    intent?: string | null;
    /** As in `RecommendOptions`. */
    optOut?: boolean;
}
"#;

#[wasm_bindgen]
impl Advisor {
    /// Answers a question in English, Korean or Russian from the pack alone, or says that it does not know.
    #[wasm_bindgen(unchecked_return_type = "Answer")]
    pub fn ask(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] question: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "AskOptions")] options: &JsValue,
    ) -> Answer {
        let asked = question.as_string().ok_or_else(|| refuse("no question", "the question", "a text", &kind_of(question)))?;
        let known = ["customer", "lang", "previous", "now", "holdings", "contacts", "intent", "optOut"];
        let bag = Options::read(options, &known)?;
        let customer = bag.get("customer");
        let customer = if absent(&customer) { None } else { Some(read_customer(&customer)?) };
        let request = Request {
            holdings: holdings(&bag.get("holdings"))?,
            contacts: contacts(&bag.get("contacts"))?,
            intent: text(&bag, "intent")?,
            opt_out: flag(&bag)?,
            now: bag.now()?,
            ..Request::default()
        };
        let previous = turn(&bag.get("previous"))?;
        plain(&self.engine().ask(&asked, &Question { customer, lang: text(&bag, "lang")?, request, previous })?)
    }
}

/// What was spoken of before.
fn turn(value: &JsValue) -> Result<Option<Turn>> {
    const PLACE: &str = "option previous";
    if absent(value) {
        return Ok(None);
    }
    let bag = Options::read(value, &["intent", "products", "shown", "category", "index", "lang"])?;
    let ids = |list: &str| -> Result<Vec<String>> { Ok(holdings(&bag.get(list))?.into_iter().map(|(id, _)| id).collect()) };
    let named = |name: String| {
        Intent::named(&name).ok_or_else(|| refuse("unknown intent", PLACE, "one of an answer", &crate::error::quote(&name)))
    };
    Ok(Some(Turn {
        intent: text(&bag, "intent")?.map(named).transpose()?,
        products: ids("products")?,
        shown: ids("shown")?,
        category: text(&bag, "category")?,
        index: text(&bag, "index")?,
        lang: text(&bag, "lang")?,
    }))
}
