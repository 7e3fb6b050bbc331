//! From who has what to what a pack offers: everything is learnt twice, first without some customers, on whom the signals are weighed
//! and measured, and then with all.

use rayon::prelude::*;

use crate::engine::offers::Ranking;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::offers::{Offers, OffersCard, Policy, Ranker, SIGNALS, damped, published};
use crate::model::{Factors, Field, Product, RatingFactors};

use super::super::fit::Progress;
use super::super::params::Boosting;
use super::super::prepare::Prepared;
use super::super::random::{Purpose, stream, unit};
use super::super::{Params, Project};
use super::blend::{self, Case};
use super::bundles::{SUPPORTS, bundles};
use super::clusters::clusters;
use super::derived::derived;
use super::hide::{Hidden, hide_each, hide_last, inputs_of, telling};
use super::history::History;
use super::measure::{measure, vetoed};
use super::nearest::nearest;
use super::people::People;
use super::ranker::{Lesson, trees};
use super::segments::segments;
use super::vetoes::{self, vetoes};
use super::{ExplicitSpec, ImplicitSpec, Interactions, OffersSpec, fit_explicit, fit_implicit};

/// Share of customers that are measured on, and most of them.
const MEASURED: f64 = 0.15;
const MOST_MEASURED: usize = 4_000;
/// Share of the others by whom forests stop.
const STOPS: f64 = 0.15;
/// Candidates of all measured customers at most.
const MOST_CANDIDATES: usize = 4_000_000;
/// Customers below whom signals cannot be weighed.
const FEW_CUSTOMERS: usize = 50;
/// Customers that columns are looked at for at most.
const LOOKED_AT: usize = 20_000;
/// Catalogues up to here have forests.
const MOST_FORESTS: usize = 300;

/// What signals count where too few customers are there to weigh them.
const BY_HAND: [f64; SIGNALS.len()] = [0.0, 3.0, 0.0, 0.0, 1.0, 0.0, 0.5, 0.0, 0.5, 0.0, 0.0];
const BY_FOREST: [f64; SIGNALS.len()] = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
/// How sure holdings make and what pulls factors to 0, (α, λ): the pair is taken that finds most hidden products again.
const TRIED: [(f64, f64); 6] = [(1.0, 10.0), (2.0, 25.0), (1.0, 40.0), (5.0, 40.0), (10.0, 100.0), (20.0, 100.0)];

/// What the offers of a pack are learnt from.
pub(in crate::learner) struct Job<'a> {
    pub(in crate::learner) project: &'a Project,
    pub(in crate::learner) params: &'a Params,
    pub(in crate::learner) prepared: &'a Prepared,
    pub(in crate::learner) catalogue: &'a [Product],
    pub(in crate::learner) fields: &'a [Field],
    /// The rules, checked, and what was odd about them.
    pub(in crate::learner) policy: (Policy, Vec<String>),
    pub(in crate::learner) known: Option<&'a History>,
}

impl Job<'_> {
    /// Learns the offers.
    ///
    /// # Errors
    /// `parameter` and `schema` with the place in the project file; `data` when nobody has anything; `cancelled` when `watch` says no.
    pub(in crate::learner) fn learn(&self, watch: &(dyn Fn(Progress) -> bool + Sync)) -> Result<Offers> {
        let spec = self.project.offers.clone().unwrap_or_default();
        let (policy, mut notes) = self.policy.clone();
        let history = History::of_table(&self.prepared.table, self.catalogue, self.known);
        if history.interactions.is_empty() {
            let expected = "products with a column that tells who holds them, or interactions";
            return Err(Error::new(ErrorKind::Data, "nobody has anything", "[offers]", expected, "none"));
        }
        notes.extend(self.doubts(&history));
        let telling = telling(&self.prepared.table, &self.prepared.inputs, self.catalogue, &history);
        let people = People::new(self.prepared, &history, &telling);

        let left_out = self.left_out(&people, &spec, &mut notes)?;

        let all: Vec<u32> = (0..history.interactions.customers() as u32).collect();
        let holders: Vec<u32> =
            all.iter().copied().filter(|&row| !history.interactions.products_of(row as usize).is_empty()).collect();
        let share = MEASURED.min(MOST_MEASURED as f64 / holders.len().max(1) as f64);
        let is_measured = |row: &u32| unit(&mut stream(self.params.seed, Purpose::Hidden, u64::from(*row), 3)) < share;
        let measured: Vec<u32> = holders.iter().copied().filter(is_measured).collect();
        let enough = measured.len() >= FEW_CUSTOMERS;
        let learnt: Vec<u32> = if enough { all.iter().copied().filter(|row| !is_measured(row)).collect() } else { all.clone() };
        let hidden = hide_last(&history, &measured, self.params.seed);
        let enough = enough && !hidden.is_empty();

        let tally = |pass: usize, products: usize| {
            let most = 2 * self.catalogue.len() as u32;
            let trees = (pass * self.catalogue.len() + products) as u32;
            watch(Progress { fits: 2, done: pass, trees, most_trees: most, loss: None })
        };
        let (first, support) = self.pass(&people, &learnt, &hidden, (&spec, &left_out), None, &|products| tally(0, products))?;
        let (blend, card) = if enough {
            let cases = self.cases(&people, &first, &hidden);
            let used: Vec<usize> = self.signals(&first);
            let blend = blend::fit(&cases.iter().collect::<Vec<_>>(), &used);
            let (ranked, vetoed) = (measure(&cases, &first, &used), vetoed(&cases, &first.vetoes));
            let measured = hidden.chunk_by(|a, b| a.row == b.row).count() as u64;
            let customers = holders.len() as u64;
            (blend, OffersCard { customers, measured, ranked, vetoed, notes: Vec::new() })
        } else {
            notes
                .push(format!("only {} customers hold anything: signals are not weighed and nothing is measured", holders.len()));
            let blend = if first.rankers.is_empty() { BY_HAND } else { BY_FOREST };
            (blend, OffersCard { customers: holders.len() as u64, ..OffersCard::default() })
        };
        let (offers, support) = if enough {
            self.pass(&people, &all, &hidden, (&spec, &left_out), Some(&first), &|products| tally(1, products))?
        } else {
            (first, support)
        };
        if spec.bundle_support.is_none() && support > SUPPORTS[0] {
            let (least, tried) = (100.0 * support, 100.0 * SUPPORTS[0]);
            notes.push(format!(
                "popular combinations are what {least} % of customers have: at {tried} % there are too many to count"
            ));
        }
        Ok(Offers { policy, blend, card: OffersCard { notes, ..card }, ..offers })
    }

    /// The fields that product forests and clusters do not see: those that the project names, and those that follow from the holdings.
    fn left_out(&self, people: &People<'_>, spec: &OffersSpec, notes: &mut Vec<String>) -> Result<Vec<usize>> {
        let mut fields = Vec::new();
        for name in &spec.ignore {
            let missing = || {
                let expected = "columns that are scored";
                Error::new(ErrorKind::Schema, "column not found", "[offers] ignore", expected, quote(name))
            };
            let found = self.fields.iter().position(|field| field.name == *name);
            fields.push(found.ok_or_else(missing).map_err(|e| self.project.mistake(e))?);
        }
        let step = people.history.interactions.customers().div_ceil(LOOKED_AT).max(1);
        let rows: Vec<u32> = (0..people.history.interactions.customers() as u32).step_by(step).collect();
        let found: Vec<usize> = derived(people, &rows).into_iter().filter(|field| !fields.contains(field)).collect();
        if !found.is_empty() {
            let names: Vec<String> = found.iter().map(|&field| format!("`{}`", self.fields[field].name)).collect();
            notes.push(format!("{} follow from what is held and are not used to tell products", names.join(", ")));
        }
        fields.extend(found);
        Ok(fields)
    }

    /// The signals that there are.
    fn signals(&self, offers: &Offers) -> Vec<usize> {
        let there = |signal: &usize| match SIGNALS[*signal] {
            "propensity" => !offers.rankers.is_empty(),
            "factors" | "factors_log" => offers.factors.is_some(),
            "rating" => offers.ratings.is_some(),
            "segment" => offers.segments.is_some(),
            "cluster" => offers.clusters.is_some(),
            "lately" => !offers.lately.is_empty(),
            "slim" => !offers.similar.weights.is_empty(),
            _ => true,
        };
        (0..SIGNALS.len()).filter(there).collect()
    }

    /// Learns from the customers in `rows`, and tells the share of them who have a bundle at least; a second pass takes the number of trees
    /// and clusters from the first.
    fn pass(
        &self,
        people: &People<'_>,
        rows: &[u32],
        measured: &[Hidden],
        (spec, left_out): (&OffersSpec, &[usize]),
        first: Option<&Offers>,
        watch: &(dyn Fn(usize) -> bool + Sync),
    ) -> Result<(Offers, f64)> {
        let history = people.history;
        let chosen = history.interactions.select(rows, damped);
        let with_product: Vec<u32> =
            rows.iter().copied().filter(|&row| !history.interactions.products_of(row as usize).is_empty()).collect();
        let rankers = self.rankers(people, &with_product, (spec, left_out), first, watch)?;
        let number = first.map(|first| first.clusters.as_ref().map_or(0, |crowd| crowd.customers.len()));
        let crowd = match number {
            Some(0) => None,
            number => clusters(people, &with_product, measured, (number, left_out), self.params.seed)?,
        };
        let (bundles, support) = bundles(&chosen, spec)?;
        let offers = Offers {
            policy: Policy::default(),
            card: OffersCard::default(),
            customers: rows.len() as u32,
            holders: chosen.counts().into_iter().map(published).collect(),
            rankers,
            factors: self.factors(people, &chosen, measured, spec, first)?,
            ratings: self.ratings(people, rows, spec)?,
            similar: nearest(&chosen, self.catalogue),
            segments: segments(people, self.fields, &spec.segment, rows).map_err(|e| self.project.mistake(e))?,
            clusters: crowd,
            bundles,
            vetoes: vetoes(&chosen, spec.veto_lift.unwrap_or(vetoes::LIFT)),
            lately: history
                .lately
                .as_ref()
                .map_or_else(Vec::new, |lately| lately.select(rows, damped).counts())
                .into_iter()
                .map(published)
                .collect(),
            blend: [0.0; SIGNALS.len()],
        };
        Ok((offers, support))
    }

    fn rankers(
        &self,
        people: &People<'_>,
        rows: &[u32],
        (spec, left_out): (&OffersSpec, &[usize]),
        first: Option<&Offers>,
        watch: &(dyn Fn(usize) -> bool + Sync),
    ) -> Result<Vec<Ranker>> {
        let wanted = spec.trees.unwrap_or(if self.catalogue.len() > MOST_FORESTS { 0 } else { 300 });
        if wanted == 0 || self.fields.is_empty() {
            return Ok(Vec::new());
        }
        let hidden = hide_each(people.history, rows, self.params.seed);
        let inputs = inputs_of(&self.prepared.inputs, &hidden, people.telling).without(left_out);
        let stops = |hidden: Hidden| {
            first.is_none() && unit(&mut stream(self.params.seed, Purpose::Hidden, u64::from(hidden.row), 4)) < STOPS
        };
        // A product that got no forest at first gets none; one that stopped at n trees gets a few more for having more rows.
        let trees = |product: u32| match first {
            None => wanted,
            Some(first) => first.rankers.iter().find(|r| r.product == product).map_or(0, |r| trees(r) + trees(r) / 10),
        };
        let params = Params {
            depth: Some(spec.depth.unwrap_or(5)),
            column_sample: Some(self.params.column_sample.unwrap_or(1.0)),
            learning_rate: Some(0.06),
            combinations: 0,
            patience: Some(20),
            leaf_steps: 1,
            boosting: Boosting::Plain,
            ..self.params.clone()
        };
        Lesson { history: people.history, hidden: &hidden, inputs: &inputs, stops: &stops, params: &params }.learn(&trees, watch)
    }

    /// The factors of holdings, with the confidence and regularisation that the project names, or that were found best before, or that
    /// find most hidden products again.
    fn factors(
        &self,
        people: &People<'_>,
        interactions: &Interactions,
        measured: &[Hidden],
        spec: &OffersSpec,
        first: Option<&Offers>,
    ) -> Result<Option<Factors>> {
        let products = interactions.products();
        let factors = spec.factors.unwrap_or((products / 3).clamp(2, 64));
        if factors == 0 || interactions.is_empty() {
            return Ok(None);
        }
        let fit = |(confidence, regularisation): (f64, f64)| {
            let confidence = spec.confidence.unwrap_or(confidence);
            let regularisation = spec.regularisation.unwrap_or(regularisation);
            let epochs = spec.epochs.unwrap_or(15);
            let implicit = ImplicitSpec { factors, epochs, regularisation, confidence, seed: self.params.seed };
            fit_implicit(interactions, &implicit, &|_| true)
        };
        if let Some(known) = first.and_then(|first| first.factors.as_ref()) {
            return fit((known.confidence, known.regularisation)).map(Some);
        }
        if measured.is_empty() || (spec.confidence.is_some() && spec.regularisation.is_some()) {
            return fit(TRIED[0]).map(Some);
        }
        let mut best: Option<(f64, Factors)> = None;
        for pair in TRIED {
            let fitted = fit(pair)?;
            let found = found_again(people, &fitted, measured);
            if best.as_ref().is_none_or(|(most, _)| found > *most) {
                best = Some((found, fitted));
            }
        }
        Ok(best.map(|(_, factors)| factors))
    }

    /// The factors of ratings, where strengths are ratings.
    fn ratings(&self, people: &People<'_>, rows: &[u32], spec: &OffersSpec) -> Result<Option<RatingFactors>> {
        if spec.rating.is_none() {
            return Ok(None);
        }
        let rated = people.history.interactions.select(rows, |rating| rating);
        let usual = ExplicitSpec::default();
        let explicit = ExplicitSpec {
            factors: spec.factors.unwrap_or(usual.factors).max(1),
            epochs: spec.epochs.unwrap_or(usual.epochs),
            learning_rate: spec.learning_rate.unwrap_or(usual.learning_rate),
            regularisation: spec.rating_regularisation,
            seed: self.params.seed,
        };
        fit_explicit(&rated, &explicit, &|_, _| true).map(Some)
    }

    /// The measured customers' candidates and their signals.
    fn cases(&self, people: &People<'_>, offers: &Offers, hidden: &[Hidden]) -> Vec<Case> {
        let ranking = Ranking::new(offers);
        let products = self.catalogue.len();
        let step = (hidden.len() * products).div_ceil(MOST_CANDIDATES).max(1);
        let case = |&one: &Hidden| {
            let columns = people.row_without(one);
            let person = people.person_without(&columns, one);
            let signals = ranking.signals(offers, &person);
            let candidates: Vec<u32> = (0..products as u32).filter(|&product| !person.has(product as usize)).collect();
            let of = |&product: &u32| std::array::from_fn(|signal| signals[signal][product as usize] as f32);
            Some(Case {
                row: one.row,
                weight: 1.0,
                hidden: candidates.binary_search(&one.product).ok()?,
                signals: candidates.iter().map(of).collect(),
                products: candidates,
            })
        };
        let chosen: Vec<Hidden> = hidden.iter().copied().step_by(step).collect();
        let mut cases: Vec<Case> = chosen.par_iter().filter_map(case).collect();
        let each = cases.len() as f64 / cases.chunk_by(|a, b| a.row == b.row).count().max(1) as f64;
        for of_customer in cases.chunk_by_mut(|a, b| a.row == b.row) {
            let weight = each / of_customer.len() as f64;
            of_customer.iter_mut().for_each(|case| case.weight = weight);
        }
        cases
    }

    /// What is odd about the catalogue and who holds what.
    fn doubts(&self, history: &History) -> Vec<String> {
        let counts = history.interactions.counts();
        let mut notes = Vec::new();
        let mut list = |what: &str, names: Vec<&str>| {
            let some = names.iter().take(10).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            match names.len() {
                0 => {}
                n if n > 10 => notes.push(format!("{n} products {what}: {some}, …")),
                _ => notes.push(format!("products {what}: {some}")),
            }
        };
        let named = |wanted: &dyn Fn(usize, &Product) -> bool| {
            let products = self.catalogue.iter().enumerate();
            products.filter(|(at, product)| wanted(*at, product)).map(|(_, product)| product.id.as_str()).collect()
        };
        let absent = |_: usize, product: &Product| {
            product.held.as_ref().is_some_and(|held| self.prepared.table.schema().position(held).is_none())
        };
        list("whose column the table does not have", named(&absent));
        list("that nobody has", named(&|at, product| counts[at] == 0 && !absent(at, product)));
        let some_price = self.catalogue.iter().any(|product| product.price.is_some());
        list("without a price", named(&|_, product| some_price && product.price.is_none()));
        let some_value = self.catalogue.iter().any(|product| product.value.is_some());
        list("without a value, which count as the middle one", named(&|_, product| some_value && product.value.is_none()));
        let languages: std::collections::BTreeSet<&String> =
            self.catalogue.iter().flat_map(|product| product.name.keys()).collect();
        for language in languages {
            list(&format!("without a name in `{language}`"), named(&|_, product| !product.name.contains_key(language)));
        }
        notes
    }
}

/// The mean of one over the rank of hidden products by factors alone; customers with nothing else are passed over.
fn found_again(people: &People<'_>, factors: &Factors, hidden: &[Hidden]) -> f64 {
    let gram = factors.gram();
    let step = hidden.len().div_ceil(LOOKED_AT / 10).max(1);
    let some: Vec<Hidden> = hidden.iter().copied().step_by(step).collect();
    let reciprocal = |&one: &Hidden| {
        let rest: Vec<(u32, f32)> =
            people.others(one).into_iter().map(|(product, strength)| (product, damped(strength))).collect();
        if rest.is_empty() {
            return 0.0;
        }
        let scores = factors.scores(&factors.fold_in(&gram, &rest));
        let own = scores[one.product as usize];
        let held = |product: usize| rest.binary_search_by_key(&(product as u32), |entry| entry.0).is_ok();
        let better = scores.iter().enumerate().filter(|(product, score)| **score > own && !held(*product)).count();
        1.0 / (1.0 + better as f64)
    };
    let found: Vec<f64> = some.par_iter().map(reciprocal).collect();
    found.iter().sum::<f64>() / found.len().max(1) as f64
}
