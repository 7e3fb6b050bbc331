//! The order of the functions in a wasm file: like beside like. gzip finds again what it saw within the last 32 KB, and the functions
//! of one generic are scattered over a megabyte. The order is a chain in which each function is the one of which most was seen just
//! before, by runs of bytes. wasm-opt then puts functions in the order of their names, so the places are written as names.

use std::collections::{HashMap, VecDeque};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_encoder::{NameMap, NameSection, Section};
use wasmparser::{Parser, Payload, TypeRef};

/// Bytes of a run: an instruction or two.
const RUN: usize = 6;
/// Functions that a run may be in; what is nearly everywhere says nothing.
const COMMON: usize = 60;
/// How far back is looked, a little less than gzip's 32 KB.
const WINDOW: usize = 31_000;

/// Another order is another result: to be changed with what is above and below.
pub(super) const KEY: &str = "arranged 1";

/// Names the functions of a wasm file by their places in the order.
pub(super) fn arrange(wasm: &Path) -> Result<()> {
    let mut bytes = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(&bytes) {
        match payload.with_context(|| format!("cannot read {}", wasm.display()))? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let mut places: Vec<(usize, usize)> = order(&bodies).into_iter().zip(0..).collect();
    places.sort_unstable();
    let mut names = NameMap::new();
    (0..imported).for_each(|import| names.append(import, &format!("a{import:06}")));
    for (function, (_, place)) in (imported..).zip(&places) {
        names.append(function, &format!("f{place:06}"));
    }
    let mut section = NameSection::new();
    section.functions(&names);
    section.append_to(&mut bytes);
    fs::write(wasm, bytes).with_context(|| format!("cannot write {}", wasm.display()))
}

/// The positions of the functions, in order.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let runs = telling_runs(bodies);
    let mut having = vec![Vec::new(); runs.iter().flatten().max().map_or(0, |last| last + 1)];
    for (function, runs) in runs.iter().enumerate() {
        runs.iter().for_each(|&run| having[run].push(function));
    }
    // Of each function how many runs were just seen, and of each run in how many functions of the window it is.
    let (mut seen, mut within) = (vec![0_u64; bodies.len()], vec![0_u32; having.len()]);
    let (mut window, mut length) = (VecDeque::new(), 0);
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut order = Vec::with_capacity(bodies.len());
    while let Some(at) = next(&left, &seen, &runs, bodies, order.is_empty()) {
        let function = left.remove(at);
        order.push(function);
        for &run in &runs[function] {
            within[run] += 1;
            if within[run] == 1 {
                having[run].iter().for_each(|&other| seen[other] += 1);
            }
        }
        window.push_back(function);
        length += bodies[function].len();
        while length > WINDOW && window.len() > 1 {
            let Some(old) = window.pop_front() else { break };
            length -= bodies[old].len();
            for &run in &runs[old] {
                within[run] -= 1;
                if within[run] == 0 {
                    having[run].iter().for_each(|&other| seen[other] -= 1);
                }
            }
        }
    }
    order
}

/// The place among those that are left of the one of which the largest share was seen, the first of several; the longest to begin with.
fn next(left: &[usize], seen: &[u64], runs: &[Vec<usize>], bodies: &[&[u8]], begins: bool) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for (at, &function) in left.iter().enumerate() {
        let better = best.is_none_or(|(_, other)| {
            if begins {
                return bodies[function].len() > bodies[other].len();
            }
            let of = |function: usize| runs[function].len().max(1) as u64;
            seen[function] * of(other) > seen[other] * of(function)
        });
        if better {
            best = Some((at, function));
        }
    }
    best.map(|(at, _)| at)
}

/// The runs of each function that are in others too, but not in too many, as numbers from 0; each once.
fn telling_runs(bodies: &[&[u8]]) -> Vec<Vec<usize>> {
    let of = |body: &&[u8]| {
        let mut runs: Vec<[u8; RUN]> = body.windows(RUN).filter_map(|run| run.try_into().ok()).collect();
        runs.sort_unstable();
        runs.dedup();
        runs
    };
    let all: Vec<Vec<[u8; RUN]>> = bodies.iter().map(of).collect();
    let mut counts: HashMap<[u8; RUN], usize> = HashMap::new();
    all.iter().flatten().for_each(|run| *counts.entry(*run).or_default() += 1);
    let mut numbers: HashMap<[u8; RUN], usize> = HashMap::new();
    let mut numbered = |runs: Vec<[u8; RUN]>| {
        let telling = runs.into_iter().filter(|run| (2..=COMMON).contains(&counts[run]));
        let number = |run| {
            let next = numbers.len();
            *numbers.entry(run).or_insert(next)
        };
        telling.map(number).collect()
    };
    all.into_iter().map(&mut numbered).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_stands_beside_like() {
        let body = |kind: u8, own: u8, length: usize| -> Vec<u8> {
            (0..length).map(|at| if at % 8 == 7 { own } else { kind.wrapping_mul(31).wrapping_add((at % 16) as u8) }).collect()
        };
        let bodies: Vec<Vec<u8>> = (0..12).map(|at| body(at % 3, at, 60 + usize::from(at))).collect();
        let bodies: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
        let order = order(&bodies);
        let kinds: Vec<usize> = order.iter().map(|at| at % 3).collect();
        let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert_eq!((order[0], changes), (11, 2), "{order:?}");
        let mut all = order;
        all.sort_unstable();
        assert_eq!(all, (0..12).collect::<Vec<_>>());
        assert!(super::order(&[]).is_empty() && super::order(&[&[], &[1]]).len() == 2);
    }
}
