//! Who a customer of the card company is and what they spend, before cards are drawn: shares of a household's money that go to fuel,
//! groceries, travel and the rest follow from age, family, town and income.

use crate::dataset::Day;
use crate::math::{exp, sigmoid};
use crate::synth::columns::Value;
use crate::synth::customer::Period;
use crate::synth::dice::Dice;
use crate::synth::world::{REGIONS, World};

/// The columns that nothing depends on.
pub(super) const NOISE: [&str; 2] = ["letter_code", "statement_day"];

/// The columns of a person, in order.
pub(super) const COLUMNS: [&str; 32] = [
    "snapshot_date",
    "age",
    "gender",
    "marital_status",
    "children",
    "occupation",
    "region",
    "city_size",
    "income",
    "credit_score",
    "credit_limit",
    "utilisation_pct",
    "revolving",
    "late_payments_12m",
    "joined_on",
    "tenure_months",
    "email_opt_in",
    "app_logins_90d",
    "complaints_12m",
    "letter_code",
    "statement_day",
    "spend_fuel",
    "spend_groceries",
    "spend_travel",
    "spend_dining",
    "spend_shopping",
    "spend_online",
    "spend_telecom",
    "spend_transit",
    "spend_health",
    "spend_education",
    "abroad_share_pct",
];

/// The gender's column, for names of demo customers.
pub(super) const GENDER: usize = 2;

const LETTERS: [(&str, f64); 5] = [("L1", 3.0), ("L2", 2.0), ("L3", 2.0), ("M1", 1.0), ("M2", 1.0)];

/// The values of [`COLUMNS`] of the customer whose dice these are.
pub(super) fn draw(dice: &mut Dice, world: &World, period: &Period) -> Vec<Value<'static>> {
    let snapshot = dice.whole(period.first.0, period.last.0);
    let age = (43.0 + 15.0 * dice.normal()).clamp(18.0, 88.0).floor();
    let female = dice.chance(0.51);
    let region = &REGIONS[world.region(dice)];
    let urban = region.urban + 0.25 * dice.normal();
    let city = match urban {
        x if x > 0.85 => "metropolis",
        x if x > 0.55 => "city",
        x if x > 0.25 => "town",
        _ => "village",
    };
    let occupation = match age {
        a if a < 25.0 && dice.chance(0.5) => "student",
        a if a >= 65.0 && dice.chance(0.88) => "retired",
        _ => dice.among(&[("employed", 0.62), ("self_employed", 0.13), ("public_service", 0.17), ("at_home", 0.08)]),
    };
    let marital = if dice.chance(0.85 * sigmoid((age - 30.0) / 5.0)) {
        dice.among(&[("married", 0.8), ("divorced", 0.2)])
    } else {
        "single"
    };
    let span = (age - 41.0) / 13.0;
    let children = f64::from(dice.count(exp(-span * span) * if marital == "single" { 0.25 } else { 1.7 }).min(5));
    let wage = match occupation {
        "student" => -1.1,
        "retired" => -0.35,
        "at_home" => -0.7,
        "self_employed" => 0.2,
        _ => 0.0,
    };
    let career = 1.0 - ((age - 48.0) / 30.0) * ((age - 48.0) / 30.0);
    let logarithm = wage + region.wage + 0.3 * career.max(-1.0) + 0.35 * dice.normal();
    let income = (34_000.0 * exp(logarithm) / 100.0).round() * 100.0;
    let thrift = dice.normal();
    let late = f64::from(dice.count(exp((-1.1 - 0.7 * logarithm - 0.5 * thrift).min(1.2))).min(9));
    let score = (690.0 + 55.0 * logarithm + 35.0 * thrift - 28.0 * late + 25.0 * dice.normal()).clamp(350.0, 850.0).round();
    let limit = (income * (0.12 + 0.0004 * (score - 500.0)).max(0.03) / 100.0).round() * 100.0;
    let used = (100.0 * sigmoid(-0.6 - 0.7 * thrift + 0.3 * late + 0.8 * dice.normal())).round();
    let revolving = dice.chance(sigmoid(-2.2 + 0.03 * used - 0.6 * thrift));
    let days = (30.0 + dice.wait(1_700.0)).min((age - 17.5) * 365.25).floor();
    let app = dice.chance(sigmoid(1.6 - 0.06 * (age - 45.0)));

    // Euros a month: what a household like this one spends, times its leaning.
    let mut spend = |usual: f64, leaning: f64| {
        let amount = usual * exp(0.55 * logarithm + leaning + 0.55 * dice.normal());
        amount.round()
    };
    let drives = 0.9 - 1.6 * (urban - 0.4) - if (23.0..=78.0).contains(&age) { 0.0 } else { 1.2 };
    let fuel = spend(75.0, drives);
    let groceries = spend(260.0, 0.22 * children);
    let travel = spend(90.0, if children > 1.0 { -0.4 } else { 0.2 } + 0.27 * thrift.max(-1.0));
    let dining = spend(85.0, 0.5 * (urban - 0.5) - 0.015 * (age - 42.0));
    let shopping = spend(130.0, if female { 0.25 } else { -0.1 } - 0.25 * thrift);
    let online = spend(95.0, -0.025 * (age - 42.0));
    let telecom = spend(42.0, 0.12 * children);
    let transit = spend(24.0, 1.6 * (urban - 0.5) - if drives > 0.9 { 0.6 } else { 0.0 });
    let health = spend(45.0, 0.022 * (age - 45.0));
    let education = if children > 0.0 || occupation == "student" { spend(80.0, 0.2 * children) } else { spend(6.0, 0.0) };
    let abroad = (dice.wait(if travel > 150.0 { 9.0 } else { 2.5 }).min(80.0) * 10.0).round() / 10.0;
    let fuel = if dice.chance(0.22) { 0.0 } else { fuel };

    let reticent = dice.chance(sigmoid(-2.4 + 0.9 * (logarithm - 0.3).max(0.0)));
    vec![
        Value::Day(Day(snapshot)),
        Value::Number(age),
        Value::Text(if female { "female" } else { "male" }),
        gap_or(dice, 0.04, Value::Text(marital)),
        Value::Number(children),
        gap_or(dice, 0.05, Value::Text(occupation)),
        Value::Text(region.name),
        Value::Text(city),
        if reticent { Value::Gap } else { Value::Number(income) },
        gap_or(dice, 0.03, Value::Number(score)),
        Value::Number(limit),
        Value::Number(used),
        Value::Answer(revolving),
        Value::Number(late),
        Value::Day(Day(snapshot - days as i32)),
        Value::Number((days / 30.44).floor()),
        Value::Answer(dice.chance(0.45)),
        if app { Value::Number(f64::from(dice.count(visits(age)))) } else { Value::Gap },
        Value::Number(f64::from(dice.count(0.12 + 0.1 * late.min(4.0)).min(6))),
        Value::Text(dice.among(&LETTERS)),
        Value::Number(f64::from(dice.whole(1, 28))),
        Value::Number(fuel),
        Value::Number(groceries),
        Value::Number(travel),
        Value::Number(dining),
        Value::Number(shopping),
        Value::Number(online),
        Value::Number(telecom),
        Value::Number(transit),
        Value::Number(health),
        Value::Number(education),
        Value::Number(abroad),
    ]
}

/// Visits to the app in a quarter, on average.
fn visits(age: f64) -> f64 {
    14.0 * exp(-0.02 * (age - 40.0)).min(1.6)
}

/// A gap by chance.
fn gap_or(dice: &mut Dice, share: f64, value: Value<'static>) -> Value<'static> {
    if dice.chance(share) { Value::Gap } else { value }
}
