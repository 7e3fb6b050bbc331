//! By which words people mean an index without naming it: "will she leave" is about churn, whatever the index is called.

use std::collections::BTreeMap;

use crate::dataset::ByName;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::learner::IndexSpec;
use crate::model::ask::fold;

use super::spec::AskSpec;

/// The usual subjects of indices, each with beginnings of words by which it is meant, in any language.
const TOPICS: &str = include_str!("topics.toml");

/// By index, the folded beginnings of words by which it is meant: those of the usual subject that its own names tell, and the project's.
///
/// # Errors
/// `parameter` for words of an index that there is none of, and for one without letters.
pub(super) fn words(spec: &AskSpec, indices: &[IndexSpec]) -> Result<ByName<Vec<String>>> {
    if let Some(stranger) = spec.words.keys().find(|name| indices.iter().all(|index| index.name != **name)) {
        return Err(Error::new(ErrorKind::Parameter, "name of nothing", "[ask.words]", "an index", quote(stranger)));
    }
    let topics = topics()?;
    let mut all = ByName::new();
    for index in indices {
        let names: Vec<String> = std::iter::once(&index.name).chain(index.title.values()).map(|name| fold(name)).collect();
        let about = |words: &&Vec<String>| words.iter().any(|word| names.iter().any(|name| name.contains(&format!(" {word}"))));
        let mut words: Vec<String> = topics.iter().filter(about).flatten().cloned().collect();
        for own in spec.words.get(&index.name).into_iter().flatten() {
            let folded = fold(own).trim().to_owned();
            if folded.is_empty() {
                let place = format!("[ask.words] {}", index.name);
                return Err(Error::new(
                    ErrorKind::Parameter,
                    "word without letters",
                    place,
                    "the beginning of a word",
                    quote(own),
                ));
            }
            words.push(folded);
        }
        words.sort();
        words.dedup();
        if !words.is_empty() {
            all.insert(index.name.clone(), words);
        }
    }
    Ok(all)
}

/// The usual subjects, folded.
fn topics() -> Result<Vec<Vec<String>>> {
    let broken =
        |e: toml::de::Error| Error::new(ErrorKind::Parameter, "cannot read the topics", "topics.toml", "TOML", e.message());
    let file: BTreeMap<String, Vec<String>> = toml::from_str(TOPICS).map_err(broken)?;
    Ok(file.into_values().map(|words| words.iter().map(|word| fold(word).trim().to_owned()).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indices(text: &str) -> Vec<IndexSpec> {
        crate::learner::Project::read(&format!("name = \"x\"\n{text}")).unwrap().indices
    }

    fn has(words: &ByName<Vec<String>>, index: &str, word: &str) -> bool {
        words.get(index).is_some_and(|words| words.iter().any(|known| fold(word).starts_with(&format!(" {known}"))))
    }

    #[test]
    fn an_index_is_meant_by_the_words_of_its_subject_in_every_language() {
        let indices = indices(
            "[[index]]\nname = \"churn_90d\"\n[[index]]\nname = \"x\"\ntitle = { ko = \"연체 위험\" }\n[[index]]\nname = \"y\"\n",
        );
        let words = words(&AskSpec::default(), &indices).unwrap();
        for word in ["attrition", "leaving", "해지할까요", "оттока", "уйдёт"] {
            assert!(has(&words, "churn_90d", word) && !has(&words, "x", word), "{word}");
        }
        assert!(has(&words, "x", "default") && has(&words, "x", "просрочка"));
        assert!(!words.contains_key("y"));
    }

    #[test]
    fn a_project_s_words_are_checked() {
        let spec =
            |name: &str, word: &str| AskSpec { words: [(name.to_owned(), vec![word.to_owned()])].into(), ..AskSpec::default() };
        let indices = indices("[[index]]\nname = \"y\"\n");
        assert!(has(&words(&spec("y", "Wobbl"), &indices).unwrap(), "y", "wobbling"));
        for (spec, wrong) in [(spec("z", "a"), "`z`"), (spec("y", "?!"), "word without letters")] {
            let message = words(&spec, &indices).unwrap_err().to_string();
            assert!(message.contains(wrong), "{message}");
        }
    }
}
