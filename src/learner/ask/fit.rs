//! Multinomial logistic regression on sparse rows: minimises the mean of −ln p_y, where p is the softmax of
//! b_c + Σ_{i ∈ B} w_ic / √|B|, by stochastic gradient descent with a step of its own for every weight,
//! η g / √Σ g² (Duchi, Hazan and Singer 2011, AdaGrad); a few passes are all the regularisation. smartcore's logistic regression
//! takes dense rows: thousands of phrases by thousands of buckets, nearly all of them 0.

use crate::learner::random::{Purpose, shuffle, stream};
use crate::math::softmax;

use super::phrases::Phrase;

/// Passes over all phrases.
const PASSES: u64 = 12;
/// The first step.
const STEP: f32 = 0.6;
/// What squared gradients begin with.
const CALM: f32 = 1e-3;
/// Share of the truth that is given to the other classes, so that nothing is quite sure (Szegedy et al. 2016).
const SMOOTHING: f64 = 0.05;
/// The largest weight as one byte.
const LARGEST: f32 = 127.0;

/// Weights as a pack holds them.
pub(super) struct Fitted {
    pub(super) weights: Vec<i8>,
    pub(super) biases: Vec<i32>,
    pub(super) scale: f64,
}

/// Fits phrases of `classes` classes, one after the other: the same bits on every machine.
pub(super) fn fit(phrases: &[&Phrase], classes: usize, buckets: u32, seed: u64) -> Fitted {
    let mut weights = vec![0.0_f32; buckets as usize * classes];
    let mut squares = vec![CALM; weights.len()];
    let (mut biases, mut bias_squares) = (vec![0.0_f32; classes], vec![CALM; classes]);
    let mut order: Vec<usize> = (0..phrases.len()).collect();
    for pass in 0..PASSES {
        shuffle(&mut order, &mut stream(seed, Purpose::Ask, u64::MAX, pass));
        for &at in &order {
            let phrase = phrases[at];
            let share = 1.0 / (phrase.pieces.len().max(1) as f32).sqrt();
            let mut sums = vec![0.0_f32; classes];
            for &piece in &phrase.pieces {
                let start = piece as usize * classes;
                sums.iter_mut().zip(&weights[start..start + classes]).for_each(|(sum, weight)| *sum += weight);
            }
            let mut shares: Vec<f64> = sums.iter().zip(&biases).map(|(sum, bias)| f64::from(sum * share + bias)).collect();
            softmax(&mut shares);
            let truth = |class: usize| {
                let spread = SMOOTHING / classes as f64;
                if class == phrase.class { 1.0 - SMOOTHING + spread } else { spread }
            };
            let gradients: Vec<f32> = shares.iter().enumerate().map(|(class, p)| (p - truth(class)) as f32).collect();
            descend(&mut biases, &mut bias_squares, &gradients, 1.0);
            for &piece in &phrase.pieces {
                let range = piece as usize * classes..(piece as usize + 1) * classes;
                descend(&mut weights[range.clone()], &mut squares[range], &gradients, share);
            }
        }
    }
    quantised(&weights, &biases)
}

/// One step against the gradients times `share`.
fn descend(weights: &mut [f32], squares: &mut [f32], gradients: &[f32], share: f32) {
    for ((weight, square), gradient) in weights.iter_mut().zip(squares).zip(gradients) {
        let gradient = gradient * share;
        *square += gradient * gradient;
        *weight -= STEP * gradient / square.sqrt();
    }
}

/// The weights as bytes: the largest is [`LARGEST`].
fn quantised(weights: &[f32], biases: &[f32]) -> Fitted {
    let largest = weights.iter().fold(1e-6_f32, |most, weight| most.max(weight.abs()));
    let unit = largest / LARGEST;
    Fitted {
        // Within ±127 by the choice of the unit; casts saturate besides.
        weights: weights.iter().map(|weight| (weight / unit).round() as i8).collect(),
        biases: biases.iter().map(|bias| (bias / unit).round() as i32).collect(),
        scale: f64::from(unit),
    }
}
