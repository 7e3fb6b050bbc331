//! The JavaScript API. This layer only translates: objects of the page become customers and options, answers become plain
//! objects, errors become `Error`s with a `kind`. Nothing is computed here and nothing here can panic.
//!
//! The console is a program of its own: it has `start` and what its workers call, and none of the API for hosts.

#[cfg(any(feature = "hosts", not(feature = "console")))]
mod advisor;
#[cfg(any(feature = "hosts", not(feature = "console")))]
mod answer;
mod argument;
#[cfg(feature = "hosts")]
mod ask;
#[cfg(all(feature = "console", not(feature = "hosts")))]
mod batch;
#[cfg(any(feature = "hosts", not(feature = "console")))]
mod columns;
#[cfg(feature = "hosts")]
mod counterfactual;
#[cfg(any(feature = "hosts", not(feature = "console")))]
mod customer;
#[cfg(any(feature = "hosts", not(feature = "console")))]
mod described;
mod error;
#[cfg(any(feature = "hosts", not(feature = "console")))]
mod form;
#[cfg(feature = "hosts")]
mod mount;
#[cfg(any(feature = "hosts", not(feature = "console")))]
mod options;
#[cfg(feature = "hosts")]
mod recommend;
#[cfg(all(feature = "console", not(feature = "hosts")))]
mod start;
#[cfg(any(feature = "hosts", not(feature = "console")))]
mod table;
#[cfg(any(feature = "hosts", not(feature = "console")))]
mod tools;
#[cfg(any(feature = "hosts", not(feature = "console")))]
mod value;

#[cfg(any(feature = "hosts", not(feature = "console")))]
use wasm_bindgen::prelude::wasm_bindgen;

/// The answers' types, generated from `engine::dto`.
#[cfg(any(feature = "hosts", not(feature = "console")))]
#[wasm_bindgen(typescript_custom_section)]
const ANSWERS: &str = include_str!("../../www/types.d.ts");

/// The questions' types, which only JavaScript has.
#[cfg(any(feature = "hosts", not(feature = "console")))]
#[wasm_bindgen(typescript_custom_section)]
const QUESTIONS: &str = r#"
/** Options of `explain`. An unknown option is an error. */
export interface ExplainOptions extends ConsultOptions {
    /** Of several classes, the one to explain; the likeliest by default. */
    class?: string;
}

/** Options of `score`, and of `consult` where no offers are made. An unknown option is an error. */
export interface ConsultOptions {
    /** The day that dates are counted back from, ISO 8601 or a `Date` (its UTC day); by default the pack's reference day. */
    now?: string | Date;
}

/** A column of a table, as long as the others. A field without a column is a gap in every row. */
export type Column =
    /** Numbers; NaN is a gap. */
    | Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array
    /** Each row's position in a list of values, as Arrow has it; null is a gap, and so is a position below zero. */
    | {
          codes: Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array;
          categories: readonly (string | number | boolean | Date | null)[];
      }
    /** Each row's raw value. */
    | readonly (string | number | boolean | Date | null | undefined)[];

/** A table by columns. A column that the pack does not know is an error of kind `schema`. */
export type Columns = { [field: string]: Column };

/** Why the margin of each row of a table is what it is. */
export interface TableAttribution {
    /** The expected margin over the training population, in log-odds. */
    baseline: number;
    /** The columns' names. */
    columns: string[];
    /** What each column adds to each row's margin, in log-odds: row by row, one number a column. */
    contributions: Float64Array;
}

/** Options of `scoreTable` and `explainTable`. An unknown option is an error. */
export interface TableOptions extends ConsultOptions {
    /** The index to score. */
    index: string;
    /** Of several classes, the one to score or explain; by default `scoreTable` gives the probability of each row's likeliest. */
    class?: string;
    /** What stands between the fields of a CSV file, one ASCII character; a comma by default. Columns have none. */
    delimiter?: string;
    /** Called after every block; `fraction` is in [0, 1]. Returning `false` stops with an error of kind `cancelled`. */
    onProgress?: (rowsDone: number, fraction: number) => boolean | void;
}

/** What went wrong; stable names. */
export type ErrorKind = "io" | "csv" | "schema" | "data" | "parameter" | "pack" | "customer" | "unknown_index" | "golden" | "cancelled";

/** What every function here throws. */
export interface ConfidantError extends Error {
    readonly kind: ErrorKind;
}
"#;

/// The version of Confidant.
#[cfg(any(feature = "hosts", not(feature = "console")))]
#[wasm_bindgen]
#[allow(unreachable_pub, reason = "wasm_bindgen exports only what is `pub`; no Rust code reaches into this module")]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
