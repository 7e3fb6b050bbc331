//! The console page as data: what is shown, what an action changes, and in which words. Plain Rust without a browser, so that
//! every rule of the page is tested natively; `ui` only draws what these types say.

mod ask;
mod desk;
mod editor;
mod form;
mod gauge;
mod handover;
mod holdings;
mod kept;
mod number;
mod offers;
mod provenance;
mod reasons;
mod receipt;
mod record;
#[cfg(test)]
#[cfg(feature = "train")]
mod sample;
mod shelf;
mod state;
mod view;
mod words;

pub use ask::{Answerable, Chat, Note, Spoken};
pub use desk::Desk;
pub use editor::{Action, Choice, Editor};
pub use form::{Control, Form, FormField, Group, called, flag, nudge, read, shown, title};
pub use gauge::{Change, Gauge, gauges};
pub use offers::{Call, REASONS, Response, intents};
pub use provenance::{calibrator, measured_on, model};
pub use reasons::{Reason, Reasons, in_table, reasons};
pub use record::{Record, read_records};
pub use shelf::{Fingerprint, Shelf, Shelved};
pub use state::{IDLE_MINUTES, State};
pub use view::View;
pub use words::{Lang, Word, Words};
