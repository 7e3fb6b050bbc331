//! Tables given by columns, in whatever form each column comes, score to the bits of their customers one by one.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod dice;
    pub(crate) mod offers_packs;
    pub(crate) mod packs;
    pub(crate) mod people;
}

use confidant::engine::{Advisor, Columns, Customer, FieldValue};
use confidant::error::ErrorKind;
use confidant::model::Pack;

use support::dice::Dice;
use support::packs::{self, Shape};
use support::people;

/// The values of one field, a gap where a customer has none.
fn column(customers: &[Customer], name: &str) -> Vec<FieldValue> {
    customers.iter().map(|customer| customer.get(name).cloned().unwrap_or(FieldValue::Missing)).collect()
}

/// The values as numbers, if that is what they all are.
fn numbers(values: &[FieldValue]) -> Option<Vec<f64>> {
    let number = |value: &FieldValue| match value {
        FieldValue::Number(number) => Some(*number),
        FieldValue::Missing => Some(f64::NAN),
        _ => None,
    };
    values.iter().map(number).collect()
}

/// The distinct values, and each value's position among them.
fn coded(values: &[FieldValue]) -> (Vec<FieldValue>, Vec<u32>) {
    let mut distinct: Vec<FieldValue> = Vec::new();
    let code = |value: &FieldValue| {
        // Two gaps are one value, as NaN is not.
        let same = |known: &FieldValue| format!("{known:?}") == format!("{value:?}");
        let at = distinct.iter().position(same).unwrap_or(distinct.len());
        if at == distinct.len() {
            distinct.push(value.clone());
        }
        at as u32
    };
    let codes = values.iter().map(code).collect();
    (distinct, codes)
}

/// How often each form was used.
#[derive(Default)]
struct Seen {
    numbers: usize,
    codes: usize,
    values: usize,
    gaps: usize,
}

fn check(dice: &mut Dice, pack: &Pack, count: usize, batch: usize, seen: &mut Seen) {
    let advisor = Advisor::new(pack.clone());
    let customers: Vec<Customer> = (0..count).map(|_| people::customer(dice, pack)).collect();
    let days = pack.time.as_deref().map(|time| column(&customers, time));
    let given: Vec<Vec<FieldValue>> = pack.fields.iter().map(|field| column(&customers, &field.name)).collect();
    let mut columns = Columns::new(&advisor, None);
    // By field, the codes of those that come as such.
    let mut codes = vec![None; given.len()];
    for (position, values) in given.iter().enumerate() {
        if dice.chance(0.5) {
            let (distinct, mut of_field) = coded(values);
            // A gap has a code of its own beside any that the dictionary gives it.
            for (code, value) in of_field.iter_mut().zip(values).step_by(2) {
                if matches!(value, FieldValue::Missing) {
                    *code = Columns::GAP;
                    seen.gaps += 1;
                }
            }
            columns.dictionary(position, distinct);
            codes[position] = Some(of_field);
        }
    }
    let mut margins = vec![Vec::new(); pack.indices.len()];
    for start in (0..count).step_by(batch) {
        let range = start..count.min(start + batch);
        columns.begin(range.len());
        days.iter().flat_map(|days| &days[range.clone()]).for_each(|day| columns.day(day));
        for (position, values) in given.iter().enumerate() {
            if let Some(codes) = &codes[position] {
                columns.codes(position, &codes[range.clone()], start).unwrap();
                seen.codes += 1;
            } else if let Some(numbers) = numbers(&values[range.clone()]) {
                columns.numbers(position, &numbers);
                seen.numbers += 1;
            } else {
                values[range.clone()].iter().for_each(|value| columns.value(position, value));
                seen.values += 1;
            }
        }
        let rows = columns.rows();
        margins.iter_mut().enumerate().for_each(|(position, all)| all.extend(advisor.margins(position, rows)));
    }
    for (index, margins) in pack.indices.iter().zip(margins) {
        assert_eq!(margins.len(), count);
        for (customer, margin) in customers.iter().zip(margins) {
            let alone = advisor.score(customer, None)[&index.name].margin;
            assert_eq!(margin.to_bits(), alone.to_bits(), "{customer:?}");
        }
    }
}

#[test]
fn columns_score_to_the_bits_of_single_customers() {
    let dice = &mut Dice::new(11);
    let mut seen = Seen::default();
    for seed in 0..40 {
        let shape = Shape { fields: 9, indices: 2, features: 40, trees: 30, depth: 8, shallow: true, golden: 0 };
        let (count, batch) = (dice.below(300), 1 + dice.below(200));
        check(dice, &packs::pack(seed, &shape), count, batch, &mut seen);
    }
    let Seen { numbers, codes, values, gaps } = seen;
    assert!(numbers.min(codes).min(values) > 50, "{numbers} columns of numbers, {codes} of codes, {values} of values");
    assert!(gaps > 50, "{gaps} gaps among the codes");
}

#[test]
fn a_code_past_the_dictionary_is_refused_by_row() {
    let pack = packs::pack(1, &Shape::SMALL);
    let advisor = Advisor::new(pack.clone());
    let mut columns = Columns::new(&advisor, None);
    columns.dictionary(0, vec![FieldValue::Missing, FieldValue::Number(1.0)]);
    columns.begin(3);
    let error = columns.codes(0, &[0, 1, 2], 4096).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    let message =
        format!("code without a category, at column `{}`, row 4098: expected a code below 2, found 2", pack.fields[0].name);
    assert_eq!(error.to_string(), message);
}
