//! What a pack says about itself, handed on as it stands in the file: `JSON.parse` reads it, not code of ours.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::JsValue;

use super::advisor::plain;
use crate::engine::Advisor;
use crate::model::{Described, FORMAT};

type Answer = Result<JsValue, JsValue>;

fn object(entries: &[(&str, JsValue)]) -> Answer {
    let object = Object::new();
    for (key, value) in entries {
        Reflect::set(&object, &JsValue::from_str(key), value)?;
    }
    Ok(object.into())
}

fn parse<T>(described: &Described<T>) -> Answer {
    JSON::parse(described.json())
}

/// The pack's `Info`.
pub(super) fn info(advisor: &Advisor) -> Answer {
    let pack = advisor.pack();
    let indices = Array::new();
    for index in &pack.indices {
        indices.push(&object(&[
            ("name", JsValue::from_str(&index.name)),
            ("title", plain(&index.title)?),
            ("polarity", plain(&index.polarity)?),
            ("card", parse(&index.card)?),
        ])?);
    }
    object(&[
        ("name", JsValue::from_str(&pack.name)),
        ("version", JsValue::from_str(&pack.version)),
        ("format", JsValue::from_f64(f64::from(FORMAT))),
        ("schema", plain(&pack.fields)?),
        ("indices", indices.into()),
        ("catalogue", parse(&pack.catalogue)?),
        ("card", parse(&pack.card)?),
    ])
}

/// The pack's golden examples.
pub(super) fn golden(advisor: &Advisor) -> Answer {
    parse(advisor.golden())
}
