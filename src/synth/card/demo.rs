//! `demo_customers.json` of the card company: two dozen strangers from a stream of their own, from the least to the most likely to take
//! another card, some of them nearly empty records.

use serde_json::{Map, Value as Json};

use super::{CARRIED, CardCompany, person};
use crate::synth::columns::Value;
use crate::synth::customer::DEMO;
use crate::synth::demo::{CROWD, DEMOS, DemoCustomer, SPARSE, json, named};

/// The file's text.
pub(super) fn demo_customers(company: &CardCompany) -> serde_json::Result<String> {
    let readiness =
        |number: u64| company.truth.labels.first().map_or(0.0, |label| label.log_odds(&company.draw(&DEMO, number).0));
    let mut crowd: Vec<(f64, u64)> = (0..(DEMOS * CROWD) as u64).map(|number| (readiness(number), number)).collect();
    crowd.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut chosen: Vec<u64> = crowd.iter().skip(CROWD / 2).step_by(CROWD).map(|(_, number)| *number).collect();
    // In order of number, which has nothing to do with the score.
    chosen.sort_unstable();
    let demos: Vec<DemoCustomer> = chosen.iter().enumerate().map(|(place, &number)| demo(company, place, number)).collect();
    serde_json::to_string_pretty(&demos)
}

fn demo(company: &CardCompany, place: usize, number: u64) -> DemoCustomer {
    let (record, mut dice) = company.draw(&DEMO, number);
    let sparse = SPARSE.contains(&place);
    let scored = company.names.iter().zip(&record).filter(|(name, _)| !CARRIED.contains(&name.as_str()));
    let fields: Map<String, Json> = scored
        .map(|(name, value)| {
            let unknown = sparse && name != "age" && dice.chance(0.65);
            (name.clone(), if unknown { Json::Null } else { json(*value) })
        })
        .collect();
    named(place, record[person::GENDER] == Value::Text("female"), fields)
}
