//! Rules from sets of products that go together: who has these, often has those too.
//!
//! Of a rule A → C over N baskets (Agrawal, Imieliński and Swami 1993, "Mining association rules between sets of items in large
//! databases"; Brin et al. 1997, "Dynamic itemset counting and implication rules for market basket data", for lift and
//! conviction; Piatetsky-Shapiro 1991, "Discovery, analysis, and presentation of strong rules", for leverage):
//!
//! - support P(A ∧ C), confidence P(C | A) = P(A ∧ C) / P(A);
//! - lift P(C | A) / P(C): how many times more often than anybody has C;
//! - leverage P(A ∧ C) - P(A) P(C);
//! - conviction (1 - P(C)) / (1 - P(C | A)): how many times more often the rule would be wrong if A and C had nothing to do with each
//!   other.

use crate::error::Result;
use crate::learner::params::within;

use super::fp_growth::{Itemset, order};

/// Which rules are kept.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleSpec {
    /// The least confidence, 0 to 1.
    pub confidence: f64,
    /// The least lift, 0 or more.
    pub lift: f64,
    /// Most products on a rule's right side, 1 to 64.
    pub longest_right: usize,
}

/// One product on the right, which at least a tenth of those on the left have, more often than others.
impl Default for RuleSpec {
    fn default() -> Self {
        Self { confidence: 0.1, lift: 1.0, longest_right: 1 }
    }
}

/// Who has all of `left`, often has all of `right`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The products on the left, ascending.
    pub left: Vec<u32>,
    /// The products on the right, ascending.
    pub right: Vec<u32>,
    /// The baskets that hold all of both.
    pub count: u32,
    /// P(left and right), in (0, 1].
    pub support: f64,
    /// P(right | left), in (0, 1].
    pub confidence: f64,
    /// P(right | left) / P(right), above 0.
    pub lift: f64,
    /// P(left and right) - P(left) P(right), in [-0.25, 0.25].
    pub leverage: f64,
    /// (1 - P(right)) / (1 - P(right | left)), 0 or more; infinite where the rule is never wrong.
    pub conviction: f64,
}

/// The rules that the sets give, the surest first, then the more frequent, then by their products. `itemsets` are in the order of
/// [`super::frequent_itemsets`] and all that it found: a rule whose side is not among them is left out. `baskets` is what they were
/// counted in.
///
/// # Errors
/// `parameter` when the spec is out of its ranges.
pub fn association_rules(itemsets: &[Itemset], baskets: usize, spec: &RuleSpec) -> Result<Vec<Rule>> {
    let confidence = within("confidence", spec.confidence, 0.0, 1.0)?;
    let lift = within("lift", spec.lift, 0.0, f64::MAX)?;
    let most = within("longest_right", spec.longest_right, 1, 64)?;
    let mut rules = Vec::new();
    for whole in itemsets.iter().filter(|set| set.products.len() > 1) {
        for_each_part(&whole.products, most.min(whole.products.len() - 1), &mut |left, right| {
            let Some(rule) = rule(itemsets, baskets, whole, left, right) else { return };
            if rule.confidence >= confidence && rule.lift >= lift {
                rules.push(rule);
            }
        });
    }
    rules.sort_unstable_by(|a, b| {
        let surer = b.confidence.total_cmp(&a.confidence).then(b.count.cmp(&a.count));
        surer.then_with(|| order(&a.left, &b.left)).then_with(|| order(&a.right, &b.right))
    });
    Ok(rules)
}

fn rule(itemsets: &[Itemset], baskets: usize, whole: &Itemset, left: &[u32], right: &[u32]) -> Option<Rule> {
    let [of_left, of_right] = [find(itemsets, left)?, find(itemsets, right)?].map(|at| f64::from(itemsets[at].count));
    let (both, all) = (f64::from(whole.count), baskets as f64);
    // Written so that nothing is rounded before the division: rules with equal counts have equal figures.
    Some(Rule {
        left: left.to_vec(),
        right: right.to_vec(),
        count: whole.count,
        support: both / all,
        confidence: both / of_left,
        lift: both * all / (of_left * of_right),
        leverage: (both * all - of_left * of_right) / (all * all),
        conviction: if both < of_left { (all - of_right) * of_left / (all * (of_left - both)) } else { f64::INFINITY },
    })
}

/// Calls `visit` with (the rest, the part) for each part of 1 to `most` products.
fn for_each_part(products: &[u32], most: usize, visit: &mut dyn FnMut(&[u32], &[u32])) {
    fn grow(products: &[u32], most: usize, at: usize, sides: &mut [Vec<u32>; 2], visit: &mut dyn FnMut(&[u32], &[u32])) {
        if at == products.len() {
            if !sides[1].is_empty() {
                visit(&sides[0], &sides[1]);
            }
            return;
        }
        for side in 0..2 {
            if side == 1 && sides[1].len() == most {
                continue;
            }
            sides[side].push(products[at]);
            grow(products, most, at + 1, sides, visit);
            sides[side].pop();
        }
    }
    grow(products, most, 0, &mut [Vec::new(), Vec::new()], visit);
}

fn find(itemsets: &[Itemset], products: &[u32]) -> Option<usize> {
    itemsets.binary_search_by(|set| order(&set.products, products)).ok()
}

/// The closed sets, in the same order: those that no larger set among `itemsets` comes as often as. Together they say all that the
/// others do.
#[must_use]
pub fn closed(itemsets: &[Itemset]) -> Vec<Itemset> {
    without_those_below(itemsets, |below, above| below.count == above.count)
}

/// The maximal sets, in the same order: those that are part of no larger set among `itemsets`.
#[must_use]
pub fn maximal(itemsets: &[Itemset]) -> Vec<Itemset> {
    without_those_below(itemsets, |_, _| true)
}

/// The sets but for those for which `is_covered` by one of one product more. What a larger set covers, one of those between covers too.
fn without_those_below(itemsets: &[Itemset], is_covered: impl Fn(&Itemset, &Itemset) -> bool) -> Vec<Itemset> {
    let mut covered = vec![false; itemsets.len()];
    for above in itemsets.iter().filter(|set| set.products.len() > 1) {
        for leave in 0..above.products.len() {
            let mut below = above.products.clone();
            below.remove(leave);
            if let Some(at) = find(itemsets, &below) {
                covered[at] |= is_covered(&itemsets[at], above);
            }
        }
    }
    itemsets.iter().zip(covered).filter(|(_, covered)| !covered).map(|(set, _)| set.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Interactions, ItemsetSpec, frequent_itemsets};
    use super::*;

    /// Ten baskets: 0 in 6, 1 in 5, 0 and 1 in 4, 2 always with both.
    fn baskets() -> Vec<Vec<u32>> {
        let ([all, both, first, second], none) = ([vec![0, 1, 2], vec![0, 1], vec![0], vec![1]], vec![3]);
        [&all, &all, &both, &both, &first, &first, &second, &none, &none, &none].map(Clone::clone).to_vec()
    }

    fn mined() -> Vec<Itemset> {
        let entries = |basket: Vec<u32>| basket.into_iter().map(|product| (product, 1.0)).collect();
        let spec = ItemsetSpec { support: 0.1, least_baskets: 1, longest: 4, most_itemsets: 100 };
        frequent_itemsets(&Interactions::new(4, baskets().into_iter().map(entries).collect::<Vec<_>>()), &spec).unwrap()
    }

    #[test]
    fn figures_of_a_rule_are_their_definitions() {
        let rules = association_rules(&mined(), 10, &RuleSpec { confidence: 0.0, lift: 0.0, longest_right: 2 }).unwrap();
        // Two for each of three pairs, six for the three together.
        assert_eq!(rules.len(), 12);
        let rule = rules.iter().find(|rule| (rule.left.as_slice(), rule.right.as_slice()) == (&[0], &[1])).unwrap();
        let figures = [rule.support, rule.confidence, rule.lift, rule.leverage, rule.conviction];
        let wanted = [0.4, 4.0 / 6.0, (4.0 / 6.0) / 0.5, 0.4 - 0.6 * 0.5, 0.5 / (1.0 - 4.0 / 6.0)];
        assert!(figures.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-12), "{figures:?}");
        // Surest first; among the sure the more frequent, then the shorter left.
        assert_eq!((rules[0].left.as_slice(), rules[0].right.as_slice()), (&[2][..], &[0][..]));
        assert!(rules[0].conviction.is_infinite());
        assert!(rules.windows(2).all(|pair| pair[0].confidence >= pair[1].confidence));
    }

    #[test]
    fn specs_leave_rules_out() {
        let count = |spec: RuleSpec| association_rules(&mined(), 10, &spec).unwrap().len();
        let all = RuleSpec { confidence: 0.0, lift: 0.0, longest_right: 1 };
        assert_eq!(count(all.clone()), 9);
        assert_eq!(count(RuleSpec { confidence: 0.7, ..all.clone() }), 5);
        // 0 and 1 → 2: half of four, where two of ten have it.
        assert_eq!(count(RuleSpec { lift: 2.1, ..all }), 1);
        let error = association_rules(&mined(), 10, &RuleSpec { confidence: 1.5, ..RuleSpec::default() }).unwrap_err();
        assert!(error.to_string().contains("confidence"), "{error}");
    }

    #[test]
    fn closed_and_maximal_sets_are_found() {
        let sets = |itemsets: Vec<Itemset>| itemsets.into_iter().map(|set| set.products).collect::<Vec<_>>();
        assert_eq!(sets(closed(&mined())), [vec![0], vec![1], vec![3], vec![0, 1], vec![0, 1, 2]]);
        assert_eq!(sets(maximal(&mined())), [vec![3], vec![0, 1, 2]]);
    }
}
