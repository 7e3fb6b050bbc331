//! Shapley values straight from their definition, sharing no code with the engine: bins by counting, coalitions by walking the
//! tree, values by trying every order in which the players could come.
#![allow(dead_code, reason = "each test binary uses a part")]

use std::collections::BTreeMap;

use confidant::dataset::{Day, Semantic};
use confidant::engine::{Customer, FieldValue};
use confidant::model::{
    Arrangement, Calibrator, Feature, Forest, MISSING_HASH, Model, Pack, Part, Routes, Tree, category_hash, combination_hash,
};

/// The expected margin, the margin, and every column's share of the difference.
pub(crate) struct Truth {
    pub(crate) baseline: f64,
    pub(crate) margin: f64,
    pub(crate) contributions: BTreeMap<String, f64>,
}

/// What is true of a customer whose values are gaps or of the type that the field has.
pub(crate) fn truth(pack: &Pack, position: usize, customer: &Customer) -> Truth {
    let index = &pack.indices[position];
    if let Arrangement::Classes(_) = &index.arrangement {
        // The likeliest class, the first of equals.
        let logit = |part: &Part| match part.calibrator {
            Calibrator::Platt { slope, intercept } => slope * truth_of(pack, &part.model, customer).margin + intercept,
            Calibrator::Isotonic { .. } => panic!("a class has another calibrator"),
        };
        let logits: Vec<f64> = index.parts.iter().map(logit).collect();
        let best = (1..logits.len()).fold(0, |best, at| if logits[at] > logits[best] { at } else { best });
        return truth_of(pack, &index.parts[best].model, customer);
    }
    let Arrangement::Routed(Routes { column, routes }) = &index.arrangement else {
        return truth_of(pack, &index.parts[0].model, customer);
    };
    let column = &pack.fields[*column as usize].name;
    let value = match customer.get(column) {
        Some(FieldValue::Boolean(yes)) => yes.to_string(),
        Some(FieldValue::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let part = routes.iter().find(|route| route.value == value).map_or(0, |route| route.part as usize);
    let mut truth = truth_of(pack, &index.parts[part].model, customer);
    let pooled = truth_of(pack, &index.parts[0].model, customer).baseline;
    *truth.contributions.get_mut(column).unwrap() += truth.baseline - pooled;
    truth.baseline = pooled;
    truth
}

fn truth_of(pack: &Pack, model: &Model, customer: &Customer) -> Truth {
    let Forest::Oblivious(forest) = &model.forest else { panic!("another forest") };
    let person = Person { pack, model, customer };
    let mut truth = Truth {
        baseline: forest.bias,
        margin: forest.bias,
        contributions: pack.fields.iter().map(|field| (field.name.clone(), 0.0)).collect(),
    };
    for tree in forest.trees() {
        let answers: Vec<bool> =
            tree.splits.iter().map(|split| person.bin(&model.features[usize::from(split.feature)]) >= split.at).collect();
        let asked: Vec<Vec<u32>> =
            tree.splits.iter().map(|split| columns(model, &model.features[usize::from(split.feature)])).collect();
        let mut players = asked.clone();
        players.sort();
        players.dedup();
        let value = |coalition: &[usize]| {
            let known: Vec<bool> = asked.iter().map(|asked| coalition.iter().any(|&p| players[p] == *asked)).collect();
            forest.scale * walk(&tree, &answers, &known, 0, 0)
        };
        let everyone: Vec<usize> = (0..players.len()).collect();
        truth.baseline += value(&[]);
        truth.margin += value(&everyone);
        let orders = orders(&everyone);
        for order in &orders {
            for place in 0..order.len() {
                let gain = (value(&order[..=place]) - value(&order[..place])) / orders.len() as f64;
                let shared = &players[order[place]];
                for &column in shared {
                    *truth.contributions.get_mut(&pack.fields[column as usize].name).unwrap() += gain / shared.len() as f64;
                }
            }
        }
    }
    truth
}

fn columns(model: &Model, feature: &Feature) -> Vec<u32> {
    match feature {
        Feature::Number { column, .. } | Feature::OneHot { column, .. } => vec![*column],
        Feature::Statistic { table, .. } => model.tables[*table as usize].columns.clone(),
    }
}

/// The expected leaf below a node: known questions are answered, the others averaged by the training rows on either side, and
/// evenly where there are none.
fn walk(tree: &Tree<'_>, answers: &[bool], known: &[bool], level: usize, node: usize) -> f64 {
    if level == answers.len() {
        return f64::from(tree.leaves[node]);
    }
    let yes_node = node + (1 << level);
    let below = |node: usize| walk(tree, answers, known, level + 1, node);
    if known[level] {
        return below(if answers[level] { yes_node } else { node });
    }
    let rows = |node: usize| -> f64 {
        let below = (0..tree.leaves.len()).filter(|leaf| leaf % (2 << level) == node);
        below.map(|leaf| f64::from(tree.covers[leaf])).sum()
    };
    let (no, yes) = (rows(node), rows(yes_node));
    if no + yes == 0.0 {
        return (below(node) + below(yes_node)) / 2.0;
    }
    (no * below(node) + yes * below(yes_node)) / (no + yes)
}

/// Every order of the players.
fn orders(players: &[usize]) -> Vec<Vec<usize>> {
    if players.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for &first in players {
        let rest: Vec<usize> = players.iter().copied().filter(|&p| p != first).collect();
        all.extend(orders(&rest).into_iter().map(|order| [vec![first], order].concat()));
    }
    all
}

struct Person<'a> {
    pack: &'a Pack,
    model: &'a Model,
    customer: &'a Customer,
}

impl Person<'_> {
    fn bin(&self, feature: &Feature) -> u8 {
        match feature {
            Feature::Number { column, borders } => match self.number(*column) {
                None => 0,
                Some(number) => 1 + borders.iter().filter(|&&border| border < number).count() as u8,
            },
            Feature::OneHot { column, category } => u8::from(self.hash(*column) == *category),
            Feature::Statistic { table, slot } => {
                let table = &self.model.tables[*table as usize];
                let hashes: Vec<u64> = table.columns.iter().map(|&column| self.hash(column)).collect();
                let (slots, slot) = (table.slots as usize, *slot as usize);
                match table.keys.iter().position(|&key| key == combination_hash(&hashes)) {
                    Some(row) => table.bins[row * slots + slot],
                    None => table.unseen[slot],
                }
            }
        }
    }

    fn value(&self, column: u32) -> &FieldValue {
        self.customer.get(&self.pack.fields[column as usize].name).unwrap()
    }

    fn number(&self, column: u32) -> Option<f32> {
        match (self.pack.fields[column as usize].semantic, self.value(column)) {
            (_, FieldValue::Missing) => None,
            (Semantic::Numerical, FieldValue::Number(number)) => Some(*number as f32),
            (Semantic::Boolean, FieldValue::Boolean(yes)) => Some(if *yes { 1.0 } else { 0.0 }),
            (Semantic::Timestamp, FieldValue::Text(text)) => {
                let taken = self.pack.time.as_ref().and_then(|time| self.customer.get(time));
                let own = if let Some(FieldValue::Text(text)) = taken { Day::read(text) } else { None };
                let from = own.or(self.pack.as_of).map_or(0, |day| day.0);
                Some((Day::read(text).unwrap().0 - from) as f32)
            }
            other => panic!("{other:?} is not plain"),
        }
    }

    fn hash(&self, column: u32) -> u64 {
        match self.value(column) {
            FieldValue::Missing => MISSING_HASH,
            FieldValue::Text(text) => category_hash(text),
            other => panic!("{other:?} is not plain"),
        }
    }
}
