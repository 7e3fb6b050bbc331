//! The consultation on the desk as a record to take away.

use crate::app::{Response, State};
use crate::artifact::json_text;
use crate::engine::receipt::{Answered, Receipt};

impl State {
    /// The consultation on record, as JSON; `at` is the time, `salt` random digits, and `plain` puts the customer's values in it.
    #[must_use]
    pub fn receipt(&self, plain: bool, at: String, salt: String) -> Option<String> {
        let request = self.call().request(self.desk().words.lang().tag());
        let answered = |response: &Response| Answered {
            product: response.product.clone(),
            accepted: response.accepted,
            reason: response.reason.clone(),
        };
        let responses = self.call().responses.iter().map(answered).collect();
        let pack = &self.desk().shelf.pack(self.desk().place).sha256;
        let customer = (self.editor().customer().as_ref(), plain);
        let receipt = Receipt::new(&self.desk().advisor, pack, customer, &request, responses, (at, salt)).ok()?;
        Some(json_text(&receipt))
    }
}
