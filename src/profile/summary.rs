//! What one column holds: moments, quantiles and a histogram of numbers, frequencies of categories.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::dataset::{MISSING_CODE, Semantic, Values};
use crate::math::ln;
use crate::metric::Weights;

use super::groups::{name, numbers};
use super::weigh::{Ordered, amount, amounts, by_group, effective, named_amounts};

/// Bars of a histogram of numbers that are not few and whole.
const BARS: usize = 28;
/// Categories listed.
const LISTED: usize = 12;
/// Outer fences (Tukey 1977): this many interquartile ranges beyond the quartiles.
const FENCES: f64 = 3.0;

/// What one column holds.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Summary {
    /// Numbers and dates; dates are days since 1970-01-01.
    Numbers(Box<NumberSummary>),
    /// Categories, yes or no.
    Categories(CategorySummary),
    /// Free text, or no value at all.
    None,
}

/// Numbers in figures. All are of the finite values of rows that weigh something; what is said of them is by weight, where there is one, but
/// for counts of single values.
#[derive(Debug, Clone, Serialize)]
pub struct NumberSummary {
    /// The smallest.
    pub min: f64,
    /// Quantiles at 1, 25, 50, 75 and 99 %.
    pub quantiles: [f64; 5],
    /// The largest.
    pub max: f64,
    /// The mean.
    pub mean: f64,
    /// The standard deviation, of the sample.
    pub deviation: f64,
    /// The third standardised moment; 0 is symmetric, above 0 has its tail on the right.
    pub skew: f64,
    /// The fourth standardised moment less 3; 0 is a normal's.
    pub excess_kurtosis: f64,
    /// Values that are 0.
    pub zeros: u64,
    /// Their share.
    pub zero_share: f64,
    /// Values that are infinite.
    pub infinite: u64,
    /// Values more than three interquartile ranges beyond the quartiles.
    pub far_out: u64,
    /// The share of the most frequent value.
    pub mode_share: f64,
    /// How many values lie where.
    pub histogram: Histogram,
}

/// Bars of equal width.
#[derive(Debug, Clone, Serialize)]
pub struct Histogram {
    /// Where the first bar begins.
    pub from: f64,
    /// The width of a bar.
    pub width: f64,
    /// Values in each bar, by weight; the first and last hold what lies beyond, too.
    #[serde(serialize_with = "amounts")]
    pub counts: Vec<f64>,
    /// Values below the first bar.
    pub below: u64,
    /// Values above the last bar.
    pub above: u64,
}

/// Categories in figures.
#[derive(Debug, Clone, Serialize)]
pub struct CategorySummary {
    /// The most frequent values with their rows, by weight, most frequent first.
    #[serde(serialize_with = "named_amounts")]
    pub top: Vec<(String, f64)>,
    /// Rows with other values, by weight.
    #[serde(serialize_with = "amount")]
    pub others: f64,
    /// The share of the most frequent value among the filled rows.
    pub mode_share: f64,
    /// Shannon's entropy in bits.
    pub entropy: f64,
    /// Entropy over that of as many equally frequent values, in [0, 1].
    pub evenness: f64,
    /// Values that differ in upper and lower case or in spaces alone, grouped.
    pub variants: Vec<Vec<String>>,
}

/// Summarises a column.
pub(super) fn summarise(values: &Values, semantic: Semantic, weights: Weights<'_>) -> Summary {
    match (values, semantic) {
        (Values::Categories { codes, names }, _) => categories(codes, names, weights),
        (Values::Numbers(values), Semantic::Boolean) => {
            let codes: Vec<u32> = values.iter().map(|x| if x.is_nan() { 0 } else { 1 + u32::from(*x > 0.5) }).collect();
            categories(&codes, &[String::new(), name(0.0, semantic), name(1.0, semantic)], weights)
        }
        _ => numbers(values).map_or(Summary::None, |values| describe(&values, weights)),
    }
}

fn describe(values: &[f32], weights: Weights<'_>) -> Summary {
    let Some(sorted) = Ordered::new(values, weights, f32::is_finite) else { return Summary::None };
    let all = sorted.all();
    let rows = || sorted.rows.iter().map(|&(x, weight)| (f64::from(x), weight));
    let mean = rows().map(|(x, weight)| weight * x).sum::<f64>() / all;
    let moment = |power: i32| rows().map(|(x, weight)| weight * (x - mean).powi(power)).sum::<f64>() / all;
    let variance = moment(2);
    let standard = |power: i32| if variance > 0.0 { moment(power) / (variance.sqrt().powi(power)) } else { 0.0 };
    let at = |share: f64| sorted.quantile(share);
    let range = at(0.75) - at(0.25);
    let (low, high) = (at(0.25) - FENCES * range, at(0.75) + FENCES * range);
    let far_out = |&(x, _): &(f64, f64)| range > 0.0 && (x < low || x > high);
    let heaviest = |run: &[(f32, f64)]| run.iter().map(|row| row.1).sum::<f64>();
    let count = effective(rows().map(|row| row.1));
    Summary::Numbers(Box::new(NumberSummary {
        min: at(0.0),
        quantiles: [0.01, 0.25, 0.5, 0.75, 0.99].map(at),
        max: at(1.0),
        mean,
        deviation: (variance * count / (count - 1.0).max(1.0)).sqrt(),
        skew: standard(3),
        excess_kurtosis: if variance > 0.0 { standard(4) - 3.0 } else { 0.0 },
        zeros: rows().filter(|row| row.0 == 0.0).count() as u64,
        // Nothing weighs 0 and not -0, which is where sums begin.
        zero_share: 0.0 + rows().filter(|row| row.0 == 0.0).map(|row| row.1).sum::<f64>() / all,
        infinite: values.iter().filter(|x| x.is_infinite()).count() as u64,
        far_out: rows().filter(far_out).count() as u64,
        mode_share: sorted.rows.chunk_by(|a, b| a.0 == b.0).map(heaviest).fold(0.0, f64::max) / all,
        histogram: histogram(&sorted),
    }))
}

/// A bar for each of few whole numbers; else bars of equal width over the middle 99 %.
fn histogram(sorted: &Ordered) -> Histogram {
    let (min, max) = (sorted.quantile(0.0), sorted.quantile(1.0));
    let whole = max - min < 41.0 && sorted.rows.iter().all(|row| row.0.fract() == 0.0);
    let (from, width, bars) = if whole {
        (min - 0.5, 1.0, (max - min) as usize + 1)
    } else {
        let (low, high) = (sorted.quantile(0.005), sorted.quantile(0.995));
        // Tails that are no longer than the middle is wide are shown.
        let span = (high - low).max(f64::MIN_POSITIVE);
        let low = if low - min < 0.5 * span { min } else { low };
        let high = if max - high < 0.5 * span { max } else { high };
        (low, ((high - low) / BARS as f64).max(f64::MIN_POSITIVE), BARS)
    };
    let mut counts = vec![0.0; bars];
    let (mut below, mut above) = (0, 0);
    let top = from + width * bars as f64;
    for &(value, weight) in &sorted.rows {
        let value = f64::from(value);
        below += u64::from(value < from);
        above += u64::from(value > top);
        counts[(((value - from) / width).max(0.0) as usize).min(bars - 1)] += weight;
    }
    Histogram { from, width, counts, below, above }
}

fn categories(codes: &[u32], names: &[String], weights: Weights<'_>) -> Summary {
    let mut counts = by_group(codes.iter().map(|&code| code as usize), names.len(), weights);
    counts[MISSING_CODE as usize] = 0.0;
    let filled: f64 = counts.iter().sum();
    if filled == 0.0 {
        return Summary::None;
    }
    let mut order: Vec<usize> = (1..names.len()).filter(|&code| counts[code] > 0.0).collect();
    order.sort_by(|&a, &b| counts[b].total_cmp(&counts[a]));
    let share = |code: usize| counts[code] / filled;
    let bits = |x: f64| ln(x) / std::f64::consts::LN_2;
    let entropy = order.iter().map(|&code| -share(code) * bits(share(code))).sum::<f64>().max(0.0);
    let listed = if order.len() == LISTED + 1 { LISTED + 1 } else { order.len().min(LISTED) };
    let top: Vec<(String, f64)> = order[..listed].iter().map(|&code| (names[code].clone(), counts[code])).collect();
    Summary::Categories(CategorySummary {
        others: order[listed..].iter().map(|&code| counts[code]).sum(),
        top,
        mode_share: share(order[0]),
        entropy,
        evenness: if order.len() > 1 { entropy / bits(order.len() as f64) } else { 0.0 },
        variants: variants(order.iter().map(|&code| names[code].as_str())),
    })
}

/// Values that are one when case and spaces are left out of account; most frequent first, as given.
pub(super) fn variants<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Vec<String>> {
    let mut by_key: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in names {
        let key = name.split_whitespace().collect::<String>().to_lowercase();
        by_key.entry(key).or_default().push(name.to_owned());
    }
    by_key.into_values().filter(|group| group.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_numbers(values: Vec<f32>) -> NumberSummary {
        match summarise(&Values::Numbers(values), Semantic::Numerical, None) {
            Summary::Numbers(summary) => *summary,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn moments_and_fences_agree_with_hand_counts() {
        let mut values: Vec<f32> = (0..101).map(|i| i as f32 / 2.0).collect();
        let even = of_numbers(values.clone());
        assert_eq!((even.min, even.quantiles[2], even.max, even.mean), (0.0, 25.0, 50.0, 25.0));
        // Uniform: no skew, variance (b - a)² / 12 of the discrete one (n² - 1) / 48, excess kurtosis near -1.2.
        assert!(even.skew.abs() < 1e-12 && (even.excess_kurtosis + 1.2).abs() < 0.01, "{even:?}");
        assert!((even.deviation - (101.0 * 102.0 / 48.0_f64).sqrt()).abs() < 1e-9);
        assert_eq!(even.far_out, 0);
        values.extend([1e6, f32::INFINITY, f32::NAN]);
        let odd = of_numbers(values);
        assert_eq!((odd.far_out, odd.infinite, odd.histogram.above, odd.max), (1, 1, 1, 1e6));
        assert!(odd.skew > 5.0);
        assert_eq!(odd.histogram.counts.iter().sum::<f64>(), 102.0);
    }

    #[test]
    fn whole_numbers_have_a_bar_each() {
        let histogram = of_numbers(vec![3.0, 1.0, 1.0, 5.0]).histogram;
        assert_eq!((histogram.from, histogram.width, histogram.counts), (0.5, 1.0, vec![2.0, 0.0, 1.0, 0.0, 1.0]));
    }

    #[test]
    fn entropy_evenness_and_variants() {
        let names = ["", "Basic", "basic ", "plus", "BA SIC"].map(str::to_owned).to_vec();
        let values = Values::Categories { codes: vec![1, 2, 3, 4, 0, 0], names };
        let Summary::Categories(summary) = summarise(&values, Semantic::Categorical, None) else { panic!() };
        assert!((summary.entropy - 2.0).abs() < 1e-12 && (summary.evenness - 1.0).abs() < 1e-12);
        assert_eq!(summary.variants, [["Basic", "basic ", "BA SIC"]]);
        assert_eq!(summary.mode_share, 0.25);
    }
}
