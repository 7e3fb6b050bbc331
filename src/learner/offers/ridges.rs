//! What pulls the factors of ratings to 0, chosen by ratings that were held out.
//!
//! Two numbers are wanted. λ pulls while factors are learnt, in steps that end before they have settled. A customer's own are worked
//! out at once and settle fully, from a handful of ratings or from hundreds, so that what suits them best may be more or less than λ.

use rayon::prelude::*;

use crate::error::{ErrorKind, Result};
use crate::learner::random::{Purpose, stream, unit};
use crate::model::RatingFactors;

use super::Interactions;

/// λ that are tried.
const RIDGES: [f64; 4] = [0.02, 0.04, 0.08, 0.16];
/// What each is multiplied by for a customer's own.
const OWN: [f64; 6] = [0.5, 0.7, 1.0, 1.4, 2.0, 3.0];
/// The share of ratings that are held out.
const HELD_OUT: f64 = 0.1;
/// Customers whose held-out ratings are counted, at most.
const MOST_CUSTOMERS: usize = 2_000;
/// Held-out ratings below which the choice would be chance's.
const FEWEST: usize = 50;
/// What is taken then.
const USUAL: Ridges = Ridges { learning: 0.05, own: 0.05 };

/// What pulls factors to 0 while they are learnt, and a customer's own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ridges {
    pub(super) learning: f64,
    pub(super) own: f64,
}

/// A customer's ratings to know them by, and those to be foretold.
struct Parted {
    known: Vec<(u32, f32)>,
    hidden: Vec<(u32, f32)>,
}

/// The ridges by which held-out ratings are foretold with the least squared error, after factors are learnt from the others by `learn`.
///
/// # Errors
/// Those of `learn`.
pub(super) fn choose(
    ratings: &Interactions,
    seed: u64,
    learn: impl Fn(&Interactions, f64) -> Result<RatingFactors> + Sync,
) -> Result<Ridges> {
    let parted = part(ratings, seed);
    let known = Interactions::new(ratings.products(), parted.iter().map(|parted| parted.known.clone()));
    let tested: Vec<&Parted> = parted.iter().filter(|parted| !parted.hidden.is_empty()).collect();
    let tested: Vec<&Parted> = tested.iter().step_by(tested.len().div_ceil(MOST_CUSTOMERS).max(1)).copied().collect();
    if tested.iter().map(|parted| parted.hidden.len()).sum::<usize>() < FEWEST {
        return Ok(USUAL);
    }
    let tried = |&learning: &f64| -> Result<Vec<(f64, Ridges)>> {
        let learnt = match learn(&known, learning) {
            Ok(learnt) => learnt,
            // It ran away; another may not.
            Err(e) if e.kind() == ErrorKind::Parameter => return Ok(Vec::new()),
            Err(e) => return Err(e),
        };
        Ok(OWN
            .map(|times| {
                let ridges = Ridges { learning, own: learning * times };
                (squares(&RatingFactors { regularisation: ridges.own, ..learnt.clone() }, &tested), ridges)
            })
            .to_vec())
    };
    let tried: Vec<Vec<(f64, Ridges)>> = RIDGES.par_iter().map(tried).collect::<Result<_>>()?;
    let best = tried.into_iter().flatten().min_by(|a, b| a.0.total_cmp(&b.0));
    Ok(best.map_or(USUAL, |(_, ridges)| ridges))
}

/// Holds ratings out at random, but never a customer's only one.
fn part(ratings: &Interactions, seed: u64) -> Vec<Parted> {
    let of_customer = |customer: usize| {
        let mut random = stream(seed, Purpose::Factors, 5, customer as u64);
        let (hidden, known): (Vec<_>, Vec<_>) = ratings.entries(customer).partition(|_| unit(&mut random) < HELD_OUT);
        if known.is_empty() { Parted { known: hidden, hidden: known } } else { Parted { known, hidden } }
    };
    (0..ratings.customers()).map(of_customer).collect()
}

/// The squared errors of what is foretold, added up in the order of customers.
fn squares(model: &RatingFactors, tested: &[&Parted]) -> f64 {
    let of_customer = |parted: &&Parted| -> f64 {
        let customer = model.fold_in(&parted.known);
        let error = |&(product, rating): &(u32, f32)| model.score(&customer, product) - f64::from(rating);
        parted.hidden.iter().map(|rating| error(rating) * error(rating)).sum()
    };
    tested.par_iter().map(of_customer).collect::<Vec<f64>>().iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learner::random::{Rng, nearly_normal};

    /// Ratings of products that have one factor each, which is known, by customers whose tastes are as strong and ratings as noisy as is said.
    fn planted(taste: f64, noise: f64) -> (Interactions, RatingFactors) {
        let mut random = stream(3, Purpose::Golden, 0, 0);
        let values: Vec<f32> = (0..40).map(|_| nearly_normal(&mut random) as f32).collect();
        let row = |random: &mut dyn FnMut() -> f64| -> Vec<(u32, f32)> {
            let own = taste * random();
            (0..12).map(|at| (3 * at, (3.0 + own * f64::from(values[3 * at as usize]) + noise * random()) as f32)).collect()
        };
        let mut draw = || nearly_normal(&mut random);
        let rows: Vec<Vec<(u32, f32)>> = (0..600).map(|_| row(&mut draw)).collect();
        let model = RatingFactors { products: 40, width: 1, values, biases: vec![0.0; 40], mean: 3.0, regularisation: 1.0 };
        (Interactions::new(40, rows), model)
    }

    #[test]
    fn weak_tastes_in_noise_are_pulled_harder_than_strong_ones() {
        let chosen = |taste: f64, noise: f64| {
            let (ratings, model) = planted(taste, noise);
            choose(&ratings, 0, |_, learning| Ok(RatingFactors { regularisation: learning, ..model.clone() })).unwrap().own
        };
        let [strong, weak] = [chosen(1.0, 0.2), chosen(0.3, 1.0)];
        assert!(strong <= 0.02 && weak >= 0.3, "{strong} {weak}");
    }

    #[test]
    fn nobody_loses_the_only_rating_and_a_tenth_of_the_others_is_hidden() {
        let (ratings, _) = planted(1.0, 1.0);
        let parted = part(&ratings, 0);
        let hidden: usize = parted.iter().map(|parted| parted.hidden.len()).sum();
        assert!((600..840).contains(&hidden), "{hidden} of 7200");
        assert!(parted.iter().all(|parted| parted.known.len() + parted.hidden.len() == 12));
        let mut random = stream(1, Purpose::Golden, 0, 0);
        let single = Interactions::new(9, (0..500).map(|_| vec![((random.next_u64() % 9) as u32, 4.0)]));
        assert!(part(&single, 0).iter().all(|parted| parted.hidden.is_empty()));
        // Nothing can be chosen from that.
        assert_eq!(choose(&single, 0, |_, _| panic!("learnt for nothing")).unwrap(), USUAL);
    }
}
