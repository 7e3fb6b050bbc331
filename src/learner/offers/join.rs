//! A list of interactions brought together with the table of customers, so that what follows sees one row a customer.
//!
//! Where the catalogue is small, each product becomes a column of the table: how much of it the customer has. Forests then learn from
//! holdings as from any other column.

use std::collections::{BTreeSet, HashMap};
use std::io::{Cursor, Read};
use std::sync::Arc;

use crate::dataset::{CsvOptions, Records, Titles};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::Product;

use super::super::{Project, Source};
use super::lines::Lines;
use super::policy::check_rules;
use super::{History, Interactions, Products};

/// Catalogues up to here become columns.
const MOST_COLUMNS: usize = 300;
/// The column that names customers, where there is no table of them and the list's column has no name of its own.
const CUSTOMER: &str = "customer";

/// A table of customers with what they have.
pub struct Joined {
    /// The project, told which columns name customers and are not to be scored.
    pub project: Project,
    /// The catalogue, and who has what of it.
    pub products: Products,
    table: Arc<[u8]>,
}

impl Joined {
    /// Joins a list with the table of customers, where there is one: customers without a line have nothing, lines without a customer
    /// are left out. A project without a catalogue gets one of the products in the list.
    ///
    /// # Errors
    /// `schema` when the table has no column that names customers, or has one named like a product; `data` when a customer stands twice
    /// in it or nobody of the list is in it; those of [`Records`].
    pub fn new(project: &Project, catalogue: Vec<Product>, table: Option<&Source<'_>>, lines: &Lines) -> Result<Self> {
        let spec = project.offers.clone().unwrap_or_default();
        let key = spec.customer.clone().unwrap_or_else(|| CUSTOMER.to_owned());
        let catalogue = if catalogue.is_empty() { listed(lines) } else { catalogue };
        check_rules(project, &catalogue)?;
        let as_columns = catalogue.len() <= MOST_COLUMNS;
        let mut project = project.clone();
        let (header, mut rows) = match table {
            Some(source) => read(source, &project, &key)?,
            None => (vec![key.clone()], lines.customers.iter().map(|name| (name.clone(), vec![name.clone()])).collect()),
        };
        let history = history(&catalogue, lines, &rows)?;
        let mut products = Products { catalogue, history: Some(history) };
        let mut names = header;
        if as_columns {
            let mut made = Vec::new();
            for (at, product) in products.catalogue.iter_mut().enumerate().filter(|(_, product)| product.held.is_none()) {
                if names.contains(&product.id) {
                    let (place, found) = (format!("column {}", quote(&product.id)), "a column of that name");
                    return Err(Error::new(ErrorKind::Schema, "product named like a column", place, "names of their own", found));
                }
                names.push(product.id.clone());
                product.held = Some(product.id.clone());
                made.push(at as u32);
            }
            add_columns(&products, &made, &mut rows);
        }
        if !project.data.ignore.contains(&key) {
            project.data.ignore.push(key);
        }
        project.data.delimiter = None;
        Ok(Self { project, products, table: csv(&names, &rows).into() })
    }

    /// The joined table.
    ///
    /// # Errors
    /// None; the signature is that of a table's source.
    pub fn open(&self) -> Result<Box<dyn Read>> {
        Ok(Box::new(Cursor::new(Arc::clone(&self.table))))
    }
}

/// A product for each name in the list, by name.
fn listed(lines: &Lines) -> Vec<Product> {
    let names: BTreeSet<&String> = lines.products.iter().collect();
    let product =
        |name: &String| Product { id: name.clone(), name: Titles::from([("en".to_owned(), name.clone())]), ..Product::default() };
    names.into_iter().map(product).collect()
}

/// The header, and by row the customer's name and the fields.
type Table = (Vec<String>, Vec<(String, Vec<String>)>);

fn read(source: &Source<'_>, project: &Project, key: &str) -> Result<Table> {
    let options = CsvOptions { delimiter: project.delimiter()? };
    let within = |e: Error| e.within(&source.name);
    let mut records = Records::new((source.open)()?, options).map_err(within)?;
    let header = records.header().to_vec();
    let missing = || {
        let place = format!("{}, column {}", source.name, quote(key));
        Error::new(
            ErrorKind::Schema,
            "column not found",
            place,
            "a column that names customers as the list does",
            header.join(", "),
        )
    };
    let at = header.iter().position(|name| name == key).ok_or_else(missing)?;
    let (mut rows, mut seen) = (Vec::new(), BTreeSet::new());
    while let Some(record) = records.next_record().map_err(within)? {
        let name = record.get(at).trim().to_owned();
        if !seen.insert(name.clone()) {
            let place = format!("{}, line {}", source.name, record.line);
            return Err(Error::new(ErrorKind::Data, "customer twice", place, "one row a customer", quote(&name)));
        }
        rows.push((name, record.iter().map(str::to_owned).collect()));
    }
    Ok((header, rows))
}

fn history(catalogue: &[Product], lines: &Lines, rows: &[(String, Vec<String>)]) -> Result<History> {
    let number: HashMap<&str, u32> = catalogue.iter().enumerate().map(|(at, product)| (product.id.as_str(), at as u32)).collect();
    let of_list: Vec<Option<u32>> = lines.products.iter().map(|name| number.get(name.as_str()).copied()).collect();
    let customers: HashMap<&str, usize> = lines.customers.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let interactions = lines.interactions();
    let found = |name: &String| customers.get(name.as_str()).copied();
    if !rows.iter().any(|(name, _)| found(name).is_some()) {
        let place = "the list of interactions";
        return Err(Error::new(ErrorKind::Data, "nobody has anything", place, "customers of the table", "none of them"));
    }
    let holdings = |(name, _): &(String, Vec<String>)| {
        let Some(customer) = found(name) else { return Vec::new() };
        interactions.entries(customer).filter_map(|(product, strength)| Some((of_list[product as usize]?, strength))).collect()
    };
    let of_rows = |some: Interactions| {
        let of = |(name, _): &(String, Vec<String>)| {
            let entries = found(name).into_iter().flat_map(|customer| some.entries(customer));
            entries.filter_map(|(product, strength)| Some((of_list[product as usize]?, strength))).collect()
        };
        Interactions::new(catalogue.len(), rows.iter().map(of))
    };
    let (newest, lately) = (lines.newest().map(of_rows), lines.lately().map(of_rows));
    Ok(History { interactions: Interactions::new(catalogue.len(), rows.iter().map(holdings)), newest, lately })
}

/// Adds a field for each of the products in `made`: how much of it the customer has.
fn add_columns(products: &Products, made: &[u32], rows: &mut [(String, Vec<String>)]) {
    let Some(history) = &products.history else { return };
    for (row, (_, fields)) in rows.iter_mut().enumerate() {
        let (held, strengths) = history.interactions.of(row);
        let text = |product: &u32| held.binary_search(product).map_or_else(|_| "0".to_owned(), |at| strengths[at].to_string());
        fields.extend(made.iter().map(text));
    }
}

/// The table as CSV, every field quoted.
fn csv(header: &[String], rows: &[(String, Vec<String>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut line = |fields: &[String]| {
        for (at, field) in fields.iter().enumerate() {
            out.extend_from_slice(if at == 0 { b"\"" } else { b",\"" });
            out.extend_from_slice(field.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        }
        out.push(b'\n');
    };
    line(header);
    rows.iter().for_each(|(_, fields)| line(fields));
    out
}
