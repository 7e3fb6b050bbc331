//! How customers stand on an index: the part that answers for each, its margin, and what the margin means.

use crate::model::{Arrangement, Part, Population};

use super::advisor::{Advisor, At, Scratch};
use super::dto::{Score, TakenRoute, Warning, WarningKind};
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
    fn new(part: &Part, margin: f64, (path, at): (Path, usize)) -> Self {
        let index = part.population.index(margin);
        Self {
            probability: part.calibrator.probability(margin),
            index,
            decile: Population::decile(index),
            grade: Population::grade(index),
            margin,
            part: at,
            path,
        }
    }
}

impl Advisor {
    /// How a customer that was read stands on the index at `position`.
    #[must_use]
    pub fn standing(&self, position: usize, encoded: &Encoded) -> Standing {
        self.standing_of_row(position, &encoded.row, &mut Scratch::default())
    }

    /// How each of `rows` stands on the index at `position`, in order.
    #[must_use]
    pub fn standings(&self, position: usize, rows: &Rows) -> Vec<Standing> {
        let standing = |(row, margin): (usize, f64)| {
            let end = self.path_of_rows(position, rows, row);
            Standing::new(self.part(At { index: position, part: end.1 }), margin, end)
        };
        self.margins(position, rows).into_iter().enumerate().map(standing).collect()
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
    pub(super) fn score_of(&self, position: usize, standing: &Standing, warnings: &[Warning]) -> Score {
        let mut warnings = warnings.to_vec();
        let route = self.router(position).map(|router| {
            let column = &self.pack.fields[router.column].name;
            if standing.path == Path::Unknown {
                let (field, message) = (column.clone(), UNROUTED_MESSAGE.to_owned());
                warnings.push(Warning { kind: WarningKind::UnknownRoute, field, message });
            }
            TakenRoute { column: column.clone(), value: self.route(position, standing).map(str::to_owned) }
        });
        let Standing { probability, index, decile, grade, margin, .. } = *standing;
        Score { probability, index, decile, grade, margin, route, warnings }
    }

    pub(super) fn standing_of_row(&self, position: usize, row: &Row, scratch: &mut Scratch) -> Standing {
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
