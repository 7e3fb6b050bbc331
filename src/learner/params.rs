//! Training parameters, checked once into a type that the learner trusts.

use serde::Deserialize;

use crate::error::{Error, ErrorKind, Result};
use crate::model::{MAX_BORDERS, MAX_DEPTH};

/// The card shows the seed to JavaScript, which has whole numbers up to here.
const LARGEST_SEED: u64 = 1 << 53;

/// Up to so many rows, finer borders than so many cost time and tell nothing more. With the bins for gaps and for what lies below the first
/// they are a power of two, as histograms are wide.
const ENOUGH_BORDERS: [(usize, usize); 2] = [(5_000, 62), (20_000, 126)];

/// Up to so many rows, trees have a level less: their leaves would hold too few.
const FEW_ROWS: usize = 10_000;

/// From so many columns on, each tree draws its features.
const MANY_COLUMNS: usize = 30;

/// From more rows than these on, training waits longer for improvement.
const MANY_ROWS: usize = 100_000;

/// What gradients are taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Boosting {
    /// Whichever measured better: the forest as it stands.
    #[default]
    Auto,
    /// From forests that have not seen the row.
    Ordered,
    /// From the forest as it stands.
    Plain,
}

impl std::str::FromStr for Boosting {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        match text {
            "auto" => Ok(Self::Auto),
            "ordered" => Ok(Self::Ordered),
            "plain" => Ok(Self::Plain),
            _ => Err("auto, ordered or plain is expected".to_owned()),
        }
    }
}

/// How combinations of categorical columns are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Combining {
    /// By a test of what they add to the single columns, before any forest grows.
    #[default]
    Judged,
    /// As trees grow: what a tree has asked for, with one more column.
    Greedy,
}

impl std::str::FromStr for Combining {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        match text {
            "judged" => Ok(Self::Judged),
            "greedy" => Ok(Self::Greedy),
            _ => Err("judged or greedy is expected".to_owned()),
        }
    }
}

/// Training parameters as a project file states them; what is absent takes its default.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingSpec {
    /// Most trees, 1 to 10,000. Default 1,000.
    pub iterations: Option<u32>,
    /// Shrinkage of each tree, in (0, 1]. Default: from the number of rows.
    pub learning_rate: Option<f64>,
    /// Levels a tree, 1 to 8. Default 5 up to 10,000 rows, beyond 6.
    pub depth: Option<usize>,
    /// L2 penalty on leaves, 0 or more. Default 3.
    pub l2: Option<f64>,
    /// Share of rows that choose each tree's splits, in (0, 1]. Default: from the number of rows, 0.4 and less for many.
    pub row_sample: Option<f64>,
    /// Weighs rows at random instead of drawing them, each by (-ln u)^temperature with u uniform (the Bayesian bootstrap of Rubin
    /// 1981 at 1), 0 to 10. Absent, rows are drawn by minimal variance sampling.
    pub bagging_temperature: Option<f64>,
    /// Newton steps for each tree's leaves, 1 to 20. Default 1.
    pub leaf_steps: Option<usize>,
    /// Share of features that each tree may use, in (0, 1]. Default 1 below 30 columns, from there 0.5.
    pub column_sample: Option<f64>,
    /// Whether gradients are taken from forests that have not seen the row (`ordered`) or from the forest as it stands (`plain`).
    /// Default `auto`, which is plain.
    pub boosting: Option<Boosting>,
    /// Noise on split scores against overfitting, 0 or more. Default 1.
    pub random_strength: Option<f64>,
    /// Most borders of a numeric column, 1 to 254. Default 62 up to 5,000 rows, 126 up to 20,000, beyond 254.
    pub borders: Option<usize>,
    /// Categorical columns with at most this many values are one-hot. Default 4.
    pub one_hot_max: Option<usize>,
    /// Categories seen in fewer rows are pooled as rare and never named in the pack. Default 5.
    pub min_category_count: Option<u32>,
    /// Most combinations of categorical columns, 0 to 64; 0 turns them off. Default 8, or 64 where they are found greedily.
    pub combinations: Option<usize>,
    /// How combinations are found: `judged` by a test before any forest grows, which is the default, or `greedy`, as CatBoost does, while
    /// trees grow: slower, and of forests of two classes only; those of several are judged.
    pub combining: Option<Combining>,
    /// Trees without improvement before training stops. Default 30 up to 100,000 rows, beyond 60, and less where the best came soon: a
    /// quarter of its trees and 10.
    pub patience: Option<u32>,
    /// Folds for out-of-fold calibration and measurement, 2 to 20, or 1 for a single held-out part. Default 3 up to 20,000 rows,
    /// else 1.
    pub folds: Option<usize>,
    /// Share of rows held out when there are no folds, in [0.05, 0.5]. Default 0.15.
    pub holdout: Option<f64>,
    /// Where every random choice comes from. Default 0.
    pub seed: Option<u64>,
}

/// Checked training parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Params {
    pub(super) iterations: u32,
    pub(super) learning_rate: Option<f64>,
    pub(super) depth: Option<usize>,
    pub(super) l2: f64,
    pub(super) row_sample: Option<f64>,
    pub(super) bagging_temperature: Option<f64>,
    pub(super) leaf_steps: usize,
    pub(super) column_sample: Option<f64>,
    pub(super) boosting: Boosting,
    pub(super) random_strength: f64,
    pub(super) borders: Option<usize>,
    pub(super) one_hot_max: usize,
    pub(super) min_category_count: u32,
    pub(super) combinations: usize,
    pub(super) combining: Combining,
    pub(super) patience: Option<u32>,
    pub(super) folds: Option<usize>,
    pub(super) holdout: f64,
    pub(super) seed: u64,
}

impl TrainingSpec {
    /// Fills in defaults and checks ranges.
    ///
    /// # Errors
    /// `parameter`, naming the parameter, its range and the value found.
    pub fn check(&self) -> Result<Params> {
        let greedy = self.combining == Some(Combining::Greedy);
        Ok(Params {
            iterations: within("iterations", self.iterations.unwrap_or(1000), 1, 10_000)?,
            learning_rate: self.learning_rate.map(|x| within("learning_rate", x, 1e-6, 1.0)).transpose()?,
            depth: self.depth.map(|x| within("depth", x, 1, MAX_DEPTH)).transpose()?,
            l2: within("l2", self.l2.unwrap_or(3.0), 0.0, 1e6)?,
            row_sample: self.row_sample.map(|x| within("row_sample", x, 0.01, 1.0)).transpose()?,
            bagging_temperature: self.bagging_temperature.map(|x| within("bagging_temperature", x, 0.0, 10.0)).transpose()?,
            leaf_steps: within("leaf_steps", self.leaf_steps.unwrap_or(1), 1, 20)?,
            column_sample: self.column_sample.map(|x| within("column_sample", x, 0.01, 1.0)).transpose()?,
            boosting: self.boosting.unwrap_or_default(),
            random_strength: within("random_strength", self.random_strength.unwrap_or(1.0), 0.0, 1e3)?,
            borders: self.borders.map(|x| within("borders", x, 1, MAX_BORDERS)).transpose()?,
            one_hot_max: within("one_hot_max", self.one_hot_max.unwrap_or(4), 0, 200)?,
            min_category_count: within("min_category_count", self.min_category_count.unwrap_or(5), 1, 1_000_000)?,
            combinations: within("combinations", self.combinations.unwrap_or(if greedy { 64 } else { 8 }), 0, 64)?,
            combining: self.combining.unwrap_or_default(),
            patience: self.patience.map(|x| within("patience", x, 1, 10_000)).transpose()?,
            folds: self.folds.map(|x| within("folds", x, 1, 20)).transpose()?,
            holdout: within("holdout", self.holdout.unwrap_or(0.15), 0.05, 0.5)?,
            seed: within("seed", self.seed.unwrap_or(0), 0, LARGEST_SEED)?,
        })
    }
}

pub(super) fn within<T: PartialOrd + std::fmt::Display>(name: &'static str, value: T, low: T, high: T) -> Result<T> {
    if value >= low && value <= high {
        return Ok(value);
    }
    let expected = format!("{low} to {high}");
    Err(Error::new(ErrorKind::Parameter, "training parameter out of range", name, expected, value.to_string()))
}

impl Params {
    /// The share of rows that choose a tree's splits: as given, or 0.4 up to about 75,000 rows and falling with their root.
    pub(super) fn row_sample(&self, rows: usize) -> f64 {
        self.row_sample.unwrap_or_else(|| (12_000.0 / rows.max(1) as f64).sqrt().clamp(0.2, 0.4))
    }

    /// Levels a tree: as given, or by the number of rows.
    pub(super) fn depth(&self, rows: usize) -> usize {
        self.depth.unwrap_or(if rows <= FEW_ROWS { 5 } else { 6 })
    }

    /// The share of features that each tree may use: as given, or by the number of columns.
    pub(super) fn column_sample(&self, columns: usize) -> f64 {
        self.column_sample.unwrap_or(if columns < MANY_COLUMNS { 1.0 } else { 0.5 })
    }

    /// Trees without improvement after the `best` first ones before training stops: as given, or more for many rows, where one tree moves the
    /// loss by less than what drawing rows moves it, and few where the best came soon.
    pub(super) fn patience(&self, rows: usize, best: usize) -> usize {
        let most = if rows <= MANY_ROWS { 30 } else { 60 };
        self.patience.map_or_else(|| most.min(10 + best / 4), |patience| patience as usize)
    }

    /// Whether gradients are taken from forests that have not seen the row. Nothing was won by it on tables of any size that was tried, so that
    /// `auto` is plain.
    pub(super) fn is_ordered(&self) -> bool {
        self.boosting == Boosting::Ordered
    }

    /// Most borders of a numeric column: as given, or by the number of rows.
    pub(super) fn borders(&self, rows: usize) -> usize {
        let enough = || ENOUGH_BORDERS.iter().find(|(most_rows, _)| rows <= *most_rows);
        self.borders.unwrap_or_else(|| enough().map_or(MAX_BORDERS, |&(_, borders)| borders))
    }

    /// The shrinkage: as given, or 0.07 (rows / 10,000)^0.15 and, for fewer trees than 1,000, more by (iterations / 1,000)^-0.451
    /// as in CatBoost. More rows bear longer steps; the exponents hold over tables from a thousand rows to a million.
    pub(super) fn learning_rate(&self, rows: usize) -> f64 {
        use crate::math::{exp, ln};
        self.learning_rate.unwrap_or_else(|| {
            let by_rows = 0.07 * exp(0.15 * ln(rows.max(1) as f64 / 10_000.0));
            let fewer_trees = (f64::from(self.iterations) / 1000.0).min(1.0);
            (by_rows.clamp(0.04, 0.12) * exp(-0.451 * ln(fewer_trees))).min(0.3)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_out_of_range_are_named() {
        let spec = TrainingSpec { depth: Some(11), ..TrainingSpec::default() };
        let message = spec.check().unwrap_err().to_string();
        assert_eq!(message, "training parameter out of range, at depth: expected 1 to 8, found 11");
        let spec = TrainingSpec { learning_rate: Some(f64::NAN), ..TrainingSpec::default() };
        assert!(spec.check().is_err());
        let rate = TrainingSpec::default().check().unwrap().learning_rate(5_000);
        assert!((0.055..0.07).contains(&rate), "{rate}");
    }
}
