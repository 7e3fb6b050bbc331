//! `cargo xtask demo`: from a clone to a page that scores customers of a synthetic insurer. What is already there and made
//! from the same things is not made again.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;

use crate::files;
use crate::project::Project;
use crate::{build, serve, setup, shell};

/// Train a synthetic insurer's model, build the page and serve it.
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

const CUSTOMERS: &str = "20000";
const SEED: &str = "7";

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    setup::for_demo(project)?;
    train(project)?;
    build::page(project)?;
    if arguments.no_serve { Ok(()) } else { serve::run(project, &arguments.serve) }
}

/// Makes `models/insurer.safetensors` and the customers beside it, from a seed.
fn train(project: &Project) -> Result<()> {
    shell::run(project.cargo().args(["build", "--release", "--package", "confidant", "--bin", "confidant"]))?;
    let binary = project.target(&format!("release/confidant{}", std::env::consts::EXE_SUFFIX));
    let insurer = project.target("demo/insurer");
    let (pack, customers) = (project.demo_pack(), project.demo_customers());
    let stamp = project.target("demo/insurer.stamp");

    // The stamp ties the two results to the program and arguments that made them: change either side and they are remade.
    let seal = || -> Result<String> {
        let (program, pack, customers) = (read(&binary)?, read(&pack)?, read(&customers)?);
        Ok(files::fingerprint(&[&program, CUSTOMERS.as_bytes(), SEED.as_bytes(), &pack, &customers]))
    };
    if let (Ok(sealed), Ok(found)) = (fs::read_to_string(&stamp), seal())
        && sealed == found
    {
        println!("demo: {} is up to date", pack.display());
        return Ok(());
    }
    shell::run(project.command(&binary).args(["synth", "--customers", CUSTOMERS, "--seed", SEED, "--out"]).arg(&insurer))?;
    shell::run(project.command(&binary).arg("train").arg(insurer.join("confidant.toml")).arg("--out").arg(&pack))?;
    files::copy(&insurer.join("demo_customers.json"), &customers)?;
    fs::write(&stamp, seal()?).with_context(|| format!("cannot write {}", stamp.display()))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
