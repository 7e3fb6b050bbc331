//! The words of the page, handed down from its top, so that every component says things in the language of its own page.

use yew::{hook, use_context};

use crate::app::{Lang, Words};

/// The words of the page or element around this component.
#[hook]
pub(super) fn use_words() -> Words {
    use_context().unwrap_or_else(|| Words::new(Lang::English))
}
