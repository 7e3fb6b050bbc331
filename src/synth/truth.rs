//! `truth.toml`: the planted truth in words and numbers, for people who want to know and for tests that ask whether training
//! found it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::columns::{CARRIED, COLUMNS, NOISE};
use super::labels::{Label, Shape};
use super::measure::LabelFigures;
use super::world::World;
use super::{Plan, serialise};
use crate::error::Result;

const HEADER: &str = "\
# What is true of this made-up insurer. Nobody in it exists.
#
# A label's log-odds are its intercept plus the sum of its effects. An effect is its coefficient times the product of its
# factors: one factor is a main effect, two are an interaction. The shapes:
#   ramp                 0 up to `from`, 1 beyond `to`, a straight line between (`from` may be the greater)
#   hump                 max(0, 1 - ((x - peak) / width)^2)
#   is                   1 for this category, or this answer to a yes-or-no column
#   gap                  1 where the column is empty; every other shape is 0 there
#   recent               exp(-days / fade), days from the date to the snapshot
#   agent_quality        the agent's number under [hidden.agent_code]
#   occupation_appetite  the occupation's number under [hidden.occupation]
# `spread` is the standard deviation over customers of what an effect adds: how much it matters.
# `bayes_auc` is what a model that knew all this would reach on the file; nothing fitted can be expected to beat it.
# The columns under `noise` have nothing to do with anything. `without_effect` lists what a label does not use; those that
# are not noise may still be correlated with what it does use.

";

#[derive(Serialize)]
struct Truth<'a> {
    seed: u64,
    customers: u64,
    test_customers: u64,
    noise: [&'static str; NOISE.len()],
    label: Vec<LabelTruth<'a>>,
    hidden: Hidden<'a>,
}

#[derive(Serialize)]
struct LabelTruth<'a> {
    name: &'static str,
    intercept: f64,
    without_effect: Vec<&'static str>,
    train: &'a LabelFigures,
    test: &'a LabelFigures,
    effect: Vec<EffectTruth>,
}

#[derive(Serialize)]
struct EffectTruth {
    says: &'static str,
    coefficient: f64,
    spread: f64,
    factors: Vec<Factor>,
}

#[derive(Serialize)]
struct Factor {
    column: &'static str,
    #[serde(flatten)]
    shape: Shape,
}

#[derive(Serialize)]
struct Hidden<'a> {
    agent_code: BTreeMap<&'a str, f64>,
    occupation: BTreeMap<&'a str, f64>,
}

/// The file's text.
pub(super) fn truth(
    plan: &Plan,
    world: &World,
    labels: &[Label],
    train: &[LabelFigures],
    test: &[LabelFigures],
) -> Result<String> {
    let truth = Truth {
        seed: plan.seed(),
        customers: plan.customers(),
        test_customers: plan.test_customers(),
        noise: NOISE,
        label: labels.iter().zip(train).zip(test).map(|((label, train), test)| label_truth(label, train, test)).collect(),
        hidden: Hidden {
            agent_code: world.agents.iter().map(|a| (a.code.as_str(), rounded(a.quality))).collect(),
            occupation: world.occupations.all().iter().map(|o| (o.name.as_str(), rounded(o.appetite))).collect(),
        },
    };
    Ok(format!("{HEADER}{}", serialise("truth.toml", toml::to_string(&truth))?))
}

fn label_truth<'a>(label: &Label, train: &'a LabelFigures, test: &'a LabelFigures) -> LabelTruth<'a> {
    let columns = COLUMNS.iter().map(|c| c.0).filter(|name| !CARRIED.contains(name) && !label.uses(name));
    let effect = label.effects.iter().map(|planted| EffectTruth {
        says: planted.effect.says,
        coefficient: planted.effect.coefficient,
        spread: rounded(planted.spread),
        factors: planted.effect.factors.iter().map(|(column, shape)| Factor { column, shape: *shape }).collect(),
    });
    LabelTruth {
        name: label.name,
        intercept: label.intercept,
        without_effect: columns.collect(),
        train,
        test,
        effect: effect.collect(),
    }
}

fn rounded(x: f64) -> f64 {
    (x * 1e4).round() / 1e4
}
