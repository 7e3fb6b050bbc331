//! What all reports share: the frame of the page, its contents, and the small parts that sections are put together from.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::text::clean;

/// The longest name that is shown in full.
pub(super) const NAME: usize = 60;

const STYLE: &str = include_str!("report.css");
/// A page that may fetch nothing: a report is read where the data is private.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// A section, with a line in the table of contents.
pub(super) struct Section {
    pub(super) id: String,
    pub(super) title: String,
    /// What it is about, where the page is about several things.
    pub(super) group: Option<String>,
    /// What the section shows and how it is to be read.
    pub(super) about: Markup,
    pub(super) body: Markup,
}

impl Section {
    pub(super) fn new(id: impl Into<String>, title: impl Into<String>, about: Markup, body: Markup) -> Self {
        Self { id: id.into(), title: title.into(), group: None, about, body }
    }
}

/// The whole page: `kind` is what it is, `title` what it is about.
pub(super) fn page(kind: &str, title: &str, facts: &Markup, sections: &[Section]) -> String {
    let title = clean(title, NAME);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "confidant " (env!("CARGO_PKG_VERSION")) };
                title { (title) " · " (kind) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header class="top" {
                    p class="brand" { "Confidant" span { (kind) } }
                    h1 { bdi { (title) } }
                    (facts)
                }
                div class="frame" {
                    nav aria-label="Contents" {
                        h2 { "Contents" }
                        @for group in sections.chunk_by(|a, b| a.group == b.group) {
                            @if let Some(group) = &group[0].group { h3 { bdi { (group) } } }
                            ol { @for section in group { li { a href={ "#" (section.id) } { (section.title) } } } }
                        }
                    }
                    main {
                        @for section in sections {
                            section id=(section.id) {
                                @if let Some(group) = &section.group { p class="eyebrow" { bdi { (group) } } }
                                h2 { (section.title) }
                                div class="about" { (section.about) }
                                (section.body)
                            }
                        }
                    }
                }
                footer { "Made by confidant " (env!("CARGO_PKG_VERSION")) ". This page is complete in itself: it fetches nothing and runs nothing." }
            }
        }
    }
    .into_string()
}

/// Figures in a row, each with its name and, where there is one, a remark.
pub(super) fn tiles(tiles: &[(&str, String, String)]) -> Markup {
    html! {
        dl class="tiles" {
            @for (name, figure, remark) in tiles {
                div {
                    dt { (name) }
                    dd { (figure) @if !remark.is_empty() { small { (remark) } } }
                }
            }
        }
    }
}

/// A foreign name, cut and kept from turning the text around it.
pub(super) fn name(text: &str) -> Markup {
    let short = clean(text, NAME);
    html! { bdi title=[(short.ends_with('…')).then(|| clean(text, 200))] { (short) } }
}

/// A box of its own.
pub(super) fn card(title: &Markup, body: &Markup) -> Markup {
    html! { article class="card" { h3 { (title) } (body) } }
}

/// What the colours of a chart mean: (class, name) each.
pub(super) fn legend(entries: &[(&str, &str)]) -> Markup {
    html! { ul class="legend" { @for (class, name) in entries { li { i class=(class) {} (name) } } } }
}
