//! Offers as lines of CSV, and everything about them as lines of JSON.

use std::collections::BTreeSet;
use std::io::{BufWriter, Stdout, Write};
use std::path::Path;

use rayon::prelude::*;

use confidant::dataset::CsvLine;
use confidant::engine::offers::{OfferReason, Recommendation, Request};
use confidant::engine::{Advisor, Customer, WarningKind};
use confidant::error::{Error, ErrorKind, Result, quote};

use crate::{files, output};

/// A customer who waits for a recommendation.
pub(crate) struct Waiting {
    /// The row as it was read.
    pub(crate) fields: Vec<String>,
    pub(crate) customer: Customer,
    pub(crate) request: Request,
}

/// Where offers go.
enum Sink {
    File(Box<output::Output>),
    Standard(BufWriter<Stdout>),
}

/// Writes offers and traces.
pub(crate) struct OfferLines<'a> {
    advisor: &'a Advisor,
    top: usize,
    delimiter: u8,
    sink: Sink,
    name: String,
    trace: Option<output::Output>,
    /// Products that were named and are not in the pack.
    unknown: BTreeSet<String>,
}

impl<'a> OfferLines<'a> {
    /// Begins the outputs.
    pub(crate) fn new(advisor: &'a Advisor, out: &Path, trace: Option<&Path>, top: usize, delimiter: u8) -> Result<Self> {
        let sink = if out.as_os_str() == "-" {
            Sink::Standard(BufWriter::new(std::io::stdout()))
        } else {
            Sink::File(Box::new(output::Output::begin(out)?))
        };
        let trace = trace.map(output::Output::begin).transpose()?;
        Ok(Self { advisor, top, delimiter, sink, name: out.display().to_string(), trace, unknown: BTreeSet::new() })
    }

    /// Writes the header: the table's own columns and those of the offers.
    pub(crate) fn header(&mut self, input: &[String]) -> Result<()> {
        let mut line = CsvLine::new(self.delimiter);
        input.iter().for_each(|name| line.push(name));
        let of_offer = |offer: usize| ["", "_priority", "_propensity", "_reason"].map(|what| format!("offer_{offer}{what}"));
        let added = (1..=self.top).flat_map(of_offer).chain(["nothing_because".to_owned()]);
        for name in added {
            if input.contains(&name) {
                let expected = "a table without the columns that recommending adds";
                return Err(Error::new(ErrorKind::Schema, "column already there", "the header", expected, quote(&name)));
            }
            line.push(&name);
        }
        self.write(&line.end())
    }

    /// Recommends to some customers and writes what comes of it, in order.
    pub(crate) fn answer(&mut self, waiting: Vec<Waiting>) -> Result<()> {
        let advisor = self.advisor;
        let answer = |waiting: &Waiting| advisor.recommend(&waiting.customer, &waiting.request);
        let answers: Vec<Recommendation> = waiting.par_iter().map(answer).collect::<Result<_>>()?;
        for (waiting, answer) in waiting.iter().zip(&answers) {
            let mut line = CsvLine::new(self.delimiter);
            waiting.fields.iter().for_each(|field| line.push(field));
            for at in 0..self.top {
                match answer.offers.get(at) {
                    None => (0..4).for_each(|_| line.push("")),
                    Some(offer) => {
                        line.push(&offer.product);
                        line.push(&offer.priority.to_string());
                        line.push(&offer.propensity.to_string());
                        let speaks_for =
                            |reason: &&OfferReason| reason.contribution.is_none_or(|contribution| contribution > 0.0);
                        line.push(offer.reasons.iter().find(speaks_for).map_or("", |reason| &reason.text));
                    }
                }
            }
            line.push(answer.nothing.as_ref().map_or("", |nothing| &nothing.because));
            self.write(&line.end())?;
            if let Some(trace) = &mut self.trace {
                let failed = |e: std::io::Error| Error::io("cannot write", "the trace", &e);
                serde_json::to_writer(&mut *trace, answer).map_err(|e| failed(e.into()))?;
                trace.write_all(b"\n").map_err(failed)?;
            }
            let unknown = answer.warnings.iter().filter(|warning| warning.kind == WarningKind::UnknownProduct);
            self.unknown.extend(unknown.map(|warning| warning.field.clone()));
        }
        Ok(())
    }

    /// Puts the outputs in place, and says what was wrong with the input.
    pub(crate) fn end(mut self) -> Result<()> {
        if let Some(trace) = self.trace.take() {
            trace.finish()?;
        }
        match self.sink {
            Sink::File(file) => file.finish()?,
            Sink::Standard(mut out) => out.flush().map_err(|e| Error::io("cannot write", "standard output", &e))?,
        }
        if !self.unknown.is_empty() {
            let some: Vec<String> = self.unknown.iter().take(10).map(|id| quote(id)).collect();
            let more = if self.unknown.len() > 10 { ", …" } else { "" };
            let count = self.unknown.len();
            files::say(&format!(
                "warning: {count} products are not in the pack and count for nothing: {}{more}",
                some.join(", ")
            ));
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let written = match &mut self.sink {
            Sink::File(file) => file.write_all(bytes),
            Sink::Standard(out) => out.write_all(bytes),
        };
        written.map_err(|e| output::unwritten(&self.name, &e))
    }
}
