//! A made-up insurer and a made-up card company with known truths: customers, products, and labels drawn from log-odds that are
//! written down beside them.
//!
//! They exist so that a newcomer has something to train on, and so that tests can ask whether training finds what was planted.
//! Everything follows from a seed: the same [`Plan`] gives the same bytes on every machine, customer *i* is the same person
//! however many are asked for, and rows are streamed, so that five million need no more memory than a hundred.
//!
//! ```
//! use confidant::synth::{Insurer, Plan};
//!
//! let insurer = Insurer::new(Plan::new(1_000, 7)?)?;
//! let mut table = Vec::new();
//! let train = insurer.write_customers(&mut table)?;
//! assert!(train[0].bayes_auc > 0.7);
//! # Ok::<(), confidant::error::Error>(())
//! ```

pub mod card;
mod columns;
mod company;
mod customer;
mod demo;
mod dice;
mod labels;
mod measure;
mod occupations;
mod person;
mod policies;
mod service;
mod titles;
mod truth;
mod world;
mod write;

#[cfg(test)]
mod tests;

use std::fmt::Display;
use std::io::Write;

use serde::Deserialize;

pub use card::CardCompany;
pub use company::{Company, Kind};
pub use measure::LabelFigures;

use self::labels::Label;
use self::world::World;
use crate::error::{Error, ErrorKind, Result};
use crate::model::Product;

/// The project file that trains on the tables, with comments that teach its format.
const PROJECT: &str = include_str!("confidant.toml");
/// The products.
const CATALOGUE: &str = include_str!("catalogue.toml");

/// How large an insurer, and which one. A `Plan` is always within its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    customers: u64,
    seed: u64,
}

impl Plan {
    /// The fewest customers: below this a label may come out with one class.
    pub const FEWEST: u64 = 100;
    /// The most customers.
    pub const MOST: u64 = 5_000_000;

    /// A plan for `customers` training rows, from 100 to 5,000,000; any seed will do.
    ///
    /// # Errors
    /// `parameter` when the number of customers is out of bounds.
    pub fn new(customers: u64, seed: u64) -> Result<Self> {
        if !(Self::FEWEST..=Self::MOST).contains(&customers) {
            let expected = format!("{} to {} customers", Self::FEWEST, Self::MOST);
            return Err(Error::new(ErrorKind::Parameter, "impossible plan", "synth", expected, customers.to_string()));
        }
        Ok(Self { customers, seed })
    }

    /// Rows of the training table.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.customers
    }

    /// Rows of the test table: a fifth of the training table's.
    #[must_use]
    pub fn test_customers(&self) -> u64 {
        self.customers / 5
    }

    /// The seed.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }
}

/// A synthetic insurer: its world and its planted truth, from which tables are streamed.
pub struct Insurer {
    plan: Plan,
    world: World,
    labels: Vec<Label>,
}

impl Insurer {
    /// The insurer of a plan. The world and the truth depend on the seed alone.
    ///
    /// # Errors
    /// `schema` if a planted effect named a column that the table lacks.
    pub fn new(plan: Plan) -> Result<Self> {
        let world = World::new(plan.seed);
        let labels = Label::all(&world)?;
        Ok(Self { plan, world, labels })
    }

    /// Writes `customers.csv`, the training table: 18 months of snapshots up to 2026-06-30. Answers with the figures of each label.
    ///
    /// # Errors
    /// `io` when `out` fails.
    pub fn write_customers(&self, out: &mut dyn Write) -> Result<Vec<LabelFigures>> {
        write::write_table(&self.world, &self.labels, &customer::TRAIN, self.plan.customers, out)
    }

    /// Writes `test.csv`: other customers, with the same columns, in the three months that follow.
    ///
    /// # Errors
    /// `io` when `out` fails.
    pub fn write_test(&self, out: &mut dyn Write) -> Result<Vec<LabelFigures>> {
        write::write_table(&self.world, &self.labels, &customer::TEST, self.plan.test_customers(), out)
    }

    /// The files that go with the tables, as name and text: `confidant.toml`, `catalogue.toml`, `demo_customers.json` and
    /// `truth.toml`, into which the figures that the two tables came to are written.
    ///
    /// # Errors
    /// `data` when one of them cannot be put into its format.
    pub fn documents(&self, train: &[LabelFigures], test: &[LabelFigures]) -> Result<Vec<(&'static str, String)>> {
        let demo = serialise("demo_customers.json", demo::demo_customers(&self.world, &self.labels))?;
        Ok(vec![
            ("confidant.toml", PROJECT.to_owned() + &titles::occupations()),
            ("catalogue.toml", CATALOGUE.to_owned()),
            ("demo_customers.json", demo + "\n"),
            ("truth.toml", truth::truth(&self.plan, &self.world, &self.labels, train, test)?),
        ])
    }
}

/// The products of the insurer, the same for every seed.
///
/// # Errors
/// `data` if the built-in list broke its format.
pub fn catalogue() -> Result<Vec<Product>> {
    products(CATALOGUE)
}

/// The products of a built-in list.
fn products(text: &str) -> Result<Vec<Product>> {
    #[derive(Deserialize)]
    struct Catalogue {
        product: Vec<Product>,
    }
    Ok(serialise("catalogue.toml", toml::from_str::<Catalogue>(text))?.product)
}

fn serialise<T, E: Display>(file: &'static str, result: std::result::Result<T, E>) -> Result<T> {
    result.map_err(|e| Error::new(ErrorKind::Data, "cannot convert", file, "a value that the format can hold", e.to_string()))
}
