//! A customer as the caller states it: field names and raw values.

use serde::{Deserialize, Serialize};

use crate::dataset::duplicate;
use crate::error::{Error, ErrorKind, Result, quote};

/// A raw value of a customer's field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(untagged)]
pub enum FieldValue {
    /// A gap.
    Missing,
    /// Yes or no.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A category, a date or a text.
    Text(String),
}

/// A customer: distinct field names, each with a raw value, in the caller's order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Customer(Vec<(String, FieldValue)>);

impl Customer {
    /// A customer with these fields.
    ///
    /// # Errors
    /// `customer` when a name stands twice.
    pub fn new(fields: Vec<(String, FieldValue)>) -> Result<Self> {
        if let Some(position) = duplicate(&fields, |(name, _)| name) {
            let name = quote(&fields[position].0);
            return Err(Error::new(ErrorKind::Customer, "duplicate field", "the customer", "distinct names", name));
        }
        Ok(Self(fields))
    }

    /// Reads a JSON object of numbers, strings, booleans and nulls.
    ///
    /// # Errors
    /// `customer` when a value is an array or an object.
    pub fn from_json(object: &serde_json::Map<String, serde_json::Value>) -> Result<Self> {
        use serde_json::Value;
        let field = |(name, value): (&String, &Value)| {
            let value = match value {
                Value::Null => FieldValue::Missing,
                Value::Bool(yes) => FieldValue::Boolean(*yes),
                Value::Number(number) => number.as_f64().map_or(FieldValue::Missing, FieldValue::Number),
                Value::String(text) => FieldValue::Text(text.clone()),
                Value::Array(_) | Value::Object(_) => {
                    let expected = "a number, a text, yes or no, or null";
                    return Err(Error::new(ErrorKind::Customer, "value of no known type", quote(name), expected, "a structure"));
                }
            };
            Ok((name.clone(), value))
        };
        Self::new(object.iter().map(field).collect::<Result<_>>()?)
    }

    /// The fields, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &FieldValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The value of the field called `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&FieldValue> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Sets a field, adding it at the end if it is new.
    pub fn set(&mut self, name: &str, value: FieldValue) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }
}
