//! The rules of the house, kept by a machine: who imports whom, what stays at the edge, how files look.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

/// A source file: its path from the project's folder, and its text.
struct Source {
    path: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn walk(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = path.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        entries
            .iter()
            .filter(|path| !["node_modules", "target", "dist", ".git"].iter().any(|name| path.ends_with(name)))
            .for_each(|e| walk(e, found));
    } else if path.exists() {
        found.push(path.to_owned());
    }
}

/// The text files under these folders and files, those of them that are there.
fn sources(places: &[&str], extensions: &[&str]) -> Vec<Source> {
    let mut paths = Vec::new();
    places.iter().for_each(|place| walk(&root().join(place), &mut paths));
    let wanted = |path: &PathBuf| path.extension().is_some_and(|e| extensions.iter().any(|x| e == *x)) || extensions.is_empty();
    let source = |path: PathBuf| {
        let text = String::from_utf8(std::fs::read(&path).unwrap()).ok()?;
        Some(Source { path: path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned(), text })
    };
    paths.into_iter().filter(wanted).filter_map(source).collect()
}

/// The modules that a file declares for tests only: (the line that their attributes begin on, the declaration).
fn test_modules(text: &str) -> Vec<(usize, &str)> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let declared = |(at, line): (usize, &&str)| {
        let declaration = lines[at..].iter().find(|line| !line.starts_with("#["))?;
        (*line == "#[cfg(test)]" && names(declaration, "mod")).then_some((at, *declaration))
    };
    lines.iter().enumerate().filter_map(declared).collect()
}

/// The files of the modules that are compiled for tests only.
fn test_files(sources: &[Source]) -> Vec<String> {
    let of_file = |source: &Source| {
        let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let file = |(_, declaration): (usize, &str)| {
            let name = declaration.rsplit(' ').next()?.strip_suffix(';')?;
            Some(format!("{folder}/{name}.rs"))
        };
        test_modules(&source.text).into_iter().filter_map(file).collect::<Vec<_>>()
    };
    sources.iter().flat_map(of_file).collect()
}

/// The code that ships: comments, the test module at a file's end and test files left out.
fn shipped(sources: Vec<Source>) -> Vec<Source> {
    let tests = test_files(&sources);
    let code = |source: &Source| {
        let end =
            test_modules(&source.text).iter().find(|(_, declaration)| declaration.ends_with('{')).map_or(usize::MAX, |m| m.0);
        let comment = |line: &&str| !line.trim_start().starts_with("//");
        source.text.lines().take(end).filter(comment).collect::<Vec<_>>().join("\n")
    };
    sources
        .iter()
        .filter(|source| !tests.contains(&source.path))
        .map(|s| Source { path: s.path.clone(), text: code(s) })
        .collect()
}

/// Whether `name` stands in the text as a word of its own, or as a path where it has colons.
fn names(text: &str, name: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(word) && !text[at + name.len()..].chars().next().is_some_and(word)
    })
}

/// Who may import whom: each layer with all that it may use.
const LAYERS: [(&str, &[&str]); 16] = [
    ("error", &[]),
    ("math", &[]),
    ("dataset", &["error", "math"]),
    ("model", &["error", "math", "dataset"]),
    ("metric", &["error", "math", "model"]),
    ("profile", &["error", "math", "dataset", "model", "metric"]),
    ("artifact", &["error", "math", "dataset", "model"]),
    ("engine", &["error", "math", "dataset", "model", "metric", "artifact"]),
    ("appraisal", &["error", "math", "dataset", "model", "metric", "engine", "profile"]),
    ("learner", &["error", "math", "dataset", "model", "metric", "artifact", "engine", "profile", "appraisal"]),
    ("report", &["error", "math", "dataset", "model", "profile", "appraisal"]),
    ("synth", &["error", "math", "dataset", "model", "metric"]),
    ("app", &["error", "math", "dataset", "model", "artifact", "engine"]),
    ("ui", &["error", "math", "dataset", "model", "artifact", "engine", "app"]),
    ("web", &["error", "math", "dataset", "model", "artifact", "engine", "app", "ui"]),
    // The crate's root names its modules and uses none.
    ("lib", &[]),
];

fn layer(path: &str) -> &str {
    path.strip_prefix("src/").unwrap().split(['/', '.']).next().unwrap()
}

/// Imports that run upward or sideways.
fn wrong_imports(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| !source.path.starts_with("src/bin/")) {
        let own = layer(&source.path);
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == own) else {
            found.push(format!("{}: a layer without a rule", source.path));
            continue;
        };
        for part in source.text.split("crate::").skip(1) {
            let other: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if other != own && !allowed.contains(&other.as_str()) {
                found.push(format!("{}: {own} uses {other}", source.path));
            }
        }
    }
    found
}

/// Names that only some places may use: (names, the places, what may be found elsewhere).
fn wrong_names(sources: &[Source], forbidden: &[&str], places: &[&str]) -> Vec<String> {
    let outside = sources.iter().filter(|source| !places.iter().any(|place| source.path.starts_with(place)));
    let named = |source: &Source| {
        let named = forbidden.iter().filter(|name| names(&source.text, name));
        named.map(|name| format!("{}: {name}", source.path)).collect::<Vec<_>>()
    };
    outside.flat_map(named).collect()
}

fn made_up(path: &str, text: &str) -> Vec<Source> {
    vec![Source { path: path.into(), text: text.into() }]
}

#[test]
fn imports_run_downward() {
    let broken = |path: &str, text: &str| wrong_imports(&shipped(made_up(path, text)));
    assert_eq!(broken("src/engine/x.rs", "use crate::learner::Params;"), ["src/engine/x.rs: engine uses learner"]);
    assert_eq!(broken("src/model/x.rs", "fn f() { crate::engine::g() }"), ["src/model/x.rs: model uses engine"]);
    assert_eq!(broken("src/extra/x.rs", "").len(), 1);
    assert!(
        broken(
            "src/engine/x.rs",
            "// crate::learner\nuse crate::model::Pack;\n#[cfg(test)]\n#[cfg(feature = \"train\")]\nmod tests {\nuse crate::learner::X;\n}"
        )
        .is_empty()
    );

    let code = shipped(sources(&["src"], &["rs"]));
    assert!(code.len() > 50, "only {} files were found", code.len());
    let wrong = wrong_imports(&code);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_browser_the_disk_and_the_clock_stay_at_the_edge() {
    const BROWSER: [&str; 5] = ["yew", "web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures"];
    const SYSTEM: [&str; 6] = ["std::fs", "std::net", "std::process", "std::env", "SystemTime", "Instant"];
    assert_eq!(wrong_names(&made_up("src/app/x.rs", "use yew::html;"), &BROWSER, &["src/ui/"]).len(), 1);
    assert_eq!(wrong_names(&made_up("src/model/x.rs", "std::fs::read(p)"), &SYSTEM, &[]).len(), 1);
    assert!(wrong_names(&made_up("src/model/x.rs", "struct Instantly; mod yews;"), &SYSTEM, &[]).is_empty());

    let code = shipped(sources(&["src"], &["rs"]));
    let wrong = [
        // One place below asks the browser for what it has anyway: the tables of all letters.
        wrong_names(&code, &BROWSER, &["src/web/", "src/ui/", "src/dataset/lower.rs"]),
        wrong_names(&code, &SYSTEM, &["src/bin/"]),
        // A page has no threads, and training in one must compile: only the command line may ask for more of them.
        wrong_names(&code, &["std::thread"], &["src/bin/"]),
        wrong_names(&code, &["clap", "indicatif", "tempfile", "flate2"], &["src/bin/"]),
        wrong_names(
            &code,
            &["pulp", "rayon", "toml", "rand", "rand_pcg"],
            &["src/bin/", "src/appraisal/", "src/learner/", "src/profile/", "src/synth/"],
        ),
        wrong_names(&code, &["maud"], &["src/report/"]),
        wrong_names(&code, &["bhtsne"], &["src/profile/"]),
        wrong_names(&code, &["smartcore"], &["src/profile/", "src/learner/contend/", "src/learner/offers/"]),
    ]
    .concat();
    assert!(wrong.is_empty(), "{wrong:#?}");
    // The components draw what the engine says.
    let computed = wrong_names(
        &code,
        &["margins", "sigmoid", "logit", "ShapleyTable", "Calibrator"],
        &["src/bin", "src/e", "src/l", "src/m", "src/a", "src/synth", "src/dataset"],
    );
    assert!(computed.is_empty(), "{computed:#?}");
}

#[test]
fn files_are_rooms_with_a_sign_at_the_door() {
    let mut code = sources(&["src", "xtask/src", "benches", "examples", "tests"], &["rs"]);
    code.retain(|source| !source.path.contains("/fixtures/"));
    let mut wrong = Vec::new();
    let mut lengths = Vec::new();
    for Source { path, text } in &code {
        let lines = text.lines().count();
        if lines > 500 {
            wrong.push(format!("{path}: {lines} lines"));
        }
        if !text.starts_with("//! ") {
            wrong.push(format!("{path}: does not say why it exists"));
        }
        if path.starts_with("src/") {
            lengths.push(lines);
        }
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    if median > 200 {
        wrong.push(format!("the median file has {median} lines"));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_left_to_do_and_nothing_of_ours_is_left_behind() {
    // Put together here, so that this file does not find itself.
    let words = [["TO", "DO"], ["FIX", "ME"], ["X", "XX"], ["HA", "CK"]].map(|halves| halves.concat());
    let parts = [
        ["to", "do!("],
        ["unimple", "mented!("],
        ["/ro", "ot/"],
        ["/ho", "me/"],
        ["/Us", "ers/"],
        ["C:\\", "Users"],
        ["/wo", "rk/"],
    ]
    .map(|halves| halves.concat());
    let places = ["src", "xtask", "tests", "benches", "examples", "fuzz", "www", "docs", ".ci", ".cargo", "index.html"];
    let mut texts = sources(&places, &["rs", "ts", "js", "mjs", "html", "css", "toml", "json", "sh", "md", "yml", "py"]);
    texts.extend(sources(
        &[".ci/run", "README.md", "ARCHITECTURE.md", "CHANGELOG.md", "Cargo.toml", "clippy.toml", "deny.toml", "package.json"],
        &[],
    ));
    assert!(texts.len() > 80, "only {} files were found", texts.len());
    let mut wrong = Vec::new();
    for Source { path, text } in &texts {
        wrong.extend(words.iter().filter(|word| names(text, word)).map(|word| format!("{path}: {word}")));
        wrong.extend(parts.iter().filter(|part| text.contains(part.as_str())).map(|part| format!("{path}: {part}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_glue_and_its_generator_are_of_one_version() {
    let manifest = |path: &str| -> toml::Table { std::fs::read_to_string(root().join(path)).unwrap().parse().unwrap() };
    let version = |value: &toml::Value| value.as_str().or_else(|| value["version"].as_str()).unwrap().to_owned();
    let crate_manifest = manifest("Cargo.toml");
    let page = &crate_manifest["target"]["cfg(target_arch = \"wasm32\")"]["dependencies"];
    let glue = version(&page["wasm-bindgen"]);
    assert_eq!(glue, version(&manifest("xtask/Cargo.toml")["dependencies"]["wasm-bindgen-cli-support"]));
    // Pinned, as a generator reads the glue of its own version only.
    for name in ["wasm-bindgen", "js-sys", "web-sys"] {
        assert!(version(&page[name]).starts_with('='), "{name} is not pinned");
    }
    let lock = manifest("Cargo.lock");
    let locked = |name: &str| -> Vec<&str> {
        let packages = lock["package"].as_array().unwrap().iter();
        packages.filter(|p| p["name"].as_str() == Some(name)).map(|p| p["version"].as_str().unwrap()).collect()
    };
    assert_eq!(locked("wasm-bindgen"), [glue.trim_start_matches('=')]);
    assert_eq!(locked("wasm-bindgen"), locked("wasm-bindgen-cli-support"));
}
