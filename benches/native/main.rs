//! Native benchmarks, one file a case: `cargo bench`.

#![allow(clippy::expect_used, reason = "a benchmark that cannot set up has nothing to measure")]

#[path = "../support/mod.rs"]
mod support;

mod engine;
mod load;
mod offers;
mod train;

fn main() {
    divan::main();
}
