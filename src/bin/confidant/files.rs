//! Files and streams: read by name, written beside and renamed into place.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use tempfile::NamedTempFile;

use confidant::engine::Advisor;
use confidant::error::{Error, ErrorKind, Result};

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

/// Reads an argument that names the byte between fields.
pub(crate) fn delimiter(text: &str) -> std::result::Result<u8, String> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !b"\"\r\n".contains(byte) => Ok(*byte),
        _ => Err("one ASCII character that is not a quote or an end of line is expected".to_owned()),
    }
}

/// Threads to work in; all cores when none are asked for.
pub(crate) fn pool(threads: Option<u16>) -> Result<rayon::ThreadPool> {
    let fail = |e: rayon::ThreadPoolBuildError| {
        Error::new(ErrorKind::Parameter, "cannot start threads", "--threads", "a number of threads", e.to_string())
    };
    rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads.unwrap_or(0))).build().map_err(fail)
}

/// Opens a table; `.gz` is unpacked on the way, `-` is standard input.
pub(crate) fn open_table(path: &Path) -> Result<Box<dyn Read>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let file = File::open(path).map_err(|e| Error::io("cannot open the table", path.display().to_string(), &e))?;
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz")) {
        return Ok(Box::new(MultiGzDecoder::new(file)));
    }
    Ok(Box::new(file))
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

/// An output that replaces its target only when it is complete; dropped before, it leaves the old file as it was.
pub(crate) struct Output {
    file: std::io::BufWriter<NamedTempFile>,
    target: PathBuf,
}

impl Output {
    /// Begins a file beside `target`.
    pub(crate) fn begin(target: &Path) -> Result<Self> {
        let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let fail = |e: std::io::Error| Error::io("cannot write", target.display().to_string(), &e);
        if let Ok(there) = target.metadata().map(|m| m.file_type()) {
            // Renaming over a device would replace it.
            if !there.is_file() {
                let found = if there.is_dir() { "a folder" } else { "a device or a pipe" };
                return Err(Error::new(ErrorKind::Io, "cannot write", target.display().to_string(), "a file name", found));
            }
        }
        let file = tempfile::Builder::new().prefix(".confidant-").tempfile_in(folder).map_err(fail)?;
        Ok(Self { file: std::io::BufWriter::with_capacity(1 << 20, file), target: target.to_owned() })
    }

    /// Renames the finished file into place.
    pub(crate) fn finish(self) -> Result<()> {
        let (file, target) = self.whole()?;
        file.persist(&target).map_err(|e| Error::io("cannot write", target.display().to_string(), &e.error))?;
        Ok(())
    }

    /// Renames the finished file into place unless a file is there; false when there is one.
    fn finish_new(self) -> Result<bool> {
        let (file, target) = self.whole()?;
        match file.persist_noclobber(&target) {
            Ok(_) => Ok(true),
            Err(e) if e.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
            Err(e) => Err(Error::io("cannot write", target.display().to_string(), &e.error)),
        }
    }

    /// The file with all its bytes on disk.
    fn whole(self) -> Result<(NamedTempFile, PathBuf)> {
        let fail = |e: &std::io::Error| Error::io("cannot write", self.target.display().to_string(), e);
        let file = self.file.into_inner().map_err(|e| fail(e.error()))?;
        file.as_file().sync_all().map_err(|e| fail(&e))?;
        readable(file.path()).map_err(|e| fail(&e))?;
        Ok((file, self.target))
    }
}

/// Temporary files are private to their owner; a finished output has the permissions of any new file.
#[cfg(unix)]
fn readable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

/// Writes a whole file at once.
pub(crate) fn write(target: &Path, bytes: &[u8]) -> Result<()> {
    let mut output = Output::begin(target)?;
    output.write_all(bytes).map_err(|e| Error::io("cannot write", target.display().to_string(), &e))?;
    output.finish()
}

/// Writes a whole file at once where there is none; false when there is one.
pub(crate) fn write_new(target: &Path, bytes: &[u8]) -> Result<bool> {
    let mut output = Output::begin(target)?;
    output.write_all(bytes).map_err(|e| Error::io("cannot write", target.display().to_string(), &e))?;
    output.finish_new()
}
