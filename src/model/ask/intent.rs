//! What can be asked: a closed set, because each has an answer of its own.

use serde::{Deserialize, Serialize};

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// What to take next.
    Recommend,
    /// Something cheaper than what was spoken of.
    Cheaper,
    /// Something else than what was spoken of.
    More,
    /// What could take the place of a product, one that is no longer sold above all.
    Similar,
    /// Why a product is offered, or why whatever was said last.
    Why,
    /// Why an index is what it is.
    WhyScore,
    /// How likely something is.
    Score,
    /// What people alike have.
    Alike,
    /// Why a product is not offered.
    WhyNot,
    /// What a product gives and costs, and who may have it.
    Facts,
    /// Two products beside each other.
    Compare,
    /// What the customer has.
    Holdings,
    /// What would change an index.
    Change,
    /// Where the data goes.
    Privacy,
    /// What can be asked.
    Help,
    /// Good day.
    Greeting,
    /// Thanks, and goodbye.
    Thanks,
}

impl Intent {
    /// All of them, in the order of packs that know all.
    pub const ALL: [Self; 17] = [
        Self::Recommend,
        Self::Cheaper,
        Self::More,
        Self::Similar,
        Self::Why,
        Self::WhyScore,
        Self::Score,
        Self::Alike,
        Self::WhyNot,
        Self::Facts,
        Self::Compare,
        Self::Holdings,
        Self::Change,
        Self::Privacy,
        Self::Help,
        Self::Greeting,
        Self::Thanks,
    ];

    /// The stable name, in snake case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Recommend => "recommend",
            Self::Cheaper => "cheaper",
            Self::More => "more",
            Self::Similar => "similar",
            Self::Why => "why",
            Self::WhyScore => "why_score",
            Self::Score => "score",
            Self::Alike => "alike",
            Self::WhyNot => "why_not",
            Self::Facts => "facts",
            Self::Compare => "compare",
            Self::Holdings => "holdings",
            Self::Change => "change",
            Self::Privacy => "privacy",
            Self::Help => "help",
            Self::Greeting => "greeting",
            Self::Thanks => "thanks",
        }
    }

    /// The intent of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|intent| intent.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_packs_are_written_with() {
        for intent in Intent::ALL {
            assert_eq!(serde_json::to_value(intent).unwrap(), intent.name());
            assert_eq!(Intent::named(intent.name()), Some(intent));
        }
        assert_eq!(Intent::named("none"), None);
    }
}
