//! What was found out about the routes of an index.

use maud::html;

use crate::model::{RouteCard, RoutesCard};

use super::page::{Section, name};
use super::text::{percent, thousands};
use super::training::decile_table;

/// The test of the populations, each value's own model beside the pooled one, and the deciles of those that are kept.
pub(super) fn section(card: &RoutesCard) -> Section {
    let about = html! {
        p {
            "Each value of " (name(&card.column)) " with rows enough was given a model of its own and measured beside the pooled one on the same rows, "
            "which neither saw. Its own model is kept where it saves log loss beyond chance: a one-sided test of the paired differences at 5 %, "
            "shared among the values. The figures of what is kept are a little kind for that choice."
        }
        @if let Some(rates) = &card.rates {
            p {
                "That all values have one rate of the event has a p-value of " (format!("{:.2e}", rates.p)) " (likelihood-ratio test, G = "
                (format!("{:.2}", rates.statistic)) ", " (rates.freedom) " degrees of freedom)."
            }
        }
        p { (thousands(card.other_rows)) " rows have rarer values or none; the pooled model answers for them." }
    };
    let kept = || card.routes.iter().filter(|route| route.kept);
    let body = html! {
        div class="scroll" tabindex="0" role="region" aria-label="Table" { table {
            thead { tr {
                th { "Value" } th { "Model" } th class="number" { "Rows" } th class="number" { "Events" } th class="number" { "Rate" }
                th class="number" { "AUC" } th class="number" { "pooled" } th class="number" { "Log loss" } th class="number" { "pooled" }
                th class="number" { "Gain, 95 % interval" } th class="number" { "p" }
            } }
            tbody { @for route in &card.routes { tr {
                th scope="row" { (name(&route.value)) } td { @if route.kept { "its own" } @else { "pooled" } }
                td class="number" { (thousands(route.rows)) } td class="number" { (thousands(route.positives)) }
                td class="number" { (percent(route.positive_rate)) }
                td class="number" { (format!("{:.4}", route.auc)) } td class="number" { (format!("{:.4}", route.pooled_auc)) }
                td class="number" { (format!("{:.5}", route.logloss)) } td class="number" { (format!("{:.5}", route.pooled_logloss)) }
                td class="number" { (interval(route)) } td class="number" { (format!("{:.2e}", route.p)) }
            } } }
        } }
        @for route in kept() {
            h3 { "Deciles of " (name(&route.value)) }
            (decile_table(&route.deciles))
        }
    };
    Section::new("routes", "Routes", about, body)
}

fn interval(route: &RouteCard) -> String {
    let reach = 1.96 * route.gain_error;
    if reach > 1e6 {
        return format!("{:.5}", route.gain);
    }
    format!("{:.5} ({:.5} – {:.5})", route.gain, route.gain - reach, route.gain + reach)
}
