//! What was measured of the text model.

use crate::dataset::ByName;
use serde::{Deserialize, Serialize};

/// What was measured, on phrases of templates that were not learnt from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AskCard {
    /// Templates that phrases were made from.
    pub templates: u64,
    /// In all languages.
    pub all: AskFigures,
    /// By language.
    pub languages: ByName<AskFigures>,
}

/// How well intents are told.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AskFigures {
    /// Phrases that ask for something a pack can answer.
    pub phrases: u64,
    /// Share of them whose most likely intent is theirs, in [0, 1].
    pub accuracy: f64,
    /// Share of them that are sure enough to be answered, in [0, 1].
    pub answered: f64,
    /// Share of those whose intent is theirs, in [0, 1].
    pub precision: f64,
    /// Phrases about something else.
    pub others: u64,
    /// Share of them that are answered all the same, in [0, 1].
    pub false_answers: f64,
}
