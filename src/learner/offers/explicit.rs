//! Factors from ratings, by stochastic gradient descent.
//!
//! Koren, Bell and Volinsky 2009, "Matrix factorization techniques for recommender systems", after Funk 2006: customer u rates product
//! i as μ + bᵤ + bᵢ + x·y, and what is minimised over all ratings r is
//!
//! Σ (r - μ - bᵤ - bᵢ - x·y)² + λ (bᵤ² + bᵢ² + |x|² + |y|²).
//!
//! It is done on ratings of mean 0 and standard deviation 1, so that λ and γ suit stars and percentages alike.
//!
//! Ratings are visited one after the other, in an order that the seed draws anew for each epoch, and each moves what it touches by γ
//! times its error's gradient. One thread does it all: the result of a step is the next one's beginning.

use pulp::{Arch, Simd, WithSimd};

use crate::error::{Error, ErrorKind, Result};
use crate::learner::params::within;
use crate::learner::random::{Purpose, nearly_normal, shuffle, stream};
use crate::model::RatingFactors;

use super::Interactions;
use super::lanes::{dot, padded, pull};
use super::ridges::{Ridges, choose};

/// The standard deviation of factors in the beginning.
const BEGINNING: f64 = 0.1;

/// How factors are learnt from ratings.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplicitSpec {
    /// Factors a product, 1 to 256.
    pub factors: usize,
    /// Visits to every rating, 1 to 1,000.
    pub epochs: u32,
    /// γ: how far each rating moves what it touches, 0.000001 to 1.
    pub learning_rate: f64,
    /// λ, 0.000001 to 1,000; absent, what foretells a tenth of the ratings best, which is held out for it and then learnt from too.
    pub regularisation: Option<f64>,
    /// Where the first factors and the order of visits come from.
    pub seed: u64,
}

/// 32 factors, 30 epochs, γ = 0.01 and λ by what it foretells.
impl Default for ExplicitSpec {
    fn default() -> Self {
        Self { factors: 32, epochs: 30, learning_rate: 0.01, regularisation: None, seed: 0 }
    }
}

impl ExplicitSpec {
    fn check(&self) -> Result<()> {
        within("factors", self.factors, 1, 256)?;
        within("epochs", self.epochs, 1, 1000)?;
        within("learning_rate", self.learning_rate, 1e-6, 1.0)?;
        self.regularisation.map(|ridge| within("regularisation", ridge, 1e-6, 1e3)).transpose()?;
        Ok(())
    }
}

/// Learns the products' biases and factors from the strengths, which are ratings. `watch` is called after each epoch with the
/// number of epochs done and the root mean square error that the ratings were met with, in their own unit, and returns false to cancel;
/// while λ is being chosen, several epochs go on side by side and it is told of each.
///
/// # Errors
/// `parameter` when the spec is out of its ranges, or its steps so long that learning ran away; `data` when there are no ratings or one is
/// not finite; `cancelled` when the watcher says so.
pub fn fit_explicit(
    ratings: &Interactions,
    spec: &ExplicitSpec,
    watch: &(dyn Fn(u32, f64) -> bool + Sync),
) -> Result<RatingFactors> {
    spec.check()?;
    visits(ratings)?;
    let ridges = match spec.regularisation {
        Some(ridge) => Ridges { learning: ridge, own: ridge },
        None => choose(ratings, spec.seed, |known, ridge| learn(known, spec, ridge, watch))?,
    };
    Ok(RatingFactors { regularisation: ridges.own, ..learn(ratings, spec, ridges.learning, watch)? })
}

fn learn(
    ratings: &Interactions,
    spec: &ExplicitSpec,
    ridge: f64,
    watch: &(dyn Fn(u32, f64) -> bool + Sync),
) -> Result<RatingFactors> {
    let mut visits = visits(ratings)?;
    let count = visits.len() as f64;
    let mean = visits.iter().map(|visit| f64::from(visit.rating)).sum::<f64>() / count;
    let off = |visit: &Visit| f64::from(visit.rating) - mean;
    let deviation = (visits.iter().map(|visit| off(visit) * off(visit)).sum::<f64>() / count).sqrt();
    // Where all are alike there is nothing to tell apart.
    let unit = if deviation > 0.0 { deviation } else { 1.0 };
    visits.iter_mut().for_each(|visit| visit.rating = (off(visit) / unit) as f32);
    let mut sides = [Side::new(ratings.customers(), spec, 2), Side::new(ratings.products(), spec, 3)];
    for epoch in 1..=spec.epochs {
        shuffle(&mut visits, &mut stream(spec.seed, Purpose::Factors, 4, u64::from(epoch)));
        let squares = Arch::new().dispatch(Epoch { visits: &visits, sides: &mut sides, spec, ridge: ridge as f32 });
        if !squares.is_finite() {
            let (what, found) = ("learning factors ran away", spec.learning_rate.to_string());
            return Err(Error::new(ErrorKind::Parameter, what, "learning_rate", "shorter steps", found));
        }
        if !watch(epoch, unit * (squares / count).sqrt()) {
            let place = format!("epoch {epoch}");
            return Err(Error::new(ErrorKind::Cancelled, "learning factors was cancelled", place, "an end", "a stop"));
        }
    }
    let [_, products] = sides;
    let width = padded(spec.factors);
    Ok(RatingFactors {
        products: ratings.products(),
        width: spec.factors,
        values: products.factors.chunks_exact(width).flat_map(|row| &row[..spec.factors]).copied().collect(),
        // Factors stay as they are: in the ratings' own unit it is the customers' that are larger.
        biases: products.biases.iter().map(|&bias| (unit * f64::from(bias)) as f32).collect(),
        mean,
        regularisation: ridge,
    })
}

/// A rating to learn from.
#[derive(Debug, Clone, Copy)]
struct Visit {
    customer: u32,
    product: u32,
    rating: f32,
}

fn visits(ratings: &Interactions) -> Result<Vec<Visit>> {
    let mut visits = Vec::with_capacity(ratings.len());
    for customer in 0..ratings.customers() {
        let (products, of) = ratings.of(customer);
        for (&product, &rating) in products.iter().zip(of) {
            if !rating.is_finite() {
                let place = format!("customer {customer}, product {product}");
                return Err(Error::new(ErrorKind::Data, "not a rating", place, "a finite number", rating.to_string()));
            }
            visits.push(Visit { customer: customer as u32, product, rating });
        }
    }
    if visits.is_empty() {
        let what = "there is nothing to learn factors from";
        return Err(Error::new(ErrorKind::Data, what, "ratings", "a rating at least", "none"));
    }
    Ok(visits)
}

/// The customers' biases and factors, or the products'.
struct Side {
    biases: Vec<f32>,
    /// `width` numbers a row, those beyond the spec's factors 0.
    factors: Vec<f32>,
}

impl Side {
    fn new(rows: usize, spec: &ExplicitSpec, side: u64) -> Self {
        let mut random = stream(spec.seed, Purpose::Factors, side, 0);
        let width = padded(spec.factors);
        let mut factors = vec![0.0; rows * width];
        for row in factors.chunks_exact_mut(width) {
            row[..spec.factors].iter_mut().for_each(|value| *value = (BEGINNING * nearly_normal(&mut random)) as f32);
        }
        Self { biases: vec![0.0; rows], factors }
    }
}

/// One visit to every rating; says the sum of squared errors.
struct Epoch<'a> {
    visits: &'a [Visit],
    sides: &'a mut [Side; 2],
    spec: &'a ExplicitSpec,
    ridge: f32,
}

impl WithSimd for Epoch<'_> {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> f64 {
        let [customers, products] = self.sides;
        let (rate, ridge) = (self.spec.learning_rate as f32, self.ridge);
        let width = padded(self.spec.factors);
        let mut squares = 0.0;
        for &Visit { customer, product, rating } in self.visits {
            let (customer, product) = (customer as usize, product as usize);
            let x = &mut customers.factors[customer * width..(customer + 1) * width];
            let y = &mut products.factors[product * width..(product + 1) * width];
            let (of_customer, of_product) = (&mut customers.biases[customer], &mut products.biases[product]);
            let error = rating - *of_customer - *of_product - dot(x, y);
            *of_customer += rate * (error - ridge * *of_customer);
            *of_product += rate * (error - ridge * *of_product);
            pull(x, y, rate * error, 1.0 - rate * ridge);
            squares += f64::from(error) * f64::from(error);
        }
        squares
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learner::random::{below, unit};

    /// (ratings to learn from, ratings held out as (customer, product, rating)): two planted tastes, biases, and noise of 0.2.
    fn planted() -> (Interactions, Vec<(usize, u32, f32)>) {
        let mut random = stream(11, Purpose::Golden, 0, 0);
        let mut table = |rows: usize, spread: f64| -> Vec<[f64; 3]> {
            (0..rows).map(|_| [(); 3].map(|()| spread * nearly_normal(&mut random))).collect()
        };
        let (customers, products) = (table(400, 0.6), table(60, 0.6));
        let mut random = stream(12, Purpose::Golden, 0, 0);
        let (mut known, mut held_out) = (Vec::new(), Vec::new());
        for (number, customer) in customers.iter().enumerate() {
            let mut row = Vec::new();
            for _ in 0..30 {
                let at = below(&mut random, 60);
                if row.iter().any(|entry: &(u32, f32)| entry.0 as usize == at) {
                    continue;
                }
                let product = &products[at];
                let taste = 1.5 * (customer[1] * product[1] + customer[2] * product[2]);
                let rating = (3.0 + 0.5 * customer[0] + 0.5 * product[0] + taste + 0.2 * nearly_normal(&mut random)) as f32;
                if unit(&mut random) < 0.2 {
                    held_out.push((number, at as u32, rating));
                }
                row.push((at as u32, rating));
            }
            row.retain(|entry| !held_out.iter().any(|held| (held.0, held.1) == (number, entry.0)));
            known.push(row);
        }
        (Interactions::new(60, known), held_out)
    }

    fn rmse(model: &RatingFactors, ratings: &Interactions, held_out: &[(usize, u32, f32)]) -> f64 {
        let error = |&(customer, product, rating): &(usize, u32, f32)| {
            let (products, of) = ratings.of(customer);
            let known: Vec<(u32, f32)> = products.iter().copied().zip(of.iter().copied()).collect();
            let error = model.scores(&model.fold_in(&known))[product as usize] - f64::from(rating);
            error * error
        };
        (held_out.iter().map(error).sum::<f64>() / held_out.len() as f64).sqrt()
    }

    #[test]
    fn planted_tastes_are_found_where_biases_alone_are_blind() {
        let (ratings, held_out) = planted();
        let spec = ExplicitSpec { factors: 4, epochs: 80, learning_rate: 0.02, regularisation: Some(0.02), seed: 5 };
        let model = fit_explicit(&ratings, &spec, &|_, _| true).unwrap();
        let mut biases = model.clone();
        biases.values.iter_mut().for_each(|value| *value = 0.0);
        let (with, without) = (rmse(&model, &ratings, &held_out), rmse(&biases, &ratings, &held_out));
        assert!(with < 0.35 && without > 0.6, "{with} with factors, {without} without");
    }

    #[test]
    fn what_is_chosen_foretells_as_well_as_any_that_could_be_asked_for() {
        let (ratings, held_out) = planted();
        let of = |regularisation| {
            let spec = ExplicitSpec { factors: 6, epochs: 60, learning_rate: 0.02, regularisation, seed: 5 };
            rmse(&fit_explicit(&ratings, &spec, &|_, _| true).unwrap(), &ratings, &held_out)
        };
        let asked: Vec<f64> = [0.005, 0.02, 0.05, 0.1, 0.3].map(|ridge| of(Some(ridge))).to_vec();
        let best = asked.iter().copied().fold(f64::INFINITY, f64::min);
        assert!(of(None) < 1.03 * best, "{} {asked:?}", of(None));
    }

    #[test]
    fn ratings_in_hundredths_are_learnt_as_well_as_stars() {
        let (ratings, held_out) = planted();
        let spec = ExplicitSpec { factors: 4, epochs: 40, learning_rate: 0.02, regularisation: Some(0.02), seed: 5 };
        let scaled = |times: f32| {
            let rows =
                (0..ratings.customers()).map(|row| ratings.entries(row).map(|(at, rating)| (at, times * rating)).collect());
            let ratings = Interactions::new(60, rows.collect::<Vec<_>>());
            let held_out: Vec<_> = held_out.iter().map(|&(row, at, rating)| (row, at, times * rating)).collect();
            rmse(&fit_explicit(&ratings, &spec, &|_, _| true).unwrap(), &ratings, &held_out) / f64::from(times)
        };
        let (stars, hundredths) = (scaled(1.0), scaled(100.0));
        assert!((stars / hundredths - 1.0).abs() < 0.001, "{stars} {hundredths}");
    }

    #[test]
    fn errors_shrink_and_the_same_seed_gives_the_same_bits() {
        let (ratings, _) = planted();
        let spec = ExplicitSpec { factors: 3, epochs: 10, regularisation: Some(0.05), ..ExplicitSpec::default() };
        let seen = std::sync::Mutex::new(Vec::new());
        let watch = |_: u32, rmse: f64| {
            seen.lock().unwrap().push(rmse);
            true
        };
        let model = fit_explicit(&ratings, &spec, &watch).unwrap();
        let seen = seen.into_inner().unwrap();
        assert!(seen.len() == 10 && seen.windows(2).all(|pair| pair[1] < pair[0]), "{seen:?}");
        assert_eq!(model, fit_explicit(&ratings, &spec, &|_, _| true).unwrap());
        assert_ne!(model, fit_explicit(&ratings, &ExplicitSpec { seed: 9, ..spec }, &|_, _| true).unwrap());
    }

    #[test]
    fn what_is_wrong_is_said() {
        let (ratings, _) = planted();
        let kind = |ratings: &Interactions, spec: &ExplicitSpec| fit_explicit(ratings, spec, &|_, _| true).unwrap_err().kind();
        assert_eq!(kind(&Interactions::new(4, [vec![]]), &ExplicitSpec::default()).name(), "data");
        assert_eq!(kind(&Interactions::new(4, [vec![(1, f32::NAN)]]), &ExplicitSpec::default()).name(), "data");
        let far = ExplicitSpec { learning_rate: 1.0, regularisation: Some(100.0), ..ExplicitSpec::default() };
        let error = fit_explicit(&ratings, &far, &|_, _| true).unwrap_err();
        assert_eq!(error.to_string(), "learning factors ran away, at learning_rate: expected shorter steps, found 1");
        let stopped = fit_explicit(&ratings, &ExplicitSpec::default(), &|epoch, _| epoch < 2).unwrap_err();
        assert_eq!(stopped.kind().name(), "cancelled");
    }
}
