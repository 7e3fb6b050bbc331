//! A model laid out for evaluation: what has to be read of a customer, in which order, to fill the bins that its trees compare.

use crate::model::{CategoryTable, Feature, Forest, MISSING_HASH, Model, combination_hash};

use super::encode::Row;
use super::kernel::{LANES, Lanes, REGISTER, Trees};
use super::quantise::{Borders, Quantiser, signed};
use super::rows::{Categories, Rows};

/// A model, ready to evaluate.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) trees: Trees,
    quantiser: Quantiser,
    /// (feature, column, borders) of the numeric features.
    numbers: Vec<(usize, usize, Borders)>,
    /// (feature, column, category) of the one-hot features.
    one_hots: Vec<(usize, usize, u64)>,
    /// By category table, the (feature, slot)s that read it.
    tables: Vec<Vec<(usize, usize)>>,
    features: usize,
}

impl Plan {
    pub(super) fn new(model: &Model) -> Self {
        let Forest::Oblivious(forest) = &model.forest;
        let mut plan = Self {
            trees: Trees::new(forest),
            quantiser: Quantiser::default(),
            numbers: Vec::new(),
            one_hots: Vec::new(),
            tables: vec![Vec::new(); model.tables.len()],
            features: model.features.len(),
        };
        for (position, feature) in model.features.iter().enumerate() {
            match feature {
                Feature::Number { column, borders } => {
                    plan.numbers.push((position, *column as usize, plan.quantiser.add(borders)));
                }
                Feature::OneHot { column, category } => plan.one_hots.push((position, *column as usize, *category)),
                Feature::Statistic { table, slot } => plan.tables[*table as usize].push((position, *slot as usize)),
            }
        }
        plan
    }

    /// The signed bins of one customer, one a feature, and nothing up to a whole register.
    pub(super) fn bins_of_row(&self, tables: &[CategoryTable], row: &Row, bins: &mut Vec<i8>) {
        bins.clear();
        bins.resize(self.features.next_multiple_of(REGISTER), 0);
        for &(feature, column, borders) in &self.numbers {
            bins[feature] = self.quantiser.bin(borders, row.numbers[column]);
        }
        for &(feature, column, category) in &self.one_hots {
            bins[feature] = signed(u8::from(row.hashes[column] == category));
        }
        for (table, readers) in tables.iter().zip(&self.tables) {
            let found = table.bins_of(key(table, |column| row.hashes[column]));
            for &(feature, slot) in readers {
                bins[feature] = signed(found[slot]);
            }
        }
    }

    /// The margin of one customer on the model that was laid out; the leaves that it falls into are left in `leaves`.
    pub(super) fn margin(&self, model: &Model, row: &Row, bins: &mut Vec<i8>, leaves: &mut Vec<u8>) -> f64 {
        let Forest::Oblivious(forest) = &model.forest;
        self.bins_of_row(&model.tables, row, bins);
        forest.margin_of(self.trees.sum(bins, leaves))
    }

    /// What [`Plan::bins_of_block`] looks categories up in: worked out once for all rows.
    pub(super) fn look_ups(&self, tables: &[CategoryTable], rows: &Rows) -> Vec<Option<LookUp>> {
        tables.iter().map(|table| LookUp::new(table, rows)).collect()
    }

    /// The signed bins of `rows[start..start + LANES]`, feature-major; lanes past the end hold anything.
    pub(super) fn bins_of_block(
        &self,
        tables: &[CategoryTable],
        look_ups: &[Option<LookUp>],
        rows: &Rows,
        start: usize,
        bins: &mut Vec<Lanes>,
    ) {
        bins.resize(self.features, [0; LANES]);
        let lanes = start..rows.len().min(start + LANES);
        for &(feature, column, borders) in &self.numbers {
            self.quantiser.bins(borders, &rows.numbers[column][lanes.clone()], &mut bins[feature]);
        }
        for &(feature, column, category) in &self.one_hots {
            let column = &rows.categories[column];
            for (bin, row) in bins[feature].iter_mut().zip(lanes.clone()) {
                *bin = signed(u8::from(column.hash(row) == category));
            }
        }
        for ((table, readers), look_up) in tables.iter().zip(&self.tables).zip(look_ups) {
            if let Some(look_up) = look_up {
                let codes = look_up.codes(rows, lanes.clone());
                for &(feature, slot) in readers {
                    let of_slot = &look_up.bins[slot * look_up.size..(slot + 1) * look_up.size];
                    for (bin, &code) in bins[feature].iter_mut().zip(&codes[..lanes.len()]) {
                        *bin = of_slot[code as usize];
                    }
                }
            } else {
                for (lane, row) in lanes.clone().enumerate() {
                    let found = table.bins_of(key(table, |column| rows.categories[column].hash(row)));
                    for &(feature, slot) in readers {
                        bins[feature][lane] = signed(found[slot]);
                    }
                }
            }
        }
    }
}

/// A category table with its keys replaced by the codes of the rows' dictionaries.
#[derive(Debug)]
pub(super) struct LookUp {
    /// The columns and what one more in their code adds to the joint code.
    columns: Vec<(usize, usize)>,
    /// How many joint codes there are.
    size: usize,
    /// `slots × size` signed bins, slot-major.
    bins: Vec<i8>,
}

impl LookUp {
    /// Where all columns of a table are coded, and looking every joint code up once is less work than looking up every row.
    fn new(table: &CategoryTable, rows: &Rows) -> Option<Self> {
        let (mut columns, mut dictionaries, mut size) = (Vec::new(), Vec::new(), 1_usize);
        for &column in &table.columns {
            let Categories::Codes { dictionary, .. } = &rows.categories[column as usize] else { return None };
            columns.push((column as usize, size));
            dictionaries.push(dictionary);
            size = size.checked_mul(dictionary.len()).filter(|&size| size <= rows.len())?;
        }
        let slots = table.slots as usize;
        let mut bins = vec![0; slots * size];
        for code in 0..size {
            let mut part = columns.iter().zip(&dictionaries).map(|((_, step), entries)| entries[code / step % entries.len()]);
            let found = table.bins_of(key(table, |_| part.next().unwrap_or(MISSING_HASH)));
            (0..slots).for_each(|slot| bins[slot * size + code] = signed(found[slot]));
        }
        Some(Self { columns, size, bins })
    }

    /// The joint codes of some rows, at most [`LANES`].
    fn codes(&self, rows: &Rows, range: std::ops::Range<usize>) -> [u32; LANES] {
        let mut joint = [0; LANES];
        for &(column, step) in &self.columns {
            if let Categories::Codes { codes, .. } = &rows.categories[column] {
                for (joint, code) in joint.iter_mut().zip(&codes[range.clone()]) {
                    *joint += code * step as u32;
                }
            }
        }
        joint
    }
}

/// What a table is asked for: the hash of its column's category, or of its columns' categories together.
fn key(table: &CategoryTable, mut hash: impl FnMut(usize) -> u64) -> u64 {
    // As many as a pack may combine.
    let mut hashes = [MISSING_HASH; 8];
    let columns = table.columns.len().min(hashes.len());
    for (found, &column) in hashes.iter_mut().zip(&table.columns) {
        *found = hash(column as usize);
    }
    combination_hash(&hashes[..columns])
}
