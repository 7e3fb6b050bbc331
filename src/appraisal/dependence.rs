//! How a column moves the margin, value by value: its Shapley values against its values.

use serde::Serialize;

use crate::dataset::{MISSING_CODE, Semantic, Values};
use crate::model::Field;
use crate::profile::Groups;

/// Points drawn.
const POINTS: usize = 700;
/// Groups of about equal size that the line runs through.
const GROUPS: usize = 20;

/// A column's contributions.
#[derive(Debug, Clone, Serialize)]
pub struct Dependence {
    /// The column.
    pub column: String,
    /// How its values are read.
    pub semantic: Semantic,
    /// The contributions by value.
    pub shape: Shape,
    /// Rows without a value, with their mean contribution.
    pub missing: Option<(u64, f64)>,
}

/// Contributions by value.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Of a number: some points (value, contribution), and the means of groups of about equal size.
    Numbers {
        /// Some rows.
        points: Vec<(f64, f64)>,
        /// The groups' mean values and mean contributions.
        line: Vec<(f64, f64)>,
    },
    /// Of a category.
    Categories(Vec<GroupMean>),
}

/// The mean contribution of one value.
#[derive(Debug, Clone, Serialize)]
pub struct GroupMean {
    /// The value.
    pub group: String,
    /// Sampled rows that have it.
    pub rows: u64,
    /// Their mean contribution in log-odds.
    pub mean: f64,
}

/// The dependence of one field on the sampled rows.
pub(super) fn dependence(field: &Field, values: &Values, contributions: Vec<f64>) -> Dependence {
    let gap = |row: usize| match values {
        Values::Numbers(numbers) => numbers[row].is_nan(),
        Values::Categories { codes, .. } => codes[row] == MISSING_CODE,
        Values::Days(_) | Values::Dropped => true,
    };
    let gaps: Vec<f64> = contributions.iter().enumerate().filter(|(row, _)| gap(*row)).map(|(_, &x)| x).collect();
    let missing = (!gaps.is_empty()).then(|| (gaps.len() as u64, gaps.iter().sum::<f64>() / gaps.len() as f64));
    let shape = match values {
        Values::Numbers(numbers) if field.semantic != Semantic::Boolean => of_numbers(numbers, &contributions),
        _ => Shape::Categories(of_groups(values, field.semantic, &contributions)),
    };
    Dependence { column: field.name.clone(), semantic: field.semantic, shape, missing }
}

fn of_groups(values: &Values, semantic: Semantic, contributions: &[f64]) -> Vec<GroupMean> {
    let Some(groups) = Groups::new(values, semantic, GROUPS) else { return Vec::new() };
    let mut sums = vec![(0_u64, 0.0); groups.labels.len()];
    for (&group, x) in groups.of_row.iter().zip(contributions) {
        let (rows, sum) = &mut sums[usize::from(group)];
        (*rows, *sum) = (*rows + 1, *sum + x);
    }
    let mean = |(label, (rows, sum)): (String, (u64, f64))| GroupMean { group: label, rows, mean: sum / rows as f64 };
    // The gaps, which come last, are told of apart.
    sums.pop();
    groups.labels.into_iter().zip(sums).filter(|(_, sum)| sum.0 > 0).map(mean).collect()
}

fn of_numbers(numbers: &[f32], contributions: &[f64]) -> Shape {
    let mut rows: Vec<(f64, f64)> =
        numbers.iter().zip(contributions).filter(|(x, _)| x.is_finite()).map(|(&x, &y)| (f64::from(x), y)).collect();
    let every = rows.len().div_ceil(POINTS).max(1);
    let mut points: Vec<(f64, f64)> = rows.iter().copied().step_by(every).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    // The outermost hundredth would squeeze the rest.
    if let (Some(low), Some(high)) = (rows.get(rows.len() / 100), rows.get(rows.len().saturating_sub(rows.len() / 100 + 1))) {
        points.retain(|point| point.0 >= low.0 && point.0 <= high.0);
    }
    let mut line: Vec<(f64, f64)> = Vec::new();
    let size = rows.len().div_ceil(GROUPS).max(1);
    let mut group: Vec<(f64, f64)> = Vec::new();
    // Equal values are never parted.
    for run in rows.chunk_by(|a, b| a.0 == b.0) {
        group.extend_from_slice(run);
        if group.len() >= size {
            line.push(mean(&group));
            group.clear();
        }
    }
    if !group.is_empty() {
        line.push(mean(&group));
    }
    Shape::Numbers { points, line }
}

fn mean(points: &[(f64, f64)]) -> (f64, f64) {
    let sum = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
    (sum.0 / points.len() as f64, sum.1 / points.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_runs_through_group_means_and_gaps_are_apart() {
        let numbers: Vec<f32> = (0..1000).map(|i| if i % 10 == 0 { f32::NAN } else { (i % 200) as f32 }).collect();
        let contributions: Vec<f64> =
            numbers.iter().map(|&x| if x.is_nan() { -1.0 } else { f64::from(x) / 100.0 - 1.0 }).collect();
        let Shape::Numbers { points, line } = of_numbers(&numbers, &contributions) else { panic!() };
        assert!(points.len() <= POINTS && (18..=22).contains(&line.len()), "{} {}", points.len(), line.len());
        assert!(line.iter().all(|(x, y)| (y - (x / 100.0 - 1.0)).abs() < 1e-9));
        let names = ["", "a", "b"].map(str::to_owned).to_vec();
        let means =
            of_groups(&Values::Categories { codes: vec![1, 1, 2, 0], names }, Semantic::Categorical, &[1.0, 3.0, -1.0, 9.0]);
        let found: Vec<_> = means.iter().map(|mean| (mean.group.as_str(), mean.rows, mean.mean)).collect();
        assert_eq!(found, [("a", 2, 2.0), ("b", 1, -1.0)]);
    }
}
