//! A question with its circumstances.

use super::super::customer::Customer;
use super::super::offers::Request;
use super::answer::Turn;

/// The circumstances of a question.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Question {
    /// Who it is about; nobody is known where absent.
    pub customer: Option<Customer>,
    /// The language of the answer; that of the question's letters where absent.
    pub lang: Option<String>,
    /// What a recommendation is asked with: holdings, contacts, the day. Its language and number of offers are the answer's own.
    pub request: Request,
    /// What was spoken of before.
    pub previous: Option<Turn>,
}
