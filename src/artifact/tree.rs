//! JSON as typed values, by way of a tree. `serde_json` reads straight from the text into a type, and for every type it links the
//! parser around each of its fields and a second reader that takes arrays for structures; on the page those were an eighth of the
//! program. Here one parser makes a tree, and what a type adds is to pick its fields.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::io::{self, Write};
use std::mem;

use hifijson::token::Lex as _;
use hifijson::{SliceLexer, value};
use serde::Serialize;
use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde_json::ser::Formatter;

use crate::dataset::read_number;
use crate::error::quote;

/// A tree, with its numbers as they stand.
type Value<'a> = hifijson::value::Value<&'a str, Cow<'a, str>>;

/// Deepest nesting that is followed.
const DEPTH: usize = 128;

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
    let mut lexer = SliceLexer::new(text.as_bytes());
    let whole = lexer.exactly_one(SliceLexer::ws_peek, |next, lexer| value::parse_bounded(DEPTH, next, lexer));
    let value = whole.map_err(|error: hifijson::Error| {
        let before = &text.as_bytes()[..text.len() - lexer.as_slice().len()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let column = before.len() - before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        Problem(format!("{error} at line {line} column {column}"))
    })?;
    T::deserialize(Tree(value))
}

/// A value as JSON text; empty for what JSON cannot hold, which no answer here is. Numbers are written by the standard library, which the
/// page has anyway: `serde_json`'s own way brings a table of powers that no compression makes smaller.
pub(crate) fn text<T: Serialize + ?Sized>(value: &T) -> String {
    let mut bytes = Vec::new();
    let written = value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, Plain));
    let text = String::from_utf8(bytes).unwrap_or_default();
    if written.is_ok() { text } else { String::new() }
}

/// Writes JSON without spaces, and numbers as `Debug` has them, which the page is built without.
struct Plain;

impl Formatter for Plain {
    fn write_f64<W: ?Sized + Write>(&mut self, out: &mut W, value: f64) -> io::Result<()> {
        let size = value.abs();
        let long = size >= 1e16 || size != 0.0 && size < 1e-4;
        write_number(out, if long { format!("{value:e}") } else { value.to_string() })
    }

    fn write_f32<W: ?Sized + Write>(&mut self, out: &mut W, value: f32) -> io::Result<()> {
        let size = value.abs();
        let long = size >= 1e16 || size != 0.0 && size < 1e-4;
        write_number(out, if long { format!("{value:e}") } else { value.to_string() })
    }
}

/// A number that is whole keeps a zero behind its point.
fn write_number<W: ?Sized + Write>(out: &mut W, mut number: String) -> io::Result<()> {
    if !number.contains(['.', 'e']) {
        number.push_str(".0");
    }
    out.write_all(number.as_bytes())
}

struct Tree<'a>(Value<'a>);

impl<'a> Tree<'a> {
    /// What is here instead of what was expected.
    #[inline(never)]
    fn unexpected(&self, expected: &dyn Expected) -> Problem {
        let text;
        let found = match &self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(yes) => Unexpected::Bool(*yes),
            Value::Number(_) => Unexpected::Other("a number"),
            Value::String(found) => {
                text = format!("string {}", quote(found));
                Unexpected::Other(&text)
            }
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        Problem::invalid_type(found, expected)
    }

    /// The values of a list.
    #[inline(never)]
    fn values(self, expected: &dyn Expected) -> Result<Values<'a>, Problem> {
        match self.0 {
            Value::Array(values) => Ok(Values { count: values.len(), left: values.into_iter() }),
            _ => Err(self.unexpected(expected)),
        }
    }

    /// The fields of a structure.
    #[inline(never)]
    fn fields(self, names: &'static [&'static str], expected: &dyn Expected) -> Result<Fields<'a>, Problem> {
        let Value::Object(entries) = self.0 else { return Err(self.unexpected(expected)) };
        match entries.iter().map(|(name, _)| name).find(|name| !names.contains(&name.as_ref())) {
            Some(name) => Err(Problem::unknown_field(name, names)),
            None => Ok(Fields { names: names.iter(), entries, absent: None }),
        }
    }

    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let Value::Number((number, _)) = &self.0 else { return Err(self.unexpected(&visitor)) };
        match (number.parse(), number.parse(), read_number(number).filter(|number| number.is_finite())) {
            (Ok(whole), _, _) => visitor.visit_u64(whole),
            (_, Ok(whole), _) => visitor.visit_i64(whole),
            (_, _, Some(number)) => visitor.visit_f64(number),
            _ => Err(Problem(format!("number out of range: {number}"))),
        }
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text.into_owned()),
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

impl<'de> Deserializer<'de> for Tree<'_> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(yes) => visitor.visit_bool(yes),
            Value::Number(_) => self.number(visitor),
            Value::String(text) => visitor.visit_string(text.into_owned()),
            Value::Array(_) => self.deserialize_seq(visitor),
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
        if matches!(self.0, Value::Null) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        if matches!(self.0, Value::Null) { visitor.visit_unit() } else { Err(self.unexpected(&visitor)) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let mut values = self.values(&visitor)?;
        let read = visitor.visit_seq(&mut values)?;
        values.end()?;
        Ok(read)
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
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let mut fields = self.fields(names, &visitor)?;
        let read = visitor.visit_seq(&mut fields);
        read.map_err(|problem| fields.absent.map_or(problem, Problem::missing_field))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(Variant { name: name.into_owned(), value: Value::Null }),
            Value::Object(entries) if entries.len() == 1 => match entries.into_iter().next() {
                Some((name, value)) => visitor.visit_enum(Variant { name: name.into_owned(), value }),
                None => Err(Problem::custom("no variant")),
            },
            _ => Err(self.unexpected(&visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_unit()
    }
}

struct Values<'a> {
    count: usize,
    left: std::vec::IntoIter<Value<'a>>,
}

impl Values<'_> {
    /// Refuses values that nobody took.
    #[inline(never)]
    fn end(self) -> Result<(), Problem> {
        if self.left.len() == 0 { Ok(()) } else { Err(Problem::invalid_length(self.count, &"fewer")) }
    }
}

impl<'de> SeqAccess<'de> for &mut Values<'_> {
    type Error = Problem;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Problem> {
        self.left.next().map(|value| seed.deserialize(Tree(value))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}

/// The fields of a structure in the order of its type, so that a type's own code takes one after the other and need not look at names:
/// with a match over the names, this code was twice as much. Names that the type does not have are refused.
struct Fields<'a> {
    names: std::slice::Iter<'static, &'static str>,
    entries: Vec<(Cow<'a, str>, Value<'a>)>,
    /// The field that was asked for last, when it is not there.
    absent: Option<&'static str>,
}

impl<'a> Fields<'a> {
    /// The next field; null where it is not there.
    #[inline(never)]
    fn next(&mut self) -> Tree<'a> {
        let name = self.names.next().copied().unwrap_or_default();
        // Of a name that stands there twice, the last counts.
        let entry = self.entries.iter_mut().rfind(|(known, _)| *known == name);
        self.absent = if entry.is_some() { None } else { Some(name) };
        Tree(entry.map_or(Value::Null, |(_, value)| mem::replace(value, Value::Null)))
    }
}

impl<'de> SeqAccess<'de> for &mut Fields<'_> {
    type Error = Problem;

    /// A field that is not there reads as null, which is none where there may be one; where there may not, the type's default or the
    /// complaint that it is missing takes its place.
    #[inline(never)]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Problem> {
        let field = self.next();
        let read = seed.deserialize(field);
        if self.absent.is_some() { Ok(read.ok()) } else { read.map(Some) }
    }
}

/// Names and values, the next at the end: a plain list, so that walking a map is not repeated for every type.
struct Entries<'a> {
    entries: Vec<(Cow<'a, str>, Value<'a>)>,
    value: Value<'a>,
}

impl<'a> Entries<'a> {
    #[inline(never)]
    fn new(mut entries: Vec<(Cow<'a, str>, Value<'a>)>) -> Self {
        entries.reverse();
        Self { entries, value: Value::Null }
    }

    /// The next name; its value is kept.
    #[inline(never)]
    fn name(&mut self) -> Option<String> {
        let (name, value) = self.entries.pop()?;
        self.value = value;
        Some(name.into_owned())
    }

    #[inline(never)]
    fn value(&mut self) -> Tree<'a> {
        Tree(mem::replace(&mut self.value, Value::Null))
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Problem> {
        self.name().map(|name| seed.deserialize(StringDeserializer::new(name))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Problem> {
        seed.deserialize(self.value())
    }
}

/// A case of an enumeration: its name alone, or its name with what it holds.
struct Variant<'a> {
    name: String,
    value: Value<'a>,
}

impl<'de, 'a> EnumAccess<'de> for Variant<'a> {
    type Error = Problem;
    type Variant = Tree<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Tree<'a>), Problem> {
        let Self { name, value } = self;
        seed.deserialize(StringDeserializer::new(name)).map(|read| (read, Tree(value)))
    }
}

impl<'de> VariantAccess<'de> for Tree<'_> {
    type Error = Problem;

    fn unit_variant(self) -> Result<(), Problem> {
        if matches!(self.0, Value::Null) { Ok(()) } else { Err(Problem::custom("this variant holds nothing")) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Problem> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, names: &'static [&'static str], visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_struct("", names, visitor)
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
    fn what_is_written_reads_back() {
        let whole: Whole = read(&super::tests::text()).unwrap();
        assert_eq!(read::<Whole>(&super::text(&whole)).unwrap(), whole);
        for number in [0.0, -0.0, 1.0, 0.1, 1e-4, 9e-5, 1e15, 1e16, 3e38, -2e-40, 1e21, 1e-7, f64::MIN_POSITIVE, 5e-324, -1234.5]
        {
            let text = super::text(&number);
            assert_eq!(serde_json::from_str::<f64>(&text).unwrap().to_bits(), number.to_bits(), "{text}");
            assert_eq!((text, super::text(&(number as f32))), (format!("{number:?}"), format!("{:?}", number as f32)));
        }
        assert_eq!(super::text(&f64::NAN), "null");
    }

    #[test]
    fn what_is_not_of_the_type_is_refused() {
        let cases = [
            ("\"small\":7", "\"small\":300", "300"),
            ("\"small\":7", "\"small\":-1", "-1"),
            ("\"small\":7", "\"small\":\"7\"", "string `7`"),
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
