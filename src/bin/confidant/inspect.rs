//! `confidant inspect`.

use std::path::PathBuf;

use clap::Args;

use confidant::engine::receipt::sha256;
use confidant::engine::{Advisor, Info};
use confidant::error::Result;
use confidant::model::{Contender, IndexCard, ModelKind};

use crate::ask_text::ask_text;
use crate::classes_text::classes_text;
use crate::evaluate::{decile_table, json};
use crate::files;
use crate::measured_text::{measured_classes_text, measured_text};
use crate::offers_text::{Shown, calibration_text, offers_text, policy_text};
use crate::routes_text::routes_text;

/// Columns shown of an index's importance.
const IMPORTANT: usize = 10;

/// Show what a pack holds: its card, columns, indices, metrics and deciles.
#[derive(Args)]
pub(crate) struct Inspect {
    /// The pack.
    pack: PathBuf,
    /// Print JSON, as `Advisor.info()` returns it, and what the pack knows of offering.
    #[arg(long)]
    json: bool,
}

impl Inspect {
    pub(crate) fn run(self) -> Result<()> {
        let bytes = files::read_bytes(&self.pack)?;
        let advisor = Advisor::from_bytes(&bytes).map_err(|e| e.within(&files::name(&self.pack)))?;
        let sha256 = sha256(&bytes);
        if self.json {
            return files::print(&json(&Shown::new(advisor.info(), advisor.pack(), sha256))?);
        }
        let offers = advisor.pack().offers.as_ref();
        let offers = offers.map_or_else(String::new, |offers| {
            format!("\n{}{}{}", offers_text(offers), calibration_text(offers), policy_text(offers))
        });
        let ask = advisor.pack().ask.as_ref().map_or_else(String::new, |ask| format!("\n{}", ask_text(ask)));
        files::print(&(text(advisor.info(), &sha256) + &offers + &ask))
    }
}

fn text(info: &Info, sha256: &str) -> String {
    let card = &info.card;
    let mut text = format!(
        "{}, format {}, {}\ntrained on {}: {} rows, seed {}",
        info.name, info.format, card.created_by, card.source, card.rows, card.seed
    );
    if let Some(window) = &card.window {
        text.push_str(&format!(", {} to {}", window.from, window.to));
    }
    if let Some(as_of) = &card.as_of {
        text.push_str(&format!(", dates as of {as_of}"));
    }
    if let Some(weight) = &card.weight {
        text.push_str(&format!(", rates and figures by the weight {weight}"));
    }
    text.push_str(&format!("\nsha256 {sha256}, not signed\n"));
    for note in &card.notes {
        text.push_str(&format!("note: {note}\n"));
    }
    text.push_str(&format!("\n{} columns\n", info.schema.len()));
    for field in &info.schema {
        let values = match field.range {
            Some(range) => format!("{} … {} … {}", range.low, range.median, range.high),
            None => format!("{} named categories", field.categories.len()),
        };
        let name = &field.name;
        text.push_str(&format!("  {name:<28} {:<12} {:>5.1} % gaps  {values}\n", field.semantic.name(), 100.0 * field.missing));
    }
    if !info.catalogue.is_empty() {
        text.push_str(&format!("\n{} products\n", info.catalogue.len()));
        for product in &info.catalogue {
            let name = product.name.get("en").or_else(|| product.name.values().next()).map_or("", String::as_str);
            text.push_str(&format!(
                "  {:<28} {name}, price {}, value {}\n",
                product.id,
                amount(product.price),
                amount(product.value)
            ));
        }
    }
    for (list, stages) in [("statuses", &info.statuses), ("life stages", &info.life_stages)] {
        if !stages.is_empty() {
            let ids: Vec<&str> = stages.iter().map(|stage| stage.id.as_str()).collect();
            text.push_str(&format!("\n{list}, the first that holds: {}\n", ids.join(", ")));
        }
    }
    for index in &info.indices {
        let (card, m) = (&index.card, &index.card.metrics);
        text.push_str(&format!(
            "\nindex {}: {} = {}, {:.2} % of {} rows, {}, {}, measured on {}\n  \
             auc {:.5}  logloss {:.5}  ap {:.5}  brier {:.5}  ece {:.5}  f1 {:.4}  model_score {:.4} at {:.4}\n",
            index.name,
            card.label,
            card.positive,
            100.0 * card.positive_rate,
            card.rows,
            model(card),
            card.calibrator,
            card.measured_on,
            m.auc,
            m.logloss,
            m.ap,
            m.brier,
            m.ece,
            m.f1,
            m.model_score,
            m.threshold
        ));
        text.push_str(&card.measured.as_ref().map_or_else(String::new, measured_text));
        text.push_str(&contenders(card));
        if !card.deciles.is_empty() {
            text.push_str(&decile_table(&card.deciles));
        }
        if let Some(classes) = &card.classes {
            text.push_str(&classes_text(classes));
            text.push_str(&card.measured.as_ref().map_or_else(String::new, measured_classes_text));
        }
        if let Some(routes) = &card.routes {
            text.push_str(&routes_text(routes));
            for route in routes.routes.iter().filter(|route| route.kept) {
                text.push_str(&format!("deciles of {} = {}\n{}", routes.column, route.value, decile_table(&route.deciles)));
            }
        }
        for important in card.importance.iter().take(IMPORTANT) {
            text.push_str(&format!("  {:<28} {:.4}\n", important.feature, important.mean_abs_contribution));
        }
    }
    text
}

/// An amount, or a word where there is none.
fn amount(amount: Option<f64>) -> String {
    amount.map_or_else(|| "unknown".to_owned(), |amount| amount.to_string())
}

/// What an index is, and its size.
pub(crate) fn model(card: &IndexCard) -> String {
    let parts = if card.model == ModelKind::Linear { "steps" } else { "trees" };
    format!("{}, {} {parts}", card.model.name(), card.trees)
}

/// The models that were compared, a line each.
pub(crate) fn contenders(card: &IndexCard) -> String {
    let line = |one: &Contender| {
        let Contender { auc, logloss, ap, brier, ece, lift, .. } = one;
        let (name, ships) = (one.model.name(), if one.ships { "  ships" } else { "" });
        format!(
            "  {name:<17} auc {auc:.5}  logloss {logloss:.5}  ap {ap:.5}  brier {brier:.5}  ece {ece:.5}  lift {lift:.2}{ships}\n"
        )
    };
    card.contenders.iter().map(line).collect()
}
