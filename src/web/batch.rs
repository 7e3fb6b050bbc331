//! What a worker of the batch page calls: parts of a table in, scored rows out, and the sums over all of them.

use std::rc::Rc;

use js_sys::{Array, Float32Array, Object, Reflect, Uint8Array, Uint32Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::argument::bytes;
use crate::artifact::json_text;
use crate::dataset::CsvOptions;
use crate::engine::Advisor;
use crate::engine::batch::{Sheet, summarise};

/// A pack, loaded, as workers keep it.
#[wasm_bindgen]
pub struct Pack {
    advisor: Rc<Advisor>,
}

#[wasm_bindgen]
impl Pack {
    /// Loads a pack from its bytes, an `ArrayBuffer` or a `Uint8Array`.
    #[wasm_bindgen(constructor)]
    pub fn new(content: &JsValue) -> Result<Pack, JsValue> {
        Ok(Self { advisor: Rc::new(Advisor::from_bytes(&bytes(content)?)?) })
    }
}

/// Scores the parts of one table on every index of a pack.
#[wasm_bindgen]
pub struct Batch {
    advisor: Rc<Advisor>,
    sheet: Sheet,
}

#[wasm_bindgen]
impl Batch {
    /// For a table with this header line, without its end of line, and this byte between its fields.
    #[wasm_bindgen(constructor)]
    pub fn new(pack: &Pack, header: JsValue, delimiter: u8) -> Result<Batch, JsValue> {
        let advisor = Rc::clone(&pack.advisor);
        let sheet = Sheet::new(&advisor, &bytes(&header)?, CsvOptions { delimiter })?;
        Ok(Self { advisor, sheet })
    }

    /// The header of the scored table.
    pub fn header(&self) -> Uint8Array {
        Uint8Array::from(self.sheet.scored_header())
    }

    /// By field of the pack, 1 where the table has it.
    pub fn known(&self) -> Uint8Array {
        Uint8Array::from(self.sheet.known().iter().map(|&known| u8::from(known)).collect::<Vec<_>>().as_slice())
    }

    /// How many indices the pack has.
    pub fn indices(&self) -> u32 {
        self.advisor.by_name().len() as u32
    }

    /// Scores whole records of the table, the first of them on the table's line `line`. The answer has `csv`, the scored rows without the
    /// header; `rows`; and by index each row's probability, in `probabilities`, each row's label (1 the event, 0 not, 2 a gap; empty
    /// where the table has no such column), in `labels`, and the rows of each grade from 1 to 7, in `grades`; by field
    /// of the pack, in `mistyped`, the values that could not be read and were scored as gaps.
    pub fn score(&self, part: &JsValue, line: &JsValue) -> Result<JsValue, JsValue> {
        let part = self.sheet.score(&self.advisor, &bytes(part)?, line.as_f64().unwrap_or(2.0) as u64)?;
        let answer = Object::new();
        let each = |arrays: Vec<JsValue>| -> JsValue { arrays.into_iter().collect::<Array>().into() };
        let entries: [(&str, JsValue); 6] = [
            ("csv", Uint8Array::from(part.csv.as_slice()).into()),
            ("rows", JsValue::from_f64(part.rows as f64)),
            ("probabilities", each(part.probabilities.iter().map(|all| Float32Array::from(all.as_slice()).into()).collect())),
            ("labels", each(part.labels.iter().map(|all| Uint8Array::from(all.as_slice()).into()).collect())),
            ("mistyped", Uint32Array::from(part.mistyped.as_slice()).into()),
            ("grades", each(part.grades.iter().map(|all| Uint32Array::from(all.as_slice()).into()).collect())),
        ];
        for (name, value) in entries {
            Reflect::set(&answer, &JsValue::from_str(name), &value)?;
        }
        Ok(answer.into())
    }
}

/// Sums up all rows of a table on one index, their probabilities and their labels, if there are any: a `Summary` as JSON.
#[wasm_bindgen(js_name = summariseBatch)]
#[allow(unreachable_pub, reason = "wasm_bindgen exports only what is `pub`; no Rust code reaches into this module")]
#[must_use]
pub fn summarise_batch(probabilities: &JsValue, labels: &JsValue) -> String {
    let numbers = Float32Array::new(probabilities).to_vec();
    let labels = Uint8Array::new(labels).to_vec();
    json_text(&summarise(&numbers, &labels))
}
