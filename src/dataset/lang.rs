//! The languages that sentences are written in.

/// A language that pages and answers speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// English, also in place of languages that nothing is written in.
    English,
    /// Korean.
    Korean,
    /// Russian.
    Russian,
}

impl Lang {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::English, Self::Korean, Self::Russian];

    /// The language of a tag such as `ko` or `ru-RU`; English for any other.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|lang| lang.tag().eq_ignore_ascii_case(primary)).unwrap_or(Self::English)
    }

    /// The language's tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Korean => "ko",
            Self::Russian => "ru",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_finds_its_language() {
        assert_eq!(["ko-KR", "RU", "fr", ""].map(Lang::of), [Lang::Korean, Lang::Russian, Lang::English, Lang::English]);
    }
}
