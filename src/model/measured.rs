//! What a card says beside the figures: how sure they are, how far the probabilities can be relied on, and how they serve groups of
//! customers. Nothing here rests on fewer than 20 rows of either kind.

use serde::{Deserialize, Serialize};

use super::ReliabilityBin;

/// What was found out about an index on the rows that it was measured on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MeasuredCard {
    /// The rows that it was measured on.
    pub rows: u64,
    /// How sure the figures are.
    pub intervals: Vec<Interval>,
    /// What was stated and what came true, the smallest probabilities first: tenths of the rows, some of them together where a tenth has too
    /// few of either kind.
    pub reliability: Vec<ReliabilityBin>,
    /// The index by the groups of the project's sensitive columns.
    pub slices: Vec<SlicesCard>,
    /// Of several classes, what is said of each against the rest; reliability and slices are empty above, and here of the most frequent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<ClassMeasured>>"))]
    pub classes: Vec<ClassMeasured>,
}

/// What was found out about one of several classes. A row is selected where the class is its likeliest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ClassMeasured {
    /// The class.
    pub class: String,
    /// How sure its figures are.
    pub intervals: Vec<Interval>,
    /// What was stated of it and what came true, as of an index.
    pub reliability: Vec<ReliabilityBin>,
    /// Its probability by the groups of the project's sensitive columns.
    pub slices: Vec<SlicesCard>,
}

/// The interval of a figure at 95 %, by percentiles of the bootstrap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Interval {
    /// The figure, by its name among the card's metrics.
    pub metric: String,
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// An index by the groups of one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SlicesCard {
    /// The column.
    pub column: String,
    /// Its groups, as far as they are large enough to be told of.
    pub groups: Vec<SliceCard>,
    /// Rows in other groups; 0, or so many that nothing is told of few by subtracting.
    pub left_out: u64,
    /// Whether the largest group counts the rows of groups that are too small even together.
    pub joined: bool,
}

/// An index on one group of customers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SliceCard {
    /// The group.
    pub group: SliceGroup,
    /// Its rows.
    pub rows: u64,
    /// The mean probability, by weight.
    pub mean_probability: f64,
    /// Events a row, by weight, in [0, 1]; null where the group has too few events or too few others.
    pub rate: Option<f64>,
    /// Area under the ROC curve; null where the rate is.
    pub auc: Option<f64>,
    /// The share at the threshold or above, by weight; null where too few are, or too few are not.
    pub selection_rate: Option<f64>,
    /// The selection rate over that of the group with the highest; below 0.8 is adverse impact by the four-fifths rule (29 CFR 1607.4 D).
    pub impact_ratio: Option<f64>,
}

/// Whom a group is of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SliceGroup {
    /// Those of one value.
    Value(String),
    /// Those above one number or day and up to another; an end that is open would be somebody's extreme.
    Band {
        /// The lower end, not included.
        above: Option<String>,
        /// The upper end, included.
        up_to: Option<String>,
    },
    /// Those of all rarer values together.
    Others,
    /// Those of whom it is not known.
    Missing,
}

impl std::fmt::Display for SliceGroup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Value(value) => f.write_str(value),
            Self::Band { above: None, up_to: None } => f.write_str("all"),
            Self::Band { above: None, up_to: Some(most) } => write!(f, "up to {most}"),
            Self::Band { above: Some(least), up_to: None } => write!(f, "above {least}"),
            Self::Band { above: Some(least), up_to: Some(most) } => write!(f, "{least} – {most}"),
            Self::Others => f.write_str("all others"),
            Self::Missing => f.write_str("missing"),
        }
    }
}
