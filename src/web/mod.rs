//! The JavaScript API. This layer only translates: objects of the page become customers and options, answers become plain
//! objects, errors become `Error`s with a `kind`. Nothing is computed here and nothing here can panic.

mod advisor;
mod customer;
#[cfg(not(feature = "console"))]
mod described;
mod error;
#[cfg(feature = "console")]
mod mount;
mod options;

use wasm_bindgen::prelude::wasm_bindgen;

/// The answers' types, generated from `engine::dto`.
#[wasm_bindgen(typescript_custom_section)]
const ANSWERS: &str = include_str!("../../www/types.d.ts");

/// The questions' types, which only JavaScript has.
#[wasm_bindgen(typescript_custom_section)]
const QUESTIONS: &str = r#"
/** Options of `score`, `explain` and `consult`. An unknown option is an error. */
export interface ConsultOptions {
    /** The day that dates are counted back from, ISO 8601 or a `Date` (its UTC day); by default the pack's reference day. */
    now?: string | Date;
}

/** Options of `scoreTable`. An unknown option is an error. */
export interface TableOptions extends ConsultOptions {
    /** The index to score. */
    index: string;
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
#[wasm_bindgen]
#[allow(unreachable_pub, reason = "wasm_bindgen exports only what is `pub`; no Rust code reaches into this module")]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
