//! Products as points in a space of a few dimensions, and where in it a customer stands.
//!
//! A pack holds the products' factors alone. A customer's are worked out from what the customer holds when asked, and forgotten:
//! - from holdings and purchases (Hu, Koren and Volinsky 2008, "Collaborative filtering for implicit feedback datasets"):
//!   x = (YᵀY + Yᵀ(C - I)Y + λI)⁻¹ YᵀC p, with p = 1 for what is held, c = 1 + α r for a holding of strength r, and 1 for the rest;
//! - from ratings (Koren, Bell and Volinsky 2009, "Matrix factorization techniques for recommender systems"): the bias b and
//!   factors x that minimise Σ (r - μ - bᵢ - b - x·yᵢ)² + λ n (b² + |x|²) over the customer's n ratings.

use super::ridge::{Factorised, Gram};

/// Factors of products, learnt from who holds or buys what.
#[derive(Debug, Clone, PartialEq)]
pub struct Factors {
    /// How many products there are.
    pub products: usize,
    /// How many factors each has.
    pub width: usize,
    /// `products` × `width` finite numbers, a product's together.
    pub values: Vec<f32>,
    /// α: how much surer a holding of strength 1 makes, 0 or more.
    pub confidence: f64,
    /// λ: what pulls a customer's factors to 0, above 0.
    pub regularisation: f64,
}

impl Factors {
    /// YᵀY, which all customers share: worked out once, for [`Factors::fold_in`]. It takes `products` × `width`² / 2 steps.
    #[must_use]
    pub fn gram(&self) -> Gram {
        let mut gram = Gram::zeros(self.width);
        for product in 0..self.products {
            gram.add(1.0, &widened(&self.values, self.width, product));
        }
        gram
    }

    /// The factors of a customer with these (product, strength) holdings: `width` numbers, all 0 for a customer without any.
    /// Entries that are no product or whose strength is not above 0 count for nothing, and the order of entries does not matter.
    #[must_use]
    pub fn fold_in(&self, gram: &Gram, holdings: &[(u32, f32)]) -> Vec<f64> {
        let held = self.held(holdings);
        let mut right = vec![0.0; self.width];
        for Held { sure, factors, .. } in &held {
            right.iter_mut().zip(factors).for_each(|(b, y)| *b += sure * y);
        }
        self.system(gram, &held).solve(right)
    }

    /// How much a customer with these factors would want each product: near 1 for what customers alike hold, near 0 for the rest.
    #[must_use]
    pub fn scores(&self, customer: &[f64]) -> Vec<f64> {
        self.values.chunks_exact(self.width).map(|product| dot(product, customer)).collect()
    }

    /// What each holding adds to the customer's score of `product`, as (holding, part) ascending by holding; the parts sum to the score
    /// (section 5 of Hu, Koren and Volinsky 2008: the score is yᵢᵀ W Σ cⱼ yⱼ, W the inverse above).
    #[must_use]
    pub fn reasons(&self, gram: &Gram, holdings: &[(u32, f32)], product: u32) -> Vec<(u32, f64)> {
        if product as usize >= self.products {
            return Vec::new();
        }
        let held = self.held(holdings);
        let toward = self.system(gram, &held).solve(widened(&self.values, self.width, product as usize));
        let part = |held: &Held| (held.product, held.sure * held.factors.iter().zip(&toward).map(|(y, t)| y * t).sum::<f64>());
        held.iter().map(part).collect()
    }

    fn held(&self, holdings: &[(u32, f32)]) -> Vec<Held> {
        let held = |&(product, strength): &(u32, f32)| Held {
            product,
            sure: 1.0 + self.confidence * f64::from(strength),
            factors: widened(&self.values, self.width, product as usize),
        };
        known(holdings, self.products).iter().filter(|holding| holding.1 > 0.0).map(held).collect()
    }

    /// YᵀY + Yᵀ(C - I)Y + λI.
    fn system(&self, gram: &Gram, held: &[Held]) -> Factorised {
        let mut system = gram.clone();
        for Held { sure, factors, .. } in held {
            system.add(sure - 1.0, factors);
        }
        system.factorised(self.regularisation)
    }
}

/// A holding that counts: c = 1 + α r, and the product's factors.
struct Held {
    product: u32,
    sure: f64,
    factors: Vec<f64>,
}

/// Factors and biases of products, learnt from ratings.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingFactors {
    /// How many products there are.
    pub products: usize,
    /// How many factors each has.
    pub width: usize,
    /// `products` × `width` finite numbers, a product's together.
    pub values: Vec<f32>,
    /// How much better than average each product is rated.
    pub biases: Vec<f32>,
    /// μ: the average rating.
    pub mean: f64,
    /// λ: what pulls a customer's bias and factors to 0, above 0, for each rating. It need not be what the products' were learnt with.
    pub regularisation: f64,
}

impl RatingFactors {
    /// The bias and then the factors of a customer with these (product, rating) ratings: 1 + `width` numbers, all 0 for a customer
    /// without any. Entries that are no product or no finite rating count for nothing, and the order of entries does not matter.
    #[must_use]
    pub fn fold_in(&self, ratings: &[(u32, f32)]) -> Vec<f64> {
        let rated = known(ratings, self.products);
        let (mut gram, mut right) = (Gram::zeros(self.width + 1), vec![0.0; self.width + 1]);
        if rated.is_empty() {
            return right;
        }
        for &(product, rating) in &rated {
            let mut design = vec![1.0];
            design.extend(widened(&self.values, self.width, product as usize));
            let rest = f64::from(rating) - self.mean - f64::from(self.biases[product as usize]);
            right.iter_mut().zip(&design).for_each(|(b, y)| *b += rest * y);
            gram.add(1.0, &design);
        }
        gram.factorised(self.regularisation * rated.len() as f64).solve(right)
    }

    /// The rating that a customer with this bias and these factors would give each product, on the scale of the ratings learnt from but
    /// not kept within its ends.
    #[must_use]
    pub fn scores(&self, customer: &[f64]) -> Vec<f64> {
        (0..self.products as u32).map(|product| self.score(customer, product)).collect()
    }

    /// The same of one product, which is one of those that there are.
    #[must_use]
    pub fn score(&self, customer: &[f64], product: u32) -> f64 {
        let (bias, customer) = customer.split_first().map_or((0.0, customer), |(bias, rest)| (*bias, rest));
        let at = product as usize;
        self.mean + f64::from(self.biases[at]) + bias + dot(&self.values[at * self.width..(at + 1) * self.width], customer)
    }
}

/// The entries of products that there are with finite numbers, ascending, so that sums have one order.
fn known(entries: &[(u32, f32)], products: usize) -> Vec<(u32, f32)> {
    let is_known = |entry: &&(u32, f32)| (entry.0 as usize) < products && entry.1.is_finite();
    let mut known: Vec<(u32, f32)> = entries.iter().filter(is_known).copied().collect();
    known.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    known
}

fn widened(values: &[f32], width: usize, product: usize) -> Vec<f64> {
    values[product * width..(product + 1) * width].iter().map(|&value| f64::from(value)).collect()
}

fn dot(product: &[f32], customer: &[f64]) -> f64 {
    product.iter().zip(customer).map(|(&y, x)| f64::from(y) * x).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factors() -> Factors {
        let values = vec![0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.0, 1.0];
        Factors { products: 4, width: 2, values, confidence: 10.0, regularisation: 0.1 }
    }

    #[test]
    fn who_holds_one_is_offered_its_like() {
        let factors = factors();
        let gram = factors.gram();
        let scores = factors.scores(&factors.fold_in(&gram, &[(0, 1.0)]));
        assert!(scores[1] > scores[2] && scores[1] > scores[3], "{scores:?}");
        // (YᵀY + 10 y yᵀ + 0.1 I) x = 11 y by hand: [[9.66, 1.24], [1.24, 2.06]] x = [9.9, 1.1].
        let x = factors.fold_in(&gram, &[(0, 1.0)]);
        let determinant = 9.66 * 2.06 - 1.24 * 1.24;
        let by_hand = [(9.9 * 2.06 - 1.24 * 1.1) / determinant, (9.66 * 1.1 - 1.24 * 9.9) / determinant];
        assert!(x.iter().zip(by_hand).all(|(a, b)| (a - b).abs() < 1e-6), "{x:?} {by_hand:?}");
    }

    #[test]
    fn reasons_sum_to_the_score_and_order_does_not_matter() {
        let factors = factors();
        let gram = factors.gram();
        let (one, other) = ([(2, 3.0), (0, 1.0)], [(0, 1.0), (2, 3.0), (9, 1.0), (1, 0.0), (3, f32::NAN)]);
        let x = factors.fold_in(&gram, &one);
        assert_eq!(x, factors.fold_in(&gram, &other));
        let reasons = factors.reasons(&gram, &other, 1);
        assert_eq!(reasons.iter().map(|reason| reason.0).collect::<Vec<_>>(), [0, 2]);
        let sum: f64 = reasons.iter().map(|reason| reason.1).sum();
        assert!((sum - factors.scores(&x)[1]).abs() < 1e-12);
        assert!(factors.fold_in(&gram, &[]).iter().all(|x| *x == 0.0) && factors.reasons(&gram, &one, 4).is_empty());
    }

    #[test]
    fn hostile_sizes_give_numbers_all_the_same() {
        let factors = Factors { values: vec![f32::MAX, f32::MIN, 1e-30, 0.0, f32::MAX, f32::MAX, 1.0, -1.0], ..factors() };
        let x = factors.fold_in(&factors.gram(), &[(0, f32::MAX), (2, f32::MAX), (3, 1.0)]);
        assert!(x.iter().all(|x| x.is_finite()), "{x:?}");
    }

    #[test]
    fn a_rater_is_found_again_from_enough_ratings() {
        let values: Vec<f32> = (0..40).map(|i| ((i * 7 % 11) as f32 - 5.0) / 5.0).collect();
        let biases: Vec<f32> = (0..20).map(|i| (i % 3) as f32 / 3.0).collect();
        let model = RatingFactors { products: 20, width: 2, values, biases, mean: 3.0, regularisation: 1e-9 };
        let customer = [0.4, -0.7, 0.3];
        let ratings: Vec<(u32, f32)> = (0..).zip(model.scores(&customer)).map(|(product, r)| (product, r as f32)).collect();
        let found = model.fold_in(&ratings[5..]);
        assert!(found.iter().zip(customer).all(|(a, b)| (a - b).abs() < 1e-5), "{found:?}");
        assert_eq!(model.fold_in(&[(99, 1.0), (0, f32::INFINITY)]), [0.0; 3]);
    }
}
