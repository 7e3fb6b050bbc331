//! Customers of one kind: bands of the project's columns, such as income by region, and who is alike within each by Jaccard and Pearson.
//!
//! Neighbours are found here and stay here: what leaves is, for the holders of each product, what their nearest neighbours hold on
//! average.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::offers::{FEWEST, Segments, published};
use crate::model::{Feature, Field};

use super::people::People;

/// Bands of a number.
const BANDS: usize = 5;
/// Categories that are bands.
const CATEGORIES: usize = 40;
/// Customers in a cell at least.
const CELL: u32 = 5 * FEWEST;
/// Products up to which neighbours are looked for.
const PRODUCTS: usize = 64;
/// Customers of a cell among whom neighbours are looked for at most, and how many neighbours each has.
const LOOKED_AT: usize = 1_500;
const NEIGHBOURS: usize = 20;

/// The segments that the project's columns make of `rows`; nothing where it names none.
///
/// # Errors
/// `schema` when a column is not scored or is neither a number nor a category.
pub(super) fn segments(people: &People<'_>, fields: &[Field], columns: &[String], rows: &[u32]) -> Result<Option<Segments>> {
    if columns.is_empty() {
        return Ok(None);
    }
    let mut bands = Vec::new();
    for name in columns {
        let missing = || {
            let expected = "columns that are scored";
            Error::new(ErrorKind::Schema, "column not found", "[offers] segment", expected, quote(name))
        };
        let field = fields.iter().position(|field| field.name == *name).ok_or_else(missing)?;
        bands.extend(bands_of(people, field, rows));
    }
    // A number's band takes eight bits of a key, a category's one.
    let bits: usize = bands.iter().map(|band| if matches!(band, Feature::OneHot { .. }) { 1 } else { 8 }).sum();
    if bits > 64 {
        let expected = "few enough columns: a number takes 8 of 64 places, a category one";
        return Err(Error::new(ErrorKind::Parameter, "too many bands", "[offers] segment", expected, bits.to_string()));
    }
    let products = people.history.interactions.products();
    let empty = Segments { bands, keys: Vec::new(), customers: Vec::new(), holders: Vec::new(), nearby: Vec::new() };
    let key = |&row: &u32| {
        let columns = people.row(row as usize);
        empty.key(&people.person(&columns, row as usize))
    };
    let keys: Vec<u64> = rows.par_iter().map(key).collect();
    let mut cells: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    rows.iter().zip(&keys).for_each(|(&row, &key)| cells.entry(key).or_default().push(row));
    cells.retain(|_, members| members.len() >= CELL as usize);
    let mut segments = Segments { keys: cells.keys().copied().collect(), ..empty };
    for members in cells.values() {
        let mut holders = vec![0_u32; products];
        for &row in members {
            people.history.interactions.products_of(row as usize).iter().for_each(|&product| holders[product as usize] += 1);
        }
        segments.customers.push(members.len() as u32);
        segments.holders.extend(holders.into_iter().map(published));
    }
    if products <= PRODUCTS {
        let members: Vec<&Vec<u32>> = cells.values().collect();
        let nearby: Vec<Vec<u8>> = members.par_iter().map(|members| nearby(people, members, products)).collect();
        segments.nearby = nearby.concat();
    }
    Ok((!segments.keys.is_empty()).then_some(segments))
}

/// Fifths of a number, or its most frequent categories one by one.
fn bands_of(people: &People<'_>, field: usize, rows: &[u32]) -> Vec<Feature> {
    let (column, numbers) = (field as u32, people.numbers(field));
    if numbers.is_empty() {
        let frequent = people.frequent(field, rows, CELL, CATEGORIES);
        return frequent.into_iter().map(|category| Feature::OneHot { column, category }).collect();
    }
    let mut known: Vec<f32> = rows.iter().map(|&row| numbers[row as usize]).filter(|x| x.is_finite()).collect();
    known.sort_by(f32::total_cmp);
    let mut borders: Vec<f32> = (1..BANDS).filter_map(|band| known.get(band * known.len() / BANDS).copied()).collect();
    borders.dedup();
    vec![Feature::Number { column, borders }]
}

/// For the holders of each product, what their nearest neighbours within the cell hold, in 255ths.
fn nearby(people: &People<'_>, members: &[u32], products: usize) -> Vec<u8> {
    let step = members.len().div_ceil(LOOKED_AT).max(1);
    let bits = |&row: &u32| -> u64 {
        people.history.interactions.products_of(row as usize).iter().fold(0, |bits, &product| bits | 1 << product)
    };
    let sets: Vec<u64> = members.iter().step_by(step).map(bits).collect();
    let neighbours = |&own: &u64| -> Vec<usize> {
        let mut others: Vec<(f64, usize)> =
            sets.iter().enumerate().map(|(at, &other)| (likeness(own, other, products), at)).collect();
        let nearest = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        let most = NEIGHBOURS.min(others.len() - 1);
        others.select_nth_unstable_by(most, nearest);
        others[..most].iter().map(|&(_, at)| at).collect()
    };
    let near: Vec<Vec<usize>> = sets.iter().map(|own| if *own == 0 { Vec::new() } else { neighbours(own) }).collect();
    let mut shares = Vec::with_capacity(products * products);
    for product in 0..products {
        let holders: Vec<usize> = (0..sets.len()).filter(|&at| sets[at] >> product & 1 == 1).collect();
        // Who holds it, and whom of them a share counts, are enough people each: many pairs can be one person met many times.
        let (mut pairs, mut behind, mut met) = (vec![0_u32; products], 0_u32, vec![false; sets.len()]);
        for &other in holders.iter().flat_map(|&holder| &near[holder]) {
            behind += 1;
            met[other] = true;
            (0..products).filter(|at| sets[other] >> at & 1 == 1).for_each(|at| pairs[at] += 1);
        }
        let people = |at: usize| (0..sets.len()).filter(|&other| met[other] && sets[other] >> at & 1 == 1).count();
        shares.extend((0..products).map(|at| {
            let few = holders.len() < FEWEST as usize || people(at) < FEWEST as usize;
            if few { 0 } else { (255 * u64::from(pairs[at]) / u64::from(behind.max(1))) as u8 }
        }));
    }
    shares
}

/// The mean of the Jaccard index and of Pearson's correlation (0 where it is negative) of two sets of products.
fn likeness(a: u64, b: u64, products: usize) -> f64 {
    let count = |bits: u64| f64::from(bits.count_ones());
    let (both, either, n) = (count(a & b), count(a | b), products as f64);
    let (x, y) = (count(a), count(b));
    let spread = (x * (n - x) * y * (n - y)).sqrt();
    let pearson = if spread > 0.0 { (n * both - x * y) / spread } else { 0.0 };
    let jaccard = if either > 0.0 { both / either } else { 0.0 };
    (jaccard + pearson.max(0.0)) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_as_alike_as_jaccard_and_pearson_say() {
        assert_eq!(likeness(0b0011, 0b0011, 4), 1.0);
        assert_eq!(likeness(0b0011, 0b1100, 4), 0.0);
        // Jaccard 1/3; Pearson of (1,1,0,0) and (0,1,1,0) is 0.
        assert!((likeness(0b0011, 0b0110, 4) - 1.0 / 6.0).abs() < 1e-12);
    }
}
