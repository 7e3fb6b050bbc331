//! Which customer is on the desk and how it was edited: a snapshot, and what an action makes of it. Nothing is scored here.

use std::rc::Rc;

use crate::app::{Control, Form, Lang, Record, Response, Shelf, View, read};
use crate::engine::{Customer, FieldValue};

/// Most steps that can be undone; a call is shorter than that.
const MOST_STEPS: usize = 500;

/// What a person did.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Took a customer to the desk.
    Select(Choice),
    /// Typed into a field; the text so far. Typing on in one field is one step to undo.
    Type(String, String),
    /// Set a field at once, by a click.
    Set(String, FieldValue),
    /// Took the next customer to the desk, or the one before.
    Next(bool),
    /// Set several fields at once.
    Apply(Vec<(String, FieldValue)>),
    /// Left a field: what is shown there is the value again, not what was typed.
    Settle,
    /// Put one field back to what was loaded.
    Reset(String),
    /// Put every field back.
    ResetAll,
    /// Began with the customer on the desk as if they had not been here: no changed field, no answer, no question.
    Afresh,
    /// Asked a question.
    Ask(String),
    /// Went one step back.
    Undo,
    /// Went one step forward again.
    Redo,
    /// Typed into the search over customers.
    Search(String),
    /// Typed into the search over fields.
    Find(String),
    /// Asked for the reasons of another index.
    ChooseIndex(String),
    /// Said after how many idle minutes the page wipes itself; 0 for never.
    Idle(u32),
    /// Wiped everything that came of customers off the page.
    Wipe,
    /// Turned to a page.
    Turn(View),
    /// Took another pack from the shelf, by its place.
    Open(usize),
    /// Put more packs on the shelf; those that were there stay in their places.
    Stock(Shelf),
    /// Chose another language.
    Speak(Lang),
    /// Said what the call is about.
    Intent(Option<String>),
    /// Noted what came of an offer.
    Answer(Response),
    /// Took back what was noted of a product.
    TakeBack(String),
}

/// A customer to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// Every field is a gap.
    Blank,
    /// The demo customer at this position.
    Record(usize),
}

impl Choice {
    /// A number for each: 0 for a customer of gaps, then the demo customers.
    #[must_use]
    pub fn number(self) -> usize {
        match self {
            Self::Blank => 0,
            Self::Record(position) => position + 1,
        }
    }
}

/// What one step can bring back.
#[derive(Debug, Clone, PartialEq)]
struct Step {
    choice: Choice,
    original: Rc<Customer>,
    customer: Rc<Customer>,
}

/// The desk's snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct Editor {
    now: Step,
    past: Vec<Step>,
    future: Vec<Step>,
    typing: Option<Typing>,
}

/// A field that is being typed into.
#[derive(Debug, Clone, PartialEq)]
struct Typing {
    field: String,
    text: String,
    /// Whether there already is a step to undo the typing with.
    undoable: bool,
}

impl Editor {
    /// A desk with the first record on it, or a blank customer where there is none.
    #[must_use]
    pub fn new(form: &Form, records: &[Record]) -> Self {
        let choice = if records.is_empty() { Choice::Blank } else { Choice::Record(0) };
        Self { now: Step::load(choice, form, records), past: Vec::new(), future: Vec::new(), typing: None }
    }

    /// Where the customer comes from.
    #[must_use]
    pub fn choice(&self) -> Choice {
        self.now.choice
    }

    /// The customer as loaded.
    #[must_use]
    pub fn original(&self) -> &Rc<Customer> {
        &self.now.original
    }

    /// The customer as edited.
    #[must_use]
    pub fn customer(&self) -> &Rc<Customer> {
        &self.now.customer
    }

    /// The value of a field as edited; a field that the customer does not have is a gap.
    #[must_use]
    pub fn value(&self, field: &str) -> &FieldValue {
        self.now.customer.get(field).unwrap_or(&FieldValue::Missing)
    }

    /// The value of a field as loaded.
    #[must_use]
    pub fn loaded(&self, field: &str) -> &FieldValue {
        self.now.original.get(field).unwrap_or(&FieldValue::Missing)
    }

    /// What is being typed into a field, if anything.
    #[must_use]
    pub fn typed(&self, field: &str) -> Option<&str> {
        self.typing.as_ref().filter(|t| t.field == field).map(|t| t.text.as_str())
    }

    /// Whether a field is being typed into.
    #[must_use]
    pub fn is_typing(&self) -> bool {
        self.typing.is_some()
    }

    /// How many fields of the form differ from the customer as loaded.
    #[must_use]
    pub fn edits(&self, form: &Form) -> usize {
        form.fields.iter().filter(|f| self.value(&f.name) != self.loaded(&f.name)).count()
    }

    /// Whether there is a step to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a step to redo.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// The snapshot after `action`.
    #[must_use]
    pub fn reduce(&self, form: &Form, records: &[Record], action: &Action) -> Self {
        let mut next = self.clone();
        match action {
            Action::Select(choice) => next.step(Step::load(*choice, form, records)),
            Action::Type(field, text) => {
                let value = form.field(field).map_or_else(|| read(Control::Text, text), |f| f.read(text));
                let step = self.now.with(field, value);
                let undoable = self.typing.as_ref().is_some_and(|t| t.field == *field && t.undoable);
                if undoable {
                    next.now = step;
                } else {
                    next.step(step);
                }
                let undoable = undoable || next.now != self.now;
                next.typing = Some(Typing { field: field.clone(), text: text.clone(), undoable });
            }
            Action::Set(field, value) => next.step(self.now.with(field, value.clone())),
            Action::Next(on) => {
                let last = records.len().saturating_sub(1);
                let place = match (self.now.choice, on) {
                    (Choice::Record(place), true) if place < last => place + 1,
                    (Choice::Record(place), false) if place > 0 => place - 1,
                    (Choice::Record(_), true) | (Choice::Blank, true) => 0,
                    (Choice::Record(_), false) | (Choice::Blank, false) => last,
                };
                next.step(Step::load(Choice::Record(place), form, records));
            }
            Action::Apply(changes) => {
                let step = changes.iter().fold(self.now.clone(), |step, (field, value)| step.with(field, value.clone()));
                next.step(step);
            }
            Action::Settle => next.typing = None,
            Action::Reset(field) => next.step(self.now.restored(field)),
            Action::ResetAll | Action::Afresh => next.step(Step { customer: Rc::clone(&self.now.original), ..self.now.clone() }),
            Action::Undo => next.travel(true),
            Action::Redo => next.travel(false),
            Action::Search(_)
            | Action::Ask(_)
            | Action::Turn(_)
            | Action::Wipe
            | Action::Idle(_)
            | Action::Open(_)
            | Action::Speak(_)
            | Action::Find(_)
            | Action::ChooseIndex(_)
            | Action::Intent(_)
            | Action::Answer(_)
            | Action::Stock(_)
            | Action::TakeBack(_) => (),
        }
        next
    }

    /// The snapshot with the customer on the desk edited as before; there is no step to undo it with.
    pub(super) fn resumed(mut self, customer: &Rc<Customer>) -> Self {
        self.now.customer = Rc::clone(customer);
        self
    }

    fn step(&mut self, step: Step) {
        self.typing = None;
        if step == self.now {
            return;
        }
        self.future.clear();
        if self.past.len() == MOST_STEPS {
            self.past.remove(0);
        }
        self.past.push(std::mem::replace(&mut self.now, step));
    }

    fn travel(&mut self, back: bool) {
        self.typing = None;
        let (from, to) = if back { (&mut self.past, &mut self.future) } else { (&mut self.future, &mut self.past) };
        if let Some(step) = from.pop() {
            to.push(std::mem::replace(&mut self.now, step));
        }
    }
}

impl Step {
    fn load(choice: Choice, form: &Form, records: &[Record]) -> Self {
        let record = match choice {
            Choice::Record(position) => records.get(position),
            Choice::Blank => None,
        };
        match record {
            Some(record) => Self { choice, original: Rc::clone(&record.customer), customer: Rc::clone(&record.customer) },
            None => {
                let gaps = form.fields.iter().map(|f| (f.name.clone(), FieldValue::Missing)).collect();
                let blank = Rc::new(Customer::new(gaps).unwrap_or_default());
                Self { choice: Choice::Blank, original: Rc::clone(&blank), customer: blank }
            }
        }
    }

    fn with(&self, field: &str, value: FieldValue) -> Self {
        let mut customer = Customer::clone(&self.customer);
        customer.set(field, value);
        Self { customer: Rc::new(customer), ..self.clone() }
    }

    /// A field that the loaded customer does not have goes away again: to the engine that is not the same as a gap.
    fn restored(&self, field: &str) -> Self {
        match self.original.get(field) {
            Some(value) => self.with(field, value.clone()),
            None => {
                let others = self.customer.iter().filter(|(name, _)| *name != field);
                let others = others.map(|(name, value)| (name.to_owned(), value.clone())).collect();
                Self { customer: Rc::new(Customer::new(others).unwrap_or_default()), ..self.clone() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::form::tests::form;

    fn desk() -> (Form, Vec<Record>) {
        let ann = vec![("age".to_owned(), FieldValue::Number(42.0)), ("channel".to_owned(), FieldValue::Text("agent".into()))];
        let bob = vec![("age".to_owned(), FieldValue::Number(30.0))];
        let record = |title: &str, fields| Record::new(title.into(), Customer::new(fields).unwrap());
        (form(), vec![record("Ann", ann), record("Bob", bob)])
    }

    /// Plays actions from a fresh desk and tells the age and the channel after them.
    fn check(actions: &[Action], age: Option<f64>, channel: Option<&str>) -> Editor {
        let (form, records) = desk();
        let start = Editor::new(&form, &records);
        let editor = actions.iter().fold(start, |editor, action| editor.reduce(&form, &records, action));
        assert_eq!(*editor.value("age"), age.map_or(FieldValue::Missing, FieldValue::Number), "{actions:?}");
        assert_eq!(*editor.value("channel"), channel.map_or(FieldValue::Missing, |c| FieldValue::Text(c.into())), "{actions:?}");
        editor
    }

    fn typed(text: &str) -> Action {
        Action::Type("age".into(), text.into())
    }

    #[test]
    fn typing_on_is_one_step_and_shows_what_was_typed() {
        let editor = check(&[typed("5"), typed("51"), typed("51.")], Some(51.0), Some("agent"));
        assert_eq!(editor.typed("age"), Some("51."));
        let editor = check(&[typed("5"), typed("51."), Action::Settle], Some(51.0), Some("agent"));
        assert_eq!(editor.typed("age"), None);
        let editor = check(&[typed("5"), typed("51"), Action::Undo], Some(42.0), Some("agent"));
        assert!(!editor.can_undo() && editor.can_redo());
        check(&[typed("42 "), typed("4"), Action::Undo], Some(42.0), Some("agent"));
        check(&[typed("5"), Action::Settle, typed("6"), Action::Undo], Some(5.0), Some("agent"));
    }

    #[test]
    fn undo_and_redo_walk_the_same_way() {
        let other = Action::Set("channel".into(), FieldValue::Missing);
        check(&[typed("5"), other.clone(), Action::Undo], Some(5.0), Some("agent"));
        check(&[typed("5"), other.clone(), Action::Undo, Action::Undo], Some(42.0), Some("agent"));
        check(&[typed("5"), other.clone(), Action::Undo, Action::Undo, Action::Redo, Action::Redo], Some(5.0), None);
        let editor = check(&[typed("5"), Action::Undo, other], Some(42.0), None);
        assert!(!editor.can_redo(), "a new edit starts a new future");
        check(&[Action::Undo, Action::Redo], Some(42.0), Some("agent"));
    }

    #[test]
    fn resets_go_back_to_what_was_loaded() {
        let (form, _) = desk();
        let gap = Action::Set("channel".into(), FieldValue::Missing);
        let edited = check(&[typed("5"), gap.clone()], Some(5.0), None);
        assert_eq!(edited.edits(&form), 2);
        let one = check(&[typed("5"), gap.clone(), Action::Reset("age".into())], Some(42.0), None);
        assert_eq!(one.edits(&form), 1);
        let all = check(&[typed("5"), gap.clone(), Action::ResetAll], Some(42.0), Some("agent"));
        assert_eq!(all.edits(&form), 0);
        check(&[typed("5"), gap, Action::ResetAll, Action::Undo], Some(5.0), None);
    }

    #[test]
    fn a_field_that_was_absent_is_absent_again_after_its_reset() {
        let set = Action::Set("channel".into(), FieldValue::Text("direct".into()));
        let editor = check(&[Action::Select(Choice::Record(1)), set, Action::Reset("channel".into())], Some(30.0), None);
        assert_eq!(editor.customer().get("channel"), None);
        assert_eq!(editor.customer(), editor.original());
    }

    #[test]
    fn choosing_a_customer_can_be_undone_with_the_edits_that_were_lost() {
        let editor = check(&[typed("5"), Action::Select(Choice::Record(1))], Some(30.0), None);
        assert_eq!((editor.choice(), editor.edits(&form())), (Choice::Record(1), 0));
        check(&[typed("5"), Action::Select(Choice::Record(1)), Action::Undo], Some(5.0), Some("agent"));
        let blank = check(&[Action::Select(Choice::Blank)], None, None);
        assert_eq!(blank.customer().get("age"), Some(&FieldValue::Missing), "a blank customer has gaps, not absent fields");
        let nobody = check(&[Action::Select(Choice::Record(99))], None, None);
        assert_eq!(nobody.choice(), Choice::Blank);
    }

    #[test]
    fn words_that_are_no_number_stay_words() {
        let (form, records) = desk();
        let editor = Editor::new(&form, &records).reduce(&form, &records, &typed("old"));
        assert_eq!(*editor.value("age"), FieldValue::Text("old".into()));
    }
}
