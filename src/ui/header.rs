//! The strip at the top: whose page this is, which pack it runs, and the promise.

use yew::{Html, Properties, function_component, html};

use super::icon;
use super::network::NetworkBadge;
use crate::app::text;

#[derive(Properties, PartialEq)]
pub(super) struct HeaderProps {
    /// The pack's name.
    pub(super) pack: String,
    /// The reference day, where the pack has one.
    pub(super) as_of: Option<String>,
}

#[function_component]
pub(super) fn Header(props: &HeaderProps) -> Html {
    html! {
        <header class="top">
            <div class="brand">{ icon::mark() }<h1>{ text::PRODUCT }</h1></div>
            <p class="pack">
                <strong>{ &props.pack }</strong>
                if let Some(day) = &props.as_of { <span>{ text::as_of(day) }</span> }
            </p>
            <NetworkBadge />
            <details class="promise">
                <summary>{ icon::lock() }<span>{ text::PRIVATE }</span></summary>
                <p>{ text::PRIVATE_WHY }</p>
            </details>
        </header>
    }
}
