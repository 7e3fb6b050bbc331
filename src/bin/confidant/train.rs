//! `confidant train`.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use confidant::appraisal;
use confidant::artifact;
use confidant::error::Result;
use confidant::learner::offers::{Joined, LineColumns, OffersSpec, Products};
use confidant::learner::{
    Boosting, Combining, Event, ModelChoice, Project, Source, Threshold, Trial, read_catalogue, train, train_with_evidence,
};
use confidant::model::{Index, Pack, Product};

use crate::ask_text::ask_text;
use crate::classes_text::classes_text;
use crate::evaluate::json;
use crate::offers_text::offers_text;
use crate::routes_text::routes_text;
use crate::train_json::{Phases, Report};
use crate::{files, inspect, output, project_file, training_report, trial_log, tune};

/// Train a pack from a table.
///
/// With a project file, every index it names is trained; `confidant synth` writes one with comments. Without, --data and --label
/// train one index that bears the label's name. A label of 3 to 100 values is one of several classes, unless the project file names the
/// event as `positive`. The same table, project and seed give the same bytes, whatever the threads.
#[derive(Args)]
pub(crate) struct Train {
    /// The project file.
    #[arg(value_name = "PROJECT.toml", required_unless_present_any = ["data", "interactions"])]
    project: Option<PathBuf>,
    /// The training table, CSV or .csv.gz; takes the place of the project's.
    #[arg(long, value_name = "TRAIN.csv")]
    data: Option<PathBuf>,
    /// The label column, where there is no project file.
    #[arg(long, value_name = "COL", required_unless_present_any = ["project", "products", "interactions"], conflicts_with = "project", requires = "data")]
    label: Option<String>,
    /// Columns that are products, above 0 for who has them, to learn offers from; a `*` at the end stands for anything.
    #[arg(long, value_name = "A,B*", value_delimiter = ',', conflicts_with = "project", requires = "data")]
    products: Vec<String>,
    /// A list of who has or bought what, one a line, to learn offers from: its first columns are the customer and the product, unless the
    /// project file says otherwise.
    #[arg(long, value_name = "LIST.csv")]
    interactions: Option<PathBuf>,
    /// The list's column of ratings, where it has them.
    #[arg(long, value_name = "COL", requires = "interactions", conflicts_with = "project")]
    rating: Option<String>,
    /// The pack to write.
    #[arg(long, value_name = "PACK")]
    out: PathBuf,
    /// The training report to write: one HTML file that needs nothing else, or the same as JSON where the name ends in .json.
    #[arg(long, value_name = "REPORT.html")]
    report: Option<PathBuf>,
    /// Where every random choice comes from.
    #[arg(long)]
    seed: Option<u64>,
    /// Threads, 1 to 256; all cores when absent.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Columns to treat as categorical whatever their values.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    categorical: Vec<String>,
    /// Columns to leave out.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The column by whose end rows are held out.
    #[arg(long, value_name = "COL")]
    time: Option<String>,
    /// The column of row weights.
    #[arg(long, value_name = "COL")]
    weight: Option<String>,
    /// The column that names what rows belong together, such as a household; its rows are held out together.
    #[arg(long, value_name = "COL")]
    group: Option<String>,
    /// From which probability a row counts as predicted positive: f1, model_score, volume:SHARE or a probability.
    #[arg(long, value_name = "HOW")]
    threshold: Option<Threshold>,
    /// Which model of every index ships: forest, linear (a scorecard), blend (a weighted mean of the two) or best, which is the one of the
    /// three with the lowest log loss on the rows held out.
    ///
    /// A blend helps where events are few or columns hardly act together, and takes several times as long; how much the scorecard counts
    /// is chosen on the rows held out, and may be nothing.
    ///
    /// With best, and for a report, a random forest is fitted too. It is shown as a yardstick and never ships: its deep trees are
    /// too large for a page, and their reasons cannot be looked up.
    #[arg(long, value_name = "WHICH")]
    model: Option<ModelChoice>,
    /// The character between fields.
    #[arg(long, value_name = "CHAR")]
    delimiter: Option<String>,
    /// Folds for calibration and measurement; 1 holds out a single part.
    #[arg(long, value_name = "K")]
    folds: Option<usize>,
    /// What the forest's gradients are taken from: ordered (forests that have not seen the row), plain (the forest as it
    /// stands) or auto, which is plain.
    #[arg(long, value_name = "HOW")]
    boosting: Option<Boosting>,
    /// How combinations of categorical columns are found: judged (by a test before any forest grows) or greedy (while trees grow, as CatBoost
    /// does; slower).
    #[arg(long, value_name = "HOW")]
    combining: Option<Combining>,
    /// Most trees.
    #[arg(long, value_name = "N")]
    iterations: Option<u32>,
    /// The log of `confidant tune`, to show in the report.
    #[arg(long, value_name = "LOG.jsonl", requires = "report")]
    trials: Option<PathBuf>,
    /// Print JSON: the indices' figures, and the seconds that each phase of the training took.
    #[arg(long)]
    json: bool,
    /// No progress bar.
    #[arg(long, short)]
    quiet: bool,
}

impl Train {
    pub(crate) fn run(self) -> Result<()> {
        let phases = Phases::new();
        let (mut project, folder) = self.project()?;
        self.override_project(&mut project);
        let listed = self.list(&project, &folder);
        let data = match (&self.data, &project.data.train, &listed) {
            // Who has what is enough to learn offers from.
            (None, None, Some(_)) => None,
            _ => Some(project_file::table(self.data.as_deref(), &project, &folder)?),
        };
        let catalogue = match &project.data.catalogue {
            Some(file) => {
                let path = folder.join(file);
                read_catalogue(&files::read_text(&path)?).map_err(|e| e.within(&files::name(&path)))?
            }
            None => Vec::new(),
        };
        let outputs: Vec<&Path> = std::iter::once(&self.out).chain(&self.report).map(PathBuf::as_path).collect();
        let inputs: Vec<&Path> = [data.as_ref(), listed.as_ref(), self.project.as_ref(), self.trials.as_ref()]
            .into_iter()
            .flatten()
            .map(PathBuf::as_path)
            .collect();
        output::distinct(&inputs, &outputs)?;
        // Fail on an output that cannot be written before the work, not after it.
        drop(output::Output::begin(&self.out)?);
        if let Some(report) = &self.report {
            drop(output::Output::begin(report)?);
        }
        let open = || files::open_table(data.as_deref().unwrap_or(Path::new("")));
        let source = data.as_ref().map(|data| Source { name: files::name(data), open: &open });
        let joined = listed.as_deref().map(|listed| join(&project, &catalogue, source.as_ref(), listed)).transpose()?;
        let open_joined = || joined.as_ref().map_or_else(&open, Joined::open);
        let name = data.as_deref().or(listed.as_deref()).map(files::name).unwrap_or_default();
        let source = Source { name, open: &open_joined };
        let (project, products) = match &joined {
            Some(joined) => (&joined.project, joined.products.clone()),
            None => (&project, Products::from(catalogue)),
        };
        let bar = Bar::new(self.quiet);
        let pool = files::pool(self.threads)?;
        let watch = |event: Event<'_>| {
            phases.hear(event);
            bar.show(event)
        };
        let (pack, mut evidence) = pool.install(|| match &self.report {
            Some(_) => train_with_evidence(project, products, &source, &watch),
            None => Ok((train(project, products, &source, &watch)?, Vec::new())),
        })?;
        phases.begin("writing");
        let bytes = artifact::write(&pack)?;
        if let Some(log) = &self.trials {
            let history: Vec<appraisal::Trial> = trial_log::read(log)?.iter().map(tried).collect();
            evidence.iter_mut().for_each(|evidence| evidence.history.clone_from(&history));
        }
        let report = self.report.as_ref().map(|report| {
            phases.begin("report");
            bar.bar.set_message("writing the report");
            pool.install(|| training_report::text(report, &pack, &evidence)).map(|text| (report, text))
        });
        let report = report.transpose()?;
        phases.begin("writing");
        bar.clear();
        output::write(&self.out, &bytes)?;
        if let Some((path, text)) = report {
            output::write(path, text.as_bytes())?;
        }
        for note in &pack.card.notes {
            files::say(&format!("note: {note}"));
        }
        if self.json {
            let file = self.out.display().to_string();
            return files::print(&json(&Report::new(&pack, file, bytes.len(), phases.seconds()))?);
        }
        files::print(&summary(&pack, &self.out, bytes.len()))
    }

    /// The list of who has what, if there is one.
    fn list(&self, project: &Project, folder: &Path) -> Option<PathBuf> {
        let of_project = project.offers.as_ref().and_then(|offers| offers.interactions.as_ref());
        self.interactions.clone().or_else(|| of_project.map(|file| folder.join(file)))
    }

    fn project(&self) -> Result<(Project, PathBuf)> {
        let Some(path) = &self.project else {
            // Without a project file the arguments are refused unless they name a label or products.
            let mut project = self.label.as_deref().map_or_else(|| Project::of_offers("offers"), Project::of_label);
            if self.interactions.is_some() || !self.products.is_empty() {
                let (products, rating) = (self.products.clone(), self.rating.clone());
                project.offers = Some(OffersSpec { products, rating, ..OffersSpec::default() });
            }
            return Ok((project, PathBuf::new()));
        };
        let (project, _, folder) = project_file::read(path)?;
        Ok((project, folder))
    }

    fn override_project(&self, project: &mut Project) {
        project.data.categorical.extend(self.categorical.iter().cloned());
        project.data.ignore.extend(self.ignore.iter().cloned());
        project.data.time = self.time.clone().or(project.data.time.take());
        project.data.weight = self.weight.clone().or(project.data.weight.take());
        project.data.group = self.group.clone().or(project.data.group.take());
        if let Some(threshold) = self.threshold {
            project.indices.iter_mut().for_each(|index| index.threshold = threshold);
        }
        if let Some(model) = self.model {
            project.indices.iter_mut().for_each(|index| index.model = model);
        }
        project.data.delimiter = self.delimiter.clone().or(project.data.delimiter.take());
        let training = &mut project.training;
        training.seed = self.seed.or(training.seed);
        training.folds = self.folds.or(training.folds);
        training.iterations = self.iterations.or(training.iterations);
        training.boosting = self.boosting.or(training.boosting);
        training.combining = self.combining.or(training.combining);
    }
}

/// Brings a list of who has what together with the table, where there is one.
fn join(project: &Project, catalogue: &[Product], table: Option<&Source<'_>>, list: &Path) -> Result<Joined> {
    let spec = project.offers.clone().unwrap_or_default();
    let (customer, product) = (spec.customer.clone(), spec.product.clone());
    let (strength, rating) = (spec.strength.clone(), spec.rating.clone());
    let columns = LineColumns { customer, product, strength, rating, time: spec.time };
    let name = files::name(list);
    let lines = files::read_lines(list, &columns, project.delimiter()?)?;
    if lines.incomplete > 0 {
        files::say(&format!("warning: {} lines of {name} name no customer or no product; they are left out", lines.incomplete));
    }
    Joined::new(project, catalogue.to_vec(), table, &lines)
}

/// A trial as the report shows it.
fn tried(trial: &Trial) -> appraisal::Trial {
    appraisal::Trial { setting: tune::setting(trial), logloss: trial.metrics.logloss }
}

/// A progress bar over the trees of all fits of an index.
struct Bar {
    bar: ProgressBar,
    /// The index whose trees the bar counts.
    index: Mutex<String>,
}

impl Bar {
    fn new(quiet: bool) -> Self {
        let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, index: Mutex::new(String::new()) }
    }

    fn show(&self, event: Event<'_>) -> bool {
        match event {
            Event::Reading => self.bar.set_message("reading the table"),
            Event::Read(rows, columns) => self.bar.set_message(format!("{rows} rows, {columns} columns")),
            Event::Fitting(index, progress) => {
                let mut shown = self.index.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                if *shown != index {
                    index.clone_into(&mut shown);
                    self.bar.set_style(style("trees"));
                    self.bar.reset();
                }
                let loss = progress.loss.map_or(String::new(), |loss| format!(", held-out log loss {loss:.5}"));
                self.bar.set_length(u64::from(progress.most_trees));
                self.bar.set_position(u64::from(progress.trees));
                self.bar.set_message(format!("{index}, {} of {} fits done{loss}", progress.done, progress.fits));
            }
            Event::Offers(progress) => {
                let mut shown = self.index.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                if *shown != "offers" {
                    "offers".clone_into(&mut shown);
                    self.bar.set_style(style("products"));
                    self.bar.reset();
                }
                self.bar.set_length(u64::from(progress.most_trees));
                self.bar.set_position(u64::from(progress.trees));
                self.bar.set_message("offers");
            }
            Event::Contending(index) => self.bar.set_message(format!("{index}, other models")),
            Event::Measuring(index) => self.bar.set_message(format!("{index}, measuring")),
            Event::Finishing => self.bar.set_message("golden examples"),
        }
        true
    }

    fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(what: &str) -> ProgressStyle {
    ProgressStyle::with_template(&format!("{{bar:30}} {{pos:>4}} {what}  {{elapsed:>4}}  {{msg}}"))
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn summary(pack: &Pack, out: &Path, bytes: usize) -> String {
    let mut text = format!("{}: {} rows, {} columns, {bytes} bytes\n", out.display(), pack.card.rows, pack.fields.len());
    for index in &pack.indices {
        text.push_str(&index_summary(index));
    }
    if let Some(offers) = &pack.offers {
        text.push_str(&offers_text(offers));
    }
    text + &pack.ask.as_ref().map_or_else(String::new, ask_text)
}

fn index_summary(index: &Index) -> String {
    let (card, m) = (&index.card, &index.card.metrics);
    if let Some(classes) = &card.classes {
        return format!(
            "{}: {} trees, {}\n  logloss {:.5}  mean auc, each against the rest {:.5}  brier {:.5}  ece {:.5}\n{}",
            index.name,
            card.trees,
            card.measured_on,
            m.logloss,
            m.auc,
            m.brier,
            m.ece,
            classes_text(classes)
        );
    }
    let text = format!(
        "{}: {}, {} positive {:.2} %, {}\n  auc {:.5}  logloss {:.5}  ap {:.5}  brier {:.5}  ece {:.5}  f1 {:.4}  top decile lift {:.2}\n{}",
        index.name,
        inspect::model(card),
        card.positive,
        100.0 * card.positive_rate,
        card.measured_on,
        m.auc,
        m.logloss,
        m.ap,
        m.brier,
        m.ece,
        m.f1,
        card.deciles.first().map_or(0.0, |d| d.lift),
        inspect::contenders(card),
    );
    text + &card.routes.as_ref().map_or_else(String::new, routes_text)
}
