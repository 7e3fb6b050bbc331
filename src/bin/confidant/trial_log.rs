//! The log of a search: a line of JSON that says which search it is, then a line a trial, each written whole before the next
//! begins. A search that was interrupted goes on from its log.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use confidant::error::{Error, ErrorKind, Result};
use confidant::learner::{Objective, Trial};
use serde::{Deserialize, Serialize};

use crate::{files, output};

/// What makes two searches the same.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Heading {
    pub(crate) index: String,
    pub(crate) objective: Objective,
    pub(crate) seed: u64,
    pub(crate) rows: usize,
    /// XXH64 of the project file, in hexadecimal.
    pub(crate) project: String,
    pub(crate) version: String,
}

/// An open log.
pub(crate) struct TrialLog {
    file: File,
    path: PathBuf,
}

impl TrialLog {
    /// Opens the log at `path`, or begins it; also the trials that it holds. A last line that was cut off is dropped.
    pub(crate) fn open(path: &Path, heading: &Heading) -> Result<(Self, Vec<Trial>)> {
        let trials = if path.exists() { read_same(path, heading)? } else { Vec::new() };
        let mut lines = vec![line(path, heading)?];
        for trial in &trials {
            lines.push(line(path, trial)?);
        }
        output::write(path, lines.concat().as_bytes())?;
        let file = OpenOptions::new().append(true).open(path).map_err(|e| fault(path, &e))?;
        Ok((Self { file, path: path.to_owned() }, trials))
    }

    /// Adds a trial.
    pub(crate) fn add(&mut self, trial: &Trial) -> Result<()> {
        let line = line(&self.path, trial)?;
        self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data()).map_err(|e| fault(&self.path, &e))
    }
}

/// The trials of a log, whatever search it is of.
pub(crate) fn read(path: &Path) -> Result<Vec<Trial>> {
    Ok(parse(path)?.1)
}

fn read_same(path: &Path, heading: &Heading) -> Result<Vec<Trial>> {
    let (found, trials) = parse(path)?;
    if found == *heading {
        return Ok(trials);
    }
    let expected = "the log of this search; name another with --log, or delete it";
    let found = format!("one of index {}, objective {}, seed {}", found.index, found.objective.name(), found.seed);
    Err(Error::new(ErrorKind::Parameter, "log of another search", path.display().to_string(), expected, found))
}

fn parse(path: &Path) -> Result<(Heading, Vec<Trial>)> {
    let text = files::read_text(path)?;
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let mut lines = whole.lines().enumerate();
    let unreadable = |number: usize, e: serde_json::Error| {
        let place = format!("{}, line {}", path.display(), number + 1);
        Error::new(ErrorKind::Parameter, "unreadable log of trials", place, "a line that `confidant tune` wrote", e.to_string())
    };
    let (_, first) = lines.next().unwrap_or((0, ""));
    let heading = serde_json::from_str(first).map_err(|e| unreadable(0, e))?;
    let trials =
        lines.map(|(number, line)| serde_json::from_str(line).map_err(|e| unreadable(number, e))).collect::<Result<_>>()?;
    Ok((heading, trials))
}

fn line(path: &Path, value: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string(value).map_err(|e| Error::io("cannot write", path.display().to_string(), &e.into()))?;
    Ok(text + "\n")
}

fn fault(path: &Path, e: &std::io::Error) -> Error {
    Error::io("cannot write", path.display().to_string(), e)
}
