//! `confidant replay`.

use std::path::PathBuf;

use clap::Args;

use confidant::engine::receipt::{Receipt, Replay as Outcome, sha256};
use confidant::engine::{Advisor, Customer};
use confidant::error::{Error, ErrorKind, Result};

use crate::files;

/// Replay a consultation: ask the pack again what a receipt says it answered, and compare to the last digit.
///
/// The receipt names its pack by SHA-256 and the customer by a salted one. Where it does not hold the customer's values, give them with
/// --customer, a JSON object of fields. Exit 0 when the answer is the same, 1 when it is not.
#[derive(Args)]
pub(crate) struct Replay {
    /// The receipt, JSON.
    receipt: PathBuf,
    /// The pack that answered.
    #[arg(long, value_name = "PACK")]
    pack: PathBuf,
    /// The customer's values, a JSON object.
    #[arg(long, value_name = "CUSTOMER.json")]
    customer: Option<PathBuf>,
}

impl Replay {
    pub(crate) fn run(self) -> Result<()> {
        let (bytes, name) = (files::read_bytes(&self.pack)?, files::name(&self.receipt));
        let advisor = Advisor::from_bytes(&bytes).map_err(|e| e.within(&files::name(&self.pack)))?;
        let receipt: Receipt = serde_json::from_slice(&files::read_bytes(&self.receipt)?).map_err(|e| {
            let place = format!("{name}, line {}, column {}", e.line(), e.column());
            Error::new(ErrorKind::Data, "not a receipt", place, "a receipt of this version", e.to_string())
        })?;
        let customer = self.customer.as_deref().map(|path| {
            let object = serde_json::from_slice(&files::read_bytes(path)?).map_err(|e| {
                Error::new(ErrorKind::Customer, "not a customer", files::name(path), "a JSON object of fields", e.to_string())
            })?;
            Customer::from_json(&object).map_err(|e| e.within(&files::name(path)))
        });
        let replayed = receipt.replay(&advisor, &sha256(&bytes), customer.transpose()?.as_ref()).map_err(|e| e.within(&name))?;
        match replayed {
            Outcome::Same => {
                files::print(&format!("{name}: the same answer, to the last digit; {} on {}\n", receipt.pack.name, receipt.at))
            }
            Outcome::Differs(place, before, now) => {
                Err(Error::new(ErrorKind::Data, "another answer", format!("{name}, {place}"), before, now))
            }
        }
    }
}
