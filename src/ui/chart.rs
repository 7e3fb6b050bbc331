//! The charts of the page: lines in a square frame, with nothing in them that a style sheet does not colour.

use yew::{Html, html};

/// Width and height of the plot within its frame.
const SIDE: (f64, f64) = (300.0, 190.0);

/// Where the plot begins.
const CORNER: (f64, f64) = (44.0, 10.0);

/// A line through points in [0, 1] × [0, 1], from left to right.
pub(super) struct Line<'a> {
    pub(super) class: &'static str,
    pub(super) points: &'a [(f64, f64)],
    /// Whether each point is marked.
    pub(super) dots: bool,
}

/// Lines over shares from 0 to 1 both ways, with a grid at quarters and, where given, a mark at a share of the width. `percent` writes the
/// shares; `label` says all of it to those who do not see it.
pub(super) fn shares(lines: &[Line<'_>], mark: Option<f64>, percent: &dyn Fn(f64) -> String, label: String) -> Html {
    let x = |share: f64| CORNER.0 + share * SIDE.0;
    let y = |share: f64| CORNER.1 + (1.0 - share) * SIDE.1;
    let path = |points: &[(f64, f64)]| points.iter().map(|(a, b)| format!("{:.1},{:.1} ", x(*a), y(*b))).collect::<String>();
    let quarters = [0.0, 0.25, 0.5, 0.75, 1.0];
    html! {
        <svg class="chart" viewBox="0 0 360 230" role="img" aria-label={label}>
            { for quarters.iter().map(|&share| html! {
                <>
                    <line class="grid" x1={x(0.0).to_string()} x2={x(1.0).to_string()} y1={y(share).to_string()} y2={y(share).to_string()} />
                    <text class="tick" x={(CORNER.0 - 6.0).to_string()} y={(y(share) + 4.0).to_string()} text-anchor="end">{ percent(share) }</text>
                    <text class="tick" x={x(share).to_string()} y={(CORNER.1 + SIDE.1 + 18.0).to_string()} text-anchor="middle">{ percent(share) }</text>
                </>
            }) }
            <polyline class="chance" points={path(&[(0.0, 0.0), (1.0, 1.0)])} />
            { for lines.iter().map(|line| html! {
                <>
                    <polyline class={line.class} points={path(line.points)} />
                    // Strokes of no length with round ends.
                    if line.dots { <path class="dots" d={line.points.iter().map(|(a, b)| format!("M{:.1},{:.1}h0", x(*a), y(*b))).collect::<String>()} /> }
                </>
            }) }
            if let Some(mark) = mark {
                <line class="mark" x1={x(mark).to_string()} x2={x(mark).to_string()} y1={y(0.0).to_string()} y2={y(1.0).to_string()} />
            }
        </svg>
    }
}
