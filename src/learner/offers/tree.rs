//! FP-trees in arrays: baskets that begin alike share their beginning.
//!
//! Items are numbered from the most frequent down, so that baskets share much. A tree is built from sorted paths, each of which
//! goes on where it parts from the one before; so nodes lie in the order of a depth-first walk, and the way up from a node is
//! mostly the memory before it.

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
    pub(super) fn clear(&mut self) {
        self.items.clear();
        self.ends.clear();
        self.weights.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn range(&self, path: usize) -> Range<usize> {
        path.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[path]
    }

    pub(super) fn path(&self, path: usize) -> &[u32] {
        &self.items[self.range(path)]
    }

    pub(super) fn weight(&self, path: usize) -> u32 {
        self.weights.get(path).copied().unwrap_or(1)
    }
}

/// The parent of nodes without one.
const NONE: u32 = u32::MAX;

/// A tree of paths.
pub(super) struct Tree {
    /// Each node's parent and item.
    nodes: Vec<(u32, u32)>,
    /// The baskets that go through each node.
    counts: Vec<u32>,
    /// Where each item's nodes begin in `places`, and the end of the last one's.
    heads: Vec<usize>,
    places: Vec<u32>,
}

impl Tree {
    /// The tree of paths over `items` items; `order` are the paths sorted by what they hold.
    pub(super) fn new(paths: &Paths, order: &[u32], items: usize) -> Self {
        let mut nodes: Vec<(u32, u32)> = Vec::with_capacity(paths.items.len() / 2);
        let mut counts: Vec<u32> = Vec::with_capacity(paths.items.len() / 2);
        // The nodes of the path before.
        let mut way: Vec<u32> = Vec::new();
        let mut before: &[u32] = &[];
        let mut heads = vec![0; items + 1];
        for &path in order {
            let weight = paths.weight(path as usize);
            let path = paths.path(path as usize);
            let shared = path.iter().zip(before).take_while(|(a, b)| a == b).count();
            way.truncate(shared);
            way.iter().for_each(|&node| counts[node as usize] += weight);
            for &item in &path[shared..] {
                let node = nodes.len() as u32;
                nodes.push((way.last().copied().unwrap_or(NONE), item));
                counts.push(weight);
                heads[item as usize + 1] += 1;
                way.push(node);
            }
            before = path;
        }
        for item in 0..items {
            heads[item + 1] += heads[item];
        }
        let (mut next, mut places) = (heads.clone(), vec![0; nodes.len()]);
        for (node, &(_, item)) in nodes.iter().enumerate() {
            places[next[item as usize]] = node as u32;
            next[item as usize] += 1;
        }
        Self { nodes, counts, heads, places }
    }

    /// How many items there are.
    pub(super) fn items(&self) -> usize {
        self.heads.len() - 1
    }

    /// What lies above `item`: a path from each of its nodes up, deepest item first, and how often each item is met.
    pub(super) fn above(&self, item: usize, paths: &mut Paths, met: &mut Vec<u32>) {
        paths.clear();
        met.clear();
        met.resize(item, 0);
        for &node in &self.places[self.heads[item]..self.heads[item + 1]] {
            let weight = self.counts[node as usize];
            let mut parent = self.nodes[node as usize].0;
            if parent == NONE {
                continue;
            }
            while parent != NONE {
                let (next, item) = self.nodes[parent as usize];
                paths.items.push(item);
                met[item as usize] += weight;
                parent = next;
            }
            paths.ends.push(paths.items.len());
            paths.weights.push(weight);
        }
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
        assert_eq!((tree.items(), tree.nodes.len()), (3, 6));
        let (mut above, mut met) = (Paths::default(), Vec::new());
        tree.above(2, &mut above, &mut met);
        assert_eq!(met, [11, 6]);
        let mut found: Vec<(&[u32], u32)> = (0..above.len()).map(|path| (above.path(path), above.weight(path))).collect();
        found.sort_unstable();
        assert_eq!(found, [(&[0][..], 9), (&[1][..], 4), (&[1, 0][..], 2)]);
        tree.above(0, &mut above, &mut met);
        assert_eq!(above.len(), 0);
    }
}
