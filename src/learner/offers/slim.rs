//! How much each product that is held speaks for another, all of them weighed together: a sparse linear method (Ning and Karypis 2011,
//! "SLIM: sparse linear methods for top-N recommender systems") with regressors chosen beforehand, their fsSLIM, and a ridge alone.
//!
//! Product j has regressors S among the products whose neighbour it is: the most alike first, each only if enough customers hold it together with
//! each of those before it. No count of fewer customers than may be published goes into the weights, and none can be worked out from them. Its weights minimise |x_j - X_S w|² + λ |w|² over customers, x a
//! column of who holds what, 1 or 0: (G_SS + λ I) w = G_Sj, G = XᵀX. A likeness says of each neighbour by itself that it goes with j; of two
//! neighbours that are held together the weights say which one it was.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::Interactions;
use crate::model::Gram;
use crate::model::offers::{FEWEST, Similar};

/// Products that are weighed at most, those that most hold: the table of pairs is this squared.
const MOST: usize = 4_000;
/// Regressors of a product, those most like it.
const REGRESSORS: usize = 150;
/// λ, and what it grows by with each customer: from 20 to 400 the figures of held-out products hardly moved on a few hundred to a few
/// thousand customers, and more customers bore more.
const RIDGE: f64 = 100.0;
const BY_CUSTOMER: f64 = 0.03;

/// What holding a product adds to the score of its neighbour, parallel to [`Similar::products`]; nothing where nobody has two products.
pub(super) fn slim(interactions: &Interactions, similar: &Similar) -> Vec<f32> {
    let counts = interactions.counts();
    let mut weighed: Vec<u32> = (0..).zip(&counts).filter(|(_, count)| **count >= FEWEST).map(|(product, _)| product).collect();
    weighed.sort_by_key(|&product| Reverse(counts[product as usize]));
    weighed.truncate(MOST);
    let mut place: Vec<Option<usize>> = vec![None; counts.len()];
    weighed.iter().enumerate().for_each(|(at, &product)| place[product as usize] = Some(at));
    let regressors = regressors(similar, &place, weighed.len());
    if regressors.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let both = both(interactions, &weighed, &place);
    let ridge = RIDGE + BY_CUSTOMER * interactions.customers() as f64;
    let of_product = |(product, regressors): (usize, Vec<Regressor>)| -> Vec<(usize, f32)> {
        let count = |a: usize, b: usize| both[a * weighed.len() + b];
        let pair = |a: usize, b: usize| f64::from(count(a, b));
        let regressors = told(regressors, count);
        let gram = Gram::symmetric(regressors.len(), |a, b| pair(regressors[a].place, regressors[b].place));
        let right = regressors.iter().map(|regressor| pair(regressor.place, product)).collect();
        let weights = gram.factorised(ridge).solve(right);
        regressors.iter().zip(weights).map(|(regressor, weight)| (regressor.at, weight as f32)).collect()
    };
    let found: Vec<Vec<(usize, f32)>> = regressors.into_par_iter().enumerate().map(of_product).collect();
    let mut weights = vec![0.0; similar.products.len()];
    found.into_iter().flatten().for_each(|(at, weight)| weights[at] = weight);
    weights
}

/// A product that another is among the neighbours of.
struct Regressor {
    /// Its place among the weighed ones.
    place: usize,
    /// Where the other stands in its list.
    at: usize,
    likeness: f32,
}

/// The regressors of each weighed product, by place.
fn regressors(similar: &Similar, place: &[Option<usize>], weighed: usize) -> Vec<Vec<Regressor>> {
    let mut regressors: Vec<Vec<Regressor>> = (0..weighed).map(|_| Vec::new()).collect();
    for (product, own) in place.iter().enumerate() {
        let Some(own) = *own else { continue };
        for at in similar.offsets[product] as usize..similar.offsets[product + 1] as usize {
            let likeness = similar.by_holders[at];
            if let (Some(other), true) = (place[similar.products[at] as usize], likeness > 0.0) {
                regressors[other].push(Regressor { place: own, at, likeness });
            }
        }
    }
    for regressors in &mut regressors {
        regressors.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.place.cmp(&b.place)));
    }
    regressors
}

/// Those of the regressors of which every two are held together by enough customers to tell.
fn told(regressors: Vec<Regressor>, both: impl Fn(usize, usize) -> u32) -> Vec<Regressor> {
    let mut told: Vec<Regressor> = Vec::new();
    for regressor in regressors {
        if told.len() < REGRESSORS && told.iter().all(|other| both(regressor.place, other.place) >= FEWEST) {
            told.push(regressor);
        }
    }
    told
}

/// How many customers hold both of two weighed products, row-major.
fn both(interactions: &Interactions, weighed: &[u32], place: &[Option<usize>]) -> Vec<u32> {
    let holders = interactions.transposed();
    let mut both = vec![0; weighed.len() * weighed.len()];
    let count = |(row, &product): (&mut [u32], &u32)| {
        for &customer in holders.products_of(product as usize) {
            let others = interactions.products_of(customer as usize).iter();
            others.filter_map(|&other| place[other as usize]).for_each(|other| row[other] += 1);
        }
    };
    both.par_chunks_mut(weighed.len()).zip(weighed).for_each(count);
    both
}

#[cfg(test)]
mod tests {
    use super::super::nearest::nearest;
    use super::*;
    use crate::learner::random::{Purpose, stream, unit};
    use crate::model::Product;

    /// Who has 0 has 1 more often; 2 comes with 0 alone, and so with 1 too, but not for its own sake.
    fn led_astray() -> (Interactions, Similar) {
        let mut random = stream(7, Purpose::Golden, 0, 0);
        let mut draw = |chance: f64| unit(&mut random) < chance;
        let row = |_| {
            let first = draw(0.3);
            let held = [first, draw(if first { 0.8 } else { 0.05 }), draw(if first { 0.7 } else { 0.02 }), draw(0.002)];
            (0..4).filter(|&product| held[product as usize]).map(|product| (product, 1.0)).collect()
        };
        let interactions = Interactions::new(4, (0..4000).map(row).collect::<Vec<_>>());
        let catalogue: Vec<Product> = ["a", "b", "c", "d"].map(|id| Product { id: id.to_owned(), ..Product::default() }).to_vec();
        let similar = nearest(&interactions, &catalogue);
        (interactions, similar)
    }

    #[test]
    fn what_only_goes_along_weighs_less_than_what_leads() {
        let (interactions, similar) = led_astray();
        let weights = slim(&interactions, &similar);
        let weight = |from: usize, to: usize| {
            let mut at = similar.offsets[from] as usize..similar.offsets[from + 1] as usize;
            at.find(|&at| similar.products[at] as usize == to).map_or(0.0, |at| weights[at])
        };
        // By likeness 2 goes with 1 nearly as well as 0 does; by weight it is 0 that counts, though the ridge shares out a little.
        let likeness = |from: usize| similar.of(from).find(|near| near.product == 1).map_or(0.0, |near| near.by_holders);
        assert!(likeness(2) > 0.7 * likeness(0), "{} {}", likeness(2), likeness(0));
        assert!(weight(0, 1) > 2.5 * weight(2, 1).abs() && weight(0, 1) > 0.4, "{} {}", weight(0, 1), weight(2, 1));
        // A product that too few hold has no weights, either way.
        assert!((0..3).all(|other| weight(3, other) == 0.0 && weight(other, 3) == 0.0));
    }

    #[test]
    fn weights_are_those_of_a_ridge_regression() {
        let (interactions, similar) = led_astray();
        let weights = slim(&interactions, &similar);
        // The gradient of |x_1 - X w|² + λ |w|² is 0 at the weights of 0 and 2 for 1.
        let ridge = RIDGE + BY_CUSTOMER * 4000.0;
        let at = |from: usize| {
            let mut range = similar.offsets[from] as usize..similar.offsets[from + 1] as usize;
            range.find(|&at| similar.products[at] == 1).map_or(0.0, |at| f64::from(weights[at]))
        };
        let own = [(0, at(0)), (2, at(2))];
        for (product, weight) in own {
            let mut slope = ridge * weight;
            for customer in 0..4000 {
                let held = interactions.products_of(customer);
                let has = |product: u32| f64::from(u8::from(held.contains(&product)));
                slope -= has(product) * (has(1) - own.iter().map(|(of, weight)| has(*of) * weight).sum::<f64>());
            }
            assert!(slope.abs() < 1e-3, "{slope}");
        }
    }

    #[test]
    fn pairs_of_too_few_customers_leave_no_trace() {
        // 2 is held together with 0 and with 1 by many, 0 and 1 together by as many as is said, and alone by what makes their counts the same.
        let weights = |together: u32| {
            let row = |row: u32| -> Vec<(u32, f32)> {
                let held: &[u32] = match row {
                    0..40 => &[0, 2],
                    40..70 => &[1, 2],
                    _ if row < 70 + together => &[0, 1],
                    90..110 => &[0],
                    110..130 => &[1],
                    _ if row >= 130 && row < 130 + 19 - together => &[0],
                    _ if row >= 150 && row < 150 + 19 - together => &[1],
                    _ => &[],
                };
                held.iter().map(|&product| (product, 1.0)).collect()
            };
            let interactions = Interactions::new(3, (0..200).map(row).collect::<Vec<_>>());
            let similar = nearest(&interactions, &vec![Product::default(); 3]);
            assert_eq!(interactions.counts()[..2], [40 + 20 + 19, 30 + 20 + 19]);
            slim(&interactions, &similar)
        };
        assert!(weights(0).iter().any(|&weight| weight > 0.0));
        assert_eq!(weights(0), weights(1));
        assert_eq!(weights(0), weights(19));
    }

    #[test]
    fn nobody_with_two_products_leaves_no_weights() {
        let interactions = Interactions::new(4, (0..200).map(|row| vec![(row % 4, 1.0)]));
        let similar = nearest(&interactions, &vec![Product::default(); 4]);
        assert!(slim(&interactions, &similar).is_empty());
    }
}
