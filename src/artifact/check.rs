//! What must hold for scoring to be unable to fail.

use crate::dataset::{Column, Schema, Semantic, duplicate, is_gap};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::{
    Arrangement, Calibrator, CategoryTable, Feature, Field, Forest, Index, MAX_BORDERS, MAX_DEPTH, Model, Oblivious, Part,
    Population, Route, Routes,
};
#[cfg(any(feature = "train", feature = "console"))]
use crate::model::{Product, check_catalogue};

use super::tensors::{expect, join};

pub(crate) const MOST_TREES: usize = 10_000;
const MOST_LEAVES: usize = 1 << 20;
const MOST_FEATURES: usize = 1 << 16;
const MOST_INDICES: usize = 64;
const MOST_ROUTES: usize = 100;
const MOST_CLASSES: usize = 100;

fn ascend<T: PartialOrd>(values: &[T]) -> bool {
    values.windows(2).all(|w| w[0] < w[1])
}

fn pack(error: Error) -> Error {
    Error::new(ErrorKind::Pack, "inconsistent pack", "schema", "a sound description", error.to_string())
}

pub(super) fn fields(fields: &[Field]) -> Result<()> {
    Schema::new(fields.iter().map(|field| Column::new(&field.name, field.semantic)).collect()).map_err(pack)?;
    for field in fields {
        let place = quote(&field.name);
        let ranged =
            field.range.is_none_or(|r| r.low.is_finite() && r.high.is_finite() && r.low <= r.median && r.median <= r.high);
        expect(ranged, "impossible range", &place, || ("low <= median <= high".into(), "another".into()))?;
        expect((0.0..=1.0).contains(&field.missing), "impossible share", &place, || ("0 to 1".into(), "another".into()))?;
    }
    Ok(())
}

/// A pack that makes offers may have no index.
pub(super) fn index_names(indices: &[Index], offers: bool) -> Result<()> {
    let least = usize::from(!offers);
    expect((least..=MOST_INDICES).contains(&indices.len()), "impossible number of indices", "indices", || {
        (format!("{least} to {MOST_INDICES}"), indices.len().to_string())
    })?;
    // Results are fields of JavaScript objects.
    let nameable = |index: &Index| !index.name.trim().is_empty() && index.name != "__proto__";
    expect(indices.iter().all(nameable), "unusable index name", "indices", || {
        ("a name".into(), "an empty or reserved one".into())
    })?;
    let named_before = |(at, index): (usize, &Index)| indices[..at].iter().any(|other| other.name == index.name);
    expect(!indices.iter().enumerate().any(named_before), "duplicate index", "indices", || {
        ("distinct names".into(), "one twice".into())
    })
}

#[cfg(any(feature = "train", feature = "console"))]
pub(super) fn catalogue(products: &[Product]) -> Result<()> {
    check_catalogue(products).map_err(pack)
}

/// Checks how an index is put together; the parts that it has beside the first.
pub(super) fn arrangement(arrangement: &Arrangement, fields: &[Field], prefix: &str) -> Result<u32> {
    let (column, routes) = match arrangement {
        Arrangement::Single => return Ok(0),
        Arrangement::Routed(Routes { column, routes }) => (column, routes),
        Arrangement::Classes(names) => {
            let distinct = duplicate(names, |name| name).is_none();
            let sound = distinct && (2..=MOST_CLASSES).contains(&names.len()) && names.iter().all(|name| !is_gap(name));
            expect(sound, "impossible classes", &join(prefix, "classes"), || {
                (format!("2 to {MOST_CLASSES} distinct names"), "others".into())
            })?;
            return Ok(names.len() as u32 - 1);
        }
    };
    let more = routes.iter().map(|route| route.part).max().unwrap_or(0);
    let named_before = |(at, route): (usize, &Route)| routes[..at].iter().any(|other| other.value == route.value);
    let sound = match fields.get(*column as usize).map(|field| field.semantic) {
        Some(Semantic::Categorical) => routes.iter().all(|route| !is_gap(&route.value)),
        Some(Semantic::Boolean) => routes.iter().all(|route| ["true", "false"].contains(&route.value.as_str())),
        _ => false,
    };
    // Each part beside the first is somebody's.
    let whole = more as usize <= routes.len() && (1..=more).all(|part| routes.iter().any(|route| route.part == part));
    let few = routes.len() <= MOST_ROUTES && !routes.iter().enumerate().any(named_before);
    expect(sound && whole && few && more > 0, "impossible routes", &join(prefix, "routes"), || {
        (format!("1 to {MOST_ROUTES} distinct values of a category or a boolean, and no part without one"), "others".into())
    })?;
    Ok(more)
}

/// Checks that the parts of several classes can share out one probability.
pub(super) fn classes(arrangement: &Arrangement, parts: &[Part], prefix: &str) -> Result<()> {
    let linear =
        |part: &Part| matches!(part.calibrator, Calibrator::Platt { slope, intercept } if slope <= 1e3 && intercept.abs() <= 1e6);
    let sound = !matches!(arrangement, Arrangement::Classes(_)) || parts.iter().all(linear);
    expect(sound, "impossible calibrator", &join(prefix, "calibrator"), || {
        ("a slope of at most 1000 and an intercept for each class".into(), "another".into())
    })
}

pub(super) fn depths(depths: &[u8], prefix: &str) -> Result<()> {
    let place = join(prefix, "trees.depths");
    expect(depths.len() <= MOST_TREES, "too many trees", &place, || (MOST_TREES.to_string(), depths.len().to_string()))?;
    let deepest = depths.iter().copied().max().unwrap_or(0);
    expect(usize::from(deepest) <= MAX_DEPTH, "tree too deep", &place, || (MAX_DEPTH.to_string(), deepest.to_string()))?;
    let leaves: usize = depths.iter().map(|&d| 1_usize << d).sum();
    expect(leaves <= MOST_LEAVES, "too many leaves", &place, || (MOST_LEAVES.to_string(), leaves.to_string()))
}

pub(super) fn model(model: &Model, fields: &[Field], prefix: &str) -> Result<()> {
    let semantic = |column: u32| fields.get(column as usize).map(|field| field.semantic);
    for table in &model.tables {
        check_table(table, prefix, |column| semantic(column) == Some(Semantic::Categorical))?;
    }
    let place = join(prefix, "features");
    expect(model.features.len() <= MOST_FEATURES, "too many features", &place, || {
        (MOST_FEATURES.to_string(), model.features.len().to_string())
    })?;
    for feature in &model.features {
        let sound = match feature {
            Feature::Number { column, borders } => {
                matches!(semantic(*column), Some(Semantic::Numerical | Semantic::Boolean | Semantic::Timestamp))
                    && borders.len() <= MAX_BORDERS
                    && borders.iter().all(|b| b.is_finite())
                    && ascend(borders)
            }
            Feature::OneHot { column, .. } => semantic(*column) == Some(Semantic::Categorical),
            Feature::Statistic { table, slot } => model.tables.get(*table as usize).is_some_and(|t| *slot < t.slots),
        };
        expect(sound, "impossible feature", &place, || {
            ("a column of its kind, ascending finite borders".into(), "another".into())
        })?;
    }
    let Forest::Oblivious(forest) = &model.forest;
    check_forest(forest, model.features.len(), prefix)
}

fn check_table(table: &CategoryTable, prefix: &str, categorical: impl Fn(u32) -> bool) -> Result<()> {
    let place = join(prefix, "tables");
    let columns = &table.columns;
    let sound = !columns.is_empty() && columns.len() <= 8 && ascend(columns) && columns.iter().all(|&c| categorical(c));
    expect(sound, "impossible table", &place, || ("1 to 8 ascending categorical columns".into(), "others".into()))?;
    expect(ascend(&table.keys), "keys out of order", &place, || ("ascending keys".into(), "others".into()))
}

fn check_forest(forest: &Oblivious, features: usize, prefix: &str) -> Result<()> {
    let place = join(prefix, "trees");
    let scale = forest.scale;
    let power_of_two = scale.is_normal() && scale > 0.0 && scale.to_bits().trailing_zeros() >= 52 && scale <= 1e6;
    expect(power_of_two && forest.bias.is_finite() && forest.bias.abs() <= 1e6, "impossible forest", &place, || {
        ("a finite bias and a power of two as scale".into(), "others".into())
    })?;
    let askable = forest.splits.iter().all(|split| usize::from(split.feature) < features && split.at >= 1);
    expect(askable, "impossible split", &place, || {
        (format!("a feature below {features}, a bin of 1 or more"), "another".into())
    })?;
    // What keeps the sum of any choice of leaves inside an i32.
    let largest = |leaves: &[i32]| leaves.iter().map(|leaf| i64::from(leaf.unsigned_abs())).max().unwrap_or(0);
    let most: i64 = forest.trees().map(|tree| largest(tree.leaves)).sum();
    expect(most <= i64::from(i32::MAX), "leaves too large", &place, || {
        (format!("a sum of at most {}", i32::MAX), most.to_string())
    })
}

pub(super) fn calibrator(calibrator: &Calibrator, prefix: &str) -> Result<()> {
    let sound = match calibrator {
        Calibrator::Platt { slope, intercept } => slope.is_finite() && *slope > 0.0 && intercept.is_finite(),
        Calibrator::Isotonic { margins, probabilities } => {
            !margins.is_empty()
                && ascend(margins)
                && margins.iter().all(|m| m.is_finite())
                && probabilities.iter().all(|p| (0.0..=1.0).contains(p))
                && probabilities.windows(2).all(|w| w[0] <= w[1])
        }
    };
    expect(sound, "impossible calibrator", &join(prefix, "calibrator"), || ("a finite rising map".into(), "another".into()))
}

pub(super) fn population(population: &Population, prefix: &str) -> Result<()> {
    let q = &population.quantiles;
    let sound = q.len() >= 2 && q.iter().all(|x| x.is_finite()) && q.windows(2).all(|w| w[0] <= w[1]);
    expect(sound, "impossible population", &join(prefix, "population"), || ("finite rising quantiles".into(), "others".into()))
}
