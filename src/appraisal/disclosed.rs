//! What a pack may say of the rows that an index was measured on: aggregates alone, from which nothing follows about a few.
//!
//! Of a group's rows two kinds are told apart, events and others, or those that are called and those that are not. A rate tells how many
//! there are of each, so that it is told only where both are `fewest` or more. Since the rate of all rows is known, what is left over must be
//! none or enough as well. Where it is not, it counts with the largest group if it is next to nothing there, because a handful of gaps would
//! otherwise keep two large groups from being compared; or else the smallest group that was told is kept back too (secondary suppression:
//! Cox 1980).
//!
//! Of several classes, rates of one group add up to 1, so that what one class tells the others tell too. Rows are therefore of as many kinds
//! as classes are told of, and one more for all the rest: each kind is `fewest` or more in each group that is told of and in what is left
//! over, and whatever follows from sums is a sum of these.

use crate::model::{ClassMeasured, Interval, MeasuredCard, ReliabilityBin, SliceCard, SliceGroup, SlicesCard};
use crate::profile::{Groups, Whom};

use super::bootstrap::{Figure, figures, figures_of, figures_of_classes, rounds_of_classes};
use super::classes::SHOWN;
use super::evidence::{ClassRows, Evidence, by_count};
use super::ranked::{Pass, Ranked, Row};
use super::slices::BANDS;

/// Bins of the reliability curve.
const BINS: usize = 10;
/// What is left over is next to nothing beside a group of so many times as many rows.
const NOTHING: usize = 20;

/// Figures of one class against the rest that a card has; all but the first are of the rows that are called.
const OF_CLASS: [&str; 4] = ["auc", "precision", "recall", "f1"];

/// What may be said of an index with this threshold, where an aggregate rests on `fewest` rows or more; nothing where the evidence has no
/// rows. Of several classes none is called by a threshold, but where it is the likeliest.
#[must_use]
pub fn disclosed(evidence: &Evidence, threshold: f64, fewest: usize) -> Option<MeasuredCard> {
    if let Some(classes) = &evidence.classes {
        return Some(of_classes(evidence, classes, fewest));
    }
    if evidence.labels.is_empty() {
        return None;
    }
    let ranked = Ranked::new(evidence, threshold);
    let slices = |(column, semantic, values): &(String, _, _)| {
        let groups = Groups::new(values, *semantic, BANDS)?;
        slices(column, &groups, &ranked, fewest)
    };
    Some(MeasuredCard {
        rows: ranked.rows.len() as u64,
        intervals: intervals(figures(&ranked)),
        reliability: reliability(&ranked, fewest),
        slices: evidence.sensitive.iter().filter_map(slices).collect(),
        classes: Vec::new(),
    })
}

fn of_classes(evidence: &Evidence, classes: &ClassRows, fewest: usize) -> MeasuredCard {
    let ranked = Ranked::of_classes(evidence, classes);
    let once: Vec<Pass> = ranked.iter().map(|ranked| ranked.pass(|_| 1.0)).collect();
    let rounds = rounds_of_classes(&ranked);
    let by_rows = classes.by_rows();
    let shown = &by_rows[..by_rows.len().min(SHOWN)];
    let sliced: Vec<ClassSlices> = evidence
        .sensitive
        .iter()
        .filter_map(|(column, semantic, values)| {
            ClassSlices::new(column, Groups::new(values, *semantic, BANDS)?, classes, fewest)
        })
        .collect();
    let class = |(class, name): (usize, &String)| {
        let events = ranked[class].events();
        if !enough(&[events, ranked[class].rows.len() - events], fewest) {
            return None;
        }
        let rounds: Vec<Pass> = rounds.iter().map(|round| round[class]).collect();
        let mut figures = figures_of(&once[class], &rounds);
        let called = ranked[class].rows.iter().filter(|row| row.called).count();
        let told = if enough(&[called, ranked[class].rows.len() - called], fewest) { &OF_CLASS[..] } else { &OF_CLASS[..1] };
        figures.retain(|figure| told.contains(&figure.name));
        let (reliability, slices) = if shown.contains(&class) {
            let slices = sliced.iter().filter_map(|sliced| sliced.of(class, &ranked[class]));
            (reliability(&ranked[class], fewest), slices.collect())
        } else {
            (Vec::new(), Vec::new())
        };
        Some(ClassMeasured { class: name.clone(), intervals: intervals(figures), reliability, slices })
    };
    MeasuredCard {
        rows: classes.of_row.len() as u64,
        intervals: intervals(figures_of_classes(&once, &rounds)),
        reliability: Vec::new(),
        slices: Vec::new(),
        classes: classes.names.iter().enumerate().filter_map(class).collect(),
    }
}

fn intervals(figures: Vec<Figure>) -> Vec<Interval> {
    let interval = |one: Figure| Interval { metric: one.name.to_owned(), low: one.interval.0, high: one.interval.1 };
    figures.into_iter().map(interval).collect()
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
        if enough(&tally(&rows[from..to]), fewest) {
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

/// The groups of one column that are large enough to be told of; `None` where there are not two to compare.
fn slices(column: &str, groups: &Groups, ranked: &Ranked, fewest: usize) -> Option<SlicesCard> {
    let either = |kind: &dyn Fn(&Row) -> bool| {
        let mut counts = vec![vec![0, 0]; groups.labels.len()];
        ranked.rows.iter().for_each(|row| counts[group_of(groups, row)][usize::from(kind(row))] += 1);
        counts
    };
    let shown = Told::of_rows(groups, fewest);
    let rated = Told::new(&either(&|row| row.event), &shown.groups, fewest);
    let picked = Told::new(&either(&|row| row.called), &shown.groups, fewest);
    sliced(column, groups, ranked, [&shown, &rated, &picked])
}

/// The groups of one column, with the classes that may be told of in them.
struct ClassSlices<'a> {
    column: &'a str,
    groups: Groups,
    shown: Told,
    /// The classes whose rates are told, and of which groups.
    rated: (Vec<usize>, Told),
    /// The classes of which it is told how many rows they are the likeliest of, and of which groups.
    picked: (Vec<usize>, Told),
}

impl<'a> ClassSlices<'a> {
    fn new(column: &'a str, groups: Groups, classes: &ClassRows, fewest: usize) -> Option<Self> {
        let shown = Told::of_rows(&groups, fewest);
        if shown.groups.iter().filter(|told| **told).count() < 2 {
            return None;
        }
        let of_row: Vec<usize> = classes.of_row.iter().map(|&class| class as usize).collect();
        let told = |of_row: &[usize]| Told::of_classes(&groups, of_row, classes.names.len(), &shown.groups, fewest);
        let (rated, picked) = (told(&of_row), told(&classes.chosen()));
        Some(Self { column, shown, rated, picked, groups })
    }

    /// The slices of one class, ranked against the rest.
    fn of(&self, class: usize, ranked: &Ranked) -> Option<SlicesCard> {
        let nothing = Told { groups: vec![false; self.groups.labels.len()], host: None };
        let [rated, picked] =
            [&self.rated, &self.picked].map(|(classes, told)| if classes.contains(&class) { told } else { &nothing });
        sliced(self.column, &self.groups, ranked, [&self.shown, rated, picked])
    }
}

fn group_of(groups: &Groups, row: &Row) -> usize {
    usize::from(groups.of_row[row.at as usize])
}

/// What is told of each group: that it is there, its rate, and how many of its rows are called.
fn sliced(column: &str, groups: &Groups, ranked: &Ranked, [shown, rated, picked]: [&Told; 3]) -> Option<SlicesCard> {
    let part = |told: &Told, group: usize| {
        told.groups[group].then(|| ranked.only(|at| told.counts(group, usize::from(groups.of_row[at as usize]))))
    };
    let slice = |group: usize| {
        let all = part(shown, group).filter(|part| weight(&part.rows) > 0.0)?;
        let rated = part(rated, group).filter(|part| weight(&part.rows) > 0.0);
        let picked = part(picked, group).filter(|part| weight(&part.rows) > 0.0);
        Some(SliceCard {
            group: whom(groups.whom(group)),
            rows: all.rows.len() as u64,
            mean_probability: mean(&all.rows, |row| row.probability),
            rate: rated.as_ref().map(|part| mean(&part.rows, |row| f64::from(u8::from(row.event)))),
            auc: rated.map(|part| part.pass(|_| 1.0).auc),
            selection_rate: picked.map(|part| mean(&part.rows, |row| f64::from(u8::from(row.called)))),
            impact_ratio: None,
        })
    };
    let joined = [shown, rated, picked].iter().any(|told| told.host.is_some());
    let mut groups: Vec<SliceCard> = (0..groups.labels.len()).filter_map(slice).collect();
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
    /// Of the groups that may be told of, those with enough rows of each kind, so that what is left over is none or enough as well; `counts`
    /// are a group's rows by kind.
    fn new(counts: &[Vec<usize>], may: &[bool], fewest: usize) -> Self {
        let mut groups: Vec<bool> = counts.iter().zip(may).map(|(count, &may)| may && enough(count, fewest)).collect();
        let size = |at: usize| counts[at].iter().sum::<usize>();
        loop {
            let mut left = vec![0; counts.first().map_or(0, Vec::len)];
            for (count, _) in counts.iter().zip(&groups).filter(|(_, told)| !**told) {
                left.iter_mut().zip(count).for_each(|(sum, count)| *sum += count);
            }
            let all: usize = left.iter().sum();
            if all == 0 || enough(&left, fewest) || !groups.contains(&true) {
                return Self { groups, host: None };
            }
            let told = || (0..counts.len()).filter(|&at| groups[at]);
            let largest = told().max_by_key(|&at| size(at));
            if let Some(host) = largest.filter(|&at| NOTHING * all <= size(at)) {
                return Self { groups, host: Some(host) };
            }
            if let Some(smallest) = told().min_by_key(|&at| counts[at].iter().min()) {
                groups[smallest] = false;
            }
        }
    }

    /// The groups that have enough rows.
    fn of_rows(groups: &Groups, fewest: usize) -> Self {
        let counts: Vec<Vec<usize>> = groups.counts().iter().map(|&count| vec![count as usize]).collect();
        Self::new(&counts, &vec![true; counts.len()], fewest)
    }

    /// The classes that are told apart, most frequent first, and the groups in which they are: as many classes as can be without losing a
    /// group that could be told of for the most frequent class alone.
    fn of_classes(groups: &Groups, of_row: &[usize], classes: usize, may: &[bool], fewest: usize) -> (Vec<usize>, Self) {
        let occur = by_count(of_row.iter().copied(), classes);
        let apart = |told: usize| {
            let mut kind_of = vec![told; classes];
            occur.iter().take(told).enumerate().for_each(|(kind, &class)| kind_of[class] = kind);
            let kinds = (told + 1).min(occur.len());
            let mut counts = vec![vec![0; kinds]; groups.labels.len()];
            of_row.iter().zip(&groups.of_row).for_each(|(&class, &group)| counts[usize::from(group)][kind_of[class]] += 1);
            Self::new(&counts, may, fewest)
        };
        let count = |told: &Self| told.groups.iter().filter(|told| **told).count();
        // Where all are of one class, there is nothing that a rate could be of.
        if occur.len() < 2 {
            return (Vec::new(), Self { groups: vec![false; may.len()], host: None });
        }
        let (mut told, mut best) = (1, apart(1));
        for more in 2..=occur.len().min(SHOWN) {
            let next = apart(more);
            if count(&next) == count(&best) {
                (told, best) = (more, next);
            }
        }
        (occur[..told].to_vec(), best)
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

fn enough(kinds: &[usize], fewest: usize) -> bool {
    kinds.iter().all(|&count| count >= fewest)
}

/// The others and the events.
fn tally(rows: &[Row]) -> [usize; 2] {
    let events = rows.iter().filter(|row| row.event).count();
    [rows.len() - events, events]
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
    fn of_several_classes_as_many_are_told_as_leave_enough_of_the_rest() {
        // Groups with so many rows of each of four classes.
        let told = |parts: &[[usize; 4]]| {
            let (mut of_row, mut codes) = (Vec::new(), Vec::new());
            for (group, counts) in parts.iter().enumerate() {
                for (class, &count) in counts.iter().enumerate() {
                    of_row.extend(std::iter::repeat_n(class, count));
                    codes.extend(std::iter::repeat_n(group as u32 + 1, count));
                }
            }
            let names = (0..=parts.len()).map(|at| if at == 0 { String::new() } else { format!("g{at}") }).collect();
            let groups = Groups::new(&Values::Categories { codes, names }, Semantic::Categorical, BANDS).unwrap();
            let (classes, told) = Told::of_classes(&groups, &of_row, 4, &vec![true; groups.labels.len()], 20);
            (classes, (0..parts.len()).filter(|&at| told.groups[at]).count())
        };
        assert_eq!(told(&[[90, 40, 25, 20], [80, 30, 25, 21]]), (vec![0, 1, 2, 3], 2));
        // Nineteen of the last would follow from the third, so that neither is told apart.
        assert_eq!(told(&[[90, 40, 25, 19], [80, 30, 25, 21]]), (vec![0, 1], 2));
        assert_eq!(told(&[[90, 40, 9, 9], [80, 30, 25, 21]]), (vec![0], 2));
        assert_eq!(told(&[[90, 40, 20, 0], [80, 30, 20, 0]]), (vec![0, 1, 2], 2));
        // The last group is too small, and a second is left out with it, so that nine do not follow.
        assert_eq!(told(&[[90, 40, 25, 20], [80, 30, 25, 21], [9, 9, 9, 9]]), (vec![0, 1, 2, 3], 1));
        assert_eq!(told(&[[90, 0, 0, 0], [80, 0, 0, 0]]), (vec![], 0));
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
