//! How customer and company get on: payments, claims, contacts, the app. All of it lies before the snapshot day, so that none
//! of it can tell what happens after.

use super::dice::Dice;
use super::person::Person;
use super::policies::{Holdings, Policy};
use crate::dataset::Day;
use crate::math::{exp, sigmoid};

/// A customer's dealings with the company up to the snapshot day.
pub(super) struct Service {
    pub(super) joined_on: Day,
    pub(super) tenure_months: f64,
    /// Per cent against last year; none in the first year.
    pub(super) premium_change: Option<f64>,
    pub(super) payment_method: &'static str,
    pub(super) payment_delays: f64,
    pub(super) claims: f64,
    /// Euros over three years.
    pub(super) claims_amount: f64,
    pub(super) last_claim_on: Option<Day>,
    pub(super) contacts: f64,
    pub(super) complaints: f64,
    pub(super) last_contact_on: Option<Day>,
    /// None without the app.
    pub(super) app_logins: Option<f64>,
    pub(super) email_opt_in: bool,
    pub(super) credit_band: &'static str,
}

/// Days in a month, on average.
const MONTH: f64 = 30.44;

impl Service {
    pub(super) fn draw(dice: &mut Dice, person: &Person<'_>, holdings: &Holdings, snapshot: Day) -> Self {
        let direct = person.direct();
        let adult = (person.age - 17.5).max(0.5) * 365.25;
        let days = (30.0 + dice.wait(if direct { 1_200.0 } else { 2_900.0 })).min(adult).min(14_000.0).floor();
        let tenure_months = (days / MONTH).floor();

        let years = (days / 365.25).min(3.0);
        let exposure = 0.08 + 0.09 * holdings.count() + if holdings.holds(Policy::Motor) { 0.15 } else { 0.0 };
        let claims = f64::from(dice.count(exposure * years / 2.0 * exp(-0.15 * person.caution)));
        let claims_amount = (0..claims as u32).fold(0.0, |sum, _| sum + 900.0 * exp(1.1 * dice.normal())).round();
        let last_claim_on = (claims > 0.0).then(|| back(snapshot, dice.uniform() * days.min(1_095.0) / claims.sqrt()));

        let premium_change = (tenure_months >= 12.0).then(|| {
            let raise = 3.5 + 6.0 * dice.normal() + 4.5 * claims.min(3.0);
            (raise.clamp(-20.0, 45.0) * 10.0).round() / 10.0
        });
        let payment_method = if direct {
            dice.among(&[("card", 0.55), ("direct_debit", 0.33), ("wallet", 0.12)])
        } else {
            dice.among(&[("direct_debit", 0.58), ("bank_transfer", 0.28), ("cash", 0.14)])
        };
        let strain = -0.9 - 0.55 * person.wealth - 0.25 * person.caution + if payment_method == "cash" { 0.5 } else { 0.0 };
        let payment_delays = f64::from(dice.count(exp(strain.min(1.2))).min(12));

        let contacts = f64::from(dice.count(if direct { 0.9 } else { 2.4 } + 0.5 * claims.min(4.0)).min(24));
        let complaints = f64::from(dice.count(0.06 + 0.13 * claims.min(4.0) + 0.04 * payment_delays.min(5.0)).min(9));
        let last_contact_on = (contacts > 0.0).then(|| back(snapshot, dice.wait(365.0 / (contacts + 1.0)).min(364.0).min(days)));
        let app = dice.chance(if direct { 0.93 } else { sigmoid(-0.2 - 0.05 * (person.age - 50.0)) });
        let app_logins = app.then(|| {
            let habit = dice.wait(if direct { 9.0 } else { 4.0 });
            f64::from(dice.count(habit.min(40.0)))
        });
        let standing = 0.9 * person.wealth - 0.7 * payment_delays + 0.02 * (person.age - 45.0) + 0.7 * dice.normal();
        Self {
            joined_on: back(snapshot, days),
            tenure_months,
            premium_change,
            payment_method,
            payment_delays,
            claims,
            claims_amount,
            last_claim_on,
            contacts,
            complaints,
            last_contact_on,
            app_logins,
            email_opt_in: dice.chance(if direct { 0.62 } else { 0.38 }),
            credit_band: credit_band(standing),
        }
    }
}

fn credit_band(standing: f64) -> &'static str {
    match standing {
        s if s > 1.4 => "A",
        s if s > 0.5 => "B",
        s if s > -0.5 => "C",
        s if s > -1.5 => "D",
        s if s > -2.6 => "E",
        _ => "F",
    }
}

fn back(from: Day, days: f64) -> Day {
    Day(from.0 - days as i32)
}
