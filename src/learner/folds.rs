//! Which rows are held out of which fit.

use std::collections::{BTreeMap, BTreeSet};

use crate::dataset::Day;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{HeldOut, HeldOutRows};

use super::Params;
use super::random::{Purpose, shuffle, stream};

/// Up to this many rows, folds are affordable and a single held-out part would be too small to stop and to measure by.
const FOLDED_ROWS: usize = 20_000;
/// Folds, unless the project asks for others.
const FOLDS: usize = 3;

/// How rows are held out.
pub(super) struct Plan {
    /// Each held-out set, ascending; together they cover what the model is measured on.
    pub(super) held_out: Vec<Vec<u32>>,
    /// Said of the figures: `5-fold out-of-fold`.
    pub(super) description: String,
    /// Whether groups are kept whole.
    grouped: bool,
}

impl Plan {
    /// Folds or one held-out part, with the label's rate kept alike in each; with `times`, the latest rows are held out. Rows of
    /// one group are held out together.
    pub(super) fn new(labels: &[f32], times: Option<&[Option<Day>]>, groups: Option<&[u64]>, params: &Params) -> Self {
        let classes: Vec<u32> = labels.iter().map(|&y| u32::from(y > 0.5)).collect();
        Self::of_classes(&classes, (2, 1), times, groups, params)
    }

    /// The same for several classes, numbered from 0: how many there are, and the one whose rows groups are dealt out by.
    pub(super) fn of_classes(
        classes: &[u32],
        (count, leading): (u32, u32),
        times: Option<&[Option<Day>]>,
        groups: Option<&[u64]>,
        params: &Params,
    ) -> Self {
        let rows = classes.len();
        if let Some(times) = times {
            return Self::latest(times, groups, params.holdout);
        }
        let rows_of = |class: u32| classes.iter().filter(|&&of| of == class).count();
        let rarer = (0..count).map(rows_of).min().unwrap_or(0);
        let folds = params.folds.unwrap_or(if rows <= FOLDED_ROWS { FOLDS } else { 1 }).min(rarer.max(1));
        let parts = if folds >= 2 { folds } else { (1.0 / params.holdout).round().max(2.0) as usize };
        let part = |part: usize| match groups {
            Some(groups) => slice_of_groups((classes, leading), groups, params.seed, part, parts),
            None => slice((classes, count), params.seed, part, parts),
        };
        let grouped = groups.is_some();
        let told = |rows: HeldOutRows| HeldOut { rows, grouped }.to_string();
        if folds >= 2 {
            let description = told(HeldOutRows::Folds(folds as u32));
            return Self { held_out: (0..folds).map(part).collect(), description, grouped };
        }
        let description = told(HeldOutRows::Part(percent(1, parts)));
        Self { held_out: vec![part(0)], description, grouped }
    }

    /// All rows that are held out once, ascending.
    pub(super) fn measured(&self) -> Vec<u32> {
        let mut rows = self.held_out.concat();
        rows.sort_unstable();
        rows
    }

    /// Checks that rows of both classes are held out and left to learn from, each time.
    ///
    /// # Errors
    /// `data` with what was found: with one class there is nothing to learn, or nothing to measure by.
    pub(super) fn check(&self, labels: &[f32]) -> Result<()> {
        let count = |rows: &[u32]| {
            let of_class = |event: bool| {
                let counts = |&&row: &&u32| (labels[row as usize] > 0.5) == event;
                rows.iter().filter(counts).count()
            };
            (of_class(true), of_class(false))
        };
        for held_out in &self.held_out {
            if self.grouped && held_out.len() == labels.len() {
                let expected = "groups without late rows to learn from; name `time` or `group`, not both, where every group lasts to the end";
                return Err(Error::new(
                    ErrorKind::Data,
                    "nothing left to learn from",
                    &self.description,
                    expected,
                    "late rows in every group",
                ));
            }
            let (out, learned) = (count(held_out), count(&others(labels.len(), held_out)));
            if [out.0, out.1, learned.0, learned.1].contains(&0) {
                let expected = "events and others among the rows held out and among those learned from";
                let found = format!("{} and {} held out, {} and {} learned from", out.0, out.1, learned.0, learned.1);
                return Err(Error::new(ErrorKind::Data, "too few rows of a class", &self.description, expected, found));
            }
        }
        Ok(())
    }

    /// The same plan for some of the rows, which are ascending: what it holds out of all is held out of them.
    pub(super) fn within(&self, rows: &[u32]) -> Self {
        let inside = |held_out: &Vec<u32>| {
            (0..rows.len() as u32).filter(|&at| held_out.binary_search(&rows[at as usize]).is_ok()).collect()
        };
        Self {
            held_out: self.held_out.iter().map(inside).collect(),
            description: self.description.clone(),
            grouped: self.grouped,
        }
    }

    /// The last `share` of rows by day; rows of the first held-out day are all held out, rows without a day are not, and a group
    /// with a late row is held out whole.
    fn latest(times: &[Option<Day>], groups: Option<&[u64]>, share: f64) -> Self {
        let mut days: Vec<Day> = times.iter().flatten().copied().collect();
        days.sort_unstable();
        let from = days.get(((days.len() as f64 * (1.0 - share)) as usize).min(days.len().saturating_sub(1))).copied();
        let late = |row: &u32| matches!((times[*row as usize], from), (Some(day), Some(from)) if day >= from);
        let mut held_out: Vec<u32> = (0..times.len() as u32).filter(late).collect();
        if let Some(groups) = groups {
            let out: BTreeSet<u64> = held_out.iter().map(|&row| groups[row as usize]).collect();
            held_out = (0..times.len() as u32).filter(|&row| out.contains(&groups[row as usize])).collect();
        }
        let latest = HeldOutRows::Latest(percent(held_out.len(), times.len()), from.map(|day| day.to_string()));
        let description = HeldOut { rows: latest, grouped: false }.to_string();
        Self { held_out: vec![held_out], description, grouped: groups.is_some() }
    }
}

fn percent(part: usize, of: usize) -> u32 {
    (100.0 * part as f64 / of.max(1) as f64).round_ties_even() as u32
}

/// One of `parts` slices of the rows, each class shuffled and dealt out evenly.
fn slice((classes, count): (&[u32], u32), seed: u64, part: usize, parts: usize) -> Vec<u32> {
    let mut rows = Vec::new();
    for class in 0..count {
        let mut of_class: Vec<u32> = (0..classes.len() as u32).filter(|&row| classes[row as usize] == class).collect();
        shuffle(&mut of_class, &mut stream(seed, Purpose::Folds, u64::from(class), 0));
        rows.extend(of_class.into_iter().skip(part).step_by(parts));
    }
    rows.sort_unstable();
    rows
}

/// One of `parts` slices of the rows that keep groups whole: each group, those with most events first and otherwise in random
/// order, goes to the slice that has fewest events so far, and fewest rows. The events are the rows of the leading class.
fn slice_of_groups((classes, leading): (&[u32], u32), groups: &[u64], seed: u64, part: usize, parts: usize) -> Vec<u32> {
    let mut members: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    groups.iter().zip(0..).for_each(|(&group, row)| members.entry(group).or_default().push(row));
    let mut dealt: Vec<Vec<u32>> = members.into_values().collect();
    shuffle(&mut dealt, &mut stream(seed, Purpose::Folds, 2, 0));
    let events = |rows: &Vec<u32>| rows.iter().filter(|&&row| classes[row as usize] == leading).count();
    dealt.sort_by_key(|rows| std::cmp::Reverse((events(rows), rows.len())));
    let mut slices = vec![(0, Vec::new()); parts];
    for rows in dealt {
        let fewest = (0..parts).min_by_key(|&slice| (slices[slice].0, slices[slice].1.len())).unwrap_or(0);
        slices[fewest].0 += events(&rows);
        slices[fewest].1.extend(rows);
    }
    let (_, mut rows) = slices.swap_remove(part);
    rows.sort_unstable();
    rows
}

/// The rows of 0..`rows` that are not in `held_out`, which is ascending.
pub(super) fn others(rows: usize, held_out: &[u32]) -> Vec<u32> {
    (0..rows as u32).filter(|row| held_out.binary_search(row).is_err()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learner::TrainingSpec;

    #[test]
    fn folds_cover_every_row_once_with_even_rates() {
        let labels: Vec<f32> = (0..1000).map(|i| f32::from(u8::from(i % 10 == 0))).collect();
        let params = TrainingSpec { folds: Some(5), ..TrainingSpec::default() }.check().unwrap();
        let plan = Plan::new(&labels, None, None, &params);
        let mut all: Vec<u32> = plan.held_out.concat();
        all.sort_unstable();
        assert_eq!(all, (0..1000).collect::<Vec<_>>());
        for fold in &plan.held_out {
            assert_eq!(fold.iter().filter(|&&row| labels[row as usize] > 0.5).count(), 20);
            assert_eq!(others(1000, fold).len(), 800);
        }
    }

    #[test]
    fn groups_stay_whole() {
        let labels: Vec<f32> = (0..900).map(|i| f32::from(u8::from(i % 9 == 0))).collect();
        let groups: Vec<u64> = (0..900).map(|i| i * i % 211).collect();
        let params = TrainingSpec { folds: Some(3), ..TrainingSpec::default() }.check().unwrap();
        let plan = Plan::new(&labels, None, Some(&groups), &params);
        let mut all: Vec<u32> = plan.held_out.concat();
        all.sort_unstable();
        assert_eq!(all, (0..900).collect::<Vec<_>>());
        for held_out in &plan.held_out {
            let inside: BTreeSet<u64> = held_out.iter().map(|&row| groups[row as usize]).collect();
            assert!(others(900, held_out).iter().all(|&row| !inside.contains(&groups[row as usize])));
            assert!((25..=42).contains(&held_out.iter().filter(|&&row| labels[row as usize] > 0.5).count()));
        }
        let times: Vec<Option<Day>> = (0..900).map(|i| Some(Day(i))).collect();
        let late = &Plan::new(&labels, Some(&times), Some(&groups), &params).held_out[0];
        let inside: BTreeSet<u64> = late.iter().map(|&row| groups[row as usize]).collect();
        assert!(others(900, late).iter().all(|&row| !inside.contains(&groups[row as usize])));
    }

    #[test]
    fn with_a_time_column_the_latest_rows_are_held_out() {
        let times: Vec<Option<Day>> = (0..100).map(|i| (i % 10 != 3).then_some(Day(i / 4))).collect();
        let labels = vec![0.0; 100];
        let plan = Plan::new(&labels, Some(&times), None, &TrainingSpec::default().check().unwrap());
        let held_out = &plan.held_out[0];
        let first = held_out.iter().filter_map(|&row| times[row as usize]).min();
        let last_learned = others(100, held_out).iter().filter_map(|&row| times[row as usize]).max();
        assert!(first > last_learned, "{first:?} {last_learned:?}");
        assert!((10..=20).contains(&held_out.len()), "{}", held_out.len());
    }
}
