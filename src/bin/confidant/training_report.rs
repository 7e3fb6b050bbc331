//! What a training tells of how well its indices do: one HTML file, or the same as JSON.

use std::path::Path;

use serde::Serialize;

use confidant::appraisal::{Appraisal, Evidence, appraise};
use confidant::engine::Advisor;
use confidant::error::Result;
use confidant::model::{Card, IndexCard, Pack};
use confidant::report;

use crate::evaluate::json;
use crate::offers_text::ShownOffers;

/// The report as JSON.
#[derive(Serialize)]
struct Report<'a> {
    pack: &'a str,
    card: &'a Card,
    columns: usize,
    indices: Vec<Section<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offers: Option<ShownOffers<'a>>,
}

/// What is told of one index.
#[derive(Serialize)]
struct Section<'a> {
    card: &'a IndexCard,
    appraisal: Appraisal,
}

/// Whether a report of this name is written as JSON.
pub(crate) fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// The report's text: JSON where `path` ends in `.json`, else HTML.
///
/// # Errors
/// `data` when a figure cannot be written.
pub(crate) fn text(path: &Path, pack: &Pack, evidence: &[Evidence]) -> Result<String> {
    let advisor = Advisor::new(pack.clone());
    let appraisals: Vec<Appraisal> =
        evidence.iter().enumerate().map(|(position, evidence)| appraise(&advisor, position, evidence)).collect();
    if !is_json(path) {
        return Ok(report::training(pack, &appraisals));
    }
    let sections = pack.indices.iter().zip(appraisals);
    let indices = sections.map(|(index, appraisal)| Section { card: &index.card, appraisal }).collect();
    let offers = pack.offers.as_ref().map(ShownOffers::new);
    json(&Report { pack: &pack.name, card: &pack.card, columns: pack.fields.len(), indices, offers })
}
