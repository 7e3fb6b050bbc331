//! The pages of the console, and how the address names them.

/// One of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// One customer: who this is, how likely, why, what to offer.
    Customer,
    /// Questions and answers.
    Ask,
    /// A table of customers.
    Batch,
    /// What the pack was trained on and how well it does.
    Model,
    /// What stays here, and the proof.
    Privacy,
}

impl View {
    /// All of them, in the order of the navigation.
    pub const ALL: [Self; 5] = [Self::Customer, Self::Ask, Self::Batch, Self::Model, Self::Privacy];

    /// The part of the address behind `#/`, and the id of the page's name among the words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Ask => "ask",
            Self::Batch => "batch",
            Self::Model => "model",
            Self::Privacy => "privacy",
        }
    }

    /// The page that an address's fragment names; the first for any other.
    #[must_use]
    pub fn of(fragment: &str) -> Self {
        let name = fragment.trim_start_matches('#').trim_start_matches('/');
        Self::ALL.into_iter().find(|view| view.name() == name).unwrap_or(Self::Customer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_pages_name_each_other() {
        for view in View::ALL {
            assert_eq!(View::of(&format!("#/{}", view.name())), view);
        }
        assert_eq!(["", "#", "#/elsewhere"].map(View::of), [View::Customer; 3]);
    }
}
