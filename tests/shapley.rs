//! Reasons are exact: they add up to the margin, and they are the Shapley values that the definition gives. Tables score and
//! explain to the same bits as single customers.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod brute;
    pub(crate) mod dice;
    pub(crate) mod offers_packs;
    pub(crate) mod packs;
    pub(crate) mod people;
}

use std::collections::{BTreeMap, BTreeSet};

use confidant::engine::{Advisor, Attribution, Customer, FieldValue, WarningKind};
use confidant::model::{Arrangement, Feature, Pack};

use support::dice::Dice;
use support::packs::{self, Shape};
use support::people;

const TOLERANCE: f64 = 1e-9;

/// The contributions by column.
fn by_column(why: &Attribution) -> BTreeMap<String, f64> {
    why.contributions.iter().map(|c| (c.feature.clone(), c.contribution)).collect()
}

fn crowd(dice: &mut Dice, pack: &Pack, count: usize) -> Vec<Customer> {
    (0..count).map(|_| people::customer(dice, pack)).collect()
}

/// The columns that some feature of the index reads, by name, and how many features of each kind there are.
fn reads(pack: &Pack, position: usize) -> (BTreeSet<&str>, [usize; 4]) {
    let index = &pack.indices[position];
    let mut kinds = [0; 4];
    let mut columns = BTreeSet::new();
    if let Arrangement::Routed(routes) = &index.arrangement {
        columns.insert(pack.fields[routes.column as usize].name.as_str());
    }
    for (model, feature) in index.parts.iter().flat_map(|part| part.model.features.iter().map(|feature| (&part.model, feature))) {
        let of_feature = model.columns_of(feature);
        kinds[match feature {
            Feature::Number { .. } => 0,
            Feature::OneHot { .. } => 1,
            Feature::Statistic { .. } if of_feature.len() == 1 => 2,
            Feature::Statistic { .. } => 3,
        }] += 1;
        columns.extend(of_feature.iter().map(|&column| pack.fields[column as usize].name.as_str()));
    }
    (columns, kinds)
}

#[test]
fn reasons_add_up_to_the_margin_for_ten_thousand_customers() {
    const CUSTOMERS: usize = 10_000;
    let shape = Shape { fields: 16, indices: 1, features: 80, trees: 120, depth: 6, shallow: false, golden: 0 };
    let pack = packs::pack(2026, &shape);
    let advisor = Advisor::new(pack.clone());
    let (read, kinds) = reads(&pack, 0);
    assert!(kinds.iter().all(|&count| count >= 5), "one kind of feature is hardly there: {kinds:?}");

    let customers = crowd(&mut Dice::new(7), &pack, CUSTOMERS);
    let rows = people::rows(&advisor, &people::csv(&pack, &customers));
    let (margins, all) = (advisor.margins(0, &rows), advisor.attributions(0, None, &rows));
    let baseline = advisor.baseline(0, 0);
    let index = pack.indices[0].name.as_str();
    let mut distinct = BTreeSet::new();
    let mut moved: BTreeSet<&str> = BTreeSet::new();
    let (mut gaps, mut strangers) = (0, 0);
    for (row, customer) in customers.iter().enumerate() {
        let off = (baseline + all.row(row).sum() - margins[row]).abs();
        assert!(off <= TOLERANCE, "row {row} is {off} off");

        let why = advisor.explain(index, customer, None).unwrap();
        let sum: f64 = why.contributions.iter().map(|c| c.contribution).sum();
        assert!((why.baseline + sum - why.margin).abs() <= TOLERANCE, "{customer:?}");
        assert_eq!((why.margin.to_bits(), why.baseline.to_bits()), (margins[row].to_bits(), baseline.to_bits()));
        assert!(why.contributions.is_sorted_by(|a, b| a.contribution.abs() >= b.contribution.abs()), "{why:?}");
        let columns = by_column(&why);
        assert_eq!(columns.len(), pack.fields.len());
        for (field, &contribution) in pack.fields.iter().zip(all.row(row)) {
            assert_eq!(columns[&field.name].to_bits(), contribution.to_bits(), "row {row}, {}", field.name);
            if contribution != 0.0 {
                moved.insert(&field.name);
            }
        }
        distinct.insert(margins[row].to_bits());
        gaps += usize::from(customer.iter().any(|(_, value)| *value == FieldValue::Missing));
        if row % 10 == 0 {
            let warnings = &advisor.score(customer, None)[index].warnings;
            strangers += usize::from(warnings.iter().any(|w| w.kind == WarningKind::UnknownCategory));
        }
    }
    // The customers are a crowd, and every column that could matter does.
    assert!(distinct.len() > CUSTOMERS / 2, "only {} margins", distinct.len());
    assert!(gaps > CUSTOMERS / 4 && strangers > CUSTOMERS / 40, "{gaps} with gaps, {strangers} with unknown categories");
    assert_eq!(moved, read);
}

/// What the random forests of [`reasons_are_the_shapley_values_of_the_definition`] had in them.
#[derive(Default)]
struct Seen {
    bare: usize,
    empty_sides: usize,
    repeated: usize,
    combined: usize,
}

#[test]
fn reasons_are_the_shapley_values_of_the_definition() {
    let mut seen = Seen::default();
    for seed in 0..300 {
        let dice = &mut Dice::new(seed);
        let shape = Shape {
            fields: 3 + dice.below(4),
            indices: 1,
            features: 2 + dice.below(8),
            trees: 1 + dice.below(6),
            depth: 4,
            shallow: true,
            golden: 0,
        };
        let pack = packs::pack(1000 + seed, &shape);
        look(&mut seen, &pack);
        let advisor = Advisor::new(pack.clone());
        for _ in 0..3 {
            check_definition(&advisor, &people::plain_customer(dice, &pack));
        }
    }
    let Seen { bare, empty_sides, repeated, combined } = seen;
    for (what, count) in [
        ("trees of depth 0", bare),
        ("questions without rows", empty_sides),
        ("columns asked twice", repeated),
        ("combinations", combined),
    ] {
        assert!(count >= 50, "only {count} {what}");
    }
}

fn check_definition(advisor: &Advisor, customer: &Customer) {
    let pack = advisor.pack();
    let truth = support::brute::truth(pack, 0, customer);
    let why = advisor.explain(&pack.indices[0].name, customer, None).unwrap();
    let near = |what: &str, found: f64, expected: f64| {
        assert!((found - expected).abs() <= TOLERANCE, "{}, {what}: {found} is not {expected}; {customer:?}", pack.name);
    };
    near("baseline", why.baseline, truth.baseline);
    near("margin", why.margin, truth.margin);
    let found = by_column(&why);
    assert!(found.keys().eq(truth.contributions.keys()));
    for (column, contribution) in truth.contributions {
        near(&column, found[&column], contribution);
    }
}

fn look(seen: &mut Seen, pack: &Pack) {
    let model = &pack.indices[0].parts[0].model;
    let confidant::model::Forest::Oblivious(forest) = &model.forest else { panic!("another forest") };
    for tree in forest.trees() {
        seen.bare += usize::from(tree.splits.is_empty());
        // The last question on the way to the first leaf.
        let half = tree.leaves.len() / 2;
        seen.empty_sides += usize::from(half > 0 && tree.covers[0] + tree.covers[half] == 0);
        let asked: Vec<Vec<u32>> =
            tree.splits.iter().map(|split| model.columns_of(&model.features[usize::from(split.feature)])).collect();
        let distinct: BTreeSet<&Vec<u32>> = asked.iter().collect();
        seen.repeated += usize::from(distinct.len() < asked.len());
        seen.combined += usize::from(asked.iter().any(|columns| columns.len() > 1));
    }
}

#[test]
fn tables_score_and_explain_to_the_bits_of_single_customers() {
    for (seed, rows) in [0, 1, 2, 15, 16, 17, 63, 64, 65, 127, 128, 129, 191, 192, 193, 300].into_iter().enumerate() {
        let shape = Shape { fields: 9, indices: 2, features: 40, trees: 30, depth: 8, shallow: true, golden: 0 };
        check_table(&packs::pack(seed as u64, &shape), rows);
    }
    // Around the rows that are held in memory at a time.
    for (seed, rows) in [(50, 4095), (51, 4096), (52, 4097)] {
        check_table(&packs::pack(seed, &Shape { indices: 1, ..Shape::SMALL }), rows);
    }
}

fn check_table(pack: &Pack, count: usize) {
    let advisor = Advisor::new(pack.clone());
    let customers = crowd(&mut Dice::new(count as u64), pack, count);
    let csv = people::csv(pack, &customers);
    let rows = people::rows(&advisor, &csv);
    assert_eq!(rows.len(), count);
    let consultations: Vec<_> = customers.iter().map(|customer| advisor.consult(customer, None)).collect();
    for (position, index) in pack.indices.iter().enumerate() {
        let name = &index.name;
        let (margins, contributions) = (advisor.margins(position, &rows), advisor.attributions(position, None, &rows));
        let mut heard = Vec::new();
        let probabilities = advisor
            .score_table(csv.as_bytes(), name, None, &mut |done, share| {
                heard.push((done, share));
                true
            })
            .unwrap();
        assert_eq!((margins.len(), probabilities.len(), contributions.nrows()), (count, count, count));
        assert_eq!(heard.last(), Some(&(count as u64, 1.0)));
        assert!(heard.is_sorted_by(|a, b| a.0 <= b.0 && a.1 <= b.1));
        for (row, consultation) in consultations.iter().enumerate() {
            let score = &consultation.scores[name];
            let place = || format!("row {row} of {count}, {name}, {:?}", customers[row]);
            assert_eq!(margins[row].to_bits(), score.margin.to_bits(), "{}", place());
            assert_eq!(probabilities[row].to_bits(), score.probability.to_bits(), "{}", place());
            let why = by_column(&consultation.attributions[name]);
            for (field, contribution) in pack.fields.iter().zip(contributions.row(row)) {
                assert_eq!(contribution.to_bits(), why[&field.name].to_bits(), "{}, {}", place(), field.name);
            }
        }
    }
}
