//! What a training says of the offers that a pack makes: how well hidden products are found again, how far stated chances come true,
//! what signals count, and which products and customers go together.

use maud::{Markup, html};

use crate::model::offers::{Bundle, Offers, Ranked, Reliability, SIGNALS};
use crate::model::{Pack, Product};

use super::chart::{Mark, Plot, Series, Unit, bar, swing};
use super::page::{NAME, Section, card, legend, name};
use super::text::{clean, figure, percent, thousands};

/// Bundles, pairs, and products of a cluster that are listed.
const LISTED: usize = 25;
const PAIRS: usize = 25;
const OF_CLUSTER: usize = 4;

/// The sections about offers; none where the pack makes none.
pub(super) fn sections(pack: &Pack) -> Vec<Section> {
    let Some(offers) = &pack.offers else { return Vec::new() };
    let catalogue = &pack.catalogue;
    let mut sections = vec![ranking(offers)];
    sections.extend(calibration(offers));
    sections.extend(bundles(offers, catalogue));
    sections.extend(vetoes(offers, catalogue));
    sections.extend(clusters(offers, catalogue));
    sections
}

/// What a product is called in English, or its id.
fn product(catalogue: &[Product], at: usize) -> Markup {
    let titles = &catalogue[at].name;
    name(titles.get("en").or_else(|| titles.values().next()).unwrap_or(&catalogue[at].id))
}

fn table(head: &Markup, body: &Markup) -> Markup {
    html! { div class="scroll" tabindex="0" role="region" aria-label="Table" { table { thead { (head) } tbody { (body) } } } }
}

/// What a way of ranking is called.
fn way(by: &str) -> String {
    let known = match by {
        "blend" => "all signals, blended",
        "propensity" => "the products' forests",
        "factors" => "factors",
        "factors_log" => "factors, their logarithm",
        "rating" => "factors of ratings",
        "neighbours" => "products that go together",
        "neighbours_log" => "products that go together, their logarithm",
        "popularity" => "popularity",
        "segment" => "customers of the segment",
        "cluster" => "customers alike",
        "lately" => "what was taken of late",
        "slim" => "regression on what is held (SLIM)",
        other => return clean(other, NAME),
    };
    known.to_owned()
}

fn ranking(offers: &Offers) -> Section {
    let card = &offers.card;
    let about = html! {
        p {
            "Of " (thousands(card.measured)) " customers, out of " (thousands(card.customers)) " who have anything, a product was hidden; the "
            "signals were learnt from the others, and the blend was weighed on four fifths of them at a time. Popularity is what a list of the "
            "most held products would reach. Coverage is the share of the catalogue in somebody's first three, novelty the mean of −log₂ of "
            "the share of holders there. Weights are of signals on scales of their own and do not compare in size."
        }
    };
    let most = offers.blend.iter().fold(0.0_f64, |most, weight| most.max(weight.abs()));
    let weight = |by: &str| SIGNALS.iter().position(|signal| *signal == by).map(|at| offers.blend[at]);
    let row = |Ranked { by, figures: f, calibration }: &Ranked| {
        let four = |x: f64| format!("{x:.4}");
        let shares = calibration.as_ref().map(|c| (four(c.ece), four(c.brier)));
        html! { tr {
            th scope="row" { (way(by)) }
            @for x in [f.hit_at_3, f.mrr, f.ndcg_at_10, f.recall_at_10] { td class="number" { (four(x)) } }
            td class="number" { (percent(f.coverage)) } td class="number" { (format!("{:.2}", f.novelty)) }
            td class="number" { (shares.as_ref().map_or("–", |s| s.0.as_str())) }
            td class="number" { (shares.as_ref().map_or("–", |s| s.1.as_str())) }
            td class="number" { (weight(by).map_or_else(String::new, figure)) }
            td class="small-chart" { @if let Some(weight) = weight(by) { (swing(weight / most.max(f64::MIN_POSITIVE))) } }
        } }
    };
    let head = html! { tr {
        th { "Ranked by" }
        @for what in ["hit@3", "MRR", "NDCG@10", "recall@10", "Coverage", "Novelty, bits", "Calibration error", "Brier", "Weight"] {
            th class="number" { (what) }
        }
        th {}
    } };
    let body = html! {
        @if card.ranked.is_empty() { p { "Too few customers have anything to measure on." } }
        @else { (table(&head, &html! { @for ranked in &card.ranked { (row(ranked)) } })) }
        @if !card.notes.is_empty() { ul class="notes" { @for note in &card.notes { li { (clean(note, 400)) } } } }
    };
    Section::new("offers", "How well offers are found", about, body)
}

fn calibration(offers: &Offers) -> Option<Section> {
    let of = |by: &str| offers.card.ranked.iter().find(|ranked| ranked.by == by)?.calibration.as_ref();
    let blend = of("blend")?;
    let about = html! {
        p {
            "The chance of a product to be the next one, if one is taken, over each customer's first ten products and in tenths of all these "
            "chances: what was stated against the share that came true."
        }
    };
    let points = |reliability: &Reliability| reliability.bins.iter().map(|bin| (bin.stated, bin.true_share)).collect();
    let all = blend.bins.iter().chain(of("popularity").into_iter().flat_map(|reliability| &reliability.bins));
    let most = all.map(|bin| bin.stated.max(bin.true_share)).fold(0.0, f64::max).clamp(1e-6, 1.0);
    let plot = Plot {
        x: (0.0, most),
        y: (0.0, most),
        x_unit: Unit::Percent,
        y_unit: Unit::Percent,
        ..Plot::new("Shares that came true against stated chances", "stated chance", "came true")
    };
    let mut series = vec![Series { class: "chance", mark: Mark::Line(vec![(0.0, 0.0), (most, most)]) }];
    if let Some(popularity) = of("popularity") {
        series.push(Series { class: "second", mark: Mark::Points(points(popularity)) });
    }
    series.push(Series { class: "", mark: Mark::Points(points(blend)) });
    let drawn = html! {
        (plot.draw(&series))
        (legend(&[("", "the offers' chances"), ("second", "shares of holders"), ("chance", "true chances")]))
    };
    let head = html! { tr { th class="number" { "Stated" } th class="number" { "Came true" } th class="number" { "Customers and products" } } };
    let rows = html! { @for bin in &blend.bins { tr {
        td class="number" { (percent(bin.stated)) } td class="number" { (percent(bin.true_share)) } td class="number" { (thousands(bin.count)) }
    } } };
    let body = html! { div class="side" { (card(&html! { "Calibration" }, &drawn)) (table(&head, &rows)) } };
    Some(Section::new("offer-calibration", "Chances of offers", about, body))
}

fn bundles(offers: &Offers, catalogue: &[Product]) -> Option<Section> {
    let mut best: Vec<&Bundle> = offers.bundles.iter().collect();
    best.sort_by(|a, b| b.lift.total_cmp(&a.lift).then_with(|| (&a.held, a.adds).cmp(&(&b.held, b.adds))));
    let most = best.first()?.lift;
    let about = html! {
        p {
            "Products that many customers have together: of those who have the first ones, the share that has the last one too, and how many times "
            "more often than anybody. The " (best.len().min(LISTED)) " of highest lift, of " (best.len()) " in the pack."
        }
    };
    let head = html! { tr {
        th { "Who has" } th { "has too" } th class="number" { "Customers" } th class="number" { "Share" } th class="number" { "Lift" } th {}
    } };
    let rows = html! { @for bundle in best.iter().take(LISTED) { tr {
        th scope="row" { @for (at, &held) in bundle.held.iter().enumerate() { @if at > 0 { " + " } (product(catalogue, held as usize)) } }
        td { (product(catalogue, bundle.adds as usize)) }
        td class="number" { (thousands(bundle.count.into())) } td class="number" { (percent(bundle.confidence)) }
        td class="number" { (format!("{:.2}", bundle.lift)) } td class="small-chart" { (bar("", bundle.lift / most.max(f64::MIN_POSITIVE))) }
    } } };
    Some(Section::new("bundles", "Bundles", about, table(&head, &rows)))
}

fn vetoes(offers: &Offers, catalogue: &[Product]) -> Option<Section> {
    let mut rarest: Vec<_> = offers.vetoes.iter().collect();
    rarest.sort_by(|a, b| a.lift.total_cmp(&b.lift).then(a.products.cmp(&b.products)));
    let about = html! {
        p {
            "Products that hardly anybody has together, though many have each: who has the one is not offered the other. The "
            (rarest.len().min(PAIRS)) " rarest, of " (rarest.len()) "."
            @if let Some(vetoed) = offers.card.vetoed {
                " Vetoes drop " (percent(vetoed.candidates)) " of what measured customers lacked, and " (percent(vetoed.hidden)) " of the products hidden from them."
            }
        }
    };
    let head = html! { tr { th { "Product" } th { "with" } th class="number" { "Customers with both" } th class="number" { "Times chance" } } };
    let rows = html! { @for veto in rarest.iter().take(PAIRS) { tr {
        th scope="row" { (product(catalogue, veto.products[0] as usize)) } td { (product(catalogue, veto.products[1] as usize)) }
        td class="number" { @if veto.both == 0 { "fewer than 20" } @else { (thousands(veto.both.into())) } }
        td class="number" { @if veto.both == 0 { "at most " } (format!("{:.2}", veto.lift)) }
    } } };
    (!rarest.is_empty()).then(|| Section::new("vetoes", "Pairs that veto each other", about, table(&head, &rows)))
}

fn clusters(offers: &Offers, catalogue: &[Product]) -> Option<Section> {
    let crowd = offers.clusters.as_ref()?;
    let about =
        html! { p { "Customers alike by their columns and products, and what they have more often than all customers do." } };
    let most = crowd.customers.iter().copied().max().unwrap_or(1).max(1);
    let row = |at: usize| {
        let all = crowd.customers[at];
        let share = |&count: &u32| f64::from(count) / f64::from(all.max(1));
        let more = |(product, count): (usize, &u32)| (product, share(count), share(count) / offers.share(product).max(1e-9));
        let held = crowd.holders_of(at).iter().enumerate().filter(|(product, count)| **count > 0 && offers.holders[*product] > 0);
        let mut typical: Vec<(usize, f64, f64)> = held.map(more).filter(|one| one.2 > 1.0).collect();
        typical.sort_by(|a, b| (b.1 * (b.2 - 1.0)).total_cmp(&(a.1 * (a.2 - 1.0))).then(a.0.cmp(&b.0)));
        html! { tr {
            th scope="row" { (at + 1) } td class="number" { (thousands(all.into())) }
            td class="small-chart" { (bar("", f64::from(all) / f64::from(most))) }
            td { @for (at, &(held, share, times)) in typical.iter().take(OF_CLUSTER).enumerate() {
                @if at > 0 { ", " } (product(catalogue, held)) " " (percent(share)) " (" (format!("{times:.1}")) " times)"
            } }
        } }
    };
    let head = html! { tr { th { "Cluster" } th class="number" { "Customers" } th {} th { "Have more often" } } };
    let rows = html! { @for at in 0..crowd.customers.len() { (row(at)) } };
    Some(Section::new("clusters", "Customers alike", about, table(&head, &rows)))
}
