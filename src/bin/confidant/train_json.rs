//! What `confidant train --json` prints: the indices' figures, and where the time went.

use std::sync::Mutex;
use std::time::Instant;

use serde::{Serialize, Serializer, ser::SerializeMap};

use confidant::learner::Event;
use confidant::model::{Index, Metrics, ModelKind, Pack};

/// A clock that is told what training is doing.
pub(crate) struct Phases {
    begun: Instant,
    told: Mutex<Told>,
}

struct Told {
    phase: &'static str,
    since: Instant,
    /// Seconds of the phases that have ended, in the order in which they first began.
    seconds: Vec<(&'static str, f64)>,
}

impl Phases {
    pub(crate) fn new() -> Self {
        let begun = Instant::now();
        Self { begun, told: Mutex::new(Told { phase: "reading", since: begun, seconds: Vec::new() }) }
    }

    /// Whatever has begun, the phase before has ended.
    pub(crate) fn begin(&self, phase: &'static str) {
        let mut told = self.told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if told.phase != phase {
            let now = Instant::now();
            let (ended, took) = (told.phase, now.duration_since(told.since).as_secs_f64());
            match told.seconds.iter_mut().find(|(name, _)| *name == ended) {
                Some((_, seconds)) => *seconds += took,
                None => told.seconds.push((ended, took)),
            }
            (told.phase, told.since) = (phase, now);
        }
    }

    pub(crate) fn hear(&self, event: Event<'_>) {
        self.begin(match event {
            Event::Reading => "reading",
            Event::Read(..) => "preparing",
            Event::Fitting(..) => "fitting",
            Event::Contending(_) => "contending",
            Event::Measuring(_) => "measuring",
            Event::Offers(_) => "offers",
            Event::Finishing => "finishing",
        });
    }

    /// The seconds of every phase, and those of the whole.
    pub(crate) fn seconds(self) -> Seconds {
        self.begin("");
        let mut seconds = self.told.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).seconds;
        seconds.push(("all", self.begun.elapsed().as_secs_f64()));
        Seconds(seconds)
    }
}

pub(crate) struct Seconds(Vec<(&'static str, f64)>);

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        // Microseconds will do.
        self.0.iter().try_for_each(|(name, seconds)| map.serialize_entry(name, &((seconds * 1e6).round() / 1e6)))?;
        map.end()
    }
}

/// A training in JSON.
#[derive(Serialize)]
pub(crate) struct Report<'a> {
    pack: String,
    bytes: usize,
    rows: u64,
    columns: usize,
    indices: Vec<Trained<'a>>,
    notes: &'a [String],
    seconds: Seconds,
}

#[derive(Serialize)]
struct Trained<'a> {
    index: &'a str,
    model: ModelKind,
    trees: u32,
    measured_on: &'a str,
    #[serde(flatten)]
    metrics: Metrics,
}

impl<'a> Report<'a> {
    pub(crate) fn new(pack: &'a Pack, file: String, bytes: usize, seconds: Seconds) -> Self {
        let trained = |index: &'a Index| Trained {
            index: &index.name,
            model: index.card.model,
            trees: index.card.trees,
            measured_on: &index.card.measured_on,
            metrics: index.card.metrics,
        };
        Self {
            pack: file,
            bytes,
            rows: pack.card.rows,
            columns: pack.fields.len(),
            indices: pack.indices.iter().map(trained).collect(),
            notes: &pack.card.notes,
            seconds,
        }
    }
}
