//! The columns of the table, in order. This one list writes the CSV, fills the demo records and is what the planted effects
//! refer to by name, so the three cannot part.

use std::fmt;

use super::customer::Customer;
use super::policies::Policy;
use crate::dataset::Day;

/// A field of a record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    Gap,
    Number(f64),
    /// Written 0 or 1.
    Flag(bool),
    /// Written yes or no.
    Answer(bool),
    Text(&'a str),
    Day(Day),
}

/// How a column reads its value off a customer.
pub(super) type Read = for<'a> fn(&'a Customer<'_>) -> Value<'a>;

/// The columns that are carried but not scored: an id and the time column.
pub(super) const CARRIED: [&str; 2] = ["customer_id", "snapshot_date"];

/// The columns that nothing depends on.
pub(super) const NOISE: [&str; 3] = ["form_version", "meter_reading", "mailing_wave"];

/// Every column but the labels.
pub(super) const COLUMNS: [(&str, Read); 52] = [
    ("customer_id", |c| Value::Text(&c.id)),
    ("snapshot_date", |c| Value::Day(c.snapshot)),
    ("age", |c| Value::Number(c.person.age)),
    ("gender", |c| text(c.gender)),
    ("marital_status", |c| text(c.marital_status)),
    ("children", |c| Value::Number(c.person.children)),
    ("education", |c| text(c.education)),
    ("occupation", |c| text(c.occupation.map(|o| o.name.as_str()))),
    ("region", |c| Value::Text(c.region())),
    ("city_size", |c| text(c.city_size)),
    ("home_owner", |c| Value::Answer(c.person.home_owner)),
    ("income", |c| number(c.income)),
    ("credit_band", |c| text(c.credit_band)),
    ("annual_premium", |c| Value::Number(c.holdings.premium)),
    ("premium_change_pct", |c| number(c.service.premium_change)),
    ("payment_method", |c| Value::Text(c.service.payment_method)),
    ("payment_delays_12m", |c| Value::Number(c.service.payment_delays)),
    ("channel", |c| Value::Text(c.channel())),
    ("branch_code", |c| text(c.person.branch.map(|b| b.code.as_str()))),
    ("agent_code", |c| text(c.agent().map(|a| a.code.as_str()))),
    ("joined_on", |c| Value::Day(c.service.joined_on)),
    ("tenure_months", |c| Value::Number(c.service.tenure_months)),
    ("email_opt_in", |c| Value::Answer(c.service.email_opt_in)),
    ("app_logins_90d", |c| number(c.service.app_logins)),
    ("contacts_12m", |c| Value::Number(c.service.contacts)),
    ("last_contact_on", |c| day(c.service.last_contact_on)),
    ("complaints_12m", |c| Value::Number(c.service.complaints)),
    ("claims_count_3y", |c| Value::Number(c.service.claims)),
    ("claims_amount_3y", |c| Value::Number(c.service.claims_amount)),
    ("last_claim_on", |c| day(c.service.last_claim_on)),
    ("policy_count", |c| Value::Number(c.holdings.count())),
    ("has_term_life", |c| Value::Flag(c.holds(Policy::TermLife))),
    ("has_whole_life", |c| Value::Flag(c.holds(Policy::WholeLife))),
    ("has_endowment", |c| Value::Flag(c.holds(Policy::Endowment))),
    ("has_annuity", |c| Value::Flag(c.holds(Policy::Annuity))),
    ("has_child_savings", |c| Value::Flag(c.holds(Policy::ChildSavings))),
    ("has_health", |c| Value::Flag(c.holds(Policy::Health))),
    ("has_critical_illness", |c| Value::Flag(c.holds(Policy::CriticalIllness))),
    ("has_dental", |c| Value::Flag(c.holds(Policy::Dental))),
    ("has_long_term_care", |c| Value::Flag(c.holds(Policy::LongTermCare))),
    ("has_accident", |c| Value::Flag(c.holds(Policy::Accident))),
    ("has_disability", |c| Value::Flag(c.holds(Policy::Disability))),
    ("has_motor", |c| Value::Flag(c.holds(Policy::Motor))),
    ("has_roadside", |c| Value::Flag(c.holds(Policy::Roadside))),
    ("has_home", |c| Value::Flag(c.holds(Policy::Home))),
    ("has_liability", |c| Value::Flag(c.holds(Policy::Liability))),
    ("has_travel", |c| Value::Flag(c.holds(Policy::Travel))),
    ("has_pet", |c| Value::Flag(c.holds(Policy::Pet))),
    ("has_legal", |c| Value::Flag(c.holds(Policy::Legal))),
    ("form_version", |c| Value::Text(c.form_version)),
    ("meter_reading", |c| number(c.meter_reading)),
    ("mailing_wave", |c| Value::Number(c.mailing_wave)),
];

fn text(value: Option<&str>) -> Value<'_> {
    value.map_or(Value::Gap, Value::Text)
}

fn number(value: Option<f64>) -> Value<'static> {
    value.map_or(Value::Gap, Value::Number)
}

fn day(value: Option<Day>) -> Value<'static> {
    value.map_or(Value::Gap, Value::Day)
}

/// As a CSV cell; a gap is empty.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap => Ok(()),
            Self::Number(x) => write!(f, "{x}"),
            Self::Flag(yes) => f.write_str(if *yes { "1" } else { "0" }),
            Self::Answer(yes) => f.write_str(if *yes { "yes" } else { "no" }),
            Self::Text(text) => f.write_str(text),
            Self::Day(day) => write!(f, "{day}"),
        }
    }
}
