//! Where a customer stands, as the house says it: rules that give a status (new, at risk) and a stage of life (young family, retired). Of a
//! list the first holds whose conditions all hold.

use serde::{Deserialize, Serialize};

use crate::dataset::{Titles, duplicate};
use crate::error::{Error, ErrorKind, Result, quote};

use super::offers::{Condition, ConditionSpec, Names};

/// Most entries of a list.
const MOST: usize = 100;

/// A status or a stage of life.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// The name used in answers.
    pub id: String,
    /// What people call it, by language.
    #[serde(default)]
    pub title: Titles,
    /// What must hold for it, all of it; nothing where it is for everybody who is left.
    #[serde(default)]
    pub when: Vec<ConditionSpec>,
}

/// The statuses and the stages of life that a pack knows, each list in the order in which they are tried.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stages {
    /// What the customer is to the house.
    pub status: Vec<Stage>,
    /// Where the customer is in life.
    pub life_stage: Vec<Stage>,
}

impl Stage {
    /// The conditions with their names found. They ask about the customer alone: of a call or of a product's price there is nothing to
    /// ask here.
    ///
    /// # Errors
    /// `parameter` with the `place`, when a condition asks for what is not there, or of another type, or not of the customer.
    pub fn conditions(&self, names: Names<'_>, place: &str) -> Result<Vec<Condition>> {
        let found = |spec: &ConditionSpec| match Condition::new(spec, names, place)? {
            Condition::Intent { .. } | Condition::PriceShare { .. } => {
                let expected = "a field, an index or a product that is held";
                Err(Error::new(ErrorKind::Parameter, "condition on something else", place, expected, "a call or a price"))
            }
            condition => Ok(condition),
        };
        self.when.iter().map(found).collect()
    }
}

impl Stages {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.status.is_empty() && self.life_stage.is_empty()
    }

    /// Both lists, each with what project files call it.
    #[must_use]
    pub fn lists(&self) -> [(&'static str, &[Stage]); 2] {
        [("status", &self.status), ("life_stage", &self.life_stage)]
    }

    /// Refuses lists that are too long and ids that are empty or stand twice.
    ///
    /// # Errors
    /// `parameter` with the list.
    pub fn check_ids(&self) -> Result<()> {
        for (list, stages) in self.lists() {
            let fail = |what, expected: String, found: String| {
                Err(Error::new(ErrorKind::Parameter, what, format!("[[{list}]]"), expected, found))
            };
            if stages.len() > MOST {
                return fail("too many entries", format!("at most {MOST}"), stages.len().to_string());
            }
            if stages.iter().any(|stage| stage.id.trim().is_empty()) {
                return fail("entry without a name", "an id".to_owned(), "none".to_owned());
            }
            if let Some(at) = duplicate(stages, |stage| &stage.id) {
                return fail("duplicate id", "distinct ids".to_owned(), quote(&stages[at].id));
            }
        }
        Ok(())
    }
}
