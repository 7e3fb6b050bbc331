//! What a pack says about itself, handed on as it stands in the file: `JSON.parse` reads it, not code of ours.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::JsValue;

use super::answer::texts;
use crate::dataset::Titles;
use crate::engine::Advisor;
use crate::model::{Described, FORMAT, Field, Range};

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

fn text(text: Option<&String>) -> JsValue {
    text.map_or(JsValue::NULL, |text| JsValue::from_str(text))
}

/// From entries and not by assignment, which `__proto__` would take for something else.
fn titles(titles: &Titles) -> Answer {
    let entry = |(language, title): (&String, &String)| Array::of2(&language.into(), &title.into());
    Ok(Object::from_entries(&titles.iter().map(entry).collect::<Array>())?.into())
}

fn range(range: &Range) -> Answer {
    object(&[("low", range.low.into()), ("median", range.median.into()), ("high", range.high.into())])
}

fn field(field: &Field) -> Answer {
    object(&[
        ("name", JsValue::from_str(&field.name)),
        ("semantic", JsValue::from_str(field.semantic.name())),
        ("title", titles(&field.title)?),
        ("unit", text(field.unit.as_ref())),
        ("group", text(field.group.as_ref())),
        ("immutable", if field.immutable { JsValue::TRUE } else { JsValue::UNDEFINED }),
        ("range", field.range.as_ref().map_or(Ok(JsValue::NULL), range)?),
        ("missing", field.missing.into()),
        ("categories", texts(field.categories.iter().map(String::as_str)).into()),
    ])
}

/// The pack's `Info`.
pub(super) fn info(advisor: &Advisor) -> Answer {
    let pack = advisor.pack();
    let indices = Array::new();
    for index in &pack.indices {
        indices.push(&object(&[
            ("name", JsValue::from_str(&index.name)),
            ("title", titles(&index.title)?),
            ("polarity", JsValue::from_str(index.polarity.name())),
            ("card", parse(&index.card)?),
        ])?);
    }
    let schema = pack.fields.iter().map(field).collect::<Result<Array, JsValue>>()?;
    let info = object(&[
        ("name", JsValue::from_str(&pack.name)),
        ("version", JsValue::from_str(&pack.version)),
        ("format", JsValue::from_f64(f64::from(FORMAT))),
        ("schema", schema.into()),
        ("indices", indices.into()),
        ("catalogue", parse(&pack.catalogue)?),
        ("glossary", parse(&pack.glossary)?),
        ("card", parse(&pack.card)?),
    ])?;
    #[cfg(feature = "hosts")]
    for (name, stages) in [("statuses", &advisor.info().statuses), ("life_stages", &advisor.info().life_stages)] {
        if !stages.is_empty() {
            Reflect::set(&info, &JsValue::from_str(name), &super::advisor::plain(stages)?)?;
        }
    }
    Ok(info)
}

/// The pack's golden examples.
pub(super) fn golden(advisor: &Advisor) -> Answer {
    JSON::parse(advisor.golden().json())
}
