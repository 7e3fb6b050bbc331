//! `confidant verify`.

use std::path::PathBuf;

use clap::Args;

use confidant::error::Result;

use crate::files;

/// Check a pack: its bytes, its structure, and its golden examples to the bit.
#[derive(Args)]
pub(crate) struct Verify {
    /// The pack.
    pack: PathBuf,
}

impl Verify {
    pub(crate) fn run(self) -> Result<()> {
        let advisor = files::load(&self.pack)?;
        let replayed = advisor.verify().map_err(|e| e.within(&files::name(&self.pack)))?;
        let indices = advisor.pack().indices.len();
        files::print(&format!(
            "{}: sound; {indices} indices, {replayed} golden examples replayed to the bit\n",
            self.pack.display()
        ))
    }
}
