//! What was stated, held against what came true.

use serde::{Deserialize, Serialize};

/// How far what was stated as probabilities can be relied on: of offers, the shares "this product is next" of each measured customer's first
/// ten products.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Reliability {
    /// Mean squared distance of what was stated from 1 for what came true and from 0 for the rest (Brier 1950).
    pub brier: f64,
    /// Mean distance of what was stated and the share that came true over the bins, by how many they hold (Naeini et al. 2015).
    pub ece: f64,
    /// Tenths, the smallest first.
    pub bins: Vec<ReliabilityBin>,
}

/// A tenth of what was stated, or several together.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ReliabilityBin {
    /// The mean that was stated, in [0, 1].
    pub stated: f64,
    /// The share that came true, in [0, 1].
    pub true_share: f64,
    /// How many they are.
    pub count: u64,
}
