//! What rules ask: a closed set of questions about a customer, their holdings and the call, checked when a pack is trained and
//! again when it is read. An answer may be unknown, because the customer has a gap there.

use serde::{Deserialize, Serialize};

use crate::dataset::Semantic;
use crate::error::{Error, ErrorKind, Result, quote};

use super::super::{Field, Index, Product, category_hash};

/// A question as a project file states it: one subject, and what is asked of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct ConditionSpec {
    /// A field of the customer: with `at_least`, `below`, `is`, `is_not` or `known`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// An index: its probability, with `at_least` or `below`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// A product that is held, by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<String>,
    /// A product that is not held, by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lacks: Option<String>,
    /// A category of which some product is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds_category: Option<String>,
    /// What the call is about, as the caller states it: one of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent: Option<OneOrMany>,
    /// What the call is about: none of these, or nothing known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent_not: Option<OneOrMany>,
    /// A numeric field: the product's price as a share of it, with `at_least` or `below`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_share_of: Option<String>,
    /// The value is this or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// The value is less than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<f64>,
    /// The value is one of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<OneOrMany>,
    /// The value is none of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_not: Option<OneOrMany>,
    /// Whether there is a value at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<bool>,
}

/// A value or a list of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(Scalar),
    /// A list.
    Many(Vec<Scalar>),
}

/// A value of a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(untagged)]
pub enum Scalar {
    /// Yes or no.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A category.
    Text(String),
}

impl OneOrMany {
    /// The values.
    #[must_use]
    pub fn values(&self) -> &[Scalar] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

impl Scalar {
    fn text(&self) -> String {
        match self {
            Self::Boolean(yes) => yes.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// A question whose names have been found.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// A number of the customer lies in [at_least, below).
    Number {
        /// The field.
        field: usize,
        /// The lower bound, if any.
        at_least: Option<f64>,
        /// The upper bound, if any.
        below: Option<f64>,
    },
    /// A category of the customer is among some, or among none of them.
    Category {
        /// The field.
        field: usize,
        /// The hashes.
        among: Vec<u64>,
        /// Whether it must be among them.
        yes: bool,
    },
    /// The customer has a value there, or has none.
    Known {
        /// The field.
        field: usize,
        /// Whether there must be one.
        yes: bool,
    },
    /// The probability on an index lies in [at_least, below).
    Probability {
        /// The index.
        index: usize,
        /// The lower bound, if any.
        at_least: Option<f64>,
        /// The upper bound, if any.
        below: Option<f64>,
    },
    /// One of some products is held, or none of them.
    Holds {
        /// The products.
        any: Vec<usize>,
        /// Whether one must be.
        yes: bool,
    },
    /// The call is about one of these, or about none of them.
    Intent {
        /// What it may be about.
        any: Vec<String>,
        /// Whether it must be.
        yes: bool,
    },
    /// The product's price over the customer's number lies in [at_least, below).
    PriceShare {
        /// The field.
        field: usize,
        /// The lower bound, if any.
        at_least: Option<f64>,
        /// The upper bound, if any.
        below: Option<f64>,
    },
}

/// What the customer, the holdings and the call say to a condition.
pub trait Values {
    /// The number of a field; NaN for a gap.
    fn number(&self, field: usize) -> f64;
    /// The hash of a field's category, [`super::super::MISSING_HASH`] for a gap.
    fn category(&self, field: usize) -> u64;
    /// The probability on an index.
    fn probability(&self, index: usize) -> f64;
    /// Whether a product is held.
    fn holds(&self, product: usize) -> bool;
    /// What the call is about.
    fn intent(&self) -> Option<&str>;
    /// A product's price a year, if it has one.
    fn price(&self, product: usize) -> Option<f64>;
}

/// What conditions may name.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// The fields, in the schema's order.
    pub fields: &'a [Field],
    /// The indices' names, in the pack's order.
    pub indices: &'a [&'a str],
    /// The products, in the catalogue's order.
    pub products: &'a [Product],
}

impl<'a> Names<'a> {
    /// The names of the indices.
    #[must_use]
    pub fn of_indices(indices: &'a [Index]) -> Vec<&'a str> {
        indices.iter().map(|index| index.name.as_str()).collect()
    }
}

impl Condition {
    /// Finds the names of a condition that stands in the rule at `place`.
    ///
    /// # Errors
    /// `parameter` when it asks about nothing or several things at once, names what is not there, or compares a value with one of
    /// another type.
    pub fn new(spec: &ConditionSpec, names: Names<'_>, place: &str) -> Result<Self> {
        let fail = |what, expected: &str, found: String| Err(Error::new(ErrorKind::Parameter, what, place, expected, found));
        let subjects = [&spec.field, &spec.index, &spec.holds, &spec.lacks, &spec.holds_category, &spec.price_share_of];
        let count = subjects.iter().filter(|subject| subject.is_some()).count()
            + usize::from(spec.intent.is_some())
            + usize::from(spec.intent_not.is_some());
        if count != 1 {
            let expected = "one of field, index, holds, lacks, holds_category, intent, intent_not and price_share_of";
            return fail("unclear condition", expected, format!("{count} of them"));
        }
        let (at_least, below) = (spec.at_least, spec.below);
        let asked = [spec.is.is_some() || spec.is_not.is_some(), spec.known.is_some(), at_least.is_some() || below.is_some()];
        let bounds = || {
            let sound = |bound: Option<f64>| bound.is_none_or(f64::is_finite);
            if asked == [false, false, true] && sound(at_least) && sound(below) {
                return Ok(());
            }
            Err(Error::new(ErrorKind::Parameter, "unclear condition", place, "at_least, below or both, finite", "something else"))
        };
        let bare = |what: &str| {
            if asked == [false; 3] { Ok(()) } else { fail("unclear condition", what, "something else".to_owned()).map(drop) }
        };
        let field_of = |name: &str| {
            let missing =
                || Error::new(ErrorKind::Parameter, "unknown field in a rule", place, "a column that is scored", quote(name));
            names.fields.iter().position(|field| field.name == name).ok_or_else(missing)
        };
        let product_of = |id: &str| {
            let missing =
                || Error::new(ErrorKind::Parameter, "unknown product in a rule", place, "a product of the catalogue", quote(id));
            names.products.iter().position(|product| product.id == id).ok_or_else(missing)
        };
        if let Some(name) = &spec.field {
            return Self::of_field(spec, field_of(name)?, names, asked, place);
        }
        if let Some(name) = &spec.index {
            bounds()?;
            let missing =
                || Error::new(ErrorKind::Parameter, "unknown index in a rule", place, "an index of the project", quote(name));
            let index = names.indices.iter().position(|known| known == name).ok_or_else(missing)?;
            return Ok(Self::Probability { index, at_least, below });
        }
        if let Some(id) = spec.holds.as_ref().or(spec.lacks.as_ref()) {
            bare("nothing beside the product")?;
            return Ok(Self::Holds { any: vec![product_of(id)?], yes: spec.holds.is_some() });
        }
        if let Some(category) = &spec.holds_category {
            bare("nothing beside the category")?;
            let of_category = |(at, product): (usize, &Product)| (product.category.as_ref() == Some(category)).then_some(at);
            let any: Vec<usize> = names.products.iter().enumerate().filter_map(of_category).collect();
            if any.is_empty() {
                return fail("unknown category in a rule", "a category of the catalogue", quote(category));
            }
            return Ok(Self::Holds { any, yes: true });
        }
        if let Some(name) = &spec.price_share_of {
            bounds()?;
            let field = field_of(name)?;
            if names.fields[field].semantic != Semantic::Numerical {
                return fail(
                    "rule of another type",
                    "a numerical column",
                    format!("{} {}", names.fields[field].semantic.name(), quote(name)),
                );
            }
            return Ok(Self::PriceShare { field, at_least, below });
        }
        bare("nothing beside the intent")?;
        let intents = spec.intent.as_ref().or(spec.intent_not.as_ref());
        let any = intents.map(|intent| intent.values().iter().map(Scalar::text).collect()).unwrap_or_default();
        Ok(Self::Intent { any, yes: spec.intent.is_some() })
    }

    fn of_field(spec: &ConditionSpec, field: usize, names: Names<'_>, asked: [bool; 3], place: &str) -> Result<Self> {
        let column = &names.fields[field];
        let mismatch = |expected: &str| {
            let found = format!("{} {}", column.semantic.name(), quote(&column.name));
            Err(Error::new(ErrorKind::Parameter, "rule of another type", place, expected, found))
        };
        let unclear = || {
            let expected = "one of at_least and below, is, is_not, and known";
            Err(Error::new(ErrorKind::Parameter, "unclear condition", place, expected, "none or several"))
        };
        let finite = spec.at_least.into_iter().chain(spec.below).all(f64::is_finite);
        match (asked, column.semantic) {
            ([false, true, false], _) => Ok(Self::Known { field, yes: spec.known == Some(true) }),
            ([false, false, true], Semantic::Numerical | Semantic::Timestamp) if finite => {
                Ok(Self::Number { field, at_least: spec.at_least, below: spec.below })
            }
            ([false, false, true], _) => mismatch("a number or a date, with finite bounds"),
            ([true, false, false], semantic) => {
                let (Some(values), yes) = (spec.is.as_ref().or(spec.is_not.as_ref()), spec.is.is_some()) else {
                    return unclear();
                };
                if spec.is.is_some() && spec.is_not.is_some() {
                    return unclear();
                }
                match (semantic, values.values()) {
                    (Semantic::Categorical, values) => {
                        let among = values.iter().map(|value| category_hash(&value.text())).collect();
                        Ok(Self::Category { field, among, yes })
                    }
                    (Semantic::Boolean, [Scalar::Boolean(wanted)]) => {
                        let (at_least, below) = if *wanted == yes { (Some(0.5), None) } else { (None, Some(0.5)) };
                        Ok(Self::Number { field, at_least, below })
                    }
                    (Semantic::Boolean, _) => mismatch("true or false for a boolean column"),
                    _ => mismatch("a categorical or boolean column"),
                }
            }
            _ => unclear(),
        }
    }

    /// Whether it holds for a customer and a product; `None` where a gap leaves it open.
    #[must_use]
    pub fn holds(&self, values: &impl Values, product: usize) -> Option<bool> {
        let within = |value: f64, at_least: Option<f64>, below: Option<f64>| {
            (!value.is_nan()).then(|| at_least.is_none_or(|bound| value >= bound) && below.is_none_or(|bound| value < bound))
        };
        match self {
            Self::Number { field, at_least, below } => within(values.number(*field), *at_least, *below),
            Self::Category { field, among, yes } => {
                let category = values.category(*field);
                (category != super::super::MISSING_HASH).then(|| among.contains(&category) == *yes)
            }
            Self::Known { field, yes } => {
                let known = !values.number(*field).is_nan() || values.category(*field) != super::super::MISSING_HASH;
                Some(known == *yes)
            }
            Self::Probability { index, at_least, below } => within(values.probability(*index), *at_least, *below),
            Self::Holds { any, yes } => Some(any.iter().any(|&held| values.holds(held)) == *yes),
            Self::Intent { any, yes } => {
                Some(values.intent().is_some_and(|intent| any.iter().any(|known| known == intent)) == *yes)
            }
            Self::PriceShare { field, at_least, below } => {
                let base = values.number(*field);
                let share = values.price(product).map(|price| price / base).filter(|_| base > 0.0)?;
                within(share, *at_least, *below)
            }
        }
    }
}
