//! Scoring and explaining whole tables, block by block.

use ndarray::Array2;

use crate::dataset::{CsvOptions, Day, Records, Semantic};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Field, Forest, MISSING_HASH};

use super::advisor::{Advisor, At};
use super::encode::Layout;
use super::kernel::{LANES, Lanes, REGISTER};
use super::rows::Rows;

/// Rows held in memory at a time when reading CSV.
const BATCH: usize = 4096;

/// Where some of the rows stand among all; the same for all of them.
#[derive(Clone, Copy)]
struct Places<'a>(Option<&'a [usize]>);

impl Places<'_> {
    fn of(self, row: usize) -> usize {
        self.0.map_or(row, |places| places[row])
    }
}

impl Advisor {
    /// The margins of `rows` on the index at `position`, in log-odds, in order; of several classes each row's likeliest.
    #[must_use]
    pub fn margins(&self, position: usize, rows: &Rows) -> Vec<f64> {
        if self.classes(position).is_some() {
            return self.standings(position, rows).iter().map(|standing| standing.margin).collect();
        }
        let mut all = vec![0.0; rows.len];
        self.for_each_part(position, None, rows, |at, rows, places| {
            let margins = self.margins_of(at, rows);
            margins.into_iter().enumerate().for_each(|(row, margin)| all[places.of(row)] = margin);
        });
        all
    }

    /// The margins of `rows` by one part.
    pub(super) fn margins_of(&self, at: At, rows: &Rows) -> Vec<f64> {
        let Forest::Oblivious(forest) = &self.part(at).model.forest;
        let mut margins = Vec::with_capacity(rows.len);
        self.for_each_block(at, rows, |lanes, bins| {
            let sums = self.plan(at).trees.sums(bins);
            margins.extend(sums[..lanes].iter().map(|&sum| forest.margin_of(sum)));
        });
        margins
    }

    /// The probabilities of `rows` on the index at `position`, in order; of several classes those of `class`, or each row's likeliest.
    #[must_use]
    pub fn probabilities(&self, position: usize, class: Option<usize>, rows: &Rows) -> Vec<f64> {
        if self.classes(position).is_some() {
            let margins = self.class_margins_of_rows(position, rows);
            return margins.iter().map(|margins| self.standing_of_class(position, class, margins).probability).collect();
        }
        let mut values = self.margins(position, rows);
        for (row, value) in values.iter_mut().enumerate() {
            let (_, part) = self.path_of_rows(position, rows, row);
            *value = self.part(At { index: position, part }).calibrator.probability(*value);
        }
        values
    }

    /// The contributions of every column to the margins of `rows` on the index at `position`: rows × columns of the schema, in
    /// log-odds; of several classes to the margin of `class`, or of each row's likeliest. Each row sums to its margin less the baseline.
    #[must_use]
    pub fn attributions(&self, position: usize, class: Option<usize>, rows: &Rows) -> Array2<f64> {
        let columns = self.pack.fields.len();
        let mut all = vec![0.0; rows.len * columns];
        let mut block = vec![[0.0; LANES]; columns];
        let (mut one, mut leaves) = (vec![0.0; columns], Vec::new());
        self.for_each_part(position, class, rows, |at, rows, places| {
            let (model, trees, table) = (&self.part(at).model, &self.plan(at).trees, self.shapley(at));
            let offset = self.offset(at);
            let mut start = 0;
            self.for_each_block(at, rows, |lanes, bins| {
                let whole = table.explain_block(model, trees, bins, &mut block);
                for lane in 0..lanes {
                    let row = &mut all[places.of(start + lane) * columns..][..columns];
                    if whole {
                        row.iter_mut().zip(&block).for_each(|(value, column)| *value = column[lane]);
                    } else {
                        let mut bins: Vec<i8> = bins.iter().map(|lanes| lanes[lane]).collect();
                        bins.resize(bins.len().next_multiple_of(REGISTER), 0);
                        trees.leaf_numbers_of_one(&bins, &mut leaves);
                        table.explain(model, &leaves, &mut one);
                        row.copy_from_slice(&one);
                    }
                    if let Some((column, offset)) = offset {
                        row[column] += offset;
                    }
                }
                start += lanes;
            });
        });
        Array2::from_shape_vec((rows.len, columns), all).unwrap_or_default()
    }

    /// Hears of the rows of each part after the other, and where they stand among all; of several classes all are of `class`, or each
    /// of its likeliest.
    fn for_each_part(&self, position: usize, class: Option<usize>, rows: &Rows, mut hear: impl FnMut(At, &Rows, Places<'_>)) {
        let at = |part| At { index: position, part };
        let parts: Vec<usize> = match (self.classes(position), class) {
            (Some(_), None) => self.standings(position, rows).iter().map(|standing| standing.part).collect(),
            (Some(_), Some(class)) => return hear(at(class), rows, Places(None)),
            (None, _) if self.router(position).is_none() => return hear(at(0), rows, Places(None)),
            (None, _) => (0..rows.len).map(|row| self.path_of_rows(position, rows, row).1).collect(),
        };
        for part in 0..self.pack.indices[position].parts.len() {
            let places: Vec<usize> = (0..rows.len).filter(|&row| parts[row] == part).collect();
            if !places.is_empty() {
                hear(at(part), &rows.pick(&places), Places(Some(&places)));
            }
        }
    }

    /// Hears the bins of 64 rows after the other, and how many of them are rows.
    fn for_each_block(&self, at: At, rows: &Rows, mut hear: impl FnMut(usize, &[Lanes])) {
        let (plan, tables) = (self.plan(at), &self.part(at).model.tables);
        let look_ups = plan.look_ups(tables, rows);
        let mut bins = Vec::new();
        for start in (0..rows.len).step_by(LANES) {
            plan.bins_of_block(tables, &look_ups, rows, start, &mut bins);
            hear(LANES.min(rows.len - start), &bins);
        }
    }

    /// The probabilities of all rows of a CSV table, in order. `progress` hears (rows done, share of the bytes read, in
    /// [0, 1]) after each batch and says whether to go on.
    ///
    /// # Errors
    /// `unknown_index`; `csv` with the line; `schema` when no column of the table is known; `cancelled` when `progress` says no.
    pub fn score_table(
        &self,
        csv: &[u8],
        index: &str,
        now: Option<Day>,
        progress: &mut dyn FnMut(u64, f64) -> bool,
    ) -> Result<Vec<f64>> {
        self.score_csv(csv, csv.len() as u64, CsvOptions::default(), (self.position(index)?, None), now, progress)
    }

    /// The same for a stream of about `size` bytes, written as `options` say, on the index at a position and, of several classes, one of
    /// them.
    ///
    /// # Errors
    /// `csv` with the line; `schema` when no column of the table is known; `cancelled` when `progress` says no; `io` when it cannot be read.
    pub fn score_csv(
        &self,
        csv: impl std::io::Read,
        size: u64,
        options: CsvOptions,
        (position, class): (usize, Option<usize>),
        now: Option<Day>,
        progress: &mut dyn FnMut(u64, f64) -> bool,
    ) -> Result<Vec<f64>> {
        let mut records = Records::new(csv, options)?;
        let mut layout = self.layout(records.header())?;
        let mut rows = Rows::new(self.pack.fields.len());
        let mut probabilities = Vec::new();
        loop {
            let more = self.read_batch(&mut records, &mut layout, now, BATCH, &mut rows)?;
            probabilities.extend(self.probabilities(position, class, &rows));
            let share = if more { records.bytes_read() as f64 / size.max(1) as f64 } else { 1.0 };
            if !progress(probabilities.len() as u64, share.min(1.0)) {
                return Err(cancelled(probabilities.len() as u64));
            }
            if !more {
                return Ok(probabilities);
            }
        }
    }

    /// How a table with this header feeds the pack's columns.
    ///
    /// # Errors
    /// `schema` when the header has none of them.
    pub fn layout(&self, header: &[String]) -> Result<Layout> {
        let layout = Layout::new(&self.pack.fields, self.pack.time.as_deref(), header);
        let absent = layout.absent(&self.pack.fields);
        if absent.len() == self.pack.fields.len() {
            let expected = format!("some of the pack's columns ({}, …)", absent[..absent.len().min(3)].join(", "));
            let found = header[..header.len().min(3)].join(", ");
            return Err(Error::new(ErrorKind::Schema, "no known column", "the header", expected, format!("{found}, …")));
        }
        Ok(layout)
    }

    /// How many of the rows have, in each categorical field, a category that training saw too rarely or never; fields without any
    /// are left out.
    #[must_use]
    pub fn unseen<'a>(&'a self, rows: &Rows) -> Vec<(&'a str, usize)> {
        let of_field = |(position, field): (usize, &'a Field)| {
            let known = &self.known[position];
            let strange = |hash: u64| hash != MISSING_HASH && known.binary_search(&hash).is_err();
            let categorical = field.semantic == Semantic::Categorical;
            let count = (0..rows.len).filter(|&row| categorical && strange(rows.categories[position].hash(row))).count();
            (count > 0).then_some((field.name.as_str(), count))
        };
        self.pack.fields.iter().enumerate().filter_map(of_field).collect()
    }

    /// Replaces `rows` by the next `most` records; false when the table has ended.
    ///
    /// # Errors
    /// Those of [`Records::next_record`].
    pub fn read_batch<R: std::io::Read>(
        &self,
        records: &mut Records<R>,
        layout: &mut Layout,
        now: Option<Day>,
        most: usize,
        rows: &mut Rows,
    ) -> Result<bool> {
        rows.clear();
        let now = self.day(now);
        while rows.len < most {
            let Some(record) = records.next_record()? else { return Ok(false) };
            layout.push(&self.pack.fields, record, now, rows);
        }
        Ok(true)
    }
}

/// The caller did not want to go on after so many rows.
#[must_use]
pub fn cancelled(rows: u64) -> Error {
    Error::new(ErrorKind::Cancelled, "scoring was cancelled", format!("row {rows}"), "an end", "a stop")
}
