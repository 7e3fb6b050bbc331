//! What narrows an answer: what something may cost, one of what was shown by its place, and whether a question is after prices or
//! after more than a catalogue tells.

use super::names::Named;
use super::offering::SHOWN;
use super::reply::{Draft, Reply};
use super::scores::number;
use super::words;
use crate::dataset::lower;
use crate::model::ask::{Intent, PRODUCT, fold, languages};

/// What stands before or behind the most that something may cost.
const LIMITS: [&str; 20] = [
    "under",
    "below",
    "less than",
    "up to",
    "at most",
    "no more than",
    "nothing over",
    "not over",
    "not more than",
    "cheaper than",
    "within",
    "budget",
    "до",
    "дешевле",
    "не дороже",
    "не больше",
    "не более",
    "меньше",
    "менее",
    "в пределах",
];
const KOREAN_LIMITS: [&str; 6] = ["이하", "미만", "이내", "보다 싼", "보다 저렴", "예산"];
/// What stands before or behind the least, and between two.
const FLOORS: [&str; 10] = ["over", "above", "more than", "at least", "from", "от ", "дороже", "больше", "이상", "초과"];
const BETWEEN: [&str; 3] = ["between", "между", "사이"];
/// How money is called, by the beginnings of its names.
const MONEY: [&str; 11] = ["eur", "€", "евро", "유로", "$", "dollar", "долл", "달러", "руб", "₽", "원"];
/// What tells that an amount is of a month.
const MONTHLY: [&str; 5] = ["month", "месяц", "월에", "매월", "한 달"];
const MONTHS: f64 = 12.0;

/// Words for the first, the second and the third, by their beginnings.
const PLACES: [[&str; 4]; 3] =
    [["first", "перв", "첫 번째", "첫째"], ["second", "втор", "두 번째", "둘째"], ["third", "трет", "세 번째", "셋째"]];
/// What is left of such words: particles and the word for a thing.
const THINGS: [&str; 12] =
    ["one", "offer", "product", "option", "продукт", "предложени", "вариант", "번째", "거", "것", "건", "상품"];

impl Reply<'_> {
    /// What a product may cost a year at least and at most, where the question says so; `open` where nothing else was understood of it.
    fn bounds(&self, open: bool) -> Option<[Option<f64>; 2]> {
        let text = lower(self.text);
        let (amount, behind) = number(&text)?;
        let folded = fold(&text);
        let says = |words: &[&str]| words.iter().any(|word| folded.contains(&fold(word)));
        let upper = says(&LIMITS) || self.has(&KOREAN_LIMITS);
        let before = text.split(|letter: char| letter.is_ascii_digit()).next().unwrap_or_default();
        let second = number(behind);
        let is_money = |behind: &str| MONEY.iter().any(|name| behind.trim_start().starts_with(name));
        let money = is_money(behind)
            || second.is_some_and(|(_, behind)| is_money(behind))
            || MONEY.iter().any(|name| before.trim_end().ends_with(name));
        // "Up to 60 years" is no price.
        let units = &self.advisor.pack().glossary.units;
        let mut other = units.values().flat_map(|forms| forms.values()).flat_map(|forms| forms.split('|'));
        let measured = !money && other.any(|form| !form.is_empty() && behind.trim_start().starts_with(form));
        if measured || open && !money {
            return None;
        }
        let yearly = |amount: f64| amount * if MONTHLY.iter().any(|word| behind.contains(word)) { MONTHS } else { 1.0 };
        let floor = money && self.has(&FLOORS);
        match second {
            Some((other, _)) if floor || self.has(&BETWEEN) => Some([Some(yearly(amount)), Some(yearly(other))]),
            _ if upper => Some([None, Some(yearly(amount))]),
            _ if floor => Some([Some(yearly(amount)), None]),
            _ => None,
        }
    }

    /// Offers within bounds of price, where that is what is asked for.
    pub(super) fn priced(&self, intent: Option<Intent>) -> Option<Draft> {
        let open = match intent {
            None => true,
            Some(Intent::Recommend | Intent::Cheaper | Intent::More) => false,
            Some(Intent::Facts) if self.named.products.is_empty() => true,
            Some(_) => return None,
        };
        let bounds = self.bounds(open)?;
        let mut offers = self.recommendation()?.offers;
        let category = self.kind();
        let within = |price: f64| bounds[0].is_none_or(|least| price >= least) && bounds[1].is_none_or(|most| price <= most);
        offers.retain(|offer| offer.price.is_some_and(within) && (category.is_none() || offer.category == category));
        offers.truncate(SHOWN);
        let [least, most] = bounds.map(|bound| self.money(bound.unwrap_or_default()));
        let range = match bounds {
            [None, _] => self.say(words::UP_TO, &[&most]),
            [_, None] => self.say(words::FROM, &[&least]),
            _ => self.say(words::BETWEEN, &[&least, &most]),
        };
        Some(if offers.is_empty() {
            Draft::of(self.say(words::NONE_PRICED, &[&range]))
        } else {
            self.showing(offers, category, |names| self.say(words::PRICED, &[&range, names]))
        })
    }

    /// Whether the question is after what costs least of all.
    pub(super) fn asks_for_cheapest(&self) -> bool {
        self.has(&["cheapest", "lowest price", "least expensive", "самы", "가장", "제일"])
    }

    /// Whether the question has one of these words, by their beginnings.
    fn has(&self, beginnings: &[&str]) -> bool {
        let folded = fold(self.text);
        beginnings
            .iter()
            .any(|word| folded.contains(fold(word).trim_end()) || is_korean(word) && folded.contains(fold(word).trim()))
    }

    /// Whether the question is after prices.
    pub(super) fn asks_for_prices(&self) -> bool {
        self.has(&["cost", "price", "fee", "how much", "premium", "стои", "цен", "얼마", "가격", "연회비", "비용", "보험료"])
    }

    /// Whether the question is whether a product does something, which its catalogue may not tell.
    pub(super) fn asks_whether(&self) -> bool {
        let what = self.has(&["what", "which", "что", "какие", "무엇", "뭐", "어떤"]);
        !what && self.has(&["cover", "include", "покры", "вход", "включ", "보장", "포함"])
    }
}

/// Words of Korean are looked for within others: particles stand behind them, and what they are put together with before.
fn is_korean(word: &str) -> bool {
    let [_, (_, hangul), _] = languages(word);
    hangul > 0
}

/// With what is asked about by its place among what was `shown` in the place of a name.
pub(super) fn by_place(named: &mut Named, shown: &[usize]) {
    let words: Vec<&str> = named.masked.split(' ').filter(|word| !word.is_empty()).collect();
    let begins = |text: &str, beginnings: &[&str]| beginnings.iter().any(|word| text.starts_with(fold(word).trim()));
    let (mut masked, mut products, mut at) = (String::from(" "), Vec::new(), 0);
    while at < words.len() {
        let rest = words[at..].join(" ");
        let latin = words[at].is_ascii();
        let next = words.get(at + 1).copied().unwrap_or_default();
        let place = PLACES.iter().position(|beginnings| begins(&rest, beginnings));
        // "First tell me" and "в первую очередь" are no places.
        let meant =
            if latin { at > 0 && words[at - 1] == "the" || begins(next, &THINGS) } else { !next.starts_with("очеред") };
        match place.and_then(|place| shown.get(place)).filter(|_| meant) {
            Some(&product) => {
                products.push(product);
                masked.push(PRODUCT);
                while words.get(at + 1).is_some_and(|next| begins(next, &THINGS)) {
                    at += 1;
                }
            }
            None => masked.push_str(words[at]),
        }
        masked.push(' ');
        at += 1;
    }
    if !products.is_empty() {
        named.products = products;
        named.masked = masked;
    }
}
