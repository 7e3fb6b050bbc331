//! Training one index of the synthetic insurer, 5,000 customers, with the defaults.

use std::io::{Cursor, Read};

use confidant::learner::{Project, Source, train};
use confidant::synth::{Insurer, Plan};

#[divan::bench(sample_count = 3)]
fn insurer(bencher: divan::Bencher<'_, '_>) {
    let mut csv = Vec::new();
    let insurer = Insurer::new(Plan::new(5_000, 7).expect("a sound plan")).expect("an insurer");
    insurer.write_customers(&mut csv).expect("memory to write to");
    let mut project = Project::of_label("churn");
    project.data.ignore = vec!["customer_id".into(), "cross_sell".into()];
    project.data.time = Some("snapshot_date".into());
    let open = || Ok(Box::new(Cursor::new(csv.clone())) as Box<dyn Read>);
    let source = Source { name: "customers.csv".into(), open: &open };
    bencher.bench_local(|| train(&project, Vec::new(), &source, &|_| true).expect("a trainable table"));
}
