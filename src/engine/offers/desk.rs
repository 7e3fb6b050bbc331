//! What recommending needs of a pack, worked out once: names found, rules read, forests laid out.

use std::sync::OnceLock;

use litemap::LiteMap;

use crate::math::{exp, ln};
use crate::model::offers::{Condition, Gate, Names, Offers, Scope};
use crate::model::{Pack, Product};

use super::super::shapley::ShapleyTable;
use super::ranking::Ranking;

/// What recommending needs of a pack.
pub(in crate::engine) struct Desk {
    pub(super) ranking: Ranking,
    pub(super) rules: Vec<Ruling>,
    pub(super) contexts: Vec<Ruling>,
    /// By product, the field that tells whether it is held.
    pub(super) held_by: Vec<Option<usize>>,
    /// The field that ages are read from.
    pub(super) age: Option<usize>,
    /// The positions of the products, by id ascending.
    by_id: Vec<usize>,
    /// By product, its ranker.
    pub(super) ranker_of: Vec<Option<usize>>,
    /// By product, the others that veto it, each with the veto's position.
    pub(super) vetoed_by: Vec<Vec<(usize, usize)>>,
    /// By product, the number of its category.
    pub(super) kinds: Vec<Option<usize>>,
    /// The rules in the order of their gates: those before vetoes are looked at, and those after.
    pub(super) order: [Vec<usize>; 2],
    /// By product, what novelty multiplies its levers by.
    pub(super) novelty: Vec<f64>,
    /// What a sale of a product without a value of its own counts as.
    pub(super) usual_value: f64,
    shapley: Vec<OnceLock<ShapleyTable>>,
}

/// A rule or context whose names have been found.
pub(super) struct Ruling {
    /// By product, whether it is about it.
    pub(super) about: Vec<bool>,
    pub(super) gate: Gate,
    pub(super) when: Vec<Condition>,
    pub(super) require: Vec<Condition>,
}

impl Desk {
    /// `None` for a pack without offers.
    pub(in crate::engine) fn new(pack: &Pack) -> Option<Self> {
        let offers = pack.offers.as_ref()?;
        let (products, indices) = (&pack.catalogue, Names::of_indices(&pack.indices));
        let names = Names { fields: &pack.fields, indices: &indices, products };
        // Reading a pack has checked that every condition's names are there.
        let found = |specs: &[_]| specs.iter().filter_map(|spec| Condition::new(spec, names, "").ok()).collect();
        let rule = |rule: &crate::model::offers::Rule| Ruling {
            about: about(&rule.only, products),
            gate: rule.gate,
            when: found(&rule.when),
            require: found(&rule.require),
        };
        let context = |context: &crate::model::offers::Context| Ruling {
            about: about(&context.only, products),
            gate: Gate::Applicability,
            when: found(&context.when),
            require: Vec::new(),
        };
        let mut by_id: Vec<usize> = (0..products.len()).collect();
        by_id.sort_by(|&a, &b| products[a].id.cmp(&products[b].id));
        let position = |name: &String| pack.fields.iter().position(|field| field.name == *name);
        let mut ranker_of = vec![None; products.len()];
        offers.rankers.iter().enumerate().for_each(|(at, ranker)| ranker_of[ranker.product as usize] = Some(at));
        let mut vetoed_by = vec![Vec::new(); products.len()];
        for (at, veto) in offers.vetoes.iter().enumerate() {
            let [a, b] = veto.products.map(|product| product as usize);
            vetoed_by[a].push((b, at));
            vetoed_by[b].push((a, at));
        }
        let rules: Vec<Ruling> = offers.policy.rules.iter().map(rule).collect();
        let order = [[Gate::Eligibility, Gate::Applicability], [Gate::Suitability, Gate::Suppression]];
        let of_gate = |gate: Gate| (0..rules.len()).filter(|&at| rules[at].gate == gate).collect::<Vec<usize>>();
        Some(Self {
            kinds: kinds(products),
            order: order.map(|gates| gates.map(of_gate).concat()),
            vetoed_by,
            ranking: Ranking::new(offers),
            rules,
            contexts: offers.policy.contexts.iter().map(context).collect(),
            held_by: pack.held_by(),
            age: offers.policy.age.as_ref().and_then(position),
            by_id,
            ranker_of,
            novelty: novelty(offers),
            usual_value: middle(products),
            shapley: offers.rankers.iter().map(|_| OnceLock::new()).collect(),
        })
    }

    /// The position of the product of this id.
    pub(super) fn product(&self, products: &[Product], id: &str) -> Option<usize> {
        self.by_id.binary_search_by(|&at| products[at].id.as_str().cmp(id)).ok().map(|found| self.by_id[found])
    }

    /// The exact attributions of a product's forest.
    pub(super) fn shapley(&self, offers: &Offers, ranker: usize) -> &ShapleyTable {
        let all = offers.rankers.len();
        self.shapley[ranker].get_or_init(|| ShapleyTable::new(&offers.rankers[ranker].model, all))
    }
}

/// By product, the share of customers who have it to the power of minus the policy's novelty; a product that nobody has counts as one that
/// one more customer would have.
fn novelty(offers: &Offers) -> Vec<f64> {
    let all = f64::from(offers.customers) + 1.0;
    let share = |&holders: &u32| (f64::from(holders) + 1.0) / all;
    offers.holders.iter().map(|holders| exp(-offers.policy.novelty * ln(share(holders)))).collect()
}

/// By product, whether a rule of this scope is about it.
fn about(scope: &Scope, products: &[Product]) -> Vec<bool> {
    let everything = scope.products.is_empty() && scope.categories.is_empty();
    let named = |product: &Product| {
        scope.products.contains(&product.id) || product.category.as_ref().is_some_and(|own| scope.categories.contains(own))
    };
    products.iter().map(|product| everything || named(product)).collect()
}

/// By product, the number of its category.
fn kinds(products: &[Product]) -> Vec<Option<usize>> {
    let mut known = LiteMap::<&String, usize>::new();
    let mut number = |category| {
        let next = known.len();
        *known.entry(category).or_insert(next)
    };
    products.iter().map(|product| product.category.as_ref().map(&mut number)).collect()
}

/// The middle of the values that the catalogue states; 1 where it states none.
fn middle(products: &[Product]) -> f64 {
    let mut values: Vec<f64> = products.iter().filter_map(|product| product.value).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(1.0)
}
