//! How well a pack tells what questions ask for, for people and for programs.

use serde::Serialize;

use confidant::model::ask::{Ask, AskCard, AskFigures};

/// What is shown of a pack's text model.
#[derive(Serialize)]
pub(crate) struct ShownAsk<'a> {
    threshold: f64,
    intents: Vec<&'static str>,
    card: &'a AskCard,
}

impl<'a> ShownAsk<'a> {
    pub(crate) fn new(ask: &'a Ask) -> Self {
        Self { threshold: ask.threshold, intents: ask.intents.iter().map(|intent| intent.name()).collect(), card: &ask.card }
    }
}

/// The figures, a line a language.
pub(crate) fn ask_text(ask: &Ask) -> String {
    let mut text = format!(
        "questions: {} intents, learnt from {} templates, measured on templates held out, answered from {:.3}\n",
        ask.intents.len(),
        ask.card.templates,
        ask.threshold
    );
    let all = std::iter::once(("all", &ask.card.all));
    for (language, f) in all.chain(ask.card.languages.iter().map(|(name, figures)| (name.as_str(), figures))) {
        let AskFigures { phrases, accuracy, answered, precision, others, false_answers } = f;
        text.push_str(&format!(
            "  {language:<4} {phrases} phrases  accuracy {accuracy:.4}  answered {answered:.4}  right of those {precision:.4}  \
             {others} others  answered {false_answers:.4}\n"
        ));
    }
    text
}
