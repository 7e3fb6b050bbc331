//! The one build tool of the project, run as `cargo xtask VERB`. It is a Rust program so that a clone with rustup needs
//! nothing else to get from source to a served page, and so that the version of wasm-bindgen is locked with everything else.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks to its terminal")]

mod bench;
mod build;
mod compare;
mod compare_offers;
mod demo;
mod files;
mod offers_figures;
mod package;
mod project;
mod real;
mod screenshots;
mod serve;
mod setup;
mod shell;
mod test;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::project::Project;

/// Builds, serves, tests and measures Confidant.
///
/// Start with `cargo xtask demo`: it trains a synthetic insurer's model, builds the page and serves it.
/// `cargo xtask test` runs every check that a change has to pass.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Setup(setup::Arguments),
    /// Build the page and the scorer into dist/, and print their sizes.
    Build,
    Package(package::Arguments),
    Serve(serve::Arguments),
    Demo(demo::Arguments),
    Test(test::Arguments),
    Real(real::Arguments),
    Compare(compare::Arguments),
    CompareOffers(compare_offers::Arguments),
    Screenshots(screenshots::Arguments),
    Bench(bench::Arguments),
}

fn main() -> ExitCode {
    match run(Arguments::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(verb: Verb) -> Result<()> {
    let project = Project::locate()?;
    match verb {
        Verb::Setup(arguments) => setup::run(&project, &arguments),
        Verb::Build => build::run(&project),
        Verb::Package(arguments) => package::run(&project, &arguments),
        Verb::Serve(arguments) => serve::run(&project, &arguments),
        Verb::Demo(arguments) => demo::run(&project, &arguments),
        Verb::Test(arguments) => test::run(&project, &arguments),
        Verb::Real(arguments) => real::run(&project, &arguments),
        Verb::Compare(arguments) => compare::run(&project, &arguments),
        Verb::CompareOffers(arguments) => compare_offers::run(&project, &arguments),
        Verb::Screenshots(arguments) => screenshots::run(&project, &arguments),
        Verb::Bench(arguments) => bench::run(&project, &arguments),
    }
}
