//! Laying out `dist/`: built beside its place and then renamed, so that a page being served is never half a page.

use std::path::Path;

use anyhow::Result;

use super::{bindgen, offline};
use crate::files;
use crate::project::Project;

/// Puts the page, the scorer if it was built, the static assets and the packs together.
pub(super) fn assemble(project: &Project, page: &Path, scorer: Option<&Path>) -> Result<()> {
    let fresh = project.path("dist.new");
    files::fresh_folder(&fresh)?;
    files::copy_folder(&project.path("www"), &fresh)?;
    bindgen::strip_folder(&fresh)?;
    files::copy(&project.path("index.html"), &fresh.join("index.html"))?;
    files::copy_folder(page, &fresh)?;
    if let Some(scorer) = scorer {
        files::copy_folder(scorer, &fresh.join("scorer"))?;
    }
    files::copy_folder(&project.path("models"), &fresh.join("models"))?;
    frame(project, &fresh, page)?;
    offline::write(&fresh)?;
    files::replace_folder(&fresh, &project.dist())
}

/// `frame/` by itself, because it is served from an origin of its own: the element, its program, and packs.
fn frame(project: &Project, fresh: &Path, page: &Path) -> Result<()> {
    let frame = fresh.join("frame");
    files::copy_folder(page, &frame)?;
    for name in ["confidant-advisor.js", "confidant-frame-protocol.js"] {
        files::copy(&fresh.join(name), &frame.join(name))?;
    }
    files::copy_folder(&project.path("models"), &frame.join("models"))
}
