//! Models beside the boosted forest: the linear scorecard is a full citizen, so is its blend with the forest, the best one ships, the random forest never does.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod brute;
    pub(crate) mod cli;
    pub(crate) mod dice;
    pub(crate) mod library;
    pub(crate) mod offers_packs;
    pub(crate) mod packs;
    pub(crate) mod people;
    pub(crate) mod tables;
}

use confidant::engine::{Advisor, Customer, FieldValue};
use confidant::math::sigmoid;
use confidant::metric::roc_auc;
use confidant::model::{Contender, Forest, IndexCard, ModelKind};

use support::cli::Folder;
use support::dice::Dice;
use support::library::{advisor, auc, labels, margins, project, try_pack};
use support::people;
use support::tables::{noise, table};

/// The columns of [`additive`].
const HEADER: &str = "a,b,c,d,e,f,plan,town,since,y";

/// A customer of [`additive`]: the six numbers, whether the fifth is a gap, plan, town and the log-odds.
fn person(row: usize) -> ([f64; 6], bool, usize, usize, f64) {
    let x: [f64; 6] = std::array::from_fn(|column| 2.0 * noise(row, column) - 1.0);
    let (plan, town, gap) = ((3.0 * noise(row, 6)) as usize, (40.0 * noise(row, 7)) as usize, noise(row, 8) < 0.15);
    let e = if gap { -0.8 } else { x[4] };
    let numbers = 1.4 * x[0] - 1.1 * x[1] + 0.9 * x[2] + 0.7 * x[3] + 0.8 * e;
    (x, gap, plan, town, numbers + [0.0, 0.6, -0.7][plan] + 0.05 * town as f64 - 1.8)
}

/// Customers whose log-odds are a sum of columns: six numbers of which one does nothing and one has gaps, a plan, a town among
/// forty, and a day that does nothing.
fn additive(from: usize, rows: usize) -> String {
    table(HEADER, rows, |i| {
        let (row, ([a, b, c, d, e, f], gap, plan, town, odds)) = (from + i, person(from + i));
        let e = if gap { String::new() } else { format!("{e:.4}") };
        let (day, event) = (1 + (28.0 * noise(row, 10)) as usize, u8::from(noise(row, 9) < sigmoid(odds)));
        format!("{a:.4},{b:.4},{c:.4},{d:.4},{e},{f:.4},plan {plan},town {town},2026-05-{day:02},{event}")
    })
}

fn card(advisor: &Advisor) -> &IndexCard {
    &advisor.pack().indices[0].card
}

#[test]
fn a_linear_truth_is_told_by_the_linear_model_and_holds_on_other_rows() {
    let rows = additive(0, 2500);
    let train = |model: &str| advisor(&project("y", &format!("model = \"{model}\"\n[training]\niterations = 300\n")), &rows);
    let [forest, linear, best] = ["forest", "linear", "best"].map(train);
    let contenders = &card(&best).contenders;
    let of = |model: ModelKind| -> &Contender { contenders.iter().find(|one| one.model == model).unwrap() };
    assert_eq!(contenders.len(), 4);
    assert!(of(ModelKind::Linear).logloss < of(ModelKind::Forest).logloss, "{contenders:?}");
    // One ships: that with the lowest loss of those that can, and its figures are the card's.
    let ship: Vec<&Contender> = contenders.iter().filter(|one| one.ships).collect();
    let [own] = ship[..] else { panic!("{contenders:?}") };
    let lowest =
        [ModelKind::Forest, ModelKind::Linear, ModelKind::Blend].map(|model| of(model).logloss).into_iter().fold(1.0, f64::min);
    assert!(own.model == card(&best).model && own.logloss == lowest && own.model != ModelKind::Forest, "{contenders:?}");
    let m = card(&best).metrics;
    assert_eq!((own.auc, own.logloss, own.ap, own.brier, own.ece), (m.auc, m.logloss, m.ap, m.brier, m.ece));
    assert_eq!(own.lift, card(&best).deciles[0].lift);
    for one in contenders {
        assert!(one.auc > 0.7 && one.logloss < 0.65 && one.lift > 1.3 && one.ece < 0.08, "{one:?}");
    }
    // The plain linear model is the one that was compared.
    assert_eq!(card(&linear).metrics.auc, of(ModelKind::Linear).auc);
    assert!(card(&linear).contenders.is_empty());

    let Forest::Oblivious(steps) = &linear.pack().indices[0].parts[0].model.forest else { panic!("another forest") };
    assert!(steps.depths.iter().all(|&depth| depth == 1) && steps.depths.len() == card(&linear).trees as usize);
    assert_eq!([linear.verify().unwrap(), best.verify().unwrap()], [8, 8]);

    // Later rows, against what the truth itself would reach.
    let later = additive(50_000, 4000);
    let [forest, linear, best] = [&forest, &linear, &best].map(|pack| auc(pack, 0, &later, "y"));
    let truth: Vec<f64> = (50_000..54_000).map(|row| person(row).4).collect();
    let possible = roc_auc(&truth, &labels(&later, "y"), None);
    assert!(
        linear > possible - 0.01 && best > 0.5 * (linear + forest) && linear > forest,
        "{linear}, {forest} and {best} of {possible}"
    );
}

#[test]
fn where_columns_act_together_the_forest_ships() {
    let rows = table("a,b,y", 3000, |i| {
        let (a, b) = (noise(i, 0), noise(i, 1));
        format!("{a:.4},{b:.4},{}", u8::from(noise(i, 2) < if (a > 0.5) == (b > 0.5) { 0.8 } else { 0.2 }))
    });
    let best = advisor(&project("y", "model = \"best\"\n[training]\niterations = 60\n"), &rows);
    let card = card(&best);
    assert_eq!(card.model, ModelKind::Forest);
    let linear = card.contenders.iter().find(|one| one.model == ModelKind::Linear).unwrap();
    assert!(linear.auc < 0.56 && card.metrics.auc > 0.75, "{:?}", card.contenders);
    // Which model ships decides nothing else: it is the forest that is trained without a contest.
    let plain = advisor(&project("y", "[training]\niterations = 60\n"), &rows);
    assert_eq!(plain.pack().indices[0].parts[0].model, best.pack().indices[0].parts[0].model);
}

/// Customers whose log-odds are mostly a sum of columns, but for two that act together; few of them are events.
fn mixed(from: usize, rows: usize) -> String {
    table(HEADER, rows, |i| {
        let (row, ([a, b, c, d, e, f], _, plan, town, odds)) = (from + i, person(from + i));
        let odds = 0.8 * odds + if (c > 0.0) == (f > 0.0) { 0.6 } else { -0.6 } - 0.6;
        let event = u8::from(noise(row, 9) < sigmoid(odds));
        format!("{a:.4},{b:.4},{c:.4},{d:.4},{e:.4},{f:.4},plan {plan},town {town},2026-05-11,{event}")
    })
}

#[test]
fn a_blend_is_the_weighted_mean_of_both_and_better_than_either() {
    let rows = mixed(0, 3000);
    let train = |model: &str| advisor(&project("y", &format!("model = \"{model}\"\n[training]\niterations = 300\n")), &rows);
    let [forest, linear, blend, best] = ["forest", "linear", "blend", "best"].map(train);
    let notes = &blend.pack().card.notes;
    let share =
        notes.iter().find_map(|note| note.strip_prefix("index `y`: the blend is ")?.split_once(' ')?.0.parse::<f64>().ok());
    let share = share.unwrap() / 100.0;
    assert!((0.1..=0.9).contains(&share), "{share}");

    // It beats both on the rows held out, and on later ones.
    let of = |model: ModelKind| card(&best).contenders.iter().find(|one| one.model == model).unwrap().logloss;
    let [own, others] = [of(ModelKind::Blend), of(ModelKind::Forest).min(of(ModelKind::Linear))];
    assert!(own < others && card(&best).model == ModelKind::Blend, "{own} {others}");
    let later = mixed(50_000, 4000);
    let [of_forest, of_linear, of_blend] = [&forest, &linear, &blend].map(|pack| auc(pack, 0, &later, "y"));
    assert!(of_blend > of_forest.max(of_linear), "{of_forest} {of_linear} {of_blend}");

    // Margins are the mean, but for the rounding of leaves; the one that won a contest is the one that was asked for.
    let [of_forest, of_linear, of_blend] = [&forest, &linear, &blend].map(|pack| margins(pack, 0, &later));
    for ((forest, linear), blend) in of_forest.iter().zip(&of_linear).zip(&of_blend) {
        let mean = (1.0 - share) * forest + share * linear;
        assert!((mean - blend).abs() < 1e-5, "{mean} {blend}");
    }
    assert_eq!(of_blend, margins(&best, 0, &later));
    let parts = |advisor: &Advisor| card(advisor).trees;
    assert_eq!(parts(&blend), parts(&forest) + parts(&linear));

    // Reasons are exact, as of any forest.
    let dice = &mut Dice::new(6);
    for _ in 0..40 {
        let customer = people::plain_customer(dice, blend.pack());
        let truth = support::brute::truth(blend.pack(), 0, &customer);
        let why = blend.explain("y", &customer, None).unwrap();
        assert!((why.baseline - truth.baseline).abs() < 1e-9 && (why.margin - truth.margin).abs() < 1e-9);
        for one in &why.contributions {
            assert!((one.contribution - truth.contributions[&one.feature]).abs() < 1e-9, "{}: {customer:?}", one.feature);
        }
    }
}

#[test]
fn a_scorecard_that_adds_nothing_has_no_share_in_a_blend() {
    let rows = table("a,b,y", 3000, |i| {
        let (a, b) = (noise(i, 0), noise(i, 1));
        format!("{a:.4},{b:.4},{}", u8::from(noise(i, 2) < if (a > 0.5) == (b > 0.5) { 0.8 } else { 0.2 }))
    });
    let train = |model: &str| advisor(&project("y", &format!("model = \"{model}\"\n[training]\niterations = 60\n")), &rows);
    let (blend, forest) = (train("blend"), train("forest"));
    let said = "index `y`: the blend is 0 % linear scorecard, the rest boosted forest";
    assert!(blend.pack().card.notes.iter().any(|note| note == said), "{:?}", blend.pack().card.notes);
    assert_eq!(blend.pack().indices[0].parts[0].model, forest.pack().indices[0].parts[0].model);
}

#[test]
fn points_add_up_and_are_the_shapley_values() {
    let pack = advisor(&project("y", "model = \"linear\"\n"), &additive(0, 1500));
    let dice = &mut Dice::new(5);
    let mut told = 0;
    for _ in 0..200 {
        let customer = people::plain_customer(dice, pack.pack());
        let truth = support::brute::truth(pack.pack(), 0, &customer);
        let why = pack.explain("y", &customer, None).unwrap();
        let sum: f64 = why.contributions.iter().map(|one| one.contribution).sum();
        assert!((why.baseline + sum - why.margin).abs() < 1e-9);
        assert!((why.baseline - truth.baseline).abs() < 1e-9 && (why.margin - truth.margin).abs() < 1e-9);
        for one in &why.contributions {
            assert!((one.contribution - truth.contributions[&one.feature]).abs() < 1e-9, "{}: {customer:?}", one.feature);
            told += usize::from(one.contribution != 0.0);
        }
    }
    assert!(told > 1000, "hardly anything has points: {told}");
}

#[test]
fn a_category_that_nobody_has_seen_gets_the_points_of_rare_ones_and_a_gap_its_own() {
    // Gaps are events more often than the rest, rare plans less.
    let rows = table("plan,x,y", 3000, |i| {
        let draw = noise(i, 0);
        let (plan, chance) = match draw {
            d if d < 0.02 => (format!("rare {i}"), 0.02),
            d if d < 0.3 => (String::new(), 0.7),
            d if d < 0.6 => ("basic".to_owned(), 0.3),
            _ => ("plus".to_owned(), 0.2),
        };
        format!("{plan},{:.3},{}", noise(i, 1), u8::from(noise(i, 2) < chance))
    });
    let pack = advisor(&project("y", "model = \"linear\"\n[columns.plan]\nsemantic = \"categorical\"\n"), &rows);
    let margin = |plan: &str| {
        let fields = vec![("plan".into(), FieldValue::Text(plan.into())), ("x".into(), FieldValue::Number(0.5))];
        pack.score(&Customer::new(fields).unwrap(), None)["y"].margin
    };
    assert!(margin("") > margin("basic") + 1.0 && margin("basic") > margin("plus") + 0.2 && margin("plus") > margin("new") + 0.5);
    assert_eq!(margin("new"), margin("newer"));
}

#[test]
fn a_monotone_column_moves_the_linear_margin_one_way_only() {
    // z is a copy of x with noise, which a linear model may well set against it.
    let rows = table("x,z,y", 3000, |i| {
        let x = noise(i, 0);
        let p = 0.3 + 0.3 * confidant::math::sin(9.0 * x);
        format!("{x:.3},{:.3},{}", x + 0.1 * noise(i, 2), u8::from(noise(i, 1) < p))
    });
    let turns = |rest: &str, moved: &str| -> (bool, bool) {
        let pack = advisor(&project("y", &format!("model = \"linear\"\n{rest}")), &rows);
        let margin = |value: f64| {
            let field = |name: &str| (name.to_owned(), FieldValue::Number(if name == moved { value } else { 0.5 }));
            pack.score(&Customer::new(vec![field("x"), field("z")]).unwrap(), None)["y"].margin
        };
        let path: Vec<f64> = (0..=220).map(|step| margin(f64::from(step) / 200.0)).collect();
        (path.windows(2).any(|w| w[0] < w[1]), path.windows(2).any(|w| w[0] > w[1]))
    };
    assert_eq!(turns("", "x"), (true, true));
    for way in ["increasing", "decreasing"] {
        for column in ["x", "z"] {
            let (up, down) = turns(&format!("[columns.{column}]\nmonotone = \"{way}\"\n"), column);
            assert!(if way == "increasing" { !down } else { !up }, "{column} is not {way}");
        }
    }
    assert_eq!(turns("[data]\nignore = [\"z\"]\n[columns.x]\nmonotone = \"increasing\"\n", "x"), (true, false));
}

#[test]
fn weights_count_in_the_linear_model() {
    // Two rows in three follow the opposite rule and weigh a twentieth.
    let both = table("x,w,y", 3000, |i| {
        let (x, own) = (noise(i, 0), i % 3 == 0);
        let chance = if (x > 0.5) == own { 0.8 } else { 0.2 };
        format!("{x:.3},{},{}", if own { 1.0 } else { 0.05 }, u8::from(noise(i, 1) < chance))
    });
    let difference = |rest: &str| {
        let pack = advisor(&project("y", &format!("model = \"linear\"\n{rest}")), &both);
        let score = |x: f64| pack.score(&Customer::new(vec![("x".into(), FieldValue::Number(x))]).unwrap(), None)["y"].margin;
        score(0.8) - score(0.2)
    };
    let (weighted, blind) = (difference("[data]\nweight = \"w\"\n"), difference("[data]\nignore = [\"w\"]\n"));
    assert!(weighted > 1.5 && blind < -0.5, "{weighted} and {blind}");
    // A class weight moves the fit, never what a probability means.
    let rows = additive(0, 2000);
    let penalised = advisor(&project("y", "model = \"linear\"\nimbalance_penalty = 2.0\n"), &rows);
    let rate = labels(&rows, "y").iter().sum::<f32>() / 2000.0;
    let told: Vec<f64> =
        margins(&penalised, 0, &rows).iter().map(|&m| penalised.pack().indices[0].parts[0].calibrator.probability(m)).collect();
    assert!((told.iter().sum::<f64>() / 2000.0 - f64::from(rate)).abs() < 0.02);
}

#[test]
fn threads_change_no_byte_of_a_contest() {
    let rows = additive(0, 900);
    let folder = Folder::with(&[("in.csv", rows.as_bytes())]);
    for model in ["best", "linear", "blend"] {
        let train = |threads: &str| {
            let arguments =
                ["train", "--data", "in.csv", "--label", "y", "--model", model, "--iterations", "20", "--threads", threads];
            folder.run(&[&arguments[..], &["--out", "pack", "-q"]].concat()).done();
            folder.read("pack")
        };
        let one = train("1");
        assert!(one == train("2") && one == train("3"), "{model}: threads change the pack");
    }
}

#[test]
fn the_command_line_names_the_model_and_inspect_tells_of_the_contest() {
    let folder = Folder::with(&[("in.csv", additive(0, 900).as_bytes())]);
    let train = |model: &str| {
        folder.run(&["train", "--data", "in.csv", "--label", "y", "--model", model, "--iterations", "30", "--out", "pack", "-q"])
    };
    let wrong = train("tree");
    assert!(wrong.code == Some(2) && wrong.stderr.contains("forest, linear, blend or best is expected"), "{}", wrong.stderr);
    assert!(train("linear").done().stdout.contains("y: linear scorecard, "));
    assert!(!folder.run(&["inspect", "pack"]).done().stdout.contains("random forest"));
    let told = train("best").done().stdout;
    let inspected = folder.run(&["inspect", "pack"]).done().stdout;
    for line in
        ["  boosted forest    auc 0.", "  linear scorecard  auc 0.", "  blend             auc 0.", "  random forest     auc 0."]
    {
        assert!(told.contains(line) && inspected.contains(line), "{line} is not in {inspected}");
    }
    let json: serde_json::Value = serde_json::from_str(&folder.run(&["inspect", "pack", "--json"]).done().stdout).unwrap();
    let card = &json["indices"][0]["card"];
    assert!(["forest", "linear", "blend"].contains(&card["model"].as_str().unwrap()));
    assert_eq!(card["contenders"].as_array().unwrap().len(), 4);
    assert_eq!(card["contenders"][3]["model"], "random_forest");
    folder.write("confidant.toml", "name = \"p\"\n[data]\ntrain = \"in.csv\"\n[[index]]\nname = \"y\"\nmodel = \"trees\"\n");
    let wrong = folder.run(&["train", "confidant.toml", "--out", "pack"]);
    assert!(wrong.code == Some(1) && wrong.stderr.contains("line 6") && wrong.stderr.contains("`best`"), "{}", wrong.stderr);
}

#[test]
fn columns_that_say_nothing_leave_the_rate() {
    let rows = table("x,y", 400, |i| format!("{:.3},{}", noise(i, 0), u8::from(i % 4 == 0)));
    let pack = advisor(&project("y", "model = \"linear\"\n"), &rows);
    let customer = Customer::new(vec![("x".into(), FieldValue::Number(0.5))]).unwrap();
    let probability = pack.score(&customer, None)["y"].probability;
    assert!((0.15..0.35).contains(&probability), "{probability}");
    // Gaps where training had none are worth nothing, either way.
    let gaps = pack.score(&Customer::new(Vec::new()).unwrap(), None)["y"].probability;
    assert!((0.15..0.35).contains(&gaps), "{gaps}");
}

#[test]
fn tables_that_are_almost_too_small_have_a_contest() {
    for rows in [12, 25, 60] {
        let small = table("x,k,y", rows, |i| format!("{},{},{}", i % 7, ["a", "b"][i % 2], u8::from(i % 3 == 0)));
        let spec = project("y", "model = \"best\"\n[training]\niterations = 5\n");
        assert!(try_pack(&spec, &small).is_ok(), "{rows} rows: {:?}", try_pack(&spec, &small).err());
    }
}
