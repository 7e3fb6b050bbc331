//! The packs of the page: loaded once, so that taking another one down is instant and asks for nothing.

use std::cell::LazyCell;
use std::fmt;
use std::rc::Rc;

use crate::app::Record;
use crate::engine::Advisor;

/// A digest that is computed when somebody first asks for it: opening the page need not wait for it.
pub type Fingerprint = Rc<LazyCell<String, Box<dyn FnOnce() -> String>>>;

/// A pack with the demo customers that came beside it.
#[derive(Clone)]
pub struct Shelved {
    /// The pack, loaded.
    pub advisor: Rc<Advisor>,
    /// The SHA-256 of the pack's bytes, in hexadecimal digits.
    pub sha256: Fingerprint,
    /// The demo customers.
    pub records: Rc<[Record]>,
}

impl Shelved {
    /// A pack with customers, and how its digest comes about.
    #[must_use]
    pub fn new(advisor: Rc<Advisor>, records: Vec<Record>, sha256: impl FnOnce() -> String + 'static) -> Self {
        Self { advisor, sha256: Rc::new(LazyCell::new(Box::new(sha256))), records: records.into() }
    }
}

/// All packs of the page.
#[derive(Clone)]
pub struct Shelf(Rc<[Shelved]>);

impl Shelf {
    /// A shelf; nothing where it would be empty.
    #[must_use]
    pub fn new(packs: Vec<Shelved>) -> Option<Self> {
        if packs.is_empty() { None } else { Some(Self(packs.into())) }
    }

    /// A shelf with one pack.
    #[must_use]
    pub fn one(pack: Shelved) -> Self {
        Self(Rc::new([pack]))
    }

    /// The pack at a place; the first where there is none.
    #[must_use]
    pub fn pack(&self, place: usize) -> &Shelved {
        self.0.get(place).unwrap_or(&self.0[0])
    }

    /// The names of the packs, in order.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|pack| pack.advisor.info().name.as_str())
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

impl PartialEq for Shelf {
    /// A shelf never changes, so that it is equal to itself and to no other.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
