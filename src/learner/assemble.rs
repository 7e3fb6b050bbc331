//! From a forest in training to the model that ships: only the features, borders and tables that its splits use, and leaves as
//! integers.

use std::collections::BTreeMap;

use crate::model::{Feature, Forest, Model, Oblivious, Split};

use super::boost::Boosted;
use super::grow::LearnSplit;
use super::inputs::Inputs;
use super::matrix::{Matrix, Source};

/// Bits that the sum of the trees' largest leaves may take; one less than the 31 of a positive i32.
const LEAF_BITS: i32 = 30;

/// What a feature of the model is, before its borders are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(usize),
    OneHot(usize, u8),
    Statistic(usize, usize),
}

fn key(matrix: &Matrix, split: LearnSplit) -> Key {
    match matrix.feature(split.feature).source {
        Source::Number(number) => Key::Number(number),
        Source::OneHot(category) => Key::OneHot(category, split.at),
        Source::Statistic(table, slot) => Key::Statistic(table, slot),
    }
}

pub(super) fn assemble(inputs: &Inputs, matrix: Matrix, boosted: &Boosted) -> Model {
    let mut used: BTreeMap<Key, Vec<u8>> = BTreeMap::new();
    for split in boosted.trees.iter().flat_map(|tree| &tree.splits) {
        used.entry(key(&matrix, *split)).or_default().push(split.at);
    }
    for ats in used.values_mut() {
        ats.sort_unstable();
        ats.dedup();
    }
    let position: BTreeMap<Key, u16> = used.keys().enumerate().map(|(position, &key)| (key, position as u16)).collect();
    // A number keeps its used borders only, so a split moves to the rank of its border; `at` 1, "not a gap", stays.
    let moved = |key: Key, at: u8| match key {
        Key::Number(_) if at > 1 => used[&key].iter().filter(|&&used| used > 1 && used <= at).count() as u8 + 1,
        Key::OneHot(..) => 1,
        Key::Number(_) | Key::Statistic(..) => at,
    };
    let mut splits = Vec::new();
    for split in boosted.trees.iter().flat_map(|tree| &tree.splits) {
        let key = key(&matrix, *split);
        splits.push(Split { feature: position[&key], at: moved(key, split.at) });
    }
    let (features, tables) = features(inputs, &matrix, &used);
    Model { features, tables, forest: Forest::Oblivious(forest(boosted, splits)) }
}

/// The used features, and the tables they look up with the unused statistics taken out.
fn features(inputs: &Inputs, matrix: &Matrix, used: &BTreeMap<Key, Vec<u8>>) -> (Vec<Feature>, Vec<crate::model::CategoryTable>) {
    let mut slots: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for key in used.keys() {
        if let Key::Statistic(table, slot) = *key {
            slots.entry(table).or_default().push(slot);
        }
    }
    let mut tables = Vec::new();
    for (&table, slots) in &slots {
        let mut kept = matrix.tables[table].clone();
        let pick = |bins: &[u8]| -> Vec<u8> { slots.iter().map(|&slot| bins[slot]).collect() };
        kept.bins = kept.bins.chunks_exact(kept.slots as usize).flat_map(pick).collect();
        kept.unseen = pick(&kept.unseen);
        kept.slots = slots.len() as u32;
        tables.push(kept);
    }
    let feature = |(key, ats): (&Key, &Vec<u8>)| match *key {
        Key::Number(number) => {
            let number = &inputs.numbers[number];
            let borders = ats.iter().filter(|&&at| at > 1).map(|&at| number.borders[usize::from(at) - 2]).collect();
            Feature::Number { column: number.column, borders }
        }
        Key::OneHot(category, at) => {
            let category = &inputs.categories[category];
            Feature::OneHot { column: category.column, category: category.hashes[usize::from(at)] }
        }
        Key::Statistic(table, slot) => Feature::Statistic {
            table: slots.keys().take_while(|&&t| t < table).count() as u32,
            slot: slots[&table].iter().take_while(|&&s| s < slot).count() as u32,
        },
    };
    (used.iter().map(feature).collect(), tables)
}

fn forest(boosted: &Boosted, splits: Vec<Split>) -> Oblivious {
    let largest = |values: &[f64]| values.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    let most: f64 = boosted.trees.iter().map(|tree| largest(&tree.values)).sum();
    // The smallest power of two by which the largest possible sum still fits.
    let mut scale = 1.0_f64;
    while scale * f64::from(1 << LEAF_BITS) < most {
        scale *= 2.0;
    }
    while scale * f64::from(1 << (LEAF_BITS - 1)) >= most && scale > f64::from(f32::MIN_POSITIVE) {
        scale /= 2.0;
    }
    let leaf = |value: &f64| (value / scale).round() as i32;
    Oblivious {
        bias: boosted.bias,
        scale,
        depths: boosted.trees.iter().map(|tree| tree.splits.len() as u8).collect(),
        splits,
        leaves: boosted.trees.iter().flat_map(|tree| tree.values.iter().map(leaf)).collect(),
        covers: boosted.trees.iter().flat_map(|tree| tree.covers.iter().copied()).collect(),
    }
}
