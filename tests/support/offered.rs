//! A planted bank whose customers' products depend on who they are and on each other.
#![allow(dead_code, reason = "each test binary uses a part")]

use std::io::Cursor;
use std::sync::OnceLock;

use confidant::artifact;
use confidant::engine::offers::{Offer, Recommendation, Request};
use confidant::engine::{Advisor, Customer, FieldValue};
use confidant::error::Result;
use confidant::learner::offers::Products;
use confidant::learner::{Project, Source, read_catalogue, train};
use confidant::model::Pack;
use confidant::model::offers::{Context, Policy, Rule};

use super::tables::{noise, table};

/// The products that a column of the table tells of, in the catalogue's order.
pub(crate) const HELD: [&str; 8] = ["motor", "roadside", "travel", "lounge", "pension", "child", "home", "basic"];

/// Two products more than [`HELD`]: one that is no longer sold and one that nobody has.
pub(crate) const CATALOGUE: &str = r#"
[[product]]
id = "motor"
name = { en = "Motor", ko = "자동차", ru = "Авто" }
held = "has_motor"
category = "car"
price = 600
value = 90
eligibility = { max_age = 80 }
benefits = { damage = 5 }
pitch = { en = "{product} for {price}? {reason} {what", ko = "{product} {price}", ru = "{product} за {price}" }

[[product]]
id = "roadside"
name = { en = "Roadside", ko = "긴급출동", ru = "Помощь" }
held = "has_roadside"
category = "car"
price = 60
value = 30
eligibility = { requires = "motor" }
benefits = { calls = 6 }

[[product]]
id = "travel"
name = { en = "Travel", ko = "여행" }
held = "has_travel"
category = "leisure"
price = 100
value = 40
benefits = { trips = 12, abroad = 1000 }

[[product]]
id = "lounge"
name = { en = "Lounge" }
held = "has_lounge"
category = "leisure"
price = 250
value = 50
lever = 1.5
benefits = { visits = 10 }

[[product]]
id = "pension"
name = { ru = "Пенсия" }
held = "has_pension"
category = "saving"
price = 1500
value = 400
eligibility = { min_age = 30 }
benefits = { return_pct = 2 }

[[product]]
id = "child"
name = { en = "School savings", ko = "교육", ru = "Учёба" }
held = "has_child"
category = "saving"
price = 500
benefits = { return_pct = 3 }

[[product]]
id = "home"
name = { en = "Home", ko = "주택", ru = "Дом" }
held = "has_home"
category = "house"
price = 300
value = 110
benefits = { cover = 250 }

[[product]]
id = "basic"
name = { en = "Basic", ko = "기본", ru = "Базовый" }
held = "has_basic"
category = "account"
price = 0
value = 20
repeatable = true
benefits = { cards = 1 }

[[product]]
id = "travel_old"
name = { en = "Travel Classic", ko = "여행 클래식", ru = "Поездки" }
category = "leisure"
price = 80
value = 10
discontinued = true
benefits = { trips = 10, abroad = 1200 }

[[product]]
id = "bonus"
name = { en = "Bonus", ko = "할인", ru = "Бонус" }
category = "retention"
price = 0
value = 5
starting_propensity = 0.25
benefits = { discount_pct = 10 }
"#;

/// The header of [`bank`].
pub(crate) const HEADER: &str =
    "customer,age,income,region,has_motor,has_roadside,has_travel,has_lounge,has_pension,has_child,has_home,has_basic,churn";

/// Who has what of [`HELD`]: a customer's age and income, where they live, and the noise of their row decide.
pub(crate) fn holdings(row: usize, age: usize, income: usize, region: &str) -> [bool; 8] {
    let chance = |at: usize, share: f64| noise(row, 10 + at) < share;
    let motor = chance(0, if (25..60).contains(&age) { 0.7 } else { 0.15 });
    let travel = chance(2, if income > 50_000 { 0.6 } else { 0.08 });
    [
        motor,
        motor && chance(1, 0.6),
        travel,
        chance(3, if travel { 0.7 } else { 0.02 }),
        chance(4, if age > 50 { 0.6 } else { 0.04 }),
        chance(5, if (30..45).contains(&age) { 0.5 } else { 0.03 }),
        chance(6, if region == "north" { 0.7 } else { 0.06 }),
        chance(7, 0.5),
    ]
}

/// The bank's customers: `HEADER`, one a line; a tenth do not tell their income.
pub(crate) fn bank(rows: usize) -> String {
    table(HEADER, rows, |i| {
        let (age, income) = (20 + (60.0 * noise(i, 0)) as usize, 10_000 + (80_000.0 * noise(i, 1)) as usize);
        let region = ["north", "south", "east"][(3.0 * noise(i, 2)) as usize];
        let held = holdings(i, age, income, region).map(u8::from).map(|held| held.to_string()).join(",");
        let told = if noise(i, 3) < 0.1 { String::new() } else { income.to_string() };
        let churn = u8::from(noise(i, 4) < if age < 35 { 0.6 } else { 0.1 });
        format!("c{i},{age},{told},{region},{held},{churn}")
    })
}

/// The project that trains on [`bank`], quickly.
pub(crate) fn project_text(rest: &str) -> String {
    format!(
        "name = \"bank\"\n[data]\ntrain = \"bank.csv\"\ncatalogue = \"catalogue.toml\"\nignore = [\"customer\"]\n\
         [[index]]\nname = \"churn\"\n[training]\niterations = 10\nfolds = 1\n\
         [offers]\ntrees = 40\ndepth = 4\nfactors = 4\nepochs = 4\nsegment = [\"income\", \"region\"]\n{rest}\n\
         [columns.has_basic]\nsemantic = \"boolean\"\n"
    )
}

/// The pack that the project trains on the table.
pub(crate) fn try_train(project: &str, products: impl Into<Products>, text: &str) -> Result<Pack> {
    let project = Project::read(project)?;
    let open = || Ok(Box::new(Cursor::new(text.to_owned())) as Box<dyn std::io::Read>);
    let source = Source { name: "bank.csv".into(), open: &open };
    train(&project, products, &source, &|_| true)
}

/// The bank's pack, written and read back, trained once a test binary.
pub(crate) fn pack() -> Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    let pack = || {
        let catalogue = read_catalogue(CATALOGUE).unwrap();
        let pack = try_train(&project_text(""), catalogue, &bank(4000)).unwrap_or_else(|e| panic!("{e}"));
        artifact::read(&artifact::write(&pack).unwrap()).unwrap_or_else(|e| panic!("{e}"))
    };
    PACK.get_or_init(pack).clone()
}

pub(crate) fn advisor() -> Advisor {
    Advisor::new(pack())
}

/// The bank's advisor with other rules, in the words of a project file, written and read back.
#[track_caller]
pub(crate) fn with_rules(text: &str) -> Advisor {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Rules {
        #[serde(default)]
        rule: Vec<Rule>,
        #[serde(default)]
        context: Vec<Context>,
    }
    let rules: Rules = toml::from_str(text).unwrap_or_else(|e| panic!("{e}"));
    with_policy(|policy| (policy.rules, policy.contexts) = (rules.rule, rules.context))
}

/// The bank's advisor with another policy, written and read back.
#[track_caller]
pub(crate) fn with_policy(change: impl FnOnce(&mut Policy)) -> Advisor {
    let mut pack = pack();
    change(&mut pack.offers.as_mut().unwrap().policy);
    Advisor::from_bytes(&artifact::write(&pack).unwrap()).unwrap_or_else(|e| panic!("{e}"))
}

/// A customer in words: `age=40 income=60000 has_motor=1`; columns of products that are not named are 0.
#[track_caller]
pub(crate) fn who(text: &str) -> Customer {
    let none = HELD.map(|product| (format!("has_{product}"), FieldValue::Text("0".into())));
    let mut customer = Customer::new(none.to_vec()).unwrap();
    for (name, value) in text.split_whitespace().map(|word| word.split_once('=').unwrap()) {
        customer.set(name, FieldValue::Text(value.to_owned()));
    }
    customer
}

#[track_caller]
pub(crate) fn recommend(advisor: &Advisor, customer: &str, request: &Request) -> Recommendation {
    advisor.recommend(&who(customer), request).unwrap_or_else(|e| panic!("{e}"))
}

/// Everything that passes the gates.
pub(crate) fn all() -> Request {
    Request { top: 100, ..Request::default() }
}

pub(crate) fn offer<'a>(answer: &'a Recommendation, product: &str) -> Option<&'a Offer> {
    answer.offers.iter().find(|offer| offer.product == product)
}

/// The trace of a product that was dropped: gate, rule and sentence.
#[track_caller]
pub(crate) fn trace(answer: &Recommendation, product: &str) -> String {
    let dropped = answer.dropped.iter().find(|dropped| dropped.product == product);
    let dropped = dropped.unwrap_or_else(|| panic!("{product} was not dropped"));
    assert!(offer(answer, product).is_none(), "{product} is dropped and offered");
    let gate = serde_json::to_value(dropped.gate).unwrap();
    format!("{} / {} / {}", gate.as_str().unwrap(), dropped.rule, dropped.because)
}
