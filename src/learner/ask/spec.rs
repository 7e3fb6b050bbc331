//! The `[ask]` section of a project file.

use serde::Deserialize;

use crate::dataset::{ByName, Titles};

/// How to learn what questions ask for.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AskSpec {
    /// What people call categories and benefits, by language: another place for `[glossary.catalogue]`.
    pub names: ByName<Titles>,
    /// By index, beginnings of words by which people mean it, beside its names and what is known of usual indices.
    pub words: ByName<Vec<String>>,
    /// Phrases beside those that every pack learns from.
    #[serde(rename = "phrase")]
    pub phrases: Vec<PhraseSpec>,
}

/// Ways to ask for something.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhraseSpec {
    /// What they ask for; `none` for something that a pack does not answer.
    pub intent: String,
    /// The language: en, ko or ru.
    pub lang: String,
    /// The templates: `(a|b|)` stands for each of the ways in turn; {product}, {category}, {benefit} and {index} are filled in.
    pub templates: Vec<String>,
}
