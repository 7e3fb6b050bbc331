//! The API as typed tools for chatbots and agents. `tools.js` makes their schemas and holds arguments to them; what is asked is what
//! the other methods answer.

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::advisor::{Advisor, Answer};
use super::argument::{kind_of, refuse};
use super::options::{Options, absent};
use crate::error::{Result as Checked, quote};

#[wasm_bindgen(module = "/src/web/tools.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeTools)]
    fn make_tools(info: &JsValue, intents: &JsValue) -> JsValue;
    fn describe(info: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = fitCall)]
    fn fit_call(tools: &JsValue, name: &JsValue, given: &JsValue) -> Array;
    #[wasm_bindgen(js_name = registerTools)]
    fn register_tools(tools: &JsValue, advisor: Advisor, prefix: &str, signal: &JsValue) -> Promise;
}

/// The tools' types, which only JavaScript has.
#[wasm_bindgen(typescript_custom_section)]
const TOOLS: &str = r#"
/** A JSON Schema (2020-12), as far as tools use it. */
export interface ToolSchema {
    type: string | string[];
    description?: string;
    enum?: (string | null)[];
    format?: string;
    minimum?: number;
    maximum?: number;
    examples?: (number | string)[];
    items?: ToolSchema;
    properties?: { [name: string]: ToolSchema };
    required?: string[];
    additionalProperties?: false;
}

/** What the values of a customer are to a tool: JSON, by column. */
export type ToolCustomer = { [column: string]: string | number | boolean | null | undefined };

/** What each tool takes and answers. */
export interface ToolCalls {
    describe: { args: Record<string, never>; answer: PackDescription };
    score: { args: { customer: ToolCustomer; now?: string }; answer: Record<string, Score> };
    explain: { args: { index: string; customer: ToolCustomer; now?: string; class?: string }; answer: Attribution };
}

/** A tool of an advisor, as chatbots and agents are told of it. */
export interface Tool {
    name: keyof ToolCalls;
    description: string;
    inputSchema: ToolSchema;
    /** No tool changes anything. */
    annotations: { readOnlyHint: true };
}

/** What `describe` answers. */
export interface PackDescription {
    name: string;
    version: string;
    as_of: string | null;
    indices: {
        name: string;
        title: { [lang: string]: string };
        polarity: Polarity;
        rows: number;
        positive_rate: number;
        auc: number;
        measured_on: string;
    }[];
    columns: { name: string; title: { [lang: string]: string }; semantic: Semantic; unit: string | null }[];
    products: { id: string; name: { [lang: string]: string }; category: string | null; price: number | null; discontinued: boolean }[];
}

/** Options of `registerTools`. An unknown option is an error. */
export interface RegisterOptions {
    /** What stands before each tool's name, of letters, digits, `_`, `-` and `.`; `confidant_` by default. */
    prefix?: string;
    /** Ends the registration. */
    signal?: AbortSignal;
}

export interface Advisor {
    /** Holds the arguments to the tool's schema, runs it, and answers with plain JSON. Throws a `ConfidantError`. */
    call<Name extends keyof ToolCalls>(name: Name, args: ToolCalls[Name]["args"]): ToolCalls[Name]["answer"];
    /** The same for a name and arguments that a program made up. */
    call<Made extends string>(name: string extends Made ? Made : never, args?: unknown): ToolCalls[keyof ToolCalls]["answer"];
}
"#;

/// What stands before the names of registered tools, which share one list with those of the page.
const PREFIX: &str = "confidant_";

/// The longest prefix: a name may have 128 characters.
const LONGEST_PREFIX: usize = 64;

#[wasm_bindgen]
impl Advisor {
    /// What can be asked, as tools with JSON Schemas: for function calling of a chatbot, or an agent in the page.
    #[wasm_bindgen(unchecked_return_type = "Tool[]")]
    pub fn tools(&self) -> Answer {
        Ok(make_tools(&self.info()?, &self.intents()))
    }

    /// Holds the arguments to the tool's schema, runs it, and answers with plain JSON.
    #[wasm_bindgen(skip_typescript)]
    pub fn call(&self, name: &JsValue, args: &JsValue) -> Answer {
        let fitted = fit_call(&self.own_tools()?, name, args);
        if fitted.length() == 3 {
            return Err(misfit(&fitted).into());
        }
        let (customer, subject, options) = (fitted.get(1), fitted.get(2), fitted.get(3));
        match fitted.get(0).as_string().as_deref() {
            Some("score") => self.score(&customer, &options),
            Some("explain") => self.explain(&subject, &customer, &options),
            #[cfg(feature = "hosts")]
            Some("recommend") => self.recommend(&customer, &options),
            #[cfg(feature = "hosts")]
            Some("similar_products") => self.similar_products(&subject, &options),
            _ => Ok(describe(&self.info()?)),
        }
    }

    /// Registers the tools with the browser's model context (WebMCP), where it has one, for agents that the person lets into the page.
    /// Resolves to the names of what was registered: none where the browser knows no such thing.
    #[wasm_bindgen(js_name = registerTools, unchecked_return_type = "Promise<string[]>")]
    pub fn register_tools(&self, #[wasm_bindgen(unchecked_optional_param_type = "RegisterOptions")] options: &JsValue) -> Answer {
        let options = Options::read(options, &["prefix", "signal"])?;
        let (prefix, signal) = (prefix(&options.get("prefix"))?, signal(options.get("signal"))?);
        Ok(register_tools(&self.own_tools()?, self.clone(), &prefix, &signal).into())
    }
}

impl Advisor {
    /// The tools that arguments are held to; nobody else can change them.
    fn own_tools(&self) -> Answer {
        if let Some(tools) = self.tools.get() {
            return Ok(tools.clone());
        }
        let tools = self.tools()?;
        Ok(self.tools.get_or_init(|| tools).clone())
    }

    /// What calls may be about, or `undefined` where nothing is offered.
    fn intents(&self) -> JsValue {
        #[cfg(feature = "hosts")]
        if let Some(offers) = &self.engine().pack().offers {
            return super::answer::texts(offers.policy.intents().iter().map(String::as_str)).into();
        }
        JsValue::UNDEFINED
    }
}

/// Where an argument does not fit, what was expected, and what was found.
fn misfit(fitted: &Array) -> crate::error::Error {
    let text = |at| fitted.get(at).as_string().unwrap_or_default();
    let found = fitted.get(2);
    let shown = match (found.as_string(), found.as_f64()) {
        (Some(text), _) => quote(&text),
        (None, Some(number)) => number.to_string(),
        (None, None) => kind_of(&found),
    };
    refuse("arguments that do not fit", &text(0), &text(1), &shown)
}

fn prefix(value: &JsValue) -> Checked<String> {
    if absent(value) {
        return Ok(PREFIX.to_owned());
    }
    let fits = |text: &String| {
        text.len() <= LONGEST_PREFIX && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
    };
    let found = || value.as_string().map_or_else(|| kind_of(value), |text| quote(&text));
    let expected = "at most 64 letters, digits, `_`, `-` and `.`";
    value.as_string().filter(fits).ok_or_else(|| refuse("unusable prefix", "option prefix", expected, &found()))
}

fn signal(value: JsValue) -> Checked<JsValue> {
    if absent(&value) {
        return Ok(JsValue::UNDEFINED);
    }
    let aborted = Reflect::get(&value, &JsValue::from_str("aborted")).ok().and_then(|aborted| aborted.as_bool());
    let refused = || refuse("not a signal", "option signal", "an AbortSignal", &kind_of(&value));
    aborted.map(|_| value.clone()).ok_or_else(refused)
}
