//! Products that many customers have together, as rules that add one product to some that are held.

use crate::error::Result;
use crate::model::offers::{Bundle, FEWEST};

use super::{Interactions, ItemsetSpec, OffersSpec, RuleSpec, association_rules, closed, frequent_itemsets};

/// Smallest share of customers who have a bundle, unless the project says otherwise.
const SUPPORT: f64 = 0.01;
/// Products of a bundle at most.
const LONGEST: usize = 4;
/// Of those who have the rest of a bundle, this share at least has all of it.
const CONFIDENCE: f64 = 0.1;
/// They go together beyond chance by this factor.
const LIFT: f64 = 1.05;
/// Bundles that a pack holds, the likeliest first.
const MOST: usize = 300;

/// The bundles of a pack. Of sets that the same customers have, the largest stands for all (closed sets).
///
/// # Errors
/// `parameter` when the support is out of its range or lets too many sets pass.
pub(super) fn bundles(interactions: &Interactions, spec: &OffersSpec) -> Result<Vec<Bundle>> {
    let wanted = ItemsetSpec {
        support: spec.bundle_support.unwrap_or(SUPPORT),
        least_baskets: FEWEST,
        longest: LONGEST,
        ..ItemsetSpec::default()
    };
    let all = frequent_itemsets(interactions, &wanted)?;
    let rules =
        association_rules(&all, interactions.customers(), &RuleSpec { confidence: CONFIDENCE, lift: LIFT, longest_right: 1 })?;
    let whole: std::collections::BTreeSet<Vec<u32>> = closed(&all).into_iter().map(|set| set.products).collect();
    let bundle = |rule: super::AssociationRule| {
        let (&[adds], held) = (&rule.right[..], rule.left) else { return None };
        let mut products = held.clone();
        products.push(adds);
        products.sort_unstable();
        let kept = whole.contains(&products);
        let (support, confidence, lift) = (rule.support, rule.confidence, rule.lift);
        kept.then_some(Bundle { held, adds, count: rule.count, support, confidence, lift })
    };
    let mut bundles: Vec<Bundle> = rules.into_iter().filter_map(bundle).collect();
    bundles.sort_by(|a, b| {
        b.confidence.total_cmp(&a.confidence).then(b.count.cmp(&a.count)).then_with(|| (&a.held, a.adds).cmp(&(&b.held, b.adds)))
    });
    bundles.truncate(MOST);
    Ok(bundles)
}
