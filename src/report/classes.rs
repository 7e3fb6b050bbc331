//! An index of several classes: its figures, the classes, who is taken for whom, and what moves them.

use maud::html;

use crate::model::{ClassesCard, Index};

use super::chart::bar;
use super::page::{Section, name};
use super::text::{percent, thousands};

/// Columns listed by importance.
const MOST_IMPORTANT: usize = 20;

/// The sections of the index.
pub(super) fn sections(index: &Index, classes: &ClassesCard) -> Vec<Section> {
    vec![figures(index, classes), confusion(classes), importance(index)]
}

fn figures(index: &Index, classes: &ClassesCard) -> Section {
    let (card, m) = (&index.card, &index.card.metrics);
    let about = html! {
        p {
            "Measured " (card.measured_on) " on the label " (name(&card.label)) ", each row scored by fits and calibrated by a temperature that did not see it. "
            "AUC is of each class against the rest, and its mean over the classes; precision, recall and F1 are of the likeliest class."
        }
    };
    let whole = [
        ("Log loss", m.logloss),
        ("Accuracy", classes.accuracy),
        ("Mean AUC", m.auc),
        ("Mean F1", m.f1),
        ("Brier", m.brier),
        ("Calibration error", m.ece),
    ];
    let body = html! {
        dl class="card facts wide" { @for (what, value) in whole { div { dt { (what) } dd { (format!("{value:.4}")) } } } }
        div class="scroll" tabindex="0" role="region" aria-label="Table" { table {
            thead { tr {
                th { "Class" } th class="number" { "Rows" } th class="number" { "Share" } th class="number" { "AUC" }
                th class="number" { "Precision" } th class="number" { "Recall" } th class="number" { "F1" } th {}
            } }
            tbody { @for class in &classes.classes { tr {
                th scope="row" { (name(&class.name)) } td class="number" { (thousands(class.rows)) } td class="number" { (percent(class.rate)) }
                td class="number" { (format!("{:.4}", class.auc)) } td class="number" { (format!("{:.4}", class.precision)) }
                td class="number" { (format!("{:.4}", class.recall)) } td class="number" { (format!("{:.4}", class.f1)) }
                td class="small-chart" { (bar("", class.f1)) }
            } } }
        } }
    };
    Section::new("figures", "How well it tells the classes apart", about, body)
}

fn confusion(classes: &ClassesCard) -> Section {
    let about =
        html! { p { "Each row of the table is a class; each column is how many of its customers were taken for which." } };
    let body = html! {
        div class="scroll" tabindex="0" role="region" aria-label="Table" { table {
            thead { tr { th { "True class" } @for class in &classes.classes { th class="number" { (name(&class.name)) } } } }
            tbody { @for (class, counts) in classes.classes.iter().zip(&classes.confusion) { tr {
                th scope="row" { (name(&class.name)) } @for count in counts { td class="number" { (thousands(*count)) } }
            } } }
        } }
    };
    Section::new("confusion", "Who is taken for whom", about, body)
}

fn importance(index: &Index) -> Section {
    let all = &index.card.importance;
    let most = all.first().map_or(1.0, |one| one.mean_abs_contribution).max(f64::MIN_POSITIVE);
    let body = html! {
        div class="scroll" tabindex="0" role="region" aria-label="Table" { table {
            thead { tr { th { "Column" } th class="number" { "Mean |SHAP|" } th {} } }
            tbody { @for one in all.iter().take(MOST_IMPORTANT) { tr {
                th scope="row" { (name(&one.feature)) } td class="number" { (format!("{:.4}", one.mean_abs_contribution)) }
                td class="small-chart" { (bar("", one.mean_abs_contribution / most)) }
            } } }
        } }
    };
    Section::new("importance", "What moves the classes", html! { p { "The mean over all classes, in log-odds." } }, body)
}
