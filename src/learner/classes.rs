//! An index of several classes: its labels, its fit, and what the pack says of it.

use rayon::prelude::*;

use crate::appraisal::ClassRows;
use crate::dataset::{MISSING_CODE, Values};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::math::{logit, softmax};
use crate::metric::class_metrics;
use crate::model::{Arrangement, Calibrator, ClassesCard, Index, IndexCard, Metrics, ModelKind, Part, Population};

use super::assemble::assemble;
use super::boost::{Boosted, Watch};
use super::calibrate::Row;
use super::combine::combinations;
use super::evidence::HeldOut;
use super::fit::{Tally, Target, median, rate, refit_trees, refits};
use super::folds::{Plan, others};
use super::index::{Job, quantiles};
use super::inputs::{Inputs, pick};
use super::label::position;
use super::matrix::Matrix;
use super::softmax::{ClassTask, boost_classes};
use super::statistic::Sample;
use super::temperature::temper;
use super::train::Event;
use super::{Kind, ModelChoice};

/// Most classes.
const MOST_CLASSES: usize = 100;
/// Rows that each class needs: with fewer there is little to learn and nothing to measure by.
const FEWEST_ROWS: usize = 20;

/// The labels of an index of several classes, on the rows that have one.
pub(super) struct ClassLabels {
    /// The classes, ascending by name.
    names: Vec<String>,
    /// The rows that have a label and weigh something, ascending.
    rows: Vec<u32>,
    /// The class of each of `rows`.
    classes: Vec<u32>,
    /// What each of `rows` weighs, 1 on average.
    weights: Vec<f32>,
    even: bool,
}

impl ClassLabels {
    /// Reads the label column where the index is one of several classes: where the project says so, or where the label has three values or
    /// more and none is named as the event.
    ///
    /// # Errors
    /// `data` when there are more classes than can be told apart, or one has too few rows; `parameter` for a setting that two classes alone
    /// can have.
    pub(super) fn of(job: &Job<'_>) -> Result<Option<Self>> {
        let (table, spec) = (&job.prepared.table, job.spec);
        let weights = job.prepared.roles.weights(table)?;
        let at = position(table, spec.label(), "label")?;
        let Values::Categories { codes, names } = table.values(at) else { return Ok(None) };
        let weight = |row: u32| weights.map_or(1.0, |weights| weights[row as usize]);
        let counts_for = |&row: &u32| codes[row as usize] != MISSING_CODE && weight(row) > 0.0;
        let rows: Vec<u32> = (0..codes.len() as u32).filter(counts_for).collect();
        let mut counts = vec![0_usize; names.len()];
        rows.iter().for_each(|&row| counts[codes[row as usize] as usize] += 1);
        let mut present: Vec<usize> = (0..names.len()).filter(|&code| counts[code] > 0).collect();
        let several = match spec.kind {
            Some(kind) => kind == Kind::Classes,
            None => spec.positive.is_none() && present.len() > 2,
        };
        if !several {
            return Ok(None);
        }
        present.sort_by(|&a, &b| names[a].cmp(&names[b]));
        check(job, &present.iter().map(|&code| (names[code].as_str(), counts[code])).collect::<Vec<_>>())?;
        let mut class_of = vec![0_u32; names.len()];
        present.iter().zip(0..).for_each(|(&code, class)| class_of[code] = class);
        let all: f64 = rows.iter().map(|&row| f64::from(weight(row))).sum();
        let mean = all / rows.len().max(1) as f64;
        Ok(Some(Self {
            names: present.iter().map(|&code| names[code].clone()).collect(),
            classes: rows.iter().map(|&row| class_of[codes[row as usize] as usize]).collect(),
            weights: rows.iter().map(|&row| (f64::from(weight(row)) / mean) as f32).collect(),
            even: rows.first().is_none_or(|&first| rows.iter().all(|&row| weight(row) == weight(first))),
            rows,
        }))
    }

    fn rows_of(&self, class: u32) -> usize {
        self.classes.iter().filter(|&&of| of == class).count()
    }
}

/// Refuses classes that cannot be told apart, and settings that are for two of them.
fn check(job: &Job<'_>, classes: &[(&str, usize)]) -> Result<()> {
    let spec = job.spec;
    let place = || format!("column {}", quote(spec.label()));
    if !(2..=MOST_CLASSES).contains(&classes.len()) {
        let shown = classes.iter().take(5).map(|(name, _)| quote(name)).collect::<Vec<_>>().join(", ");
        let what = if classes.len() < 2 { "label with too few classes" } else { "label with too many classes" };
        let expected = format!("2 to {MOST_CLASSES} classes, or for two the event named as `positive` in the project file");
        return Err(Error::new(ErrorKind::Data, what, place(), expected, format!("{} ({shown})", classes.len())));
    }
    if let Some((name, count)) = classes.iter().find(|(_, count)| *count < FEWEST_ROWS) {
        let expected = format!(
            "{FEWEST_ROWS} rows or more of each class (merge rare classes, or name the event as `positive` in the project file)"
        );
        let place = format!("{}, class {}", place(), quote(name));
        return Err(Error::new(ErrorKind::Data, "class with too few rows", place, expected, count.to_string()));
    }
    let settings = [
        ("positive", spec.positive.is_some()),
        ("imbalance_penalty", spec.imbalance_penalty.is_some()),
        ("route", spec.route.is_some()),
        ("monotone", job.prepared.roles.directed()),
        ("model", spec.model != ModelChoice::Forest),
    ];
    match settings.iter().find(|(_, set)| *set) {
        Some((name, _)) => {
            let place = format!("index {}, {name}", quote(&spec.name));
            let expected = "a label of two classes, or one whose event is named as `positive`";
            let found = format!("{} classes", classes.len());
            Err(Error::new(ErrorKind::Parameter, "setting for two classes", place, expected, found))
        }
        None => Ok(()),
    }
}

/// A forest a class, with the matrix of each.
type Forests = (Vec<Matrix>, Vec<Boosted>);

/// What the folds say of the rows they hold out.
struct Measured {
    /// Ascending.
    rows: Vec<u32>,
    /// The margins by class of each.
    margins: Vec<Vec<f64>>,
    /// The median number of rounds.
    rounds: usize,
}

struct Fit<'a> {
    job: &'a Job<'a>,
    labels: &'a ClassLabels,
    /// By class, 1 for its rows.
    one_hot: Vec<Vec<f32>>,
    inputs: Inputs,
    plan: Plan,
    combinations: Vec<Vec<usize>>,
}

impl<'a> Fit<'a> {
    fn new(job: &'a Job<'a>, labels: &'a ClassLabels) -> Result<Self> {
        let (prepared, params) = (job.prepared, job.params);
        let count = labels.names.len() as u32;
        let by_rows = |class: &u32| labels.rows_of(*class);
        let (rarest, commonest) = ((0..count).min_by_key(by_rows).unwrap_or(0), (0..count).max_by_key(by_rows).unwrap_or(0));
        let times: Option<Vec<_>> = prepared.roles.days(&prepared.table).map(|days| pick(days, &labels.rows));
        let groups: Option<Vec<u64>> = prepared.roles.groups(&prepared.table).map(|groups| pick(&groups, &labels.rows));
        let plan = Plan::of_classes(&labels.classes, (count, rarest), times.as_deref(), groups.as_deref(), params);
        let one = |class: u32| labels.classes.iter().map(|&of| f32::from(u8::from(of == class))).collect();
        let one_hot: Vec<Vec<f32>> = (0..count).map(one).collect();
        for (name, one_hot) in labels.names.iter().zip(&one_hot) {
            plan.check(one_hot).map_err(|e| e.within(&format!("class {}", quote(name))))?;
        }
        let inputs = prepared.inputs.select(&labels.rows);
        // Combinations that tell the most frequent class from the others serve all classes.
        let target = Target {
            labels: &one_hot[commonest as usize],
            row_weights: &labels.weights,
            weights: &labels.weights,
            times: times.as_deref(),
            groups: groups.as_deref(),
        };
        let combinations = combinations(&inputs, &target, &plan.held_out[0], params)?;
        Ok(Self { job, labels, one_hot, inputs, plan, combinations })
    }

    /// The folds' fits, and what they say of the rows they hold out.
    fn hold_out(&self, tally: &Tally<'_>) -> Result<(Vec<Forests>, Measured)> {
        let run = |(number, held_out): (usize, &Vec<u32>)| self.run(tally, number, held_out, self.job.params.iterations);
        let fits: Vec<Forests> = self.plan.held_out.par_iter().enumerate().map(run).collect::<Result<_>>()?;
        let mut all: Vec<(u32, Vec<f64>)> = Vec::new();
        for (held_out, (_, boosted)) in self.plan.held_out.iter().zip(&fits) {
            let of_row = |(at, &row): (usize, &u32)| (row, boosted.iter().map(|boosted| boosted.margins[at]).collect());
            all.extend(held_out.iter().enumerate().map(of_row));
        }
        all.sort_unstable_by_key(|one| one.0);
        let (rows, margins) = all.into_iter().unzip();
        let rounds = median(fits.iter().map(|(_, boosted)| boosted[0].trees.len()).collect());
        Ok((fits, Measured { rows, margins, rounds }))
    }

    fn run(&self, tally: &Tally<'_>, number: usize, held_out: &[u32], iterations: u32) -> Result<Forests> {
        let (weights, params) = (&self.labels.weights, self.job.params);
        let rows = others(weights.len(), held_out);
        let matrix = |labels: &Vec<f32>| {
            let sample = Sample { labels, weights, rows: &rows, prior: rate(labels, weights, &rows) };
            Matrix::new(&self.inputs, &self.combinations, &sample, params)
        };
        let matrices: Vec<Matrix> = self.one_hot.iter().map(matrix).collect();
        let task = ClassTask { labels: &self.one_hot, weights, rows: &rows, held_out, iterations };
        let watch = |trees: u32, loss: Option<f64>| tally.grown(number, trees, iterations, loss);
        let boosted = boost_classes(&matrices, &task, params, &watch as &Watch<'_>)?;
        tally.ended(number);
        Ok((matrices, boosted))
    }

    /// The figures of the measured rows; the slope that ships, and each row's probabilities by slopes that did not see it.
    fn figures(&self, measured: &Measured) -> (f64, Vec<Vec<f64>>, (Metrics, ClassesCard)) {
        let classes = pick(&self.labels.classes, &measured.rows);
        let weights = pick(&self.labels.weights, &measured.rows);
        let tempered = temper(&measured.margins, &classes, &weights, self.job.params.seed);
        let share = |(margins, slope): (&Vec<f64>, &f64)| shares(margins, *slope);
        let shares: Vec<Vec<f64>> = measured.margins.iter().zip(&tempered.cross_fitted).map(share).collect();
        let weights = (!self.labels.even).then_some(weights.as_slice());
        let figures = class_metrics(&self.labels.names, &shares, &classes, weights);
        (tempered.slope, shares, figures)
    }
}

fn shares(margins: &[f64], slope: f64) -> Vec<f64> {
    let mut shares: Vec<f64> = margins.iter().map(|margin| slope * margin).collect();
    softmax(&mut shares);
    shares
}

/// Fits, calibrates and measures an index of several classes; also what held-out rows were measured, and what there is to note.
///
/// # Errors
/// `data` when a fold lacks a class; `cancelled` when `watch` says no.
pub(super) fn run(
    job: &Job<'_>,
    labels: &ClassLabels,
    watch: &(dyn Fn(Event<'_>) -> bool + Sync),
) -> Result<(Index, HeldOut, Vec<String>)> {
    let (spec, params) = (job.spec, job.params);
    let fit = Fit::new(job, labels)?;
    let (folds, rows) = (fit.plan.held_out.len(), labels.rows.len());
    let again = refits(&fit.plan, rows);
    let report = |progress| watch(Event::Fitting(&spec.name, progress));
    let tally = Tally::new(folds + usize::from(again), params.iterations, &report);
    tally.begin();
    let (mut fits, measured) = fit.hold_out(&tally)?;
    let (matrices, boosted) = if again {
        drop(fits);
        fit.run(&tally, folds, &[], refit_trees(measured.rounds, &fit.plan, rows, params))?
    } else {
        fits.swap_remove(0)
    };
    watch(Event::Measuring(&spec.name));
    let (slope, held_out, (metrics, card)) = fit.figures(&measured);
    let shipped: Vec<Vec<f64>> = measured.margins.iter().map(|margins| shares(margins, slope)).collect();
    let population = |class: usize| {
        let row = |(shares, &row): (&Vec<f64>, &u32)| Row {
            margin: logit(shares[class]),
            label: 0.0,
            weight: labels.weights[row as usize].into(),
        };
        Population { quantiles: quantiles(shipped.iter().zip(&measured.rows).map(row).collect()) }
    };
    let trees = boosted.iter().map(|boosted| boosted.trees.len() as u32).sum();
    let part = |(class, (matrix, boosted)): (usize, (Matrix, &Boosted))| Part {
        model: assemble(&fit.inputs, matrix, boosted),
        calibrator: Calibrator::Platt { slope, intercept: 0.0 },
        population: population(class),
    };
    let parts = matrices.into_iter().zip(&boosted).enumerate().map(part).collect();
    let commonest = (0..labels.names.len()).max_by_key(|&class| labels.rows_of(class as u32)).unwrap_or(0);
    let weight = |row: usize| f64::from(labels.weights[row]);
    let own: f64 = (0..rows).filter(|&row| labels.classes[row] as usize == commonest).map(weight).sum();
    let card = IndexCard {
        model: ModelKind::Forest,
        contenders: Vec::new(),
        label: spec.label().to_owned(),
        positive: labels.names[commonest].clone(),
        rows: rows as u64,
        positive_rate: own / (0..rows).map(weight).sum::<f64>().max(f64::MIN_POSITIVE),
        trees,
        measured_on: fit.plan.description.clone(),
        calibrator: "temperature".to_owned(),
        metrics,
        measured: None,
        deciles: Vec::new(),
        importance: Vec::new(),
        routes: None,
        classes: Some(card),
    };
    let without = job.prepared.table.rows() - rows;
    let note = format!("index `{}`: {without} rows without a label or a weight are left out", spec.name);
    let index = Index {
        name: spec.name.clone(),
        title: spec.title.clone(),
        polarity: spec.polarity,
        arrangement: Arrangement::Classes(labels.names.clone()),
        parts,
        card,
    };
    let of_row = pick(&labels.classes, &measured.rows);
    let weights = if labels.even { Vec::new() } else { pick(&labels.weights, &measured.rows) };
    let classes = ClassRows { names: labels.names.clone(), shares: held_out, of_row };
    let held_out = HeldOut::of_classes(pick(&labels.rows, &measured.rows), weights, classes);
    Ok((index, held_out, (without > 0).then_some(note).into_iter().collect()))
}

/// What the folds alone say of the rows they hold out, and the median number of rounds.
///
/// # Errors
/// Those of [`run`].
pub(super) fn measure(job: &Job<'_>, labels: &ClassLabels, watch: &(dyn Fn() -> bool + Sync)) -> Result<(Metrics, usize)> {
    let fit = Fit::new(job, labels)?;
    let report = |_| watch();
    let (_, measured) = fit.hold_out(&Tally::new(fit.plan.held_out.len(), job.params.iterations, &report))?;
    Ok((fit.figures(&measured).2.0, measured.rounds))
}
