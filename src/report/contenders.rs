//! The models that were compared on the same rows.

use maud::{Markup, html};

use crate::appraisal::{Appraisal, Behind, Contestant, Figure};
use crate::model::ModelKind;

use super::page::Section;
use super::text::clean;

/// The comparison, where there was something to compare.
pub(super) fn section(appraisal: &Appraisal) -> Option<Section> {
    let all = &appraisal.contenders;
    let ships = all.iter().find(|one| one.summary.ships)?;
    let body = html! {
        div class="scroll" tabindex="0" role="region" aria-label="Table" { table {
            thead { tr {
                th { "Model" }
                @for figure in &ships.figures { th class="number" { (short(figure)) } }
                th class="number" { "Calibration error" } th class="number" { "Lift at 10 %" } th class="number" { "Log loss behind" }
            } }
            tbody { @for one in all { (row(one)) } }
        } }
        ul class="notes" { @for note in all.iter().filter_map(|one| one.note.as_ref()) { li { (clean(note, 200)) "." } } }
    };
    Some(Section::new("contenders", "Contenders", about(ships.summary.model), body))
}

fn about(ships: ModelKind) -> Markup {
    html! {
        p {
            "Other models on the same folds, calibrated and measured on the same rows; the pack holds the " (ships.name()) ". The linear "
            "scorecard adds points by bin, one column at a time: what it lacks beside the forest is what columns do together. The blend "
            "is a weighted mean of the two, weighed on these rows. The random forest is a yardstick and never ships, because its deep trees are too large for a page and their reasons cannot be looked up. "
            "Intervals hold 95 % of 200 rounds of bootstrap. How far a model is behind is compared round by round, so that an interval "
            "that does not reach 0 means a difference."
        }
    }
}

/// A heading that leaves room for eight columns.
fn short(figure: &Figure) -> &'static str {
    if figure.name == "auc" { "AUC" } else { figure.title }
}

fn row(one: &Contestant) -> Markup {
    let interval = |(low, high): (f64, f64)| format!("{low:.4} – {high:.4}");
    let behind = |behind: &Behind| {
        html! { (format!("{:+.4}", behind.value)) div { small { (format!("{:+.4} – {:+.4}", behind.interval.0, behind.interval.1)) } } }
    };
    html! {
        tr {
            th scope="row" { (one.summary.model.name()) @if one.summary.ships { " " small { "ships" } } }
            @for figure in &one.figures {
                td class="number" { (format!("{:.4}", figure.value)) div { small { (interval(figure.interval)) } } }
            }
            td class="number" { (format!("{:.4}", one.summary.ece)) }
            td class="number" { (format!("{:.2}", one.summary.lift)) }
            td class="number" { @if let Some(more) = &one.behind { (behind(more)) } @else { "–" } }
        }
    }
}
