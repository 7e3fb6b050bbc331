//! Questions in three languages: what they are taken for, what is answered, and what happens to those that mean no good.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod offered;
    pub(crate) mod questions;
    pub(crate) mod tables;
}

use std::sync::OnceLock;

use confidant::artifact;
use confidant::engine::Advisor;
use confidant::engine::ask::{Answer, AnswerCard, Benefit, HandOver, Question, Turn};
use confidant::learner::read_catalogue;
use confidant::model::Pack;
use confidant::model::ask::Intent;

use support::cli::Folder;
use support::offered::{CATALOGUE, bank, project_text, try_train, who};
use support::questions::{ASKED, OTHERS};

const SECTION: &str =
    "[ask]\n[ask.names]\nleisure = { en = \"free time\", ko = \"여가\", ru = \"досуг\" }\ntrips = { en = \"trips a year\" }\n";

fn pack() -> Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    let pack = || {
        let catalogue = read_catalogue(CATALOGUE).unwrap();
        let pack = try_train(&project_text(SECTION), catalogue, &bank(1500)).unwrap_or_else(|e| panic!("{e}"));
        artifact::read(&artifact::write(&pack).unwrap()).unwrap_or_else(|e| panic!("{e}"))
    };
    PACK.get_or_init(pack).clone()
}

fn advisor() -> Advisor {
    Advisor::new(pack())
}

/// Who the questions are about.
fn known() -> Question {
    Question { customer: Some(who("age=45 income=60000 region=north has_motor=1 has_basic=1")), ..Question::default() }
}

#[track_caller]
fn ask(advisor: &Advisor, text: &str, question: &Question) -> Answer {
    advisor.ask(text, question).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn name(answer: &Answer) -> &'static str {
    answer.intent.map_or("none", Intent::name)
}

#[test]
fn questions_are_taken_for_what_they_ask() {
    let advisor = advisor();
    let wrong: Vec<String> = ASKED
        .iter()
        .map(|&(text, wanted)| (text, wanted, ask(&advisor, text, &known())))
        .filter(|(_, wanted, answer)| name(answer) != *wanted)
        .map(|(text, wanted, answer)| format!("{text}: {wanted}, not {} ({:.2})", name(&answer), answer.confidence))
        .collect();
    // A small model is allowed its slips, and where it is not sure it says so.
    assert!(wrong.len() * 20 <= ASKED.len(), "{} of {}: {wrong:#?}", wrong.len(), ASKED.len());
}

#[test]
fn what_is_about_something_else_is_not_known() {
    let advisor = advisor();
    let answered: Vec<String> = OTHERS
        .iter()
        .map(|text| (text, ask(&advisor, text, &known())))
        .filter(|(_, answer)| answer.intent.is_some())
        .map(|(text, answer)| format!("{text}: {} ({:.2})", name(&answer), answer.confidence))
        .collect();
    assert!(answered.len() * 12 <= OTHERS.len(), "{} of {}: {answered:#?}", answered.len(), OTHERS.len());
    let answer = ask(&advisor, OTHERS[0], &known());
    assert!(answer.text.starts_with("I do not know") && answer.cards.is_empty() && answer.suggestions.len() == 4, "{answer:?}");
}

/// Asks one question after the other.
fn talk(advisor: &Advisor, question: &Question, texts: &[&str]) -> Vec<Answer> {
    let mut question = question.clone();
    let answer = |text: &&str| {
        let answer = ask(advisor, text, &question);
        question.previous = Some(answer.turn.clone());
        answer
    };
    texts.iter().map(answer).collect()
}

#[test]
fn a_conversation_goes_on_from_what_was_spoken_of() {
    let advisor = advisor();
    let answers = talk(&advisor, &known(), &["What would you recommend to me?", "Why?", "And a cheaper one?", "What else?"]);
    let AnswerCard::Offer(first) = &answers[0].cards[0] else { panic!("{:?}", answers[0]) };
    assert_eq!(answers[0].turn.products[0], first.product);
    assert!(answers[0].text.contains(&first.name) && answers[0].cards.len() == 3, "{:?}", answers[0]);
    // The same reasons as the engine's own.
    assert_eq!(answers[1].intent, Some(Intent::Why));
    assert!(answers[1].text.contains(&first.reasons[0].text), "{:?} {first:?}", answers[1].text);
    assert_eq!(answers[2].intent, Some(Intent::Cheaper));
    for card in &answers[2].cards {
        let AnswerCard::Offer(offer) = card else { panic!("{card:?}") };
        assert!(offer.price.unwrap() < first.price.unwrap(), "{} is not cheaper", offer.name);
    }
    let shown: Vec<&String> = answers[..3].iter().flat_map(|answer| &answer.turn.products).collect();
    for product in &answers[3].turn.products[..answers[3].cards.len()] {
        assert!(!answers[2].turn.products.contains(product), "{product} was shown before: {shown:?}");
    }

    let answers = talk(&advisor, &known(), &["How much is Home?", "and Lounge?", "Compare them"]);
    assert_eq!(answers[0].text, "Home costs 300 a year. It gives: cover 250.");
    assert_eq!((name(&answers[1]), answers[1].turn.products[0].as_str()), ("facts", "lounge"), "{:?}", answers[1]);
    assert_eq!(name(&answers[2]), "compare");
}

#[test]
fn what_is_withdrawn_is_found_and_what_comes_closest() {
    let advisor = advisor();
    for text in [
        "Why was Travel Classic withdrawn, is there a similar one?",
        "why was travl clasic withdrawn? is there a similar one",
        "여행 클래식은 왜 단종됐나요? 비슷한 거 있어요?",
    ] {
        let answer = ask(&advisor, text, &known());
        assert_eq!((name(&answer), answer.turn.products[0].as_str()), ("similar", "travel_old"), "{text}: {answer:?}");
        let AnswerCard::Comparison(both) = &answer.cards[0] else { panic!("{answer:?}") };
        let near = advisor.similar_products("travel_old", "en").unwrap();
        assert_eq!(both.other.product, near.iter().find(|near| near.sold).unwrap().product, "{text}");
        assert!(!both.one.sold && both.other.sold);
    }
}

#[test]
fn products_are_compared_by_what_the_catalogue_says() {
    let answer = ask(&advisor(), "Compare Travel Classic and Lounge please", &known());
    let AnswerCard::Comparison(both) = &answer.cards[0] else { panic!("{answer:?}") };
    assert_eq!((both.one.product.as_str(), both.other.product.as_str()), ("travel_old", "lounge"));
    assert_eq!(both.price_difference, Some(170.0));
    let told = |benefits: &[Benefit]| benefits.iter().map(|one| (one.text.clone(), one.amount)).collect::<Vec<_>>();
    assert_eq!(told(&both.gained), [("visits +10".to_owned(), 10.0)]);
    assert_eq!(told(&both.lost), [("abroad \u{2212}1,200".to_owned(), -1200.0), ("trips a year \u{2212}10".to_owned(), -10.0)]);
    assert_eq!(both.one.category.as_deref(), Some("free time"));
}

#[test]
fn scores_and_reasons_are_the_engine_s_own() {
    let (advisor, question) = (advisor(), known());
    let customer = question.customer.clone().unwrap();
    let answer = ask(&advisor, "How likely is it that the customer churns?", &question);
    let AnswerCard::Score(shown) = &answer.cards[0] else { panic!("{answer:?}") };
    assert_eq!(shown.score, advisor.score(&customer, None)["churn"]);
    let answer = ask(&advisor, "Why is the churn score so low?", &question);
    let AnswerCard::Reasons(shown) = &answer.cards[0] else { panic!("{answer:?}") };
    let told = advisor.explain("churn", &customer, None).unwrap();
    assert_eq!((shown.baseline, shown.margin), (told.baseline, told.margin));
    assert_eq!(shown.reasons[0].contribution, told.contributions[0].contribution);
    let answer = ask(&advisor, "What would lower the churn risk?", &question);
    assert_eq!((name(&answer), answer.hand_over), ("change", Some(HandOver::WhatIf)), "{answer:?}");
}

#[test]
fn the_language_is_that_of_the_letters_unless_it_is_given() {
    let advisor = advisor();
    for (text, lang, begins) in [
        ("안녕하세요", None, "안녕하세요"),
        ("Здравствуйте", None, "Здравствуйте"),
        ("hello", None, "Hello"),
        ("hello", Some("ko-KR"), "안녕하세요"),
        ("Travel Classic은 왜 단종됐나요?", None, "Travel Classic"),
    ] {
        let answer = ask(&advisor, text, &Question { lang: lang.map(str::to_owned), ..known() });
        let begins = if text.starts_with("Travel") { "여행 클래식" } else { begins };
        assert!(answer.text.starts_with(begins), "{text}: {}", answer.text);
    }
}

#[test]
fn what_is_suggested_can_be_answered() {
    for (at, advisor) in [advisor(), demo("insurer.safetensors"), demo("card.safetensors")].iter().enumerate() {
        for lang in ["en", "ko", "ru"] {
            let question = Question { lang: Some(lang.to_owned()), ..known() };
            let mut waiting = ask(advisor, "", &question).suggestions;
            let mut asked: Vec<String> = Vec::new();
            while let Some(text) = waiting.pop() {
                if asked.contains(&text) {
                    continue;
                }
                let answer = ask(advisor, &text, &question);
                let sure = answer.confidence;
                assert!(answer.intent.is_some(), "pack {at}: {text} is suggested and not understood: {sure:.2}");
                assert_eq!(answer.lang, lang);
                waiting.extend(answer.suggestions);
                asked.push(text);
            }
            assert!(asked.len() >= 8, "{lang}: {asked:?}");
        }
    }
}

fn demo(name: &str) -> Advisor {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("models").join(name);
    Advisor::from_bytes(&std::fs::read(path).unwrap()).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn what_is_asked_in_a_call_is_answered_of_what_is_meant() {
    let advisor = demo("insurer.safetensors");
    let customer = who("age=63 gender=female income=19400 has_home=true payment_delays_12m=3 policy_count=1 tenure_months=6");
    let question = Question { customer: Some(customer), ..Question::default() };
    for (text, intent, told, not_told) in [
        // An index by the words of its subject, or all of them where none is named.
        ("Why might she leave?", "why_score", "Churn: ", "Cross-sell"),
        ("Why is his attrition so high?", "why_score", "Churn: ", "Cross-sell"),
        ("이 고객이 왜 해지할 것 같아요?", "why_score", "이탈 위험: ", "교차판매"),
        ("Почему такой высокий отток?", "why_score", "Риск ухода: ", "Готовность"),
        ("Will she buy something?", "score", "Cross-sell: ", "Churn"),
        ("Why is the score so high?", "why_score", "Cross-sell: ", "?"),
        ("Why is the score so high?", "why_score", "Churn: ", "?"),
        // What is supposed is scored.
        ("What if his income was 60,000?", "change", "With Yearly income: 60,000 EUR: Cross-sell ", "?"),
        ("What if he was 30 years old?", "change", "With Age: 30 years: ", "?"),
        ("What if she had whole life insurance?", "change", "With Whole life insurance: yes: ", "?"),
        ("Что если доход будет 60 тыс.?", "change", "Годовой доход: 60\u{a0}000 евро", "?"),
        ("How can I bring churn to grade 5?", "change", "Churn would be at grade 5 with: ", "Cross-sell"),
        // Two products, one of which is not known.
        (
            "Compare dental insurance and a marine cargo cover",
            "compare",
            "Which product shall I compare Dental insurance with?",
            "EUR",
        ),
        ("Сравните ДМС и стоматологическую страховку", "compare", "С каким продуктом сравнить", "дороже"),
        ("What should I offer her and why?", "recommend", "My recommendation: ", "?"),
        ("What should I not offer?", "why_not", "These are not offered: ", "?"),
    ] {
        let answer = ask(&advisor, text, &question);
        assert_eq!(name(&answer), intent, "{text}: {:.2} {}", answer.confidence, answer.text);
        assert!(answer.text.contains(told) && !answer.text.contains(not_told), "{text}: {}", answer.text);
    }
    // What the last answer spoke of is compared with where it is pointed at.
    let answers = talk(&advisor, &question, &["How much is dental insurance?", "Compare it with travel insurance"]);
    assert!(
        answers[1].text.starts_with("Travel insurance and Dental insurance.") && answers[1].text.contains("waiting days"),
        "{:?}",
        answers[1]
    );
}

#[test]
fn answers_are_narrowed_to_a_price_and_to_one_of_what_was_shown() {
    let advisor = demo("insurer.safetensors");
    let customer = who("age=63 gender=female income=19400 has_home=true payment_delays_12m=3 policy_count=1 tenure_months=6");
    let question = Question { customer: Some(customer), ..Question::default() };
    let cost = |id: &str| advisor.info().catalogue.iter().find(|p| p.id == id).and_then(|p| p.price);
    for (text, told, most) in [
        ("Show me something under 100 euros", "up to 100 EUR a year: ", 100.0),
        ("Is there anything for no more than 10 euros a month?", "up to 120 EUR a year: ", 120.0),
        ("up to €150", "up to 150 EUR a year: ", 150.0),
        ("До 100 евро есть что-нибудь?", "до 100 евро в год: ", 100.0),
        ("100유로 이하 상품 있어요?", "연 100유로 이하: ", 100.0),
    ] {
        let answer = ask(&advisor, text, &question);
        assert!(answer.text.contains(told) && !answer.turn.products.is_empty(), "{text}: {}", answer.text);
        assert!(answer.turn.products.iter().all(|id| cost(id).is_some_and(|cost| cost <= most)), "{text}: {:?}", answer.turn);
    }
    let nothing = ask(&advisor, "Can you recommend any motor insurance under 1 euro?", &question).text;
    assert_eq!(nothing, "Nothing that can be offered costs up to 1 EUR a year.");
    for (text, told, [least, most]) in [
        ("Anything between 200 and 600 euros?", "from 200 EUR to 600 EUR a year: ", [200.0, 600.0]),
        ("Anything for at least 500 euros?", "500 EUR or more a year: ", [500.0, 1e9]),
        ("Nothing over 1 000 euros, please", "up to 1,000 EUR a year: ", [0.0, 1000.0]),
    ] {
        let answer = ask(&advisor, text, &question);
        assert!(answer.text.contains(told) && !answer.turn.products.is_empty(), "{text}: {}", answer.text);
        let within = |id: &String| cost(id).is_some_and(|cost| (least..=most).contains(&cost));
        assert!(answer.turn.products.iter().all(within), "{text}: {:?}", answer.turn);
    }
    for (text, told) in [
        ("What is the cheapest product?", "The cheapest offers: "),
        ("Что если её доход был бы 60 000?", "Годовой доход: 60\u{a0}000 евро"),
        ("What if she was 30?", "Age: 30 years"),
        // What is no price is none.
        ("What if she was under 30 years old?", "Age: 30 years"),
        ("소득이 6만이면?", "연소득: 60,000유로"),
        ("What if her income was 60,000 and her age was 40?", "That is with the first change alone."),
    ] {
        let answer = ask(&advisor, text, &question).text;
        assert!(answer.contains(told), "{text}: {answer}");
    }
    for (asked, pointed) in [
        ("What do you recommend?", ["Tell me about the second one", "and the third one?"]),
        ("어떤 상품을 추천해요?", ["두 번째 상품은 어떤 혜택이 있어요?", "세 번째 것은요?"]),
        ("Что вы посоветуете?", ["Расскажи про второй", "А третий вариант?"]),
    ] {
        let answers = talk(&advisor, &question, &[asked, pointed[0], pointed[1]]);
        let shown = &answers[0].turn.products;
        for (answer, product) in answers[1..].iter().zip(&shown[1..]) {
            assert_eq!((name(answer), &answer.turn.products[0]), ("facts", product), "{asked}: {}", answer.text);
            assert_eq!(&answer.turn.shown, shown);
        }
    }
    let answers = talk(&advisor, &question, &["What do you recommend?", "Compare the first and the third"]);
    assert_eq!(answers[1].turn.products, [answers[0].turn.products[0].clone(), answers[0].turn.products[2].clone()]);
    // What the catalogue does not tell is not answered by something else.
    let answers = talk(&advisor, &question, &["How much is motor insurance?", "Does it cover theft?"]);
    assert!(answers[0].text.starts_with("Motor insurance costs"), "{}", answers[0].text);
    assert!(answers[1].text.starts_with("I can only tell what the pack says: Motor insurance costs"), "{}", answers[1].text);
    assert!(ask(&advisor, "연회비 얼마예요?", &question).text.contains("유로)"));
}

#[test]
fn questions_that_mean_no_good_are_text_like_any_other() {
    let advisor = advisor();
    let long = "recommend me a card ".repeat(60_000);
    let zalgo = "c\u{301}\u{302}\u{303}".repeat(200_000);
    for text in [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "\u{202e}drac a em dnemmocer\u{202c}\u{2066}",
        "",
        " \n\t ",
        "👍🏽👨‍👩‍👧‍👦🇰🇷",
        "\u{0}\u{1}\u{7f}\u{feff}",
        "@ @ @ @",
        "ⓟ ⓟ",
        "{0} {product} {1}",
        "ㅋㅋㅋㅋ",
        "\u{1100}\u{1161}\u{11a8}\u{1100}",
        "ﷺ ẞ İ ŉ",
        &long,
        &zalgo,
    ] {
        let answer = ask(&advisor, text, &known());
        let shown = format!("{} {:?}", answer.text, answer.suggestions);
        assert!(!shown.contains('<') && !shown.contains('\u{202e}') && shown.len() < 4000, "{shown}");
        assert!((0.0..=1.0).contains(&answer.confidence));
    }
    // A million letters are read to the first lines.
    assert_eq!(name(&ask(&advisor, &long, &known())), "recommend");
    assert!(ask(&advisor, "👍🏽", &known()).intent.is_none());
    // What was spoken of before may be anything.
    let previous =
        Turn { intent: Some(Intent::Why), products: vec!["<b>".into(); 1000], index: Some("none".into()), ..Turn::default() };
    ask(&advisor, "why?", &Question { previous: Some(previous), ..known() });
}

#[test]
fn without_a_customer_or_without_offers_it_says_so() {
    let advisor = advisor();
    let nobody = Question::default();
    assert!(ask(&advisor, "What would you recommend?", &nobody).text.starts_with("Without knowing the customer: "));
    assert!(ask(&advisor, "What do people like me have?", &nobody).text.contains("need to know the customer"));
    assert!(ask(&advisor, "What is my score?", &nobody).text.contains("need to know the customer"));

    let mut pack = pack();
    pack.offers = None;
    let bare = Advisor::new(pack.clone());
    for (text, _) in ASKED {
        ask(&bare, text, &known());
    }
    assert_eq!(ask(&bare, "What would you recommend?", &known()).text, "This pack makes no offers.");
    pack.catalogue = Vec::new();
    let empty = Advisor::new(pack.clone());
    for (text, _) in ASKED {
        ask(&empty, text, &known());
    }
    pack.ask = None;
    let error = Advisor::new(pack).ask("hello", &known()).unwrap_err();
    assert_eq!(error.kind().name(), "parameter");
    assert!(error.to_string().contains("[ask] section"), "{error}");
}

#[test]
fn packs_whose_questions_are_made_to_do_harm_are_refused() {
    type Change = fn(&mut confidant::model::ask::Ask);
    let cases: [(&str, Change, &str); 11] = [
        ("no intents", |ask| ask.intents.clear(), "impossible intents"),
        ("an intent twice", |ask| ask.intents[1] = ask.intents[0], "impossible intents"),
        ("buckets of no power of two", |ask| ask.buckets = 1000, "impossible number of buckets"),
        ("no buckets", |ask| ask.buckets = 0, "impossible number of buckets"),
        ("more buckets than weights", |ask| ask.buckets *= 2, "tensor of another length"),
        ("a gigantic table", |ask| ask.buckets = 1 << 31, "impossible number of buckets"),
        ("a weight too few", |ask| ask.weights.truncate(ask.weights.len() - 1), "tensor of another length"),
        ("a bias too many", |ask| ask.biases.push(0), "tensor of another length"),
        ("a boundless bias", |ask| ask.biases[0] = i32::MIN, "impossible bias"),
        ("a scale of 0", |ask| ask.scale = 0.0, "impossible scale"),
        ("a threshold above 1", |ask| ask.threshold = 1.5, "impossible threshold"),
    ];
    for (what, change, message) in cases {
        let mut pack = pack();
        change(pack.ask.as_mut().unwrap());
        let Err(error) = artifact::read(&artifact::write(&pack).unwrap()) else { panic!("{what} was accepted") };
        assert!(error.kind().name() == "pack" && error.to_string().contains(message), "{what}: {error}");
    }
}

#[test]
fn packs_are_the_same_with_and_without_threads_and_old_ones_load() {
    let train = || {
        let catalogue = read_catalogue(CATALOGUE).unwrap();
        artifact::write(&try_train(&project_text(SECTION), catalogue, &bank(300)).unwrap()).unwrap()
    };
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(train);
    let three = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap().install(train);
    assert!(one == three, "the threads show");
    let mut pack = artifact::read(&one).unwrap();
    pack.ask = None;
    assert_eq!(artifact::read(&artifact::write(&pack).unwrap()).unwrap(), pack);
}

#[test]
fn values_are_told_as_people_call_them_and_scored_as_they_stand() {
    let named = "[columns.region]\ngroup = \"Home\"\n[columns.region.values]\nnorth = { ko = \"북부\", ru = \"Север\" }\n\
        nroth = { ko = \"오타\" }\n[columns.age]\nunit = \"years\"\n\
        [glossary.units]\nyears = { ru = \"год|года|лет\" }\n[glossary.groups]\nHome = { ko = \"집\" }\n";
    let train = |section: &str| try_train(&project_text(section), read_catalogue(CATALOGUE).unwrap(), &bank(1500)).unwrap();
    let (plain, told) = (Advisor::new(train("")), Advisor::new(train(named)));
    let glossary = &told.pack().glossary;
    assert_eq!((glossary.groups["Home"]["ko"].as_str(), glossary.values["region"].len()), ("집", 1));
    let notes = &told.pack().card.notes;
    assert!(notes.iter().any(|note| note == "column `region`: no row has `nroth`, which the project names"), "{notes:?}");

    let customer = who("age=44 income=60000 region=north has_motor=1 has_basic=1");
    let reasons = |lang: &str| -> Vec<String> {
        let request = confidant::engine::offers::Request { top: 20, lang: lang.to_owned(), ..Default::default() };
        let offers = told.recommend(&customer, &request).unwrap().offers;
        offers.into_iter().flat_map(|offer| offer.reasons).map(|reason| reason.text).collect()
    };
    let any = |lang: &str, words: &str| reasons(lang).iter().any(|text| text.contains(words));
    assert!(any("ko", "북부") && !any("ko", "north") && any("ru", "Север") && any("ru", "44 года"), "{:?}", reasons("ru"));
    // Without a name in the language it is told as it stands.
    assert!(any("en", "north") && any("en", "44 years"), "{:?}", reasons("en"));
    let [plain, told] = [&plain, &told].map(|advisor| advisor.explain("churn", &customer, None).unwrap());
    assert_eq!(plain, told);
    assert!(told.contributions.iter().any(|part| part.value == confidant::engine::FieldValue::Text("north".into())));
}

#[test]
fn a_project_s_phrases_are_learnt_and_its_mistakes_are_named() {
    let with = |section: &str| try_train(&project_text(section), read_catalogue(CATALOGUE).unwrap(), &bank(300));
    let own = "[ask]\n[[ask.phrase]]\nintent = \"privacy\"\nlang = \"en\"\ntemplates = [\"(zork|zorks) the frobnitz\", \"frobnitz zork\"]\n";
    let taught = Advisor::new(with(own).unwrap());
    assert_eq!(name(&ask(&taught, "frobnitz and zork", &known())), "privacy");
    assert_ne!(name(&ask(&advisor(), "frobnitz and zork", &known())), "privacy");
    for (section, message) in [
        ("[ask]\n[ask.names]\nluxury = { en = \"x\" }\n", "`luxury`"),
        (
            "[glossary.catalogue]\nluxury = { en = \"x\" }\n",
            "[glossary.catalogue]: expected categories and benefits of the catalogue, found `luxury`",
        ),
        ("[glossary.groups]\nHouse = { en = \"x\" }\n", "[glossary.groups]: expected a group of some column, found `House`"),
        (
            "[glossary.units]\nmiles = { en = \"x\" }\n",
            "[glossary.units]: expected a unit of some column, or the currency, found `miles`",
        ),
        (
            "[glossary.intents]\nsing = { en = \"x\" }\n",
            "[glossary.intents]: expected an intent of some rule or context, found `sing`",
        ),
        ("[columns.age.values]\n40 = { en = \"x\" }\n", "[columns.age] values: expected a categorical column, found numerical"),
        ("[columns.region.values]\nnorth = { en = \" \" }\n", "unusable name"),
        ("[glossary.values.region]\nnorth = { en = \"x\" }\n", "unknown field `values`"),
        ("[ask]\n[[ask.phrase]]\nintent = \"buy\"\nlang = \"en\"\ntemplates = []\n", "`buy`"),
        ("[ask]\n[[ask.phrase]]\nintent = \"why\"\nlang = \"en\"\ntemplates = [\"why (\"]\n", "not closed"),
        ("[ask]\nthreshold = 1\n", "unknown field"),
    ] {
        let error = with(section).err().unwrap();
        assert!(error.kind().name() == "parameter" && error.to_string().contains(message), "{error}");
    }
}

#[test]
fn the_command_answers_for_people_and_for_programs() {
    let folder = Folder::new();
    folder.write("bank.csv", bank(1500));
    folder.write("bank.safetensors", artifact::write(&pack()).unwrap());
    folder.write("who.json", "{\"age\": 45, \"region\": \"north\", \"has_motor\": 1}");
    let said = |arguments: &[&str]| folder.run(arguments).done().stdout;
    let out = said(&["ask", "bank.safetensors", "--question", "What would you recommend?", "--data", "bank.csv"]);
    assert!(out.contains("My recommendation: ") && out.contains("recommend, confidence"), "{out}");
    let out = said(&[
        "ask",
        "bank.safetensors",
        "--question",
        "추천해 주세요",
        "--question",
        "더 저렴한 것은 없나요?",
        "--customer",
        "who.json",
        "--json",
    ]);
    let answers: Vec<Answer> = serde_json::Deserializer::from_str(&out).into_iter().collect::<Result<_, _>>().unwrap();
    assert_eq!(answers.iter().map(name).collect::<Vec<_>>(), ["recommend", "cheaper"]);
    assert!(answers[1].text.contains("저렴한"), "{}", answers[1].text);
    let inspected = said(&["inspect", "bank.safetensors"]);
    assert!(inspected.contains("questions: 17 intents"), "{inspected}");
}
