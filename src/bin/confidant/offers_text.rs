//! What a pack knows of offering, for people and for programs.

use serde::Serialize;

use confidant::engine::Info;
use confidant::model::Pack;
use confidant::model::offers::{Bundle, Offers, OffersCard, Policy, Ranked, ReliabilityBin, SIGNALS, Veto};

use crate::ask_text::ShownAsk;

/// What the pack holds, and what it knows of offering.
#[derive(Serialize)]
pub(crate) struct Shown<'a> {
    #[serde(flatten)]
    info: &'a Info,
    /// The fingerprint of the pack's bytes.
    sha256: String,
    /// Packs bear none yet.
    signature: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offers: Option<ShownOffers<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ask: Option<ShownAsk<'a>>,
}

/// What the pack knows of offering, as far as it can be read.
#[derive(Serialize)]
pub(crate) struct ShownOffers<'a> {
    card: &'a OffersCard,
    policy: &'a Policy,
    blend: Vec<(&'static str, f64)>,
    bundles: &'a [Bundle],
    vetoes: &'a [Veto],
}

impl<'a> ShownOffers<'a> {
    pub(crate) fn new(offers: &'a Offers) -> Self {
        let blend = SIGNALS.into_iter().zip(offers.blend).collect();
        Self { card: &offers.card, policy: &offers.policy, blend, bundles: &offers.bundles, vetoes: &offers.vetoes }
    }
}

impl<'a> Shown<'a> {
    pub(crate) fn new(info: &'a Info, pack: &'a Pack, sha256: String) -> Self {
        Self {
            info,
            sha256,
            signature: None,
            offers: pack.offers.as_ref().map(ShownOffers::new),
            ask: pack.ask.as_ref().map(ShownAsk::new),
        }
    }
}

/// How well hidden products are found again, a line a way of ranking.
pub(crate) fn offers_text(offers: &Offers) -> String {
    let card = &offers.card;
    let mut text = format!(
        "offers: {} products, {} customers, measured on {} with one product hidden\n",
        offers.holders.len(),
        card.customers,
        card.measured
    );
    for Ranked { by, figures: f, calibration } in &card.ranked {
        text.push_str(&format!(
            "  {by:<15} hit@3 {:.4}  mrr {:.4}  ndcg@10 {:.4}  recall@10 {:.4}  coverage {:.3}  novelty {:.2}",
            f.hit_at_3, f.mrr, f.ndcg_at_10, f.recall_at_10, f.coverage, f.novelty
        ));
        if let Some(calibration) = calibration {
            text.push_str(&format!("  ece {:.4}  brier {:.4}", calibration.ece, calibration.brier));
        }
        text.push('\n');
    }
    text
}

/// What the first ten products' shares came to, in tenths: stated, and true of the customers measured.
pub(crate) fn calibration_text(offers: &Offers) -> String {
    let Some(calibration) = offers.card.ranked.first().and_then(|ranked| ranked.calibration.as_ref()) else {
        return String::new();
    };
    let pair = |bin: &ReliabilityBin| format!("{:.1}/{:.1}", 100.0 * bin.stated, 100.0 * bin.true_share);
    let pairs: Vec<String> = calibration.bins.iter().map(pair).collect();
    format!("  shares stated and true, in % by tenths: {}\n", pairs.join("  "))
}

/// What recommending goes by: the forests, the groups, the rules.
pub(crate) fn policy_text(offers: &Offers) -> String {
    let counts = [
        ("products with a forest", offers.rankers.len()),
        ("factors", offers.factors.as_ref().map_or(0, |factors| factors.width)),
        ("segments", offers.segments.as_ref().map_or(0, |segments| segments.keys.len())),
        ("clusters", offers.clusters.as_ref().map_or(0, |clusters| clusters.customers.len())),
        ("bundles", offers.bundles.len()),
    ];
    let mut text: String = counts.iter().map(|(what, count)| format!("  {count:>5} {what}\n")).collect();
    if let Some(vetoed) = &offers.card.vetoed {
        text.push_str(&format!(
            "  {:>5} pairs that veto each other: they drop {:.2} % of what is not held, and {:.2} % of the hidden products\n",
            offers.vetoes.len(),
            100.0 * vetoed.candidates,
            100.0 * vetoed.hidden
        ));
    }
    for rule in &offers.policy.rules {
        text.push_str(&format!("  rule at {:?}: {}\n", rule.gate, rule.name).to_lowercase());
    }
    for context in &offers.policy.contexts {
        text.push_str(&format!("  context, times {}: {}\n", context.factor, context.name));
    }
    text
}
