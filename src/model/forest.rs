//! Forests of oblivious trees: one question a level, so that a leaf's number is just the answers read as bits.
//!
//! Leaves are integers and share one scale, a power of two. Sums of integers do not depend on their order, so every way of
//! evaluating a forest, row by row or sixteen rows at a time, natively or in a browser, gives the same bits.

/// Deepest tree a pack may hold: a leaf's number fits a byte.
pub const MAX_DEPTH: usize = 8;

/// A trained forest.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Forest {
    /// Symmetric trees, as this crate's learner grows them.
    Oblivious(Oblivious),
}

/// One question: does `feature` have a bin of `at` or more?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// The position in [`super::Model::features`].
    pub feature: u16,
    /// The first bin that answers yes; 1 or more.
    pub at: u8,
}

/// Oblivious trees, struct of arrays.
#[derive(Debug, Clone, PartialEq)]
pub struct Oblivious {
    /// The margin of a customer before any tree, in log-odds.
    pub bias: f64,
    /// What one unit of a leaf is worth in log-odds; a power of two.
    pub scale: f64,
    /// Each tree's depth, 0..=[`MAX_DEPTH`].
    pub depths: Vec<u8>,
    /// The trees' splits end to end; a tree of depth d has d.
    pub splits: Vec<Split>,
    /// The trees' leaves end to end, in units of `scale`; a tree of depth d has 2ᵈ. Bit l of a leaf's number is the answer to
    /// split l.
    pub leaves: Vec<i32>,
    /// Training rows in each leaf, parallel to `leaves`.
    pub covers: Vec<u32>,
}

/// One tree of an [`Oblivious`] forest.
#[derive(Debug, Clone, Copy)]
pub struct Tree<'a> {
    /// One split a level.
    pub splits: &'a [Split],
    /// 2^depth leaves, in units of the forest's scale.
    pub leaves: &'a [i32],
    /// Training rows a leaf.
    pub covers: &'a [u32],
}

impl Tree<'_> {
    /// The number of the leaf that a customer with these bins falls into.
    #[must_use]
    pub fn leaf(&self, bins: &[u8]) -> usize {
        let answer = |(level, split): (usize, &Split)| usize::from(bins[usize::from(split.feature)] >= split.at) << level;
        self.splits.iter().enumerate().map(answer).sum()
    }
}

impl Oblivious {
    /// The trees, in order.
    pub fn trees(&self) -> impl Iterator<Item = Tree<'_>> {
        let (mut split, mut leaf) = (0, 0);
        self.depths.iter().map(move |&depth| {
            let (splits, leaves) = (split..split + usize::from(depth), leaf..leaf + (1 << depth));
            (split, leaf) = (splits.end, leaves.end);
            Tree { splits: &self.splits[splits], leaves: &self.leaves[leaves.clone()], covers: &self.covers[leaves] }
        })
    }

    /// The margin of a customer with these bins, in log-odds.
    #[must_use]
    pub fn margin(&self, bins: &[u8]) -> f64 {
        let sum: i32 = self.trees().map(|tree| tree.leaves[tree.leaf(bins)]).sum();
        self.margin_of(sum)
    }

    /// The margin for a sum of leaves.
    #[must_use]
    pub fn margin_of(&self, sum: i32) -> f64 {
        self.bias + self.scale * f64::from(sum)
    }
}
