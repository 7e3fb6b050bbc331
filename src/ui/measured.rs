//! What the card says of the rows that an index was measured on: how far its probabilities can be relied on, and how it serves the groups
//! of sensitive columns.

use yew::{Html, html};

use super::chart::{Line, shares};
use super::model::{heading, span, titled};
use crate::app::{Control, Form, FormField, Words};
use crate::model::{ClassMeasured, Interval, MeasuredCard, ReliabilityBin, SliceCard, SliceGroup, SlicesCard};

/// Where the axes of a curve may end, so that their quarters are numbers to read.
const ENDS: [f64; 8] = [0.04, 0.08, 0.12, 0.2, 0.4, 0.6, 0.8, 1.0];

/// The reliability curve and the slices; of several classes, those of each.
pub(super) fn measured(words: &Words, card: &MeasuredCard, title: &str, form: &Form) -> Html {
    let class = |one: &ClassMeasured| {
        let heard = words.with("titled", [("what", title.into()), ("title", one.class.as_str().into())]);
        html! {
            <details class="as-table">
                <summary>{ &one.class }</summary>
                { of(words, &one.reliability, &one.slices, "slices-why-class", &heard, form) }
            </details>
        }
    };
    let told = card.classes.iter().filter(|one| !one.reliability.is_empty() || !one.slices.is_empty());
    html! { <>{ of(words, &card.reliability, &card.slices, "slices-why", title, form) }{ for told.map(class) }</> }
}

fn of(words: &Words, bins: &[ReliabilityBin], slices: &[SlicesCard], why: &str, title: &str, form: &Form) -> Html {
    html! {
        <>
            if !bins.is_empty() { { reliability(words, bins, title) } }
            { for slices.iter().map(|slices| sliced(words, slices, title, form)) }
            if !slices.is_empty() { <p class="footnote">{ words.say(why) }</p> }
        </>
    }
}

/// The interval of a figure, where the card has one.
pub(super) fn interval(words: &Words, intervals: &[Interval], metric: &str) -> Option<String> {
    let interval = intervals.iter().find(|interval| interval.metric == metric)?;
    Some(span(words, words.fixed(interval.low, 3), words.fixed(interval.high, 3)))
}

fn reliability(words: &Words, bins: &[ReliabilityBin], title: &str) -> Html {
    let largest = bins.iter().map(|bin| bin.stated.max(bin.true_share)).fold(0.0, f64::max);
    let end = ENDS.into_iter().find(|&end| end >= largest).unwrap_or(1.0);
    let points: Vec<_> = bins.iter().map(|bin| (bin.stated / end, bin.true_share / end)).collect();
    let label = format!("{}. {}", titled(words, "calibration", title), words.say("reliability-why"));
    html! {
        <>
            <h4>{ words.say("calibration") }</h4>
            { shares(&[Line { class: "curve", points: &points, dots: true }], None, &|share| words.whole_percent(end * share), label) }
            <p class="footnote">{ words.say("reliability-why") }</p>
            <details class="as-table">
                <summary>{ words.say("reliability-table") }</summary>
                <table>
                    { heading(words, &["stated", "came-true", "rows"]) }
                    <tbody>{ for bins.iter().map(|bin| html! {
                        <tr>
                            <th scope="row">{ words.percent(bin.stated) }</th>
                            <td>{ words.percent(bin.true_share) }</td>
                            <td>{ words.decimal(bin.count as f64, 0) }</td>
                        </tr>
                    }) }</tbody>
                </table>
            </details>
        </>
    }
}

fn sliced(words: &Words, slices: &SlicesCard, title: &str, form: &Form) -> Html {
    let field = form.field(&slices.column);
    let column = field.map_or(slices.column.as_str(), |field| field.title.as_str());
    let heard = words.with("figures-by", [("column", column.into())]);
    let left = words.decimal(slices.left_out as f64, 0);
    html! {
        <>
            <h4>{ &heard }</h4>
            <div class="scroll" tabindex="0" role="region" aria-label={words.with("titled", [("what", heard.clone().into()), ("title", title.into())])}>
                <table class="deciles">
                    { heading(words, &["group", "rows", "expected-rate", "found-rate", "auc", "selected", "impact-ratio"]) }
                    <tbody>{ for slices.groups.iter().map(|slice| row(words, slice, field)) }</tbody>
                </table>
            </div>
            if slices.joined { <p class="footnote">{ words.say("slices-joined") }</p> }
            if slices.left_out > 0 { <p class="footnote">{ words.with("slices-left", [("rows", left.into())]) }</p> }
        </>
    }
}

fn row(words: &Words, slice: &SliceCard, field: Option<&FormField>) -> Html {
    let percent = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |share| words.percent(share));
    let fixed = |value: Option<f64>, digits| value.map_or_else(|| "–".to_owned(), |value| words.fixed(value, digits));
    html! {
        <tr>
            <th scope="row">{ whom(words, &slice.group, field) }</th>
            <td>{ words.decimal(slice.rows as f64, 0) }</td>
            <td>{ words.percent(slice.mean_probability) }</td>
            <td>{ percent(slice.rate) }</td>
            <td>{ fixed(slice.auc, 3) }</td>
            <td>{ percent(slice.selection_rate) }</td>
            <td>{ fixed(slice.impact_ratio, 2) }</td>
        </tr>
    }
}

fn whom(words: &Words, group: &SliceGroup, field: Option<&FormField>) -> String {
    let flags = field.is_some_and(|field| field.control == Control::Flag);
    match group {
        SliceGroup::Value(value) if flags => words.say(if value == "yes" { "yes" } else { "no" }),
        SliceGroup::Value(value) => field.map_or(value.as_str(), |field| field.called(value)).to_owned(),
        SliceGroup::Band { above: Some(least), up_to: Some(most) } => format!("{} – {}", words.day(least), words.day(most)),
        SliceGroup::Band { above: Some(least), up_to: None } => words.with("above", [("number", words.day(least).into())]),
        SliceGroup::Band { up_to, .. } => words.with("up-to", [("number", words.day(up_to.as_deref().unwrap_or("–")).into())]),
        SliceGroup::Others => words.say("all-others"),
        SliceGroup::Missing => words.say("gap"),
    }
}
