//! How customers stand on an index: the part that answers for each, its margin, and what the margin means.

use crate::error::{Error, ErrorKind, Result, quote};
use crate::math::{logit, softmax};
use crate::model::{Arrangement, Calibrator, Part, Population};

use super::advisor::{Advisor, At, Scratch};
use super::dto::{ClassProbability, Score, TakenRoute, Warning, WarningKind};
use super::encode::{Encoded, Row};
use super::route::{Path, UNROUTED_MESSAGE};
use super::rows::Rows;

/// How a customer stands on an index, in numbers alone; see [`Score`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// The calibrated probability of the event, in (0, 1).
    pub probability: f64,
    /// The percentile of the margin in the population that the part was trained on, in [0, 100].
    pub index: f64,
    /// 1 (most likely tenth) to 10.
    pub decile: u8,
    /// 1 (most likely) to 7.
    pub grade: u8,
    /// The raw score in log-odds.
    pub margin: f64,
    /// Which of the index's parts answered.
    pub part: usize,
    /// Why that one.
    pub path: Path,
}

impl Standing {
    fn new(part: &Part, margin: f64, end: (Path, usize)) -> Self {
        Self::at(part, margin, margin, part.calibrator.probability(margin), end)
    }

    /// The standing of a margin that is `place` in the part's population.
    fn at(part: &Part, margin: f64, place: f64, probability: f64, (path, at): (Path, usize)) -> Self {
        let index = part.population.index(place);
        Self { probability, index, decile: Population::decile(index), grade: Population::grade(index), margin, part: at, path }
    }
}

/// The position of the largest, the first of equals.
fn likeliest(shares: &[f64]) -> usize {
    (1..shares.len()).fold(0, |best, at| if shares[at] > shares[best] { at } else { best })
}

impl Advisor {
    /// The classes that the index at `position` tells apart, where there are several.
    #[must_use]
    pub fn classes(&self, position: usize) -> Option<&[String]> {
        match &self.pack.indices[position].arrangement {
            Arrangement::Classes(names) => Some(names),
            Arrangement::Single | Arrangement::Routed(_) => None,
        }
    }

    /// The position of a class of the index at `position`.
    ///
    /// # Errors
    /// `parameter` when it has no such class, or no classes.
    pub fn class(&self, position: usize, name: &str) -> Result<usize> {
        let names = self.classes(position).unwrap_or_default();
        let unknown = || {
            let index = quote(&self.pack.indices[position].name);
            let shown = names.iter().take(8).map(|name| quote(name)).collect::<Vec<_>>().join(", ");
            let expected = if names.is_empty() { "none: the index has no classes".to_owned() } else { format!("one of {shown}") };
            Error::new(ErrorKind::Parameter, "unknown class", format!("index {index}"), expected, quote(name))
        };
        names.iter().position(|known| known == name).ok_or_else(unknown)
    }

    /// The probability of each class of the index at `position`, from their margins, in the same order. They sum to 1.
    #[must_use]
    pub fn shares(&self, position: usize, margins: &[f64]) -> Vec<f64> {
        let logit = |(part, &margin): (&Part, &f64)| match part.calibrator {
            Calibrator::Platt { slope, intercept } => slope * margin + intercept,
            Calibrator::Isotonic { .. } => margin,
        };
        let mut shares: Vec<f64> = self.pack.indices[position].parts.iter().zip(margins).map(logit).collect();
        softmax(&mut shares);
        shares
    }

    /// How a customer that was read stands on the index at `position`, and the probability of each class, where there are several.
    #[must_use]
    pub fn standing_and_shares(&self, position: usize, encoded: &Encoded) -> (Standing, Vec<f64>) {
        if self.classes(position).is_none() {
            return (self.standing(position, encoded), Vec::new());
        }
        let margins = self.class_margins_of_row(position, &encoded.row, &mut Scratch::default());
        (self.standing_of_class(position, None, &margins), self.shares(position, &margins))
    }

    fn class_margins_of_row(&self, position: usize, row: &Row, scratch: &mut Scratch) -> Vec<f64> {
        let parts = 0..self.pack.indices[position].parts.len();
        parts.map(|part| self.margin_of_row(At { index: position, part }, row, scratch)).collect()
    }

    /// How a class stands, the likeliest if none is asked for, from the margins of all.
    #[must_use]
    pub fn standing_of_class(&self, position: usize, class: Option<usize>, margins: &[f64]) -> Standing {
        let shares = self.shares(position, margins);
        let class = class.unwrap_or_else(|| likeliest(&shares));
        let part = self.part(At { index: position, part: class });
        Standing::at(part, margins[class], logit(shares[class]), shares[class], (Path::Only, class))
    }

    /// How a customer that was read stands on the index at `position`.
    #[must_use]
    pub fn standing(&self, position: usize, encoded: &Encoded) -> Standing {
        self.standing_of_row(position, &encoded.row, &mut Scratch::default())
    }

    /// How each of `rows` stands on the index at `position`, in order.
    #[must_use]
    pub fn standings(&self, position: usize, rows: &Rows) -> Vec<Standing> {
        if self.classes(position).is_some() {
            let margins = self.class_margins_of_rows(position, rows);
            return margins.iter().map(|margins| self.standing_of_class(position, None, margins)).collect();
        }
        let standing = |(row, margin): (usize, f64)| {
            let end = self.path_of_rows(position, rows, row);
            Standing::new(self.part(At { index: position, part: end.1 }), margin, end)
        };
        self.margins(position, rows).into_iter().enumerate().map(standing).collect()
    }

    /// The margins of every class of each of `rows`, in the order of the classes.
    #[must_use]
    pub fn class_margins_of_rows(&self, position: usize, rows: &Rows) -> Vec<Vec<f64>> {
        let parts = 0..self.pack.indices[position].parts.len();
        let by_class: Vec<Vec<f64>> = parts.map(|part| self.margins_of(At { index: position, part }, rows)).collect();
        (0..rows.len()).map(|row| by_class.iter().map(|margins| margins[row]).collect()).collect()
    }

    /// The value whose own model answered; `None` for the pooled model, and where there is one for everybody.
    #[must_use]
    pub fn route(&self, position: usize, standing: &Standing) -> Option<&str> {
        match (&self.pack.indices[position].arrangement, standing.path) {
            (Arrangement::Routed(routes), Path::Route(at)) if standing.part > 0 => Some(&routes.routes[at].value),
            _ => None,
        }
    }

    /// A standing as an answer, with what was wrong with the input.
    pub(super) fn score_of(&self, position: usize, encoded: &Encoded) -> Score {
        let (standing, shares) = self.standing_and_shares(position, encoded);
        let classes = self.classes(position).map(|names| {
            let class = |(name, probability): (&String, f64)| ClassProbability { name: name.clone(), probability };
            let mut classes: Vec<ClassProbability> = names.iter().zip(shares).map(class).collect();
            classes.sort_by(|a, b| b.probability.total_cmp(&a.probability));
            classes
        });
        let class = self.classes(position).map(|names| names[standing.part].clone());
        let mut warnings = encoded.warnings.clone();
        let route = self.router(position).map(|router| {
            let column = &self.pack.fields[router.column].name;
            if standing.path == Path::Unknown {
                let (field, message) = (column.clone(), UNROUTED_MESSAGE.to_owned());
                warnings.push(Warning { kind: WarningKind::UnknownRoute, field, message });
            }
            TakenRoute { column: column.clone(), value: self.route(position, &standing).map(str::to_owned) }
        });
        let Standing { probability, index, decile, grade, margin, .. } = standing;
        Score { probability, index, decile, grade, margin, route, class, classes, warnings }
    }

    pub(super) fn standing_of_row(&self, position: usize, row: &Row, scratch: &mut Scratch) -> Standing {
        if self.classes(position).is_some() {
            return self.standing_of_class(position, None, &self.class_margins_of_row(position, row, scratch));
        }
        let end = self.router(position).map_or((Path::Only, 0), |router| router.of_row(row));
        let at = At { index: position, part: end.1 };
        Standing::new(self.part(at), self.margin_of_row(at, row, scratch), end)
    }

    /// The part that answers for one of `rows`, and why.
    pub(super) fn path_of_rows(&self, position: usize, rows: &Rows, row: usize) -> (Path, usize) {
        self.router(position).map_or((Path::Only, 0), |router| router.of_rows(rows, row))
    }

    /// The margin of a row by one part; the leaves that it falls into are left in `scratch`.
    pub(super) fn margin_of_row(&self, at: At, row: &Row, scratch: &mut Scratch) -> f64 {
        self.plan(at).margin(&self.part(at).model, row, &mut scratch.bins, &mut scratch.leaves)
    }
}
