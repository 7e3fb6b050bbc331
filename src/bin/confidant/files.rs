//! Files and streams that are read, and what is said and printed.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use confidant::dataset::{CsvOptions, Day, Records};
use confidant::engine::Advisor;
use confidant::error::{Error, ErrorKind, Result, quote};
use confidant::learner::offers::{LineColumns, Lines};

/// The first bytes of a gzip file.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Prints a line for people, on standard error, so that standard output stays for results. A closed pipe is no failure.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Prints a result on standard output.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|e| Error::io("cannot write", "standard output", &e))
}

/// The file name without its folder, for messages and cards; `-` is standard input.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Reads an argument that names the byte between fields; `\\t` is a tab, as shells hand it on.
pub(crate) fn delimiter(text: &str) -> std::result::Result<u8, String> {
    match text.as_bytes() {
        b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !b"\"\r\n".contains(byte) => Ok(*byte),
        _ => Err("one ASCII character that is not a quote or an end of line, or \\t for a tab, is expected".to_owned()),
    }
}

/// Reads the day of `--now`.
pub(crate) fn read_day(text: &str) -> Result<Day> {
    let unreadable = || Error::new(ErrorKind::Parameter, "unreadable day", "--now", "a date such as 2026-06-30", quote(text));
    Day::read(text).ok_or_else(unreadable)
}

/// Threads to work in; all cores when none are asked for.
pub(crate) fn pool(threads: Option<u16>) -> Result<rayon::ThreadPool> {
    let fail = |e: rayon::ThreadPoolBuildError| {
        Error::new(ErrorKind::Parameter, "cannot start threads", "--threads", "a number of threads", e.to_string())
    };
    rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads.unwrap_or(0))).build().map_err(fail)
}

/// Opens a table; one that is packed with gzip, whatever its name, is unpacked on the way, `-` is standard input.
pub(crate) fn open_table(path: &Path) -> Result<Box<dyn Read>> {
    let unreadable = |e: &std::io::Error| Error::io("cannot open the table", path.display().to_string(), e);
    let mut input: Box<dyn BufRead> = if path.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::with_capacity(1 << 16, File::open(path).map_err(|e| unreadable(&e))?))
    };
    // A folder opens, and fails on the first byte.
    let packed = input.fill_buf().map_err(|e| unreadable(&e))?.starts_with(&GZIP);
    Ok(if packed { Box::new(MultiGzDecoder::new(input)) } else { Box::new(input) })
}

/// Reads a text file.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|e| Error::io("cannot read", path.display().to_string(), &e))
}

/// Reads a file's bytes.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|e| Error::io("cannot read", path.display().to_string(), &e))
}

/// Loads a pack.
pub(crate) fn load(path: &Path) -> Result<Advisor> {
    Advisor::from_bytes(&read_bytes(path)?).map_err(|e| e.within(&name(path)))
}

/// Reads a list of who has what.
pub(crate) fn read_lines(path: &Path, columns: &LineColumns, delimiter: u8) -> Result<Lines> {
    let within = |e: Error| e.within(&name(path));
    let mut records = Records::new(open_table(path)?, CsvOptions { delimiter }).map_err(within)?;
    Lines::read(&mut records, columns).map_err(within)
}
