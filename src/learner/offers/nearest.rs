//! Which products go together: by who holds them (cosine, shrunk where few hold both) and by what they are.

use rayon::prelude::*;

use super::Interactions;
use super::slim::slim;
use crate::model::Product;
use crate::model::offers::{FEWEST, Similar, published};

/// What shrinks a cosine: one that rests on n customers counts n / (n + SHRINKAGE).
const SHRINKAGE: f64 = 10.0;
/// Neighbours a product has by holders, and by attributes.
const BY_HOLDERS: usize = 100;
const BY_ATTRIBUTES: usize = 10;
/// Catalogues up to here are compared product by product by what they are.
const COMPARED: usize = 3_000;

/// A neighbour in the making: product, by holders, by attributes, how many hold both.
type Near = (u32, f64, f64, u32);

/// The nearest products of each.
pub(super) fn nearest(interactions: &Interactions, catalogue: &[Product]) -> Similar {
    let (holders, counts) = (interactions.transposed(), interactions.counts());
    let of_product = |product: usize| -> Vec<Near> {
        let mut both = vec![0_u32; catalogue.len()];
        for &customer in holders.products_of(product) {
            interactions.products_of(customer as usize).iter().for_each(|&other| both[other as usize] += 1);
        }
        let cosine = |other: usize| {
            // What rests on fewer customers is not published.
            if both[other] < FEWEST {
                return 0.0;
            }
            let n = f64::from(both[other]);
            n / (f64::from(counts[product]) * f64::from(counts[other])).sqrt() * n / (n + SHRINKAGE)
        };
        let attributes = |other: usize| {
            if catalogue.len() <= COMPARED { alike(&catalogue[product], &catalogue[other]) } else { 0.0 }
        };
        let others = (0..catalogue.len()).filter(|&other| other != product);
        let all: Vec<Near> = others.map(|other| (other as u32, cosine(other), attributes(other), both[other])).collect();
        let mut kept = best(&all, BY_HOLDERS, |near| near.1);
        kept.extend(best(&all, BY_ATTRIBUTES, |near| near.2));
        kept.sort_by_key(|near| near.0);
        kept.dedup_by_key(|near| near.0);
        kept.sort_by(|a, b| b.1.max(b.2).total_cmp(&a.1.max(a.2)).then(a.0.cmp(&b.0)));
        kept
    };
    let all: Vec<Vec<Near>> = (0..catalogue.len()).into_par_iter().map(of_product).collect();
    let mut similar = Similar { offsets: vec![0], ..Similar::default() };
    for near in all {
        for (product, by_holders, by_attributes, both) in near {
            similar.products.push(product);
            similar.by_holders.push(by_holders as f32);
            similar.by_attributes.push(by_attributes as f32);
            similar.both.push(published(both));
        }
        similar.offsets.push(similar.products.len() as u32);
    }
    similar.weights = slim(interactions, &similar);
    similar
}

/// The `most` largest by `of`, those above 0.
fn best(all: &[Near], most: usize, of: impl Fn(&Near) -> f64) -> Vec<Near> {
    let mut some: Vec<Near> = all.iter().filter(|near| of(near) > 0.0).copied().collect();
    some.sort_by(|a, b| of(b).total_cmp(&of(a)).then(a.0.cmp(&b.0)));
    some.truncate(most);
    some
}

/// How alike two products are by what they are, in [0, 1]: the mean of what can be compared of their category, their benefits (the sum
/// of the smaller amounts over the sum of the larger ones) and their prices (the smaller over the larger).
fn alike(a: &Product, b: &Product) -> f64 {
    let mut parts: Vec<f64> = Vec::new();
    if let (Some(a), Some(b)) = (&a.category, &b.category) {
        parts.push(f64::from(u8::from(a == b)));
    }
    if !a.benefits.is_empty() && !b.benefits.is_empty() {
        let amount = |product: &Product, name: &String| product.benefits.get(name).copied().unwrap_or(0.0);
        let only_b = b.benefits.keys().filter(|name| !a.benefits.contains_key(*name));
        let (mut smaller, mut larger) = (0.0, 0.0);
        for name in a.benefits.keys().chain(only_b) {
            // Each benefit on its own scale, so that one in hundreds does not drown one in percent.
            let (x, y) = (amount(a, name), amount(b, name));
            let scale = x.max(y).max(f64::MIN_POSITIVE);
            smaller += x.min(y) / scale;
            larger += x.max(y) / scale;
        }
        parts.push(smaller / larger.max(1.0));
    }
    // A price alone says nothing of what a product is.
    if let (Some(x), Some(y), false) = (a.price, b.price, parts.is_empty()) {
        parts.push(if x == y { 1.0 } else { x.min(y) / x.max(y) });
    }
    if parts.is_empty() { 0.0 } else { parts.iter().sum::<f64>() / parts.len() as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(id: &str, category: &str, benefits: &[(&str, f64)], price: f64) -> Product {
        Product {
            id: id.to_owned(),
            category: Some(category.to_owned()),
            benefits: benefits.iter().map(|(name, amount)| ((*name).to_owned(), *amount)).collect(),
            price: Some(price),
            ..Product::default()
        }
    }

    #[test]
    fn products_are_near_by_holders_and_by_what_they_are() {
        let catalogue = [
            product("fuel", "card", &[("fuel", 5.0), ("shops", 1.0)], 20.0),
            product("fuel_plus", "card", &[("fuel", 8.0), ("shops", 1.0)], 40.0),
            product("pension", "saving", &[("return", 3.0)], 900.0),
            product("new", "card", &[("fuel", 5.0), ("shops", 1.0)], 20.0),
        ];
        // Forty customers have the first two, thirty the first and the pension; nobody has the new one.
        let rows = (0..70).map(|at| if at < 40 { vec![(0, 1.0), (1, 1.0)] } else { vec![(0, 1.0), (2, 1.0)] });
        let similar = nearest(&Interactions::new(4, rows), &catalogue);
        let near: Vec<_> = similar.of(0).map(|n| (n.product, n.both)).collect();
        assert_eq!(near[0], (3, 0), "the same benefits at the same price");
        assert!(near.contains(&(1, 40)) && near.contains(&(2, 30)));
        let new: Vec<_> = similar.of(3).map(|n| (n.product, n.by_holders)).collect();
        assert_eq!(new[0], (0, 0.0), "a product that nobody has is near by what it is");
        let cosine = similar.of(0).find(|n| n.product == 1).unwrap().by_holders;
        assert!((cosine - 40.0 / (70.0_f64 * 40.0).sqrt() * 40.0 / 50.0).abs() < 1e-6);
    }

    #[test]
    fn pairs_of_few_customers_are_not_published() {
        let rows = (0..30).map(|at| if at < 19 { vec![(0, 1.0), (1, 1.0)] } else { vec![(0, 1.0)] });
        let similar = nearest(&Interactions::new(2, rows), &[Product::default(), Product::default()]);
        assert!(similar.products.is_empty() && similar.both.is_empty());
    }
}
