//! Who is not offered what, and why: every gate with its trace, contexts, gaps, contacts, and the three languages.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod offered;
    pub(crate) mod tables;
}

use confidant::dataset::Day;
use confidant::engine::offers::{Contact, OfferReasonKind, Recommendation, Request};
use confidant::engine::{Advisor, WarningKind};
use confidant::model::offers::{Bundle, ContactPolicy, Outcome, Veto};

use support::offered::{HELD, advisor, all, offer, recommend, trace, with_policy, with_rules};

const DRIVER: &str = "age=40 income=30000 region=south has_motor=1";

#[test]
fn the_catalogue_says_who_may_have_what() {
    let advisor = advisor();
    let answer = recommend(&advisor, DRIVER, &all());
    assert_eq!(trace(&answer, "motor"), "eligibility / held / The customer has it already.");
    assert_eq!(trace(&answer, "travel_old"), "eligibility / discontinued / It is no longer sold.");
    assert!(offer(&answer, "roadside").is_some() && offer(&answer, "pension").is_some());
    let young = recommend(&advisor, "age=29.5 income=30000 region=south", &all());
    assert_eq!(trace(&young, "pension"), "eligibility / min_age / It is sold from the age of 30; the customer is 29.5.");
    assert_eq!(trace(&young, "roadside"), "eligibility / requires / It needs Motor, which the customer does not have.");
    let old = recommend(&advisor, "age=81 income=30000 region=south", &all());
    assert_eq!(trace(&old, "motor"), "eligibility / max_age / It is sold up to the age of 80; the customer is 81.");
    // Both ends belong to it, and an age that is not known drops nothing.
    assert!(offer(&recommend(&advisor, "age=30", &all()), "pension").is_some());
    assert!(offer(&recommend(&advisor, "age=80", &all()), "motor").is_some());
    let unknown = recommend(&advisor, "region=south", &all());
    assert!(offer(&unknown, "pension").is_some() && offer(&unknown, "motor").is_some());
    // What may be taken again is offered to who has it.
    assert!(offer(&recommend(&advisor, "age=40 has_basic=1", &all()), "basic").is_some());
}

#[test]
fn rules_ask_about_fields_indices_prices_holdings_and_the_call() {
    /// One rule about the home, a customer whom it drops, one whom it does not, and what the trace says.
    type Case = (&'static str, &'static str, &'static str, &'static str);
    let cases: [Case; 13] = [
        ("when = [{ field = \"age\", at_least = 40 }]", "age=40", "age=39.9", "suitability / r / Told. (age: 40)"),
        ("when = [{ field = \"age\", below = 40 }]", "age=39.9", "age=40", "suitability / r / Told. (age: 39.9)"),
        ("when = [{ field = \"region\", is = [\"east\", \"west\"] }]", "region=east", "region=south", "… (region: east)"),
        ("when = [{ field = \"region\", is_not = \"east\" }]", "region=west", "region=east", "… (region: west)"),
        ("when = [{ field = \"has_basic\", is = true }]", "has_basic=1", "has_basic=0", "… (has_basic: yes)"),
        ("when = [{ field = \"income\", known = false }]", "age=40", "income=1", "… (income: not given)"),
        ("require = [{ field = \"income\", known = true }]", "age=40", "income=1", "… (income: not given)"),
        ("when = [{ index = \"churn\", at_least = 0.3 }]", "age=25", "age=60", "… (churn: "),
        ("when = [{ holds = \"motor\" }]", "has_motor=1", "has_travel=1", "suitability / r / Told."),
        ("when = [{ lacks = \"motor\" }]", "has_travel=1", "has_motor=1", "suitability / r / Told."),
        ("require = [{ holds_category = \"leisure\" }]", "has_motor=1", "has_lounge=1", "suitability / r / Told."),
        ("when = [{ price_share_of = \"income\", at_least = 0.03 }]", "income=10000", "income=10001", "… (income: 10000)"),
        (
            "when = [{ field = \"age\", at_least = 30 }, { field = \"region\", is = \"east\" }]",
            "age=50 region=east",
            "age=50 region=south",
            "suitability / r / Told. (age: 50)",
        ),
    ];
    for (rule, dropped, kept, says) in cases {
        let only = "only = { products = [\"home\"] }\nreason = { en = \"Told.\", ko = \"알림.\" }";
        let advisor = with_rules(&format!("[[rule]]\nname = \"r\"\ngate = \"suitability\"\n{only}\n{rule}\n"));
        let answer = recommend(&advisor, dropped, &all());
        let found = trace(&answer, "home");
        assert!(found.contains(says.trim_start_matches("… ")), "{rule}: {found}");
        assert!(
            answer.dropped.iter().all(|other| other.rule != "r" || other.product == "home"),
            "{rule} is about the home alone"
        );
        let kept = recommend(&advisor, kept, &all());
        assert!(offer(&kept, "home").is_some_and(|home| home.unchecked.is_empty()), "{rule}: {:?}", kept.dropped);
    }
}

#[test]
fn the_call_s_intent_drops_and_raises() {
    let advisor = with_rules(
        "[[rule]]\nname = \"leave in peace\"\ngate = \"applicability\"\nonly = { categories = [\"leisure\", \"car\"] }\n\
         when = [{ intent = [\"claim\", \"complaint\"] }]\n\
         [[rule]]\nname = \"gesture\"\ngate = \"applicability\"\nonly = { products = [\"bonus\"] }\nwhen = [{ intent_not = \"cancel\" }]\n\
         [[context]]\nname = \"wants to go\"\nonly = { products = [\"bonus\"] }\nwhen = [{ intent = \"cancel\" }]\nfactor = 10\n\
         reason = { en = \"The customer wants to cancel.\" }\n\
         [[context]]\nname = \"young\"\nwhen = [{ field = \"age\", below = 30 }]\nfactor = 0.5\n",
    );
    let with = |intent: Option<&str>| Request { intent: intent.map(str::to_owned), ..all() };
    let claim = recommend(&advisor, "age=40", &with(Some("claim")));
    assert_eq!(trace(&claim, "travel"), "applicability / leave in peace / Rule “leave in peace”. (claim)");
    assert_eq!(trace(&claim, "motor"), "applicability / leave in peace / Rule “leave in peace”. (claim)");
    assert!(offer(&claim, "home").is_some());
    assert_eq!(trace(&recommend(&advisor, "age=40", &with(None)), "bonus"), "applicability / gesture / Rule “gesture”.");

    let cancel = recommend(&advisor, "age=25 income=30000", &with(Some("cancel")));
    let bonus = offer(&cancel, "bonus").unwrap();
    assert_eq!((bonus.context, bonus.propensity, bonus.contexts.len()), (5.0, 0.25, 2), "contexts multiply; nobody has one yet");
    assert_eq!(
        (bonus.reasons[0].kind, bonus.reasons[0].text.as_str()),
        (OfferReasonKind::Context, "The customer wants to cancel.")
    );
    let home = offer(&cancel, "home").unwrap();
    assert_eq!((home.context, home.contexts[0].name.as_str()), (0.5, "young"));
    // A gap is no young customer.
    assert_eq!(offer(&recommend(&advisor, "region=south", &all()), "home").unwrap().context, 1.0);
}

#[test]
fn products_that_are_hardly_held_together_veto_each_other() {
    let mut pack = support::offered::pack();
    let at = |id: &str| pack.catalogue.iter().position(|product| product.id == id).unwrap() as u32;
    let (pension, child, home, motor) = (at("pension"), at("child"), at("home"), at("motor"));
    let offers = pack.offers.as_mut().unwrap();
    assert!(offers.vetoes.is_empty(), "nothing is as rare as a quarter of chance in the bank");
    let [p, c, h] = [pension, child, home].map(|at| f64::from(offers.holders[at as usize]));
    let everybody = f64::from(offers.customers);
    // In the catalogue's order, which is that of the numbers.
    offers.vetoes = vec![
        Veto { products: [motor, home], both: 0, lift: 0.1 },
        Veto { products: [pension, child], both: 57, lift: 0.2 },
        Veto { products: [child, home], both: 41, lift: 0.24 },
    ];
    let advisor = Advisor::from_bytes(&confidant::artifact::write(&pack).unwrap()).unwrap();
    let answer = recommend(&advisor, "age=40 has_child=1", &all());
    let told = |of: f64, both: &str, chance: f64| {
        let words = grouped(of);
        format!(
            "applicability / rarely_together / Of {words} customers who have School savings, {both} have it too; by chance it would be {}.",
            grouped(chance.round())
        )
    };
    assert_eq!(trace(&answer, "pension"), told(c, "only 57", p * c / everybody));
    assert_eq!(trace(&answer, "home"), told(c, "only 41", c * h / everybody));
    assert!(offer(&answer, "travel").is_some());
    // The other way about, too; of two vetoes the rarer pair is named, and too few are told as too few.
    assert!(trace(&recommend(&advisor, "age=40 has_pension=1", &all()), "child").contains("only 57"));
    let both = trace(&recommend(&advisor, "age=40 has_child=1 has_motor=1", &all()), "home");
    assert!(both.contains("who have Motor, fewer than 20 have it too"), "{both}");
    // A rule of the house at an earlier gate is named first, and languages change words alone.
    let ru = recommend(&advisor, "age=40 has_child=1", &Request { lang: "ru".into(), ..all() });
    assert!(trace(&ru, "home").starts_with("applicability / rarely_together / У скольких из "), "{}", trace(&ru, "home"));
    let ko = recommend(&advisor, "age=40 has_child=1", &Request { lang: "ko".into(), ..all() });
    assert!(trace(&ko, "home").contains("41명만 함께 보유"), "{}", trace(&ko, "home"));
    let young = recommend(&advisor, "age=29 has_child=1", &all());
    assert!(trace(&young, "pension").starts_with("eligibility / min_age"), "{}", trace(&young, "pension"));
    // A bundle that the product would complete speaks for it.
    let offers = pack.offers.as_mut().unwrap();
    let bundle = Bundle { held: vec![child], adds: home, count: 41, support: 0.01, confidence: 0.3, lift: 1.5 };
    offers.bundles.push(bundle);
    let advisor = Advisor::new(pack);
    let answer = recommend(&advisor, "age=40 has_child=1", &all());
    let home = offer(&answer, "home").unwrap();
    assert!(home.reasons.iter().any(|reason| reason.kind == OfferReasonKind::Bundle), "{:?}", home.reasons);
    assert!(offer(&answer, "pension").is_none());
}

/// A whole number with its thousands apart.
fn grouped(number: f64) -> String {
    let text = number.to_string();
    if text.len() > 3 { format!("{},{}", &text[..text.len() - 3], &text[text.len() - 3..]) } else { text }
}

#[test]
fn priorities_stay_numbers_whatever_multiplies_them() {
    let contexts: String =
        (0..100)
            .map(|at| format!("[[context]]\nname = \"c{at}\"\nfactor = 1000000\nwhen = [{{ field = \"age\", at_least = 30 }}]\n"))
            .chain((0..100).map(|at| {
                format!("[[context]]\nname = \"d{at}\"\nfactor = 0.000001\nwhen = [{{ field = \"age\", below = 30 }}]\n")
            }))
            .collect();
    let mut pack = with_rules(&contexts).pack().clone();
    pack.catalogue.iter_mut().for_each(|product| (product.value, product.lever) = (Some(1e12), Some(1e12)));
    let advisor = Advisor::from_bytes(&confidant::artifact::write(&pack).unwrap()).unwrap();
    for customer in ["age=40", "age=20"] {
        let answer = recommend(&advisor, customer, &all());
        assert!(answer.offers.len() > 5);
        for offer in &answer.offers {
            assert!(offer.priority.is_finite() && offer.priority > 0.0, "{customer}: {offer:?}");
        }
        assert!(answer.offers.windows(2).all(|pair| pair[0].priority >= pair[1].priority));
    }
    // What could make it infinite is refused when it is read.
    pack.catalogue[0].value = Some(1e13);
    let error = confidant::artifact::read(&confidant::artifact::write(&pack).unwrap()).unwrap_err().to_string();
    assert!(error.contains("impossible amount") && error.contains("value = 10000000000000"), "{error}");
}

#[test]
fn one_call_consults_and_recommends() {
    let advisor = advisor();
    let request = Request { intent: Some("cancel".into()), ..all() };
    let customer = support::offered::who(DRIVER);
    let both = advisor.consult_and_recommend(&customer, &request);
    let alone = advisor.consult(&customer, None);
    assert_eq!((&both.scores, &both.attributions), (&alone.scores, &alone.attributions));
    assert_eq!(both.recommendation.as_ref(), Some(&advisor.recommend(&customer, &request).unwrap()));
    assert!(alone.recommendation.is_none());
    let mut pack = support::offered::pack();
    pack.offers = None;
    assert!(Advisor::new(pack).consult_and_recommend(&customer, &request).recommendation.is_none());
}

#[test]
fn a_gap_leaves_a_rule_open_and_is_said() {
    let advisor = with_rules(
        "[[rule]]\nname = \"means\"\ngate = \"suitability\"\nonly = { products = [\"pension\"] }\n\
         when = [{ price_share_of = \"income\", at_least = 0.05 }]\n\
         [[rule]]\nname = \"where\"\ngate = \"eligibility\"\nonly = { products = [\"pension\", \"home\"] }\n\
         require = [{ field = \"region\", is = [\"north\", \"south\"] }]\n",
    );
    let answer = recommend(&advisor, "age=55", &all());
    assert_eq!(offer(&answer, "pension").unwrap().unchecked, ["where", "means"], "by gate");
    assert_eq!(offer(&answer, "home").unwrap().unchecked, ["where"]);
    assert!(offer(&answer, "basic").unwrap().unchecked.is_empty());
    let answer = recommend(&advisor, "age=55 region=east", &all());
    assert_eq!(trace(&answer, "pension"), "eligibility / where / Rule “where”. (region: east)");
    assert!(offer(&recommend(&advisor, "age=55 region=north income=90000", &all()), "pension").unwrap().unchecked.is_empty());
}

#[test]
fn the_first_gate_that_drops_is_named() {
    let rule = |name: &str, gate: &str| {
        format!(
            "[[rule]]\nname = \"{name}\"\ngate = \"{gate}\"\nonly = {{ products = [\"home\"] }}\nwhen = [{{ field = \"age\", at_least = 0 }}]\n"
        )
    };
    let mut text = String::new();
    for gate in ["suppression", "suitability", "applicability", "eligibility"] {
        text.push_str(&rule(&format!("at {gate}"), gate));
        // The file has the last gate first.
        let advisor = with_rules(&text);
        let answer = recommend(&advisor, "age=40", &all());
        assert!(trace(&answer, "home").starts_with(&format!("{gate} / at {gate} / ")), "{}", trace(&answer, "home"));
    }
}

#[test]
fn contacts_count_within_their_window() {
    let advisor = with_policy(|policy| policy.contact = ContactPolicy { declined: 2, offered: 3, days: 90 });
    let today = Day::read("2026-06-30").unwrap();
    let contacts = |wanted: &[(Outcome, i32)]| Request {
        now: Some(today),
        contacts: wanted
            .iter()
            .map(|&(outcome, ago)| Contact { product: "home".into(), outcome, day: Some(Day(today.0 - ago)) })
            .collect(),
        ..all()
    };
    use Outcome::{Accepted, Declined, Offered};
    let dropped = |wanted: &[(Outcome, i32)]| {
        let answer = recommend(&advisor, DRIVER, &contacts(wanted));
        assert!(offer(&answer, "basic").is_some(), "other products are not touched");
        offer(&answer, "home").is_none().then(|| trace(&answer, "home"))
    };
    assert_eq!(dropped(&[(Declined, 1)]), None);
    assert_eq!(
        dropped(&[(Declined, 1), (Declined, 90)]).as_deref(),
        Some("suppression / declined / Declined twice in the last 90 days.")
    );
    assert_eq!(dropped(&[(Declined, 1), (Declined, 91), (Declined, 400)]), None, "outside the window");
    assert_eq!(
        dropped(&[(Offered, 1), (Offered, 2), (Declined, 3)]).as_deref(),
        Some("suppression / offered / Offered 3 times in the last 90 days.")
    );
    assert_eq!(dropped(&[(Offered, 1), (Offered, 2), (Accepted, 3)]), None, "who took it was not bothered");
    // A day that nobody knows counts; a policy of 0 never holds back.
    let unknown = Contact { product: "home".into(), outcome: Declined, day: None };
    let request = Request { contacts: vec![unknown; 2], now: Some(today), ..all() };
    assert!(offer(&recommend(&advisor, DRIVER, &request), "home").is_none());
    let lax = with_policy(|policy| policy.contact = ContactPolicy { declined: 0, offered: 0, days: 90 });
    assert!(offer(&recommend(&lax, DRIVER, &request), "home").is_some());
}

#[test]
fn nothing_to_offer_says_why() {
    let advisor = advisor();
    let answer = recommend(&advisor, DRIVER, &Request { opt_out: true, ..all() });
    assert!(answer.offers.is_empty() && answer.next.is_empty());
    let nothing = answer.nothing.as_ref().unwrap();
    assert_eq!(nothing.because, "Nothing to offer: not eligible – 1, held back by the contact policy – 8.");
    assert_eq!(trace(&answer, "home"), "suppression / opt_out / The customer wants no offers.");
    let by_gate: Vec<(&str, f64)> = nothing.by_gate.iter().map(|gate| (gate.name.as_str(), gate.amount)).collect();
    assert_eq!(by_gate, [("not eligible", 1.0), ("held back by the contact policy", 8.0)]);

    // Who has everything that the table knows of is offered the rest; who has all of it, nothing.
    let everything: String = HELD.iter().map(|product| format!("has_{product}=1 ")).collect();
    let answer = recommend(&advisor, &everything, &all());
    let offered: Vec<&str> = answer.offers.iter().map(|offer| offer.product.as_str()).collect();
    assert!(answer.nothing.is_none() && offered.len() == 2 && offered.contains(&"basic") && offered.contains(&"bonus"));
    let mut pack = support::offered::pack();
    pack.catalogue.iter_mut().for_each(|product| product.repeatable = false);
    let whole = confidant::engine::Advisor::new(pack);
    let rest = ["bonus", "travel_old"].map(|id| (id.to_owned(), 1.0)).to_vec();
    let answer = recommend(&whole, &everything, &Request { holdings: rest, ..all() });
    assert_eq!(answer.held.len(), 10);
    assert_eq!(answer.nothing.unwrap().because, "Nothing to offer: the customer has every product.");
    assert!(answer.alike.iter().all(|alike| alike.difference.is_empty()) && answer.bundles.is_empty());
}

#[test]
fn who_has_nothing_and_tells_nothing_is_offered_what_others_have() {
    let answer = advisor().recommend(&confidant::engine::Customer::default(), &all()).unwrap();
    assert!(answer.held.is_empty() && answer.bundles.is_empty() && answer.nothing.is_none());
    assert_eq!(answer.offers.len() + answer.dropped.len(), 10);
    for offer in &answer.offers {
        assert!(offer.priority.is_finite() && offer.propensity > 0.0 && !offer.say.is_empty(), "{offer:?}");
    }
    // Even the product that nobody has can be offered, and says nothing of customers who have it.
    assert!(offer(&answer, "bonus").unwrap().reasons.iter().all(|reason| reason.count.is_none()));
    assert!(offer(&answer, "basic").unwrap().reasons.iter().any(|reason| reason.kind == OfferReasonKind::Popular));
}

#[test]
fn products_by_name_count_as_held_and_unknown_ones_warn() {
    let advisor = advisor();
    let named = |ids: &[&str]| Request { holdings: ids.iter().map(|id| ((*id).to_owned(), 1.0)).collect(), ..all() };
    let by_column = recommend(&advisor, DRIVER, &all());
    // A column that says no is believed less than a product that is named.
    let gaps = confidant::engine::Customer::new(vec![
        ("age".into(), confidant::engine::FieldValue::Number(40.0)),
        ("income".into(), confidant::engine::FieldValue::Number(30_000.0)),
        ("region".into(), confidant::engine::FieldValue::Text("south".into())),
    ])
    .unwrap();
    let by_name = advisor.recommend(&gaps, &named(&["motor"])).unwrap();
    assert_eq!(by_name.held, by_column.held);
    let answer = recommend(&advisor, DRIVER, &named(&["yacht", "home", "yacht", "castle"]));
    assert_eq!(answer.held, ["motor", "home"]);
    let unknown = |answer: &Recommendation| -> Vec<String> {
        let of_kind = answer.warnings.iter().filter(|warning| warning.kind == WarningKind::UnknownProduct);
        of_kind.map(|warning| warning.message.clone()).collect()
    };
    let says = |id: &str| format!("The pack has no product `{id}`; it counts for nothing.");
    assert_eq!(unknown(&answer), [says("castle"), says("yacht")]);
    let contact = Contact { product: "castle".into(), outcome: Outcome::Offered, day: None };
    assert_eq!(unknown(&recommend(&advisor, DRIVER, &Request { contacts: vec![contact], ..all() })), [says("castle")]);
}

#[test]
fn three_languages_and_what_a_text_lacks_falls_back() {
    let advisor = with_rules(
        "[[rule]]\nname = \"r\"\ngate = \"suitability\"\nonly = { products = [\"home\"] }\nwhen = [{ field = \"age\", at_least = 30 }]\n\
         reason = { en = \"Not now.\", ko = \"지금은 아닙니다.\" }\n",
    );
    let speak = |lang: &str| recommend(&advisor, "age=40 income=90000 has_travel=1", &Request { lang: lang.into(), ..all() });
    let [en, ko, ru, fr] = ["en", "ko-KR", "ru", "fr"].map(speak);
    assert_eq!(trace(&ko, "home"), "suitability / r / 지금은 아닙니다. (age: 40)");
    assert_eq!(trace(&ru, "home"), "suitability / r / Not now. (age: 40)");
    assert_eq!(trace(&ru, "travel_old"), "eligibility / discontinued / Больше не продаётся.");
    let name = |answer: &Recommendation, id: &str| offer(answer, id).unwrap().name.clone();
    assert_eq!([&en, &ko, &ru, &fr].map(|answer| name(answer, "motor")), ["Motor", "자동차", "Авто", "Motor"]);
    assert_eq!([&en, &ko, &ru].map(|answer| name(answer, "lounge")), ["Lounge", "Lounge", "Lounge"]);
    assert_eq!([&en, &ko, &ru].map(|answer| name(answer, "pension")), ["Пенсия"; 3]);
    // An offer in another language than was asked for is said to be.
    let missing = |answer: &Recommendation| -> Vec<String> {
        let of_kind = answer.warnings.iter().filter(|warning| warning.kind == WarningKind::MissingText);
        let mut fields: Vec<String> = of_kind.map(|warning| warning.field.clone()).collect();
        fields.sort();
        fields
    };
    assert_eq!(missing(&en), ["pension"]);
    assert_eq!(missing(&ko), ["lounge", "pension"]);
    assert_eq!(missing(&ru), ["lounge"]);
    assert_eq!(missing(&fr).len(), fr.offers.len());
    // The sentence to say: blanks filled in once, an unknown or open one left as words, a plain question where there is none.
    let motor = offer(&en, "motor").unwrap();
    // What a column says is worded for who advises, and not said to a customer.
    let sayable = motor.reasons.iter().find(|reason| reason.contribution.is_none()).unwrap();
    assert_eq!(motor.say, format!("Motor for 600? {} what", sayable.text));
    assert!(motor.reasons[0].contribution.is_some());
    assert_eq!(offer(&ru, "motor").unwrap().say, "Авто за 600");
    assert_eq!(offer(&ko, "basic").unwrap().say, "기본 상품을 안내해 드려도 될까요?");
    for answer in [&en, &ko, &ru] {
        let scored = |answer: &Recommendation| -> Vec<(String, f64)> {
            answer.offers.iter().map(|offer| (offer.product.clone(), offer.priority)).collect()
        };
        assert_eq!(scored(answer), scored(&en), "a language changes words alone");
    }
}
