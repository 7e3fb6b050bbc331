//! A pack of the size that speed is quoted for: 500 oblivious trees of depth 6 on 30 columns, 8 of them categorical. Its forest is
//! random rather than trained, so that its size is exact; speed does not depend on what the leaves say.

pub(crate) mod offers;

use std::collections::BTreeMap;

use confidant::dataset::{ByName, Semantic, Titles};
use confidant::model::{
    Arrangement, Calibrator, Card, CategoryTable, Feature, Field, Forest, Index, IndexCard, Metrics, Model, ModelKind, Oblivious,
    Pack, Part, Polarity, Population, Range, Split, category_hash,
};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::{Map, Value, json};

const TREES: usize = 500;
const DEPTH: usize = 6;
const NUMBERS: u32 = 22;
const CATEGORICALS: u32 = 8;
const CATEGORIES: u32 = 40;
const BORDERS: usize = 120;

/// A number below `bound`.
fn below(random: &mut Pcg64Mcg, bound: u64) -> u64 {
    random.next_u64() % bound
}

fn unit(random: &mut Pcg64Mcg) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

fn category(number: u64) -> String {
    format!("category {number}")
}

fn field(column: u32) -> Field {
    let categorical = column >= NUMBERS;
    Field {
        name: format!("column_{column}"),
        semantic: if categorical { Semantic::Categorical } else { Semantic::Numerical },
        title: Titles::new(),
        unit: None,
        group: None,
        immutable: false,
        range: (!categorical).then_some(Range { low: 0.0, median: 0.5, high: 1.0 }),
        missing: 0.0,
        categories: if categorical { (0..u64::from(CATEGORIES)).map(category).collect() } else { Vec::new() },
    }
}

fn model(random: &mut Pcg64Mcg) -> Model {
    let borders = |_| (1..=BORDERS).map(|step| step as f32 / (BORDERS + 1) as f32).collect();
    let mut features: Vec<Feature> = (0..NUMBERS).map(|column| Feature::Number { column, borders: borders(column) }).collect();
    features.extend((0..CATEGORICALS).map(|table| Feature::Statistic { table, slot: 0 }));
    let table = |column: u32| {
        let mut keys: Vec<u64> = (0..u64::from(CATEGORIES)).map(|number| category_hash(&category(number))).collect();
        keys.sort_unstable();
        let bins = keys.iter().map(|key| (key % 20) as u8).collect();
        CategoryTable { columns: vec![column], slots: 1, keys, bins, unseen: vec![10] }
    };
    let tables = (NUMBERS..NUMBERS + CATEGORICALS).map(table).collect();
    let split = |random: &mut Pcg64Mcg| {
        let feature = below(random, u64::from(NUMBERS + CATEGORICALS)) as u16;
        let bins = if u32::from(feature) < NUMBERS { BORDERS as u64 + 1 } else { 20 };
        Split { feature, at: 1 + below(random, bins) as u8 }
    };
    let forest = Oblivious {
        bias: -2.0,
        scale: 1.0 / f64::from(1 << 26),
        depths: vec![DEPTH as u8; TREES],
        splits: (0..TREES * DEPTH).map(|_| split(random)).collect(),
        leaves: (0..TREES << DEPTH).map(|_| below(random, 1 << 21) as i32 - (1 << 20)).collect(),
        covers: (0..TREES << DEPTH).map(|_| 1 + below(random, 1000) as u32).collect(),
    };
    Model { features, tables, forest: Forest::Oblivious(forest) }
}

/// The pack; the same bytes every time.
pub(crate) fn pack() -> Pack {
    let mut random = Pcg64Mcg::seed_from_u64(1);
    let figures = Metrics {
        auc: 0.5,
        logloss: 0.0,
        ap: 0.0,
        brier: 0.0,
        ece: 0.0,
        threshold: 0.5,
        precision: 0.0,
        recall: 0.0,
        f1: 0.0,
        model_score: 0.0,
    };
    let card = IndexCard {
        label: "label".into(),
        positive: "1".into(),
        rows: 0,
        positive_rate: 0.1,
        model: ModelKind::Forest,
        trees: TREES as u32,
        measured_on: "nothing: the forest is random".into(),
        calibrator: "platt".into(),
        metrics: figures,
        contenders: Vec::new(),
        measured: None,
        deciles: Vec::new(),
        importance: Vec::new(),
        routes: None,
        classes: None,
    };
    let index = Index {
        name: "label".into(),
        title: Titles::new(),
        polarity: Polarity::Opportunity,
        arrangement: Arrangement::Single,
        parts: vec![Part {
            model: model(&mut random),
            calibrator: Calibrator::Platt { slope: 1.0, intercept: 0.0 },
            population: Population { quantiles: (0..=1000).map(|i| f64::from(i) / 100.0 - 7.0).collect() },
        }],
        card,
    };
    Pack {
        offers: None,
        ask: None,
        stages: Default::default(),
        name: "bench".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        fields: (0..NUMBERS + CATEGORICALS).map(field).collect(),
        as_of: None,
        time: None,
        indices: vec![index],
        catalogue: Vec::new(),
        glossary: Default::default(),
        card: Card {
            created_by: "the benchmark".into(),
            source: "none".into(),
            rows: 0,
            seed: 1,
            window: None,
            as_of: None,
            weight: None,
            notes: Vec::new(),
            translations: ByName::new(),
        },
        golden: Vec::new(),
    }
}

/// Random customers of the pack, as JSON objects.
pub(crate) fn customers(count: usize) -> Vec<Map<String, Value>> {
    let mut random = Pcg64Mcg::seed_from_u64(2);
    let customer = |_| {
        let mut customer = BTreeMap::new();
        for column in 0..NUMBERS + CATEGORICALS {
            let value = if column < NUMBERS {
                json!(unit(&mut random))
            } else {
                json!(category(below(&mut random, u64::from(CATEGORIES))))
            };
            customer.insert(format!("column_{column}"), value);
        }
        customer.into_iter().collect()
    };
    (0..count).map(customer).collect()
}
