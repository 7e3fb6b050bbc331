//! `confidant tune`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use toml_edit::{DocumentMut, Item, value};
use xxhash_rust::xxh64::xxh64;

use confidant::error::{Error, ErrorKind, Result};
use confidant::learner::{BATCH, Edge, Objective, Search, Source, Trial, Tuner, best, dimensions};

use crate::trial_log::{Heading, TrialLog};
use crate::{files, output, project_file};

/// Trials that the closing table shows.
const SHOWN: usize = 5;

/// Look for better training parameters, by Bayesian optimisation.
///
/// Tries settings of learning_rate, depth, l2, bagging_temperature and imbalance_penalty on the folds of one index, the project
/// as it is first. Every trial goes to a log as soon as it is done; the same command goes on where an interrupted search
/// stopped. What is tried depends on the project, the table and the seed, whatever the threads.
///
///   confidant tune confidant.toml --trials 60 --out tuned.toml
///   confidant train tuned.toml --out tuned.safetensors --trials confidant.trials.jsonl --report report.html
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Tune {
    /// The project file; `confidant init` writes one.
    #[arg(value_name = "PROJECT.toml")]
    project: PathBuf,
    /// The training table, CSV or .csv.gz; takes the place of the project's.
    #[arg(long, value_name = "TRAIN.csv")]
    data: Option<PathBuf>,
    /// The index to tune for, where the project has several.
    #[arg(long, value_name = "NAME")]
    index: Option<String>,
    /// What to make best on held-out rows: logloss, auc, f1 or model_score.
    #[arg(long, value_name = "FIGURE", default_value = "logloss")]
    objective: Objective,
    /// Settings to try in all, those in the log included.
    #[arg(long, value_name = "N", default_value_t = 40)]
    trials: usize,
    /// The log of trials; PROJECT.trials.jsonl beside the project when absent.
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Where to write the project with the best setting in it; comments and order stay.
    #[arg(long, value_name = "TUNED.toml")]
    out: Option<PathBuf>,
    /// Where the best value lies at the edge of its range, widen the range and try half as many settings again.
    #[arg(long)]
    widen: bool,
    /// Threads, 1 to 256; all cores when absent.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Print the trials as JSON.
    #[arg(long)]
    json: bool,
    /// No progress bar.
    #[arg(long, short)]
    quiet: bool,
}

impl Tune {
    pub(crate) fn run(self) -> Result<()> {
        let (project, text, folder) = project_file::read(&self.project)?;
        let data = project_file::table(self.data.as_deref(), &project, &folder)?;
        let path = self.log.clone().unwrap_or_else(|| self.project.with_extension("trials.jsonl"));
        let outputs: Vec<&Path> = std::iter::once(&path).chain(&self.out).map(PathBuf::as_path).collect();
        output::distinct(&[&self.project, &data], &outputs)?;
        if let Some(out) = &self.out {
            drop(output::Output::begin(out)?);
        }
        let bar = bar(self.quiet, self.trials);
        let open = || files::open_table(&data);
        let pool = files::pool(self.threads)?;
        let source = Source { name: files::name(&data), open: &open };
        let tuner = pool.install(|| Tuner::new(&project, self.index.as_deref(), &source))?;
        let heading = Heading {
            index: tuner.index().to_owned(),
            objective: self.objective,
            seed: tuner.seed(),
            rows: tuner.rows(),
            project: format!("{:016x}", xxh64(text.as_bytes(), 0)),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let (mut log, done) = TrialLog::open(&path, &heading)?;
        if !done.is_empty() {
            files::say(&format!("going on after the {} trials in {}", done.len(), path.display()));
        }
        let mut run = Run { tuner: &tuner, objective: self.objective, log: &mut log, done, trials: Vec::new(), bar: &bar };
        let mut search = pool.install(|| run.go_on(dimensions(), self.trials))?;
        if self.widen
            && let Some(wider) = best(&run.trials).and_then(|best| search.widened(best))
        {
            let more = self.trials + self.trials.div_ceil(2);
            bar.set_length(more as u64);
            search = pool.install(|| run.go_on(wider, more))?;
        }
        bar.finish_and_clear();
        let trials = run.trials;
        let Some(best) = best(&trials) else {
            return Err(Error::new(ErrorKind::Parameter, "nothing to try", "--trials", "1 or more", "0"));
        };
        for (dimension, edge) in search.edges(best) {
            let (end, at) = if edge == Edge::Low { ("lower", dimension.low) } else { ("upper", dimension.high) };
            files::say(&format!(
                "warning: the best {} is at the {end} edge of its range, {}; --widen looks beyond it",
                dimension.name,
                short(at)
            ));
        }
        if let Some(out) = &self.out {
            output::write(out, with_setting(&text, &self.project, tuner.index(), &best.setting)?.as_bytes())?;
        }
        files::print(&if self.json { json(&trials)? } else { summary(&trials, best, self.objective, self.out.as_deref()) })
    }
}

/// A search under way.
struct Run<'a> {
    tuner: &'a Tuner,
    objective: Objective,
    log: &'a mut TrialLog,
    /// Trials of an earlier run, which are not tried again.
    done: Vec<Trial>,
    trials: Vec<Trial>,
    bar: &'a ProgressBar,
}

impl Run<'_> {
    /// Searches these ranges until there are `most` trials. Whole batches are tried side by side and told in order.
    fn go_on(&mut self, dimensions: Vec<confidant::learner::Dimension>, most: usize) -> Result<Search> {
        let mut search = Search::new(dimensions, self.tuner.seed(), &self.trials)?;
        while self.trials.len() < most {
            let first = self.trials.len();
            let batch = search.suggest(first)?;
            let wanted: Vec<(usize, &BTreeMap<String, f64>)> = (first..).zip(&batch).take(BATCH.min(most - first)).collect();
            let known = |number: usize| self.done.iter().find(|trial| trial.number == number).cloned();
            let attempt = |&(number, setting): &(usize, &BTreeMap<String, f64>)| match known(number) {
                Some(trial) => Ok((trial, false)),
                None => Ok((self.tuner.attempt(number, setting, self.objective, &|| true)?, true)),
            };
            let tried: Vec<(Trial, bool)> = wanted.par_iter().map(attempt).collect::<Result<_>>()?;
            for (trial, fresh) in tried {
                if fresh {
                    self.log.add(&trial)?;
                }
                search.learn(&trial)?;
                self.trials.push(trial);
                self.bar.inc(1);
            }
            if let Some(best) = best(&self.trials) {
                self.bar.set_message(format!("best {} {:.5} in trial {}", self.objective.name(), best.loss.abs(), best.number));
            }
        }
        Ok(search)
    }
}

fn bar(quiet: bool, trials: usize) -> ProgressBar {
    let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new(trials as u64) };
    let style = ProgressStyle::with_template("{bar:30} {pos:>3}/{len} trials  {elapsed:>4}, {eta} to go  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(std::time::Duration::from_millis(200));
    bar
}

/// The project file with the setting in it.
fn with_setting(text: &str, path: &Path, index: &str, setting: &BTreeMap<String, f64>) -> Result<String> {
    let unreadable = |e: String| {
        Error::new(ErrorKind::Parameter, "cannot edit the project file", files::name(path), "[training] and [[index]] tables", e)
    };
    let mut document: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| unreadable(e.to_string()))?;
    for (name, &number) in setting {
        let item = if name == "depth" { value(number as i64) } else { value(number) };
        if name == "imbalance_penalty" {
            let indices = document.get_mut("index").and_then(Item::as_array_of_tables_mut);
            let table =
                indices.and_then(|tables| tables.iter_mut().find(|t| t.get("name").and_then(Item::as_str) == Some(index)));
            table.ok_or_else(|| unreadable("another form of them".to_owned()))?.insert(name, item);
        } else {
            let training = document.entry("training").or_insert(toml_edit::table());
            training.as_table_like_mut().ok_or_else(|| unreadable("another form of them".to_owned()))?.insert(name, item);
        }
    }
    Ok(document.to_string())
}

fn json(trials: &[Trial]) -> Result<String> {
    serde_json::to_string_pretty(trials)
        .map(|text| text + "\n")
        .map_err(|e| Error::io("cannot write", "standard output", &e.into()))
}

fn summary(trials: &[Trial], best: &Trial, objective: Objective, out: Option<&Path>) -> String {
    let mut ranked: Vec<&Trial> = trials.iter().collect();
    ranked.sort_by(|a, b| a.loss.total_cmp(&b.loss).then(a.number.cmp(&b.number)));
    let mut text = format!("{} trials, best first by {}\n", trials.len(), objective.name());
    let as_it_is = ranked.iter().filter(|trial| trial.number == 0 && trial.number != best.number);
    for trial in ranked.iter().take(SHOWN).chain(as_it_is.filter(|trial| !ranked[..SHOWN.min(ranked.len())].contains(trial))) {
        let m = &trial.metrics;
        text.push_str(&format!(
            "trial {:>3}: logloss {:.5}  auc {:.5}  f1 {:.4}  model_score {:.4}  {} trees  {}\n",
            trial.number,
            m.logloss,
            m.auc,
            m.f1,
            m.model_score,
            trial.trees,
            setting(trial)
        ));
    }
    if let Some(out) = out {
        text.push_str(&format!("{}: the project with trial {}\n", out.display(), best.number));
    }
    text
}

/// A trial's setting in words.
pub(crate) fn setting(trial: &Trial) -> String {
    if trial.setting.is_empty() {
        return "the project as it is".to_owned();
    }
    trial.setting.iter().map(|(name, &value)| format!("{name} {}", short(value))).collect::<Vec<_>>().join(", ")
}

/// Three significant digits.
fn short(value: f64) -> String {
    let rounded = format!("{value:.2e}");
    rounded.parse::<f64>().map_or(rounded, |number| number.to_string())
}
