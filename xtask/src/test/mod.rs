//! `cargo xtask test`: every check that a change has to pass, one named step after the other, up to the first that fails.

mod steps;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::Args;

use self::steps::{STEPS, Step};
use crate::project::Project;

/// Run every check that a change has to pass.
///
/// The steps, in order: setup, fmt, clippy, clippy-wasm, tree, deny, unit, page, budget, types, browser.
#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Only this step; may be given several times.
    #[arg(long, value_name = "STEP", value_parser = STEPS.map(|step| step.name))]
    only: Vec<String>,
    /// Leave out what needs Node.js, npm and Chromium.
    #[arg(long)]
    skip_browser: bool,
}

/// How a step ended.
#[derive(Debug)]
enum Outcome {
    Passed,
    Skipped(&'static str),
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let wanted = |step: &&Step| {
        let named = arguments.only.is_empty() || arguments.only.iter().any(|name| name == step.name);
        named && !(arguments.skip_browser && step.needs_browser)
    };
    let started = Instant::now();
    let mut report = Vec::new();
    for step in STEPS.iter().filter(wanted) {
        println!("\n== {}: {}", step.name, step.about);
        let began = Instant::now();
        let outcome = (step.check)(project);
        let line = line(step, &outcome, began.elapsed());
        println!("== {line}");
        report.push(line);
        if let Err(error) = outcome {
            summarise(&report, started.elapsed());
            bail!("step `{}` failed: {error:#}", step.name);
        }
    }
    summarise(&report, started.elapsed());
    println!("all steps passed");
    Ok(())
}

fn line(step: &Step, outcome: &Result<Outcome>, took: Duration) -> String {
    let word = match outcome {
        Ok(Outcome::Passed) => "passed".to_owned(),
        Ok(Outcome::Skipped(why)) => format!("skipped: {why}"),
        Err(_) => "FAILED".to_owned(),
    };
    format!("{:<12} {:>7.1} s  {word}", step.name, took.as_secs_f64())
}

fn summarise(report: &[String], took: Duration) {
    println!("\n== summary");
    for line in report {
        println!("{line}");
    }
    println!("{:<12} {:>7.1} s", "total", took.as_secs_f64());
}
