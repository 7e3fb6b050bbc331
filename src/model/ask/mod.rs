//! What a pack knows of questions: a small text model that tells what somebody asks for.
//!
//! A question is folded ([`fold`]) and seen as the set B of hashed pieces in it ([`pieces`]): runs of two to four letters, words, and
//! pairs of words. Its score on intent c is
//!
//! s_c = scale × (bias_c + Σ_{b ∈ B} w_bc / √|B|),
//!
//! with whole numbers w of one byte, summed as whole numbers, and the confidence is the softmax of the scores: multinomial logistic
//! regression on hashed features (Weinberger et al. 2009). One class more than there are intents stands for questions about
//! something else, and below a threshold nobody pretends to know.

mod card;
mod fold;
mod intent;
mod pieces;

pub use card::{AskCard, AskFigures};
pub use fold::{INDEX, MOST_LETTERS, PRODUCT, fold, languages};
pub use intent::Intent;
pub use pieces::pieces;

use crate::dataset::ByName;
use crate::math::softmax;

/// What a pack knows of questions.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// What can be asked, in the order of the classes; the class behind the last one is everything else.
    pub intents: Vec<Intent>,
    /// Buckets that pieces are hashed into, a power of two.
    pub buckets: u32,
    /// `buckets × (intents + 1)` weights, bucket-major.
    pub weights: Vec<i8>,
    /// A bias a class, in the unit of the weights.
    pub biases: Vec<i32>,
    /// By index, beginnings of folded words by which it is meant beside its names, such as `attrit` of churn.
    pub words: ByName<Vec<String>>,
    /// What one unit of a weight is worth in log-odds, above 0.
    pub scale: f64,
    /// The confidence from which a question is answered, in [0, 1].
    pub threshold: f64,
    /// What was measured.
    pub card: AskCard,
}

/// What a question is taken for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Taken {
    /// What it asks for; `None` for something else.
    pub intent: Option<Intent>,
    /// How sure that is, in [0, 1].
    pub confidence: f64,
}

impl Ask {
    /// Classes, everything else among them.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.intents.len() + 1
    }

    /// What a folded question is taken for, whatever the threshold.
    #[must_use]
    pub fn take(&self, folded: &str) -> Taken {
        let classes = self.classes();
        let buckets = pieces(folded, self.buckets);
        let mut sums = vec![0_i32; classes];
        for &bucket in &buckets {
            let start = bucket as usize * classes;
            sums.iter_mut().zip(&self.weights[start..start + classes]).for_each(|(sum, &weight)| *sum += i32::from(weight));
        }
        let root = f64::max(buckets.len() as f64, 1.0).sqrt();
        let score = |(&bias, &sum): (&i32, &i32)| self.scale * (f64::from(bias) + f64::from(sum) / root);
        let mut shares: Vec<f64> = self.biases.iter().zip(&sums).map(score).collect();
        softmax(&mut shares);
        let mut best = 0;
        for at in 1..classes {
            if shares[at] > shares[best] {
                best = at;
            }
        }
        Taken { intent: self.intents.get(best).copied(), confidence: shares[best] }
    }

    /// The same, but nothing where that is not sure enough.
    #[must_use]
    pub fn answerable(&self, taken: Taken) -> Option<Intent> {
        taken.intent.filter(|_| taken.confidence >= self.threshold)
    }
}
