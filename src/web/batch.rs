//! What a worker of the batch page calls: parts of a table in, scored rows out, and the sums over all of them.

use js_sys::{Array, Float32Array, Object, Reflect, Uint8Array, Uint32Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::advisor::{Advisor, Answer, plain};
use super::argument::bytes;
use super::options::Options;
use crate::engine::batch::{Sheet, summarise};

/// The answers' types, which only JavaScript has.
#[wasm_bindgen(typescript_custom_section)]
const ANSWERS: &str = r#"
/** What is told of the rows of a part of a table. */
export interface BatchPart {
    /** The scored rows as CSV, without the header. */
    csv: Uint8Array;
    rows: number;
    /** By index, each row's probability. */
    probabilities: Float32Array[];
    /** By index, each row's label: 1 the event, 0 not, 2 a gap; empty where the table has no such column. */
    labels: Uint8Array[];
    /** By index, the rows of each grade from 1 to 7. */
    grades: Uint32Array[];
}
"#;

/// Scores the parts of one table on every index of a pack.
#[wasm_bindgen]
pub struct Batch {
    advisor: std::rc::Rc<crate::engine::Advisor>,
    sheet: Sheet,
}

#[wasm_bindgen]
impl Batch {
    /// For a table with this header line, without its end of line.
    #[wasm_bindgen(constructor)]
    pub fn new(
        advisor: &Advisor,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] header: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ delimiter?: string }")] options: JsValue,
    ) -> Result<Batch, JsValue> {
        let csv = Options::read(&options, &["delimiter"])?.csv()?;
        let advisor = std::rc::Rc::clone(advisor.engine());
        let sheet = Sheet::new(&advisor, &bytes(&header)?, csv)?;
        Ok(Self { advisor, sheet })
    }

    /// The header of the scored table.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array")]
    pub fn header(&self) -> Uint8Array {
        Uint8Array::from(self.sheet.scored_header())
    }

    /// Scores whole records of the table, the first of them on the table's line `line`.
    #[wasm_bindgen(unchecked_return_type = "BatchPart")]
    pub fn score(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] part: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] line: &JsValue,
    ) -> Answer {
        let part = self.sheet.score(&self.advisor, &bytes(part)?, line.as_f64().unwrap_or(2.0) as u64)?;
        let answer = Object::new();
        let each = |arrays: Vec<JsValue>| -> JsValue { arrays.into_iter().collect::<Array>().into() };
        let entries: [(&str, JsValue); 5] = [
            ("csv", Uint8Array::from(part.csv.as_slice()).into()),
            ("rows", JsValue::from_f64(part.rows as f64)),
            ("probabilities", each(part.probabilities.iter().map(|all| Float32Array::from(all.as_slice()).into()).collect())),
            ("labels", each(part.labels.iter().map(|all| Uint8Array::from(all.as_slice()).into()).collect())),
            ("grades", each(part.grades.iter().map(|all| Uint32Array::from(all.as_slice()).into()).collect())),
        ];
        for (name, value) in entries {
            Reflect::set(&answer, &JsValue::from_str(name), &value)?;
        }
        Ok(answer.into())
    }
}

/// Sums up all rows of a table on one index: their probabilities and their labels, if there are any.
#[wasm_bindgen(js_name = summariseBatch, unchecked_return_type = "unknown")]
#[allow(unreachable_pub, reason = "wasm_bindgen exports only what is `pub`; no Rust code reaches into this module")]
pub fn summarise_batch(
    #[wasm_bindgen(unchecked_param_type = "Float32Array")] probabilities: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Uint8Array")] labels: &JsValue,
) -> Answer {
    let numbers = Float32Array::new(probabilities).to_vec();
    let labels = Uint8Array::new(labels).to_vec();
    plain(&summarise(&numbers, &labels))
}
