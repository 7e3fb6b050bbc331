//! Seeded random input, bounded in time, through the checks that the fuzz targets run without end.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod dice;
    pub(crate) mod mutate;
    pub(crate) mod offers_packs;
    pub(crate) mod ordeal;
    pub(crate) mod packs;
    pub(crate) mod parts;
    pub(crate) mod people;
    pub(crate) mod sample;
    pub(crate) mod tables_ordeal;
}

use std::collections::BTreeMap;

use confidant::artifact::{read, write};

use support::dice::Dice;
use support::mutate::mutate;
use support::ordeal::ordeal;
use support::packs::{self, Shape};
use support::{sample, tables_ordeal};

#[test]
fn thousands_of_broken_packs() {
    let shape = Shape { fields: 4, indices: 1, features: 5, trees: 3, ..Shape::SMALL };
    let mut seeds: Vec<Vec<u8>> = (0..6).map(|seed| write(&packs::pack(seed, &shape)).unwrap()).collect();
    seeds.push(write(&sample::pack()).unwrap());
    seeds.iter().for_each(|seed| assert!(ordeal(seed).is_ok()));
    let dice = &mut Dice::new(2026);
    let mut answers: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..6000 {
        let bytes = mutate(dice, &seeds);
        let answer = match ordeal(&bytes) {
            Ok(pack) => {
                // What is read here, every reader of the format reads.
                safetensors::SafeTensors::deserialize(&bytes).unwrap();
                let again = write(&pack).unwrap();
                assert!(read(&again).unwrap_or_else(|error| panic!("{error}")) == pack, "{} comes back as another", pack.name);
                "accepted".to_owned()
            }
            Err(error) => error.to_string().split([',', ':']).next().unwrap().to_owned(),
        };
        *answers.entry(answer).or_default() += 1;
    }
    // The mutations come through every door and past it.
    assert!(answers["accepted"] > 600, "{answers:#?}");
    for door in [
        "broken entry",
        "broken offsets",
        "cannot read the pack",
        "impossible calibrator",
        "impossible feature",
        "impossible forest",
        "impossible population",
        "impossible split",
        "impossible table",
        "keys out of order",
        "leaves too large",
        "missing tensor",
        "tensor of another length",
        "tensor of another type",
        "text is not UTF-8",
        "tree too deep",
        "unknown feature",
    ] {
        assert!(answers.contains_key(door), "nothing was refused for {door}: {answers:#?}");
    }
}

#[test]
fn thousands_of_broken_tables() {
    // The first third keeps most tables in shape.
    const PIECES: [&[u8]; 30] = [
        b"1,2\n",
        b"a,\"b\"\n",
        b",\r\n",
        b"\"x\ny\",\"\"\"\"\n",
        b"NA, \r",
        b"a;b\n",
        b"a\tb\n",
        b"a|\"|\"\n",
        b"\n",
        b"\r\n",
        b",",
        b",",
        b"\n",
        b"\r",
        b"\"",
        b"\"",
        b"\"\"",
        b"\",\"",
        b";",
        b"\t",
        b"|",
        b"age",
        b"1",
        b"\0",
        b" ",
        b"\xef\xbb\xbf",
        b"\xff",
        b"\xc3",
        b"\xa9",
        b"\xf0\x9f\x98\x80",
    ];
    let dice = &mut Dice::new(3);
    let mut records = 0;
    for _ in 0..5000 {
        // The first byte chooses the delimiter: mostly that of the header.
        let headers = ["a,b\n", "a;b\r\n", "a\tb\n", "\u{feff}a|b\r", ""];
        let header = dice.below(headers.len());
        let mut bytes = vec![if dice.chance(0.9) { header } else { dice.below(4) } as u8];
        bytes.extend_from_slice(headers[header].as_bytes());
        for _ in 0..dice.below(20) {
            let tame = dice.chance(0.8);
            bytes.extend_from_slice(PIECES[dice.below(if tame { 10 } else { PIECES.len() })]);
        }
        records += tables_ordeal::ordeal(&bytes);
    }
    assert!(records > 5000, "only {records} records were read");
}
