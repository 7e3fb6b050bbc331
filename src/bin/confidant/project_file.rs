//! Project files on disk, and the tables they name.

use std::path::{Path, PathBuf};

use confidant::error::{Error, ErrorKind, Result};
use confidant::learner::Project;

use crate::files;

/// A project file, its text, and the folder that its tables are relative to.
pub(crate) fn read(path: &Path) -> Result<(Project, String, PathBuf)> {
    let text = files::read_text(path)?;
    let name = files::name(path);
    let project = Project::read(&text).map_err(|e| e.within(&name))?.of_file(&name);
    Ok((project, text, path.parent().unwrap_or(Path::new("")).to_owned()))
}

/// The training table: as given, or as the project names it. It is read twice, so it has to be a file.
pub(crate) fn table(given: Option<&Path>, project: &Project, folder: &Path) -> Result<PathBuf> {
    let fail = |place, found: &str| {
        Err(Error::new(ErrorKind::Parameter, "no training table", place, "a file name here or in --data", found))
    };
    match (given, &project.data.train) {
        (Some(data), _) if data.as_os_str() == "-" => fail("--data", "standard input, which can be read once only"),
        (Some(data), _) => Ok(data.to_owned()),
        (None, Some(train)) => Ok(folder.join(train)),
        (None, None) => fail("[data] train", "none"),
    }
}
