//! What a browser downloads, raw and gzipped.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::CONSOLE;
use crate::files;

/// Gzipped bytes of the scorer without a page: its wasm and its JavaScript.
pub(crate) const SCORER_BUDGET: usize = 120 * 1024;
/// Gzipped bytes of the whole page without packs.
pub(crate) const PAGE_BUDGET: usize = 450 * 1024;

/// The page in one file, beside the one that is served.
pub(crate) const SINGLE_FILE: &str = "confidant-demo.html";

/// Whether a file in `dist/`, by its path from there, is one that the console loads: not the example of a host, nor what hosts take.
pub(super) fn is_of_page(name: &str) -> bool {
    !["embed", "confidant", "snippets"].iter().any(|other| name.starts_with(other))
}

/// One file that a browser downloads.
#[derive(Debug)]
pub(crate) struct Entry {
    name: String,
    raw: usize,
    gzipped: usize,
}

/// The code of the page and of the scorer, file by file; packs are data and do not count.
#[derive(Debug, Default)]
pub(crate) struct Footprint {
    page: Vec<Entry>,
    scorer: Vec<Entry>,
}

impl Footprint {
    /// Bytes of the whole page over the wire, gzipped.
    pub(crate) fn page(&self) -> usize {
        self.page.iter().map(|entry| entry.gzipped).sum()
    }

    /// Bytes of the scorer without a page over the wire, gzipped.
    pub(crate) fn scorer(&self) -> usize {
        self.scorer.iter().map(|entry| entry.gzipped).sum()
    }
}

/// Weighs the built page in `dist`.
pub(crate) fn measure(dist: &Path) -> Result<Footprint> {
    let mut page = weigh(dist, dist)?;
    page.extend(weigh(dist, &dist.join(CONSOLE))?);
    Ok(Footprint { page, scorer: weigh(dist, &dist.join("scorer"))? })
}

/// The files in `folder` and below it in `snippets`, what its JavaScript imports, as far as they are of these kinds and of the page.
fn code(dist: &Path, folder: &Path, kinds: &[&str]) -> Result<Vec<PathBuf>> {
    let mut paths = files::inside(folder).context("run `cargo xtask build`")?;
    paths.extend(files::below(&folder.join("snippets"))?);
    paths.sort();
    let own = |path: &PathBuf| path.strip_prefix(dist).ok().and_then(Path::to_str).is_some_and(is_of_page);
    paths.retain(|path| own(path) && files::is_of_kind(path, kinds));
    Ok(paths)
}

/// The code of `folder`, named relative to `dist`.
fn weigh(dist: &Path, folder: &Path) -> Result<Vec<Entry>> {
    code(dist, folder, &["wasm", "js", "css", "html"])?.iter().map(|path| entry(dist, path)).collect()
}

/// The scripts of the page, by their path from `dist`.
pub(super) fn scripts(dist: &Path) -> Result<Vec<String>> {
    let mut paths = code(dist, dist, &["js"])?;
    paths.extend(code(dist, &dist.join(CONSOLE), &["js"])?);
    paths.iter().map(|path| Ok(path.strip_prefix(dist)?.display().to_string())).collect()
}

fn entry(dist: &Path, path: &Path) -> Result<Entry> {
    let bytes = fs::read(path)?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes)?;
    let name = path.strip_prefix(dist)?.display().to_string();
    Ok(Entry { name, raw: bytes.len(), gzipped: encoder.finish()?.len() })
}

/// Prints the table.
pub(super) fn print(footprint: &Footprint) {
    println!("\n{:<32} {:>10} {:>10}", "file", "bytes", "gzipped");
    for (title, entries) in [("the page", &footprint.page), ("the scorer alone", &footprint.scorer)] {
        for Entry { name, raw, gzipped } in entries {
            println!("{name:<32} {raw:>10} {gzipped:>10}");
        }
        let (raw, gzipped) = entries.iter().fold((0, 0), |(raw, gzipped), e| (raw + e.raw, gzipped + e.gzipped));
        println!("{title:<32} {raw:>10} {gzipped:>10}\n");
    }
}
