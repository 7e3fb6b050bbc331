//! Random customers of a pack: known and unknown categories, gaps, values on a border, values of another type.
#![allow(dead_code, reason = "each test binary uses a part")]

use confidant::dataset::{CsvOptions, Day, Records, Semantic};
use confidant::engine::{Advisor, Customer, FieldValue, Rows};
use confidant::model::{Feature, Field, Pack};

use super::dice::Dice;
use super::packs::HIDDEN;

/// A customer with values of all sorts.
pub(crate) fn customer(dice: &mut Dice, pack: &Pack) -> Customer {
    let mut fields: Vec<(String, FieldValue)> = Vec::new();
    for (position, field) in pack.fields.iter().enumerate() {
        if dice.chance(0.05) {
            continue;
        }
        let value = if dice.chance(0.1) { FieldValue::Missing } else { value(dice, pack, position, field, true) };
        fields.push((field.name.clone(), value));
    }
    if let Some(time) = pack.time.as_ref().filter(|time| pack.fields.iter().all(|field| field.name != **time)) {
        let taken = if dice.chance(0.8) { FieldValue::Text(day(dice)) } else { FieldValue::Number(dice.unit()) };
        fields.push((time.clone(), taken));
    }
    dice.shuffle(&mut fields);
    Customer::new(fields).unwrap()
}

/// A customer whose values are gaps or of the type that the field has.
pub(crate) fn plain_customer(dice: &mut Dice, pack: &Pack) -> Customer {
    let mut fields: Vec<(String, FieldValue)> = Vec::new();
    for (position, field) in pack.fields.iter().enumerate() {
        let value = if dice.chance(0.15) { FieldValue::Missing } else { value(dice, pack, position, field, false) };
        fields.push((field.name.clone(), value));
    }
    Customer::new(fields).unwrap()
}

fn day(dice: &mut Dice) -> String {
    Day(dice.below(50_000) as i32 - 15_000).to_string()
}

fn value(dice: &mut Dice, pack: &Pack, position: usize, field: &Field, any_type: bool) -> FieldValue {
    use FieldValue::{Boolean, Number, Text};
    let other = any_type && dice.chance(0.1);
    match field.semantic {
        Semantic::Numerical if other => dice.pick(&[Text("soon".into()), Text(" 12.5 ".into()), Number(f64::NAN)]).clone(),
        Semantic::Numerical => Number(number(dice, pack, position)),
        Semantic::Boolean if other => {
            dice.pick(&[Text("Yes".into()), Text("maybe".into()), Number(1.0), Number(0.0), Number(2.0)]).clone()
        }
        Semantic::Boolean => Boolean(dice.chance(0.5)),
        Semantic::Timestamp if other => dice.pick(&[Text("soon".into()), Number(5.0), Boolean(true)]).clone(),
        Semantic::Timestamp => Text(day(dice)),
        Semantic::Categorical if other => {
            dice.pick(&[Number(33.0), Boolean(true), Text(String::new()), Text(" NA ".into()), Text(" red 0 ".into())]).clone()
        }
        Semantic::Categorical => match dice.below(6) {
            0 => Text((*dice.pick(&HIDDEN)).to_owned()),
            1 => Text(format!("never seen {}", dice.below(9))),
            _ if field.categories.is_empty() => Text("red\n0".to_owned()),
            _ => Text(dice.pick(&field.categories).clone()),
        },
        Semantic::Text if other => Number(7.0),
        Semantic::Text => Text("a few words, \"quoted\"".to_owned()),
    }
}

/// Now and then exactly on a border of the column, or right beside it.
fn number(dice: &mut Dice, pack: &Pack, position: usize) -> f64 {
    let features = pack.indices.iter().flat_map(|index| &index.parts).flat_map(|part| &part.model.features);
    let borders: Vec<f32> = features
        .filter_map(|feature| match feature {
            Feature::Number { column, borders } if *column as usize == position => Some(borders),
            _ => None,
        })
        .flatten()
        .copied()
        .collect();
    match dice.below(20) {
        0 => *dice.pick(&[f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, 1e-300]),
        1..=6 if !borders.is_empty() => {
            let border = *dice.pick(&borders);
            f64::from(*dice.pick(&[border, border.next_up(), border.next_down()]))
        }
        _ => 240.0 * dice.unit() - 120.0,
    }
}

/// As a JSON object; what JSON cannot say is a gap.
pub(crate) fn json(customer: &Customer) -> serde_json::Map<String, serde_json::Value> {
    customer.iter().map(|(name, value)| (name.to_owned(), serde_json::to_value(value).unwrap())).collect()
}

/// As a CSV table, its columns in another order than the pack's fields.
pub(crate) fn csv(pack: &Pack, customers: &[Customer]) -> String {
    let mut names: Vec<&str> = pack.fields.iter().map(|field| field.name.as_str()).rev().collect();
    names.extend(pack.time.as_deref().filter(|time| pack.fields.iter().all(|field| field.name != *time)));
    names.push("not in the pack");
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |cells: Vec<String>| format!("{}\n", cells.join(","));
    let mut text = line(names.iter().map(|name| quoted(name)).collect());
    for customer in customers {
        let cell = |name: &&str| match customer.get(name) {
            None | Some(FieldValue::Missing) => String::new(),
            Some(FieldValue::Boolean(yes)) => yes.to_string(),
            Some(FieldValue::Number(number)) => number.to_string(),
            Some(FieldValue::Text(text)) => quoted(text),
        };
        text.push_str(&line(names.iter().map(cell).collect()));
    }
    text
}

/// All rows of a CSV table as the engine reads them.
pub(crate) fn rows(advisor: &Advisor, csv: &str) -> Rows {
    let mut records = Records::new(csv.as_bytes(), CsvOptions::default()).unwrap();
    let mut layout = advisor.layout(records.header()).unwrap();
    let mut rows = Rows::new(advisor.fields().len());
    advisor.read_batch(&mut records, &mut layout, None, usize::MAX, &mut rows).unwrap();
    rows
}
