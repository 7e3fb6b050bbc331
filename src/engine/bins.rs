//! Quantising customers for a model: one byte a feature.

use crate::model::{Feature, MISSING_HASH, Model, bin_of, combination_hash};

use super::encode::{Row, Rows};

/// The bins of one customer, one a feature.
pub(super) fn bins_of_row(model: &Model, row: &Row) -> Vec<u8> {
    let hash = |&column: &u32| row.hashes[column as usize];
    let looked_up: Vec<&[u8]> = model.tables.iter().map(|t| t.bins_of(key(t.columns.iter().map(hash)))).collect();
    let bin = |feature: &Feature| match feature {
        Feature::Number { column, borders } => bin_of(borders, row.numbers[*column as usize]),
        Feature::OneHot { column, category } => u8::from(row.hashes[*column as usize] == *category),
        Feature::Statistic { table, slot } => looked_up[*table as usize][*slot as usize],
    };
    model.features.iter().map(bin).collect()
}

/// The bins of `rows[start..start + LANES]`, feature-major; lanes past the end repeat the gap's bins.
pub(super) fn bins_of_block<const LANES: usize>(model: &Model, rows: &Rows, start: usize, bins: &mut Vec<[u8; LANES]>) {
    bins.clear();
    bins.resize(model.features.len(), [0; LANES]);
    let lanes = LANES.min(rows.len - start);
    let mut looked_up: Vec<[&[u8]; LANES]> = Vec::with_capacity(model.tables.len());
    for table in &model.tables {
        let of_lane = |lane: usize| {
            let at = start + lane.min(lanes - 1);
            table.bins_of(key(table.columns.iter().map(|&column| rows.hashes[column as usize][at])))
        };
        looked_up.push(std::array::from_fn(of_lane));
    }
    for (feature, out) in model.features.iter().zip(bins.iter_mut()) {
        match feature {
            Feature::Number { column, borders } => {
                let values = &rows.numbers[*column as usize][start..start + lanes];
                out.iter_mut().zip(values).for_each(|(bin, &value)| *bin = bin_of(borders, value));
            }
            Feature::OneHot { column, category } => {
                let hashes = &rows.hashes[*column as usize][start..start + lanes];
                out.iter_mut().zip(hashes).for_each(|(bin, hash)| *bin = u8::from(hash == category));
            }
            Feature::Statistic { table, slot } => {
                let found = &looked_up[*table as usize];
                out.iter_mut().zip(found).for_each(|(bin, bins)| *bin = bins[*slot as usize]);
            }
        }
    }
}

fn key(mut hashes: impl ExactSizeIterator<Item = u64>) -> u64 {
    if hashes.len() == 1 {
        return hashes.next().unwrap_or(MISSING_HASH);
    }
    let hashes: Vec<u64> = hashes.collect();
    combination_hash(&hashes)
}
