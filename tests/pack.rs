//! What is written is what is read, and damaged packs are refused or harmless.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod dice;
    pub(crate) mod offers_packs;
    pub(crate) mod ordeal;
    pub(crate) mod packs;
    pub(crate) mod parts;
    pub(crate) mod people;
    pub(crate) mod sample;
}

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use confidant::artifact::{read, write};
use confidant::engine::Advisor;
use confidant::error::ErrorKind;
use confidant::model::{Glossary, Importance, Pack};

use support::dice::Dice;
use support::ordeal::{ordeal, repair};
use support::packs::{self, Shape};
use support::parts::Parts;
use support::sample;

fn small() -> Vec<u8> {
    write(&sample::pack()).unwrap()
}

#[track_caller]
fn check_identity(pack: &Pack) {
    let bytes = write(pack).unwrap();
    assert!(write(pack).unwrap() == bytes, "two writes differ");
    let back = read(&bytes).unwrap_or_else(|error| panic!("{error}"));
    assert!(back == *pack, "{} comes back as another", pack.name);
    assert!(write(&back).unwrap() == bytes, "a pack that was read is written to other bytes");
    assert_eq!(Advisor::new(back).verify().unwrap(), pack.golden.len());
}

#[test]
fn a_pack_of_before_there_was_a_glossary_has_the_names_of_its_questions() {
    let mut pack = sample::pack();
    pack.glossary = Glossary::default();
    let mut parts = Parts::of(&write(&pack).unwrap());
    assert!(!parts.metadata.contains_key("glossary"), "a pack without names says nothing of them");
    assert_eq!(read(&parts.assemble()).unwrap().glossary, Glossary::default());
    let dice = &mut Dice::new(1);
    pack.ask = Some(packs::ask(dice));
    parts = Parts::of(&write(&pack).unwrap());
    parts.edit("ask", "{", r#"{"names":{"life":{"en":"Life","ko":"생명"}},"#);
    let names = read(&parts.assemble()).unwrap().glossary.catalogue;
    assert_eq!((names["life"]["en"].as_str(), names["life"]["ko"].as_str()), ("Life", "생명"));
}

#[test]
fn figures_that_json_cannot_hold_are_refused_on_writing() {
    let cases: [fn(&mut Pack); 3] = [
        |p| p.indices[0].card.metrics.logloss = f64::NAN,
        |p| p.indices[0].card.importance.push(Importance { feature: "age".into(), mean_abs_contribution: f64::INFINITY }),
        |p| p.fields[0].missing = f64::NEG_INFINITY,
    ];
    for spoil in cases {
        let mut pack = sample::pack();
        spoil(&mut pack);
        let error = write(&pack).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Pack);
        assert!(error.to_string().starts_with("cannot write JSON, at the header: expected finite figures"), "{error}");
    }
}

fn shape() -> impl Strategy<Value = Shape> {
    (3..14_usize, 1..4_usize, 1..40_usize, 0..20_usize, 0..=8_usize, any::<bool>(), 0..3_usize).prop_map(
        |(fields, indices, features, trees, depth, shallow, golden)| Shape {
            fields,
            indices,
            features,
            trees,
            depth,
            shallow,
            golden,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 128,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn writing_and_reading_is_the_identity(seed in any::<u64>(), shape in shape()) {
        check_identity(&packs::pack(seed, &shape));
    }
}

#[test]
fn the_smallest_and_the_sample_are_identities_too() {
    check_identity(&sample::pack());
    let mut least = sample::pack();
    least.indices.remove(0);
    least.fields.clear();
    least.catalogue.clear();
    least.glossary = Glossary::default();
    least.as_of = None;
    check_identity(&least);
    ordeal(&write(&least).unwrap()).unwrap();
    // Taken apart and put together by another hand, it is the same pack.
    assert!(ordeal(&Parts::of(&small()).assemble()).unwrap() == sample::pack());
}

#[test]
fn golden_examples_tell_another_bit() {
    let pack = packs::pack(5, &Shape { golden: 2, ..Shape::SMALL });
    let mut other = pack.clone();
    let index = other.golden[1].expected.iter_mut().next().unwrap().1;
    let last = index.contributions.iter_mut().next().unwrap().1;
    let bits = u64::from_str_radix(last, 16).unwrap();
    *last = format!("{:016x}", bits ^ 1);
    assert_eq!(Advisor::new(other.clone()).verify().unwrap_err().kind(), ErrorKind::Golden);
    assert_eq!(Advisor::new(pack).verify().unwrap(), 2);
    // And after the file, which carries what it was given.
    assert_eq!(Advisor::from_bytes(&write(&other).unwrap()).unwrap().verify().unwrap_err().kind(), ErrorKind::Golden);
}

/// Damage without and with a repaired checksum: the first is always refused, the second is refused or harmless.
#[track_caller]
fn check_damage(mut bytes: Vec<u8>, what: &str) -> bool {
    let error = read(&bytes).err().unwrap_or_else(|| panic!("{what}: the damage went unnoticed"));
    assert_eq!(error.kind(), ErrorKind::Pack, "{what}: {error}");
    repair(&mut bytes);
    ordeal(&bytes).is_ok()
}

#[test]
fn truncated_at_every_length() {
    let bytes = small();
    for length in 0..bytes.len() {
        assert!(!check_damage(bytes[..length].to_vec(), &format!("{length} bytes")), "{length} bytes were enough");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert!(!check_damage(longer, "a byte more"));
}

#[test]
fn flipped_bits() {
    let bytes = small();
    let mut harmless = 0;
    // 13 is prime to 8: over the file, every bit of a byte has its turn.
    for bit in (0..8 * bytes.len()).step_by(13) {
        let mut damaged = bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        harmless += usize::from(check_damage(damaged, &format!("bit {bit}")));
    }
    // Leaves, covers, bins, figures of the cards.
    assert!(harmless > 100, "only {harmless} flips came past the checks");
}

#[test]
fn ranges_deleted_doubled_and_overwritten() {
    let bytes = small();
    let dice = &mut Dice::new(11);
    for _ in 0..600 {
        let start = dice.below(bytes.len());
        let most = *dice.pick(&[4, 64, bytes.len()]);
        let length = 1 + dice.below(most).min(bytes.len() - start - 1);
        let range = start..start + length;
        let mut deleted = bytes.clone();
        deleted.drain(range.clone());
        check_damage(deleted, &format!("{range:?} deleted"));
        let mut doubled = bytes.clone();
        doubled.splice(start..start, bytes[range.clone()].to_vec());
        check_damage(doubled, &format!("{range:?} doubled"));
        let mut noise = bytes.clone();
        noise[range.clone()].iter_mut().for_each(|byte| *byte ^= 1 + dice.below(255) as u8);
        check_damage(noise, &format!("{range:?} overwritten"));
    }
}
