//! The languages that sentences are written in.

use super::Day;

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

    /// The form of a word that goes with an amount, or with amounts in general where there is none. Forms are separated by `|`, in the order of
    /// the language's plural rules (Unicode CLDR 48): one and other in English, one, few and many in Russian, where a fraction takes the
    /// second. A word of fewer forms is used in the last of them.
    #[must_use]
    pub fn form(self, forms: &str, amount: Option<f64>) -> &str {
        let amount = amount.map(f64::abs);
        let whole = amount.is_some_and(|amount| amount.fract() == 0.0);
        let place = match (self, amount) {
            (Self::Korean, _) | (_, None) => usize::MAX,
            (Self::English, Some(amount)) => usize::from(amount != 1.0),
            (Self::Russian, Some(_)) if !whole => 1,
            (Self::Russian, Some(amount)) => match (amount % 10.0, amount % 100.0) {
                (_, teens) if (11.0..=14.0).contains(&teens) => 2,
                (1.0, _) => 0,
                (last, _) if (2.0..=4.0).contains(&last) => 1,
                _ => 2,
            },
        };
        forms.split('|').nth(place).unwrap_or_else(|| forms.rsplit('|').next().unwrap_or(forms))
    }

    /// An amount, already written, with its unit behind it in the form that goes with it: `3 months`, `3개월`.
    #[must_use]
    pub fn measured(self, written: &str, forms: &str, amount: Option<f64>) -> String {
        // Korean writes a unit right behind its amount.
        let space = if self == Self::Korean { "" } else { " " };
        format!("{written}{space}{}", self.form(forms, amount))
    }

    /// A day as people write it: `1 Mar 2024`, `2024년 3월 1일`, `1 марта 2024 г.`.
    #[must_use]
    pub fn day(self, day: Day) -> String {
        const ENGLISH: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        const RUSSIAN: [&str; 12] = [
            "января",
            "февраля",
            "марта",
            "апреля",
            "мая",
            "июня",
            "июля",
            "августа",
            "сентября",
            "октября",
            "ноября",
            "декабря",
        ];
        let (year, month, day) = day.civil();
        let named = |names: [&str; 12]| format!("{day} {} {year}", names[month as usize - 1]);
        match self {
            Self::English => named(ENGLISH),
            Self::Korean => format!("{year}년 {month}월 {day}일"),
            Self::Russian => named(RUSSIAN) + " г.",
        }
    }
}

/// A sentence with its blanks, `{name}`, filled in: in one pass, so that a name with a brace in it is not read again.
pub(crate) fn filled<'a>(sentence: &'a str, fill: impl Fn(&'a str) -> &'a str) -> String {
    let mut text = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (blank, tail) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(fill(blank));
        rest = tail;
    }
    text + rest
}

/// The same where blanks are the places of what fills them: `{0}`, `{1}`; a blank that nothing fills is left out.
pub(crate) fn filled_in_order<'a>(sentence: &'a str, fills: &[&'a str]) -> String {
    filled(sentence, |blank| blank.parse().ok().and_then(|at: usize| fills.get(at)).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_takes_the_form_of_its_amount() {
        let years = |amount| Lang::Russian.form("год|года|лет", amount);
        let cases = [
            (1.0, "год"),
            (2.0, "года"),
            (5.0, "лет"),
            (11.0, "лет"),
            (21.0, "год"),
            (34.0, "года"),
            (112.0, "лет"),
            (1.5, "года"),
        ];
        for (amount, form) in cases {
            assert_eq!(years(Some(amount)), form, "{amount}");
        }
        assert_eq!((years(None), Lang::Russian.form("EUR", Some(1.0))), ("лет", "EUR"));
        let english = [None, Some(1.0), Some(-1.0), Some(1.5)].map(|amount| Lang::English.form("month|months", amount));
        assert_eq!(english, ["months", "month", "month", "months"]);
        assert_eq!((Lang::Korean.form("개월", Some(1.0)), Lang::Korean.form("a|b", Some(1.0))), ("개월", "b"));
    }

    #[test]
    fn a_tag_finds_its_language() {
        assert_eq!(["ko-KR", "RU", "fr", ""].map(Lang::of), [Lang::Korean, Lang::Russian, Lang::English, Lang::English]);
    }
}
