//! Writes the packs that the browser benchmark measures, with customers for them: `bench_pack OUT_FOLDER`.

#[path = "../benches/support/mod.rs"]
mod support;

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("usage: bench_pack OUT_FOLDER")?);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("bench.safetensors"), confidant::artifact::write(&support::pack())?)?;
    std::fs::write(folder.join("bench.customers.json"), serde_json::to_vec(&support::customers(64))?)?;
    for products in [500, 10_000] {
        let pack = confidant::artifact::write(&support::offers::pack(products))?;
        std::fs::write(folder.join(format!("offers_{products}.safetensors")), pack)?;
        let held = serde_json::to_vec(&support::offers::holdings(64, products))?;
        std::fs::write(folder.join(format!("offers_{products}.holdings.json")), held)?;
    }
    Ok(())
}
