//! What a table's columns are called and what they mean.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh64::xxh64;

use super::by_name::ByName;
use crate::error::{Error, ErrorKind, Result, quote};

/// How the values of a column are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Semantic {
    /// An amount, a count, a share: order and distance mean something.
    Numerical,
    /// One of a set of names, from two to hundreds of thousands.
    Categorical,
    /// Yes or no.
    Boolean,
    /// Free text; carried along, not scored.
    Text,
    /// A day or a moment; scored as days before the reference day.
    Timestamp,
}

impl Semantic {
    /// Every one of them.
    pub(crate) const ALL: [Self; 5] = [Self::Numerical, Self::Categorical, Self::Boolean, Self::Text, Self::Timestamp];

    /// The name used in project files and packs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Numerical => "numerical",
            Self::Categorical => "categorical",
            Self::Boolean => "boolean",
            Self::Text => "text",
            Self::Timestamp => "timestamp",
        }
    }
}

/// A name in several languages, keyed by language tag (`en`, `ko`, `ru`).
pub type Titles = ByName<String>;

/// One column of the customer's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The name in CSV headers and JSON objects.
    pub name: String,
    /// How its values are read.
    pub semantic: Semantic,
    /// What people call it, by language; empty means that the name will do.
    #[serde(default, skip_serializing_if = "ByName::is_empty")]
    pub title: Titles,
    /// The unit shown behind a value, such as `EUR` or `months`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The heading it stands under in forms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Whether it is what a customer cannot change, such as an age.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub immutable: bool,
}

impl Column {
    /// A column with a name and a meaning and nothing else.
    #[must_use]
    pub fn new(name: impl Into<String>, semantic: Semantic) -> Self {
        Self { name: name.into(), semantic, title: Titles::new(), unit: None, group: None, immutable: false }
    }
}

/// An ordered list of columns with distinct names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Schema(Vec<Column>);

/// The position of an item whose name an earlier item has, if there is one. By hash, and only then by name: it sorts numbers,
/// which the page does elsewhere too, so that no second sort is linked.
pub(crate) fn duplicate<T>(items: &[T], name: impl Fn(&T) -> &str) -> Option<usize> {
    let mut hashes: Vec<u64> = items.iter().map(|item| xxh64(name(item).as_bytes(), 0)).collect();
    hashes.sort_unstable();
    if hashes.windows(2).all(|pair| pair[0] != pair[1]) {
        return None;
    }
    (1..items.len()).find(|&at| items[..at].iter().any(|earlier| name(earlier) == name(&items[at])))
}

impl Schema {
    /// Checks that no two columns share a name and that every name can be a field of a JSON object.
    ///
    /// # Errors
    /// `schema` when a name is empty, stands twice, or is one that JavaScript objects reserve (`__proto__`).
    pub fn new(columns: Vec<Column>) -> Result<Self> {
        for (position, column) in columns.iter().enumerate() {
            let place = || format!("column {}", position + 1);
            if column.name.trim().is_empty() {
                return Err(Error::new(ErrorKind::Schema, "column without a name", place(), "a name", quote(&column.name)));
            }
            if column.name == "__proto__" {
                return Err(Error::new(ErrorKind::Schema, "reserved column name", place(), "another name", quote(&column.name)));
            }
        }
        if let Some(position) = duplicate(&columns, |column| &column.name) {
            let (place, name) = (format!("column {}", position + 1), quote(&columns[position].name));
            return Err(Error::new(ErrorKind::Schema, "duplicate column name", place, "distinct names", name));
        }
        Ok(Self(columns))
    }

    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.0
    }

    /// The position of the column called `name`.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|c| c.name == name)
    }
}
