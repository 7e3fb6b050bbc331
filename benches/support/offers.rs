//! Packs that make offers, of the sizes that speed is quoted for: random, because speed does not depend on what the numbers say.

#![allow(dead_code, reason = "the browser's bench takes the packs alone")]

use confidant::learner::offers::Interactions;
use confidant::model::offers::{
    Bundle, ConditionSpec, Crowd, Gate, Measure, Offers, OffersCard, Policy, Rule, SIGNALS, Scope, Similar, Veto,
};
use confidant::model::{Factors, Pack, Product};
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use super::{below, unit};

const FACTORS: usize = 64;
const NEIGHBOURS: usize = 100;
const CLUSTERS: usize = 8;
const BUNDLES: usize = 300;
/// Products that each customer has.
const HELD: usize = 8;

/// A pack of `products` products, each with a text, a price and its neighbours, and three rules about the customer.
pub(crate) fn pack(products: usize) -> Pack {
    let mut random = Pcg64Mcg::seed_from_u64(3);
    let mut pack = super::pack();
    pack.indices.clear();
    pack.catalogue = (0..products).map(|at| product(at, &mut random)).collect();
    let all = products as u64;
    let count = |random: &mut Pcg64Mcg| 20 + below(random, 4000) as u32;
    let mut similar = Similar { offsets: vec![0], ..Similar::default() };
    for product in 0..products {
        let step = 1 + below(&mut random, (all / (NEIGHBOURS as u64 + 1)).max(1)) as usize;
        let others = (1..).map(|k| (product + k * step) % products).take(NEIGHBOURS.min(products - 1));
        let mut others: Vec<u32> = others.filter(|other| *other != product).map(|other| other as u32).collect();
        others.sort_unstable();
        others.dedup();
        for other in others {
            similar.products.push(other);
            similar.by_holders.push(unit(&mut random) as f32);
            similar.by_attributes.push(0.0);
            similar.both.push(20);
        }
        similar.offsets.push(similar.products.len() as u32);
    }
    let bundle = |random: &mut Pcg64Mcg| {
        let held = below(random, all - 1) as u32;
        Bundle { held: vec![held], adds: held + 1, count: 20, support: 0.01, confidence: unit(random), lift: 1.0 + unit(random) }
    };
    let measures: Vec<Measure> = (0..20).map(|column| Measure::Number { column, mean: 0.5, deviation: 0.3 }).collect();
    pack.offers = Some(Offers {
        policy: Policy { diversity: 0.3, rules: rules(), ..Policy::default() },
        card: OffersCard::default(),
        customers: 100_000,
        holders: (0..products).map(|_| count(&mut random)).collect(),
        rankers: Vec::new(),
        factors: Some(Factors {
            products,
            width: FACTORS,
            values: (0..products * FACTORS).map(|_| unit(&mut random) as f32 - 0.5).collect(),
            confidence: 1.0,
            regularisation: 10.0,
        }),
        ratings: None,
        similar,
        segments: None,
        clusters: Some(Crowd {
            centres: (0..CLUSTERS * measures.len()).map(|_| unit(&mut random) as f32).collect(),
            measures,
            customers: vec![10_000; CLUSTERS],
            holders: (0..CLUSTERS * products).map(|_| count(&mut random)).collect(),
        }),
        bundles: (0..BUNDLES).map(|_| bundle(&mut random)).collect(),
        vetoes: (0..products as u32 / 4).map(|at| Veto { products: [4 * at, 4 * at + 1], both: 0, lift: 0.2 }).collect(),
        lately: (0..products).map(|_| count(&mut random)).collect(),
        blend: std::array::from_fn(|signal| if SIGNALS[signal] == "rating" { 0.0 } else { 0.5 }),
    });
    pack
}

fn product(at: usize, random: &mut Pcg64Mcg) -> Product {
    Product {
        id: format!("product_{at}"),
        name: [("en".to_owned(), format!("Product {at}")), ("ko".to_owned(), format!("상품 {at}"))].into(),
        category: Some(format!("category {}", at % 20)),
        price: Some(10.0 + 500.0 * unit(random)),
        value: Some(1.0 + 100.0 * unit(random)),
        ..Product::default()
    }
}

/// A rule for each third of the categories, about the first columns.
fn rules() -> Vec<Rule> {
    let rule = |at: usize| Rule {
        name: format!("rule {at}"),
        gate: Gate::Suitability,
        only: Scope { products: Vec::new(), categories: (0..20).skip(at).step_by(3).map(|c| format!("category {c}")).collect() },
        when: vec![ConditionSpec { field: Some(format!("column_{at}")), below: Some(0.1), ..ConditionSpec::default() }],
        require: Vec::new(),
        reason: [("en".to_owned(), "Not in the customer's interest.".to_owned())].into(),
    };
    (0..3).map(rule).collect()
}

/// What each of `count` customers has, by id.
pub(crate) fn holdings(count: usize, products: usize) -> Vec<Vec<String>> {
    let mut random = Pcg64Mcg::seed_from_u64(4);
    let held = |random: &mut Pcg64Mcg| format!("product_{}", below(random, products as u64));
    (0..count).map(|_| (0..HELD).map(|_| held(&mut random)).collect()).collect()
}

/// Customers of a shop, most of whom buy within one of ten kinds of products.
pub(crate) fn purchases(customers: usize, products: usize, each: usize) -> Interactions {
    let mut random = Pcg64Mcg::seed_from_u64(5);
    let mut row = |customer: usize| -> Vec<(u32, f32)> {
        let kind = (customer % 10 * (products / 10)) as u64;
        let mut bought = |_| {
            // The square makes some products popular.
            let popular = unit(&mut random) * unit(&mut random);
            let own = kind + (popular * (products / 10) as f64) as u64;
            let product = if below(&mut random, 5) == 0 { below(&mut random, products as u64) } else { own };
            (product as u32, 1.0)
        };
        (0..each).map(&mut bought).collect()
    };
    Interactions::new(products, (0..customers).map(&mut row).collect::<Vec<_>>())
}
