//! How sure an index's figures are, how far its probabilities can be relied on, and its slices, as text.

use confidant::model::{ClassMeasured, Interval, MeasuredCard, ReliabilityBin, SlicesCard};

/// Intervals, the reliability curve and the slices.
pub(crate) fn measured_text(card: &MeasuredCard) -> String {
    of(Some(card.rows), &card.intervals, &card.reliability, &card.slices)
}

/// The same of each of several classes against the rest; nothing where there is one event.
pub(crate) fn measured_classes_text(card: &MeasuredCard) -> String {
    let class = |one: &ClassMeasured| {
        let text = of(None, &one.intervals, &one.reliability, &one.slices);
        format!("{} against the rest\n{text}", one.class)
    };
    card.classes.iter().map(class).collect()
}

fn of(rows: Option<u64>, intervals: &[Interval], reliability: &[ReliabilityBin], slices: &[SlicesCard]) -> String {
    let interval = |one: &Interval| format!("{} {:.4} to {:.4}", one.metric, one.low, one.high);
    let mut text = String::new();
    if !intervals.is_empty() {
        let intervals: Vec<String> = intervals.iter().map(interval).collect();
        let on = rows.map_or_else(String::new, |rows| format!(" on {rows} rows"));
        text.push_str(&format!("  95 % intervals{on}: {}\n", intervals.join("  ")));
    }
    if !reliability.is_empty() {
        let pair = |bin: &ReliabilityBin| format!("{:.1}/{:.1}", 100.0 * bin.stated, 100.0 * bin.true_share);
        let pairs: Vec<String> = reliability.iter().map(pair).collect();
        text.push_str(&format!("  stated and true, in % by tenths: {}\n", pairs.join("  ")));
    }
    text + &slices.iter().map(slices_text).collect::<String>()
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
