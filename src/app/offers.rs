//! The offers of the customer on the desk, and what came of them in this consultation.

use serde::{Deserialize, Serialize};

use crate::app::called;
use crate::engine::offers::{Contact, Recommendation, Request};
use crate::engine::{Advisor, Customer};
use crate::model::offers::Outcome;

/// Offers that are shown.
const SHOWN: usize = 3;

/// Why a customer declined, as the agent picks it.
pub const REASONS: [&str; 5] = ["price", "need", "later", "elsewhere", "other"];

/// What came of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The product, by id.
    pub product: String,
    /// Whether the customer took it.
    pub accepted: bool,
    /// Why not, one of [`REASONS`].
    pub reason: Option<String>,
}

/// What is known of the call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Call {
    /// What it is about, if the agent said so.
    pub intent: Option<String>,
    /// What came of offers, first to last.
    pub responses: Vec<Response>,
}

impl Call {
    /// What to offer in this call; nothing where the pack makes no offers.
    #[must_use]
    pub fn recommend(&self, advisor: &Advisor, customer: &Customer, lang: &str) -> Option<Recommendation> {
        advisor.recommend(customer, &self.request(lang)).ok()
    }

    /// What is asked of the engine in this call.
    #[must_use]
    pub fn request(&self, lang: &str) -> Request {
        let outcome = |accepted| if accepted { Outcome::Accepted } else { Outcome::Declined };
        let contact =
            |response: &Response| Contact { product: response.product.clone(), outcome: outcome(response.accepted), day: None };
        let accepted = self.responses.iter().filter(|response| response.accepted);
        Request {
            top: SHOWN,
            holdings: accepted.map(|response| (response.product.clone(), 1.0)).collect(),
            contacts: self.responses.iter().map(contact).collect(),
            intent: self.intent.clone(),
            lang: lang.to_owned(),
            ..Request::default()
        }
    }

    /// The call with the answer to an offer; a later answer about a product takes the place of an earlier one.
    #[must_use]
    pub fn answered(&self, response: Response) -> Self {
        let mut next = self.without(&response.product);
        next.responses.push(response);
        next
    }

    /// The call without the answer about a product.
    #[must_use]
    pub fn without(&self, product: &str) -> Self {
        let mut next = self.clone();
        next.responses.retain(|response| response.product != product);
        next
    }
}

/// What calls may be about, by the pack's rules: each intent with what people call it.
#[must_use]
pub fn intents(advisor: &Advisor, lang: &str) -> Vec<(String, String)> {
    let Some(offers) = &advisor.pack().offers else { return Vec::new() };
    let called = |intent: String| (intent.clone(), called(advisor.info().glossary.intents.get(&intent), lang, &intent));
    offers.policy.intents().into_iter().map(called).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_answer_takes_the_place_of_an_earlier_one() {
        let answer = |accepted| Response { product: "home".into(), accepted, reason: None };
        let call = Call::default().answered(answer(false)).answered(answer(true));
        assert_eq!(call.responses, [answer(true)]);
        assert_eq!(call.without("home"), Call::default());
    }
}
