//! esbuild, from npm: scripts and style sheets without comments and spaces.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::project::Project;
use crate::shell;

/// Names stay as they are: errors tell of classes by name.
const FLAGS: [&str; 5] =
    ["--minify-whitespace", "--minify-syntax", "--charset=utf8", "--legal-comments=none", "--log-level=warning"];

/// Minifies every script and style sheet below `folder` in its place; where npm did not install esbuild, they stay as they are.
pub(super) fn folder(project: &Project, folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    gather(folder, &mut files)?;
    file(project, folder, &files)
}

/// Minifies some files below `folder`.
pub(super) fn file(project: &Project, folder: &Path, files: &[PathBuf]) -> Result<()> {
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

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "js" || extension == "css") {
            files.push(path);
        }
    }
    Ok(())
}
