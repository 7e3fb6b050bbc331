//! `confidant score`.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use confidant::dataset::{CsvOptions, Day, Record, Records};
use confidant::engine::{Advisor, Layout, Rows};
use confidant::error::{Error, ErrorKind, Result, quote};
use confidant::model::{Arrangement, Index};

use crate::csv_line::CsvLine;
use crate::{files, output};

/// Rows in memory at a time.
const BATCH: usize = 8192;
/// Batches that may wait between the thread that reads and the one that writes.
const BATCHES: usize = 2;

/// Score a table: one row in, one row out, in the same order.
///
/// After the table's own columns come, for each index, its probability, margin, index (0-100), decile (1 is best) and grade (1-7),
/// where the index is routed the value whose own model answered (empty for the pooled model), where it is one of several classes the
/// likeliest, of which the figures before are, and the probability of each,
/// and with --explain K the K columns that moved the margin most, each with its contribution in log-odds. The table is
/// streamed: it may be larger than memory.
#[derive(Args)]
pub(crate) struct Score {
    /// The pack.
    pack: PathBuf,
    /// The table, CSV or .csv.gz; `-` is standard input.
    #[arg(long, value_name = "IN.csv")]
    data: PathBuf,
    /// The scored table; `-` is standard output.
    #[arg(long, value_name = "OUT.csv")]
    out: PathBuf,
    /// Reasons a row and index.
    #[arg(long, value_name = "K", default_value_t = 0)]
    explain: usize,
    /// The day that dates are counted back from; the pack's own when absent.
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
    /// The character between fields, in and out.
    #[arg(long, value_name = "CHAR", default_value = ",", value_parser = files::delimiter)]
    delimiter: u8,
    /// No progress line.
    #[arg(long, short)]
    quiet: bool,
}

impl Score {
    pub(crate) fn run(self) -> Result<()> {
        output::distinct(&[&self.pack, &self.data], &[&self.out])?;
        let advisor = files::load(&self.pack)?;
        let now = self.now.as_deref().map(read_day).transpose()?;
        let delimiter = self.delimiter;
        let input = files::open_table(&self.data)?;
        let data = files::name(&self.data);
        let records = Records::new(input, CsvOptions { delimiter }).map_err(|e| e.within(&data))?;
        let explain = self.explain.min(advisor.fields().len());
        let job = Job { advisor: &advisor, now, explain, delimiter, data, out: self.out.display().to_string() };
        let bar = if self.quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        bar.enable_steady_tick(Duration::from_millis(200));
        if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} rows, {per_sec}, {elapsed}") {
            bar.set_style(style);
        }
        let (layout, unseen) = if self.out.as_os_str() == "-" {
            let out = std::io::BufWriter::new(std::io::stdout());
            let (layout, unseen, _) = job.run(records, out, &bar)?;
            (layout, unseen)
        } else {
            let out = output::Output::begin(&self.out)?;
            let (layout, unseen, out) = job.run(records, out, &bar)?;
            out.finish()?;
            (layout, unseen)
        };
        bar.finish_and_clear();
        for name in layout.absent(advisor.fields()) {
            files::say(&format!("warning: the table has no column {name}; it was scored as a gap"));
        }
        for (name, count, of) in unseen {
            files::say(&format!(
                "warning: {count} of the first {of} values of column {name} were not seen in training, or too rarely"
            ));
        }
        for (name, count) in layout.mistyped(advisor.fields()) {
            files::say(&format!("warning: {count} values of column {name} are of another type; they were scored as gaps"));
        }
        Ok(())
    }
}

/// Whether rows of the index go to several models.
fn routed(index: &Index) -> bool {
    matches!(index.arrangement, Arrangement::Routed(_))
}

fn read_day(text: &str) -> Result<Day> {
    let unreadable = || Error::new(ErrorKind::Parameter, "unreadable day", "--now", "a date such as 2026-06-30", quote(text));
    Day::read(text).ok_or_else(unreadable)
}

/// A column, and how many of how many rows have a category in it that training did not see.
type Unseen = (String, usize, usize);

/// Records that are scored together: their values, and their text to be written again.
struct Batch {
    rows: Rows,
    echoed: Vec<Vec<u8>>,
}

struct Job<'a> {
    advisor: &'a Advisor,
    now: Option<Day>,
    explain: usize,
    delimiter: u8,
    /// The table's name, for messages.
    data: String,
    /// The output's name, for messages.
    out: String,
}

impl Job<'_> {
    /// Scores every record, in order. One thread reads while another scores and writes: each takes about half the time.
    fn run<R: Read, W: Write + Send>(
        &self,
        mut records: Records<R>,
        mut out: W,
        bar: &ProgressBar,
    ) -> Result<(Layout, Vec<Unseen>, W)> {
        let mut layout = self.advisor.layout(records.header()).map_err(|e| e.within(&self.data))?;
        out.write_all(&self.header(records.header())?).map_err(|e| self.unwritten(&e))?;
        let (batches, waiting) = sync_channel::<Batch>(BATCHES);
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| self.write(waiting, out, bar));
            let read = self.read(&mut records, &mut layout, batches);
            // What stopped the writer also stopped the reader, and is the reason to tell.
            let (out, unseen) = writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            read?;
            Ok((layout, unseen, out))
        })
    }

    /// Reads batch after batch until the table ends or nobody waits for more.
    fn read<R: Read>(&self, records: &mut Records<R>, layout: &mut Layout, batches: SyncSender<Batch>) -> Result<()> {
        let mut line = CsvLine::new(self.delimiter);
        loop {
            let mut batch = Batch { rows: Rows::new(self.advisor.fields().len()), echoed: Vec::with_capacity(BATCH) };
            while batch.rows.len() < BATCH {
                let Some(record) = records.next_record().map_err(|e| e.within(&self.data))? else { break };
                batch.echoed.push(self.echo(record, &mut line));
                layout.push(self.advisor.fields(), record, self.advisor.day(self.now), &mut batch.rows);
            }
            if batch.rows.is_empty() || batches.send(batch).is_err() {
                return Ok(());
            }
        }
    }

    /// Scores and writes the batches that come; the output, and what categories of the first batch training did not see.
    fn write<W: Write>(&self, waiting: Receiver<Batch>, mut out: W, bar: &ProgressBar) -> Result<(W, Vec<Unseen>)> {
        let mut line = CsvLine::new(self.delimiter);
        let mut unseen: Option<Vec<Unseen>> = None;
        for Batch { rows, mut echoed } in waiting {
            let look =
                || self.advisor.unseen(&rows).into_iter().map(|(name, count)| (name.to_owned(), count, rows.len())).collect();
            unseen.get_or_insert_with(look);
            self.append(&rows, &mut echoed, &mut line);
            for row in &echoed {
                out.write_all(row).map_err(|e| self.unwritten(&e))?;
            }
            bar.inc(rows.len() as u64);
        }
        out.flush().map_err(|e| self.unwritten(&e))?;
        Ok((out, unseen.unwrap_or_default()))
    }

    fn unwritten(&self, e: &std::io::Error) -> Error {
        if e.kind() == std::io::ErrorKind::BrokenPipe && self.out == "-" {
            // Whoever read the output has had enough.
            std::process::exit(0);
        }
        Error::io("cannot write", &self.out, e)
    }

    fn header(&self, input: &[String]) -> Result<Vec<u8>> {
        let mut line = CsvLine::new(self.delimiter);
        input.iter().for_each(|name| line.push(name));
        for index in &self.advisor.pack().indices {
            let mut names: Vec<String> =
                ["probability", "margin", "index", "decile", "grade"].map(|what| format!("{}_{what}", index.name)).into();
            match &index.arrangement {
                Arrangement::Routed(_) => names.push(format!("{}_route", index.name)),
                Arrangement::Classes(classes) => {
                    names.push(format!("{}_class", index.name));
                    names.extend(classes.iter().map(|class| format!("{}_{class}_probability", index.name)));
                }
                _ => {}
            }
            for reason in 1..=self.explain {
                names.push(format!("{}_reason_{reason}", index.name));
                names.push(format!("{}_reason_{reason}_contribution", index.name));
            }
            for name in names {
                if input.contains(&name) {
                    let expected = "a table without the columns that scoring adds";
                    let place = format!("{}, the header", self.data);
                    return Err(Error::new(ErrorKind::Schema, "column already there", place, expected, quote(&name)));
                }
                line.push(&name);
            }
        }
        Ok(line.end())
    }

    fn echo(&self, record: Record<'_>, line: &mut CsvLine) -> Vec<u8> {
        record.iter().for_each(|field| line.push(field));
        line.take()
    }

    /// Adds the scores to the rows' text and ends the lines.
    fn append(&self, rows: &Rows, echoed: &mut [Vec<u8>], line: &mut CsvLine) {
        for (position, index) in self.advisor.pack().indices.iter().enumerate() {
            let classes = self.advisor.classes(position);
            let by_class = classes.map_or_else(Vec::new, |_| self.advisor.class_margins_of_rows(position, rows));
            let standings = match classes {
                Some(_) => by_class.iter().map(|margins| self.advisor.standing_of_class(position, None, margins)).collect(),
                None => self.advisor.standings(position, rows),
            };
            let reasons = (self.explain > 0).then(|| self.advisor.attributions(position, None, rows));
            for (row, (score, text)) in standings.iter().zip(echoed.iter_mut()).enumerate() {
                line.resume();
                for number in [score.probability, score.margin, score.index] {
                    line.push(&number.to_string());
                }
                line.push(&score.decile.to_string());
                line.push(&score.grade.to_string());
                if let Some(names) = classes {
                    line.push(&names[score.part]);
                    for probability in self.advisor.shares(position, &by_class[row]) {
                        line.push(&probability.to_string());
                    }
                } else if routed(index) {
                    line.push(self.advisor.route(position, score).unwrap_or_default());
                }
                if let Some(reasons) = &reasons {
                    let mut ranked: Vec<(usize, f64)> = reasons.row(row).iter().copied().enumerate().collect();
                    ranked.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
                    for (field, contribution) in ranked.into_iter().take(self.explain) {
                        line.push(&self.advisor.fields()[field].name);
                        line.push(&contribution.to_string());
                    }
                }
                text.extend(line.take());
            }
        }
        echoed.iter_mut().for_each(|text| text.push(b'\n'));
    }
}
