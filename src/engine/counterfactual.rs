//! What would bring a customer to a grade: the fewest changes of what can be changed, each within what training saw.
//!
//! A beam search over changes of single fields (Wachter, Mittelstadt and Russell, 2017, ask for the nearest point on the other side; here
//! the number of changes counts first, then their size). Every step tries all values of all fields on the whole beam at once, with the
//! kernel that scores tables. Numbers that need not go so far are brought back by bisection.

use crate::dataset::{Day, Semantic};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Field, category_hash};

use super::advisor::Advisor;
use super::customer::{Customer, FieldValue};
use super::dto::{Counterfactual, Plan, PlannedChange};
use super::encode::Row;
use super::rows::Rows;
use super::standing::Standing;

/// Most changes of a plan.
const MOST_CHANGES: usize = 4;
/// Plans that are told.
const MOST_PLANS: usize = 3;
/// Sets of changes that are carried on from step to step.
const BEAM: usize = 16;
/// Values tried for a number, beside the median.
const STEPS: usize = 8;
/// Categories tried, the most frequent first.
const MOST_CATEGORIES: usize = 30;
/// Halvings when a number is brought back.
const HALVINGS: usize = 7;

/// A field with another value.
#[derive(Debug, Clone)]
struct Move {
    /// Its place among all moves.
    place: usize,
    field: usize,
    to: FieldValue,
    /// How much of a change it is; a number's whole range is 1.
    cost: f64,
}

/// Some moves, by place, and where they lead.
#[derive(Debug, Clone)]
struct Path {
    moves: Vec<Move>,
    standing: Standing,
}

impl Path {
    fn cost(&self) -> f64 {
        self.moves.iter().map(|step| step.cost).sum()
    }

    /// The fields that it moves, in their order: moves stand field by field.
    fn fields(&self) -> impl Iterator<Item = usize> {
        self.moves.iter().map(|step| step.field)
    }

    fn places(&self) -> impl Iterator<Item = usize> {
        self.moves.iter().map(|step| step.place)
    }

    fn moves_field(&self, field: usize) -> bool {
        self.fields().any(|known| known == field)
    }
}

struct Search<'a> {
    advisor: &'a Advisor,
    position: usize,
    base: Row,
    customer: &'a Customer,
    grade: u8,
    /// Whether the margin has to grow.
    up: bool,
}

impl Advisor {
    /// What would bring a customer to `grade` on an index: up to three plans of as few changes as there can be, the smallest first; none
    /// where the grade is out of reach of four changes. A plan changes no field that is immutable, keeps numbers within the range of
    /// training and categories among the named ones, and never gives a product back. A gap is no change to ask for, as nobody knows what fills
    /// it: plans that fill gaps are told only where there are no others.
    ///
    /// # Errors
    /// `unknown_index`; `parameter` when the grade is not from 1 to 7, or the index tells several classes apart.
    pub fn counterfactual(&self, index: &str, customer: &Customer, grade: u8, now: Option<Day>) -> Result<Counterfactual> {
        let position = self.position(index)?;
        let refuse = |what, expected: &str, found: String| Error::new(ErrorKind::Parameter, what, "the grade", expected, found);
        if !(1..=7).contains(&grade) {
            return Err(refuse("no such grade", "1 to 7", grade.to_string()));
        }
        if self.classes(position).is_some() {
            return Err(refuse("no grade to reach", "an index of one event", format!("several classes on {index}")));
        }
        let (encoded, _) = self.encode(customer, now);
        let standing = self.standing(position, &encoded);
        let from = standing.grade;
        let search = Search { advisor: self, position, base: encoded.row, customer, grade, up: grade < from };
        let mut ways = [false, true].into_iter().filter(|_| from != grade).map(|gaps| search.paths(standing, gaps));
        let paths = ways.find(|paths| !paths.is_empty()).unwrap_or_default();
        let plan = |path: Path| {
            let mut changed = customer.clone();
            let change = |step: Move| {
                let field = self.fields()[step.field].name.clone();
                let from = customer.get(&field).cloned().unwrap_or(FieldValue::Missing);
                changed.set(&field, step.to.clone());
                PlannedChange { field, from, to: step.to }
            };
            let changes = path.moves.into_iter().map(change).collect();
            let score = self.score_of(position, &self.encode(&changed, now).0);
            Plan { changes, score }
        };
        Ok(Counterfactual { from, grade, plans: paths.into_iter().map(plan).collect() })
    }
}

impl Search<'_> {
    /// The best paths to the grade, the fewest moves first; with or without those that fill `gaps`.
    fn paths(&self, standing: Standing, gaps: bool) -> Vec<Path> {
        let moves = self.moves(gaps);
        let mut beam = vec![Path { moves: Vec::new(), standing }];
        let mut found: Vec<Path> = Vec::new();
        for _ in 0..MOST_CHANGES {
            let mut next = self.step(&beam, &moves);
            // The same fields in another order are the same plan; one that holds a shorter plan is no better than it.
            next.sort_by(|a, b| a.cost().total_cmp(&b.cost()));
            for path in next.iter().filter(|path| self.reached(&path.standing)) {
                let holds = |known: &Path| known.fields().all(|field| path.moves_field(field));
                if found.len() < MOST_PLANS && !found.iter().any(holds) {
                    found.push(self.shrunk(path.clone()));
                }
            }
            if found.len() == MOST_PLANS {
                break;
            }
            beam = self.best(next);
        }
        found.sort_by(|a, b| a.moves.len().cmp(&b.moves.len()).then(a.cost().total_cmp(&b.cost())));
        found
    }

    fn reached(&self, standing: &Standing) -> bool {
        if self.up { standing.grade <= self.grade } else { standing.grade >= self.grade }
    }

    /// What may be changed, and to what.
    fn moves(&self, gaps: bool) -> Vec<Move> {
        let held: Vec<&str> = self.advisor.info().catalogue.iter().filter_map(|product| product.held.as_deref()).collect();
        let mut moves = Vec::new();
        for (place, field) in self.advisor.fields().iter().enumerate().filter(|(_, field)| !field.immutable) {
            let now = self.customer.get(&field.name).unwrap_or(&FieldValue::Missing);
            if *now == FieldValue::Missing && !gaps {
                continue;
            }
            let mut add = |to: FieldValue, cost: f64| moves.push(Move { place: moves.len(), field: place, to, cost });
            match field.semantic {
                Semantic::Numerical => numbers(field, self.base.numbers[place]).into_iter().for_each(|(to, cost)| add(to, cost)),
                Semantic::Categorical => {
                    let other = |category: &&String| *now != FieldValue::Text((*category).clone());
                    let others = field.categories.iter().filter(other).take(MOST_CATEGORIES);
                    others.for_each(|category| add(FieldValue::Text(category.clone()), 1.0));
                }
                Semantic::Boolean => {
                    let number = self.base.numbers[place];
                    if number != 1.0 {
                        add(FieldValue::Boolean(true), 0.6);
                    }
                    // Nobody is told to give a product back.
                    if number != 0.0 && !held.contains(&field.name.as_str()) {
                        add(FieldValue::Boolean(false), 0.6);
                    }
                }
                Semantic::Timestamp | Semantic::Text => {}
            }
        }
        moves
    }

    /// Every path of the beam with every move of a field that it has not moved yet.
    fn step(&self, beam: &[Path], moves: &[Move]) -> Vec<Path> {
        let mut paths: Vec<Path> = Vec::new();
        for path in beam {
            for step in moves.iter().filter(|step| !path.moves_field(step.field)) {
                let mut longer = path.clone();
                longer.moves.insert(path.moves.partition_point(|known| known.place < step.place), step.clone());
                paths.push(longer);
            }
        }
        // One set of moves is reached in every order of them.
        paths.sort_by(|a, b| a.places().cmp(b.places()));
        paths.dedup_by(|a, b| a.places().eq(b.places()));
        let standings = self.standings(paths.iter().map(|path| path.moves.as_slice()));
        paths.iter_mut().zip(standings).for_each(|(path, standing)| path.standing = standing);
        paths
    }

    /// The paths that came furthest, no more than three through the same fields.
    fn best(&self, mut paths: Vec<Path>) -> Vec<Path> {
        paths.sort_by(|a, b| {
            let (a, b) = (a.standing.margin, b.standing.margin);
            if self.up { b.total_cmp(&a) } else { a.total_cmp(&b) }
        });
        let mut taken: Vec<Path> = Vec::new();
        for path in paths {
            if taken.iter().filter(|known| known.fields().eq(path.fields())).count() < 3 {
                taken.push(path);
            }
            if taken.len() == BEAM {
                break;
            }
        }
        taken
    }

    /// The path with each number no further away than it has to be.
    fn shrunk(&self, mut path: Path) -> Path {
        for at in 0..path.moves.len() {
            let field = &self.advisor.fields()[path.moves[at].field];
            let from = self.base.numbers[path.moves[at].field];
            let (FieldValue::Number(to), Some(range)) = (path.moves[at].to.clone(), field.range) else { continue };
            if from.is_nan() {
                continue;
            }
            let (mut near, mut far) = (f64::from(from), to);
            for _ in 0..HALVINGS {
                let middle = tidy(field, (near + far) / 2.0);
                let mut tried = path.moves.clone();
                tried[at].to = FieldValue::Number(middle);
                tried[at].cost = (middle - f64::from(from)).abs() / (range.high - range.low).max(1e-9);
                let standing = self.standings([tried.as_slice()])[0];
                if middle != far && self.reached(&standing) {
                    far = middle;
                    path = Path { moves: tried, standing };
                } else {
                    near = middle;
                }
            }
        }
        path
    }

    /// Where each set of moves leads.
    fn standings<'m>(&self, sets: impl IntoIterator<Item = &'m [Move]>) -> Vec<Standing> {
        let fields = self.advisor.fields();
        let mut rows = Rows::new(fields.len());
        for set in sets {
            for (place, field) in fields.iter().enumerate() {
                let moved = set.iter().find(|step| step.field == place).map(|step| &step.to);
                if field.semantic == Semantic::Categorical || field.semantic == Semantic::Text {
                    let hash = match moved {
                        Some(FieldValue::Text(category)) => category_hash(category),
                        _ => self.base.hashes[place],
                    };
                    rows.categories[place].push(hash);
                } else {
                    let number = match moved {
                        Some(FieldValue::Number(number)) => *number as f32,
                        Some(FieldValue::Boolean(yes)) => f32::from(u8::from(*yes)),
                        _ => self.base.numbers[place],
                    };
                    rows.numbers[place].push(number);
                }
            }
            rows.len += 1;
        }
        self.advisor.standings(self.position, &rows)
    }
}

/// A number that a person would say: whole where the column's are, else to a thousandth of the range.
fn tidy(field: &Field, number: f64) -> f64 {
    let Some(range) = field.range else { return number };
    let whole = [range.low, range.median, range.high].iter().all(|x| x.fract() == 0.0);
    let span = range.high - range.low;
    let mut step = 1.0;
    if whole {
        while span / step > 400.0 {
            step *= 10.0;
        }
    } else {
        while span > 0.0 && span / step < 400.0 && step > 1e-9 {
            step /= 10.0;
        }
    }
    // Multiples of a tenth are divided by ten, not multiplied by 0.1, which would leave dust.
    if step < 1.0 { (number / step).round() / (1.0 / step).round() } else { (number / step).round() * step }
}

/// Values to try for a number, over the range of training, and what each costs.
fn numbers(field: &Field, now: f32) -> Vec<(FieldValue, f64)> {
    let Some(range) = field.range.filter(|range| range.high > range.low) else { return Vec::new() };
    let span = range.high - range.low;
    let even = (0..=STEPS).map(|step| range.low + span * step as f64 / STEPS as f64);
    let mut values: Vec<f64> = even.chain([range.median]).map(|value| tidy(field, value).clamp(range.low, range.high)).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let now = f64::from(now);
    let cost = |value: f64| if now.is_nan() { 0.5 } else { (value - now).abs() / span };
    values.into_iter().filter(|value| *value != now).map(|value| (FieldValue::Number(value), cost(value))).collect()
}
