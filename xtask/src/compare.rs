//! `cargo xtask compare`: the trainer beside the public libraries, in one run on one machine.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::project::Project;
use crate::{files, real, shell};

/// The trainers, ours first; those that are ranked.
const TRAINERS: [&str; 4] = ["confidant", "catboost", "lightgbm", "xgboost"];
/// Ours with the scorecard blended in: shown beside the others, outside the ranks, which are of what each does of itself.
const BLEND: &str = "confidant_blend";
/// A figure's name in the measurements, its heading, its digits, and whether more is better.
const FIGURES: [(&str, &str, usize, bool); 7] = [
    ("auc", "AUC", 4, true),
    ("logloss", "Log loss", 4, false),
    ("ap", "Average precision", 4, true),
    ("lift", "Lift at 10 %", 2, true),
    ("fit", "Seconds of the fit alone, 2 threads", 2, false),
    ("command", "Seconds of the whole command for confidant and of the fit alone for the others, 2 threads", 2, false),
    ("megabytes", "Peak memory, MB", 0, false),
];

/// Train and measure beside CatBoost, LightGBM and XGBoost on every table under `$CONFIDANT_DATA`, and write the tables.
///
/// The libraries come from PyPI into an environment of their own below the target folder, with the versions that
/// xtask/compare/requirements.txt names; xtask/compare/measure.py says what is measured and how.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Only the folders of these names.
    names: Vec<String>,
    /// Where to write the tables, as Markdown.
    #[arg(long, value_name = "FILE", default_value = "docs/compare.md")]
    out: PathBuf,
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let Some(folders) = real::folders(&arguments.names)? else { return Ok(()) };
    let python = environment(project, "xtask/compare/requirements.txt")?;
    shell::run(project.cargo().args(["build", "--release", "--bin", "confidant"]))?;
    let program = project.target("release/confidant");
    let mut measured = Vec::new();
    for folder in &folders {
        // One after the other on each table, so that a machine that is busy for a while is so for all of them.
        for trainer in everybody() {
            let mut command = project.command(&python);
            command.arg(project.path("xtask/compare/measure.py")).arg(trainer).arg(folder).arg(&program);
            let line = shell::capture(&mut command)?;
            let value: Value = serde_json::from_str(line.trim()).with_context(|| format!("unexpected answer {line}"))?;
            println!("{}", line.trim());
            measured.push(value);
        }
    }
    let text = report(&measured);
    println!("\n{text}");
    let out = project.path("").join(&arguments.out);
    fs::create_dir_all(out.parent().unwrap_or(Path::new(".")))?;
    fs::write(&out, text).with_context(|| format!("cannot write {}", out.display()))
}

/// The Python of an environment that has the libraries; made anew when the requirements change.
pub(crate) fn environment(project: &Project, requirements: &str) -> Result<PathBuf> {
    let requirements = project.path(requirements);
    let wanted = fs::read(&requirements).with_context(|| format!("cannot read {}", requirements.display()))?;
    let folder = project.target("compare").join(files::fingerprint(&[&wanted]));
    let python = folder.join("bin/python");
    let finished = folder.join("finished");
    if finished.is_file() {
        return Ok(python);
    }
    if shell::find("python3").is_none() {
        bail!("no python3 here; on Debian: apt-get install python3 python3-venv");
    }
    shell::run(project.command("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    shell::run(project.command(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&requirements))?;
    fs::write(finished, "")?;
    Ok(python)
}

fn figure(measured: &[Value], data: &str, trainer: &str, name: &str) -> Option<f64> {
    measured.iter().find(|value| value["data"] == data && value["trainer"] == trainer)?[name].as_f64()
}

fn report(measured: &[Value]) -> String {
    let mut names: Vec<&str> = measured.iter().filter_map(|value| value["data"].as_str()).collect();
    names.dedup();
    let mut text = String::from(
        "# Beside the public libraries\n\nWritten by `cargo xtask compare`; how, says xtask/compare/measure.py. Bold is best of the trainers as they are; `confidant_blend`, with `--model blend`, stands outside the ranks.\n",
    );
    for (name, heading, digits, more) in FIGURES {
        text.push_str(&format!("\n{heading}, {} is better:\n\n{}", if more { "higher" } else { "lower" }, header("data")));
        let mut ranks = [0.0; TRAINERS.len()];
        for data in &names {
            let values = TRAINERS.map(|trainer| figure(measured, data, trainer, name).unwrap_or(f64::NAN));
            let better = |a: f64, b: f64| if more { a > b } else { a < b };
            let cell = |&value: &f64| {
                let shown = format!("{value:.digits$}");
                if values.iter().any(|&other| better(other, value)) { shown } else { format!("**{shown}**") }
            };
            let cells: Vec<String> = values.iter().map(cell).collect();
            let blend = figure(measured, data, BLEND, name).map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}"));
            text.push_str(&format!("| {data} | {} | {blend} |\n", cells.join(" | ")));
            for (rank, &value) in ranks.iter_mut().zip(&values) {
                *rank += 1.0 + values.iter().filter(|&&other| better(other, value)).count() as f64;
            }
        }
        let ranks = ranks.map(|sum| format!("{:.2}", sum / names.len() as f64));
        text.push_str(&format!("| mean rank | {} | |\n", ranks.join(" | ")));
    }
    text.push_str(&format!("\nOur seconds over theirs, median over the tables:\n\n{}", header("")));
    for (name, row) in [("fit", "fit alone"), ("command", "our whole command")] {
        let ratios = everybody().map(|trainer| {
            let ratio = |data: &&str| Some(figure(measured, data, "confidant", name)? / figure(measured, data, trainer, name)?);
            let mut ratios: Vec<f64> = names.iter().filter_map(ratio).collect();
            ratios.sort_by(f64::total_cmp);
            ratios.get(ratios.len() / 2).map_or_else(String::new, |ratio| format!("{ratio:.2}"))
        });
        text.push_str(&format!("| {row} | {} |\n", ratios.collect::<Vec<_>>().join(" | ")));
    }
    let called = |trainer| Some(format!("{trainer} {}", figure(measured, "coil2000", trainer, "called")?));
    let called: Vec<String> = everybody().filter_map(called).collect();
    if !called.is_empty() {
        text.push_str(&format!(
            "\nCoIL 2000, of 238 holders among 4,000 customers, in the first 800: {}; the challenge's winner 121, chance 48.\n",
            called.join(", ")
        ));
    }
    text
}

fn everybody() -> impl Iterator<Item = &'static str> {
    TRAINERS.into_iter().chain([BLEND])
}

fn header(first: &str) -> String {
    let names: Vec<&str> = everybody().collect();
    format!("| {first} | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()))
}
