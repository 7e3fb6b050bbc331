//! A plot of numbers against numbers: lines, bars and points in one frame.

use std::fmt::Write;

use maud::{Markup, html};

use super::axis::Unit;

const WIDTH: f64 = 360.0;
const RIGHT: f64 = 12.0;

/// A frame with two axes.
#[derive(Debug, Clone)]
pub(in super::super) struct Plot<'a> {
    /// What is shown, for those who do not see it.
    pub(in super::super) about: String,
    pub(in super::super) x: (f64, f64),
    pub(in super::super) y: (f64, f64),
    pub(in super::super) x_name: &'a str,
    pub(in super::super) y_name: &'a str,
    pub(in super::super) x_unit: Unit,
    pub(in super::super) y_unit: Unit,
    pub(in super::super) height: f64,
    /// Whether the axes have ticks; a map has none.
    pub(in super::super) ticked: bool,
}

/// What is drawn, with the class that colours it.
pub(in super::super) struct Series<'a> {
    pub(in super::super) class: &'a str,
    pub(in super::super) mark: Mark,
}

/// How it is drawn.
pub(in super::super) enum Mark {
    /// Through the points in order.
    Line(Vec<(f64, f64)>),
    /// Upright lines: (x, low, high).
    Whiskers(Vec<(f64, f64, f64)>),
    /// Round points.
    Points(Vec<(f64, f64)>),
    /// From the foot: (from, to, height).
    Bars(Vec<(f64, f64, f64)>),
}

impl<'a> Plot<'a> {
    /// A frame of the usual height with figures on both axes, from 0 to 1.
    pub(in super::super) fn new(about: impl Into<String>, x_name: &'a str, y_name: &'a str) -> Self {
        Self {
            about: about.into(),
            x: (0.0, 1.0),
            y: (0.0, 1.0),
            x_name,
            y_name,
            x_unit: Unit::Figure,
            y_unit: Unit::Figure,
            height: 250.0,
            ticked: true,
        }
    }
}

impl Plot<'_> {
    fn left(&self) -> f64 {
        if self.ticked { 50.0 } else { RIGHT }
    }

    fn top(&self) -> f64 {
        if self.y_name.is_empty() { 8.0 } else { 24.0 }
    }

    fn foot(&self) -> f64 {
        self.height
            - if !self.ticked {
                8.0
            } else if self.x_name.is_empty() {
                22.0
            } else {
                40.0
            }
    }

    fn at_x(&self, x: f64) -> f64 {
        self.left() + (x - self.x.0) / (self.x.1 - self.x.0).max(f64::MIN_POSITIVE) * (WIDTH - self.left() - RIGHT)
    }

    fn at_y(&self, y: f64) -> f64 {
        let share = ((y - self.y.0) / (self.y.1 - self.y.0).max(f64::MIN_POSITIVE)).clamp(-0.02, 1.02);
        self.foot() - share * (self.foot() - self.top())
    }

    pub(in super::super) fn draw(&self, series: &[Series<'_>]) -> Markup {
        let (left, right, foot) = (self.left(), WIDTH - RIGHT, self.foot());
        let most = if self.x_unit == Unit::Day { 3 } else { 5 };
        let x_ticks = if self.ticked { self.x_unit.ticks(self.x.0, self.x.1, most) } else { Vec::new() };
        let y_ticks =
            if self.ticked { self.y_unit.ticks(self.y.0, self.y.1, if self.height > 200.0 { 5 } else { 3 }) } else { Vec::new() };
        html! {
            svg class="plot" viewBox={ "0 0 " (WIDTH) " " (self.height) } role="img" aria-label=(self.about) {
                @for y in y_ticks {
                    line class="grid" x1=(left) x2=(right) y1=(short(self.at_y(y))) y2=(short(self.at_y(y))) {}
                    text class="tick end" x=(left - 6.0) y=(short(self.at_y(y) + 4.0)) { (self.y_unit.label(y)) }
                }
                @for one in series { (self.series(one)) }
                @if self.ticked { line class="axis" x1=(left) x2=(right) y1=(foot) y2=(foot) {} }
                @for x in x_ticks {
                    line class="axis" x1=(short(self.at_x(x))) x2=(short(self.at_x(x))) y1=(foot) y2=(foot + 4.0) {}
                    text class="tick middle" x=(short(self.at_x(x).min(right - 6.0))) y=(foot + 16.0) { (self.x_unit.label(x)) }
                }
                text class="name" x="2" y="13" { (self.y_name) }
                text class="name end" x=(right) y=(self.height - 6.0) { (self.x_name) }
            }
        }
    }

    fn series(&self, series: &Series<'_>) -> Markup {
        let class = series.class;
        match &series.mark {
            Mark::Line(points) => html! { path class={ "line " (class) } d=(self.path(points.iter().copied())) {} },
            Mark::Whiskers(whiskers) => html! {
                @for &(x, low, high) in whiskers {
                    line class={ "whisker " (class) } x1=(short(self.at_x(x))) x2=(short(self.at_x(x)))
                        y1=(short(self.at_y(low))) y2=(short(self.at_y(high))) {}
                }
            },
            Mark::Points(points) => html! { path class={ "points " (class) } d=(self.dots(points)) {} },
            Mark::Bars(bars) => html! {
                @for &(from, to, height) in bars.iter().filter(|bar| bar.2 > self.y.0) {
                    @let (left, right) = (self.at_x(from), self.at_x(to));
                    @let gap = if right - left > 4.0 { 1.0 } else { 0.25 };
                    rect class={ "bar " (class) } x=(short(left + gap / 2.0)) width=(short((right - left - gap).max(0.5)))
                        y=(short(self.at_y(height))) height=(short((self.at_y(self.y.0) - self.at_y(height)).max(0.5))) {}
                }
            },
        }
    }

    fn path(&self, points: impl Iterator<Item = (f64, f64)>) -> String {
        let mut path = String::new();
        for (at, (x, y)) in points.enumerate() {
            // Writing to a string cannot fail.
            let _ = write!(path, "{}{:.1} {:.1}", if at == 0 { 'M' } else { 'L' }, self.at_x(x), self.at_y(y));
        }
        path
    }

    /// Lines of no length with round ends: one element for thousands of points.
    fn dots(&self, points: &[(f64, f64)]) -> String {
        points.iter().fold(String::new(), |mut path, &(x, y)| {
            let _ = write!(path, "M{:.1} {:.1}h0", self.at_x(x), self.at_y(y));
            path
        })
    }
}

/// A coordinate to a tenth.
fn short(x: f64) -> String {
    format!("{x:.1}")
}
