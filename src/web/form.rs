//! One customer as a row of numbers: no names, no texts, no objects.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::answer::texts;
use crate::engine::{Advisor, NumberForm};

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
}

impl Scorer {
    pub(super) fn new(advisor: &Rc<Advisor>, position: usize) -> Self {
        Self { form: NumberForm::new(advisor, position), advisor: Rc::clone(advisor) }
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
    pub fn score(&mut self, values: &[f64]) -> Result<f64, JsValue> {
        Ok(self.form.probability(&self.advisor, values)?)
    }
}
