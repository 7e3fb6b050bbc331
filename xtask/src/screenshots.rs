//! `cargo xtask screenshots`: pictures of the console, for looking at a change and for README.

use anyhow::Result;
use clap::Args;

use crate::project::Project;
use crate::serve::Server;
use crate::{build, files, setup, shell};

/// The pictures in README, and what they are called there.
const PICTURES: [(&str, &str); 5] = [
    ("customer-1280-light.png", "console.png"),
    ("ask-1280-light.png", "ask.png"),
    ("batch-1280-dark.png", "batch.png"),
    ("model-1280-light.png", "model.png"),
    ("privacy-1280-light.png", "privacy.png"),
];

/// Take pictures of every page of the console, narrow and wide, light and dark, into target/screenshots.
#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Also renew the pictures in README, under docs.
    #[arg(long)]
    readme: bool,
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    setup::for_tests(project)?;
    build::run(project)?;
    let folder = project.target("screenshots");
    files::fresh_folder(&folder)?;
    let address = Server::bind(project, 8941)?.spawn()?;
    let mut node = project.command("node");
    node.arg("tests/browser/screenshots.mjs").arg(&folder);
    shell::run(node.env("CONFIDANT_URL", address).env("CHROMIUM", setup::chromium()?))?;
    if arguments.readme {
        std::fs::create_dir_all(project.path("docs"))?;
        for (picture, name) in PICTURES {
            files::copy(&folder.join(picture), &project.path("docs").join(name))?;
        }
    }
    println!("screenshots: {}", folder.display());
    Ok(())
}
