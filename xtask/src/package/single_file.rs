//! `dist/confidant-demo.html`: everything in one file, for a meeting without a network. The page's policy names the hashes of what is
//! inside and allows nothing else, so that the file can fetch nothing even where there is a network.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::build::{FETCHED, PROGRAM, SINGLE_FILE};
use crate::files;
use crate::project::Project;
use crate::shell;

/// Writes the file from the built page.
pub(super) fn write(project: &Project) -> Result<()> {
    let dist = project.dist();
    let page = Page::read(&dist)?.with_styles(&dist)?.with_program(&bundle(project)?)?.with_files(&dist)?;
    let place = dist.join(SINGLE_FILE);
    let fresh = place.with_extension("html.new");
    let html = page.finish()?;
    fs::write(&fresh, &html).with_context(|| format!("cannot write {}", fresh.display()))?;
    fs::rename(&fresh, &place).with_context(|| format!("cannot move {} into place", place.display()))?;
    println!("dist/{SINGLE_FILE}: {} bytes, opens without a server", html.len());
    Ok(())
}

/// The page's modules as one, with nothing left to import.
fn bundle(project: &Project) -> Result<String> {
    let folder = project.target("xtask/single");
    files::fresh_folder(&folder)?;
    let script = folder.join("main.js");
    let mut esbuild = project.npm_program("esbuild");
    esbuild.arg(project.dist().join("main.js")).args(["--bundle", "--format=esm", "--charset=utf8", "--legal-comments=none"]);
    let built = shell::run_quietly(esbuild.arg("--log-level=warning").arg(format!("--outfile={}", script.display())));
    built.context("one file needs esbuild: `cargo xtask setup` installs it with npm")?;
    fs::read_to_string(&script).with_context(|| format!("cannot read {}", script.display()))
}

/// The page while things are put into it.
struct Page {
    html: String,
    /// What its policy allows, by directive.
    scripts: Vec<String>,
    styles: Vec<String>,
}

impl Page {
    fn read(dist: &Path) -> Result<Self> {
        let html = read(dist, "index.html")?;
        let mut page = Self { html, scripts: Vec::new(), styles: Vec::new() };
        page.replace("<html lang=\"en\">", "<html lang=\"en\" data-single>")?;
        // What only a served page has: the manifest of the installed app, and what it fetches early.
        let of_server =
            |line: &&str| ["manifest", "preload", "modulepreload"].iter().any(|rel| line.contains(&format!("rel=\"{rel}\"")));
        page.html = page.html.lines().filter(|line| !of_server(line)).map(|line| format!("{line}\n")).collect();
        Ok(page)
    }

    /// Every linked style sheet, in its place.
    fn with_styles(mut self, dist: &Path) -> Result<Self> {
        const LINK: &str = "<link rel=\"stylesheet\" href=\"./";
        while let Some(at) = self.html.find(LINK) {
            let rest = &self.html[at + LINK.len()..];
            let (name, after) = rest.split_once("\">").context("a link in index.html does not end")?;
            let style = read(dist, name)?;
            self.styles.push(hash(&style));
            self.html = format!("{}<style>{style}</style>{after}", &self.html[..at]);
        }
        Ok(self)
    }

    fn with_program(mut self, script: &str) -> Result<Self> {
        if script.contains("</script") {
            bail!("the bundled program would end its own element");
        }
        self.scripts.push(hash(script));
        // At the end of the body, where everything that it looks for is there.
        self.replace(PROGRAM, "")?;
        self.replace("</body>", &format!("<script type=\"module\">{script}</script>\n</body>"))?;
        Ok(self)
    }

    /// What would be fetched, gzipped and in base64, in elements that browsers take for data and do not run.
    fn with_files(mut self, dist: &Path) -> Result<Self> {
        for name in FETCHED {
            let path = dist.join(name);
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&bytes)?;
            let packed = BASE64.encode(encoder.finish()?);
            let block = format!("<script type=\"application/octet-stream\" data-file=\"{name}\">{packed}</script>\n</body>");
            self.replace("</body>", &block)?;
        }
        Ok(self)
    }

    /// The page under its policy.
    fn finish(mut self) -> Result<String> {
        let policy = format!(
            "default-src 'none'; script-src {} 'wasm-unsafe-eval'; style-src {}; img-src data:; worker-src blob:; base-uri 'none'; \
             form-action 'none'",
            self.scripts.join(" "),
            self.styles.join(" ")
        );
        const META: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"";
        let at = self.html.find(META).context("index.html has no policy")? + META.len();
        let end = at + self.html[at..].find('"').context("the policy in index.html does not end")?;
        self.html.replace_range(at..end, &policy);
        if let Some(left) = ["src=\"./", "href=\"./"].into_iter().find(|left| self.html.contains(left)) {
            bail!("index.html still names a file of its own: {left}");
        }
        Ok(self.html)
    }

    /// Puts `new` where `old` stands, which must be there once.
    fn replace(&mut self, old: &str, new: &str) -> Result<()> {
        let Some((before, after)) = self.html.rsplit_once(old) else { bail!("index.html does not contain {old}") };
        self.html = format!("{before}{new}{after}");
        Ok(())
    }
}

/// How a policy names an inline script or style.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(Sha256::digest(text)))
}

fn read(dist: &Path, name: &str) -> Result<String> {
    let path = dist.join(name);
    fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_policy_standard() {
        // The example of the Content Security Policy specification.
        assert_eq!(hash("doSomething();"), "'sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc='");
    }

    #[test]
    fn everything_named_is_put_in_its_place() {
        let html = "<html lang=\"en\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self'\">\n\
                    <link rel=\"stylesheet\" href=\"./a.css\">\n    <script type=\"module\" async src=\"./main.js\"></script>\n<body></body>";
        let folder = std::env::temp_dir().join(format!("xtask-single-{}", std::process::id()));
        files::fresh_folder(&folder).unwrap();
        fs::write(folder.join("a.css"), "p{}").unwrap();
        let page = Page { html: html.into(), scripts: Vec::new(), styles: Vec::new() };
        let html = page.with_styles(&folder).unwrap().with_program("1;").unwrap().finish().unwrap();
        assert!(html.contains("<style>p{}</style>") && html.contains("<script type=\"module\">1;</script>"), "{html}");
        assert!(html.contains(&format!("style-src {};", hash("p{}"))) && !html.contains("'self'"), "{html}");
        let page = |html: &str| Page { html: html.into(), scripts: Vec::new(), styles: Vec::new() };
        assert!(page("<p>").with_program("1;").is_err() && page("<body></body>").with_program("</script>").is_err());
        fs::remove_dir_all(folder).unwrap();
    }
}
