//! Who has what, by row of the training table and product of the catalogue.

use crate::dataset::{Column, Table, Titles, Values};
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
    /// By row, what was taken for the first time on the last day that brought something new, where times are known.
    pub newest: Option<Interactions>,
    /// Who took what of late, where times are known.
    pub lately: Option<Interactions>,
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
        name: if column.title.is_empty() { Titles::from([("en".to_owned(), column.name.clone())]) } else { column.title.clone() },
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

/// Customers who came back at least, and their share, for what is next to be what they came back for.
const CAME_BACK: usize = 200;
const CAME_BACK_SHARE: f64 = 0.3;

impl History {
    /// What a customer took for the first time on the last day that brought something new, where they had something before.
    pub(super) fn came_back_for(&self, row: usize) -> &[u32] {
        let newest = self.newest.as_ref().map_or(&[][..], |newest| newest.products_of(row));
        if newest.len() < self.interactions.products_of(row).len() { newest } else { &[] }
    }

    /// Whether enough customers came back for something.
    pub(super) fn by_visits(&self) -> bool {
        let rows = 0..self.interactions.customers();
        let holders = rows.clone().filter(|&row| !self.interactions.products_of(row).is_empty()).count();
        let back = rows.filter(|&row| !self.came_back_for(row).is_empty()).count();
        back >= CAME_BACK && back as f64 >= CAME_BACK_SHARE * holders as f64
    }

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
        Self {
            interactions,
            newest: known.and_then(|known| known.newest.clone()),
            lately: known.and_then(|known| known.lately.clone()),
        }
    }
}
