//! `confidant profile`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use confidant::dataset::CsvOptions;
use confidant::error::{Error, ErrorKind, Result};
use confidant::profile::{Opener, Profile, Request, Stage, profile};
use confidant::report;

use crate::training_report::is_json;
use crate::{files, output, profile_text};

/// Look at a table before training on it.
///
/// Tells of gaps, constants, identifiers, categories written in several ways, dates in mixed formats, outliers, duplicates, columns
/// that leak the label, how columns go together, their principal components, a map of the rows, and drift against another table.
/// Without --out or --json, the columns and what calls for attention are printed.
#[derive(Args)]
pub(crate) struct Look {
    /// The table, CSV or .csv.gz.
    #[arg(value_name = "DATA.csv")]
    data: PathBuf,
    /// The label column.
    #[arg(long, value_name = "COL")]
    label: Option<String>,
    /// The label's value that is the event; the rarer one, or 1, yes or true, when absent.
    #[arg(long, value_name = "VALUE", requires = "label")]
    positive: Option<String>,
    /// The column of row weights: rates, shares, means, quantiles, associations and drift are by weight. The other table has it too, or its
    /// rows count alike.
    #[arg(long, value_name = "COL")]
    weight: Option<String>,
    /// Another table, such as a later one, to see what has moved.
    #[arg(long, value_name = "TEST.csv")]
    test: Option<PathBuf>,
    /// The report to write: one HTML file that needs nothing else, or JSON where the name ends in .json.
    #[arg(long, value_name = "REPORT.html")]
    out: Option<PathBuf>,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
    /// Columns to treat as categorical whatever their values.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    categorical: Vec<String>,
    /// The character between fields.
    #[arg(long, value_name = "CHAR", default_value = ",", value_parser = files::delimiter)]
    delimiter: u8,
    /// Threads, 1 to 256; all cores when absent.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// No progress bar.
    #[arg(long, short)]
    quiet: bool,
}

impl Look {
    pub(crate) fn run(self) -> Result<()> {
        if self.data.as_os_str() == "-" {
            let found = "standard input, which can be read once only";
            return Err(Error::new(ErrorKind::Parameter, "no table", "DATA.csv", "a file name", found));
        }
        if let Some(out) = &self.out {
            let inputs: Vec<&Path> = std::iter::once(&self.data).chain(&self.test).map(PathBuf::as_path).collect();
            output::distinct(&inputs, &[out])?;
            // Fail on an output that cannot be written before the work, not after it.
            drop(output::Output::begin(out)?);
        }
        let open = || files::open_table(&self.data);
        let open_other = || files::open_table(self.test.as_deref().unwrap_or(&self.data));
        let request = Request {
            source: files::name(&self.data),
            open: &open,
            options: CsvOptions { delimiter: self.delimiter },
            label: self.label.as_deref(),
            positive: self.positive.as_deref(),
            weight: self.weight.as_deref(),
            categorical: &self.categorical,
            other: self.test.as_ref().map(|test| (files::name(test), &open_other as Opener<'_>)),
        };
        let bar = bar(self.quiet, self.test.is_some());
        let watch = |stage: Stage| {
            bar.set_position(stage as u64);
            bar.set_message(doing(stage));
            true
        };
        let profile = files::pool(self.threads)?.install(|| profile(request, &watch))?;
        bar.finish_and_clear();
        if let Some(out) = &self.out {
            let text = if is_json(out) { json(&profile)? } else { report::profile(&profile) };
            output::write(out, text.as_bytes())?;
        }
        if self.json {
            return files::print(&json(&profile)?);
        }
        files::print(&match &self.out {
            Some(out) => format!(
                "{}: {} rows, {} columns; {}\n",
                out.display(),
                profile.rows,
                profile.columns.len(),
                profile_text::tally(&profile)
            ),
            None => profile_text::text(&profile),
        })
    }
}

fn json(profile: &Profile) -> Result<String> {
    crate::evaluate::json(profile)
}

fn bar(quiet: bool, compares: bool) -> ProgressBar {
    let stages = if compares { Stage::Comparing } else { Stage::Mapping } as u64 + 1;
    let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new(stages) };
    let style = ProgressStyle::with_template("{bar:30} {elapsed:>4}  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn doing(stage: Stage) -> &'static str {
    match stage {
        Stage::Scanning => "reading the text",
        Stage::Reading => "reading the values",
        Stage::Describing => "describing the columns",
        Stage::Associating => "comparing the columns",
        Stage::Mapping => "drawing the map",
        Stage::Comparing => "reading the other table",
    }
}
