//! The statuses and stages of life of a project file, checked against what the pack will know.

use crate::error::{Result, quote};
use crate::model::offers::Names;
use crate::model::{Field, Product, Stage, Stages};

use super::Project;
use super::offers::impossible;

/// The lists as a pack holds them, and a note for every entry that nobody will be.
///
/// # Errors
/// `parameter` with the entry and its line, for a name that is not there or a value of another type.
pub(super) fn stages(project: &Project, fields: &[Field], products: &[Product]) -> Result<(Stages, Vec<String>)> {
    checked(project, fields, products).map_err(|e| project.mistake(e))
}

fn checked(project: &Project, fields: &[Field], products: &[Product]) -> Result<(Stages, Vec<String>)> {
    let indices: Vec<&str> = project.indices.iter().map(|index| index.name.as_str()).collect();
    let names = Names { fields, indices: &indices, products };
    let mut notes = Vec::new();
    for (list, entries) in [("status", &project.statuses), ("life_stage", &project.life_stages)] {
        let mut everybody = None;
        for entry in entries {
            let (stage, line) = (entry.get_ref(), project.line(entry.span().start));
            let conditions = stage.conditions(names, &format!("{list} {}, line {line}", quote(&stage.id)))?;
            if let Some(before) = &everybody {
                notes.push(format!("{list} `{}` (line {line}) is never reached: `{before}` is for everybody", stage.id));
            } else if impossible(&stage.when, &conditions, fields) {
                notes.push(format!("{list} `{}` (line {line}) can never hold", stage.id));
            } else if conditions.is_empty() {
                everybody = Some(stage.id.clone());
            }
        }
    }
    let plain = |entries: &[toml::Spanned<Stage>]| entries.iter().map(|entry| entry.get_ref().clone()).collect();
    let stages = Stages { status: plain(&project.statuses), life_stage: plain(&project.life_stages) };
    stages.check_ids()?;
    Ok((stages, notes))
}
