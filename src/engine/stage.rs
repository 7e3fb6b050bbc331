//! Where a customer stands by the pack's rules. Of the statuses and of the stages of life it is the first whose conditions all hold; a gap
//! leaves a condition open, and what is open does not hold.

use serde::{Deserialize, Serialize};

use crate::dataset::Titles;
use crate::model::offers::{Condition, Names, Values, held};
use crate::model::{Pack, Stage};

use super::advisor::Advisor;
use super::asked::Asked;
use super::encode::Encoded;

/// A status or a stage of life, as it is told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StageShown {
    /// Its name in the pack.
    pub id: String,
    /// What people call it, by language.
    pub title: Titles,
}

impl StageShown {
    /// A status or stage without its rule.
    pub(super) fn of(stage: &Stage) -> Self {
        Self { id: stage.id.clone(), title: stage.title.clone() }
    }
}

/// The rules with their names found.
pub(super) struct Stager {
    /// By list, then by entry.
    lists: [Vec<Vec<Condition>>; 2],
    /// By product, the field that tells whether it is held.
    held_by: Vec<Option<usize>>,
}

impl Stager {
    pub(super) fn new(pack: &Pack) -> Self {
        let indices = Names::of_indices(&pack.indices);
        let names = Names { fields: &pack.fields, indices: &indices, products: &pack.catalogue };
        // Reading a pack has checked that every condition's names are there; what is not would never hold.
        let found = |stage: &Stage| stage.conditions(names, "").unwrap_or_else(|_| vec![NEVER]);
        Self { lists: pack.stages.lists().map(|(_, stages)| stages.iter().map(found).collect()), held_by: pack.held_by() }
    }
}

/// What no customer meets.
const NEVER: Condition = Condition::Holds { any: Vec::new(), yes: true };

impl Advisor {
    /// The status and the stage of life of a customer that was read, who has these products beside those that the columns tell of.
    pub(super) fn stages(&self, encoded: &Encoded, holdings: &[(String, f32)]) -> [Option<StageShown>; 2] {
        let stages = &self.pack().stages;
        if stages.is_empty() {
            return [None, None];
        }
        let (stager, catalogue) = (self.stager(), &self.pack().catalogue);
        let of_column = |field: usize| held(encoded.row.numbers[field]);
        let named = |at: usize| holdings.iter().any(|(id, strength)| *id == catalogue[at].id && held(*strength));
        let holds = |(at, field): (usize, &Option<usize>)| field.is_some_and(of_column) || named(at);
        let person = Person { asked: Asked::new(self, encoded), holds: stager.held_by.iter().enumerate().map(holds).collect() };
        let first = |list: usize, stages: &[Stage]| {
            let all = |conditions: &Vec<Condition>| conditions.iter().all(|condition| condition.holds(&person, 0) == Some(true));
            stager.lists[list].iter().position(all).map(|at| StageShown::of(&stages[at]))
        };
        [first(0, &stages.status), first(1, &stages.life_stage)]
    }
}

/// What rules may ask of.
struct Person<'a> {
    asked: Asked<'a>,
    holds: Vec<bool>,
}

impl Values for Person<'_> {
    fn number(&self, field: usize) -> f64 {
        self.asked.number(field)
    }

    fn category(&self, field: usize) -> u64 {
        self.asked.category(field)
    }

    fn probability(&self, index: usize) -> f64 {
        self.asked.probability(index)
    }

    fn holds(&self, product: usize) -> bool {
        self.holds[product]
    }

    fn intent(&self) -> Option<&str> {
        None
    }

    fn price(&self, _: usize) -> Option<f64> {
        None
    }
}
