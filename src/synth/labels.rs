//! The planted truth. A label's log-odds are an intercept plus a sum of effects; an effect is a coefficient times the product
//! of one shape for each of its columns. The tables below both draw the labels and are written out as `truth.toml`.
//!
//! Shapes read the record as it stands in the file, gaps included, never what a form left out. What cannot be read off the row
//! directly, an agent's quality and an occupation's appetite, can be learnt from the code.

use serde::Serialize;

use super::columns::{COLUMNS, Read, Value};
use super::customer::{Customer, PILOT};
use super::world::World;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::math::{exp, sigmoid};

/// How a column's value weighs in an effect. A gap weighs 0 except for [`Shape::Gap`].
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub(super) enum Shape {
    /// 0 up to `from`, 1 beyond `to`, a straight line between; `from` may be the greater.
    Ramp { from: f64, to: f64 },
    /// max(0, 1 - ((x - peak) / width)²).
    Hump { peak: f64, width: f64 },
    /// 1 for this category, or this answer to a yes-or-no column.
    Is { value: &'static str },
    /// 1 for a gap.
    Gap,
    /// exp(-days / fade), in days from the date to the snapshot.
    Recent { fade: f64 },
    /// The agent's hidden quality, a standard normal; see `hidden.agent_code`.
    AgentQuality,
    /// The occupation's hidden appetite, a standard normal; see `hidden.occupation`.
    OccupationAppetite,
}

use Shape::{AgentQuality, Gap, Hump, Is, OccupationAppetite, Ramp, Recent};

/// One planted effect.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effect {
    pub(super) coefficient: f64,
    /// The columns whose shapes are multiplied: one for a main effect, two for an interaction.
    pub(super) factors: &'static [(&'static str, Shape)],
    /// In plain words.
    pub(super) says: &'static str,
}

const fn effect(coefficient: f64, factors: &'static [(&'static str, Shape)], says: &'static str) -> Effect {
    Effect { coefficient, factors, says }
}

const AGENT: Shape = Is { value: "agent" };
const DIRECT: Shape = Is { value: "direct" };
const YES: Shape = Is { value: "yes" };
const NO: Shape = Is { value: "no" };

/// What makes a customer buy another product.
const CROSS_SELL: &[Effect] = &[
    effect(1.3, &[("age", Hump { peak: 42.0, width: 20.0 })], "most buy around 42"),
    effect(
        1.0,
        &[("policy_count", Hump { peak: 4.0, width: 3.0 })],
        "owners of about four policies buy; beginners and the full do not",
    ),
    effect(1.1, &[("income", Ramp { from: 18_000.0, to: 70_000.0 })], "income buys"),
    effect(-0.7, &[("income", Gap)], "who leaves income out does not want to be asked"),
    effect(1.5, &[("contacts_12m", Ramp { from: 0.0, to: 6.0 }), ("channel", AGENT)], "agents sell by talking"),
    effect(1.9, &[("app_logins_90d", Ramp { from: 0.0, to: 25.0 }), ("channel", DIRECT)], "direct customers buy in the app"),
    effect(
        1.4,
        &[("children", Ramp { from: 0.0, to: 2.0 }), ("has_term_life", NO)],
        "parents without a term life policy need one",
    ),
    effect(1.2, &[("home_owner", YES), ("has_home", NO)], "owners with an uninsured home need cover"),
    effect(0.5, &[("email_opt_in", YES)], "who reads the letters buys"),
    effect(0.7, &[("tenure_months", Ramp { from: 24.0, to: 4.0 })], "the first two years are when a household is insured"),
    effect(-1.6, &[("complaints_12m", Ramp { from: 0.0, to: 2.0 })], "who complained does not buy"),
    effect(-1.3, &[("payment_delays_12m", Ramp { from: 0.0, to: 3.0 })], "who pays late does not buy"),
    effect(-0.6, &[("premium_change_pct", Ramp { from: 5.0, to: 25.0 })], "a dearer renewal spoils the appetite"),
    effect(0.4, &[("credit_band", Is { value: "A" })], "the best credit buys"),
    effect(-0.7, &[("credit_band", Is { value: "F" })], "the worst credit is not sold to"),
    effect(0.3, &[("region", Is { value: "Capital" })], "the capital buys more"),
    effect(0.6, &[("last_contact_on", Recent { fade: 60.0 })], "a fresh contact helps"),
    effect(0.65, &[("agent_code", AgentQuality)], "good agents sell"),
    effect(0.5, &[("occupation", OccupationAppetite)], "some occupations buy more readily than others"),
];

/// What makes a customer leave.
const CHURN: &[Effect] = &[
    effect(1.6, &[("premium_change_pct", Ramp { from: 0.0, to: 25.0 })], "a dearer renewal drives customers away"),
    effect(1.3, &[("premium_change_pct", Ramp { from: 2.0, to: 15.0 }), ("channel", DIRECT)], "direct customers compare prices"),
    effect(-1.3, &[("tenure_months", Ramp { from: 0.0, to: 96.0 })], "the longer here, the longer to stay"),
    effect(1.7, &[("complaints_12m", Ramp { from: 0.0, to: 2.0 })], "who complained leaves"),
    effect(1.5, &[("payment_delays_12m", Ramp { from: 0.0, to: 4.0 })], "who pays late lapses"),
    effect(-1.3, &[("policy_count", Ramp { from: 1.0, to: 5.0 })], "several policies hold a household"),
    effect(0.5, &[("channel", DIRECT)], "direct customers leave more easily"),
    effect(0.9, &[("age", Ramp { from: 50.0, to: 25.0 })], "the young move on"),
    effect(1.1, &[("last_contact_on", Gap), ("channel", AGENT)], "an agent's customer nobody spoke to in a year is half gone"),
    effect(1.2, &[("app_logins_90d", Gap), ("channel", DIRECT)], "a direct customer without the app is half gone"),
    effect(-0.9, &[("app_logins_90d", Ramp { from: 0.0, to: 15.0 }), ("channel", DIRECT)], "the app holds direct customers"),
    effect(
        0.9,
        &[("claims_amount_3y", Hump { peak: 1_200.0, width: 1_100.0 })],
        "a middling claim disappoints; none or a large one does not",
    ),
    effect(0.7, &[("payment_method", Is { value: "cash" })], "cash is easily stopped"),
    effect(0.5, &[("payment_method", Is { value: "wallet" })], "so is a wallet"),
    effect(0.4, &[("income", Gap)], "who leaves income out keeps a distance"),
    effect(0.4, &[("marital_status", Is { value: "divorced" })], "a household that parts insures anew"),
    effect(-0.9, &[("has_whole_life", YES)], "whole life policies are kept"),
    effect(0.4, &[("has_motor", YES), ("has_home", NO)], "motor insurance alone is changed often"),
    effect(-0.3, &[("email_opt_in", YES)], "who reads the letters stays"),
    effect(-0.6, &[("agent_code", AgentQuality)], "good agents keep their customers"),
];

/// The labels: name, share of customers it should be true of, effects.
const LABELS: [(&str, f64, &[Effect]); 2] = [("cross_sell", 0.08, CROSS_SELL), ("churn", 0.12, CHURN)];

/// How many customers an intercept is solved on.
const PILOTS: u64 = 4_096;

/// A label with its intercept solved, ready to be drawn.
pub(super) struct Label {
    pub(super) name: &'static str,
    pub(super) intercept: f64,
    pub(super) effects: Vec<Planted>,
}

/// An effect bound to its columns.
pub(super) struct Planted {
    pub(super) effect: Effect,
    /// The standard deviation over customers of what it adds to the log-odds: how much it matters.
    pub(super) spread: f64,
    reads: Vec<(Read, Shape)>,
}

impl Label {
    /// Binds every label to the columns and solves its intercept for the wanted base rate on the world's pilot customers.
    pub(super) fn all(world: &World) -> Result<Vec<Self>> {
        let pilots: Vec<_> = (0..PILOTS).map(|number| Customer::draw(world, &PILOT, number).0).collect();
        LABELS.iter().map(|(name, rate, effects)| Self::solve(name, *rate, effects, &pilots)).collect()
    }

    fn solve(name: &'static str, rate: f64, effects: &[Effect], pilots: &[Customer<'_>]) -> Result<Self> {
        let mut effects = effects.iter().map(|e| Planted::bind(*e)).collect::<Result<Vec<_>>>()?;
        for planted in &mut effects {
            planted.spread = deviation(pilots.iter().map(|c| planted.adds(c)));
        }
        let mut label = Self { name, intercept: 0.0, effects };
        let odds: Vec<f64> = pilots.iter().map(|c| label.log_odds(c)).collect();
        let (mut low, mut high) = (-40.0, 40.0);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            let mean = odds.iter().map(|o| sigmoid(o + middle)).sum::<f64>() / odds.len() as f64;
            *(if mean < rate { &mut low } else { &mut high }) = middle;
        }
        // Rounded so that the figure in truth.toml is the figure used.
        label.intercept = (low * 1e4).round() / 1e4;
        Ok(label)
    }

    /// The true log-odds of the label.
    pub(super) fn log_odds(&self, customer: &Customer<'_>) -> f64 {
        self.intercept + self.effects.iter().map(|e| e.adds(customer)).sum::<f64>()
    }

    /// Whether a column takes part in the label at all.
    pub(super) fn uses(&self, column: &str) -> bool {
        self.effects.iter().any(|planted| planted.effect.factors.iter().any(|(name, _)| *name == column))
    }
}

impl Planted {
    fn bind(effect: Effect) -> Result<Self> {
        let find = |name: &str| {
            let column = COLUMNS.iter().find(|(column, _)| *column == name);
            let unknown = || Error::new(ErrorKind::Schema, "planted effect", "labels", "a column of the table", quote(name));
            column.map(|(_, read)| *read).ok_or_else(unknown)
        };
        let reads = effect.factors.iter().map(|(name, shape)| Ok((find(name)?, *shape))).collect::<Result<_>>()?;
        Ok(Self { effect, spread: 0.0, reads })
    }

    fn adds(&self, customer: &Customer<'_>) -> f64 {
        self.effect.coefficient * self.reads.iter().map(|(read, shape)| shape.weigh(read(customer), customer)).product::<f64>()
    }
}

impl Shape {
    fn weigh(self, value: Value<'_>, customer: &Customer<'_>) -> f64 {
        match (self, value) {
            (Ramp { from, to }, Value::Number(x)) => ((x - from) / (to - from)).clamp(0.0, 1.0),
            (Hump { peak, width }, Value::Number(x)) => (1.0 - ((x - peak) / width) * ((x - peak) / width)).max(0.0),
            (Is { value }, Value::Text(text)) => f64::from(text == value),
            (Is { value }, Value::Flag(yes) | Value::Answer(yes)) => f64::from((value == "yes") == yes),
            (Gap, value) => f64::from(value == Value::Gap),
            (Recent { fade }, Value::Day(day)) => exp(-f64::from(customer.snapshot.0 - day.0) / fade),
            (AgentQuality, _) => customer.agent().map_or(0.0, |a| a.quality),
            (OccupationAppetite, _) => customer.occupation.map_or(0.0, |o| o.appetite),
            _ => 0.0,
        }
    }
}

fn deviation(values: impl Iterator<Item = f64>) -> f64 {
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for value in values {
        n += 1.0;
        sum += value;
        squares += value * value;
    }
    (squares / n - (sum / n) * (sum / n)).max(0.0).sqrt()
}
