//! The waterfall: each row is a sentence with its bar, so that the words wrap as words do and the chart is read aloud as a list.

use yew::{Html, classes, html};

use super::tabs::{PANEL, tab_id};
use crate::app::{Reason, Reasons, Words};

/// The reasons for a score of the index of this name.
pub(super) fn waterfall(words: &Words, index: &str, reasons: &Reasons) -> Html {
    let Reasons { start, end, factor, raised, rows, summary, .. } = reasons;
    html! {
        <div class="reasons" role="tabpanel" id={PANEL} aria-labelledby={tab_id(index)}
            data-testid={format!("reasons-{index}")}>
            <p class="summary">{ summary }</p>
            <ol class="waterfall">
                <li class="row end">
                    <p class="words"><span class="subject">{ words.say("average") }</span>{ " " }<span class="effect">{ words.say("average-why") }</span></p>
                    { plot(*start, html! { { marker(*start, "M-4-6H4L0 1Z") } }) }
                </li>
                { for rows.iter().map(|reason| row(words, reason, *start)) }
                <li class={classes!("row", "end", side(*raised))}>
                    <p class="words">
                        <span class="subject">{ words.say("this-customer") }</span>{ " " }
                        <span class="effect">{ words.say("against-average") }{ " " }<b>{ factor }</b></span>
                    </p>
                    { plot(*start, html! { <>{ bar(*start, *end, 7.0, 10.0) }{ marker(*end, "M0-2 5 5 0 12-5 5Z") }</> }) }
                </li>
            </ol>
            <p class="footnote">{ words.say("factor-why") }</p>
            <details class="as-table">
                <summary>{ words.say("as-table") }</summary>
                { table(words, reasons) }
            </details>
        </div>
    }
}

fn side(raises: bool) -> &'static str {
    if raises { "raises" } else { "lowers" }
}

fn row(words: &Words, reason: &Reason, start: f64) -> Html {
    let Reason { subject, raises, factor, from, to } = reason;
    html! {
        <li class={classes!("row", side(*raises))}>
            <p class="words">
                <span class="subject">{ subject }</span>{ " " }
                <span class="effect">
                    <span class="arrow" aria-hidden="true">{ if *raises { "▲" } else { "▼" } }</span>
                    { words.say(if *raises { "raises" } else { "lowers" }) }{ " " }<b>{ factor }</b>
                </span>
            </p>
            { plot(start, html! { <>{ connectors(*from, *to) }{ bar(*from, *to, 5.0, 14.0) }</> }) }
        </li>
    }
}

/// The part of a row that is drawn: as wide as it gets, with the average customer's line through it.
fn plot(start: f64, drawing: Html) -> Html {
    let x = format!("{start}%");
    html! {
        <svg class="plot" width="100%" height="100%" aria-hidden="true" focusable="false">
            <line class="average" x1={x.clone()} x2={x} y1="0" y2="100%" />
            { drawing }
        </svg>
    }
}

/// A bar between two places, at least a hair wide, `top` below the middle line less 12.
fn bar(from: f64, to: f64, top: f64, height: f64) -> Html {
    let (left, width) = (from.min(to), (to - from).abs().max(0.5));
    html! {
        <svg y="50%" overflow="visible"><rect class="bar" x={format!("{left:.2}%")} width={format!("{width:.2}%")}
            y={format!("{}", top - 12.0)} height={height.to_string()} rx="2" /></svg>
    }
}

/// Thin lines to the row above and the row below.
fn connectors(from: f64, to: f64) -> Html {
    let (from, to) = (format!("{from}%"), format!("{to}%"));
    html! {
        <>
            <line class="connector" x1={from.clone()} x2={from} y1="0" y2="50%" />
            <line class="connector" x1={to.clone()} x2={to} y1="50%" y2="100%" />
        </>
    }
}

/// A small shape at a place on the middle line.
fn marker(at: f64, shape: &'static str) -> Html {
    html! { <svg x={format!("{at}%")} y="50%" overflow="visible"><path class="marker" d={shape} /></svg> }
}

fn table(words: &Words, reasons: &Reasons) -> Html {
    let heading = |id: &str| html! { <th scope="col">{ words.say(id) }</th> };
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={words.say("as-table")}>
            <table>
                <thead><tr>{ for ["column", "value", "log-odds", "odds"].into_iter().map(heading) }</tr></thead>
                <tbody>
                    { for reasons.table.iter().map(|[column, value, log_odds, odds]| html! {
                        <tr><th scope="row">{ column }</th><td>{ value }</td><td>{ log_odds }</td><td>{ odds }</td></tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}
