//! `cargo xtask demo`: from a clone to a page that scores customers of a synthetic insurer, with a card company's pack beside it.
//! What is already there and made from the same things is not made again.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;

use crate::files;
use crate::project::Project;
use crate::{build, serve, setup, shell};

/// Train the models of a synthetic insurer and a card company, build the page and serve it.
///
/// Nothing but Rust is needed. The first run takes minutes, most of them compiling; the next one seconds.
#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct Arguments {
    #[command(flatten)]
    serve: serve::Arguments,
    /// Do everything except serving.
    #[arg(long)]
    no_serve: bool,
}

const SEED: &str = "7";

/// The companies, the one that the page loads first, each with how many customers its pack is trained on.
const COMPANIES: [(&str, &str); 2] = [("insurer", "20000"), ("card", "8000")];

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    setup::for_demo(project)?;
    shell::run(project.cargo().args(["build", "--release", "--package", "confidant", "--bin", "confidant"]))?;
    for (kind, customers) in COMPANIES {
        train(project, kind, customers)?;
    }
    build::page(project)?;
    if arguments.no_serve { Ok(()) } else { serve::run(project, &arguments.serve) }
}

/// Makes a company's pack and the customers beside it in `models/`, from a seed.
fn train(project: &Project, kind: &str, number: &str) -> Result<()> {
    let binary = project.target(&format!("release/confidant{}", std::env::consts::EXE_SUFFIX));
    let company = project.target(&format!("demo/{kind}"));
    let (pack, customers) = (project.pack_of(kind), project.customers_of(kind));
    let stamp = project.target(&format!("demo/{kind}.stamp"));

    // The stamp ties the two results to the program and arguments that made them: change either side and they are remade.
    let seal = || -> Result<String> {
        let (program, pack, customers) = (read(&binary)?, read(&pack)?, read(&customers)?);
        Ok(files::fingerprint(&[&program, number.as_bytes(), SEED.as_bytes(), &pack, &customers]))
    };
    if let (Ok(sealed), Ok(found)) = (fs::read_to_string(&stamp), seal())
        && sealed == found
    {
        println!("demo: {} is up to date", pack.display());
        return Ok(());
    }
    let made = ["synth", "--kind", kind, "--customers", number, "--seed", SEED, "--out"];
    shell::run(project.command(&binary).args(made).arg(&company))?;
    shell::run(project.command(&binary).arg("train").arg(company.join("confidant.toml")).arg("--out").arg(&pack))?;
    files::copy(&company.join("demo_customers.json"), &customers)?;
    fs::write(&stamp, seal()?).with_context(|| format!("cannot write {}", stamp.display()))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
