//! Answers as plain objects. They leave here as numbers, and `page.js` makes objects of them.

use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::customer::{Form, Reading};
use crate::engine::{Advisor, Encoded, MISSING_MESSAGE, Path, UNROUTED_MESSAGE, WarningKind};
use crate::model::{Arrangement, Field, Routes};

/// The route of a value that has none; the same as in `page.js`.
const UNROUTED: f64 = -1.0;

#[wasm_bindgen(module = "/src/web/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeForm)]
    fn make_form(names: &Array, categories: &Array, indices: &Array, choices: &Array, messages: &Array) -> Form;
    #[wasm_bindgen(js_name = warnMissing)]
    fn warn_missing(warnings: &Array, form: &Form, place: u32);
    fn warn(warnings: &Array, kind: u32, field: &str, message: &str);
    #[wasm_bindgen(js_name = makeScores)]
    fn make_scores(form: &Form, results: &[f64], warnings: &Array) -> JsValue;
    #[wasm_bindgen(js_name = makeAttribution)]
    fn make_attribution(form: &Form, reading: &Reading, results: &[f64], class: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = makeConsultation)]
    fn make_consultation(form: &Form, scores: &JsValue, attributions: &Array) -> JsValue;
}

/// Texts as an array of JavaScript's.
pub(super) fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> Array {
    texts.map(JsValue::from_str).collect()
}

/// What the page has to know of a pack.
pub(super) fn form(advisor: &Advisor) -> Form {
    let fields = advisor.fields();
    let categories: Array = fields.iter().map(|field| texts(field.categories.iter().map(String::as_str))).collect();
    let indices = &advisor.pack().indices;
    let names = texts(advisor.by_name().iter().map(|&position| indices[position].name.as_str()));
    let routes: Array = advisor.by_name().iter().map(|&position| choices(&indices[position].arrangement, fields)).collect();
    let messages = texts([MISSING_MESSAGE, UNROUTED_MESSAGE].into_iter());
    make_form(&texts(fields.iter().map(|field| field.name.as_str())), &categories, &names, &routes, &messages)
}

/// The name of the column that chooses and its values, or no name and the classes; `undefined` where nothing is chosen.
fn choices(arrangement: &Arrangement, fields: &[Field]) -> JsValue {
    match arrangement {
        Arrangement::Single => JsValue::UNDEFINED,
        Arrangement::Routed(Routes { column, routes }) => {
            let column = fields[*column as usize].name.as_str();
            texts(std::iter::once(column).chain(routes.iter().map(|route| route.value.as_str()))).into()
        }
        Arrangement::Classes(names) => texts(std::iter::once("").chain(names.iter().map(String::as_str))).into(),
    }
}

/// `Record<string, Score>`.
pub(super) fn scores(advisor: &Advisor, form: &Form, encoded: &Encoded) -> JsValue {
    let warnings = Array::new();
    for warning in &encoded.warnings {
        match advisor.field(&warning.field) {
            Some(place) if warning.kind == WarningKind::Missing => warn_missing(&warnings, form, place as u32),
            _ => warn(&warnings, warning.kind as u32, &warning.field, &warning.message),
        }
    }
    let mut results = Vec::with_capacity(6 * advisor.by_name().len());
    for &position in advisor.by_name() {
        let (score, shares) = advisor.standing_and_shares(position, encoded);
        let route = match score.path {
            _ if !shares.is_empty() => score.part as f64,
            Path::Route(at) if score.part > 0 => at as f64 + 1.0,
            Path::Unknown => UNROUTED,
            _ => 0.0,
        };
        results.extend([score.probability, score.index, score.decile.into(), score.grade.into(), score.margin, route]);
        results.extend(shares);
    }
    make_scores(form, &results, &warnings)
}

/// An `Attribution`.
pub(super) fn attribution(
    advisor: &Advisor,
    form: &Form,
    reading: &Reading,
    (position, class): (usize, Option<usize>),
    encoded: &Encoded,
) -> JsValue {
    let reasons = advisor.reasons(position, class, encoded);
    let class = advisor.classes(position).map_or(JsValue::UNDEFINED, |names| JsValue::from_str(&names[reasons.part]));
    let mut results = Vec::with_capacity(2 + 2 * reasons.order.len());
    results.extend([reasons.baseline, reasons.margin]);
    for at in reasons.order {
        results.extend([at as f64, reasons.contributions[at]]);
    }
    make_attribution(form, reading, &results, &class)
}

/// A `Consultation`.
pub(super) fn consultation(advisor: &Advisor, form: &Form, reading: &Reading, encoded: &Encoded) -> JsValue {
    let attribution = |&position: &usize| attribution(advisor, form, reading, (position, None), encoded);
    let attributions: Array = advisor.by_name().iter().map(attribution).collect();
    make_consultation(form, &scores(advisor, form, encoded), &attributions)
}
