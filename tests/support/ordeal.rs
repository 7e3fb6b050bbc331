//! What a pack must stand, whatever its bytes: it is refused as a pack, or it scores and explains with finite figures. The
//! fuzz targets put their packs through the same.
#![allow(dead_code, reason = "each test binary uses a part")]

use confidant::artifact;
use confidant::dataset::Semantic;
use confidant::engine::offers::Request;
use confidant::engine::{Advisor, Customer, FieldValue, Rows, Score};
use confidant::error::{Error, ErrorKind, Result};
use confidant::model::offers::FEWEST;
use confidant::model::{Field, Forest, Index, IndexCard, Pack, Part};
use xxhash_rust::xxh64::xxh64;

const KEY: &[u8] = b"\"checksum\":\"";
const DIGITS: usize = 16;

/// Writes the checksum that the bytes should have had, if they still have a place for one. Without it no damage would get past
/// the first check.
pub(crate) fn repair(bytes: &mut [u8]) -> bool {
    let Some(length) = bytes.first_chunk().map(|length| u64::from_le_bytes(*length)) else { return false };
    let end = usize::try_from(length).unwrap_or(usize::MAX).saturating_add(8).min(bytes.len());
    let Some(key) = bytes[..end].windows(KEY.len()).position(|window| window == KEY) else { return false };
    let place = key + KEY.len()..key + KEY.len() + DIGITS;
    if place.end > end {
        return false;
    }
    bytes[place.clone()].fill(b'0');
    let digits = format!("{:016x}", xxh64(bytes, 0));
    bytes[place].copy_from_slice(digits.as_bytes());
    true
}

/// Reads the bytes; a pack that is accepted has to score and explain. So has what is read of it for scores alone, which is the same but
/// for what it leaves out.
///
/// # Errors
/// The refusal, which is of kind `pack`.
pub(crate) fn ordeal(bytes: &[u8]) -> Result<Pack> {
    let refused = |error: &Error| assert_eq!(error.kind(), ErrorKind::Pack, "{error}");
    let begun = artifact::read_scores(bytes).inspect_err(refused);
    if let Ok(begun) = &begun {
        check_scores(&Advisor::new(begun.clone()))?;
    }
    let pack = artifact::read(bytes).inspect_err(refused)?;
    assert!(begun? == scores_of(&pack), "{} is another when it is read for scores", pack.name);
    let advisor = Advisor::new(pack.clone());
    check_table(&advisor);
    check_offers(&advisor)?;
    Ok(pack)
}

/// What of a pack is read for scores.
fn scores_of(pack: &Pack) -> Pack {
    let index = |index: &Index| Index { card: IndexCard::default(), ..index.clone() };
    let indices = pack.indices.iter().map(index).collect();
    Pack { offers: None, ask: None, golden: Vec::new(), indices, ..pack.clone() }
}

fn check_scores(advisor: &Advisor) -> Result<()> {
    let pack = advisor.pack();
    for variant in 0..4 {
        let values = |field: &Field| (field.name.clone(), value(field, variant));
        let customer = Customer::new(pack.fields.iter().map(values).collect())?;
        let scores = advisor.score(&customer, None);
        assert_eq!(scores.len(), pack.indices.len());
        for index in &pack.indices {
            check_score(&scores[&index.name]);
            let why = advisor.explain(&index.name, &customer, None)?;
            let sum: f64 = why.contributions.iter().map(|c| c.contribution).sum();
            let off = (why.baseline + sum - why.margin).abs();
            assert!(off <= 1e-9 * size(index), "{}: {off} beside the margin {}", index.name, why.margin);
        }
    }
    Ok(())
}

/// Whatever the offers are made of, each product is offered or dropped once, and all chances are shares.
fn check_offers(advisor: &Advisor) -> Result<()> {
    let pack = advisor.pack();
    let Some(offers) = &pack.offers else { return Ok(()) };
    for (variant, lang) in ["en", "ko", "ru", "xx"].into_iter().enumerate() {
        let customer = Customer::new(pack.fields.iter().map(|field| (field.name.clone(), value(field, variant))).collect())?;
        let held = pack.catalogue.iter().take(variant).map(|product| (product.id.clone(), 3.0)).collect();
        let (intent, lang) = (Some("cancel".to_owned()), lang.to_owned());
        let request = Request { top: 1000, holdings: held, intent, lang, ..Request::default() };
        let answer = advisor.recommend(&customer, &request)?;
        assert!(answer.offers.len() + answer.dropped.len() == pack.catalogue.len() || pack.catalogue.len() > 1000);
        assert_eq!(answer.nothing.is_some(), answer.offers.is_empty());
        for offer in &answer.offers {
            assert!((0.0..=1.0).contains(&offer.propensity) && (0.0..=1.0).contains(&offer.diversity), "{offer:?}");
            assert!(!offer.priority.is_nan() && offer.priority >= 0.0, "{offer:?}");
            assert!(offer.reasons.iter().all(|reason| reason.count.is_none_or(|count| count >= FEWEST)), "{offer:?}");
        }
        let shares = answer.alike.iter().flat_map(|alike| &alike.difference).map(|held| held.share);
        assert!(shares.into_iter().all(|share| (0.0..=1.0).contains(&share)), "{answer:?}");
        assert!(
            answer.bundles.iter().all(|bundle| bundle.customers >= FEWEST && bundle.customers <= offers.customers.max(FEWEST))
        );
    }
    for product in &pack.catalogue {
        let near = advisor.similar_products(&product.id, "ko")?;
        assert!(near.iter().all(|other| (0.0..=1.0).contains(&other.similarity)), "{near:?}");
    }
    Ok(())
}

fn check_score(score: &Score) {
    assert!(score.margin.is_finite(), "{score:?}");
    assert!((0.0..=1.0).contains(&score.probability), "{score:?}");
    assert!((0.0..=100.0).contains(&score.index), "{score:?}");
    if let Some(classes) = &score.classes {
        let sum: f64 = classes.iter().map(|class| class.probability).sum();
        assert!((sum - 1.0).abs() < 1e-9 && classes.is_sorted_by(|a, b| a.probability >= b.probability), "{score:?}");
        assert!(score.class.as_ref() == Some(&classes[0].name) && score.probability == classes[0].probability, "{score:?}");
    }
    assert!((1..=10).contains(&score.decile) && (1..=7).contains(&score.grade), "{score:?}");
}

/// The largest margin that an index could have, at least 1: what rounding is in proportion to.
fn size(index: &Index) -> f64 {
    let of_part = |part: &Part| {
        let Forest::Oblivious(forest) = &part.model.forest else { return 1.0 };
        let leaves: f64 = forest.leaves.iter().map(|&leaf| f64::from(leaf).abs()).sum();
        1.0 + forest.bias.abs() + forest.scale * leaves
    };
    index.parts.iter().map(of_part).sum()
}

fn check_table(advisor: &Advisor) {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |cells: Vec<String>| format!("{}\n", cells.join(","));
    let fields = advisor.fields();
    let mut csv = line(fields.iter().map(|field| quoted(&field.name)).collect());
    let text = |field: &Field, variant: usize| match value(field, variant) {
        FieldValue::Missing => "\"\"".to_owned(),
        FieldValue::Boolean(yes) => yes.to_string(),
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Text(text) => quoted(&text),
    };
    (0..67).for_each(|row| csv.push_str(&line(fields.iter().map(|field| text(field, row % 4)).collect())));
    for (position, index) in advisor.pack().indices.iter().enumerate() {
        // Names that a CSV header cannot hold are refused as such.
        let Ok(probabilities) = advisor.score_table(csv.as_bytes(), &index.name, None, &mut |_, _| true) else { return };
        assert_eq!(probabilities.len(), 67);
        assert!(probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
        let empty = Rows::new(fields.len());
        assert!(advisor.margins(position, &empty).is_empty() && advisor.attributions(position, None, &empty).is_empty());
    }
}

fn value(field: &Field, variant: usize) -> FieldValue {
    use FieldValue::{Boolean, Missing, Number, Text};
    let text = |text: &str| Text(text.to_owned());
    match (variant, field.semantic) {
        (0, _) => Missing,
        (1, Semantic::Numerical) => Number(0.5),
        (1, Semantic::Categorical) => field.categories.first().map_or(Missing, |name| text(name)),
        (2, Semantic::Numerical) => Number(f64::MAX),
        (2, Semantic::Categorical) => text("never seen"),
        (_, Semantic::Boolean) => Boolean(variant == 1),
        (_, Semantic::Timestamp) => text(["", "2020-02-29", "9999-12-31", "soon"][variant]),
        _ => text("<b>soon</b>"),
    }
}
