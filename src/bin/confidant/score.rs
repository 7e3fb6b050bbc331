//! `confidant score`.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use confidant::dataset::{CsvLine, CsvOptions, Day, Records};
use confidant::engine::{Advisor, Layout, Lines, Rows};
use confidant::error::{Error, Result};

use crate::decimal::Decimal;
use crate::{files, output};

/// Rows that are scored together.
const BATCH: usize = 4096;
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
        let now = self.now.as_deref().map(files::read_day).transpose()?;
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

/// A column, and how many of how many rows have a category in it that training did not see.
type Unseen = (String, usize, usize);

/// Records that are scored together: their values, and their text to be written again.
struct Batch {
    rows: Rows,
    /// The records' text end to end, without ends of line.
    text: Vec<u8>,
    /// Where each record's text ends.
    ends: Vec<usize>,
}

impl Batch {
    fn new(fields: usize) -> Self {
        Self { rows: Rows::new(fields), text: Vec::new(), ends: Vec::new() }
    }

    /// Forgets the records and keeps the memory.
    fn clear(&mut self) {
        self.rows.clear();
        self.text.clear();
        self.ends.clear();
    }
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
        let lines = Lines::new(self.advisor, self.delimiter, self.explain);
        let header = lines.header(records.header()).map_err(|e| e.within(&self.data))?;
        out.write_all(&header).map_err(|e| self.unwritten(&e))?;
        let (batches, waiting) = sync_channel::<Batch>(BATCHES);
        // Batches come back to be filled again, with the memory that they have.
        let (emptied, spare) = sync_channel::<Batch>(BATCHES + 2);
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| self.write(&lines, waiting, emptied, out, bar));
            let read = self.read(&mut records, &mut layout, spare, batches);
            // What stopped the writer also stopped the reader, and is the reason to tell.
            let (out, unseen) = writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            read?;
            Ok((layout, unseen, out))
        })
    }

    /// Reads batch after batch until the table ends or nobody waits for more.
    fn read<R: Read>(
        &self,
        records: &mut Records<R>,
        layout: &mut Layout,
        spare: Receiver<Batch>,
        batches: SyncSender<Batch>,
    ) -> Result<()> {
        let (fields, now) = (self.advisor.fields(), self.advisor.day(self.now));
        let mut line = CsvLine::new(self.delimiter);
        loop {
            let mut batch = spare.try_recv().unwrap_or_else(|_| Batch::new(fields.len()));
            batch.clear();
            while batch.rows.len() < BATCH {
                let Some(record) = records.next_record().map_err(|e| e.within(&self.data))? else { break };
                match record.plain() {
                    Some(text) => batch.text.extend_from_slice(text.as_bytes()),
                    None => {
                        record.iter().for_each(|field| line.push(field));
                        line.append_to(&mut batch.text);
                    }
                }
                batch.ends.push(batch.text.len());
                layout.push(fields, record, now, &mut batch.rows);
            }
            if batch.rows.is_empty() || batches.send(batch).is_err() {
                return Ok(());
            }
        }
    }

    /// Scores and writes the batches that come; the output, and what categories of the first batch training did not see.
    fn write<W: Write>(
        &self,
        lines: &Lines<'_>,
        waiting: Receiver<Batch>,
        emptied: SyncSender<Batch>,
        mut out: W,
        bar: &ProgressBar,
    ) -> Result<(W, Vec<Unseen>)> {
        let mut decimal = Decimal::new();
        let mut number = |number: f64, out: &mut Vec<u8>| decimal.push(number, out);
        let mut unseen: Option<Vec<Unseen>> = None;
        let mut text = Vec::new();
        for batch in waiting {
            let rows = &batch.rows;
            let look =
                || self.advisor.unseen(rows).into_iter().map(|(name, count)| (name.to_owned(), count, rows.len())).collect();
            unseen.get_or_insert_with(look);
            text.clear();
            lines.append(rows, &lines.told(rows), (&batch.text, &batch.ends), &mut number, &mut text);
            out.write_all(&text).map_err(|e| self.unwritten(&e))?;
            bar.inc(rows.len() as u64);
            // Nobody fills it again once the table has been read.
            let _ = emptied.try_send(batch);
        }
        out.flush().map_err(|e| self.unwritten(&e))?;
        Ok((out, unseen.unwrap_or_default()))
    }

    fn unwritten(&self, e: &std::io::Error) -> Error {
        output::unwritten(&self.out, e)
    }
}
