//! Scoring and explaining, one customer at a time and by the table, on 500 trees of depth 6.

use confidant::dataset::{CsvOptions, Records};
use confidant::engine::{Advisor, Columns, Customer, FieldValue, Rows};
use divan::counter::ItemsCount;

use crate::support::{customers, pack};

const TABLE: usize = 4096;

fn rows(advisor: &Advisor) -> Rows {
    let names: Vec<&str> = advisor.fields().iter().map(|field| field.name.as_str()).collect();
    let mut csv = names.join(",");
    for customer in customers(TABLE) {
        let cells: Vec<String> = names.iter().map(|name| customer[*name].to_string().replace('"', "")).collect();
        csv.push('\n');
        csv.push_str(&cells.join(","));
    }
    let mut records = Records::new(csv.as_bytes(), CsvOptions::default()).expect("a sound table");
    let mut layout = advisor.layout(records.header()).expect("known columns");
    let mut rows = Rows::new(names.len());
    advisor.read_batch(&mut records, &mut layout, None, TABLE, &mut rows).expect("sound rows");
    rows
}

/// The same table by columns: numbers, and codes into the categories.
fn columns(advisor: &Advisor) -> Columns<'_> {
    let customers = customers(TABLE);
    let mut columns = Columns::new(advisor, None);
    for (position, field) in advisor.fields().iter().enumerate() {
        columns.dictionary(position, field.categories.iter().cloned().map(FieldValue::Text).collect());
    }
    columns.begin(TABLE);
    for (position, field) in advisor.fields().iter().enumerate() {
        let values = customers.iter().map(|customer| &customer[&field.name]);
        if field.categories.is_empty() {
            let numbers: Vec<f64> = values.map(|value| value.as_f64().expect("a number")).collect();
            columns.numbers(position, &numbers);
        } else {
            let code = |name: &str| field.categories.iter().position(|known| known == name).expect("a named category") as u32;
            let codes: Vec<u32> = values.map(|value| code(value.as_str().expect("a text"))).collect();
            columns.codes(position, &codes, 0).expect("known codes");
        }
    }
    columns
}

fn customer() -> Customer {
    Customer::from_json(&customers(1)[0]).expect("a plain object")
}

#[divan::bench]
fn score_one(bencher: divan::Bencher<'_, '_>) {
    let (advisor, customer) = (Advisor::new(pack()), customer());
    bencher.bench_local(|| advisor.score(&customer, None));
}

#[divan::bench]
fn score_and_explain_one(bencher: divan::Bencher<'_, '_>) {
    let (advisor, customer) = (Advisor::new(pack()), customer());
    bencher.bench_local(|| advisor.consult(&customer, None));
}

#[divan::bench]
fn score_columns(bencher: divan::Bencher<'_, '_>) {
    let advisor = Advisor::new(pack());
    let mut columns = columns(&advisor);
    let rows = columns.rows();
    bencher.counter(ItemsCount::new(TABLE)).bench_local(|| advisor.margins(0, rows));
}

#[divan::bench]
fn score_table(bencher: divan::Bencher<'_, '_>) {
    let advisor = Advisor::new(pack());
    let rows = rows(&advisor);
    bencher.counter(ItemsCount::new(TABLE)).bench_local(|| advisor.margins(0, &rows));
}

#[divan::bench]
fn explain_table(bencher: divan::Bencher<'_, '_>) {
    let advisor = Advisor::new(pack());
    let rows = rows(&advisor);
    bencher.counter(ItemsCount::new(TABLE)).bench_local(|| advisor.attributions(0, None, &rows));
}
