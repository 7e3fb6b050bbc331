//! The scores by the groups of a sensitive column: whether they rank, are calibrated and select alike.

use serde::Serialize;

use crate::dataset::{Semantic, Values};
use crate::profile::{Groups, wilson};

use super::ranked::Ranked;

/// Smaller groups are not told of: their figures would be noise, and might name someone.
const FEWEST: usize = 20;
/// Groups that numbers are cut into.
pub(super) const BANDS: usize = 5;

/// The scores by the groups of one column.
#[derive(Debug, Clone, Serialize)]
pub struct Slicing {
    /// The column.
    pub column: String,
    /// Its groups of at least 20 rows.
    pub groups: Vec<Slice>,
    /// Rows in smaller groups.
    pub left_out: u64,
}

/// The scores of one group.
#[derive(Debug, Clone, Serialize)]
pub struct Slice {
    /// The group.
    pub group: String,
    /// Its rows.
    pub rows: u64,
    /// Events a row, by weight.
    pub rate: f64,
    /// The interval of the rate at 95 % (Wilson 1927).
    pub interval: (f64, f64),
    /// The mean probability, by weight.
    pub mean_probability: f64,
    /// Area under the ROC curve; `null` where the group has one class.
    pub auc: Option<f64>,
    /// The share of rows that are called at the threshold, by weight; of several classes, whose likeliest class this is.
    pub selection_rate: f64,
    /// The selection rate over that of the group with the highest; below 0.8 is adverse impact by the four-fifths rule
    /// (29 CFR 1607.4 D). `null` where no group is selected at all.
    pub impact_ratio: Option<f64>,
}

/// Slices the measured rows; `None` where no group is large enough.
pub(super) fn slicing(column: &str, semantic: Semantic, values: &Values, ranked: &Ranked) -> Option<Slicing> {
    let groups = Groups::new(values, semantic, BANDS)?;
    let slice = |(group, label): (usize, &String)| {
        let own = ranked.only(|at| usize::from(groups.of_row[at as usize]) == group);
        let weight: f64 = own.rows.iter().map(|row| row.weight).sum();
        if own.rows.len() < FEWEST || weight <= 0.0 {
            return None;
        }
        let mean =
            |of: &dyn Fn(&super::ranked::Row) -> f64| own.rows.iter().map(|row| row.weight * of(row)).sum::<f64>() / weight;
        let rate = mean(&|row| f64::from(u8::from(row.event)));
        let rows = own.rows.len() as u64;
        let both = own.rows.iter().any(|row| row.event) && own.rows.iter().any(|row| !row.event);
        Some(Slice {
            group: label.clone(),
            rows,
            rate,
            interval: wilson((rate * rows as f64).round() as u64, rows),
            mean_probability: mean(&|row| row.probability),
            auc: both.then(|| own.pass(|_| 1.0).auc),
            selection_rate: mean(&|row| f64::from(u8::from(row.called))),
            impact_ratio: None,
        })
    };
    let mut told: Vec<Slice> = groups.labels.iter().enumerate().filter_map(slice).collect();
    let highest = told.iter().map(|slice| slice.selection_rate).fold(0.0, f64::max);
    told.iter_mut().for_each(|slice| slice.impact_ratio = (highest > 0.0).then(|| slice.selection_rate / highest));
    let rows: u64 = told.iter().map(|slice| slice.rows).sum();
    let left_out = ranked.rows.len() as u64 - rows;
    (!told.is_empty()).then(|| Slicing { column: column.to_owned(), groups: told, left_out })
}

#[cfg(test)]
mod tests {
    use super::super::ranked::tests::evidence;
    use super::*;

    #[test]
    fn groups_are_measured_apart_and_small_ones_left_out() {
        // 100 of `a` at margin 1 and -1 by halves, 50 of `b` at -1 but for ten, 5 of `c`.
        let codes: Vec<u32> = (0..155)
            .map(|i| {
                if i < 100 {
                    1
                } else if i < 150 {
                    2
                } else {
                    3
                }
            })
            .collect();
        let margins: Vec<f64> = (0..155).map(|i| if i < 50 || (100..110).contains(&i) { 1.0 } else { -1.0 }).collect();
        let labels: Vec<f32> = (0..155).map(|i| f32::from(u8::from(i < 40 || i == 120))).collect();
        let ranked = Ranked::new(&evidence(&margins, &labels), 0.5);
        let names = ["", "a", "b", "c"].map(str::to_owned).to_vec();
        let slicing = slicing("group", Semantic::Categorical, &Values::Categories { codes, names }, &ranked).unwrap();
        assert_eq!(slicing.left_out, 5);
        let [a, b] = &slicing.groups[..] else { panic!("{slicing:?}") };
        assert_eq!((a.rows, a.rate, a.selection_rate, a.impact_ratio), (100, 0.4, 0.5, Some(1.0)));
        assert_eq!((b.rows, b.rate, b.selection_rate, b.impact_ratio), (50, 0.02, 0.2, Some(0.4)));
        assert!((a.mean_probability - 0.5).abs() < 1e-12);
        // All 40 events of `a` are above, among 50; ties count half: (50 + 10 / 2) / 60.
        assert!((a.auc.unwrap() - 55.0 / 60.0).abs() < 1e-12);
    }
}
