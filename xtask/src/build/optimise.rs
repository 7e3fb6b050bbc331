//! wasm-opt, from the npm package binaryen: a smaller file and faster loops, with the same results to the bit.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::project::Project;
use crate::shell;

/// Optimise for size once gzipped, and only with what rustc is let use. What was worth inlining LLVM has inlined; binaryen inlines small
/// functions with one caller only. That takes a quarter of all functions away and more, which browsers compile one by one as they are
/// first called, for a sixtieth of the size; all functions with one caller would make the file larger by an eighth. `-Oz` makes it smaller by
/// a tenth, but larger once gzipped by a fortieth: what it takes out, such as expressions computed twice, repeats itself and costs nothing
/// there.
const FLAGS: &[&str] = &[
    "-O2",
    "--shrink-level=1",
    "--one-caller-inline-max-function-size=50",
    "--always-inline-max-function-size=4",
    "--flexible-inline-max-function-size=0",
    // Names are places in an order that compresses well.
    "--reorder-functions-by-name",
    "--strip-producers",
    "--strip-target-features",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// The wasm-opt that npm installed.
#[derive(Debug)]
pub(super) struct Optimiser {
    key: String,
}

impl Optimiser {
    /// Finds wasm-opt among the npm packages; there is none where npm is missing.
    pub(super) fn find(project: &Project) -> Option<Self> {
        shell::find("node")?;
        let manifest = fs::read(project.path("node_modules/binaryen/package.json")).ok()?;
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).ok()?;
        Some(Self { key: format!("binaryen-{}{}", manifest["version"].as_str()?, FLAGS.concat()) })
    }

    /// The version of binaryen and how it is called: results of another optimiser are not to be taken for this one's.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// The call that replaces the file by its optimised form.
    pub(super) fn shrink(&self, project: &Project, wasm: &Path) -> Command {
        let mut command = project.npm_program("wasm-opt");
        command.args(FLAGS).arg(wasm).arg("-o").arg(wasm);
        command
    }
}
