//! Whatever the bytes, loading refuses them as a pack or yields one that scores and explains. The checksum would keep the fuzzer
//! out of everything behind it, so each input is also tried with its checksum repaired.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

#[path = "../../tests/support/ordeal.rs"]
mod ordeal;

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let raw = ordeal::ordeal(bytes).is_ok();
    let mut repaired = bytes.to_vec();
    let changed = ordeal::repair(&mut repaired) && repaired != bytes;
    let sound = changed && ordeal::ordeal(&repaired).is_ok();
    // Bytes that have lost the checksum's place lead nowhere.
    if raw || changed || sound { Corpus::Keep } else { Corpus::Reject }
});
