//! Short names for what a program imports of its JavaScript. wasm-bindgen's tell of the function and have a hash in them, which no
//! compression shortens, and each of them stands in the wasm and in the JavaScript.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use walrus::ModuleConfig;

/// How wasm-bindgen's own names begin; functions of modules of ours keep their names.
const OWN: &str = "__wb";

/// Renames the imports of a wasm file and the entries of the object that its JavaScript provides them in.
pub(super) fn shorten(wasm: &Path, script: &Path) -> Result<()> {
    // wasm-opt sorts functions by their names.
    let mut config = ModuleConfig::new();
    let config = config.generate_name_section(true).generate_producers_section(false);
    let mut module = config.parse_file(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let mut text = fs::read_to_string(script).with_context(|| format!("cannot read {}", script.display()))?;
    for (position, import) in module.imports.iter_mut().filter(|import| import.name.starts_with(OWN)).enumerate() {
        let short = short(position);
        text = renamed(&text, &import.name, &short)?;
        import.name = short;
    }
    module.emit_wasm_file(wasm).with_context(|| format!("cannot write {}", wasm.display()))?;
    fs::write(script, text).with_context(|| format!("cannot write {}", script.display()))
}

/// `a` to `z`, `aa` and so on.
fn short(position: usize) -> String {
    let last = char::from(b'a' + (position % 26) as u8);
    if position < 26 { last.to_string() } else { format!("{}{last}", short(position / 26 - 1)) }
}

/// The script with another name for an entry of an object, which must be there once.
fn renamed(script: &str, name: &str, short: &str) -> Result<String> {
    let entry = format!(" {name}: ");
    match script.split_once(&entry) {
        Some((before, after)) if !after.contains(&entry) => Ok(format!("{before} {short}: {after}")),
        _ => bail!("the JavaScript of wasm-bindgen does not provide {name} once"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn short_names_differ() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(short), ["a", "z", "aa", "az", "ba", "zz", "aaa"]);
        assert_eq!((0..2000).map(short).collect::<BTreeSet<_>>().len(), 2000);
    }

    #[test]
    fn an_entry_is_renamed_where_it_stands_once() {
        let script = "return {\n  __wbg_a_1: function() {},\n  __wbg_a_12: () => __wbg_a_1 };\n";
        assert_eq!(renamed(script, "__wbg_a_1", "a").unwrap(), script.replace(" __wbg_a_1: ", " a: "));
        assert!(renamed(script, "__wbg_b", "b").is_err());
        assert!(renamed(&script.repeat(2), "__wbg_a_1", "a").is_err());
    }
}
