//! `confidant ask`.

use std::path::{Path, PathBuf};

use clap::Args;

use confidant::dataset::{CsvOptions, Records};
use confidant::engine::ask::{Answer, AnswerCard, Question};
use confidant::engine::offers::Request;
use confidant::engine::{Advisor, Customer, Layout};
use confidant::error::{Error, ErrorKind, Result, quote};

use crate::evaluate::json;
use crate::{files, recommend};

/// Ask questions, in English, Korean or Russian; the answers come from the pack alone.
///
/// --question may be given several times: each follows the one before, so that "and a cheaper one?" knows than what.
#[derive(Args)]
pub(crate) struct Ask {
    /// The pack; it has been trained with an [ask] section.
    pack: PathBuf,
    /// What to ask; several are a conversation.
    #[arg(long, short, value_name = "TEXT", required = true)]
    question: Vec<String>,
    /// The customer it is about: the first row of a table, CSV or .csv.gz; `-` is standard input.
    #[arg(long, value_name = "ROW.csv")]
    data: Option<PathBuf>,
    /// The customer it is about: a JSON object of values by column.
    #[arg(long, value_name = "FILE.json", conflicts_with = "data")]
    customer: Option<PathBuf>,
    /// The language of the answer: en, ko or ru; that of the question when absent.
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// The day that dates and contacts are counted back from; the pack's own when absent.
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
    /// Everything about every answer, one JSON object a question.
    #[arg(long)]
    json: bool,
}

impl Ask {
    pub(crate) fn run(self) -> Result<()> {
        let advisor = files::load(&self.pack)?;
        let now = self.now.as_deref().map(files::read_day).transpose()?;
        let customer = match (&self.data, &self.customer) {
            (Some(table), _) => Some(first_row(&advisor, table)?),
            (_, Some(file)) => Some(of_json(file)?),
            _ => None,
        };
        let request = Request { now, ..Request::default() };
        let mut question = Question { customer, lang: self.lang.clone(), request, previous: None };
        for text in &self.question {
            let answer = advisor.ask(text, &question).map_err(|e| e.within(&files::name(&self.pack)))?;
            files::print(&if self.json { json(&answer)? } else { told(&answer) })?;
            question.previous = Some(answer.turn);
        }
        Ok(())
    }
}

/// The customer of a table's first row.
fn first_row(advisor: &Advisor, path: &Path) -> Result<Customer> {
    let within = |e: Error| e.within(&files::name(path));
    let mut records = Records::new(files::open_table(path)?, CsvOptions::default()).map_err(within)?;
    let header = records.header().to_vec();
    let record = records.next_record().map_err(within)?;
    let empty = || Error::new(ErrorKind::Data, "no customer", files::name(path), "a row below the header", "none");
    let fields: Vec<String> = record.ok_or_else(empty)?.iter().map(str::to_owned).collect();
    let names = Layout::new(advisor.fields(), advisor.pack().time.as_deref(), &header).renamed(advisor.fields(), &header);
    recommend::customer(advisor, &names, &fields)
}

/// The customer of a JSON file.
fn of_json(path: &Path) -> Result<Customer> {
    let text = files::read_text(path)?;
    let unreadable = |e: serde_json::Error| {
        Error::new(ErrorKind::Customer, "not a customer", files::name(path), "a JSON object", quote(&e.to_string()))
    };
    Customer::from_json(&serde_json::from_str(&text).map_err(unreadable)?).map_err(|e| e.within(&files::name(path)))
}

/// An answer for people.
fn told(answer: &Answer) -> String {
    let intent = answer.intent.map_or("not sure", |intent| intent.name());
    let mut text = format!("{}\n  ({intent}, confidence {:.2})\n", answer.text, answer.confidence);
    for card in &answer.cards {
        text.push_str(&format!("  - {}\n", line(card)));
    }
    if !answer.suggestions.is_empty() {
        text.push_str(&format!("  ? {}\n", answer.suggestions.join("  ? ")));
    }
    text
}

/// A card in a line.
fn line(card: &AnswerCard) -> String {
    match card {
        AnswerCard::Offer(offer) => format!("{}: {}", offer.name, offer.say),
        AnswerCard::Dropped(dropped) => format!("{}: {}", dropped.name, dropped.because),
        AnswerCard::Product(product) => product.name.clone(),
        AnswerCard::Comparison(both) => format!("{} / {}", both.one.name, both.other.name),
        AnswerCard::Score(shown) => format!("{}: {:.4}", shown.title, shown.score.probability),
        AnswerCard::Reasons(shown) => {
            let parts = shown.reasons.iter().map(|reason| format!("{} {:+.3}", reason.title, reason.contribution));
            format!("{}: {}", shown.title, parts.collect::<Vec<_>>().join(", "))
        }
        AnswerCard::People(people) => format!("{}: {}", people.by, people.customers),
    }
}
