//! The header's JSON, read level by level: an object is its names with the text behind each, and a text is read once somebody knows
//! what it should be. Lexing is the `hifijson` crate's, and one way to read objects and lists serves the whole header: `serde_json` and a
//! reader for each type are a seventh of the scorer's size.

use hifijson::token::{Expect, Lex as _};
use hifijson::{Lex, SliceLexer, ignore};

use crate::dataset::{Titles, duplicate, read_number};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::{Described, Kept};

use super::header::{HEADER, unreadable};

/// Deepest nesting that is followed.
const DEPTH: usize = 64;

/// A piece of JSON: part of a larger one, and well-formed as that was read; or a whole entry, which is looked at when it is read.
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
    pub(super) fn of(text: &'a str, place: &'static str) -> Self {
        Self { text: text.trim_matches([' ', '\t', '\n', '\r']), place }
    }

    /// The same, well-formed.
    #[cfg(not(feature = "train"))]
    fn checked(self) -> Result<Self> {
        let whole =
            SliceLexer::new(self.text.as_bytes()).exactly_one(SliceLexer::ws_peek, |next, lexer| skip(next, lexer, DEPTH));
        whole.map_err(|error: hifijson::Error| unexpected(self.place, error.to_string()))?;
        Ok(self)
    }

    /// Of the shape that `T` has.
    #[cfg(feature = "train")]
    pub(super) fn read<T: serde::de::DeserializeOwned>(self) -> Result<Described<T>> {
        self.typed()
    }

    /// Of the shape that `T` has, with its text.
    #[cfg(all(feature = "console", not(feature = "train")))]
    pub(super) fn read<T: serde::de::DeserializeOwned>(self) -> Result<Described<T>> {
        Ok(Described::new(self.typed()?, self.text))
    }

    /// As it stands.
    #[cfg(not(any(feature = "train", feature = "console")))]
    pub(super) fn read<T>(self) -> Result<Described<T>> {
        Ok(Described::new(self.checked()?.text))
    }

    /// Of the shape that `T` has, for the command line.
    #[cfg(feature = "train")]
    pub(super) fn keep<T: serde::de::DeserializeOwned>(self) -> Result<Kept<T>> {
        self.typed()
    }

    /// As it stands: nobody here reads it.
    #[cfg(not(feature = "train"))]
    pub(super) fn keep<T>(self) -> Result<Kept<T>> {
        Ok(Kept::new(self.checked()?.text))
    }

    #[cfg(any(feature = "train", feature = "console"))]
    pub(super) fn typed<T: serde::de::DeserializeOwned>(self) -> Result<T> {
        super::tree::read(self.text).map_err(|error| unexpected(self.place, error.to_string()))
    }

    /// An object of distinct names.
    pub(super) fn object(self) -> Result<Object<'a>> {
        Ok(self.object_around(None)?.0)
    }

    /// An object of distinct names, and the object that it has behind `inner`, read in the same pass; empty where it has none.
    pub(super) fn object_around(self, inner: Option<&str>) -> Result<(Object<'a>, Object<'a>)> {
        let (mut entries, mut within) = (Vec::new(), Vec::new());
        self.sequence(b'{', b'}', &mut |lexer, next| {
            let (name, next) = member(lexer, next)?;
            if inner != Some(name.as_str()) {
                entries.push((name, self.value(lexer, next)?));
                return Ok(());
            }
            if next != b'{' {
                return Err(Expect::Value.into());
            }
            entries.push((name, self));
            lexer.discarded().seq(b'}', SliceLexer::ws_peek, |next, lexer| {
                let (name, next) = member(lexer, next)?;
                within.push((name, self.value(lexer, next)?));
                Ok(())
            })
        })?;
        Ok((self.distinct(entries)?, self.distinct(within)?))
    }

    fn distinct(self, entries: Vec<(String, Self)>) -> Result<Object<'a>> {
        match duplicate(&entries, |(name, _)| name) {
            Some(position) => Err(unexpected(self.place, format!("{} twice", quote(&entries[position].0)))),
            None => Ok(Object { entries, place: self.place }),
        }
    }

    /// A list.
    pub(super) fn list(self) -> Result<Vec<Self>> {
        let mut items = Vec::new();
        self.sequence(b'[', b']', &mut |lexer, next| {
            items.push(self.value(lexer, next)?);
            Ok(())
        })?;
        Ok(items)
    }

    /// Hears of each item between `open` and `end`, behind which nothing stands.
    fn sequence(self, open: u8, end: u8, hear: &mut Hear<'_, 'a>) -> Result<()> {
        let mut lexer = SliceLexer::new(self.text.as_bytes());
        lexer.expect(SliceLexer::ws_peek, open).ok_or_else(|| self.broken())?;
        let read = lexer.seq(end, SliceLexer::ws_peek, |next, lexer| hear(lexer, next));
        self.ended(read, &lexer)
    }

    /// What was read, if it was all there is.
    fn ended<T>(self, read: std::result::Result<T, hifijson::Error>, lexer: &SliceLexer<'_>) -> Result<T> {
        let read = read.map_err(|error| unexpected(self.place, error.to_string()))?;
        if lexer.as_slice().is_empty() { Ok(read) } else { Err(unexpected(self.place, Expect::Eof.to_string())) }
    }

    /// The value that the lexer stands before; the lexer stands behind it after.
    fn value(self, lexer: &mut SliceLexer<'a>, next: u8) -> std::result::Result<Self, hifijson::Error> {
        let before = lexer.as_slice().len();
        skip(next, lexer, DEPTH)?;
        let range = self.text.len() - before..self.text.len() - lexer.as_slice().len();
        Ok(Self { text: self.text.get(range).unwrap_or_default(), place: self.place })
    }

    /// A text.
    pub(super) fn text(self) -> Result<String> {
        let mut lexer = SliceLexer::new(self.text.as_bytes());
        lexer.expect(SliceLexer::ws_peek, b'"').ok_or_else(|| self.broken())?;
        let text = hifijson::str::LexAlloc::str_string(&mut lexer).map_err(hifijson::Error::from);
        self.ended(text, &lexer).map(std::borrow::Cow::into_owned)
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

    /// The text itself.
    #[cfg(any(feature = "train", feature = "console"))]
    pub(super) fn raw(self) -> &'a str {
        self.text
    }

    /// `None` for null.
    pub(super) fn optional(self) -> Option<Self> {
        if self.text == "null" { None } else { Some(self) }
    }
}

impl Json<'_> {
    /// Whether it is `true`.
    pub(super) fn is_true(self) -> bool {
        self.text == "true"
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

/// What hears of the items of a sequence, each by its first byte.
type Hear<'h, 'a> = dyn FnMut(&mut SliceLexer<'a>, u8) -> std::result::Result<(), hifijson::Error> + 'h;

/// The name of an object's member, which begins with `next`, and what its value begins with.
fn member(lexer: &mut SliceLexer<'_>, next: u8) -> std::result::Result<(String, u8), hifijson::Error> {
    lexer.expect(|_| Some(next), b'"').ok_or(Expect::String)?;
    let name = hifijson::str::LexAlloc::str_string(lexer)?.into_owned();
    lexer.expect(SliceLexer::ws_peek, b':').ok_or(Expect::Colon)?;
    Ok((name, lexer.ws_peek().ok_or(Expect::Value)?))
}

/// Steps over a value that begins with `next`, of at most `depth` levels.
fn skip<L: Lex>(next: u8, lexer: &mut L, depth: usize) -> std::result::Result<(), hifijson::Error> {
    let deeper = depth.checked_sub(1).ok_or(hifijson::Error::Depth)?;
    match next {
        b'[' => lexer.discarded().seq(b']', L::ws_peek, |next, lexer| skip(next, lexer, deeper)),
        b'{' => lexer.discarded().seq(b'}', L::ws_peek, |next, lexer| {
            lexer.expect(|_| Some(next), b'"').ok_or(Expect::String)?;
            lexer.str_ignore()?;
            lexer.expect(L::ws_peek, b':').ok_or(Expect::Colon)?;
            skip(lexer.ws_peek().ok_or(Expect::Value)?, lexer, deeper)
        }),
        _ => ignore::parse(next, lexer),
    }
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
