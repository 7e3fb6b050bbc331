//! What candidates are ranked by, and the utility and propensity that come of it.

use crate::math::{exp, ln};
use crate::model::Gram;
use crate::model::offers::{FEWEST, Offers, SIGNALS};

use super::super::plan::Plan;
use super::person::Person;

/// What is added to a share before its logarithm is taken, so that a product that nobody of a kind has is not ruled out.
const LITTLE: f64 = 0.002;

/// What is worked out of a pack's offers once.
pub struct Ranking {
    plans: Vec<Plan>,
    gram: Option<Gram>,
    /// ln of each product's share of all holdings.
    popularity: Vec<f64>,
    /// The same of what was taken of late; 0 where nobody knows when.
    lately: Vec<f64>,
}

/// The signals of every product, by signal in the order of [`SIGNALS`].
pub type Signals = [Vec<f64>; SIGNALS.len()];

impl Ranking {
    /// Lays out what ranking needs.
    #[must_use]
    pub fn new(offers: &Offers) -> Self {
        let lately = if offers.lately.is_empty() { vec![0.0; offers.holders.len()] } else { logs_of_shares(&offers.lately) };
        Self {
            plans: offers.rankers.iter().map(|ranker| Plan::new(&ranker.model)).collect(),
            gram: offers.factors.as_ref().map(|factors| factors.gram()),
            popularity: logs_of_shares(&offers.holders),
            lately,
        }
    }

    /// The signals of every product for a customer.
    #[must_use]
    pub fn signals(&self, offers: &Offers, person: &Person<'_>) -> Signals {
        self.weighed(offers, person, &[1.0; SIGNALS.len()])
    }

    /// Those of the signals that have a weight; the others are empty.
    #[must_use]
    pub fn weighed(&self, offers: &Offers, person: &Person<'_>, blend: &[f64; SIGNALS.len()]) -> Signals {
        let [margins, factors, factors_ln, rated, near, near_ln, popularity, segments, clusters, lately, slim] =
            blend.map(|weight| weight != 0.0);
        let factor = if factors || factors_ln { self.factors(offers, person) } else { Vec::new() };
        let neighbour = if near || near_ln { neighbours(offers, person) } else { Vec::new() };
        let only = |wanted: bool, signal: &dyn Fn() -> Vec<f64>| if wanted { signal() } else { Vec::new() };
        [
            only(margins, &|| self.margins(offers, person)),
            only(factors, &|| factor.clone()),
            only(factors_ln, &|| logs(&factor, |score| score.max(0.0) + 0.01)),
            only(rated, &|| rating(offers, person)),
            only(near, &|| neighbour.clone()),
            only(near_ln, &|| logs(&neighbour, |sum| sum + 0.02)),
            only(popularity, &|| self.popularity.clone()),
            only(segments, &|| logs(&segment(offers, person), |share| share + LITTLE)),
            only(clusters, &|| logs(&cluster(offers, person), |share| share + LITTLE)),
            only(lately, &|| self.lately.clone()),
            only(slim, &|| regression(offers, person)),
        ]
    }

    /// Each product's log-odds to be the next: its forest's, or what its share of all holdings says.
    fn margins(&self, offers: &Offers, person: &Person<'_>) -> Vec<f64> {
        if self.plans.is_empty() {
            return vec![0.0; offers.holders.len()];
        }
        let mut margins = self.popularity.clone();
        let (mut bins, mut leaves) = (Vec::new(), Vec::new());
        for (ranker, plan) in offers.rankers.iter().zip(&self.plans) {
            margins[ranker.product as usize] = plan.margin(&ranker.model, person.row, &mut bins, &mut leaves);
        }
        margins
    }

    /// The forest of a ranker, laid out, by position.
    pub(super) fn plan(&self, ranker: usize) -> &Plan {
        &self.plans[ranker]
    }

    fn factors(&self, offers: &Offers, person: &Person<'_>) -> Vec<f64> {
        match (&offers.factors, &self.gram) {
            (Some(factors), Some(gram)) if !person.holdings.is_empty() => {
                factors.scores(&factors.fold_in(gram, &person.holdings))
            }
            _ => vec![0.0; offers.holders.len()],
        }
    }
}

/// ln of what each value is raised to. Most products have what the one before them has, such as no share at all, and one logarithm serves them.
fn logs(values: &[f64], raised: impl Fn(f64) -> f64) -> Vec<f64> {
    let (mut last, mut log) = (f64::NAN, 0.0);
    let each = |&value: &f64| {
        if value != last {
            (last, log) = (value, ln(raised(value)));
        }
        log
    };
    values.iter().map(each).collect()
}

/// ln of each count's share of all of them.
fn logs_of_shares(counts: &[u32]) -> Vec<f64> {
    let all: f64 = counts.iter().map(|&count| f64::from(count)).sum();
    // Counts below the smallest that is published are not known; they count as half of it.
    let known = |count: u32| f64::from(if count == 0 { FEWEST / 2 } else { count });
    counts.iter().map(|&count| ln((known(count) + 1.0) / (all + counts.len() as f64))).collect()
}

/// The rating that the customer would give each product; the products' own where nothing is rated yet.
fn rating(offers: &Offers, person: &Person<'_>) -> Vec<f64> {
    match &offers.ratings {
        Some(ratings) => ratings.scores(&ratings.fold_in(&person.given)),
        None => vec![0.0; offers.holders.len()],
    }
}

/// How alike each product is to what is held, by who holds them: the sum over holdings, over the root of how many there are.
fn neighbours(offers: &Offers, person: &Person<'_>) -> Vec<f64> {
    let mut sums = vec![0.0; offers.holders.len()];
    for &(product, _) in &person.holdings {
        for neighbour in offers.similar.of(product as usize) {
            sums[neighbour.product] += neighbour.by_holders;
        }
    }
    let few = (person.holdings.len().max(1) as f64).sqrt();
    sums.iter_mut().for_each(|sum| *sum /= few);
    sums
}

/// How much what is held speaks for each product, all of it weighed together.
fn regression(offers: &Offers, person: &Person<'_>) -> Vec<f64> {
    let mut sums = vec![0.0; offers.holders.len()];
    for &(product, _) in &person.holdings {
        offers.similar.of(product as usize).for_each(|neighbour| sums[neighbour.product] += neighbour.weight);
    }
    sums
}

/// The share that has each product among the nearest neighbours, within the customer's cell, of who holds what the customer holds; of
/// the whole cell for who holds nothing; 0 for who has no cell.
fn segment(offers: &Offers, person: &Person<'_>) -> Vec<f64> {
    let mut shares = vec![0.0; offers.holders.len()];
    let Some((segments, cell)) = offers.segments.as_ref().and_then(|s| Some((s, s.place(person)?))) else { return shares };
    let near: Vec<&[u8]> = person
        .holdings
        .iter()
        .map(|&(product, _)| segments.nearby_of(cell, product as usize))
        .filter(|near| near.iter().any(|&share| share > 0))
        .collect();
    if near.is_empty() {
        let all = f64::from(segments.customers[cell].max(1));
        shares.iter_mut().zip(segments.holders_of(cell)).for_each(|(share, &count)| *share = f64::from(count) / all);
    }
    for one in &near {
        shares.iter_mut().zip(*one).for_each(|(share, &part)| *share += f64::from(part) / (255.0 * near.len() as f64));
    }
    shares
}

/// The share that has each product among customers alike.
fn cluster(offers: &Offers, person: &Person<'_>) -> Vec<f64> {
    let Some(crowd) = &offers.clusters else { return vec![0.0; offers.holders.len()] };
    let centre = crowd.place(person);
    let all = f64::from(crowd.customers[centre].max(1));
    crowd.holders_of(centre).iter().map(|&count| f64::from(count) / all).collect()
}

/// The utility of every product.
#[must_use]
pub fn utilities(signals: &Signals, blend: &[f64; SIGNALS.len()]) -> Vec<f64> {
    let mut sums = vec![0.0; signals.iter().map(Vec::len).max().unwrap_or(0)];
    for (signal, weight) in signals.iter().zip(blend).filter(|(_, weight)| **weight != 0.0) {
        sums.iter_mut().zip(signal).for_each(|(sum, value)| *sum += weight * value);
    }
    sums
}

/// The propensities of candidates: eᵘ over the sum of eᵘ; 0 for what is no candidate.
#[must_use]
pub fn propensities(utilities: &[f64], candidate: impl Fn(usize) -> bool) -> Vec<f64> {
    let best = (0..utilities.len()).filter(|&at| candidate(at)).map(|at| utilities[at]).fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> =
        utilities.iter().enumerate().map(|(at, &u)| if candidate(at) { exp(u - best) } else { 0.0 }).collect();
    let all: f64 = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    weights.into_iter().map(|weight| weight / all).collect()
}
