//! What `cargo xtask compare-offers` times and ranks with: the algorithms under next best offers, on plain matrices.
//!
//! A matrix is a text file with one line a customer or basket and `product:strength` words, products being numbers from 0; `:1` may be
//! left out. Ratings are lines of `customer product rating`. Answers are one line of JSON, and ranked products one line a customer.

#![allow(clippy::print_stdout, reason = "answers go to a pipe")]

use std::path::Path;
use std::time::Instant;

use confidant::learner::offers::{ImplicitSpec, Interactions, ItemsetSpec, fit_implicit, frequent_itemsets};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["factors", matrix, factors, epochs] => factors_speed(matrix.as_ref(), factors.parse()?, epochs.parse()?),
        ["itemsets", matrix, support] => itemsets_speed(matrix.as_ref(), support.parse()?),
        _ => Err("usage: offers factors MATRIX FACTORS EPOCHS | itemsets MATRIX SUPPORT".into()),
    }
}

fn read(path: &Path) -> Result<Interactions, Failure> {
    let mut products = 0;
    let mut rows = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let mut row = Vec::new();
        for word in line.split_ascii_whitespace() {
            let (product, strength) = word.split_once(':').unwrap_or((word, "1"));
            let product: u32 = product.parse()?;
            products = products.max(product as usize + 1);
            row.push((product, strength.parse()?));
        }
        rows.push(row);
    }
    Ok(Interactions::new(products, rows))
}

fn factors_speed(matrix: &Path, factors: usize, epochs: u32) -> Result<(), Failure> {
    let interactions = read(matrix)?;
    let spec = ImplicitSpec { factors, epochs, ..ImplicitSpec::default() };
    let start = Instant::now();
    fit_implicit(&interactions, &spec, &|_| true)?;
    println!("{{\"seconds\": {}}}", start.elapsed().as_secs_f64());
    Ok(())
}

fn itemsets_speed(matrix: &Path, support: f64) -> Result<(), Failure> {
    let baskets = read(matrix)?;
    let spec = ItemsetSpec { support, least_baskets: 1, longest: 64, most_itemsets: 10_000_000 };
    let start = Instant::now();
    let itemsets = frequent_itemsets(&baskets, &spec)?;
    println!("{{\"seconds\": {}, \"itemsets\": {}}}", start.elapsed().as_secs_f64(), itemsets.len());
    Ok(())
}
