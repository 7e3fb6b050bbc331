//! Laying out `dist/`: built beside its place and then renamed, so that a page being served is never half a page.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::minify::{Names, join, minify};
use super::{CONSOLE, offline, sizes};
use crate::files;
use crate::project::Project;

/// What the page's scripts fetch, in this order.
pub(crate) const FETCHED: [&str; 5] = [
    "console/console_bg.wasm",
    "models/insurer.safetensors",
    "models/insurer.customers.json",
    "models/card.safetensors",
    "models/card.customers.json",
];
/// How many of them the first picture needs.
const FETCHED_FIRST: usize = 3;

/// What starts the page's program, as `index.html` has it.
pub(crate) const PROGRAM: &str = "    <script type=\"module\" async src=\"./main.js\"></script>\n";

/// The page's style sheets in their order, and the name of what becomes of them.
const SHEETS: [&str; 4] = ["components.css", "offers.css", "styles.css", "pages.css"];
const SHEET: &str = "styles.css";

/// The module with the element's style sheets.
const STYLES: &str = "confidant-advisor-styles.js";

/// Puts the page, the static assets, the packs, the program that hosts take and, if it was built, the scorer together.
pub(super) fn assemble(project: &Project, console: &Path, hosts: &Path, scorer: Option<&Path>) -> Result<()> {
    let fresh = project.path("dist.new");
    files::fresh_folder(&fresh)?;
    files::copy_folder(&project.path("www"), &fresh)?;
    styles(&fresh)?;
    files::copy(&project.path("index.html"), &fresh.join("index.html"))?;
    files::copy_folder(console, &fresh.join(CONSOLE))?;
    // Nobody writes TypeScript against the console's program.
    fs::remove_file(fresh.join(CONSOLE).join(format!("{CONSOLE}.d.ts")))?;
    files::copy_folder(&project.path("models"), &fresh.join("models"))?;
    files::copy_folder(hosts, &fresh)?;
    frame(project, &fresh, hosts)?;
    if let Some(scorer) = scorer {
        files::copy_folder(scorer, &fresh.join("scorer"))?;
    }
    one_sheet(&fresh)?;
    join(project, &fresh, "main.js")?;
    preload(&fresh)?;
    // The service worker knows the files by their hashes, and comes after them.
    let code = files::below(&fresh)?.into_iter().filter(|path| files::is_of_kind(path, &["js", "css"]));
    let (worker, others): (Vec<_>, Vec<_>) = code.partition(|path| *path == fresh.join(offline::WORKER));
    let own = sizes::scripts(&fresh)?;
    let (own, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|path| own.iter().any(|name| *path == fresh.join(name)));
    minify(project, &fresh, &own, Names::Short)?;
    minify(project, &fresh, &others, Names::Kept)?;
    offline::write(&fresh)?;
    minify(project, &fresh, &worker, Names::Kept)?;
    files::replace_folder(&fresh, &project.dist())
}

/// Tells the page's head of everything that its first picture needs, so that browsers fetch it at once and not module by module: the
/// program first, because a browser asks a server for six files at a time, and nothing begins before the program has come.
fn preload(fresh: &Path) -> Result<()> {
    let mut links = String::new();
    for name in sizes::scripts(fresh)? {
        // The service worker is read by other means.
        if !["main.js", offline::WORKER].contains(&name.as_str()) {
            links.push_str(&format!("    <link rel=\"modulepreload\" href=\"./{name}\">\n"));
        }
    }
    for name in &FETCHED[..FETCHED_FIRST] {
        links.push_str(&format!("    <link rel=\"preload\" as=\"fetch\" crossorigin href=\"./{name}\">\n"));
    }
    let place = fresh.join("index.html");
    let page = fs::read_to_string(&place)?;
    let (head, rest) = page.split_once(PROGRAM).context("index.html starts no program")?;
    Ok(fs::write(place, format!("{head}{PROGRAM}{links}{rest}"))?)
}

/// The style sheets of the page as one: what is asked for before anything is drawn is one file, and it compresses better.
fn one_sheet(fresh: &Path) -> Result<()> {
    let mut all = String::new();
    for name in SHEETS {
        all.push_str(&fs::read_to_string(fresh.join(name)).with_context(|| format!("cannot read {name}"))?);
        fs::remove_file(fresh.join(name))?;
    }
    fs::write(fresh.join(SHEET), all)?;
    let place = fresh.join("index.html");
    let mut page = fs::read_to_string(&place)?;
    for name in SHEETS {
        let link = format!("    <link rel=\"stylesheet\" href=\"./{name}\">\n");
        if !page.contains(&link) {
            bail!("index.html does not link {name}");
        }
        page = page.replace(&link, if name == SHEET { &link } else { "" });
    }
    Ok(fs::write(place, page)?)
}

/// The style sheets of the element's shadow root as a module: in the program they would weigh on pages that link them anyway.
fn styles(fresh: &Path) -> Result<()> {
    let mut sheets = String::new();
    for name in ["components.css", "offers.css", "element.css"] {
        sheets.push_str(&fs::read_to_string(fresh.join(name)).with_context(|| format!("cannot read {name}"))?);
    }
    fs::remove_file(fresh.join("element.css"))?;
    // A text of JSON is one of JavaScript too.
    fs::write(fresh.join(STYLES), format!("export default {};\n", serde_json::to_string(&sheets)?))?;
    Ok(())
}

/// `frame/` by itself, because it is served from an origin of its own: the element, its program, and packs.
fn frame(project: &Project, fresh: &Path, hosts: &Path) -> Result<()> {
    let frame = fresh.join("frame");
    files::copy_folder(hosts, &frame)?;
    for name in ["confidant-advisor.js", STYLES, "confidant-frame-protocol.js"] {
        files::copy(&fresh.join(name), &frame.join(name))?;
    }
    files::copy_folder(&project.path("models"), &frame.join("models"))
}
