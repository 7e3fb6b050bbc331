//! From a table to what trees can be grown on, as far as that does not depend on the label: quantised numbers, coded
//! categories, and a note for every column that is left out.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::dataset::{Day, MISSING_CODE, Semantic, Table, Values};
use crate::model::{MISSING_HASH, bin_of, category_hash};

use super::borders::borders;
use super::matrix::{Block, Column, Comparison, LearnFeature, Source};
use super::{Monotone, Params};

/// The code of all categories that are too rare to keep.
pub(super) const RARE_CODE: u32 = 1;

/// A numeric column, quantised.
#[derive(Clone)]
pub(super) struct NumberInput {
    pub(super) column: u32,
    pub(super) borders: Vec<f32>,
}

/// A categorical column, coded. Code 0 is a gap, code 1 any rare category, from 2 the categories that are kept.
#[derive(Clone)]
pub(super) struct CategoryInput {
    pub(super) column: u32,
    pub(super) codes: Vec<u32>,
    /// The hash of each code's category; that of [`RARE_CODE`] is never used.
    pub(super) hashes: Vec<u64>,
}

impl CategoryInput {
    pub(super) fn levels(&self) -> usize {
        self.hashes.len()
    }
}

/// Everything that trees can be grown on.
#[derive(Clone)]
pub(super) struct Inputs {
    pub(super) numbers: Vec<NumberInput>,
    pub(super) categories: Vec<CategoryInput>,
    /// The bins of the numbers and of the categories that are few enough to be features as they are.
    pub(super) blocks: Vec<Arc<Block>>,
    /// The table positions of the columns that are used, by field number.
    pub(super) kept: Vec<usize>,
    /// Why columns were left out, a sentence each.
    pub(super) notes: Vec<String>,
}

impl Inputs {
    /// Prepares the columns at `scored`, positions in the table's schema, as are the keys of `directions`. Those that are used are numbered as the pack's fields.
    pub(super) fn new(
        table: &Table,
        scored: &[usize],
        directions: &BTreeMap<usize, Monotone>,
        reference: Reference<'_>,
        params: &Params,
    ) -> Self {
        let prepared: Vec<Prepared> = scored.par_iter().map(|&position| prepare(table, position, reference, params)).collect();
        let mut inputs =
            Self { numbers: Vec::new(), categories: Vec::new(), blocks: Vec::new(), kept: Vec::new(), notes: Vec::new() };
        let mut columns = Vec::new();
        for (one, &position) in prepared.into_iter().zip(scored) {
            let column = inputs.kept.len() as u32;
            match one {
                Prepared::Number { borders, bins } => {
                    let source = Source::Number(inputs.numbers.len());
                    let monotone = directions.get(&position).copied();
                    let width = borders.len() + 2;
                    let feature = LearnFeature { source, comparison: Comparison::AtLeast, width, monotone };
                    columns.push(Column { feature, bins: vec![bins] });
                    inputs.numbers.push(NumberInput { column, borders });
                }
                Prepared::Category { codes, hashes } => {
                    if hashes.len() - 2 <= params.one_hot_max {
                        let source = Source::OneHot(inputs.categories.len());
                        let width = hashes.len();
                        let feature = LearnFeature { source, comparison: Comparison::Equal, width, monotone: None };
                        columns.push(Column { feature, bins: vec![codes.iter().map(|&code| code as u8).collect()] });
                    }
                    inputs.categories.push(CategoryInput { column, codes, hashes });
                }
                Prepared::LeftOut(why) => {
                    inputs.notes.push(why);
                    continue;
                }
            }
            inputs.kept.push(position);
        }
        inputs.blocks = Block::of_columns(columns);
        inputs
    }

    /// The same columns, with these rows only.
    pub(super) fn select(&self, rows: &[u32]) -> Self {
        let category = |c: &CategoryInput| CategoryInput { codes: pick(&c.codes, rows), hashes: c.hashes.clone(), ..*c };
        Self {
            numbers: self.numbers.clone(),
            categories: self.categories.iter().map(category).collect(),
            blocks: self.blocks.par_iter().map(|block| Arc::new(block.select(rows))).collect(),
            kept: self.kept.clone(),
            notes: self.notes.clone(),
        }
    }
}

impl Inputs {
    /// How many columns there are.
    pub(super) fn columns(&self) -> usize {
        self.numbers.len() + self.categories.len()
    }

    /// The same, with every value of these fields a gap, so that nothing can be learnt from them.
    pub(super) fn without(mut self, fields: &[usize]) -> Self {
        let is_out = |column: u32| fields.contains(&(column as usize));
        let (numbers, categories) = (&self.numbers, &self.categories);
        let out = |source: Source| match source {
            Source::Number(number) => is_out(numbers[number].column),
            Source::OneHot(category) => is_out(categories[category].column),
            Source::Statistic(..) => false,
        };
        for block in &mut self.blocks {
            let lanes: Vec<usize> = (0..block.features.len()).filter(|&lane| out(block.features[lane].source)).collect();
            if let (false, Some(block)) = (lanes.is_empty(), Arc::get_mut(block)) {
                lanes.into_iter().for_each(|lane| block.clear(lane));
            }
        }
        self.categories.iter_mut().filter(|category| is_out(category.column)).for_each(|category| category.codes.fill(0));
        self
    }

    /// The same, with (number, row) of these bins changed; the numbers are positions in [`Inputs::numbers`].
    pub(super) fn with_bins(mut self, changes: &[(usize, usize, u8)]) -> Self {
        let place = |source: Source| {
            let in_block = |block: &Arc<Block>| block.features.iter().position(|feature| feature.source == source);
            self.blocks.iter().enumerate().find_map(|(at, block)| Some((at, in_block(block)?)))
        };
        let places: Vec<_> = (0..self.numbers.len()).map(|number| place(Source::Number(number))).collect();
        for &(number, row, bin) in changes {
            if let Some((block, lane)) = places[number]
                && let Some(block) = Arc::get_mut(&mut self.blocks[block])
            {
                block.set(lane, row, bin);
            }
        }
        self
    }
}

/// The values at `rows`.
pub(super) fn pick<T: Copy>(values: &[T], rows: &[u32]) -> Vec<T> {
    rows.iter().map(|&row| values[row as usize]).collect()
}

enum Prepared {
    Number { borders: Vec<f32>, bins: Vec<u8> },
    Category { codes: Vec<u32>, hashes: Vec<u64> },
    LeftOut(String),
}

fn prepare(table: &Table, position: usize, reference: Reference<'_>, params: &Params) -> Prepared {
    let column = &table.schema().columns()[position];
    let left_out = |why: &str| Prepared::LeftOut(format!("column `{}` is left out: {why}", column.name));
    match table.values(position) {
        Values::Numbers(numbers) if numbers.iter().all(|x| x.is_nan()) => left_out("it is empty"),
        Values::Days(days) if days.iter().all(Option::is_none) => left_out("it is empty"),
        Values::Categories { names, .. } if names.len() == 1 => left_out("it is empty"),
        Values::Numbers(numbers) => number(numbers, params).unwrap_or_else(|| left_out("it has one value only")),
        Values::Days(days) => {
            let numbers = reference.distances(days);
            number(&numbers, params).unwrap_or_else(|| left_out("it has one date only"))
        }
        Values::Categories { codes, names } => {
            let used = names.len() - 1;
            if column.semantic == Semantic::Categorical && used > 100 && used as f64 > 0.95 * table.rows() as f64 {
                return left_out("nearly every row has its own value, as an identifier does");
            }
            category(codes, names, params.min_category_count)
                .unwrap_or_else(|| left_out("no category but one is frequent enough"))
        }
        Values::Dropped => left_out("free text is not scored"),
    }
}

/// The days that dates are counted from: each row's own where the table has a time column, else one for all.
#[derive(Clone, Copy)]
pub(super) struct Reference<'a> {
    pub(super) times: Option<&'a [Option<Day>]>,
    pub(super) as_of: Option<Day>,
}

impl Reference<'_> {
    /// Days from the row's reference day to `day`, negative before it.
    pub(super) fn distance(&self, row: usize, day: Option<Day>) -> f32 {
        let from = self.times.and_then(|times| times[row]).or(self.as_of).unwrap_or(Day(0));
        day.map_or(f32::NAN, |day| day.since(from))
    }

    /// The distances of a whole column.
    pub(super) fn distances(&self, days: &[Option<Day>]) -> Vec<f32> {
        days.iter().enumerate().map(|(row, &day)| self.distance(row, day)).collect()
    }
}

fn number(numbers: &[f32], params: &Params) -> Option<Prepared> {
    let borders = borders(numbers.to_vec(), params.borders(numbers.len()), least_rows(numbers.len(), params));
    let some_gaps = numbers.iter().any(|x| x.is_nan());
    if borders.is_empty() && !some_gaps {
        return None;
    }
    let bins = numbers.iter().map(|&x| bin_of(&borders, x)).collect();
    Some(Prepared::Number { borders, bins })
}

/// Rows that a bin holds at least: as many as a category that is kept, and fewer in tables so small that nothing would be left.
fn least_rows(rows: usize, params: &Params) -> usize {
    (params.min_category_count as usize).min(rows / 8).max(1)
}

fn category(codes: &[u32], names: &[String], min_count: u32) -> Option<Prepared> {
    let mut counts = vec![0_u32; names.len()];
    for &code in codes {
        counts[code as usize] += 1;
    }
    let mut hashes = vec![MISSING_HASH, MISSING_HASH];
    let mut recode = vec![RARE_CODE; names.len()];
    recode[MISSING_CODE as usize] = MISSING_CODE;
    for (code, name) in names.iter().enumerate().skip(1) {
        if counts[code] >= min_count {
            recode[code] = hashes.len() as u32;
            hashes.push(category_hash(name));
        }
    }
    let codes: Vec<u32> = codes.iter().map(|&code| recode[code as usize]).collect();
    let first = *codes.first()?;
    if codes.iter().all(|&code| code == first) {
        return None;
    }
    Some(Prepared::Category { codes, hashes })
}
