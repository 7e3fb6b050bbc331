//! What a pack knows of offering, as bytes: structure in the header's `offers`, numbers in the tensors `offers.…`.

use serde::{Deserialize, Serialize};

use crate::dataset::Semantic;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::offers::{
    Bundle, Condition, Crowd, FEWEST, Measure, Names, Offers, OffersCard, Policy, Ranker, SIGNALS, Segments, Similar, Veto,
};
use crate::model::{Factors, Feature, Field, Index, MAX_BORDERS, Product, RatingFactors};

use super::read::{Metadata, entry, has, read_model};
use super::tensors::{Tensors, expect};
#[cfg(feature = "train")]
use super::write::{Writer, put_model};

/// Most products of a pack that makes offers.
const MOST_PRODUCTS: usize = 100_000;
/// Most factors a product has; folding a customer in takes their cube.
const MOST_FACTORS: usize = 256;
/// Most that a signal counts, either way, and that surety is multiplied by: sums stay finite.
const MOST_WEIGHT: f64 = 1e6;
/// Signals that the first packs knew.
const FEWEST_SIGNALS: usize = 9;
/// Most vetoes.
const MOST_VETOES: usize = 10_000;
/// Most rules and contexts.
const MOST_RULES: usize = 10_000;

/// The `offers` entry.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OffersEntry {
    policy: Policy,
    card: OffersCard,
    customers: u32,
    /// The products that have a forest; its tensors are named `offers.ranker.<position>.…`.
    rankers: Vec<u32>,
    factors: Option<FactorsEntry>,
    ratings: Option<RatingsEntry>,
    bands: Option<Vec<Feature>>,
    measures: Option<Vec<Measure>>,
    bundles: Vec<Bundle>,
    #[serde(default)]
    vetoes: Vec<Veto>,
    /// Whether the tensor `offers.lately` is there.
    #[serde(default)]
    lately: bool,
    /// Whether the tensor `offers.similar.weights` is there.
    #[serde(default)]
    slim: bool,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FactorsEntry {
    width: usize,
    confidence: f64,
    regularisation: f64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RatingsEntry {
    width: usize,
    mean: f64,
    regularisation: f64,
}

/// The structure of the offers.
#[cfg(feature = "train")]
pub(super) fn entry_of(offers: &Offers) -> OffersEntry {
    OffersEntry {
        policy: offers.policy.clone(),
        card: offers.card.clone(),
        customers: offers.customers,
        rankers: offers.rankers.iter().map(|ranker| ranker.product).collect(),
        factors: offers.factors.as_ref().map(|factors| FactorsEntry {
            width: factors.width,
            confidence: factors.confidence,
            regularisation: factors.regularisation,
        }),
        ratings: offers.ratings.as_ref().map(|ratings| RatingsEntry {
            width: ratings.width,
            mean: ratings.mean,
            regularisation: ratings.regularisation,
        }),
        bands: offers.segments.as_ref().map(|segments| segments.bands.clone()),
        measures: offers.clusters.as_ref().map(|clusters| clusters.measures.clone()),
        bundles: offers.bundles.clone(),
        vetoes: offers.vetoes.clone(),
        lately: !offers.lately.is_empty(),
        slim: !offers.similar.weights.is_empty(),
    }
}

/// Writes the numbers of the offers.
#[cfg(feature = "train")]
pub(super) fn put(writer: &mut Writer, offers: &Offers) {
    writer.put("offers.blend", offers.blend);
    if let Some(segments) = &offers.segments {
        writer.put("offers.segments.keys", segments.keys.iter().copied());
        writer.put("offers.segments.customers", segments.customers.iter().copied());
        writer.put("offers.segments.holders", segments.holders.iter().copied());
    }
    writer.put("offers.holders", offers.holders.iter().copied());
    let similar = &offers.similar;
    writer.put("offers.similar.offsets", similar.offsets.iter().copied());
    writer.put("offers.similar.products", similar.products.iter().copied());
    writer.put("offers.similar.by_holders", similar.by_holders.iter().copied());
    writer.put("offers.similar.by_attributes", similar.by_attributes.iter().copied());
    writer.put("offers.similar.both", similar.both.iter().copied());
    if !similar.weights.is_empty() {
        writer.put("offers.similar.weights", similar.weights.iter().copied());
    }
    if let Some(factors) = &offers.factors {
        writer.put("offers.factors", factors.values.iter().copied());
    }
    if let Some(ratings) = &offers.ratings {
        writer.put("offers.ratings", ratings.values.iter().copied());
        writer.put("offers.ratings.biases", ratings.biases.iter().copied());
    }
    if let Some(clusters) = &offers.clusters {
        writer.put("offers.clusters.centres", clusters.centres.iter().copied());
        writer.put("offers.clusters.customers", clusters.customers.iter().copied());
        writer.put("offers.clusters.holders", clusters.holders.iter().copied());
    }
    if !offers.lately.is_empty() {
        writer.put("offers.lately", offers.lately.iter().copied());
    }
    for (position, ranker) in offers.rankers.iter().enumerate() {
        put_model(writer, &format!("offers.ranker.{position}"), &ranker.model);
    }
    if let Some(segments) = &offers.segments {
        writer.put("offers.segments.nearby", segments.nearby.iter().copied());
    }
}

/// Reads and checks the offers of a pack; `None` where it makes none.
///
/// # Errors
/// `pack` with the place.
pub(super) fn read(
    tensors: &Tensors<'_>,
    metadata: &Metadata<'_>,
    fields: &[Field],
    indices: &[Index],
    products: &[Product],
) -> Result<Option<Offers>> {
    if !has(metadata, "offers") {
        return Ok(None);
    }
    let entry: OffersEntry = entry(metadata, "offers")?.typed()?;
    let count = products.len();
    expect((1..=MOST_PRODUCTS).contains(&count), "impossible number of products", "catalogue", || {
        (format!("1 to {MOST_PRODUCTS}"), count.to_string())
    })?;
    check_policy(&entry.policy, fields, indices, products)?;
    let holders = holders_of(tensors, "offers.holders", &[entry.customers], count)?;
    // Packs of before a signal was thought of know fewer.
    let mut blend: Vec<f64> = tensors.get("offers.blend")?;
    expect((FEWEST_SIGNALS..=SIGNALS.len()).contains(&blend.len()), "tensor of another length", "offers.blend", || {
        (format!("{FEWEST_SIGNALS} to {}", SIGNALS.len()), blend.len().to_string())
    })?;
    blend.resize(SIGNALS.len(), 0.0);
    expect(blend.iter().all(|weight| weight.abs() <= MOST_WEIGHT), "impossible blend", "offers.blend", finite)?;
    let ascending = entry.rankers.windows(2).all(|pair| pair[0] < pair[1]);
    let ranked = ascending && entry.rankers.iter().all(|&product| (product as usize) < count);
    expect(ranked, "impossible rankers", "offers", || ("ascending products of the catalogue".into(), "others".into()))?;
    let ranker = |(position, &product): (usize, &u32)| {
        Ok(Ranker { product, model: read_model(tensors, fields, &format!("offers.ranker.{position}"))? })
    };
    for bundle in &entry.bundles {
        let there = bundle.held.iter().chain([&bundle.adds]).all(|&product| (product as usize) < count);
        let whole = !bundle.held.is_empty() && !bundle.held.contains(&bundle.adds);
        let shares = [bundle.support, bundle.confidence].iter().all(|share| (0.0..=1.0).contains(share)) && bundle.lift >= 0.0;
        let known = (FEWEST..=entry.customers.max(FEWEST)).contains(&bundle.count);
        expect(there && whole && shares && known, "impossible bundle", "offers", || {
            (format!("two or more products of the catalogue, shares, and {FEWEST} customers or more"), "others".into())
        })?;
    }
    check_vetoes(&entry.vetoes, &holders)?;
    Ok(Some(Offers {
        lately: if entry.lately { holders_of(tensors, "offers.lately", &[entry.customers], count)? } else { Vec::new() },
        vetoes: entry.vetoes,
        customers: entry.customers,
        holders,
        rankers: entry.rankers.iter().enumerate().map(ranker).collect::<Result<_>>()?,
        factors: entry.factors.map(|entry| read_factors(tensors, &entry, count)).transpose()?,
        ratings: entry.ratings.map(|entry| read_ratings(tensors, &entry, count)).transpose()?,
        similar: read_similar(tensors, entry.slim, count)?,
        segments: entry.bands.map(|bands| read_segments(tensors, bands, fields, count)).transpose()?,
        clusters: entry.measures.map(|measures| read_clusters(tensors, measures, fields, count)).transpose()?,
        bundles: entry.bundles,
        blend: std::array::from_fn(|at| blend[at]),
        policy: entry.policy,
        card: entry.card,
    }))
}

/// Every veto is of two products that many have, and no more have both.
fn check_vetoes(vetoes: &[Veto], holders: &[u32]) -> Result<()> {
    let sound = |veto: &Veto| {
        let [a, b] = veto.products;
        let of = |product: u32| holders.get(product as usize).copied().unwrap_or(0);
        let counted = veto.both == 0 || (FEWEST..=of(a).min(of(b))).contains(&veto.both);
        a < b && of(a) >= FEWEST && of(b) >= FEWEST && counted && (0.0..1.0).contains(&veto.lift)
    };
    let ascending = vetoes.windows(2).all(|pair| pair[0].products < pair[1].products);
    expect(vetoes.len() <= MOST_VETOES && ascending && vetoes.iter().all(sound), "impossible veto", "offers", || {
        (format!("at most {MOST_VETOES} ascending pairs of products that {FEWEST} customers or more have"), "others".into())
    })
}

fn finite() -> (String, String) {
    ("finite numbers".to_owned(), "others".to_owned())
}

/// Checks that every rule can be asked of every customer.
fn check_policy(policy: &Policy, fields: &[Field], indices: &[Index], products: &[Product]) -> Result<()> {
    let indices = Names::of_indices(indices);
    let names = Names { fields, indices: &indices, products };
    let pack = |e: Error| Error::new(ErrorKind::Pack, "inconsistent pack", "offers", "rules that can be asked", e.to_string());
    let aged = |name: &String| fields.iter().any(|field| field.name == *name && field.semantic == Semantic::Numerical);
    expect(policy.age.as_ref().is_none_or(aged), "impossible age", "offers", || {
        ("a numerical column of the schema".into(), policy.age.as_ref().map_or_else(String::new, |name| quote(name)))
    })?;
    let few = policy.rules.len() + policy.contexts.len() <= MOST_RULES;
    let shares = [policy.diversity, policy.novelty].iter().all(|share| (0.0..=1.0).contains(share));
    expect(few && shares, "impossible policy", "offers", || {
        (format!("at most {MOST_RULES} rules, and diversity and novelty from 0 to 1"), "another".into())
    })?;
    let of_rules = policy.rules.iter().flat_map(|rule| rule.when.iter().chain(&rule.require));
    for condition in of_rules.chain(policy.contexts.iter().flat_map(|context| &context.when)) {
        Condition::new(condition, names, "a rule").map_err(pack)?;
    }
    let factors = policy.contexts.iter().all(|context| context.factor > 0.0 && context.factor <= MOST_WEIGHT);
    expect(factors, "impossible context", "offers", || (format!("a factor above 0, at most {MOST_WEIGHT}"), "another".into()))
}

/// Counts of customers, none of them small enough to tell about anybody.
fn published(tensors: &Tensors<'_>, name: &str, length: usize) -> Result<Vec<u32>> {
    let counts: Vec<u32> = tensors.get_exact(name, length)?;
    expect(counts.iter().all(|&count| count == 0 || count >= FEWEST), "count too small", name, || {
        (format!("0, or {FEWEST} or more"), "another".into())
    })?;
    Ok(counts)
}

/// No group is small enough to tell about anybody.
fn crowded(customers: &[u32], name: &str) -> Result<()> {
    let sound = customers.iter().all(|&count| count >= FEWEST);
    expect(sound, "group too small", name, || (format!("{FEWEST} or more"), "others".into()))
}

/// How many customers of each group hold each of `products`, group-major: none more than the group has.
fn holders_of(tensors: &Tensors<'_>, name: &str, groups: &[u32], products: usize) -> Result<Vec<u32>> {
    let holders = published(tensors, name, cells(groups.len(), products, name)?)?;
    let sound = holders.chunks(products).zip(groups).all(|(held, group)| held.iter().all(|count| count <= group));
    expect(sound, "more holders than customers", name, || ("at most the customers of each group".into(), "more".into()))?;
    Ok(holders)
}

/// The cells of a table; what no address can hold is refused.
fn cells(rows: usize, columns: usize, name: &str) -> Result<usize> {
    let product = rows.checked_mul(columns);
    expect(product.is_some(), "table too large", name, || ("what fits into memory".into(), format!("{rows} × {columns}")))?;
    Ok(product.unwrap_or_default())
}

fn read_factors(tensors: &Tensors<'_>, entry: &FactorsEntry, products: usize) -> Result<Factors> {
    let FactorsEntry { width, confidence, regularisation } = *entry;
    let sound = (1..=MOST_FACTORS).contains(&width) && (0.0..=MOST_WEIGHT).contains(&confidence);
    let sound = sound && regularisation.is_finite() && regularisation > 0.0;
    expect(sound, "impossible factors", "offers", || (format!("1 to {MOST_FACTORS} of them"), width.to_string()))?;
    let values: Vec<f32> = tensors.get_exact("offers.factors", cells(products, width, "offers.factors")?)?;
    expect(values.iter().all(|value| value.is_finite() && value.abs() < 1e6), "impossible factors", "offers.factors", finite)?;
    Ok(Factors { products, width, values, confidence, regularisation })
}

fn read_ratings(tensors: &Tensors<'_>, entry: &RatingsEntry, products: usize) -> Result<RatingFactors> {
    let RatingsEntry { width, mean, regularisation } = *entry;
    let sound = (1..=MOST_FACTORS).contains(&width) && mean.abs() < 1e6 && regularisation.is_finite() && regularisation > 0.0;
    expect(sound, "impossible ratings", "offers", || (format!("1 to {MOST_FACTORS} factors"), width.to_string()))?;
    let sized = |values: &[f32]| values.iter().all(|value| value.is_finite() && value.abs() < 1e6);
    let values: Vec<f32> = tensors.get_exact("offers.ratings", products * width)?;
    expect(sized(&values), "impossible ratings", "offers.ratings", finite)?;
    let biases: Vec<f32> = tensors.get_exact("offers.ratings.biases", products)?;
    expect(sized(&biases), "impossible ratings", "offers.ratings.biases", finite)?;
    Ok(RatingFactors { products, width, values, biases, mean, regularisation })
}

fn read_similar(tensors: &Tensors<'_>, slim: bool, products: usize) -> Result<Similar> {
    let neighbours: Vec<u32> = tensors.get("offers.similar.products")?;
    let offsets = tensors.offsets("offers.similar.offsets", products, neighbours.len())?;
    let there = neighbours.iter().all(|&product| (product as usize) < products);
    let share = |name: &str| {
        let values: Vec<f32> = tensors.get_exact(name, neighbours.len())?;
        expect(values.iter().all(|value| (0.0..=1.0).contains(value)), "impossible likeness", name, || {
            ("0 to 1".into(), "others".into())
        })?;
        Ok(values)
    };
    expect(there, "impossible neighbours", "offers.similar.products", || ("products of the catalogue".into(), "others".into()))?;
    const WEIGHTS: &str = "offers.similar.weights";
    let weights: Vec<f32> = if slim { tensors.get_exact(WEIGHTS, neighbours.len())? } else { Vec::new() };
    expect(weights.iter().all(|weight| weight.is_finite() && weight.abs() < 1e6), "impossible weights", WEIGHTS, finite)?;
    Ok(Similar {
        weights,
        by_holders: share("offers.similar.by_holders")?,
        by_attributes: share("offers.similar.by_attributes")?,
        both: published(tensors, "offers.similar.both", neighbours.len())?,
        offsets: offsets.into_iter().map(|offset| offset as u32).collect(),
        products: neighbours,
    })
}

fn is_number(field: Option<&Field>) -> bool {
    field.is_some_and(|field| matches!(field.semantic, Semantic::Numerical | Semantic::Boolean | Semantic::Timestamp))
}

fn is_category(field: Option<&Field>) -> bool {
    field.is_some_and(|field| field.semantic == Semantic::Categorical)
}

fn read_segments(tensors: &Tensors<'_>, bands: Vec<Feature>, fields: &[Field], products: usize) -> Result<Segments> {
    let sound = |band: &Feature| match band {
        Feature::Number { column, borders } => {
            let ascend = borders.windows(2).all(|pair| pair[0] < pair[1]);
            is_number(fields.get(*column as usize)) && borders.len() <= MAX_BORDERS && ascend
        }
        Feature::OneHot { column, .. } => is_category(fields.get(*column as usize)),
        Feature::Statistic { .. } => false,
    };
    expect(bands.len() <= 64 && bands.iter().all(sound), "impossible bands", "offers", || {
        ("up to 64 bands of columns of their kind".into(), "others".into())
    })?;
    let keys: Vec<u64> = tensors.get("offers.segments.keys")?;
    expect(keys.windows(2).all(|pair| pair[0] < pair[1]), "keys out of order", "offers.segments.keys", || {
        ("ascending keys".into(), "others".into())
    })?;
    let nearby: Vec<u8> = tensors.get("offers.segments.nearby")?;
    // Large catalogues have none, however many shares that would be.
    let place = "offers.segments.nearby";
    let whole = if nearby.is_empty() { 0 } else { cells(cells(keys.len(), products, place)?, products, place)? };
    expect(nearby.len() == whole, "tensor of another length", "offers.segments.nearby", || {
        (format!("0 or {whole}"), nearby.len().to_string())
    })?;
    let customers: Vec<u32> = tensors.get_exact("offers.segments.customers", keys.len())?;
    crowded(&customers, "offers.segments.customers")?;
    Ok(Segments {
        holders: holders_of(tensors, "offers.segments.holders", &customers, products)?,
        customers,
        bands,
        keys,
        nearby,
    })
}

fn read_clusters(tensors: &Tensors<'_>, measures: Vec<Measure>, fields: &[Field], products: usize) -> Result<Crowd> {
    let sound = |measure: &Measure| match *measure {
        Measure::Number { column, mean, deviation } => {
            is_number(fields.get(column as usize)) && mean.is_finite() && deviation.is_finite() && deviation > 0.0
        }
        Measure::Category { column, .. } => is_category(fields.get(column as usize)),
        Measure::Product { product } => (product as usize) < products,
    };
    expect(!measures.is_empty() && measures.iter().all(sound), "impossible measures", "offers", || {
        ("columns of their kind, or products".into(), "others".into())
    })?;
    let customers: Vec<u32> = tensors.get("offers.clusters.customers")?;
    expect(!customers.is_empty(), "no group", "offers.clusters.customers", || ("one or more".into(), "none".into()))?;
    crowded(&customers, "offers.clusters.customers")?;
    let width = cells(customers.len(), measures.len(), "offers.clusters.centres")?;
    let centres: Vec<f32> = tensors.get_exact("offers.clusters.centres", width)?;
    expect(centres.iter().all(|value| value.is_finite()), "impossible centres", "offers.clusters.centres", finite)?;
    let holders = holders_of(tensors, "offers.clusters.holders", &customers, products)?;
    Ok(Crowd { measures, centres, customers, holders })
}
