//! The columns of a profile, a card each, and all of them in one table.

use maud::{Markup, html};

use crate::dataset::{Day, Semantic};
use crate::profile::{CategorySummary, ColumnProfile, Identifier, NumberSummary, Profile, Summary, Target};

use super::chart::{Mark, Plot, Series, Unit, bar, interval, spark};
use super::page::{card, name};
use super::text::{figure, percent, thousands};

/// All columns in one table, a line each.
pub(super) fn table(profile: &Profile) -> Markup {
    let linked = profile.target.is_some();
    html! {
        div class="scroll" tabindex="0" role="region" aria-label="Table" {
            table class="overview" {
                thead { tr {
                    th { "Column" } th { "Type" } th class="number" { "Missing" } th class="number" { "Distinct" } th class="small-chart" { "Values" }
                    @if linked { th class="number" { "AUC alone" } th {} }
                } }
                tbody {
                    @for (at, column) in profile.columns.iter().enumerate() {
                        @let missing = column.gaps as f64 / profile.rows.max(1) as f64;
                        tr {
                            th scope="row" { a href={ "#column-" (at) } { (name(&column.name)) } }
                            td { (kind(column)) }
                            td class="number" { (percent(missing)) }
                            td class="number" { (distinct(column)) }
                            td class="small-chart" { (spark(&heights(&column.summary))) }
                            @if let Some(link) = &column.link {
                                td class="number" { (format!("{:.3}", link.auc)) }
                                td class="small-chart" { (bar(if link.auc >= crate::profile::LEAK_AUC { "alarm" } else { "" }, 2.0 * (link.auc - 0.5))) }
                            } @else if linked { td {} td {} }
                        }
                    }
                }
            }
        }
    }
}

/// A card for each column.
pub(super) fn cards(profile: &Profile) -> Markup {
    html! {
        div class="cards" {
            @for (at, column) in profile.columns.iter().enumerate() {
                div id={ "column-" (at) } { (one(column, profile)) }
            }
        }
    }
}

fn one(column: &ColumnProfile, profile: &Profile) -> Markup {
    let title = html! { (name(&column.name)) " " small { (kind(column)) } };
    let body = html! {
        (facts(column, profile.rows))
        @match &column.summary {
            Summary::Numbers(numbers) => (histogram(column, numbers, profile.weight.is_some())),
            Summary::Categories(categories) if column.link.is_none() && column.identifier != Identifier::Likely => (frequencies(categories, profile.weight.is_some())),
            Summary::Categories(_) | Summary::None => {},
        }
        @if column.identifier == Identifier::Likely {
            p class="remark" { "Nearly every row has a value of its own, so there are no groups to compare." }
        } @else if let (Some(link), Some(target)) = (&column.link, &profile.target) {
            (rates(column.semantic, &link.groups.iter().map(|group| (group.group.as_str(), group.share, group.rate, group.interval)).collect::<Vec<_>>(), target))
        }
    };
    card(&title, &body)
}

fn kind(column: &ColumnProfile) -> &'static str {
    match column.identifier {
        Identifier::Likely => "identifier",
        Identifier::No | Identifier::Suspected => column.semantic.name(),
    }
}

fn distinct(column: &ColumnProfile) -> String {
    format!("{}{}", if column.distinct_exact { "" } else { "≈ " }, thousands(column.distinct))
}

fn heights(summary: &Summary) -> Vec<f64> {
    match summary {
        Summary::Numbers(numbers) => numbers.histogram.counts.clone(),
        Summary::Categories(categories) => categories.top.iter().map(|top| top.1).collect(),
        Summary::None => Vec::new(),
    }
}

fn facts(column: &ColumnProfile, rows: u64) -> Markup {
    let mut facts = vec![("missing", percent(column.gaps as f64 / rows.max(1) as f64)), ("distinct", distinct(column))];
    match &column.summary {
        Summary::Numbers(numbers) if column.semantic == Semantic::Timestamp => {
            let day = |days: f64| Day(days as i32).to_string();
            facts.extend([("first", day(numbers.min)), ("median", day(numbers.quantiles[2])), ("last", day(numbers.max))]);
        }
        Summary::Numbers(numbers) => {
            let (min, max) = column.range.unwrap_or((numbers.min, numbers.max));
            facts.extend([
                ("mean", figure(numbers.mean)),
                ("std. dev.", figure(numbers.deviation)),
                ("min", figure(min)),
                ("median", figure(numbers.quantiles[2])),
                ("max", figure(max)),
                ("zeros", percent(numbers.zero_share)),
                ("skew", format!("{:.2}", numbers.skew)),
                ("far out", thousands(numbers.far_out)),
            ]);
        }
        Summary::Categories(categories) => {
            facts.extend([("entropy", format!("{:.2} bits", categories.entropy)), ("evenness", percent(categories.evenness))]);
        }
        Summary::None => {}
    }
    if let Some(link) = &column.link {
        facts.push(("AUC alone", format!("{:.3}", link.auc)));
    }
    html! { dl class="facts" { @for (name, fact) in facts { div { dt { (name) } dd { (fact) } } } } }
}

fn histogram(column: &ColumnProfile, numbers: &NumberSummary, by_weight: bool) -> Markup {
    let histogram = &numbers.histogram;
    let ends = |at: usize| histogram.from + histogram.width * at as f64;
    let bars = histogram.counts.iter().enumerate().map(|(at, &count)| (ends(at), ends(at + 1), count)).collect();
    let tallest = histogram.counts.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let plot = Plot {
        about: "Histogram".to_owned(),
        x: (histogram.from, ends(histogram.counts.len())),
        y: (0.0, tallest * 1.05),
        x_name: "",
        y_name: if by_weight { "rows, by weight" } else { "rows" },
        x_unit: match column.semantic {
            Semantic::Timestamp => Unit::Day,
            _ if histogram.width == 1.0 => Unit::Whole,
            _ => Unit::Figure,
        },
        y_unit: if by_weight { Unit::Figure } else { Unit::Whole },
        height: 150.0,
        ticked: true,
    };
    let beyond = histogram.below + histogram.above;
    html! {
        (plot.draw(&[Series { class: "", mark: Mark::Bars(bars) }]))
        @if beyond > 0 { p class="remark" { (thousands(beyond)) " values beyond the ends are counted in the outer bars." } }
    }
}

fn frequencies(categories: &CategorySummary, by_weight: bool) -> Markup {
    let filled = categories.top.iter().map(|top| top.1).sum::<f64>() + categories.others;
    let most = categories.top.first().map_or(1.0, |top| top.1).max(categories.others);
    let others = (categories.others > 0.0).then(|| ("all others".to_owned(), categories.others));
    html! {
        table class="groups" {
            thead { tr { th { "Value" } th class="wide" { @if by_weight { "Rows, by weight" } @else { "Rows" } } th {} } }
            tbody {
                @for (value, count) in categories.top.iter().chain(&others) {
                    tr { th scope="row" { (name(value)) } td class="wide" { (bar("", count / most)) } td class="number" { (percent(count / filled)) } }
                }
            }
        }
    }
}

/// The label's rate in each group: (name, share of the rows, rate, interval).
fn rates(semantic: Semantic, groups: &[(&str, f64, f64, (f64, f64))], target: &Target) -> Markup {
    // Groups of a handful of rows have intervals up to 1 and would flatten the rest.
    let highest = groups.iter().map(|group| group.2.max(group.3.0)).fold(target.rate, f64::max);
    let most = (1.25 * highest).min(1.0);
    html! {
        table class="groups" {
            thead { tr { th { "Group" } th { "Rows" } th class="wide" { (name(&target.column)) " = " (name(&target.positive)) ", share of the rows" } th {} } }
            tbody {
                @for (group, share, rate, span) in groups {
                    tr {
                        th scope="row" { @if semantic == Semantic::Timestamp { (name(&whole_days(group))) } @else { (name(group)) } }
                        td class="number" { (percent(*share)) }
                        td class="wide" { (interval(*rate, *span, Some(target.rate), most)) }
                        td class="number" { (percent(*rate)) }
                    }
                }
            }
        }
    }
}

/// Days in words that are not torn apart at the end of a line.
fn whole_days(text: &str) -> String {
    text.replace('-', "\u{2011}")
}
