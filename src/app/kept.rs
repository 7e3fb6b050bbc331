//! What was begun with customers who are not on the desk: changed values, answers to offers, questions. It is there again when one comes
//! back to them, until the page is wiped.

use std::rc::Rc;

use crate::app::{Call, Chat};
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

/// Something of a few customers or packs, by what tells them apart. Cloning shares it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Kept<K, V>(Rc<Vec<(K, Rc<V>)>>);

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Rc::default())
    }
}

impl<K: Copy + PartialEq, V> Kept<K, V> {
    /// With `value` in the place of an earlier one; nothing takes that away.
    pub(super) fn put(&mut self, key: K, value: Option<Rc<V>>) {
        let others = self.0.iter().filter(|(known, _)| *known != key).cloned();
        self.0 = Rc::new(others.chain(value.map(|value| (key, value))).collect());
    }

    /// What there is of this one.
    pub(super) fn get(&self, key: K) -> Option<&Rc<V>> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }
}
