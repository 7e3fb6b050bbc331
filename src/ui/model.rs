//! The model card on the page: what the pack was trained on and how well it does.

use std::rc::Rc;

use yew::{Html, Properties, function_component, html};

use crate::app::{Desk, Form, number, text, title};
use crate::engine::{IndexInfo, Info};
use crate::model::{ClassesCard, Contender, DecileRow, IndexCard, RouteCard, RoutesCard};

/// Columns listed by importance.
const MOST_IMPORTANT: usize = 8;

#[derive(Properties, PartialEq)]
pub(super) struct ModelProps {
    pub(super) desk: Rc<Desk>,
}

#[function_component]
pub(super) fn Model(props: &ModelProps) -> Html {
    let Desk { advisor, form, lang, .. } = &*props.desk;
    let info = advisor.info();
    let quality = |index: &IndexInfo| text::quality(&title(&index.title, lang, &index.name), &auc(&index.card));
    html! {
        <details class="model">
            <summary>
                <h2>{ text::MODEL }</h2>
                <span class="hint">{ info.indices.iter().map(quality).collect::<Vec<_>>().join(" · ") }</span>
            </summary>
            { origin(info) }
            <div class="models">{ for info.indices.iter().map(|index| index_card(index, form, lang)) }</div>
        </details>
    }
}

fn auc(card: &IndexCard) -> String {
    format!("{:.3}", card.metrics.auc)
}

fn fact(name: &'static str, value: String, why: Option<&'static str>) -> Html {
    html! {
        <div><dt>{ name }</dt><dd>{ value }if let Some(why) = why { <small>{ why }</small> }</dd></div>
    }
}

fn origin(info: &Info) -> Html {
    let card = &info.card;
    let rows = text::rows_of(&number::decimal(card.rows as f64, 0), &card.source);
    html! {
        <>
            <dl class="origin">
                { fact(text::TRAINED_ON, rows, None) }
                if let Some(window) = &card.window { { fact(text::PERIOD, text::span(&window.from, &window.to), None) } }
                if let Some(day) = &card.as_of { { fact(text::AS_OF, day.clone(), None) } }
                { fact(text::CREATED_BY, card.created_by.clone(), None) }
                { fact(text::SEED, card.seed.to_string(), None) }
            </dl>
            if !card.notes.is_empty() { <ul class="card-notes">{ for card.notes.iter().map(|note| html! { <li>{ note }</li> }) }</ul> }
        </>
    }
}

fn index_card(index: &IndexInfo, form: &Form, lang: &str) -> Html {
    let (card, metrics) = (&index.card, &index.card.metrics);
    let title = title(&index.title, lang, &index.name);
    let measure = |(name, why): (&'static str, &'static str), value: f64| fact(name, format!("{value:.3}"), Some(why));
    html! {
        <section>
            <h3>{ &title }</h3>
            <dl class="origin">
                { fact(text::EVENT, text::event(&card.label, &card.positive), None) }
                { fact(text::EVENT_RATE, number::percent(card.positive_rate), None) }
                { fact(text::MEASURED_ON, card.measured_on.clone(), None) }
                { fact(text::MODEL_KIND, text::model_kind(card.model, card.trees), None) }
                { fact(text::CALIBRATION, card.calibrator.clone(), None) }
            </dl>
            <dl class="measures">
                { measure(text::AUC, metrics.auc) }
                { measure(text::AP, metrics.ap) }
                { measure(text::LOGLOSS, metrics.logloss) }
                { measure(text::BRIER, metrics.brier) }
                { measure(text::ECE, metrics.ece) }
                { measure(text::PRECISION, metrics.precision) }
                { measure(text::RECALL, metrics.recall) }
            </dl>
            { contenders(&card.contenders, &title) }
            if !card.deciles.is_empty() { { deciles(&card.deciles, &title) } }
            if let Some(card) = &card.classes { { classes(card, &title) } }
            if let Some(card) = &card.routes { { routes(card, &title, form) } }
            { importance(card, form) }
        </section>
    }
}

/// The models that were compared to choose what ships; nothing where none were.
fn contenders(contenders: &[Contender], title: &str) -> Html {
    if contenders.is_empty() {
        return Html::default();
    }
    html! {
        <>
            <h4>{ text::CONTENDERS }</h4>
            <div class="scroll" tabindex="0" role="region" aria-label={text::contenders_of(title)}>
                <table class="deciles">
                    <thead><tr>{ for text::CONTENDER_COLUMNS.iter().map(|heading| html! { <th scope="col">{ *heading }</th> }) }</tr></thead>
                    <tbody>{ for contenders.iter().map(contender) }</tbody>
                </table>
            </div>
        </>
    }
}

fn contender(one: &Contender) -> Html {
    let figures = [one.auc, one.ap, one.logloss, one.brier, one.ece];
    html! {
        <tr>
            <th scope="row">{ text::contender(one.model, one.ships) }</th>
            { for figures.iter().map(|figure| html! { <td>{ format!("{figure:.4}") }</td> }) }
            <td>{ format!("{:.2}", one.lift) }</td>
        </tr>
    }
}

fn deciles(rows: &[DecileRow], title: &str) -> Html {
    let most = rows.iter().map(|row| row.rate).fold(1e-9, f64::max);
    html! {
        <>
            <h4>{ text::DECILES }</h4>
            <div class="scroll" tabindex="0" role="region" aria-label={text::deciles_of(title)}>
                <table class="deciles">
                    <thead><tr>{ for text::DECILE_COLUMNS.iter().map(|heading| html! { <th scope="col">{ *heading }</th> }) }</tr></thead>
                    <tbody>{ for rows.iter().map(|row| decile(row, most)) }</tbody>
                </table>
            </div>
        </>
    }
}

fn decile(row: &DecileRow, most: f64) -> Html {
    html! {
        <tr>
            <th scope="row">{ row.decile }</th>
            <td>{ text::span(&number::percent(row.min_probability), &number::percent(row.max_probability)) }</td>
            <td class="with-bar">
                { number::percent(row.rate) }
                { meter(row.rate / most) }
            </td>
            <td>{ format!("{:.2}", row.lift) }</td>
            <td>{ number::percent(row.cumulative_share) }</td>
        </tr>
    }
}

/// How well each class is told from the rest.
fn classes(card: &ClassesCard, title: &str) -> Html {
    html! {
        <>
            <dl class="measures">{ fact(text::ACCURACY.0, format!("{:.3}", card.accuracy), Some(text::ACCURACY.1)) }</dl>
            <h4>{ text::CLASSES }</h4>
            <div class="scroll" tabindex="0" role="region" aria-label={text::classes_of(title)}>
                <table class="deciles">
                    <thead><tr>{ for text::CLASS_COLUMNS.iter().map(|heading| html! { <th scope="col">{ *heading }</th> }) }</tr></thead>
                    <tbody>{ for card.classes.iter().map(|class| html! {
                        <tr>
                            <th scope="row">{ &class.name }</th>
                            <td>{ number::percent(class.rate) }</td>
                            { for [class.auc, class.precision, class.recall, class.f1].map(|value| html! { <td>{ format!("{value:.3}") }</td> }) }
                        </tr>
                    }) }</tbody>
                </table>
            </div>
        </>
    }
}

/// What was found out about the values that have models of their own, and about those that have none.
fn routes(card: &RoutesCard, title: &str, form: &Form) -> Html {
    let column = form.field(&card.column).map_or(card.column.as_str(), |field| field.title.as_str());
    html! {
        <>
            <h4>{ text::routes_by(column) }</h4>
            if let Some(rates) = &card.rates { <p class="hint">{ text::one_rate(&number::p_value(rates.p)) }</p> }
            <div class="scroll" tabindex="0" role="region" aria-label={text::routes_of(title)}>
                <table class="deciles">
                    <thead><tr>{ for text::ROUTE_COLUMNS.iter().map(|heading| html! { <th scope="col">{ *heading }</th> }) }</tr></thead>
                    <tbody>{ for card.routes.iter().map(route) }</tbody>
                </table>
            </div>
            { for card.routes.iter().filter(|route| route.kept).map(|route| html! {
                <details class="as-table">
                    <summary>{ text::deciles_of(&route.value) }</summary>
                    { deciles(&route.deciles, &route.value) }
                </details>
            }) }
        </>
    }
}

fn route(route: &RouteCard) -> Html {
    html! {
        <tr>
            <th scope="row">{ &route.value }</th>
            <td>{ if route.kept { text::OWN_MODEL } else { text::POOLED_MODEL } }</td>
            <td>{ number::decimal(route.rows as f64, 0) }</td>
            <td>{ number::percent(route.positive_rate) }</td>
            <td>{ format!("{:.3}", route.auc) }</td>
            <td>{ format!("{:.3}", route.pooled_auc) }</td>
            <td>{ format!("{:.4}", route.gain) }</td>
            <td>{ number::p_value(route.p) }</td>
        </tr>
    }
}

fn importance(card: &IndexCard, form: &Form) -> Html {
    let most = card.importance.first().map_or(1.0, |i| i.mean_abs_contribution.max(1e-9));
    html! {
        <>
            <h4>{ text::IMPORTANCE }</h4>
            <ol class="importance">
                { for card.importance.iter().take(MOST_IMPORTANT).map(|i| html! {
                    <li>
                        <span>{ form.field(&i.feature).map_or(i.feature.as_str(), |f| f.title.as_str()) }</span>
                        { meter(i.mean_abs_contribution / most) }
                        <span class="amount">{ format!("{:.2}", i.mean_abs_contribution) }</span>
                    </li>
                }) }
            </ol>
        </>
    }
}

/// A bar of this share of the width.
pub(super) fn meter(share: f64) -> Html {
    html! {
        <svg class="meter" width="100%" height="6" aria-hidden="true" focusable="false">
            <rect class="meter-level" width={format!("{:.2}%", 100.0 * share.clamp(0.0, 1.0))} height="6" rx="1" />
        </svg>
    }
}
