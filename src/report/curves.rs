//! The curves of an index, a card each.

use maud::{Markup, html};

use crate::appraisal::{Appraisal, Curves, Figure, Trial};
use crate::model::Index;

use super::chart::{Mark, Plot, Series, Unit};
use super::page::{Section, card, legend};
use super::text::percent;

/// All curves.
pub(super) fn section(index: &Index, appraisal: &Appraisal) -> Section {
    Section::new("curves", "Curves", html! {}, cards(&appraisal.curves, &appraisal.figures, Some(index.card.metrics.threshold)))
}

/// The curves, a card each; of one of several classes there is no threshold.
pub(super) fn cards(curves: &Curves, figures: &[Figure], threshold: Option<f64>) -> Markup {
    let auc = figures.iter().find(|figure| figure.name == "auc").map_or(0.5, |figure| figure.value);
    html! {
        div class="grid-cards" {
            (card(&html! { "ROC" }, &roc(curves, auc)))
            (card(&html! { "Precision and recall" }, &precision_recall(curves)))
            (card(&html! { "Calibration" }, &calibration(curves)))
            (card(&html! { "Cumulative gain" }, &gain(curves)))
            (card(&html! { "Lift" }, &lift(curves)))
            (card(&html! { "Where the probabilities lie" }, &distribution(curves, threshold)))
        }
    }
}

fn line(class: &str, points: Vec<(f64, f64)>) -> Series<'_> {
    Series { class, mark: Mark::Line(points) }
}

fn roc(curves: &Curves, auc: f64) -> Markup {
    let plot = Plot::new(format!("ROC curve, area {auc:.3}"), "share of the others called", "share of the events found");
    html! {
        (plot.draw(&[line("chance", vec![(0.0, 0.0), (1.0, 1.0)]), line("", curves.roc.clone())]))
        (legend(&[("", &format!("area {auc:.3}")), ("chance", "chance")]))
    }
}

fn precision_recall(curves: &Curves) -> Markup {
    let plot = Plot::new("Precision against recall", "recall", "precision");
    html! {
        (plot.draw(&[line("chance", vec![(0.0, curves.rate), (1.0, curves.rate)]), line("", curves.precision_recall.clone())]))
        (legend(&[("", "precision"), ("chance", "chance")]))
    }
}

fn calibration(curves: &Curves) -> Markup {
    let most = curves.calibration.iter().map(|bin| bin.predicted.max(bin.interval.1)).fold(0.0, f64::max);
    // The outermost point is not cut in half.
    let most = (1.04 * most).clamp(1e-6, 1.0);
    let plot = Plot {
        x: (0.0, most),
        y: (0.0, most),
        x_unit: Unit::Percent,
        y_unit: Unit::Percent,
        ..Plot::new("Observed rates against mean probabilities by tenths of the rows", "mean probability", "observed rate")
    };
    let whiskers = curves.calibration.iter().map(|bin| (bin.predicted, bin.interval.0, bin.interval.1)).collect();
    let points = curves.calibration.iter().map(|bin| (bin.predicted, bin.observed)).collect();
    let series = [
        line("chance", vec![(0.0, 0.0), (most, most)]),
        Series { class: "", mark: Mark::Whiskers(whiskers) },
        Series { class: "", mark: Mark::Points(points) },
    ];
    html! { (plot.draw(&series)) (legend(&[("", "tenths of the rows, with 95 % intervals"), ("chance", "true probabilities")])) }
}

fn gain(curves: &Curves) -> Markup {
    let plot = Plot {
        x_unit: Unit::Percent,
        y_unit: Unit::Percent,
        ..Plot::new(
            "Share of the events found by share of the rows called",
            "share of the rows called",
            "share of the events found",
        )
    };
    let series = [
        line("chance", vec![(0.0, 0.0), (1.0, 1.0)]),
        line("second", vec![(0.0, 0.0), (curves.rate, 1.0), (1.0, 1.0)]),
        line("", curves.gain.clone()),
    ];
    html! { (plot.draw(&series)) (legend(&[("", "most likely first"), ("second", "the best possible"), ("chance", "chance")])) }
}

fn lift(curves: &Curves) -> Markup {
    let most = curves.lift.iter().map(|point| point.1).fold(1.0, f64::max);
    let plot = Plot {
        y: (0.0, 1.08 * most),
        x_unit: Unit::Percent,
        ..Plot::new("Lift by share of the rows called", "share of the rows called", "rate among them over the rate of all")
    };
    html! {
        (plot.draw(&[line("chance", vec![(0.0, 1.0), (1.0, 1.0)]), line("", curves.lift.clone())]))
        (legend(&[("", "lift so far"), ("chance", "chance")]))
    }
}

fn distribution(curves: &Curves, threshold: Option<f64>) -> Markup {
    let bars = &curves.distribution;
    let highest = bars.last().map_or(1.0, |bar| bar.1);
    let most = bars.iter().map(|bar| bar.2.max(bar.3)).fold(0.0, f64::max).max(1e-9);
    let plot = Plot {
        x: (0.0, highest),
        y: (0.0, 1.05 * most),
        x_unit: Unit::Percent,
        y_unit: Unit::Percent,
        ..Plot::new("Shares of the events and of the others by probability", "probability", "share of the events, of the others")
    };
    let half = |bar: &(f64, f64, f64, f64)| (bar.0 + bar.1) / 2.0;
    let mut series = vec![
        Series { class: "third", mark: Mark::Bars(bars.iter().map(|bar| (bar.0, half(bar), bar.3)).collect()) },
        Series { class: "second", mark: Mark::Bars(bars.iter().map(|bar| (half(bar), bar.1, bar.2)).collect()) },
    ];
    let mut entries = vec![("second", "events"), ("third", "others")];
    let at = threshold.map(|threshold| format!("threshold {}", percent(threshold)));
    if let (Some(threshold), Some(at)) = (threshold, &at) {
        let cut = threshold.min(highest);
        series.push(line("cut", vec![(cut, 0.0), (cut, most)]));
        entries.push(("chance", at));
    }
    html! { (plot.draw(&series)) (legend(&entries)) }
}

/// The log loss of the trials of tuning and the best so far.
pub(super) fn history(trials: &[Trial]) -> Markup {
    let losses: Vec<f64> = trials.iter().map(|trial| trial.logloss).collect();
    let (low, high) = losses.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
    let pad = (0.08 * (high - low)).max(1e-6);
    let plot = Plot {
        x: (0.5, losses.len() as f64 + 0.5),
        y: (low - pad, high + pad),
        x_unit: Unit::Whole,
        ..Plot::new("Log loss by trial", "trial", "held-out log loss")
    };
    let mut best = f64::INFINITY;
    let falling = |(at, &loss): (usize, &f64)| {
        best = best.min(loss);
        (at as f64 + 1.0, best)
    };
    let falling = losses.iter().enumerate().map(falling).collect();
    let each = losses.iter().enumerate().map(|(at, &loss)| (at as f64 + 1.0, loss)).collect();
    let drawn = plot.draw(&[line("second", falling), Series { class: "", mark: Mark::Points(each) }]);
    card(&html! { "Log loss by trial" }, &html! { (drawn) (legend(&[("", "each trial"), ("second", "best so far")])) })
}
