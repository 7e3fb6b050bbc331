//! What `cargo xtask compare-offers` times and ranks with: the algorithms under next best offers, on plain matrices.
//!
//! A matrix is a text file with one line a customer or basket of `product:strength` words, products being numbers from 0; `:1` may be
//! left out. Ratings are lines of `customer product rating`. Answers are one line of JSON; ranked products go to a CSV.

#![allow(clippy::print_stdout, reason = "answers go to a pipe")]

use std::path::Path;
use std::time::Instant;

use confidant::learner::offers::{
    ExplicitSpec, ImplicitSpec, Interactions, ItemsetSpec, fit_explicit, fit_implicit, frequent_itemsets,
};
use confidant::metric::{Ranking, best_products, ranking_metrics};
use serde_json::{Value, json};

type Failure = Box<dyn std::error::Error>;

/// Most offers a customer.
const OFFERS: usize = 20;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let answer = match words.as_slice() {
        ["factors", matrix, factors, epochs] => factors_speed(matrix.as_ref(), factors.parse()?, epochs.parse()?)?,
        ["itemsets", matrix, support] => itemsets_speed(matrix.as_ref(), support.parse()?)?,
        ["rank", split, factors] => rank(split.as_ref(), factors.parse()?)?,
        ["ratings", train, test, factors, epochs, rate, ridge] => {
            let learning_rate = rate.parse()?;
            let regularisation = if *ridge == "chosen" { None } else { Some(ridge.parse()?) };
            let spec =
                ExplicitSpec { factors: factors.parse()?, epochs: epochs.parse()?, learning_rate, regularisation, seed: 1 };
            ratings(train.as_ref(), test.as_ref(), &spec)?
        }
        _ => return Err("see xtask/compare/offers.py for how this is called".into()),
    };
    println!("{answer}");
    Ok(())
}

type Entries = Vec<(u32, f32)>;

fn entries(path: &Path) -> Result<Vec<Entries>, Failure> {
    let word = |word: &str| -> Result<(u32, f32), Failure> {
        let (product, strength) = word.split_once(':').unwrap_or((word, "1"));
        Ok((product.parse()?, strength.parse()?))
    };
    let text = std::fs::read_to_string(path)?;
    text.lines().map(|line| line.split_ascii_whitespace().map(word).collect()).collect()
}

fn matrix(path: &Path) -> Result<Interactions, Failure> {
    let rows = entries(path)?;
    let products = rows.iter().flatten().map(|entry| entry.0 as usize + 1).max().unwrap_or(0);
    Ok(Interactions::new(products, rows))
}

fn factors_speed(path: &Path, factors: usize, epochs: u32) -> Result<Value, Failure> {
    let interactions = matrix(path)?;
    let spec = ImplicitSpec { factors, epochs, ..ImplicitSpec::default() };
    let start = Instant::now();
    fit_implicit(&interactions, &spec, &|_| true)?;
    Ok(json!({"seconds": start.elapsed().as_secs_f64()}))
}

fn itemsets_speed(path: &Path, support: f64) -> Result<Value, Failure> {
    let baskets = matrix(path)?;
    let spec = ItemsetSpec { support, least_baskets: 1, longest: 64, most_itemsets: 10_000_000 };
    let start = Instant::now();
    let itemsets = frequent_itemsets(&baskets, &spec)?;
    Ok(json!({"seconds": start.elapsed().as_secs_f64(), "itemsets": itemsets.len()}))
}

/// Learns factors from a split's training customers and ranks for its test customers what they do not have, into lists/confidant_als.csv.
fn rank(split: &Path, factors: usize) -> Result<Value, Failure> {
    let read = |name: &str| std::fs::read_to_string(split.join(name));
    let (products, customers, hidden) = (read("products.txt")?, read("customers.txt")?, read("hidden.txt")?);
    let products: Vec<&str> = products.lines().collect();
    let train = Interactions::new(products.len(), entries(&split.join("train.txt"))?);
    let known = entries(&split.join("known.txt"))?;
    let start = Instant::now();
    let factors = fit_implicit(&train, &ImplicitSpec { factors, seed: 1, ..ImplicitSpec::default() }, &|_| true)?;
    let gram = factors.gram();
    let candidates = |held: &Entries| -> Vec<(u32, f64)> {
        let scores = factors.scores(&factors.fold_in(&gram, held));
        (0..).zip(scores).filter(|(product, _)| held.iter().all(|entry| entry.0 != *product)).collect()
    };
    let ranked: Vec<Vec<(u32, f64)>> = known.iter().map(candidates).collect();
    let lists: Vec<Vec<u32>> = ranked.iter().map(|scores| best_products(scores.iter().copied(), OFFERS)).collect();
    let seconds = start.elapsed().as_secs_f64();
    let mut csv = String::from("customer");
    (1..=OFFERS).for_each(|k| csv.push_str(&format!(",offer_{k}")));
    for (customer, list) in customers.lines().zip(&lists) {
        csv.push_str(&format!("\n{customer}"));
        (0..OFFERS).for_each(|k| csv.push_str(&format!(",{}", list.get(k).map_or("", |&product| products[product as usize]))));
    }
    std::fs::write(split.join("lists/confidant_als.csv"), csv + "\n")?;
    let is_hidden = |line: &str, product: u32| line.split_ascii_whitespace().any(|word| word.parse() == Ok(product));
    let ranking = |(scores, line): (&Vec<(u32, f64)>, &str)| {
        Ranking::new(scores.iter().map(|&(product, score)| (score, is_hidden(line, product))))
    };
    let rankings: Vec<Ranking> = ranked.iter().zip(hidden.lines()).map(ranking).collect();
    let [three, ten, all] = [3, 10, OFFERS].map(|k| ranking_metrics(&rankings, k));
    Ok(json!({"seconds": seconds, "hit3": three.hit, "mrr": all.mrr, "ndcg10": ten.ndcg, "recall10": ten.recall}))
}

/// Learns factors from ratings and predicts those held out, within the scale of 1 to 5.
fn ratings(train: &Path, test: &Path, spec: &ExplicitSpec) -> Result<Value, Failure> {
    let read = |path: &Path| -> Result<Vec<Entries>, Failure> {
        let mut rows: Vec<Entries> = Vec::new();
        for line in std::fs::read_to_string(path)?.lines() {
            let mut words = line.split(' ');
            let mut word = || words.next().ok_or("a rating is three words");
            let (customer, product, rating): (usize, u32, f32) = (word()?.parse()?, word()?.parse()?, word()?.parse()?);
            rows.resize(rows.len().max(customer + 1), Entries::new());
            rows[customer].push((product, rating));
        }
        Ok(rows)
    };
    let (known, hidden) = (read(train)?, read(test)?);
    let products = known.iter().chain(&hidden).flatten().map(|entry| entry.0 as usize + 1).max().unwrap_or(0);
    let matrix = Interactions::new(products, known.clone());
    let start = Instant::now();
    let model = fit_explicit(&matrix, spec, &|_, _| true)?;
    let seconds = start.elapsed().as_secs_f64();
    let (mut squares, mut sizes, mut count) = (0.0, 0.0, 0.0);
    for (known, hidden) in known.iter().zip(&hidden).filter(|rows| !rows.1.is_empty()) {
        let scores = model.scores(&model.fold_in(known));
        for &(product, rating) in hidden {
            let error = scores[product as usize].clamp(1.0, 5.0) - f64::from(rating);
            (squares, sizes, count) = (squares + error * error, sizes + error.abs(), count + 1.0);
        }
    }
    Ok(json!({"seconds": seconds, "rmse": f64::sqrt(squares / count), "mae": sizes / count}))
}
