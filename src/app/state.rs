//! The page's state: the desk's snapshot with what the engine says about it. The engine is asked here, once per change of
//! the customer, and nowhere in the components.

use std::cell::OnceCell;
use std::rc::Rc;

use super::kept::{Begun, Kept};
use crate::app::{Action, Call, Chat, Choice, Desk, Editor, Gauge, Lang, Reasons, Record, View, Words, gauges, reasons};
use crate::engine::ask::Question;
use crate::engine::offers::Recommendation;
use crate::engine::{Consultation, Counterfactual};

/// After how many idle minutes a page may wipe itself; 0 is never.
pub const IDLE_MINUTES: [u32; 5] = [0, 5, 15, 30, 60];

/// A snapshot of the page. Cloning shares all that is large.
#[derive(Clone, PartialEq)]
pub struct State {
    desk: Rc<Desk>,
    view: View,
    editor: Editor,
    index: String,
    search: String,
    find: String,
    before: Rc<Consultation>,
    /// By record, what the engine said when its customer was last on the desk.
    last: Kept<usize, Consultation>,
    /// What was begun with the others.
    kept: Kept<(usize, Choice), Begun>,
    /// By pack, who was on the desk when another one was opened.
    left: Kept<usize, Choice>,
    /// Whether what was begun with the customer on the desk is here again.
    resumed: bool,
    /// How often the page was wiped.
    wipes: u32,
    /// After how many idle minutes the page wipes itself; 0 for never.
    idle: u32,
    /// Without reasons.
    consultation: Rc<Consultation>,
    call: Call,
    chat: Chat,
    /// The reasons of the index that is shown; worked out when first asked for, as what is below.
    reasons: Rc<OnceCell<Option<Reasons>>>,
    /// Worked out when first asked for: the page's first picture does without.
    recommendation: Rc<OnceCell<Option<Recommendation>>>,
}

impl State {
    /// The page as it opens: the first demo customer, the first index explained.
    #[must_use]
    pub fn new(desk: Rc<Desk>) -> Self {
        let editor = Editor::new(&desk.form, &desk.records);
        Self::with(desk, editor)
    }

    /// The page with a customer on the desk and nothing done yet.
    fn with(desk: Rc<Desk>, editor: Editor) -> Self {
        let consultation = Rc::new(desk.advisor.assess(editor.customer(), None));
        let index = desk.advisor.info().indices.first().map(|i| i.name.clone()).unwrap_or_default();
        let before = Rc::clone(&consultation);
        let (search, find) = (String::new(), String::new());
        Self {
            desk,
            view: View::Customer,
            editor,
            index,
            search,
            find,
            before,
            last: Kept::default(),
            kept: Kept::default(),
            left: Kept::default(),
            resumed: false,
            wipes: 0,
            idle: 30,
            consultation,
            call: Call::default(),
            chat: Chat::default(),
            reasons: Rc::default(),
            recommendation: Rc::default(),
        }
    }

    /// The page after `action`.
    #[must_use]
    pub fn reduce(&self, action: &Action) -> Self {
        let mut next = self.clone();
        // Who is next is one of those that the search finds.
        let found = match action {
            Action::Next(on) if !self.search.trim().is_empty() => self.next_found(*on).map(Action::Select),
            _ => None,
        };
        let action = found.as_ref().unwrap_or(action);
        match action {
            Action::Idle(minutes) => next.idle = *minutes,
            Action::Wipe => return self.wiped(),
            Action::Speak(lang) => next.speak(*lang),
            Action::Turn(view) => next.view = *view,
            Action::Open(place) if *place != self.desk.place => {
                // Another pack is another desk; what is not of a customer stays.
                let desk = Desk::new(self.desk.shelf.clone(), *place, self.desk.words.clone());
                let mut opened = Self { view: self.view, wipes: self.wipes, idle: self.idle, ..Self::new(Rc::new(desk)) };
                (opened.kept, opened.left) = (self.keeping(), self.left.clone());
                opened.left.put(self.desk.place, Some(Rc::new(self.editor.choice())));
                let last = opened.left.get(*place).map(|choice| **choice);
                let opened = opened.resumed(self);
                return last.map_or_else(|| opened.clone(), |choice| opened.reduce(&Action::Select(choice)));
            }
            Action::Stock(shelf) if *shelf != self.desk.shelf => {
                next.desk = Rc::new(Desk::new(shelf.clone(), self.desk.place, self.desk.words.clone()));
            }
            Action::Search(text) => next.search.clone_from(text),
            Action::Find(text) => next.find.clone_from(text),
            Action::Intent(intent) => next.call.intent.clone_from(intent),
            Action::Answer(response) => next.call = self.call.answered(response.clone()),
            Action::TakeBack(product) => next.call = self.call.without(product),
            Action::Ask(text) => next.chat = self.chat.asked(&self.desk.advisor, text, self.question()),
            // Whoever is on the desk already stays as they are.
            Action::Select(choice) if *choice == self.editor.choice() => {}
            Action::ChooseIndex(name) if self.consultation.scores.contains_key(name) => next.index.clone_from(name),
            _ => {
                next.editor = self.editor.reduce(&self.desk.form, &self.desk.records, action);
                if next.editor.choice() != self.editor.choice() {
                    // Another customer is another call.
                    next.kept = self.keeping();
                    (next.call, next.chat) = (Call::default(), Chat::default());
                    if let Choice::Record(position) = self.editor.choice() {
                        next.last.put(position, Some(Rc::clone(&self.consultation)));
                    }
                    // Undoing brings back the values by itself.
                    return next.resumed(self);
                }
                if *action == Action::Afresh {
                    (next.call, next.chat, next.resumed) = (Call::default(), Chat::default(), false);
                }
                next.consult(self);
            }
        }
        next.settled(self)
    }

    /// Forgets what was worked out of `earlier` and holds no longer.
    fn settled(self, earlier: &Self) -> Self {
        let mut next = self;
        let moved = next.editor.customer() != earlier.editor.customer() || *next.desk != *earlier.desk;
        if moved || next.index != earlier.index {
            next.reasons = Rc::default();
        }
        if moved || next.call != earlier.call {
            next.recommendation = Rc::default();
        }
        next
    }

    /// What was begun with all customers, the one on the desk among them.
    fn keeping(&self) -> Kept<(usize, Choice), Begun> {
        let (customer, call, chat) = (Rc::clone(self.editor.customer()), self.call.clone(), self.chat.clone());
        let nothing = customer == *self.editor.original() && call == Call::default() && chat == Chat::default();
        let mut kept = self.kept.clone();
        kept.put((self.desk.place, self.editor.choice()), (!nothing).then(|| Rc::new(Begun { customer, call, chat })));
        kept
    }

    /// With what was begun with the customer who has come to the desk.
    fn resumed(mut self, earlier: &Self) -> Self {
        let begun = self.kept.get((self.desk.place, self.editor.choice())).cloned();
        self.resumed = begun.is_some();
        if let Some(begun) = begun {
            if self.editor.customer() == self.editor.original() {
                self.editor = self.editor.resumed(&begun.customer);
            }
            (self.call, self.chat) = (begun.call.clone(), begun.chat.clone());
        }
        self.consult(earlier);
        self.settled(earlier)
    }

    /// The next of the customers that the search finds, or the one before; round the end. Nothing where it finds nobody else.
    fn next_found(&self, on: bool) -> Option<Choice> {
        let found = self.found();
        let beyond = match (self.editor.choice(), on) {
            (Choice::Record(at), true) => found.iter().find(|found| **found > at),
            (Choice::Record(at), false) => found.iter().rev().find(|found| **found < at),
            (Choice::Blank, _) => None,
        };
        let next = beyond.or(if on { found.first() } else { found.last() })?;
        Some(Choice::Record(*next)).filter(|next| *next != self.editor.choice())
    }

    /// The page as it opens, with nobody on the desk and nothing remembered.
    fn wiped(&self) -> Self {
        let blank = Self::with(Rc::clone(&self.desk), Editor::new(&self.desk.form, &[]));
        Self { view: self.view, wipes: self.wipes + 1, idle: self.idle, ..blank }
    }

    /// Says everything in another language; the customer and the call stay.
    fn speak(&mut self, lang: Lang) {
        self.desk = Rc::new(Desk::new(self.desk.shelf.clone(), self.desk.place, Words::new(lang)));
    }

    /// Asks the engine again where the customer is another one than in `earlier`.
    fn consult(&mut self, earlier: &Self) {
        let ask = |customer| Rc::new(self.desk.advisor.assess(customer, None));
        let before = if self.editor.original() == earlier.editor.original() {
            Rc::clone(&earlier.before)
        } else {
            ask(self.editor.original())
        };
        let consultation = if self.editor.customer() == earlier.editor.customer() {
            Rc::clone(&earlier.consultation)
        } else if self.editor.customer() == self.editor.original() {
            Rc::clone(&before)
        } else {
            ask(self.editor.customer())
        };
        (self.before, self.consultation) = (before, consultation);
    }

    /// What does not change.
    #[must_use]
    pub fn desk(&self) -> &Rc<Desk> {
        &self.desk
    }

    /// The page that is open.
    #[must_use]
    pub fn view(&self) -> View {
        self.view
    }

    /// The customer and the edits.
    #[must_use]
    pub fn editor(&self) -> &Editor {
        &self.editor
    }

    /// The index whose reasons are shown.
    #[must_use]
    pub fn index(&self) -> &str {
        &self.index
    }

    /// What is typed into the search over customers.
    #[must_use]
    pub fn search(&self) -> &str {
        &self.search
    }

    /// What is typed into the search over fields.
    #[must_use]
    pub fn find(&self) -> &str {
        &self.find
    }

    /// What the engine says about the customer as edited.
    #[must_use]
    pub fn consultation(&self) -> &Rc<Consultation> {
        &self.consultation
    }

    /// What is known of the call.
    #[must_use]
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// What to offer the customer as edited; nothing where the pack makes no offers.
    #[must_use]
    pub fn recommendation(&self) -> Option<&Recommendation> {
        let ask = || self.call.recommend(&self.desk.advisor, self.editor.customer(), self.desk.words.lang().tag());
        self.recommendation.get_or_init(ask).as_ref()
    }

    /// One card for each index.
    #[must_use]
    pub fn gauges(&self) -> Vec<Gauge> {
        let last = match self.editor.choice() {
            Choice::Record(position) => self.last.get(position),
            Choice::Blank => None,
        };
        gauges(&self.desk, &self.before, &self.consultation, last.map(Rc::as_ref))
    }

    /// After how many idle minutes the page wipes itself; 0 for never.
    #[must_use]
    pub fn idle(&self) -> u32 {
        self.idle
    }

    /// How many fields are changed and how many offers answered, where that was begun before another customer was on the desk.
    #[must_use]
    pub fn resumed_with(&self) -> Option<(usize, usize)> {
        self.resumed.then(|| (self.editor.edits(&self.desk.form), self.call.responses.len()))
    }

    /// What was asked about the customer on the desk.
    #[must_use]
    pub fn chat(&self) -> &Chat {
        &self.chat
    }

    /// The circumstances of a question about the customer on the desk.
    #[must_use]
    pub fn question(&self) -> Question {
        Question {
            customer: Some(self.editor.customer().as_ref().clone()),
            request: self.call.request(self.desk.words.lang().tag()),
            ..Question::default()
        }
    }

    /// How often the page was wiped: what keeps anything of customers begins anew when it changes.
    #[must_use]
    pub fn wipes(&self) -> u32 {
        self.wipes
    }

    /// What would bring the customer to `grade` on the index whose reasons are shown.
    #[must_use]
    pub fn counterfactual(&self, grade: u8) -> Option<Counterfactual> {
        self.desk.advisor.counterfactual(&self.index, self.editor.customer(), grade, None).ok()
    }

    /// The reasons of the chosen index.
    #[must_use]
    pub fn reasons(&self) -> Option<&Reasons> {
        let explain = || self.desk.advisor.explain(&self.index, self.editor.customer(), None).ok();
        self.reasons.get_or_init(|| Some(reasons(&self.desk.form, &explain()?))).as_ref()
    }

    /// The positions of the demo customers that the search finds.
    #[must_use]
    pub fn found(&self) -> Vec<usize> {
        let records = self.desk.records.iter().enumerate();
        let shown = |record: &Record| self.desk.form.told(&record.customer);
        records.filter(|(_, record)| record.matches(&self.search, || shown(record))).map(|(position, _)| position).collect()
    }

    /// What the engine remarks about a field of the customer; the same on every index.
    #[must_use]
    pub fn remark(&self, field: &str) -> Option<String> {
        let mut warnings = self.consultation.scores.values().flat_map(|s| &s.warnings);
        warnings.find(|w| w.field == field).map(|w| self.desk.words.warning(w.kind))
    }
}

#[cfg(test)]
#[cfg(feature = "train")]
mod tests {
    use super::*;
    use crate::app::sample::desk;
    use crate::app::{Change, Response, Shelf, Shelved};
    use crate::engine::Advisor;

    fn page() -> State {
        State::new(desk())
    }

    fn age(text: &str) -> Action {
        Action::Type("age".into(), text.into())
    }

    #[test]
    fn the_score_moves_with_the_edit_and_comes_back() {
        let opened = page();
        assert_eq!(opened.gauges()[0].change, Change::Same);
        let edited = opened.reduce(&age("75"));
        assert!(matches!(edited.gauges()[0].change, Change::Up(..)), "{:?}", edited.gauges()[0].change);
        assert!(edited != opened);
        let back = edited.reduce(&Action::Undo);
        assert_eq!(back.gauges(), opened.gauges());
        assert!(Rc::ptr_eq(back.consultation(), opened.consultation()), "an unedited customer is not scored twice");
    }

    #[test]
    fn what_does_not_touch_the_customer_does_not_ask_the_engine() {
        let edited = page().reduce(&age("75"));
        for action in [Action::Settle, Action::Search("x".into()), Action::Find("x".into()), Action::ChooseIndex("no".into())] {
            let next = edited.reduce(&action);
            assert!(Rc::ptr_eq(next.consultation(), edited.consultation()), "{action:?}");
            assert_eq!(next.index(), "churn", "{action:?}");
        }
    }

    #[test]
    fn reasons_and_remarks_follow_the_customer() {
        let opened = page();
        assert_eq!(opened.reasons().unwrap().table[0][..2], ["age".to_owned(), "30".to_owned()]);
        let edited = opened.reduce(&age("old"));
        assert!(edited.remark("age").is_some() && edited.remark("plan").is_none());
        assert_eq!(edited.gauges()[0].warnings.len(), 1);
        assert!(edited.gauges()[0].warnings[0].starts_with("age: "));
    }

    #[test]
    fn reasons_are_those_of_the_index_that_is_shown() {
        let page = page().reduce(&age("75"));
        let whole = page.desk().advisor.consult(page.editor().customer(), None);
        for (name, attribution) in whole.attributions.iter() {
            let chosen = page.reduce(&Action::ChooseIndex(name.clone()));
            assert_eq!(chosen.reasons(), Some(&reasons(&chosen.desk().form, attribution)));
            assert!(chosen.consultation().attributions.is_empty() && chosen.consultation().scores == whole.scores);
        }
        let korean = page.reduce(&Action::Speak(Lang::Korean));
        assert_ne!(korean.reasons(), page.reasons());
    }

    #[test]
    fn another_pack_is_another_customer_and_the_same_page() {
        let edited =
            [Action::Turn(View::Privacy), Action::Idle(5), age("75")].iter().fold(page(), |state, action| state.reduce(action));
        let other = edited.reduce(&Action::Open(1));
        assert_eq!((other.view(), other.idle(), other.desk().place), (View::Privacy, 5, 1));
        assert_eq!(other.editor().customer(), page().editor().customer());
    }

    #[test]
    fn a_pack_that_comes_later_leaves_the_customer_alone() {
        let stocked = desk();
        // Of the first pack only what scores take has been read.
        let begun = Advisor::for_scores(&crate::artifact::write(stocked.advisor.pack()).unwrap()).unwrap();
        let first = Shelf::new(vec![Shelved { advisor: Rc::new(begun), ..stocked.shelf.pack(0).clone() }]).unwrap();
        let opened = State::new(Rc::new(Desk::new(first, 0, Words::new(Lang::English)))).reduce(&age("75"));
        assert_eq!(opened.reduce(&Action::Open(1)).desk().shelf.names().len(), 1);
        let more = opened.reduce(&Action::Stock(stocked.shelf.clone()));
        assert_eq!((more.desk().shelf.names().len(), more.desk().place), (2, 0));
        assert!(more.editor() == opened.editor() && Rc::ptr_eq(more.consultation(), opened.consultation()));
        assert!(opened.desk().advisor.pack().golden.is_empty() && more.desk().advisor.pack() == stocked.advisor.pack());
        assert!(more.reduce(&Action::Stock(stocked.shelf.clone())) == more, "the same shelf is nothing new");
        assert_eq!(more.reduce(&Action::Open(1)).desk().place, 1);
    }

    #[test]
    fn what_was_begun_with_a_customer_is_there_again() {
        let answer = Response { product: "home".into(), accepted: true, reason: None };
        let [ann, bob] = [0, 1].map(|at| Action::Select(Choice::Record(at)));
        let play = |state: State, actions: &[&Action]| actions.iter().fold(state, |state, action| state.reduce(action));
        let begun = play(page(), &[&age("75"), &Action::Answer(answer), &ann]);
        assert_eq!((begun.resumed_with(), begun.call().responses.len()), (None, 1), "who is there already stays as they are");
        let away = begun.reduce(&bob);
        assert_eq!((away.resumed_with(), away.call().responses.len()), (None, 0));
        let back = play(away.clone(), &[&Action::Open(1), &Action::Open(0)]);
        assert_eq!((back.editor().choice(), play(back, &[&ann]).resumed_with()), (Choice::Record(1), Some((1, 1))));
        let there = play(begun.clone(), &[&Action::Open(1), &Action::Open(0)]);
        assert_eq!((there.resumed_with(), there.call()), (Some((1, 1)), begun.call()), "another pack is another customer");
        for way in [vec![&ann], vec![&Action::Open(1), &Action::Open(0), &ann], vec![&Action::Next(false)]] {
            let back = play(away.clone(), &way);
            assert_eq!((back.resumed_with(), back.editor().edits(&back.desk().form)), (Some((1, 1)), 1));
            assert!(back.call() == begun.call() && back.consultation() == begun.consultation());
            let afresh = back.reduce(&Action::Afresh);
            assert!(afresh.resumed_with().is_none() && afresh.call() == &Call::default());
            assert_eq!(afresh.consultation(), page().consultation());
            // And then there is nothing to come back to.
            assert_eq!(play(afresh, &[&bob, &ann]).resumed_with(), None);
        }
        let undone = away.reduce(&Action::Undo);
        assert!(undone.editor().customer() == begun.editor().customer() && undone.call() == begun.call());
        assert_eq!(play(away, &[&Action::Wipe, &ann]).resumed_with(), None);
    }

    #[test]
    fn the_search_tells_who_is_found_and_the_next_is_one_of_them() {
        let page = page();
        let search = |text: &str| page.reduce(&Action::Search(text.into()));
        assert_eq!((search("").found(), search("nobody").found()), (vec![0, 1], vec![]));
        let next = |state: State, on| state.reduce(&Action::Next(on)).editor().choice();
        let only = search("bob");
        assert_eq!(only.found(), [1]);
        assert_eq!([true, false].map(|on| next(only.clone(), on)), [Choice::Record(1); 2]);
        // Where it finds nobody else, whoever comes next.
        let there = only.reduce(&Action::Next(true));
        assert_eq!((next(there, false), next(search("nobody"), true)), (Choice::Record(0), Choice::Record(1)));
    }
}
