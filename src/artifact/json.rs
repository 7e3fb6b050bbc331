//! The header's JSON, read level by level: an object is its names with the text behind each, and a text is read once somebody knows
//! what it should be. Parsing is the `serde_json` crate's. One way to read objects and lists serves the whole header; a type each, which
//! deriving makes, is a tenth of the scorer's size.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::dataset::{Titles, duplicate, read_number};
use crate::error::{Error, ErrorKind, Result, quote};

use super::header::{HEADER, unreadable};

/// A piece of JSON that is well-formed.
#[derive(Clone, Copy)]
pub(super) struct Json<'a> {
    text: &'a str,
    /// What messages call the entry that it belongs to.
    place: &'static str,
}

/// An object's names, all distinct, and what stands behind each, in order.
pub(super) struct Object<'a> {
    pub(super) entries: Vec<(String, Json<'a>)>,
    place: &'static str,
}

impl<'a> Json<'a> {
    /// The JSON text of the entry called `place`.
    ///
    /// # Errors
    /// `pack` when it is not well-formed.
    pub(super) fn of(text: &'a str, place: &'static str) -> Result<Self> {
        let whole: &RawValue = parse(text, place)?;
        Ok(Self { text: whole.get(), place })
    }

    /// Of the shape that `T` has.
    pub(super) fn read<T: DeserializeOwned>(self) -> Result<T> {
        parse(self.text, self.place)
    }

    /// An object of distinct names.
    pub(super) fn object(self) -> Result<Object<'a>> {
        let Named(parts) = parse(self.text, self.place)?;
        let entries: Vec<_> = parts.into_iter().map(|(name, raw)| (name, Self { text: raw.get(), place: self.place })).collect();
        match duplicate(&entries, |(name, _)| name) {
            Some(position) => Err(unexpected(self.place, format!("{} twice", quote(&entries[position].0)))),
            None => Ok(Object { entries, place: self.place }),
        }
    }

    /// A list.
    pub(super) fn list(self) -> Result<Vec<Self>> {
        let parts: Vec<&RawValue> = parse(self.text, self.place)?;
        Ok(parts.into_iter().map(|raw| Self { text: raw.get(), place: self.place }).collect())
    }

    /// A text.
    pub(super) fn text(self) -> Result<String> {
        parse(self.text, self.place)
    }

    /// A finite number.
    pub(super) fn number(self) -> Result<f64> {
        let written = self.text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        let number = if written { read_number(self.text) } else { None };
        number.filter(|number| number.is_finite()).ok_or_else(|| broken(self.place, self.text))
    }

    /// A whole number in the range of `T`.
    pub(super) fn whole<T: std::str::FromStr>(self) -> Result<T> {
        self.text.parse().map_err(|_| broken(self.place, self.text))
    }

    /// The one of `known` that bears this name.
    pub(super) fn named<T: Copy>(self, known: &[T], name: impl Fn(T) -> &'static str) -> Result<T> {
        let text = self.text()?;
        known.iter().copied().find(|&one| name(one) == text).ok_or_else(|| broken(self.place, &text))
    }

    /// The error that it is of another shape.
    pub(super) fn broken(self) -> Error {
        broken(self.place, self.text)
    }

    /// `None` for null.
    pub(super) fn optional(self) -> Option<Self> {
        if self.text == "null" { None } else { Some(self) }
    }
}

impl<'a> Object<'a> {
    /// What stands behind a name; null where the name is not there.
    pub(super) fn get(&self, name: &str) -> Json<'a> {
        let found = self.entries.iter().find(|(known, _)| known == name);
        found.map_or(Json { text: "null", place: self.place }, |(_, json)| *json)
    }

    /// A text that may be null.
    pub(super) fn optional_text(&self, name: &str) -> Result<Option<String>> {
        self.get(name).optional().map(Json::text).transpose()
    }

    /// A name by language.
    pub(super) fn titles(&self, name: &str) -> Result<Titles> {
        self.get(name).object()?.entries.into_iter().map(|(language, title)| Ok((language, title.text()?))).collect()
    }

    /// Refuses names other than these.
    pub(super) fn only(&self, known: &[&str]) -> Result<()> {
        match self.entries.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(unexpected(self.place, format!("the unknown name {}", quote(name)))),
            None => Ok(()),
        }
    }
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str, place: &'static str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| unexpected(place, error.to_string()))
}

fn unexpected(place: &'static str, found: String) -> Error {
    if place == HEADER {
        return unreadable(found);
    }
    Error::new(ErrorKind::Pack, "broken entry", place, "JSON of its shape", found)
}

fn broken(place: &'static str, text: &str) -> Error {
    unexpected(place, quote(text))
}

/// An object's names and texts, in order.
struct Named<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Named<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_map(NamedVisitor(PhantomData)).map(Self)
    }
}

struct NamedVisitor<'a>(PhantomData<&'a ()>);

impl<'de: 'a, 'a> Visitor<'de> for NamedVisitor<'a> {
    type Value = Vec<(String, &'a RawValue)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
        let mut parts = Vec::new();
        while let Some(part) = map.next_entry()? {
            parts.push(part);
        }
        Ok(parts)
    }
}
