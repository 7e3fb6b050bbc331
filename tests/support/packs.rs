//! Random packs: every kind of column, feature, table, tree and calibrator, with no thought for what would be learned.
#![allow(dead_code, reason = "each test binary uses a part")]

use confidant::dataset::{Day, Semantic, Titles};
use confidant::engine::{Advisor, golden_of};
use confidant::model::ask::{Ask, AskCard, Intent};
use confidant::model::{
    Arrangement, Calibrator, Card, CategoryTable, ClassCard, ClassMeasured, ClassesCard, Contender, DecileRow, Eligibility,
    Feature, Field, Forest, Glossary, Importance, Index, IndexCard, Interval, MISSING_HASH, MeasuredCard, Metrics, Model,
    ModelKind, Oblivious, Pack, Part, Polarity, Population, Product, Range, RateTest, ReliabilityBin, Route, RouteCard, Routes,
    RoutesCard, SliceCard, SliceGroup, SlicesCard, Split, Window, category_hash, combination_hash,
};

use super::dice::Dice;
use super::{offers_packs, people};

/// How large a random pack is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) fields: usize,
    pub(crate) indices: usize,
    pub(crate) features: usize,
    pub(crate) trees: usize,
    /// Trees have this depth or, where `shallow`, any up to it.
    pub(crate) depth: usize,
    pub(crate) shallow: bool,
    pub(crate) golden: usize,
}

impl Shape {
    pub(crate) const SMALL: Self = Self { fields: 5, indices: 2, features: 7, trees: 4, depth: 3, shallow: true, golden: 1 };
}

/// Categories that training saw and does not name.
pub(crate) const HIDDEN: [&str; 3] = ["hidden", "скрыто", "숨김"];
const NAMES: [&str; 6] = ["age", "возраст", "나이", "a,\"b\"", "constructor", "<b>"];

pub(crate) fn pack(seed: u64, shape: &Shape) -> Pack {
    let dice = &mut Dice::new(seed);
    let fields: Vec<Field> = (0..shape.fields).map(|position| field(dice, position)).collect();
    let timed: Vec<&Field> = fields.iter().filter(|f| f.semantic == Semantic::Timestamp).collect();
    let time = match dice.below(3) {
        0 => None,
        1 => Some("taken on".to_owned()),
        _ => timed.first().map(|field| field.name.clone()),
    };
    let indices: Vec<Index> = (0..shape.indices).map(|position| index(dice, position, &fields, shape)).collect();
    let catalogue: Vec<Product> = (0..dice.below(4)).map(|position| product(dice, position)).collect();
    let ranker = Shape { trees: shape.trees.min(4), ..*shape };
    let offers = (!catalogue.is_empty() && dice.chance(0.7))
        .then(|| offers_packs::offers(dice, &fields, &indices, &catalogue, |dice| part(dice, &fields, &ranker).model));
    let mut pack = Pack {
        offers,
        ask: dice.chance(0.5).then(|| ask(dice)),
        stages: offers_packs::stages(dice, &fields, &indices, &catalogue),
        name: format!("pack {seed}"),
        version: "0.1.0".to_owned(),
        as_of: dice.chance(0.7).then(|| Day(dice.below(40_000) as i32 - 10_000)),
        time,
        glossary: glossary(&fields),
        fields,
        indices,
        catalogue,
        card: card(dice, seed),
        golden: Vec::new(),
    };
    let advisor = Advisor::new(pack.clone());
    for _ in 0..shape.golden {
        let customer = people::json(&people::customer(dice, &pack));
        pack.golden.push(golden_of(&advisor, customer).unwrap());
    }
    pack
}

/// Names for every other category, and for a unit.
fn glossary(fields: &[Field]) -> Glossary {
    let titles = |name: &String| Titles::from([("ko".to_owned(), format!("{name} 이름")), ("en".to_owned(), "<b>".to_owned())]);
    let of = |field: &Field| field.categories.iter().step_by(2).map(|name| (name.clone(), titles(name))).collect();
    let named = fields.iter().filter(|field| !field.categories.is_empty());
    Glossary {
        units: [("€".to_owned(), titles(&"euro|euros".to_owned()))].into(),
        values: named.map(|field| (field.name.clone(), of(field))).collect(),
        ..Glossary::default()
    }
}

fn titles(dice: &mut Dice) -> Titles {
    let all = [("en", "Age"), ("ko", "나이"), ("ru", "Возраст")];
    all.iter().take(dice.below(4)).map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned())).collect()
}

/// The first columns are a number and two categories, so that every kind of feature has something to read.
fn field(dice: &mut Dice, position: usize) -> Field {
    use Semantic::{Boolean, Categorical, Numerical, Text, Timestamp};
    let semantic = match position {
        0 => Numerical,
        1 | 2 => Categorical,
        _ => *dice.pick(&[Numerical, Numerical, Categorical, Categorical, Boolean, Timestamp, Text]),
    };
    let categories = if semantic == Categorical { dice.below(8) } else { 0 };
    let mut ends = [dice.finite(), dice.finite(), dice.finite()];
    ends.sort_by(f64::total_cmp);
    Field {
        name: format!("{}{position}", dice.pick(&NAMES)),
        semantic,
        title: titles(dice),
        unit: dice.chance(0.3).then(|| "€".to_owned()),
        group: dice.chance(0.3).then(|| "Person".to_owned()),
        immutable: position == 1,
        range: dice.chance(0.5).then_some(Range { low: ends[0], median: ends[1], high: ends[2] }),
        missing: dice.unit(),
        categories: (0..categories).map(|i| format!("{} {i}", dice.pick(&["red", "빨강", "кр\"асный", "33"]))).collect(),
    }
}

fn index(dice: &mut Dice, position: usize, fields: &[Field], shape: &Shape) -> Index {
    let arrangement = arrangement(dice, fields);
    let more = match &arrangement {
        Arrangement::Routed(routes) => routes.routes.iter().map(|route| route.part).max().unwrap_or(0),
        Arrangement::Classes(names) => names.len() as u32 - 1,
        _ => 0,
    };
    let mut parts: Vec<Part> = (0..=more).map(|_| part(dice, fields, shape)).collect();
    if matches!(arrangement, Arrangement::Classes(_)) {
        let platt = |part: &mut Part| part.calibrator = Calibrator::Platt { slope: 0.8, intercept: 0.1 };
        parts.iter_mut().for_each(platt);
    }
    Index {
        name: format!("index_{position}"),
        title: titles(dice),
        polarity: *dice.pick(&[Polarity::Opportunity, Polarity::Risk]),
        arrangement,
        parts,
        card: index_card(dice),
    }
}

fn part(dice: &mut Dice, fields: &[Field], shape: &Shape) -> Part {
    let tables = tables(dice, fields);
    let features: Vec<Feature> = (0..shape.features).map(|_| feature(dice, fields, &tables)).collect();
    let forest = Forest::Oblivious(forest(dice, &features, shape));
    Part { model: Model { features, tables, forest }, calibrator: calibrator(dice), population: population(dice) }
}

/// Half of the indices have routes, by a category or by yes and no, where some values are left to the pooled model, or several classes.
fn arrangement(dice: &mut Dice, fields: &[Field]) -> Arrangement {
    let columns = columns_of(fields, &[Semantic::Categorical, Semantic::Boolean]);
    let column = *dice.pick(&columns);
    let values: Vec<String> = match fields[column].semantic {
        Semantic::Boolean => vec!["true".to_owned(), "false".to_owned()],
        _ => fields[column].categories.iter().take(3).cloned().chain([HIDDEN[0].to_owned()]).collect(),
    };
    if dice.chance(0.5) {
        return Arrangement::Single;
    }
    if dice.chance(0.4) {
        let names = ["keeps", "<b>leaves", "떠남", "a,\"b\""];
        return Arrangement::Classes(names[..2 + dice.below(3)].iter().map(|&name| name.to_owned()).collect());
    }
    let own = 1 + dice.below(values.len());
    let part = |at: usize| if at < own { 1 + at as u32 } else { 0 };
    let routes = values.into_iter().enumerate().map(|(at, value)| Route { value, part: part(at) }).collect();
    Arrangement::Routed(Routes { column: column as u32, routes })
}

/// The hashes that a category column can hold, a gap's among them.
fn hashes(field: &Field) -> Vec<u64> {
    let names = field.categories.iter().map(String::as_str).chain(HIDDEN);
    names.map(category_hash).chain([MISSING_HASH]).collect()
}

fn columns_of(fields: &[Field], wanted: &[Semantic]) -> Vec<usize> {
    (0..fields.len()).filter(|&at| wanted.contains(&fields[at].semantic)).collect()
}

/// A table for each category column and as many again for combinations.
fn tables(dice: &mut Dice, fields: &[Field]) -> Vec<CategoryTable> {
    let categorical = columns_of(fields, &[Semantic::Categorical]);
    let mut sets: Vec<Vec<usize>> = categorical.iter().map(|&column| vec![column]).collect();
    for _ in 0..categorical.len().min(6) {
        let mut columns = categorical.clone();
        dice.shuffle(&mut columns);
        columns.truncate(2 + dice.below(2));
        columns.sort_unstable();
        sets.push(columns);
    }
    dice.shuffle(&mut sets);
    sets.into_iter().map(|columns| table(dice, fields, &columns)).collect()
}

fn table(dice: &mut Dice, fields: &[Field], columns: &[usize]) -> CategoryTable {
    let slots = 1 + dice.below(3);
    let known = dice.below(12);
    let mut keys: Vec<u64> = (0..known)
        .map(|_| {
            let parts: Vec<u64> = columns.iter().map(|&column| *dice.pick(&hashes(&fields[column]))).collect();
            combination_hash(&parts)
        })
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let bins = |dice: &mut Dice, count: usize| (0..count).map(|_| dice.below(256) as u8).collect();
    CategoryTable {
        columns: columns.iter().map(|&column| column as u32).collect(),
        slots: slots as u32,
        bins: bins(dice, keys.len() * slots),
        unseen: bins(dice, slots),
        keys,
    }
}

fn feature(dice: &mut Dice, fields: &[Field], tables: &[CategoryTable]) -> Feature {
    let numbers = columns_of(fields, &[Semantic::Numerical, Semantic::Boolean, Semantic::Timestamp]);
    let categorical = columns_of(fields, &[Semantic::Categorical]);
    match dice.below(4) {
        0 => {
            let column = *dice.pick(&categorical);
            Feature::OneHot { column: column as u32, category: *dice.pick(&hashes(&fields[column])) }
        }
        1 | 2 => {
            let table = dice.below(tables.len());
            Feature::Statistic { table: table as u32, slot: dice.below(tables[table].slots as usize) as u32 }
        }
        _ => {
            let column = *dice.pick(&numbers);
            let (low, span) = match fields[column].semantic {
                Semantic::Boolean => (0.0, 1.0),
                Semantic::Timestamp => (-20_000.0, 40_000.0),
                _ => (-100.0, 200.0),
            };
            let count = *dice.pick(&[0, 1, 2, 5, 30, 254]);
            let mut borders: Vec<f32> = (0..count).map(|_| (low + span * dice.unit()) as f32).collect();
            borders.sort_by(f32::total_cmp);
            borders.dedup();
            Feature::Number { column: column as u32, borders }
        }
    }
}

fn forest(dice: &mut Dice, features: &[Feature], shape: &Shape) -> Oblivious {
    let mut forest = Oblivious {
        bias: 4.0 * dice.unit() - 2.0,
        scale: 1.0 / f64::from(1 << 20),
        depths: Vec::new(),
        splits: Vec::new(),
        leaves: Vec::new(),
        covers: Vec::new(),
    };
    for _ in 0..shape.trees {
        let depth = if shape.shallow { dice.below(shape.depth + 1) } else { shape.depth };
        forest.depths.push(depth as u8);
        for _ in 0..depth {
            let feature = dice.below(features.len());
            let most = match &features[feature] {
                Feature::Number { borders, .. } => borders.len() + 1,
                Feature::OneHot { .. } => 1,
                Feature::Statistic { .. } => 255,
            };
            forest.splits.push(Split { feature: feature as u16, at: 1 + dice.below(most) as u8 });
        }
        // Some trees have no empty leaf, some have nothing else.
        let empty = *dice.pick(&[0.0, 0.3, 0.7, 1.0]);
        for _ in 0..1 << depth {
            forest.leaves.push(dice.below(1 << 21) as i32 - (1 << 20));
            forest.covers.push(if dice.chance(empty) { 0 } else { 1 + dice.below(1000) as u32 });
        }
    }
    forest
}

fn calibrator(dice: &mut Dice) -> Calibrator {
    if dice.chance(0.5) {
        return Calibrator::Platt { slope: 0.1 + dice.unit(), intercept: dice.unit() - 0.5 };
    }
    let count = 1 + dice.below(12);
    let mut margins: Vec<f64> = (0..count).map(|_| 6.0 * dice.unit() - 3.0).collect();
    margins.sort_by(f64::total_cmp);
    margins.dedup();
    let mut probabilities: Vec<f64> = margins.iter().map(|_| dice.unit()).collect();
    probabilities.sort_by(f64::total_cmp);
    Calibrator::Isotonic { margins, probabilities }
}

fn population(dice: &mut Dice) -> Population {
    let count = *dice.pick(&[2, 3, 101]);
    // Few different values, so that there are ties.
    let mut quantiles: Vec<f64> = (0..count).map(|_| dice.below(40) as f64 / 4.0 - 5.0).collect();
    quantiles.sort_by(f64::total_cmp);
    Population { quantiles }
}

fn product(dice: &mut Dice, position: usize) -> Product {
    Product {
        id: format!("product_{position}"),
        name: Titles::from([("en".to_owned(), format!("Product {position}"))]),
        held: dice.chance(0.5).then(|| "age0".to_owned()),
        category: dice.chance(0.5).then(|| "life".to_owned()),
        price: dice.chance(0.8).then(|| dice.finite().abs() % 1e12),
        value: dice.chance(0.8).then(|| dice.finite().abs() % 1e12),
        benefits: [("cover".to_owned(), dice.finite().abs() % 1e12)].into(),
        discontinued: dice.chance(0.2),
        eligibility: Eligibility {
            min_age: dice.chance(0.5).then(|| dice.finite()),
            max_age: dice.chance(0.5).then(|| dice.finite()),
            requires: (position > 0).then(|| "product_0".to_owned()),
        },
        ..Product::default()
    }
}

fn card(dice: &mut Dice, seed: u64) -> Card {
    Card {
        created_by: "a test".to_owned(),
        source: "table\n\u{202e}.csv".to_owned(),
        rows: dice.bits(),
        seed,
        window: dice.chance(0.5).then(|| Window { from: "2020-01-01".to_owned(), to: "2020-12-31".to_owned() }),
        as_of: dice.chance(0.5).then(|| "2020-12-31".to_owned()),
        weight: dice.chance(0.3).then(|| "<b>weight".to_owned()),
        notes: vec!["\"checksum\":\"0000000000000000\"".to_owned(); dice.below(3)],
        translations: [("ko".to_owned(), vec!["메모".to_owned()])].into(),
    }
}

fn index_card(dice: &mut Dice) -> IndexCard {
    let metrics = Metrics {
        auc: dice.unit(),
        logloss: dice.finite(),
        ap: dice.unit(),
        brier: dice.unit(),
        ece: dice.unit(),
        threshold: dice.unit(),
        precision: dice.unit(),
        recall: dice.unit(),
        f1: dice.unit(),
        model_score: dice.finite(),
    };
    let decile = |dice: &mut Dice, decile: u8| DecileRow {
        decile,
        rows: dice.bits(),
        positives: dice.bits(),
        min_probability: dice.unit(),
        max_probability: dice.unit(),
        rate: dice.unit(),
        cumulative_share: dice.unit(),
        lift: dice.finite(),
    };
    let contender = Contender {
        model: ModelKind::RandomForest,
        ships: dice.chance(0.5),
        auc: dice.unit(),
        logloss: dice.finite(),
        ap: dice.unit(),
        brier: dice.unit(),
        ece: dice.unit(),
        lift: dice.finite(),
    };
    IndexCard {
        label: "bought".to_owned(),
        positive: "1".to_owned(),
        rows: dice.bits(),
        positive_rate: dice.unit(),
        model: ModelKind::Linear,
        trees: dice.bits() as u32,
        measured_on: "held-out 15 %".to_owned(),
        calibrator: "platt".to_owned(),
        metrics,
        contenders: vec![contender],
        measured: dice.chance(0.7).then(|| measured_card(dice)),
        deciles: (1..=10).map(|n| decile(dice, n)).collect(),
        importance: vec![Importance { feature: "age0".to_owned(), mean_abs_contribution: dice.finite() }],
        classes: dice.chance(0.3).then(|| classes_card(dice)),
        routes: dice.chance(0.3).then(|| routes_card(dice)),
    }
}

fn measured_card(dice: &mut Dice) -> MeasuredCard {
    let groups = [
        SliceGroup::Value("<b>north".to_owned()),
        SliceGroup::Band { above: None, up_to: Some("30".to_owned()) },
        SliceGroup::Band { above: Some("30".to_owned()), up_to: None },
        SliceGroup::Others,
        SliceGroup::Missing,
    ];
    let slice = |dice: &mut Dice, group: SliceGroup| SliceCard {
        group,
        rows: dice.bits(),
        mean_probability: dice.unit(),
        rate: dice.chance(0.7).then(|| dice.unit()),
        auc: dice.chance(0.7).then(|| dice.unit()),
        selection_rate: dice.chance(0.7).then(|| dice.unit()),
        impact_ratio: dice.chance(0.7).then(|| dice.unit()),
    };
    MeasuredCard {
        rows: dice.bits(),
        intervals: vec![Interval { metric: "auc".to_owned(), low: dice.unit(), high: dice.unit() }],
        reliability: (0..dice.below(11))
            .map(|_| ReliabilityBin { stated: dice.unit(), true_share: dice.unit(), count: dice.bits() })
            .collect(),
        slices: vec![SlicesCard {
            column: "age0".to_owned(),
            groups: groups.into_iter().map(|group| slice(dice, group)).collect(),
            left_out: dice.bits(),
            joined: dice.chance(0.5),
        }],
        classes: dice.chance(0.3).then(|| class_measured(dice)).into_iter().collect(),
    }
}

fn class_measured(dice: &mut Dice) -> ClassMeasured {
    ClassMeasured {
        class: "<b>one".to_owned(),
        intervals: vec![Interval { metric: "auc".to_owned(), low: dice.unit(), high: dice.unit() }],
        reliability: vec![ReliabilityBin { stated: dice.unit(), true_share: dice.unit(), count: dice.bits() }],
        slices: Vec::new(),
    }
}

fn routes_card(dice: &mut Dice) -> RoutesCard {
    let route = |dice: &mut Dice, kept: bool| RouteCard {
        value: format!("<b>{}", dice.below(9)),
        kept,
        rows: dice.bits(),
        positives: dice.bits(),
        positive_rate: dice.unit(),
        trees: dice.bits() as u32,
        calibrator: "isotonic".to_owned(),
        auc: dice.unit(),
        pooled_auc: dice.unit(),
        logloss: dice.finite(),
        pooled_logloss: dice.finite(),
        gain: dice.finite(),
        gain_error: dice.finite().abs(),
        p: dice.unit(),
        deciles: vec![],
    };
    RoutesCard {
        column: "age1".to_owned(),
        rates: dice.chance(0.5).then(|| RateTest { statistic: dice.finite().abs(), freedom: 2, p: dice.unit() }),
        routes: vec![route(dice, true), route(dice, false)],
        other_rows: dice.bits(),
    }
}

fn classes_card(dice: &mut Dice) -> ClassesCard {
    let class = |dice: &mut Dice| ClassCard {
        name: format!("<b>{}", dice.below(9)),
        rows: dice.bits(),
        rate: dice.unit(),
        auc: dice.unit(),
        precision: dice.unit(),
        recall: dice.unit(),
        f1: dice.unit(),
    };
    let classes = vec![class(dice), class(dice)];
    ClassesCard { accuracy: dice.unit(), classes, confusion: vec![vec![dice.bits(), 0], vec![1, dice.bits()]] }
}

/// Random weights for questions.
pub(crate) fn ask(dice: &mut Dice) -> Ask {
    let buckets = 1_u32 << dice.below(8);
    let intents: Vec<Intent> = Intent::ALL.into_iter().filter(|_| dice.chance(0.5)).chain([Intent::Thanks]).collect();
    let intents: Vec<Intent> = Intent::ALL.into_iter().filter(|intent| intents.contains(intent)).collect();
    let classes = intents.len() + 1;
    Ask {
        weights: (0..buckets as usize * classes).map(|_| dice.below(256) as u8 as i8).collect(),
        biases: (0..classes).map(|_| dice.below(2000) as i32 - 1000).collect(),
        scale: 0.01 + dice.unit(),
        threshold: dice.unit(),
        words: [("index".to_owned(), vec![" word".to_owned()])].into(),
        card: AskCard::default(),
        buckets,
        intents,
    }
}
