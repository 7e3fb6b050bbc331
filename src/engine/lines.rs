//! Scored tables as text: each record as it came, then what every index says of it. The command line and the page write the same bytes.

use crate::dataset::CsvLine;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::{Arrangement, Field};

use super::advisor::Advisor;
use super::rows::Rows;
use super::standing::Standing;

/// What an index says of rows.
pub struct Told<'a> {
    /// Where each row stands; of several classes with its likeliest.
    pub standings: Vec<Standing>,
    /// The names of its classes, where it tells several apart, and by row each class's margin.
    classes: Option<&'a [String]>,
    by_class: Vec<Vec<f64>>,
}

/// Writes scored records: for each index the columns `<index>_probability`, `_margin`, `_index`, `_decile` and `_grade`, `_route` where it
/// is routed, `_class` and each class's probability where it tells several apart, and with reasons the pairs `_reason_1`,
/// `_reason_1_contribution` and so on.
pub struct Lines<'a> {
    advisor: &'a Advisor,
    delimiter: u8,
    /// Reasons a row and index.
    explain: usize,
    /// The fields' names as a line has them.
    names: Vec<Vec<u8>>,
    /// Whether a number may hold the delimiter, and must then be quoted.
    quoted: bool,
}

impl<'a> Lines<'a> {
    /// For tables whose fields are set apart by `delimiter`, with `explain` reasons a row and index.
    #[must_use]
    pub fn new(advisor: &'a Advisor, delimiter: u8, explain: usize) -> Self {
        let name = |field: &Field| {
            let (mut line, mut name) = (CsvLine::new(delimiter), Vec::new());
            line.push(&field.name);
            // A name alone on its line is quoted where it is empty; among others it need not be.
            line.append_to(&mut name);
            name
        };
        let names = advisor.fields().iter().map(name).collect();
        Self { advisor, delimiter, explain, names, quoted: b"0123456789.-+infNa".contains(&delimiter) }
    }

    /// The header of the scored table, for a table with the header `input`.
    ///
    /// # Errors
    /// `schema` when the table already has one of the columns.
    pub fn header(&self, input: &[String]) -> Result<Vec<u8>> {
        let mut line = CsvLine::new(self.delimiter);
        input.iter().for_each(|name| line.push(name));
        for index in &self.advisor.pack().indices {
            let mut names: Vec<String> =
                ["probability", "margin", "index", "decile", "grade"].map(|what| format!("{}_{what}", index.name)).into();
            match &index.arrangement {
                Arrangement::Routed(_) => names.push(format!("{}_route", index.name)),
                Arrangement::Classes(classes) => {
                    names.push(format!("{}_class", index.name));
                    names.extend(classes.iter().map(|class| format!("{}_{class}_probability", index.name)));
                }
                Arrangement::Single => {}
            }
            for reason in 1..=self.explain {
                names.push(format!("{}_reason_{reason}", index.name));
                names.push(format!("{}_reason_{reason}_contribution", index.name));
            }
            for name in names {
                if input.contains(&name) {
                    let expected = "a table without the columns that scoring adds";
                    return Err(Error::new(ErrorKind::Schema, "column already there", "the header", expected, quote(&name)));
                }
                line.push(&name);
            }
        }
        Ok(line.end())
    }

    /// What every index says of rows, in the pack's order.
    #[must_use]
    pub fn told(&self, rows: &Rows) -> Vec<Told<'a>> {
        let advisor = self.advisor;
        let told = |index: usize| {
            let classes = advisor.classes(index);
            let by_class = classes.map_or_else(Vec::new, |_| advisor.class_margins_of_rows(index, rows));
            let standings = match classes {
                Some(_) => by_class.iter().map(|margins| advisor.standing_of_class(index, None, margins)).collect(),
                None => advisor.standings(index, rows),
            };
            Told { standings, classes, by_class }
        };
        (0..advisor.pack().indices.len()).map(told).collect()
    }

    /// Appends the lines of rows to `out`: of each the record's own text, which ends where `ends` says, then what is told of it. `number`
    /// writes a number as the shortest text that reads back.
    pub fn append(
        &self,
        rows: &Rows,
        told: &[Told<'_>],
        (text, ends): (&[u8], &[usize]),
        number: &mut dyn FnMut(f64, &mut Vec<u8>),
        out: &mut Vec<u8>,
    ) {
        let advisor = self.advisor;
        let indices = &advisor.pack().indices;
        let explained = if self.explain > 0 { indices.len() } else { 0 };
        let reasons: Vec<_> = (0..explained).map(|index| advisor.attributions(index, None, rows)).collect();
        let mut start = 0;
        for (row, &end) in ends.iter().enumerate() {
            out.extend_from_slice(&text[start..end]);
            start = end;
            for (position, index) in indices.iter().enumerate() {
                let score = &told[position].standings[row];
                for value in [score.probability, score.margin, score.index, score.decile.into(), score.grade.into()] {
                    self.number(value, number, out);
                }
                if let Some(names) = told[position].classes {
                    self.text(&names[score.part], out);
                    for probability in advisor.shares(position, &told[position].by_class[row]) {
                        self.number(probability, number, out);
                    }
                } else if matches!(index.arrangement, Arrangement::Routed(_)) {
                    self.text(advisor.route(position, score).unwrap_or_default(), out);
                }
                if let Some(reasons) = reasons.get(position) {
                    let mut ranked: Vec<(usize, f64)> = reasons.row(row).iter().copied().enumerate().collect();
                    ranked.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
                    for (field, contribution) in ranked.into_iter().take(self.explain) {
                        out.push(self.delimiter);
                        out.extend_from_slice(&self.names[field]);
                        self.number(contribution, number, out);
                    }
                }
            }
            out.push(b'\n');
        }
    }

    /// Appends a text as one more field.
    fn text(&self, field: &str, out: &mut Vec<u8>) {
        out.push(self.delimiter);
        // An empty field alone on its line would be quoted.
        if !field.is_empty() {
            let mut line = CsvLine::new(self.delimiter);
            line.push(field);
            line.append_to(out);
        }
    }

    /// Appends a number as one more field.
    fn number(&self, value: f64, number: &mut dyn FnMut(f64, &mut Vec<u8>), out: &mut Vec<u8>) {
        out.push(self.delimiter);
        if self.quoted {
            let mut line = CsvLine::new(self.delimiter);
            line.push(&value.to_string());
            line.append_to(out);
        } else {
            number(value, out);
        }
    }
}
