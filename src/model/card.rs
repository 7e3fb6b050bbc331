//! The model card: what a pack was trained on and how well it did, measured on rows that it was not fitted on.

use serde::{Deserialize, Serialize};

use super::MeasuredCard;
use crate::dataset::ByName;

/// Whether a high index is good news or bad news for the business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// A high index is a chance: cross-sell, conversion.
    #[default]
    Opportunity,
    /// A high index is a danger: churn, delinquency, complaint.
    Risk,
}

impl Polarity {
    /// The name used in project files and packs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Opportunity => "opportunity",
            Self::Risk => "risk",
        }
    }
}

/// What is true of the whole pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Card {
    /// The program and version that trained it.
    pub created_by: String,
    /// The training table's file name, without its folder.
    pub source: String,
    /// Rows in the training table.
    pub rows: u64,
    /// The seed: the same table, project and seed give the same bytes.
    pub seed: u64,
    /// First and last day of the training data, ISO 8601, where a time column was named.
    pub window: Option<Window>,
    /// The reference day that dates are counted back from, ISO 8601, where there are dates.
    pub as_of: Option<String>,
    /// The column of row weights, where there is one: rates, shares and figures are by weight, counts are of rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub weight: Option<String>,
    /// What the trainer noticed: columns left out and why, rows dropped.
    pub notes: Vec<String>,
    /// The same notes in other languages, by language and in the same order.
    #[serde(default, skip_serializing_if = "ByName::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<ByName<Vec<String>>>"))]
    pub translations: ByName<Vec<String>>,
}

/// A span of days, both included, ISO 8601.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Window {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
}

/// A way of learning an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ModelKind {
    /// Gradient boosting on oblivious trees.
    #[default]
    Forest,
    /// A scorecard: every column adds points by bin. It ships as trees of one split each.
    Linear,
    /// A weighted mean of the two, in one forest.
    Blend,
    /// A random forest of deep trees: a yardstick that never ships.
    RandomForest,
}

impl ModelKind {
    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Forest => "boosted forest",
            Self::Linear => "linear scorecard",
            Self::Blend => "blend",
            Self::RandomForest => "random forest",
        }
    }
}

/// One of the models that were compared to choose what ships, on the rows that the index was measured on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Contender {
    /// What it is.
    pub model: ModelKind,
    /// Whether it is the one that ships.
    pub ships: bool,
    /// Area under the ROC curve, in [0, 1].
    pub auc: f64,
    /// Mean negative log-likelihood in nats.
    pub logloss: f64,
    /// Average precision, in [0, 1].
    pub ap: f64,
    /// Mean squared error of the probability, in [0, 1].
    pub brier: f64,
    /// Expected calibration error over ten bins of equal size, in [0, 1].
    pub ece: f64,
    /// The event rate of the most likely tenth over that of all rows.
    pub lift: f64,
}

/// How one index was trained and measured.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct IndexCard {
    /// The label column.
    pub label: String,
    /// The label value that counts as the event; of several classes the most frequent.
    pub positive: String,
    /// Rows with a label.
    pub rows: u64,
    /// Weighted share of the event among them, in [0, 1].
    pub positive_rate: f64,
    /// What the index is: `forest`, `linear` or `blend`.
    #[serde(default)]
    pub model: ModelKind,
    /// Trees in the forest; for a linear model, its steps from bin to bin; for a blend both.
    pub trees: u32,
    /// Where the figures come from: `5-fold out-of-fold`, `held-out 15 %`, `held-out latest 15 %`.
    pub measured_on: String,
    /// The calibrator that was chosen: `platt` or `isotonic`.
    pub calibrator: String,
    /// The figures.
    pub metrics: Metrics,
    /// The models that were compared, where the project asked for the best.
    #[serde(default)]
    pub contenders: Vec<Contender>,
    /// How sure the figures are, how far the probabilities can be relied on, and the index by groups; not in packs of before it was worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub measured: Option<MeasuredCard>,
    /// The decile table, best tenth first.
    pub deciles: Vec<DecileRow>,
    /// The columns by mean |Shapley value| in log-odds, strongest first.
    pub importance: Vec<Importance>,
    /// What was tried by the values of a column, where the project routes by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub routes: Option<RoutesCard>,
    /// The figures by class, where the index tells several apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub classes: Option<ClassesCard>,
}

/// How well an index of several classes tells them apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ClassesCard {
    /// Weighted share of the rows whose likeliest class is theirs, in [0, 1].
    pub accuracy: f64,
    /// The classes, in the order of the confusion matrix.
    pub classes: Vec<ClassCard>,
    /// By class, how many of its rows each class is the likeliest of.
    pub confusion: Vec<Vec<u64>>,
}

/// One of several classes, against the rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ClassCard {
    /// The label's value.
    pub name: String,
    /// Rows that were measured.
    pub rows: u64,
    /// Their weighted share of all, in [0, 1].
    pub rate: f64,
    /// Area under the ROC curve of its probability, this class against the rest.
    pub auc: f64,
    /// Rows of the class among those whose likeliest class it is.
    pub precision: f64,
    /// Rows whose likeliest class it is among those of the class.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
}

/// Whether the populations behind the values of a column differ, and whether a model of its own serves each better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RoutesCard {
    /// The column that chooses.
    pub column: String,
    /// Whether the rates of the event differ between its values; absent where fewer than two were frequent enough.
    pub rates: Option<RateTest>,
    /// The values that were frequent enough to be measured, most frequent first.
    pub routes: Vec<RouteCard>,
    /// Rows of rarer values and gaps; the pooled model answers for them.
    pub other_rows: u64,
}

/// The likelihood-ratio test of one rate of the event for all: G = 2 Σ observed × ln(observed / expected) (Wilks 1938), chi-squared
/// with one degree of freedom less than there are values, by rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RateTest {
    /// G.
    pub statistic: f64,
    /// Degrees of freedom.
    pub freedom: u32,
    /// The probability of as much or more under one rate, in [0, 1].
    pub p: f64,
}

/// One value of the column that chooses, measured on rows that neither model saw, calibrated by maps that did not see them either.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RouteCard {
    /// The value.
    pub value: String,
    /// Whether its own model answers for it; else the pooled model does.
    pub kept: bool,
    /// Rows with a label.
    pub rows: u64,
    /// Rows with the event among them.
    pub positives: u64,
    /// Weighted share of the event, in [0, 1].
    pub positive_rate: f64,
    /// Trees of its own model.
    pub trees: u32,
    /// The calibrator of its own model.
    pub calibrator: String,
    /// Area under the ROC curve by its own model.
    pub auc: f64,
    /// The same by the pooled model.
    pub pooled_auc: f64,
    /// Mean negative log-likelihood in nats by its own model.
    pub logloss: f64,
    /// The same by the pooled model.
    pub pooled_logloss: f64,
    /// What its own model saves a row, in nats: the mean of the paired differences.
    pub gain: f64,
    /// The standard error of the gain; rows of one group are counted as one.
    pub gain_error: f64,
    /// One-sided p-value of the gain against none.
    pub p: f64,
    /// The decile table by its own model, best tenth first.
    pub deciles: Vec<DecileRow>,
}

/// The figures of an index. Those that need a threshold use [`Metrics::threshold`].
///
/// Of an index of several classes, `auc` and `ap` are means over the classes, each against the rest, `logloss` and `brier` take all
/// classes together, `ece` is of the likeliest class, and precision, recall and F1 are means over the classes of what the likeliest class
/// gets right.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Metrics {
    /// Area under the ROC curve, ties counted half, in [0, 1].
    pub auc: f64,
    /// Mean negative log-likelihood in nats.
    pub logloss: f64,
    /// Average precision (area under the precision-recall step curve), in [0, 1].
    pub ap: f64,
    /// Mean squared error of the probability (Brier 1950), in [0, 1].
    pub brier: f64,
    /// Expected calibration error over ten bins of equal size, in [0, 1].
    pub ece: f64,
    /// The probability from which a row counts as predicted positive.
    pub threshold: f64,
    /// True positives among predicted positives.
    pub precision: f64,
    /// True positives among positives.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
    /// F1 × recall.
    pub model_score: f64,
}

/// One tenth of the population, ordered by margin.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DecileRow {
    /// 1 (most likely) to 10.
    pub decile: u8,
    /// Rows in it.
    pub rows: u64,
    /// Events in it.
    pub positives: u64,
    /// The lowest probability in it.
    pub min_probability: f64,
    /// The highest probability in it.
    pub max_probability: f64,
    /// Events per row.
    pub rate: f64,
    /// Share of all events in this and better deciles, in [0, 1].
    pub cumulative_share: f64,
    /// Rate over the overall rate.
    pub lift: f64,
}

/// How much a column moves the margin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Importance {
    /// The column.
    pub feature: String,
    /// Mean |Shapley value| in log-odds over rows it was not fitted on.
    pub mean_abs_contribution: f64,
}
