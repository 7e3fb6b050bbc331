//! A line of CSV under construction; quoting is `csv-core`'s.

use csv_core::{WriteResult, Writer, WriterBuilder};

/// Fields that become a line, quoted where they need it.
pub struct CsvLine {
    writer: Writer,
    bytes: Vec<u8>,
    begun: bool,
}

impl CsvLine {
    /// An empty line whose fields are set apart by `delimiter`, an ASCII character.
    #[must_use]
    pub fn new(delimiter: u8) -> Self {
        Self { writer: WriterBuilder::new().delimiter(delimiter).build(), bytes: Vec::new(), begun: false }
    }

    /// Adds a field.
    pub fn push(&mut self, field: &str) {
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

    /// Appends the fields so far to `out`, quotes closed, without an end of line, and begins anew.
    pub fn append_to(&mut self, out: &mut Vec<u8>) {
        // Ends the field, then drops the delimiter that ended it.
        self.write(|writer, out| {
            let (result, wrote) = writer.delimiter(out);
            (result, 0, wrote)
        });
        self.bytes.pop();
        self.begun = false;
        out.append(&mut self.bytes);
    }

    /// The whole line.
    #[must_use]
    pub fn end(mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.append_to(&mut bytes);
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
    fn lines_quote_what_needs_it() {
        let mut line = CsvLine::new(b',');
        let mut out = b"before ".to_vec();
        for field in ["a", "", "b,c", "say \"hi\"", "x\ny"] {
            line.push(field);
        }
        line.append_to(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "before a,,\"b,c\",\"say \"\"hi\"\"\",\"x\ny\"");
        let long = "y,".repeat(2000);
        line.push(&long);
        assert_eq!(String::from_utf8(line.end()).unwrap(), format!("\"{long}\"\n"));
    }
}
