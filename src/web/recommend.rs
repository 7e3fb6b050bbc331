//! `recommend` and `similarProducts`: option bags in, plain objects out.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::advisor::{Advisor, Answer, plain};
use super::argument::{self, kind_of, refuse};
use super::customer::{customer_of, read, read_customer};
use super::options::{Options, absent, day};
use crate::engine::offers::{Contact, Request};
use crate::error::{Result, quote};
use crate::model::offers::Outcome;

/// The questions' types, which only JavaScript has.
#[wasm_bindgen(typescript_custom_section)]
const QUESTIONS: &str = r#"
/** An earlier offer. */
export interface Contact {
    /** The product's id. */
    product: string;
    /** What came of it. */
    outcome: Outcome;
    /** When it was, ISO 8601 or a `Date`; an unknown day counts as recent. */
    day?: string | Date | null;
}

/** Options of `recommend`, and of `consult` where the pack makes offers. An unknown option is an error. */
export interface RecommendOptions extends ConsultOptions {
    /** Most offers; 3 by default. */
    top?: number;
    /** Products the customer has beside those that their own columns tell of: ids, or how much of each by id. */
    holdings?: readonly string[] | { readonly [product: string]: number };
    /** What was offered before. */
    contacts?: readonly Contact[];
    /** What the call is about, such as `cancel`; rules may ask for it. */
    intent?: string | null;
    /** Whether the customer wants no offers. */
    optOut?: boolean;
    /** The language of names and sentences, such as `ko`; English by default. */
    lang?: string;
}

export interface ToolCalls {
    recommend: { args: { customer: ToolCustomer } & RecommendOptions; answer: Recommendation };
    similar_products: { args: { product: string; lang?: string }; answer: SimilarProduct[] };
}
"#;

/// The options of a recommendation.
const ASKED: &[&str] = &["now", "top", "holdings", "contacts", "intent", "optOut", "lang"];
/// Most offers that can be asked for.
const MOST: f64 = 1000.0;

#[wasm_bindgen]
impl Advisor {
    /// Scores and explains a customer on every index, and says what to offer where the pack makes offers.
    #[wasm_bindgen(unchecked_return_type = "Consultation")]
    pub fn consult(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Customer")] customer: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "RecommendOptions")] options: &JsValue,
    ) -> Answer {
        let pack = self.engine().pack();
        let request = if pack.offers.is_some() {
            request(&Options::read(options, ASKED)?)?
        } else {
            Request { now: Options::read(options, &["now"])?.now()?, ..Request::default() }
        };
        let (reading, answer) = self.scores_and_reasons(customer, request.now)?;
        if pack.offers.is_none() && pack.stages.is_empty() {
            return Ok(answer);
        }
        let customer = customer_of(&reading)?;
        for (name, stage) in
            ["status", "life_stage"].into_iter().zip(self.engine().stages_of(&customer, request.now, &request.holdings))
        {
            if let Some(stage) = stage {
                Reflect::set(&answer, &JsValue::from_str(name), &plain(&stage)?)?;
            }
        }
        if pack.offers.is_some() {
            let recommendation = plain(&self.engine().recommend(&customer, &request)?)?;
            Reflect::set(&answer, &JsValue::from_str("recommendation"), &recommendation)?;
        }
        Ok(answer)
    }

    /// What to offer a customer, why, and why not the rest.
    #[wasm_bindgen(unchecked_return_type = "Recommendation")]
    pub fn recommend(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Customer")] customer: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "RecommendOptions")] options: &JsValue,
    ) -> Answer {
        let request = request(&Options::read(options, ASKED)?)?;
        plain(&self.engine().recommend(&read_customer(customer)?, &request)?)
    }

    /// The products nearest to the one of this id, nearest first, with what would be gained and lost.
    #[wasm_bindgen(js_name = similarProducts, unchecked_return_type = "SimilarProduct[]")]
    pub fn similar_products(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] product: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ lang?: string }")] options: &JsValue,
    ) -> Answer {
        let lang = text(&Options::read(options, &["lang"])?, "lang")?;
        let id = argument::index(product, "the product")?;
        plain(&self.engine().similar_products(&id, lang.as_deref().unwrap_or("en"))?)
    }
}

fn request(bag: &Options) -> Result<Request> {
    let usual = Request::default();
    Ok(Request {
        top: top(bag)?.unwrap_or(usual.top),
        holdings: holdings(&bag.get("holdings"))?,
        contacts: contacts(&bag.get("contacts"))?,
        intent: text(bag, "intent")?,
        opt_out: flag(bag)?,
        lang: text(bag, "lang")?.unwrap_or(usual.lang),
        now: bag.now()?,
    })
}

pub(super) fn text(bag: &Options, name: &str) -> Result<Option<String>> {
    let value = bag.get(name);
    if absent(&value) {
        return Ok(None);
    }
    let place = format!("option {name}");
    value.as_string().map(Some).ok_or_else(|| refuse("not a text", &place, "a text", &kind_of(&value)))
}

pub(super) fn flag(bag: &Options) -> Result<bool> {
    let value = bag.get("optOut");
    if absent(&value) {
        return Ok(false);
    }
    value.as_bool().ok_or_else(|| refuse("neither yes nor no", "option optOut", "true or false", &kind_of(&value)))
}

fn top(bag: &Options) -> Result<Option<usize>> {
    let value = bag.get("top");
    if absent(&value) {
        return Ok(None);
    }
    let whole = value.as_f64().filter(|number| (0.0..=MOST).contains(number) && number.fract() == 0.0);
    let found = || value.as_f64().map_or_else(|| kind_of(&value), |number| number.to_string());
    whole.map(|number| Some(number as usize)).ok_or_else(|| refuse("impossible number", "option top", "0 to 1000", &found()))
}

/// Ids, or how much of each by id.
pub(super) fn holdings(value: &JsValue) -> Result<Vec<(String, f32)>> {
    const EXPECTED: &str = "a list of product ids, or an object of numbers by product id";
    let wrong = |found: &JsValue| refuse("unreadable holdings", "option holdings", EXPECTED, &kind_of(found));
    if absent(value) {
        return Ok(Vec::new());
    }
    if let Some(list) = value.dyn_ref::<Array>() {
        return list.iter().map(|id| id.as_string().map(|id| (id, 1.0)).ok_or_else(|| wrong(&id))).collect();
    }
    let bag = read(value).ok().flatten().ok_or_else(|| wrong(value))?;
    let (names, values) = (bag.names(), bag.values());
    let pair = |(name, value): (JsValue, JsValue)| {
        let strength = value.as_f64().filter(|strength| strength.is_finite()).ok_or_else(|| wrong(&value))?;
        Ok((name.as_string().unwrap_or_default(), strength as f32))
    };
    names.iter().zip(values.iter()).map(pair).collect()
}

pub(super) fn contacts(value: &JsValue) -> Result<Vec<Contact>> {
    const PLACE: &str = "option contacts";
    if absent(value) {
        return Ok(Vec::new());
    }
    let list = value.dyn_ref::<Array>().ok_or_else(|| refuse("not a list", PLACE, "a list of contacts", &kind_of(value)))?;
    let contact = |entry: JsValue| {
        if absent(&entry) {
            return Err(refuse("not a contact", PLACE, "an object", &kind_of(&entry)));
        }
        let bag = Options::read(&entry, &["product", "outcome", "day"])?;
        let product = text(&bag, "product")?.ok_or_else(|| refuse("no product", PLACE, "a product id", "none"))?;
        let outcome = match text(&bag, "outcome")?.as_deref() {
            Some("offered") => Outcome::Offered,
            Some("accepted") => Outcome::Accepted,
            Some("declined") => Outcome::Declined,
            other => {
                let found = other.map_or_else(|| "none".to_owned(), quote);
                return Err(refuse("unknown outcome", PLACE, "offered, accepted or declined", &found));
            }
        };
        Ok(Contact { product, outcome, day: day(&bag.get("day"), PLACE)? })
    };
    list.iter().map(contact).collect()
}
