//! CSV, read record by record in constant memory. Parsing is the `csv-core` crate's (RFC 4180 with CR, LF and CRLF); what is
//! added is a header, line numbers, and a clear refusal of everything that would shift columns silently. Natively, lines without
//! quotes are split where they lie (`plain`), which takes a tenth of the time; the page has no bytes to spare for that.

use std::io::Read;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::error::{Error, ErrorKind, Result, quote};

use super::read_number;

/// Longest record accepted, in bytes. A quote that is never closed would otherwise swallow the whole file.
const RECORD_LIMIT: usize = 4 << 20;
/// Most columns accepted.
const COLUMN_LIMIT: usize = 20_000;
const CHUNK: usize = 256 << 10;
const START: u64 = 16;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How the file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvOptions {
    /// The byte between fields.
    pub delimiter: u8,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self { delimiter: b',' }
    }
}

/// A CSV stream with its header read and checked.
pub struct Records<R> {
    input: R,
    chunk: Vec<u8>,
    chunk_at: usize,
    chunk_end: usize,
    parser: Reader,
    delimiter: u8,
    header: Vec<String>,
    fields: Vec<u8>,
    ends: Vec<usize>,
    /// Where the record that was read last begins.
    line: u64,
    /// Ends of line that the parser was not shown.
    skipped_lines: u64,
    bytes_read: u64,
    ended: bool,
}

/// One record, borrowed until the next is read.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    text: &'a str,
    ends: &'a [usize],
    /// Bytes between two fields: 0 where the parser wrote them end to end, 1 where the line is as it was.
    between: usize,
    /// The line of the file that the record starts on, from 1.
    pub line: u64,
}

impl<'a> Record<'a> {
    /// The field at `position`; empty past the last.
    #[must_use]
    pub fn get(&self, position: usize) -> &'a str {
        let start = if position == 0 { 0 } else { self.ends.get(position - 1).map_or(0, |end| end + self.between) };
        self.ends.get(position).and_then(|&end| self.text.get(start..end)).unwrap_or("")
    }

    /// The record as the file has it, without its end of line, where it holds no quotes: sound CSV of the same fields.
    #[must_use]
    pub fn plain(&self) -> Option<&'a str> {
        (self.between == 1).then_some(self.text)
    }

    /// The fields, in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let record = *self;
        (0..record.ends.len()).map(move |i| record.get(i))
    }
}

impl<R: Read> Records<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// `csv` when the input is empty, has no header, is not UTF-8 or is split by another delimiter; `io` when it cannot be read.
    pub fn new(input: R, options: CsvOptions) -> Result<Self> {
        let mut records = Self {
            input,
            chunk: vec![0; CHUNK],
            chunk_at: 0,
            chunk_end: 0,
            parser: ReaderBuilder::new().delimiter(options.delimiter).build(),
            delimiter: options.delimiter,
            header: Vec::new(),
            fields: vec![0; 64 << 10],
            ends: vec![0; 512],
            line: 1,
            skipped_lines: 0,
            bytes_read: 0,
            ended: false,
        };
        records.skip_byte_order_mark()?;
        let Some((fields, count)) = records.parse()? else {
            return Err(Error::new(ErrorKind::Csv, "empty table", "line 1", "a header line", "nothing"));
        };
        let record = records.record(fields, count, 1)?;
        let header = record.iter().map(|name| name.trim().to_owned()).collect();
        records.check_header(header)
    }

    /// The column names, in order.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Bytes taken from the input so far.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// The next record, or `None` at the end.
    ///
    /// # Errors
    /// `csv`, with the line, for a record with another number of fields than the header, or text that is not UTF-8.
    pub fn next_record(&mut self) -> Result<Option<Record<'_>>> {
        self.skip_ends_of_line()?;
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(text) = self.plain_line() {
            // Looking again at text that is known to be UTF-8 is what keeps this safe code; it takes a hundredth of the time.
            let text = std::str::from_utf8(&self.chunk[text]).unwrap_or_default();
            return Ok(Some(Record { text, ends: &self.ends[..self.header.len()], between: 1, line: self.line }));
        }
        let Some((fields, count)) = self.parse()? else { return Ok(None) };
        let line = self.line;
        if count != self.header.len() {
            let expected = format!("{} fields as in the header", self.header.len());
            let place = format!("line {line}");
            return Err(Error::new(ErrorKind::Csv, "ragged row", place, expected, format!("{count}")));
        }
        self.record(fields, count, line).map(Some)
    }

    fn record(&self, fields: usize, count: usize, line: u64) -> Result<Record<'_>> {
        let bytes = &self.fields[..fields];
        let ends = &self.ends[..count];
        let not_utf8 = |at: usize| {
            let column = ends.iter().position(|&end| at < end).unwrap_or(0);
            let name = self.header.get(column).map_or_else(|| format!("column {}", column + 1), |n| quote(n));
            let found = format!("the byte 0x{:02x}", bytes.get(at).copied().unwrap_or_default());
            Error::new(ErrorKind::Csv, "text is not UTF-8", format!("line {line}, {name}"), "UTF-8", found)
        };
        let text = std::str::from_utf8(bytes).map_err(|e| not_utf8(e.valid_up_to()))?;
        if let Some(&end) = ends.iter().find(|&&end| !text.is_char_boundary(end)) {
            return Err(not_utf8(end.saturating_sub(1)));
        }
        Ok(Record { text, ends, between: 0, line })
    }

    /// Steps over the next line, if it is plain and in memory; where its text is.
    #[cfg(not(target_arch = "wasm32"))]
    fn plain_line(&mut self) -> Option<std::ops::Range<usize>> {
        let (rest, ends) = (&self.chunk[self.chunk_at..self.chunk_end], &mut self.ends[..self.header.len()]);
        if !super::plain::splits(self.delimiter) {
            return None;
        }
        let line = super::plain::line(rest, self.delimiter, ends)?;
        std::str::from_utf8(&rest[..line.text]).ok()?;
        let text = self.chunk_at..self.chunk_at + line.text;
        self.line = self.parser.line() + self.skipped_lines;
        self.skipped_lines += 1;
        self.chunk_at += line.whole;
        Some(text)
    }

    /// Parses one record into the buffers: (bytes, fields), or `None` at the end.
    fn parse(&mut self) -> Result<Option<(usize, usize)>> {
        let (mut wrote, mut count) = (0, 0);
        self.skip_ends_of_line()?;
        self.line = self.parser.line() + self.skipped_lines;
        loop {
            if self.chunk_at == self.chunk_end {
                self.refill()?;
            }
            let input = &self.chunk[self.chunk_at..self.chunk_end];
            let (result, read, written, ended) =
                self.parser.read_record(input, &mut self.fields[wrote..], &mut self.ends[count..]);
            self.chunk_at += read;
            wrote += written;
            count += ended;
            match result {
                // Past the end, only a quoted field takes the end of line as its own.
                ReadRecordResult::InputEmpty if self.ended && written > 0 => {
                    let place = format!("line {}", self.line);
                    return Err(Error::new(ErrorKind::Csv, "quote left open", place, "a closing quote", "the end of the table"));
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.fields.len() < RECORD_LIMIT => self.fields.resize(self.fields.len() * 2, 0),
                ReadRecordResult::OutputFull => {
                    let expected = format!("at most {RECORD_LIMIT} bytes a row (is a quote left open?)");
                    return Err(Error::new(ErrorKind::Csv, "row too long", format!("line {}", self.line), expected, "more"));
                }
                ReadRecordResult::OutputEndsFull if self.ends.len() < COLUMN_LIMIT => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => {
                    let expected = format!("at most {COLUMN_LIMIT} columns");
                    return Err(Error::new(ErrorKind::Csv, "row too wide", format!("line {}", self.line), expected, "more"));
                }
                ReadRecordResult::Record => return Ok(Some((wrote, count))),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// Steps over blank lines and what is left of a CRLF. The parser would too, but it counts them only once it is in the next
    /// record, whose line would then be that of the end of the last.
    fn skip_ends_of_line(&mut self) -> Result<()> {
        loop {
            if self.chunk_at == self.chunk_end {
                self.refill()?;
            }
            match self.chunk[self.chunk_at..self.chunk_end].first() {
                Some(b'\n') => self.skipped_lines += 1,
                Some(b'\r') => {}
                _ => return Ok(()),
            }
            self.chunk_at += 1;
        }
    }

    fn refill(&mut self) -> Result<()> {
        self.chunk_at = 0;
        self.chunk_end = loop {
            match self.input.read(&mut self.chunk) {
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Error::io("cannot read the table", format!("line {}", self.line), &e)),
                Ok(n) => break n,
            }
        };
        self.bytes_read += self.chunk_end as u64;
        if self.chunk_end == 0 && !self.ended {
            // The table ends in an end of line, whether it is written or not.
            self.ended = true;
            self.chunk[0] = b'\n';
            self.chunk_end = 1;
        }
        Ok(())
    }

    fn skip_byte_order_mark(&mut self) -> Result<()> {
        // Enough of the start to see a mark, however few bytes arrive at a time.
        let mut start = Vec::new();
        let failed = |e: std::io::Error| Error::io("cannot read the table", "line 1", &e);
        self.input.by_ref().take(START).read_to_end(&mut start).map_err(failed)?;
        self.chunk[..start.len()].copy_from_slice(&start);
        self.chunk_end = start.len();
        self.bytes_read = start.len() as u64;
        if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
            return Err(Error::new(ErrorKind::Csv, "text is not UTF-8", "line 1", "UTF-8", "UTF-16 (a byte order mark)"));
        }
        if start.starts_with(BYTE_ORDER_MARK) {
            self.chunk_at = BYTE_ORDER_MARK.len();
        }
        Ok(())
    }

    fn check_header(mut self, header: Vec<String>) -> Result<Self> {
        if header.len() == 1 {
            let other = [b',', b';', b'\t', b'|'].into_iter().find(|&d| d != self.delimiter && header[0].contains(char::from(d)));
            if let Some(other) = other {
                let [own, other] = [self.delimiter, other].map(|sign| char::from(sign).escape_default());
                let (expected, found) =
                    (format!("fields split by '{own}'"), format!("one field that holds '{other}'; name the delimiter"));
                return Err(Error::new(ErrorKind::Csv, "wrong delimiter", "line 1", expected, found));
            }
        }
        if header.iter().all(|name| name.is_empty() || read_number(name).is_some()) {
            let found = format!("values only, such as {}", quote(&header[0]));
            return Err(Error::new(ErrorKind::Csv, "no header", "line 1", "column names", found));
        }
        for (position, name) in header.iter().enumerate() {
            if header[..position].contains(name) {
                let place = format!("line 1, column {}", position + 1);
                return Err(Error::new(ErrorKind::Csv, "duplicate column name", place, "distinct names", quote(name)));
            }
        }
        self.header = header;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>> {
        let mut records = Records::new(bytes, CsvOptions::default())?;
        let mut rows = vec![records.header().to_vec()];
        while let Some(record) = records.next_record()? {
            rows.push(record.iter().map(str::to_owned).collect());
        }
        Ok(rows)
    }

    #[test]
    fn what_is_read() {
        let cases: [(&[u8], &[&[&str]]); 7] = [
            (b"a,b\n1,2\n", &[&["a", "b"], &["1", "2"]]),
            (b"\xef\xbb\xbfa,b\r\n1,2\r\n", &[&["a", "b"], &["1", "2"]]),
            (b"a,b\n\"x\ny\",\"say \"\"hi\"\"\"\n", &[&["a", "b"], &["x\ny", "say \"hi\""]]),
            (b"a,b\n,\n\n3,4", &[&["a", "b"], &["", ""], &["3", "4"]]),
            (b"a,b\n1,\"2\"", &[&["a", "b"], &["1", "2"]]),
            (b"a,b\r1,\"\"\r", &[&["a", "b"], &["1", ""]]),
            ("имя,b\n값,é\n".as_bytes(), &[&["имя", "b"], &["값", "é"]]),
        ];
        for (bytes, rows) in cases {
            assert_eq!(read(bytes).unwrap(), rows.to_vec(), "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn what_is_refused_and_how_it_is_said() {
        let cases: [(&[u8], &str); 13] = [
            (b"\xef\xbb\xbf", "empty table, at line 1"),
            (b"a,b\n1,\"2\n3,4\n", "quote left open, at line 2"),
            (b"a,b\n1,\"2", "quote left open, at line 2"),
            (b"", "empty table, at line 1"),
            (b"a,b\n1,2\n3\n", "ragged row, at line 3: expected 2 fields as in the header, found 1"),
            (b"a,b\r\n1,2\r\n\r\n3\r\n", "ragged row, at line 4: expected 2 fields as in the header, found 1"),
            (b"a,b\n1,2,3\n", "ragged row, at line 2: expected 2 fields as in the header, found 3"),
            (b"a;b\n1;2\n", "wrong delimiter, at line 1: expected fields split by ',', found one field that holds ';'"),
            (b"1,2\n3,4\n", "no header, at line 1"),
            (b"a,b,a\n", "duplicate column name, at line 1, column 3"),
            (b"a,b\n1,\xff\n", "text is not UTF-8, at line 2, `b`: expected UTF-8, found the byte 0xff"),
            (b"a,b\n\xc3,\xa9\n", "text is not UTF-8, at line 2"),
            (b"\xff\xfea\0", "found UTF-16"),
        ];
        for (bytes, message) in cases {
            let error = read(bytes).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Csv);
            assert!(error.to_string().contains(message), "{error} does not say {message}");
        }
    }

    /// A file that arrives byte by byte, so that no line is whole in memory.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = self.0.len().min(1);
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    /// The records with their lines, the error that ended them, and how many were split where they lie.
    type Reading = (Vec<(u64, Vec<String>)>, Option<String>, usize);

    fn records(input: impl Read) -> Reading {
        let (mut rows, mut plain) = (Vec::new(), 0);
        let mut records = match Records::new(input, CsvOptions::default()) {
            Ok(records) => records,
            Err(error) => return (rows, Some(error.to_string()), plain),
        };
        loop {
            match records.next_record() {
                Ok(Some(record)) => {
                    plain += usize::from(record.plain().is_some());
                    rows.push((record.line, record.iter().map(str::to_owned).collect()));
                }
                Ok(None) => return (rows, None, plain),
                Err(error) => return (rows, Some(error.to_string()), plain),
            }
        }
    }

    #[test]
    fn both_ways_of_reading_agree_on_whatever_comes() {
        use proptest::prelude::*;
        let check = |rows: &[u8]| {
            // The first sixteen bytes come at once: a byte order mark is looked for in them.
            let table = [b"the first column,b\n", rows].concat();
            let table = table.as_slice();
            let (whole, drops) = (records(table), records(Drops(table)));
            assert_eq!((&whole.0, &whole.1), (&drops.0, &drops.1), "{:?}", String::from_utf8_lossy(table));
            assert_eq!(drops.2, 0);
            whole.2
        };
        let plain = std::cell::Cell::new(0);
        let count = |lines: usize| plain.set(plain.get() + lines);
        let piece = prop::sample::select(vec![
            "1,2\n",
            "x,\n",
            ",\r\n",
            "é,값\n",
            "\"a\",b\n",
            "\"a\nb\",\"\"\"\"\n",
            "a\"b,c\n",
            "1,2,3\n",
            "\n",
            "\r",
            "\"",
            ",",
            "a",
            "a longer field than sixteen bytes, and another\r\n",
        ]);
        let pieces = prop::collection::vec(piece, 0..30);
        proptest!(|(pieces in pieces)| count(check(pieces.concat().as_bytes())));
        proptest!(|(bytes in prop::collection::vec(prop::sample::select(b"a,\"\r\n\xc3\xa9\xff 1".to_vec()), 0..80))| {
            count(check(&bytes));
        });
        proptest!(|(bytes in prop::collection::vec(any::<u8>(), 0..80))| { check(&bytes); });
        // Around the end of what is held in memory at a time.
        for more in 0..40 {
            let rows = format!("{},1\n{}", "x".repeat(more), "some text,and more\r\n".repeat(15_000));
            assert!(check(rows.as_bytes()) > 14_000);
        }
        assert!(plain.get() > 200, "only {} lines took the short way", plain.get());
    }

    #[test]
    fn a_cell_of_ten_megabytes_is_refused_and_a_large_one_is_read() {
        let table = |size: usize| format!("a,b\n1,{}\n", "x".repeat(size)).into_bytes();
        assert!(read(&table(10 << 20)).unwrap_err().to_string().contains("row too long"));
        assert_eq!(read(&table(1 << 20)).unwrap()[1][1].len(), 1 << 20);
    }
}
