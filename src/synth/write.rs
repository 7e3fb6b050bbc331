//! The table, row by row, into anything that takes bytes.

use std::fmt::{Display, Write as _};
use std::io::Write;

use csv_core::Writer;

use super::columns::COLUMNS;
use super::customer::{Customer, Period};
use super::labels::Label;
use super::measure::{LabelFigures, Meter};
use super::world::World;
use crate::error::{Error, Result};
use crate::math::sigmoid;

/// Bytes gathered before they are handed on, so that the receiver needs no buffer of its own.
const BLOCK: usize = 1 << 16;

/// What a row puts into its cells, in order; it answers with the true log-odds of each label and what came of them.
pub(super) type Row<'a> = dyn Fn(u64, &mut dyn FnMut(&dyn Display)) -> Vec<(f64, bool)> + 'a;

/// Writes `rows` customers of the period with their labels, and measures the labels on the way.
pub(super) fn write_table(
    world: &World,
    labels: &[Label],
    period: &Period,
    rows: u64,
    out: &mut dyn Write,
) -> Result<Vec<LabelFigures>> {
    let names: Vec<&str> = labels.iter().map(|label| label.name).collect();
    let row = |number: u64, cell: &mut dyn FnMut(&dyn Display)| {
        let (customer, mut dice) = Customer::draw(world, period, number);
        COLUMNS.iter().for_each(|(_, read)| cell(&read(&customer)));
        let outcome = |label: &Label| {
            let log_odds = label.log_odds(&customer);
            (log_odds, dice.chance(sigmoid(log_odds)))
        };
        labels.iter().map(outcome).collect()
    };
    write_rows(COLUMNS.iter().map(|c| c.0), &names, rows, &row, out)
}

/// Writes rows under these columns, each label 0 or 1 after them.
pub(super) fn write_rows<'a>(
    columns: impl Iterator<Item = &'a str>,
    labels: &[&'a str],
    rows: u64,
    row: &Row<'_>,
    out: &mut dyn Write,
) -> Result<Vec<LabelFigures>> {
    let mut sheet = Sheet { writer: Writer::new(), bytes: Vec::with_capacity(2 * BLOCK), cell: String::new(), first: true };
    columns.chain(labels.iter().copied()).for_each(|name| sheet.cell(name));
    sheet.end_row();
    let mut meters: Vec<_> = labels.iter().map(|_| Meter::new()).collect();
    for number in 0..rows {
        let outcomes = row(number, &mut |value| sheet.cell(value));
        for ((log_odds, event), meter) in outcomes.into_iter().zip(&mut meters) {
            meter.add(log_odds, event);
            sheet.cell(u8::from(event));
        }
        sheet.end_row();
        if sheet.bytes.len() >= BLOCK {
            sheet.hand_on(out)?;
        }
    }
    sheet.hand_on(out)?;
    Ok(labels.iter().zip(&meters).map(|(label, meter)| meter.figures(label)).collect())
}

/// CSV under construction; quoting is the `csv-core` crate's.
struct Sheet {
    writer: Writer,
    bytes: Vec<u8>,
    cell: String,
    first: bool,
}

impl Sheet {
    fn cell(&mut self, value: impl Display) {
        self.cell.clear();
        // Writing into a String cannot fail.
        let _ = write!(self.cell, "{value}");
        let start = self.bytes.len();
        // Room for the worst case: a delimiter, an opening quote, and every byte doubled.
        self.bytes.resize(start + 4 + 2 * self.cell.len(), 0);
        let mut end = start;
        if !self.first {
            end += self.writer.delimiter(&mut self.bytes[end..]).1;
        }
        end += self.writer.field(self.cell.as_bytes(), &mut self.bytes[end..]).2;
        self.bytes.truncate(end);
        self.first = false;
    }

    fn end_row(&mut self) {
        let start = self.bytes.len();
        self.bytes.resize(start + 8, 0);
        let written = self.writer.terminator(&mut self.bytes[start..]).1;
        self.bytes.truncate(start + written);
        self.first = true;
    }

    fn hand_on(&mut self, out: &mut dyn Write) -> Result<()> {
        out.write_all(&self.bytes).map_err(|e| Error::io("cannot write", "the customers' table", &e))?;
        self.bytes.clear();
        Ok(())
    }
}
