//! Random offers for random packs: every kind of rule, crowd and signal, with no thought for what would be learned.
#![allow(dead_code, reason = "each test binary uses a part")]

use confidant::dataset::{Semantic, Titles};
use confidant::model::offers::{
    Bundle, ConditionSpec, ContactPolicy, Context, Crowd, FEWEST, Gate, Measure, OfferFigures, Offers, OffersCard, OneOrMany,
    Policy, Ranked, Ranker, Reliability, ReliabilityBin, Rule, Scalar, Scope, Segments, Similar, Veto, Vetoed,
};
use confidant::model::{Factors, Feature, Field, Index, Model, Product, RatingFactors, Stage, Stages, category_hash};

use super::dice::Dice;

/// Offers of a pack with these fields, indices and products, of which there is one or more; `model` makes a ranker's.
pub(crate) fn offers(
    dice: &mut Dice,
    fields: &[Field],
    indices: &[Index],
    products: &[Product],
    mut model: impl FnMut(&mut Dice) -> Model,
) -> Offers {
    let count = products.len();
    let customers = 200 + dice.below(5000) as u32;
    let ranked: Vec<u32> = (0..count as u32).filter(|_| dice.chance(0.6)).collect();
    let figures = OfferFigures { hit_at_3: dice.unit(), mrr: dice.unit(), novelty: 9.0 * dice.unit(), ..OfferFigures::default() };
    let mut offers = Offers {
        policy: policy(dice, fields, indices, products),
        card: OffersCard {
            customers: dice.bits(),
            measured: dice.bits(),
            ranked: vec![Ranked { by: "blend".to_owned(), figures, calibration: calibration(dice) }],
            vetoed: dice.chance(0.5).then(|| Vetoed { hidden: dice.unit(), candidates: dice.unit() }),
            notes: vec!["a \"note\"".to_owned(); dice.below(2)],
        },
        customers,
        holders: counts(dice, count, customers),
        rankers: ranked.into_iter().map(|product| Ranker { product, model: model(dice) }).collect(),
        factors: dice.chance(0.7).then(|| factors(dice, count)),
        ratings: dice.chance(0.4).then(|| ratings(dice, count)),
        similar: similar(dice, count),
        segments: dice.chance(0.7).then(|| segments(dice, fields, count)),
        clusters: dice.chance(0.7).then(|| clusters(dice, fields, count)),
        bundles: (0..if count > 1 { dice.below(4) } else { 0 }).map(|_| bundle(dice, count)).collect(),
        vetoes: Vec::new(),
        lately: if dice.chance(0.5) { counts(dice, count, customers) } else { Vec::new() },
        blend: std::array::from_fn(|_| 4.0 * dice.unit() - 1.0),
    };
    let often: Vec<u32> = (0..count as u32).filter(|&product| offers.holders[product as usize] >= FEWEST).collect();
    offers.vetoes = often.windows(2).map(|pair| Veto { products: [pair[0], pair[1]], both: 0, lift: dice.unit() }).collect();
    offers
}

fn calibration(dice: &mut Dice) -> Option<Reliability> {
    let bin = |dice: &mut Dice| ReliabilityBin { stated: dice.unit(), true_share: dice.unit(), count: dice.bits() };
    let bins = (0..dice.below(3)).map(|_| bin(dice)).collect();
    dice.chance(0.5).then(|| Reliability { brier: dice.unit(), ece: dice.unit(), bins })
}

/// 0, or enough that they tell about nobody, and no more than there are.
fn counts(dice: &mut Dice, length: usize, most: u32) -> Vec<u32> {
    let spread = (most - FEWEST + 1) as usize;
    (0..length).map(|_| if dice.chance(0.3) { 0 } else { FEWEST + dice.below(spread) as u32 }).collect()
}

fn factors(dice: &mut Dice, products: usize) -> Factors {
    let width = 1 + dice.below(6);
    let values = (0..products * width).map(|_| (2.0 * dice.unit() - 1.0) as f32).collect();
    Factors { products, width, values, confidence: 40.0 * dice.unit(), regularisation: 0.01 + dice.unit() }
}

fn ratings(dice: &mut Dice, products: usize) -> RatingFactors {
    let width = 1 + dice.below(4);
    let mut some = |count: usize| (0..count).map(|_| (2.0 * dice.unit() - 1.0) as f32).collect::<Vec<f32>>();
    let (values, biases) = (some(products * width), some(products));
    RatingFactors { products, width, values, biases, mean: 5.0 * dice.unit(), regularisation: 0.01 + dice.unit() }
}

fn similar(dice: &mut Dice, products: usize) -> Similar {
    let mut similar = Similar { offsets: vec![0], ..Similar::default() };
    for product in 0..products as u32 {
        for other in (0..products as u32).filter(|other| *other != product && dice.chance(0.5)).collect::<Vec<_>>() {
            similar.products.push(other);
            similar.by_holders.push(dice.unit() as f32);
            similar.by_attributes.push(dice.unit() as f32);
            similar.both.extend(counts(dice, 1, 900));
            similar.weights.push((dice.unit() - 0.3) as f32);
        }
        similar.offsets.push(similar.products.len() as u32);
    }
    similar
}

fn of_kind(fields: &[Field], wanted: &[Semantic]) -> Vec<usize> {
    (0..fields.len()).filter(|&at| wanted.contains(&fields[at].semantic)).collect()
}

const NUMBERS: [Semantic; 3] = [Semantic::Numerical, Semantic::Boolean, Semantic::Timestamp];

fn segments(dice: &mut Dice, fields: &[Field], products: usize) -> Segments {
    let (number, category) = (of_kind(fields, &NUMBERS)[0] as u32, of_kind(fields, &[Semantic::Categorical])[0] as u32);
    let names = fields[category as usize].categories.iter().take(3);
    let mut bands = vec![Feature::Number { column: number, borders: vec![-50.0, 0.0, 50.5] }];
    bands.extend(names.map(|name| Feature::OneHot { column: category, category: category_hash(name) }));
    // A key is the number's band, and above it a bit a category.
    let mut keys: Vec<u64> = (0..1 + dice.below(8)).map(|_| (dice.below(4) + 256 * dice.below(8)) as u64).collect();
    keys.sort_unstable();
    keys.dedup();
    let customers: Vec<u32> = keys.iter().map(|_| FEWEST + dice.below(400) as u32).collect();
    let holders = customers.iter().flat_map(|&all| counts(dice, products, all)).collect();
    let shares = if dice.chance(0.7) { keys.len() * products * products } else { 0 };
    Segments { bands, customers, holders, nearby: (0..shares).map(|_| dice.below(256) as u8).collect(), keys }
}

fn clusters(dice: &mut Dice, fields: &[Field], products: usize) -> Crowd {
    let (number, category) = (of_kind(fields, &NUMBERS)[0] as u32, of_kind(fields, &[Semantic::Categorical])[0] as u32);
    let measures = vec![
        Measure::Number { column: number, mean: 3.5, deviation: 0.25 + dice.unit() as f32 },
        Measure::Category { column: category, category: category_hash("red 0") },
        Measure::Product { product: dice.below(products) as u32 },
    ];
    let customers: Vec<u32> = (0..1 + dice.below(5)).map(|_| FEWEST + dice.below(700) as u32).collect();
    Crowd {
        centres: (0..customers.len() * measures.len()).map(|_| (4.0 * dice.unit() - 2.0) as f32).collect(),
        holders: customers.iter().flat_map(|&all| counts(dice, products, all)).collect(),
        customers,
        measures,
    }
}

fn bundle(dice: &mut Dice, products: usize) -> Bundle {
    let adds = dice.below(products) as u32;
    let held = (0..products as u32).filter(|&product| product != adds).take(1 + dice.below(2)).collect();
    let count = FEWEST + dice.below(100) as u32;
    Bundle { held, adds, count, support: dice.unit(), confidence: dice.unit(), lift: 3.0 * dice.unit() }
}

fn policy(dice: &mut Dice, fields: &[Field], indices: &[Index], products: &[Product]) -> Policy {
    let gates = [Gate::Eligibility, Gate::Applicability, Gate::Suitability, Gate::Suppression];
    let titles = |dice: &mut Dice| -> Titles {
        let all = [("en", "Not now."), ("ko", "지금은 아닙니다."), ("ru", "Не сейчас.")];
        all.iter().take(dice.below(4)).map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned())).collect()
    };
    let some = |dice: &mut Dice, least: usize| -> Vec<ConditionSpec> {
        (0..least + dice.below(3)).map(|_| condition(dice, fields, indices, products)).collect()
    };
    let rule = |dice: &mut Dice, at: usize| Rule {
        name: format!("rule <{at}>"),
        gate: *dice.pick(&gates),
        only: scope(dice, products),
        when: some(dice, 1),
        require: some(dice, 0),
        reason: titles(dice),
    };
    let context = |dice: &mut Dice, at: usize| Context {
        name: format!("context {at}"),
        only: scope(dice, products),
        when: some(dice, 0),
        factor: 0.1 + 3.0 * dice.unit(),
        reason: titles(dice),
    };
    let age = of_kind(fields, &[Semantic::Numerical])[0];
    Policy {
        age: dice.chance(0.7).then(|| fields[age].name.clone()),
        diversity: dice.unit(),
        novelty: 0.125 * dice.below(9) as f64,
        contact: ContactPolicy { declined: dice.below(3) as u32, offered: dice.below(4) as u32, days: dice.below(400) as u32 },
        rules: (0..dice.below(4)).map(|at| rule(dice, at)).collect(),
        contexts: (0..dice.below(3)).map(|at| context(dice, at)).collect(),
    }
}

fn scope(dice: &mut Dice, products: &[Product]) -> Scope {
    match dice.below(3) {
        0 => Scope::default(),
        1 => Scope { products: vec![dice.pick(products).id.clone()], categories: Vec::new() },
        _ => Scope { products: Vec::new(), categories: vec!["life".to_owned()] },
    }
}

/// A question of one of all kinds.
/// Statuses and stages of life of any condition that asks about a customer.
pub(crate) fn stages(dice: &mut Dice, fields: &[Field], indices: &[Index], products: &[Product]) -> Stages {
    if products.is_empty() {
        return Stages::default();
    }
    let list = |dice: &mut Dice| {
        let stage = |dice: &mut Dice, at: usize| {
            let when = (0..dice.below(3)).map(|_| condition(dice, fields, indices, products));
            let of_customer =
                |spec: &ConditionSpec| spec.intent.is_none() && spec.intent_not.is_none() && spec.price_share_of.is_none();
            let title = [("en".to_owned(), format!("<b>stage</b> {at}"))].into();
            Stage { id: format!("stage {at}"), title, when: when.filter(of_customer).collect() }
        };
        (0..dice.below(4)).map(|at| stage(dice, at)).collect()
    };
    Stages { status: list(dice), life_stage: list(dice) }
}

fn condition(dice: &mut Dice, fields: &[Field], indices: &[Index], products: &[Product]) -> ConditionSpec {
    let (number, category) = (of_kind(fields, &[Semantic::Numerical])[0], of_kind(fields, &[Semantic::Categorical])[0]);
    let name = |at: usize| Some(fields[at].name.clone());
    let product = Some(dice.pick(products).id.clone());
    let text = |text: &str| Some(OneOrMany::One(Scalar::Text(text.to_owned())));
    let none = ConditionSpec::default();
    match dice.below(9) {
        0 => ConditionSpec { field: name(number), at_least: Some(40.0 * dice.unit()), ..none },
        1 => ConditionSpec { field: name(category), is: text("red 0"), ..none },
        2 => ConditionSpec {
            field: name(category),
            is_not: Some(OneOrMany::Many(vec![Scalar::Number(33.0), Scalar::Boolean(true)])),
            ..none
        },
        3 => ConditionSpec { field: name(dice.below(fields.len())), known: Some(dice.chance(0.5)), ..none },
        4 if !indices.is_empty() => ConditionSpec { index: Some(dice.pick(indices).name.clone()), below: Some(0.5), ..none },
        5 => ConditionSpec { holds: product, ..none },
        6 => ConditionSpec { lacks: product, ..none },
        7 => ConditionSpec { price_share_of: name(number), below: Some(dice.unit()), ..none },
        _ => ConditionSpec { intent_not: text("cancel"), ..none },
    }
}
