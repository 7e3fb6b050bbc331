//! wasm-bindgen as a library: the JavaScript and TypeScript around a wasm file, without a program to install.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

/// The version in Cargo.toml, part of the name under which results are cached.
pub(super) const VERSION: &str = "0.2.128";

/// Writes `confidant.js`, `confidant.d.ts` and `confidant_bg.wasm` to `folder`, as an ES module for browsers.
pub(super) fn generate(wasm: &Path, folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name("confidant").typescript(true).remove_name_section(true).remove_producers_section(true);
    // `init()` without an argument finds the wasm file beside the JavaScript.
    bindgen.omit_default_module_path(false);
    bindgen.web(true)?.generate(folder).with_context(|| format!("wasm-bindgen failed on {}", wasm.display()))?;
    // The types of the raw exports are wasm-bindgen's own affair; confidant.d.ts does not refer to them.
    let raw = folder.join("confidant_bg.wasm.d.ts");
    fs::remove_file(&raw).with_context(|| format!("cannot remove {}", raw.display()))
}
