//! `demo_customers.json`: two dozen strangers to play with. They come from a stream of their own, never from the training file,
//! and are chosen to span what the console can show: every level of the first label, both channels, nearly empty records, and
//! one occupation that a careless page would run as markup.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::columns::{CARRIED, COLUMNS, Value};
use super::customer::{Channel, Customer, DEMO};
use super::labels::Label;
use super::world::World;

/// Demo customers, half of them from each channel.
pub(super) const DEMOS: usize = 24;
/// Candidates for each place.
pub(super) const CROWD: usize = 15;
/// Places whose records are mostly gaps, as when somebody calls for the first time.
pub(super) const SPARSE: [usize; 4] = [4, 11, 15, 20];
/// The place with markup in the occupation.
const MARKUP: usize = 9;

const FEMALE: [&str; 12] =
    ["Ada", "Min-ji", "Olga", "Clara", "Seo-yeon", "Irina", "Lucia", "Ha-eun", "Vera", "Noor", "Ji-woo", "Greta"];
const MALE: [&str; 12] =
    ["Jonas", "Do-yun", "Pavel", "Marco", "Si-woo", "Anton", "Felix", "Jun-ho", "Boris", "Omar", "Tae-yang", "Emil"];
const FAMILY: [&str; DEMOS] = [
    "Lindqvist",
    "Kim",
    "Marchenko",
    "Moreau",
    "Park",
    "Bondar",
    "Rossi",
    "Choi",
    "Weber",
    "Haddad",
    "Jung",
    "Nilsen",
    "Wojcik",
    "Lee",
    "Moroz",
    "Duarte",
    "Kang",
    "Tkach",
    "Fischer",
    "Yoon",
    "Melnik",
    "Novak",
    "Lim",
    "Bauer",
];

/// A customer of the console's list.
#[derive(Serialize)]
pub(super) struct DemoCustomer {
    id: String,
    name: String,
    fields: Map<String, Json>,
}

/// The file's text.
pub(super) fn demo_customers(world: &World, labels: &[Label]) -> serde_json::Result<String> {
    let half = DEMOS / 2;
    let mut chosen = Vec::new();
    for channel in [Channel::Agent, Channel::Direct] {
        let numbers = (0..).filter(|number| Customer::draw(world, &DEMO, *number).0.person.channel == channel);
        let mut crowd: Vec<(f64, u64)> = numbers
            .take(half * CROWD)
            .map(|number| (labels.first().map_or(0.0, |l| l.log_odds(&Customer::draw(world, &DEMO, number).0)), number))
            .collect();
        crowd.sort_by(|a, b| a.0.total_cmp(&b.0));
        chosen.extend(crowd.iter().skip(CROWD / 2).step_by(CROWD).map(|(_, number)| *number));
    }
    // In order of number, which has nothing to do with the score.
    chosen.sort_unstable();
    let demos: Vec<_> = chosen.iter().enumerate().map(|(place, number)| demo(world, place, *number)).collect();
    serde_json::to_string_pretty(&demos)
}

fn demo(world: &World, place: usize, number: u64) -> DemoCustomer {
    let (customer, mut dice) = Customer::draw(world, &DEMO, number);
    let sparse = SPARSE.contains(&place);
    let scored = COLUMNS.iter().filter(|(name, _)| !CARRIED.contains(name));
    let mut fields: Map<_, _> = scored
        .map(|(name, read)| {
            let unknown = sparse && *name != "age" && *name != "channel" && dice.chance(0.65);
            ((*name).to_owned(), if unknown { Json::Null } else { json(read(&customer)) })
        })
        .collect();
    if place == MARKUP {
        fields.insert("occupation".to_owned(), Json::from("<b>head</b> of \"R&D\" <img src=x onerror='alert(1)'>"));
    }
    named(place, customer.person.gender == "female", fields)
}

/// The customer at a place of the list, under a made-up name.
pub(super) fn named(place: usize, female: bool, fields: Map<String, Json>) -> DemoCustomer {
    let given = if female { FEMALE } else { MALE }[place % FEMALE.len()];
    DemoCustomer { id: format!("D{:02}", place + 1), name: format!("{given} {}", FAMILY[place]), fields }
}

/// A value as a page's form has it.
pub(super) fn json(value: Value<'_>) -> Json {
    match value {
        Value::Gap => Json::Null,
        // Most numbers are whole: 41, not 41.0, is what a person would type.
        Value::Number(x) if x.fract() == 0.0 => Json::from(x as i64),
        Value::Number(x) => Json::from(x),
        Value::Flag(yes) | Value::Answer(yes) => Json::from(yes),
        Value::Text(text) => Json::from(text),
        Value::Day(day) => Json::from(day.to_string()),
    }
}
