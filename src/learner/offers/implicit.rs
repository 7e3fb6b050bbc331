//! Factors from holdings and purchases, by alternating least squares with confidence weights.
//!
//! Hu, Koren and Volinsky 2008, "Collaborative filtering for implicit feedback datasets": minimise over customers' factors x and
//! products' factors y
//!
//! Σ over all (customer u, product i) of c (p - x·y)² + λ (Σ |x|² + Σ |y|²),
//!
//! where p = 1 and c = 1 + α r for what is held with strength r, and p = 0 and c = 1 for the rest. With one side fixed each row of
//! the other is a system of its own, (YᵀY + Yᵀ(C - I)Y + λI) x = YᵀC p, in which only what is held costs anything beyond YᵀY.
//! Rows begin where the last epoch left them, so that a few steps of conjugate gradients will do for each (Takács, Pilászy and
//! Tikk 2011, "Applications of the conjugate gradient method for implicit feedback collaborative filtering").

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use crate::error::{Error, ErrorKind, Result};
use crate::model::Factors;

use super::Interactions;
use super::lanes::{add, add_four, dot, dot_four, multiply, padded};
use crate::learner::params::within;
use crate::learner::random::{Purpose, stream, unit};

/// Steps of conjugate gradients a row and epoch.
const STEPS: usize = 3;
/// Rows solved, or summed, by one thread at a time; fixed, so that sums do not depend on the thread count.
const CHUNK: usize = 256;
/// Factors begin as numbers up to here, so small that the first epoch is not led by them.
const BEGINNING: f64 = 0.01;
/// The surest that a holding can be in single precision.
const SUREST: f32 = 1e9;

/// How factors are learnt from holdings.
#[derive(Debug, Clone, PartialEq)]
pub struct ImplicitSpec {
    /// Factors a product, 1 to 256.
    pub factors: usize,
    /// Rounds over all customers and all products, 1 to 1,000.
    pub epochs: u32,
    /// λ, 0.000001 to 1,000,000. It is weighed against sums over all customers or products: too much of it for a small table, and all
    /// factors are 0.
    pub regularisation: f64,
    /// α: how much surer a holding of strength 1 makes, 0 to 1,000,000.
    pub confidence: f64,
    /// Where the first factors come from.
    pub seed: u64,
}

/// 32 factors, 15 epochs, λ = 10 and α = 1: for thousands of customers who hold a few products of many, or buy now and then.
impl Default for ImplicitSpec {
    fn default() -> Self {
        Self { factors: 32, epochs: 15, regularisation: 10.0, confidence: 1.0, seed: 0 }
    }
}

impl ImplicitSpec {
    fn check(&self) -> Result<()> {
        within("factors", self.factors, 1, 256)?;
        within("epochs", self.epochs, 1, 1000)?;
        within("regularisation", self.regularisation, 1e-6, 1e6)?;
        within("confidence", self.confidence, 0.0, 1e6)?;
        Ok(())
    }
}

/// Learns the products' factors. Entries whose strength is not above 0 count as not held. `watch` is called after each epoch with
/// the number of epochs done, and returns false to cancel.
///
/// # Errors
/// `parameter` when the spec is out of its ranges, `data` when nobody holds anything, `cancelled` when the watcher says so.
pub fn fit_implicit(interactions: &Interactions, spec: &ImplicitSpec, watch: &(dyn Fn(u32) -> bool + Sync)) -> Result<Factors> {
    spec.check()?;
    let customers = Side::new(interactions, spec);
    if customers.entries.is_empty() {
        let (expected, found) = ("a holding or purchase at least", "none");
        return Err(Error::new(ErrorKind::Data, "there is nothing to learn factors from", "interactions", expected, found));
    }
    let products = Side::new(&interactions.transposed(), spec);
    let width = padded(spec.factors);
    let ridge = spec.regularisation as f32;
    let mut x = customers.beginning(spec, width, 0);
    let mut y = products.beginning(spec, width, 1);
    for epoch in 1..=spec.epochs {
        customers.solve(&mut x, &y, width, ridge);
        products.solve(&mut y, &x, width, ridge);
        if !watch(epoch) {
            let place = format!("epoch {epoch}");
            return Err(Error::new(ErrorKind::Cancelled, "learning factors was cancelled", place, "an end", "a stop"));
        }
    }
    Ok(Factors {
        products: interactions.products(),
        width: spec.factors,
        values: y.chunks_exact(width).flat_map(|row| &row[..spec.factors]).copied().collect(),
        confidence: spec.confidence,
        regularisation: spec.regularisation,
    })
}

/// The customers' side of the matrix or the products'.
struct Side {
    /// Where each row's entries begin, and the end of the last one's.
    offsets: Vec<usize>,
    /// (the other side's row, c - 1).
    entries: Vec<(u32, f32)>,
}

impl Side {
    fn new(interactions: &Interactions, spec: &ImplicitSpec) -> Self {
        let mut side = Self { offsets: vec![0], entries: Vec::with_capacity(interactions.len()) };
        for row in 0..interactions.customers() {
            let (others, strengths) = interactions.of(row);
            let held = others.iter().zip(strengths).filter(|(_, strength)| **strength > 0.0);
            side.entries.extend(held.map(|(&other, &strength)| (other, (spec.confidence as f32 * strength).min(SUREST))));
            side.offsets.push(side.entries.len());
        }
        side
    }

    fn rows(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Small random factors a row; the padding is and stays 0.
    fn beginning(&self, spec: &ImplicitSpec, width: usize, side: u64) -> Vec<f32> {
        let mut random = stream(spec.seed, Purpose::Factors, side, 0);
        let mut values = vec![0.0; self.rows() * width];
        for row in values.chunks_exact_mut(width) {
            row[..spec.factors].iter_mut().for_each(|value| *value = (unit(&mut random) * BEGINNING) as f32);
        }
        values
    }

    /// Moves each row of `x` toward the best there is with `y` fixed.
    fn solve(&self, x: &mut [f32], y: &[f32], width: usize, ridge: f32) {
        let gram = gram(y, width, ridge);
        x.par_chunks_mut(CHUNK * width).enumerate().for_each(|(chunk, rows)| {
            Arch::new().dispatch(Solve { side: self, first: chunk * CHUNK, rows, y, gram: &gram, width });
        });
    }
}

/// The systems of a chunk's rows.
struct Solve<'a> {
    side: &'a Side,
    first: usize,
    rows: &'a mut [f32],
    y: &'a [f32],
    gram: &'a [f32],
    width: usize,
}

impl WithSimd for Solve<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { side, first, rows, y, gram, width } = self;
        let mut room = Room { residual: vec![0.0; width], direction: vec![0.0; width], image: vec![0.0; width] };
        for (row, x) in rows.chunks_exact_mut(width).enumerate() {
            let row = first + row;
            room.solve(x, &side.entries[side.offsets[row]..side.offsets[row + 1]], y, gram);
        }
    }
}

/// YᵀY + λI.
fn gram(y: &[f32], width: usize, ridge: f32) -> Vec<f32> {
    let part = |rows: &[f32]| {
        let mut sum = vec![0.0_f32; width * width];
        let mut fours = rows.chunks_exact(4 * width);
        for rows in &mut fours {
            let row = |at: usize| &rows[at * width..(at + 1) * width];
            let rows = [row(0), row(1), row(2), row(3)];
            for (factor, line) in sum.chunks_exact_mut(width).enumerate() {
                add_four(line, rows.map(|row| row[factor]), rows);
            }
        }
        for row in fours.remainder().chunks_exact(width) {
            for (&value, line) in row.iter().zip(sum.chunks_exact_mut(width)) {
                add(line, value, row);
            }
        }
        sum
    };
    let parts: Vec<Vec<f32>> = y.par_chunks(CHUNK * width).map(|rows| Arch::new().dispatch(|| part(rows))).collect();
    let mut total = vec![0.0_f64; width * width];
    for part in &parts {
        total.iter_mut().zip(part).for_each(|(total, part)| *total += f64::from(*part));
    }
    (0..width).for_each(|factor| total[factor * width + factor] += f64::from(ridge));
    total.into_iter().map(|value| value as f32).collect()
}

/// What one row's steps need.
struct Room {
    residual: Vec<f32>,
    direction: Vec<f32>,
    image: Vec<f32>,
}

impl Room {
    /// A few steps of conjugate gradients toward A x = b, with A = YᵀY + Yᵀ(C - I)Y + λI and b = YᵀC p.
    #[inline(always)]
    fn solve(&mut self, x: &mut [f32], entries: &[(u32, f32)], y: &[f32], gram: &[f32]) {
        if entries.is_empty() {
            x.fill(0.0);
            return;
        }
        let Self { residual, direction, image } = self;
        multiply(residual, gram, x);
        residual.iter_mut().for_each(|value| *value = -*value);
        spread(residual, entries, y, x, |surer, score| 1.0 + surer * (1.0 - score));
        direction.copy_from_slice(residual);
        let mut left = dot(residual, residual);
        for _ in 0..STEPS {
            multiply(image, gram, direction);
            spread(image, entries, y, direction, |surer, score| surer * score);
            let curvature = dot(direction, image);
            // Nothing is left to gain, or nothing that single precision could tell.
            if curvature <= f32::MIN_POSITIVE || !curvature.is_finite() {
                return;
            }
            let step = left / curvature;
            add(x, step, direction);
            add(residual, -step, image);
            let now = dot(residual, residual);
            let keep = now / left;
            direction.iter_mut().zip(residual.iter()).for_each(|(d, r)| *d = r + keep * *d);
            left = now;
        }
    }
}

/// out += Σ weight(c - 1, y·x) y over the entries, four at a time.
#[inline(always)]
fn spread(out: &mut [f32], entries: &[(u32, f32)], y: &[f32], x: &[f32], weight: impl Fn(f32, f32) -> f32) {
    let width = x.len();
    let factors = |other: u32| &y[other as usize * width..(other as usize + 1) * width];
    let (fours, rest) = entries.as_chunks::<4>();
    for four in fours {
        let rows = four.map(|entry| factors(entry.0));
        let scores = dot_four(rows, x);
        add_four(out, std::array::from_fn(|at| weight(four[at].1, scores[at])), rows);
    }
    for &(other, surer) in rest {
        let factors = factors(other);
        add(out, weight(surer, dot(factors, x)), factors);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learner::random::below;

    /// Customers of two tastes who hold products of the first or of the second ten, and now and then another.
    fn two_tastes(customers: usize) -> Interactions {
        let mut random = stream(3, Purpose::Golden, 0, 0);
        let holdings = |customer: usize| {
            let own = (0..5).map(|_| (10 * (customer % 2) + below(&mut random, 10)) as u32).collect::<Vec<_>>();
            let odd = (unit(&mut random) < 0.2).then(|| below(&mut random, 20) as u32);
            own.into_iter().chain(odd).map(|product| (product, 1.0)).collect()
        };
        Interactions::new(20, (0..customers).map(holdings).collect::<Vec<_>>())
    }

    /// The objective, summed over every cell; the customers at their best.
    fn objective(interactions: &Interactions, factors: &Factors) -> f64 {
        let gram = factors.gram();
        let squares = |values: &[f64]| values.iter().map(|x| x * x).sum::<f64>();
        let of_customer = |customer: usize| {
            let (products, strengths) = interactions.of(customer);
            let held: Vec<(u32, f32)> = products.iter().copied().zip(strengths.iter().copied()).collect();
            let x = factors.fold_in(&gram, &held);
            let scores = factors.scores(&x);
            let mut sum = squares(&scores) + factors.regularisation * squares(&x);
            for (product, strength) in held {
                let score = scores[product as usize];
                let sure = 1.0 + factors.confidence * f64::from(strength);
                sum += sure * (1.0 - score) * (1.0 - score) - score * score;
            }
            sum
        };
        let values: Vec<f64> = factors.values.iter().map(|&y| f64::from(y)).collect();
        (0..interactions.customers()).map(of_customer).sum::<f64>() + factors.regularisation * squares(&values)
    }

    fn spec(epochs: u32) -> ImplicitSpec {
        ImplicitSpec { factors: 5, epochs, regularisation: 0.5, confidence: 8.0, seed: 1 }
    }

    #[test]
    fn tastes_are_told_apart_and_the_objective_falls() {
        let interactions = two_tastes(300);
        let of_epochs = |epochs| fit_implicit(&interactions, &spec(epochs), &|_| true).unwrap();
        let reached = [1, 2, 4, 16].map(|epochs| objective(&interactions, &of_epochs(epochs)));
        assert!(reached.windows(2).all(|pair| pair[1] < pair[0]), "{reached:?}");
        let factors = of_epochs(16);
        let gram = factors.gram();
        let scores = factors.scores(&factors.fold_in(&gram, &[(11, 1.0), (15, 1.0), (16, 1.0)]));
        let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
        assert!(mean(&scores[10..]) > 2.0 * mean(&scores[..10]), "{scores:?}");
    }

    #[test]
    fn where_it_ends_no_product_could_lie_better() {
        // At a minimum every product's factors solve their own system, as customers' do: the same fold-in with the sides changed over.
        let interactions = two_tastes(120);
        let factors = fit_implicit(&interactions, &spec(300), &|_| true).unwrap();
        let gram = factors.gram();
        let held = |side: &Interactions, row: usize| -> Vec<(u32, f32)> {
            let (others, strengths) = side.of(row);
            others.iter().copied().zip(strengths.iter().copied()).collect()
        };
        let customers = (0..interactions.customers()).flat_map(|at| factors.fold_in(&gram, &held(&interactions, at)));
        let values = customers.map(|value| value as f32).collect();
        let turned = Factors { products: interactions.customers(), values, ..factors.clone() };
        let (gram, products) = (turned.gram(), interactions.transposed());
        for product in 0..20 {
            let best = turned.fold_in(&gram, &held(&products, product));
            let found = &factors.values[product * 5..(product + 1) * 5];
            assert!(found.iter().zip(&best).all(|(a, b)| (f64::from(*a) - b).abs() < 2e-3), "{found:?} {best:?}");
        }
    }

    #[test]
    fn bits_do_not_depend_on_threads() {
        let interactions = two_tastes(1500);
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| fit_implicit(&interactions, &spec(3), &|_| true).unwrap())
        };
        assert_eq!(with(1), with(3));
    }

    #[test]
    fn what_is_returned_counts_for_nothing_and_what_is_wrong_is_said() {
        let returned = Interactions::new(3, [vec![(0, 1.0), (1, 1.0)], vec![(1, 1.0), (2, -4.0)]]);
        let kept = Interactions::new(3, [vec![(0, 1.0), (1, 1.0)], vec![(1, 1.0)]]);
        let fit = |interactions: &Interactions| fit_implicit(interactions, &spec(2), &|_| true);
        assert_eq!(fit(&returned).unwrap(), fit(&kept).unwrap());
        let huge = fit(&Interactions::new(2, [vec![(0, f32::MAX), (1, 1.0)], vec![(0, 1.0)]])).unwrap();
        assert!(huge.values.iter().all(|value| value.is_finite()), "{huge:?}");
        let nothing = fit(&Interactions::new(3, [vec![], vec![(2, 0.0)]])).unwrap_err();
        assert!(nothing.to_string().starts_with("there is nothing to learn factors from"), "{nothing}");
        let wide = ImplicitSpec { factors: 257, ..ImplicitSpec::default() };
        let error = fit_implicit(&kept, &wide, &|_| true).unwrap_err().to_string();
        assert_eq!(error, "training parameter out of range, at factors: expected 1 to 256, found 257");
        let stopped = fit_implicit(&kept, &spec(5), &|epoch| epoch < 3).unwrap_err();
        assert_eq!((stopped.kind().name(), stopped.to_string().contains("epoch 3")), ("cancelled", true));
    }
}
