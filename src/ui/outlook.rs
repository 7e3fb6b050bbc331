//! What a scored table comes to on one index: whom to call, what to expect, and, where the table knows, what came true.

use yew::{Html, InputEvent, Properties, function_component, html, use_state_eq};

use super::chart::{Line, shares};
use super::dom;
use super::model::{heading, meter};
use super::words::use_words;
use crate::app::Words;
use crate::engine::batch::{Summary, Tenth};

/// Points of a curve that are drawn.
const DRAWN: usize = 250;

#[derive(Properties, PartialEq)]
pub(super) struct OutlookProps {
    pub(super) summary: Summary,
    /// The rows of each grade from 1 to 7.
    pub(super) grades: Vec<u32>,
}

#[function_component]
pub(super) fn Outlook(props: &OutlookProps) -> Html {
    let words = &use_words();
    let summary = &props.summary;
    let count = use_state_eq(|| summary.rows.div_ceil(10));
    let wanted = (*count).max(1).min(summary.rows);
    let oninput = {
        let count = count.setter();
        move |event: InputEvent| {
            if let Ok(typed) = dom::value_of(&event).trim().parse::<f64>() {
                count.set(typed.max(0.0) as usize);
            }
        }
    };
    let average = summary.expected / summary.rows.max(1) as f64;
    let whole = words.with(
        "of-whole",
        [
            ("count", words.count(summary.rows).into()),
            // As exactly as for a part of the rows below; of many the tenths are noise.
            ("expected", words.decimal(summary.expected, if summary.expected < 100.0 { 1 } else { 0 }).into()),
            ("rate", words.percent(average).into()),
        ],
    );
    let labelled = summary.events.map(|events| {
        let auc = summary.auc.map_or_else(|| "–".to_owned(), |auc| words.fixed(auc, 3));
        words.with("of-labelled", [("events", words.decimal(events, 0).into()), ("auc", auc.into())])
    });
    html! {
        <>
            <p class="summary" data-testid="batch-whole">{ whole }if let Some(labelled) = labelled { { ". " }{ labelled } }{ "." }</p>
            <div class="outlook">
                <section>
                    <h3 id="target-title">{ words.say("target") }</h3>
                    <div class="target">
                        <input type="range" min="1" max={summary.rows.to_string()} value={wanted.to_string()} aria-labelledby="target-title"
                            data-testid="target-range" oninput={oninput.clone()} />
                        <input type="number" min="1" max={summary.rows.to_string()} value={wanted.to_string()} aria-labelledby="target-title"
                            data-testid="target" {oninput} />
                    </div>
                    { expectation(words, summary, wanted, average) }
                    <h3>{ words.say("gain") }</h3>
                    { gain(words, summary, wanted) }
                    <p class="footnote">{ words.say("gain-why") }</p>
                </section>
                <section>
                    <h3>{ words.say("batch-tenths") }</h3>
                    { tenths(words, summary) }
                    <p class="footnote">{ words.say("batch-tenths-why") }</p>
                    <h3>{ words.say("grades") }</h3>
                    { grades(words, &props.grades) }
                </section>
            </div>
        </>
    }
}

fn expectation(words: &Words, summary: &Summary, wanted: usize, average: f64) -> Html {
    let (expected, found) = summary.best(wanted);
    let rate = expected / wanted.max(1) as f64;
    let lift = if average > 0.0 { rate / average } else { 0.0 };
    let says = words.with(
        "target-says",
        [
            ("count", words.count(wanted).into()),
            ("events", words.decimal(expected, 1).into()),
            ("rate", words.percent(rate).into()),
            ("lift", words.fixed(lift, 2).into()),
        ],
    );
    let found = found.map(|found| {
        let share = found / summary.events.unwrap_or(1.0).max(1.0);
        words.with("target-found", [("events", words.decimal(found, 1).into()), ("share", words.percent(share).into())])
    });
    html! { <p class="expectation" role="status" data-testid="expectation">{ says }if let Some(found) = found { { " " }{ found } }</p> }
}

/// The curve of events reached, those that came true where the table knows them.
fn gain(words: &Words, summary: &Summary, wanted: usize) -> Html {
    let curve = if summary.found.is_empty() { &summary.expect } else { &summary.found };
    let all = curve.last().copied().unwrap_or(1.0).max(1e-9);
    let last = (curve.len().max(2) - 1) as f64;
    let all_points: Vec<_> = curve.iter().enumerate().map(|(place, sum)| (place as f64 / last, sum / all)).collect();
    // More than can be told apart are not drawn.
    let step = all_points.len().div_ceil(DRAWN).max(1);
    let points: Vec<_> = all_points.iter().rev().step_by(step).rev().copied().collect();
    let percent = |share: f64| words.whole_percent(share);
    let label = format!("{}: {}", words.say("gain"), words.say("gain-why"));
    let mark = wanted as f64 / summary.rows.max(1) as f64;
    let tenth = |tenth: usize| all_points.get(tenth * (all_points.len() - 1) / 10).copied().unwrap_or_default();
    html! {
        <>
            { shares(&[Line { class: "curve", points: &points, dots: false }], Some(mark), &percent, label) }
            <details class="as-table">
                <summary>{ words.say("gain-table") }</summary>
                <table>
                    { heading(words, &["called", "reached"]) }
                    <tbody>{ for (1..=10).map(tenth).map(|(called, reached)| html! {
                        <tr><th scope="row">{ words.percent(called) }</th><td>{ words.percent(reached) }</td></tr>
                    }) }</tbody>
                </table>
            </details>
        </>
    }
}

fn tenths(words: &Words, summary: &Summary) -> Html {
    let known = summary.events.is_some();
    let most = summary.tenths.iter().map(|tenth| tenth.rate.unwrap_or(tenth.mean)).fold(1e-9, f64::max);
    let highest = summary.tenths.iter().map(|tenth| tenth.lift).fold(1e-9, f64::max);
    let row = |(place, tenth): (usize, &Tenth)| {
        let rate = tenth.rate.unwrap_or(tenth.mean);
        // Of nobody there is no rate.
        let none = || "–".to_owned();
        let share = |share: f64| if tenth.rows > 0 { words.percent(share) } else { none() };
        html! {
            <tr>
                <th scope="row">{ place + 1 }</th>
                <td>{ words.count(tenth.rows) }</td>
                <td>{ share(tenth.mean) }</td>
                if known { <td class="with-bar">{ share(rate) }{ meter(rate / most) }</td> }
                <td class="with-bar">{ if tenth.rows > 0 { words.fixed(tenth.lift, 2) } else { none() } }{ meter(tenth.lift / highest) }</td>
            </tr>
        }
    };
    let titles: &[&str] = if known {
        &["decile-column", "customers", "expected-rate", "found-rate", "lift"]
    } else {
        &["decile-column", "customers", "expected-rate", "lift"]
    };
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={words.say("batch-tenths")}>
            <table class="deciles">{ heading(words, titles) }<tbody>{ for summary.tenths.iter().enumerate().map(row) }</tbody></table>
        </div>
    }
}

fn grades(words: &Words, grades: &[u32]) -> Html {
    let most = f64::from(grades.iter().copied().max().unwrap_or(0).max(1));
    html! {
        <table class="deciles">
            { heading(words, &["grade-column", "customers"]) }
            <tbody>{ for grades.iter().enumerate().map(|(place, &count)| html! {
                <tr><th scope="row">{ place + 1 }</th><td class="with-bar">{ words.count(count as usize) }{ meter(f64::from(count) / most) }</td></tr>
            }) }</tbody>
        </table>
    }
}
