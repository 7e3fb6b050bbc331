//! What an index leans on, how columns move it, and whether it treats groups alike.

use maud::{Markup, html};

use crate::appraisal::{Appraisal, ColumnImportance, Dependence, GroupMean, Shape, Slice, Slicing};
use crate::dataset::Semantic;
use crate::model::Index;

use super::chart::{Mark, Plot, Series, bar, interval, swing};
use super::page::{Section, card, legend, name};
use super::text::{percent, thousands};

/// Columns listed.
const LISTED: usize = 30;
/// Below this ratio of selection rates, a group is told of as adversely affected.
const FOUR_FIFTHS: f64 = 0.8;

/// The columns by importance.
pub(super) fn importance(appraisal: &Appraisal) -> Section {
    let all = &appraisal.importance;
    let most = |of: fn(&ColumnImportance) -> f64| all.iter().map(of).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let (gain, permutation, shapley) = (most(|one| one.gain), most(|one| one.permutation), most(|one| one.shapley));
    let about = html! {
        p {
            "Three answers to “what does the forest lean on”. Mean |SHAP|: how far the column moves the margin, in log-odds. Permutation: the AUC "
            "that is lost when its values are shuffled. Gain: its share of the spread that the splits make. All are of the forest that ships; the "
            "first two on " (thousands(appraisal.sampled as u64)) " of the measured rows, which it may have been fitted on."
            @if !appraisal.classes.is_empty() { " All are over all classes: SHAP and AUC are means of theirs." }
        }
    };
    let body = html! {
        div class="scroll" tabindex="0" role="region" aria-label="Table" { table class="importances" {
            thead { tr {
                th { "Column" } th class="number" { "Mean |SHAP|" } th {} th class="number" { "Permutation" } th {} th class="number" { "Gain" } th {}
            } }
            tbody { @for one in all.iter().take(LISTED) { tr {
                th scope="row" { (name(&one.column)) }
                td class="number" { (format!("{:.4}", one.shapley)) } td class="small-chart" { (bar("", one.shapley / shapley)) }
                td class="number" { (format!("{:.4}", one.permutation).replace('-', "−")) } td class="small-chart" { (bar("second", one.permutation / permutation)) }
                td class="number" { (percent(one.gain)) } td class="small-chart" { (bar("third", one.gain / gain)) }
            } } }
        } }
        @if all.len() > LISTED { p class="remark" { "And " (all.len() - LISTED) " columns that matter less." } }
    };
    Section::new("importance", "What it leans on", about, body)
}

/// How the most important columns move the margin.
pub(super) fn dependence(appraisal: &Appraisal) -> Section {
    let about = html! {
        p {
            "Shapley values in log-odds against the column's values: above 0 the value makes the event more likely, below 0 less. A dot is a row, the "
            "line runs through the means of groups of about equal size."
        }
    };
    Section::new("dependence", "How columns move it", about, dependences(&appraisal.dependence))
}

/// A card a column.
pub(super) fn dependences(all: &[Dependence]) -> Markup {
    html! { div class="cards" { @for one in all { (card(&html! { (name(&one.column)) }, &shape(one))) } } }
}

fn shape(one: &Dependence) -> Markup {
    html! {
        @match &one.shape {
            Shape::Numbers { points, line } => (numbers(one, points, line)),
            Shape::Categories(groups) => (categories(groups)),
        }
        @if let Some((rows, mean)) = one.missing {
            p class="remark" { "Without a value: " (thousands(rows)) " rows, " (signed(mean)) " on average." }
        }
    }
}

fn signed(x: f64) -> String {
    format!("{x:+.3}").replace('-', "−")
}

fn numbers(one: &Dependence, points: &[(f64, f64)], line: &[(f64, f64)]) -> Markup {
    let all = || points.iter().chain(line);
    let range = |of: fn(&(f64, f64)) -> f64, points: &mut dyn Iterator<Item = &(f64, f64)>| {
        points.map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
    };
    // Groups beyond the outermost points would stretch the axis again.
    let (low, high) = range(|point| point.0, &mut points.iter());
    let (bottom, top) = range(|point| point.1, &mut all());
    if low >= high || bottom >= top {
        return html! { p class="remark" { "It has hardly more than one value on the sampled rows." } };
    }
    let pad = 0.05 * (top - bottom);
    let days = if one.semantic == Semantic::Timestamp { "days from the row's reference day" } else { "" };
    let plot = Plot {
        x: (low, high),
        y: (bottom.min(0.0) - pad, top.max(0.0) + pad),
        height: if days.is_empty() { 210.0 } else { 228.0 },
        ..Plot::new("Contribution by value", days, "log-odds")
    };
    let inside = line.iter().copied().filter(|point| point.0 >= low && point.0 <= high).collect();
    plot.draw(&[
        Series { class: "cut", mark: Mark::Line(vec![(low, 0.0), (high, 0.0)]) },
        Series { class: "small", mark: Mark::Points(points.to_vec()) },
        Series { class: "second", mark: Mark::Line(inside) },
    ])
}

fn categories(groups: &[GroupMean]) -> Markup {
    let most = groups.iter().map(|group| group.mean.abs()).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    html! {
        table class="groups" {
            thead { tr { th { "Value" } th class="number" { "Rows" } th class="wide" { "Mean contribution" } th {} } }
            tbody { @for group in groups { tr {
                th scope="row" { (name(&group.group)) }
                td class="number" { (thousands(group.rows)) }
                td class="wide" { (swing(group.mean / most)) }
                td class="number" { (signed(group.mean)) }
            } } }
        }
    }
}

/// The scores by the groups of sensitive columns.
pub(super) fn slices(index: &Index, appraisal: &Appraisal) -> Option<Section> {
    let threshold = index.card.metrics.threshold;
    let about = html! {
        p {
            "Whether the scores rank, are calibrated and select alike in every group of at least 20 rows. Selected is the share with a probability of "
            (percent(threshold)) " or more; the impact ratio is that share over the one of the group selected most, and below " (FOUR_FIFTHS)
            " is adverse impact by the four-fifths rule. Differences in the event's own rate are shown beside it: a ratio is a question, not a verdict."
        }
    };
    let body = html! { @for slicing in &appraisal.slices { h3 { (name(&slicing.column)) } (slicing_table(slicing)) } };
    (!appraisal.slices.is_empty()).then(|| Section::new("slices", "For whom it works", about, body))
}

/// The groups of one column.
pub(super) fn slicing_table(slicing: &Slicing) -> Markup {
    let most = slicing.groups.iter().map(|group| group.interval.1.max(group.mean_probability)).fold(0.0, f64::max);
    let adverse = |slice: &Slice| slice.impact_ratio.is_some_and(|ratio| ratio < FOUR_FIFTHS);
    html! {
        div class="scroll" tabindex="0" role="region" aria-label="Table" { table {
            thead { tr {
                th { "Group" } th class="number" { "Rows" } th class="number" { "AUC" } th class="number" { "Rate" } th class="number" { "Mean probability" }
                th { "Rate, with the mean probability" } th class="number" { "Selected" } th class="number" { "Impact ratio" } th {}
            } }
            tbody { @for slice in &slicing.groups { tr {
                th scope="row" { (name(&slice.group)) }
                td class="number" { (thousands(slice.rows)) }
                td class="number" { (slice.auc.map_or("–".to_owned(), |auc| format!("{auc:.3}"))) }
                td class="number" { (percent(slice.rate)) }
                td class="number" { (percent(slice.mean_probability)) }
                td class="small-chart" { (interval(slice.rate, slice.interval, Some(slice.mean_probability), most)) }
                td class="number" { (percent(slice.selection_rate)) }
                td class="number" { (slice.impact_ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.2}"))) }
                td { @if adverse(slice) { strong class="flag" { "below 0.8" } } }
            } } }
        } }
        (legend(&[("", "rate, with its 95 % interval"), ("chance", "mean probability (dashed)")]))
        @if slicing.left_out > 0 { p class="remark" { (thousands(slicing.left_out)) " rows are in smaller groups." } }
    }
}
