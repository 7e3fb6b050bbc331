//! One index at a glance.

use yew::{Html, classes, html};

use super::gauge::arc;
use super::model::meter;
use crate::app::{Change, Gauge, Words};
use crate::model::Polarity;

/// Classes shown on a card.
const MOST_CLASSES: usize = 6;

/// All indices of the pack; `compared` where there is a customer as loaded to compare with.
pub(super) fn cards(words: &Words, gauges: &[Gauge], compared: bool) -> Html {
    html! { <div class="cards">{ for gauges.iter().map(|gauge| card(words, gauge, compared)) }</div> }
}

fn card(words: &Words, gauge: &Gauge, compared: bool) -> Html {
    let polarity = match gauge.polarity {
        Polarity::Opportunity => "opportunity",
        Polarity::Risk => "risk",
    };
    html! {
        <article key={gauge.name.clone()} class={classes!("card", polarity)} part="card">
            <header class="card-head">
                <h3>{ &gauge.title }</h3>
                <span class="kind">{ words.say(polarity) }</span>
            </header>
            <div class="card-body">
                { arc(gauge) }
                <div class="facts">
                    <p class="probability"><strong>{ &gauge.probability }</strong>{ " " }<span>{ words.say("likely") }</span></p>
                    <p class="ladder"><span>{ words.with("decile", [("decile", gauge.decile.into())]) }</span>{ ladder(gauge.decile, 10) }</p>
                    <p class="ladder"><span>{ words.with("grade", [("grade", gauge.grade.into())]) }</span>{ ladder(gauge.grade, 7) }</p>
                </div>
            </div>
            if !gauge.classes.is_empty() { { classes(gauge) } }
            if let Some(route) = &gauge.route { <p class="route" data-testid={format!("route-{}", gauge.name)}>{ route }</p> }
            if compared { { change(words, &gauge.change, "since-loaded") } }
            if let Some(since) = &gauge.since { { change(words, since, "since-last") } }
            if !gauge.warnings.is_empty() {
                <details class="notes">
                    <summary>{ words.with("notes", [("count", gauge.warnings.len().into())]) }</summary>
                    <ul>{ for gauge.warnings.iter().map(|warning| html! { <li>{ warning }</li> }) }</ul>
                </details>
            }
        </article>
    }
}

/// The classes as bars, the likeliest first.
fn classes(gauge: &Gauge) -> Html {
    html! {
        <ol class="classes" data-testid={format!("classes-{}", gauge.name)}>
            { for gauge.classes.iter().take(MOST_CLASSES).map(|(name, percent, share)| html! {
                <li><span>{ name }</span>{ meter(*share) }<span class="amount">{ percent }</span></li>
            }) }
        </ol>
    }
}

/// Rungs from best to worst with the customer's filled: one dashed line, and a bar over one of its dashes.
fn ladder(rung: u8, rungs: u8) -> Html {
    const GAP: f64 = 1.6;
    let width = 100.0 / f64::from(rungs);
    let dash = format!("{:.2}", width - GAP);
    html! {
        <svg class="rungs" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <path class="rung" d="M0 4H100" stroke-width="8" stroke-dasharray={format!("{dash} {GAP}")} />
            <rect class="rung-here" x={format!("{:.2}", f64::from(rung - 1) * width)} width={dash} height="8" />
        </svg>
    }
}

fn change(words: &Words, change: &Change, since: &str) -> Html {
    let (class, arrow, points) = match change {
        Change::Same => return html! { <p class="change">{ words.say("as-loaded") }</p> },
        Change::Up(_, points) => ("up", "▲", points),
        Change::Down(_, points) => ("down", "▼", points),
    };
    html! {
        <p class={classes!("change", class)}>
            <span aria-hidden="true">{ arrow }{ " " }</span><strong>{ points }</strong>{ " " }{ words.say(since) }
        </p>
    }
}

/// The indices in one line that narrow windows keep in sight; the cards say the same to those who listen.
pub(super) fn mini(gauges: &[Gauge]) -> Html {
    let moved = |change: &Change| match change {
        Change::Same => Html::default(),
        Change::Up(_, points) => html! { <b class="change-up">{ "▲ " }{ points }</b> },
        Change::Down(_, points) => html! { <b class="change-down">{ "▼ " }{ points }</b> },
    };
    html! {
        <div class="mini" aria-hidden="true">
            { for gauges.iter().map(|gauge| html! {
                <p><span>{ &gauge.title }</span><strong>{ &gauge.index }</strong>{ moved(&gauge.change) }</p>
            }) }
        </div>
    }
}
