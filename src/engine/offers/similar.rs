//! A product's nearest: what could take its place, and what would be gained and lost.

use crate::model::{Glossary, Product};

use super::super::Advisor;
use super::answer::{Factor, SimilarProduct};
use super::words::Words;
use crate::error::{Error, ErrorKind, Result, quote};

impl Advisor {
    /// The products nearest to the one of this id, nearest first; one that nobody holds yet and one that is no longer sold have
    /// theirs by what they are.
    ///
    /// # Errors
    /// `parameter` when the pack makes no offers or has no such product.
    pub fn similar_products(&self, id: &str, lang: &str) -> Result<Vec<SimilarProduct>> {
        let (offers, desk, catalogue) = self.offering()?;
        let missing =
            || Error::new(ErrorKind::Parameter, "unknown product", &self.pack().name, "a product of the catalogue", quote(id));
        let at = desk.product(catalogue, id).ok_or_else(missing)?;
        let (words, own) = (Words::new(lang), &catalogue[at]);
        let near = offers.similar.of(at).map(|neighbour| {
            let other = &catalogue[neighbour.product];
            let (better, worse) = differences(&self.pack().glossary, own, other);
            let factor = |(name, by): (&String, f64)| Factor { name: name.clone(), amount: by.abs() };
            SimilarProduct {
                product: other.id.clone(),
                name: words.title(&other.name, &other.id),
                sold: !other.discontinued,
                similarity: neighbour.by_holders.max(neighbour.by_attributes),
                by_holders: neighbour.by_holders,
                by_attributes: neighbour.by_attributes,
                both: neighbour.both,
                gained: better.into_iter().map(factor).collect(),
                lost: worse.into_iter().map(factor).collect(),
                price_difference: other.price.zip(own.price).map(|(other, own)| other - own),
            }
        });
        let mut near: Vec<SimilarProduct> = near.collect();
        near.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then_with(|| a.product.cmp(&b.product)));
        Ok(near)
    }
}

/// Benefits with how much more there is of them, negative for less.
type Differences<'a> = Vec<(&'a String, f64)>;

/// The benefits in which `other` is better than `own`, and those in which it is worse.
pub(in crate::engine) fn differences<'a>(
    glossary: &Glossary,
    own: &'a Product,
    other: &'a Product,
) -> (Differences<'a>, Differences<'a>) {
    let mut names: Vec<&String> = own.benefits.keys().chain(other.benefits.keys()).collect();
    names.sort();
    names.dedup();
    let amount = |product: &Product, name: &String| product.benefits.get(name).copied().unwrap_or(0.0);
    let all = names.into_iter().map(|name| (name, amount(other, name) - amount(own, name)));
    all.filter(|(_, by)| *by != 0.0).partition(|(name, by)| (*by > 0.0) != glossary.less_is_better.contains(name))
}
