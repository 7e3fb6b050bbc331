//! Answers that are in the catalogue: what a product is, two beside each other, and what comes closest to one.

use super::super::offers::differences;
use super::answer::{AnswerCard, Benefit, Comparison, ProductFacts};
use super::reply::{Draft, Reply};
use super::words;

/// Products that an answer shows.
const SHOWN: usize = 3;
/// Products that a list names.
const LISTED: usize = 12;

impl Reply<'_> {
    /// What a product is.
    fn shown(&self, product: usize) -> ProductFacts {
        let entry = &self.catalogue[product];
        // None of something is only worth telling where less is better.
        let less = &self.advisor.pack().glossary.less_is_better;
        let given = entry.benefits.iter().filter(|(name, amount)| **amount != 0.0 || less.contains(name));
        let required = entry.eligibility.requires.as_ref().and_then(|id| self.position(id));
        ProductFacts {
            product: entry.id.clone(),
            name: self.name(product),
            category: entry.category.as_ref().map(|category| self.called(category)),
            price: entry.price,
            price_text: entry.price.map(|price| self.money(price)),
            benefits: given.map(|(name, &amount)| self.benefit(name, amount, false)).collect(),
            description: Some(self.sayings.words.title(&entry.description, "")).filter(|text| !text.is_empty()),
            sold: !entry.discontinued,
            min_age: entry.eligibility.min_age,
            max_age: entry.eligibility.max_age,
            requires: required.map(|at| self.name(at)),
        }
    }

    pub(super) fn card(&self, product: usize) -> AnswerCard {
        AnswerCard::Product(self.shown(product))
    }

    /// What a product gives, or by how much two differ in it.
    fn benefit(&self, name: &String, amount: f64, difference: bool) -> Benefit {
        let called = self.called(name);
        let glossary = &self.advisor.pack().glossary;
        let sign = match difference {
            true if amount < 0.0 => "\u{2212}",
            true => "+",
            false => "",
        };
        let number = |amount: f64| format!("{sign}{}", self.number(if difference { amount.abs() } else { amount }));
        let text = match called.strip_suffix('%') {
            _ if glossary.yes_or_no.contains(name) => called.clone(),
            // `dental cover, %` is `dental cover 80%`.
            Some(stem) => {
                let space = if self.sayings.lang() == "ru" { "\u{a0}" } else { "" };
                format!("{} {}{space}%", stem.trim_end_matches([' ', ',']), number(amount))
            }
            None => format!("{called} {}", number(amount)),
        };
        Benefit { name: called, amount, text }
    }

    /// Benefits, as a list.
    fn listed(benefits: &[Benefit]) -> String {
        // A name may have a comma of its own.
        let mark = if benefits.iter().any(|benefit| benefit.text.contains(", ")) { "; " } else { ", " };
        benefits.iter().map(|benefit| benefit.text.as_str()).collect::<Vec<_>>().join(mark)
    }

    /// Products to name where none was: those that are sold.
    fn some(&self) -> Vec<usize> {
        (0..self.catalogue.len()).filter(|&at| !self.catalogue[at].discontinued).collect()
    }

    pub(super) fn which_product(&self) -> Draft {
        if self.catalogue.is_empty() {
            return Draft::of(self.say(words::NO_PRODUCTS, &[]));
        }
        let some: Vec<usize> = self.some().into_iter().take(SHOWN).collect();
        Draft::of(self.say(words::WHICH_PRODUCT, &[&self.names(&some)]))
    }

    pub(super) fn facts(&self) -> Draft {
        let category = self.named.category.map(|at| &self.advisor.names().categories[at]);
        // "Which travel cards are there?" is about a kind, whatever card has that name.
        let of_kind = category.filter(|_| self.named.products.is_empty() || self.asks_for_all());
        let of_shown = self.asks_whether() && !self.spoken_of().is_empty();
        if let Some(benefit) = self.named.benefit.filter(|_| self.named.products.is_empty() && !of_shown) {
            return self.best_of(&self.advisor.names().benefits[benefit]);
        }
        if let Some(category) = of_kind {
            let mut products = self.some();
            products.retain(|&at| self.catalogue[at].category.as_ref() == Some(category));
            return Draft { category: Some(category.clone()), ..self.list(products) };
        }
        if let Some(product) = self.named.products.first().copied() {
            return self.of_product(product);
        }
        match self.spoken_of().first() {
            Some(&product) if !self.asks_for_all() => self.of_product(product),
            _ => self.list(self.some()),
        }
    }

    /// Whether the question is about products as such, by a word for many of them.
    fn asks_for_all(&self) -> bool {
        const MANY: [&str; 10] = [
            "products",
            "cards",
            "policies",
            "insurances",
            "catalogue",
            "продукты",
            "карты",
            "страховки",
            "продуктов",
            "каталог",
        ];
        let korean =
            [crate::model::ask::fold("어떤 상품"), crate::model::ask::fold("목록"), crate::model::ask::fold("무슨 카드")];
        let text = &self.named.masked;
        text.split(' ').any(|word| MANY.contains(&word)) || korean.iter().any(|words| text.contains(words.trim()))
    }

    fn of_product(&self, product: usize) -> Draft {
        let shown = self.shown(product);
        let mut text = match shown.price {
            None => self.say(words::PRICE_UNKNOWN, &[&shown.name]),
            Some(price) if price > 0.0 => self.say(words::COSTS, &[&shown.name, &self.money(price)]),
            Some(_) => self.say(words::FREE, &[&shown.name]),
        };
        if !shown.benefits.is_empty() {
            text += &self.say(words::GIVES, &[&Self::listed(&shown.benefits)]);
        }
        for (age, saying) in [(shown.min_age, words::FROM_AGE), (shown.max_age, words::TO_AGE)] {
            if let Some(age) = age {
                text += &self.say(saying, &[&self.number(age)]);
            }
        }
        if let Some(required) = &shown.requires {
            text += &self.say(words::NEEDS, &[required]);
        }
        if !shown.sold {
            text += &self.say(words::NOT_SOLD, &[]);
        }
        if self.asks_whether() {
            text = self.say(words::ALL_KNOWN, &[&text]);
        }
        Draft { text, cards: vec![AnswerCard::Product(shown)], products: vec![product], ..Draft::default() }
    }

    /// The products that give most of something.
    fn best_of(&self, benefit: &str) -> Draft {
        let amount = |at: &usize| self.catalogue[*at].benefits.get(benefit).copied().unwrap_or_default();
        let mut best = self.some();
        best.retain(|at| amount(at) > 0.0);
        best.sort_by(|a, b| amount(b).total_cmp(&amount(a)).then(a.cmp(b)));
        best.truncate(SHOWN);
        let line = |at: &usize| format!("{} ({})", self.name(*at), self.number(amount(at)));
        let lines: Vec<String> = best.iter().map(line).collect();
        let text = self.say(words::MOST_OF, &[&self.called(benefit), &lines.join(", ")]);
        Draft { text, cards: best.iter().map(|&at| self.card(at)).collect(), products: best, ..Draft::default() }
    }

    fn list(&self, products: Vec<usize>) -> Draft {
        if products.is_empty() {
            return Draft::of(self.say(words::NO_PRODUCTS, &[]));
        }
        let named: Vec<usize> = products.iter().copied().take(LISTED).collect();
        let more = if products.len() > LISTED { ", …" } else { "" };
        let priced = |&at: &usize| match self.catalogue[at].price {
            Some(price) => format!("{} ({})", self.name(at), self.money(price)),
            None => self.name(at),
        };
        let names = match self.asks_for_prices() {
            true => named.iter().map(priced).collect::<Vec<_>>().join(", "),
            false => self.names(&named),
        };
        let text = self.say(words::ON_SALE, &[&(names + more)]);
        Draft { text, cards: named.iter().take(SHOWN).map(|&at| self.card(at)).collect(), ..Draft::default() }
    }

    /// Two products beside each other, the other by what it has more or less than the one.
    fn beside(&self, one: usize, other: usize) -> Comparison {
        let (first, second) = (&self.catalogue[one], &self.catalogue[other]);
        let (better, worse) = differences(&self.advisor.pack().glossary, first, second);
        let benefit = |(name, by): (&String, f64)| self.benefit(name, by, true);
        Comparison {
            gained: better.into_iter().map(benefit).collect(),
            lost: worse.into_iter().map(benefit).collect(),
            price_difference: second.price.zip(first.price).map(|(other, own)| other - own),
            one: self.shown(one),
            other: self.shown(other),
        }
    }

    pub(super) fn compare(&self) -> Draft {
        let mut products = self.named.products.clone();
        // "Compare it with the travel card", "compare the two".
        if products.len() < 2 && self.speaks_of_before() {
            products.extend(self.spoken_of().into_iter().filter(|at| !self.named.products.contains(at)));
        }
        let [one, other, ..] = products[..] else {
            let some = |but: Option<usize>| {
                let others: Vec<usize> = self.some().into_iter().filter(|at| Some(*at) != but).take(SHOWN).collect();
                self.names(&others)
            };
            let text = match products.first() {
                Some(&one) => self.say(words::WHICH_OTHER, &[&self.name(one), &some(Some(one))]),
                None => self.say(words::WHICH_TWO, &[&some(None)]),
            };
            return Draft { products, ..Draft::of(text) };
        };
        let beside = self.beside(one, other);
        let (first, second) = (&beside.one.name, &beside.other.name);
        let mut text = self.say(words::COMPARED, &[first, second]);
        match beside.price_difference {
            Some(0.0) => text += &self.say(words::SAME_PRICE, &[]),
            Some(by) => text += &self.say(words::DEARER, &[if by > 0.0 { second } else { first }, &self.money(by.abs())]),
            None => {}
        }
        // What the other loses is what the one is better in.
        let lost: Vec<(&String, f64)> =
            differences(&self.advisor.pack().glossary, &self.catalogue[other], &self.catalogue[one]).0;
        let lost: Vec<Benefit> = lost.into_iter().map(|(name, by)| self.benefit(name, by, true)).collect();
        for (name, better) in [(first, &lost), (second, &beside.gained)] {
            if !better.is_empty() {
                text += &self.say(words::BETTER_IN, &[name, &Self::listed(better)]);
            }
        }
        Draft { text, cards: vec![AnswerCard::Comparison(Box::new(beside))], products: vec![one, other], ..Draft::default() }
    }

    pub(super) fn similar(&self) -> Draft {
        if self.advisor.pack().offers.is_none() {
            return Draft::of(self.say(words::NO_OFFERS, &[]));
        }
        // "My card was withdrawn" is about one that the customer has and that is no longer sold.
        let withdrawn = || self.held()?.into_iter().find(|&at| self.catalogue[at].discontinued);
        let named = self.named.products.first().copied();
        let Some(product) = named.or_else(withdrawn).or_else(|| self.product()) else { return self.which_product() };
        let near = self.advisor.similar_products(&self.catalogue[product].id, self.sayings.lang()).unwrap_or_default();
        let near: Vec<usize> =
            near.iter().filter(|near| near.sold).take(SHOWN).filter_map(|near| self.position(&near.product)).collect();
        let name = self.name(product);
        if near.is_empty() {
            return Draft { products: vec![product], ..Draft::of(self.say(words::NOTHING_SIMILAR, &[&name])) };
        }
        let saying = if self.catalogue[product].discontinued {
            words::WITHDRAWN
        } else if self.asks_for_withdrawal() {
            words::STILL_SOLD
        } else {
            words::SIMILAR
        };
        let text = self.say(saying, &[&name, &self.names(&near)]);
        let cards = near.iter().map(|&other| AnswerCard::Comparison(Box::new(self.beside(product, other)))).collect();
        Draft { text, cards, products: std::iter::once(product).chain(near).collect(), ..Draft::default() }
    }

    /// Whether the question says that something is no longer sold.
    fn asks_for_withdrawal(&self) -> bool {
        const WORDS: [&str; 9] =
            ["withdrawn", "discontinued", "no longer", "stopped", "снят", "отмен", "закры", "не продае", "단종"];
        WORDS.iter().any(|words| self.named.masked.contains(crate::model::ask::fold(words).trim()))
    }
}
