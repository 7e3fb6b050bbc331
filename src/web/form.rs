//! One customer as a row of numbers: no names, no texts, no objects.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::answer::texts;
use super::argument::{kind_of, refuse};
use crate::engine::{Advisor, NumberForm};
use crate::error::{Error, ErrorKind};

#[wasm_bindgen(module = "/src/web/page.js")]
extern "C" {
    /// How many numbers the array holds, copied if it is as long as the target; below 0 where it is no `Float64Array`.
    #[wasm_bindgen(js_name = takeRow)]
    fn take_row(values: &JsValue, target: &mut [f64]) -> f64;
}

/// Scores customers that come as numbers on one index.
///
/// A customer is a `Float64Array` with a number for each of `fields`: a number as it is; yes or no as 1 or 0; a date as its
/// distance in days from the day it is counted from, negative before it; a category as its position in the field's
/// `categories`, where any other number is a category that training did not see; a text as anything. NaN is a gap. Values are not
/// judged: what a form asked for needs no warnings.
#[wasm_bindgen]
pub struct Scorer {
    form: NumberForm,
    advisor: Rc<Advisor>,
    /// The customer that is being scored.
    values: Vec<f64>,
}

impl Scorer {
    pub(super) fn new(advisor: &Rc<Advisor>, position: usize) -> Self {
        let values = vec![0.0; advisor.fields().len()];
        Self { form: NumberForm::new(advisor, position), advisor: Rc::clone(advisor), values }
    }
}

#[wasm_bindgen]
impl Scorer {
    /// The names of the fields, in the order of a customer's numbers.
    #[wasm_bindgen(getter, unchecked_return_type = "string[]")]
    pub fn fields(&self) -> Array {
        texts(self.advisor.fields().iter().map(|field| field.name.as_str()))
    }

    /// For each field, its categories; none where it is not one of names.
    #[wasm_bindgen(getter, unchecked_return_type = "string[][]")]
    pub fn categories(&self) -> Array {
        self.advisor.fields().iter().map(|field| texts(field.categories.iter().map(String::as_str))).collect()
    }

    /// The customer's probability, in (0, 1).
    pub fn score(&mut self, #[wasm_bindgen(unchecked_param_type = "Float64Array")] values: &JsValue) -> Result<f64, JsValue> {
        let len = take_row(values, &mut self.values);
        if len == self.values.len() as f64 {
            return Ok(self.form.probability(&self.advisor, &self.values)?);
        }
        if len < 0.0 {
            return Err(refuse("not a customer", "the customer", "a Float64Array", &kind_of(values)).into());
        }
        let expected = format!("{} numbers, one a field", self.values.len());
        Err(Error::new(ErrorKind::Customer, "not a customer", "the customer", expected, len.to_string()).into())
    }
}
