//! Native benchmarks, one file a case: `cargo bench`.

#[path = "../support/mod.rs"]
mod support;

mod engine;
mod load;
mod train;

fn main() {
    divan::main();
}
