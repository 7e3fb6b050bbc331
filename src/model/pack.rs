//! A pack: everything that scoring, explaining and showing needs, and nothing about any one training customer.

use serde::{Deserialize, Serialize};

use crate::dataset::{ByName, Day, Titles};

use super::{
    Arrangement, Card, CategoryTable, Described, Feature, Field, Forest, Glossary, IndexCard, Kept, Part, Polarity, Product,
};

/// The version of the pack format that this crate writes and reads.
pub const FORMAT: u32 = 1;

/// A trained pack.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// The version of Confidant that wrote it.
    pub version: String,
    /// The columns that a customer may have.
    pub fields: Vec<Field>,
    /// The day that dates are counted from unless the customer or the caller names one.
    pub as_of: Option<Day>,
    /// The field that names the day a record was taken; its dates are counted from that day.
    pub time: Option<String>,
    /// The indices, in the project's order.
    pub indices: Vec<Index>,
    /// The products.
    pub catalogue: Described<Vec<Product>>,
    /// What people call headings, units, values and the rest.
    pub glossary: Described<Glossary>,
    /// What it knows of offering them, if it was trained for that.
    #[cfg(any(feature = "train", feature = "console"))]
    pub offers: Option<super::offers::Offers>,
    /// Where customers stand by the house's rules.
    #[cfg(any(feature = "train", feature = "console"))]
    pub stages: super::Stages,
    /// What it knows of questions, if it was trained for that.
    #[cfg(any(feature = "train", feature = "console"))]
    pub ask: Option<super::ask::Ask>,
    /// The model card.
    pub card: Described<Card>,
    /// Examples with the exact results expected.
    pub golden: Kept<Vec<Golden>>,
}

impl Pack {
    /// By product, the field that tells whether it is held.
    #[cfg(any(feature = "train", feature = "console"))]
    #[must_use]
    pub fn held_by(&self) -> Vec<Option<usize>> {
        let position = |name: &String| self.fields.iter().position(|field| field.name == *name);
        self.catalogue.iter().map(|product| product.held.as_ref().and_then(position)).collect()
    }
}

/// One customer index: one part or several that answer as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    /// The name used in calls and column headings.
    pub name: String,
    /// What people call it, by language.
    pub title: Titles,
    /// Whether high is good or bad.
    pub polarity: Polarity,
    /// How its parts make one answer.
    pub arrangement: Arrangement,
    /// The models, one or more.
    pub parts: Vec<Part>,
    /// How it was trained and measured.
    pub card: Described<IndexCard>,
}

/// A forest with the features that it reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// What the splits compare, at most 65,536.
    pub features: Vec<Feature>,
    /// The category tables that statistics are looked up in.
    pub tables: Vec<CategoryTable>,
    /// The trees.
    pub forest: Forest,
}

impl Model {
    /// The schema columns that `feature` reads: one, or several for a combination.
    #[must_use]
    pub fn columns_of(&self, feature: &Feature) -> Vec<u32> {
        match feature {
            Feature::Number { column, .. } | Feature::OneHot { column, .. } => vec![*column],
            Feature::Statistic { table, .. } => self.tables[*table as usize].columns.clone(),
        }
    }
}

/// A synthetic customer and what scoring it must give, to the bit. Bits are 16 hexadecimal digits, big-endian.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Golden {
    /// The customer, as a JSON object.
    #[cfg_attr(test, ts(type = "CustomerRecord"))]
    pub customer: serde_json::Map<String, serde_json::Value>,
    /// What each index gives.
    pub expected: ByName<GoldenIndex>,
}

/// The exact result of one index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GoldenIndex {
    /// The margin's bits.
    pub margin: String,
    /// The baseline's bits.
    pub baseline: String,
    /// The probability's bits.
    pub probability: String,
    /// The bits of each column's contribution.
    pub contributions: ByName<String>,
    /// The bits of each class's probability, where there are several; the other figures are of the likeliest.
    #[serde(default, skip_serializing_if = "ByName::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<ByName<String>>"))]
    pub classes: ByName<String>,
}
