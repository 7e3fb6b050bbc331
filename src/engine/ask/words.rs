//! The sentences of answers, in English, Korean and Russian; `{0}`, `{1}` … are filled in.

use super::super::offers::Words;
use crate::dataset::{Lang, filled_in_order};

/// Writes answers in one language.
pub(super) struct Sayings {
    /// Names and numbers, as offers have them.
    pub(super) words: Words,
}

/// A sentence in three languages.
pub(super) type Saying = [&'static str; 3];

pub(super) const UNKNOWN: Saying = [
    "I do not know. I answer questions about offers, products and scores; you could ask one of these.",
    "잘 모르겠습니다. 추천, 상품, 점수에 관한 질문에 답할 수 있습니다. 아래처럼 물어보세요.",
    "Не знаю. Я отвечаю на вопросы о предложениях, продуктах и баллах; можно спросить, например, так.",
];
pub(super) const GREETING: Saying =
    ["Hello. What would you like to know?", "안녕하세요. 무엇을 알려 드릴까요?", "Здравствуйте. Что вас интересует?"];
pub(super) const THANKS: Saying = ["You are welcome.", "도움이 되었다니 기쁩니다.", "Пожалуйста."];
pub(super) const HELP: Saying = [
    "I can recommend products and say why, compare them, find what is similar or cheaper, tell what people alike have, and show scores with their reasons. All of it comes from this pack.",
    "상품을 추천하고 이유를 설명하며, 비교하고, 비슷하거나 더 저렴한 상품을 찾고, 비슷한 고객이 가진 상품과 점수의 근거를 알려 드립니다. 모두 이 팩에서 나온 답입니다.",
    "Я рекомендую продукты и объясняю почему, сравниваю их, нахожу похожие и более дешёвые, говорю, что есть у похожих клиентов, и показываю баллы с причинами. Всё это — из этого пакета.",
];
pub(super) const PRIVACY: Saying = [
    "Nothing is sent anywhere. Questions and customer data are worked on here, on this device, and the pack holds no customer it was trained on, only figures of groups.",
    "아무것도 전송되지 않습니다. 질문과 고객 정보는 이 기기 안에서만 처리되며, 팩에는 학습에 쓰인 개별 고객이 없고 집단의 통계만 있습니다.",
    "Никуда ничего не отправляется. Вопросы и данные клиента обрабатываются здесь, на этом устройстве, а в пакете нет клиентов, на которых он обучен, — только показатели групп.",
];
pub(super) const NO_OFFERS: Saying =
    ["This pack makes no offers.", "이 팩은 상품을 추천하지 않습니다.", "Этот пакет не делает предложений."];
pub(super) const NO_INDEX: Saying = ["This pack has no scores.", "이 팩에는 점수가 없습니다.", "В этом пакете нет баллов."];
pub(super) const NO_PRODUCTS: Saying =
    ["This pack has no products.", "이 팩에는 상품이 없습니다.", "В этом пакете нет продуктов."];
pub(super) const NOBODY: Saying = [
    "For that I need to know the customer. Choose one first.",
    "먼저 고객을 알아야 합니다. 고객을 선택해 주세요.",
    "Для этого нужно знать клиента. Сначала выберите его.",
];
pub(super) const ANYBODY: Saying = ["Without knowing the customer: ", "고객 정보 없이 말씀드리면: ", "Не зная клиента: "];
pub(super) const RECOMMEND: Saying = ["My recommendation: {0}.", "추천 상품: {0}.", "Моя рекомендация: {0}."];
pub(super) const NONE_OF_CATEGORY: Saying = [
    "There is nothing of this kind to offer. Apart from it: {0}.",
    "해당 종류에서는 추천할 상품이 없습니다. 그 밖의 추천: {0}.",
    "Такого рода предложить нечего. Кроме того: {0}.",
];
pub(super) const MORE: Saying = ["Further offers: {0}.", "다른 추천: {0}.", "Другие предложения: {0}."];
pub(super) const NO_MORE: Saying = ["There is nothing else to offer.", "더 추천할 상품이 없습니다.", "Больше предложить нечего."];
pub(super) const CHEAPER: Saying =
    ["Cheaper than {0} ({1} a year): {2}.", "{0}(연 {1})보다 저렴한 상품: {2}.", "Дешевле, чем «{0}» ({1} в год): {2}."];
pub(super) const CHEAPEST: Saying = ["The cheapest offers: {0}.", "가장 저렴한 추천: {0}.", "Самые дешёвые предложения: {0}."];
pub(super) const UP_TO: Saying = ["up to {0}", "{0} 이하", "до {0}"];
pub(super) const FROM: Saying = ["{0} or more", "{0} 이상", "от {0}"];
pub(super) const BETWEEN: Saying = ["from {0} to {1}", "{0}~{1}", "от {0} до {1}"];
pub(super) const PRICED: Saying = ["For {0} a year: {1}.", "연 {0}: {1}.", "За {0} в год: {1}."];
pub(super) const NONE_PRICED: Saying = [
    "Nothing that can be offered costs {0} a year.",
    "추천할 수 있는 상품 중 연 {0}인 것은 없습니다.",
    "Из того, что можно предложить, ничто не стоит {0} в год.",
];
pub(super) const ONE_AT_A_TIME: Saying =
    [" That is with the first change alone.", " 첫 번째 변경만 반영한 결과입니다.", " Это только с первым изменением."];
/// Of what a catalogue does not tell, nothing is promised.
pub(super) const ALL_KNOWN: Saying = [
    "I can only tell what the pack says: {0}",
    "팩에 있는 내용만 알려 드릴 수 있습니다. {0}",
    "Могу сказать только то, что есть в пакете: {0}",
];
pub(super) const NOT_CHEAPER: Saying = [
    "Nothing that can be offered is cheaper than {0}.",
    "추천할 수 있는 상품 중 {0}보다 저렴한 것은 없습니다.",
    "Дешевле, чем «{0}», предложить нечего.",
];
pub(super) const WHY: Saying = ["{0}: {1}", "{0}: {1}", "«{0}»: {1}"];
pub(super) const WHY_ALREADY: Saying = [
    "Nothing speaks against {0}: it can be offered, in place {1} of the offers.",
    "{0} 상품은 추천할 수 있습니다. 추천 순위는 {1}번째입니다.",
    "Против «{0}» ничего нет: его можно предложить, место {1} среди предложений.",
];
pub(super) const RANKS_LOWER: Saying = [
    "{0} passes every rule, but other products come first.",
    "{0} 상품은 모든 조건을 통과하지만 다른 상품이 먼저입니다.",
    "«{0}» проходит по всем правилам, но другие продукты стоят выше.",
];
pub(super) const DROPPED: Saying = ["{0} is not offered. {1}", "{0} 상품은 추천하지 않습니다. {1}", "«{0}» не предлагается. {1}"];
pub(super) const ALL_DROPPED: Saying = ["These are not offered: {0}.", "추천에서 제외된 상품: {0}.", "Не предлагаются: {0}."];
pub(super) const WHICH_PRODUCT: Saying = [
    "Which product do you mean? There are, for example: {0}.",
    "어떤 상품을 말씀하시나요? 예: {0}.",
    "Какой продукт вы имеете в виду? Есть, например: {0}.",
];
pub(super) const WHICH_TWO: Saying = [
    "Which two products shall I compare? There are, for example: {0}.",
    "어떤 두 상품을 비교할까요? 예: {0}.",
    "Какие два продукта сравнить? Есть, например: {0}.",
];
pub(super) const SIMILAR: Saying = ["Closest to {0}: {1}.", "{0}과(와) 가장 비슷한 상품: {1}.", "Ближе всего к «{0}»: {1}."];
pub(super) const WITHDRAWN: Saying = [
    "{0} is no longer sold; why, this pack does not say. Closest to it: {1}.",
    "{0} 상품은 판매가 종료되었습니다. 이유는 이 팩에 없습니다. 가장 비슷한 상품: {1}.",
    "«{0}» больше не продаётся; почему, в этом пакете не сказано. Ближе всего: {1}.",
];
pub(super) const STILL_SOLD: Saying = [
    "As far as this pack knows, {0} is still sold. Closest to it: {1}.",
    "이 팩에 따르면 {0} 상품은 아직 판매 중입니다. 가장 비슷한 상품: {1}.",
    "Насколько известно пакету, «{0}» ещё продаётся. Ближе всего: {1}.",
];
pub(super) const NOTHING_SIMILAR: Saying =
    ["I know of nothing similar to {0}.", "{0}과(와) 비슷한 상품을 찾지 못했습니다.", "Ничего похожего на «{0}» нет."];
pub(super) const COSTS: Saying = ["{0} costs {1} a year.", "{0}: 연 {1}.", "«{0}» стоит {1} в год."];
pub(super) const FREE: Saying = ["{0} costs nothing.", "{0}: 무료입니다.", "«{0}» ничего не стоит."];
pub(super) const PRICE_UNKNOWN: Saying =
    ["What {0} costs is not known here.", "{0}의 가격 정보가 없습니다.", "Сколько стоит «{0}», здесь неизвестно."];
pub(super) const GIVES: Saying = [" It gives: {0}.", " 혜택: {0}.", " Даёт: {0}."];
pub(super) const FROM_AGE: Saying = [" From the age of {0}.", " {0}세부터 가입할 수 있습니다.", " С {0} лет."];
pub(super) const TO_AGE: Saying = [" Up to the age of {0}.", " {0}세까지 가입할 수 있습니다.", " До {0} лет."];
pub(super) const NEEDS: Saying = [" It needs {0}.", " 먼저 {0} 상품이 필요합니다.", " Нужен продукт «{0}»."];
pub(super) const NOT_SOLD: Saying = [" It is no longer sold.", " 판매가 종료된 상품입니다.", " Больше не продаётся."];
pub(super) const MOST_OF: Saying = ["Most of “{0}”: {1}.", "“{0}” 혜택이 가장 큰 상품: {1}.", "Больше всего «{0}»: {1}."];
pub(super) const ON_SALE: Saying = ["On sale: {0}.", "판매 중인 상품: {0}.", "В продаже: {0}."];
pub(super) const COMPARED: Saying = ["{0} and {1}.", "{0} / {1}.", "«{0}» и «{1}»."];
pub(super) const DEARER: Saying =
    [" {0} costs {1} more a year.", " {0} 상품이 연 {1} 더 비쌉니다.", " «{0}» дороже на {1} в год."];
pub(super) const SAME_PRICE: Saying = [" They cost the same.", " 가격은 같습니다.", " Цена одинакова."];
pub(super) const BETTER_IN: Saying = [" {0} is better in: {1}.", " {0} 쪽이 더 나은 점: {1}.", " «{0}» лучше в этом: {1}."];
pub(super) const WHICH_OTHER: Saying = [
    "Which product shall I compare {0} with? There are, for example: {1}.",
    "{0} 상품을 어떤 상품과 비교할까요? 예: {1}.",
    "С каким продуктом сравнить «{0}»? Есть, например: {1}.",
];
pub(super) const HOLDS: Saying = ["There already: {0}.", "보유 상품: {0}.", "Уже есть: {0}."];
pub(super) const HOLDS_NOTHING: Saying = ["There are no products yet.", "보유한 상품이 없습니다.", "Продуктов пока нет."];
pub(super) const HELD: Saying = ["Yes, {0} is there already.", "네, {0} 상품을 이미 보유하고 있습니다.", "Да, «{0}» уже есть."];
pub(super) const NOT_HELD: Saying =
    ["No, {0} is not there.", "아니요, {0} 상품은 보유하고 있지 않습니다.", "Нет, продукта «{0}» нет."];
pub(super) const PEOPLE: Saying =
    ["Of {0} customers alike: {1}.", "비슷한 고객 {0}명 중: {1}.", "Из похожих клиентов ({0}): {1}."];
pub(super) const NO_PEOPLE: Saying = [
    "People alike have nothing that is missing here.",
    "비슷한 고객이 가진 상품 중 빠진 것이 없습니다.",
    "У похожих клиентов нет ничего, чего бы не хватало здесь.",
];
pub(super) const SCORE: Saying = [
    "{0}: {1}, more than {2} of all customers.",
    "{0}: {1}, 전체 고객 중 {2}보다 높습니다.",
    "{0}: {1}, выше, чем у {2} всех клиентов.",
];
pub(super) const CLASS: Saying =
    ["{0}: most likely {1} ({2}).", "{0}: {1}일 가능성이 가장 높습니다({2}).", "{0}: вероятнее всего {1} ({2})."];
pub(super) const REASONS: Saying = ["{0}: {1}.", "{0}: {1}.", "{0}: {1}."];
pub(super) const RAISES: Saying = ["{0} ({1}) raises it", "{0}({1}) 높임", "{0} ({1}) повышает"];
pub(super) const LOWERS: Saying = ["{0} ({1}) lowers it", "{0}({1}) 낮춤", "{0} ({1}) понижает"];
pub(super) const NO_REASONS: Saying = [
    "{0}: nothing about this customer moves it.",
    "{0}: 이 고객의 어떤 정보도 영향을 주지 않습니다.",
    "{0}: ничто в данных клиента на него не влияет.",
];
pub(super) const MOVERS: Saying =
    ["{0} moves most with: {1}.", "{0}에 가장 크게 작용하는 값: {1}.", "{0} сильнее всего зависит от: {1}."];
pub(super) const REACHED_BY: Saying = [
    "{0} would be at grade {1} with: {2}. It would then be {3} likely.",
    "{0}: {1}등급이 되려면 {2}. 그때 확률은 {3}입니다.",
    "{0}: класс {1} был бы при таком изменении: {2}. Тогда вероятность — {3}.",
];
pub(super) const THERE_ALREADY: Saying =
    ["{0} is at grade {1} already.", "{0}: 이미 {1}등급입니다.", "{0}: класс {1} уже сейчас."];
pub(super) const OUT_OF_REACH: Saying = [
    "{0}: I found no plan of four changes or fewer that brings this customer to grade {1}.",
    "{0}: 네 가지 이하의 변경으로 {1}등급에 이르는 방법을 찾지 못했습니다.",
    "{0}: плана из четырёх изменений или меньше, ведущего к классу {1}, не нашлось.",
];
pub(super) const SUPPOSED: Saying = ["With {0}: {1}.", "{0}: 그때 {1}.", "Если {0}: {1}."];
pub(super) const TRY: Saying = [
    " Change values and see what happens; it is what the model says, not a promise.",
    " 값을 바꾸어 결과를 살펴보세요. 모델의 예측이며 약속은 아닙니다.",
    " Измените значения и посмотрите, что выйдет; это оценка модели, а не обещание.",
];

/// Questions that a person may ask next; the text model answers each of them, which a test checks.
pub(super) const ASK_RECOMMEND: Saying = ["What do you recommend?", "어떤 상품을 추천해요?", "Что вы посоветуете?"];
pub(super) const ASK_CHEAPER: Saying = ["And a cheaper one?", "더 저렴한 것은 없나요?", "А есть что-нибудь подешевле?"];
pub(super) const ASK_MORE: Saying = ["What else?", "다른 것도 보여 주세요", "Что ещё есть?"];
pub(super) const ASK_WHY: Saying = ["Why?", "왜요?", "Почему?"];
pub(super) const ASK_WHY_SCORE: Saying = ["Why is the score so high?", "점수가 왜 이렇게 나왔나요?", "Почему такой балл?"];
pub(super) const ASK_SCORE: Saying = ["What is my score?", "제 점수는 얼마예요?", "Какой у меня балл?"];
pub(super) const ASK_ALIKE: Saying =
    ["What do people like me have?", "저와 비슷한 고객은 무엇을 쓰나요?", "Что есть у похожих клиентов?"];
pub(super) const ASK_HOLDINGS: Saying = ["What do I have already?", "제가 보유한 상품은 뭐예요?", "Что у меня уже есть?"];
pub(super) const ASK_COMPARE: Saying = ["Compare the two", "두 상품을 비교해 주세요", "Сравните их"];
pub(super) const ASK_CHANGE: Saying = ["What would change the score?", "어떻게 하면 점수가 바뀌나요?", "Что изменит балл?"];
pub(super) const ASK_FACTS: Saying = ["What products do you sell?", "어떤 상품이 있나요?", "Какие продукты у вас есть?"];
pub(super) const ASK_PRIVACY: Saying =
    ["Is my data sent anywhere?", "제 정보가 어디로 전송되나요?", "Мои данные куда-нибудь отправляются?"];
pub(super) const ASK_HELP: Saying = ["What can you do?", "무엇을 할 수 있나요?", "Что ты умеешь?"];

impl Sayings {
    /// For a language tag such as `ko` or `ru-RU`; English for any other.
    pub(super) fn new(lang: &str) -> Self {
        Self { words: Words::new(Lang::of(lang).tag()) }
    }

    /// The tag of the language.
    pub(super) fn lang(&self) -> &'static str {
        self.words.tongue().tag()
    }

    /// A sentence with its blanks filled in.
    pub(super) fn say(&self, saying: Saying, fills: &[&str]) -> String {
        let [english, korean, russian] = saying;
        let sentence = match self.words.tongue() {
            Lang::English => english,
            Lang::Korean => korean,
            Lang::Russian => russian,
        };
        filled_in_order(sentence, fills)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_filled_once_and_languages_fall_back_to_english() {
        let en = Sayings::new("en-GB");
        assert_eq!(en.say(WHY, &["{1}", "x"]), "{1}: x");
        assert_eq!(Sayings::new("ko").say(THANKS, &[]), THANKS[1]);
        assert_eq!(Sayings::new("fr").lang(), "en");
    }
}
