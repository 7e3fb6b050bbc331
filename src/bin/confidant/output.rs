//! Files that are written: beside their target, and renamed into place when they are complete.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::NamedTempFile;

use confidant::error::{Error, ErrorKind, Result, quote};

/// Unfinished files, which an interruption takes away.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// The exit code of a program that was interrupted.
const INTERRUPTED: i32 = 130;

fn unfinished() -> std::sync::MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Takes unfinished files away when the program is interrupted or told to end.
pub(crate) fn watch_for_interruption() -> Result<()> {
    let end = || {
        for path in unfinished().iter() {
            // Nobody is left to hear that it could not be removed.
            let _ = std::fs::remove_file(path);
        }
        std::process::exit(INTERRUPTED);
    };
    ctrlc::set_handler(end)
        .map_err(|e| Error::new(ErrorKind::Io, "cannot watch for interruptions", "", "a signal handler", e.to_string()))
}

/// Refuses outputs that would take the place of an input or of each other.
pub(crate) fn distinct(inputs: &[&Path], outputs: &[&Path]) -> Result<()> {
    let place =
        |path: &Path| path.canonicalize().unwrap_or_else(|_| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    let clash =
        |output: &Path, others: &[&Path]| output.as_os_str() != "-" && others.iter().any(|other| place(other) == place(output));
    for (at, output) in outputs.iter().enumerate() {
        let found = if clash(output, inputs) {
            "the name of an input"
        } else if clash(output, &outputs[..at]) {
            "the name of another output"
        } else {
            continue;
        };
        let place = quote(&output.display().to_string());
        return Err(Error::new(ErrorKind::Parameter, "an output would replace another file", place, "a name of its own", found));
    }
    Ok(())
}

enum Sink {
    Plain(std::io::BufWriter<NamedTempFile>),
    /// For a target that ends in `.gz`.
    Packed(Box<GzEncoder<std::io::BufWriter<NamedTempFile>>>),
}

/// What is said when an output, `-` for standard output, takes no more.
pub(crate) fn unwritten(name: &str, e: &std::io::Error) -> Error {
    if e.kind() == std::io::ErrorKind::BrokenPipe && name == "-" {
        // Whoever read the output has had enough.
        std::process::exit(0);
    }
    Error::io("cannot write", name, e)
}

/// An output that replaces its target only when it is complete; dropped before, it leaves the old file as it was.
pub(crate) struct Output {
    sink: Sink,
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
        unfinished().insert(file.path().to_owned());
        let buffer = std::io::BufWriter::with_capacity(1 << 20, file);
        let packed = target.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz"));
        let sink =
            if packed { Sink::Packed(Box::new(GzEncoder::new(buffer, Compression::default()))) } else { Sink::Plain(buffer) };
        Ok(Self { sink, target: target.to_owned() })
    }

    /// Renames the finished file into place.
    pub(crate) fn finish(self) -> Result<()> {
        let (file, target) = self.whole()?;
        let beside = file.path().to_owned();
        file.persist(&target).map_err(|e| Error::io("cannot write", target.display().to_string(), &e.error))?;
        unfinished().remove(&beside);
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
        let buffer = match self.sink {
            Sink::Plain(buffer) => buffer,
            Sink::Packed(packed) => packed.finish().map_err(|e| fail(&e))?,
        };
        let file = buffer.into_inner().map_err(|e| fail(e.error()))?;
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
        match &mut self.sink {
            Sink::Plain(buffer) => buffer.write(bytes),
            Sink::Packed(packed) => packed.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match &mut self.sink {
            Sink::Plain(buffer) => buffer.flush(),
            Sink::Packed(packed) => packed.flush(),
        }
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
