//! What a pack knows of questions, as bytes: structure in the header's `ask`, weights in the tensors `ask.…`.

use serde::{Deserialize, Serialize};

use crate::dataset::{ByName, Titles, duplicate};
use crate::error::Result;
use crate::model::ask::{Ask, AskCard, Intent};

use super::read::{Metadata, entry, has};
use super::tensors::{Tensors, expect};
#[cfg(feature = "train")]
use super::write::Writer;

/// Most buckets that pieces are hashed into.
const MOST_BUCKETS: u32 = 1 << 18;
/// Most a bias is, either way, in the unit of the weights, and most that a unit is worth: scores stay finite.
const MOST_BIAS: u32 = 1 << 24;
const MOST_SCALE: f64 = 1e3;
/// Most categories and benefits with a name.
const MOST_NAMES: usize = 10_000;
/// Most letters of a word by which an index is meant.
const MOST_LETTERS: usize = 200;

/// The `ask` entry.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskEntry {
    intents: Vec<Intent>,
    buckets: u32,
    scale: f64,
    threshold: f64,
    /// By index, beginnings of words by which it is meant.
    #[serde(default, skip_serializing_if = "ByName::is_empty")]
    words: ByName<Vec<String>>,
    /// What people call categories and benefits, in packs of before there was a glossary.
    #[serde(default, skip_serializing_if = "ByName::is_empty")]
    names: ByName<Titles>,
    card: AskCard,
}

/// The structure of what is known of questions.
#[cfg(feature = "train")]
pub(super) fn entry_of(ask: &Ask) -> AskEntry {
    AskEntry {
        intents: ask.intents.clone(),
        buckets: ask.buckets,
        scale: ask.scale,
        threshold: ask.threshold,
        words: ask.words.clone(),
        names: ByName::new(),
        card: ask.card.clone(),
    }
}

/// Writes the weights.
#[cfg(feature = "train")]
pub(super) fn put(writer: &mut Writer, ask: &Ask) {
    writer.put("ask.biases", ask.biases.iter().copied());
    writer.put("ask.weights", ask.weights.iter().copied());
}

/// Reads and checks what a pack knows of questions; `None` where it answers none.
///
/// # Errors
/// `pack` with the place.
pub(super) fn read(tensors: &Tensors<'_>, metadata: &Metadata<'_>) -> Result<Option<Ask>> {
    if !has(metadata, "ask") {
        return Ok(None);
    }
    let entry: AskEntry = entry(metadata, "ask")?.typed()?;
    let some = (1..=Intent::ALL.len()).contains(&entry.intents.len());
    expect(some && duplicate(&entry.intents, |intent| intent.name()).is_none(), "impossible intents", "ask", || {
        ("one or more, each once".into(), format!("{} of them", entry.intents.len()))
    })?;
    expect(entry.buckets.is_power_of_two() && entry.buckets <= MOST_BUCKETS, "impossible number of buckets", "ask", || {
        (format!("a power of two up to {MOST_BUCKETS}"), entry.buckets.to_string())
    })?;
    expect(entry.scale > 0.0 && entry.scale <= MOST_SCALE, "impossible scale", "ask", || {
        (format!("above 0 and at most {MOST_SCALE}"), entry.scale.to_string())
    })?;
    expect((0.0..=1.0).contains(&entry.threshold), "impossible threshold", "ask", || {
        ("0 to 1".into(), entry.threshold.to_string())
    })?;
    expect(entry.names.len() <= MOST_NAMES, "too many names", "ask", || {
        (format!("at most {MOST_NAMES}"), entry.names.len().to_string())
    })?;
    let words = || entry.words.values().flatten();
    let usable = |word: &String| (1..=MOST_LETTERS).contains(&word.chars().count());
    expect(words().count() <= MOST_NAMES && words().all(usable), "unusable words of indices", "ask", || {
        (format!("at most {MOST_NAMES} of 1 to {MOST_LETTERS} letters"), "others".into())
    })?;
    // At most 2¹⁸ buckets of 18 classes: no overflow.
    let classes = entry.intents.len() + 1;
    let biases: Vec<i32> = tensors.get_exact("ask.biases", classes)?;
    expect(biases.iter().all(|bias| bias.unsigned_abs() <= MOST_BIAS), "impossible bias", "ask.biases", || {
        (format!("-{MOST_BIAS} to {MOST_BIAS}"), "others".into())
    })?;
    let weights = tensors.get_exact("ask.weights", entry.buckets as usize * classes)?;
    Ok(Some(Ask {
        intents: entry.intents,
        buckets: entry.buckets,
        weights,
        biases,
        scale: entry.scale,
        threshold: entry.threshold,
        words: entry.words,
        card: entry.card,
    }))
}
