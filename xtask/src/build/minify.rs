//! esbuild, from npm: scripts and style sheets without comments and spaces.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::project::Project;
use crate::shell;

/// Names stay as they are: errors tell of classes by name.
const FLAGS: [&str; 5] =
    ["--minify-whitespace", "--minify-syntax", "--charset=utf8", "--legal-comments=none", "--log-level=warning"];

/// Minifies scripts and style sheets below `folder` in their places; where npm did not install esbuild, they stay as they are.
pub(super) fn minify(project: &Project, folder: &Path, files: &[PathBuf]) -> Result<()> {
    if shell::find("node").is_none() || !project.path("node_modules/.bin/esbuild").exists() {
        return Ok(());
    }
    let mut esbuild = project.npm_program("esbuild");
    esbuild.args(FLAGS).arg("--allow-overwrite").args(files);
    for place in ["--outdir", "--outbase"] {
        esbuild.arg(format!("{place}={}", folder.display()));
    }
    shell::run_quietly(&mut esbuild)
}
