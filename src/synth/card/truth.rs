//! `truth.toml` of the card company: what was planted, with the intercepts that were solved and the figures that the tables came to.

use serde::Serialize;

use super::planted::{Effect, Event};
use super::{CARRIED, CardCompany, person};
use crate::error::Result;
use crate::synth::measure::LabelFigures;
use crate::synth::serialise;

const HEADER: &str = "\
# What is true of this made-up card company. Nobody in it exists.
#
# The log-odds that a customer holds a card, and those of a label, are an intercept plus the sum of their effects. An effect is its
# coefficient times the product of its factors: one factor is a main effect, two are an interaction. Cards were drawn in this order, so
# one may depend on those above it; a card that needs another is held by nobody without it. The shapes:
#   ramp  0 up to `from`, 1 beyond `to`, a straight line between (`from` may be the greater)
#   hump  max(0, 1 - ((x - peak) / width)^2)
#   is    1 for this category, or this answer to a yes-or-no column
#   gap   1 where the column is empty; every other shape is 0 there
# `spread` is the standard deviation over customers of what an effect adds: how much it matters.
# `bayes_auc` is what a model that knew all this would reach on the file; nothing fitted can be expected to beat it.
# The columns under `noise` have nothing to do with anything. `without_effect` lists what a label does not use.

";

#[derive(Serialize)]
struct Truth<'a> {
    seed: u64,
    customers: u64,
    test_customers: u64,
    noise: [&'static str; person::NOISE.len()],
    card: Vec<CardTruth<'a>>,
    label: Vec<LabelTruth<'a>>,
}

#[derive(Serialize)]
struct CardTruth<'a> {
    id: &'a str,
    share: f64,
    intercept: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    needs: Option<&'a str>,
    effect: Vec<Effect>,
}

#[derive(Serialize)]
struct LabelTruth<'a> {
    name: &'a str,
    intercept: f64,
    without_effect: Vec<&'a str>,
    train: &'a LabelFigures,
    test: &'a LabelFigures,
    effect: Vec<Effect>,
}

/// The file's text.
pub(super) fn truth(company: &CardCompany, train: &[LabelFigures], test: &[LabelFigures]) -> Result<String> {
    let cards = company.truth.cards.iter().map(|card| CardTruth {
        id: &card.name,
        share: card.share,
        intercept: card.intercept,
        needs: card.needs.as_deref(),
        effect: effects(card),
    });
    let labels = company.truth.labels.iter().zip(train).zip(test).map(|((label, train), test)| {
        let uses = |name: &str| label.effects.iter().any(|effect| effect.factors.iter().any(|factor| factor.column == name));
        let columns = company.names.iter().map(String::as_str);
        let without_effect = columns.filter(|name| !CARRIED.contains(name) && !uses(name)).collect();
        LabelTruth { name: &label.name, intercept: label.intercept, without_effect, train, test, effect: effects(label) }
    });
    let truth = Truth {
        seed: company.plan.seed(),
        customers: company.plan.customers(),
        test_customers: company.plan.test_customers(),
        noise: person::NOISE,
        card: cards.collect(),
        label: labels.collect(),
    };
    Ok(format!("{HEADER}{}", serialise("truth.toml", toml::to_string(&truth))?))
}

fn effects(event: &Event) -> Vec<Effect> {
    let rounded = |effect: &Effect| Effect { spread: (effect.spread * 1e4).round() / 1e4, ..effect.clone() };
    event.effects.iter().map(rounded).collect()
}
