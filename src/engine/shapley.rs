//! Exact attributions by table look-up.
//!
//! The path-dependent Shapley values of a tree (Lundberg, Erion and Lee 2018, "Consistent individualized feature attribution for
//! tree ensembles") average a leaf over the questions that are not answered, weighted by the training rows on each side. In an
//! oblivious tree a customer's answers are the leaf's number, so the values depend on the leaf alone. The first customers are explained leaf by
//! leaf, so that a page need not wait for more than it shows; from then on, and for tables at once, the values of every leaf are kept, and
//! explaining a customer is one addition a tree and column. The bits are the same.
//!
//! The players of a tree are the distinct sets of columns that its levels ask about: all questions about one column are one
//! player, whichever features they read. A combination's value is divided evenly among its columns; what a leaf has to say of columns
//! that the same players read is stored once. Sums run over integer leaf
//! units in 64-bit floats, tree by tree and player by player, and are scaled by a power of two at the end, so the bits are the same
//! everywhere, for one customer and for 64 side by side.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use wide::f64x4;

use crate::model::{Forest, Model, Tree};

use super::kernel::{LANES, Lanes, Trees};

/// Most values of all a pack's tables, 8 bytes each, and most of one. A forest that needs more is explained leaf by leaf, slowly: it
/// is larger than any that this crate trains, and memory is what a page has least of.
const MOST_VALUES: usize = 16 << 20;
const MOST_VALUES_OF_ONE: usize = 4 << 20;

/// So many customers are explained one by one before the values of all leaves are worked out.
const ONE_BY_ONE: u32 = 16;

/// The Shapley values of every leaf of every tree.
pub(super) struct ShapleyTable {
    baseline: f64,
    scale: f64,
    trees: Vec<TreeTable>,
    /// How many values all leaves have; none where there is no room for them.
    room: Option<usize>,
    /// The trees' values end to end, once they are worth it.
    values: OnceLock<Vec<f64>>,
    /// How many customers were explained without them.
    one_by_one: AtomicU32,
    /// By feature, the columns it reads.
    columns: Vec<Vec<u32>>,
}

struct TreeTable {
    /// Where the tree's `leaves × parts` values begin, leaf-major, in leaf units.
    start: usize,
    parts: usize,
    /// (column, part): which of the values is each column's.
    shares: Vec<(u32, u32)>,
}

impl ShapleyTable {
    /// The table of a model that is one of `indices`.
    pub(super) fn new(model: &Model, indices: usize) -> Self {
        Self::with_most(model, (MOST_VALUES / indices.max(1)).min(MOST_VALUES_OF_ONE))
    }

    fn with_most(model: &Model, most: usize) -> Self {
        let Forest::Oblivious(forest) = &model.forest;
        let columns: Vec<Vec<u32>> = model.features.iter().map(|feature| model.columns_of(feature)).collect();
        let (mut trees, mut start, mut expected) = (Vec::with_capacity(forest.depths.len()), 0, 0.0);
        for tree in forest.trees() {
            let Players { parts, shares, .. } = Players::new(&tree, &columns);
            trees.push(TreeTable { start, parts: parts.len(), shares });
            start += parts.len() * tree.leaves.len();
            expected += expected_leaf(&tree);
        }
        let (values, one_by_one) = (OnceLock::new(), AtomicU32::new(0));
        let baseline = forest.bias + forest.scale * expected;
        Self { baseline, scale: forest.scale, trees, room: (start <= most).then_some(start), values, one_by_one, columns }
    }

    /// The values of all leaves; none where there would be too many.
    fn values(&self, model: &Model) -> Option<&[f64]> {
        let Forest::Oblivious(forest) = &model.forest;
        let room = self.room?;
        let all = || {
            let mut values = Vec::with_capacity(room);
            for tree in forest.trees() {
                let mut game = Game::new(&tree, &self.columns);
                let expected = Expected::anywhere(&tree);
                (0..tree.leaves.len()).for_each(|leaf| values.extend_from_slice(game.values(&expected, leaf)));
            }
            values
        };
        Some(self.values.get_or_init(all))
    }

    /// The expected margin over the training population.
    pub(super) fn baseline(&self) -> f64 {
        self.baseline
    }

    /// The contributions, in log-odds, of a customer who falls into these leaves, to `contributions`, one a column of the schema.
    pub(super) fn explain(&self, model: &Model, leaves: &[u8], contributions: &mut [f64]) {
        contributions.fill(0.0);
        let mut add = |table: &TreeTable, values: &[f64]| {
            table.shares.iter().for_each(|&(column, part)| contributions[column as usize] += values[part as usize]);
        };
        let known = match self.values.get() {
            None if self.one_by_one.fetch_add(1, Ordering::Relaxed) >= ONE_BY_ONE => self.values(model),
            known => known.map(Vec::as_slice),
        };
        if let Some(values) = known {
            for (table, &leaf) in self.trees.iter().zip(leaves) {
                add(table, &values[table.start + usize::from(leaf) * table.parts..][..table.parts]);
            }
        } else {
            let Forest::Oblivious(forest) = &model.forest;
            for ((table, tree), &leaf) in self.trees.iter().zip(forest.trees()).zip(leaves) {
                let (mut game, leaf) = (Game::new(&tree, &self.columns), usize::from(leaf));
                add(table, game.values(&Expected::towards(&tree, leaf), leaf));
            }
        }
        contributions.iter_mut().for_each(|value| *value *= self.scale);
    }

    /// The contributions of 64 customers, in log-odds, to `contributions`, a column of the schema each. False, and nothing done,
    /// where there is no table.
    pub(super) fn explain_block(&self, model: &Model, trees: &Trees, bins: &[Lanes], contributions: &mut [[f64; LANES]]) -> bool {
        let Some(values) = self.values(model) else { return false };
        contributions.iter_mut().for_each(|column| column.fill(0.0));
        trees.leaf_numbers(bins, |tree, _, leaves| {
            let table = &self.trees[tree];
            let values = &values[table.start..];
            let mut places = [0; LANES];
            places.iter_mut().zip(leaves).for_each(|(place, &leaf)| *place = usize::from(leaf) * table.parts);
            for &(column, part) in &table.shares {
                let values = &values[part as usize..];
                let sums = contributions[column as usize].as_chunks_mut::<4>().0;
                for (sum, &[a, b, c, d]) in sums.iter_mut().zip(places.as_chunks::<4>().0) {
                    *sum = (f64x4::new(*sum) + f64x4::new([values[a], values[b], values[c], values[d]])).to_array();
                }
            }
        });
        contributions.iter_mut().flatten().for_each(|value| *value *= self.scale);
        true
    }
}

/// Who plays in a tree.
struct Players<'a> {
    /// The columns of each player.
    asked: Vec<&'a [u32]>,
    /// The player that each level belongs to.
    of_level: Vec<usize>,
    /// The distinct sets of players that read a column, a bit a player.
    parts: Vec<u16>,
    /// (column, part): by which of them each column is read.
    shares: Vec<(u32, u32)>,
}

impl<'a> Players<'a> {
    fn new(tree: &Tree<'_>, columns: &'a [Vec<u32>]) -> Self {
        let (mut asked, mut of_level): (Vec<&[u32]>, _) = (Vec::new(), Vec::with_capacity(tree.splits.len()));
        for split in tree.splits {
            let columns = columns[usize::from(split.feature)].as_slice();
            of_level.push(place(&mut asked, columns));
        }
        let (mut read, mut readers) = (Vec::new(), Vec::new());
        for (player, columns) in asked.iter().enumerate() {
            for &column in *columns {
                let at = place(&mut read, column);
                readers.resize(read.len(), 0_u16);
                readers[at] |= 1 << player;
            }
        }
        let mut parts = Vec::new();
        let shares = read.into_iter().zip(readers).map(|(column, readers)| (column, place(&mut parts, readers) as u32)).collect();
        Self { asked, of_level, parts, shares }
    }
}

/// The item's position in the list; at its end, if it is new.
fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}

/// One tree as a cooperative game.
struct Game<'a> {
    players: Players<'a>,
    /// By coalition of the others, how often a player joins it.
    weights: Vec<f64>,
    coalitions: Vec<f64>,
    values: Vec<f64>,
}

impl<'a> Game<'a> {
    fn new(tree: &Tree<'_>, columns: &'a [Vec<u32>]) -> Self {
        let players = Players::new(tree, columns);
        Self {
            weights: shapley_weights(players.asked.len()),
            coalitions: vec![0.0; 1 << players.asked.len()],
            values: vec![0.0; players.parts.len()],
            players,
        }
    }

    /// What a column of each part adds on the way to `leaf`.
    fn values(&mut self, expected: &Expected, leaf: usize) -> &[f64] {
        self.value_coalitions(expected, leaf);
        self.values.fill(0.0);
        for (player, asked) in self.players.asked.iter().enumerate() {
            let share = shapley_value(player, &self.coalitions, &self.weights) / asked.len() as f64;
            for (value, readers) in self.values.iter_mut().zip(&self.players.parts) {
                if readers >> player & 1 == 1 {
                    *value += share;
                }
            }
        }
        &self.values
    }

    /// The expected leaf when exactly the players of each coalition (a bit set) are known to be on the way to `leaf`.
    fn value_coalitions(&mut self, expected: &Expected, leaf: usize) {
        // Learning a player's answers turns its levels' digits from the last into those of the leaf.
        let mut step = [0_usize; crate::model::MAX_DEPTH];
        let mut power = 1;
        for (level, &player) in self.players.of_level.iter().enumerate() {
            step[player] += power * (expected.base - 1 - expected.digit(leaf, level));
            power *= expected.base;
        }
        let unknown = power - 1;
        let mut state = [0_usize; 1 << crate::model::MAX_DEPTH];
        for (coalition, value) in self.coalitions.iter_mut().enumerate() {
            if coalition > 0 {
                state[coalition] = state[coalition & (coalition - 1)] + step[coalition.trailing_zeros() as usize];
            }
            *value = expected.values[unknown - state[coalition]];
        }
    }
}

/// Expected leaves by what is known: a number whose digit l is what is known of level l, the highest where that is nothing.
struct Expected {
    base: usize,
    values: Vec<f64>,
}

impl Expected {
    /// For all 3^depth states of knowledge, whatever the answers: digits are the answers.
    fn anywhere(tree: &Tree<'_>) -> Self {
        Self { base: 3, values: expectations::<3>(tree, |_| [0, 1]) }
    }

    /// For the 2^depth states of knowledge on the way to a leaf.
    fn towards(tree: &Tree<'_>, leaf: usize) -> Self {
        Self { base: 2, values: expectations::<2>(tree, |level| [(leaf >> level) & 1, 0]) }
    }

    /// What is known of a level of which the answer is known that leads to `leaf`.
    fn digit(&self, leaf: usize, level: usize) -> usize {
        if self.base == 3 { (leaf >> level) & 1 } else { 0 }
    }
}

/// The expected leaf where nothing is known: the last of those of any [`Expected`], without the others.
fn expected_leaf(tree: &Tree<'_>) -> f64 {
    expectations::<1>(tree, |_| [0, 0])[0]
}

/// Expected leaves for BASE^depth states of knowledge, from the last level up to the root: of each level it is known that the answer is one
/// of the first BASE - 1 that `answers` names, or nothing.
fn expectations<const BASE: usize>(tree: &Tree<'_>, answers: impl Fn(usize) -> [usize; 2]) -> Vec<f64> {
    let depth = tree.splits.len();
    let mut values: Vec<f64> = tree.leaves.iter().map(|&leaf| f64::from(leaf)).collect();
    let mut covers: Vec<f64> = tree.covers.iter().map(|&cover| f64::from(cover)).collect();
    // Before each round `values` holds, for each prefix of level + 1 answers, the states of the levels above it.
    for level in (0..depth).rev() {
        let prefixes = 1_usize << level;
        let states = values.len() / (2 * prefixes);
        let mut merged = vec![0.0; prefixes * states * BASE];
        let answers = answers(level);
        for prefix in 0..prefixes {
            let (no, yes) = (covers[prefix], covers[prefix + prefixes]);
            let share = if no + yes > 0.0 { yes / (no + yes) } else { 0.5 };
            for state in 0..states {
                let both = [values[prefix * states + state], values[(prefix + prefixes) * states + state]];
                let merged = &mut merged[(prefix * states + state) * BASE..][..BASE];
                merged.iter_mut().zip(answers).for_each(|(known, answer)| *known = both[answer]);
                merged[BASE - 1] = both[0] + share * (both[1] - both[0]);
            }
        }
        for prefix in 0..prefixes {
            covers[prefix] += covers[prefix + prefixes];
        }
        values = merged;
    }
    values
}

/// |S|! (n - |S| - 1)! / n! for every set S of the other players, a bit set.
fn shapley_weights(players: usize) -> Vec<f64> {
    let mut of_size = [0.0; crate::model::MAX_DEPTH];
    let mut weight = 1.0 / players.max(1) as f64;
    for (size, of_size) in of_size.iter_mut().enumerate().take(players) {
        *of_size = weight;
        weight = weight * (size + 1) as f64 / (players - size - 1).max(1) as f64;
    }
    (0..(1_usize << players) / 2).map(|others| of_size[others.count_ones() as usize]).collect()
}

/// The mean over all orders of joining of what the player changes.
fn shapley_value(player: usize, values: &[f64], weights: &[f64]) -> f64 {
    let bit = 1 << player;
    let mut value = 0.0;
    for (others, weight) in weights.iter().enumerate() {
        // The coalition of the others: their bits with a gap where the player's is.
        let without = (others & (bit - 1)) | (others & !(bit - 1)) << 1;
        value += weight * (values[without | bit] - values[without]);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Feature, Oblivious, Split};

    #[test]
    fn without_a_table_the_reasons_have_the_same_bits() {
        // Columns 1 and 2 are asked about alone and together.
        let columns: [&[u32]; 5] = [&[0], &[1], &[2], &[1, 2], &[0, 1, 2]];
        let table = |columns: &&[u32]| crate::model::CategoryTable {
            columns: columns.to_vec(),
            slots: 1,
            keys: Vec::new(),
            bins: Vec::new(),
            unseen: vec![3],
        };
        let depths: Vec<u8> = (0..40).map(|tree| tree % 9).collect();
        let levels: usize = depths.iter().map(|&depth| usize::from(depth)).sum();
        let leaves: usize = depths.iter().map(|&depth| 1 << depth).sum();
        let dice = |at: usize, sides: usize| (at + 1).wrapping_mul(0x9e37_79b9) % 65_521 % sides;
        let forest = Oblivious {
            bias: 0.5,
            scale: 0.25,
            splits: (0..levels).map(|at| Split { feature: dice(at, 5) as u16, at: 1 + dice(at, 6) as u8 }).collect(),
            leaves: (0..leaves).map(|at| dice(at, 1001) as i32 - 500).collect(),
            covers: (0..leaves).map(|at| dice(at, 17) as u32).collect(),
            depths,
        };
        let features = (0..5).map(|table| Feature::Statistic { table, slot: 0 }).collect();
        let trees = Trees::new(&forest);
        let model = Model { features, tables: columns.iter().map(table).collect(), forest: Forest::Oblivious(forest) };
        let (whole, none) = (ShapleyTable::new(&model, 1), ShapleyTable::with_most(&model, 0));
        let Forest::Oblivious(forest) = &model.forest;
        for tree in forest.trees() {
            assert_eq!(expected_leaf(&tree).to_bits(), Expected::anywhere(&tree).values.last().unwrap().to_bits());
        }
        assert!(whole.room.is_some() && none.room.is_none());
        assert_eq!(whole.baseline().to_bits(), none.baseline().to_bits());
        let mut leaves = Vec::new();
        for seed in 0..50 {
            let bins: Vec<i8> =
                (0..16).map(|feature| (dice(seed * 16 + feature, 8) as u8).wrapping_add(128).cast_signed()).collect();
            let (mut a, mut b) = ([1.0; 3], [2.0; 3]);
            trees.leaf_numbers_of_one(&bins, &mut leaves);
            whole.explain(&model, &leaves, &mut a);
            none.explain(&model, &leaves, &mut b);
            assert_eq!(a.map(f64::to_bits), b.map(f64::to_bits));
            assert!(a.iter().any(|contribution| *contribution != 0.0));
        }
        assert!(whole.values.get().is_some(), "50 customers are worth a table");
        assert!(none.values.get().is_none() && !none.explain_block(&model, &trees, &[], &mut []));
    }
}
