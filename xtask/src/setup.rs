//! `cargo xtask setup`: everything that is not Rust source and not in the repository. The demo needs only the wasm target,
//! and takes wasm-opt along where npm exists; the tests need Node.js, the npm packages and a Chromium as well.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::project::{Project, WASM};
use crate::shell;

/// Check what building and testing needs, and install what is missing.
///
/// Debian packages are installed through apt-get as root or with a sudo that asks no password; otherwise the command to run
/// is printed. Browsers are never downloaded: the tests drive Debian's Chromium and Firefox (or those that $CHROMIUM and $FIREFOX name).
#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Only what `cargo xtask demo` needs.
    #[arg(long)]
    demo: bool,
}

/// A program that comes from a Debian package.
struct Tool {
    program: &'static str,
    packages: &'static [&'static str],
    why: &'static str,
}

const NODE: Tool = Tool { program: "node", packages: &["nodejs"], why: "runs the browser tests and wasm-opt" };
const NPM: Tool = Tool { program: "npm", packages: &["npm"], why: "installs Playwright, TypeScript and wasm-opt" };
const CHROMIUM: Tool =
    Tool { program: "chromium", packages: &["chromium", "fonts-liberation"], why: "is the browser that the tests drive" };

const FIREFOX: Tool = Tool { program: "firefox-esr", packages: &["firefox-esr"], why: "is the second browser of the tests" };

/// The program by which tests drive Firefox, from crates.io: Debian has none, and npm's downloads it from elsewhere.
const GECKODRIVER: &str = "geckodriver";
const GECKODRIVER_VERSION: &str = "0.37.1";

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    if arguments.demo { for_demo(project) } else { for_tests(project) }
}

/// What `demo` needs. Without npm the page is still built, only larger.
pub(crate) fn for_demo(project: &Project) -> Result<()> {
    wasm_target(project)?;
    match (present(&NODE), present(&NPM)) {
        (Some(_), Some(_)) => npm_packages(project),
        _ => {
            println!("setup: no Node.js with npm here, so the page is built without wasm-opt: larger, otherwise the same");
            Ok(())
        }
    }
}

/// What `test` needs.
pub(crate) fn for_tests(project: &Project) -> Result<()> {
    wasm_target(project)?;
    std_source(project)?;
    debian_packages(project, &[NODE, NPM, CHROMIUM])?;
    npm_packages(project)?;
    // One browser is needed, the other is wanted: a machine that cannot have it still tests all but a few minutes' worth.
    if let Err(error) = for_firefox(project) {
        println!("setup: no Firefox for the tests, which leave it out: {error:#}");
    }
    Ok(())
}

/// Firefox and what drives it.
fn for_firefox(project: &Project) -> Result<()> {
    debian_packages(project, &[FIREFOX])?;
    if firefox(project).is_some() {
        return Ok(());
    }
    install(project, &[GECKODRIVER, "--version", GECKODRIVER_VERSION])
}

/// Compiles a program from crates.io into target/tools; as quickly as can be, because it runs a few times.
pub(crate) fn install(project: &Project, program: &[&str]) -> Result<()> {
    let mut cargo = project.cargo();
    cargo.args(["install", "--locked", "--quiet", "--debug"]).args(program).env("CARGO_PROFILE_DEV_DEBUG", "0");
    cargo.arg("--root").arg(project.target("tools")).arg("--target-dir").arg(project.target("tools/build"));
    shell::run(&mut cargo)
}

/// Firefox and its driver, where both are there.
pub(crate) fn firefox(project: &Project) -> Option<(PathBuf, PathBuf)> {
    let installed = project.target("tools/bin").join(format!("{GECKODRIVER}{}", env::consts::EXE_SUFFIX));
    let driver = shell::find(GECKODRIVER).or_else(|| Some(installed).filter(|path| path.is_file()))?;
    Some((present(&FIREFOX)?, driver))
}

/// The Chromium that browser tests, screenshots and benchmarks drive.
pub(crate) fn chromium() -> Result<PathBuf> {
    present(&CHROMIUM).context("no Chromium: run `cargo xtask setup`, or name one in the environment variable CHROMIUM")
}

fn present(tool: &Tool) -> Option<PathBuf> {
    for (other, variable) in [(&CHROMIUM, "CHROMIUM"), (&FIREFOX, "FIREFOX")] {
        if tool.program == other.program
            && let Some(named) = env::var_os(variable)
        {
            return Some(PathBuf::from(named)).filter(|path| path.is_file());
        }
    }
    shell::find(tool.program)
}

/// rust-toolchain.toml makes rustup fetch the target on the first call of cargo; this is for toolchains that came otherwise.
fn wasm_target(project: &Project) -> Result<()> {
    let folder = shell::capture(project.command("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    rustup(project, &["target", "add", WASM], &format!("the target {WASM}"))
}

/// The sources of the standard library, which both builds of the page rebuild for size; as with the target, a toolchain that was linked
/// under the pinned name comes without what rust-toolchain.toml asks for.
pub(crate) fn std_source(project: &Project) -> Result<()> {
    let sysroot = shell::capture(project.command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.lock").is_file() {
        return Ok(());
    }
    rustup(project, &["component", "add", "rust-src"], "the component rust-src")
}

fn rustup(project: &Project, arguments: &[&str], what: &str) -> Result<()> {
    if shell::find("rustup").is_none() {
        bail!("this Rust has not {what}: install Rust with rustup, which reads rust-toolchain.toml");
    }
    shell::run(project.command("rustup").args(arguments))
}

fn debian_packages(project: &Project, tools: &[Tool]) -> Result<()> {
    let missing: Vec<&Tool> = tools.iter().filter(|tool| present(tool).is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    for tool in &missing {
        println!("setup: {} is missing; it {}", tool.program, tool.why);
    }
    let packages: Vec<&str> = missing.iter().flat_map(|tool| tool.packages).copied().collect();
    let advice =
        format!("install these Debian packages (or the same programs otherwise): apt-get install {}", packages.join(" "));
    if shell::find("apt-get").is_none() {
        bail!("no apt-get here; {advice}");
    }
    let root = shell::capture(project.command("id").arg("-u"))?.trim() == "0";
    if !root && !shell::succeeds(project.command("sudo").args(["-n", "true"])) {
        bail!("neither root nor a sudo without a password; {advice}");
    }
    let apt = |arguments: &[&str]| {
        let prefix: &[&str] = if root { &["env"] } else { &["sudo", "-n", "env"] };
        let mut command = project.command(prefix[0]);
        command.args(&prefix[1..]).args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
        shell::run(&mut command)
    };
    // A stale list of packages is the usual reason for a failed install, a failed update the usual sign of a private mirror.
    apt(&["update"]).with_context(|| advice.clone())?;
    apt(&[&["install", "-y", "--no-install-recommends"], packages.as_slice()].concat()).with_context(|| advice.clone())
}

/// `npm ci`, unless it ran since package-lock.json last changed.
fn npm_packages(project: &Project) -> Result<()> {
    let modified = |path: &str| fs::metadata(project.path(path)).and_then(|m| m.modified());
    if let (Ok(installed), Ok(locked)) = (modified("node_modules/.package-lock.json"), modified("package-lock.json"))
        && installed >= locked
    {
        return Ok(());
    }
    // Playwright's own browsers come from elsewhere than the package registries.
    let mut npm = project.command("npm");
    shell::run(npm.args(["ci", "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))
}
