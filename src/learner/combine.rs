//! Which categorical columns deserve a joint statistic.
//!
//! CatBoost tries combinations greedily at every split, at the price of hashing every row for every candidate, and takes some
//! that only fit noise. Here a pilot forest on the single columns says what they explain, and a candidate is judged by what it
//! adds: rows are visited in a random order, and each row's residual r = y - p is predicted by the shrunken Newton step
//! v = Σr / (Σh + λ) over the earlier rows of its combination, h = p (1 - p). The log loss that this would save is, to second
//! order, Σ (r v - h v² / 2); and because v is settled before r is seen, the products r v of a combination that means nothing
//! are uncorrelated with mean 0, so that Σ r v / √Σ (r v)² is close to a standard normal. Only combinations far out in its
//! tail are taken.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::error::Result;

use super::Params;
use super::boost::{Most, Task, boost};
use super::fit::{Target, rate};
use super::folds::others;
use super::inputs::{CategoryInput, Inputs, RARE_CODE, pick};
use super::logistic::Logistic;
use super::matrix::Matrix;
use super::random::{Purpose, shuffle, stream};
use super::statistic::Sample;

/// Trees of the pilot.
const PILOT_TREES: u32 = 20;
/// Shrinkage of the pilot's trees.
const PILOT_RATE: f64 = 0.2;
/// Rows that the pilot is fitted and candidates are judged on, at most.
const PILOT_ROWS: usize = 20_000;
/// A pair counts only when its columns together have more categories than this; fewer are separated by splits anyway.
const MIN_JOINT_LEVELS: usize = 12;
/// What a candidate's normal score must exceed.
const FAR_OUT: f64 = 4.0;
/// λ: a combination's step is shrunk as if so much more hessian had been seen without a residual.
const PRIOR_HESSIAN: f64 = 1.0;
/// Up to so many threes of columns are all judged; of more, only those that hold a pair which was found.
const ALL_TRIPLES: usize = 120;

/// A combination of columns and what it is worth.
struct Candidate {
    members: Vec<usize>,
    /// The log loss it saves, in nats over all judged rows.
    gain: f64,
}

/// The combinations that add to what the single columns say, as positions in [`Inputs::categories`]; at most
/// `params.combinations`, the most valuable first.
pub(super) fn combinations(inputs: &Inputs, target: &Target<'_>, held_out: &[u32], params: &Params) -> Result<Vec<Vec<usize>>> {
    let columns = inputs.categories.len();
    if params.combinations == 0 || columns < 2 {
        return Ok(Vec::new());
    }
    let judge = Judge::new(inputs, target, held_out, params)?;
    let pairs = (0..columns).flat_map(|a| (a + 1..columns).map(move |b| vec![a, b]));
    let many =
        |members: &Vec<usize>| members.iter().map(|&at| inputs.categories[at].levels()).product::<usize>() > MIN_JOINT_LEVELS;
    let mut found = judge.worthy(pairs.filter(many).collect());
    // A third column joins where the three together save clearly more than any two of them.
    let best_pair = |members: &[usize]| {
        let inside = found.iter().filter(|pair| pair.members.iter().all(|at| members.contains(at)));
        inside.map(|pair| pair.gain).fold(0.0, f64::max)
    };
    let triples = judge.worthy(triples(columns, &found));
    let triples: Vec<Candidate> = triples.into_iter().filter(|c| c.gain > 1.1 * best_pair(&c.members)).collect();
    found.extend(triples);
    found.sort_by(|a, b| b.gain.total_cmp(&a.gain).then_with(|| a.members.cmp(&b.members)));
    Ok(found.into_iter().take(params.combinations).map(|candidate| candidate.members).collect())
}

/// The threes of columns that are worth judging: all where they are few, as three columns may say together what no two of them do; else
/// those that add a column to a pair.
fn triples(columns: usize, pairs: &[Candidate]) -> Vec<Vec<usize>> {
    let all = || (0..columns).flat_map(move |a| (a + 1..columns).flat_map(move |b| (b + 1..columns).map(move |c| vec![a, b, c])));
    if all().nth(ALL_TRIPLES).is_none() {
        return all().collect();
    }
    let with = |pair: &Candidate, column: usize| {
        let mut three = pair.members.clone();
        three.push(column);
        three.sort_unstable();
        three
    };
    let others = |pair: &Candidate| (0..columns).filter(|column| !pair.members.contains(column)).collect::<Vec<_>>();
    let mut grown: Vec<Vec<usize>> =
        pairs.iter().flat_map(|pair| others(pair).into_iter().map(|column| with(pair, column))).collect();
    grown.sort_unstable();
    grown.dedup();
    grown
}

/// What the pilot leaves unexplained.
struct Judge {
    /// The columns on the rows of the pilot.
    inputs: Inputs,
    /// The pilot's rows in random order with residual and hessian.
    rows: Vec<(u32, f64, f64)>,
}

impl Judge {
    fn new(inputs: &Inputs, target: &Target<'_>, held_out: &[u32], params: &Params) -> Result<Self> {
        let mut chosen = others(target.labels.len(), held_out);
        shuffle(&mut chosen, &mut stream(params.seed, Purpose::Pilot, 0, 0));
        chosen.truncate(PILOT_ROWS);
        let inputs = inputs.select(&chosen);
        let [labels, weights, row_weights] =
            [target.labels, target.weights, target.row_weights].map(|values| pick(values, &chosen));
        let rows: Vec<u32> = (0..chosen.len() as u32).collect();
        let prior = rate(&labels, &row_weights, &rows);
        let sample = Sample { labels: &labels, weights: &row_weights, rows: &rows, prior };
        let matrix = Matrix::new(&inputs, &[], &sample, params);
        let most = Most::new(PILOT_TREES);
        let task = Task { labels: &labels, weights: &weights, rows: &rows, held_out: &[], most: &most };
        let params = Params { learning_rate: Some(PILOT_RATE), leaf_steps: 1, ..params.clone() };
        let pilot = boost(&matrix, &task, &params, &|_, _| true)?;
        let logistic = Logistic::new();
        let left = |row: u32| {
            let at = row as usize;
            let (p, weight) = (logistic.sigmoid(pilot.margins[at]), f64::from(weights[at]));
            (row, weight * (f64::from(labels[at]) - p), weight * p * (1.0 - p))
        };
        Ok(Self { inputs, rows: rows.into_iter().map(left).collect() })
    }

    /// The candidates that save log loss beyond doubt.
    fn worthy(&self, candidates: Vec<Vec<usize>>) -> Vec<Candidate> {
        let judged: Vec<Option<Candidate>> = candidates.into_par_iter().map(|members| self.judge(members)).collect();
        judged.into_iter().flatten().collect()
    }

    fn judge(&self, members: Vec<usize>) -> Option<Candidate> {
        let columns: Vec<&CategoryInput> = members.iter().map(|&at| &self.inputs.categories[at]).collect();
        let mut seen: FxHashMap<u64, (f64, f64)> = FxHashMap::default();
        let (mut agreement, mut spread, mut gain) = (0.0, 0.0, 0.0);
        for &(row, residual, hessian) in &self.rows {
            let Some(key) = joint(&columns, row as usize) else { continue };
            let sums = seen.entry(key).or_insert((0.0, 0.0));
            let step = sums.0 / (sums.1 + PRIOR_HESSIAN);
            agreement += residual * step;
            spread += residual * residual * step * step;
            gain += residual * step - hessian * step * step / 2.0;
            *sums = (sums.0 + residual, sums.1 + hessian);
        }
        (gain > 0.0 && agreement > FAR_OUT * spread.sqrt()).then_some(Candidate { members, gain })
    }
}

/// The number of a row's combination; `None` where a member is rare.
fn joint(columns: &[&CategoryInput], row: usize) -> Option<u64> {
    let mut joint = 0_u64;
    for column in columns {
        let code = column.codes[row];
        if code == RARE_CODE {
            return None;
        }
        // Three columns of a table that fits in memory have fewer than 2^64 combinations; should they have more, some share a cell.
        joint = joint.wrapping_mul(column.levels() as u64).wrapping_add(u64::from(code));
    }
    Some(joint)
}
