//! Questions, answered from the pack alone: no language model, no network, and "I do not know" where the text model is not sure.
//!
//! A question's products, categories, benefits and indices are found by their names ([`names`]); what it asks for is told by the
//! pack's text model, with products as one sign; the answer is put together from what the engine says anyway ([`offering`],
//! [`facts`], [`scores`]), in sentences of three languages ([`words`]). Pure functions of a pack, a question and its circumstances.

mod answer;
mod facts;
mod names;
mod narrow;
mod offering;
mod question;
mod reply;
mod scores;
mod words;

pub use answer::{Answer, AnswerCard, Benefit, Comparison, HandOver, ProductFacts, ReasonShown, ReasonsShown, ScoreShown, Turn};
pub use question::Question;

pub(super) use names::Names;
