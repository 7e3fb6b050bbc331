//! Charts as small as a cell of a table. They are stretched to the cell's width, so they hold lines and boxes and no letters.

use maud::{Markup, html};

/// A bar from the left, `share` of the cell long.
pub(in super::super) fn bar(class: &str, share: f64) -> Markup {
    let share = if share.is_finite() { 100.0 * share.clamp(0.0, 1.0) } else { 0.0 };
    html! {
        svg class="cell" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" {
            rect class="track" width="100" height="10" {}
            rect class={ "bar " (class) } width=(format!("{share:.2}")) height="10" {}
        }
    }
}

/// A value with its interval and, where there is one, a line to compare it with, on an axis from 0 to `most`.
pub(in super::super) fn interval(value: f64, (low, high): (f64, f64), baseline: Option<f64>, most: f64) -> Markup {
    let at = |x: f64| format!("{:.2}", 100.0 * (x / most.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0));
    html! {
        svg class="cell" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" {
            rect class="track" width="100" height="10" {}
            rect class="span" x=(at(low)) width=(at(high - low)) y="2" height="6" {}
            @if let Some(baseline) = baseline { line class="baseline" x1=(at(baseline)) x2=(at(baseline)) y1="0" y2="10" {} }
            line class="value" x1=(at(value)) x2=(at(value)) y1="0" y2="10" {}
        }
    }
}

/// Bars side by side, as tall as their share of the tallest.
pub(in super::super) fn spark(heights: &[f64]) -> Markup {
    let tallest = heights.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let wide = 100.0 / heights.len().max(1) as f64;
    html! {
        svg class="cell tall" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true" {
            @for (at, &height) in heights.iter().enumerate().filter(|(_, height)| **height > 0.0) {
                @let tall = (20.0 * height / tallest).max(0.6);
                rect class="bar" x=(format!("{:.2}", at as f64 * wide)) width=(format!("{:.2}", (wide * 0.86).max(0.4)))
                    y=(format!("{:.2}", 20.0 - tall)) height=(format!("{tall:.2}")) {}
            }
        }
    }
}

/// A bar from the middle, to the right above 0 and to the left below, `share` of half the cell long.
pub(in super::super) fn swing(share: f64) -> Markup {
    let long = if share.is_finite() { 50.0 * share.abs().min(1.0) } else { 0.0 };
    let (class, from) = if share < 0.0 { ("bar below", 50.0 - long) } else { ("bar above", 50.0) };
    html! {
        svg class="cell" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" {
            rect class="track" width="100" height="10" {}
            rect class=(class) x=(format!("{from:.2}")) width=(format!("{long:.2}")) height="10" {}
            line class="baseline" x1="50" x2="50" y1="0" y2="10" {}
        }
    }
}
