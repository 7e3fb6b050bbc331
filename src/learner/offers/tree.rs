//! FP-trees in arrays: baskets that begin alike share their beginning.
//!
//! Items are numbered from the most frequent down, so that baskets share much. A tree is built from sorted paths, each of which
//! goes on where it parts from the one before; so nodes lie in the order of a depth-first walk, and the way up from a node is a few
//! stretches of memory that are read at once.

use std::ops::Range;

/// Weighted sets of items, each ascending, one after the other.
#[derive(Debug, Default)]
pub(super) struct Paths {
    pub(super) items: Vec<u32>,
    /// Where each path ends.
    pub(super) ends: Vec<usize>,
    /// How many baskets each path stands for; all 1 where empty.
    pub(super) weights: Vec<u32>,
}

impl Paths {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn range(&self, path: usize) -> Range<usize> {
        path.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[path]
    }

    fn path(&self, path: usize) -> &[u32] {
        &self.items[self.range(path)]
    }

    fn weight(&self, path: usize) -> u32 {
        self.weights.get(path).copied().unwrap_or(1)
    }
}

/// The parent of nodes without one.
const NONE: u32 = u32::MAX;

/// A tree of paths.
pub(super) struct Tree {
    /// Each node's item.
    items: Vec<u32>,
    /// The first node of each node's stretch, in which every node's parent is the node before it.
    tops: Vec<u32>,
    /// The parent of the first node of each node's stretch.
    parents: Vec<u32>,
    /// The baskets that go through each node.
    counts: Vec<u32>,
    /// Where each item's nodes begin in `places`, and the end of the last one's.
    heads: Vec<usize>,
    places: Vec<u32>,
}

impl Tree {
    /// The tree of paths over `items` items; `order` are the paths sorted by what they hold.
    pub(super) fn new(paths: &Paths, order: &[u32], items: usize) -> Self {
        let room = || Vec::with_capacity(paths.items.len() / 2);
        let mut tree =
            Self { items: room(), tops: room(), parents: room(), counts: room(), heads: vec![0; items + 1], places: vec![] };
        // The nodes of the path before.
        let mut way: Vec<u32> = Vec::new();
        let mut before: &[u32] = &[];
        for &path in order {
            let weight = paths.weight(path as usize);
            let path = paths.path(path as usize);
            let shared = path.iter().zip(before).take_while(|(a, b)| a == b).count();
            way.truncate(shared);
            way.iter().for_each(|&node| tree.counts[node as usize] += weight);
            let (top, parent) = (tree.items.len() as u32, way.last().copied().unwrap_or(NONE));
            for &item in &path[shared..] {
                way.push(tree.items.len() as u32);
                tree.items.push(item);
                tree.tops.push(top);
                tree.parents.push(parent);
                tree.counts.push(weight);
                tree.heads[item as usize + 1] += 1;
            }
            before = path;
        }
        for item in 0..items {
            tree.heads[item + 1] += tree.heads[item];
        }
        let mut next = tree.heads.clone();
        tree.places = vec![0; tree.items.len()];
        for (node, &item) in tree.items.iter().enumerate() {
            tree.places[next[item as usize]] = node as u32;
            next[item as usize] += 1;
        }
        tree
    }

    /// How many items there are.
    pub(super) fn items(&self) -> usize {
        self.heads.len() - 1
    }

    /// How often each item is met above `item`.
    pub(super) fn met_above(&self, item: usize) -> Vec<u32> {
        let mut met = vec![0; item];
        for (weight, stretches) in self.above(item) {
            stretches.for_each(|stretch| stretch.iter().for_each(|&other| met[other as usize] += weight));
        }
        met
    }

    /// What lies above each node of `item`: how many baskets that stands for, and the items in ascending stretches, the deepest first.
    pub(super) fn above(&self, item: usize) -> impl Iterator<Item = (u32, impl Iterator<Item = &[u32]>)> {
        let places = &self.places[self.heads[item]..self.heads[item + 1]];
        places.iter().map(|&node| (self.counts[node as usize], self.up(node)))
    }

    fn up(&self, node: u32) -> impl Iterator<Item = &[u32]> {
        let (mut node, mut end) = (node, node as usize);
        std::iter::from_fn(move || {
            if node == NONE {
                return None;
            }
            let stretch = &self.items[self.tops[node as usize] as usize..end];
            node = self.parents[node as usize];
            end = (node as usize).wrapping_add(1);
            Some(stretch)
        })
    }
}

/// The paths in the order of what they hold.
pub(super) fn sorted(paths: &Paths) -> Vec<u32> {
    let mut order: Vec<u32> = (0..paths.len() as u32).collect();
    order.sort_unstable_by(|&a, &b| paths.path(a as usize).cmp(paths.path(b as usize)));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_above_an_item_is_what_came_before_it() {
        let paths = Paths { items: vec![0, 2, 0, 1, 2, 1, 2, 0, 2], ends: vec![2, 5, 7, 9], weights: vec![1, 2, 4, 8] };
        let tree = Tree::new(&paths, &sorted(&paths), 3);
        assert_eq!((tree.items(), tree.items.len()), (3, 6));
        assert_eq!(tree.met_above(2), [11, 6]);
        let mut found: Vec<(Vec<u32>, u32)> =
            tree.above(2).map(|(weight, up)| (up.flatten().copied().collect(), weight)).collect();
        found.sort_unstable();
        assert_eq!(found, [(vec![0], 9), (vec![0, 1], 2), (vec![1], 4)]);
        let above_first: Vec<Vec<u32>> = tree.above(0).map(|(_, up)| up.flatten().copied().collect()).collect();
        assert_eq!(above_first, [Vec::<u32>::new()]);
    }

    #[test]
    fn stretches_are_strung_together() {
        // 0 1 2 4 and, parting after 1, 0 1 3 4 and, parting after 3, 0 1 3 5.
        let paths = Paths { items: vec![0, 1, 2, 4, 0, 1, 3, 4, 0, 1, 3, 5], ends: vec![4, 8, 12], weights: vec![] };
        let tree = Tree::new(&paths, &sorted(&paths), 6);
        let up = |item: usize| tree.above(item).map(|(weight, up)| (weight, up.flatten().copied().collect())).collect::<Vec<_>>();
        assert_eq!(up(5), [(1, vec![3, 0, 1])]);
        assert_eq!(up(4), [(1, vec![0, 1, 2]), (1, vec![3, 0, 1])]);
        assert_eq!(up(3), [(2, vec![0, 1])]);
    }
}
