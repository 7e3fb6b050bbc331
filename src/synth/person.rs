//! Who a customer is: the whole truth about a person, before anything is left out of a form. The two channels are two
//! populations: agents serve older, married home owners of the towns; direct customers are young, urban and schooled.

use super::customer::Channel;
use super::dice::Dice;
use super::occupations::{HOMEMAKER, Occupation, RETIRED, STUDENT, UNEMPLOYED};
use super::world::{Agent, Branch, REGIONS, World};
use crate::math::{exp, sigmoid};

/// Educations, lowest first.
pub(super) const EDUCATIONS: [&str; 5] = ["basic", "secondary", "vocational", "bachelor", "master"];

/// A person as they are.
pub(super) struct Person<'w> {
    pub(super) channel: Channel,
    pub(super) agent: Option<&'w Agent>,
    pub(super) branch: Option<&'w Branch>,
    pub(super) age: f64,
    pub(super) gender: &'static str,
    pub(super) region: usize,
    pub(super) city_size: &'static str,
    pub(super) education: usize,
    pub(super) occupation: &'w Occupation,
    pub(super) marital_status: &'static str,
    pub(super) children: f64,
    /// Euros a year.
    pub(super) income: f64,
    /// How far above the typical income, in spreads of its logarithm.
    pub(super) wealth: f64,
    pub(super) home_owner: bool,
    /// A leaning towards safety that shows only through what is bought and done.
    pub(super) caution: f64,
}

impl<'w> Person<'w> {
    pub(super) fn draw(dice: &mut Dice, world: &'w World, channel: Channel) -> Self {
        let direct = channel == Channel::Direct;
        let agent = (!direct).then(|| world.agent(dice));
        let branch = agent.map(|a| &world.branches[a.branch]);
        let region = branch.map_or_else(|| world.region(dice), |b| b.region);
        // Some direct customers name a branch for the post; most never saw one.
        let branch = if direct && dice.chance(0.3) { world.branch_near(dice, region) } else { branch };

        let (mean, spread) = if direct { (36.0, 10.0) } else { (53.0, 13.0) };
        let age = (mean + spread * dice.normal()).clamp(18.0, 92.0).floor();
        let gender = if dice.chance(if direct { 0.46 } else { 0.53 }) { "female" } else { "male" };
        let urban = REGIONS[region].urban + if direct { 0.15 } else { -0.1 } + 0.25 * dice.normal();
        let city_size = match urban {
            x if x > 0.85 => "metropolis",
            x if x > 0.55 => "city",
            x if x > 0.25 => "town",
            _ => "village",
        };
        let schooled = 1.6 + if direct { 0.7 } else { 0.0 } - 0.015 * (age - 40.0) + 0.5 * urban + dice.normal();
        let education = if age < 21.0 { schooled.clamp(0.0, 1.0) as usize } else { schooled.clamp(0.0, 4.0) as usize };
        let occupation = occupation(dice, world, age, education);
        let marital_status = marital_status(dice, age);
        let children = children(dice, age, marital_status);

        let career = 1.0 - ((age - 48.0) / 30.0) * ((age - 48.0) / 30.0);
        let above = occupation.wage + REGIONS[region].wage + 0.1 * (education as f64 - 2.0) + 0.3 * career - 0.2;
        let logarithm = above + 0.3 * dice.normal();
        let income = (30_000.0 * exp(logarithm) / 100.0).round() * 100.0;
        let wealth = logarithm / 0.5;
        let settled = 0.055 * (age - 42.0) + 0.6 * wealth + if direct { -0.7 } else { 0.3 } - 1.2 * (urban - 0.5);
        Self {
            channel,
            agent,
            branch,
            age,
            gender,
            region,
            city_size,
            education,
            occupation,
            marital_status,
            children,
            income,
            wealth,
            home_owner: dice.chance(sigmoid(settled + if marital_status == "married" { 0.5 } else { -0.3 })),
            caution: 0.8 * dice.normal() + (age - 45.0) / 40.0,
        }
    }

    /// Whether the customer came without an agent.
    pub(super) fn direct(&self) -> bool {
        self.channel == Channel::Direct
    }
}

fn occupation<'w>(dice: &mut Dice, world: &'w World, age: f64, education: usize) -> &'w Occupation {
    let fate = dice.uniform();
    let list = &world.occupations;
    match age {
        a if a >= 66.0 && fate < 0.88 => list.get(RETIRED),
        a if a >= 60.0 && fate < 0.3 => list.get(RETIRED),
        a if a < 24.0 && fate < 0.55 => list.get(STUDENT),
        a if a < 28.0 && fate < 0.15 => list.get(STUDENT),
        _ if fate > 0.96 => list.get(HOMEMAKER),
        _ if fate > 0.925 => list.get(UNEMPLOYED),
        _ => list.trade(dice, education),
    }
}

fn marital_status(dice: &mut Dice, age: f64) -> &'static str {
    let ever = sigmoid((age - 30.0) / 5.0) * 0.88;
    if !dice.chance(ever) {
        return "single";
    }
    let widowed = sigmoid((age - 80.0) / 7.0);
    dice.among(&[("married", 0.78), ("divorced", 0.2), ("widowed", widowed)])
}

fn children(dice: &mut Dice, age: f64, marital_status: &str) -> f64 {
    // Children who live at home: most between 30 and 50.
    let span = (age - 41.0) / 13.0;
    let mean = exp(-span * span) * if marital_status == "single" { 0.25 } else { 1.7 };
    f64::from(dice.count(mean).min(6))
}
