//! A consultation that outlives a reload, as when a new version of the page is started in the middle of a call: which customer is on the
//! desk, how they were edited, and what they answered. The steps to undo are not handed over.

use serde::{Deserialize, Serialize};

use crate::app::{Action, Choice, Lang, Response, State};
use crate::artifact::{json_text, read_json};
use crate::dataset::ByName;
use crate::engine::FieldValue;

/// What is handed over. Another version of the page reads it, so that nothing here is taken for granted.
#[derive(Serialize, Deserialize)]
struct Handover {
    /// The pack's name: a customer of one company means nothing to the model of another.
    pack: String,
    /// The language's tag.
    lang: String,
    /// What the picker calls the customer whom the edits began with.
    title: Option<String>,
    /// Every value as it stood.
    values: ByName<FieldValue>,
    index: String,
    intent: Option<String>,
    responses: Vec<Response>,
}

impl State {
    /// The consultation as text.
    #[must_use]
    pub fn hand_over(&self) -> String {
        let desk = self.desk();
        let title = match self.editor().choice() {
            Choice::Record(position) => desk.records.get(position).map(|record| record.title.clone()),
            Choice::Blank => None,
        };
        let values = self.editor().customer().iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
        let handover = Handover {
            pack: desk.advisor.info().name.clone(),
            lang: desk.words.lang().tag().to_owned(),
            title,
            values,
            index: self.index().to_owned(),
            intent: self.call().intent.clone(),
            responses: self.call().responses.clone(),
        };
        json_text(&handover)
    }

    /// The page with the consultation that was handed over, or as it is where the text is none of this pack's.
    #[must_use]
    pub fn taken_over(self, text: &str) -> Self {
        let Ok(handover) = read_json::<Handover>(text) else { return self };
        let Some(place) = self.desk().shelf.names().position(|name| name == handover.pack) else { return self };
        let next = self.reduce(&Action::Speak(Lang::of(&handover.lang))).reduce(&Action::Open(place));
        let desk = next.desk().clone();
        let position = handover.title.and_then(|title| desk.records.iter().position(|record| record.title == title));
        let choice = position.map_or(Choice::Blank, Choice::Record);
        let mut next = next.reduce(&Action::Select(choice));
        for field in &desk.form.fields {
            let value = handover.values.get(&field.name).unwrap_or(&FieldValue::Missing);
            if next.editor().value(&field.name) != value {
                next = next.reduce(&Action::Set(field.name.clone(), value.clone()));
            }
        }
        next = next.reduce(&Action::ChooseIndex(handover.index)).reduce(&Action::Intent(handover.intent));
        handover.responses.into_iter().fold(next, |next, response| next.reduce(&Action::Answer(response)))
    }
}

#[cfg(test)]
#[cfg(feature = "train")]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::app::sample::desk;

    #[test]
    fn a_consultation_outlives_a_reload() {
        let desk = desk();
        let answer = Response { product: "home".into(), accepted: false, reason: Some("price".into()) };
        let before = [
            Action::Speak(Lang::Korean),
            Action::Select(Choice::Record(1)),
            Action::Type("age".into(), "75".into()),
            Action::Settle,
            Action::Set("plan".into(), FieldValue::Missing),
            Action::Answer(answer),
            Action::Intent(Some("cancel".into())),
        ]
        .iter()
        .fold(State::new(Rc::clone(&desk)), |state, action| state.reduce(action));
        let after = State::new(Rc::clone(&desk)).taken_over(&before.hand_over());
        assert_eq!(after.editor().choice(), Choice::Record(1));
        assert_eq!(after.editor().original(), before.editor().original());
        assert_eq!(after.consultation(), before.consultation());
        assert_eq!(after.call(), before.call());
        assert_eq!((after.index(), after.desk().words.lang()), (before.index(), Lang::Korean));
        // The new version may have other demo customers: the values stay, on a blank start.
        let text = before.hand_over().replace("Bob", "Carl");
        let after = State::new(Rc::clone(&desk)).taken_over(&text);
        assert_eq!(after.editor().choice(), Choice::Blank);
        assert_eq!(after.consultation(), before.consultation());
    }

    #[test]
    fn what_is_no_handover_changes_nothing() {
        let desk = desk();
        let opened = State::new(Rc::clone(&desk));
        let other = opened.hand_over().replacen("\"pack\":\"", "\"pack\":\"another ", 1);
        for text in ["", "null", "{}", "[1]", r#"{"pack":1}"#, &other] {
            assert!(opened.clone().taken_over(text) == opened, "{text}");
        }
    }
}
