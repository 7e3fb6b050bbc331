//! The arc of an index. Its length is a dash pattern on a path that calls itself 100 long, so that no geometry is computed and
//! no style attribute is needed.

use yew::{Html, html};

use crate::app::{Change, Gauge};

/// A 240° arc around (60, 60), from lower left over the top to lower right.
const ARC: &str = "M18.43 84A48 48 0 1 1 101.57 84";

/// The arc with the number in it, and a tick where the index stood when the customer was loaded.
pub(super) fn arc(gauge: &Gauge) -> Html {
    let tick = match &gauge.change {
        Change::Same => None,
        Change::Up(was, _) | Change::Down(was, _) => Some(format!("rotate({:.2} 60 60)", 2.4 * was.clamp(0.0, 100.0) - 120.0)),
    };
    html! {
        <div class="arc">
            <svg viewBox="0 0 120 100" role="img" aria-label={gauge.spoken.clone()}>
                <path class="arc-track" d={ARC} fill="none" stroke-width="11" stroke-linecap="round" />
                if gauge.level >= 0.5 {
                    <path class="arc-level" d={ARC} fill="none" stroke-width="11" stroke-linecap="round" pathLength="100"
                        stroke-dasharray={format!("{:.2} 200", gauge.level)} />
                }
                if let Some(transform) = tick {
                    <path class="arc-tick" d="M60 3.5v17" stroke-width="2.5" stroke-linecap="round" {transform} />
                }
            </svg>
            <p class="arc-number"><strong data-testid={format!("score-{}", gauge.name)}>{ &gauge.index }</strong></p>
        </div>
    }
}
