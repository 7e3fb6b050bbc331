//! What was found out about the routes of an index, as text.

use confidant::model::RoutesCard;

/// The test of the populations and a line a value.
pub(crate) fn routes_text(card: &RoutesCard) -> String {
    let mut text = format!("routes by {}", card.column);
    if let Some(rates) = &card.rates {
        text.push_str(&format!(
            ": one rate of the event for all has p {:.2e} (G {:.2}, {} degrees)",
            rates.p, rates.statistic, rates.freedom
        ));
    }
    text.push_str(&format!(
        "\n  {:<20} {:<7} {:>8} {:>8} {:>8} {:>8} {:>9} {:>9} {:>10} {:>9} {:>9}\n",
        "value", "model", "rows", "events", "auc", "pooled", "logloss", "pooled", "gain", "± error", "p"
    ));
    for route in &card.routes {
        text.push_str(&format!(
            "  {:<20} {:<7} {:>8} {:>8} {:>8.4} {:>8.4} {:>9.5} {:>9.5} {:>10.6} {:>9.6} {:>9.2e}\n",
            route.value,
            if route.kept { "own" } else { "pooled" },
            route.rows,
            route.positives,
            route.auc,
            route.pooled_auc,
            route.logloss,
            route.pooled_logloss,
            route.gain,
            route.gain_error,
            route.p
        ));
    }
    text.push_str(&format!("  other values and gaps: {} rows, pooled model\n", card.other_rows));
    text
}
