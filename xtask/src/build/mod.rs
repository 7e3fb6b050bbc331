//! `cargo xtask build`: from Rust source to the folder that is served.
//!
//! Two wasm files come out of one crate: the page (console and JavaScript API) and, in `scorer/`, the API alone for hosts
//! that bring their own page. Each goes through cargo, wasm-bindgen and wasm-opt, both at once. Cargo knows by itself what is fresh; the
//! later stages are cached under `target/` by the fingerprint of what cargo made.

mod assemble;
mod bindgen;
mod minify;
mod offline;
mod optimise;
mod sizes;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, anyhow};

pub(crate) use self::assemble::FETCHED;
pub(crate) use self::sizes::{PAGE_BUDGET, SCORER_BUDGET, SINGLE_FILE, measure};
use crate::files;
use crate::project::{Project, WASM};
use crate::setup;
use crate::shell;

/// One of the two wasm files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flavour {
    Page,
    Scorer,
}

impl Flavour {
    fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Scorer => "scorer",
        }
    }

    /// The profile of Cargo.toml.
    fn profile(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Scorer => "web",
        }
    }

    fn features(self) -> &'static [&'static str] {
        match self {
            Self::Page => &["--features", "console"],
            Self::Scorer => &[],
        }
    }
}

/// Builds the page alone, which is all that the demo serves.
pub(crate) fn page(project: &Project) -> Result<()> {
    setup::std_source(project)?;
    let page = module(project, Flavour::Page, find_optimiser(project).as_ref(), shell::run)?;
    assemble::assemble(project, &page, None)
}

fn find_optimiser(project: &Project) -> Option<optimise::Optimiser> {
    let optimiser = optimise::Optimiser::find(project);
    if optimiser.is_none() {
        println!("build: no wasm-opt (cargo xtask setup installs it with npm); the wasm stays as rustc left it");
    }
    optimiser
}

/// Builds the page and the scorer, and prints their sizes.
pub(crate) fn run(project: &Project) -> Result<()> {
    setup::std_source(project)?;
    let optimiser = find_optimiser(project);
    // Linking the page keeps one core busy for long; meanwhile the other makes the scorer, which speaks up only if it fails.
    let (page, scorer) = thread::scope(|scope| {
        let scorer = scope.spawn(|| module(project, Flavour::Scorer, optimiser.as_ref(), shell::run_quietly));
        (module(project, Flavour::Page, optimiser.as_ref(), shell::run), scorer.join())
    });
    let scorer = scorer.map_err(|_| anyhow!("the build of the scorer panicked"))?;
    assemble::assemble(project, &page?, Some(&scorer?))?;
    sizes::print(&measure(&project.dist())?);
    Ok(())
}

/// How a stage calls its program: on this terminal, or silently.
type Run = fn(&mut Command) -> Result<()>;

/// The folder with a flavour's JavaScript, types and wasm.
fn module(project: &Project, flavour: Flavour, optimiser: Option<&optimise::Optimiser>, run: Run) -> Result<PathBuf> {
    let wasm = compile(project, flavour, run)?;
    let bytes = fs::read(&wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let optimiser_key = optimiser.map_or("none", |optimiser| optimiser.key());
    let cache = project.target("xtask").join(flavour.name());
    let place = cache.join(files::fingerprint(&[&bytes, bindgen::VERSION.as_bytes(), optimiser_key.as_bytes()]));
    if place.is_dir() {
        return Ok(place);
    }
    // An older result is never asked for again: a changed source changes the fingerprint.
    files::fresh_folder(&cache)?;
    let fresh = cache.join("unfinished");
    files::fresh_folder(&fresh)?;
    bindgen::generate(&wasm, &fresh)?;
    if let Some(optimiser) = optimiser {
        run(&mut optimiser.shrink(project, &fresh.join("confidant_bg.wasm")))?;
    }
    files::replace_folder(&fresh, &place)?;
    Ok(place)
}

/// What rustc is told: the instructions that every browser of today has, and to forget where on this machine the sources lie.
fn rust_flags() -> Result<Vec<String>> {
    let mut flags = vec!["-C".to_owned(), "target-feature=+simd128,+bulk-memory,+sign-ext,+nontrapping-fptoint".to_owned()];
    for home in ["CARGO_HOME", "RUSTUP_HOME", "HOME"] {
        if let Some(path) = std::env::var_os(home) {
            flags.push(format!("--remap-path-prefix={}=/", path.to_str().context("a home folder is not UTF-8")?));
        }
    }
    flags.extend(["-Zunstable-options".to_owned(), "-Cpanic=immediate-abort".to_owned(), "-Zlocation-detail=none".to_owned()]);
    Ok(flags)
}

/// Compiles one flavour. `--lib` and no default features, or cargo would make a second wasm file of the command line.
///
/// Each flavour has a target folder of its own: cargo names a cdylib without regard to its features, so that in one folder
/// the two would overwrite each other and be compiled anew every time.
fn compile(project: &Project, flavour: Flavour, run: Run) -> Result<PathBuf> {
    let target = project.target(flavour.name());
    let mut cargo = project.cargo();
    cargo.env("CARGO_ENCODED_RUSTFLAGS", rust_flags()?.join("\u{1f}"));
    // A small standard library: sorts and number formatting written for size, and panics that stop without a message or a place. The
    // flags are unstable, so they hold for the compiler that rust-toolchain.toml pins and are named nowhere else.
    cargo.env("RUSTC_BOOTSTRAP", "1");
    cargo.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
    cargo.args(["build", "--lib", "--package", "confidant", "--no-default-features"]).args(flavour.features());
    run(cargo.args(["--target", WASM, "--profile", flavour.profile(), "--target-dir"]).arg(&target))?;
    Ok(target.join(WASM).join(flavour.profile()).join("confidant.wasm"))
}
