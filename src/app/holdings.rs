//! Who the customer on the desk is to the company: their stages, what they hold, and what they have just taken.

use crate::app::{State, flag, title};
use crate::model::Product;

impl State {
    /// The customer's status and stage of life, by title, as far as the pack's rules tell.
    #[must_use]
    pub fn stages(&self) -> Vec<String> {
        let stages = self.consultation().status.iter().chain(&self.consultation().life_stage);
        stages.map(|stage| title(&stage.title, self.desk().words.lang().tag(), &stage.id)).collect()
    }

    /// The products that the customer holds, by title.
    #[must_use]
    pub fn held(&self) -> Vec<String> {
        let products = self.desk().advisor.info().catalogue.iter();
        products.filter(|p| self.holds(p)).map(|p| self.desk().product(&p.id)).collect()
    }

    /// The products that the customer took in this call and did not hold before, by title.
    #[must_use]
    pub fn taken(&self) -> Vec<String> {
        let products = &self.desk().advisor.info().catalogue;
        let held = |id: &str| products.iter().any(|p| p.id == id && self.holds(p));
        let taken = self.call().responses.iter().filter(|response| response.accepted && !held(&response.product));
        taken.map(|response| self.desk().product(&response.product)).collect()
    }

    fn holds(&self, product: &Product) -> bool {
        product.held.as_deref().is_some_and(|column| flag(self.editor().value(column)) == Some(true))
    }
}
