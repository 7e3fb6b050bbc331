//! Whatever the bytes, a table is read to its end or refused with a line, and the same way however the bytes arrive.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/tables_ordeal.rs"]
mod tables_ordeal;

fuzz_target!(|bytes: &[u8]| {
    tables_ordeal::ordeal(bytes);
});
