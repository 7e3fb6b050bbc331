//! `cargo xtask build`: from Rust source to the folder that is served.
//!
//! Three wasm files come out of one crate: the console's in `console/`, the JavaScript API with the element's panel for hosts, and, in
//! `scorer/`, the scoring part of that API for hosts that bring their own page. Each goes through cargo, wasm-bindgen and wasm-opt. Cargo
//! knows by itself what is fresh; the later stages are cached under `target/` by the fingerprint of what cargo made.

mod arrange;
mod assemble;
mod bindgen;
mod minify;
mod offline;
mod optimise;
mod shorten;
mod sizes;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, anyhow};

pub(crate) use self::assemble::{FETCHED, PROGRAM};
pub(crate) use self::sizes::{PAGE_BUDGET, SCORER_BUDGET, SINGLE_FILE, measure};
use crate::files;
use crate::project::{Project, WASM};
use crate::setup;
use crate::shell;

/// One of the three wasm files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flavour {
    /// What the page runs, without the API for hosts.
    Page,
    /// The whole API for hosts, and the element's panel.
    Hosts,
    /// The API without offers, questions and panel.
    Scorer,
}

impl Flavour {
    fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Hosts => "hosts",
            Self::Scorer => "scorer",
        }
    }

    /// What its JavaScript is called; its wasm is called after that.
    fn output(self) -> &'static str {
        match self {
            Self::Page => CONSOLE,
            Self::Hosts | Self::Scorer => "confidant",
        }
    }

    /// The profile of Cargo.toml.
    fn profile(self) -> &'static str {
        match self {
            Self::Page | Self::Hosts => "page",
            Self::Scorer => "web",
        }
    }

    fn features(self) -> &'static [&'static str] {
        match self {
            Self::Page => &["--features", "console"],
            Self::Hosts => &["--features", "hosts"],
            Self::Scorer => &[],
        }
    }
}

/// The console's JavaScript, and the folder of it.
const CONSOLE: &str = "console";

/// Builds all that the demo serves: the page, and the element with its API.
pub(crate) fn page(project: &Project) -> Result<()> {
    setup::std_source(project)?;
    let optimiser = find_optimiser(project);
    let (console, hosts) = console_and_hosts(project, optimiser.as_ref())?;
    assemble::assemble(project, &console, &hosts, None)
}

/// The page's program, and while that is made smaller on one core, what hosts take on the other.
fn console_and_hosts(project: &Project, optimiser: Option<&optimise::Optimiser>) -> Result<(PathBuf, PathBuf)> {
    let wasm = compile(project, Flavour::Page, shell::run)?;
    let (console, hosts) = thread::scope(|scope| {
        let console = scope.spawn(|| finish(project, Flavour::Page, &wasm, optimiser, shell::run_quietly));
        let hosts = compile(project, Flavour::Hosts, shell::run);
        (console.join(), hosts)
    });
    let console = console.map_err(|_| anyhow!("the build of the page panicked"))??;
    Ok((console, finish(project, Flavour::Hosts, &hosts?, optimiser, shell::run)?))
}

fn find_optimiser(project: &Project) -> Option<optimise::Optimiser> {
    let optimiser = optimise::Optimiser::find(project);
    if optimiser.is_none() {
        println!("build: no wasm-opt (cargo xtask setup installs it with npm); the wasm stays as rustc left it");
    }
    optimiser
}

/// Builds the page and what hosts take, and prints the sizes of the page and the scorer.
pub(crate) fn run(project: &Project) -> Result<()> {
    setup::std_source(project)?;
    let optimiser = find_optimiser(project);
    // Linking the page keeps one core busy for long; meanwhile the other makes the scorer, which speaks up only if it fails.
    let (both, scorer) = thread::scope(|scope| {
        let scorer = scope.spawn(|| {
            let wasm = compile(project, Flavour::Scorer, shell::run_quietly)?;
            finish(project, Flavour::Scorer, &wasm, optimiser.as_ref(), shell::run_quietly)
        });
        (console_and_hosts(project, optimiser.as_ref()), scorer.join())
    });
    let scorer = scorer.map_err(|_| anyhow!("the build of the scorer panicked"))?;
    let (console, hosts) = both?;
    assemble::assemble(project, &console, &hosts, Some(&scorer?))?;
    sizes::print(&measure(&project.dist())?);
    Ok(())
}

/// How a stage calls its program: on this terminal, or silently.
type Run = fn(&mut Command) -> Result<()>;

/// The folder with a flavour's JavaScript, types and wasm, made of what was compiled.
fn finish(
    project: &Project,
    flavour: Flavour,
    wasm: &Path,
    optimiser: Option<&optimise::Optimiser>,
    run: Run,
) -> Result<PathBuf> {
    let bytes = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let optimiser_key = optimiser.map_or("none", |optimiser| optimiser.key());
    let cache = project.target("xtask").join(flavour.name());
    let keys = [bindgen::VERSION.as_bytes(), optimiser_key.as_bytes(), arrange::KEY.as_bytes()];
    let place = cache.join(files::fingerprint(&[&bytes, &keys.concat()]));
    if place.is_dir() {
        return Ok(place);
    }
    // An older result is never asked for again: a changed source changes the fingerprint.
    files::fresh_folder(&cache)?;
    let fresh = cache.join("unfinished");
    files::fresh_folder(&fresh)?;
    bindgen::generate(wasm, &fresh, flavour.output())?;
    let module = fresh.join(format!("{}_bg.wasm", flavour.output()));
    shorten::shorten(&module, &fresh.join(format!("{}.js", flavour.output())))?;
    if let Some(optimiser) = optimiser {
        run(&mut optimiser.shrink(project, &module))?;
        arrange::arrange(&module)?;
        run(&mut optimiser.shrink(project, &module))?;
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
    // Nothing that people read is written by `Debug`, nor the tables that it brings for the letters of all languages.
    let small = ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];
    flags.extend(small.map(str::to_owned));
    Ok(flags)
}

/// Compiles one flavour. `--lib` and no default features, or cargo would make a second wasm file of the command line.
///
/// Each flavour has a target folder of its own: cargo names a cdylib without regard to its features, so that in one folder
/// they would overwrite each other and be compiled anew every time. The libraries under the console and under what hosts take are the
/// same, and are copied from one to the other instead of compiled again.
fn compile(project: &Project, flavour: Flavour, run: Run) -> Result<PathBuf> {
    let target = project.target(flavour.name());
    let compiled = project.target(Flavour::Page.name());
    if flavour == Flavour::Hosts && !target.exists() && compiled.exists() {
        files::copy_with_times(&compiled, &target)?;
    }
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
