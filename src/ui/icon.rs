//! The few pictures of the page, drawn with strokes in the colour of the text around them.

use yew::{Html, html};

fn icon(drawing: Html) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.7"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{ drawing }</svg>
    }
}

/// A closed lock: what is here stays here.
pub(super) fn lock() -> Html {
    icon(html! { <><rect x="4" y="9" width="12" height="8" rx="2" /><path d="M7 9V6a3 3 0 0 1 6 0v3" /></> })
}

/// Back.
pub(super) fn undo() -> Html {
    icon(html! { <path d="M7 5 3 9l4 4M3.5 9H12a4.5 4.5 0 0 1 0 9H9" /> })
}

/// Forward again.
pub(super) fn redo() -> Html {
    icon(html! { <path d="m13 5 4 4-4 4M16.5 9H8a4.5 4.5 0 0 0 0 9h3" /> })
}

/// Make it a gap.
pub(super) fn clear() -> Html {
    icon(html! { <path d="m6 6 8 8M14 6l-8 8" /> })
}

/// Search.
pub(super) fn search() -> Html {
    icon(html! { <><circle cx="9" cy="9" r="5" /><path d="m13 13 4 4" /></> })
}

/// The product's mark: a gauge that is also a listening ear.
pub(super) fn mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 32 32" width="32" height="32" fill="none" stroke="currentColor" stroke-linecap="round"
            aria-hidden="true" focusable="false">
            <path d="M6.5 23.5a12 12 0 1 1 19 0" stroke-width="3.2" />
            <path d="M11.3 20.2a6 6 0 1 1 9.4 0" stroke-width="2.4" opacity=".65" />
            <circle cx="16" cy="16.6" r="1.9" fill="currentColor" stroke="none" />
        </svg>
    }
}
