//! Packs whose offers are made to do harm, each refused in words that say what is wrong.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod dice;
    pub(crate) mod mutate;
    pub(crate) mod ordeal;
    pub(crate) mod parts;
    pub(crate) mod sample;
}

use std::collections::BTreeMap;

use confidant::artifact::{read, write};
use confidant::error::ErrorKind;
use confidant::model::offers::{
    Bundle, ConditionSpec, Context, Crowd, Measure, Offers, OffersCard, OneOrMany, Policy, Ranker, Scalar, Segments, Similar,
    Veto,
};
use confidant::model::{Factors, Feature, Pack, RatingFactors, category_hash};

use support::dice::Dice;
use support::mutate::mutate;
use support::ordeal::ordeal;
use support::parts::Parts;
use support::sample::{self, AGE, MEMBER, NOTE, PLAN};

/// The sample pack, with one of everything that offers may hold: two products, two cells, two clusters.
fn sound() -> Pack {
    let mut pack = sample::pack();
    let rule: confidant::model::offers::Rule = toml::from_str(
        "name = \"r\"\ngate = \"suitability\"\nwhen = [{ field = \"age\", at_least = 40 }]\nrequire = [{ index = \"churn\", below = 0.5 }]",
    )
    .unwrap();
    let context: Context = toml::from_str("name = \"c\"\nfactor = 2\nwhen = [{ intent = \"cancel\" }]").unwrap();
    let model = pack.indices[0].parts[0].model.clone();
    let borders = Feature::Number { column: AGE, borders: vec![30.0, 60.0] };
    let basic = Feature::OneHot { column: PLAN, category: category_hash("basic") };
    pack.offers = Some(Offers {
        policy: Policy {
            age: Some("age".into()),
            diversity: 0.5,
            novelty: 0.25,
            rules: vec![rule],
            contexts: vec![context],
            ..Policy::default()
        },
        card: OffersCard::default(),
        customers: 1000,
        holders: vec![400, 20],
        rankers: vec![Ranker { product: 0, model: model.clone() }, Ranker { product: 1, model }],
        factors: Some(Factors {
            products: 2,
            width: 2,
            values: vec![0.5, -0.5, 1.0, 0.25],
            confidence: 5.0,
            regularisation: 0.5,
        }),
        ratings: Some(RatingFactors {
            products: 2,
            width: 1,
            values: vec![0.5, -0.5],
            biases: vec![0.25, -1.0],
            mean: 3.5,
            regularisation: 0.05,
        }),
        similar: Similar {
            offsets: vec![0, 1, 2],
            products: vec![1, 0],
            by_holders: vec![0.5, 0.5],
            by_attributes: vec![0.25, 1.0],
            both: vec![20, 20],
            weights: vec![0.5, -0.25],
        },
        segments: Some(Segments {
            bands: vec![borders, basic],
            keys: vec![1, 257],
            customers: vec![120, 200],
            holders: vec![120, 0, 20, 30],
            nearby: vec![255, 0, 3, 4, 5, 6, 7, 8],
        }),
        clusters: Some(Crowd {
            measures: vec![
                Measure::Number { column: AGE, mean: 40.0, deviation: 10.0 },
                Measure::Category { column: PLAN, category: category_hash("basic") },
                Measure::Product { product: 1 },
            ],
            centres: vec![0.5, 0.0, 1.0, -0.5, 1.0, 0.0],
            customers: vec![400, 600],
            holders: vec![400, 20, 0, 0],
        }),
        bundles: vec![Bundle { held: vec![0], adds: 1, count: 20, support: 0.02, confidence: 0.5, lift: 2.5 }],
        vetoes: vec![Veto { products: [0, 1], both: 20, lift: 0.25 }],
        lately: vec![0, 20],
        blend: [1.0, 0.5, 0.5, 0.0, 0.0, -0.5, 1.0, 1.0, 0.5, -0.25, 0.5],
    });
    pack
}

#[track_caller]
fn check(what: &str, bytes: &[u8], message: &str) {
    let Err(error) = read(bytes) else { panic!("{what} was accepted") };
    assert_eq!(error.kind(), ErrorKind::Pack, "{what}: {error}");
    let text = error.to_string();
    assert!(text.contains(message), "{what}: `{text}` does not say `{message}`");
    assert!(text.len() < 500 && !text.contains('\n'), "{what}: `{text}` is not a clear line");
}

fn policy(offers: &mut Offers) -> &mut Policy {
    &mut offers.policy
}

fn segments(offers: &mut Offers) -> &mut Segments {
    offers.segments.as_mut().unwrap()
}

fn clusters(offers: &mut Offers) -> &mut Crowd {
    offers.clusters.as_mut().unwrap()
}

fn ratings(offers: &mut Offers) -> &mut RatingFactors {
    offers.ratings.as_mut().unwrap()
}

fn factors(offers: &mut Offers) -> &mut Factors {
    offers.factors.as_mut().unwrap()
}

fn condition(offers: &mut Offers, spec: ConditionSpec) {
    policy(offers).rules[0].when = vec![spec];
}

#[test]
fn offers_that_do_not_hang_together_are_refused() {
    let named = |name: &str| Some(name.to_owned());
    let none = ConditionSpec::default;
    type Spoil<'a> = &'a dyn Fn(&mut Offers);
    let cases: &[(&str, Spoil<'_>, &str)] = &[
        ("a product of 19 holders", &|o| o.holders[1] = 19, "count too small, at offers.holders: expected 0, or 20 or more"),
        ("a product of one holder", &|o| o.holders[0] = 1, "count too small, at offers.holders"),
        ("more holders than customers", &|o| o.holders[0] = 1001, "more holders than customers, at offers.holders"),
        ("holders of three products", &|o| o.holders.push(0), "tensor of another length, at offers.holders: expected 2, found 3"),
        ("a NaN blend", &|o| o.blend[0] = f64::NAN, "impossible blend, at offers.blend"),
        ("a blend beyond sums", &|o| o.blend[4] = 1e300, "impossible blend, at offers.blend"),
        ("rankers in disorder", &|o| o.rankers.reverse(), "impossible rankers, at offers"),
        ("two rankers of a product", &|o| o.rankers[1].product = 0, "impossible rankers"),
        ("a ranker of no product", &|o| o.rankers[1].product = 2, "impossible rankers"),
        (
            "a ranker that is not sound",
            &|o| o.rankers[1].model.features[0] = Feature::Number { column: NOTE, borders: vec![] },
            "impossible feature, at offers.ranker.1.features",
        ),
        (
            "no factors",
            &|o| (factors(o).width, factors(o).values) = (0, vec![]),
            "impossible factors, at offers: expected 1 to 256",
        ),
        ("257 factors", &|o| (factors(o).width, factors(o).values) = (257, vec![0.0; 514]), "impossible factors"),
        ("factors of another catalogue", &|o| factors(o).values.truncate(2), "another length, at offers.factors: expected 4"),
        ("a NaN factor", &|o| factors(o).values[0] = f32::NAN, "impossible factors, at offers.factors"),
        ("a huge factor", &|o| factors(o).values[0] = 1e30, "impossible factors, at offers.factors"),
        ("confidence below 0", &|o| factors(o).confidence = -1.0, "impossible factors"),
        ("confidence beyond sums", &|o| factors(o).confidence = 1e300, "impossible factors"),
        ("no regularisation", &|o| factors(o).regularisation = 0.0, "impossible factors"),
        (
            "ratings of another catalogue",
            &|o| ratings(o).biases.truncate(1),
            "another length, at offers.ratings.biases: expected 2",
        ),
        ("a NaN bias", &|o| ratings(o).biases[0] = f32::NAN, "impossible ratings, at offers.ratings.biases"),
        ("a huge rating factor", &|o| ratings(o).values[0] = 1e30, "impossible ratings, at offers.ratings"),
        ("a mean beyond ratings", &|o| ratings(o).mean = 1e300, "impossible ratings, at offers"),
        ("ratings without regularisation", &|o| ratings(o).regularisation = 0.0, "impossible ratings, at offers"),
        ("a neighbour that is not there", &|o| o.similar.products[0] = 2, "impossible neighbours, at offers.similar.products"),
        ("a likeness above 1", &|o| o.similar.by_holders[0] = 1.5, "impossible likeness, at offers.similar.by_holders"),
        ("a NaN likeness", &|o| o.similar.by_attributes[1] = f32::NAN, "impossible likeness, at offers.similar.by_attributes"),
        ("a pair of 19", &|o| o.similar.both[0] = 19, "count too small, at offers.similar.both"),
        ("neighbours out of order", &|o| o.similar.offsets[1] = 3, "broken offsets, at offers.similar.offsets"),
        ("a weight without end", &|o| o.similar.weights[1] = f32::NAN, "impossible weights, at offers.similar.weights"),
        ("weights of other neighbours", &|o| o.similar.weights.push(0.5), "another length, at offers.similar.weights"),
        ("pairs of other neighbours", &|o| o.similar.both.push(0), "another length, at offers.similar.both"),
        (
            "a band of a category",
            &|o| segments(o).bands[0] = Feature::Number { column: PLAN, borders: vec![] },
            "impossible bands",
        ),
        (
            "a band of a number's category",
            &|o| segments(o).bands[1] = Feature::OneHot { column: AGE, category: 1 },
            "impossible bands",
        ),
        ("a band of no column", &|o| segments(o).bands[1] = Feature::OneHot { column: 9, category: 1 }, "impossible bands"),
        ("a band of a statistic", &|o| segments(o).bands[1] = Feature::Statistic { table: 0, slot: 0 }, "impossible bands"),
        (
            "falling bands",
            &|o| segments(o).bands[0] = Feature::Number { column: AGE, borders: vec![2.0, 1.0] },
            "impossible bands",
        ),
        (
            "65 bands",
            &|o| segments(o).bands = vec![segments(o).bands[1].clone(); 65],
            "impossible bands, at offers: expected up to 64",
        ),
        ("cells out of order", &|o| segments(o).keys.reverse(), "keys out of order, at offers.segments.keys"),
        (
            "a cell of 19",
            &|o| segments(o).customers[0] = 19,
            "group too small, at offers.segments.customers: expected 20 or more",
        ),
        ("a cell of nobody", &|o| segments(o).customers[0] = 0, "group too small, at offers.segments.customers"),
        ("a cell's 19 holders", &|o| segments(o).holders[2] = 19, "count too small, at offers.segments.holders"),
        (
            "more holders than a cell has",
            &|o| segments(o).holders[0] = 121,
            "more holders than customers, at offers.segments.holders",
        ),
        (
            "cells without holders",
            &|o| segments(o).holders.clear(),
            "another length, at offers.segments.holders: expected 4, found 0",
        ),
        (
            "half the shares",
            &|o| segments(o).nearby.truncate(4),
            "another length, at offers.segments.nearby: expected 0 or 8, found 4",
        ),
        ("no measures", &|o| clusters(o).measures.clear(), "impossible measures"),
        (
            "a measure without spread",
            &|o| clusters(o).measures[0] = Measure::Number { column: AGE, mean: 0.0, deviation: 0.0 },
            "impossible measures",
        ),
        (
            "a measure of a category's mean",
            &|o| clusters(o).measures[0] = Measure::Number { column: PLAN, mean: 0.0, deviation: 1.0 },
            "impossible measures",
        ),
        (
            "a measure of a yes",
            &|o| clusters(o).measures[1] = Measure::Category { column: MEMBER, category: 3 },
            "impossible measures",
        ),
        ("a measure of no product", &|o| clusters(o).measures[2] = Measure::Product { product: 2 }, "impossible measures"),
        ("no clusters", &|o| clusters(o).customers.clear(), "no group, at offers.clusters.customers"),
        ("a cluster of 19", &|o| clusters(o).customers[1] = 19, "group too small, at offers.clusters.customers"),
        (
            "a centre too few",
            &|o| clusters(o).centres.truncate(5),
            "another length, at offers.clusters.centres: expected 6, found 5",
        ),
        ("a centre nowhere", &|o| clusters(o).centres[0] = f32::INFINITY, "impossible centres, at offers.clusters.centres"),
        ("a cluster's 7 holders", &|o| clusters(o).holders[3] = 7, "count too small, at offers.clusters.holders"),
        ("more holders than a cluster has", &|o| clusters(o).holders[0] = 401, "more holders than customers, at offers.clusters"),
        ("a bundle of 19", &|o| o.bundles[0].count = 19, "impossible bundle, at offers"),
        ("a bundle of more than all", &|o| o.bundles[0].count = 1001, "impossible bundle"),
        ("a bundle of one", &|o| o.bundles[0].held.clear(), "impossible bundle"),
        ("a bundle that adds what is held", &|o| o.bundles[0].adds = 0, "impossible bundle"),
        ("a bundle of no product", &|o| o.bundles[0].held = vec![2], "impossible bundle"),
        ("a bundle surer than sure", &|o| o.bundles[0].confidence = 1.5, "impossible bundle"),
        ("a bundle below nobody", &|o| o.bundles[0].support = -0.1, "impossible bundle"),
        ("a bundle of no lift", &|o| o.bundles[0].lift = -1.0, "impossible bundle"),
        ("a veto of 19", &|o| o.vetoes[0].both = 19, "impossible veto, at offers"),
        ("a veto of more than have it", &|o| o.vetoes[0].both = 21, "impossible veto"),
        ("a veto of no product", &|o| o.vetoes[0].products = [1, 2], "impossible veto"),
        ("a product's veto of itself", &|o| o.vetoes[0].products = [1, 1], "impossible veto"),
        ("a veto of a product that too few have", &|o| o.holders[1] = 0, "impossible veto"),
        ("a veto of what goes together", &|o| o.vetoes[0].lift = 1.0, "impossible veto"),
        ("a veto of no lift", &|o| o.vetoes[0].lift = -0.5, "impossible veto"),
        ("a veto twice", &|o| o.vetoes = vec![o.vetoes[0]; 2], "impossible veto"),
        ("a product that 19 took of late", &|o| o.lately[1] = 19, "count too small, at offers.lately"),
        ("more of late than there are", &|o| o.lately[1] = 1001, "more holders than customers, at offers.lately"),
        ("one product of late", &|o| o.lately.truncate(1), "another length, at offers.lately: expected 2, found 1"),
        ("diversity above 1", &|o| policy(o).diversity = 1.5, "impossible policy, at offers"),
        ("novelty below 0", &|o| policy(o).novelty = -0.5, "impossible policy, at offers"),
        (
            "an age that is not there",
            &|o| policy(o).age = Some("born".into()),
            "impossible age, at offers: expected a numerical column",
        ),
        ("an age that is a category", &|o| policy(o).age = Some("plan".into()), "impossible age, at offers"),
        ("a factor of 0", &|o| policy(o).contexts[0].factor = 0.0, "impossible context, at offers"),
        ("a factor beyond sums", &|o| policy(o).contexts[0].factor = 1e7, "impossible context"),
        ("a factor below 0", &|o| policy(o).contexts[0].factor = -2.0, "impossible context"),
        ("10,001 rules", &|o| policy(o).rules = vec![policy(o).rules[0].clone(); 10_001], "impossible policy"),
        (
            "a rule about no column",
            &|o| condition(o, ConditionSpec { field: named("born"), below: Some(1.0), ..none() }),
            "unknown field in a rule",
        ),
        (
            "a rule about no index",
            &|o| condition(o, ConditionSpec { index: named("sale"), below: Some(1.0), ..none() }),
            "unknown index in a rule",
        ),
        (
            "a rule about no product",
            &|o| condition(o, ConditionSpec { holds: named("yacht"), ..none() }),
            "unknown product in a rule",
        ),
        (
            "a rule about no category",
            &|o| condition(o, ConditionSpec { holds_category: named("sea"), ..none() }),
            "unknown category in a rule",
        ),
        ("a rule about nothing", &|o| condition(o, none()), "unclear condition, at a rule"),
        (
            "a rule of another type",
            &|o| condition(o, ConditionSpec { field: named("plan"), below: Some(1.0), ..none() }),
            "rule of another type",
        ),
        (
            "a rule that compares a number with a name",
            &|o| {
                condition(o, ConditionSpec { field: named("age"), is: Some(OneOrMany::One(Scalar::Text("x".into()))), ..none() })
            },
            "rule of another type",
        ),
        (
            "a price's share of a name",
            &|o| condition(o, ConditionSpec { price_share_of: named("plan"), below: Some(1.0), ..none() }),
            "rule of another type",
        ),
        (
            "a context about no column",
            &|o| policy(o).contexts[0].when = vec![ConditionSpec { field: named("born"), known: Some(true), ..none() }],
            "unknown field",
        ),
    ];
    assert!(ordeal(&write(&sound()).unwrap()).unwrap() == sound());
    for (what, spoil, message) in cases {
        let mut pack = sound();
        spoil(pack.offers.as_mut().unwrap());
        check(what, &write(&pack).unwrap(), message);
    }
    let mut pack = sound();
    pack.catalogue.clear();
    check("offers without products", &write(&pack).unwrap(), "impossible number of products, at catalogue: expected 1 to 100000");
}

#[test]
fn offers_that_are_not_of_the_format_are_refused() {
    type Spoil = fn(&mut Parts);
    let cases: &[(&str, Spoil, &str)] = &[
        ("an entry of the future", |p| p.edit("offers", "{", "{\"more\":1,"), "broken entry, at offers"),
        ("a policy of the future", |p| p.edit("offers", "\"diversity\"", "\"diversify\""), "broken entry, at offers"),
        ("a gate of no meaning", |p| p.edit("offers", "suitability", "garden"), "broken entry, at offers"),
        ("customers below 0", |p| p.edit("offers", "\"customers\":1000", "\"customers\":-1"), "broken entry, at offers"),
        ("a factor to infinity", |p| p.edit("offers", "\"factor\":2.0", "\"factor\":1e999"), "broken entry, at offers"),
        ("a measure to infinity", |p| p.edit("offers", "\"mean\":40.0", "\"mean\":1e300"), "impossible measures, at offers"),
        ("half an entry", |p| p.edit("offers", "}", ""), "broken entry, at offers"),
        ("no holders", |p| p.tensor("offers.holders").name = "spare".into(), "missing tensor, at offers.holders"),
        ("a lean blend", |p| p.edit("offers", "\"lately\":true", "\"lately\":1"), "broken entry, at offers"),
        (
            "nothing of late where there is something",
            |p| p.tensor("offers.lately").name = "spare".into(),
            "missing tensor, at offers.lately",
        ),
        ("no ranker", |p| p.tensor("offers.ranker.1.trees.leaves").name = "spare".into(), "missing tensor, at offers.ranker.1."),
        (
            "no factors where there are some",
            |p| p.tensor("offers.factors").name = "spare".into(),
            "missing tensor, at offers.factors",
        ),
        (
            "holders of another type",
            |p| p.tensor("offers.holders").dtype = "I32".into(),
            "tensor of another type, at offers.holders",
        ),
    ];
    for (what, spoil, message) in cases {
        let mut parts = Parts::of(&write(&sound()).unwrap());
        spoil(&mut parts);
        check(what, &parts.assemble(), message);
    }
}

#[test]
fn packs_of_before_vetoes_are_read() {
    let mut pack = sound();
    let offers = pack.offers.as_mut().unwrap();
    (offers.vetoes, offers.lately, offers.similar.weights) = (Vec::new(), Vec::new(), Vec::new());
    (offers.blend[9], offers.blend[10]) = (0.0, 0.0);
    let mut parts = Parts::of(&write(&pack).unwrap());
    parts.edit("offers", ",\"vetoes\":[],\"lately\":false,\"slim\":false", "");
    let blend = parts.tensor("offers.blend");
    blend.shape = vec![9];
    blend.bytes.truncate(9 * 8);
    assert!(read(&parts.assemble()).unwrap() == pack);
    let mut parts = Parts::of(&write(&pack).unwrap());
    let blend = parts.tensor("offers.blend");
    blend.shape = vec![8];
    blend.bytes.truncate(8 * 8);
    check("a blend of 8", &parts.assemble(), "tensor of another length, at offers.blend: expected 9 to 11, found 8");
}

#[test]
fn thousands_of_broken_offers() {
    let seeds = [write(&sound()).unwrap()];
    let dice = &mut Dice::new(44);
    let mut answers: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..4000 {
        let answer = match ordeal(&mutate(dice, &seeds)) {
            Ok(pack) => {
                assert!(read(&write(&pack).unwrap()).unwrap() == pack);
                "accepted".to_owned()
            }
            Err(error) => error.to_string().split([',', ':']).next().unwrap().to_owned(),
        };
        *answers.entry(answer).or_default() += 1;
    }
    assert!(answers["accepted"] > 300, "{answers:#?}");
    for door in [
        "count too small",
        "group too small",
        "impossible blend",
        "impossible likeness",
        "impossible centres",
        "impossible factors",
    ] {
        assert!(answers.contains_key(door), "nothing was refused for {door}: {answers:#?}");
    }
}
