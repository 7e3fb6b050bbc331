//! The planted truth of the card company, read from `planted.toml`: which cards a customer holds and what they do, each by log-odds that are an
//! intercept plus effects; an effect is a coefficient times the product of its factors, one a column. Intercepts are solved for the
//! wanted shares on pilot customers, cards in order, because a card may depend on those above it.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result, quote};
use crate::math::sigmoid;
use crate::synth::columns::Value;
use crate::synth::dice::Dice;
use crate::synth::serialise;

const PLANTED: &str = include_str!("planted.toml");

/// How a column's value weighs in an effect. A gap weighs 0 except for [`Shape::Gap`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub(super) enum Shape {
    /// 0 up to `from`, 1 beyond `to`, a straight line between; `from` may be the greater.
    Ramp { from: f64, to: f64 },
    /// max(0, 1 - ((x - peak) / width)²).
    Hump { peak: f64, width: f64 },
    /// 1 for this category, or this answer to a yes-or-no column.
    Is { value: String },
    /// 1 for a gap.
    Gap,
}

/// A column and how its value weighs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Factor {
    pub(super) column: String,
    #[serde(flatten)]
    pub(super) shape: Shape,
    /// The column's position in the record.
    #[serde(skip)]
    at: usize,
}

/// What a factor or a product of two adds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Effect {
    pub(super) says: String,
    pub(super) coefficient: f64,
    /// The standard deviation over customers of what it adds: how much it matters.
    #[serde(default)]
    pub(super) spread: f64,
    pub(super) factors: Vec<Factor>,
}

/// Something that is true of some customers: a card that is held, or a label.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    #[serde(alias = "id")]
    pub(super) name: String,
    /// The share of customers it should be true of.
    pub(super) share: f64,
    /// A card without which nobody holds this one.
    #[serde(default)]
    pub(super) needs: Option<String>,
    #[serde(skip)]
    pub(super) intercept: f64,
    #[serde(skip)]
    need: Option<usize>,
    pub(super) effects: Vec<Effect>,
}

/// Everything that is planted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Planted {
    #[serde(rename = "card")]
    pub(super) cards: Vec<Event>,
    #[serde(rename = "label")]
    pub(super) labels: Vec<Event>,
}

impl Planted {
    /// The truth as it is written down, without intercepts.
    pub(super) fn read() -> Result<Self> {
        serialise("planted.toml", toml::from_str(PLANTED))
    }
}

impl Event {
    /// Finds the columns among `names`.
    pub(super) fn bind(&mut self, names: &[String]) -> Result<()> {
        let find = |name: &str| {
            let unknown = || Error::new(ErrorKind::Schema, "planted effect", &self.name, "a column above", quote(name));
            names.iter().position(|known| known == name).ok_or_else(unknown)
        };
        let need = self.needs.as_ref().map(|card| find(&format!("has_{card}"))).transpose()?;
        let places = self.effects.iter().map(|effect| effect.factors.iter().map(|f| find(&f.column)).collect::<Result<Vec<_>>>());
        let places = places.collect::<Result<Vec<_>>>()?;
        self.need = need;
        for (effect, places) in self.effects.iter_mut().zip(places) {
            effect.factors.iter_mut().zip(places).for_each(|(factor, at)| factor.at = at);
        }
        Ok(())
    }

    /// Solves the intercept for the wanted share of these records.
    pub(super) fn solve(&mut self, pilots: &[&[Value<'_>]]) {
        for effect in &mut self.effects {
            let adds: Vec<f64> = pilots.iter().map(|record| effect.adds(record)).collect();
            let mean = adds.iter().sum::<f64>() / adds.len() as f64;
            effect.spread = (adds.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / adds.len() as f64).sqrt();
        }
        self.intercept = 0.0;
        let odds: Vec<f64> = pilots.iter().map(|record| self.log_odds(record)).collect();
        let (mut low, mut high) = (-40.0, 40.0);
        for _ in 0..50 {
            let middle = 0.5 * (low + high);
            let mean = odds.iter().map(|odds| sigmoid(odds + middle)).sum::<f64>() / odds.len() as f64;
            *(if mean < self.share { &mut low } else { &mut high }) = middle;
        }
        // Rounded so that the figure in truth.toml is the figure used.
        self.intercept = (low * 1e4).round() / 1e4;
    }

    /// The true log-odds; far below 0 where a card that is needed is not there.
    pub(super) fn log_odds(&self, record: &[Value<'_>]) -> f64 {
        if self.need.is_some_and(|need| record[need] != Value::Flag(true)) {
            return -1e3;
        }
        self.intercept + self.effects.iter().map(|effect| effect.adds(record)).sum::<f64>()
    }

    /// Whether it is true of a customer, by chance.
    pub(super) fn happens(&self, record: &[Value<'_>], dice: &mut Dice) -> bool {
        dice.chance(sigmoid(self.log_odds(record)))
    }
}

impl Effect {
    fn adds(&self, record: &[Value<'_>]) -> f64 {
        self.coefficient * self.factors.iter().map(|factor| factor.shape.weigh(record[factor.at])).product::<f64>()
    }
}

impl Shape {
    fn weigh(&self, value: Value<'_>) -> f64 {
        match (self, value) {
            (Self::Ramp { from, to }, Value::Number(x)) => ((x - from) / (to - from)).clamp(0.0, 1.0),
            (Self::Hump { peak, width }, Value::Number(x)) => (1.0 - ((x - peak) / width) * ((x - peak) / width)).max(0.0),
            (Self::Is { value }, Value::Text(text)) => f64::from(text == value),
            (Self::Is { value }, Value::Flag(yes) | Value::Answer(yes)) => f64::from((value == "yes") == yes),
            (Self::Gap, value) => f64::from(value == Value::Gap),
            _ => 0.0,
        }
    }
}
