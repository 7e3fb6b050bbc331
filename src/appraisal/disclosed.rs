//! What a pack may say of the rows that an index was measured on: aggregates alone, from which nothing follows about a few.
//!
//! Of a group's rows two kinds are told apart, events and others, or those that are called and those that are not. A rate tells how many
//! there are of each, so that it is told only where both are `fewest` or more. Since the rate of all rows is known, what is left over must be
//! none or enough as well. Where it is not, it counts with the largest group if it is next to nothing there, because a handful of gaps would
//! otherwise keep two large groups from being compared; or else the smallest group that was told is kept back too (secondary suppression:
//! Cox 1980).

use crate::model::{Interval, MeasuredCard, ReliabilityBin, SliceCard, SliceGroup, SlicesCard};
use crate::profile::{Groups, Whom};

use super::bootstrap;
use super::evidence::Evidence;
use super::ranked::{Ranked, Row};
use super::slices::BANDS;

/// Bins of the reliability curve.
const BINS: usize = 10;
/// What is left over is next to nothing beside a group of so many times as many rows.
const NOTHING: usize = 20;

/// What may be said of an index with this threshold, where an aggregate rests on `fewest` rows or more; nothing where the evidence has no
/// rows of an event.
#[must_use]
pub fn disclosed(evidence: &Evidence, threshold: f64, fewest: usize) -> Option<MeasuredCard> {
    if evidence.labels.is_empty() {
        return None;
    }
    let ranked = Ranked::new(evidence);
    let figure =
        |figure: bootstrap::Figure| Interval { metric: figure.name.to_owned(), low: figure.interval.0, high: figure.interval.1 };
    let slices = |(column, semantic, values): &(String, _, _)| {
        let groups = Groups::new(values, *semantic, BANDS)?;
        slices(column, &groups, &ranked, threshold, fewest)
    };
    Some(MeasuredCard {
        rows: ranked.rows.len() as u64,
        intervals: bootstrap::figures(&ranked, threshold).into_iter().map(figure).collect(),
        reliability: reliability(&ranked, fewest),
        slices: evidence.sensitive.iter().filter_map(slices).collect(),
    })
}

/// Tenths of the rows by rising probability; neighbours are taken together until each has enough events and enough others.
fn reliability(ranked: &Ranked, fewest: usize) -> Vec<ReliabilityBin> {
    let mut rows = ranked.rows.clone();
    // The sort is stable, and equal probabilities stay in the order of the margins.
    rows.sort_by(|a, b| a.probability.total_cmp(&b.probability));
    let mut bins: Vec<&[Row]> = Vec::new();
    let (mut from, count) = (0, rows.len());
    for number in 1..=BINS {
        let to = number * count / BINS;
        if enough(tally(rows[from..to].iter().map(|row| row.event)), fewest) {
            bins.push(&rows[from..to]);
            from = to;
        }
    }
    // What is too few at the end joins the bin before it.
    if let Some(last) = bins.last_mut() {
        *last = &rows[from - last.len()..];
    }
    let bin = |rows: &[Row]| ReliabilityBin {
        stated: mean(rows, |row| row.probability),
        true_share: mean(rows, |row| f64::from(u8::from(row.event))),
        count: rows.len() as u64,
    };
    bins.into_iter().filter(|rows| weight(rows) > 0.0).map(bin).collect()
}

/// The groups that are large enough to be told of; `None` where there are not two to compare.
fn slices(column: &str, groups: &Groups, ranked: &Ranked, threshold: f64, fewest: usize) -> Option<SlicesCard> {
    let count = groups.labels.len();
    let group_of = |at: u32| usize::from(groups.of_row[at as usize]);
    let tallies = |kind: &dyn Fn(&Row) -> (bool, bool)| {
        let mut counts = vec![(0, 0); count];
        for row in &ranked.rows {
            let (count, (yes, no)) = (&mut counts[group_of(row.at)], kind(row));
            *count = (count.0 + usize::from(yes), count.1 + usize::from(no));
        }
        counts
    };
    let either = |kind: &dyn Fn(&Row) -> bool| tallies(&|row| (kind(row), !kind(row)));
    let shown = Told::new(&tallies(&|_| (true, true)), &vec![true; count], fewest);
    let rated = Told::new(&either(&|row| row.event), &shown.groups, fewest);
    let picked = Told::new(&either(&|row| row.probability >= threshold), &shown.groups, fewest);
    let part = |told: &Told, group: usize| told.groups[group].then(|| ranked.only(|at| told.counts(group, group_of(at))));
    let slice = |group: usize| {
        let all = part(&shown, group).filter(|part| weight(&part.rows) > 0.0)?;
        let rated = part(&rated, group).filter(|part| weight(&part.rows) > 0.0);
        let picked = part(&picked, group).filter(|part| weight(&part.rows) > 0.0);
        Some(SliceCard {
            group: whom(groups.whom(group)),
            rows: all.rows.len() as u64,
            mean_probability: mean(&all.rows, |row| row.probability),
            rate: rated.as_ref().map(|part| mean(&part.rows, |row| f64::from(u8::from(row.event)))),
            auc: rated.map(|part| part.pass(threshold, |_| 1.0).auc),
            selection_rate: picked.map(|part| mean(&part.rows, |row| f64::from(u8::from(row.probability >= threshold)))),
            impact_ratio: None,
        })
    };
    let joined = [&shown, &rated, &picked].iter().any(|told| told.host.is_some());
    let mut groups: Vec<SliceCard> = (0..count).filter_map(slice).collect();
    let highest = groups.iter().filter_map(|slice| slice.selection_rate).fold(0.0, f64::max);
    for slice in &mut groups {
        slice.impact_ratio = slice.selection_rate.filter(|_| highest > 0.0).map(|rate| rate / highest);
    }
    let left_out = ranked.rows.len() as u64 - groups.iter().map(|slice| slice.rows).sum::<u64>();
    (groups.len() > 1).then(|| SlicesCard { column: column.to_owned(), groups, left_out, joined })
}

/// Which groups are told of.
struct Told {
    groups: Vec<bool>,
    /// The group that all others count with.
    host: Option<usize>,
}

impl Told {
    /// Of the groups that may be told of, those with enough rows of either kind, so that what is left over is none or enough as well.
    fn new(counts: &[(usize, usize)], may: &[bool], fewest: usize) -> Self {
        let mut groups: Vec<bool> = counts.iter().zip(may).map(|(&count, &may)| may && enough(count, fewest)).collect();
        loop {
            let left = counts.iter().zip(&groups).filter(|(_, told)| !**told);
            let left = left.fold((0, 0), |sum, (count, _)| (sum.0 + count.0, sum.1 + count.1));
            if left == (0, 0) || enough(left, fewest) || !groups.contains(&true) {
                return Self { groups, host: None };
            }
            let told = || (0..counts.len()).filter(|&at| groups[at]);
            let largest = told().max_by_key(|&at| counts[at].0 + counts[at].1);
            let little = |at: &usize| NOTHING * (left.0 + left.1) <= counts[*at].0 + counts[*at].1;
            if let Some(host) = largest.filter(little) {
                return Self { groups, host: Some(host) };
            }
            if let Some(smallest) = told().min_by_key(|&at| counts[at].0.min(counts[at].1)) {
                groups[smallest] = false;
            }
        }
    }

    /// Whether a row of the group `of` counts for `group`.
    fn counts(&self, group: usize, of: usize) -> bool {
        of == group || (self.host == Some(group) && !self.groups[of])
    }
}

fn weight(rows: &[Row]) -> f64 {
    rows.iter().map(|row| row.weight).sum()
}

/// The mean by weight.
fn mean(rows: &[Row], of: impl Fn(&Row) -> f64) -> f64 {
    rows.iter().map(|row| row.weight * of(row)).sum::<f64>() / weight(rows)
}

fn enough((yes, no): (usize, usize), fewest: usize) -> bool {
    yes.min(no) >= fewest
}

fn tally(kinds: impl Iterator<Item = bool>) -> (usize, usize) {
    kinds.fold((0, 0), |(yes, no), kind| if kind { (yes + 1, no) } else { (yes, no + 1) })
}

fn whom(whom: Whom) -> SliceGroup {
    match whom {
        Whom::Value(value) => SliceGroup::Value(value),
        Whom::Band { above, up_to } => SliceGroup::Band { above, up_to },
        Whom::Rest => SliceGroup::Others,
        Whom::Gap => SliceGroup::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::super::ranked::tests::evidence;
    use super::*;
    use crate::dataset::{Semantic, Values};

    /// Rows of groups, each with so many events that the model calls, events that it does not, and others that it does not call.
    fn grouped(parts: &[(usize, usize, usize)]) -> Evidence {
        let (mut margins, mut labels, mut codes) = (Vec::new(), Vec::new(), Vec::new());
        for (group, &(hits, misses, others)) in parts.iter().enumerate() {
            for (count, margin, label) in [(hits, 2.0, 1.0), (misses, -1.0, 1.0), (others, -2.0, 0.0)] {
                margins.extend(std::iter::repeat_n(margin, count));
                labels.extend(std::iter::repeat_n(label, count));
                codes.extend(std::iter::repeat_n(group as u32 + 1, count));
            }
        }
        let names = (0..=parts.len()).map(|at| if at == 0 { String::new() } else { format!("g{at}") }).collect();
        let sensitive = vec![("group".to_owned(), Semantic::Categorical, Values::Categories { codes, names })];
        Evidence { sensitive, ..evidence(&margins, &labels) }
    }

    #[test]
    fn a_rate_is_told_where_twenty_of_either_kind_stand_behind_it() {
        let card = disclosed(&grouped(&[(30, 10, 60), (20, 5, 75), (19, 0, 81), (25, 0, 75)]), 0.5, 20).unwrap();
        let [slices] = &card.slices[..] else { panic!("{card:?}") };
        let rate = |at: usize| slices.groups[at].rate;
        assert_eq!((rate(0), slices.groups[0].selection_rate, slices.groups[0].impact_ratio), (Some(0.4), Some(0.3), Some(1.0)));
        // The third has 19 events; told beside the others, it would follow from all events, so that the smallest of the others waits too.
        assert_eq!((rate(2), slices.groups[2].selection_rate), (None, None));
        assert_eq!(slices.groups.iter().filter(|slice| slice.rate.is_some()).count(), 2, "{slices:?}");
        assert!(slices.groups.iter().all(|slice| slice.auc.is_some() == slice.rate.is_some()));
        assert_eq!(slices.left_out, 0);
    }

    #[test]
    fn what_is_left_over_is_never_of_a_few() {
        let slices = |parts: &[(usize, usize, usize)]| disclosed(&grouped(parts), 0.5, 20).unwrap().slices.remove(0);
        let names =
            |slices: &SlicesCard| slices.groups.iter().map(|slice| (slice.group.to_string(), slice.rows)).collect::<Vec<_>>();
        let two = [("g1".to_owned(), 100), ("g2".to_owned(), 90)];
        // Twenty rows and more of small groups are left out together.
        let many = slices(&[(40, 0, 60), (30, 0, 60), (8, 0, 10), (3, 0, 4)]);
        assert_eq!((names(&many), many.left_out, many.joined), (two.to_vec(), 25, false));
        // The events of what is left over are too few, so that one rate has to wait.
        assert_eq!(many.groups.iter().filter(|slice| slice.rate.is_some()).count(), 1);
        // Seven rows beside a hundred are too many to count with them, so that the smaller group is left out too.
        let few = slices(&[(40, 0, 60), (35, 0, 60), (25, 0, 60), (3, 0, 4)]);
        assert_eq!((few.groups.len(), few.left_out, few.joined), (2, 92, false));
        assert!(disclosed(&grouped(&[(40, 0, 60), (3, 0, 4)]), 0.5, 20).unwrap().slices.is_empty());
        // Beside a thousand they are next to nothing: nothing is left over, and both groups are told of.
        let next_to_nothing = slices(&[(400, 0, 600), (300, 0, 600), (3, 0, 4)]);
        let groups = &next_to_nothing.groups;
        assert_eq!((next_to_nothing.left_out, next_to_nothing.joined, groups[0].rows, groups[1].rows), (0, true, 1007, 900));
        assert_eq!([groups[0].rate, groups[1].rate], [Some(403.0 / 1007.0), Some(300.0 / 900.0)]);
    }

    #[test]
    fn bins_join_until_each_has_enough_and_hold_every_row() {
        // Events among the upper half alone: the lower half is one bin with the first events above it.
        let margins: Vec<f64> = (0..1000).map(|row| f64::from(row) / 100.0 - 5.0).collect();
        let labels: Vec<f32> = (0..1000).map(|row| f32::from(u8::from(row >= 500 && row % 3 == 0))).collect();
        let card = disclosed(&evidence(&margins, &labels), 0.5, 20).unwrap();
        assert_eq!(card.reliability.iter().map(|bin| bin.count).collect::<Vec<_>>(), [600, 100, 100, 100, 100]);
        assert!(card.reliability.iter().all(|bin| bin.true_share * bin.count as f64 > 19.5), "{card:?}");
        assert!(card.reliability.windows(2).all(|pair| pair[0].stated < pair[1].stated));
        // With nineteen events there is no curve.
        let few: Vec<f32> = (0..1000).map(|row| f32::from(u8::from(row >= 981))).collect();
        assert!(disclosed(&evidence(&margins, &few), 0.5, 20).unwrap().reliability.is_empty());
        // A few at the end are in the last bin.
        let early: Vec<f32> = (0..1000).map(|row| f32::from(u8::from(row < 500 && row % 3 == 0))).collect();
        let counts = disclosed(&evidence(&margins, &early), 0.5, 20).unwrap().reliability;
        assert_eq!(counts.iter().map(|bin| bin.count).collect::<Vec<_>>(), [100, 100, 100, 100, 600]);
    }
}
