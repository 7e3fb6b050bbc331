//! What the caller asks, beside the customer.

use crate::dataset::Day;
use crate::model::offers::Outcome;

/// What the caller asks of a recommendation.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Most offers.
    pub top: usize,
    /// Products the customer has, by id with how strong that is (1 for a holding, a count of purchases, a rating), beside those that
    /// the customer's own columns tell of.
    pub holdings: Vec<(String, f32)>,
    /// What was offered before.
    pub contacts: Vec<Contact>,
    /// What the call is about, such as `cancel`.
    pub intent: Option<String>,
    /// Whether the customer wants no offers at all.
    pub opt_out: bool,
    /// The language of names and sentences; English where a text has none in it.
    pub lang: String,
    /// The day that dates and contacts are counted back from; the pack's own where absent.
    pub now: Option<Day>,
}

/// An earlier offer.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// The product, by id.
    pub product: String,
    /// What came of it.
    pub outcome: Outcome,
    /// When it was, if that is known; unknown days count as recent.
    pub day: Option<Day>,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            top: 3,
            holdings: Vec::new(),
            contacts: Vec::new(),
            intent: None,
            opt_out: false,
            lang: "en".to_owned(),
            now: None,
        }
    }
}
