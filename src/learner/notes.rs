//! What the trainer notes, in the other languages of the page. Notes arise in English all over the learner; a pack carries them in every
//! language, so that the page need not know how they are worded.

use serde::Deserialize;

use crate::dataset::{ByName, filled_in_order};
use crate::error::{Error, ErrorKind, Result};

/// The sentences with their translations.
const SENTENCES: &str = include_str!("notes.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    note: Vec<Sentence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    en: String,
    ko: String,
    ru: String,
}

/// The notes by language, each in its place; one without a translation stays as it is.
///
/// # Errors
/// `parameter` when the sentences cannot be read, which a test rules out.
pub(super) fn translated(notes: &[String]) -> Result<ByName<Vec<String>>> {
    if notes.is_empty() {
        return Ok(ByName::new());
    }
    let sentences = sentences()?;
    let in_language = |pick: fn(&Sentence) -> &String| {
        let one = |note: &String| {
            let found = sentences.iter().find_map(|sentence| Some((sentence, names(&sentence.en, note)?)));
            found.map_or_else(|| note.clone(), |(sentence, names)| filled_in_order(pick(sentence), &names))
        };
        notes.iter().map(one).collect()
    };
    Ok([("ko".to_owned(), in_language(|one| &one.ko)), ("ru".to_owned(), in_language(|one| &one.ru))].into())
}

fn sentences() -> Result<Vec<Sentence>> {
    let broken =
        |e: toml::de::Error| Error::new(ErrorKind::Parameter, "cannot read the notes", "notes.toml", "TOML", e.message());
    Ok(toml::from_str::<File>(SENTENCES).map_err(broken)?.note)
}

/// What a note names in the blanks of a sentence, in order; nothing where it is another sentence.
fn names<'a>(sentence: &str, note: &'a str) -> Option<Vec<&'a str>> {
    let mut pieces = sentence.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, after)| after));
    let mut rest = note.strip_prefix(pieces.next()?)?;
    let pieces: Vec<&str> = pieces.collect();
    let mut names = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let last = at + 1 == pieces.len();
        let end = if last && piece.is_empty() { rest.len() } else { rest.find(piece)? };
        names.push(&rest[..end]);
        rest = &rest[end + piece.len()..];
    }
    rest.is_empty().then_some(names)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn every_sentence_has_the_same_blanks_in_every_language_and_is_found_by_itself() {
        for sentence in sentences().unwrap() {
            let blanks = sentence.en.matches('{').count();
            let words: Vec<String> = (0..blanks).map(|at| format!("n{at}")).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let note = filled_in_order(&sentence.en, &words);
            let all = translated(std::slice::from_ref(&note)).unwrap();
            for (lang, own) in [("ko", &sentence.ko), ("ru", &sentence.ru)] {
                assert_eq!(own.matches('{').count(), blanks, "{own}");
                assert_eq!(all[lang], [filled_in_order(own, &words)], "{note}");
                assert!(words.iter().all(|word| all[lang][0].contains(word)), "{own}");
            }
        }
    }

    #[test]
    fn every_sentence_is_one_that_the_learner_or_the_profile_says() {
        fn sources(folder: &str, text: &mut String) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    sources(path.to_str().unwrap(), text);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    text.push_str(&fs::read_to_string(path).unwrap());
                }
            }
        }
        let mut said = String::new();
        ["src/learner", "src/profile"].iter().for_each(|folder| sources(folder, &mut said));
        for sentence in sentences().unwrap() {
            // The longest piece between two blanks, less what one of them may be put together with.
            let pieces = sentence.en.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, after)| after));
            let piece = pieces.max_by_key(|piece| piece.len()).unwrap();
            let words: Vec<&str> = piece.trim_matches([':', '`', ' ', '(', ')']).split(' ').collect();
            let told = words.windows(words.len().min(3)).any(|run| said.contains(&run.join(" ")));
            assert!(told, "nobody notes: {piece}");
        }
    }

    #[test]
    fn what_has_no_translation_stays_and_names_stay_names() {
        let notes = ["column `{0}` is left out: it is empty".to_owned(), "something else".to_owned()];
        let all = translated(&notes).unwrap();
        assert_eq!(all["ru"], ["столбец `{0}` не используется: он пуст", "something else"]);
        assert!(translated(&[]).unwrap().is_empty());
    }
}
