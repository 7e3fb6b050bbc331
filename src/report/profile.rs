//! The report of a profile.

use maud::{Markup, html};

use crate::profile::{
    Association, ColumnDrift, Components, Drift, Finding, Map, Profile, SHIFTED_PSI, STABLE_PSI, Severity, Target,
};

use super::chart::{Cell, Mark, Plot, Series, Unit, bar, heat};
use super::columns;
use super::page::{Section, card, legend, name, page, tiles};
use super::text::{clean, percent, thousands};

/// Columns in the picture of associations; all are in the JSON.
const ASSOCIATED: usize = 60;
/// Pairs listed.
const PAIRS: usize = 15;
/// Columns in the picture of components.
const MAPPED: usize = 24;
/// Moved columns that are shown group by group.
const MOVED: usize = 6;
/// The longest name beside a picture.
const LABEL: usize = 22;

/// A profile as one HTML file.
#[must_use]
pub fn profile(profile: &Profile) -> String {
    let mut sections = vec![findings(profile), overview(profile), each(profile), association(&profile.association)];
    sections.extend(profile.components.as_ref().map(components));
    sections.extend(profile.map.as_ref().map(|map| cloud(map, profile.target.as_ref())));
    sections.extend(profile.drift.as_ref().map(drift));
    page("profile of a table", &profile.source, &summary(profile), &sections)
}

fn summary(profile: &Profile) -> Markup {
    let cells = profile.rows * profile.columns.len() as u64;
    let gaps: u64 = profile.columns.iter().map(|column| column.gaps).sum();
    let serious = profile.findings.iter().filter(|finding| finding.severity == Severity::Serious).count();
    let mut facts = vec![
        ("Rows", thousands(profile.rows), String::new()),
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
        facts.push(("Events", percent(target.rate()), says));
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
                    ul { @for finding in of(severity) { (line(finding)) } }
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
                "Groups are tenths of the rows, or the most frequent categories. The upright line is the group's rate, the box its 95 % "
                "interval (Wilson), the dashed line the rate of all rows."
            }
        }
    };
    Section::new("columns", "Column by column", about, columns::cards(profile))
}

fn association(association: &Association) -> Section {
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
            "latter two corrected for the number of categories. Taken on " (thousands(association.rows as u64)) " rows."
            @if count > ASSOCIATED { " Of " (count) " columns, the " (ASSOCIATED) " with the strongest links are drawn." }
        }
    };
    let size = if shown.len() > 40 { 13.0 } else { 20.0 };
    let body = html! {
        @if shown.len() < 2 { p { "Fewer than two columns can be compared." } } @else {
            (heat("Strength of association of each two columns", &labels[1..], &labels[..labels.len() - 1], &cells, size))
            (legend(&[("above", "together"), ("below", "one rises as the other falls")]))
            h3 { "Strongest pairs" }
            div class="scroll" { table {
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

fn components(components: &Components) -> Section {
    let bars: Vec<(f64, f64, f64)> =
        components.explained.iter().take(12).enumerate().map(|(at, &share)| (at as f64 + 0.6, at as f64 + 1.4, share)).collect();
    let sum = |to: usize| components.explained[..to].iter().sum::<f64>();
    let running: Vec<(f64, f64)> = (1..=bars.len()).map(|to| (to as f64, sum(to))).collect();
    let scree = Plot {
        about: format!("Variance explained by component; the first explains {}", percent(components.explained[0])),
        x: (0.4, bars.len() as f64 + 0.6),
        y: (0.0, 1.0_f64.min(1.1 * sum(bars.len()))),
        x_name: "component",
        y_name: "variance explained",
        x_unit: Unit::Whole,
        y_unit: Unit::Percent,
        height: 240.0,
        ticked: true,
    };
    let shown = components.shares.len().min(6);
    let weight = |column: usize| components.shares[..shown].iter().map(|shares| shares[column].abs()).fold(0.0, f64::max);
    let mut order: Vec<usize> = (0..components.columns.len()).collect();
    order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)));
    order.truncate(MAPPED);
    let labels: Vec<String> = order.iter().map(|&at| clean(&components.columns[at], LABEL)).collect();
    let names: Vec<String> = (1..=shown).map(|at| at.to_string()).collect();
    // A root makes small shares visible.
    let cell = |column: usize, component: usize| -> Cell {
        let share = components.shares[component][column];
        let says =
            format!("{}: {} of component {}", clean(&components.columns[column], LABEL), percent(share.abs()), component + 1);
        Some((share.abs().sqrt().copysign(share), says))
    };
    let cells: Vec<Vec<Cell>> =
        order.iter().map(|&column| (0..shown).map(|component| cell(column, component)).collect()).collect();
    let about = html! {
        p {
            "Principal components of all columns on one scale (numbers standardised, categories as in factor analysis of mixed data), on "
            (thousands(components.rows as u64)) " rows. The map shows which columns make each component."
            @if components.left_out > 0 { " " (components.left_out) " columns beyond the most that are decomposed are left out." }
        }
    };
    let body = html! {
        div class="side" {
            (card(&html! { "Variance explained" }, &html! {
                (scree.draw(&[Series { class: "", mark: Mark::Bars(bars) }, Series { class: "second", mark: Mark::Line(running) }]))
                (legend(&[("bar", "each"), ("second", "together")]))
            }))
            (card(&html! { "What the components are made of" }, &html! {
                (heat("Share of each component that each column makes", &labels, &names, &cells, 22.0))
                (legend(&[("above", "rises with the component, or a category"), ("below", "falls")]))
            }))
        }
    };
    Section::new("components", "Principal components", about, body)
}

fn cloud(map: &Map, target: Option<&Target>) -> Section {
    let of = |event: Option<bool>| -> Vec<(f64, f64)> {
        let points = map.points.iter().zip(&map.events).filter(|(_, of)| **of == event);
        points.map(|(&(x, y), _)| (f64::from(x), f64::from(y))).collect()
    };
    let range = |pick: fn(&(f32, f32)) -> f32| {
        let (low, high) = map.points.iter().map(pick).fold((f32::MAX, f32::MIN), |(low, high), x| (low.min(x), high.max(x)));
        (f64::from(low), f64::from(high))
    };
    let plot = Plot {
        about: format!("Map of {} rows", map.points.len()),
        x: range(|point| point.0),
        y: range(|point| point.1),
        x_name: "",
        y_name: "",
        x_unit: Unit::Figure,
        y_unit: Unit::Figure,
        height: 360.0,
        ticked: false,
    };
    let series = [("plain", None), ("no", Some(false)), ("event", Some(true))]
        .map(|(class, event)| Series { class, mark: Mark::Points(of(event)) });
    let about = html! {
        p {
            "Rows that are alike lie together (t-SNE on the principal components, " (thousands(map.points.len() as u64)) " rows). Distances "
            "between far groups and their sizes say little; whether events gather says much."
        }
    };
    let event = target.map(|target| format!("{} = {}", clean(&target.column, 24), clean(&target.positive, 16)));
    let body = html! {
        div class="card map" {
            (plot.draw(&series))
            @if let Some(event) = event { (legend(&[("event", &event), ("no", "other rows")])) }
        }
    };
    Section::new("map", "Map of the rows", about, body)
}

fn drift(drift: &Drift) -> Section {
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
        }
    };
    let others = |title: &str, names: &[String]| {
        html! { @if !names.is_empty() { p { (title) ": " @for (at, column) in names.iter().take(20).enumerate() { @if at > 0 { ", " } (name(column)) } } } }
    };
    let moved: Vec<&ColumnDrift> = drift.columns.iter().take(MOVED).filter(|column| column.psi >= STABLE_PSI).collect();
    let body = html! {
        (others("Columns that the other table lacks", &drift.absent))
        (others("Columns of the other table alone", &drift.added))
        div class="scroll" { table {
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
