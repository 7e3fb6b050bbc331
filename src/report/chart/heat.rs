//! A grid of values in colour: one hue above 0, another below, and the stronger the further from it.

use maud::{Markup, html};

/// One value: how strong, in [-1, 1], and what it says when pointed at. `None` is left empty.
pub(in super::super) type Cell = Option<(f64, String)>;

/// Values too weak to be seen are not drawn.
const FAINT: f64 = 0.015;

/// Rows and columns of cells of `size`, with column names below. Rows may be shorter than the list of columns.
pub(in super::super) fn heat(about: &str, rows: &[String], columns: &[String], cells: &[Vec<Cell>], size: f64) -> Markup {
    let longest = |names: &[String]| names.iter().map(|name| width_of(name)).fold(0.0, f64::max);
    let left = longest(rows) + 8.0;
    let flat = columns.iter().all(|name| width_of(name) <= size - 4.0);
    let below = if flat { 20.0 } else { longest(columns) + 10.0 };
    let (width, foot) = (left + size * columns.len() as f64 + 2.0, size * rows.len() as f64 + 1.0);
    let height = foot + below;
    html! {
        div class="scroll" {
            svg class="heat" width=(format!("{width:.0}")) height=(format!("{height:.0}")) viewBox={ "0 0 " (format!("{width:.0} {height:.0}")) }
                role="img" aria-label=(about) {
                @for (y, row) in cells.iter().enumerate() {
                    @let top = size * y as f64 + 1.0;
                    text class="tick end" x=(format!("{:.1}", left - 5.0)) y=(format!("{:.1}", top + size / 2.0 + 4.0)) { (rows[y]) }
                    @for (x, cell) in row.iter().enumerate() {
                        @if let Some((value, says)) = cell {
                            @let strength = value.abs().min(1.0);
                            rect class="ground" x=(format!("{:.1}", left + size * x as f64)) y=(format!("{top:.1}"))
                                width=(format!("{:.1}", size - 1.0)) height=(format!("{:.1}", size - 1.0)) { title { (says) } }
                            @if strength >= FAINT {
                                rect class=(if *value < 0.0 { "below" } else { "above" }) fill-opacity=(format!("{strength:.2}"))
                                    x=(format!("{:.1}", left + size * x as f64)) y=(format!("{top:.1}"))
                                    width=(format!("{:.1}", size - 1.0)) height=(format!("{:.1}", size - 1.0)) {}
                            }
                        }
                    }
                }
                @for (x, name) in columns.iter().enumerate() {
                    @let at = left + size * (x as f64 + 0.5);
                    @if flat {
                        text class="tick middle" x=(format!("{at:.1}")) y=(format!("{:.1}", foot + 14.0)) { (name) }
                    } @else {
                        text class="tick end" x=(format!("{at:.1}")) y=(format!("{:.1}", foot + 5.0))
                            transform={ "rotate(-90 " (format!("{at:.1} {:.1}", foot + 5.0)) ") translate(0 4)" } { (name) }
                    }
                }
            }
        }
    }
}

/// The width of a label, roughly: letters of 11 px in whatever font there is.
fn width_of(name: &str) -> f64 {
    let letter = |c: char| match c {
        '\u{1100}'.. => 11.5,
        c if c.is_uppercase() || c.is_ascii_digit() => 7.6,
        _ => 6.4,
    };
    name.chars().map(letter).sum()
}
