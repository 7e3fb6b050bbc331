//! What people call what a pack names beside its columns, indices and products: headings, units, what calls are about, the kinds and
//! benefits of the catalogue, and the values of categories. Names are for reading; what is scored and written out stays as it is in the
//! table.

use serde::{Deserialize, Serialize};

use crate::dataset::{ByName, Titles};
#[cfg(any(feature = "train", feature = "console"))]
use crate::dataset::{Lang, Semantic};
#[cfg(any(feature = "train", feature = "console"))]
use crate::error::{Error, ErrorKind, Result, quote};
#[cfg(any(feature = "train", feature = "console"))]
use crate::model::Field;

/// Most entries of all lists together.
#[cfg(any(feature = "train", feature = "console"))]
const MOST_ENTRIES: usize = 100_000;
/// Most letters of one name.
#[cfg(any(feature = "train", feature = "console"))]
const MOST_LETTERS: usize = 200;

/// What people call things, by language; what is not here is called as it stands in the table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct Glossary {
    /// The headings that columns stand under.
    #[serde(skip_serializing_if = "ByName::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<ByName<Titles>>"))]
    pub groups: ByName<Titles>,
    /// The units behind values. A name may have the forms of its language, separated by `|`: one and more in English, one, few and many in
    /// Russian.
    #[serde(skip_serializing_if = "ByName::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<ByName<Titles>>"))]
    pub units: ByName<Titles>,
    /// What a call may be about.
    #[serde(skip_serializing_if = "ByName::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<ByName<Titles>>"))]
    pub intents: ByName<Titles>,
    /// The categories and benefits of products.
    #[serde(skip_serializing_if = "ByName::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<ByName<Titles>>"))]
    pub catalogue: ByName<Titles>,
    /// The unit of prices, named among `units`; prices are bare numbers where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub currency: Option<String>,
    /// Benefits of products that are better the less there is of them, such as days of waiting.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<String>>"))]
    pub less_is_better: Vec<String>,
    /// Benefits of products that are given or not: people read them without the 1.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<String>>"))]
    pub yes_or_no: Vec<String>,
    /// The categories of columns, by column and value.
    #[serde(skip_serializing_if = "ByName::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<ByName<ByName<Titles>>>"))]
    pub values: ByName<ByName<Titles>>,
}

#[cfg(any(feature = "train", feature = "console"))]
impl Glossary {
    /// Whether nothing has a name of its own.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }

    /// An amount in the currency of prices, already written, with its unit behind it.
    #[must_use]
    pub fn money(&self, lang: Lang, written: &str, amount: f64) -> String {
        let Some(unit) = &self.currency else { return written.to_owned() };
        let titles = self.units.get(unit).and_then(|titles| titles.get(lang.tag()).or_else(|| titles.get("en")));
        lang.measured(written, titles.unwrap_or(unit), Some(amount))
    }

    /// What people call a value of a column.
    #[must_use]
    pub fn value(&self, column: &str, value: &str) -> Option<&Titles> {
        self.values.get(column)?.get(value)
    }

    /// The lists but for the values, with their names.
    fn lists(&self) -> impl Iterator<Item = (&str, &ByName<Titles>)> {
        [("groups", &self.groups), ("units", &self.units), ("intents", &self.intents), ("catalogue", &self.catalogue)].into_iter()
    }

    /// Checks that names are names, and not more of them than a pack may hold.
    ///
    /// # Errors
    /// `parameter` with the list and the entry.
    pub fn check(&self) -> Result<()> {
        let entries =
            self.lists().map(|(_, list)| list.len()).chain(self.values.values().map(|values| values.len())).sum::<usize>();
        if entries > MOST_ENTRIES {
            let (expected, found) = (format!("at most {MOST_ENTRIES}"), entries.to_string());
            return Err(Error::new(ErrorKind::Parameter, "too many names", "glossary", expected, found));
        }
        let of_values = self.values.iter().map(|(column, values)| (column.as_str(), values));
        for (place, list) in self.lists().chain(of_values) {
            for (name, titles) in list {
                let unusable = |title: &&String| title.trim().is_empty() || title.chars().count() > MOST_LETTERS;
                if let Some(title) = titles.values().find(unusable) {
                    let (place, expected) =
                        (format!("glossary, {place}, {}", quote(name)), format!("1 to {MOST_LETTERS} letters"));
                    return Err(Error::new(ErrorKind::Parameter, "unusable name", place, expected, quote(title)));
                }
            }
        }
        let kinds = || self.less_is_better.iter().chain(&self.yes_or_no);
        if kinds().count() > MOST_ENTRIES {
            let (expected, found) = (format!("at most {MOST_ENTRIES}"), kinds().count().to_string());
            return Err(Error::new(ErrorKind::Parameter, "too many names", "glossary", expected, found));
        }
        match kinds().chain(&self.currency).find(|name| name.chars().count() > MOST_LETTERS) {
            Some(name) => {
                let expected = format!("at most {MOST_LETTERS} letters");
                Err(Error::new(ErrorKind::Parameter, "unusable name", "glossary", expected, quote(name)))
            }
            None => Ok(()),
        }
    }

    /// Checks that values are categories that the columns name, so that none is named here that is too rare to be named there.
    ///
    /// # Errors
    /// `parameter` with the column.
    pub fn check_values(&self, fields: &[Field]) -> Result<()> {
        for (column, values) in &self.values {
            let field = fields.iter().find(|field| field.name == *column && field.semantic == Semantic::Categorical);
            let stranger = values.keys().find(|value| field.is_none_or(|field| !field.categories.contains(value)));
            if let Some(value) = stranger {
                let place = format!("glossary, column {}", quote(column));
                return Err(Error::new(ErrorKind::Parameter, "name of nothing", place, "a category of the column", quote(value)));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, title: &str) -> ByName<Titles> {
        [(name.to_owned(), [("en".to_owned(), title.to_owned())].into())].into()
    }

    #[test]
    fn a_name_is_neither_blank_nor_a_book() {
        let of = |title: &str| Glossary { units: named("months", title), ..Glossary::default() };
        assert!(of("month|months").check().is_ok());
        for title in [" ", &"x".repeat(201)] {
            let message = of(title).check().unwrap_err().to_string();
            assert!(message.contains("units") && message.contains("`months`"), "{message}");
        }
    }

    #[test]
    fn only_what_a_column_names_has_a_name() {
        let field = Field {
            name: "plan".into(),
            semantic: Semantic::Categorical,
            title: Titles::new(),
            unit: None,
            group: None,
            immutable: false,
            range: None,
            missing: 0.0,
            categories: vec!["basic".into()],
        };
        let of = |column: &str, value: &str| Glossary {
            values: [(column.to_owned(), named(value, "Title"))].into(),
            ..Glossary::default()
        };
        let fields = [field];
        assert!(of("plan", "basic").check_values(&fields).is_ok());
        for (column, value) in [("plan", "rare"), ("plans", "basic")] {
            let message = of(column, value).check_values(&fields).unwrap_err().to_string();
            assert!(message.contains(column) && message.contains(value), "{message}");
        }
    }
}
