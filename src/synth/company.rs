//! Either of the made-up companies.

use std::io::Write;

use super::{CardCompany, Insurer, LabelFigures, Plan};
use crate::error::Result;

/// What kind of company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// An insurer with eighteen policies, two channels and thousands of agents.
    #[default]
    Insurer,
    /// A card company with twenty-six cards and what its customers spend on what.
    Card,
}

/// A synthetic company, from which tables are streamed.
pub enum Company {
    /// An insurer.
    Insurer(Insurer),
    /// A card company.
    Card(CardCompany),
}

impl Company {
    /// The company of a kind and a plan.
    ///
    /// # Errors
    /// Those of [`Insurer::new`] and [`CardCompany::new`].
    pub fn new(kind: Kind, plan: Plan) -> Result<Self> {
        Ok(match kind {
            Kind::Insurer => Self::Insurer(Insurer::new(plan)?),
            Kind::Card => Self::Card(CardCompany::new(plan)?),
        })
    }

    /// Writes `customers.csv`, the training table, and answers with the figures of each label.
    ///
    /// # Errors
    /// `io` when `out` fails.
    pub fn write_customers(&self, out: &mut dyn Write) -> Result<Vec<LabelFigures>> {
        match self {
            Self::Insurer(insurer) => insurer.write_customers(out),
            Self::Card(company) => company.write_customers(out),
        }
    }

    /// Writes `test.csv`: other customers, later.
    ///
    /// # Errors
    /// `io` when `out` fails.
    pub fn write_test(&self, out: &mut dyn Write) -> Result<Vec<LabelFigures>> {
        match self {
            Self::Insurer(insurer) => insurer.write_test(out),
            Self::Card(company) => company.write_test(out),
        }
    }

    /// The files that go with the tables, as name and text.
    ///
    /// # Errors
    /// `data` when one of them cannot be put into its format.
    pub fn documents(&self, train: &[LabelFigures], test: &[LabelFigures]) -> Result<Vec<(&'static str, String)>> {
        match self {
            Self::Insurer(insurer) => insurer.documents(train, test),
            Self::Card(company) => company.documents(train, test),
        }
    }
}
