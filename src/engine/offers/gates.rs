//! The gates: who may be offered what. The first rule that drops a product is the one its trace names.

use crate::dataset::Day;
use crate::model::offers::{Bundle, Condition, ContactPolicy, Gate, Outcome, Values};
use crate::model::{Pack, Product};

use super::super::Advisor;
use super::super::asked::Asked;
use super::super::encode::Encoded;
use super::desk::{Desk, Ruling};
use super::person::Person;
use super::request::Request;

/// Everything that a rule may ask about.
pub(super) struct Situation<'a> {
    pub(super) advisor: &'a Advisor,
    pub(super) desk: &'a Desk,
    pub(super) person: &'a Person<'a>,
    pub(super) encoded: &'a Encoded,
    pub(super) request: &'a Request,
    pub(super) today: Option<Day>,
    asked: Asked<'a>,
}

/// What decided that a product is dropped.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cause {
    Held,
    Discontinued,
    TooYoung {
        age: f64,
        least: f64,
    },
    TooOld {
        age: f64,
        most: f64,
    },
    Requires(usize),
    OptOut,
    Declined {
        times: u32,
        days: u32,
    },
    Offered {
        times: u32,
        days: u32,
    },
    /// Hardly anybody has it together with a product that the customer has.
    Veto {
        held: usize,
        veto: usize,
    },
    /// The rule at this position, and the condition of it that decided.
    Rule {
        rule: usize,
        condition: Option<Condition>,
    },
}

impl Cause {
    pub(super) fn gate(&self, desk: &Desk) -> Gate {
        match self {
            Self::Held | Self::Discontinued | Self::TooYoung { .. } | Self::TooOld { .. } | Self::Requires(_) => {
                Gate::Eligibility
            }
            Self::Veto { .. } => Gate::Applicability,
            Self::OptOut | Self::Declined { .. } | Self::Offered { .. } => Gate::Suppression,
            Self::Rule { rule, .. } => desk.rules[*rule].gate,
        }
    }
}

impl<'a> Situation<'a> {
    pub(super) fn new(
        advisor: &'a Advisor,
        desk: &'a Desk,
        person: &'a Person<'a>,
        encoded: &'a Encoded,
        request: &'a Request,
    ) -> Self {
        let asked = Asked::new(advisor, encoded);
        Self { advisor, desk, person, encoded, request, today: advisor.day(request.now), asked }
    }

    fn pack(&self) -> &'a Pack {
        self.advisor.pack()
    }

    /// Sends a product through the gates: what drops it, or the rules that a gap leaves open.
    pub(super) fn check(&self, product: usize) -> Result<Vec<usize>, Cause> {
        let mut open = Vec::new();
        self.eligible(product)?;
        let [before, after] = &self.desk.order;
        self.ruled(before, product, &mut open)?;
        self.vetoed(product)?;
        self.ruled(after, product, &mut open)?;
        self.suppressed(product)?;
        Ok(open)
    }

    /// Asks the rules at these positions; those that a gap leaves open go to `open`.
    fn ruled(&self, rules: &[usize], product: usize, open: &mut Vec<usize>) -> Result<(), Cause> {
        for &position in rules {
            let rule = &self.desk.rules[position];
            if rule.about[product] {
                match self.drops(rule, product) {
                    Verdict::Drops(condition) => return Err(Cause::Rule { rule: position, condition }),
                    Verdict::Open => open.push(position),
                    Verdict::Passes => {}
                }
            }
        }
        Ok(())
    }

    fn eligible(&self, product: usize) -> Result<(), Cause> {
        let Product { discontinued, repeatable, eligibility, .. } = &self.pack().catalogue[product];
        if self.person.has(product) && !repeatable {
            return Err(Cause::Held);
        }
        if *discontinued {
            return Err(Cause::Discontinued);
        }
        let age = self.desk.age.map_or(f64::NAN, |field| f64::from(self.encoded.row.numbers[field]));
        if let Some(least) = eligibility.min_age.filter(|&least| age < least) {
            return Err(Cause::TooYoung { age, least });
        }
        if let Some(most) = eligibility.max_age.filter(|&most| age > most) {
            return Err(Cause::TooOld { age, most });
        }
        let required = eligibility.requires.as_ref().and_then(|id| self.desk.product(&self.pack().catalogue, id));
        match required {
            Some(required) if !self.person.has(required) => Err(Cause::Requires(required)),
            _ => Ok(()),
        }
    }

    /// A product is vetoed by the one that is held and that it comes with most rarely, unless a bundle speaks for it.
    fn vetoed(&self, product: usize) -> Result<(), Cause> {
        let Some(offers) = &self.pack().offers else { return Ok(()) };
        let held = self.desk.vetoed_by[product].iter().filter(|(other, _)| self.person.has(*other));
        let rarest = held.min_by(|a, b| offers.vetoes[a.1].lift.total_cmp(&offers.vetoes[b.1].lift));
        let completes = |bundle: &Bundle| {
            let all = || bundle.held.iter().all(|&held| self.person.has(held as usize));
            bundle.adds as usize == product && bundle.lift > 1.0 && all()
        };
        match rarest {
            Some(&(held, veto)) if !offers.bundles.iter().any(completes) => Err(Cause::Veto { held, veto }),
            _ => Ok(()),
        }
    }

    fn drops(&self, rule: &Ruling, product: usize) -> Verdict {
        let mut open = false;
        for condition in &rule.require {
            match condition.holds(self, product) {
                Some(true) => {}
                Some(false) => return Verdict::Drops(Some(condition.clone())),
                None => open = true,
            }
        }
        let otherwise = if open { Verdict::Open } else { Verdict::Passes };
        let Some(first) = rule.when.first() else { return otherwise };
        let mut all_known = true;
        for condition in &rule.when {
            match condition.holds(self, product) {
                Some(true) => {}
                Some(false) => return otherwise,
                None => all_known = false,
            }
        }
        if all_known { Verdict::Drops(Some(first.clone())) } else { Verdict::Open }
    }

    fn suppressed(&self, product: usize) -> Result<(), Cause> {
        if self.request.opt_out {
            return Err(Cause::OptOut);
        }
        let ContactPolicy { declined, offered, days } =
            self.pack().offers.as_ref().map_or_else(ContactPolicy::default, |o| o.policy.contact);
        let id = &self.pack().catalogue[product].id;
        // A contact of no known day counts, as one does that lies in the future of the day that was asked for.
        let recent = |day: Option<Day>| match (day, self.today) {
            (Some(day), Some(today)) => i64::from(today.0) - i64::from(day.0) <= i64::from(days),
            _ => true,
        };
        let recent = self.request.contacts.iter().filter(|contact| contact.product == *id && recent(contact.day));
        let times = |wanted: fn(Outcome) -> bool| recent.clone().filter(|contact| wanted(contact.outcome)).count() as u32;
        let (refusals, offers) = (times(|outcome| outcome == Outcome::Declined), times(|outcome| outcome != Outcome::Accepted));
        if declined > 0 && refusals >= declined {
            return Err(Cause::Declined { times: refusals, days });
        }
        if offered > 0 && offers >= offered {
            return Err(Cause::Offered { times: offers, days });
        }
        Ok(())
    }

    /// The contexts that count for a product, by position.
    pub(super) fn contexts(&self, product: usize) -> Vec<usize> {
        let counts = |context: &Ruling| {
            context.about[product] && context.when.iter().all(|condition| condition.holds(self, product) == Some(true))
        };
        self.desk.contexts.iter().enumerate().filter(|(_, context)| counts(context)).map(|(at, _)| at).collect()
    }
}

enum Verdict {
    Passes,
    Open,
    Drops(Option<Condition>),
}

impl Values for Situation<'_> {
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
        self.person.has(product)
    }

    fn intent(&self) -> Option<&str> {
        self.request.intent.as_deref()
    }

    fn price(&self, product: usize) -> Option<f64> {
        self.pack().catalogue[product].price
    }
}
