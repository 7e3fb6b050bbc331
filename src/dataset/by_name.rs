//! Values by name. A sorted list and no search tree: each type of value that a tree is made for adds as much to the page's program as a
//! component does, and no list here is long.

use std::fmt::{self, Formatter};
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut, Index};

use litemap::LiteMap;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Values by name, in the order of the names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByName<V>(LiteMap<String, V>);

impl<V> ByName<V> {
    /// No names.
    #[must_use]
    pub fn new() -> Self {
        Self(LiteMap::new())
    }

    /// Whether there are no names.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<V> Default for ByName<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V> Deref for ByName<V> {
    type Target = LiteMap<String, V>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<V> DerefMut for ByName<V> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<V> FromIterator<(String, V)> for ByName<V> {
    /// Of values with the same name the last one stays.
    fn from_iter<I: IntoIterator<Item = (String, V)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<V, const N: usize> From<[(String, V); N]> for ByName<V> {
    fn from(entries: [(String, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<V> IntoIterator for ByName<V> {
    type Item = (String, V);
    type IntoIter = std::vec::IntoIter<(String, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_tuple_vec().into_iter()
    }
}

impl<'a, V> IntoIterator for &'a ByName<V> {
    type Item = (&'a String, &'a V);
    type IntoIter = <&'a LiteMap<String, V> as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        (&self.0).into_iter()
    }
}

/// A map, also where it is empty: litemap itself writes an empty one as a list.
impl<V: Serialize> Serialize for ByName<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

/// Maps alone: litemap's own reading takes lists of pairs as well, which is as much again for every type.
impl<'de, V: Deserialize<'de>> Deserialize<'de> for ByName<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

struct Entries<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
    type Value = ByName<V>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ByName<V>, A::Error> {
        let mut all = ByName::new();
        while let Some((name, value)) = map.next_entry()? {
            all.insert(name, value);
        }
        Ok(all)
    }
}

impl<V> Index<&str> for ByName<V> {
    type Output = V;

    /// # Panics
    /// When there is no such name; use `get` where that may be.
    fn index(&self, name: &str) -> &V {
        let position = self.0.find_index(name).unwrap_or(usize::MAX);
        &self.0.as_slice()[position].1
    }
}

/// In TypeScript it is what any map is.
#[cfg(test)]
impl<V: ts_rs::TS> ts_rs::TS for ByName<V> {
    type WithoutGenerics = <Self::OptionInnerType as ts_rs::TS>::WithoutGenerics;
    type OptionInnerType = std::collections::BTreeMap<String, V>;

    fn name(config: &ts_rs::Config) -> String {
        Self::OptionInnerType::name(config)
    }

    fn inline(config: &ts_rs::Config) -> String {
        Self::OptionInnerType::inline(config)
    }

    fn visit_dependencies(visitor: &mut impl ts_rs::TypeVisitor)
    where
        Self: 'static,
    {
        Self::OptionInnerType::visit_dependencies(visitor);
    }

    fn visit_generics(visitor: &mut impl ts_rs::TypeVisitor)
    where
        Self: 'static,
    {
        Self::OptionInnerType::visit_generics(visitor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_order_and_the_last_value_stays() {
        let of = |pairs: &[(&str, i32)]| pairs.iter().map(|&(name, value)| (name.to_owned(), value)).collect::<ByName<i32>>();
        let some = of(&[("b", 1), ("a", 2), ("b", 3)]);
        assert_eq!(some, of(&[("a", 2), ("b", 3)]));
        assert_eq!((some["a"], some.get("c")), (2, None));
        let text = serde_json::to_string(&some).unwrap();
        assert_eq!((text.as_str(), serde_json::from_str::<ByName<i32>>(&text).unwrap()), (r#"{"a":2,"b":3}"#, some));
        // Names in any order read as well.
        assert_eq!(serde_json::from_str::<ByName<i32>>(r#"{"b":3,"a":2}"#).unwrap(), of(&[("a", 2), ("b", 3)]));
    }
}
