//! Golden examples are made up from what the pack already says: each field is drawn on its own from its range or its named
//! categories, so no example is a training customer.

use serde_json::{Map, Value, json};

use crate::dataset::{Day, Semantic};
use crate::model::Field;

use super::random::{Purpose, Rng, below, stream, unit};

/// Examples in a pack.
const EXAMPLES: u64 = 8;

pub(super) fn examples(fields: &[Field], as_of: Option<Day>, seed: u64) -> Vec<Map<String, Value>> {
    let example = |number: u64| {
        let mut random = stream(seed, Purpose::Golden, number, 0);
        // The first has every field, the last has none.
        let gaps = number as f64 / (EXAMPLES - 1) as f64;
        let mut customer = Map::new();
        for field in fields {
            let (draw, value) = (unit(&mut random), value(field, as_of, &mut random));
            customer.insert(field.name.clone(), if draw < gaps { Value::Null } else { value });
        }
        customer
    };
    (0..EXAMPLES).map(example).collect()
}

fn value(field: &Field, as_of: Option<Day>, random: &mut impl Rng) -> Value {
    let number = |random: &mut _| field.range.map(|r| (r.low + (r.high - r.low) * unit(random)).round());
    match field.semantic {
        Semantic::Boolean => json!(unit(random) < 0.5),
        Semantic::Numerical => number(random).map_or(Value::Null, |x| json!(x)),
        Semantic::Timestamp => {
            let day = |back: f64| json!(Day(as_of.unwrap_or(Day(0)).0 + back as i32).to_string());
            number(random).map_or(Value::Null, day)
        }
        Semantic::Categorical if field.categories.is_empty() => Value::Null,
        Semantic::Categorical => json!(field.categories[below(random, field.categories.len())]),
        Semantic::Text => Value::Null,
    }
}
