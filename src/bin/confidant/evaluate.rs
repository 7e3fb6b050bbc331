//! `confidant evaluate`.

use std::io::Read;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use confidant::dataset::{CsvOptions, Records, is_gap};
use confidant::engine::{Advisor, Rows, Standing};
use confidant::error::{Error, ErrorKind, Result, quote};
use confidant::math::logit;
use confidant::metric::{caught, deciles, metrics};
use confidant::model::{DecileRow, Metrics};

use crate::evaluate_classes::ClassReport;
use crate::files;

/// Rows decoded at a time.
const BATCH: usize = 8192;

/// Measure a pack on a labelled table.
///
/// Prints AUC, log loss, average precision, Brier score, calibration error, and precision, recall, F1 and ModelScore = F1 × recall
/// at the threshold that training chose, then the decile table. For several classes: log loss, accuracy, the mean AUC of each class against
/// the rest, figures by class and the confusion matrix.
#[derive(Args)]
pub(crate) struct Evaluate {
    /// The pack.
    pack: PathBuf,
    /// The labelled table, CSV or .csv.gz; `-` is standard input.
    #[arg(long, value_name = "TEST.csv")]
    data: PathBuf,
    /// The label column; the one that the index was trained on when absent.
    #[arg(long, value_name = "COL")]
    label: Option<String>,
    /// The index; the pack's only one when absent, or the one trained on --label.
    #[arg(long, value_name = "NAME")]
    index: Option<String>,
    /// How many events are among the N most likely rows, as well; at most as many as have a label.
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// The character between fields.
    #[arg(long, value_name = "CHAR", default_value = ",", value_parser = files::delimiter)]
    delimiter: u8,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    index: String,
    label: String,
    positive: String,
    rows: usize,
    positives: u64,
    #[serde(flatten)]
    metrics: Metrics,
    deciles: Vec<DecileRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caught: Option<f64>,
    /// What each of the index's models says, where it has several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    routes: Vec<RouteFigures>,
}

#[derive(Serialize)]
struct RouteFigures {
    /// The value whose own model answered; null for the pooled model.
    value: Option<String>,
    rows: usize,
    positives: u64,
    #[serde(flatten)]
    metrics: Metrics,
}

impl Evaluate {
    pub(crate) fn run(self) -> Result<()> {
        let advisor = files::load(&self.pack)?;
        let position = self.position(&advisor)?;
        let index = &advisor.pack().indices[position];
        let label = self.label.clone().unwrap_or_else(|| index.card.label.clone());
        let input = files::open_table(&self.data)?;
        let within = |e: Error| e.within(&files::name(&self.data));
        if advisor.classes(position).is_some() {
            let look = |rows: &Rows| advisor.class_margins_of_rows(position, rows);
            if self.top.is_some() {
                let found = format!("an index of several classes, {}", quote(&index.name));
                return Err(Error::new(ErrorKind::Parameter, "nothing to count", "--top", "an index of one event", found));
            }
            let (margins, labels) = self.read(input, &advisor, &label, &look).map_err(within)?;
            let report = ClassReport::new(&advisor, position, label, &margins, &labels).map_err(within)?;
            return files::print(&if self.json { json(&report)? } else { report.text() });
        }
        let look = |rows: &Rows| advisor.standings(position, rows);
        let (standings, labels) = self.read(input, &advisor, &label, &look).map_err(within)?;
        let labels = events(&labels, &label, &index.card.positive).map_err(within)?;
        if let Some(top) = self.top.filter(|&top| top > labels.len()) {
            let expected = format!("at most {}, the rows with a label", labels.len());
            return Err(Error::new(ErrorKind::Parameter, "too few rows", "--top", expected, top.to_string()));
        }
        let probabilities: Vec<f64> = standings.iter().map(|standing| standing.probability).collect();
        let routed = index.parts.len() > 1;
        // Margins of several models are no order; their calibrated log-odds are.
        let margin = |standing: &Standing| if routed { logit(standing.probability) } else { standing.margin };
        let margins: Vec<f64> = standings.iter().map(margin).collect();
        let report = Report {
            index: index.name.clone(),
            label,
            positive: index.card.positive.clone(),
            rows: labels.len(),
            positives: labels.iter().filter(|&&y| y > 0.5).count() as u64,
            // Ranking figures by margin: calibration may join margins, never swap them.
            metrics: Metrics {
                auc: confidant::metric::roc_auc(&margins, &labels, None),
                ap: confidant::metric::average_precision(&margins, &labels, None),
                ..metrics(&probabilities, &labels, None, index.card.metrics.threshold)
            },
            deciles: deciles(&margins, &probabilities, &labels, None),
            caught: self.top.map(|top| caught(&margins, &labels, top)),
            routes: if routed { by_route(&advisor, position, &standings, &labels) } else { Vec::new() },
        };
        files::print(&if self.json { json(&report)? } else { report.text(self.top) })
    }

    fn position(&self, advisor: &Advisor) -> Result<usize> {
        let indices = &advisor.pack().indices;
        match (&self.index, &self.label) {
            (Some(name), _) => advisor.position(name),
            (None, _) if indices.len() == 1 => Ok(0),
            (None, Some(label)) if indices.iter().filter(|index| index.card.label == *label).count() == 1 => {
                Ok(indices.iter().position(|index| index.card.label == *label).unwrap_or(0))
            }
            _ => {
                let names: Vec<&str> = indices.iter().map(|index| index.name.as_str()).collect();
                let expected = format!("--index with one of {}", names.join(", "));
                Err(Error::new(ErrorKind::UnknownIndex, "several indices", "the pack", expected, "none named"))
            }
        }
    }

    /// What `look` sees of all rows that have a label, and the labels.
    fn read<T>(
        &self,
        input: impl Read,
        advisor: &Advisor,
        label: &str,
        look: &dyn Fn(&Rows) -> Vec<T>,
    ) -> Result<(Vec<T>, Vec<String>)> {
        let mut records = Records::new(input, CsvOptions { delimiter: self.delimiter })?;
        let column = records.header().iter().position(|name| name == label).ok_or_else(|| {
            let found = records.header().iter().take(8).cloned().collect::<Vec<_>>().join(", ");
            Error::new(ErrorKind::Schema, "label column not found", "the header", quote(label), format!("{found}, …"))
        })?;
        let mut layout = advisor.layout(records.header())?;
        for absent in layout.absent(advisor.fields()) {
            files::say(&format!("warning: the table has no column {absent}; it is scored as a gap"));
        }
        let (mut seen, mut labels) = (Vec::new(), Vec::new());
        let mut rows = Rows::new(advisor.fields().len());
        loop {
            rows.clear();
            let mut more = true;
            while rows.len() < BATCH {
                let Some(record) = records.next_record()? else {
                    more = false;
                    break;
                };
                let text = record.get(column);
                if !is_gap(text) {
                    labels.push(text.to_owned());
                    layout.push(advisor.fields(), record, advisor.day(None), &mut rows);
                }
            }
            seen.extend(look(&rows));
            if !more {
                break;
            }
        }
        for (name, count) in layout.mistyped(advisor.fields()) {
            files::say(&format!("warning: {count} values of column {name} are of another type; they are scored as gaps"));
        }
        if labels.is_empty() {
            return Err(Error::new(ErrorKind::Data, "no labelled rows", quote(label), "a label on some rows", "none"));
        }
        Ok((seen, labels))
    }
}

/// 1 where the label is the event.
fn events(labels: &[String], label: &str, positive: &str) -> Result<Vec<f32>> {
    let labels: Vec<f32> = labels.iter().map(|text| f32::from(u8::from(text == positive))).collect();
    let events = labels.iter().filter(|&&y| y > 0.5).count();
    if events == 0 || events == labels.len() {
        let (place, expected) =
            (format!("column {}", quote(label)), format!("{} on some rows and not on others", quote(positive)));
        let found = format!("it on {events} of {}", labels.len());
        return Err(Error::new(ErrorKind::Data, "labels of one class", place, expected, found));
    }
    Ok(labels)
}

/// The figures of each model on the rows that it answered for, the pooled one first.
fn by_route(advisor: &Advisor, position: usize, standings: &[Standing], labels: &[f32]) -> Vec<RouteFigures> {
    let index = &advisor.pack().indices[position];
    let of_part = |part: usize| {
        let rows: Vec<usize> = (0..standings.len()).filter(|&row| standings[row].part == part).collect();
        let value = advisor.route(position, &standings[*rows.first()?]).map(str::to_owned);
        let labels: Vec<f32> = rows.iter().map(|&row| labels[row]).collect();
        let probabilities: Vec<f64> = rows.iter().map(|&row| standings[row].probability).collect();
        let margins: Vec<f64> = rows.iter().map(|&row| standings[row].margin).collect();
        let metrics = Metrics {
            auc: confidant::metric::roc_auc(&margins, &labels, None),
            ap: confidant::metric::average_precision(&margins, &labels, None),
            ..metrics(&probabilities, &labels, None, index.card.metrics.threshold)
        };
        let positives = labels.iter().filter(|&&y| y > 0.5).count() as u64;
        Some(RouteFigures { value, rows: labels.len(), positives, metrics })
    };
    (0..index.parts.len()).filter_map(of_part).collect()
}

pub(crate) fn json(value: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string_pretty(value);
    let fail =
        |e: serde_json::Error| Error::new(ErrorKind::Data, "cannot print JSON", "the report", "finite figures", e.to_string());
    Ok(text.map_err(fail)? + "\n")
}

impl Report {
    fn text(&self, top: Option<usize>) -> String {
        let m = &self.metrics;
        let mut text = format!(
            "{} ({} = {}), {} rows, {} events\n\
             auc {:.5}   logloss {:.5}   ap {:.5}   brier {:.5}   ece {:.5}\n\
             at {:.4}: precision {:.4}   recall {:.4}   f1 {:.4}   model_score {:.4}\n",
            self.index,
            self.label,
            self.positive,
            self.rows,
            self.positives,
            m.auc,
            m.logloss,
            m.ap,
            m.brier,
            m.ece,
            m.threshold,
            m.precision,
            m.recall,
            m.f1,
            m.model_score
        );
        if let (Some(top), Some(caught)) = (top, self.caught) {
            text.push_str(&format!("among the {top} most likely: {caught:.1} events\n"));
        }
        text.push_str(&decile_table(&self.deciles));
        for route in &self.routes {
            let (m, value) = (&route.metrics, route.value.as_deref().unwrap_or("(pooled model)"));
            text.push_str(&format!(
                "{value:<20} {:>8} rows {:>8} events   auc {:.5}   logloss {:.5}   brier {:.5}   ece {:.5}\n",
                route.rows, route.positives, m.auc, m.logloss, m.brier, m.ece
            ));
        }
        text
    }
}

/// The decile table as fixed-width text.
pub(crate) fn decile_table(deciles: &[DecileRow]) -> String {
    let mut text = format!(
        "{:>6} {:>8} {:>8} {:>10} {:>10} {:>8} {:>8} {:>6}\n",
        "decile", "rows", "events", "min p", "max p", "rate", "cum.", "lift"
    );
    for row in deciles {
        text.push_str(&format!(
            "{:>6} {:>8} {:>8} {:>10.5} {:>10.5} {:>7.2}% {:>7.1}% {:>6.2}\n",
            row.decile,
            row.rows,
            row.positives,
            row.min_probability,
            row.max_probability,
            100.0 * row.rate,
            100.0 * row.cumulative_share,
            row.lift
        ));
    }
    text
}
