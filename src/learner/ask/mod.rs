//! What questions ask for: from templates in three languages to the small text model of a pack.
//!
//! The order of work: templates are written out and their blanks filled in ([`phrases`]); whole templates are held out, part by part,
//! and models fitted on the others ([`fit`]) are measured on them, which gives the threshold and the figures ([`measure`]); the model
//! that ships is fitted on all. No customer is looked at.

mod fit;
mod measure;
mod phrases;
mod spec;
mod template;
mod topics;

pub use spec::{AskSpec, PhraseSpec};

use rayon::prelude::*;

use crate::dataset::{ByName, Titles};
use crate::error::Result;
use crate::model::Product;
use crate::model::ask::{Ask, AskCard, Intent};

use super::IndexSpec;

use fit::fit;
use measure::{Told, measure, threshold};
use phrases::{Phrase, phrases};

/// Buckets that pieces are hashed into.
const BUCKETS: u32 = 1 << 13;
/// Parts that templates are held out in.
const PARTS: usize = 10;

/// Learns what questions ask for. The result depends on the project's section, the names of products, of their categories and benefits
/// (`called`), and of indices, and the seed.
///
/// # Errors
/// `parameter` with the place in the project file.
pub(super) fn learn(
    spec: &AskSpec,
    catalogue: &[Product],
    called: &ByName<Titles>,
    indices: &[IndexSpec],
    seed: u64,
) -> Result<Ask> {
    let found = phrases(spec, (catalogue, called), indices, (BUCKETS, PARTS, seed))?;
    let model = |chosen: &dyn Fn(&Phrase) -> bool| {
        let chosen: Vec<&Phrase> = found.phrases.iter().filter(|phrase| chosen(phrase)).collect();
        let fitted = fit(&chosen, Intent::ALL.len() + 1, BUCKETS, seed);
        Ask {
            intents: Intent::ALL.to_vec(),
            buckets: BUCKETS,
            weights: fitted.weights,
            biases: fitted.biases,
            words: ByName::new(),
            scale: fitted.scale,
            threshold: 1.0,
            card: AskCard::default(),
        }
    };
    // One model a part, and in the last place the one that ships.
    let models: Vec<Ask> = (0..=PARTS).into_par_iter().map(|part| model(&|phrase| phrase.part != part)).collect();
    let told: Vec<Told<'_>> =
        found.phrases.iter().map(|phrase| Told { phrase, taken: models[phrase.part].take(&phrase.folded) }).collect();
    let (threshold, card) = (threshold(told.iter()), measure(&told, PARTS, found.templates));
    let mut shipped = models.into_iter().next_back().unwrap_or_else(|| model(&|_| true));
    (shipped.threshold, shipped.card) = (threshold, card);
    shipped.words = topics::words(spec, indices)?;
    Ok(shipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intents_of_templates_that_were_held_out_are_told() {
        let ask = learn(&AskSpec::default(), &[], &ByName::new(), &[], 7).unwrap();
        for (name, figures) in &ask.card.languages {
            assert!(figures.phrases > 2000 && figures.others > 200, "{name}: {figures:?}");
        }
        let all = ask.card.all;
        assert!(all.accuracy > 0.6 && all.precision > 0.8 && all.false_answers < 0.1, "{all:?}");
    }
}
