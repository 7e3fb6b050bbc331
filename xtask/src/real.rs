//! `cargo xtask real`: accuracy on real tables that are not part of the project.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::offers_figures::{Bench, SPLITS};
use crate::project::Project;
use crate::{offers_figures, shell};

/// The environment variable that names the folder of tables.
const DATA: &str = "CONFIDANT_DATA";
/// The customers called in the CoIL 2000 challenge.
const CALLED: &str = "800";

/// Train on every table under `$CONFIDANT_DATA`, measure on its test part, and print one table; then rank products for customers.
///
/// Each folder holds train.csv.gz and test.csv.gz with the label in the column `label`, and meta.json with the columns to treat as
/// categorical under `cat`. Training uses the defaults throughout. Products are ranked on the splits of
/// xtask/compare/offers_splits.py, as in `compare-offers` and beside the same libraries, but without timings.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Only the folders of these names.
    names: Vec<String>,
    /// Leave out next best offers, which take a Python with the libraries that they are compared with.
    #[arg(long)]
    no_offers: bool,
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let Some(root) = root() else { return Ok(()) };
    let splits: Vec<(&str, &str)> = SPLITS
        .into_iter()
        .filter(|(split, _)| !arguments.no_offers && wanted(&root.join(split), &arguments.names) && root.join(split).is_dir())
        .collect();
    let tables = tables(&root, &arguments.names)?;
    if tables.is_empty() && splits.is_empty() {
        bail!("{} holds nothing of that name to measure on", root.display());
    }
    if !tables.is_empty() {
        accuracy(project, tables)?;
    }
    if splits.is_empty() { Ok(()) } else { offers(project, &root, &splits) }
}

/// Trains and measures on every table.
fn accuracy(project: &Project, folders: Vec<PathBuf>) -> Result<()> {
    shell::run(project.cargo().args(["build", "--release", "--bin", "confidant"]))?;
    println!("| data | AUC | log loss | average precision | lift at 10 % | events in the top {CALLED} | seconds | trees |");
    println!("|---|---|---|---|---|---|---|---|");
    for folder in folders {
        println!("{}", measure(project, &folder)?);
    }
    Ok(())
}

/// Ranks products on the splits beside the public libraries.
fn offers(project: &Project, root: &Path, splits: &[(&str, &str)]) -> Result<()> {
    let bench = match Bench::new(project, root) {
        Ok(bench) => bench,
        Err(reason) => {
            println!("\nskipped: next best offers: {reason:#}");
            return Ok(());
        }
    };
    let mut figures = Vec::new();
    for &(split, factors) in splits {
        figures.extend(bench.figures(split, factors, &|_| Ok(()))?);
    }
    let bundles = if splits.iter().any(|(split, _)| *split == "groceries") { bench.bundles("groceries")? } else { Vec::new() };
    println!("{}{}", offers_figures::tables(&figures), offers_figures::bundle_table(&bundles));
    Ok(())
}

/// The folders of tables to measure on, or none, and a word about it, where nobody says where they are.
pub(crate) fn folders(names: &[String]) -> Result<Option<Vec<PathBuf>>> {
    let Some(root) = root() else { return Ok(None) };
    let folders = tables(&root, names)?;
    if folders.is_empty() {
        bail!("{} holds no folder with train.csv.gz", root.display());
    }
    Ok(Some(folders))
}

/// Where the tables are, if somebody says so; a word about it where nobody does.
fn root() -> Option<PathBuf> {
    let root = std::env::var_os(DATA).map(PathBuf::from);
    if root.is_none() {
        println!("skipped: {DATA} is not set; it names a folder of tables to measure on");
    }
    root
}

/// The folders below `root` that hold a table, by name.
fn tables(root: &Path, names: &[String]) -> Result<Vec<PathBuf>> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root)
        .with_context(|| format!("cannot list {}", root.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("train.csv.gz").is_file() && wanted(path, names))
        .collect();
    folders.sort();
    Ok(folders)
}

fn wanted(folder: &Path, names: &[String]) -> bool {
    names.is_empty() || folder.file_name().is_some_and(|name| names.iter().any(|wanted| name == wanted.as_str()))
}

fn measure(project: &Project, folder: &Path) -> Result<String> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let meta: Value = serde_json::from_slice(&std::fs::read(folder.join("meta.json"))?)?;
    let columns: Vec<&str> = meta["cat"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let binary = project.target("release/confidant");
    let pack = project.target("real").join(format!("{name}.safetensors"));
    std::fs::create_dir_all(project.target("real"))?;
    let mut train = project.command(&binary);
    train
        .arg("train")
        .arg("--data")
        .arg(folder.join("train.csv.gz"))
        .args(["--label", "label", "--quiet"])
        .arg("--out")
        .arg(&pack);
    if !columns.is_empty() {
        train.args(["--categorical", &columns.join(",")]);
    }
    let start = Instant::now();
    shell::capture(&mut train)?;
    let seconds = start.elapsed().as_secs_f64();
    let mut evaluate = project.command(&binary);
    evaluate.arg("evaluate").arg(&pack).arg("--data").arg(folder.join("test.csv.gz"));
    evaluate.args(["--label", "label", "--json", "--top", CALLED]);
    let report: Value = serde_json::from_str(&shell::capture(&mut evaluate)?)?;
    let info: Value = serde_json::from_str(&shell::capture(project.command(&binary).arg("inspect").arg(&pack).arg("--json"))?)?;
    let figure = |key: &str| report[key].as_f64().with_context(|| format!("evaluate printed no {key}"));
    Ok(format!(
        "| {name} | {:.5} | {:.5} | {:.5} | {:.3} | {:.0} | {seconds:.1} | {} |",
        figure("auc")?,
        figure("logloss")?,
        figure("ap")?,
        report["deciles"][0]["lift"].as_f64().unwrap_or_default(),
        figure("caught")?,
        info["indices"][0]["card"]["trees"],
    ))
}
