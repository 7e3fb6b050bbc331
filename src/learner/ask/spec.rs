//! The `[ask]` section of a project file.

use crate::dataset::ByName;

use serde::Deserialize;

use crate::dataset::Titles;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::Product;

/// How to learn what questions ask for.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AskSpec {
    /// What people call categories and benefits, by their names in the catalogue, by language.
    pub names: ByName<Titles>,
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

impl AskSpec {
    /// Checks that what is named is in the catalogue, where there is one: without it nothing is named at all.
    pub(super) fn check(&self, catalogue: &[Product]) -> Result<()> {
        let known = |name: &String| {
            catalogue.iter().any(|product| product.category.as_ref() == Some(name) || product.benefits.contains_key(name))
        };
        match self.names.keys().find(|name| !catalogue.is_empty() && !known(name)) {
            None => Ok(()),
            Some(name) => {
                let expected = "categories and benefits of the catalogue";
                Err(Error::new(ErrorKind::Parameter, "name of nothing", "[ask.names]", expected, quote(name)))
            }
        }
    }
}
