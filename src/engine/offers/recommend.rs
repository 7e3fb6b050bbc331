//! The recommendation itself.

use crate::dataset::filled;
use crate::error::{Error, ErrorKind, Result};
use crate::model::Product;
use crate::model::offers::{Gate, Offers};
use litemap::LiteMap;

use super::super::Advisor;
use super::super::customer::{Customer, FieldValue};
use super::super::dto::{Warning, WarningKind};
use super::super::encode::Encoded;
use super::answer::{Dropped, Factor, Nothing, Offer, Recommendation};
use super::desk::Desk;
use super::first::first;
use super::gates::{Cause, Situation};
use super::person::Person;
use super::ranking::{propensities, utilities};
use super::reasons::Telling;
use super::request::Request;
use super::words::Words;

/// Products below the offers that are named.
const NEXT: usize = 100;
/// Products are alike by being of one category at least so much.
const SAME_CATEGORY: f64 = 0.5;

/// Most that all contexts together multiply a priority by, and least: a hundred of them stay a number.
const MOST_CONTEXT: f64 = 1e30;

/// A candidate that passed every gate.
struct Candidate {
    product: usize,
    propensity: f64,
    context: f64,
    value: f64,
    levers: f64,
    contexts: Vec<usize>,
    unchecked: Vec<usize>,
}

impl Candidate {
    fn priority(&self) -> f64 {
        self.propensity * self.context * self.value * self.levers
    }
}

impl Advisor {
    /// The parts that offers are made from.
    pub(super) fn offering(&self) -> Result<(&Offers, &Desk, &[Product])> {
        let pack = self.pack();
        let none = || {
            let expected = "a pack trained with an [offers] section";
            Error::new(ErrorKind::Parameter, "the pack makes no offers", &pack.name, expected, "none")
        };
        let (offers, desk) = pack.offers.as_ref().zip(self.desk()).ok_or_else(none)?;
        Ok((offers, desk, &pack.catalogue))
    }

    /// What to offer a customer, why, and why not the rest.
    ///
    /// # Errors
    /// `parameter` when the pack makes no offers.
    pub fn recommend(&self, customer: &Customer, request: &Request) -> Result<Recommendation> {
        let (_, desk, catalogue) = self.offering()?;
        let customer = with_holdings(self, desk, catalogue, customer, request);
        let (encoded, values) = self.encode(&customer, request.now);
        let mut warnings = encoded.warnings.clone();
        let known = |id: &String| desk.product(catalogue, id).is_some();
        let named = request.holdings.iter().map(|(id, _)| id).chain(request.contacts.iter().map(|contact| &contact.product));
        let mut unknown: Vec<&String> = named.filter(|id| !known(id)).collect();
        unknown.sort();
        unknown.dedup();
        warnings.extend(unknown.into_iter().map(|id| Warning {
            kind: WarningKind::UnknownProduct,
            field: id.clone(),
            message: format!("The pack has no product {}; it counts for nothing.", crate::error::quote(id)),
        }));
        let mut answer = self.recommend_to(&encoded, &values, request)?;
        warnings.append(&mut answer.warnings);
        Ok(Recommendation { warnings, ..answer })
    }

    /// The same for a customer that was read; values are given by field, for sentences.
    fn recommend_to(&self, encoded: &Encoded, values: &[Option<&FieldValue>], request: &Request) -> Result<Recommendation> {
        let (offers, desk, catalogue) = self.offering()?;
        let person = Person::new(&encoded.row, holdings(desk, catalogue, encoded, request), catalogue.len());
        let situation = Situation::new(self, desk, &person, encoded, request);
        let words = Words::new(&request.lang);
        let telling = Telling { situation: &situation, offers, catalogue, values, words: &words };

        let mut utilities = utilities(&desk.ranking.weighed(offers, &person, &offers.blend), &offers.blend);
        // Where nothing has a weight, nothing is known of any product.
        utilities.resize(catalogue.len(), 0.0);
        let propensities = propensities(&utilities, |product| !person.has(product) || catalogue[product].repeatable);
        let (mut candidates, mut dropped, mut by_gate) = (Vec::new(), Vec::new(), LiteMap::<Gate, usize>::new());
        for (product, &propensity) in propensities.iter().enumerate() {
            match situation.check(product) {
                Ok(unchecked) => candidates.push(self.candidate(&situation, product, propensity, unchecked)),
                Err(cause) => {
                    *by_gate.entry(cause.gate(desk)).or_default() += usize::from(cause != Cause::Held);
                    let (rule, because) = telling.because(&cause);
                    let (id, name) = (catalogue[product].id.clone(), telling.name(product));
                    dropped.push(Dropped { product: id, name, gate: cause.gate(desk), rule, because });
                }
            }
        }
        let nothing = candidates.is_empty().then(|| nothing(&words, &by_gate, dropped.len()));
        let chosen = choose(&mut candidates, offers, desk, request.top);
        let mut warnings = Vec::new();
        let offer = |(candidate, kept): &(Candidate, f64)| {
            let product = &catalogue[candidate.product];
            if !words.has(&product.name) {
                let message = words.no_text(&crate::error::quote(&product.id));
                warnings.push(Warning { kind: WarningKind::MissingText, field: product.id.clone(), message });
            }
            telling.offer(candidate, *kept)
        };
        let made = chosen.iter().map(offer).collect();
        Ok(Recommendation {
            offers: made,
            nothing,
            dropped,
            next: next(&candidates).into_iter().map(|product| catalogue[product].id.clone()).collect(),
            alike: telling.alike(),
            bundles: telling.bundles(),
            held: person.holdings.iter().map(|&(product, _)| catalogue[product as usize].id.clone()).collect(),
            warnings,
        })
    }

    fn candidate(&self, situation: &Situation<'_>, product: usize, propensity: f64, unchecked: Vec<usize>) -> Candidate {
        let entry = &self.pack().catalogue[product];
        let contexts = situation.contexts(product);
        let policy = self.pack().offers.as_ref().map(|offers| &offers.policy);
        let factor = |&at: &usize| policy.map_or(1.0, |policy| policy.contexts[at].factor);
        let nobody = self.pack().offers.as_ref().is_some_and(|offers| offers.holders[product] == 0);
        let propensity = entry.starting_propensity.filter(|_| nobody).unwrap_or(propensity);
        Candidate {
            product,
            propensity,
            context: contexts.iter().map(factor).fold(1.0, |all, factor| (all * factor).clamp(1.0 / MOST_CONTEXT, MOST_CONTEXT)),
            value: entry.value.unwrap_or(situation.desk.usual_value),
            levers: entry.lever.unwrap_or(1.0) * situation.desk.novelty[product],
            contexts,
            unchecked,
        }
    }
}

impl Telling<'_> {
    fn offer(&self, candidate: &Candidate, kept: f64) -> Offer {
        let product = &self.catalogue[candidate.product];
        let reasons = self.reasons(candidate.product, &candidate.contexts);
        let name = self.name(candidate.product);
        let policy = &self.offers.policy;
        let context = |&at: &usize| Factor { name: policy.contexts[at].name.clone(), amount: policy.contexts[at].factor };
        Offer {
            product: product.id.clone(),
            category: product.category.clone(),
            price: product.price,
            priority: candidate.priority() * kept,
            propensity: candidate.propensity,
            context: candidate.context,
            value: candidate.value,
            levers: candidate.levers,
            diversity: kept,
            contexts: candidate.contexts.iter().map(context).collect(),
            benefits: product.benefits.iter().map(|(name, &amount)| Factor { name: name.clone(), amount }).collect(),
            unchecked: candidate.unchecked.iter().map(|&at| policy.rules[at].name.clone()).collect(),
            say: self.say(
                product,
                &name,
                // What a column says is worded for who advises.
                reasons.iter().find(|reason| reason.contribution.is_none()).map_or("", |reason| &reason.text),
            ),
            reasons,
            name,
        }
    }

    /// The sentence to say: the catalogue's with its blanks filled in, or a plain question.
    fn say(&self, product: &Product, name: &str, reason: &str) -> String {
        let template = self.words.title(&product.pitch, "");
        if template.is_empty() {
            return self.words.pitch(name);
        }
        let price = product.price.map_or_else(String::new, |price| self.words.number(price));
        filled(&template, |blank| match blank {
            "product" => name,
            "price" => &price,
            "reason" => reason,
            other => other,
        })
    }
}

/// The customer with the columns filled in that tell of holdings the caller named.
fn with_holdings(advisor: &Advisor, desk: &Desk, catalogue: &[Product], customer: &Customer, request: &Request) -> Customer {
    let mut customer = customer.clone();
    for (id, strength) in &request.holdings {
        let field = desk.product(catalogue, id).and_then(|product| desk.held_by[product]);
        let Some(field) = field.map(|field| &advisor.fields()[field]) else { continue };
        let value = match field.semantic {
            crate::dataset::Semantic::Boolean => FieldValue::Boolean(*strength > 0.0),
            _ => FieldValue::Number(f64::from(*strength)),
        };
        customer.set(&field.name, value);
    }
    customer
}

/// What the customer has: what their columns tell of, and what the caller named.
fn holdings(desk: &Desk, catalogue: &[Product], encoded: &Encoded, request: &Request) -> Vec<(u32, f32)> {
    let of_column = |(product, field): (usize, &Option<usize>)| {
        let value = encoded.row.numbers[(*field)?];
        crate::model::offers::held(value).then_some((product as u32, value))
    };
    let mut holdings: Vec<(u32, f32)> = desk.held_by.iter().enumerate().filter_map(of_column).collect();
    let named = |(id, strength): &(String, f32)| Some((desk.product(catalogue, id)? as u32, *strength));
    holdings.extend(request.holdings.iter().filter_map(named));
    holdings
}

/// Takes the best candidates, one after the other; what is like one that was taken counts for less. Each with what is left of its
/// priority.
fn choose(candidates: &mut Vec<Candidate>, offers: &Offers, desk: &Desk, top: usize) -> Vec<(Candidate, f64)> {
    let mut priorities: Vec<f64> = candidates.iter().map(Candidate::priority).collect();
    let mut kept = vec![1.0_f64; candidates.len()];
    let mut chosen: Vec<(Candidate, f64)> = Vec::new();
    while chosen.len() < top && !candidates.is_empty() {
        let (mut best, mut most) = (0, priorities[0] * kept[0]);
        for (at, (priority, kept)) in priorities.iter().zip(&kept).enumerate() {
            if priority * kept > most {
                (best, most) = (at, priority * kept);
            }
        }
        // What is left stays in the catalogue's order, so that ties go to the first.
        priorities.remove(best);
        let (taken, share) = (candidates.remove(best), kept.remove(best));
        let alike = likeness(taken.product, offers, desk);
        for (candidate, kept) in candidates.iter().zip(&mut kept) {
            *kept = kept.min(1.0 - offers.policy.diversity * alike[candidate.product]);
        }
        chosen.push((taken, share));
    }
    chosen
}

/// The products of the first candidates in the order of their priority, ties in the catalogue's order.
fn next(candidates: &[Candidate]) -> Vec<usize> {
    let ranked = candidates.iter().map(|candidate| (candidate.priority(), candidate.product));
    first(ranked, NEXT, |a, b| b.0.total_cmp(&a.0)).into_iter().map(|(_, product)| product).collect()
}

/// How alike every product is to one, in [0, 1].
fn likeness(product: usize, offers: &Offers, desk: &Desk) -> Vec<f64> {
    let same = |kind: &Option<usize>| kind.is_some() && *kind == desk.kinds[product];
    let mut alike: Vec<f64> = desk.kinds.iter().map(|kind| if same(kind) { SAME_CATEGORY } else { 0.0 }).collect();
    for neighbour in offers.similar.of(product) {
        alike[neighbour.product] = alike[neighbour.product].max(neighbour.by_attributes);
    }
    alike
}

fn nothing(words: &Words, by_gate: &LiteMap<Gate, usize>, products: usize) -> Nothing {
    let counted: Vec<(&Gate, &usize)> = by_gate.iter().filter(|(_, count)| **count > 0).collect();
    let parts: Vec<String> = counted.iter().map(|(gate, count)| format!("{} – {count}", words.gate(**gate))).collect();
    let because = if parts.is_empty() && products > 0 { words.everything_held() } else { parts.join(", ") };
    let amount = |(gate, count): &(&Gate, &usize)| Factor { name: words.gate(**gate), amount: **count as f64 };
    Nothing { because: words.nothing(&because), by_gate: counted.iter().map(amount).collect() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::*;

    #[test]
    fn the_next_are_those_of_the_whole_order() {
        proptest!(|(priorities in proptest::collection::vec(0_u8..60, 0..400))| {
            let candidate = |(product, &propensity): (usize, &u8)| Candidate {
                product,
                propensity: f64::from(propensity),
                context: 1.0,
                value: 1.0,
                levers: 1.0,
                contexts: Vec::new(),
                unchecked: Vec::new(),
            };
            let candidates: Vec<Candidate> = priorities.iter().enumerate().map(candidate).collect();
            let mut all: Vec<(f64, usize)> = candidates.iter().map(|one| (one.priority(), one.product)).collect();
            all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            all.truncate(NEXT);
            let products: Vec<usize> = all.into_iter().map(|(_, product)| product).collect();
            assert_eq!(next(&candidates), products);
        });
    }
}
