//! The demo customers that come beside a pack: a JSON array of `{"id": …, "name": …, "fields": {column: value}}`.

use std::cell::OnceCell;
use std::rc::Rc;

use serde::Deserialize;

use crate::app::shown;
use crate::artifact;
use crate::dataset::{ByName, lower};
use crate::engine::{Customer, FieldValue};
use crate::error::{Error, ErrorKind, Result};

/// A customer to start from.
#[derive(Debug, Clone)]
pub struct Record {
    /// What the picker calls the customer.
    pub title: String,
    /// The raw values.
    pub customer: Rc<Customer>,
    /// Title and values in lower case; put together when they are first searched, which is not while the page opens.
    haystack: OnceCell<String>,
}

impl Record {
    /// A customer called `title`.
    #[must_use]
    pub fn new(title: String, customer: Customer) -> Self {
        Self { title, customer: Rc::new(customer), haystack: OnceCell::new() }
    }

    fn haystack(&self) -> &str {
        self.haystack.get_or_init(|| {
            let values = self.customer.iter().map(|(_, value)| shown(value));
            lower(&std::iter::once(self.title.clone()).chain(values).collect::<Vec<_>>().join("\n"))
        })
    }

    /// Whether every word of `query` occurs in the title or in a value, as it stands or as it is `told` on the page, in any case.
    #[must_use]
    pub fn matches(&self, query: &str, told: impl FnOnce() -> String) -> bool {
        let query = lower(query);
        let lacking: Vec<&str> = query.split_whitespace().filter(|word| !self.haystack().contains(word)).collect();
        if lacking.is_empty() {
            return true;
        }
        let told = told();
        lacking.iter().all(|word| told.contains(word))
    }
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    name: String,
    fields: ByName<FieldValue>,
}

/// Reads the demo customers.
///
/// # Errors
/// `customer` when the text is not such an array.
pub fn read_records(json: &str) -> Result<Vec<Record>> {
    let entries: Vec<Entry> = artifact::read_json(json).map_err(|problem| {
        let expected = "an array of customers with id, name and fields";
        Error::new(ErrorKind::Customer, "unreadable demo customers", "the customers", expected, problem.to_string())
    })?;
    let record = |entry: Entry| {
        let customer = Customer::new(entry.fields.into_iter().collect())?;
        Ok(Record::new(format!("{} · {}", entry.name, entry.id), customer))
    };
    entries.into_iter().map(record).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_and_searched() {
        let json = r#"[{"id": "D01", "name": "Ann Lee", "fields": {"age": 42, "city": "Seoul", "smoker": null, "agent": true}}]"#;
        let records = read_records(json).unwrap();
        assert_eq!(records[0].title, "Ann Lee · D01");
        assert_eq!(records[0].customer.get("age"), Some(&FieldValue::Number(42.0)));
        assert_eq!(records[0].customer.get("smoker"), Some(&FieldValue::Missing));
        assert_eq!(records[0].customer.get("agent"), Some(&FieldValue::Boolean(true)));
        let matches = |query: &str| records[0].matches(query, || "서울".to_owned());
        assert!(["", "SEOUL ann", "42", "서울 lee"].iter().all(|query| matches(query)) && !matches("bob"));
        let error = read_records(r#"{"id": 1}"#).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Customer);
    }
}
