//! One index: its rows, its fit, and what the pack says of it.

use std::borrow::Cow;

use crate::artifact::MOST_TREES;
use crate::dataset::Day;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::math::sigmoid;
use crate::metric::{Weights, average_precision, best_threshold, deciles, metrics, roc_auc, volume_threshold};
use crate::model::{Arrangement, DecileRow, Index, IndexCard, Metrics, ModelKind, Part, Population, RoutesCard};

use super::assemble::assemble;
use super::blend::blend;
use super::calibrate::{Calibrated, Row, calibrate};
use super::candidate::{Candidate, choose, contenders, rivals, take_fitted};
use super::classes::ClassLabels;
use super::contend::Contest;
use super::evidence::HeldOut;
use super::fit::{Target, fit, measure, plan};
use super::folds::Plan;
use super::inputs::{Inputs, pick};
use super::label::Labelled;
use super::prepare::Prepared;
use super::train::Event;
use super::{IndexSpec, ModelChoice, Params, Threshold, classes, route};

/// Below so many rows of the rarer class figures are mostly chance.
const FEW_EVENTS: usize = 30;
/// Quantiles of the population's margins that a pack holds.
const QUANTILES: usize = 1001;

/// An index to fit.
pub(super) struct Job<'a> {
    pub(super) prepared: &'a Prepared,
    pub(super) params: &'a Params,
    pub(super) spec: &'a IndexSpec,
    /// Whether other models are fitted beside the one that ships, to be told of in a report.
    pub(super) compare: bool,
}

/// The rows that an index is fitted to, and their columns.
struct Chosen<'a> {
    labelled: Labelled,
    fit_weights: Vec<f32>,
    /// The prepared columns, narrowed to the rows where some are left out.
    inputs: Cow<'a, Inputs>,
    times: Option<Vec<Option<Day>>>,
    groups: Option<Vec<u64>>,
}

impl<'a> Chosen<'a> {
    /// Some of the rows, by position.
    fn pick(&self, positions: &[u32], penalty: Option<f64>) -> Chosen<'a> {
        let labelled = self.labelled.pick(positions);
        Chosen {
            fit_weights: labelled.fit_weights(penalty),
            inputs: Cow::Owned(self.inputs.select(positions)),
            times: self.times.as_ref().map(|times| pick(times, positions)),
            groups: self.groups.as_ref().map(|groups| pick(groups, positions)),
            labelled,
        }
    }

    fn target(&self) -> Target<'_> {
        Target {
            labels: &self.labelled.labels,
            row_weights: &self.labelled.weights,
            weights: &self.fit_weights,
            times: self.times.as_deref(),
            groups: self.groups.as_deref(),
        }
    }
}

/// Held-out rows with their margins, calibrated and measured.
pub(super) struct Figures {
    pub(super) calibrated: Calibrated,
    rows: Vec<Row>,
    pub(super) metrics: Metrics,
    pub(super) deciles: Vec<DecileRow>,
}

impl<'a> Job<'a> {
    /// Fits, calibrates and measures the index; also what held-out rows were measured, and what there is to note.
    ///
    /// # Errors
    /// `data` or `schema` with the place; `cancelled` when `watch` says no.
    pub(super) fn run(&self, watch: &(dyn Fn(Event<'_>) -> bool + Sync)) -> Result<(Index, HeldOut, Vec<String>)> {
        let row_weights = self.prepared.roles.weights(&self.prepared.table)?;
        if let Some(labels) = ClassLabels::of(self)? {
            return classes::run(self, &labels, watch).map_err(|e| self.within(e));
        }
        let chosen = self.choose(row_weights)?;
        let without = self.prepared.table.rows() - chosen.labelled.rows.len();
        let lacking = if row_weights.is_some() { "a label or a weight" } else { "a label" };
        let note = || format!("index `{}`: {without} rows without {lacking} are left out", self.spec.name);
        let mut notes: Vec<String> = (without > 0).then(note).into_iter().collect();
        let plan = plan(&chosen.target(), self.params);
        plan.check(&chosen.labelled.labels).map_err(|e| self.within(e))?;
        let (name, choice) = (self.spec.name.as_str(), self.spec.model);
        let all = self.compare || choice == ModelChoice::Best;
        let candidates = self.candidates(name, &chosen, &plan, (choice, all), watch).map_err(|e| self.within(e))?;
        watch(Event::Measuring(name));
        let measured = plan.measured();
        let mut candidates = self.measured(candidates, &chosen.labelled, &measured);
        let ships = choose(&candidates, choice);
        let contenders = if choice == ModelChoice::Best { contenders(&candidates, ships) } else { Vec::new() };
        let rivals = if self.compare { rivals(&candidates, ships) } else { Vec::new() };
        let (matrix, boosted) = take_fitted(&mut candidates, ships).ok_or_else(|| self.within(nothing_to_ship()))?;
        let (chosen_one, Figures { calibrated, rows, mut metrics, mut deciles }) = candidates.swap_remove(ships);
        let scorecard = candidates.iter().map(|(one, _)| one).find(|one| one.is_part_of(&chosen_one));
        let told = [Some(&chosen_one), scorecard].into_iter().flatten().filter_map(Candidate::note);
        notes.extend(told.map(|note| format!("index `{}`: {note}", self.spec.name)));
        let Candidate { model, margins, .. } = chosen_one;
        let pooled = Part {
            model: assemble(&chosen.inputs, matrix, &boosted),
            calibrator: calibrated.calibrator,
            population: Population { quantiles: quantiles(rows) },
        };
        let mut out = Measured { rows: measured, margins, probabilities: calibrated.cross_fitted };
        let (mut arrangement, mut parts, mut routes) = (Arrangement::Single, vec![pooled], None);
        if let Some(column) = &self.spec.route {
            let column = route::Column::new(self.prepared, column, &chosen.labelled.rows, &chosen.labelled.labels)
                .map_err(|e| self.within(e))?;
            let decided = self.routes(&chosen, &plan, &column, (model, &out), watch)?;
            notes.extend(self.told(&decided.card));
            arrangement = decided.arrangement;
            routes = Some(decided.card);
            if !decided.kept.is_empty() {
                out.route(&mut parts, decided.kept);
                let shown: Vec<f64> = out.margins.iter().map(|&log_odds| sigmoid(log_odds)).collect();
                (metrics, deciles) = self.judge(&chosen.labelled, &out, &shown);
            }
        }
        let card = IndexCard {
            label: self.spec.label().to_owned(),
            positive: chosen.labelled.positive.clone(),
            rows: chosen.labelled.labels.len() as u64,
            positive_rate: chosen.labelled.positive_rate(),
            model,
            trees: boosted.trees.len() as u32,
            measured_on: plan.description,
            calibrator: parts[0].calibrator.name().to_owned(),
            metrics,
            contenders,
            measured: None,
            deciles,
            importance: Vec::new(),
            routes,
            classes: None,
        };
        notes.extend(self.doubts(&chosen.labelled, &metrics));
        let table_rows: Vec<u32> = pick(&chosen.labelled.rows, &out.rows);
        let held_out = HeldOut {
            labels: pick(&chosen.labelled.labels, &out.rows),
            margins: out.margins,
            probabilities: out.probabilities,
            classes: None,
            weights: row_weights.map_or_else(Vec::new, |weights| pick(weights, &table_rows)),
            rows: table_rows,
            rivals,
        };
        let Self { spec, .. } = self;
        let (name, title) = (spec.name.clone(), spec.title.clone());
        Ok((Index { name, title, polarity: spec.polarity, arrangement, parts, card }, held_out, notes))
    }

    /// Fits a model to each of the column's values and keeps those that are better than the pooled one.
    fn routes(
        &self,
        chosen: &Chosen<'_>,
        plan: &Plan,
        column: &route::Column,
        (model, pooled): (ModelKind, &Measured),
        watch: &(dyn Fn(Event<'_>) -> bool + Sync),
    ) -> Result<route::Decided> {
        let mut found = Vec::new();
        for (number, value) in column.values.iter().enumerate() {
            let (own, plan) = (chosen.pick(&value.rows, self.spec.imbalance_penalty), plan.within(&value.rows));
            // Where the latest rows or whole groups are held out, a value may have no events on one side: it cannot be measured.
            if plan.check(&own.labelled.labels).is_err() {
                continue;
            }
            let name = format!("{}, {} = {}", self.spec.name, column.name, value.name);
            let choice = match model {
                ModelKind::Linear => ModelChoice::Linear,
                ModelKind::Blend => ModelChoice::Blend,
                ModelKind::Forest | ModelKind::RandomForest => ModelChoice::Forest,
            };
            let candidates = self.candidates(&name, &own, &plan, (choice, false), watch).map_err(|e| self.within(e))?;
            let measured = plan.measured();
            let mut candidates = self.measured(candidates, &own.labelled, &measured);
            let ships = choose(&candidates, choice);
            let (matrix, boosted) = take_fitted(&mut candidates, ships).ok_or_else(|| self.within(nothing_to_ship()))?;
            let (Candidate { margins, .. }, Figures { calibrated, rows, metrics, deciles }) = candidates.swap_remove(ships);
            let both = pooled.of(&pick(&value.rows, &measured));
            let (labels, weights) = (pick(&own.labelled.labels, &measured), pick(&own.labelled.weights, &measured));
            let weights = (!own.labelled.even).then_some(weights.as_slice());
            found.push(route::Candidate {
                value: number,
                part: Part {
                    model: assemble(&own.inputs, matrix, &boosted),
                    calibrator: calibrated.calibrator,
                    population: Population { quantiles: quantiles(rows) },
                },
                trees: boosted.trees.len(),
                measured: pick(&value.rows, &measured),
                positive_rate: own.labelled.positive_rate(),
                auc: metrics.auc,
                pooled_auc: roc_auc(&both.margins, &labels, weights),
                own: route::Said { margins, probabilities: calibrated.cross_fitted },
                pooled: both,
                deciles,
            });
        }
        let Chosen { labelled, groups, .. } = chosen;
        let rows = route::Rows { labels: &labelled.labels, weights: &labelled.weights, groups: groups.as_deref() };
        Ok(route::decide(column, found, &rows))
    }

    /// What there is to note of the routes.
    fn told(&self, card: &RoutesCard) -> Option<String> {
        let (name, column) = (&self.spec.name, &card.column);
        let kept = card.routes.iter().filter(|route| route.kept).count();
        match card.routes.len() {
            0 => Some(format!("index `{name}`: no value of `{column}` has rows enough to be measured apart; one model answers")),
            all if kept == 0 => Some(format!(
                "index `{name}`: none of {all} values of `{column}` is served better by its own model; one model answers"
            )),
            _ => None,
        }
    }

    /// The models that take part, fitted: the one that is asked for and what it is made of, or all of them where they are to be compared.
    fn candidates(
        &self,
        name: &str,
        chosen: &Chosen<'_>,
        plan: &Plan,
        (choice, all): (ModelChoice, bool),
        watch: &(dyn Fn(Event<'_>) -> bool + Sync),
    ) -> Result<Vec<Candidate>> {
        let (inputs, target) = (&*chosen.inputs, chosen.target());
        let mut candidates = Vec::new();
        if all || choice != ModelChoice::Linear {
            let report = |progress| watch(Event::Fitting(name, progress));
            candidates.push(Candidate::forest(fit(inputs, &target, plan, self.params, &report)?));
        }
        if all || choice != ModelChoice::Forest {
            let contest = Contest { inputs, target: &target, plan, params: self.params, with_random_forest: all };
            candidates.extend(Candidate::contenders(contest.run(&|| watch(Event::Contending(name)))?));
        }
        if let [forest, linear, ..] = candidates.as_slice() {
            let trees = forest.trees() + linear.trees();
            if trees > MOST_TREES && choice == ModelChoice::Blend {
                let expected = format!("{MOST_TREES} trees at most, those of the scorecard among them");
                return Err(Error::new(ErrorKind::Parameter, "too large to blend", "iterations", expected, trees.to_string()));
            }
            if trees > MOST_TREES {
                return Ok(candidates);
            }
            let rows = rows(&chosen.labelled, &plan.measured(), &forest.margins);
            candidates.insert(2, Candidate::blend(blend(&rows, &linear.margins)));
        }
        Ok(candidates)
    }

    /// The candidates with their figures.
    fn measured(&self, candidates: Vec<Candidate>, labelled: &Labelled, measured: &[u32]) -> Vec<(Candidate, Figures)> {
        let measure = |candidate: Candidate| {
            let figures = self.figures(labelled, measured, &candidate.margins);
            (candidate, figures)
        };
        candidates.into_iter().map(measure).collect()
    }

    /// What the folds alone say of the rows they hold out, and the median number of their trees.
    ///
    /// # Errors
    /// Those of [`Job::run`].
    pub(super) fn measure(&self, watch: &(dyn Fn() -> bool + Sync)) -> Result<(Metrics, usize)> {
        if let Some(labels) = ClassLabels::of(self)? {
            return classes::measure(self, &labels, watch).map_err(|e| self.within(e));
        }
        let chosen = self.choose(self.prepared.roles.weights(&self.prepared.table)?)?;
        let measured = measure(&chosen.inputs, &chosen.target(), self.params, &|_| watch()).map_err(|e| self.within(e))?;
        Ok((self.figures(&chosen.labelled, &measured.rows, &measured.margins).metrics, measured.trees))
    }

    /// Why the figures may not be what they seem.
    fn doubts(&self, labelled: &Labelled, metrics: &Metrics) -> Vec<String> {
        let events = labelled.labels.iter().filter(|&&y| y > 0.5).count();
        let rarer = events.min(labelled.labels.len() - events);
        let name = &self.spec.name;
        let few = (rarer < FEW_EVENTS).then(|| {
            format!(
                "index `{name}`: only {rarer} rows of the rarer class; neither the scores nor the figures are to be relied on"
            )
        });
        // Hanley and McNeil 1982: near 0.5 the standard error of the AUC is about √((n + 1) / (12 n₁ n₀)).
        let others = labelled.labels.len() - rarer;
        let error = ((labelled.labels.len() + 1) as f64 / (12.0 * rarer as f64 * others as f64)).sqrt();
        let blind = (metrics.auc < 0.5 + 2.0 * error).then(|| {
            format!("index `{name}`: the columns tell events from others no better than chance (auc {:.3})", metrics.auc)
        });
        few.into_iter().chain(blind).collect()
    }

    fn within(&self, error: Error) -> Error {
        error.within(&format!("index {}", quote(&self.spec.name)))
    }

    fn choose(&self, row_weights: Option<&[f32]>) -> Result<Chosen<'a>> {
        let Prepared { table, roles, inputs, .. } = self.prepared;
        let labelled = Labelled::new(table, self.spec, row_weights)?;
        let all = labelled.rows.len() == table.rows();
        Ok(Chosen {
            fit_weights: labelled.fit_weights(self.spec.imbalance_penalty),
            inputs: if all { Cow::Borrowed(inputs) } else { Cow::Owned(inputs.select(&labelled.rows)) },
            times: roles.days(table).map(|days| pick(days, &labelled.rows)),
            groups: roles.groups(table).map(|groups| pick(&groups, &labelled.rows)),
            labelled,
        })
    }

    fn figures(&self, labelled: &Labelled, measured: &[u32], margins: &[f64]) -> Figures {
        let rows = rows(labelled, measured, margins);
        let calibrated = calibrate(&rows, self.params.seed);
        let shown: Vec<f64> = margins.iter().map(|&margin| calibrated.calibrator.probability(margin)).collect();
        let out = Measured { rows: measured.to_vec(), margins: margins.to_vec(), probabilities: calibrated.cross_fitted.clone() };
        let (metrics, deciles) = self.judge(labelled, &out, &shown);
        Figures { calibrated, rows, metrics, deciles }
    }

    /// The figures of measured rows that customers would see with the probabilities `shown`.
    fn judge(&self, labelled: &Labelled, out: &Measured, shown: &[f64]) -> (Metrics, Vec<DecileRow>) {
        let (labels, weights) = (pick(&labelled.labels, &out.rows), pick(&labelled.weights, &out.rows));
        let weights = (!labelled.even).then_some(weights.as_slice());
        let threshold = threshold(self.spec.threshold, shown, &labels, weights);
        // Ranking figures by margin, which cross-fitting does not touch; the others as on rows that calibration has not seen.
        let metrics = Metrics {
            auc: roc_auc(&out.margins, &labels, weights),
            ap: average_precision(&out.margins, &labels, weights),
            ..metrics(&out.probabilities, &labels, weights, threshold)
        };
        (metrics, deciles(&out.margins, shown, &labels, weights))
    }
}

/// The measured rows with these margins.
fn rows(labelled: &Labelled, measured: &[u32], margins: &[f64]) -> Vec<Row> {
    let row = |(&row, &margin): (&u32, &f64)| Row {
        margin,
        label: labelled.labels[row as usize].into(),
        weight: labelled.weights[row as usize].into(),
    };
    measured.iter().zip(margins).map(row).collect()
}

fn nothing_to_ship() -> Error {
    Error::new(ErrorKind::Data, "nothing to ship", "", "a model that can ship", "a yardstick only")
}

/// Rows that fits held out, by position among the labelled ones, and what the fits said of them.
struct Measured {
    /// Ascending.
    rows: Vec<u32>,
    /// In log-odds.
    margins: Vec<f64>,
    /// By calibrators that did not see them.
    probabilities: Vec<f64>,
}

impl Measured {
    /// What was said of these rows.
    fn of(&self, rows: &[u32]) -> route::Said {
        // A route's rows are measured where all are, by the same plan.
        let at: Vec<u32> = rows.iter().filter_map(|row| Some(self.rows.binary_search(row).ok()? as u32)).collect();
        route::Said { margins: pick(&self.margins, &at), probabilities: pick(&self.probabilities, &at) }
    }

    /// Lets the models of routes answer for their rows and adds them to the parts. Margins become comparable.
    fn route(&mut self, parts: &mut Vec<Part>, kept: Vec<route::Candidate>) {
        self.margins.iter_mut().for_each(|margin| *margin = route::comparable(&parts[0], *margin));
        for route::Candidate { part, measured, own, .. } in kept {
            for (at, row) in measured.iter().enumerate() {
                if let Ok(place) = self.rows.binary_search(row) {
                    self.margins[place] = route::comparable(&part, own.margins[at]);
                    self.probabilities[place] = own.probabilities[at];
                }
            }
            parts.push(part);
        }
    }
}

fn threshold(asked: Threshold, probabilities: &[f64], labels: &[f32], weights: Weights<'_>) -> f64 {
    match asked {
        Threshold::F1 => best_threshold(probabilities, labels, weights, |f1, _| f1),
        Threshold::ModelScore => best_threshold(probabilities, labels, weights, |f1, recall| f1 * recall),
        Threshold::Volume(share) => volume_threshold(probabilities, weights, share),
        Threshold::Fixed(probability) => probability,
    }
}

/// Evenly spaced quantiles of the margins, by weight.
pub(super) fn quantiles(mut rows: Vec<Row>) -> Vec<f64> {
    rows.sort_by(|a, b| a.margin.total_cmp(&b.margin));
    let all: f64 = rows.iter().map(|row| row.weight).sum();
    let (mut at, mut through) = (0, rows.first().map_or(0.0, |row| row.weight));
    let quantile = |number: usize| {
        let wanted = all * number as f64 / (QUANTILES - 1) as f64;
        while through < wanted && at + 1 < rows.len() {
            at += 1;
            through += rows[at].weight;
        }
        rows[at].margin
    };
    (0..QUANTILES).map(quantile).collect()
}
