//! One index of several models: who is sent where, what is kept, and that everything that is said follows the model that answers.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod library;
    pub(crate) mod tables;
}

use std::sync::OnceLock;

use confidant::engine::{Advisor, Customer, FieldValue, Score, WarningKind};
use confidant::error::ErrorKind;
use confidant::learner::Project;
use confidant::metric::roc_auc;
use confidant::model::{Arrangement, Forest, Part, RoutesCard};

use support::cli::Folder;
use support::library::{advisor, labels, project, try_pack};
use support::tables::{cells, column, noise, table};

const COLUMNS: usize = 8;

/// Customers of four channels. Those of agents buy by the first columns, those who come directly by the others and the other way
/// round; the few of partners do as those of agents; nobody knows how the rest came.
fn customers(from: usize, rows: usize) -> String {
    leaning(from, rows, |x| if x > 0.5 { 1.0 } else { -1.0 })
}

/// The same where each column leans as is said.
fn leaning(from: usize, rows: usize, lean: impl Fn(f64) -> f64) -> String {
    let names: Vec<String> = (0..COLUMNS).map(|at| format!("x{at}")).collect();
    table(&format!("channel,member,{},buys", names.join(",")), rows, |i| {
        let i = i + from;
        let channel = match noise(i, 20) {
            u if u < 0.46 => "agent",
            u if u < 0.92 => "direct",
            u if u < 0.94 => "partner",
            _ => "",
        };
        let x: Vec<f64> = (0..COLUMNS).map(|at| noise(i, at)).collect();
        let leans = |part: &[f64]| part.iter().map(|x| lean(*x)).sum::<f64>() / part.len() as f64;
        let (first, last) = (leans(&x[..COLUMNS / 2]), leans(&x[COLUMNS / 2..]));
        let chance = if channel == "direct" { 0.35 - 0.33 * last } else { 0.5 + 0.48 * first };
        let cells: Vec<String> = x.iter().map(|x| format!("{x:.3}")).collect();
        format!("{channel},{},{},{}", u8::from(channel == "direct"), cells.join(","), u8::from(noise(i, 21) < chance))
    })
}

/// Trees of one question: a forest of them cannot ask another thing of each channel.
fn spec(rest: &str) -> Project {
    project("buys", &format!("{rest}\n[training]\niterations = 120\ndepth = 1\n[data]\nignore = [\"member\"]\n"))
}

fn routed() -> &'static Advisor {
    static ROUTED: OnceLock<Advisor> = OnceLock::new();
    ROUTED.get_or_init(|| advisor(&spec("route = \"channel\""), &customers(0, 6000)))
}

fn card(advisor: &Advisor) -> &RoutesCard {
    advisor.pack().indices[0].card.routes.as_ref().unwrap()
}

fn customer(channel: Option<FieldValue>) -> Customer {
    let mut fields: Vec<(String, FieldValue)> =
        (0..COLUMNS).map(|at| (format!("x{at}"), FieldValue::Number(0.1 * at as f64))).collect();
    fields.extend(channel.map(|channel| ("channel".to_owned(), channel)));
    Customer::new(fields).unwrap()
}

fn score(advisor: &Advisor, customer: &Customer) -> Score {
    advisor.score(customer, None).remove("buys").unwrap()
}

fn text(text: &str) -> Option<FieldValue> {
    Some(FieldValue::Text(text.to_owned()))
}

#[test]
fn populations_that_differ_have_models_of_their_own() {
    let card = card(routed());
    assert_eq!(card.column, "channel");
    let values: Vec<(&str, bool)> = card.routes.iter().map(|route| (route.value.as_str(), route.kept)).collect();
    assert!(values.contains(&("agent", true)) && values.contains(&("direct", true)) && values.len() == 2, "{values:?}");
    // Partners are too few to be measured, and so are named nowhere but among the categories.
    let all: u64 = card.routes.iter().map(|route| route.rows).sum();
    assert_eq!(all + card.other_rows, 6000);
    let rates = card.rates.unwrap();
    assert!(rates.freedom == 1 && rates.p < 1e-6 && rates.statistic > 24.0, "{rates:?}");
    for route in &card.routes {
        assert!(route.gain > 0.0 && route.p < 0.025 && route.auc > route.pooled_auc, "{route:?}");
        assert!((route.pooled_logloss - route.logloss - route.gain).abs() < 1e-9, "{route:?}");
        // Events of rows with one margin are shared out among tenths, and rounded.
        let (rows, positives) = route.deciles.iter().fold((0, 0), |sum, d| (sum.0 + d.rows, sum.1 + d.positives));
        assert!(rows == route.rows && positives.abs_diff(route.positives) <= 5, "{}", route.value);
    }
    let index = &routed().pack().indices[0];
    assert_eq!(index.parts.len(), 3);
    // Its own calibration and percentiles, each.
    assert!(index.parts[1].calibrator != index.parts[2].calibrator && index.parts[1].population != index.parts[2].population);
    assert!(index.card.measured_on.contains("out-of-fold"));
    assert_eq!(routed().verify().unwrap(), 8);
}

#[test]
fn models_of_their_own_are_blends_where_the_pooled_one_is() {
    let slopes = |from| leaning(from, 6000, |x| 2.0 * x - 1.0);
    let [blended, plain] =
        ["model = \"blend\"\n", ""].map(|model| advisor(&spec(&format!("{model}route = \"channel\"")), &slopes(0)));
    assert_eq!(blended.pack().indices[0].parts.len(), 3);
    let trees = |part: &Part| match &part.model.forest {
        Forest::Oblivious(forest) => forest.depths.len(),
        other => panic!("{other:?}"),
    };
    let trees = |advisor: &Advisor| -> Vec<usize> { advisor.pack().indices[0].parts.iter().map(trees).collect() };
    let (both, forests) = (trees(&blended), trees(&plain));
    // The steps of the scorecard are added, which draws slopes better than a few trees do.
    assert!(both.iter().zip(&forests).all(|(both, forest)| both > forest), "{both:?} {forests:?}");
    assert_eq!(blended.verify().unwrap(), 8);
    let later = slopes(6000);
    let auc = |advisor: &Advisor| {
        let probabilities = advisor.score_table(later.as_bytes(), "buys", None, &mut |_, _| true).unwrap();
        roc_auc(&probabilities, &labels(&later, "buys"), None)
    };
    assert!(auc(&blended) > auc(&plain), "{} {}", auc(&blended), auc(&plain));
}

#[test]
fn what_is_measured_holds_on_later_customers() {
    let later = customers(6000, 6000);
    let pooled = advisor(&spec(""), &customers(0, 6000));
    let labels = labels(&later, "buys");
    let probabilities = |advisor: &Advisor| advisor.score_table(later.as_bytes(), "buys", None, &mut |_, _| true).unwrap();
    let (one, several) = (roc_auc(&probabilities(&pooled), &labels, None), roc_auc(&probabilities(routed()), &labels, None));
    assert!(several > one, "{several} with routes, {one} without");
    let said = routed().pack().indices[0].card.metrics;
    assert!((said.auc - several).abs() < 0.02, "the card says {}, later customers {several}", said.auc);
    let p = probabilities(routed());
    let mean = p.iter().sum::<f64>() / p.len() as f64;
    let rate = labels.iter().map(|&y| f64::from(y)).sum::<f64>() / labels.len() as f64;
    assert!((mean - rate).abs() < 0.02, "{mean} for a rate of {rate}");
}

#[test]
fn an_answer_names_its_route() {
    let advisor = routed();
    let taken = |channel: Option<FieldValue>| {
        let score = score(advisor, &customer(channel));
        let route = score.route.unwrap();
        assert_eq!(route.column, "channel");
        (route.value, score.warnings.iter().map(|warning| warning.kind).collect::<Vec<_>>())
    };
    assert_eq!(taken(text("agent")), (Some("agent".to_owned()), vec![]));
    assert_eq!(taken(text("direct")), (Some("direct".to_owned()), vec![]));
    assert_eq!(taken(text("partner")), (None, vec![WarningKind::UnknownRoute]));
    assert_eq!(taken(text("fax")), (None, vec![WarningKind::UnknownCategory, WarningKind::UnknownRoute]));
    assert_eq!(taken(Some(FieldValue::Missing)), (None, vec![]));
    assert_eq!(taken(None), (None, vec![WarningKind::Missing]));
    let json = serde_json::to_value(score(advisor, &customer(text("agent")))).unwrap();
    assert_eq!(json["route"], serde_json::json!({ "column": "channel", "value": "agent" }));
    let pooled = support::library::advisor(&spec(""), &customers(0, 1500));
    assert!(serde_json::to_value(score(&pooled, &customer(text("agent")))).unwrap().get("route").is_none());
}

#[test]
fn reasons_add_up_from_one_baseline() {
    let advisor = routed();
    let all = ["agent", "direct", "partner"].map(|channel| {
        let customer = customer(text(channel));
        let why = advisor.explain("buys", &customer, None).unwrap();
        let sum: f64 = why.contributions.iter().map(|c| c.contribution).sum();
        assert!((why.baseline + sum - why.margin).abs() < 1e-9, "{channel}");
        assert_eq!(why.margin.to_bits(), score(advisor, &customer).margin.to_bits());
        let channel = why.contributions.iter().find(|c| c.feature == "channel").unwrap().contribution;
        (why.baseline, channel)
    });
    assert!(all.iter().all(|one| one.0 == all[0].0), "{all:?}");
    // Agents' customers buy more often than those who come directly.
    assert!(all[0].1 > all[1].1, "{all:?}");
}

#[test]
fn a_column_that_parts_nothing_is_no_reason_for_several_models() {
    let table = table("branch,x,y", 4000, |i| {
        let x = noise(i, 1);
        format!("b{},{x:.3},{}", (3.0 * noise(i, 0)) as usize, u8::from(noise(i, 2) < 0.1 + 0.6 * x))
    });
    let advisor = advisor(&project("y", "route = \"branch\"\n[training]\niterations = 60\n"), &table);
    let index = &advisor.pack().indices[0];
    let card = card(&advisor);
    assert_eq!((index.arrangement.clone(), index.parts.len(), card.routes.len()), (Arrangement::Single, 1, 3));
    assert!(card.routes.iter().all(|route| !route.kept && route.p > 0.05 / 3.0), "{card:?}");
    assert!(card.rates.unwrap().p > 0.001, "{card:?}");
    assert!(
        advisor.info().card.notes.iter().any(|note| note.contains("none of 3 values of `branch`")),
        "{:?}",
        advisor.info().card
    );
}

#[test]
fn a_boolean_column_routes_too() {
    let rows = customers(0, 4000);
    let project = project(
        "buys",
        "route = \"member\"\n[training]\niterations = 80\ndepth = 1\n[data]\nignore = [\"channel\"]\n[columns.member]\nsemantic = \"boolean\"\n",
    );
    let advisor = advisor(&project, &rows);
    let Arrangement::Routed(routes) = &advisor.pack().indices[0].arrangement else { panic!("no routes") };
    assert!(routes.routes.iter().any(|route| route.value == "true" && route.part > 0), "{routes:?}");
    for (given, value) in
        [(FieldValue::Boolean(true), "true"), (FieldValue::Number(1.0), "true"), (FieldValue::Text("yes".into()), "true")]
    {
        let mut customer = customer(None);
        customer.set("member", given.clone());
        assert_eq!(score(&advisor, &customer).route.unwrap().value.as_deref(), Some(value), "{given:?}");
    }
    let mut gap = customer(None);
    gap.set("member", FieldValue::Missing);
    assert_eq!(score(&advisor, &gap).route.unwrap().value, None);
}

#[test]
fn what_cannot_be_routed_by_is_said() {
    let rows = customers(0, 600);
    for (column, message) in [
        (
            "x0",
            "no column to route by, at index `buys`, route `x0`: expected a categorical or boolean column that is scored, found a numerical one",
        ),
        ("nowhere", "column not found, at index `buys`, route `nowhere`"),
        ("member", "found a text one"),
        ("buys", "found one that is left out"),
    ] {
        let error = try_pack(&spec(&format!("route = \"{column}\"")), &rows).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Schema);
        assert!(error.to_string().contains(message), "{error}");
    }
    // Too few rows for any value: one model, and a note.
    let advisor = advisor(&spec("route = \"channel\""), &customers(0, 300));
    assert_eq!(advisor.pack().indices[0].parts.len(), 1);
    assert!(card(&advisor).routes.is_empty() && card(&advisor).rates.is_none());
    assert!(advisor.info().card.notes.iter().any(|note| note.contains("rows enough to be measured apart")));
}

#[test]
fn the_command_line_follows_the_routes() {
    let folder = Folder::new();
    folder.write("train.csv", customers(0, 4000).as_bytes());
    folder.write("later.csv", customers(4000, 500).as_bytes());
    let project = "name = \"shop\"\n[data]\ntrain = \"train.csv\"\nignore = [\"member\"]\n[[index]]\nname = \"buys\"\nroute = \"channel\"\n[training]\niterations = 80\ndepth = 1\n";
    folder.write("shop.toml", project.as_bytes());
    let train = |out: &str, threads: &str| {
        folder.run(&["train", "shop.toml", "--out", out, "--threads", threads, "--report", "report.html", "-q"]).done().stdout
    };
    let told = train("pack", "2");
    assert!(told.contains("routes by channel") && told.contains("agent"), "{told}");
    train("again", "1");
    assert!(folder.read("pack") == folder.read("again"), "two threads differ from one");
    let report = String::from_utf8(folder.read("report.html")).unwrap();
    assert!(report.contains("Routes") && report.contains("Deciles of "), "no routes in the report");

    folder.run(&["score", "pack", "--data", "later.csv", "--out", "scored.csv", "--explain", "1", "-q"]).done();
    let scored = cells(&String::from_utf8(folder.read("scored.csv")).unwrap(), b',');
    let (channels, routes) = (column(&scored, "channel"), column(&scored, "buys_route"));
    let advisor = Advisor::from_bytes(&folder.read("pack")).unwrap();
    let mut names = card(&advisor).routes.iter().filter(|route| route.kept).map(|route| route.value.as_str());
    assert!(names.clone().count() > 0 && names.all(|name| routes.contains(&name)));
    for (channel, route) in channels.iter().zip(&routes) {
        let kept = card(&advisor).routes.iter().any(|route| route.kept && route.value == *channel);
        assert_eq!(*route, if kept { *channel } else { "" });
    }
    let probabilities = column(&scored, "buys_probability");
    let text = String::from_utf8(folder.read("later.csv")).unwrap();
    let table = advisor.score_table(text.as_bytes(), "buys", None, &mut |_, _| true).unwrap();
    assert!(probabilities.iter().zip(table).all(|(text, p)| text.parse::<f64>().unwrap() == p));

    let evaluated = folder.run(&["evaluate", "pack", "--data", "later.csv", "--json"]).done().stdout;
    let report: serde_json::Value = serde_json::from_str(&evaluated).unwrap();
    let parts = report["routes"].as_array().unwrap();
    let rows: u64 = parts.iter().map(|part| part["rows"].as_u64().unwrap()).sum();
    assert!(parts.len() >= 2 && rows == 500 && parts[0]["value"].is_null(), "{evaluated}");
    let shown = folder.run(&["inspect", "pack"]).done().stdout;
    assert!(shown.contains("routes by channel") && shown.contains("deciles of channel = "), "{shown}");
    folder.run(&["verify", "pack"]).done();
}
