//! `cargo xtask bench-browser`: how long a customer takes in Chromium, from a plain JavaScript object to score and reasons.

use anyhow::Result;

use crate::project::Project;
use crate::serve::Server;
use crate::{build, files, setup, shell};

pub(crate) fn run(project: &Project) -> Result<()> {
    setup::for_tests(project)?;
    build::run(project)?;
    let data = project.target("bench-browser");
    files::fresh_folder(&data)?;
    shell::run(project.cargo().args(["run", "--release", "--example", "bench_pack", "--"]).arg(&data))?;
    let server =
        Server::bind(project, 8951)?.with_folder("/bench", project.path("benches/browser")).with_folder("/bench-data", data);
    let address = server.spawn()?;
    let mut node = project.command("node");
    shell::run(node.arg("benches/browser/run.mjs").env("CONFIDANT_URL", address).env("CHROMIUM", setup::chromium()?))
}
