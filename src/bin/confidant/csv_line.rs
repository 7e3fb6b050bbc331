//! A line of CSV under construction; quoting is `csv-core`'s.

use csv_core::{WriteResult, Writer, WriterBuilder};

pub(crate) struct CsvLine {
    writer: Writer,
    bytes: Vec<u8>,
    begun: bool,
}

impl CsvLine {
    pub(crate) fn new(delimiter: u8) -> Self {
        Self { writer: WriterBuilder::new().delimiter(delimiter).build(), bytes: Vec::new(), begun: false }
    }

    /// Adds a field.
    pub(crate) fn push(&mut self, field: &str) {
        if self.begun {
            self.write(|writer, out| {
                let (result, wrote) = writer.delimiter(out);
                (result, 0, wrote)
            });
        }
        self.begun = true;
        let mut rest = field.as_bytes();
        // At least one call, so that an empty field is one too.
        loop {
            let done = self.write(|writer, out| {
                let (result, read, wrote) = writer.field(rest, out);
                rest = &rest[read..];
                (result, read, wrote)
            });
            if done {
                break;
            }
        }
    }

    /// Goes on with a line whose beginning was taken before.
    pub(crate) fn resume(&mut self) {
        self.begun = true;
    }

    /// The fields so far, quotes closed, without an end of line.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        // Ends the field, then drops the delimiter that ended it.
        self.write(|writer, out| {
            let (result, wrote) = writer.delimiter(out);
            (result, 0, wrote)
        });
        self.bytes.pop();
        self.begun = false;
        std::mem::take(&mut self.bytes)
    }

    /// The whole line.
    pub(crate) fn end(mut self) -> Vec<u8> {
        let mut bytes = self.take();
        bytes.push(b'\n');
        bytes
    }

    /// One step of the writer; true when it has written all it was given.
    fn write(&mut self, step: impl FnOnce(&mut Writer, &mut [u8]) -> (WriteResult, usize, usize)) -> bool {
        let mut out = [0; 512];
        let (result, _, wrote) = step(&mut self.writer, &mut out);
        self.bytes.extend_from_slice(&out[..wrote]);
        matches!(result, WriteResult::InputEmpty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_two_parts_quote_what_needs_it() {
        let mut line = CsvLine::new(b',');
        for field in ["a", "", "b,c", "say \"hi\"", "x\ny"] {
            line.push(field);
        }
        assert_eq!(String::from_utf8(line.take()).unwrap(), "a,,\"b,c\",\"say \"\"hi\"\"\",\"x\ny\"");
        line.resume();
        line.push("7");
        assert_eq!(line.take(), b",7");
        let long = "y,".repeat(2000);
        line.push(&long);
        assert_eq!(String::from_utf8(line.end()).unwrap(), format!("\"{long}\"\n"));
    }
}
