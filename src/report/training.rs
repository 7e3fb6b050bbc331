//! The report of a training: how well each index does, why, for whom, and the model card.

use maud::{Markup, html};

use crate::appraisal::{Appraisal, Figure};
use crate::model::{DecileRow, Index, IndexCard, ModelKind, Pack};

use super::chart::bar;
use super::page::{Section, name, page, tiles};
use super::text::{clean, figure, percent, thousands};
use super::{classes, contenders, curves, effects, offers, routes};

/// A training as one HTML file; one appraisal an index, in the pack's order.
#[must_use]
pub fn training(pack: &Pack, appraisals: &[Appraisal]) -> String {
    let several = appraisals.len() > 1;
    let mut sections: Vec<Section> = Vec::new();
    for (position, (index, appraisal)) in pack.indices.iter().zip(appraisals).enumerate() {
        for mut section in of_index(pack, index, appraisal) {
            if several {
                section.id = format!("{}-{}", section.id, position + 1);
            }
            if several || pack.offers.is_some() {
                section.group = Some(clean(&index.name, 40));
            }
            sections.push(section);
        }
    }
    let grouped = several || pack.offers.is_some();
    for mut section in offers::sections(pack) {
        section.group = Some("offers".to_owned());
        sections.push(section);
    }
    let mut card = card(pack);
    card.group = grouped.then(|| (if pack.offers.is_some() { "everything" } else { "all indices" }).to_owned());
    sections.push(card);
    page("training report", &pack.name, &summary(pack), &sections)
}

fn of_index(pack: &Pack, index: &Index, appraisal: &Appraisal) -> Vec<Section> {
    if let Some(classes) = &index.card.classes {
        let mut sections = classes::sections(index, classes, appraisal, pack.card.weight.as_deref());
        sections.extend(history(appraisal));
        return sections;
    }
    let mut sections = vec![
        figures(index, appraisal),
        curves::section(index, appraisal),
        deciles(&index.card.deciles, pack.card.weight.as_deref()),
    ];
    sections.extend(index.card.routes.as_ref().map(routes::section));
    sections.extend([effects::importance(appraisal), effects::dependence(appraisal)]);
    sections.extend(contenders::section(appraisal));
    sections.extend(history(appraisal));
    sections.extend(effects::slices(index, appraisal));
    sections
}

fn summary(pack: &Pack) -> Markup {
    let mut facts = vec![
        ("Rows", thousands(pack.card.rows), clean(&pack.card.source, 40)),
        ("Columns", pack.fields.len().to_string(), "scored".to_owned()),
        ("Indices", pack.indices.len().to_string(), String::new()),
    ];
    if let [Index { card, .. }] = &pack.indices[..] {
        let label = clean(&card.label, 24);
        facts.push(match &card.classes {
            Some(classes) => ("Classes", classes.classes.len().to_string(), format!("of {label}")),
            None => ("Events", percent(card.positive_rate), format!("{label} = {}", clean(&card.positive, 16))),
        });
    }
    let best = |index: &Index| {
        let auc = if index.card.classes.is_some() { "Mean AUC" } else { "AUC" };
        (format!("{auc} {}", clean(&index.name, 16)), format!("{:.4}", index.card.metrics.auc), index.card.measured_on.clone())
    };
    let mut measured: Vec<_> = pack.indices.iter().take(4).map(best).collect();
    if let Some(offers) = &pack.offers {
        let blend =
            offers.card.ranked.first().map(|ranked| ("Offers hit@3".to_owned(), format!("{:.3}", ranked.figures.hit_at_3)));
        let products = format!("of {} products", thousands(pack.catalogue.len() as u64));
        measured.extend(blend.map(|(what, value)| (what, value, products)));
    }
    let named: Vec<(&str, String, String)> =
        facts.into_iter().chain(measured.iter().map(|(a, b, c)| (a.as_str(), b.clone(), c.clone()))).collect();
    tiles(&named)
}

fn figures(index: &Index, appraisal: &Appraisal) -> Section {
    let card = &index.card;
    let about = html! {
        p {
            "Measured " (card.measured_on) ": " (thousands(appraisal.rows)) " rows with " (thousands(appraisal.positives)) " events ("
            (name(&card.label)) " = " (name(&card.positive)) "), each scored by a fit and calibrated by a map that did not see it. The intervals hold 95 % of 200 rounds of "
            "bootstrap. Precision, recall and F1 are at the threshold of " (figure(card.metrics.threshold)) ", where F1 is largest."
        }
    };
    let error = html! {
        tr {
            th scope="row" { "Expected calibration error " small { "less is better" } }
            td class="number" { (format!("{:.4}", card.metrics.ece)) } td {} td {}
        }
    };
    let body = figure_table(&appraisal.figures, &error);
    Section::new("figures", "How well it does", about, body)
}

/// Figures with their intervals, and rows of others that have none.
pub(super) fn figure_table(figures: &[Figure], others: &Markup) -> Markup {
    let scale = |one: &Figure| {
        let most = if one.more_is_better { 1.0 } else { one.interval.1 * 1.6 };
        super::chart::interval(one.value, one.interval, None, most)
    };
    html! {
        div class="scroll" tabindex="0" role="region" aria-label="Table" { table {
            thead { tr { th { "Figure" } th class="number" { "Value" } th class="number" { "95 % interval" } th {} } }
            tbody {
                @for one in figures { tr {
                    th scope="row" { (one.title) @if !one.more_is_better { " " small { "less is better" } } }
                    td class="number" { (format!("{:.4}", one.value)) }
                    td class="number" { (format!("{:.4} – {:.4}", one.interval.0, one.interval.1)) }
                    td class="small-chart" { (scale(one)) }
                } }
                (others)
            }
        } }
    }
}

fn deciles(deciles: &[DecileRow], weight: Option<&str>) -> Section {
    let about = html! {
        p {
            "The rows ordered by score and cut into tenths, most likely first: what a campaign that calls the best tenths first can expect."
            @if let Some(weight) = weight {
                " " (by_weight(weight))
            }
        }
    };
    Section::new("deciles", "Deciles", about, decile_table(deciles))
}

/// What of a decile table is by weight.
pub(super) fn by_weight(weight: &str) -> Markup {
    html! { "Tenths are of rows, as rows and events are; rate, lift and the share of all events are by the weight " (name(weight)) "." }
}

/// The decile table.
pub(super) fn decile_table(deciles: &[DecileRow]) -> Markup {
    let most = deciles.iter().map(|row| row.lift).fold(0.0, f64::max);
    html! {
        div class="scroll" tabindex="0" role="region" aria-label="Table" { table {
            thead { tr {
                th { "Decile" } th class="number" { "Rows" } th class="number" { "Events" } th class="number" { "Probability" }
                th class="number" { "Rate" } th class="number" { "All events so far" } th class="number" { "Lift" } th {}
            } }
            tbody { @for row in deciles { tr {
                th scope="row" { (row.decile) }
                td class="number" { (thousands(row.rows)) }
                td class="number" { (thousands(row.positives)) }
                td class="number" { (percent(row.min_probability)) " – " (percent(row.max_probability)) }
                td class="number" { (percent(row.rate)) }
                td class="number" { (percent(row.cumulative_share)) }
                td class="number" { (format!("{:.2}", row.lift)) }
                td class="small-chart" { (bar("", row.lift / most.max(f64::MIN_POSITIVE))) }
            } } }
        } }
    }
}

fn history(appraisal: &Appraisal) -> Option<Section> {
    let trials = &appraisal.history;
    let best = trials.iter().map(|trial| trial.logloss).fold(f64::INFINITY, f64::min);
    let body = html! {
        div class="side" {
            (curves::history(trials))
            div class="scroll" tabindex="0" role="region" aria-label="Table" { table {
                thead { tr { th class="number" { "Trial" } th { "Setting" } th class="number" { "Log loss" } th {} } }
                tbody { @for (at, trial) in trials.iter().enumerate() { tr {
                    td class="number" { (at + 1) } td { (clean(&trial.setting, 160)) }
                    td class="number" { (format!("{:.5}", trial.logloss)) } td { @if trial.logloss == best { "best" } }
                } } }
            } }
        }
    };
    (!trials.is_empty()).then(|| {
        Section::new("tuning", "Tuning", html! { p { "What was tried, in order, by its log loss on held-out rows." } }, body)
    })
}

/// What the index is, and its size.
fn model(card: &IndexCard) -> String {
    let parts = if card.model == ModelKind::Linear { "steps" } else { "trees" };
    format!("{}, {} {parts}", card.model.name(), thousands(card.trees.into()))
}

fn card(pack: &Pack) -> Section {
    let card = &pack.card;
    let mut facts = vec![
        ("Pack", clean(&pack.name, 60)),
        ("Trained by", clean(&card.created_by, 60)),
        ("Table", clean(&card.source, 60)),
        ("Rows", thousands(card.rows)),
        ("Seed", card.seed.to_string()),
    ];
    facts.extend(card.window.as_ref().map(|window| ("Days", format!("{} to {}", window.from, window.to))));
    facts.extend(card.weight.as_ref().map(|weight| ("Rows weigh", clean(weight, 60))));
    facts.extend(card.as_of.as_ref().map(|day| ("Dates counted from", day.clone())));
    let body = html! {
        dl class="card facts wide" { @for (what, fact) in &facts { div { dt { (what) } dd { bdi { (fact) } } } } }
        div class="scroll" tabindex="0" role="region" aria-label="Table" { table {
            thead { tr {
                th { "Index" } th { "Label" } th { "Event" } th class="number" { "Rows" } th class="number" { "Rate" } th { "Model" }
                th { "Measured" } th { "Calibration" } th class="number" { "Threshold" }
            } }
            tbody { @for index in &pack.indices {
                @let card = &index.card;
                tr {
                    th scope="row" { (name(&index.name)) } td { (name(&card.label)) }
                    td { @match &card.classes { Some(classes) => { (classes.classes.len()) " classes" } None => (name(&card.positive)) } }
                    td class="number" { (thousands(card.rows)) }
                    td class="number" { @if card.classes.is_none() { (percent(card.positive_rate)) } @else { "–" } } td { (model(card)) }
                    td { (card.measured_on) } td { (card.calibrator) }
                    td class="number" { @if card.classes.is_none() { (figure(card.metrics.threshold)) } @else { "–" } }
                }
            } }
        } }
        @if !card.notes.is_empty() {
            h3 { "What the trainer noticed" }
            ul class="notes" { @for note in &card.notes { li { (clean(note, 400)) } } }
        }
    };
    Section::new("card", "Model card", html! {}, body)
}
