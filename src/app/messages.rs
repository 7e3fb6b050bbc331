//! Messages in Project Fluent's format, resolved: Fluent's own parser reads them, and what the page's words use of the format is resolved
//! here: blanks, and variants chosen by a plural, a number or a text. Fluent's own bundle, with which a test compares every message, also
//! formats numbers and calls functions, and brings the standard library's parser of floats for them.

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Resource, Variant, VariantKey};
use fluent_syntax::parser::parse_runtime;

use super::words::Word;
use crate::dataset::{ByName, Lang};

/// The messages of one language.
pub(super) struct Messages {
    lang: Lang,
    patterns: ByName<Pattern<&'static str>>,
}

impl Messages {
    /// The messages of a file. What is broken in it is left out.
    pub(super) fn new(lang: Lang, text: &'static str) -> Self {
        let Resource { body } = parse_runtime(text).unwrap_or_else(|(messages, _)| messages);
        let pattern = |entry: Entry<&'static str>| match entry {
            Entry::Message(message) => Some((message.id.name.to_owned(), message.value?)),
            _ => None,
        };
        Self { lang, patterns: body.into_iter().filter_map(pattern).collect() }
    }

    /// The message called `id` with its blanks filled in; its id where there is none. A blank that is not filled in shows its name.
    pub(super) fn format(&self, id: &str, blanks: &[(&str, Word<'_>)]) -> String {
        let Some(pattern) = self.patterns.get(id) else { return id.to_owned() };
        let mut text = String::new();
        self.write(pattern, blanks, &mut text);
        text
    }

    fn write(&self, pattern: &Pattern<&str>, blanks: &[(&str, Word<'_>)], text: &mut String) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => text.push_str(value),
                PatternElement::Placeable { expression: Expression::Inline(inline) } => match filled(inline, blanks) {
                    Some(Word::Text(filling)) => text.push_str(filling),
                    Some(Word::Count(count)) => text.push_str(&count.to_string()),
                    None => {
                        if let InlineExpression::VariableReference { id } = inline {
                            text.extend(["{$", id.name, "}"]);
                        }
                    }
                },
                PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                    if let Some(variant) = self.chosen(filled(selector, blanks), variants) {
                        self.write(&variant.value, blanks, text);
                    }
                }
            }
        }
    }

    /// The first variant that fits what decides, or the default.
    fn chosen<'a, 's>(&self, by: Option<&Word<'_>>, variants: &'a [Variant<&'s str>]) -> Option<&'a Variant<&'s str>> {
        let fits = |variant: &&Variant<&str>| match (&variant.key, by) {
            (VariantKey::Identifier { name }, Some(Word::Text(text))) => name == text,
            (VariantKey::Identifier { name }, Some(Word::Count(count))) => *name == plural(self.lang, *count),
            (VariantKey::NumberLiteral { value }, Some(Word::Count(count))) => value.parse() == Ok(*count),
            _ => false,
        };
        variants.iter().find(fits).or_else(|| variants.iter().find(|variant| variant.default))
    }
}

/// What fills the blank that an expression names.
fn filled<'a>(expression: &InlineExpression<&str>, blanks: &'a [(&str, Word<'a>)]) -> Option<&'a Word<'a>> {
    let InlineExpression::VariableReference { id } = expression else { return None };
    blanks.iter().find(|(name, _)| *name == id.name).map(|(_, word)| word)
}

/// The plural category of a whole number (Unicode CLDR, cardinal rules).
fn plural(lang: Lang, count: u64) -> &'static str {
    let (one, hundred) = (count % 10, count % 100);
    match lang {
        Lang::English if count == 1 => "one",
        Lang::English | Lang::Korean => "other",
        Lang::Russian if one == 1 && hundred != 11 => "one",
        Lang::Russian if (2..=4).contains(&one) && !(12..=14).contains(&hundred) => "few",
        Lang::Russian => "many",
    }
}

#[cfg(test)]
mod tests {
    use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

    use super::*;

    #[test]
    fn messages_are_those_of_fluents_own_bundle() {
        let mut compared = 0;
        for lang in Lang::ALL {
            let messages = Messages::new(lang, lang.messages());
            let mut bundle = FluentBundle::new(vec![lang.tag().parse().unwrap()]);
            bundle.set_use_isolating(false);
            bundle.add_resource(FluentResource::try_new(lang.messages().to_owned()).unwrap()).unwrap();
            let names: std::collections::BTreeSet<&str> =
                lang.messages().split('$').skip(1).map(|rest| rest.split([' ', '}']).next().unwrap()).collect();
            for (id, _) in messages.patterns.iter() {
                let pattern = bundle.get_message(id).unwrap().value().unwrap();
                // Every plural of the three languages, and a text in place of a number.
                for count in (0..=25).chain([100, 101, 111, 112, 122, 1_000_000]).map(Some).chain([None]) {
                    let text = "a word".to_owned();
                    let word = || count.map_or_else(|| Word::from(text.clone()), Word::Count);
                    let blanks: Vec<(&str, Word<'_>)> = names.iter().map(|name| (*name, word())).collect();
                    let mut args = FluentArgs::new();
                    for name in &names {
                        match count {
                            Some(count) => args.set(*name, count),
                            None => args.set(*name, text.as_str()),
                        }
                    }
                    let mut errors = Vec::new();
                    let expected = bundle.format_pattern(pattern, Some(&args), &mut errors);
                    assert!(errors.is_empty(), "{lang:?} {id}: {errors:?}");
                    assert_eq!(messages.format(id, &blanks), expected, "{lang:?} {id} {count:?}");
                    compared += 1;
                }
            }
        }
        assert!(compared > 10_000, "{compared}");
    }

    #[test]
    fn numbers_texts_and_gaps_choose_as_they_do_in_fluent() {
        const TEXT: &str = "a = { $n ->\n    [0] none\n    [one] one\n    [red] red\n   *[other] { $n } of { $all }\n }\n";
        let messages = Messages::new(Lang::English, TEXT);
        let say = |word: Word<'_>| messages.format("a", &[("n", word)]);
        assert_eq!([0, 1, 7].map(|n| say(Word::Count(n))), ["none", "one", "7 of {$all}"]);
        assert_eq!(["red", "blue"].map(|text| say(text.into())), ["red", "blue of {$all}"]);
        assert_eq!((messages.format("a", &[]), messages.format("b", &[])), ("{$n} of {$all}".into(), "b".into()));
    }
}
