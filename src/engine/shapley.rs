//! Exact attributions by table look-up.
//!
//! The path-dependent Shapley values of a tree (Lundberg, Erion and Lee 2018, "Consistent individualized feature attribution for
//! tree ensembles") average a leaf over the questions that are not answered, weighted by the training rows on each side. In an
//! oblivious tree a customer's answers are the leaf's number, so the values depend on the leaf alone: they are computed once
//! for every leaf when a pack is first asked for reasons, and explaining a customer is one addition a tree and column.
//!
//! The players of a tree are the distinct sets of columns that its levels ask about: all questions about one column are one
//! player, whichever features they read. A combination's value is divided evenly among its columns. Sums run over integer leaf
//! units in 64-bit floats and are scaled by a power of two at the end, so the bits are the same everywhere.

use crate::model::{Forest, Model, Oblivious, Tree};

/// The Shapley values of every leaf of every tree.
pub(super) struct ShapleyTable {
    baseline: f64,
    scale: f64,
    trees: Vec<TreeTable>,
}

struct TreeTable {
    /// The columns that the tree asks about.
    columns: Vec<u32>,
    /// `leaves × columns` values in leaf units, leaf-major.
    values: Vec<f64>,
}

impl ShapleyTable {
    pub(super) fn new(model: &Model) -> Self {
        let Forest::Oblivious(forest) = &model.forest;
        let columns: Vec<Vec<u32>> = model.features.iter().map(|feature| model.columns_of(feature)).collect();
        let mut expected = 0.0;
        let mut trees = Vec::with_capacity(forest.depths.len());
        for tree in forest.trees() {
            let game = Game::new(&tree, &columns);
            expected += game.value_of_nothing();
            trees.push(game.table());
        }
        Self { baseline: forest.bias + forest.scale * expected, scale: forest.scale, trees }
    }

    /// The expected margin over the training population.
    pub(super) fn baseline(&self) -> f64 {
        self.baseline
    }

    /// Adds the customer's contributions, in log-odds, to `contributions`, one a column of the schema and zero to begin with.
    pub(super) fn explain(&self, forest: &Oblivious, bins: &[u8], contributions: &mut [f64]) {
        for (table, tree) in self.trees.iter().zip(forest.trees()) {
            let width = table.columns.len();
            let leaf = tree.leaf(bins);
            for (&column, value) in table.columns.iter().zip(&table.values[leaf * width..]) {
                contributions[column as usize] += value;
            }
        }
        contributions.iter_mut().for_each(|value| *value *= self.scale);
    }
}

/// One tree as a cooperative game.
struct Game<'a> {
    depth: usize,
    players: Vec<&'a [u32]>,
    /// The player that each level belongs to.
    player_of: Vec<usize>,
    /// The expected leaf for every state of knowledge: digit l in base 3 is the answer to level l, or 2 where it is unknown.
    expected: Vec<f64>,
}

impl<'a> Game<'a> {
    fn new(tree: &Tree<'_>, columns: &'a [Vec<u32>]) -> Self {
        let mut players: Vec<&[u32]> = Vec::new();
        let mut player_of = Vec::new();
        for split in tree.splits {
            let asked = columns[usize::from(split.feature)].as_slice();
            let player = players.iter().position(|known| *known == asked).unwrap_or(players.len());
            if player == players.len() {
                players.push(asked);
            }
            player_of.push(player);
        }
        Self { depth: tree.splits.len(), players, player_of, expected: expectations(tree) }
    }

    fn value_of_nothing(&self) -> f64 {
        self.expected[self.expected.len() - 1]
    }

    fn table(&self) -> TreeTable {
        let mut columns: Vec<u32> = self.players.iter().flat_map(|player| player.iter().copied()).collect();
        columns.sort_unstable();
        columns.dedup();
        let width = columns.len();
        let mut values = vec![0.0; width << self.depth];
        let weights = shapley_weights(self.players.len());
        let mut coalition_values = vec![0.0; 1 << self.players.len()];
        for leaf in 0..1_usize << self.depth {
            self.value_coalitions(leaf, &mut coalition_values);
            let row = &mut values[leaf * width..(leaf + 1) * width];
            for (player, asked) in self.players.iter().enumerate() {
                let share = shapley_value(player, &coalition_values, &weights) / asked.len() as f64;
                for column in *asked {
                    row[columns.partition_point(|known| known < column)] += share;
                }
            }
        }
        TreeTable { columns, values }
    }

    /// The expected leaf when exactly the players of each coalition (a bit set) are known to be on the way to `leaf`.
    fn value_coalitions(&self, leaf: usize, values: &mut [f64]) {
        // Learning a player's answers turns its levels' digits from 2 into the leaf's bits.
        let mut step = [0_usize; crate::model::MAX_DEPTH];
        let mut power = 1;
        for (level, &player) in self.player_of.iter().enumerate() {
            step[player] += power * (2 - ((leaf >> level) & 1));
            power *= 3;
        }
        let unknown = power - 1;
        let mut state = [0_usize; 1 << crate::model::MAX_DEPTH];
        for coalition in 0..values.len() {
            if coalition > 0 {
                state[coalition] = state[coalition & (coalition - 1)] + step[coalition.trailing_zeros() as usize];
            }
            values[coalition] = self.expected[unknown - state[coalition]];
        }
    }
}

/// Expected leaves for all 3^depth states of knowledge, from the last level up to the root.
fn expectations(tree: &Tree<'_>) -> Vec<f64> {
    let depth = tree.splits.len();
    let mut values: Vec<f64> = tree.leaves.iter().map(|&leaf| f64::from(leaf)).collect();
    let mut covers: Vec<f64> = tree.covers.iter().map(|&cover| f64::from(cover)).collect();
    // Before each round `values` holds, for each prefix of level + 1 answers, the states of the levels above it in base 3.
    for level in (0..depth).rev() {
        let prefixes = 1_usize << level;
        let states = values.len() / (2 * prefixes);
        let mut merged = vec![0.0; prefixes * states * 3];
        for prefix in 0..prefixes {
            let (no, yes) = (covers[prefix], covers[prefix + prefixes]);
            let share = if no + yes > 0.0 { yes / (no + yes) } else { 0.5 };
            for state in 0..states {
                let (a, b) = (values[prefix * states + state], values[(prefix + prefixes) * states + state]);
                let at = (prefix * states + state) * 3;
                merged[at] = a;
                merged[at + 1] = b;
                merged[at + 2] = a + share * (b - a);
            }
        }
        for prefix in 0..prefixes {
            covers[prefix] += covers[prefix + prefixes];
        }
        values = merged;
    }
    values
}

/// |S|! (n - |S| - 1)! / n! for |S| = 0..n.
fn shapley_weights(players: usize) -> Vec<f64> {
    let mut weights = Vec::with_capacity(players);
    let mut weight = 1.0 / players.max(1) as f64;
    for size in 0..players {
        weights.push(weight);
        weight = weight * (size + 1) as f64 / (players - size - 1).max(1) as f64;
    }
    weights
}

fn shapley_value(player: usize, values: &[f64], weights: &[f64]) -> f64 {
    let bit = 1 << player;
    let without = (0..values.len()).filter(|coalition| coalition & bit == 0);
    without.map(|s| weights[s.count_ones() as usize] * (values[s | bit] - values[s])).sum()
}
