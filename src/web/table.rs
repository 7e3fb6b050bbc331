//! Whole tables: bytes of CSV, or columns.

use js_sys::{Float64Array, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::answer::texts;
use super::argument::{refuse, take_bytes};
use super::columns::Table;
use super::options::Options;
use crate::engine::{Advisor, cancelled};
use crate::error::{Error, ErrorKind};

#[wasm_bindgen(module = "/src/web/value.js")]
extern "C" {
    #[wasm_bindgen(js_name = isBytes)]
    fn is_bytes(value: &JsValue) -> bool;
}

#[wasm_bindgen(module = "/src/web/page.js")]
extern "C" {
    /// Throws where there is no memory for so many.
    #[wasm_bindgen(catch, js_name = makeNumbers)]
    fn make_numbers(length: f64) -> Result<Float64Array, JsValue>;
    #[wasm_bindgen(js_name = putNumbers)]
    fn put_numbers(all: &Float64Array, from: f64, part: &[f64]);
}

/// The names in `TableOptions`.
pub(super) const OPTIONS: &[&str] = &["index", "class", "onProgress", "now", "delimiter"];

/// Rows read at a time: their values stay in the processor's nearer memory.
const BATCH: usize = 4096;

/// The probabilities of all rows on an index.
pub(super) fn score(advisor: &Advisor, table: &JsValue, options: &Options) -> Result<Float64Array, JsValue> {
    let (mut progress, now, csv) = (Progress::new(options)?, options.now()?, options.csv()?);
    let position = advisor.position(&options.index()?)?;
    let class = options.class()?.map(|name| advisor.class(position, &name)).transpose()?;
    if is_bytes(table) {
        let bytes: &Uint8Array = table.unchecked_ref();
        let mut hear = |rows, share| progress.go_on(rows, share);
        let scored = advisor.score_csv(Csv { bytes, at: 0 }, bytes.length().into(), csv, (position, class), now, &mut hear);
        return Ok(Float64Array::from(progress.unless_thrown(scored)?.as_slice()));
    }
    let mut table = Table::open(advisor, table)?;
    let (len, all) = (table.len(), numbers(table.len() as f64)?);
    let read = table.read(advisor, now, BATCH, &mut |start, rows| {
        put_numbers(&all, start as f64, &advisor.probabilities(position, class, rows));
        progress.report(start + rows.len(), len)
    });
    progress.unless_thrown(read)?;
    Ok(all)
}

/// `TableAttribution`: what every column adds to the margin of each row on an index.
pub(super) fn explain(advisor: &Advisor, table: &JsValue, options: &Options) -> Result<JsValue, JsValue> {
    let (index, mut progress, now) = (options.index()?, Progress::new(options)?, options.now()?);
    let position = advisor.position(&index)?;
    let class = options.class()?.map(|name| advisor.class(position, &name)).transpose()?;
    if advisor.classes(position).is_some() && class.is_none() {
        return Err(refuse("no class named", "option class", "one of the index's classes", "none").into());
    }
    let mut table = Table::open(advisor, table)?;
    let (len, fields) = (table.len(), advisor.fields());
    let all = numbers(len as f64 * fields.len() as f64)?;
    let read = table.read(advisor, now, BATCH, &mut |start, rows| {
        let contributions = advisor.attributions(position, class, rows);
        put_numbers(&all, start as f64 * fields.len() as f64, contributions.as_slice().unwrap_or_default());
        progress.report(start + rows.len(), len)
    });
    progress.unless_thrown(read)?;
    let answer = Object::new();
    let columns = texts(fields.iter().map(|field| field.name.as_str()));
    let entries = [
        ("baseline", advisor.baseline(position, class.unwrap_or(0)).into()),
        ("columns", columns.into()),
        ("contributions", all.into()),
    ];
    for (name, value) in entries {
        Reflect::set(&answer, &JsValue::from_str(name), &value)?;
    }
    Ok(answer.into())
}

fn numbers(length: f64) -> Result<Float64Array, Error> {
    let full = |_| Error::new(ErrorKind::Schema, "table too large", "the table", "memory for its answer", "none");
    make_numbers(length).map_err(full)
}

/// The bytes of a file, copied piece by piece: they are the page's, and never whole in here.
struct Csv<'a> {
    bytes: &'a Uint8Array,
    at: u32,
}

impl std::io::Read for Csv<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = self.bytes.length().saturating_sub(self.at) as usize;
        let size = left.min(buffer.len());
        // Where the page took the memory away there is nothing left, and the length says so.
        take_bytes(self.bytes, self.at, &mut buffer[..size]).map_err(|_| std::io::ErrorKind::UnexpectedEof)?;
        self.at += size as u32;
        Ok(size)
    }
}

/// The page's own function that hears how far a table is.
struct Progress {
    function: Option<Function>,
    thrown: Option<JsValue>,
}

impl Progress {
    fn new(options: &Options) -> Result<Self, Error> {
        Ok(Self { function: options.progress()?, thrown: None })
    }

    /// Tells the page; whether it wants to go on.
    fn go_on(&mut self, rows: u64, share: f64) -> bool {
        let Some(function) = &self.function else { return true };
        match function.call2(&JsValue::UNDEFINED, &JsValue::from_f64(rows as f64), &JsValue::from_f64(share)) {
            Ok(answer) => answer.as_bool() != Some(false),
            Err(error) => {
                self.thrown = Some(error);
                false
            }
        }
    }

    fn report(&mut self, rows: usize, len: usize) -> Result<(), Error> {
        if self.go_on(rows as u64, rows as f64 / len.max(1) as f64) { Ok(()) } else { Err(cancelled(rows as u64)) }
    }

    /// What the page's function threw goes back to the page as it is.
    fn unless_thrown<T>(self, result: Result<T, Error>) -> Result<T, JsValue> {
        match self.thrown {
            Some(thrown) => Err(thrown),
            None => Ok(result?),
        }
    }
}
