//! A forest a product, which tells whether it is the one that is hidden: pseudo-likelihood (Besag 1975). By Bayes' rule the odds that
//! somebody with the products H has c besides are P(H ∪ {c}) / P(H), so ordering candidates by them orders them by how likely the whole
//! of it is.

use rayon::prelude::*;

use super::super::Params;
use super::super::assemble::assemble;
use super::super::boost::{Boosted, Most, Task, boost};
use super::super::fit::rate;
use super::super::inputs::{Inputs, pick};
use super::super::matrix::Matrix;
use super::super::random::{Purpose, below, stream};
use super::super::statistic::Sample;
use super::hide::{Hidden, labelled, weights};
use super::history::History;
use crate::error::Result;
use crate::math::ln;
use crate::model::offers::Ranker;
use crate::model::{Forest, Model};

/// Holders that a product's forest is learnt from at least.
const FEWEST_HOLDERS: usize = 30;
/// Rows where the product is not the hidden one, for each where it is, at most; and never fewer than the next.
const OTHERS: usize = 15;
const FEWEST_OTHERS: usize = 8_000;

/// What product forests learn from.
pub(super) struct Lesson<'a> {
    pub(super) history: &'a History,
    /// Customers with one product hidden, and their columns.
    pub(super) hidden: &'a [Hidden],
    pub(super) inputs: &'a Inputs,
    /// Which rows of `hidden` decide when to stop.
    pub(super) stops: &'a (dyn Fn(Hidden) -> bool + Sync),
    pub(super) params: &'a Params,
}

impl Lesson<'_> {
    /// A forest for every product that enough customers have; `trees` are how many each gets, or the most, where rows decide when to
    /// stop. Called with how many are done.
    pub(super) fn learn(
        &self,
        trees: &(dyn Fn(u32) -> u32 + Sync),
        watch: &(dyn Fn(usize) -> bool + Sync),
    ) -> Result<Vec<Ranker>> {
        let done = std::sync::atomic::AtomicUsize::new(0);
        let products = 0..self.history.interactions.products() as u32;
        let learnt = products.into_par_iter().map(|product| {
            let model = self.one(product, trees(product))?;
            let so_far = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
            if !watch(so_far) {
                return Err(cancelled(so_far));
            }
            Ok(model.map(|model| Ranker { product, model }))
        });
        Ok(learnt.collect::<Result<Vec<Option<Ranker>>>>()?.into_iter().flatten().collect())
    }

    fn one(&self, product: u32, trees: u32) -> Result<Option<Model>> {
        let (rows, labels) = labelled(self.history, self.hidden, product);
        let positives = labels.iter().filter(|&&label| label > 0.5).count();
        if positives < FEWEST_HOLDERS || positives == labels.len() || trees == 0 {
            return Ok(None);
        }
        let (rows, labels, kept) = self.fewer(product, rows, labels, positives);
        let stops = |at: &u32| (self.stops)(self.hidden[rows[*at as usize] as usize]);
        let (held_out, learnt): (Vec<u32>, Vec<u32>) = (0..rows.len() as u32).partition(stops);
        let both = |part: &[u32]| {
            let events = part.iter().filter(|&&at| labels[at as usize] > 0.5).count();
            events > 0 && events < part.len()
        };
        if !both(&learnt) {
            return Ok(None);
        }
        let held_out = if both(&held_out) { held_out } else { Vec::new() };
        let weights = weights(self.history, self.hidden, &rows);
        let inputs = self.inputs.select(&rows);
        let sample = Sample { labels: &labels, weights: &weights, rows: &learnt, prior: rate(&labels, &weights, &learnt) };
        let matrix = Matrix::new(&inputs, &[], &sample, self.params);
        let most = Most::new(trees);
        let task = Task { labels: &labels, weights: &weights, rows: &learnt, held_out: &held_out, most: &most };
        let mut boosted: Boosted = boost(&matrix, &task, self.params, &|_, _| true)?;
        // Rows of the other kind that were left out make the event look more likely than it is.
        boosted.bias += ln(kept);
        let model = assemble(&inputs, matrix, &boosted);
        let Forest::Oblivious(forest) = &model.forest;
        Ok((!forest.depths.is_empty()).then_some(model))
    }

    /// The rows with fewer of those where the product is not the hidden one, and what share of these was kept.
    fn fewer(&self, product: u32, rows: Vec<u32>, labels: Vec<f32>, positives: usize) -> (Vec<u32>, Vec<f32>, f64) {
        let others = labels.len() - positives;
        let wanted = (OTHERS * positives).max(FEWEST_OTHERS);
        if others <= wanted {
            return (rows, labels, 1.0);
        }
        let mut random = stream(self.params.seed, Purpose::Hidden, u64::from(product), 2);
        let keep: Vec<u32> =
            (0..rows.len() as u32).filter(|&at| labels[at as usize] > 0.5 || below(&mut random, others) < wanted).collect();
        let kept = (keep.len() - positives) as f64 / others as f64;
        (pick(&rows, &keep), pick(&labels, &keep), kept)
    }
}

fn cancelled(products: usize) -> crate::error::Error {
    use crate::error::{Error, ErrorKind};
    Error::new(ErrorKind::Cancelled, "training was cancelled", format!("product {products}"), "an end", "a stop")
}

/// How many trees a ranker has.
pub(super) fn trees(ranker: &Ranker) -> u32 {
    let Forest::Oblivious(forest) = &ranker.model.forest;
    forest.depths.len() as u32
}
