//! The phrases that are learnt from: templates of every language and of the project, written out, their blanks filled in.
//!
//! A product is one sign in most phrases, as it is in a question whose product was found, and spelt out in the others, as it is where
//! it was not.

use std::collections::BTreeMap;

use crate::dataset::{ByName, Titles};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::learner::IndexSpec;
use crate::learner::random::{Purpose, Rng, below, stream};
use crate::model::Product;
use crate::model::ask::{INDEX, Intent, PRODUCT, fold, pieces};

use super::spec::AskSpec;
use super::template::{BLANKS, Template};

/// The languages that every pack is asked in, each with its templates by intent.
const LANGUAGES: [(&str, &str); 3] =
    [("en", include_str!("phrases/en.toml")), ("ko", include_str!("phrases/ko.toml")), ("ru", include_str!("phrases/ru.toml"))];
/// What a file calls the templates of what a pack does not answer.
const NONE: &str = "none";
/// Phrases of a template at most.
const PHRASES: usize = 10;
/// One in so many phrases has the name of a product spelt out.
const SPELT_OUT: usize = 4;
/// Letters in no language of these, that folding keeps, for a product and for an index.
const MARKS: [(&str, &str); 2] = [(BLANKS[0], "ⓟ"), (BLANKS[3], "ⓘ")];

/// A phrase to learn from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Phrase {
    /// The buckets of its pieces.
    pub(super) pieces: Vec<u32>,
    /// Its text as the model sees it.
    pub(super) folded: String,
    /// The class: the position in [`Intent::ALL`], or one more for anything else.
    pub(super) class: usize,
    /// The position in [`LANGUAGES`].
    pub(super) language: usize,
    /// The part that its template is held out in.
    pub(super) part: usize,
}

/// Phrases, and how many templates they are of.
pub(super) struct Phrases {
    pub(super) phrases: Vec<Phrase>,
    pub(super) templates: usize,
}

/// The names of the languages, in order.
pub(super) fn languages() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().map(|(name, _)| *name)
}

/// Words for the blanks of one language, in the order of [`BLANKS`]; none where the pack has nothing of the kind.
type Fillings = [Vec<String>; BLANKS.len()];

/// Writes out all templates; `parts` is how many parts they are held out in.
///
/// # Errors
/// `parameter` for a template of the project that cannot be read.
pub(super) fn phrases(
    spec: &AskSpec,
    named: (&[Product], &ByName<Titles>),
    indices: &[IndexSpec],
    (buckets, parts, seed): (u32, usize, u64),
) -> Result<Phrases> {
    let mut found = Phrases { phrases: Vec::new(), templates: 0 };
    for (language, (name, text)) in LANGUAGES.iter().enumerate() {
        let fillings = fillings(named, indices, name);
        let mut of_class = templates(name, text)?;
        for own in spec.phrases.iter().filter(|own| own.lang == *name) {
            of_class[class(&own.intent)?].extend(own.templates.iter().cloned());
        }
        for (class, templates) in of_class.iter().enumerate() {
            for (number, text) in templates.iter().enumerate() {
                let template = Template::read(text).map_err(|wrong| unreadable(text, wrong))?;
                found.templates += 1;
                let mut random = stream(seed, Purpose::Ask, (language * 64 + class) as u64, number as u64);
                for phrase in template.some(PHRASES, &mut random) {
                    let Some(folded) = filled(&phrase, &fillings, &mut random) else { continue };
                    let pieces = pieces(&folded, buckets);
                    found.phrases.push(Phrase { pieces, folded, class, language, part: number % parts });
                }
            }
        }
    }
    match spec.phrases.iter().find(|own| languages().all(|name| name != own.lang)) {
        None => Ok(found),
        Some(own) => {
            let expected = languages().collect::<Vec<_>>().join(", ");
            Err(Error::new(ErrorKind::Parameter, "unknown language", "[[ask.phrase]] lang", expected, quote(&own.lang)))
        }
    }
}

/// The templates of a language by class.
fn templates(name: &str, text: &str) -> Result<Vec<Vec<String>>> {
    let broken = |e: toml::de::Error| Error::new(ErrorKind::Parameter, "cannot read the phrases", name, "TOML", e.message());
    let file: BTreeMap<String, Vec<String>> = toml::from_str(text).map_err(broken)?;
    let mut of_class = vec![Vec::new(); Intent::ALL.len() + 1];
    for (intent, templates) in file {
        of_class[class(&intent)?] = templates;
    }
    Ok(of_class)
}

/// The class of an intent's name.
fn class(intent: &str) -> Result<usize> {
    let names = || Intent::ALL.iter().map(|intent| intent.name()).chain([NONE]);
    let unknown = || {
        let expected = names().collect::<Vec<_>>().join(", ");
        Error::new(ErrorKind::Parameter, "unknown intent", "[[ask.phrase]] intent", expected, quote(intent))
    };
    names().position(|name| name == intent).ok_or_else(unknown)
}

fn unreadable(template: &str, wrong: String) -> Error {
    let place = format!("[[ask.phrase]] {}", quote(template));
    Error::new(ErrorKind::Parameter, "cannot read a template", place, "(a|b) for ways and {product} for blanks", wrong)
}

/// What blanks are filled with in a language.
fn fillings((catalogue, names): (&[Product], &ByName<Titles>), indices: &[IndexSpec], lang: &str) -> Fillings {
    let title = |titles: &Titles, name: &str| titles.get(lang).cloned().unwrap_or_else(|| name.replace('_', " "));
    let called = |name: &String| names.get(name).map_or_else(|| name.replace('_', " "), |titles| title(titles, name));
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names.dedup();
        names
    };
    [
        catalogue.iter().map(|product| title(&product.name, &product.id)).collect(),
        sorted(catalogue.iter().filter_map(|product| product.category.as_ref()).map(called).collect()),
        sorted(catalogue.iter().flat_map(|product| product.benefits.keys()).map(called).collect()),
        indices.iter().map(|index| title(&index.title, &index.name)).collect(),
    ]
}

/// The phrase with its blanks filled in, folded; `None` where the pack has nothing to fill one with.
fn filled(phrase: &str, fillings: &Fillings, random: &mut impl Rng) -> Option<String> {
    let mut text = phrase.to_owned();
    for (name, words) in BLANKS.iter().zip(fillings) {
        let blank = format!("{{{name}}}");
        let mark = MARKS.iter().find(|(of, _)| of == name).map(|(_, mark)| *mark);
        while let Some(at) = text.find(&blank) {
            let spelt_out = mark.is_none() || below(random, SPELT_OUT) == 0;
            let word = match (words.len(), mark) {
                // There may be nothing to spell out, but products and indices are spoken of all the same.
                (count, _) if count > 0 && spelt_out => words[below(random, count)].as_str(),
                (_, Some(mark)) => mark,
                (_, None) => return None,
            };
            text.replace_range(at..at + blank.len(), word);
        }
    }
    let folded = fold(&text);
    let word = |word: &str| match MARKS.map(|(_, mark)| word.contains(mark)) {
        [true, _] => PRODUCT.to_string(),
        [_, true] => INDEX.to_string(),
        _ => word.to_owned(),
    };
    let words: Vec<String> = folded.split(' ').map(word).collect();
    Some(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_intent_has_many_phrasings_in_every_language() {
        for (name, text) in LANGUAGES {
            for (class, templates) in templates(name, text).unwrap().iter().enumerate() {
                let templates: Vec<Template> = templates.iter().map(|text| Template::read(text).unwrap()).collect();
                let written: usize = templates.iter().map(|template| template.phrases().min(PHRASES)).sum();
                assert!(templates.len() >= 20 && written >= 60, "{name}, class {class}: {} of {written}", templates.len());
            }
        }
    }

    #[test]
    fn blanks_are_filled_from_the_pack() {
        let product = Product {
            id: "miles".into(),
            name: [("en", "Miles card")].map(|(lang, name)| (lang.to_owned(), name.to_owned())).into(),
            category: Some("air_travel".into()),
            ..Product::default()
        };
        let found = phrases(&AskSpec::default(), (&[product], &ByName::new()), &[], (1 << 10, 5, 7)).unwrap();
        let any = |text: &str| found.phrases.iter().any(|phrase| phrase.folded.contains(text));
        assert!(any(" @ ") && any(" miles card ") && any(" air travel "), "blanks were not filled");
        // There is no benefit to speak of, and no blank or mark is left.
        assert!(found.phrases.iter().all(|phrase| !phrase.folded.contains(['{', 'ⓟ', 'ⓘ'])) && any(" # "));
    }

    #[test]
    fn a_project_s_phrases_are_checked() {
        let spec = |intent: &str, lang: &str, template: &str| AskSpec {
            phrases: vec![super::super::spec::PhraseSpec {
                intent: intent.into(),
                lang: lang.into(),
                templates: vec![template.into()],
            }],
            ..AskSpec::default()
        };
        for (spec, wrong) in [
            (spec("recomend", "en", "a"), "`recomend`"),
            (spec("recommend", "fr", "a"), "`fr`"),
            (spec("recommend", "en", "(a"), "not closed"),
        ] {
            let message = phrases(&spec, (&[], &ByName::new()), &[], (8, 5, 7)).err().unwrap().to_string();
            assert!(message.contains(wrong), "{message}");
        }
    }
}
