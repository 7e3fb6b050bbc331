//! One pass over a table's text, for what its values in memory cannot tell: what is distinct, what counts up, how dates are
//! written. O(rows × columns) time and bounded memory a column.

use std::collections::BTreeMap;
use std::io::Read;

use serde::Serialize;

use crate::dataset::{Day, Guess, Record, Records, Semantic, is_gap, read_number};
use crate::error::{Error, ErrorKind, Result};

use super::dates::DateFormat;
use super::distinct::Distinct;

/// Fewer rows than these do not show whether a column counts customers or happens not to repeat.
const FEW: u64 = 50;
/// Values kept as examples.
const EXAMPLES: usize = 6;
/// From this share of a column's values on, it is meant to hold dates.
const MOSTLY_DATES: f64 = 0.8;

/// What one pass learned about a table.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Rows below the header.
    pub rows: u64,
    /// The columns, in order.
    pub columns: Vec<Scan>,
}

/// What one pass learned about a column.
#[derive(Debug, Clone)]
pub struct Scan {
    /// Its name.
    pub name: String,
    /// The narrowest meaning that fits every value.
    pub semantic: Semantic,
    /// Rows in the table.
    pub rows: u64,
    /// Rows without a value.
    pub gaps: u64,
    /// Distinct values; an estimate within about 0.4 % where `distinct_exact` is false.
    pub distinct: u64,
    /// Whether `distinct` is exact.
    pub distinct_exact: bool,
    /// The first distinct values.
    pub examples: Vec<String>,
    /// The smallest and largest number, where all values are numbers.
    pub range: Option<(f64, f64)>,
    /// The latest day, where all values are dates that are read.
    pub latest: Option<Day>,
    /// How dates are written, with how many values and one of them; empty where fewer than four in five values are dates, and
    /// for numbers and for columns that are read as dates.
    pub dates: BTreeMap<DateFormat, (u64, String)>,
    /// Where all values would be numbers if commas in them were points: how many have one, and one of them.
    pub commas: Option<(u64, String)>,
    /// Whether it numbers or names the rows.
    pub identifier: Identifier,
}

/// Whether a column tells rows apart instead of saying something about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Identifier {
    /// Values repeat.
    No,
    /// Whole numbers that never repeat, as customer numbers do, and sums of money may.
    Suspected,
    /// Names that hardly repeat, or whole numbers that never do and count up, are equally long or are called a number.
    Likely,
}

/// Reads the whole table once.
///
/// # Errors
/// Those of [`Records`], and `data` for a header without rows.
pub fn scan<R: Read>(records: &mut Records<R>) -> Result<Seen> {
    let names = records.header().to_vec();
    let mut columns: Vec<Pass> = names.iter().map(|_| Pass::new()).collect();
    let mut rows = 0;
    while let Some(record) = records.next_record()? {
        rows += 1;
        see(&mut columns, record);
    }
    if rows == 0 {
        return Err(Error::new(ErrorKind::Data, "empty table", "", "rows below the header", "none"));
    }
    let columns = names.into_iter().zip(columns).map(|(name, pass)| pass.end(name, rows)).collect();
    Ok(Seen { rows, columns })
}

fn see(columns: &mut [Pass], record: Record<'_>) {
    columns.iter_mut().zip(record.iter()).for_each(|(column, text)| column.see(text));
}

struct Pass {
    guess: Guess,
    gaps: u64,
    distinct: Distinct,
    examples: Vec<String>,
    numbers: bool,
    /// Whether all are numbers once a comma is a point.
    with_commas: bool,
    commas: u64,
    comma: Option<String>,
    integers: bool,
    /// Each value larger than the one before.
    ascending: bool,
    last: f64,
    range: (f64, f64),
    latest: Option<Day>,
    lengths: (usize, usize),
    dates: BTreeMap<DateFormat, (u64, String)>,
    /// Values that were looked at as dates.
    dated: u64,
}

impl Pass {
    fn new() -> Self {
        Self {
            guess: Guess::new(),
            gaps: 0,
            distinct: Distinct::default(),
            examples: Vec::new(),
            numbers: true,
            with_commas: true,
            commas: 0,
            comma: None,
            integers: true,
            ascending: true,
            last: f64::NEG_INFINITY,
            range: (f64::INFINITY, f64::NEG_INFINITY),
            latest: None,
            lengths: (usize::MAX, 0),
            dates: BTreeMap::new(),
            dated: 0,
        }
    }

    fn see(&mut self, text: &str) {
        self.guess.see(text);
        if is_gap(text) {
            self.gaps += 1;
            return;
        }
        self.distinct.see(text);
        if self.examples.len() < EXAMPLES && !self.examples.iter().any(|example| example == text) {
            self.examples.push(text.to_owned());
        }
        self.lengths = (self.lengths.0.min(text.len()), self.lengths.1.max(text.len()));
        let number = read_number(text);
        if self.with_commas && number.is_none() {
            self.with_commas = text.split_once(',').is_some_and(|(a, b)| read_number(&format!("{a}.{b}")).is_some());
            self.commas += 1;
            self.comma.get_or_insert_with(|| text.to_owned());
        }
        match number.filter(|_| self.numbers) {
            Some(number) => {
                self.integers &= number.fract() == 0.0 && number.abs() < 9e15;
                self.ascending &= number > self.last;
                self.last = number;
                self.range = (self.range.0.min(number), self.range.1.max(number));
            }
            None => self.numbers = false,
        }
        // Numbers are not dates, but where one value is neither they may be: 20260630 beside 2026-06-30.
        if let Some(format) = DateFormat::of(text) {
            self.dated += 1;
            self.dates.entry(format).or_insert_with(|| (0, text.to_owned())).0 += 1;
            if format == DateFormat::Iso {
                self.latest = self.latest.max(Day::read(text));
            }
        }
    }

    fn end(self, name: String, rows: u64) -> Scan {
        let filled = rows - self.gaps;
        let semantic = self.guess.semantic(rows);
        let told_by_shape = matches!(semantic, Semantic::Categorical | Semantic::Text);
        let commas = self.comma.clone().filter(|_| told_by_shape && self.with_commas).map(|one| (self.commas, one));
        let dates = told_by_shape && filled > 0 && self.dated as f64 >= MOSTLY_DATES * filled as f64;
        Scan {
            // Numbers that hardly repeat are no names, however they are written.
            identifier: if commas.is_some() { Identifier::No } else { self.identifier(&name, semantic, filled) },
            commas,
            name,
            semantic,
            rows,
            gaps: self.gaps,
            distinct: self.distinct.count(),
            distinct_exact: self.distinct.exact(),
            examples: self.examples,
            range: (self.numbers && filled > 0).then_some(self.range),
            latest: self.latest.filter(|_| semantic == Semantic::Timestamp),
            dates: if dates { self.dates } else { BTreeMap::new() },
        }
    }

    fn identifier(&self, name: &str, semantic: Semantic, filled: u64) -> Identifier {
        let share = self.distinct.count() as f64 / filled.max(1) as f64;
        // An estimated count may miss by a little more than a column that never repeats.
        let never_repeats = filled >= FEW && if self.distinct.exact() { share == 1.0 } else { share > 0.97 };
        match semantic {
            Semantic::Categorical if filled >= FEW && share > 0.95 => Identifier::Likely,
            Semantic::Numerical if never_repeats && self.integers => {
                let dense = self.range.1 - self.range.0 < 1.5 * filled as f64;
                let even = self.lengths.0 == self.lengths.1 && self.lengths.0 >= 6;
                let sure = self.gaps == 0 && (self.ascending || dense || even || called_a_number(name));
                if sure { Identifier::Likely } else { Identifier::Suspected }
            }
            _ => Identifier::No,
        }
    }
}

/// Whether the name says that the column numbers things.
fn called_a_number(name: &str) -> bool {
    const WORDS: [&str; 10] = ["id", "ids", "nr", "no", "number", "num", "key", "uuid", "index", "rowid"];
    // `customerId` and `CustomerID` are two words each.
    let mut spaced = String::new();
    let mut lower = false;
    for c in name.chars() {
        if lower && c.is_uppercase() {
            spaced.push(' ');
        }
        lower = c.is_lowercase();
        spaced.extend(c.to_lowercase());
    }
    spaced.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::CsvOptions;

    fn scanned(header: &str, row: impl Fn(usize) -> String) -> Vec<Scan> {
        let text = (0..100).fold(format!("{header}\n"), |text, i| text + &row(i) + "\n");
        scan(&mut Records::new(text.as_bytes(), CsvOptions::default()).unwrap()).unwrap().columns
    }

    #[test]
    fn identifiers_are_told_from_values() {
        let columns = scanned("row,account,income,CustomerID,code,age,price,plan", |i| {
            let mixed = (i * 7919) % 99_991;
            format!("{i},{},{},{},K-{i},{},{}.5,{}", 400_000 + mixed, 7 * mixed, 13 * mixed, i % 60, mixed, i % 3)
        });
        let found: Vec<_> = columns.iter().map(|c| (c.name.as_str(), c.identifier)).collect();
        use Identifier::{Likely, No, Suspected};
        let expected = [
            ("row", Likely),
            ("account", Likely),
            ("income", Suspected),
            ("CustomerID", Likely),
            ("code", Likely),
            ("age", No),
            ("price", No),
            ("plan", No),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn numbers_with_commas_are_noticed() {
        let columns = scanned("price,some,name,point", |i| {
            let some = if i % 4 == 0 { i.to_string() } else { format!("\"-{i},5\"") };
            format!("\"{i},25\",{some},\"a,{i}\",{i}.25")
        });
        let found: Vec<_> = columns.iter().map(|column| (column.commas.clone(), column.identifier)).collect();
        let (price, some) = (Some((100, "0,25".to_owned())), Some((75, "-1,5".to_owned())));
        assert_eq!(found[..2], [(price, Identifier::No), (some, Identifier::No)]);
        assert_eq!((&found[2].0, &found[3].0, columns[0].semantic), (&None, &None, Semantic::Categorical));
    }

    #[test]
    fn dates_of_several_formats_are_counted_with_an_example_each() {
        let columns = scanned("mixed,iso,number,text", |i| {
            let mixed = if i % 2 == 0 { format!("2026-01-{:02}", 1 + i % 28) } else { format!("{}/1/2026", 13 + i % 15) };
            format!("{mixed},2026-02-{:02},{},word{}", 1 + i % 28, 20_260_101 + i % 28, i % 5)
        });
        let formats: Vec<_> = columns[0].dates.iter().map(|(format, (count, _))| (*format, *count)).collect();
        assert_eq!(formats, [(DateFormat::Iso, 50), (DateFormat::DayFirst, 50)]);
        assert_eq!(columns[0].dates[&DateFormat::DayFirst].1, "14/1/2026");
        assert!(columns[1..].iter().all(|column| column.dates.is_empty()));
        assert_eq!(columns[1].latest, Day::read("2026-02-28"));
    }
}
