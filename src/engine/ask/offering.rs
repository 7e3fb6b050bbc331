//! Answers that are offers: what to take, why, why not, what else, what people alike have, what is there already.

use super::super::offers::{Dropped, Offer, Recommendation, Request};
use super::answer::AnswerCard;
use super::reply::{Draft, Reply};
use super::words;
use crate::model::ask::Intent;

/// Offers that an answer shows.
pub(super) const SHOWN: usize = 3;
/// Offers that are looked through.
const LOOKED_THROUGH: usize = 50;
/// Reasons that a sentence gives.
const REASONS: usize = 2;
/// Products of a list.
const LISTED: usize = 8;

impl Reply<'_> {
    /// What the engine recommends; `None` where the pack makes no offers.
    pub(super) fn recommendation(&self) -> Option<Recommendation> {
        let request = Request { top: LOOKED_THROUGH, lang: self.sayings.lang().to_owned(), ..self.question.request.clone() };
        self.advisor.recommend(&self.customer(), &request).ok()
    }

    /// The category that is asked for; a product that is named stands for its kind.
    pub(super) fn kind(&self) -> Option<String> {
        let of_product = self.named.products.first().and_then(|&at| self.catalogue[at].category.clone());
        of_product.or_else(|| self.named.category.map(|at| self.advisor.names().categories[at].clone()))
    }

    fn no_offers(&self) -> Draft {
        Draft::of(self.say(words::NO_OFFERS, &[]))
    }

    /// An answer that shows offers.
    pub(super) fn showing(&self, offers: Vec<Offer>, category: Option<String>, text: impl FnOnce(&str) -> String) -> Draft {
        let products: Vec<usize> = offers.iter().filter_map(|offer| self.position(&offer.product)).collect();
        let text = self.anybody() + &text(&self.names(&products));
        Draft {
            text,
            cards: offers.into_iter().map(|offer| AnswerCard::Offer(Box::new(offer))).collect(),
            products,
            category,
            ..Draft::default()
        }
    }

    pub(super) fn recommended(&self) -> Draft {
        let Some(recommendation) = self.recommendation() else { return self.no_offers() };
        if let Some(nothing) = recommendation.nothing {
            return Draft {
                cards: recommendation.dropped.into_iter().take(SHOWN).map(AnswerCard::Dropped).collect(),
                ..Draft::of(nothing.because)
            };
        }
        let category = self.kind();
        let (of_kind, others): (Vec<Offer>, Vec<Offer>) =
            recommendation.offers.into_iter().partition(|offer| category.is_none() || offer.category == category);
        let saying = if of_kind.is_empty() { words::NONE_OF_CATEGORY } else { words::RECOMMEND };
        let shown: Vec<Offer> = if of_kind.is_empty() { others } else { of_kind }.into_iter().take(SHOWN).collect();
        self.showing(shown, category, |names| self.say(saying, &[names]))
    }

    pub(super) fn more(&self) -> Draft {
        let Some(recommendation) = self.recommendation() else { return self.no_offers() };
        let category = self.previous.category.clone();
        let before = &self.previous.products;
        let others: Vec<Offer> = recommendation
            .offers
            .into_iter()
            .filter(|offer| !before.contains(&offer.product) && (category.is_none() || offer.category == category))
            .take(SHOWN)
            .collect();
        if others.is_empty() {
            return Draft { products: self.spoken_of(), category, ..Draft::of(self.say(words::NO_MORE, &[])) };
        }
        let mut draft = self.showing(others, category, |names| self.say(words::MORE, &[names]));
        // What was shown before is not shown again.
        draft.products.extend(self.spoken_of());
        draft
    }

    pub(super) fn cheaper(&self) -> Draft {
        let Some(recommendation) = self.recommendation() else { return self.no_offers() };
        let priced = |offer: &Offer| offer.price.is_some();
        let mut offers: Vec<Offer> = recommendation.offers.into_iter().filter(priced).collect();
        let price = |offer: &Offer| offer.price.unwrap_or_default();
        let spoken_of = self.product().filter(|_| !self.asks_for_cheapest()).and_then(|at| Some((at, self.catalogue[at].price?)));
        let Some((product, most)) = spoken_of else {
            offers.sort_by(|a, b| price(a).total_cmp(&price(b)));
            offers.truncate(SHOWN);
            return self.showing(offers, None, |names| self.say(words::CHEAPEST, &[names]));
        };
        let category = self.catalogue[product].category.clone();
        offers.retain(|offer| price(offer) < most && offer.product != self.catalogue[product].id);
        // Of the same kind first, each part by priority.
        offers.sort_by_key(|offer| offer.category != category);
        offers.truncate(SHOWN);
        let name = self.name(product);
        if offers.is_empty() {
            return Draft { products: vec![product], ..Draft::of(self.say(words::NOT_CHEAPER, &[&name])) };
        }
        self.showing(offers, None, |names| self.say(words::CHEAPER, &[&name, &self.money(most), names]))
    }

    pub(super) fn why(&self) -> Draft {
        let of_score = matches!(self.previous.intent, Some(Intent::Score | Intent::WhyScore | Intent::Change));
        if self.named.products.is_empty() && of_score {
            return self.why_score();
        }
        let Some(recommendation) = self.recommendation() else { return self.why_score() };
        let first = || self.position(&recommendation.offers.first()?.product);
        match self.product().or_else(first) {
            Some(product) => self.standing(product, recommendation),
            None => Draft::of(recommendation.nothing.map(|nothing| nothing.because).unwrap_or_default()),
        }
    }

    /// Why a product is offered, or why it is not.
    fn standing(&self, product: usize, recommendation: Recommendation) -> Draft {
        let (id, name) = (&self.catalogue[product].id, self.name(product));
        if let Some(dropped) = recommendation.dropped.into_iter().find(|dropped| dropped.product == *id) {
            return self.dropped(product, dropped);
        }
        let found = recommendation.offers.into_iter().find(|offer| offer.product == *id);
        let Some(offer) = found else {
            return Draft { products: vec![product], ..Draft::of(self.say(words::RANKS_LOWER, &[&name])) };
        };
        let speaks_for = offer.reasons.iter().filter(|reason| reason.contribution.is_none_or(|part| part > 0.0));
        let reasons: Vec<&str> = speaks_for.take(REASONS).map(|reason| reason.text.as_str()).collect();
        let text = self.anybody() + &self.say(words::WHY, &[&name, &reasons.join(" ")]);
        Draft { text, cards: vec![AnswerCard::Offer(Box::new(offer))], products: vec![product], ..Draft::default() }
    }

    fn dropped(&self, product: usize, dropped: Dropped) -> Draft {
        let text = self.say(words::DROPPED, &[&self.name(product), &dropped.because]);
        Draft { text, cards: vec![AnswerCard::Dropped(dropped)], products: vec![product], ..Draft::default() }
    }

    pub(super) fn why_not(&self) -> Draft {
        let Some(recommendation) = self.recommendation() else { return self.no_offers() };
        let Some(product) = self.product() else {
            let dropped: Vec<Dropped> = recommendation.dropped.into_iter().take(LISTED).collect();
            if dropped.is_empty() {
                return self.which_product();
            }
            let names: Vec<&str> = dropped.iter().map(|dropped| dropped.name.as_str()).collect();
            let text = self.anybody() + &self.say(words::ALL_DROPPED, &[&names.join(", ")]);
            return Draft { cards: dropped.into_iter().map(AnswerCard::Dropped).collect(), ..Draft::of(text) };
        };
        let id = &self.catalogue[product].id;
        match recommendation.offers.iter().position(|offer| offer.product == *id) {
            None => self.standing(product, recommendation),
            Some(place) => {
                let text = self.say(words::WHY_ALREADY, &[&self.name(product), &(place + 1).to_string()]);
                let offer = recommendation.offers.into_iter().nth(place).map(|offer| AnswerCard::Offer(Box::new(offer)));
                Draft { text, cards: offer.into_iter().collect(), products: vec![product], ..Draft::default() }
            }
        }
    }

    pub(super) fn alike(&self) -> Draft {
        if self.question.customer.is_none() {
            return Draft::of(self.say(words::NOBODY, &[]));
        }
        let Some(recommendation) = self.recommendation() else { return self.no_offers() };
        let Some(people) = recommendation.alike.iter().find(|people| !people.difference.is_empty()) else {
            return Draft::of(self.say(words::NO_PEOPLE, &[]));
        };
        let asked = self.named.products.first().map(|&at| self.catalogue[at].id.as_str());
        let line = |held: &super::super::offers::Held| format!("{} {}", held.name, self.sayings.words.percent(held.share));
        let of_asked: Vec<&super::super::offers::Held> =
            people.difference.iter().filter(|held| asked == Some(held.product.as_str())).collect();
        let told = if of_asked.is_empty() { people.difference.iter().take(SHOWN).collect() } else { of_asked };
        let shares: Vec<String> = told.into_iter().map(line).collect();
        let text = self.say(words::PEOPLE, &[&self.number(f64::from(people.customers)), &shares.join(", ")]);
        let products = people.difference.iter().take(SHOWN).filter_map(|held| self.position(&held.product)).collect();
        Draft { text, cards: recommendation.alike.into_iter().map(AnswerCard::People).collect(), products, ..Draft::default() }
    }

    /// What the customer has, by position.
    pub(super) fn held(&self) -> Option<Vec<usize>> {
        let request = Request { top: 0, ..self.question.request.clone() };
        let recommendation = self.advisor.recommend(&self.customer(), &request).ok()?;
        Some(recommendation.held.iter().filter_map(|id| self.position(id)).collect())
    }

    pub(super) fn holdings(&self) -> Draft {
        if self.question.customer.is_none() && self.question.request.holdings.is_empty() {
            return Draft::of(self.say(words::NOBODY, &[]));
        }
        let Some(held) = self.held() else { return self.no_offers() };
        if let Some(&product) = self.named.products.first() {
            let saying = if held.contains(&product) { words::HELD } else { words::NOT_HELD };
            let text = self.say(saying, &[&self.name(product)]);
            return Draft { text, cards: vec![self.card(product)], products: vec![product], ..Draft::default() };
        }
        if held.is_empty() {
            return Draft::of(self.say(words::HOLDS_NOTHING, &[]));
        }
        let text = self.say(words::HOLDS, &[&self.names(&held)]);
        Draft {
            text,
            cards: held.iter().take(LISTED).map(|&product| self.card(product)).collect(),
            products: held,
            ..Draft::default()
        }
    }
}
