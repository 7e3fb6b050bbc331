//! Tables to train on and score, and a reader of what comes out.
#![allow(dead_code, reason = "each test binary uses a part")]

use confidant::dataset::{CsvOptions, Records};

/// Uniform in [0, 1), a function of where it is asked for: no test table depends on the order it is written in.
pub(crate) fn noise(row: usize, column: usize) -> f64 {
    // SplitMix64 (Steele, Lea and Flood 2014).
    let mut z =
        (row as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add((column as u64).wrapping_mul(0xd1b5_4a32_d192_ed03));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// A CSV text from a header and rows.
pub(crate) fn table(header: &str, rows: usize, row: impl Fn(usize) -> String) -> String {
    let mut text = format!("{header}\n");
    (0..rows).for_each(|i| text.push_str(&format!("{}\n", row(i))));
    text
}

/// Customers who churn when they are old or on the basic plan: `age,plan,income,churn`.
pub(crate) fn clients(rows: usize) -> String {
    table("age,plan,income,churn", rows, |i| {
        let (age, plan) = (20 + (60.0 * noise(i, 0)) as usize, ["basic", "plus", "pro"][(3.0 * noise(i, 1)) as usize]);
        let chance = 0.1 + if age > 60 { 0.5 } else { 0.0 } + if plan == "basic" { 0.25 } else { 0.0 };
        let income = if noise(i, 2) < 0.1 { String::new() } else { format!("{:.0}", 1000.0 + 90_000.0 * noise(i, 3)) };
        format!("{age},{plan},{income},{}", u8::from(noise(i, 4) < chance))
    })
}

/// The table as rows of cells, the header first.
pub(crate) fn cells(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut records = Records::new(text.as_bytes(), CsvOptions { delimiter }).unwrap();
    let mut rows = vec![records.header().to_vec()];
    while let Some(record) = records.next_record().unwrap() {
        rows.push(record.iter().map(str::to_owned).collect());
    }
    rows
}

/// The column called `name` of [`cells`].
pub(crate) fn column<'a>(cells: &'a [Vec<String>], name: &str) -> Vec<&'a str> {
    let at = cells[0].iter().position(|c| c == name).unwrap_or_else(|| panic!("no column {name} in {:?}", cells[0]));
    cells[1..].iter().map(|row| row[at].as_str()).collect()
}

/// Gzipped.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
