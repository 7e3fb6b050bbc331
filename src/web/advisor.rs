//! The class that JavaScript works with.

use std::cell::OnceCell;
use std::rc::Rc;

use js_sys::Float64Array;
#[cfg(feature = "hosts")]
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::answer;
use super::argument;
use super::customer::{Form, Reading, encode};
use super::form::Scorer;
use super::options::Options;
use super::table;
use crate::dataset::Day;
use crate::engine;

/// What an answer is to JavaScript.
pub(super) type Answer = Result<JsValue, JsValue>;

/// What messages call an index that is an argument of its own.
const INDEX: &str = "the index";

/// A pack, loaded: scores and explains customers.
///
/// Every method throws an `Error` with a stable `kind`; see `ConfidantError`.
#[wasm_bindgen]
#[derive(Clone)]
pub struct Advisor {
    engine: Rc<engine::Advisor>,
    /// What the page knows of the pack; made for the first customer.
    form: Rc<OnceCell<Form>>,
    /// The tools, made for the first call of one.
    pub(super) tools: Rc<OnceCell<JsValue>>,
}

#[wasm_bindgen]
impl Advisor {
    /// Loads a pack. All checks happen here, once.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | ArrayBuffer")] bytes: &JsValue,
    ) -> Result<Advisor, JsValue> {
        Ok(Self {
            engine: Rc::new(engine::Advisor::from_bytes(&argument::bytes(bytes)?)?),
            form: Rc::default(),
            tools: Rc::default(),
        })
    }

    /// What the pack holds: its columns, indices, products and model card.
    #[wasm_bindgen(unchecked_return_type = "Info")]
    pub fn info(&self) -> Answer {
        super::described::info(&self.engine)
    }

    /// Scores a customer on every index.
    #[wasm_bindgen(unchecked_return_type = "Record<string, Score>")]
    pub fn score(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Customer")] customer: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "ConsultOptions")] options: &JsValue,
    ) -> Answer {
        let now = Options::read(options, &["now"])?.now()?;
        let form = self.form();
        let (_, encoded) = encode(&self.engine, form, customer, now)?;
        Ok(answer::scores(&self.engine, form, &encoded))
    }

    /// Tells what every column adds to a customer's margin on an index.
    #[wasm_bindgen(unchecked_return_type = "Attribution")]
    pub fn explain(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] index: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Customer")] customer: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "ExplainOptions")] options: &JsValue,
    ) -> Answer {
        let options = Options::read(options, &["now", "class"])?;
        let now = options.now()?;
        let form = self.form();
        let position = self.engine.position(&argument::index(index, INDEX)?)?;
        let class = options.class()?.map(|name| self.engine.class(position, &name)).transpose()?;
        let (reading, encoded) = encode(&self.engine, form, customer, now)?;
        Ok(answer::attribution(&self.engine, form, &reading, (position, class), &encoded))
    }

    /// Scores and explains a customer on every index.
    #[cfg(not(feature = "hosts"))]
    #[wasm_bindgen(unchecked_return_type = "Consultation")]
    pub fn consult(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Customer")] customer: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "ConsultOptions")] options: &JsValue,
    ) -> Answer {
        Ok(self.scores_and_reasons(customer, Options::read(options, &["now"])?.now()?)?.1)
    }

    /// A scorer of one index for customers that come as numbers: the quickest way, made once and asked often.
    pub fn scorer(&self, #[wasm_bindgen(unchecked_param_type = "string")] index: &JsValue) -> Result<Scorer, JsValue> {
        Ok(Scorer::new(&self.engine, self.engine.position(&argument::index(index, INDEX)?)?))
    }

    /// Scores a whole table on one index: the probabilities, in the table's order. The table is a CSV file's bytes or an object
    /// of columns.
    #[wasm_bindgen(js_name = scoreTable)]
    pub fn score_table(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Columns")] table: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "TableOptions")] options: &JsValue,
    ) -> Result<Float64Array, JsValue> {
        table::score(&self.engine, table, &Options::read(options, table::OPTIONS)?)
    }

    /// Tells for every row of a table given by columns what every column adds to its margin on one index.
    #[wasm_bindgen(js_name = explainTable, unchecked_return_type = "TableAttribution")]
    pub fn explain_table(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Columns")] table: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "TableOptions")] options: &JsValue,
    ) -> Answer {
        table::explain(&self.engine, table, &Options::read(options, table::OPTIONS)?)
    }

    /// The golden examples of the pack with the bits that every build must reproduce.
    #[wasm_bindgen(unchecked_return_type = "Golden[]")]
    pub fn golden(&self) -> Answer {
        super::described::golden(&self.engine)
    }
}

impl Advisor {
    /// A `Consultation` without offers, and what was read of the customer.
    pub(super) fn scores_and_reasons(&self, customer: &JsValue, now: Option<Day>) -> Result<(Reading, JsValue), JsValue> {
        let form = self.form();
        let (reading, encoded) = encode(&self.engine, form, customer, now)?;
        let answer = answer::consultation(&self.engine, form, &reading, &encoded);
        Ok((reading, answer))
    }

    fn form(&self) -> &Form {
        self.form.get_or_init(|| answer::form(&self.engine))
    }

    /// The engine behind the class.
    #[cfg(feature = "hosts")]
    pub(crate) fn engine(&self) -> &Rc<engine::Advisor> {
        &self.engine
    }
}

/// An answer as plain objects, by way of one text: quickest where there are hundreds of them, and one way to write them is enough.
#[cfg(feature = "hosts")]
pub(crate) fn plain<T: Serialize + ?Sized>(answer: &T) -> Answer {
    js_sys::JSON::parse(&crate::artifact::json_text(answer))
}
