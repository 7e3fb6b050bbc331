//! A table of customers, scored part by part and then summed up. The page hands parts to workers, which score them with a [`Sheet`]; what
//! they tell of every row is summed up once, in [`summarise`].

use serde::{Deserialize, Serialize};

use super::{Advisor, Lines, Rows};
use crate::dataset::{CsvLine, CsvOptions, Records};
use crate::error::{Error, Result};
use crate::metric;

/// Rows that are scored together: their values stay in the processor's nearer memory.
const BLOCK: usize = 4096;

/// Points of a gain curve beside its start, where there are as many rows; else each row is one.
const POINTS: usize = 1000;

/// A label that is not there.
pub const NO_LABEL: u8 = 2;

/// How the parts of a table are scored: the same for all of them.
pub struct Sheet {
    header: Vec<u8>,
    scored_header: Vec<u8>,
    options: CsvOptions,
    /// By index, the column that holds its label, if there is one.
    labels: Vec<Option<usize>>,
    /// By field, whether the table has it.
    known: Vec<bool>,
}

/// What is told of the rows of a part.
pub struct Part {
    /// The scored rows as CSV, without the header.
    pub csv: Vec<u8>,
    /// How many rows there are.
    pub rows: usize,
    /// By index and row, the probability.
    pub probabilities: Vec<Vec<f32>>,
    /// By index and row, 1 where the label is the event, 0 where it is not, [`NO_LABEL`] for a gap; empty for an index without a label.
    pub labels: Vec<Vec<u8>>,
    /// By index, the rows of each grade from 1 to 7.
    pub grades: Vec<[u32; 7]>,
    /// By field, the values that were of another type and were scored as gaps.
    pub mistyped: Vec<u32>,
}

impl Sheet {
    /// For a table with this header line, without its end of line.
    ///
    /// # Errors
    /// `csv` when the line is no header; `schema` when it has none of the pack's columns, or one that scoring adds.
    pub fn new(advisor: &Advisor, header: &[u8], options: CsvOptions) -> Result<Self> {
        let records = Records::new(header, options)?;
        let layout = advisor.layout(records.header())?;
        let absent = layout.absent(advisor.fields());
        let known = advisor.fields().iter().map(|field| !absent.contains(&field.name.as_str())).collect();
        let scored_header = Lines::new(advisor, options.delimiter, 0).header(records.header())?;
        let label = |index: &super::IndexInfo| records.header().iter().position(|name| *name == index.card.label);
        let labels = advisor.info().indices.iter().map(label).collect();
        let mut header = header.to_vec();
        header.push(b'\n');
        Ok(Self { header, scored_header, options, labels, known })
    }

    /// The header of the scored table.
    #[must_use]
    pub fn scored_header(&self) -> &[u8] {
        &self.scored_header
    }

    /// By field, whether the table has it; what it has not is scored as gaps.
    #[must_use]
    pub fn known(&self) -> &[bool] {
        &self.known
    }

    /// By index, whether the table holds its label.
    pub fn labelled(&self) -> impl Iterator<Item = bool> + '_ {
        self.labels.iter().map(Option::is_some)
    }

    /// Scores a part: whole records of the table, the first of them on the table's line `line`.
    ///
    /// # Errors
    /// `csv` with the line.
    pub fn score(&self, advisor: &Advisor, part: &[u8], line: u64) -> Result<Part> {
        let within = |error: Error| error.within(&format!("the part from line {line}"));
        let input = std::io::Read::chain(self.header.as_slice(), part);
        let mut records = Records::new(input, self.options).map_err(within)?;
        let mut layout = advisor.layout(records.header())?;
        let lines = Lines::new(advisor, self.options.delimiter, 0);
        let indices = &advisor.info().indices;
        let mut answer = Part {
            csv: Vec::new(),
            rows: 0,
            probabilities: vec![Vec::new(); indices.len()],
            labels: vec![Vec::new(); indices.len()],
            grades: vec![[0; 7]; indices.len()],
            mistyped: Vec::new(),
        };
        let mut rows = Rows::new(advisor.fields().len());
        let (mut line, mut text, mut ends) = (CsvLine::new(self.options.delimiter), Vec::new(), Vec::new());
        let mut number = |value: f64, out: &mut Vec<u8>| out.extend_from_slice(value.to_string().as_bytes());
        let now = advisor.day(None);
        let mut more = true;
        while more {
            rows.clear();
            text.clear();
            ends.clear();
            while rows.len() < BLOCK {
                let Some(record) = records.next_record().map_err(within)? else {
                    more = false;
                    break;
                };
                match record.plain() {
                    Some(plain) => text.extend_from_slice(plain.as_bytes()),
                    None => {
                        record.iter().for_each(|field| line.push(field));
                        line.append_to(&mut text);
                    }
                }
                ends.push(text.len());
                for (position, column) in self.labels.iter().enumerate() {
                    if let Some(column) = column {
                        answer.labels[position].push(label(record.get(*column), &indices[position].card.positive));
                    }
                }
                layout.push(advisor.fields(), record, now, &mut rows);
            }
            let told = lines.told(&rows);
            lines.append(&rows, &told, (&text, &ends), &mut number, &mut answer.csv);
            for (position, told) in told.iter().enumerate() {
                for standing in &told.standings {
                    answer.probabilities[position].push(standing.probability as f32);
                    answer.grades[position][usize::from(standing.grade.clamp(1, 7)) - 1] += 1;
                }
            }
            answer.rows += rows.len();
        }
        answer.mistyped = layout.mistyped_by_field().iter().map(|&count| u32::try_from(count).unwrap_or(u32::MAX)).collect();
        Ok(answer)
    }
}

/// Whether a label is the event.
fn label(value: &str, positive: &str) -> u8 {
    let value = value.trim();
    if value.is_empty() { NO_LABEL } else { u8::from(value == positive) }
}

/// What a table comes to on one index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Rows.
    pub rows: usize,
    /// Events to expect among all rows: the sum of the probabilities.
    pub expected: f64,
    /// Events there were, where all labels are there.
    pub events: Option<f64>,
    /// How well the order is, where all labels are there and of both kinds.
    pub auc: Option<f64>,
    /// The rows in tenths, the most likely first.
    pub tenths: Vec<Tenth>,
    /// Sums over the most likely rows, for up to 1,001 shares of the table from none to all: events to expect.
    pub expect: Vec<f64>,
    /// The same of events there were; empty without labels.
    pub found: Vec<f64>,
}

/// A tenth of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tenth {
    /// Rows.
    pub rows: usize,
    /// The lowest and the highest probability.
    pub low: f64,
    /// The highest.
    pub high: f64,
    /// The mean probability: the rate to expect.
    pub mean: f64,
    /// The rate there was, where all labels are there.
    pub rate: Option<f64>,
    /// The rate, or without labels the one to expect, against that of the whole table.
    pub lift: f64,
}

/// Sums up the probabilities of all rows on one index and, if there are any, their labels. A table some of whose labels are gaps is summed
/// up without labels. Rows of equal probability share their events.
#[must_use]
pub fn summarise(probabilities: &[f32], labels: &[u8]) -> Summary {
    let rows = probabilities.len();
    let known = labels.len() == rows && !labels.contains(&NO_LABEL);
    let mut order: Vec<u32> = (0..rows as u32).collect();
    order.sort_unstable_by(|&a, &b| probabilities[b as usize].total_cmp(&probabilities[a as usize]).then(a.cmp(&b)));
    let probability = |row: &u32| f64::from(probabilities[*row as usize]);
    // What came true so far, ties at their mean.
    let mut expect = Vec::with_capacity(rows + 1);
    let mut found = vec![0.0];
    expect.push(0.0);
    let mut sums = (0.0, 0.0);
    for tie in order.chunk_by(|a, b| probability(a) == probability(b)) {
        let events = if known { tie.iter().filter(|row| labels[**row as usize] == 1).count() as f64 } else { 0.0 };
        for row in tie {
            sums.0 += probability(row);
            sums.1 += events / tie.len() as f64;
            expect.push(sums.0);
            found.push(sums.1);
        }
    }
    let ratio = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let tenth = |tenth: usize| {
        let (from, to) = (tenth * rows / 10, (tenth + 1) * rows / 10);
        let count = (to - from) as f64;
        let (mean, rate) = (ratio(expect[to] - expect[from], count), ratio(found[to] - found[from], count));
        let (of, whole) = if known { (rate, ratio(sums.1, rows as f64)) } else { (mean, ratio(sums.0, rows as f64)) };
        Tenth {
            rows: to - from,
            low: order[from..to].last().map_or(0.0, probability),
            high: order[from..to].first().map_or(0.0, probability),
            mean,
            rate: known.then_some(rate),
            lift: ratio(of, whole),
        }
    };
    let both = known && sums.1 > 0.0 && sums.1 < rows as f64;
    let auc = || {
        let scores: Vec<f64> = probabilities.iter().map(|&p| f64::from(p)).collect();
        let labels: Vec<f32> = labels.iter().map(|&label| f32::from(label)).collect();
        metric::roc_auc(&scores, &labels, None)
    };
    let points = POINTS.min(rows).max(1);
    let curve = |sums: &[f64]| (0..=points).map(|point| sums[point * rows / points]).collect();
    Summary {
        rows,
        expected: sums.0,
        events: known.then_some(sums.1.round()),
        auc: both.then(auc),
        tenths: (0..10).map(tenth).collect(),
        found: if known { curve(&found) } else { Vec::new() },
        expect: curve(&expect),
    }
}

impl Summary {
    /// Of the `count` most likely rows, the events to expect and, with labels, the events there were.
    #[must_use]
    pub fn best(&self, count: usize) -> (f64, Option<f64>) {
        let at = |curve: &[f64]| {
            let (count, points) = (count.min(self.rows), curve.len().saturating_sub(1).max(1));
            // Each point stands at a row; between two of them the sum grows evenly.
            let row = |point: usize| point * self.rows / points;
            let above = (1..=points).find(|point| row(*point) >= count).unwrap_or(points);
            let (low, high) = (curve.get(above - 1).copied().unwrap_or_default(), curve.get(above).copied().unwrap_or_default());
            let share = (count - row(above - 1)) as f64 / (row(above) - row(above - 1)).max(1) as f64;
            low + share * (high - low)
        };
        (at(&self.expect), (!self.found.is_empty()).then(|| at(&self.found)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_order_finds_all_events_first() {
        let probabilities: Vec<f32> = (0..1000u16).map(|row| f32::from(row) / 1000.0).collect();
        let labels: Vec<u8> = (0..1000u16).map(|row| u8::from(row >= 900)).collect();
        let summary = summarise(&probabilities, &labels);
        assert_eq!((summary.rows, summary.events, summary.auc), (1000, Some(100.0), Some(1.0)));
        assert_eq!((summary.tenths[0].rate, summary.tenths[0].lift, summary.tenths[9].rate), (Some(1.0), 10.0, Some(0.0)));
        assert!((summary.expected - 499.5).abs() < 1e-3);
        let (expected, found) = summary.best(50);
        assert!((expected - 48.725).abs() < 1e-3 && found == Some(50.0), "{expected} {found:?}");
        assert_eq!(summary.best(5000).1, Some(100.0));
    }

    #[test]
    fn of_a_few_rows_each_counts_as_itself() {
        for rows in [1, 3, 24, 777, 1500] {
            let probabilities: Vec<f32> = (0..rows).map(|row| (row as f32 + 1.0) / 2000.0).collect();
            let summary = summarise(&probabilities, &[]);
            let mut whole = 0.0;
            for count in 1..=rows.min(60) {
                whole += f64::from(probabilities[rows - count]);
                // Between two points of a longer table the sum grows evenly.
                let most = if rows <= POINTS { 1e-9 } else { 1e-3 };
                assert!((summary.best(count).0 - whole).abs() < most, "{count} of {rows}: {} for {whole}", summary.best(count).0);
            }
            assert!((summary.best(rows).0 - summary.expected).abs() < 1e-9);
        }
    }

    #[test]
    fn ties_share_their_events_and_gaps_leave_labels_out() {
        let summary = summarise(&[0.5; 10], &[1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert!(summary.tenths.iter().all(|tenth| (tenth.rate.unwrap() - 0.2).abs() < 1e-12 && (tenth.lift - 1.0).abs() < 1e-12));
        let gaps = summarise(&[0.5, 0.25], &[1, NO_LABEL]);
        assert_eq!((gaps.events, gaps.auc, gaps.found.len()), (None, None, 0));
        assert_eq!(summarise(&[], &[]).tenths[0].rows, 0);
    }
}
