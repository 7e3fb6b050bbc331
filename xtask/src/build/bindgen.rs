//! wasm-bindgen as a library: the JavaScript and TypeScript around a wasm file, without a program to install.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

/// The version in Cargo.toml, part of the name under which results are cached.
pub(super) const VERSION: &str = "0.2.128 with names, imports short, for older libraries";

/// Writes `<name>.js`, `<name>.d.ts` and `<name>_bg.wasm` to `folder`, as an ES module for browsers.
pub(super) fn generate(wasm: &Path, folder: &Path, name: &str) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name(name).typescript(true).remove_name_section(false).remove_producers_section(true);
    // `init()` without an argument finds the wasm file beside the JavaScript.
    bindgen.omit_default_module_path(false);
    bindgen.web(true)?.generate(folder).with_context(|| format!("wasm-bindgen failed on {}", wasm.display()))?;
    // The types of the raw exports are wasm-bindgen's own affair; those of the module do not refer to them.
    let raw = folder.join(format!("{name}_bg.wasm.d.ts"));
    fs::remove_file(&raw).with_context(|| format!("cannot remove {}", raw.display()))?;
    let types = folder.join(format!("{name}.d.ts"));
    Ok(fs::write(&types, for_older_libraries(&fs::read_to_string(&types)?))?)
}

/// The types with a note at each `Symbol.dispose`, which TypeScript's library has only from `esnext.disposable` on: with it, `using` works;
/// without it, the types compile all the same.
fn for_older_libraries(types: &str) -> String {
    let note = |line: &str| match line.find("[Symbol.dispose]") {
        Some(indent) => format!("{}// @ts-ignore where the library has no Symbol.dispose\n{line}\n", " ".repeat(indent)),
        None => format!("{line}\n"),
    };
    types.lines().map(note).collect()
}

#[cfg(test)]
mod tests {
    use super::for_older_libraries;

    #[test]
    fn types_do_not_need_the_newest_library() {
        let types = "class A {\n    free(): void;\n    [Symbol.dispose](): void;\n}\n";
        let noted = for_older_libraries(types);
        assert_eq!(noted.lines().nth(2), Some("    // @ts-ignore where the library has no Symbol.dispose"));
        assert_eq!(noted.lines().filter(|line| !line.contains("//")).collect::<Vec<_>>(), types.lines().collect::<Vec<_>>());
    }
}
