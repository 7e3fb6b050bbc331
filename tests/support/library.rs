//! Training and scoring through the library.
#![allow(dead_code, reason = "each test binary uses a part")]

use std::io::{Cursor, Read};

use confidant::artifact;
use confidant::engine::{Advisor, Rows};
use confidant::error::Result;
use confidant::learner::{Project, Source, train};
use confidant::metric::roc_auc;

use super::tables::{cells, column};

/// The bytes of the pack that the project trains on the table.
pub(crate) fn try_pack(project: &Project, table: &str) -> Result<Vec<u8>> {
    let open = || Ok(Box::new(Cursor::new(table.to_owned())) as Box<dyn Read>);
    let source = Source { name: "table.csv".into(), open: &open };
    artifact::write(&train(project, Vec::new(), &source, &|_| true)?)
}

/// The pack that the project trains on the table, written and read back.
#[track_caller]
pub(crate) fn advisor(project: &Project, table: &str) -> Advisor {
    let bytes = try_pack(project, table).unwrap_or_else(|e| panic!("{e}"));
    Advisor::from_bytes(&bytes).unwrap_or_else(|e| panic!("{e}"))
}

/// A project of one index with settings, in the words of a project file.
pub(crate) fn project(label: &str, rest: &str) -> Project {
    Project::read(&format!("name = \"test\"\n[[index]]\nname = \"{label}\"\n{rest}")).unwrap_or_else(|e| panic!("{e}"))
}

/// The margins of a table's rows on the index at `position`.
pub(crate) fn margins(advisor: &Advisor, position: usize, table: &str) -> Vec<f64> {
    let mut records = confidant::dataset::Records::new(table.as_bytes(), Default::default()).unwrap();
    let mut layout = advisor.layout(records.header()).unwrap();
    let mut rows = Rows::new(advisor.fields().len());
    advisor.read_batch(&mut records, &mut layout, None, usize::MAX, &mut rows).unwrap();
    advisor.margins(position, &rows)
}

/// The label column as 0 and 1.
pub(crate) fn labels(table: &str, name: &str) -> Vec<f32> {
    column(&cells(table, b','), name).iter().map(|&text| f32::from(u8::from(text == "1"))).collect()
}

/// The AUC of the index at `position` on a labelled table.
pub(crate) fn auc(advisor: &Advisor, position: usize, table: &str, label: &str) -> f64 {
    roc_auc(&margins(advisor, position, table), &labels(table, label), None)
}
