//! A consultation as a record that can be replayed: what went in (as a salted hash, and in plain only if the agent says so), which pack
//! answered, and all that it answered. Replaying gives the same JSON to the last digit, because the engine gives the same bits everywhere.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::artifact::json_text;
use crate::dataset::{ByName, Day};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::offers::Outcome;

use super::advisor::Advisor;
use super::customer::{Customer, FieldValue};
use super::offers::{Contact, Request};

/// The version of the record.
const FORMAT: u32 = 1;

/// A consultation on record.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The version of the record.
    pub format: u32,
    /// When it was made, as the page's clock had it, ISO 8601.
    pub at: String,
    /// The version of Confidant that made it.
    pub version: String,
    /// The pack that answered.
    pub pack: PackStamp,
    /// What went in.
    pub inputs: Inputs,
    /// What was asked beside the customer.
    pub request: Asked,
    /// Scores, reasons and, where the pack makes offers, the offers with the trace, as the engine gave them.
    pub answer: Box<RawValue>,
    /// What came of the offers.
    pub responses: Vec<Answered>,
}

/// Which pack it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackStamp {
    /// Its name.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

/// What went in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Random digits in front of what is hashed, so that values cannot be guessed by trying them.
    pub salt: String,
    /// The SHA-256 of the salt and the fields as JSON, names in order.
    pub sha256: String,
    /// The fields, where they were to be in the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<ByName<FieldValue>>,
}

/// What was asked beside the customer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Most offers.
    pub top: usize,
    /// The language of names and sentences.
    pub lang: String,
    /// What the call was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<String>,
    /// The day that dates were counted back from, where it was not the pack's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// Products beside those that the customer's fields tell of, with how strong that is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holdings: Vec<(String, f32)>,
    /// Earlier offers: the product, what came of it and when, if that is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<(String, Outcome, Option<String>)>,
    /// Whether the customer wanted no offers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub opt_out: bool,
}

/// What came of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// The product, by id.
    pub product: String,
    /// Whether the customer took it.
    pub accepted: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The SHA-256 of bytes, in hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Asked {
    fn of(request: &Request) -> Self {
        let contact = |contact: &Contact| (contact.product.clone(), contact.outcome, contact.day.map(|day| day.to_string()));
        Self {
            top: request.top,
            lang: request.lang.clone(),
            intent: request.intent.clone(),
            now: request.now.map(|day| day.to_string()),
            holdings: request.holdings.clone(),
            contacts: request.contacts.iter().map(contact).collect(),
            opt_out: request.opt_out,
        }
    }

    fn request(&self) -> Result<Request> {
        let day = |text: &String| {
            let refused = || Error::new(ErrorKind::Data, "no day", "the receipt", "an ISO 8601 day", quote(text));
            Day::read(text).ok_or_else(refused)
        };
        let contact = |(product, outcome, at): &(String, Outcome, Option<String>)| {
            Ok(Contact { product: product.clone(), outcome: *outcome, day: at.as_ref().map(day).transpose()? })
        };
        Ok(Request {
            top: self.top,
            holdings: self.holdings.clone(),
            contacts: self.contacts.iter().map(contact).collect::<Result<_>>()?,
            intent: self.intent.clone(),
            opt_out: self.opt_out,
            lang: self.lang.clone(),
            now: self.now.as_ref().map(day).transpose()?,
        })
    }
}

/// The fields by name; a field given twice cannot be in a customer.
fn sorted(customer: &Customer) -> ByName<FieldValue> {
    customer.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect()
}

fn hash(salt: &str, fields: &ByName<FieldValue>) -> String {
    sha256(format!("{salt}{}", json_text(fields)).as_bytes())
}

fn unwritten(error: serde_json::Error) -> Error {
    Error::new(ErrorKind::Data, "no receipt", "the consultation", "values that JSON can hold", error.to_string())
}

/// What the engine says, as it stands on record.
fn answer(advisor: &Advisor, fields: &ByName<FieldValue>, request: &Request) -> Result<Box<RawValue>> {
    let customer = Customer::new(fields.iter().map(|(name, value)| (name.clone(), value.clone())).collect())?;
    let text = json_text(&advisor.consult_and_recommend(&customer, request));
    RawValue::from_string(text).map_err(unwritten)
}

/// What a replay found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replay {
    /// The same answer, to the last digit.
    Same,
    /// Another one: where they part first, what is on record, and what came out now.
    Differs(String, String, String),
}

impl Receipt {
    /// A consultation on record. `pack` is the SHA-256 of the pack's bytes, `at` the time, `salt` random digits; `plain` puts the
    /// customer's values in it too.
    ///
    /// # Errors
    /// `data` when a value is not one that JSON can hold, such as an infinite number.
    pub fn new(
        advisor: &Advisor,
        pack: &str,
        (customer, plain): (&Customer, bool),
        request: &Request,
        responses: Vec<Answered>,
        (at, salt): (String, String),
    ) -> Result<Self> {
        let fields = sorted(customer);
        Ok(Self {
            format: FORMAT,
            at,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            pack: PackStamp { name: advisor.info().name.clone(), sha256: pack.to_owned() },
            inputs: Inputs { sha256: hash(&salt, &fields), salt, fields: plain.then(|| fields.clone()) },
            request: Asked::of(request),
            answer: answer(advisor, &fields, request)?,
            responses,
        })
    }

    /// Asks the engine again. `pack` is the SHA-256 of the bytes of the advisor's pack; `customer` the values, where the record
    /// has none.
    ///
    /// # Errors
    /// `data` when the record is of another format, another pack or another customer, or when nobody has the values.
    pub fn replay(&self, advisor: &Advisor, pack: &str, customer: Option<&Customer>) -> Result<Replay> {
        let refuse =
            |what, expected: String, found: String| Err(Error::new(ErrorKind::Data, what, "the receipt", expected, found));
        if self.format != FORMAT {
            return refuse("receipt of another format", FORMAT.to_string(), self.format.to_string());
        }
        if self.pack.sha256 != pack {
            return refuse("receipt of another pack", format!("{} {}", self.pack.name, self.pack.sha256), pack.to_owned());
        }
        let Some(fields) = customer.map(sorted).or_else(|| self.inputs.fields.clone()) else {
            return refuse(
                "receipt without values",
                "the customer's fields, in it or beside it".to_owned(),
                "their hash alone".to_owned(),
            );
        };
        let found = hash(&self.inputs.salt, &fields);
        if found != self.inputs.sha256 {
            return refuse("receipt of another customer", self.inputs.sha256.clone(), found);
        }
        let again = answer(advisor, &fields, &self.request.request()?)?;
        let read = |answer: &RawValue| serde_json::from_str::<Value>(answer.get()).map_err(unwritten);
        let parted = difference("answer", &read(&self.answer)?, &read(&again)?);
        Ok(parted.map_or(Replay::Same, |(place, before, now)| Replay::Differs(place, before, now)))
    }
}

/// Where two values part first.
fn difference(place: &str, a: &Value, b: &Value) -> Option<(String, String, String)> {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let names = a.keys().chain(b.keys().filter(|name| !a.contains_key(*name)));
            let null = Value::Null;
            names
                .map(|name| (name, a.get(name).unwrap_or(&null), b.get(name).unwrap_or(&null)))
                .find_map(|(name, a, b)| difference(&format!("{place}.{name}"), a, b))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(at, (a, b))| difference(&format!("{place}[{at}]"), a, b))
        }
        _ if a == b => None,
        _ => Some((place.to_owned(), a.to_string(), b.to_string())),
    }
}
