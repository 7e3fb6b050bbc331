//! JSON as typed values, by way of a tree. `serde_json` reads straight from the text into a type, and for every type it links the
//! parser around each of its fields and a second reader that takes arrays for structures; on the page those were an eighth of the
//! program. Here one parser makes a tree, and what a type adds is to pick its fields.

use std::fmt::{self, Display};

use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde_json::{Map, Value};

/// Why a text is not of a type, in one line.
#[derive(Debug)]
pub(crate) struct Problem(String);

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Problem {}

impl Error for Problem {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// A text of JSON as a `T`. Structures are objects; an array never stands for one.
///
/// # Errors
/// When the text is not well-formed, with the line and the column, or not of the type.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    let value: Value = serde_json::from_str(text).map_err(Problem::custom)?;
    T::deserialize(Tree(value))
}

struct Tree(Value);

impl Tree {
    /// What is here instead of what was expected.
    #[inline(never)]
    fn unexpected<'de, V: Visitor<'de>>(&self, visitor: &V) -> Problem {
        let found = match &self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(yes) => Unexpected::Bool(*yes),
            Value::Number(_) => Unexpected::Other("a number"),
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        Problem::invalid_type(found, visitor)
    }

    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let Value::Number(number) = &self.0 else { return Err(self.unexpected(&visitor)) };
        match (number.as_u64(), number.as_i64(), number.as_f64()) {
            (Some(whole), _, _) => visitor.visit_u64(whole),
            (_, Some(whole), _) => visitor.visit_i64(whole),
            (_, _, number) => visitor.visit_f64(number.unwrap_or(f64::NAN)),
        }
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            _ => Err(self.unexpected(&visitor)),
        }
    }
}

/// Methods that all do the same.
macro_rules! alike {
    ($($name:ident)* => $how:ident) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            self.$how(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Tree {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(yes) => visitor.visit_bool(yes),
            Value::Number(_) => self.number(visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(values) => visitor.visit_seq(Values(values.into_iter())),
            Value::Object(entries) => visitor.visit_map(Entries::new(entries)),
        }
    }

    alike!(deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_i8 deserialize_i16 deserialize_i32
        deserialize_i64 deserialize_i128 deserialize_f32 deserialize_f64 => number);

    alike!(deserialize_str deserialize_string deserialize_char deserialize_identifier => text);

    alike!(deserialize_bytes deserialize_byte_buf => deserialize_seq);

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0 {
            Value::Bool(yes) => visitor.visit_bool(yes),
            _ => Err(self.unexpected(&visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        if self.0.is_null() { visitor.visit_unit() } else { Err(self.unexpected(&visitor)) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let Value::Array(values) = self.0 else { return Err(self.unexpected(&visitor)) };
        let count = values.len();
        let mut values = Values(values.into_iter());
        let read = visitor.visit_seq(&mut values)?;
        if values.0.len() == 0 { Ok(read) } else { Err(Problem::invalid_length(count, &"fewer")) }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _: &'static str, _: usize, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0 {
            Value::Object(entries) => visitor.visit_map(Entries::new(entries)),
            _ => Err(self.unexpected(&visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(Variant { name, value: Value::Null }),
            Value::Object(entries) if entries.len() == 1 => match entries.into_iter().next() {
                Some((name, value)) => visitor.visit_enum(Variant { name, value }),
                None => Err(Problem::custom("no variant")),
            },
            _ => Err(self.unexpected(&visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_unit()
    }
}

struct Values(std::vec::IntoIter<Value>);

impl<'de> SeqAccess<'de> for Values {
    type Error = Problem;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Problem> {
        self.0.next().map(|value| seed.deserialize(Tree(value))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// Names and values, the next at the end: a plain list, so that walking a map is not repeated for every type.
struct Entries {
    entries: Vec<(String, Value)>,
    value: Value,
}

impl Entries {
    #[inline(never)]
    fn new(entries: Map<String, Value>) -> Self {
        let mut entries: Vec<_> = entries.into_iter().collect();
        entries.reverse();
        Self { entries, value: Value::Null }
    }

    /// The next name; its value is kept.
    #[inline(never)]
    fn name(&mut self) -> Option<String> {
        let (name, value) = self.entries.pop()?;
        self.value = value;
        Some(name)
    }

    #[inline(never)]
    fn value(&mut self) -> Tree {
        Tree(self.value.take())
    }
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Problem> {
        self.name().map(|name| seed.deserialize(StringDeserializer::new(name))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Problem> {
        seed.deserialize(self.value())
    }
}

/// A case of an enumeration: its name alone, or its name with what it holds.
struct Variant {
    name: String,
    value: Value,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Problem;
    type Variant = Tree;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Tree), Problem> {
        let Self { name, value } = self;
        seed.deserialize(StringDeserializer::new(name)).map(|read| (read, Tree(value)))
    }
}

impl<'de> VariantAccess<'de> for Tree {
    type Error = Problem;

    fn unit_variant(self) -> Result<(), Problem> {
        if self.0.is_null() { Ok(()) } else { Err(Problem::custom("this variant holds nothing")) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Problem> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_map(visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Whole {
        small: u8,
        signed: i32,
        real: f32,
        yes: bool,
        text: String,
        none: Option<f64>,
        some: Option<Vec<(u8, String)>>,
        map: BTreeMap<String, f64>,
        plain: Case,
        held: Case,
        odd: Either,
        #[serde(default)]
        absent: u32,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Case {
        Plain,
        Held(u8),
        Named { x: f64 },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(f64),
        Text(String),
        Inner { x: u8 },
    }

    fn text() -> String {
        r#"{"small":7,"signed":-3,"real":0.5,"yes":true,"text":"a\n\"b\"","none":null,"some":[[1,"x"],[2,"y"]],
            "map":{"b":1e3,"a":-2},"plain":"plain","held":{"named":{"x":2.5}},"odd":{"x":9}}"#
            .to_owned()
    }

    #[test]
    fn a_tree_reads_what_serde_json_reads() {
        let ours: Whole = read(&text()).unwrap();
        assert_eq!(ours, serde_json::from_str(&text()).unwrap());
        for odd in ["\"t\"", "1.5"] {
            let text = text().replace("{\"x\":9}", odd);
            assert_eq!(read::<Whole>(&text).unwrap(), serde_json::from_str(&text).unwrap());
        }
        let text = text().replace("{\"named\":{\"x\":2.5}}", "{\"held\":3}");
        assert_eq!(read::<Whole>(&text).unwrap().held, Case::Held(3));
    }

    #[test]
    fn what_is_not_of_the_type_is_refused() {
        let cases = [
            ("\"small\":7", "\"small\":300", "300"),
            ("\"small\":7", "\"small\":-1", "-1"),
            ("\"small\":7", "\"small\":\"7\"", "string \"7\""),
            ("\"yes\":true", "\"yes\":1", "a number"),
            (r#""text":"a\n\"b\"""#, r#""text":[]"#, "sequence"),
            ("\"text\":", "\"texts\":", "unknown field `texts`"),
            ("[1,\"x\"]", "[1]", "length 1"),
            ("[1,\"x\"]", "[1,\"x\",2]", "length 3"),
            ("\"plain\":\"plain\"", "\"plain\":\"plane\"", "unknown variant `plane`"),
            ("\"plain\":\"plain\"", "\"plain\":{\"plain\":1}", "holds nothing"),
            ("\"plain\":\"plain\"", "\"plain\":{}", "map"),
            ("{\"b\":1e3,\"a\":-2}", "[]", "sequence"),
            (",\"yes\":true", "", "missing field `yes`"),
            ("{\"small\"", "[{\"small\"", "line 2"),
        ];
        for (from, to, says) in cases {
            let text = text().replacen(from, to, 1);
            let problem = read::<Whole>(&text).unwrap_err().to_string();
            assert!(problem.contains(says), "{to}: `{problem}` does not say `{says}`");
        }
    }
}
