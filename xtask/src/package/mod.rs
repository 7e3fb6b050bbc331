//! `cargo xtask package`: the page as others take it away. An npm package for hosts that bundle or serve modules, and one HTML file for
//! those who have neither a server nor a network.

mod npm;
mod single_file;

use anyhow::Result;
use clap::Args;

use crate::build::{self, SINGLE_FILE};
use crate::project::Project;

/// Build the page and put it into dist/npm, as a package for npm, or into one file.
#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Write dist/confidant-demo.html instead: program, packs, styles and demo customers in one file that opens without a server.
    #[arg(long)]
    single_file: bool,
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    // A build lays dist/ out anew, so that what was packaged before is packaged again.
    let dist = project.dist();
    let npm = !arguments.single_file || dist.join("npm").exists();
    let single_file = arguments.single_file || dist.join(SINGLE_FILE).exists();
    build::run(project)?;
    if npm {
        npm::assemble(project)?;
    }
    if single_file {
        single_file::write(project)?;
    }
    Ok(())
}

/// Both, from a page that is built.
pub(crate) fn all(project: &Project) -> Result<()> {
    npm::assemble(project)?;
    single_file::write(project)
}
