//! One row: a person as the company's forms know them. Here gaps are made, some by chance, some for a reason that shows in the
//! labels.

use super::dice::{Dice, Stream};
use super::occupations::Occupation;
use super::person::{EDUCATIONS, Person};
use super::policies::{Holdings, Policy};
use super::service::Service;
use super::world::{Agent, REGIONS, World};
use crate::dataset::Day;
use crate::math::sigmoid;

/// How the customer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Channel {
    Agent,
    Direct,
}

/// The days that snapshots are taken on, and what prefix a customer's id has there.
pub(super) struct Period {
    pub(super) stream: Stream,
    pub(super) prefix: char,
    pub(super) first: Day,
    pub(super) last: Day,
}

/// 2025-01-01, when snapshots begin.
const BEGIN: Day = Day(20_089);
/// 2026-06-30, the last day of training data and the day that demo customers are seen.
pub(super) const AS_OF: Day = Day(20_634);

/// `customers.csv`.
pub(super) const TRAIN: Period = Period { stream: Stream::Train, prefix: 'C', first: BEGIN, last: AS_OF };
/// `test.csv`: the three months after.
pub(super) const TEST: Period = Period { stream: Stream::Test, prefix: 'T', first: Day(20_635), last: Day(20_726) };
/// The customers on whom intercepts are solved.
pub(super) const PILOT: Period = Period { stream: Stream::Pilot, prefix: 'P', first: BEGIN, last: AS_OF };
/// `demo_customers.json`: seen at the end of training.
pub(super) const DEMO: Period = Period { stream: Stream::Demo, prefix: 'D', first: AS_OF, last: AS_OF };

/// A customer's record. `None` is a gap.
pub(super) struct Customer<'w> {
    pub(super) id: String,
    pub(super) snapshot: Day,
    pub(super) person: Person<'w>,
    pub(super) holdings: Holdings,
    pub(super) service: Service,
    pub(super) gender: Option<&'static str>,
    pub(super) city_size: Option<&'static str>,
    pub(super) education: Option<&'static str>,
    pub(super) marital_status: Option<&'static str>,
    pub(super) occupation: Option<&'w Occupation>,
    pub(super) income: Option<f64>,
    pub(super) credit_band: Option<&'static str>,
    pub(super) form_version: &'static str,
    pub(super) meter_reading: Option<f64>,
    pub(super) mailing_wave: f64,
}

const FORM_VERSIONS: [(&str, f64); 7] =
    [("F-19a", 2.0), ("F-19b", 1.0), ("F-21", 3.0), ("F-22a", 2.0), ("F-22b", 2.0), ("F-24", 4.0), ("F-25", 3.0)];

impl<'w> Customer<'w> {
    /// The customer with this number in the period, with the dice as they stand after it.
    pub(super) fn draw(world: &'w World, period: &Period, number: u64) -> (Self, Dice) {
        let mut dice = Dice::new(world.seed, period.stream, number);
        let snapshot = Day(dice.whole(period.first.0, period.last.0));
        // The direct channel grows as time goes by.
        let direct = 0.36 + 0.06 * f64::from(snapshot.0 - BEGIN.0) / 545.0;
        let channel = if dice.chance(direct) { Channel::Direct } else { Channel::Agent };
        let person = Person::draw(&mut dice, world, channel);
        let holdings = Holdings::draw(&mut dice, &person);
        let service = Service::draw(&mut dice, &person, &holdings, snapshot);
        let direct = person.direct();

        // Income is left out by those who came without an agent, and by the rich.
        let reticence = -3.0 + if direct { 1.6 } else { 0.0 } + 1.1 * (person.wealth - 0.3).max(0.0);
        let mut known = |share: f64| !dice.chance(share);
        let customer = Self {
            id: format!("{}{:07}", period.prefix, number + 1),
            snapshot,
            gender: known(0.015).then_some(person.gender),
            city_size: known(0.02).then_some(person.city_size),
            education: known(if direct { 0.14 } else { 0.05 }).then_some(EDUCATIONS[person.education]),
            marital_status: known(0.03).then_some(person.marital_status),
            occupation: known(0.06).then_some(person.occupation),
            income: known(sigmoid(reticence)).then_some(person.income),
            credit_band: known(if service.tenure_months < 6.0 { 0.5 } else { 0.06 }).then_some(service.credit_band),
            form_version: dice.among(&FORM_VERSIONS),
            meter_reading: (!dice.chance(0.03)).then(|| f64::from(dice.whole(0, 99_999))),
            mailing_wave: f64::from(dice.whole(1, 12)),
            person,
            holdings,
            service,
        };
        (customer, dice)
    }

    pub(super) fn channel(&self) -> &'static str {
        if self.person.direct() { "direct" } else { "agent" }
    }

    pub(super) fn region(&self) -> &'static str {
        REGIONS[self.person.region].name
    }

    pub(super) fn agent(&self) -> Option<&'w Agent> {
        self.person.agent
    }

    pub(super) fn holds(&self, policy: Policy) -> bool {
        self.holdings.holds(policy)
    }
}
