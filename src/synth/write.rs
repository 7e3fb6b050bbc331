//! The table, row by row, into anything that takes bytes.

use std::fmt::Write as _;
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

/// Writes `rows` customers of the period with their labels, and measures the labels on the way.
pub(super) fn write_table(
    world: &World,
    labels: &[Label],
    period: &Period,
    rows: u64,
    out: &mut dyn Write,
) -> Result<Vec<LabelFigures>> {
    let mut sheet = Sheet { writer: Writer::new(), bytes: Vec::with_capacity(2 * BLOCK), cell: String::new(), first: true };
    for name in COLUMNS.iter().map(|c| c.0).chain(labels.iter().map(|l| l.name)) {
        sheet.cell(name);
    }
    sheet.end_row();
    let mut meters: Vec<_> = labels.iter().map(|_| Meter::new()).collect();
    for number in 0..rows {
        let (customer, mut dice) = Customer::draw(world, period, number);
        for (_, read) in &COLUMNS {
            sheet.cell(read(&customer));
        }
        for (label, meter) in labels.iter().zip(&mut meters) {
            let log_odds = label.log_odds(&customer);
            let event = dice.chance(sigmoid(log_odds));
            meter.add(log_odds, event);
            sheet.cell(u8::from(event));
        }
        sheet.end_row();
        if sheet.bytes.len() >= BLOCK {
            sheet.hand_on(out)?;
        }
    }
    sheet.hand_on(out)?;
    Ok(labels.iter().zip(&meters).map(|(label, meter)| meter.figures(label.name)).collect())
}

/// CSV under construction; quoting is the `csv-core` crate's.
struct Sheet {
    writer: Writer,
    bytes: Vec<u8>,
    cell: String,
    first: bool,
}

impl Sheet {
    fn cell(&mut self, value: impl std::fmt::Display) {
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
