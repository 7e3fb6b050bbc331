//! The sentences of a recommendation, in English, Korean and Russian. Names come from the pack, and are taken in English, then in any
//! language, where they lack the one that was asked for.

use crate::dataset::{Day, Lang, Semantic, Titles, read_boolean, read_number};
use crate::model::offers::{FEWEST, Gate};
use crate::model::{Field, Glossary};

use super::super::customer::FieldValue;

/// Writes sentences in one language.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Words {
    tongue: Lang,
    lang: String,
}

impl Words {
    /// For a language tag such as `ko` or `ru-RU`; English for any other.
    pub(in crate::engine) fn new(lang: &str) -> Self {
        let own = lang.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Self { tongue: Lang::of(lang), lang: own }
    }

    /// The language of the sentences; names may be in another.
    pub(in crate::engine) fn tongue(&self) -> Lang {
        self.tongue
    }

    /// A name in this language, else in English, else in any; `fallback` where there is none.
    pub(in crate::engine) fn title(&self, titles: &Titles, fallback: &str) -> String {
        let found = titles.get(&self.lang).or_else(|| titles.get("en")).or_else(|| titles.values().next());
        found.map_or_else(|| fallback.to_owned(), Clone::clone)
    }

    /// What people call something in this language, else in English, else as it stands.
    pub(in crate::engine) fn called(&self, titles: Option<&Titles>, plain: &str) -> String {
        let found = titles.and_then(|titles| titles.get(&self.lang).or_else(|| titles.get("en")));
        found.map_or_else(|| plain.to_owned(), Clone::clone)
    }

    /// Whether a name is there in this language.
    pub(super) fn has(&self, titles: &Titles) -> bool {
        titles.contains_key(&self.lang)
    }

    fn choose(&self, english: String, korean: String, russian: String) -> String {
        match self.tongue {
            Lang::English => english,
            Lang::Korean => korean,
            Lang::Russian => russian,
        }
    }

    /// A share as a whole percentage.
    pub(in crate::engine) fn percent(&self, share: f64) -> String {
        let whole = (100.0 * share).round();
        if self.tongue == Lang::Russian { format!("{whole}\u{a0}%") } else { format!("{whole}%") }
    }

    /// A number with its thousands apart, to two digits at most.
    pub(in crate::engine) fn number(&self, value: f64) -> String {
        let text = format!("{:.2}", value.abs());
        let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
        let (group, point) = if self.tongue == Lang::Russian { ('\u{a0}', ',') } else { (',', '.') };
        let mut out = String::from(if value < 0.0 { "-" } else { "" });
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                out.push(group);
            }
            out.push(digit);
        }
        let rest = rest.trim_end_matches('0');
        if !rest.is_empty() {
            out.push(point);
            out.push_str(rest);
        }
        out
    }

    pub(super) fn popular(&self, share: f64) -> String {
        let p = self.percent(share);
        self.choose(
            format!("{p} of all customers have it."),
            format!("전체 고객의 {p}가 보유하고 있습니다."),
            format!("Есть у {p} всех клиентов."),
        )
    }

    pub(super) fn alike(&self, share: f64, of: u32) -> String {
        let (p, n) = (self.percent(share), self.number(f64::from(of)));
        self.choose(
            format!("{p} of {n} customers like this one have it."),
            format!("비슷한 고객 {n}명 중 {p}가 보유하고 있습니다."),
            format!("Есть у {p} похожих клиентов (всего их {n})."),
        )
    }

    pub(super) fn segment(&self, share: f64, of: u32) -> String {
        let (p, n) = (self.percent(share), self.number(f64::from(of)));
        self.choose(
            format!("{p} of {n} customers of the same segment have it."),
            format!("같은 그룹의 고객 {n}명 중 {p}가 보유하고 있습니다."),
            format!("Есть у {p} клиентов того же сегмента (всего их {n})."),
        )
    }

    pub(super) fn together(&self, held: &str, both: u32) -> String {
        let n = self.number(f64::from(both));
        self.choose(
            format!("{n} customers have it together with {held}."),
            format!("고객 {n}명이 {held} 상품과 함께 보유하고 있습니다."),
            format!("Вместе с продуктом «{held}» его держат клиенты: {n}."),
        )
    }

    pub(super) fn bundle(&self, held: &str, confidence: f64, count: u32) -> String {
        let (p, n) = (self.percent(confidence), self.number(f64::from(count)));
        self.choose(
            format!("{p} of those who have {held} have it too ({n} customers)."),
            format!("{held} 보유 고객의 {p}가 함께 보유하고 있습니다({n}명)."),
            format!("Есть у {p} тех, у кого уже есть: {held} (всего {n})."),
        )
    }

    pub(super) fn column(&self, title: &str, value: &str, up: bool) -> String {
        if up {
            self.choose(
                format!("{title}: {value} speaks for it."),
                format!("{title}: {value} — 추천 근거입니다."),
                format!("{title}: {value} — говорит «за»."),
            )
        } else {
            self.choose(
                format!("{title}: {value} speaks against it."),
                format!("{title}: {value} — 불리한 요인입니다."),
                format!("{title}: {value} — говорит «против»."),
            )
        }
    }

    pub(super) fn fits(&self, found: &str) -> String {
        self.choose(format!("It fits: {found}."), format!("조건에 맞습니다: {found}."), format!("Подходит: {found}."))
    }

    pub(super) fn open_to_all(&self) -> String {
        self.choose(
            "It is open to every customer who may have it.".into(),
            "가입 요건을 갖춘 모든 고객에게 열려 있습니다.".into(),
            "Доступно каждому, кто вправе его иметь.".into(),
        )
    }

    pub(in crate::engine) fn gap(&self) -> String {
        self.choose("not given".to_owned(), "미입력".to_owned(), "не указано".to_owned())
    }

    pub(in crate::engine) fn yes_or_no(&self, yes: bool) -> String {
        let [yes_word, no] = match self.tongue {
            Lang::English => ["yes", "no"],
            Lang::Korean => ["예", "아니요"],
            Lang::Russian => ["да", "нет"],
        };
        (if yes { yes_word } else { no }).to_owned()
    }

    /// The value of a field, as people read it.
    pub(in crate::engine) fn value(&self, glossary: &Glossary, field: &Field, value: Option<&FieldValue>) -> String {
        let yes = |yes| self.yes_or_no(yes);
        let text = match (field.semantic, value) {
            (_, None | Some(FieldValue::Missing)) => return self.gap(),
            (_, Some(FieldValue::Boolean(flag))) => yes(*flag),
            (Semantic::Boolean, Some(FieldValue::Number(number))) => yes(*number > 0.0),
            (_, Some(FieldValue::Number(number))) => self.number(*number),
            (Semantic::Timestamp, Some(FieldValue::Text(text))) => {
                Day::read(text).map_or_else(|| text.chars().take(80).collect(), |day| self.tongue.day(day))
            }
            // A file says yes as 1, true or yes; people read one word.
            (semantic, Some(FieldValue::Text(text))) => match read_boolean(text).filter(|_| semantic == Semantic::Boolean) {
                Some(answer) => yes(answer),
                None => self.called(glossary.value(&field.name, text), text).chars().take(80).collect(),
            },
        };
        let Some(unit) = &field.unit else { return text };
        let forms = self.called(glossary.units.get(unit), unit);
        let amount = match value {
            Some(FieldValue::Number(number)) => Some(*number),
            Some(FieldValue::Text(text)) => read_number(text),
            _ => None,
        };
        self.tongue.measured(&text, &forms, amount)
    }

    /// An amount in the currency of prices.
    pub(in crate::engine) fn money(&self, glossary: &Glossary, amount: f64) -> String {
        glossary.money(self.tongue, &self.number(amount), amount)
    }

    pub(super) fn held(&self) -> String {
        self.choose("The customer has it already.".into(), "이미 보유한 상품입니다.".into(), "Уже есть у клиента.".into())
    }

    pub(super) fn discontinued(&self) -> String {
        self.choose("It is no longer sold.".into(), "판매가 종료된 상품입니다.".into(), "Больше не продаётся.".into())
    }

    pub(super) fn too_young(&self, age: f64, least: f64) -> String {
        let (a, l) = (self.number(age), self.number(least));
        self.choose(
            format!("It is sold from the age of {l}; the customer is {a}."),
            format!("{l}세부터 가입할 수 있습니다(고객 {a}세)."),
            format!("Продаётся с {l} лет; возраст клиента: {a}."),
        )
    }

    pub(super) fn too_old(&self, age: f64, most: f64) -> String {
        let (a, m) = (self.number(age), self.number(most));
        self.choose(
            format!("It is sold up to the age of {m}; the customer is {a}."),
            format!("{m}세까지 가입할 수 있습니다(고객 {a}세)."),
            format!("Продаётся до {m} лет; возраст клиента: {a}."),
        )
    }

    pub(super) fn requires(&self, product: &str) -> String {
        self.choose(
            format!("It needs {product}, which the customer does not have."),
            format!("먼저 {product} 상품이 필요합니다."),
            format!("Нужен продукт «{product}», которого у клиента нет."),
        )
    }

    /// Of `of` customers who have another product, only `both` have this one too; 0 for too few to say.
    pub(super) fn rarely_together(&self, held: &str, of: u32, both: u32, expected: f64) -> String {
        let (n, chance) = (self.number(f64::from(of)), self.number(expected.round()));
        let some = self.number(f64::from(both));
        let [en, ko, ru] = if both == 0 {
            let few = self.number(f64::from(FEWEST));
            [format!("fewer than {few}"), format!("{few}명 미만"), format!("менее {few}")]
        } else {
            [format!("only {some}"), format!("{some}명"), format!("лишь {some}")]
        };
        self.choose(
            format!("Of {n} customers who have {held}, {en} have it too; by chance it would be {chance}."),
            format!("{held} 보유 고객 {n}명 중 {ko}만 함께 보유하고 있습니다(우연이라면 {chance}명)."),
            format!("У скольких из {n} клиентов с продуктом «{held}» есть и он: {ru}; случайно было бы {chance}."),
        )
    }

    pub(super) fn opt_out(&self) -> String {
        self.choose(
            "The customer wants no offers.".into(),
            "고객이 상품 안내를 거부했습니다.".into(),
            "Клиент отказался от предложений.".into(),
        )
    }

    pub(super) fn declined(&self, times: u32, days: u32) -> String {
        self.choose(
            format!("Declined {} in the last {days} days.", times_in_english(times)),
            format!("최근 {days}일 동안 {times}회 거절했습니다."),
            format!("Отказов за последние {days} дн.: {times}."),
        )
    }

    pub(super) fn offered(&self, times: u32, days: u32) -> String {
        self.choose(
            format!("Offered {} in the last {days} days.", times_in_english(times)),
            format!("최근 {days}일 동안 {times}회 제안했습니다."),
            format!("Предложений за последние {days} дн.: {times}."),
        )
    }

    pub(super) fn rule(&self, name: &str) -> String {
        self.choose(format!("Rule “{name}”."), format!("규칙 “{name}”."), format!("Правило «{name}»."))
    }

    pub(super) fn gate(&self, gate: Gate) -> String {
        let [en, ko, ru] = match gate {
            Gate::Eligibility => ["not eligible", "가입 불가", "недоступно"],
            Gate::Applicability => ["makes no sense now", "현재 해당 없음", "сейчас неуместно"],
            Gate::Suitability => ["not in the customer's interest", "고객에게 부적합", "не в интересах клиента"],
            Gate::Suppression => ["held back by the contact policy", "접촉 정책으로 보류", "сдерживается политикой контактов"],
        };
        self.choose(en.into(), ko.into(), ru.into())
    }

    pub(super) fn nothing(&self, parts: &str) -> String {
        self.choose(
            format!("Nothing to offer: {parts}."),
            format!("추천할 상품이 없습니다: {parts}."),
            format!("Предложить нечего: {parts}."),
        )
    }

    pub(super) fn everything_held(&self) -> String {
        self.choose(
            "the customer has every product".into(),
            "모든 상품을 이미 보유하고 있습니다".into(),
            "у клиента есть все продукты".into(),
        )
    }

    pub(super) fn pitch(&self, product: &str) -> String {
        self.choose(
            format!("May I tell you about {product}?"),
            format!("{product} 상품을 안내해 드려도 될까요?"),
            format!("Можно рассказать вам о продукте «{product}»?"),
        )
    }

    pub(super) fn no_text(&self, product: &str) -> String {
        format!("Product {product} has no text in `{}`; another language is shown.", self.lang)
    }
}

fn times_in_english(times: u32) -> String {
    match times {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_sentences_are_each_language_s() {
        let [en, ko, ru] = ["en-GB", "ko", "ru"].map(Words::new);
        assert_eq!(en.number(1_234_567.5), "1,234,567.5");
        assert_eq!(ru.number(-1200.0), "-1\u{a0}200");
        assert_eq!(en.alike(0.374, 412), "37% of 412 customers like this one have it.");
        assert_eq!(ko.alike(0.374, 412), "비슷한 고객 412명 중 37%가 보유하고 있습니다.");
        assert_eq!(ru.alike(0.374, 421), "Есть у 37\u{a0}% похожих клиентов (всего их 421).");
        assert_eq!(ru.together("ОСАГО", 22), "Вместе с продуктом «ОСАГО» его держат клиенты: 22.");
        assert_eq!(Words::new("fr").held(), "The customer has it already.");
    }

    #[test]
    fn names_fall_back_to_english_and_then_to_any() {
        let titles = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect::<Titles>();
        let words = Words::new("ko");
        assert_eq!(words.title(&titles(&[("en", "Home"), ("ko", "주택")]), "x"), "주택");
        assert_eq!(words.title(&titles(&[("en", "Home"), ("ru", "Дом")]), "x"), "Home");
        assert_eq!(words.title(&titles(&[("ru", "Дом")]), "x"), "Дом");
        assert_eq!(words.title(&titles(&[]), "x"), "x");
    }
}
