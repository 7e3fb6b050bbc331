//! `confidant recommend`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use indicatif::ProgressBar;

use confidant::dataset::{CsvOptions, Day, Records, is_gap};
use confidant::engine::offers::{Contact, Request};
use confidant::engine::{Advisor, Customer, FieldValue, Layout};
use confidant::error::{Error, ErrorKind, Result, quote};
use confidant::learner::offers::LineColumns;
use confidant::model::offers::Outcome;

use crate::offer_lines::{OfferLines, Waiting};
use crate::{files, output};

/// Customers in memory at a time.
const BATCH: usize = 2048;

/// Recommend products: one row in, one row out, in the same order.
///
/// After the table's own columns come, for each of the --top offers, `offer_1` (the product), `offer_1_priority`,
/// `offer_1_propensity` and `offer_1_reason`; where nothing can be offered, `nothing_because` says why. What customers have is
/// read off the columns that the catalogue names, or off a list of interactions with --interactions; with that list and
/// without --data, the customers are those of the list. --trace writes everything, with why each other product was
/// dropped, as one JSON object a customer.
#[derive(Args)]
pub(crate) struct Recommend {
    /// The pack; it has been trained with an [offers] section.
    pack: PathBuf,
    /// The customers, CSV or .csv.gz; `-` is standard input.
    #[arg(long, value_name = "IN.csv", required_unless_present = "interactions")]
    data: Option<PathBuf>,
    /// The offers; `-` is standard output.
    #[arg(long, value_name = "OUT.csv")]
    out: PathBuf,
    /// Most offers a customer.
    #[arg(long, value_name = "K", default_value_t = 3)]
    top: usize,
    /// Who has what, one a line.
    #[arg(long, value_name = "LIST.csv")]
    interactions: Option<PathBuf>,
    /// The column that names the customer, in the table and the lists; their first one when absent.
    #[arg(long, value_name = "COL")]
    customer: Option<String>,
    /// The list's column that names the product; the second one when absent.
    #[arg(long, value_name = "COL")]
    product: Option<String>,
    /// The list's column of how strong a line is, such as a quantity.
    #[arg(long, value_name = "COL")]
    strength: Option<String>,
    /// The list's column of ratings, for packs that learn from ratings.
    #[arg(long, value_name = "COL", conflicts_with = "strength")]
    rating: Option<String>,
    /// Earlier offers, one a line, with the columns customer, product, outcome (offered, accepted or declined) and day.
    #[arg(long, value_name = "CONTACTS.csv")]
    contacts: Option<PathBuf>,
    /// What the calls are about, such as `cancel`; rules may ask for it.
    #[arg(long, value_name = "WHAT")]
    intent: Option<String>,
    /// The language of reasons: en, ko or ru.
    #[arg(long, value_name = "LANG", default_value = "en")]
    lang: String,
    /// The day that dates and contacts are counted back from; the pack's own when absent.
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
    /// Everything about every recommendation, one JSON object a line.
    #[arg(long, value_name = "TRACE.jsonl")]
    trace: Option<PathBuf>,
    /// The character between fields, in and out.
    #[arg(long, value_name = "CHAR", default_value = ",", value_parser = files::delimiter)]
    delimiter: u8,
    /// Threads, 1 to 256; all cores when absent.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// No progress line.
    #[arg(long, short)]
    quiet: bool,
}

impl Recommend {
    pub(crate) fn run(self) -> Result<()> {
        let inputs: Vec<&Path> = [Some(&self.pack), self.data.as_ref(), self.interactions.as_ref(), self.contacts.as_ref()]
            .into_iter()
            .flatten()
            .map(PathBuf::as_path)
            .collect();
        let outputs: Vec<&Path> = std::iter::once(&self.out).chain(&self.trace).map(PathBuf::as_path).collect();
        output::distinct(&inputs, &outputs)?;
        let advisor = files::load(&self.pack)?;
        // A pack without offers is refused before the table is read.
        advisor.recommend(&Customer::default(), &Request::default()).map_err(|e| e.within(&files::name(&self.pack)))?;
        let now = self.now.as_deref().map(files::read_day).transpose()?;
        let request = Request { top: self.top, intent: self.intent.clone(), lang: self.lang.clone(), now, ..Request::default() };
        let history = self.history()?;
        let contacts = self.contacts()?;
        let bar = if self.quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        bar.enable_steady_tick(Duration::from_millis(200));
        let mut sink = OfferLines::new(&advisor, &self.out, self.trace.as_deref(), self.top, self.delimiter)?;
        let pool = files::pool(self.threads)?;
        match &self.data {
            None => {
                let names: Vec<&String> = history.iter().flat_map(|history| &history.names).collect();
                sink.header(&[self.customer.clone().unwrap_or_else(|| "customer".to_owned())])?;
                for batch in names.chunks(BATCH) {
                    let waiting = |name: &&String| Waiting {
                        fields: vec![(*name).clone()],
                        customer: Customer::default(),
                        request: requested(&request, name, history.as_ref(), &contacts),
                    };
                    pool.install(|| sink.answer(batch.iter().map(waiting).collect()))?;
                    bar.inc(batch.len() as u64);
                }
            }
            Some(data) => {
                let name = files::name(data);
                let mut records = Records::new(files::open_table(data)?, CsvOptions { delimiter: self.delimiter })
                    .map_err(|e| e.within(&name))?;
                let header = records.header().to_vec();
                let layout = Layout::new(advisor.fields(), advisor.pack().time.as_deref(), &header);
                let names = layout.renamed(advisor.fields(), &header);
                let keyed = history.is_some() || !contacts.is_empty();
                let key = if keyed { Some(self.key(&header, &name)?) } else { None };
                sink.header(&header)?;
                loop {
                    let mut batch = Vec::new();
                    while batch.len() < BATCH {
                        let Some(record) = records.next_record().map_err(|e| e.within(&name))? else { break };
                        let fields: Vec<String> = record.iter().map(str::to_owned).collect();
                        let who = key.map_or("", |key| record.get(key).trim());
                        batch.push(Waiting {
                            customer: customer(&advisor, &names, &fields)?,
                            request: requested(&request, who, history.as_ref(), &contacts),
                            fields,
                        });
                    }
                    if batch.is_empty() {
                        break;
                    }
                    bar.inc(batch.len() as u64);
                    pool.install(|| sink.answer(batch))?;
                }
                // What a list says of the holdings needs no column.
                let listed = |name: &str| {
                    history.is_some() && advisor.pack().catalogue.iter().any(|product| product.held.as_deref() == Some(name))
                };
                for name in layout.absent(advisor.fields()).into_iter().filter(|name| !listed(name)) {
                    files::say(&format!("warning: the table has no column {name}; it counts as a gap"));
                }
            }
        }
        bar.finish_and_clear();
        sink.end()
    }

    fn key(&self, header: &[String], table: &str) -> Result<usize> {
        let Some(name) = &self.customer else { return Ok(0) };
        let missing = || {
            let place = format!("{table}, customer {}", quote(name));
            Error::new(ErrorKind::Schema, "column not found", place, "one of the table's columns", header.join(", "))
        };
        header.iter().position(|column| column == name).ok_or_else(missing)
    }

    fn history(&self) -> Result<Option<Histories>> {
        let Some(path) = &self.interactions else { return Ok(None) };
        let columns = LineColumns {
            customer: self.customer.clone(),
            product: self.product.clone(),
            strength: self.strength.clone(),
            rating: self.rating.clone(),
            time: None,
        };
        let lines = files::read_lines(path, &columns, self.delimiter)?;
        let interactions = lines.interactions();
        let held = |customer: usize| {
            interactions.entries(customer).map(|(product, s)| (lines.products[product as usize].clone(), s)).collect()
        };
        let of = (0..lines.customers.len()).map(|customer| (lines.customers[customer].clone(), held(customer))).collect();
        Ok(Some(Histories { names: lines.customers, of }))
    }

    fn contacts(&self) -> Result<HashMap<String, Vec<Contact>>> {
        let mut contacts: HashMap<String, Vec<Contact>> = HashMap::new();
        let Some(path) = &self.contacts else { return Ok(contacts) };
        let mut records = Records::new(files::open_table(path)?, CsvOptions { delimiter: self.delimiter })
            .map_err(|e| e.within(&files::name(path)))?;
        let header = records.header().to_vec();
        let find = |wanted: &str| {
            let missing = || {
                let found = header.join(", ");
                Error::new(ErrorKind::Schema, "column not found", files::name(path), format!("a column {wanted}"), found)
            };
            header.iter().position(|name| name == wanted).ok_or_else(missing)
        };
        let customer = self.customer.as_deref().unwrap_or("customer");
        let (customer, product, outcome, day) = (find(customer)?, find("product")?, find("outcome")?, find("day")?);
        while let Some(record) = records.next_record().map_err(|e| e.within(&files::name(path)))? {
            let wrong = |what, column: usize, expected: &str| {
                let place = format!("{}, line {}", files::name(path), record.line);
                Error::new(ErrorKind::Data, what, place, expected, quote(record.get(column)))
            };
            let outcome = match record.get(outcome).trim() {
                "offered" => Outcome::Offered,
                "accepted" => Outcome::Accepted,
                "declined" => Outcome::Declined,
                _ => return Err(wrong("unknown outcome", outcome, "offered, accepted or declined")),
            };
            let text = record.get(day);
            let day = match Day::read(text) {
                None if !is_gap(text) => return Err(wrong("value of another type", day, "a date such as 2026-06-30")),
                day => day,
            };
            let contact = Contact { product: record.get(product).trim().to_owned(), outcome, day };
            contacts.entry(record.get(customer).trim().to_owned()).or_default().push(contact);
        }
        Ok(contacts)
    }
}

/// What customers have, by name.
struct Histories {
    /// In order of appearance.
    names: Vec<String>,
    of: HashMap<String, Vec<(String, f32)>>,
}

fn requested(request: &Request, who: &str, history: Option<&Histories>, contacts: &HashMap<String, Vec<Contact>>) -> Request {
    let holdings = history.and_then(|history| history.of.get(who)).cloned().unwrap_or_default();
    Request { holdings, contacts: contacts.get(who).cloned().unwrap_or_default(), ..request.clone() }
}

/// The customer of a row of a table.
pub(crate) fn customer(advisor: &Advisor, header: &[String], fields: &[String]) -> Result<Customer> {
    let value = |(name, text): (&String, &String)| {
        let value = if is_gap(text) { FieldValue::Missing } else { FieldValue::Text(text.clone()) };
        (name.clone(), value)
    };
    let time = advisor.pack().time.as_ref();
    let known = header.iter().zip(fields).filter(|(name, _)| advisor.field(name).is_some() || Some(*name) == time);
    Customer::new(known.map(value).collect())
}
