//! Why a product: what its own forest says of the customer's columns, and what other customers have.

use crate::model::offers::{Condition, FEWEST, Offers};
use crate::model::{Field, Product};

use super::super::customer::FieldValue;
use super::answer::{Alike, BundleShown, Held, OfferReason, OfferReasonKind};
use super::first::first;
use super::gates::{Cause, Situation};
use super::words::Words;

/// Columns that a reason names at most.
const COLUMNS: usize = 3;
/// Products that a difference names at most.
const DIFFERENCE: usize = 10;
/// Bundles that are shown at most.
const BUNDLES: usize = 5;

/// A recommendation under way: what sentences are made from.
pub(super) struct Telling<'a> {
    pub(super) situation: &'a Situation<'a>,
    pub(super) offers: &'a Offers,
    pub(super) catalogue: &'a [Product],
    /// The customer's values by field, as they were given.
    pub(super) values: &'a [Option<&'a FieldValue>],
    pub(super) words: &'a Words,
}

impl Telling<'_> {
    pub(super) fn name(&self, product: usize) -> String {
        self.words.title(&self.catalogue[product].name, &self.catalogue[product].id)
    }

    fn field(&self, position: usize) -> &Field {
        &self.situation.advisor.fields()[position]
    }

    /// Why a product, the strongest kind of reason first.
    pub(super) fn reasons(&self, product: usize, contexts: &[usize]) -> Vec<OfferReason> {
        let mut reasons: Vec<OfferReason> = Vec::new();
        for &context in contexts {
            let context = &self.offers.policy.contexts[context];
            let text = self.words.title(&context.reason, &self.words.rule(&context.name));
            reasons.push(OfferReason { kind: OfferReasonKind::Context, text, contribution: None, count: None });
        }
        reasons.extend(self.columns(product));
        reasons.extend(self.bundle(product));
        reasons.extend(self.together(product));
        reasons.extend(self.crowds(product));
        if reasons.is_empty() {
            reasons.push(self.let_through(product));
        }
        reasons
    }

    /// What is left to say for a product that nobody has yet: the value by which the rules about it let it through.
    fn let_through(&self, product: usize) -> OfferReason {
        let rules = self.situation.desk.rules.iter().filter(|rule| rule.about[product]);
        let conditions = rules.flat_map(|rule| rule.when.iter().chain(&rule.require));
        // What the call is about is a context's reason.
        let told = conditions.filter(|condition| !matches!(condition, Condition::Intent { .. }));
        let found: Vec<String> = told.filter_map(|condition| self.found(condition)).collect();
        let text = if found.is_empty() { self.words.open_to_all() } else { self.words.fits(&found.join(", ")) };
        OfferReason { kind: OfferReasonKind::Rule, text, contribution: None, count: None }
    }

    /// The columns that move the product's own forest most, by exact Shapley values.
    fn columns(&self, product: usize) -> Vec<OfferReason> {
        let desk = self.situation.desk;
        let Some(ranker) = desk.ranker_of[product] else { return Vec::new() };
        let (model, plan) = (&self.offers.rankers[ranker].model, desk.ranking.plan(ranker));
        let (mut bins, mut leaves) = (Vec::new(), Vec::new());
        plan.margin(model, &self.situation.encoded.row, &mut bins, &mut leaves);
        let mut contributions = vec![0.0; self.situation.advisor.fields().len()];
        desk.shapley(self.offers, ranker).explain(model, &leaves, &mut contributions);
        let mut order: Vec<usize> = (0..contributions.len()).filter(|&at| contributions[at].abs() > 1e-3).collect();
        let stronger = |&a: &usize, &b: &usize| contributions[b].abs().total_cmp(&contributions[a].abs()).then(a.cmp(&b));
        order.sort_by(stronger);
        let reason = |at: usize| {
            let field = self.field(at);
            let title = self.words.title(&field.title, &field.name);
            let text = self.words.column(&title, &self.shown(at), contributions[at] > 0.0);
            OfferReason { kind: OfferReasonKind::Column, text, contribution: Some(contributions[at]), count: None }
        };
        order.truncate(COLUMNS);
        // What speaks for the product is said before what speaks against it.
        order.sort_by_key(|&at| contributions[at] < 0.0);
        order.into_iter().map(reason).collect()
    }

    /// The value of a field, as people read it.
    fn shown(&self, field: usize) -> String {
        self.words.value(&self.situation.advisor.pack().glossary, self.field(field), self.values[field])
    }

    /// The frequent combination that the product would complete, the likeliest one.
    fn bundle(&self, product: usize) -> Option<OfferReason> {
        let mine = self.offers.bundles.iter().filter(|bundle| bundle.adds as usize == product && bundle.lift > 1.0);
        let whole = mine.filter(|bundle| bundle.held.iter().all(|&held| self.situation.person.has(held as usize)));
        let best = whole.max_by(|a, b| a.confidence.total_cmp(&b.confidence))?;
        let held: Vec<String> = best.held.iter().map(|&held| self.name(held as usize)).collect();
        let text = self.words.bundle(&held.join(" + "), best.confidence, best.count);
        Some(OfferReason { kind: OfferReasonKind::Bundle, text, contribution: None, count: Some(best.count) })
    }

    /// The product that is held and that most others hold together with this one.
    fn together(&self, product: usize) -> Option<OfferReason> {
        let near = self.offers.similar.of(product).filter(|n| n.both >= FEWEST && self.situation.person.has(n.product));
        let best = near.max_by(|a, b| a.by_holders.total_cmp(&b.by_holders))?;
        let text = self.words.together(&self.name(best.product), best.both);
        Some(OfferReason { kind: OfferReasonKind::Together, text, contribution: None, count: Some(best.both) })
    }

    /// How many of the customers alike, of the segment, and else of all, have it.
    fn crowds(&self, product: usize) -> Vec<OfferReason> {
        let mut reasons = Vec::new();
        let mut push = |kind, holders: u32, text: String| {
            if holders >= FEWEST {
                reasons.push(OfferReason { kind, text, contribution: None, count: Some(holders) });
            }
        };
        if let Some(crowd) = &self.offers.clusters {
            let centre = crowd.place(self.situation.person);
            let (holders, all) = (crowd.holders_of(centre)[product], crowd.customers[centre]);
            push(OfferReasonKind::Alike, holders, self.words.alike(share(holders, all), all));
        }
        if let Some((segments, cell)) = self.cell() {
            let (holders, all) = (segments.holders_of(cell)[product], segments.customers[cell]);
            push(OfferReasonKind::Segment, holders, self.words.segment(share(holders, all), all));
        }
        let holders = self.offers.holders[product];
        push(OfferReasonKind::Popular, holders, self.words.popular(share(holders, self.offers.customers)));
        reasons
    }

    fn cell(&self) -> Option<(&crate::model::offers::Segments, usize)> {
        let segments = self.offers.segments.as_ref()?;
        Some((segments, segments.place(self.situation.person)?))
    }

    /// Customers alike and of the same segment, and what they have that this one lacks.
    pub(super) fn alike(&self) -> Vec<Alike> {
        let mut alike = Vec::new();
        if let Some(crowd) = &self.offers.clusters {
            let centre = crowd.place(self.situation.person);
            alike.push(self.difference("cluster", crowd.customers[centre], crowd.holders_of(centre)));
        }
        if let Some((segments, cell)) = self.cell() {
            alike.push(self.difference("segment", segments.customers[cell], segments.holders_of(cell)));
        }
        alike
    }

    fn difference(&self, by: &str, customers: u32, holders: &[u32]) -> Alike {
        let lacking = |&(product, count): &(usize, u32)| count >= FEWEST && !self.situation.person.has(product);
        let difference = first(holders.iter().copied().enumerate().filter(lacking), DIFFERENCE, |a, b| b.1.cmp(&a.1));
        let held = |(product, count): (usize, u32)| Held {
            product: self.catalogue[product].id.clone(),
            name: self.name(product),
            customers: count,
            share: share(count, customers),
        };
        let difference = difference.into_iter().map(held).collect();
        Alike { by: by.to_owned(), customers, difference }
    }

    /// The popular combinations that lack one product, the likeliest first.
    pub(super) fn bundles(&self) -> Vec<BundleShown> {
        let person = self.situation.person;
        let one_short = |bundle: &&crate::model::offers::Bundle| {
            !person.has(bundle.adds as usize) && bundle.held.iter().all(|&held| person.has(held as usize))
        };
        let mut whole: Vec<_> = self.offers.bundles.iter().filter(one_short).collect();
        whole.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then(a.adds.cmp(&b.adds)));
        let mut seen = Vec::new();
        whole.retain(|bundle| {
            !seen.contains(&bundle.adds) && {
                seen.push(bundle.adds);
                true
            }
        });
        let id = |&product: &u32| self.catalogue[product as usize].id.clone();
        let shown = |bundle: &crate::model::offers::Bundle| BundleShown {
            held: bundle.held.iter().map(id).collect(),
            adds: id(&bundle.adds),
            name: self.name(bundle.adds as usize),
            customers: bundle.count,
            confidence: bundle.confidence,
            lift: bundle.lift,
        };
        whole.into_iter().take(BUNDLES).map(shown).collect()
    }

    /// What traces call the rule behind a cause, and the sentence about it.
    pub(super) fn because(&self, cause: &Cause) -> (String, String) {
        let words = self.words;
        let (rule, text) = match *cause {
            Cause::Held => ("held", words.held()),
            Cause::Discontinued => ("discontinued", words.discontinued()),
            Cause::TooYoung { age, least } => ("min_age", words.too_young(age, least)),
            Cause::TooOld { age, most } => ("max_age", words.too_old(age, most)),
            Cause::Requires(product) => ("requires", words.requires(&self.name(product))),
            Cause::OptOut => ("opt_out", words.opt_out()),
            Cause::Declined { times, days } => ("declined", words.declined(times, days)),
            Cause::Offered { times, days } => ("offered", words.offered(times, days)),
            Cause::Veto { held, veto } => {
                let ([a, b], both) = (self.offers.vetoes[veto].products, self.offers.vetoes[veto].both);
                let [a, b] = [a, b].map(|product| f64::from(self.offers.holders[product as usize]));
                let expected = a * b / f64::from(self.offers.customers.max(1));
                let of = self.offers.holders[held];
                ("rarely_together", words.rarely_together(&self.name(held), of, both, expected))
            }
            Cause::Rule { rule, ref condition } => {
                let rule = &self.offers.policy.rules[rule];
                let text = words.title(&rule.reason, &words.rule(&rule.name));
                let found = condition.as_ref().and_then(|condition| self.found(condition));
                return (rule.name.clone(), found.map_or_else(|| text.clone(), |found| format!("{text} ({found})")));
            }
        };
        (rule.to_owned(), text)
    }

    /// The value that decided a condition.
    fn found(&self, condition: &Condition) -> Option<String> {
        use crate::model::offers::Values;
        match condition {
            Condition::Number { field, .. } | Condition::Category { field, .. } | Condition::Known { field, .. } => {
                let title = self.words.title(&self.field(*field).title, &self.field(*field).name);
                Some(format!("{title}: {}", self.shown(*field)))
            }
            Condition::Probability { index, .. } => {
                let index_of = &self.situation.advisor.pack().indices[*index];
                let percent = 100.0 * self.situation.probability(*index);
                Some(format!("{}: {percent:.1} %", self.words.title(&index_of.title, &index_of.name)))
            }
            Condition::PriceShare { field, .. } => {
                let title = self.words.title(&self.field(*field).title, &self.field(*field).name);
                Some(format!("{title}: {}", self.shown(*field)))
            }
            Condition::Intent { .. } => {
                let intent = self.situation.request.intent.as_ref()?;
                Some(self.words.called(self.situation.advisor.pack().glossary.intents.get(intent), intent))
            }
            Condition::Holds { .. } => None,
        }
    }
}

fn share(count: u32, of: u32) -> f64 {
    f64::from(count) / f64::from(of.max(1))
}
