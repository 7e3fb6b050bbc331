//! A small pack made by hand, with one of everything that a pack may hold, at places that tests can name.
#![allow(dead_code, reason = "each test binary uses a part")]

use confidant::dataset::{ByName, Day, Semantic, Titles};
use confidant::model::{
    Arrangement, Calibrator, Card, CategoryTable, Feature, Field, Forest, Glossary, Index, IndexCard, MISSING_HASH, Metrics,
    Model, ModelKind, Oblivious, Pack, Part, Polarity, Population, Product, Range, Split, category_hash, combination_hash,
};

pub(crate) const AGE: u32 = 0;
pub(crate) const PLAN: u32 = 1;
pub(crate) const MEMBER: u32 = 3;
pub(crate) const NOTE: u32 = 5;

/// Two indices: `churn` has borders, one-hots, tables and trees, `buy` has a bias and nothing else.
pub(crate) fn pack() -> Pack {
    let churn = Index {
        name: "churn".to_owned(),
        title: Titles::from([("ko".to_owned(), "이탈".to_owned())]),
        polarity: Polarity::Risk,
        arrangement: Arrangement::Single,
        parts: vec![Part {
            model: Model { features: features(), tables: tables(), forest: forest() },
            calibrator: Calibrator::Isotonic { margins: vec![-1.0, 0.0, 2.0], probabilities: vec![0.1, 0.1, 0.75] },
            population: Population { quantiles: vec![-2.0, -1.0, -1.0, 0.5, 3.0] },
        }],
        card: index_card(),
    };
    let nothing = Oblivious { bias: -1.5, scale: 1.0, depths: vec![], splits: vec![], leaves: vec![], covers: vec![] };
    let buy = Index {
        name: "buy".to_owned(),
        title: Titles::new(),
        polarity: Polarity::Opportunity,
        arrangement: Arrangement::Single,
        parts: vec![Part {
            model: Model { features: vec![], tables: vec![], forest: Forest::Oblivious(nothing) },
            calibrator: Calibrator::Platt { slope: 1.25, intercept: -0.5 },
            population: Population { quantiles: vec![-1.5, -1.5] },
        }],
        card: index_card(),
    };
    Pack {
        offers: None,
        ask: None,
        stages: Default::default(),
        name: "sample".to_owned(),
        version: "0.1.0".to_owned(),
        fields: fields(),
        as_of: Some(Day(20_000)),
        time: None,
        indices: vec![churn, buy],
        catalogue: vec![product("life"), product("motor")],
        glossary: glossary(),
        card: Card {
            created_by: "a test".to_owned(),
            source: "clients.csv".to_owned(),
            rows: 100,
            seed: 1,
            window: None,
            as_of: None,
            weight: None,
            notes: vec![],
            translations: ByName::new(),
        },
        golden: vec![],
    }
}

fn glossary() -> Glossary {
    let one = |name: &str, title: &str| [(name.to_owned(), [("en".to_owned(), title.to_owned())].into())].into();
    Glossary {
        intents: one("cancel", "wants to cancel"),
        values: [("plan".to_owned(), one("café", "Coffee house"))].into(),
        ..Glossary::default()
    }
}

fn fields() -> Vec<Field> {
    let field = |name: &str, semantic, categories: &[&str]| Field {
        name: name.to_owned(),
        semantic,
        title: Titles::new(),
        unit: None,
        group: None,
        immutable: false,
        range: (semantic == Semantic::Numerical).then_some(Range { low: 18.0, median: 40.0, high: 90.0 }),
        missing: 0.25,
        categories: categories.iter().map(|&name| name.to_owned()).collect(),
    };
    vec![
        field("age", Semantic::Numerical, &[]),
        field("plan", Semantic::Categorical, &["café", "basic"]),
        field("town", Semantic::Categorical, &["Seoul"]),
        field("member", Semantic::Boolean, &[]),
        field("since", Semantic::Timestamp, &[]),
        field("note", Semantic::Text, &[]),
    ]
}

fn features() -> Vec<Feature> {
    vec![
        Feature::Number { column: 0, borders: vec![20.5, 40.5, 60.5] },
        Feature::OneHot { column: 1, category: category_hash("basic") },
        Feature::Statistic { table: 0, slot: 0 },
        Feature::Statistic { table: 1, slot: 1 },
        Feature::Number { column: 3, borders: vec![0.5] },
        Feature::Number { column: 4, borders: vec![-365.0] },
        Feature::OneHot { column: 2, category: MISSING_HASH },
    ]
}

fn tables() -> Vec<CategoryTable> {
    let mut keys = vec![category_hash("café"), category_hash("basic")];
    keys.sort_unstable();
    let mut pairs = vec![
        combination_hash(&[category_hash("café"), category_hash("Seoul")]),
        combination_hash(&[category_hash("basic"), MISSING_HASH]),
    ];
    pairs.sort_unstable();
    vec![
        CategoryTable { columns: vec![1], slots: 1, keys, bins: vec![3, 200], unseen: vec![100] },
        CategoryTable { columns: vec![1, 2], slots: 2, keys: pairs, bins: vec![1, 2, 3, 4], unseen: vec![9, 2] },
    ]
}

fn forest() -> Forest {
    Forest::Oblivious(Oblivious {
        bias: -0.25,
        scale: 1.0 / 1024.0,
        depths: vec![2, 0, 3],
        splits: [(0, 2), (1, 1), (2, 100), (3, 4), (5, 2)].map(|(feature, at)| Split { feature, at }).to_vec(),
        leaves: vec![-512, 100, 256, 1024, 7, 1, -2, 3, -4, 5, -6, 7, -800],
        covers: vec![10, 20, 30, 40, 100, 5, 0, 15, 20, 25, 0, 0, 35],
    })
}

fn product(id: &str) -> Product {
    Product {
        id: id.to_owned(),
        name: Titles::from([("en".to_owned(), id.to_owned())]),
        price: Some(120.0),
        value: Some(30.5),
        ..Product::default()
    }
}

fn index_card() -> IndexCard {
    let metrics = Metrics {
        auc: 0.75,
        logloss: 0.5,
        ap: 0.5,
        brier: 0.125,
        ece: 0.0625,
        threshold: 0.5,
        precision: 0.5,
        recall: 0.5,
        f1: 0.5,
        model_score: 0.25,
    };
    IndexCard {
        label: "left".to_owned(),
        positive: "1".to_owned(),
        rows: 100,
        positive_rate: 0.25,
        model: ModelKind::Forest,
        trees: 3,
        measured_on: "held-out 15 %".to_owned(),
        calibrator: "platt".to_owned(),
        metrics,
        contenders: vec![],
        measured: None,
        deciles: vec![],
        importance: vec![],
        routes: None,
        classes: None,
    }
}
