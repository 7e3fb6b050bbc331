//! The class that JavaScript works with.

use std::rc::Rc;

use js_sys::{Float64Array, Function};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::customer::read_customer;
use super::options::Options;
use crate::engine;

/// What an answer is to JavaScript.
type Answer = Result<JsValue, JsValue>;

/// A pack, loaded: scores and explains customers.
///
/// Every method throws an `Error` with a stable `kind`; see `ConfidantError`.
#[wasm_bindgen]
#[derive(Clone)]
pub struct Advisor(Rc<engine::Advisor>);

#[wasm_bindgen]
impl Advisor {
    /// Loads a pack. All checks happen here, once.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: &[u8]) -> Result<Advisor, JsValue> {
        Ok(Self(Rc::new(engine::Advisor::from_bytes(bytes)?)))
    }

    /// What the pack holds: its columns, indices, products and model card.
    #[wasm_bindgen(unchecked_return_type = "Info")]
    pub fn info(&self) -> Answer {
        #[cfg(feature = "console")]
        return plain(self.0.info());
        #[cfg(not(feature = "console"))]
        super::described::info(&self.0)
    }

    /// Scores a customer on every index.
    #[wasm_bindgen(unchecked_return_type = "Record<string, Score>")]
    pub fn score(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Customer")] customer: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "ConsultOptions")] options: &JsValue,
    ) -> Answer {
        let now = Options::read(options, &["now"])?.now()?;
        plain(&self.0.score(&read_customer(customer)?, now))
    }

    /// Tells what every column adds to a customer's margin on an index.
    #[wasm_bindgen(unchecked_return_type = "Attribution")]
    pub fn explain(
        &self,
        index: &str,
        #[wasm_bindgen(unchecked_param_type = "Customer")] customer: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "ConsultOptions")] options: &JsValue,
    ) -> Answer {
        let now = Options::read(options, &["now"])?.now()?;
        plain(&self.0.explain(index, &read_customer(customer)?, now)?)
    }

    /// Scores and explains a customer on every index.
    #[wasm_bindgen(unchecked_return_type = "Consultation")]
    pub fn consult(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Customer")] customer: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "ConsultOptions")] options: &JsValue,
    ) -> Answer {
        let now = Options::read(options, &["now"])?.now()?;
        plain(&self.0.consult(&read_customer(customer)?, now))
    }

    /// Scores a whole CSV file on one index: the probabilities, in the file's order.
    #[wasm_bindgen(js_name = scoreTable)]
    pub fn score_table(
        &self,
        csv: &[u8],
        #[wasm_bindgen(unchecked_param_type = "TableOptions")] options: &JsValue,
    ) -> Result<Float64Array, JsValue> {
        let options = Options::read(options, &["index", "onProgress", "now"])?;
        let (index, progress, now) = (options.index()?, options.progress()?, options.now()?);
        let mut thrown = None;
        let scored =
            self.0.score_table(csv, &index, now, &mut |rows, fraction| go_on(progress.as_ref(), rows, fraction, &mut thrown));
        // What the page's own function threw goes back to the page as it is.
        if let Some(thrown) = thrown {
            return Err(thrown);
        }
        Ok(Float64Array::from(scored?.as_slice()))
    }

    /// The golden examples of the pack with the bits that every build must reproduce.
    #[wasm_bindgen(unchecked_return_type = "Golden[]")]
    pub fn golden(&self) -> Answer {
        #[cfg(feature = "console")]
        return plain(self.0.golden());
        #[cfg(not(feature = "console"))]
        super::described::golden(&self.0)
    }
}

#[cfg(feature = "console")]
impl Advisor {
    /// The engine behind the class.
    pub(crate) fn engine(&self) -> &Rc<engine::Advisor> {
        &self.0
    }
}

/// An answer as plain objects, arrays and values, as `JSON.parse` would make them.
pub(crate) fn plain<T: Serialize + ?Sized>(answer: &T) -> Answer {
    Ok(answer.serialize(&Serializer::json_compatible())?)
}

/// Tells the page how far it is; whether it wants to go on.
fn go_on(progress: Option<&Function>, rows: u64, fraction: f64, thrown: &mut Option<JsValue>) -> bool {
    let Some(progress) = progress else { return true };
    match progress.call2(&JsValue::UNDEFINED, &JsValue::from_f64(rows as f64), &JsValue::from_f64(fraction)) {
        Ok(answer) => answer.as_bool() != Some(false),
        Err(error) => {
            *thrown = Some(error);
            false
        }
    }
}
