//! The console in Yew, and the cards and reasons of the custom element. Components draw snapshots of `app` and report what a
//! person did as an `app::Action`; none of them computes a score.
#![cfg_attr(
    feature = "hosts",
    allow(dead_code, reason = "the panel is made of some of the console's parts, and hosts have no console")
)]

mod ask;
mod batch;
mod card;
mod chart;
mod console;
mod customer;
mod dom;
mod field;
mod field_list;
mod gauge;
mod header;
mod icon;
mod idle;
mod measured;
mod model;
mod nav;
mod network;
mod offers;
mod outlook;
#[cfg(feature = "hosts")]
mod panel;
#[cfg(feature = "hosts")]
mod panel_offers;
mod picker;
mod privacy;
mod reasons;
mod receipt;
mod select;
#[cfg(feature = "hosts")]
mod stage;
mod tabs;
mod wish;
mod words;

#[cfg(not(feature = "hosts"))]
pub(crate) use console::{Console, ConsoleProps};
#[cfg(feature = "hosts")]
pub(crate) use panel::{PanelProps, Shown};
#[cfg(feature = "hosts")]
pub(crate) use stage::Staged;
