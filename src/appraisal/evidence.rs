//! What training knows of the rows that an index was measured on.

use serde::Serialize;

use crate::dataset::{MISSING_CODE, Semantic, Values};
use crate::engine::Rows;
use crate::metric::likeliest;
use crate::model::{Contender, MISSING_HASH, category_hash};

/// Rows that were held out of a fit, with what that fit said of them. All vectors have one entry a row, but for those of the
/// sample. Of several classes, margins, probabilities and labels are empty and `classes` has what there is in their place.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Margins in log-odds, each by a fit that did not see the row.
    pub margins: Vec<f64>,
    /// Probabilities, each by a calibrator that was fitted without the row.
    pub probabilities: Vec<f64>,
    /// 1 for the event, else 0.
    pub labels: Vec<f32>,
    /// What was said of rows of several classes.
    pub classes: Option<ClassRows>,
    /// What the rows weigh; empty where all weigh alike.
    pub weights: Vec<f32>,
    /// Positions of the rows whose values are kept, ascending.
    pub sample: Vec<u32>,
    /// The values of the pack's fields on the sample, one entry a field; dates are days from the row's reference day.
    pub fields: Vec<Values>,
    /// Columns by whose groups the scores are compared, on all rows.
    pub sensitive: Vec<(String, Semantic, Values)>,
    /// All models that were compared on the same rows, the one that ships among them; none where there was nothing to compare.
    pub rivals: Vec<Rival>,
    /// What was tried in tuning, in order.
    pub history: Vec<Trial>,
}

/// Rows of several classes.
#[derive(Debug, Clone)]
pub struct ClassRows {
    /// The classes.
    pub names: Vec<String>,
    /// Each row's probabilities, one a class, by a temperature that was fitted without the row.
    pub shares: Vec<Vec<f64>>,
    /// The class of each row, by its position among the names.
    pub of_row: Vec<u32>,
}

impl ClassRows {
    /// The likeliest class of each row.
    pub(super) fn chosen(&self) -> Vec<usize> {
        self.shares.iter().map(|shares| likeliest(shares)).collect()
    }

    /// The classes that occur, the most frequent first.
    pub(super) fn by_rows(&self) -> Vec<usize> {
        by_count(self.of_row.iter().map(|&class| class as usize), self.names.len())
    }
}

/// Those of 0..`count` that occur, the most frequent first.
pub(super) fn by_count(occur: impl Iterator<Item = usize>, count: usize) -> Vec<usize> {
    let mut counts = vec![0_usize; count];
    occur.for_each(|one| counts[one] += 1);
    let mut order: Vec<usize> = (0..count).filter(|&one| counts[one] > 0).collect();
    order.sort_by_key(|&one| std::cmp::Reverse(counts[one]));
    order
}

/// A model that was compared on the rows of the [`Evidence`].
#[derive(Debug, Clone)]
pub struct Rival {
    /// What it is, and its figures.
    pub summary: Contender,
    /// Margins in log-odds, each by a fit that did not see the row.
    pub margins: Vec<f64>,
    /// Probabilities, each by a calibrator that was fitted without the row.
    pub probabilities: Vec<f64>,
    /// What is to be said of how it was fitted.
    pub note: Option<String>,
}

/// A setting that was tried in tuning.
#[derive(Debug, Clone, Serialize)]
pub struct Trial {
    /// The setting, in words.
    pub setting: String,
    /// Its held-out log loss in nats.
    pub logloss: f64,
}

impl Evidence {
    /// The sample as the engine reads it.
    pub(super) fn rows(&self) -> Rows {
        Rows::from_columns(self.fields.iter().map(column).collect(), self.sample.len())
    }

    /// What a row weighs.
    pub(super) fn weight(&self, row: usize) -> f64 {
        self.weights.get(row).map_or(1.0, |&weight| f64::from(weight))
    }
}

/// A field's values as the engine reads them: numbers or hashes.
pub(super) fn column(values: &Values) -> (Vec<f32>, Vec<u64>) {
    match values {
        Values::Numbers(numbers) => (numbers.clone(), Vec::new()),
        Values::Days(days) => (days.iter().map(|day| day.map_or(f32::NAN, |day| day.0 as f32)).collect(), Vec::new()),
        Values::Categories { codes, names } => {
            let hash = |&code: &u32| if code == MISSING_CODE { MISSING_HASH } else { category_hash(&names[code as usize]) };
            (Vec::new(), codes.iter().map(hash).collect())
        }
        Values::Dropped => (Vec::new(), Vec::new()),
    }
}
