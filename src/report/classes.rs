//! An index of several classes: its figures, who is taken for whom, what moves it, and the most frequent classes each against the rest.

use maud::{Markup, html};

use crate::appraisal::{Appraisal, ClassAppraisal, ClassDetail, Figure};
use crate::model::{ClassesCard, Index};

use super::chart::interval;
use super::page::{Section, name};
use super::text::{clean, percent, thousands};
use super::training::{by_weight, decile_table, figure_table};
use super::{curves, effects};

/// The longest name of a class in a title.
const TITLE: usize = 24;
/// Figures of a class that are listed, with what they are called.
const LISTED: [(&str, &str); 5] =
    [("auc", "AUC"), ("ap", "Average precision"), ("precision", "Precision"), ("recall", "Recall"), ("f1", "F1")];

/// The sections of the index.
pub(super) fn sections(index: &Index, classes: &ClassesCard, appraisal: &Appraisal, weight: Option<&str>) -> Vec<Section> {
    let mut sections = vec![figures(index, classes, appraisal), each(classes, appraisal), confusion(classes)];
    sections.push(effects::importance(appraisal));
    let shown = appraisal.classes.iter().filter_map(|class| Some((class, class.detail.as_ref()?)));
    sections.extend(shown.enumerate().map(|(at, (class, detail))| against_the_rest(at + 1, class, detail, weight)));
    sections
}

fn figures(index: &Index, classes: &ClassesCard, appraisal: &Appraisal) -> Section {
    let card = &index.card;
    let about = html! {
        p {
            "Measured " (card.measured_on) ": " (thousands(appraisal.rows)) " rows of " (classes.classes.len()) " classes of the label "
            (name(&card.label)) ", each row scored by fits and calibrated by a temperature that did not see it. The intervals hold 95 % of 200 rounds "
            "of bootstrap. Means are over the classes, each against the rest and each counting alike; precision, recall and F1 are of the likeliest class."
        }
    };
    let error = html! {
        tr {
            th scope="row" { "Expected calibration error of the likeliest class " small { "less is better" } }
            td class="number" { (format!("{:.4}", card.metrics.ece)) } td {} td {}
        }
    };
    Section::new("figures", "How well it tells the classes apart", about, figure_table(&appraisal.figures, &error))
}

fn each(classes: &ClassesCard, appraisal: &Appraisal) -> Section {
    let shown = appraisal.classes.iter().filter(|class| class.detail.is_some()).count();
    let about = html! {
        p {
            "Every class against the rest, with its intervals at 95 %. A row is called where the class is its likeliest."
            @if shown < appraisal.classes.len() {
                " Curves, deciles and the like are below for the " (shown) " most frequent of the " (appraisal.classes.len()) " classes."
            }
        }
    };
    let of = |class: &ClassAppraisal, wanted: &str| class.figures.iter().find(|figure| figure.name == wanted).cloned();
    let cell = |figure: Option<Figure>| -> Markup {
        html! { td class="number" { @if let Some(Figure { value, interval: (low, high), .. }) = figure {
            (format!("{value:.4}")) div { small { (format!("{low:.4} – {high:.4}")) } }
        } } }
    };
    let body = html! {
        div class="scroll" tabindex="0" role="region" aria-label="Table" { table {
            thead { tr {
                th { "Class" } th class="number" { "Rows" } th class="number" { "Share" }
                @for (_, title) in LISTED { th class="number" { (title) } } th {}
            } }
            tbody { @for (card, class) in classes.classes.iter().zip(&appraisal.classes) { tr {
                th scope="row" { (name(&class.class)) } td class="number" { (thousands(class.rows)) } td class="number" { (percent(card.rate)) }
                @for (figure, _) in LISTED { (cell(of(class, figure))) }
                td class="small-chart" { @if let Some(f1) = of(class, "f1") { (interval(f1.value, f1.interval, None, 1.0)) } }
            } } }
        } }
    };
    Section::new("by-class", "Class by class", about, body)
}

fn confusion(classes: &ClassesCard) -> Section {
    let about = html! {
        p { "Each row of the table is a class; each column is how many of its customers were taken for which, the deeper the colour the larger the share." }
    };
    let body = html! {
        div class="scroll" tabindex="0" role="region" aria-label="Table" { table class="confusion" {
            thead { tr { th { "True class" } @for class in &classes.classes { th class="number" { (name(&class.name)) } } } }
            tbody { @for (at, (class, counts)) in classes.classes.iter().zip(&classes.confusion).enumerate() {
                @let all = counts.iter().sum::<u64>().max(1) as f64;
                tr {
                    th scope="row" { (name(&class.name)) }
                    @for (of, count) in counts.iter().enumerate() {
                        td class={ "number " (shade(*count as f64 / all)) @if at == of { " right" } } { (thousands(*count)) }
                    }
                }
            } }
        } }
    };
    Section::new("confusion", "Who is taken for whom", about, body)
}

/// How deep a cell's colour is: a class for each fifth of the row.
fn shade(share: f64) -> &'static str {
    match share {
        share if share >= 0.8 => "shade-5",
        share if share >= 0.6 => "shade-4",
        share if share >= 0.4 => "shade-3",
        share if share >= 0.2 => "shade-2",
        share if share >= 0.05 => "shade-1",
        _ => "",
    }
}

fn against_the_rest(number: usize, class: &ClassAppraisal, detail: &ClassDetail, weight: Option<&str>) -> Section {
    let about = html! {
        p {
            (thousands(class.rows)) " rows of the class are the events, all others the rest; they are ordered by the probability of the class. "
            "Shapley values are of its margin, in log-odds."
            @if !detail.slices.is_empty() {
                " By groups of at least 20 rows, selected are those whose likeliest class it is; the impact ratio is their share over that of the group "
                "selected most, a question and not a verdict where it is below 0.8."
            }
        }
    };
    let body = html! {
        (curves::cards(&detail.curves, &class.figures, None))
        h3 { "Deciles" }
        (decile_table(&detail.deciles))
        @if let Some(weight) = weight { p class="remark" { (by_weight(weight)) } }
        @if !detail.dependence.is_empty() { h3 { "How columns move it" } (effects::dependences(&detail.dependence)) }
        @for slicing in &detail.slices {
            h3 { "By " (name(&slicing.column)) }
            (effects::slicing_table(slicing))
        }
    };
    Section::new(format!("class-{number}"), format!("{} against the rest", clean(&class.class, TITLE)), about, body)
}
