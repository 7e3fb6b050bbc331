//! Sets of products that often go together, by FP-Growth.
//!
//! Han, Pei and Yin 2000, "Mining frequent patterns without candidate generation": the sets that end in an item are the item with
//! each frequent set of what lies above it in an FP-tree (`tree`); what lies above is a smaller table of baskets, and is mined the
//! same way. Two things are done otherwise. A projection onto at most 64 items is kept as 64-bit words in place of a tree,
//! with equal baskets merged: from there on a projection is a mask. And where one word is left, all its subsets are frequent (the
//! single path of the paper). Items of the first tree are mined side by side.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::error::{Error, ErrorKind, Result};
use crate::learner::params::within;

use super::Interactions;
use super::tree::{Paths, Tree, sorted};

/// Items that fit a word.
const WORD: usize = 64;
/// Baskets numbered anew by one thread at a time.
const CHUNK: usize = 2048;

/// Which sets of products are looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemsetSpec {
    /// The least share of baskets that hold a set, above 0 and at most 1.
    pub support: f64,
    /// The least number of baskets that hold a set, whatever their share; 1 or more.
    pub least_baskets: u32,
    /// Most products a set, 1 to 64.
    pub longest: usize,
    /// Most sets, 1 to 100,000,000: where there are more, mining stops with an error before memory runs out.
    pub most_itemsets: usize,
}

/// Sets of at most 4 products in 1 % of the baskets and in 20 of them, at most a million sets.
impl Default for ItemsetSpec {
    fn default() -> Self {
        Self { support: 0.01, least_baskets: 20, longest: 4, most_itemsets: 1_000_000 }
    }
}

impl ItemsetSpec {
    /// The least number of baskets that a frequent set is in.
    fn least(&self, baskets: usize) -> Result<u32> {
        let support = within("support", self.support, f64::MIN_POSITIVE, 1.0)?;
        within("longest", self.longest, 1, WORD)?;
        within("most_itemsets", self.most_itemsets, 1, 100_000_000)?;
        // A share such as 0.07 of 100 baskets means 7, though it is a hair more in binary.
        let share = (support * baskets as f64 * (1.0 - 1e-12)).ceil();
        Ok(within("least_baskets", self.least_baskets, 1, u32::MAX)?.max(share as u32))
    }
}

/// Products that often go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Itemset {
    /// The products, ascending.
    pub products: Vec<u32>,
    /// The baskets that hold all of them, whatever else they hold.
    pub count: u32,
}

/// All frequent sets of the customers' products (what they hold, or one basket each), those of one product included: smaller sets
/// first, then by their products. Entries whose strength is not above 0 are passed over.
///
/// # Errors
/// `parameter` when the spec is out of its ranges, or when there are more sets than it allows.
pub fn frequent_itemsets(baskets: &Interactions, spec: &ItemsetSpec) -> Result<Vec<Itemset>> {
    let least = spec.least(baskets.customers())?;
    let (names, numbers) = numbered(baskets, least);
    let budget = Budget { found: AtomicUsize::new(names.len()), most: spec.most_itemsets };
    let tree = {
        let paths = renumbered(baskets, &numbers);
        Tree::new(&paths, &sorted(&paths), names.len())
    };
    let singles = names.iter().map(|&(product, count)| Itemset { products: vec![product], count });
    let products: Vec<u32> = names.iter().map(|name| name.0).collect();
    let mine = |item: usize| {
        let mut miner = Miner { least, longest: spec.longest, budget: &budget, suffix: vec![products[item]], found: Vec::new() };
        miner.above(&tree, item, &products);
        miner.found
    };
    // Those with most above them first: what is left to the end is short.
    let found: Vec<Vec<Itemset>> = (0..names.len()).into_par_iter().rev().with_max_len(1).map(mine).collect();
    if budget.is_spent() {
        let expected = format!("at most {} sets; raise the support or shorten the sets", spec.most_itemsets);
        return Err(Error::new(ErrorKind::Parameter, "too many frequent sets", "support", expected, "more"));
    }
    let mut itemsets: Vec<Itemset> = singles.chain(found.into_iter().flatten()).collect();
    itemsets.par_sort_unstable_by(|a, b| order(&a.products, &b.products));
    Ok(itemsets)
}

/// Smaller sets first, then by their products.
pub(super) fn order(a: &[u32], b: &[u32]) -> std::cmp::Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// What does not occur in a tree.
const RARE: u32 = u32::MAX;

/// The frequent products with their counts, the most frequent first, and each product's place among them.
fn numbered(baskets: &Interactions, least: u32) -> (Vec<(u32, u32)>, Vec<u32>) {
    let mut counts = vec![0_u32; baskets.products()];
    for basket in 0..baskets.customers() {
        held(baskets, basket).for_each(|product| counts[product as usize] += 1);
    }
    let mut names: Vec<(u32, u32)> = (0..).zip(counts).filter(|name: &(u32, u32)| name.1 >= least).collect();
    names.sort_unstable_by_key(|&(product, count)| (std::cmp::Reverse(count), product));
    let mut numbers = vec![RARE; baskets.products()];
    (0..).zip(&names).for_each(|(number, name)| numbers[name.0 as usize] = number);
    (names, numbers)
}

fn held(baskets: &Interactions, basket: usize) -> impl Iterator<Item = u32> {
    let (products, strengths) = baskets.of(basket);
    products.iter().zip(strengths).filter(|entry| *entry.1 > 0.0).map(|entry| *entry.0)
}

/// The frequent products of the baskets, by number; baskets without any are left out.
fn renumbered(baskets: &Interactions, numbers: &[u32]) -> Paths {
    let chunk = |chunk: usize| {
        let mut paths = Paths::default();
        for basket in chunk * CHUNK..((chunk + 1) * CHUNK).min(baskets.customers()) {
            let begin = paths.items.len();
            let known = held(baskets, basket).map(|product| numbers[product as usize]).filter(|&number| number != RARE);
            paths.items.extend(known);
            if paths.items.len() > begin {
                paths.items[begin..].sort_unstable();
                paths.ends.push(paths.items.len());
            }
        }
        paths
    };
    let parts: Vec<Paths> = (0..baskets.customers().div_ceil(CHUNK)).into_par_iter().map(chunk).collect();
    let mut all = Paths::default();
    for part in parts {
        let begin = all.items.len();
        all.items.extend(part.items);
        all.ends.extend(part.ends.iter().map(|end| begin + end));
    }
    all
}

/// How many sets there are, over all threads, and may be.
struct Budget {
    found: AtomicUsize,
    most: usize,
}

impl Budget {
    fn spend(&self) {
        self.found.fetch_add(1, Ordering::Relaxed);
    }

    fn is_spent(&self) -> bool {
        self.found.load(Ordering::Relaxed) > self.most
    }
}

/// Finds the sets that end in one item.
struct Miner<'a> {
    least: u32,
    longest: usize,
    budget: &'a Budget,
    /// The products that all sets hold now.
    suffix: Vec<u32>,
    found: Vec<Itemset>,
}

impl Miner<'_> {
    /// Adds the suffix with `product`, unless there are too many sets already.
    fn add(&mut self, product: u32, count: u32) {
        self.budget.spend();
        if self.budget.is_spent() {
            return;
        }
        let mut products = Vec::with_capacity(self.suffix.len() + 1);
        products.extend_from_slice(&self.suffix);
        products.push(product);
        products.sort_unstable();
        self.found.push(Itemset { products, count });
    }

    /// Whether sets may grow by two products more than the suffix holds, which is when a projection says anything new.
    fn may_grow(&self) -> bool {
        self.suffix.len() + 2 <= self.longest && !self.budget.is_spent()
    }

    /// The sets of the suffix and what lies above `item`, the last of the suffix; `names` are the items' products.
    fn above(&mut self, tree: &Tree, item: usize, names: &[u32]) {
        if self.suffix.len() >= self.longest || self.budget.is_spent() {
            return;
        }
        let met = tree.met_above(item);
        let kept: Vec<usize> = (0..item).filter(|&item| met[item] >= self.least).collect();
        kept.iter().for_each(|&item| self.add(names[item], met[item]));
        if kept.len() < 2 || !self.may_grow() {
            return;
        }
        let names: Vec<u32> = kept.iter().map(|&item| names[item]).collect();
        if kept.len() <= WORD {
            let rows = words(tree, item, &kept);
            return self.within(rows, &names);
        }
        let mut numbers = vec![RARE; item];
        (0..).zip(&kept).for_each(|(number, &item)| numbers[item] = number);
        let paths = narrowed(tree, item, &numbers);
        let tree = Tree::new(&paths, &sorted(&paths), kept.len());
        drop(paths);
        for item in 0..tree.items() {
            self.suffix.push(names[item]);
            self.above(&tree, item, &names);
            self.suffix.pop();
        }
    }

    /// The sets of the suffix and at least two items of the words, whose bits stand for `names`; those with one item have been added.
    fn within(&mut self, mut rows: Vec<(u64, u32)>, names: &[u32]) {
        rows.sort_unstable_by_key(|row| row.0);
        rows.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
        if let [(word, count)] = rows[..] {
            if count >= self.least {
                self.subsets(word, count, names);
            }
            return;
        }
        let present = rows.iter().fold(0, |all, row| all | row.0);
        let mut counts = [0_u32; WORD];
        for item in bits(present) {
            let (own, below) = (1_u64 << item, (1_u64 << item) - 1);
            let with = || rows.iter().filter(|row| row.0 & own != 0).map(|row| (row.0 & below, row.1));
            for (word, weight) in with() {
                bits(word).for_each(|other| counts[other] += weight);
            }
            self.suffix.push(names[item]);
            let mut kept = 0_u64;
            for other in bits(present & below) {
                if counts[other] >= self.least {
                    self.add(names[other], counts[other]);
                    kept |= 1 << other;
                }
                counts[other] = 0;
            }
            if kept.count_ones() >= 2 && self.may_grow() {
                let rows = with().map(|(word, weight)| (word & kept, weight)).filter(|row| row.0.count_ones() >= 2);
                self.within(rows.collect(), names);
            }
            self.suffix.pop();
        }
    }

    /// The suffix with each subset of two items or more of the word.
    fn subsets(&mut self, word: u64, count: u32, names: &[u32]) {
        for item in bits(word) {
            let below = word & ((1 << item) - 1);
            self.suffix.push(names[item]);
            bits(below).for_each(|other| self.add(names[other], count));
            if below.count_ones() >= 2 && self.may_grow() {
                self.subsets(below, count, names);
            }
            self.suffix.pop();
        }
    }
}

/// The positions of a word's bits, ascending.
fn bits(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = (word != 0).then(|| word.trailing_zeros() as usize)?;
        word &= word - 1;
        Some(lowest)
    })
}

/// What lies above an item as words of the kept items, those with fewer than two of them left out.
fn words(tree: &Tree, item: usize, kept: &[usize]) -> Vec<(u64, u32)> {
    let mut bit = vec![0_u64; item];
    kept.iter().enumerate().for_each(|(number, &item)| bit[item] = 1 << number);
    let rows = tree.above(item).map(|(weight, stretches)| {
        let word = |word, stretch: &[u32]| stretch.iter().fold(word, |word, &item| word | bit[item as usize]);
        (stretches.fold(0, word), weight)
    });
    rows.filter(|row: &(u64, u32)| row.0.count_ones() >= 2).collect()
}

/// What lies above an item as paths of the items that have a number, by number.
fn narrowed(tree: &Tree, item: usize, numbers: &[u32]) -> Paths {
    let mut narrow = Paths::default();
    for (weight, stretches) in tree.above(item) {
        let begin = narrow.items.len();
        let numbered = stretches.flatten().map(|&item| numbers[item as usize]);
        narrow.items.extend(numbered.filter(|&number| number != RARE));
        if narrow.items.len() > begin {
            narrow.items[begin..].sort_unstable();
            narrow.ends.push(narrow.items.len());
            narrow.weights.push(weight);
        }
    }
    narrow
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// Apriori (Agrawal and Srikant 1994) as a reference: sets grow by one product while they are frequent.
    fn apriori(baskets: &[Vec<u32>], products: u32, least: u32, longest: usize) -> Vec<Itemset> {
        let count = |set: &[u32]| baskets.iter().filter(|basket| set.iter().all(|p| basket.contains(p))).count() as u32;
        let mut level: Vec<Vec<u32>> = vec![vec![]];
        let mut all = Vec::new();
        for _ in 0..longest {
            let longer = |set: &Vec<u32>| {
                let from = set.last().map_or(0, |last| last + 1);
                (from..products).map(|product| [set.as_slice(), &[product]].concat()).collect::<Vec<_>>()
            };
            let sets: Vec<Itemset> = level
                .iter()
                .flat_map(longer)
                .map(|products| Itemset { count: count(&products), products })
                .filter(|set| set.count >= least)
                .collect();
            level = sets.iter().map(|set| set.products.clone()).collect();
            all.extend(sets);
        }
        all
    }

    fn matrix(baskets: &[Vec<u32>], products: u32) -> Interactions {
        let entries = |basket: &Vec<u32>| basket.iter().map(|&product| (product, 1.0)).collect();
        Interactions::new(products as usize, baskets.iter().map(entries).collect::<Vec<_>>())
    }

    fn spec(least_baskets: u32, longest: usize) -> ItemsetSpec {
        ItemsetSpec { support: 1e-9, least_baskets, longest, most_itemsets: 1_000_000 }
    }

    proptest! {
        #[test]
        fn apriori_finds_the_same(
            baskets in proptest::collection::vec(proptest::collection::btree_set(0_u32..12, 0..9), 0..60),
            least in 1_u32..6,
            longest in 1_usize..7,
        ) {
            let baskets: Vec<Vec<u32>> = baskets.into_iter().map(|basket| basket.into_iter().collect()).collect();
            let found = frequent_itemsets(&matrix(&baskets, 12), &spec(least, longest)).unwrap();
            prop_assert_eq!(found, apriori(&baskets, 12, least, longest));
        }
    }

    #[test]
    fn projections_onto_more_items_than_a_word_are_trees() {
        // 90 products, each basket a stretch of 75 to 80 of them, so that nearly all go with nearly all.
        let baskets: Vec<Vec<u32>> = (0..40).map(|i| (i * 7 % 11..i * 7 % 11 + 75 + i % 5).collect()).collect();
        let found = frequent_itemsets(&matrix(&baskets, 90), &spec(30, 3)).unwrap();
        assert!(found.iter().filter(|set| set.products.len() == 1).count() > WORD);
        assert_eq!(found, apriori(&baskets, 90, 30, 3));
    }

    #[test]
    fn bits_do_not_depend_on_threads_and_shares_are_rounded_up() {
        let baskets: Vec<Vec<u32>> = (0..3000_u32).map(|i| (0..20).filter(|p| i * (p + 3) % 7 < 3).collect()).collect();
        let matrix = matrix(&baskets, 20);
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| frequent_itemsets(&matrix, &spec(300, 5)).unwrap())
        };
        assert_eq!(with(1), with(3));
        let least = |support: f64, baskets: usize| ItemsetSpec { support, ..spec(1, 1) }.least(baskets).unwrap();
        assert_eq!((least(0.07, 100), least(0.071, 100), least(1e-9, 100), least(1.0, 3)), (7, 8, 1, 3));
    }

    #[test]
    fn too_many_sets_are_an_error_and_not_the_end_of_memory() {
        // One basket of 40 products 25 times over: 2^40 - 1 sets.
        let baskets = vec![(0..40).collect::<Vec<u32>>(); 25];
        let spec = ItemsetSpec { longest: 64, most_itemsets: 10_000, ..ItemsetSpec::default() };
        let error = frequent_itemsets(&matrix(&baskets, 40), &spec).unwrap_err().to_string();
        assert!(error.starts_with("too many frequent sets, at support: expected at most 10000 sets"), "{error}");
        let counts: BTreeMap<usize, usize> =
            frequent_itemsets(&matrix(&baskets, 40), &ItemsetSpec { longest: 2, ..spec.clone() }).unwrap().iter().fold(
                BTreeMap::new(),
                |mut counts, set| {
                    *counts.entry(set.products.len()).or_default() += 1;
                    counts
                },
            );
        assert_eq!(counts, BTreeMap::from([(1, 40), (2, 780)]));
        let error =
            frequent_itemsets(&matrix(&baskets, 40), &ItemsetSpec { support: 0.0, ..ItemsetSpec::default() }).unwrap_err();
        assert_eq!(error.kind().name(), "parameter");
    }
}
