//! How sure an index's figures are, how far its probabilities can be relied on, and its slices, as text.

use confidant::model::{MeasuredCard, ReliabilityBin, SlicesCard};

/// Intervals, the reliability curve and the slices.
pub(crate) fn measured_text(card: &MeasuredCard) -> String {
    let interval = |one: &confidant::model::Interval| format!("{} {:.4} to {:.4}", one.metric, one.low, one.high);
    let mut text = String::new();
    if !card.intervals.is_empty() {
        let intervals: Vec<String> = card.intervals.iter().map(interval).collect();
        text.push_str(&format!("  95 % intervals on {} rows: {}\n", card.rows, intervals.join("  ")));
    }
    if !card.reliability.is_empty() {
        let pair = |bin: &ReliabilityBin| format!("{:.1}/{:.1}", 100.0 * bin.stated, 100.0 * bin.true_share);
        let pairs: Vec<String> = card.reliability.iter().map(pair).collect();
        text.push_str(&format!("  stated and true, in % by tenths: {}\n", pairs.join("  ")));
    }
    text + &card.slices.iter().map(slices_text).collect::<String>()
}

/// A line a group; a dash where a figure would tell of a few.
fn slices_text(slices: &SlicesCard) -> String {
    let number = |value: Option<f64>, scale: f64, digits: usize| {
        value.map_or_else(|| "–".to_owned(), |value| format!("{:.digits$}", scale * value))
    };
    let mut text = format!(
        "by {}\n  {:<24} {:>8} {:>8} {:>8} {:>7} {:>9} {:>7}\n",
        slices.column, "group", "rows", "stated %", "true %", "auc", "picked %", "impact"
    );
    for slice in &slices.groups {
        text.push_str(&format!(
            "  {:<24} {:>8} {:>8.2} {:>8} {:>7} {:>9} {:>7}\n",
            slice.group.to_string(),
            slice.rows,
            100.0 * slice.mean_probability,
            number(slice.rate, 100.0, 2),
            number(slice.auc, 1.0, 4),
            number(slice.selection_rate, 100.0, 2),
            number(slice.impact_ratio, 1.0, 2)
        ));
    }
    if slices.left_out > 0 {
        text.push_str(&format!("  {} rows are in groups too small to be told of\n", slices.left_out));
    }
    if slices.joined {
        text.push_str("  the few rows of other groups count with the largest\n");
    }
    text
}
