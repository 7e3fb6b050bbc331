//! `confidant synth`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use confidant::error::{Error, Result};
use confidant::synth::{Company, Kind, Plan};

use crate::{files, output};

/// Write a synthetic company: customers, a later test period, products, a project file and the planted truth.
///
/// An insurer's data: two channels with different people, branch and agent codes with thousands of values, dates, gaps that mean
/// something, and 18 policies. A card company's: what customers spend on fuel, groceries, travel and the rest, and which of 26 cards
/// they hold, which depends on both and on each other. truth.toml says what was planted, so that what training finds can be
/// compared with it. The same seed gives the same bytes.
#[derive(Args)]
pub(crate) struct Synth {
    /// What kind of company.
    #[arg(long, value_enum, default_value = "insurer")]
    kind: CompanyKind,
    /// The folder to write to.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Customers in the training table, 100 to 5,000,000; the test table has a fifth as many.
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    customers: u64,
    /// Where every random choice comes from.
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum CompanyKind {
    /// Policies of an insurer, sold by agents and directly.
    Insurer,
    /// Cards, with what customers spend by category.
    Card,
}

impl Synth {
    pub(crate) fn run(self) -> Result<()> {
        let kind = match self.kind {
            CompanyKind::Insurer => Kind::Insurer,
            CompanyKind::Card => Kind::Card,
        };
        let company = Company::new(kind, Plan::new(self.customers, self.seed)?)?;
        let fail = |e: std::io::Error| Error::io("cannot make the folder", self.out.display().to_string(), &e);
        std::fs::create_dir_all(&self.out).map_err(fail)?;
        let mut customers = output::Output::begin(&self.out.join("customers.csv"))?;
        let train = company.write_customers(&mut customers)?;
        let mut later = output::Output::begin(&self.out.join("test.csv"))?;
        let test = company.write_test(&mut later)?;
        let documents = company.documents(&train, &test)?;
        customers.finish()?;
        later.finish()?;
        for (name, text) in &documents {
            output::write(&self.out.join(name), text.as_bytes())?;
        }
        let names: Vec<&str> = ["customers.csv", "test.csv"].into_iter().chain(documents.iter().map(|d| d.0)).collect();
        let mut text = format!("{}: {}\n", self.out.display(), names.join(", "));
        for label in &train {
            text.push_str(&format!(
                "{}: {:.2} % of customers; a model that knew the planted truth would reach auc {:.4}\n",
                label.label,
                100.0 * label.rate,
                label.bayes_auc
            ));
        }
        files::print(&text)
    }
}
