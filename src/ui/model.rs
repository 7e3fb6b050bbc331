//! The model card on the page: what the pack was trained on and how well it does.

use std::rc::Rc;

use yew::{Html, Properties, function_component, html};

use super::measured::interval;
use crate::app::{Desk, Form, Words, calibrator, in_table, measured_on, model, title};
use crate::engine::FieldValue;
use crate::engine::{IndexInfo, Info};
use crate::model::{ClassCard, ClassesCard, Contender, DecileRow, IndexCard, MeasuredCard, ModelKind, RouteCard, RoutesCard};

/// Columns listed by importance.
const MOST_IMPORTANT: usize = 8;

#[derive(Properties, PartialEq)]
pub(super) struct ModelProps {
    pub(super) desk: Rc<Desk>,
}

#[function_component]
pub(super) fn Model(props: &ModelProps) -> Html {
    let Desk { shelf, place, advisor, form, words, .. } = &*props.desk;
    let info = advisor.info();
    let quality = |index: &IndexInfo| {
        let title = title(&index.title, words.lang().tag(), &index.name);
        words.with("quality", [("title", title.into()), ("auc", words.fixed(index.card.metrics.auc, 3).into())])
    };
    html! {
        <section class="model" aria-labelledby="model-title">
            <div class="page-head">
                <h2 id="model-title">{ words.say("about-model") }</h2>
                <span class="hint">{ info.indices.iter().map(quality).collect::<Vec<_>>().join(" · ") }</span>
            </div>
            { origin(words, info, &shelf.pack(*place).sha256) }
            <div class="models">{ for info.indices.iter().map(|index| index_card(words, index, form)) }</div>
        </section>
    }
}

fn fact(name: String, value: String, why: Option<String>) -> Html {
    html! {
        <div><dt>{ name }</dt><dd>{ value }if let Some(why) = why { <small>{ why }</small> }</dd></div>
    }
}

fn origin(words: &Words, info: &Info, fingerprint: &str) -> Html {
    let card = &info.card;
    let rows =
        words.with("rows-of", [("rows", words.decimal(card.rows as f64, 0).into()), ("source", card.source.as_str().into())]);
    let lang = words.lang().tag();
    let (notes_in, notes) = card.translations.get(lang).map_or(("en", &card.notes), |notes| (lang, notes));
    html! {
        <>
            <dl class="origin">
                { fact(words.say("trained-on"), rows, None) }
                if let Some(window) = &card.window { { fact(words.say("period"), span(words, words.day(&window.from), words.day(&window.to)), None) } }
                if let Some(day) = &card.as_of { { fact(words.say("dates-from"), words.day(day), None) } }
                if let Some(weight) = &card.weight { { fact(words.say("row-weight"), weight.clone(), Some(words.say("row-weight-why"))) } }
                { fact(words.say("created-by"), card.created_by.clone(), None) }
                { fact(words.say("seed"), card.seed.to_string(), None) }
                { fact(words.say("signature"), words.say("unsigned"), Some(words.say("unsigned-why"))) }
                if !fingerprint.is_empty() {
                    <div><dt>{ words.say("fingerprint") }</dt><dd><code data-testid="fingerprint">{ fingerprint }</code></dd></div>
                }
            </dl>
            if !card.notes.is_empty() { <ul class="card-notes" lang={notes_in}>{ for notes.iter().map(|note| html! { <li>{ note }</li> }) }</ul> }
        </>
    }
}

fn index_card(words: &Words, index: &IndexInfo, form: &Form) -> Html {
    let (card, metrics) = (&index.card, &index.card.metrics);
    let title = title(&index.title, words.lang().tag(), &index.name);
    let measured = card.measured.as_ref();
    let intervals = measured.map_or(&[][..], |measured| measured.intervals.as_slice());
    let measure = |[name, why, metric]: [&str; 3], value: f64| {
        html! {
            <div>
                <dt>{ words.say(name) }</dt>
                <dd>
                    { words.fixed(value, 3) }
                    if let Some(interval) = interval(words, intervals, metric) { <small class="interval">{ interval }</small> }
                    <small>{ words.say(why) }</small>
                </dd>
            </div>
        }
    };
    html! {
        <section>
            <h3>{ &title }</h3>
            <dl class="origin">
                { fact(words.say("event"), words.with("event-of", [("label", card.label.as_str().into()), ("value", card.positive.as_str().into())]), None) }
                { fact(words.say("event-rate"), words.percent(card.positive_rate), None) }
                { fact(words.say("measured-on"), measured_on(words, &card.measured_on), None) }
                { fact(words.say("model-kind"), size(words, card), None) }
                { fact(words.say("calibration"), calibrator(words, &card.calibrator), None) }
            </dl>
            <dl class="measures">
                { measure(["auc", "auc-why", "auc"], metrics.auc) }
                { measure(["average-precision", "average-precision-why", "ap"], metrics.ap) }
                { measure(["log-loss", "log-loss-why", "logloss"], metrics.logloss) }
                { measure(["brier", "brier-why", "brier"], metrics.brier) }
                { measure(["ece", "ece-why", "ece"], metrics.ece) }
                { measure(["precision", "precision-why", "precision"], metrics.precision) }
                { measure(["recall", "recall-why", "recall"], metrics.recall) }
            </dl>
            if let Some(measured) = measured.filter(|measured| !measured.intervals.is_empty()) {
                <p class="footnote">{ words.with("intervals-why", [("rows", words.decimal(measured.rows as f64, 0).into())]) }</p>
            }
            { contenders(words, &card.contenders, &title) }
            if let Some(card) = &card.classes {
                <dl class="measures">{ measure(["accuracy", "accuracy-why", "accuracy"], card.accuracy) }</dl>
                { classes(words, card, measured, &title) }
            }
            if let Some(measured) = measured { { super::measured::measured(words, measured, &title, form) } }
            if !card.deciles.is_empty() { { deciles(words, &card.deciles, &title) } }
            if let Some(card) = &card.routes { { routes(words, card, &title, form) } }
            { importance(words, card, form) }
        </section>
    }
}

/// The models that were compared to choose what ships; nothing where none were.
fn contenders(words: &Words, contenders: &[Contender], title: &str) -> Html {
    if contenders.is_empty() {
        return Html::default();
    }
    html! {
        <>
            <h4>{ words.say("contenders") }</h4>
            <div class="scroll" tabindex="0" role="region" aria-label={titled(words, "contenders", title)}>
                <table class="deciles">
                    { heading(words, &["model-kind", "auc", "average-precision", "log-loss", "brier", "ece", "lift-at-10"]) }
                    <tbody>{ for contenders.iter().map(|one| contender(words, one)) }</tbody>
                </table>
            </div>
        </>
    }
}

fn contender(words: &Words, one: &Contender) -> Html {
    let figures = [one.auc, one.ap, one.logloss, one.brier, one.ece];
    let called = model(words, one.model);
    html! {
        <tr>
            <th scope="row">{ if one.ships { words.with("in-use", [("model", called.into())]) } else { called } }</th>
            { for figures.iter().map(|figure| html! { <td>{ words.fixed(*figure, 4) }</td> }) }
            <td>{ words.fixed(one.lift, 2) }</td>
        </tr>
    }
}

fn deciles(words: &Words, rows: &[DecileRow], title: &str) -> Html {
    let most = rows.iter().map(|row| row.rate).fold(1e-9, f64::max);
    html! {
        <>
            <h4>{ words.say("deciles") }</h4>
            <div class="scroll" tabindex="0" role="region" aria-label={titled(words, "deciles", title)}>
                <table class="deciles">
                    { heading(words, &["decile-column", "probability", "rate", "lift", "events-so-far"]) }
                    <tbody>{ for rows.iter().map(|row| decile(words, row, most)) }</tbody>
                </table>
            </div>
        </>
    }
}

fn decile(words: &Words, row: &DecileRow, most: f64) -> Html {
    html! {
        <tr>
            <th scope="row">{ row.decile }</th>
            <td>{ span(words, words.percent(row.min_probability), words.percent(row.max_probability)) }</td>
            <td class="with-bar">
                { words.percent(row.rate) }
                { meter(row.rate / most) }
            </td>
            <td>{ words.fixed(row.lift, 2) }</td>
            <td>{ words.percent(row.cumulative_share) }</td>
        </tr>
    }
}

/// How well each class is told from the rest.
fn classes(words: &Words, card: &ClassesCard, measured: Option<&MeasuredCard>, title: &str) -> Html {
    let class = |class: &ClassCard| {
        let own = measured.and_then(|measured| measured.classes.iter().find(|one| one.class == class.name));
        let intervals = own.map_or(&[][..], |one| one.intervals.as_slice());
        let figure = |(metric, value)| {
            let sure = interval(words, intervals, metric);
            html! { <td>{ words.fixed(value, 3) }if let Some(sure) = sure { <small class="interval">{ sure }</small> }</td> }
        };
        let figures = [("auc", class.auc), ("precision", class.precision), ("recall", class.recall), ("f1", class.f1)];
        html! { <tr><th scope="row">{ &class.name }</th><td>{ words.percent(class.rate) }</td>{ for figures.map(figure) }</tr> }
    };
    html! {
        <>
            <h4>{ words.say("classes") }</h4>
            <div class="scroll" tabindex="0" role="region" aria-label={titled(words, "classes", title)}>
                <table class="deciles">
                    { heading(words, &["class", "share", "auc", "precision", "recall", "f1"]) }
                    <tbody>{ for card.classes.iter().map(class) }</tbody>
                </table>
            </div>
        </>
    }
}

/// What was found out about the values that have models of their own, and about those that have none.
fn routes(words: &Words, card: &RoutesCard, title: &str, form: &Form) -> Html {
    let field = form.field(&card.column);
    let column = field.map_or(card.column.as_str(), |field| field.title.as_str());
    let called = |route: &RouteCard| in_table(words, field, &FieldValue::Text(route.value.clone()));
    html! {
        <>
            <h4>{ words.with("routes-by", [("column", column.into())]) }</h4>
            if let Some(rates) = &card.rates { <p class="hint">{ words.with("one-rate", [("p", words.p_value(rates.p).into())]) }</p> }
            <div class="scroll" tabindex="0" role="region" aria-label={titled(words, "models", title)}>
                <table class="deciles">
                    { heading(words, &["value", "model-kind", "rows", "rate", "auc", "pooled-auc", "log-loss-saved", "p-value"]) }
                    <tbody>{ for card.routes.iter().map(|one| route(words, one, called(one))) }</tbody>
                </table>
            </div>
            { for card.routes.iter().filter(|route| route.kept).map(|route| html! {
                <details class="as-table">
                    <summary>{ titled(words, "deciles", &called(route)) }</summary>
                    { deciles(words, &route.deciles, &called(route)) }
                </details>
            }) }
        </>
    }
}

fn route(words: &Words, route: &RouteCard, called: String) -> Html {
    html! {
        <tr>
            <th scope="row">{ called }</th>
            <td>{ if route.kept { words.say("own-model") } else { words.say("pooled-model") } }</td>
            <td>{ words.decimal(route.rows as f64, 0) }</td>
            <td>{ words.percent(route.positive_rate) }</td>
            <td>{ words.fixed(route.auc, 3) }</td>
            <td>{ words.fixed(route.pooled_auc, 3) }</td>
            <td>{ words.fixed(route.gain, 4) }</td>
            <td>{ words.p_value(route.p) }</td>
        </tr>
    }
}

fn importance(words: &Words, card: &IndexCard, form: &Form) -> Html {
    let most = card.importance.first().map_or(1.0, |i| i.mean_abs_contribution.max(1e-9));
    html! {
        <>
            <h4>{ words.say("importance") }</h4>
            <ol class="importance">
                { for card.importance.iter().take(MOST_IMPORTANT).map(|i| html! {
                    <li>
                        <span>{ form.field(&i.feature).map_or(i.feature.as_str(), |f| f.title.as_str()) }</span>
                        { meter(i.mean_abs_contribution / most) }
                        <span class="amount">{ words.fixed(i.mean_abs_contribution, 2) }</span>
                    </li>
                }) }
            </ol>
        </>
    }
}

/// What an index is, and its size.
fn size(words: &Words, card: &IndexCard) -> String {
    let parts = if card.model == ModelKind::Linear { "steps" } else { "trees" };
    words.with(parts, [("model", model(words, card.model).into()), ("count", card.trees.into())])
}

pub(super) fn span(words: &Words, from: String, to: String) -> String {
    words.with("span", [("from", from.into()), ("to", to.into())])
}

/// What a table is called when it is read aloud.
pub(super) fn titled(words: &Words, what: &str, title: &str) -> String {
    words.with("titled", [("what", words.say(what).into()), ("title", title.into())])
}

pub(super) fn heading(words: &Words, ids: &[&str]) -> Html {
    html! { <thead><tr>{ for ids.iter().map(|id| html! { <th scope="col">{ words.say(id) }</th> }) }</tr></thead> }
}

/// A bar of this share of the width.
pub(super) fn meter(share: f64) -> Html {
    html! {
        <svg class="meter" width="100%" height="6" aria-hidden="true" focusable="false">
            <rect class="meter-level" width={format!("{:.2}%", 100.0 * share.clamp(0.0, 1.0))} height="6" rx="1" />
        </svg>
    }
}
