//! Models of their own for the values of a column, where the data says that they are worth it.
//!
//! A value with rows enough gets a forest, a calibrator and a population of its own, fitted on its rows alone and on the folds of the
//! pooled model, so that both are measured on the same rows by fits that did not see them. Its own model is kept where it saves
//! log loss row by row: the mean of the paired differences is above 0 by a one-sided z-test at 5 %, divided by the number of values
//! tried (Bonferroni). Everybody else stays with the pooled model. Whether the values are populations of their own at all is
//! told by the likelihood-ratio test of one rate of the event for all (Wilks 1938).

use crate::dataset::{MISSING_CODE, Semantic, Table, Values};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::math::{ln, logit};
use crate::metric::{chi_squared_tail, clustered_mean, normal_tail};
use crate::model::{Arrangement, DecileRow, Part, RateTest, Route, RouteCard, Routes, RoutesCard};

use super::inputs::pick;
use super::label::position;
use super::prepare::Prepared;

/// Rows below which a value is not measured apart, and rows of either class: for fewer, chance decides.
const FEWEST_ROWS: usize = 200;
const FEWEST_OF_A_CLASS: usize = 50;
/// Most values that are measured, the most frequent ones.
const MOST_VALUES: usize = 50;
/// What the chance of keeping a model that is no better may be, over all values.
const LEVEL: f64 = 0.05;

/// A value of the column that chooses, and its rows, by position among the labelled rows.
pub(super) struct Value {
    pub(super) name: String,
    pub(super) rows: Vec<u32>,
}

/// The column that chooses.
pub(super) struct Column {
    pub(super) name: String,
    /// Its position among the pack's fields.
    field: u32,
    /// The values that are frequent enough to be measured, the most frequent first.
    pub(super) values: Vec<Value>,
    /// Rows of other values, and of none.
    other_rows: usize,
}

impl Column {
    /// Finds the column that the project routes by and its frequent values among the labelled `rows`.
    ///
    /// # Errors
    /// `schema` when there is no such column, when it is neither categorical nor boolean, and when it is left out of the scoring.
    pub(super) fn new(prepared: &Prepared, name: &str, rows: &[u32], labels: &[f32]) -> Result<Self> {
        let Prepared { table, inputs, .. } = prepared;
        let at = position(table, name, "route")?;
        let refuse = |found: &str| {
            let place = format!("route {}", quote(name));
            Error::new(ErrorKind::Schema, "no column to route by", place, "a categorical or boolean column that is scored", found)
        };
        let semantic = table.schema().columns()[at].semantic;
        if !matches!(semantic, Semantic::Categorical | Semantic::Boolean) {
            return Err(refuse(&format!("a {} one", semantic.name())));
        }
        let field = inputs.kept.iter().position(|&kept| kept == at).ok_or_else(|| refuse("one that is left out"))?;
        let mut values = values(table, at, rows);
        values.retain(|value| {
            let events = value.rows.iter().filter(|&&row| labels[row as usize] > 0.5).count();
            value.rows.len() >= FEWEST_ROWS && events.min(value.rows.len() - events) >= FEWEST_OF_A_CLASS
        });
        values.sort_by(|a, b| b.rows.len().cmp(&a.rows.len()).then_with(|| a.name.cmp(&b.name)));
        values.truncate(MOST_VALUES);
        let other_rows = rows.len() - values.iter().map(|value| value.rows.len()).sum::<usize>();
        Ok(Self { name: name.to_owned(), field: field as u32, values, other_rows })
    }

    /// The test of one rate of the event for all of the values.
    fn rates(&self, labels: &[f32]) -> Option<RateTest> {
        let count = |value: &Value| {
            let events = value.rows.iter().filter(|&&row| labels[row as usize] > 0.5).count() as f64;
            (events, value.rows.len() as f64)
        };
        let counts: Vec<(f64, f64)> = self.values.iter().map(count).collect();
        let (events, all) = counts.iter().fold((0.0, 0.0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
        let rate = events / all;
        let part = |observed: f64, expected: f64| observed * ln(observed / expected);
        let statistic: f64 = counts.iter().map(|&(y, n)| 2.0 * (part(y, n * rate) + part(n - y, n * (1.0 - rate)))).sum();
        let freedom = counts.len().checked_sub(1).filter(|&freedom| freedom > 0)? as u32;
        let statistic = statistic.max(0.0);
        Some(RateTest { statistic, freedom, p: chi_squared_tail(statistic, freedom) })
    }
}

/// The values of a column on `rows`, each with the positions of its rows; gaps have none.
fn values(table: &Table, at: usize, rows: &[u32]) -> Vec<Value> {
    let of = |name: &str, is: &dyn Fn(u32) -> bool| Value {
        name: name.to_owned(),
        rows: (0..rows.len() as u32).filter(|&position| is(rows[position as usize])).collect(),
    };
    match table.values(at) {
        Values::Numbers(numbers) => [("true", 1.0), ("false", 0.0)]
            .iter()
            .map(|&(name, number)| of(name, &|row| numbers[row as usize] == number))
            .collect(),
        Values::Categories { codes, names } => {
            let mut counts = vec![0_usize; names.len()];
            rows.iter().for_each(|&row| counts[codes[row as usize] as usize] += 1);
            let frequent = |&code: &u32| code != MISSING_CODE && counts[code as usize] >= FEWEST_ROWS;
            let codes_of = (0..names.len() as u32).filter(frequent);
            codes_of.map(|code| of(&names[code as usize], &|row| codes[row as usize] == code)).collect()
        }
        Values::Days(_) | Values::Dropped => Vec::new(),
    }
}

/// What one model says of the rows that a route is measured on, in their order.
pub(super) struct Said {
    /// Margins in log-odds.
    pub(super) margins: Vec<f64>,
    /// Probabilities by calibrators that did not see the rows.
    pub(super) probabilities: Vec<f64>,
}

/// A value's own model, and what it and the pooled one say of the same rows.
pub(super) struct Candidate {
    /// Which of the column's values it is of.
    pub(super) value: usize,
    pub(super) part: Part,
    pub(super) trees: usize,
    /// The rows that both were measured on, by position among the labelled rows.
    pub(super) measured: Vec<u32>,
    pub(super) own: Said,
    pub(super) pooled: Said,
    pub(super) positive_rate: f64,
    pub(super) auc: f64,
    pub(super) pooled_auc: f64,
    pub(super) deciles: Vec<DecileRow>,
}

/// Rows with their labels, weights and groups, as paired tests need them.
pub(super) struct Rows<'a> {
    pub(super) labels: &'a [f32],
    pub(super) weights: &'a [f32],
    pub(super) groups: Option<&'a [u64]>,
}

/// What was decided, and the candidates that are kept, in the order of their parts.
pub(super) struct Decided {
    pub(super) arrangement: Arrangement,
    pub(super) kept: Vec<Candidate>,
    pub(super) card: RoutesCard,
}

/// Keeps the candidates that are better than the pooled model beyond chance.
pub(super) fn decide(column: &Column, candidates: Vec<Candidate>, rows: &Rows<'_>) -> Decided {
    let level = LEVEL / candidates.len().max(1) as f64;
    let (mut kept, mut cards, mut routes) = (Vec::new(), Vec::new(), Vec::new());
    for candidate in candidates {
        let value = &column.values[candidate.value];
        let (labels, weights) = (pick(rows.labels, &candidate.measured), pick(rows.weights, &candidate.measured));
        let losses = |said: &Said| -> Vec<f64> {
            let loss = |(&p, &y): (&f64, &f32)| -ln(if y > 0.5 { p } else { 1.0 - p }.max(1e-15));
            said.probabilities.iter().zip(&labels).map(loss).collect()
        };
        let (own, pooled) = (losses(&candidate.own), losses(&candidate.pooled));
        let difference = |at: usize| {
            let row = candidate.measured[at];
            let group = rows.groups.map_or(u64::from(row), |groups| groups[row as usize]);
            (pooled[at] - own[at], f64::from(weights[at]), group)
        };
        let differences: Vec<(f64, f64, u64)> = (0..own.len()).map(difference).collect();
        let (gain, gain_error) = clustered_mean(&differences);
        let p = normal_tail(gain / gain_error.max(f64::MIN_POSITIVE));
        let better = gain > 0.0 && p < level && gain_error.is_finite();
        let mean = |losses: &[f64]| {
            let of_row = |(loss, &weight): (&f64, &f32)| loss * f64::from(weight);
            losses.iter().zip(&weights).map(of_row).sum::<f64>() / weights.iter().map(|&w| f64::from(w)).sum::<f64>()
        };
        cards.push(RouteCard {
            value: value.name.clone(),
            kept: better,
            rows: value.rows.len() as u64,
            positives: value.rows.iter().filter(|&&row| rows.labels[row as usize] > 0.5).count() as u64,
            positive_rate: candidate.positive_rate,
            trees: candidate.trees as u32,
            calibrator: candidate.part.calibrator.name().to_owned(),
            auc: candidate.auc,
            pooled_auc: candidate.pooled_auc,
            logloss: mean(&own),
            pooled_logloss: mean(&pooled),
            gain,
            // Without two groups there is no error to tell, and JSON has no word for that.
            gain_error: if gain_error.is_finite() { gain_error } else { f64::MAX },
            p,
            deciles: candidate.deciles.clone(),
        });
        if better {
            kept.push(candidate);
        }
        routes.push(Route { value: value.name.clone(), part: if better { kept.len() as u32 } else { 0 } });
    }
    let arrangement =
        if kept.is_empty() { Arrangement::Single } else { Arrangement::Routed(Routes { column: column.field, routes }) };
    let card = RoutesCard {
        column: column.name.clone(),
        rates: column.rates(rows.labels),
        routes: cards,
        other_rows: column.other_rows as u64,
    };
    Decided { arrangement, kept, card }
}

/// What a margin of a part is worth beside margins of other parts: the log-odds of its calibrated probability.
pub(super) fn comparable(part: &Part, margin: f64) -> f64 {
    logit(part.calibrator.probability(margin))
}
