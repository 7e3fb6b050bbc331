//! The statuses and stages of life of a pack, as JSON.

use crate::error::{Error, ErrorKind, Result};
use crate::model::offers::Names;
use crate::model::{Field, Index, Product, Stages};

use super::read::{Metadata, entry, has};

/// Reads them and checks that every condition can be asked; none in a pack that has none.
///
/// # Errors
/// `pack` with the place.
pub(super) fn read(metadata: &Metadata<'_>, fields: &[Field], indices: &[Index], products: &[Product]) -> Result<Stages> {
    if !has(metadata, "stages") {
        return Ok(Stages::default());
    }
    let stages: Stages = entry(metadata, "stages")?.typed()?;
    let broken = |e: Error| Error::new(ErrorKind::Pack, "inconsistent pack", "stages", "rules that can be asked", e.to_string());
    stages.check_ids().map_err(broken)?;
    let indices = Names::of_indices(indices);
    let names = Names { fields, indices: &indices, products };
    for (list, stages) in stages.lists() {
        for stage in stages {
            stage.conditions(names, list).map_err(broken)?;
        }
    }
    Ok(stages)
}
