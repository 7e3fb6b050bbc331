//! How well hidden products are found again, by the blend and by each of its signals.

use std::collections::BTreeSet;

use crate::engine::offers::propensities;
use crate::math::ln;
use crate::metric::{best_products, reliability};
use crate::model::offers::{OfferFigures, Offers, Ranked, Reliability, SIGNALS, Veto, Vetoed};

use super::blend::{self, Case};

/// Parts that customers are measured in, each by weights fitted on the others.
const PARTS: usize = 5;
/// First places that coverage and novelty look at.
const TOP: usize = 3;
/// First places whose shares are held against what came true: the rest of a large catalogue is all but 0 and would drown them.
const STATED: usize = 10;

/// The figures of the blend, cross-fitted, and of each signal alone.
pub(super) fn measure(cases: &[Case], offers: &Offers, used: &[usize]) -> Vec<Ranked> {
    let mut blended = Vec::with_capacity(cases.len());
    // A customer's cases stand side by side and are in one part.
    let part: Vec<usize> = cases
        .chunk_by(|a, b| a.row == b.row)
        .enumerate()
        .flat_map(|(customer, cases)| std::iter::repeat_n(customer % PARTS, cases.len()))
        .collect();
    let weights: Vec<[f64; SIGNALS.len()]> = (0..PARTS)
        .map(|out| {
            let others: Vec<&Case> = cases.iter().zip(&part).filter(|(_, part)| **part != out).map(|(case, _)| case).collect();
            blend::fit(&others, used)
        })
        .collect();
    for (case, &part) in cases.iter().zip(&part) {
        let weights = &weights[part];
        let utility = |signals: &[f32; SIGNALS.len()]| signals.iter().zip(weights).map(|(s, w)| f64::from(*s) * w).sum();
        blended.push(case.signals.iter().map(utility).collect::<Vec<f64>>());
    }
    let calibration = Some(calibration(cases, &blended));
    let mut ranked = vec![Ranked { by: "blend".to_owned(), figures: figures(cases, &blended, offers), calibration }];
    for &signal in used {
        let alone: Vec<Vec<f64>> =
            cases.iter().map(|case| case.signals.iter().map(|signals| f64::from(signals[signal])).collect()).collect();
        // Of the signals, only the shares of holders are shares of what is next without a fit.
        let calibration = (SIGNALS[signal] == "popularity").then(|| self::calibration(cases, &alone));
        ranked.push(Ranked { by: SIGNALS[signal].to_owned(), figures: figures(cases, &alone, offers), calibration });
    }
    ranked
}

/// How far the shares that utilities come to can be relied on, over each case's first products.
fn calibration(cases: &[Case], utilities: &[Vec<f64>]) -> Reliability {
    let (mut stated, mut hidden) = (Vec::new(), Vec::new());
    for (case, utilities) in cases.iter().zip(utilities) {
        let shares = propensities(utilities, |_| true);
        for at in best_products((0..).zip(utilities.iter().copied()), STATED) {
            stated.push(shares[at as usize]);
            hidden.push(f32::from(u8::from(at as usize == case.hidden)));
        }
    }
    reliability(&stated, &hidden)
}

/// What the vetoes drop of the cases' candidates and of the hidden ones; nothing where there is no veto.
pub(super) fn vetoed(cases: &[Case], vetoes: &[Veto]) -> Option<Vetoed> {
    let (mut hidden, mut all, mut dropped) = (0.0, 0.0, 0.0);
    for case in cases {
        let lacks = |product: u32| case.products.binary_search(&product).is_ok();
        let vetoed: BTreeSet<u32> = vetoes
            .iter()
            .filter_map(|veto| match veto.products.map(lacks) {
                [true, false] => Some(veto.products[0]),
                [false, true] => Some(veto.products[1]),
                _ => None,
            })
            .collect();
        hidden += f64::from(u8::from(vetoed.contains(&case.products[case.hidden])));
        dropped += vetoed.len() as f64;
        all += case.products.len() as f64;
    }
    let share = |part: f64, of: f64| part / of.max(1.0);
    (!vetoes.is_empty()).then(|| Vetoed { hidden: share(hidden, cases.len() as f64), candidates: share(dropped, all) })
}

/// The figures of candidates' utilities, one vector a case.
fn figures(cases: &[Case], utilities: &[Vec<f64>], offers: &Offers) -> OfferFigures {
    let (mut figures, mut shown, mut novelty) = (OfferFigures::default(), BTreeSet::new(), (0.0, 0.0));
    for (case, utilities) in cases.iter().zip(utilities) {
        let own = utilities[case.hidden];
        let better = utilities.iter().filter(|u| **u > own).count() as f64;
        let equal = utilities.iter().filter(|u| **u == own).count() as f64;
        // Among equals the hidden one stands in the middle, so that no order of the catalogue can help.
        let rank = better + (equal + 1.0) / 2.0;
        figures.hit_at_3 += case.weight * f64::from(u8::from(rank <= 3.0));
        figures.recall_at_10 += case.weight * f64::from(u8::from(rank <= 10.0));
        figures.mrr += case.weight / rank;
        figures.ndcg_at_10 += if rank <= 10.0 { case.weight * std::f64::consts::LN_2 / ln(1.0 + rank) } else { 0.0 };
        for at in best_products((0..).zip(utilities.iter().copied()), TOP) {
            let product = case.products[at as usize];
            shown.insert(product);
            let share = (f64::from(offers.holders[product as usize]) + 1.0) / (f64::from(offers.customers) + 1.0);
            novelty = (novelty.0 - ln(share) / std::f64::consts::LN_2, novelty.1 + 1.0);
        }
    }
    let n = cases.len().max(1) as f64;
    OfferFigures {
        hit_at_3: figures.hit_at_3 / n,
        mrr: figures.mrr / n,
        ndcg_at_10: figures.ndcg_at_10 / n,
        recall_at_10: figures.recall_at_10 / n,
        coverage: shown.len() as f64 / offers.holders.len().max(1) as f64,
        novelty: novelty.0 / f64::max(novelty.1, 1.0),
    }
}
