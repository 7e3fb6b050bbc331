//! How well products are ranked for customers, against what was held out of their sight.
//!
//! Where scores tie, a figure is its expectation over the orders that the tied products could come in (McSherry and Najork 2008,
//! "Computing information retrieval performance measures efficiently in the presence of tied scores"), so that neither the order
//! of rows nor that of products can move it.

use crate::math::ln;

/// One customer's candidates in order of their scores, highest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// Runs of equal scores: (candidates, those of them that were held out).
    runs: Vec<(usize, usize)>,
    /// Held-out products among the candidates.
    relevant: usize,
}

impl Ranking {
    /// A ranking of each candidate's (score, whether it was held out). What has no score (NaN) comes last.
    #[must_use]
    pub fn new(candidates: impl IntoIterator<Item = (f64, bool)>) -> Self {
        let place = |score: f64| if score.is_nan() { f64::NEG_INFINITY } else { score };
        let mut candidates: Vec<(f64, bool)> = candidates.into_iter().map(|(score, held)| (place(score), held)).collect();
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0));
        let run = |run: &[(f64, bool)]| (run.len(), run.iter().filter(|candidate| candidate.1).count());
        let runs: Vec<(usize, usize)> = candidates.chunk_by(|a, b| a.0 == b.0).map(run).collect();
        Self { relevant: runs.iter().map(|run| run.1).sum(), runs }
    }

    /// How many held-out products there are to find.
    #[must_use]
    pub fn relevant(&self) -> usize {
        self.relevant
    }

    /// The chance that one of the first `k` was held out: hit@k, 0 or 1 without ties.
    #[must_use]
    pub fn hit(&self, k: usize) -> f64 {
        let (mut missed, mut left) = (1.0, k);
        for &(all, relevant) in &self.runs {
            for drawn in 0..all.min(left) {
                missed *= (all - relevant).saturating_sub(drawn) as f64 / (all - drawn) as f64;
            }
            left = left.saturating_sub(all);
        }
        1.0 - missed
    }

    /// Held-out products among the first `k`, as a share of `k`: precision@k.
    #[must_use]
    pub fn precision(&self, k: usize) -> f64 {
        self.found(k) / k.max(1) as f64
    }

    /// Held-out products among the first `k`, as a share of all that were held out: recall@k, 0 where none was.
    #[must_use]
    pub fn recall(&self, k: usize) -> f64 {
        self.found(k) / self.relevant.max(1) as f64
    }

    /// 1 / the place of the first held-out product, 0 where it is not among the first `k`: its mean over customers is MRR@k (Voorhees
    /// 1999, "The TREC-8 question answering track report").
    #[must_use]
    pub fn reciprocal_rank(&self, k: usize) -> f64 {
        let mut before = 0;
        for &(all, relevant) in &self.runs {
            if relevant > 0 {
                let (mut sum, mut missed) = (0.0, 1.0);
                for drawn in 0..all.min(k.saturating_sub(before)) {
                    let hit = relevant as f64 / (all - drawn) as f64;
                    sum += missed * hit.min(1.0) / (before + drawn + 1) as f64;
                    missed *= 1.0 - hit.min(1.0);
                }
                return sum;
            }
            before += all;
        }
        0.0
    }

    /// Σ 1 / log₂(1 + place) over the held-out products among the first `k`, as a share of the most there could be: NDCG@k (Järvelin
    /// and Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques").
    #[must_use]
    pub fn ndcg(&self, k: usize) -> f64 {
        let mut places = (2..).map(|place| std::f64::consts::LN_2 / ln(f64::from(place))).take(k);
        let mut gain = 0.0;
        for &(all, relevant) in &self.runs {
            gain += relevant as f64 / all as f64 * places.by_ref().take(all).sum::<f64>();
        }
        let best: f64 = (2..).map(|place| std::f64::consts::LN_2 / ln(f64::from(place))).take(k.min(self.relevant)).sum();
        if self.relevant == 0 || k == 0 { 0.0 } else { gain / best }
    }

    /// How many of the held-out products are among the first `k`.
    fn found(&self, k: usize) -> f64 {
        let (mut found, mut left) = (0.0, k);
        for &(all, relevant) in &self.runs {
            found += relevant as f64 * all.min(left) as f64 / all as f64;
            left = left.saturating_sub(all);
        }
        found
    }
}

/// Means over customers of whom something was held out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankingMetrics {
    /// Customers that were measured.
    pub customers: usize,
    /// [`Ranking::hit`].
    pub hit: f64,
    /// [`Ranking::reciprocal_rank`].
    pub mrr: f64,
    /// [`Ranking::ndcg`].
    pub ndcg: f64,
    /// [`Ranking::recall`].
    pub recall: f64,
    /// [`Ranking::precision`].
    pub precision: f64,
}

/// The means of all figures at `k`; customers of whom nothing was held out are passed over, and without any other all are 0.
#[must_use]
pub fn ranking_metrics(rankings: &[Ranking], k: usize) -> RankingMetrics {
    let measured: Vec<&Ranking> = rankings.iter().filter(|ranking| ranking.relevant > 0).collect();
    let mean = |of: fn(&Ranking, usize) -> f64| {
        let mut values: Vec<f64> = measured.iter().map(|ranking| of(ranking, k)).collect();
        // In one order whatever the customers', so that the sum has one rounding.
        values.sort_by(f64::total_cmp);
        values.iter().sum::<f64>() / values.len().max(1) as f64
    };
    RankingMetrics {
        customers: measured.len(),
        hit: mean(Ranking::hit),
        mrr: mean(Ranking::reciprocal_rank),
        ndcg: mean(Ranking::ndcg),
        recall: mean(Ranking::recall),
        precision: mean(Ranking::precision),
    }
}

/// The `k` best of (product, score), best first; of equal scores the lower product number, and what has no score not at all.
#[must_use]
pub fn best_products(scores: impl IntoIterator<Item = (u32, f64)>, k: usize) -> Vec<u32> {
    let mut scores: Vec<(u32, f64)> = scores.into_iter().filter(|score| !score.1.is_nan()).collect();
    let order = |a: &(u32, f64), b: &(u32, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if k < scores.len() {
        scores.select_nth_unstable_by(k, order);
        scores.truncate(k);
    }
    scores.sort_unstable_by(order);
    scores.into_iter().map(|score| score.0).collect()
}

/// The share of `products` products that somebody is recommended.
#[must_use]
pub fn catalogue_coverage(recommended: &[Vec<u32>], products: usize) -> f64 {
    let mut seen = vec![false; products];
    recommended.iter().flatten().filter(|&&product| (product as usize) < products).for_each(|&p| seen[p as usize] = true);
    seen.iter().filter(|&&seen| seen).count() as f64 / products.max(1) as f64
}

/// The mean of -log₂ p over everything recommended, p the share of `customers` that have the product (Zhou et al. 2010, "Solving the
/// apparent diversity-accuracy dilemma of recommender systems"): 0 is what everybody has. A product that nobody has counts as one
/// that one customer has. 0 where nothing is recommended.
///
/// `counts` are the customers that have each product.
#[must_use]
pub fn novelty(recommended: &[Vec<u32>], counts: &[u32], customers: usize) -> f64 {
    let mut times = vec![0_usize; counts.len()];
    recommended.iter().flatten().filter(|&&product| (product as usize) < counts.len()).for_each(|&p| times[p as usize] += 1);
    let bits = |count: u32| ln(customers.max(1) as f64 / f64::from(count.max(1))) / std::f64::consts::LN_2;
    let sum: f64 = times.iter().zip(counts).map(|(&times, &count)| times as f64 * bits(count)).sum();
    sum / times.iter().sum::<usize>().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranking(candidates: &[(f64, bool)]) -> Ranking {
        Ranking::new(candidates.iter().copied())
    }

    /// All figures at k of a ranking without ties, by their definitions.
    fn plain(relevant: &[bool], k: usize) -> [f64; 5] {
        let all = relevant.iter().filter(|&&r| r).count() as f64;
        let first = &relevant[..k.min(relevant.len())];
        let found = first.iter().filter(|&&r| r).count() as f64;
        let rank = first.iter().position(|&r| r).map_or(0.0, |at| 1.0 / (at + 1) as f64);
        let gain = |at: usize| 1.0 / (at as f64 + 2.0).log(2.0);
        let dcg: f64 = first.iter().enumerate().filter(|(_, r)| **r).map(|(at, _)| gain(at)).sum();
        let best: f64 = (0..k.min(all as usize)).map(gain).sum();
        [f64::from(u8::from(found > 0.0)), rank, dcg / best, found / all, found / k as f64]
    }

    fn figures(ranking: &Ranking, k: usize) -> [f64; 5] {
        [ranking.hit(k), ranking.reciprocal_rank(k), ranking.ndcg(k), ranking.recall(k), ranking.precision(k)]
    }

    fn close(a: [f64; 5], b: [f64; 5]) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12)
    }

    #[test]
    fn figures_are_their_definitions_and_ties_the_mean_over_all_orders() {
        // Every assignment of 0, 1 or 2 as a score and of yes or no to five candidates; ties broken in all 120 ways.
        let mut orders = vec![vec![]];
        for _ in 0..5 {
            let longer = |order: &Vec<usize>| {
                let rest = (0..5).filter(|at| !order.contains(at));
                rest.map(|at| [order.as_slice(), &[at]].concat()).collect::<Vec<_>>()
            };
            orders = orders.iter().flat_map(longer).collect();
        }
        for case in (0..6_usize.pow(5)).step_by(7) {
            let candidates: Vec<(f64, bool)> =
                (0..5).map(|at| case / 6_usize.pow(at) % 6).map(|digit| ((digit / 2) as f64, digit % 2 == 1)).collect();
            if !candidates.iter().any(|candidate| candidate.1) {
                continue;
            }
            for k in [1, 2, 3, 5, 8] {
                let mut mean = [0.0; 5];
                for order in &orders {
                    let mut shuffled: Vec<(f64, bool)> = order.iter().map(|&at| candidates[at]).collect();
                    shuffled.sort_by(|a, b| b.0.total_cmp(&a.0));
                    let relevant: Vec<bool> = shuffled.iter().map(|candidate| candidate.1).collect();
                    mean.iter_mut().zip(plain(&relevant, k)).for_each(|(sum, figure)| *sum += figure / 120.0);
                }
                let found = figures(&ranking(&candidates), k);
                assert!(close(found, mean), "{candidates:?} at {k}: {found:?}, not {mean:?}");
            }
        }
    }

    #[test]
    fn means_pass_over_customers_without_anything_to_find() {
        let found = ranking(&[(0.9, true), (0.1, false)]);
        let late = ranking(&[(0.9, false), (f64::NAN, true)]);
        let nothing = ranking(&[(0.9, false)]);
        let metrics = ranking_metrics(&[found.clone(), nothing.clone(), late.clone()], 2);
        assert_eq!((metrics.customers, metrics.hit, metrics.mrr, metrics.precision), (2, 1.0, 0.75, 0.5));
        assert_eq!(metrics, ranking_metrics(&[late, found, nothing.clone()], 2));
        assert_eq!(ranking_metrics(&[nothing], 2).mrr, 0.0);
    }

    #[test]
    fn the_best_come_first_and_lists_are_described() {
        let scores = [(4, 0.5), (1, 0.9), (3, 0.5), (0, f64::NAN), (2, 0.1)];
        assert_eq!(best_products(scores, 3), [1, 3, 4]);
        assert_eq!(best_products(scores, 9), [1, 3, 4, 2]);
        let lists = [vec![0, 1], vec![1], vec![]];
        assert_eq!(catalogue_coverage(&lists, 4), 0.5);
        // Half of eight customers have product 0, one has product 1: 1 bit and twice 3 bits.
        assert!((novelty(&lists, &[4, 1, 0], 8) - 7.0 / 3.0).abs() < 1e-12);
        assert_eq!(novelty(&[], &[1], 5), 0.0);
    }
}
