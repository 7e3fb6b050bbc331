//! The TypeScript twins of what the engine answers with, generated and compared with the file that ships.

use ts_rs::{Config, TS};

use crate::dataset::Semantic;
use crate::model::{
    Card, ClassCard, ClassMeasured, ClassesCard, Contender, DecileRow, Eligibility, Field, Glossary, Golden, GoldenIndex,
    Importance, IndexCard, Interval, MeasuredCard, Metrics, ModelKind, Polarity, Product, Range, RateTest, ReliabilityBin,
    RouteCard, RoutesCard, SliceCard, SliceGroup, SlicesCard, Window,
};

use crate::model::ask::Intent;
use crate::model::offers::{Gate, Outcome};

use super::FieldValue;
use super::ask::{Answer, AnswerCard, Benefit, Comparison, HandOver, ProductFacts, ReasonShown, ReasonsShown, ScoreShown, Turn};
use super::dto::{
    Attribution, ClassProbability, Consultation, Contribution, Counterfactual, IndexInfo, Info, Plan, PlannedChange, Score,
    TakenRoute, Warning, WarningKind,
};
use super::offers::{
    Alike, BundleShown, Dropped, Factor, Held, Nothing, Offer, OfferReason, OfferReasonKind, Recommendation, SimilarProduct,
};
use super::stage::StageShown;

const PATH: &str = "www/types.d.ts";
const HEAD: &str = "\
// Generated from the Rust types by `UPDATE=1 cargo test types_are_generated`; a test compares the two.

/** Raw values by the names of their fields. */
export type CustomerRecord = { [field: string]: string | number | bigint | boolean | Date | null | undefined };

/**
 * A customer: raw values by the names of their fields, in a record or in an object of an interface of yours. Absent fields are reported
 * in `warnings`; null is a gap.
 */
export type Customer = CustomerRecord | (object & { readonly [Symbol.iterator]?: never });
";

fn declaration<T: TS>(config: &Config) -> String {
    // A closing brace on a line of its own, by which wasm-bindgen counts when it indents.
    let declaration = T::decl(config).replace(" \n", "\n").replace(", };", ",\n};");
    format!("\n{}export {declaration}\n", T::docs().unwrap_or_default())
}

fn generated() -> String {
    let config = Config::default().with_large_int("number");
    let parts = [
        declaration::<FieldValue>(&config),
        declaration::<WarningKind>(&config),
        declaration::<Warning>(&config),
        declaration::<TakenRoute>(&config),
        declaration::<ClassProbability>(&config),
        declaration::<Score>(&config),
        declaration::<Contribution>(&config),
        declaration::<Attribution>(&config),
        declaration::<StageShown>(&config),
        declaration::<Consultation>(&config),
        declaration::<PlannedChange>(&config),
        declaration::<Plan>(&config),
        declaration::<Counterfactual>(&config),
        declaration::<Semantic>(&config),
        declaration::<Range>(&config),
        declaration::<Field>(&config),
        declaration::<Polarity>(&config),
        declaration::<Metrics>(&config),
        declaration::<DecileRow>(&config),
        declaration::<Importance>(&config),
        declaration::<ModelKind>(&config),
        declaration::<Contender>(&config),
        declaration::<Interval>(&config),
        declaration::<ReliabilityBin>(&config),
        declaration::<SliceGroup>(&config),
        declaration::<SliceCard>(&config),
        declaration::<SlicesCard>(&config),
        declaration::<ClassMeasured>(&config),
        declaration::<MeasuredCard>(&config),
        declaration::<RateTest>(&config),
        declaration::<RouteCard>(&config),
        declaration::<RoutesCard>(&config),
        declaration::<ClassCard>(&config),
        declaration::<ClassesCard>(&config),
        declaration::<IndexCard>(&config),
        declaration::<IndexInfo>(&config),
        declaration::<Eligibility>(&config),
        declaration::<Product>(&config),
        declaration::<Glossary>(&config),
        declaration::<Window>(&config),
        declaration::<Card>(&config),
        declaration::<Info>(&config),
        declaration::<Gate>(&config),
        declaration::<Outcome>(&config),
        declaration::<Factor>(&config),
        declaration::<OfferReasonKind>(&config),
        declaration::<OfferReason>(&config),
        declaration::<Offer>(&config),
        declaration::<Dropped>(&config),
        declaration::<Nothing>(&config),
        declaration::<Held>(&config),
        declaration::<Alike>(&config),
        declaration::<BundleShown>(&config),
        declaration::<Recommendation>(&config),
        declaration::<SimilarProduct>(&config),
        declaration::<Intent>(&config),
        declaration::<HandOver>(&config),
        declaration::<Turn>(&config),
        declaration::<ProductFacts>(&config),
        declaration::<Benefit>(&config),
        declaration::<Comparison>(&config),
        declaration::<ScoreShown>(&config),
        declaration::<ReasonShown>(&config),
        declaration::<ReasonsShown>(&config),
        declaration::<AnswerCard>(&config),
        declaration::<Answer>(&config),
        declaration::<GoldenIndex>(&config),
        declaration::<Golden>(&config),
    ];
    format!("{HEAD}{}", parts.concat())
}

#[test]
fn types_are_generated() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(PATH);
    let fresh = generated();
    assert!(!fresh.contains(": any") && !fresh.contains("<any"), "a type fell back to any");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == fresh, "{PATH} is not what the Rust types say; run UPDATE=1 cargo test types_are_generated");
}
