//! What the CSV reader must stand, whatever the bytes. The fuzz target puts its tables through the same.
#![allow(dead_code, reason = "each test binary uses a part")]

use std::io::Read;

use confidant::dataset::{CsvOptions, Records};
use confidant::error::ErrorKind;

/// A file that arrives byte by byte.
struct Drops<'a>(&'a [u8]);

impl Read for Drops<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.0.len().min(buffer.len()).min(1);
        let (now, later) = self.0.split_at(length);
        buffer[..length].copy_from_slice(now);
        self.0 = later;
        Ok(length)
    }
}

/// The records with their lines, the header first, and the refusal that ended them.
fn records(input: impl Read, delimiter: u8) -> (Vec<(u64, Vec<String>)>, Option<String>) {
    let refusal = |error: confidant::error::Error| {
        assert_eq!(error.kind(), ErrorKind::Csv, "{error}");
        let text = error.to_string();
        assert!(text.contains("at line "), "{text}");
        Some(text)
    };
    let mut reader = match Records::new(input, CsvOptions { delimiter }) {
        Ok(reader) => reader,
        Err(error) => return (Vec::new(), refusal(error)),
    };
    let width = reader.header().len();
    let mut rows = vec![(1, reader.header().to_vec())];
    loop {
        match reader.next_record() {
            Ok(Some(record)) => {
                assert_eq!(record.iter().count(), width);
                if let Some(text) = record.plain() {
                    // What is handed on as it was reads back as the same fields.
                    assert!(!text.contains(['"', '\r', '\n']) && text.split(char::from(delimiter)).eq(record.iter()), "{text:?}");
                }
                assert!(record.line >= rows[rows.len() - 1].0 && record.get(width).is_empty());
                rows.push((record.line, record.iter().map(str::to_owned).collect()));
            }
            Ok(None) => return (rows, None),
            Err(error) => return (rows, refusal(error)),
        }
    }
}

/// Reads the bytes, the first of which chooses the delimiter, at once, where plain lines take the short way, and drop by drop, where
/// none does; how many records there were.
pub(crate) fn ordeal(bytes: &[u8]) -> usize {
    let Some((choice, table)) = bytes.split_first() else { return 0 };
    let delimiter = b",;\t|"[usize::from(choice % 4)];
    let whole = records(table, delimiter);
    assert_eq!(records(Drops(table), delimiter), whole, "{:?} in drops", String::from_utf8_lossy(table));
    whole.0.len()
}
