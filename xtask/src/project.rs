//! Where things are: the project's folders and the programs that work on them.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The target that the page is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The folders of a checkout.
#[derive(Debug)]
pub(crate) struct Project {
    root: PathBuf,
    target: PathBuf,
}

impl Project {
    /// Finds the checkout that this program was compiled from, and cargo's target folder for it.
    pub(crate) fn locate() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest.parent().context("xtask does not lie inside the project")?.to_owned();
        let mut project = Self { root, target: PathBuf::new() };
        // Only cargo knows its target folder: an environment variable and several configuration files can move it.
        let output = project.cargo().args(["metadata", "--format-version=1", "--no-deps", "--offline"]).output()?;
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
            .with_context(|| format!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr)))?;
        let target = metadata["target_directory"].as_str().context("cargo metadata names no target_directory")?;
        project.target = PathBuf::from(target);
        Ok(project)
    }

    /// A path below the project's root.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// A path below cargo's target folder.
    pub(crate) fn target(&self, below: &str) -> PathBuf {
        self.target.join(below)
    }

    /// The folder that is served: the built page.
    pub(crate) fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// The pack that the demo trains and the page loads.
    pub(crate) fn demo_pack(&self) -> PathBuf {
        self.pack_of("insurer")
    }

    /// The customers that the demo page offers to pick from.
    pub(crate) fn demo_customers(&self) -> PathBuf {
        self.customers_of("insurer")
    }

    /// The pack of a made-up company.
    pub(crate) fn pack_of(&self, kind: &str) -> PathBuf {
        self.path(&format!("models/{kind}.safetensors"))
    }

    /// Customers to play with, beside a made-up company's pack.
    pub(crate) fn customers_of(&self, kind: &str) -> PathBuf {
        self.path(&format!("models/{kind}.customers.json"))
    }

    /// A call of `program` from the project's root.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// A call of the cargo that runs this program.
    pub(crate) fn cargo(&self) -> Command {
        self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// A call of a program that npm installed for the project.
    pub(crate) fn npm_program(&self, name: &str) -> Command {
        self.command(self.path("node_modules/.bin").join(name))
    }
}
