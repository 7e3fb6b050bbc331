//! The report of a profile.

use maud::{Markup, html};

use crate::profile::{Association, ColumnDrift, Drift, Finding, Profile, SHIFTED_PSI, STABLE_PSI, Severity};

use super::chart::{Cell, bar, heat};
use super::page::{Section, card, legend, name, page, tiles};
use super::text::{clean, percent, thousands};
use super::{columns, pictures};

/// Columns in the picture of associations; all are in the JSON.
const ASSOCIATED: usize = 60;
/// Pairs listed.
const PAIRS: usize = 15;
/// Moved columns that are shown group by group.
const MOVED: usize = 6;
/// The longest name beside a picture.
pub(super) const LABEL: usize = 22;

/// A profile as one HTML file.
#[must_use]
pub fn profile(profile: &Profile) -> String {
    let mut sections = vec![findings(profile), overview(profile), association(profile)];
    sections.extend(profile.components.as_ref().map(pictures::components));
    sections.extend(profile.map.as_ref().map(|map| pictures::cloud(map, profile.target.as_ref())));
    sections.extend(profile.drift.as_ref().map(|one| drift(one, profile.weight.as_deref())));
    // The longest section comes last; the table of all columns leads into it.
    sections.push(each(profile));
    page("profile of a table", &profile.source, &summary(profile), &sections)
}

fn summary(profile: &Profile) -> Markup {
    let cells = profile.rows * profile.columns.len() as u64;
    let gaps: u64 = profile.columns.iter().map(|column| column.gaps).sum();
    let serious = profile.findings.iter().filter(|finding| finding.severity == Severity::Serious).count();
    let mut facts = vec![
        (
            "Rows",
            thousands(profile.rows),
            profile.weight.as_ref().map_or_else(String::new, |weight| format!("weighed by {}", clean(weight, 24))),
        ),
        (
            "Columns",
            profile.columns.len().to_string(),
            if profile.target.is_some() { "beside the label".to_owned() } else { String::new() },
        ),
        ("Missing", percent(gaps as f64 / cells.max(1) as f64), "of all cells".to_owned()),
        ("Repeated", percent(profile.duplicates.rows as f64 / profile.rows.max(1) as f64), "of the rows".to_owned()),
    ];
    if let Some(target) = &profile.target {
        let says = format!("{} = {}", clean(&target.column, 24), clean(&target.positive, 16));
        facts.push(("Events", percent(target.rate), says));
    }
    facts.push(("Findings", profile.findings.len().to_string(), format!("{serious} serious")));
    tiles(&facts)
}

fn findings(profile: &Profile) -> Section {
    let levels = [
        (Severity::Serious, "serious", "Serious"),
        (Severity::Look, "look", "Worth a look"),
        (Severity::Note, "note", "Good to know"),
    ];
    let of = |severity| profile.findings.iter().filter(move |finding| finding.severity == severity);
    let line = |finding: &Finding| {
        html! { li { @if let Some(column) = &finding.column { b { (name(column)) } " " } (finding.message) } }
    };
    let body = html! {
        @if profile.findings.is_empty() { p { "Nothing calls for attention." } }
        @for (severity, class, title) in levels {
            @if of(severity).next().is_some() {
                div class={ "findings " (class) } {
                    h3 { (title) " " small { (of(severity).count()) } }
                    ul class=[(of(severity).count() > 7).then_some("many")] { @for finding in of(severity) { (line(finding)) } }
                }
            }
        }
    };
    Section::new("findings", "What calls for attention", html! {}, body)
}

fn overview(profile: &Profile) -> Section {
    let about = html! {
        p {
            "One line a column."
            @if let Some(weight) = &profile.weight {
                " Rates, shares, means, quantiles, associations and components are by the weight " (name(weight)) "; gaps, distinct values, repeated "
                "rows and values far out count rows, and the map shows them."
            }
            @if profile.target.is_some() {
                " “AUC alone” is how well a column by itself ranks the label: fifths of the rows are ranked by the rates in the other "
                "four, so that a column does not gain by having many values. 0.5 is chance; from 0.95 on, a leak is likely."
            }
        }
    };
    Section::new("overview", "All columns", about, columns::table(profile))
}

fn each(profile: &Profile) -> Section {
    let about = html! {
        @if profile.target.is_some() {
            p {
                "Groups are tenths of the rows" @if profile.weight.is_some() { " by weight" } ", or the most frequent categories. The upright line is the group's rate, the box its 95 % "
                "interval (Wilson), the dashed line the rate of all rows."
            }
        }
    };
    Section::new("columns", "Column by column", about, columns::cards(profile))
}

fn association(profile: &Profile) -> Section {
    let association: &Association = &profile.association;
    let count = association.columns.len();
    let strength = |a: usize, b: usize| association.values[a][b].filter(|_| a != b).map_or(0.0, f64::abs);
    let strongest = |a: usize| (0..count).map(|b| strength(a, b)).fold(0.0, f64::max);
    let mut shown: Vec<usize> = (0..count).collect();
    if count > ASSOCIATED {
        shown.sort_by(|&a, &b| strongest(b).total_cmp(&strongest(a)));
        shown.truncate(ASSOCIATED);
        shown.sort_unstable();
    }
    let label = |&at: &usize| clean(&association.columns[at], LABEL);
    let labels: Vec<String> = shown.iter().map(label).collect();
    let cell = |a: usize, b: usize| -> Cell {
        let value = association.values[shown[a]][shown[b]]?;
        Some((value, format!("{} and {}: {value:.2}", labels[a], labels[b])))
    };
    let cells: Vec<Vec<Cell>> = (1..shown.len()).map(|a| (0..a).map(|b| cell(a, b)).collect()).collect();
    let mut pairs: Vec<(usize, usize)> = (0..count).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
    pairs.sort_by(|&(a, b), &(c, d)| strength(c, d).total_cmp(&strength(a, b)));
    pairs.truncate(PAIRS);
    let measure = |a: usize, b: usize| match (association.numeric[a], association.numeric[b]) {
        (true, true) => "Pearson's r",
        (false, false) => "Cramér's V",
        _ => "correlation ratio η",
    };
    let about = html! {
        p {
            "Between two numbers Pearson’s r, between categories Cramér’s V, between a number and a category the correlation ratio η; the "
            "latter two corrected for the number of categories. Taken on " (thousands(association.rows as u64)) " rows" @if profile.weight.is_some() { ", by weight" } "."
            @if count > ASSOCIATED { " Of " (count) " columns, the " (ASSOCIATED) " with the strongest links are drawn." }
        }
    };
    let size = if shown.len() > 40 { 13.0 } else { 20.0 };
    let body = html! {
        @if shown.len() < 2 { p { "Fewer than two columns can be compared." } } @else {
            (heat("Strength of association of each two columns", &labels[1..], &labels[..labels.len() - 1], &cells, size))
            (legend(&[("above", "together"), ("below", "one rises as the other falls")]))
            h3 { "Strongest pairs" }
            div class="scroll" tabindex="0" role="region" aria-label="Table" { table {
                thead { tr { th { "Column" } th { "Column" } th { "Measure" } th class="number" { "Strength" } th {} } }
                tbody { @for &(a, b) in pairs.iter().filter(|(a, b)| strength(*a, *b) > 0.0) { tr {
                    td { (name(&association.columns[a])) } td { (name(&association.columns[b])) } td { (measure(a, b)) }
                    td class="number" { (format!("{:.2}", association.values[a][b].unwrap_or(0.0)).replace('-', "−")) }
                    td class="small-chart" { (bar(if association.values[a][b].unwrap_or(0.0) < 0.0 { "below" } else { "above" }, strength(a, b))) }
                } } }
            } }
        }
    };
    Section::new("association", "How columns go together", about, body)
}

fn drift(drift: &Drift, weight: Option<&str>) -> Section {
    let verdict = |psi: f64| match psi {
        psi if psi >= SHIFTED_PSI => ("alarm", "moved"),
        psi if psi >= STABLE_PSI => ("second", "moved a little"),
        _ => ("", "stable"),
    };
    let scale = drift.columns.first().map_or(0.0, |column| column.psi).max(2.0 * SHIFTED_PSI);
    let about = html! {
        p {
            "Shares of rows by group here and in " (name(&drift.source)) " (" (thousands(drift.rows)) " rows). The population stability index "
            "sums their differences: below " (STABLE_PSI) " hardly moved, above " (SHIFTED_PSI) " another population."
            @if let Some(weight) = weight {
                " Shares are by weight"
                @if !drift.by_weight { " here, and count rows there: the other table has no " (name(weight)) }
                "."
            }
        }
    };
    let others = |title: &str, names: &[String]| {
        html! { @if !names.is_empty() { p { (title) ": " @for (at, column) in names.iter().take(20).enumerate() { @if at > 0 { ", " } (name(column)) } } } }
    };
    let moved: Vec<&ColumnDrift> = drift.columns.iter().take(MOVED).filter(|column| column.psi >= STABLE_PSI).collect();
    let body = html! {
        (others("Columns that the other table lacks", &drift.absent))
        (others("Columns of the other table alone", &drift.added))
        div class="scroll" tabindex="0" role="region" aria-label="Table" { table {
            thead { tr { th { "Column" } th class="number" { "Index" } th {} th { "" } th class="number" { "New values" } } }
            tbody { @for column in &drift.columns {
                @let (class, says) = verdict(column.psi);
                tr {
                    th scope="row" { (name(&column.name)) }
                    td class="number" { (format!("{:.3}", column.psi)) }
                    td class="small-chart" { (bar(class, column.psi / scale)) }
                    td { (says) }
                    td class="number" { @if column.unseen > 0 { (thousands(column.unseen)) } }
                }
            } }
        } }
        @if !moved.is_empty() { div class="cards" { @for column in moved { (shares(column)) } } }
    };
    Section::new("drift", "Drift", about, body)
}

fn shares(column: &ColumnDrift) -> Markup {
    let most = column.groups.iter().map(|group| group.1.max(group.2)).fold(0.0, f64::max);
    let body = html! {
        table class="groups" {
            thead { tr { th { "Group" } th class="wide" { "Here, there" } th class="number" { "Here" } th class="number" { "There" } } }
            tbody { @for (group, here, there) in column.groups.iter().filter(|group| group.1 + group.2 > 0.0) { tr {
                th scope="row" { (name(group)) }
                td class="wide pair" { (bar("", here / most)) (bar("second", there / most)) }
                td class="number" { (percent(*here)) }
                td class="number" { (percent(*there)) }
            } } }
        }
    };
    card(&html! { (name(&column.name)) " " small { "index " (format!("{:.2}", column.psi)) } }, &body)
}
