//! Customers alike: k-means on what is known of them and what they hold. The clustering is smartcore's; the number of clusters is
//! the one that says most of hidden products.

use rayon::prelude::*;
use smartcore::cluster::kmeans::{KMeans, KMeansParameters};
use smartcore::linalg::basic::matrix::DenseMatrix;

use crate::error::{Error, ErrorKind, Result};
use crate::math::ln;
use crate::model::offers::{Crowd, FEWEST, Measure, published};

use super::hide::Hidden;
use super::people::People;

/// Customers that centres are found from at most.
const FOUND_FROM: usize = 4_000;
/// Rounds.
const ROUNDS: usize = 50;
/// How many clusters are tried.
const TRIED: [usize; 4] = [4, 8, 16, 32];
/// Categories of a column that are a dimension each at most, and products at most.
const CATEGORIES: usize = 6;
const PRODUCTS: usize = 64;

/// The dimensions that customers are placed in: numbers, frequent categories, products that enough people hold.
pub(super) fn measures(people: &People<'_>, rows: &[u32], left_out: &[usize]) -> Vec<Measure> {
    let mut measures = Vec::new();
    for field in 0..people.fields() {
        if left_out.contains(&field) || people.telling.iter().any(|telling| telling.contains(&field)) {
            continue;
        }
        let column = field as u32;
        let numbers = people.numbers(field);
        if numbers.is_empty() {
            let frequent = people.frequent(field, rows, 5 * FEWEST, CATEGORIES);
            measures.extend(frequent.into_iter().map(|category| Measure::Category { column, category }));
        } else {
            let known: Vec<f64> = rows.iter().map(|&row| f64::from(numbers[row as usize])).filter(|x| x.is_finite()).collect();
            let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
            let variance = known.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / known.len().max(1) as f64;
            if variance > 0.0 && known.len() >= FEWEST as usize {
                measures.push(Measure::Number { column, mean: mean as f32, deviation: variance.sqrt() as f32 });
            }
        }
    }
    let counts = people.history.interactions.counts();
    let mut products: Vec<u32> = (0..counts.len() as u32).filter(|&p| counts[p as usize] >= FEWEST).collect();
    products.sort_by(|&a, &b| counts[b as usize].cmp(&counts[a as usize]).then(a.cmp(&b)));
    measures.extend(products.into_iter().take(PRODUCTS).map(|product| Measure::Product { product }));
    measures
}

/// Clusters of `rows`: the number of them by which `measured` customers' hidden products are least surprising, or `number`.
///
/// # Errors
/// `data` when the clustering fails.
pub(super) fn clusters(
    people: &People<'_>,
    rows: &[u32],
    measured: &[Hidden],
    (number, left_out): (Option<usize>, &[usize]),
    seed: u64,
) -> Result<Option<Crowd>> {
    let measures = measures(people, rows, left_out);
    if measures.is_empty() || rows.len() < 4 * FEWEST as usize {
        return Ok(None);
    }
    let step = rows.len().div_ceil(FOUND_FROM).max(1);
    let sample: Vec<u32> = rows.iter().copied().step_by(step).collect();
    let place = |&row: &u32| -> Vec<f64> {
        let (columns, at) = (people.row(row as usize), row as usize);
        let person = people.person(&columns, at);
        measures.iter().map(|measure| f64::from(measure.of(&person))).collect()
    };
    let places: Vec<Vec<f64>> = sample.par_iter().map(place).collect();
    let tried: Vec<usize> = number.map_or_else(|| TRIED.to_vec(), |number| vec![number]);
    let fitting = |&k: &usize| -> Result<Option<(f64, Crowd)>> {
        if k * 2 * FEWEST as usize > rows.len() {
            return Ok(None);
        }
        let crowd = one(people, rows, &measures, &places, k, seed)?;
        Ok(crowd.map(|crowd| (likelihood(people, &crowd, measured), crowd)))
    };
    let all: Vec<Option<(f64, Crowd)>> = tried.par_iter().map(fitting).collect::<Result<_>>()?;
    let best = all.into_iter().flatten().reduce(|best, other| if other.0 > best.0 { other } else { best });
    Ok(best.map(|(_, crowd)| crowd))
}

fn one(
    people: &People<'_>,
    rows: &[u32],
    measures: &[Measure],
    places: &[Vec<f64>],
    k: usize,
    seed: u64,
) -> Result<Option<Crowd>> {
    let failed = |e: smartcore::error::Failed| {
        Error::new(ErrorKind::Data, "customers cannot be clustered", "offers", "clusters", e.to_string())
    };
    let data = DenseMatrix::from_2d_vec(&places.to_vec()).map_err(failed)?;
    let parameters = KMeansParameters { k, max_iter: ROUNDS, seed: Some(seed) };
    let fitted = KMeans::<f64, u32, DenseMatrix<f64>, Vec<u32>>::fit(&data, parameters).map_err(failed)?;
    let nearest: Vec<u32> = fitted.predict(&data).map_err(failed)?;
    let mut sums = vec![vec![0.0; measures.len()]; k];
    let mut counts = vec![0_u32; k];
    for (place, &cluster) in places.iter().zip(&nearest) {
        sums[cluster as usize].iter_mut().zip(place).for_each(|(sum, x)| *sum += x);
        counts[cluster as usize] += 1;
    }
    let centre = |(sum, count): (Vec<f64>, u32)| sum.into_iter().map(move |x| (x / f64::from(count)) as f32);
    let found = sums.into_iter().zip(counts).filter(|(_, count)| *count > 0);
    let mut crowd = Crowd {
        measures: measures.to_vec(),
        centres: found.flat_map(centre).collect(),
        customers: Vec::new(),
        holders: Vec::new(),
    };
    // Centres that too few are nearest to go, and their people go to the next ones.
    loop {
        count(people, rows, &mut crowd);
        let small = crowd.customers.iter().position(|&count| count < FEWEST);
        let Some(small) = small else { break };
        crowd.centres.drain(small * measures.len()..(small + 1) * measures.len());
        if crowd.centres.is_empty() {
            return Ok(None);
        }
    }
    crowd.holders.iter_mut().for_each(|count| *count = published(*count));
    Ok(Some(crowd))
}

/// Counts who is nearest to which centre, and what they hold.
fn count(people: &People<'_>, rows: &[u32], crowd: &mut Crowd) {
    let products = people.history.interactions.products();
    let place = |&row: &u32| {
        let columns = people.row(row as usize);
        crowd.place(&people.person(&columns, row as usize))
    };
    let nearest: Vec<usize> = rows.par_iter().map(place).collect();
    let centres = crowd.centres.len() / crowd.measures.len();
    (crowd.customers, crowd.holders) = (vec![0; centres], vec![0; centres * products]);
    for (&row, &centre) in rows.iter().zip(&nearest) {
        crowd.customers[centre] += 1;
        for &product in people.history.interactions.products_of(row as usize) {
            crowd.holders[centre * products + product as usize] += 1;
        }
    }
}

/// The mean log of the share that the hidden product has among what a customer's cluster holds.
fn likelihood(people: &People<'_>, crowd: &Crowd, measured: &[Hidden]) -> f64 {
    let of_one = |&hidden: &Hidden| {
        let columns = people.row_without(hidden);
        let person = people.person_without(&columns, hidden);
        let holders = crowd.holders_of(crowd.place(&person));
        let candidates = holders.iter().enumerate().filter(|(product, _)| !person.has(*product));
        let all: f64 = candidates.map(|(_, &count)| f64::from(count) + 1.0).sum();
        ln((f64::from(holders[hidden.product as usize]) + 1.0) / all)
    };
    let logs: Vec<f64> = measured.par_iter().map(of_one).collect();
    logs.iter().sum::<f64>() / logs.len().max(1) as f64
}
