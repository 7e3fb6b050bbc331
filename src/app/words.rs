//! The words of the page in the person's language: messages in Project Fluent's format, one file a language under `words/`, with that
//! language's plurals. Titles of columns, indices and products come from the pack.

use std::borrow::Cow;
use std::rc::Rc;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

use crate::dataset::Day;
pub use crate::dataset::Lang;

/// What fills a blank of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Word<'a> {
    /// As it is.
    Text(Cow<'a, str>),
    /// A number that plurals depend on.
    Count(f64),
}

impl<'a> From<&'a str> for Word<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Word<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

macro_rules! counts {
    ($($number:ty)*) => {
        $(impl From<$number> for Word<'_> {
            fn from(count: $number) -> Self {
                // Counts that a page shows are far below 2^53.
                Self::Count(count as f64)
            }
        })*
    };
}

counts!(u8 u16 u32 usize);

impl Lang {
    /// What its speakers call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Korean => "한국어",
            Self::Russian => "Русский",
        }
    }

    fn messages(self) -> &'static str {
        match self {
            Self::English => include_str!("words/en.ftl"),
            Self::Korean => include_str!("words/ko.ftl"),
            Self::Russian => include_str!("words/ru.ftl"),
        }
    }
}

/// Says messages in one language. Cloning shares them.
#[derive(Clone)]
pub struct Words {
    lang: Lang,
    bundle: Rc<FluentBundle<FluentResource>>,
}

impl PartialEq for Words {
    /// Words of one language say the same.
    fn eq(&self, other: &Self) -> bool {
        self.lang == other.lang
    }
}

impl Words {
    /// The messages of `lang`.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        let tag = lang.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![tag]);
        // Values stand in elements of their own wherever a text of another direction may come; marks within a sentence would be read aloud.
        bundle.set_use_isolating(false);
        // A test reads all three files: what is broken in one is left out here and never stops the page.
        let messages = FluentResource::try_new(lang.messages().to_owned()).unwrap_or_else(|(messages, _)| messages);
        bundle.add_resource_overriding(messages);
        Self { lang, bundle: Rc::new(bundle) }
    }

    /// The language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The message called `id`.
    #[must_use]
    pub fn say(&self, id: &str) -> String {
        self.format(id, None)
    }

    /// The message called `id` with its blanks filled in.
    #[must_use]
    pub fn with<'a, const N: usize>(&self, id: &str, blanks: [(&'a str, Word<'a>); N]) -> String {
        self.fill(id, &blanks)
    }

    #[inline(never)]
    fn fill(&self, id: &str, blanks: &[(&str, Word)]) -> String {
        let mut filled = FluentArgs::with_capacity(blanks.len());
        for (name, word) in blanks {
            match word {
                Word::Text(text) => filled.set(*name, text.as_ref()),
                Word::Count(count) => filled.set(*name, *count),
            }
        }
        self.format(id, Some(&filled))
    }

    fn format(&self, id: &str, blanks: Option<&FluentArgs>) -> String {
        let pattern = self.bundle.get_message(id).and_then(|message| message.value());
        // A blank that is not filled in shows its name; the test of the files finds it.
        pattern.map_or_else(|| id.to_owned(), |pattern| self.bundle.format_pattern(pattern, blanks, &mut Vec::new()).into_owned())
    }

    /// A day as people write it; anything but an ISO day as it is.
    #[must_use]
    pub fn day(&self, iso: &str) -> String {
        Day::read(iso).map_or_else(|| iso.to_owned(), |day| self.lang().day(day))
    }

    /// Why a table is refused, by the engine's own words; nothing where those are all there is to say.
    #[must_use]
    pub fn refusal(&self, message: &str) -> Option<String> {
        let (what, _) = message.split_once(", at ")?;
        let id = match what {
            "no known column" => "refused-columns",
            "empty table" => "refused-empty",
            "ragged row" => "refused-ragged",
            "text is not UTF-8" => "refused-encoding",
            "quote left open" => "refused-quote",
            "row too long" | "row too wide" => "refused-long",
            "wrong delimiter" => "refused-delimiter",
            "no header" => "refused-header",
            "duplicate column name" => "refused-twice",
            _ => return None,
        };
        Some(self.say(id))
    }

    /// What is doubtful about an input, by the kind of the warning.
    #[must_use]
    pub fn warning(&self, kind: crate::engine::WarningKind) -> String {
        use crate::engine::WarningKind;
        self.say(match kind {
            WarningKind::Missing => "warn-missing",
            WarningKind::UnknownField => "warn-unknown-field",
            WarningKind::Mistyped => "warn-mistyped",
            WarningKind::UnknownCategory => "warn-unknown-category",
            WarningKind::OutOfRange => "warn-out-of-range",
            WarningKind::UnknownProduct => "warn-unknown-product",
            WarningKind::MissingText => "warn-missing-text",
            WarningKind::UnknownRoute => "warn-unknown-route",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Every message of a file with the names of its blanks; a file that does not parse is a failure.
    fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
        assert!(FluentResource::try_new(lang.messages().to_owned()).is_ok(), "{lang:?} does not parse");
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut last = String::new();
        for line in lang.messages().lines().filter(|line| !line.starts_with('#')) {
            let id = line.split_once(" =").map(|(id, _)| id).filter(|id| !id.starts_with([' ', '[']));
            if let Some(id) = id {
                id.clone_into(&mut last);
                assert!(all.insert(last.clone(), BTreeSet::new()).is_none(), "{lang:?} says {id} twice");
            }
            let blanks = line.split('$').skip(1).map(|rest| rest.split([' ', '}']).next().unwrap().to_owned());
            all.entry(last.clone()).or_default().extend(blanks);
        }
        all.remove("");
        all
    }

    /// The text of all Rust files of the page.
    fn sources() -> String {
        let mut text = String::new();
        for folder in ["src/app", "src/ui", "src/web"] {
            let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
            while let Some(path) = files.pop() {
                if path.is_dir() {
                    files.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
                } else if path.extension().is_some_and(|extension| extension == "rs") && path != Path::new(file!()) {
                    text.push_str(&fs::read_to_string(&path).unwrap());
                }
            }
        }
        text
    }

    #[test]
    fn every_language_says_the_same_messages_with_the_same_blanks() {
        let english = messages(Lang::English);
        for lang in [Lang::Korean, Lang::Russian] {
            let other = messages(lang);
            let missing: Vec<_> = english.keys().filter(|id| !other.contains_key(*id)).collect();
            let more: Vec<_> = other.keys().filter(|id| !english.contains_key(*id)).collect();
            assert!(missing.is_empty() && more.is_empty(), "{lang:?} lacks {missing:?} and has {more:?}");
            for (id, blanks) in &other {
                assert!(blanks.is_subset(&english[id]), "{lang:?} {id}: {blanks:?}");
            }
        }
    }

    #[test]
    fn every_message_that_is_said_exists_and_every_message_is_said() {
        let (known, sources) = (messages(Lang::English), sources());
        for call in [".say(\"", "words.with(\""] {
            for rest in sources.split(call).skip(1) {
                let id = rest.split('"').next().unwrap();
                assert!(known.contains_key(id), "no language says {id}");
            }
        }
        let own = fs::read_to_string(file!()).unwrap();
        let unused: Vec<_> =
            known.keys().filter(|id| !sources.contains(&format!("\"{id}\"")) && !own.contains(&format!("\"{id}\""))).collect();
        assert!(unused.is_empty(), "nobody says {unused:?}");
    }

    #[test]
    fn plurals_and_days_are_those_of_the_language() {
        let say = |lang, count: usize| Words::new(lang).with("edits", [("count", count.into())]);
        assert_eq!([0, 1, 2].map(|n| say(Lang::English, n)), ["As loaded", "1 field changed", "2 fields changed"]);
        assert_eq!(
            [1, 2, 5, 21].map(|n| say(Lang::Russian, n)),
            ["Изменено 1 поле", "Изменено 2 поля", "Изменено 5 полей", "Изменено 21 поле"]
        );
        assert_eq!(say(Lang::Korean, 2), "항목 2개 변경됨");
        let day = |lang| Words::new(lang).day("2024-03-01");
        assert_eq!(Lang::ALL.map(day), ["1 Mar 2024", "2024년 3월 1일", "1 марта 2024 г."]);
        assert_eq!(Words::new(Lang::English).day("next week"), "next week");
    }
}
