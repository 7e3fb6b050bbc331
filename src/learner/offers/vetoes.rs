//! Pairs of products that hardly anybody has together, though many have each: who has the one is not offered the other.
//!
//! Of products a and b that n(a) and n(b) of N customers have, and n(ab) both, the lift n(ab) N / (n(a) n(b)) is below 1 where they
//! avoid each other (Brin, Motwani and Silverstein 1997, "Beyond market baskets: generalizing association rules to correlations").
//! Where people have one product or two, every pair is rarer than independence would have it; so what is expected is also counted from
//! how many other products the holders of a have, each of them b with the share that b has of all holdings but those of a.

use rayon::prelude::*;

use super::Interactions;
use crate::metric::normal_tail;
use crate::model::offers::{FEWEST, Veto, published};

/// Pairs that come together less often than this times chance, unless the project says otherwise.
pub(super) const LIFT: f64 = 0.25;
/// The chance that any pair is taken for one that avoids each other though it does not.
const ERROR: f64 = 0.05;
/// Vetoes that a pack holds, those of the rarest pairs first.
const MOST: usize = 1_000;

/// The vetoes of lift below `most`, by their products. What fewer customers have than are published counts as just below that.
pub(super) fn vetoes(interactions: &Interactions, most: f64) -> Vec<Veto> {
    let (holders, counts) = (interactions.transposed(), interactions.counts());
    let (products, customers) = (interactions.products(), interactions.customers() as f64);
    let all: f64 = counts.iter().map(|&count| f64::from(count)).sum();
    // How many other products the holders of each have.
    let others = |product: usize| -> f64 {
        holders.products_of(product).iter().map(|&who| interactions.products_of(who as usize).len() as f64 - 1.0).sum()
    };
    let others: Vec<f64> = (0..products).into_par_iter().map(others).collect();
    let lift = |a: usize, b: usize, both: f64| both * customers / (f64::from(counts[a]) * f64::from(counts[b]));
    let many: Vec<usize> = (0..products).filter(|&product| counts[product] >= FEWEST).collect();
    // A pair can only be told apart from chance where chance has enough of it.
    let telling = |a: usize, b: usize| lift(a, b, f64::from(FEWEST - 1)) <= most;
    let tested: usize = many.par_iter().map(|&a| many.iter().filter(|&&b| b > a && telling(a, b)).count()).sum();
    let of_product = |&a: &usize| -> Vec<Veto> {
        let mut both = vec![0_u32; products];
        for &who in holders.products_of(a) {
            interactions.products_of(who as usize).iter().for_each(|&product| both[product as usize] += 1);
        }
        let beyond_chance = |a: usize, b: usize, both: f64| {
            let expected = others[a] * f64::from(counts[b]) / (all - f64::from(counts[a])).max(1.0);
            expected > both && normal_tail((expected - both) / expected.sqrt()) * (tested as f64) < ERROR
        };
        let veto = |&b: &usize| {
            let known = f64::from(both[b].max(FEWEST - 1));
            let rare = b > a && telling(a, b) && lift(a, b, known) <= most;
            let clear = rare && beyond_chance(a, b, known) && beyond_chance(b, a, known);
            clear.then(|| Veto { products: [a as u32, b as u32], both: published(both[b]), lift: lift(a, b, known) })
        };
        many.iter().filter_map(veto).collect()
    };
    let mut vetoes: Vec<Veto> = many.par_iter().flat_map_iter(of_product).collect();
    vetoes.sort_by(|x, y| x.lift.total_cmp(&y.lift).then(x.products.cmp(&y.products)));
    vetoes.truncate(MOST);
    vetoes.sort_by_key(|veto| veto.products);
    vetoes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Customers with these products each, and how many they are.
    fn customers(kinds: &[(&[u32], usize)]) -> Interactions {
        let rows = kinds.iter().flat_map(|(products, count)| {
            std::iter::repeat_n(products.iter().map(|&product| (product, 1.0)).collect::<Vec<_>>(), *count)
        });
        Interactions::new(4, rows)
    }

    #[test]
    fn products_that_avoid_each_other_veto() {
        // 0 and 1 go with 2 alike, and next to never with each other.
        let apart = customers(&[(&[0, 2], 400), (&[1, 2], 400), (&[0, 1], 25), (&[2], 75), (&[3], 100)]);
        let found = vetoes(&apart, LIFT);
        let lift = 25.0 * 1000.0 / (425.0 * 425.0);
        assert_eq!(found, [Veto { products: [0, 1], both: 25, lift }]);
        assert!(vetoes(&apart, 0.1).is_empty(), "not so rare as that");
        assert!(vetoes(&apart, 0.0).is_empty(), "no vetoes are wanted");
        // What too few have is told as being too few.
        let never = vetoes(&customers(&[(&[0, 2], 400), (&[1, 2], 400), (&[0, 1], 3), (&[2], 97), (&[3], 100)]), LIFT);
        assert_eq!((never.len(), never[0].both), (1, 0));
        assert!((never[0].lift - 19.0 * 1000.0 / (403.0 * 403.0)).abs() < 1e-12);
    }

    #[test]
    fn customers_of_one_product_say_nothing_of_pairs() {
        // Everybody has one product: no pair is ever seen, and none was to be expected.
        assert!(vetoes(&customers(&[(&[0], 500), (&[1], 500), (&[2], 500)]), LIFT).is_empty());
        // Nor do pairs that chance would seldom bring together.
        assert!(vetoes(&customers(&[(&[0, 2], 60), (&[1, 2], 60), (&[2], 880)]), LIFT).is_empty());
    }
}
