//! Packs made to do harm, each refused in words that say what is wrong with it.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod ordeal;
    pub(crate) mod parts;
    pub(crate) mod sample;
}

use confidant::artifact::{read, write};
use confidant::dataset::{ByName, Titles};
use confidant::engine::Advisor;
use confidant::error::ErrorKind;
use confidant::model::{
    Arrangement, Calibrator, CategoryTable, Feature, Forest, Oblivious, Pack, Population, Range, Route, Routes, Split,
};

use support::ordeal::ordeal;
use support::parts::{Part, Parts};
use support::sample::{self, AGE, MEMBER, NOTE, PLAN};

fn sound() -> Vec<u8> {
    write(&sample::pack()).unwrap()
}

#[track_caller]
fn check(what: &str, bytes: &[u8], message: &str) {
    let Err(error) = read(bytes) else { panic!("{what} was accepted") };
    assert_eq!(error.kind(), ErrorKind::Pack, "{what}: {error}");
    let text = error.to_string();
    assert!(text.contains(message), "{what}: `{text}` does not say `{message}`");
    assert!(text.len() < 400 && !text.contains('\n'), "{what}: `{text}` is not a clear line");
    assert!(Advisor::from_bytes(bytes).is_err());
}

fn forest(pack: &mut Pack) -> &mut Oblivious {
    let Forest::Oblivious(forest) = &mut pack.indices[0].parts[0].model.forest else { panic!("another forest") };
    forest
}

fn split(pack: &mut Pack, at: usize) -> &mut Split {
    &mut forest(pack).splits[at]
}

fn feature(pack: &mut Pack, feature: Feature) {
    pack.indices[0].parts[0].model.features[0] = feature;
}

fn borders(pack: &mut Pack, borders: &[f32]) {
    feature(pack, Feature::Number { column: AGE, borders: borders.to_vec() });
}

fn table(pack: &mut Pack) -> &mut CategoryTable {
    &mut pack.indices[0].parts[0].model.tables[0]
}

fn title(text: &str) -> Titles {
    [("en".to_owned(), text.to_owned())].into()
}

fn values_of<'a>(pack: &'a mut Pack, column: &str) -> &'a mut ByName<Titles> {
    pack.glossary.values.insert(column.to_owned(), ByName::new());
    pack.glossary.values.get_mut(column).unwrap()
}

fn isotonic(pack: &mut Pack, margins: &[f64], probabilities: &[f64]) {
    pack.indices[0].parts[0].calibrator =
        Calibrator::Isotonic { margins: margins.to_vec(), probabilities: probabilities.to_vec() };
}

fn platt(pack: &mut Pack, slope: f64, intercept: f64) {
    pack.indices[0].parts[0].calibrator = Calibrator::Platt { slope, intercept };
}

fn quantiles(pack: &mut Pack, quantiles: &[f64]) {
    pack.indices[0].parts[0].population = Population { quantiles: quantiles.to_vec() };
}

/// Routes of the first index by a column, each value with its part; the parts are all alike.
fn routes(pack: &mut Pack, column: u32, routes: &[(&str, u32)], parts: usize) {
    let index = &mut pack.indices[0];
    let route = |&(value, part): &(&str, u32)| Route { value: value.to_owned(), part };
    index.arrangement = Arrangement::Routed(Routes { column, routes: routes.iter().map(route).collect() });
    index.parts = vec![index.parts[0].clone(); parts];
}

/// Classes of the last index, which has Platt's calibrator.
fn classes(pack: &mut Pack, names: &[&str]) {
    let index = &mut pack.indices[1];
    index.arrangement = Arrangement::Classes(names.iter().map(|&name| name.to_owned()).collect());
    index.parts = vec![index.parts[0].clone(); names.len()];
}

/// Trees of these depths, with what they need.
fn trees(pack: &mut Pack, depths: &[u8]) {
    let forest = forest(pack);
    let (splits, leaves) = (depths.iter().map(|&d| usize::from(d)).sum(), depths.iter().map(|&d| 1_usize << d).sum());
    *forest = Oblivious {
        bias: 0.0,
        scale: 1.0,
        depths: depths.to_vec(),
        splits: vec![Split { feature: 0, at: 1 }; splits],
        leaves: vec![0; leaves],
        covers: vec![1; leaves],
    };
}

#[test]
fn what_does_not_hang_together_is_refused() {
    type Spoil = fn(&mut Pack);
    let cases: &[(&str, Spoil, &str)] = &[
        ("a NaN bias", |p| forest(p).bias = f64::NAN, "impossible forest, at index.0.trees"),
        ("an infinite bias", |p| forest(p).bias = f64::INFINITY, "impossible forest"),
        ("a huge bias", |p| forest(p).bias = -1e7, "impossible forest"),
        ("a scale that is no power of two", |p| forest(p).scale = 0.3, "impossible forest"),
        ("a scale of 0", |p| forest(p).scale = 0.0, "impossible forest"),
        ("a negative scale", |p| forest(p).scale = -0.5, "impossible forest"),
        ("a NaN scale", |p| forest(p).scale = f64::NAN, "impossible forest"),
        ("an infinite scale", |p| forest(p).scale = f64::INFINITY, "impossible forest"),
        ("a subnormal scale", |p| forest(p).scale = f64::MIN_POSITIVE / 2.0, "impossible forest"),
        ("a huge scale", |p| forest(p).scale = 2_f64.powi(30), "impossible forest"),
        ("a split on no feature", |p| split(p, 0).feature = 7, "impossible split, at index.0.trees: expected a feature below 7"),
        ("a split on the last of all features", |p| split(p, 4).feature = u16::MAX, "impossible split"),
        ("a split at 0", |p| split(p, 2).at = 0, "impossible split"),
        ("leaves beyond 32 bits", |p| forest(p).leaves[4] = i32::MAX, "leaves too large, at index.0.trees"),
        ("the lowest leaf", |p| forest(p).leaves[5] = i32::MIN, "leaves too large"),
        ("a tree of depth 9", |p| trees(p, &[9]), "tree too deep, at index.0.trees.depths: expected 8, found 9"),
        ("a tree of depth 255", |p| forest(p).depths[0] = 255, "tree too deep"),
        ("10,001 trees", |p| trees(p, &[0; 10_001]), "too many trees, at index.0.trees.depths: expected 10000, found 10001"),
        ("a million leaves", |p| forest(p).depths = vec![8; 4097], "too many leaves, at index.0.trees.depths"),
        ("fewer leaves than trees have", |p| forest(p).leaves.truncate(12), "tensor of another length, at index.0.trees.leaves"),
        ("more covers than leaves", |p| forest(p).covers.push(1), "tensor of another length, at index.0.trees.covers"),
        ("fewer splits than levels", |p| forest(p).splits.truncate(4), "another length, at index.0.trees.split_features"),
        ("a NaN border", |p| borders(p, &[1.0, f32::NAN]), "impossible feature, at index.0.features"),
        ("an infinite border", |p| borders(p, &[1.0, f32::INFINITY]), "impossible feature"),
        ("falling borders", |p| borders(p, &[2.0, 1.0]), "impossible feature"),
        ("equal borders", |p| borders(p, &[1.0, 1.0]), "impossible feature"),
        ("255 borders", |p| borders(p, &std::array::from_fn::<f32, 255, _>(|i| i as f32)), "impossible feature"),
        ("a number of no column", |p| feature(p, Feature::Number { column: 6, borders: vec![] }), "impossible feature"),
        (
            "a number of the last of all columns",
            |p| feature(p, Feature::Number { column: u32::MAX, borders: vec![] }),
            "impossible",
        ),
        ("a number of a category", |p| feature(p, Feature::Number { column: PLAN, borders: vec![] }), "impossible feature"),
        ("a number of a text", |p| feature(p, Feature::Number { column: NOTE, borders: vec![] }), "impossible feature"),
        ("a one-hot of a number", |p| feature(p, Feature::OneHot { column: AGE, category: 1 }), "impossible feature"),
        ("a one-hot of a text", |p| feature(p, Feature::OneHot { column: NOTE, category: 0 }), "impossible feature"),
        ("a one-hot of no column", |p| feature(p, Feature::OneHot { column: 99, category: 0 }), "impossible feature"),
        ("a statistic of no table", |p| feature(p, Feature::Statistic { table: 2, slot: 0 }), "impossible feature"),
        ("a statistic past the slots", |p| feature(p, Feature::Statistic { table: 0, slot: 1 }), "impossible feature"),
        ("a table of numbers", |p| table(p).columns = vec![AGE], "impossible table, at index.0.tables"),
        ("a table of texts", |p| table(p).columns = vec![NOTE], "impossible table"),
        ("a table of no column", |p| table(p).columns = vec![], "impossible table"),
        ("a table of one column twice", |p| table(p).columns = vec![PLAN, PLAN], "impossible table"),
        ("a table of falling columns", |p| table(p).columns = vec![2, 1], "impossible table"),
        ("a table of a column that is not there", |p| table(p).columns = vec![1, 6], "impossible table"),
        ("unsorted keys", |p| table(p).keys.reverse(), "keys out of order, at index.0.tables"),
        ("a key twice", |p| table(p).keys = vec![5, 5], "keys out of order"),
        ("no slots", |p| table(p).slots = 0, "impossible table, at index.0.tables.slots"),
        ("four billion slots", |p| table(p).slots = u32::MAX, "impossible table, at index.0.tables.slots"),
        ("bins for another number of keys", |p| table(p).bins.push(1), "tensor of another length, at index.0.tables.bins"),
        ("no bins for the unseen", |p| table(p).unseen.clear(), "tensor of another length, at index.0.tables.unseen"),
        ("a calibrator that falls", |p| isotonic(p, &[0.0, 1.0], &[0.5, 0.4]), "impossible calibrator, at index.0.calibrator"),
        ("a calibrator whose margins fall", |p| isotonic(p, &[1.0, 0.0], &[0.4, 0.5]), "impossible calibrator"),
        ("a calibrator with a margin twice", |p| isotonic(p, &[1.0, 1.0], &[0.4, 0.5]), "impossible calibrator"),
        ("a calibrator of nothing", |p| isotonic(p, &[], &[]), "impossible calibrator"),
        ("a calibrator beyond 1", |p| isotonic(p, &[0.0], &[1.5]), "impossible calibrator"),
        ("a calibrator to NaN", |p| isotonic(p, &[0.0], &[f64::NAN]), "impossible calibrator"),
        ("a calibrator from infinity", |p| isotonic(p, &[f64::NEG_INFINITY], &[0.5]), "impossible calibrator"),
        ("a calibrator of two lengths", |p| isotonic(p, &[0.0], &[0.4, 0.5]), "another length, at index.0.calibrator.probab"),
        ("a slope of 0", |p| platt(p, 0.0, 0.0), "impossible calibrator"),
        ("a slope that falls", |p| platt(p, -1.0, 0.0), "impossible calibrator"),
        ("a NaN slope", |p| platt(p, f64::NAN, 0.0), "impossible calibrator"),
        ("an infinite intercept", |p| platt(p, 1.0, f64::INFINITY), "impossible calibrator"),
        ("no population", |p| quantiles(p, &[]), "impossible population, at index.0.population"),
        ("a population of one", |p| quantiles(p, &[1.0]), "impossible population"),
        ("a population that falls", |p| quantiles(p, &[1.0, 0.0]), "impossible population"),
        ("a population with NaN", |p| quantiles(p, &[0.0, f64::NAN]), "impossible population"),
        ("a population to infinity", |p| quantiles(p, &[0.0, f64::INFINITY]), "impossible population"),
        ("routes by a number", |p| routes(p, AGE, &[("1", 1)], 2), "impossible routes, at index.0.routes"),
        ("routes by a text", |p| routes(p, NOTE, &[("a", 1)], 2), "impossible routes"),
        ("routes by no column", |p| routes(p, 6, &[("a", 1)], 2), "impossible routes"),
        ("routes by yes and maybe", |p| routes(p, MEMBER, &[("true", 1), ("maybe", 2)], 3), "impossible routes"),
        ("a route for gaps", |p| routes(p, PLAN, &[("NA", 1)], 2), "impossible routes"),
        ("a route twice", |p| routes(p, PLAN, &[("basic", 1), ("basic", 2)], 3), "impossible routes"),
        ("routes to nowhere else", |p| routes(p, PLAN, &[("basic", 0)], 1), "impossible routes"),
        ("no routes", |p| routes(p, PLAN, &[], 1), "impossible routes"),
        ("a part of nobody", |p| routes(p, PLAN, &[("basic", 2)], 3), "impossible routes"),
        ("a route to the last of all parts", |p| routes(p, PLAN, &[("basic", u32::MAX)], 2), "impossible routes"),
        ("a route without its part", |p| routes(p, PLAN, &[("basic", 1)], 1), "missing tensor, at index.0.part.1."),
        (
            "a part that is not sound",
            |p| {
                routes(p, PLAN, &[("basic", 1)], 2);
                p.indices[0].parts[1].population = Population { quantiles: vec![1.0, 0.0] };
            },
            "impossible population, at index.0.part.1.population",
        ),
        (
            "101 routes",
            |p| {
                let names: Vec<String> = (0..101).map(|at| at.to_string()).collect();
                routes(p, PLAN, &names.iter().map(|name| (name.as_str(), 1)).collect::<Vec<_>>(), 2);
            },
            "impossible routes",
        ),
        ("one class", |p| classes(p, &["a"]), "impossible classes, at index.1.classes"),
        ("a class twice", |p| classes(p, &["a", "b", "a"]), "impossible classes"),
        ("a class without a name", |p| classes(p, &["a", ""]), "impossible classes"),
        ("a class that is a gap", |p| classes(p, &["a", "NA"]), "impossible classes"),
        (
            "101 classes",
            |p| {
                let names: Vec<String> = (0..101).map(|at| at.to_string()).collect();
                classes(p, &names.iter().map(String::as_str).collect::<Vec<_>>());
            },
            "impossible classes",
        ),
        (
            "fewer parts than classes",
            |p| {
                classes(p, &["a", "b", "c"]);
                p.indices[1].parts.pop();
            },
            "missing tensor, at index.1.part.2.",
        ),
        (
            "a class with another calibrator",
            |p| {
                classes(p, &["a", "b"]);
                p.indices[1].parts[1].calibrator = Calibrator::Isotonic { margins: vec![0.0], probabilities: vec![0.5] };
            },
            "impossible calibrator, at index.1.calibrator",
        ),
        (
            "a class with a boundless slope",
            |p| {
                classes(p, &["a", "b"]);
                p.indices[1].parts[0].calibrator = Calibrator::Platt { slope: 1e300, intercept: 0.0 };
            },
            "impossible calibrator",
        ),
        ("a field twice", |p| p.fields[1].name = "age".into(), "duplicate column name, at column 2"),
        ("a field of JavaScript's", |p| p.fields[0].name = "__proto__".into(), "reserved column name, at column 1"),
        ("a field without a name", |p| p.fields[2].name = " ".into(), "column without a name, at column 3"),
        (
            "a range that falls",
            |p| p.fields[0].range = Some(Range { low: 2.0, median: 1.0, high: 0.0 }),
            "impossible range, at `age`",
        ),
        ("a share of gaps above 1", |p| p.fields[0].missing = 2.0, "impossible share, at `age`"),
        ("an index twice", |p| p.indices[1].name = "churn".into(), "duplicate index, at indices"),
        ("an index of JavaScript's", |p| p.indices[1].name = "__proto__".into(), "unusable index name, at indices"),
        ("an index without a name", |p| p.indices[0].name.clear(), "unusable index name, at indices"),
        ("no index", |p| p.indices.clear(), "impossible number of indices, at indices: expected 1 to 64, found 0"),
        ("65 indices", |p| p.indices = vec![p.indices[1].clone(); 65], "impossible number of indices"),
        ("a product twice", |p| p.catalogue[1].id = "life".into(), "duplicate product, at product `life`"),
        ("a price below 0", |p| p.catalogue[0].price = Some(-1.0), "impossible amount, at product `life`"),
        (
            "a product that needs itself",
            |p| p.catalogue[0].eligibility.requires = Some("life".into()),
            "impossible requirement, at product `life`",
        ),
        (
            "a name of a category that the column does not tell apart",
            |p| drop(values_of(p, "plan").insert("rare".into(), title("Rare"))),
            "inconsistent pack, at glossary: expected names of what the pack has, found name of nothing, at glossary, column `plan`",
        ),
        (
            "a name of a value that is a number",
            |p| drop(values_of(p, "age").insert("40".into(), title("Forty"))),
            "name of nothing, at glossary, column `age`",
        ),
        (
            "a name that is a book",
            |p| drop(p.glossary.units.insert("EUR".into(), title(&"x".repeat(5000)))),
            "unusable name, at glossary, units, `EUR`: expected 1 to 200 letters",
        ),
        ("a blank name", |p| drop(p.glossary.groups.insert("Money".into(), title(" "))), "unusable name, at glossary, groups"),
        (
            "more names than anybody reads",
            |p| p.glossary.intents = (0..100_001).map(|at| (at.to_string(), Titles::new())).collect(),
            "too many names, at glossary: expected at most 100000",
        ),
    ];
    for (what, spoil, message) in cases {
        let mut pack = sample::pack();
        spoil(&mut pack);
        check(what, &write(&pack).unwrap(), message);
    }
    ordeal(&sound()).unwrap();
}

fn values<T: Copy, const N: usize>(part: &mut Part, values: &[T], bytes: impl Fn(T) -> [u8; N]) {
    part.bytes = values.iter().flat_map(|&value| bytes(value)).collect();
    part.shape = vec![values.len()];
}

fn offsets(parts: &mut Parts, name: &str, offsets: &[u32]) {
    values(parts.tensor(name), offsets, u32::to_le_bytes);
}

fn nested(depth: usize) -> String {
    format!("{}{}", "[".repeat(depth), "]".repeat(depth))
}

/// An index that is described like the last one, under another name.
fn one_index_more(parts: &mut Parts) {
    let entry = parts.metadata.get_mut("indices").unwrap();
    let mut indices: Vec<serde_json::Value> = serde_json::from_str(entry).unwrap();
    let mut more = indices[1].clone();
    more["name"] = "more".into();
    indices.push(more);
    *entry = serde_json::to_string(&indices).unwrap();
}

#[test]
fn what_is_not_of_the_format_is_refused() {
    type Spoil = fn(&mut Parts);
    let cases: &[(&str, Spoil, &str)] = &[
        ("covers of another type", |p| p.tensor("index.0.trees.covers").dtype = "I32".into(), "tensor of another type"),
        (
            "a table of two dimensions",
            |p| p.tensor("index.0.population").shape = vec![5, 1],
            "tensor of another type, at index.0.population: expected F64 of 1 dimension, found F64 of 2 dimensions",
        ),
        ("a tensor without dimensions", |p| p.tensor("index.1.trees.depths").bytes = vec![0], "cannot read the pack"),
        ("a missing tensor", |p| p.tensor("index.0.population").name = "spare".into(), "missing tensor, at index.0.population"),
        ("a calibrator of neither kind", |p| p.tensor("index.1.calibrator.platt").name = "x".into(), "missing tensor"),
        ("three numbers for two", |p| p.tensor("index.1.calibrator.platt").resize(3), "another length, at index.1.calibrator"),
        ("a forest of one number", |p| p.tensor("index.0.forest").resize(1), "tensor of another length, at index.0.forest"),
        ("a feature of no kind", |p| p.tensor("index.0.features.kind").set(0, 3), "unknown feature, at index.0.features.kind"),
        ("a slot beyond 32 bits", |p| p.tensor("index.0.features.detail").set(2, 1 << 32), "impossible feature"),
        ("fewer sources than features", |p| p.tensor("index.0.features.source").resize(6), "another length"),
        ("categories that are not text", |p| p.tensor("categories.bytes").bytes[0] = 0xff, "text is not UTF-8, at categories"),
        ("a category cut in a letter", |p| offsets(p, "categories.offsets", &[0, 4, 10, 15]), "text is not UTF-8"),
        ("offsets that fall", |p| offsets(p, "categories.offsets", &[0, 10, 5, 15]), "broken offsets, at categories.offsets"),
        ("offsets past the end", |p| offsets(p, "categories.offsets", &[0, 5, 10, u32::MAX]), "broken offsets"),
        ("offsets short of the end", |p| offsets(p, "categories.offsets", &[0, 5, 10, 14]), "broken offsets"),
        ("offsets from elsewhere", |p| offsets(p, "categories.offsets", &[1, 5, 10, 15]), "broken offsets"),
        ("no offsets", |p| offsets(p, "categories.offsets", &[]), "another length, at categories.offsets"),
        ("offsets of more fields", |p| offsets(p, "categories.field_offsets", &[0; 8]), "categories.field_offsets"),
        ("borders of other features", |p| offsets(p, "index.0.borders.offsets", &[0; 8]), "broken offsets, at index.0.borders"),
        ("keys of other tables", |p| offsets(p, "index.0.tables.key_offsets", &[0, 5, 4]), "broken offsets, at index.0.tables"),
        ("columns of other tables", |p| offsets(p, "index.0.tables.column_offsets", &[0, 3]), "another length"),
        (
            "another format",
            |p| p.edit("format", "\"format\":1", "\"format\":2"),
            "pack of another format, at format: expected 1, found 2",
        ),
        ("a format below 0", |p| p.edit("format", "\"format\":1", "\"format\":-1"), "broken entry, at format"),
        (
            "an entry of the future",
            |p| p.edit("format", "{", "{\"more\":1,"),
            "broken entry, at format: expected JSON of its shape",
        ),
        ("a day out of range", |p| p.edit("format", "20000", "3000000000"), "broken entry, at format"),
        ("a field of no meaning", |p| p.edit("schema", "numerical", "imaginary"), "broken entry, at schema"),
        ("a range to infinity", |p| p.edit("schema", "90.0", "1e999"), "broken entry, at schema"),
        ("an index with more", |p| p.edit("indices", "{\"name\"", "{\"x\":0,\"name\""), "broken entry, at indices"),
        ("an index without tensors", one_index_more, "missing tensor, at index.2."),
        ("a name twice", |p| p.edit("format", "{", "{\"name\":\"x\","), "broken entry, at format"),
        ("a field with more", |p| p.edit("schema", "{\"name\"", "{\"x\":0,\"name\""), "found the unknown name `x`"),
        ("a field that is a list", |p| p.edit("schema", "[{", "[[],{"), "broken entry, at schema"),
        ("a number with a plus", |p| p.edit("schema", "90.0", "+90.0"), "broken entry, at schema"),
        ("half a letter", |p| p.edit("indices", "{\"name\":\"", "{\"name\":\"\\ud800"), "broken entry, at indices"),
        ("a polarity of no meaning", |p| p.edit("indices", "\"risk\"", "\"fun\""), "broken entry, at indices"),
        ("routes of another shape", |p| p.edit("indices", "{\"name\"", "{\"routes\":{\"column\":1},\"name\""), "broken entry"),
        (
            "routes of three",
            |p| p.edit("indices", "{\"name\"", "{\"routes\":{\"column\":1,\"routes\":[[\"a\",1,2]]},\"name\""),
            "broken entry, at indices",
        ),
        (
            "classes that are no texts",
            |p| p.edit("indices", "{\"name\"", "{\"classes\":[1,2],\"name\""),
            "broken entry, at indices",
        ),
        ("half an entry", |p| p.edit("card", "}", ""), "broken entry, at card"),
        ("no schema", |p| drop(p.metadata.remove("schema")), "not a Confidant pack, at __metadata__: expected an entry schema"),
        ("no format", |p| drop(p.metadata.remove("format")), "expected an entry format, found none"),
        ("no indices", |p| drop(p.metadata.remove("indices")), "expected an entry indices"),
        ("no catalogue", |p| drop(p.metadata.remove("catalogue")), "expected an entry catalogue"),
        ("no card", |p| drop(p.metadata.remove("card")), "expected an entry card"),
        ("no golden examples", |p| drop(p.metadata.remove("golden")), "expected an entry golden"),
        ("no checksum", |p| drop(p.metadata.remove("checksum")), "not a Confidant pack, at the header: expected a checksum"),
        ("a deep schema", |p| drop(p.metadata.insert("schema".into(), nested(10_000))), "broken entry, at schema"),
        ("deep golden examples", |p| drop(p.metadata.insert("golden".into(), nested(10_000))), "broken entry, at golden"),
        ("a deep glossary", |p| drop(p.metadata.insert("glossary".into(), nested(10_000))), "broken entry, at glossary"),
        ("a glossary of something else", |p| p.edit("glossary", "\"intents\"", "\"people\""), "broken entry, at glossary"),
        (
            "a deep golden customer",
            |p| p.edit("golden", "[]", &format!("[{{\"customer\":{{\"age\":{}}},\"expected\":{{}}}}]", nested(10_000))),
            "broken entry, at golden",
        ),
    ];
    for (what, spoil, message) in cases {
        let mut parts = Parts::of(&sound());
        spoil(&mut parts);
        check(what, &parts.assemble(), message);
    }
}

/// The sound header with one tensor's entry changed, and the sound bytes behind it.
fn with_entry(name: &str, change: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
    let parts = Parts::of(&sound());
    let mut header = parts.header();
    change(&mut header[name]);
    parts.file(&header.to_string())
}

fn with_offsets(name: &str, move_start: i64, move_end: i64) -> Vec<u8> {
    with_entry(name, |entry| {
        for (at, by) in [move_start, move_end].into_iter().enumerate() {
            let offset = entry["data_offsets"][at].as_i64().unwrap();
            entry["data_offsets"][at] = (offset + by).into();
        }
    })
}

/// Eight empty-looking tensors whose lengths add up to more than an address can hold.
fn beyond_all_addresses() -> Vec<u8> {
    const LARGE: usize = usize::MAX / 8;
    let mut header = serde_json::Map::new();
    for position in 0..8 {
        let offsets = [position * LARGE, (position + 1) * LARGE];
        header.insert(position.to_string(), serde_json::json!({ "dtype": "U8", "shape": [LARGE], "data_offsets": offsets }));
    }
    let parts = Parts { metadata: Parts::of(&sound()).metadata, tensors: Vec::new() };
    header.insert("__metadata__".into(), serde_json::json!(parts.metadata));
    parts.file(&serde_json::Value::Object(header).to_string())
}

#[test]
fn what_is_no_safetensors_file_is_refused() {
    let of_length = |length: u64| {
        let mut bytes = sound();
        bytes[..8].copy_from_slice(&length.to_le_bytes());
        support::ordeal::repair(&mut bytes);
        bytes
    };
    let header = |text: &str| Parts::of(&sound()).file(text);
    let deep = format!("{{\"a\":{}}}", nested(10_000));
    let unreadable = "cannot read the pack, at the header: expected a whole safetensors file";
    let last = "categories.bytes";
    let twice = |name: &str| {
        let text = Parts::of(&sound()).header().to_string();
        header(&text.replacen('{', &format!("{{\"{name}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}},"), 1))
    };
    let many = |count: usize| {
        let entry = |at: usize| format!("\"t{at}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}");
        header(&format!("{{{}}}", (0..count).map(entry).collect::<Vec<_>>().join(",")))
    };
    let cases: [(&str, Vec<u8>, &str); 25] = [
        ("nothing", Vec::new(), unreadable),
        ("seven bytes", vec![0; 7], unreadable),
        ("eight zeros", vec![0; 8], unreadable),
        ("a web page", b"<!doctype html><html><body>Not found</body></html>".to_vec(), unreadable),
        ("a header of all addresses", of_length(u64::MAX), unreadable),
        ("a header of half of them", of_length(u64::MAX / 2), unreadable),
        ("a header of a gigabyte", of_length(1 << 30), unreadable),
        ("a header past the end", of_length(sound().len() as u64), unreadable),
        ("a header cut short", of_length(100), unreadable),
        ("a header of nothing", of_length(0), unreadable),
        ("a header that is a list", header("[]"), unreadable),
        ("a header that is not text", header("{\"\u{0}\":1}"), unreadable),
        ("a deep header", header(&deep), unreadable),
        ("a header without metadata", header("{}"), unreadable),
        ("overlapping tensors", with_offsets("index.0.population", -8, -8), unreadable),
        ("a hole between tensors", with_offsets("index.0.population", 0, 8), unreadable),
        ("a tensor beyond the file", with_offsets(last, 0, 1), unreadable),
        ("a tensor of another length than its shape", with_offsets(last, 0, -1), unreadable),
        (
            "a shape of all addresses",
            with_entry(last, |entry| entry["shape"] = serde_json::json!([u64::MAX, u64::MAX])),
            unreadable,
        ),
        ("tensors beyond all addresses", beyond_all_addresses(), unreadable),
        ("a tensor twice", twice(last), "found `categories.bytes` twice"),
        ("metadata twice", twice("__metadata__"), "found `__metadata__` twice"),
        ("16,385 tensors", many(16_385), "found 16385 tensors where 16384 are the most"),
        ("metadata that is no text", header("{\"__metadata__\":{\"format\":1}}"), unreadable),
        ("an unknown dtype", with_entry(last, |entry| entry["dtype"] = "U7".into()), unreadable),
    ];
    for (what, bytes, message) in cases {
        check(what, &bytes, message);
    }
    // A safetensors file of somebody else.
    let foreign = b"{\"x\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
    let foreign = [&(foreign.len() as u64).to_le_bytes()[..], foreign, &[0]].concat();
    check("another file", &foreign, "not a Confidant pack, at the header: expected a checksum, found none");
    let mut damaged = sound();
    *damaged.last_mut().unwrap() ^= 1;
    check("a damaged file", &damaged, "damaged pack, at the file: expected checksum ");
}
