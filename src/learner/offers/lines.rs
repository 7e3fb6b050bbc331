//! A list of who has, bought or rated what: one line an interaction.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use crate::dataset::{Day, Records, is_gap, read_number};
use crate::error::{Error, ErrorKind, Result, quote};

use super::Interactions;

/// Days back from the last one that count as of late: a quarter of a year, so that what a season brings is seen and a week's chance
/// is not.
const LATELY: i32 = 91;

/// Which columns of a list say what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineColumns {
    /// The customer; the first column when absent.
    pub customer: Option<String>,
    /// The product; the second column when absent.
    pub product: Option<String>,
    /// How strong the line is; 1 when absent.
    pub strength: Option<String>,
    /// What the customer thinks of the product, in place of a strength: lines are not added up, the last one counts.
    pub rating: Option<String>,
    /// When it was.
    pub time: Option<String>,
}

/// A list of interactions, its names numbered in order of appearance.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lines {
    /// The customers.
    pub customers: Vec<String>,
    /// The products.
    pub products: Vec<String>,
    /// (customer, product, strength) by line.
    pub entries: Vec<(u32, u32, f32)>,
    /// By line, when it was, where there is a time column.
    pub days: Vec<Option<Day>>,
    /// Lines that name no customer or no product.
    pub incomplete: u64,
    /// Whether strengths are ratings.
    pub rated: bool,
}

/// Numbers names in order of appearance.
#[derive(Default)]
struct Numbered(HashMap<String, u32>);

impl Numbered {
    fn of(&mut self, name: &str, names: &mut Vec<String>) -> u32 {
        if let Some(&number) = self.0.get(name) {
            return number;
        }
        let number = names.len() as u32;
        names.push(name.to_owned());
        self.0.insert(name.to_owned(), number);
        number
    }
}

impl Lines {
    /// Reads a list.
    ///
    /// # Errors
    /// `schema` when a column is not there, `data` with the line for a strength that is no number or a time that is no date, and those of
    /// [`Records`].
    pub fn read<R: Read>(records: &mut Records<R>, columns: &LineColumns) -> Result<Self> {
        let header = records.header().to_vec();
        let find = |wanted: &Option<String>, role: &str, usual: Option<usize>| match wanted {
            None => Ok(usual.filter(|&at| at < header.len())),
            Some(name) => {
                let missing = || {
                    let place = format!("{role} {}", quote(name));
                    Error::new(ErrorKind::Schema, "column not found", place, "one of the list's columns", header.join(", "))
                };
                header.iter().position(|column| column == name).map(Some).ok_or_else(missing)
            }
        };
        let (customer, product) = (find(&columns.customer, "customer", Some(0))?, find(&columns.product, "product", Some(1))?);
        let rated = columns.rating.is_some();
        let (how, role) = if rated { (&columns.rating, "rating") } else { (&columns.strength, "strength") };
        let (strength, time) = (find(how, role, None)?, find(&columns.time, "time", None)?);
        let (Some(customer), Some(product)) = (customer, product) else {
            let found = header.join(", ");
            return Err(Error::new(ErrorKind::Schema, "columns missing", "the list", "a customer and a product", found));
        };
        let mut lines = Self { rated, ..Self::default() };
        let (mut customers, mut products) = (Numbered::default(), Numbered::default());
        while let Some(record) = records.next_record()? {
            let (who, what) = (record.get(customer).trim(), record.get(product).trim());
            if is_gap(who) || is_gap(what) {
                lines.incomplete += 1;
                continue;
            }
            let wrong = |what: &'static str, column: usize, expected: &str| {
                let place = format!("line {}, column {}", record.line, quote(&header[column]));
                Error::new(ErrorKind::Data, what, place, expected, quote(record.get(column)))
            };
            let strong = match strength {
                Some(at) if !is_gap(record.get(at)) => {
                    read_number(record.get(at)).ok_or_else(|| wrong("value of another type", at, "a number"))? as f32
                }
                _ => 1.0,
            };
            if let Some(at) = time {
                let text = record.get(at);
                let day = if is_gap(text) {
                    None
                } else {
                    Some(Day::read(text).ok_or_else(|| wrong("value of another type", at, "a date such as 2026-06-30"))?)
                };
                lines.days.push(day);
            }
            lines.entries.push((customers.of(who, &mut lines.customers), products.of(what, &mut lines.products), strong));
        }
        Ok(lines)
    }

    /// Each customer's products with how strong they are in sum, or the last rating; what comes to 0 or less, as returns do, is left out.
    #[must_use]
    pub fn interactions(&self) -> Interactions {
        let mut rows: Vec<Vec<(u32, f32)>> = vec![Vec::new(); self.customers.len()];
        for &(customer, product, strength) in &self.entries {
            rows[customer as usize].push((product, strength));
        }
        if self.rated {
            for row in &mut rows {
                let mut last: BTreeMap<u32, f32> = BTreeMap::new();
                last.extend(row.drain(..));
                row.extend(last);
            }
        }
        let summed = Interactions::new(self.products.len(), rows);
        let kept =
            (0..self.customers.len()).map(|customer| summed.entries(customer).filter(|(_, strength)| *strength > 0.0).collect());
        Interactions::new(self.products.len(), kept)
    }

    /// By customer, what they took for the first time on the last day on which they took anything for the first time; nothing where the
    /// list has no days.
    #[must_use]
    pub fn newest(&self) -> Option<Interactions> {
        if self.days.is_empty() {
            return None;
        }
        let mut first: BTreeMap<(u32, u32), Day> = BTreeMap::new();
        for (&(customer, product, strength), day) in self.entries.iter().zip(&self.days) {
            if let Some(day) = day.filter(|_| strength > 0.0) {
                first.entry((customer, product)).and_modify(|known| *known = day.min(*known)).or_insert(day);
            }
        }
        let mut last: Vec<Option<Day>> = vec![None; self.customers.len()];
        first.iter().for_each(|(&(customer, _), &day)| last[customer as usize] = last[customer as usize].max(Some(day)));
        let mut rows: Vec<Vec<(u32, f32)>> = vec![Vec::new(); self.customers.len()];
        for (&(customer, product), _) in first.iter().filter(|((customer, _), day)| last[*customer as usize] == Some(**day)) {
            rows[customer as usize].push((product, 1.0));
        }
        Some(Interactions::new(self.products.len(), rows))
    }

    /// What customers took in the last quarter of a year of the list; nothing where it has no days.
    #[must_use]
    pub fn lately(&self) -> Option<Interactions> {
        let last = self.days.iter().flatten().max()?;
        let mut rows: Vec<Vec<(u32, f32)>> = vec![Vec::new(); self.customers.len()];
        for (&(customer, product, strength), day) in self.entries.iter().zip(&self.days) {
            if strength > 0.0 && day.is_some_and(|day| last.0 - day.0 < LATELY) {
                rows[customer as usize].push((product, 1.0));
            }
        }
        Some(Interactions::new(self.products.len(), rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::CsvOptions;

    fn read(text: &str, columns: &LineColumns) -> Result<Lines> {
        Lines::read(&mut Records::new(text.as_bytes(), CsvOptions::default())?, columns)
    }

    #[test]
    fn lines_are_added_up_and_returns_taken_off() {
        let columns = LineColumns { strength: Some("n".into()), time: Some("day".into()), ..LineColumns::default() };
        let text =
            "who,what,n,day\nann,tea,2,2026-01-03\nbob,tea,1,2026-01-01\nann,cup,1,2026-01-02\nbob,tea,-1,2026-01-05\n,tea,1,\n";
        let lines = read(text, &columns).unwrap();
        assert_eq!((lines.customers.len(), lines.products.len(), lines.incomplete), (2, 2, 1));
        let interactions = lines.interactions();
        assert_eq!(interactions.of(0), (&[0, 1][..], &[2.0, 1.0][..]));
        assert!(interactions.products_of(1).is_empty(), "bob has sent his tea back");
        let newest = lines.newest().unwrap();
        assert_eq!((newest.products_of(0), newest.products_of(1)), (&[0][..], &[0][..]));
    }

    #[test]
    fn what_was_taken_of_late_is_told_by_the_list_s_last_day() {
        let columns = LineColumns { time: Some("day".into()), ..LineColumns::default() };
        let text = "who,what,day\nann,tea,2025-06-01\nann,cup,2025-11-02\nann,cup,2025-12-01\nbob,tea,2025-12-31\nbob,cup,\n";
        let lately = read(text, &columns).unwrap().lately().unwrap();
        assert_eq!((lately.products_of(0), lately.products_of(1)), (&[1][..], &[0][..]));
        assert_eq!(lately.counts(), [1, 1]);
        // Ann took the cup again, but for the first time in November; what has no day is never the newest.
        let newest = read(text, &columns).unwrap().newest().unwrap();
        assert_eq!((newest.products_of(0), newest.products_of(1)), (&[1][..], &[0][..]));
        assert_eq!(read("who,what\nann,tea\n", &LineColumns::default()).unwrap().lately(), None);
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let columns = LineColumns { strength: Some("n".into()), ..LineColumns::default() };
        let message = read("who,what,n\nann,tea,two\n", &columns).unwrap_err().to_string();
        assert!(message.contains("line 2") && message.contains("`two`"), "{message}");
        let message = read("who\nann\n", &LineColumns::default()).unwrap_err().to_string();
        assert!(message.contains("a customer and a product"), "{message}");
    }
}
