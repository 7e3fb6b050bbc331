//! A column cut into a handful of groups: what rates, shares and drift are counted by.

use crate::dataset::{Day, MISSING_CODE, Semantic, Values};
use crate::metric::Weights;

use super::weigh::{Ordered, by_group};

/// Numbers with at most this many values have a group each.
const FEW_VALUES: usize = 12;
/// Categories that have a group of their own.
const CATEGORIES: usize = 14;

/// The groups of a column: regular ones, then the pooled rest of the categories, then the gaps.
#[derive(Debug, Clone)]
pub(crate) struct Groups {
    pub(crate) labels: Vec<String>,
    /// Each row's group.
    pub(crate) of_row: Vec<u16>,
    cut: Cut,
    /// Whether groups of numbers are of more than one value.
    banded: bool,
    semantic: Semantic,
}

/// Whom a group is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whom {
    /// Those of one value.
    Value(String),
    /// Those above one number and up to another. The first and the last are open: the column's ends are somebody's values.
    Band { above: Option<String>, up_to: Option<String> },
    /// Those of the pooled categories.
    Rest,
    /// Those of no value.
    Gap,
}

#[derive(Debug, Clone)]
enum Cut {
    /// Group i holds the numbers above border i - 1 and up to border i.
    Borders(Vec<f32>),
    /// The group of each category code.
    Codes(Vec<u16>),
}

/// What the last group is called.
pub(super) const GAP: &str = "missing";
/// What the pooled categories are called.
pub(super) const REST: &str = "all others";

impl Groups {
    /// Groups of about equal size of numbers and days, `most` of them, or the most frequent categories. `None` for free text.
    pub(crate) fn new(values: &Values, semantic: Semantic, most: usize) -> Option<Self> {
        Self::by_weight(values, semantic, most, None)
    }

    /// The same, where size and frequency are of weight.
    pub(super) fn by_weight(values: &Values, semantic: Semantic, most: usize, weights: Weights<'_>) -> Option<Self> {
        match values {
            Values::Categories { codes, names } => Some(Self::of_categories(codes, names, semantic, weights)),
            Values::Dropped => None,
            _ => Some(Self::of_numbers(&numbers(values)?, semantic, most, weights)),
        }
    }

    fn of_numbers(values: &[f32], semantic: Semantic, most: usize, weights: Weights<'_>) -> Self {
        let ordered = Ordered::new(values, weights, |x| !x.is_nan());
        let mut distinct: Vec<f32> = Vec::new();
        for &(value, _) in ordered.iter().flat_map(|ordered| &ordered.rows) {
            if distinct.last() != Some(&value) {
                distinct.push(value);
            }
            if distinct.len() > FEW_VALUES {
                break;
            }
        }
        let single = distinct.len() <= FEW_VALUES;
        let borders = if single { distinct } else { ordered.map_or(distinct, |ordered| ordered.borders(most)) };
        let name = |value: f32| name(value, semantic);
        let mut labels: Vec<String> = if single {
            borders.iter().map(|&value| name(value)).collect()
        } else {
            let label = |at: usize| match at {
                0 => format!("up to {}", name(borders[0])),
                at => format!("{} – {}", name(borders[at - 1]), name(borders[at])),
            };
            (0..borders.len()).map(label).collect()
        };
        labels.push(GAP.to_owned());
        let cut = Cut::Borders(borders);
        let of_row = values.iter().map(|&value| cut.of_number(value)).collect();
        Self { labels, of_row, cut, banded: !single, semantic }
    }

    fn of_categories(codes: &[u32], names: &[String], semantic: Semantic, weights: Weights<'_>) -> Self {
        let sizes = by_group(codes.iter().map(|&code| code as usize), names.len(), weights);
        let mut order: Vec<usize> = (1..names.len()).collect();
        order.sort_by(|&a, &b| sizes[b].total_cmp(&sizes[a]));
        // A rest of one category is better named.
        let own = if order.len() == CATEGORIES + 1 { CATEGORIES + 1 } else { order.len().min(CATEGORIES) };
        let mut labels: Vec<String> = order[..own].iter().map(|&code| names[code].clone()).collect();
        let rest = labels.len();
        // Empty here where all have their own, but another table may have more.
        labels.push(REST.to_owned());
        let gap = labels.len() as u16;
        labels.push(GAP.to_owned());
        let mut of_code = vec![rest as u16; names.len()];
        order[..own].iter().enumerate().for_each(|(group, &code)| of_code[code] = group as u16);
        of_code[MISSING_CODE as usize] = gap;
        let of_row = codes.iter().map(|&code| of_code[code as usize]).collect();
        Self { labels, of_row, cut: Cut::Codes(of_code), banded: false, semantic }
    }

    /// Whom a group is of, without the ends of the column.
    pub(crate) fn whom(&self, group: usize) -> Whom {
        let name = |border: f32| name(border, self.semantic);
        match &self.cut {
            Cut::Borders(borders) if group >= borders.len() => Whom::Gap,
            Cut::Borders(borders) if self.banded => Whom::Band {
                above: group.checked_sub(1).map(|before| name(borders[before])),
                up_to: (group + 1 < borders.len()).then(|| name(borders[group])),
            },
            Cut::Codes(_) if group + 1 == self.labels.len() => Whom::Gap,
            Cut::Codes(_) if group + 2 == self.labels.len() => Whom::Rest,
            _ => Whom::Value(self.labels[group].clone()),
        }
    }

    /// The group of a number, NaN for a gap.
    pub(super) fn of_number(&self, value: f32) -> u16 {
        self.cut.of_number(value)
    }

    /// The group of a category by its code, or of one that has none.
    pub(super) fn of_code(&self, code: Option<u32>) -> u16 {
        let Cut::Codes(of_code) = &self.cut else { return 0 };
        code.map_or(self.labels.len() as u16 - 2, |code| of_code[code as usize])
    }

    /// What the rows in each group weigh.
    pub(super) fn sizes(&self, weights: Weights<'_>) -> Vec<f64> {
        by_group(self.of_row.iter().map(|&group| usize::from(group)), self.labels.len(), weights)
    }

    /// Rows in each group.
    pub(crate) fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.labels.len()];
        self.of_row.iter().for_each(|&group| counts[usize::from(group)] += 1);
        counts
    }
}

impl Cut {
    fn of_number(&self, value: f32) -> u16 {
        let Self::Borders(borders) = self else { return 0 };
        if value.is_nan() {
            return borders.len() as u16;
        }
        // A number above the last border, as another table may have, is in the last group.
        borders.partition_point(|&border| border < value).min(borders.len().saturating_sub(1)) as u16
    }
}

/// Numbers, booleans and days as numbers; NaN is a gap. `None` for categories and text.
pub(super) fn numbers(values: &Values) -> Option<std::borrow::Cow<'_, [f32]>> {
    match values {
        Values::Numbers(numbers) => Some(numbers.into()),
        Values::Days(days) => Some(days.iter().map(|day| day.map_or(f32::NAN, |day| day.0 as f32)).collect()),
        Values::Categories { .. } | Values::Dropped => None,
    }
}

/// A number of a column as people read it.
pub(super) fn name(value: f32, semantic: Semantic) -> String {
    match semantic {
        Semantic::Timestamp => Day(value as i32).to_string(),
        Semantic::Boolean if value > 0.5 => "yes".to_owned(),
        Semantic::Boolean => "no".to_owned(),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(values: &Values) -> (Vec<String>, Vec<u64>) {
        let groups = Groups::new(values, Semantic::Numerical, 4).unwrap();
        (groups.labels.clone(), groups.counts())
    }

    #[test]
    fn numbers_are_cut_evenly_and_few_values_stand_alone() {
        let (labels, counts) = groups(&Values::Numbers((0..100).map(|i| i as f32).collect()));
        assert_eq!(labels, ["up to 25", "25 – 50", "50 – 75", "75 – 99", "missing"]);
        assert_eq!(counts, [26, 25, 25, 24, 0]);
        let (labels, counts) = groups(&Values::Numbers(vec![2.0, f32::NAN, 0.5, 2.0]));
        assert_eq!((labels, counts), (vec!["0.5".to_owned(), "2".to_owned(), "missing".to_owned()], vec![1, 2, 1]));
        assert_eq!(groups(&Values::Numbers(vec![f32::NAN])), (vec!["missing".to_owned()], vec![1]));
    }

    #[test]
    fn the_ends_of_a_column_are_not_told() {
        let whom = |values: &[f32]| {
            let groups = Groups::new(&Values::Numbers(values.to_vec()), Semantic::Numerical, 4).unwrap();
            (0..groups.labels.len()).map(|group| groups.whom(group)).collect::<Vec<_>>()
        };
        let band = |above: Option<&str>, up_to: Option<&str>| Whom::Band {
            above: above.map(str::to_owned),
            up_to: up_to.map(str::to_owned),
        };
        let many: Vec<f32> = (0..100).map(|i| i as f32).collect();
        let bands = [
            band(None, Some("25")),
            band(Some("25"), Some("50")),
            band(Some("50"), Some("75")),
            band(Some("75"), None),
            Whom::Gap,
        ];
        assert_eq!(whom(&many), bands);
        assert_eq!(whom(&[2.0, 0.5]), [Whom::Value("0.5".to_owned()), Whom::Value("2".to_owned()), Whom::Gap]);
    }

    #[test]
    fn rare_categories_are_pooled_and_strangers_join_them() {
        let names: Vec<String> = (0..40).map(|i| if i == 0 { String::new() } else { format!("c{i}") }).collect();
        let codes: Vec<u32> = (0..1000).map(|i| if i % 10 == 0 { 0 } else { 1 + (i % 39).min(i % 7) }).collect();
        let groups = Groups::new(&Values::Categories { codes, names }, Semantic::Categorical, 4).unwrap();
        assert_eq!(groups.labels.len(), CATEGORIES + 2);
        assert_eq!((groups.labels[CATEGORIES].as_str(), groups.labels[CATEGORIES + 1].as_str()), (REST, GAP));
        assert_eq!(groups.counts().iter().sum::<u64>(), 1000);
        assert_eq!(groups.counts()[CATEGORIES + 1], 100);
        assert_eq!(groups.of_code(None), CATEGORIES as u16);
    }
}
