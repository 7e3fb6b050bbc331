//! A made-up card company with a known truth: people and what they spend are drawn in code ([`person`]), which cards they hold and what they
//! do follows from `planted.toml` ([`planted`]). What the insurer's tables promise, these promise too: the same plan gives the same
//! bytes, and customer *i* depends on the seed and *i* alone.

mod demo;
mod person;
mod planted;
mod truth;

#[cfg(test)]
mod tests;

use std::io::Write;

use self::planted::{Event, Planted};
use super::columns::Value;
use super::customer::{PILOT, Period, TEST, TRAIN};
use super::dice::Dice;
use super::measure::LabelFigures;
use super::world::World;
use super::{Plan, products, serialise, write};
use crate::error::Result;
use crate::model::Product;

/// The project file.
const PROJECT: &str = include_str!("confidant.toml");
/// The cards.
const CATALOGUE: &str = include_str!("catalogue.toml");
/// The column that carries the customer's name.
const ID: &str = "customer_id";
/// The columns that are carried but not scored: an id and the time column.
const CARRIED: [&str; 2] = [ID, "snapshot_date"];
/// How many customers intercepts are solved on.
const PILOTS: u64 = 3_000;

/// A synthetic card company.
pub struct CardCompany {
    plan: Plan,
    world: World,
    truth: Planted,
    /// By card, its fee a year.
    fees: Vec<f64>,
    /// The columns of a record, the id left out.
    names: Vec<String>,
}

impl CardCompany {
    /// The company of a plan. Its truth depends on the seed alone.
    ///
    /// # Errors
    /// `schema` if a planted effect named a column that the table lacks; `data` if a built-in file broke its format.
    pub fn new(plan: Plan) -> Result<Self> {
        let world = World::new(plan.seed());
        let mut truth = Planted::read()?;
        let products = catalogue()?;
        let fee = |card: &Event| products.iter().find(|product| product.id == card.name).and_then(|product| product.price);
        let fees: Vec<f64> = truth.cards.iter().map(|card| fee(card).unwrap_or_default()).collect();
        let mut names: Vec<String> = person::COLUMNS.map(str::to_owned).to_vec();
        let mut pilots: Vec<(Vec<Value<'static>>, Dice)> = (0..PILOTS)
            .map(|number| {
                let mut dice = Dice::new(plan.seed(), PILOT.stream, number);
                (person::draw(&mut dice, &world, &PILOT), dice)
            })
            .collect();
        fn records<'a>(pilots: &'a [(Vec<Value<'static>>, Dice)]) -> Vec<&'a [Value<'static>]> {
            pilots.iter().map(|(record, _)| record.as_slice()).collect()
        }
        for card in &mut truth.cards {
            card.bind(&names)?;
            card.solve(&records(&pilots));
            for (record, dice) in &mut pilots {
                let held = card.happens(record, dice);
                record.push(Value::Flag(held));
            }
            names.push(format!("has_{}", card.name));
        }
        pilots.iter_mut().for_each(|(record, _)| sums(record, &fees));
        names.extend(["card_count", "annual_fees"].map(str::to_owned));
        for label in &mut truth.labels {
            label.bind(&names)?;
            label.solve(&records(&pilots));
        }
        Ok(Self { plan, world, truth, fees, names })
    }

    /// Writes `customers.csv`, the training table: 18 months of snapshots up to 2026-06-30. Answers with the figures of each label.
    ///
    /// # Errors
    /// `io` when `out` fails.
    pub fn write_customers(&self, out: &mut dyn Write) -> Result<Vec<LabelFigures>> {
        self.write(&TRAIN, self.plan.customers(), out)
    }

    /// Writes `test.csv`: other customers, with the same columns, in the three months that follow.
    ///
    /// # Errors
    /// `io` when `out` fails.
    pub fn write_test(&self, out: &mut dyn Write) -> Result<Vec<LabelFigures>> {
        self.write(&TEST, self.plan.test_customers(), out)
    }

    /// The files that go with the tables, as name and text, like the insurer's.
    ///
    /// # Errors
    /// `data` when one of them cannot be put into its format.
    pub fn documents(&self, train: &[LabelFigures], test: &[LabelFigures]) -> Result<Vec<(&'static str, String)>> {
        let demo = serialise("demo_customers.json", demo::demo_customers(self))?;
        Ok(vec![
            ("confidant.toml", PROJECT.to_owned()),
            ("catalogue.toml", CATALOGUE.to_owned()),
            ("demo_customers.json", demo + "\n"),
            ("truth.toml", truth::truth(self, train, test)?),
        ])
    }

    /// The record of the customer with this number in the period, with the dice as they stand after it.
    fn draw(&self, period: &Period, number: u64) -> (Vec<Value<'static>>, Dice) {
        let mut dice = Dice::new(self.plan.seed(), period.stream, number);
        let mut record = person::draw(&mut dice, &self.world, period);
        for card in &self.truth.cards {
            let held = card.happens(&record, &mut dice);
            record.push(Value::Flag(held));
        }
        sums(&mut record, &self.fees);
        (record, dice)
    }

    fn write(&self, period: &Period, rows: u64, out: &mut dyn Write) -> Result<Vec<LabelFigures>> {
        let names = std::iter::once(ID).chain(self.names.iter().map(String::as_str));
        let labels: Vec<&str> = self.truth.labels.iter().map(|label| label.name.as_str()).collect();
        let row = |number: u64, cell: &mut dyn FnMut(&dyn std::fmt::Display)| {
            let (record, mut dice) = self.draw(period, number);
            cell(&format!("{}{:07}", period.prefix, number + 1));
            record.iter().for_each(|value| cell(value));
            let outcome = |label: &Event| (label.log_odds(&record), label.happens(&record, &mut dice));
            self.truth.labels.iter().map(outcome).collect()
        };
        write::write_rows(names, &labels, rows, &row, out)
    }
}

/// The cards of the company, the same for every seed.
///
/// # Errors
/// `data` if the built-in list broke its format.
pub fn catalogue() -> Result<Vec<Product>> {
    products(CATALOGUE)
}

/// Adds how many cards are held, the last values of the record, and what they cost together.
fn sums(record: &mut Vec<Value<'static>>, fees: &[f64]) {
    let held = record[record.len() - fees.len()..].iter().zip(fees).filter(|(value, _)| **value == Value::Flag(true));
    let (count, cost) = held.fold((0.0, 0.0), |(count, cost), (_, fee)| (count + 1.0, cost + fee));
    record.extend([Value::Number(count), Value::Number(cost)]);
}
