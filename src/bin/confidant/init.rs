//! `confidant init`.

use std::path::{Path, PathBuf};

use clap::Args;

use confidant::dataset::{CsvOptions, Records};
use confidant::error::{Error, ErrorKind, Result};
use confidant::profile::{Draft, classes, draft, scan};

use crate::{files, output};

/// Write a commented project file for a table.
///
/// What the columns mean is inferred from all rows: identifiers are set apart with the reason, dates, categories and a time column
/// suggested. The file trains as it is with `confidant train`, and is meant to be corrected first.
#[derive(Args)]
pub(crate) struct Init {
    /// The training table, CSV or .csv.gz.
    #[arg(value_name = "DATA.csv")]
    data: PathBuf,
    /// The label column.
    #[arg(long, value_name = "COL")]
    label: String,
    /// The label's value that is the event; the rarer one, or 1, yes or true, when absent.
    #[arg(long, value_name = "VALUE")]
    positive: Option<String>,
    /// The project file to write.
    #[arg(long, value_name = "confidant.toml", default_value = "confidant.toml")]
    out: PathBuf,
    /// Replace a file that is there.
    #[arg(long)]
    force: bool,
    /// The character between fields.
    #[arg(long, value_name = "CHAR", default_value = ",", value_parser = files::delimiter)]
    delimiter: u8,
}

impl Init {
    pub(crate) fn run(self) -> Result<()> {
        if self.data.as_os_str() == "-" {
            let found = "standard input, which a project file cannot name";
            return Err(Error::new(ErrorKind::Parameter, "no training table", "DATA.csv", "a file name", found));
        }
        let exists = || {
            let expected = "a new file, or --force to replace it";
            Error::new(ErrorKind::Parameter, "file exists", self.out.display().to_string(), expected, "a file of that name")
        };
        if !self.force && self.out.exists() {
            return Err(exists());
        }
        let text = self.text().map_err(|e| e.within(&files::name(&self.data)))?;
        if self.force {
            output::distinct(&[&self.data], &[&self.out])?;
            output::write(&self.out, text.as_bytes())?;
        } else if !output::write_new(&self.out, text.as_bytes())? {
            return Err(exists());
        }
        files::print(&format!("{}: {} lines; correct it, then `confidant train` it\n", self.out.display(), text.lines().count()))
    }

    fn text(&self) -> Result<String> {
        let options = CsvOptions { delimiter: self.delimiter };
        let open = || Records::new(files::open_table(&self.data)?, options);
        // The label first: a wrong name is then said before a long look at the table.
        let (names, counts) = classes(&mut open()?, &self.label)?;
        let seen = scan(&mut open()?)?;
        let path = path_from(&self.out, &self.data);
        draft(
            &seen,
            &Draft {
                source: &files::name(&self.data),
                path: &path,
                file: &files::name(&self.out),
                delimiter: self.delimiter,
                label: &self.label,
                positive: self.positive.as_deref(),
                classes: (&names, &counts),
            },
        )
    }
}

/// How a file in the folder of `out` names `data`: relatively where it lies below, else in full.
fn path_from(out: &Path, data: &Path) -> String {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (Ok(folder), Ok(data)) = (folder.canonicalize(), data.canonicalize()) else { return data.display().to_string() };
    data.strip_prefix(&folder).unwrap_or(&data).display().to_string()
}
