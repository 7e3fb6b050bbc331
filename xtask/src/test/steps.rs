//! The steps of `cargo xtask test`.

use std::env;

use anyhow::{Result, bail};

use super::Outcome;
use crate::build::{PAGE_BUDGET, SCORER_BUDGET};
use crate::project::{Project, WASM};
use crate::serve::Server;
use crate::shell::{capture, run, succeeds};
use crate::{build, package, setup};

/// One named check.
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) needs_browser: bool,
    pub(super) check: fn(&Project) -> Result<Outcome>,
}

/// Cheap checks first, so that a slip shows early.
pub(super) const STEPS: [Step; 11] = [
    step("setup", "the programs and packages that the tests need", true, |project| passed(setup::for_tests(project))),
    step("fmt", "formatting", false, |project| passed(run(project.cargo().args(["fmt", "--all", "--check"])))),
    step("clippy", "lints of the native code, tests and benches included", false, clippy),
    step("clippy-wasm", "lints of the code that only the browser runs", false, clippy_wasm),
    step("tree", "nothing of the trainer in the page's dependencies", false, tree),
    step("deny", "licences and sources of the dependencies", false, deny),
    step("unit", "unit, integration and documentation tests", false, |project| {
        passed(run(project.cargo().args(["test", "--workspace"])))
    }),
    step("page", "the built page, as an npm package and as one file", false, page),
    step("budget", "bytes over the wire", false, budget),
    step("types", "the JavaScript API's TypeScript types", true, types),
    step("browser", "the page and the JavaScript API in Chromium, the main path in Firefox", true, browser),
];

/// Crates that serve training, files or threads, and have no place in a page.
const NATIVE_ONLY: [&str; 11] =
    ["bhtsne", "clap", "csv", "flate2", "indicatif", "maud", "pulp", "rayon", "smartcore", "tokio", "toml"];

/// What the three programs for browsers are compiled with.
const PROGRAMS: [&[&str]; 3] = [&["--features", "console"], &["--features", "hosts"], &[]];

const fn step(name: &'static str, about: &'static str, needs_browser: bool, check: fn(&Project) -> Result<Outcome>) -> Step {
    Step { name, about, needs_browser, check }
}

fn passed(result: Result<()>) -> Result<Outcome> {
    result.map(|()| Outcome::Passed)
}

fn clippy(project: &Project) -> Result<Outcome> {
    passed(run(project.cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])))
}

fn clippy_wasm(project: &Project) -> Result<Outcome> {
    for features in PROGRAMS {
        let mut cargo = project.cargo();
        cargo.args(["clippy", "--package", "confidant", "--lib", "--target", WASM, "--no-default-features"]).args(features);
        run(cargo.args(["--", "-D", "warnings"]))?;
    }
    Ok(Outcome::Passed)
}

fn tree(project: &Project) -> Result<Outcome> {
    for features in PROGRAMS {
        let mut cargo = project.cargo();
        cargo.args(["tree", "--package", "confidant", "--target", WASM, "--no-default-features"]).args(features);
        let tree = capture(cargo.args(["--edges", "normal", "--prefix", "none", "--format", "{p}"]))?;
        let intruder = tree.lines().filter_map(|line| line.split(' ').next()).find(|name| NATIVE_ONLY.contains(name));
        if let Some(name) = intruder {
            bail!(
                "the page depends on `{name}`; see how with `cargo tree --target {WASM} --no-default-features --invert {name}`"
            );
        }
    }
    Ok(Outcome::Passed)
}

/// Advisories are left to a scheduled run: they change from day to day, and a test should only fail for what a change did.
fn deny(project: &Project) -> Result<Outcome> {
    // Building it takes minutes that only a machine without a person in front of it has.
    let tools = project.target("tools");
    if !succeeds(project.cargo().args(["deny", "--version"])) && !tools.join("bin/cargo-deny").is_file() {
        if env::var_os("CI").is_none() {
            return Ok(Outcome::Skipped("no cargo-deny; `cargo install --locked cargo-deny` adds it"));
        }
        setup::install(project, &["cargo-deny"])?;
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(env::split_paths(&path).chain([tools.join("bin")]))?;
    passed(run(project.cargo().env("PATH", path).args(["deny", "--locked", "check", "bans", "licenses", "sources"])))
}

fn page(project: &Project) -> Result<Outcome> {
    for made in [project.demo_pack(), project.demo_customers()] {
        if !made.is_file() {
            bail!("there is no {}: `cargo xtask demo --no-serve` makes it", made.display());
        }
    }
    build::run(project)?;
    if !project.path("node_modules/.bin/esbuild").exists() {
        return Ok(Outcome::Skipped("the page was built; packaging it needs what `cargo xtask setup` installs with npm"));
    }
    passed(package::all(project))
}

fn budget(project: &Project) -> Result<Outcome> {
    let footprint = build::measure(&project.dist())?;
    for (what, bytes, budget) in [("the scorer", footprint.scorer(), SCORER_BUDGET), ("the page", footprint.page(), PAGE_BUDGET)]
    {
        println!("{what}: {bytes} of {budget} bytes gzipped");
        if bytes > budget {
            bail!("{what} takes {bytes} bytes gzipped, {} over its budget of {budget}", bytes - budget);
        }
    }
    Ok(Outcome::Passed)
}

fn types(project: &Project) -> Result<Outcome> {
    passed(run(project.npm_program("tsc").args(["--project", "tests/browser"])))
}

fn browser(project: &Project) -> Result<Outcome> {
    let address = Server::bind(project, 8931)?.spawn()?;
    let mut playwright = project.npm_program("playwright");
    playwright.args(["test", "--config", "tests/browser/playwright.config.ts"]);
    // Answers in the page are compared with those of the command that the unit tests have built.
    playwright.env("CONFIDANT_COMMAND", project.target(&format!("debug/confidant{}", env::consts::EXE_SUFFIX)));
    playwright.env("CONFIDANT_CONSOLE", project.target("xtask/page"));
    match setup::firefox(project) {
        Some((firefox, driver)) => playwright.env("FIREFOX", firefox).env("GECKODRIVER", driver),
        None => playwright.env_remove("GECKODRIVER"),
    };
    passed(run(playwright.env("CONFIDANT_URL", address).env("CHROMIUM", setup::chromium()?)))
}
