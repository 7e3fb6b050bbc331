//! What the service worker keeps: the files that the page loads, each with its hash, under a version that is theirs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

use super::CONSOLE;
use super::sizes::is_of_page;
use crate::files;

/// The worker itself, which browsers keep.
pub(super) const WORKER: &str = "sw.js";

/// Writes the list and the version into `dist/sw.js`.
pub(super) fn write(dist: &Path) -> Result<()> {
    let mut kept = BTreeMap::new();
    gather(dist, &files::inside(dist)?, &["html", "js", "css", "wasm", "svg", "png", "webmanifest"], &mut kept)?;
    gather(dist, &files::below(&dist.join(CONSOLE))?, &["js", "wasm"], &mut kept)?;
    gather(dist, &files::below(&dist.join("models"))?, &["safetensors", "json"], &mut kept)?;
    let place = dist.join(WORKER);
    let worker = fs::read_to_string(&place).with_context(|| format!("cannot read {}", place.display()))?;
    fs::write(&place, filled(&worker, &kept)?).with_context(|| format!("cannot write {}", place.display()))
}

/// The files of these kinds among `paths`, by their path from `dist`, with their hashes as in `<script integrity>`.
fn gather(dist: &Path, paths: &[PathBuf], kinds: &[&str], kept: &mut BTreeMap<String, String>) -> Result<()> {
    for path in paths.iter().filter(|path| path.is_file() && files::is_of_kind(path, kinds)) {
        let name = path.strip_prefix(dist)?.to_str().context("a file's name is not UTF-8")?.replace('\\', "/");
        if is_of_page(&name) && name != WORKER {
            let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            kept.insert(name, format!("sha256-{}", BASE64.encode(Sha256::digest(bytes))));
        }
    }
    Ok(())
}

/// The worker with its two lines filled in. The version is the crate's with a fingerprint of what is kept, and of the worker itself.
fn filled(worker: &str, kept: &BTreeMap<String, String>) -> Result<String> {
    let files = serde_json::to_string(kept)?;
    let print = Sha256::digest(format!("{worker}{files}"));
    let print: String = print.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let version = format!("{}+{print}", env!("CARGO_PKG_VERSION"));
    let mut filled = worker.to_owned();
    for (old, new) in [
        ("const VERSION = \"none\";", format!("const VERSION = \"{version}\";")),
        ("const FILES = {};", format!("const FILES = {files};")),
    ] {
        if filled.matches(old).count() != 1 {
            bail!("www/sw.js does not contain `{old}` once");
        }
        filled = filled.replace(old, &new);
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_that_of_what_is_kept() {
        const TEXT: &str = "const VERSION = \"none\";\nconst FILES = {};\n";
        let kept = |hash: &str| BTreeMap::from([("main.js".to_owned(), hash.to_owned())]);
        let line = |hash| filled(TEXT, &kept(hash)).unwrap().lines().next().unwrap().to_owned();
        assert_eq!(line("a"), line("a"));
        assert_ne!(line("a"), line("b"));
        assert!(filled(TEXT, &kept("a")).unwrap().contains(r#"const FILES = {"main.js":"a"};"#));
        assert!(filled("const FILES = {};", &kept("a")).is_err());
    }
}
