//! Reading a pack, and the first explanation, which computes the Shapley tables.

use confidant::artifact;
use confidant::engine::{Advisor, Customer};

use crate::support::{customers, pack};

#[divan::bench]
fn read(bencher: divan::Bencher<'_, '_>) {
    let bytes = artifact::write(&pack()).expect("a sound pack");
    bencher.bench_local(|| Advisor::from_bytes(&bytes).expect("a sound pack"));
}

#[divan::bench]
fn first_reasons(bencher: divan::Bencher<'_, '_>) {
    let pack = pack();
    let customer = Customer::from_json(&customers(1)[0]).expect("a plain object");
    bencher.with_inputs(|| Advisor::new(pack.clone())).bench_local_values(|advisor| advisor.consult(&customer, None));
}
