//! esbuild, from npm: scripts and style sheets without comments and spaces, and fewer of them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::project::Project;
use crate::shell;

const FLAGS: [&str; 5] =
    ["--minify-whitespace", "--minify-syntax", "--charset=utf8", "--legal-comments=none", "--log-level=warning"];

/// What becomes of the names that a script gives to what is its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// They stay, for hosts: errors tell of classes by name.
    Kept,
    /// They become short. Exports keep theirs.
    Short,
}

/// Puts everything that this script below `folder` imports into it, and takes away what was imported: a page of one script is there sooner
/// than one of many. Where npm did not install esbuild, they stay as they are.
pub(super) fn join(project: &Project, folder: &Path, script: &str) -> Result<()> {
    if !installed(project) {
        return Ok(());
    }
    let told = folder.join("joined.json");
    let mut esbuild = project.npm_program("esbuild");
    esbuild.current_dir(folder).args([script, "--bundle", "--format=esm", "--allow-overwrite"]);
    esbuild.args(["--charset=utf8", "--legal-comments=none", "--log-level=warning"]).arg(format!("--outfile={script}"));
    shell::run_quietly(esbuild.arg(format!("--metafile={}", told.display())))?;
    let told_of: serde_json::Value = serde_json::from_slice(&fs::read(&told)?)?;
    fs::remove_file(told)?;
    let inputs = told_of["inputs"].as_object().context("esbuild does not tell what it read")?;
    for name in inputs.keys().filter(|name| *name != script) {
        fs::remove_file(folder.join(name)).with_context(|| format!("cannot remove {name}"))?;
    }
    Ok(())
}

fn installed(project: &Project) -> bool {
    shell::find("node").is_some() && project.path("node_modules/.bin/esbuild").exists()
}

/// Minifies scripts and style sheets below `folder` in their places; where npm did not install esbuild, they stay as they are.
pub(super) fn minify(project: &Project, folder: &Path, files: &[PathBuf], names: Names) -> Result<()> {
    if files.is_empty() || !installed(project) {
        return Ok(());
    }
    let mut esbuild = project.npm_program("esbuild");
    if names == Names::Short {
        // All of them are modules; esbuild would take one that imports and exports nothing for a script, whose names others may use.
        esbuild.args(["--minify-identifiers", "--format=esm"]);
    }
    esbuild.args(FLAGS).arg("--allow-overwrite").args(files);
    for place in ["--outdir", "--outbase"] {
        esbuild.arg(format!("{place}={}", folder.display()));
    }
    shell::run_quietly(&mut esbuild)
}
