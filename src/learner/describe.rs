//! What a pack says about its columns: where most values lie and which categories may be named. Extremes and rare categories
//! belong to single customers and stay out.

use crate::dataset::{Column, Table, Values};
use crate::model::{Field, Range};

use super::inputs::Reference;

/// Most categories of a column that a pack names; rarer ones are still scored, by hash.
const NAMED_CATEGORIES: usize = 5_000;
/// Customers who lie beyond an end of a range at least, so that no end tells about one of them.
const BEYOND: usize = 20;

pub(super) fn field(table: &Table, position: usize, reference: Reference<'_>, min_count: u32) -> Field {
    let column = &table.schema().columns()[position];
    let rows = table.rows().max(1) as f64;
    match table.values(position) {
        Values::Numbers(numbers) => numeric(column, numbers, rows),
        Values::Days(days) => numeric(column, &reference.distances(days), rows),
        Values::Categories { codes, names } => {
            let mut counts = vec![0_u32; names.len()];
            codes.iter().for_each(|&code| counts[code as usize] += 1);
            let mut kept: Vec<usize> = (1..names.len()).filter(|&code| counts[code] >= min_count).collect();
            kept.sort_by(|&a, &b| counts[b].cmp(&counts[a]).then_with(|| names[a].cmp(&names[b])));
            let categories = kept.into_iter().take(NAMED_CATEGORIES).map(|code| names[code].clone()).collect();
            empty(column, f64::from(counts[0]) / rows, None, categories)
        }
        Values::Dropped => empty(column, 0.0, None, Vec::new()),
    }
}

fn numeric(column: &Column, numbers: &[f32], rows: f64) -> Field {
    let mut known: Vec<f32> = numbers.iter().copied().filter(|x| x.is_finite()).collect();
    known.sort_unstable_by(f32::total_cmp);
    let gaps = numbers.iter().filter(|x| x.is_nan()).count() as f64;
    let range = (known.len() > 2 * BEYOND).then(|| {
        let last = known.len() - 1;
        let tail = ((last as f64 * 0.01).round() as usize).max(BEYOND);
        let at = |rank: usize| f64::from(known[rank]);
        Range { low: at(tail), median: at((last as f64 * 0.5).round() as usize), high: at(last - tail) }
    });
    empty(column, gaps / rows, range, Vec::new())
}

fn empty(column: &Column, missing: f64, range: Option<Range>, categories: Vec<String>) -> Field {
    Field {
        name: column.name.clone(),
        semantic: column.semantic,
        title: column.title.clone(),
        unit: column.unit.clone(),
        group: column.group.clone(),
        immutable: column.immutable,
        range,
        missing,
        categories,
    }
}
