//! What the engine answers with. These shapes are the JavaScript API: their TypeScript twins in `www/types.d.ts` are
//! generated from here and compared in a test.

use serde::{Deserialize, Serialize};

use super::customer::FieldValue;
use crate::dataset::{ByName, Titles};
use crate::model::{Card, Field, Glossary, IndexCard, Polarity, Product};

/// Something about the input that the caller should know; the score stands all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Warning {
    /// The class of the warning.
    pub kind: WarningKind,
    /// The field it is about.
    pub field: String,
    /// One sentence in English.
    pub message: String,
}

/// The classes of [`Warning`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// The schema has the field, the customer has not; it is scored as a gap. An explicit `null` is a gap without a warning.
    Missing,
    /// The customer has the field, the schema has not; it is not used.
    UnknownField,
    /// The value is of another type; it is converted where that is exact, and a gap otherwise.
    Mistyped,
    /// The category was not seen, or too rarely, in training; it is scored as unseen.
    UnknownCategory,
    /// The number lies far outside the range seen in training.
    OutOfRange,
    /// A product that was named is not in the catalogue; it counts for nothing.
    UnknownProduct,
    /// A product has no text in the language asked for; another language is shown.
    MissingText,
    /// The value that chooses the model was not seen, or too rarely, in training; the pooled model answers.
    UnknownRoute,
}

/// How a customer stands on one index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Score {
    /// The calibrated probability of the event, in (0, 1).
    pub probability: f64,
    /// The percentile of the margin in the training population, or in that of the customer's route, in [0, 100]; 100 is the most likely.
    pub index: f64,
    /// 1 (most likely tenth) to 10.
    pub decile: u8,
    /// 1 (most likely) to 7.
    pub grade: u8,
    /// The raw score in log-odds, before calibration.
    pub margin: f64,
    /// Which of the index's models answered, where it has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub route: Option<TakenRoute>,
    /// The likeliest of several classes, of which the other figures are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub class: Option<String>,
    /// All classes, where there are several, the likeliest first; the probabilities sum to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub classes: Option<Vec<ClassProbability>>,
    /// What was wrong with the input.
    pub warnings: Vec<Warning>,
}

/// One of several classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ClassProbability {
    /// The label's value.
    pub name: String,
    /// Its calibrated probability, in [0, 1].
    pub probability: f64,
}

/// Which of several models answered for a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TakenRoute {
    /// The column that chooses.
    pub column: String,
    /// The value whose own model answered; null for the pooled model.
    pub value: Option<String>,
}

/// Why a margin is what it is: `baseline + Σ contributions = margin`, exactly to rounding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Attribution {
    /// The expected margin over the training population, in log-odds.
    pub baseline: f64,
    /// The customer's margin, in log-odds.
    pub margin: f64,
    /// Of several classes, the one whose margin it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub class: Option<String>,
    /// One entry for each column of the schema that is scored, the strongest first.
    pub contributions: Vec<Contribution>,
}

/// What one column adds to the margin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Contribution {
    /// The column's name.
    pub feature: String,
    /// The customer's value as it was read; null for a gap.
    pub value: FieldValue,
    /// Its Shapley value in log-odds: above 0 raises the probability, below lowers it.
    pub contribution: f64,
}

/// Everything the pack says about one customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Consultation {
    /// The score on every index, by name.
    pub scores: ByName<Score>,
    /// The reasons on every index, by name.
    pub attributions: ByName<Attribution>,
    /// What the customer is to the house, where a rule of the pack says it; not in the scorer alone.
    #[cfg(any(feature = "train", feature = "console"))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub status: Option<super::stage::StageShown>,
    /// Where the customer is in life, where a rule of the pack says it; not in the scorer alone.
    #[cfg(any(feature = "train", feature = "console"))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub life_stage: Option<super::stage::StageShown>,
    /// What to offer, where the pack makes offers; not in the scorer alone.
    #[cfg(any(feature = "train", feature = "console"))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub recommendation: Option<super::offers::Recommendation>,
}

/// What would bring a customer to a grade.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Counterfactual {
    /// The customer's grade as they are, 1 to 7.
    pub from: u8,
    /// The grade asked for.
    pub grade: u8,
    /// Up to three plans, the fewest and smallest changes first; none where the grade is theirs already or out of reach.
    pub plans: Vec<Plan>,
}

/// Changes that together bring a customer to a grade.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Plan {
    /// The changes.
    pub changes: Vec<PlannedChange>,
    /// How the customer would stand after them.
    pub score: Score,
}

/// One field with another value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlannedChange {
    /// The field.
    pub field: String,
    /// The value it has; null for a gap.
    pub from: FieldValue,
    /// The value it would have.
    pub to: FieldValue,
}

/// What a pack holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Info {
    /// The pack's name.
    pub name: String,
    /// The version of Confidant that wrote it.
    pub version: String,
    /// The version of the pack format.
    pub format: u32,
    /// The columns that a customer may have.
    pub schema: Vec<Field>,
    /// The indices it scores.
    pub indices: Vec<IndexInfo>,
    /// The products it knows.
    pub catalogue: Vec<Product>,
    /// What people call headings, units, intents, the words of the catalogue and the values of categories, by language.
    #[serde(default)]
    pub glossary: Glossary,
    /// What customers may be to the house, in the order in which its rules are tried; not in the scorer alone.
    #[cfg(any(feature = "train", feature = "console"))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<super::stage::StageShown>>"))]
    pub statuses: Vec<super::stage::StageShown>,
    /// Where customers may be in life, in the order in which the rules are tried; not in the scorer alone.
    #[cfg(any(feature = "train", feature = "console"))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<super::stage::StageShown>>"))]
    pub life_stages: Vec<super::stage::StageShown>,
    /// The model card.
    pub card: Card,
}

/// One index of a pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct IndexInfo {
    /// The name used in calls and column headings.
    pub name: String,
    /// What people call it, by language.
    pub title: Titles,
    /// Whether a high index is an opportunity or a risk.
    pub polarity: Polarity,
    /// How it was measured.
    pub card: IndexCard,
}
