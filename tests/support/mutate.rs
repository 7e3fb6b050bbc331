//! Breaking packs at random, mostly where it could hurt: in numbers that other numbers rely on. The checksum is repaired after.
#![allow(dead_code, reason = "each test binary uses a part")]

use super::dice::Dice;
use super::ordeal::repair;
use super::parts::{Part, Parts};

/// Whole numbers at the ends of something, and floats that are hard to compare.
const BITS: [u64; 16] = [
    0,
    1,
    2,
    8,
    9,
    0xff,
    0x100,
    0xffff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    u64::MAX,
    0x7ff0_0000_0000_0000,
    0xfff8_0000_0000_0000,
    0x7fef_ffff_ffff_ffff,
    0x7f80_0000,
];

/// What may stand in the place of a number in JSON.
const NUMBERS: [&str; 12] = [
    "-1",
    "0",
    "9",
    "256",
    "65536",
    "4294967296",
    "2305843009213693951",
    "18446744073709551615",
    "1e308",
    "-0.0",
    "null",
    "\"x\"",
];

/// One of `seeds`, broken in one place or a few.
pub(crate) fn mutate(dice: &mut Dice, seeds: &[Vec<u8>]) -> Vec<u8> {
    let seed = dice.pick(seeds);
    let mut parts = Parts::of(seed);
    let mut bytes = match dice.below(10) {
        0 => seed.clone(),
        1 => {
            let header = break_number(dice, &parts.header().to_string());
            parts.file(&header)
        }
        _ => {
            for _ in 0..1 + dice.below(3) {
                break_part(dice, &mut parts);
            }
            parts.assemble()
        }
    };
    if dice.chance(0.1) || bytes == *seed {
        for _ in 0..1 + dice.below(4) {
            break_bytes(dice, &mut bytes);
        }
    }
    repair(&mut bytes);
    bytes
}

fn break_part(dice: &mut Dice, parts: &mut Parts) {
    let at = dice.below(parts.tensors.len());
    let part = &mut parts.tensors[at];
    let length = part.len();
    match dice.below(12) {
        0..=4 if length > 0 => {
            let bits = if dice.chance(0.2) { dice.bits() } else { *dice.pick(&BITS) };
            part.set(dice.below(length), bits);
        }
        5 if length > 1 => {
            let (size, one, other) = (part.element(), dice.below(length), dice.below(length));
            (0..size).for_each(|i| part.bytes.swap(one * size + i, other * size + i));
        }
        6 => part.resize(dice.below(length + 3)),
        7 if length > 0 => {
            let at = dice.below(part.bytes.len());
            part.bytes[at] ^= 1 << dice.below(8);
        }
        8 => {
            let other = dice.pick(&parts.tensors).clone();
            let part = &mut parts.tensors[at];
            *part = Part { name: part.name.clone(), ..other };
        }
        9 => part.name.push('x'),
        _ => {
            let entry = dice.below(parts.metadata.len());
            if let Some(text) = parts.metadata.values_mut().nth(entry) {
                *text = if dice.chance(0.8) { break_number(dice, text) } else { break_text(dice, text) };
            }
        }
    }
}

/// Puts something else in the place of one of the numbers of a JSON text.
fn break_number(dice: &mut Dice, text: &str) -> String {
    let digits = |c: char| c.is_ascii_digit();
    let starts: Vec<usize> =
        text.char_indices().filter(|&(at, c)| digits(c) && !text[..at].ends_with(digits)).map(|(at, _)| at).collect();
    if starts.is_empty() {
        return break_text(dice, text);
    }
    let start = *dice.pick(&starts);
    let end = text[start..].find(|c| !digits(c)).map_or(text.len(), |length| start + length);
    format!("{}{}{}", &text[..start], dice.pick(&NUMBERS), &text[end..])
}

/// Deletes, doubles or replaces a character.
fn break_text(dice: &mut Dice, text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    if let Some(at) = (!chars.is_empty()).then(|| dice.below(chars.len())) {
        match dice.below(3) {
            0 => drop(chars.remove(at)),
            1 => chars.insert(at, chars[at]),
            _ => chars[at] = *dice.pick(&['"', '\\', '{', '[', ',', '\0', '\u{202e}', '😀']),
        }
    }
    chars.into_iter().collect()
}

fn break_bytes(dice: &mut Dice, bytes: &mut Vec<u8>) {
    if bytes.is_empty() {
        return;
    }
    let at = dice.below(bytes.len());
    let length = 1 + dice.below(16.min(bytes.len() - at));
    match dice.below(4) {
        0 => bytes[at] ^= 1 << dice.below(8),
        1 => bytes[at] = *dice.pick(&BITS) as u8,
        2 => drop(bytes.drain(at..at + length)),
        _ => {
            let from = dice.below(bytes.len() - length + 1);
            let piece = bytes[from..from + length].to_vec();
            bytes[at..at + length].copy_from_slice(&piece);
        }
    }
}
