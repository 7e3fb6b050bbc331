//! Products that many customers have together, as rules that add one product to some that are held.

use crate::error::Result;
use crate::model::offers::{Bundle, FEWEST};

use super::{Interactions, ItemsetSpec, OffersSpec, RuleSpec, association_rules, closed, frequent_itemsets};

/// Smallest shares of customers who have a bundle, unless the project says otherwise: the first at which the sets can be counted. Where
/// everybody has a hundred of a thousand products, as in lists of ratings, there are millions of sets at the lowest.
pub(super) const SUPPORTS: [f64; 6] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.4];
/// Products of a bundle at most.
const LONGEST: usize = 4;
/// Of those who have the rest of a bundle, this share at least has all of it.
const CONFIDENCE: f64 = 0.1;
/// They go together beyond chance by this factor.
const LIFT: f64 = 1.05;
/// Bundles that a pack holds, the likeliest first.
const MOST: usize = 300;

/// The bundles of a pack, and the smallest share of customers who have one of them. Of sets that the same customers have, the largest
/// stands for all (closed sets).
///
/// # Errors
/// `parameter` when the support is out of its range, or where the project names it lets too many sets pass.
pub(super) fn bundles(interactions: &Interactions, spec: &OffersSpec) -> Result<(Vec<Bundle>, f64)> {
    let sets = |support| {
        let wanted = ItemsetSpec { support, least_baskets: FEWEST, longest: LONGEST, ..ItemsetSpec::default() };
        Ok((frequent_itemsets(interactions, &wanted)?, support))
    };
    let (all, support) = match spec.bundle_support {
        Some(support) => sets(support)?,
        // Where everybody has everything, nothing goes together beyond chance.
        None => SUPPORTS.into_iter().find_map(|support| sets(support).ok()).unwrap_or((Vec::new(), 1.0)),
    };
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
    Ok((bundles, support))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Customers who have about seven in ten of 120 products, by a fixed rule.
    fn dense() -> Interactions {
        let has = |customer: u32, product: u32| (7 * customer + 13 * product + customer * product / 3) % 10 < 7;
        let row = |customer| (0..120).filter(|&product| has(customer, product)).map(|product| (product, 1.0)).collect::<Vec<_>>();
        Interactions::new(120, (0..400).map(row))
    }

    #[test]
    fn too_many_sets_raise_the_support_and_what_the_project_names_stays() {
        let matrix = dense();
        let (bundles, support) = super::bundles(&matrix, &OffersSpec::default()).unwrap();
        assert!(support > SUPPORTS[0], "{support}");
        assert!(!bundles.is_empty() && bundles.iter().all(|bundle| bundle.support >= support));
        let named = OffersSpec { bundle_support: Some(0.01), ..OffersSpec::default() };
        assert!(super::bundles(&matrix, &named).unwrap_err().to_string().starts_with("too many frequent sets"));
    }
}
