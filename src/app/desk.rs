//! What a page works with while a pack is open: the pack, its form and customers, and the words.

use std::rc::Rc;

use crate::app::{Form, Lang, Record, Shelf, Shelved, Words, title};
use crate::engine::Advisor;

/// What does not change while a pack is open in one language.
pub struct Desk {
    /// The packs of the page.
    pub shelf: Shelf,
    /// The place of this one among them.
    pub place: usize,
    /// The pack, loaded.
    pub advisor: Rc<Advisor>,
    /// The form for the pack's schema.
    pub form: Form,
    /// The demo customers.
    pub records: Rc<[Record]>,
    /// The page's language.
    pub words: Words,
}

impl Desk {
    /// A desk for the pack at a place of the shelf, with titles in the language of `words`.
    #[must_use]
    pub fn new(shelf: Shelf, place: usize, words: Words) -> Self {
        let Shelved { advisor, records, .. } = shelf.pack(place).clone();
        let form = Form::new(advisor.info(), &words);
        Self { shelf, place, advisor, form, records, words }
    }

    /// A desk for one pack without customers.
    #[must_use]
    pub fn of(advisor: Rc<Advisor>, lang: Lang) -> Self {
        let shelf = Shelf::one(Shelved::new(advisor, Vec::new(), String::new));
        Self::new(shelf, 0, Words::new(lang))
    }

    /// What people call a product, in the page's language.
    #[must_use]
    pub fn product(&self, id: &str) -> String {
        let known = self.advisor.info().catalogue.iter().find(|product| product.id == id);
        known.map_or_else(|| id.to_owned(), |product| title(&product.name, self.words.lang().tag(), id))
    }
}

impl PartialEq for Desk {
    /// A desk never changes, so that it is equal to itself and to no other.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}
