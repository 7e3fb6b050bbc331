//! A column as a pack describes it: what a form needs to offer it and what the engine needs to judge a value.

use serde::{Deserialize, Serialize};

use crate::dataset::{Semantic, Titles};

/// One column that a customer may have, with what a form needs to offer it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Field {
    /// The key in the customer object.
    pub name: String,
    /// How the value is read.
    pub semantic: Semantic,
    /// What people call it, by language.
    pub title: Titles,
    /// The unit behind a value.
    pub unit: Option<String>,
    /// The heading it stands under.
    pub group: Option<String>,
    /// Whether it is what a customer cannot change, such as an age; what would raise a score never asks for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub immutable: bool,
    /// For numbers, where most values lie in training, if there are more than 40; for dates, in days from the reference day, negative before it.
    pub range: Option<Range>,
    /// The share of training rows with a gap here, in [0, 1].
    pub missing: f64,
    /// The categories frequent enough to be named, most frequent first.
    pub categories: Vec<String>,
}

/// Where most values of a numeric column lie.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Range {
    /// The 1st percentile, or what 20 values lie below where that is more.
    pub low: f64,
    /// The median.
    pub median: f64,
    /// The 99th percentile, or what 20 values lie above where that is less.
    pub high: f64,
}
