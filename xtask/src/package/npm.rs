//! `dist/npm/`: an ES module with types, the custom element, and the scorer for hosts that bring their own interface. Packs are data of
//! whoever trains them and do not belong in it.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::build::{self, SCORER_BUDGET};
use crate::files;
use crate::project::Project;
use crate::shell;

/// Everything in the package, beside what npm adds; each has a right to be there.
const FILES: [&str; 9] = [
    "confidant.js",
    "confidant.d.ts",
    "confidant_bg.wasm",
    "confidant-advisor.js",
    "confidant-advisor.d.ts",
    "confidant-advisor-styles.js",
    "confidant-frame.js",
    "confidant-frame.d.ts",
    "confidant-frame-protocol.js",
];
const FOLDERS: [&str; 2] = ["snippets", "scorer"];

/// Puts the package together from the built page.
pub(super) fn assemble(project: &Project) -> Result<()> {
    let dist = project.dist();
    let bytes = build::measure(&dist)?.scorer();
    if bytes > SCORER_BUDGET {
        bail!("confidant/scorer takes {bytes} bytes gzipped, {} over its budget of {SCORER_BUDGET}", bytes - SCORER_BUDGET);
    }
    let fresh = project.path("dist.npm");
    files::fresh_folder(&fresh)?;
    for name in FILES {
        files::copy(&dist.join(name), &fresh.join(name))?;
    }
    for name in FOLDERS {
        files::copy_folder(&dist.join(name), &fresh.join(name))?;
    }
    files::copy(&project.path("docs/npm.md"), &fresh.join("README.md"))?;
    fs::write(fresh.join("package.json"), manifest(project)?).context("cannot write package.json")?;
    files::replace_folder(&fresh, &dist.join("npm"))?;
    println!("dist/npm: confidant, confidant/element, and confidant/scorer with {bytes} bytes gzipped");
    Ok(())
}

/// `package.json`, with what Cargo.toml says of version, description, licence and whether it may be published.
fn manifest(project: &Project) -> Result<String> {
    let metadata = shell::capture(project.cargo().args(["metadata", "--format-version=1", "--no-deps", "--offline"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let own = packages.iter().find(|package| package["name"] == "confidant").context("cargo metadata knows no confidant")?;
    let text = |value: &serde_json::Value, otherwise: &str| value.as_str().unwrap_or(otherwise).to_owned();
    // An empty list of registries is how cargo says that nothing may be published.
    let private = own["publish"].as_array().is_some_and(Vec::is_empty);
    let files: Vec<&str> = FILES.into_iter().chain(FOLDERS).collect();
    // Written out and not serialised: of the conditions of an export, the first that fits counts, so that their order matters.
    let manifest = format!(
        r#"{{
  "name": "confidant",
  "version": {version},
  "description": {description},
  "license": {license},
  "private": {private},
  "type": "module",
  "exports": {{
    ".": {{ "types": "./confidant.d.ts", "default": "./confidant.js" }},
    "./scorer": {{ "types": "./scorer/confidant.d.ts", "default": "./scorer/confidant.js" }},
    "./element": {{ "types": "./confidant-advisor.d.ts", "default": "./confidant-advisor.js" }},
    "./frame": {{ "types": "./confidant-frame.d.ts", "default": "./confidant-frame.js" }},
    "./confidant.wasm": "./confidant_bg.wasm",
    "./scorer.wasm": "./scorer/confidant_bg.wasm",
    "./package.json": "./package.json"
  }},
  "types": "./confidant.d.ts",
  "sideEffects": ["./confidant-advisor.js"],
  "files": {files},
  "engines": {{ "node": ">=18" }}
}}
"#,
        version = serde_json::to_string(&text(&own["version"], "0.0.0"))?,
        description = serde_json::to_string(&text(&own["description"], ""))?,
        license = serde_json::to_string(&text(&own["license"], "UNLICENSED"))?,
        files = serde_json::to_string(&files)?,
    );
    serde_json::from_str::<serde_json::Value>(&manifest).context("package.json is not JSON")?;
    Ok(manifest)
}
