//! The rows as a whole: principal components and the map.

use maud::html;

use crate::profile::{Components, Map, Target};

use super::chart::{Cell, Mark, Plot, Series, Unit, heat};
use super::page::{Section, card, legend};
use super::profile::LABEL;
use super::text::{clean, percent, thousands};

/// Columns in the picture of components.
const MAPPED: usize = 24;

/// Principal components: what they explain and what they are made of.
pub(super) fn components(components: &Components) -> Section {
    let bars: Vec<(f64, f64, f64)> =
        components.explained.iter().take(12).enumerate().map(|(at, &share)| (at as f64 + 0.6, at as f64 + 1.4, share)).collect();
    let sum = |to: usize| components.explained[..to].iter().sum::<f64>();
    let running: Vec<(f64, f64)> = (1..=bars.len()).map(|to| (to as f64, sum(to))).collect();
    let scree = Plot {
        about: format!("Variance explained by component; the first explains {}", percent(components.explained[0])),
        x: (0.4, bars.len() as f64 + 0.6),
        y: (0.0, 1.0_f64.min(1.1 * sum(bars.len()))),
        x_name: "component",
        y_name: "variance explained",
        x_unit: Unit::Whole,
        y_unit: Unit::Percent,
        height: 240.0,
        ticked: true,
    };
    let shown = components.shares.len().min(6);
    let weight = |column: usize| components.shares[..shown].iter().map(|shares| shares[column].abs()).fold(0.0, f64::max);
    let mut order: Vec<usize> = (0..components.columns.len()).collect();
    order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)));
    order.truncate(MAPPED);
    let labels: Vec<String> = order.iter().map(|&at| clean(&components.columns[at], LABEL)).collect();
    let names: Vec<String> = (1..=shown).map(|at| at.to_string()).collect();
    // A root makes small shares visible.
    let cell = |column: usize, component: usize| -> Cell {
        let share = components.shares[component][column];
        let says =
            format!("{}: {} of component {}", clean(&components.columns[column], LABEL), percent(share.abs()), component + 1);
        Some((share.abs().sqrt().copysign(share), says))
    };
    let cells: Vec<Vec<Cell>> =
        order.iter().map(|&column| (0..shown).map(|component| cell(column, component)).collect()).collect();
    let about = html! {
        p {
            "Principal components of all columns on one scale (numbers standardised, categories as in factor analysis of mixed data), on "
            (thousands(components.rows as u64)) " rows. The map shows which columns make each component."
            @if components.left_out > 0 { " " (components.left_out) " columns beyond the most that are decomposed are left out." }
        }
    };
    let body = html! {
        div class="side" {
            (card(&html! { "Variance explained" }, &html! {
                (scree.draw(&[Series { class: "", mark: Mark::Bars(bars) }, Series { class: "second", mark: Mark::Line(running) }]))
                (legend(&[("bar", "each"), ("second", "together")]))
            }))
            (card(&html! { "What the components are made of" }, &html! {
                (heat("Share of each component that each column makes", &labels, &names, &cells, 22.0))
                (legend(&[("above", "rises with the component, or a category"), ("below", "falls")]))
            }))
        }
    };
    Section::new("components", "Principal components", about, body)
}

/// The map of the rows, events in colour.
pub(super) fn cloud(map: &Map, target: Option<&Target>) -> Section {
    let of = |event: Option<bool>| -> Vec<(f64, f64)> {
        let points = map.points.iter().zip(&map.events).filter(|(_, of)| **of == event);
        points.map(|(&(x, y), _)| (f64::from(x), f64::from(y))).collect()
    };
    let range = |pick: fn(&(f32, f32)) -> f32| {
        let (low, high) = map.points.iter().map(pick).fold((f32::MAX, f32::MIN), |(low, high), x| (low.min(x), high.max(x)));
        (f64::from(low), f64::from(high))
    };
    let plot = Plot {
        about: format!("Map of {} rows", map.points.len()),
        x: range(|point| point.0),
        y: range(|point| point.1),
        x_name: "",
        y_name: "",
        x_unit: Unit::Figure,
        y_unit: Unit::Figure,
        height: 360.0,
        ticked: false,
    };
    let series = [("plain", None), ("no", Some(false)), ("event", Some(true))]
        .map(|(class, event)| Series { class, mark: Mark::Points(of(event)) });
    let about = html! {
        p {
            "Rows that are alike lie together (t-SNE on the principal components, " (thousands(map.points.len() as u64)) " rows). Distances "
            "between far groups and their sizes say little; whether events gather says much."
        }
    };
    let event = target.map(|target| format!("{} = {}", clean(&target.column, 24), clean(&target.positive, 16)));
    let body = html! {
        div class="card map" {
            (plot.draw(&series))
            @if let Some(event) = event {
                @if map.events.iter().any(Option::is_none) {
                    (legend(&[("event", &event), ("no", "other rows"), ("plain", "rows without a label")]))
                } @else {
                    (legend(&[("event", &event), ("no", "other rows")]))
                }
            }
        }
    };
    Section::new("map", "Map of the rows", about, body)
}
