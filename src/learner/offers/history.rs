//! Who has what, by row of the training table and product of the catalogue.

use crate::dataset::{Column, Table, Values};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::Product;
use crate::model::offers::held;

use super::super::Project;
use super::Interactions;

/// Who has what.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// Rows of the training table × products of the catalogue.
    pub interactions: Interactions,
    /// By row, the product of the latest interaction, where times are known.
    pub latest: Option<Vec<Option<u32>>>,
}

/// What is sold, and who is known to have it beside what the table's own columns tell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Products {
    /// The products.
    pub catalogue: Vec<Product>,
    /// Who has what.
    pub history: Option<History>,
}

impl From<Vec<Product>> for Products {
    fn from(catalogue: Vec<Product>) -> Self {
        Self { catalogue, history: None }
    }
}

/// The catalogue, or where there is none, a product for each column that the project says is one.
///
/// # Errors
/// `parameter` when the project names columns and there is a catalogue, or no column fits.
pub(in crate::learner) fn catalogue(project: &Project, given: Vec<Product>, table: &Table) -> Result<Vec<Product>> {
    let Some(spec) = &project.offers else { return Ok(given) };
    if spec.products.is_empty() {
        return Ok(given);
    }
    let fail =
        |what, expected: &str, found: String| Err(Error::new(ErrorKind::Parameter, what, "[offers] products", expected, found));
    if !given.is_empty() {
        return fail("products named twice", "a catalogue or columns", "both".to_owned());
    }
    let columns = table.schema().columns().iter();
    let fits = |pattern: &String, name: &str| match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    };
    if let Some(lost) = spec.products.iter().find(|pattern| !columns.clone().any(|column| fits(pattern, &column.name))) {
        return fail("column not found", "columns of the table", quote(lost));
    }
    let product = |column: &Column| Product {
        id: column.name.clone(),
        name: if column.title.is_empty() { [("en".to_owned(), column.name.clone())].into() } else { column.title.clone() },
        held: Some(column.name.clone()),
        ..Product::default()
    };
    let numeric = |at: usize| matches!(table.values(at), Values::Numbers(_));
    let named = columns.enumerate().filter(|(_, column)| spec.products.iter().any(|pattern| fits(pattern, &column.name)));
    Ok(named.filter(|(at, _)| numeric(*at)).map(|(_, column)| product(column)).collect())
}

/// By product, the position of the table's column that tells whether it is held, where there is such a column of numbers.
pub(super) fn columns_of(table: &Table, products: &[Product]) -> Vec<Option<usize>> {
    let column = |product: &Product| {
        let position = table.schema().position(product.held.as_ref()?)?;
        matches!(table.values(position), Values::Numbers(_)).then_some(position)
    };
    products.iter().map(column).collect()
}

impl History {
    /// What the columns of the table tell, and what `known` adds for products without a column.
    pub(super) fn of_table(table: &Table, products: &[Product], known: Option<&Self>) -> Self {
        let columns = columns_of(table, products);
        let row = |row: usize| {
            let told = columns.iter().enumerate().filter_map(|(product, column)| match table.values((*column)?) {
                Values::Numbers(numbers) => held(numbers[row]).then_some((product as u32, numbers[row])),
                _ => None,
            });
            let mut entries: Vec<(u32, f32)> = told.collect();
            if let Some(known) = known {
                entries.extend(known.interactions.entries(row).filter(|(product, _)| columns[*product as usize].is_none()));
            }
            entries
        };
        let interactions = Interactions::new(products.len(), (0..table.rows()).map(row));
        Self { interactions, latest: known.and_then(|known| known.latest.clone()) }
    }
}
