//! What was begun with customers who are not on the desk: changed values, answers to offers, questions. It is there again when one comes
//! back to them, until the page is wiped.

use std::rc::Rc;

use litemap::LiteMap;

use crate::app::{Call, Chat, Choice};
use crate::engine::Customer;

/// What was begun with one customer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Begun {
    /// The customer as edited.
    pub(super) customer: Rc<Customer>,
    /// What is known of the call.
    pub(super) call: Call,
    /// What was asked.
    pub(super) chat: Chat,
}

/// What was begun, by the pack's place and the customer. Cloning shares it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Kept(Rc<LiteMap<(usize, Choice), Begun>>);

impl Kept {
    /// With what was begun with a customer who leaves the desk, or without where that is nothing.
    pub(super) fn put(&mut self, place: (usize, Choice), begun: Option<Begun>) {
        match begun {
            Some(begun) => drop(Rc::make_mut(&mut self.0).insert(place, begun)),
            None if self.0.contains_key(&place) => drop(Rc::make_mut(&mut self.0).remove(&place)),
            None => {}
        }
    }

    /// What was begun with a customer.
    pub(super) fn get(&self, place: (usize, Choice)) -> Option<&Begun> {
        self.0.get(&place)
    }
}
