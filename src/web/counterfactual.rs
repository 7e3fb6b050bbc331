//! `counterfactual`: what would bring a customer to a grade.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::advisor::{Advisor, Answer, plain};
use super::argument::{self, kind_of, refuse};
use super::customer::read_customer;
use super::options::Options;

/// The questions' types, which only JavaScript has.
#[wasm_bindgen(typescript_custom_section)]
const QUESTIONS: &str = r#"
/** Options of `counterfactual`. An unknown option is an error. */
export interface CounterfactualOptions extends ConsultOptions {
    /** The grade to reach, 1 to 7. */
    grade: number;
}
"#;

#[wasm_bindgen]
impl Advisor {
    /// What would bring a customer to a grade on an index: the fewest plausible changes of what can be changed.
    #[wasm_bindgen(unchecked_return_type = "Counterfactual")]
    pub fn counterfactual(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] index: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Customer")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "CounterfactualOptions")] options: &JsValue,
    ) -> Answer {
        let options = Options::read(options, &["grade", "now"])?;
        let (value, now) = (options.get("grade"), options.now()?);
        let whole = value.as_f64().filter(|grade| (0.0..=255.0).contains(grade) && grade.fract() == 0.0);
        let grade = whole.ok_or_else(|| refuse("no grade", "option grade", "a whole number from 1 to 7", &kind_of(&value)))?;
        let index = argument::index(index, "the index")?;
        plain(&self.engine().counterfactual(&index, &read_customer(customer)?, grade as u8, now)?)
    }
}
