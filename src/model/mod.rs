//! What a pack holds once trained: immutable, validated, and free of anything that only training needs.

mod arrangement;
#[cfg(any(feature = "train", feature = "console"))]
pub mod ask;
mod calibrator;
mod card;
mod catalogue;
mod described;
mod factors;
mod feature;
mod field;
mod forest;
mod glossary;
mod held_out;
mod measured;
#[cfg(any(feature = "train", feature = "console"))]
pub mod offers;
mod pack;
mod population;
mod reliability;
mod ridge;
#[cfg(any(feature = "train", feature = "console"))]
mod stage;

pub use arrangement::{Arrangement, Part, Route, Routes};
pub use calibrator::Calibrator;
pub use card::{
    Card, ClassCard, ClassesCard, Contender, DecileRow, Importance, IndexCard, Metrics, ModelKind, Polarity, RateTest, RouteCard,
    RoutesCard, Window,
};
pub use catalogue::{Eligibility, Product, check_catalogue};
pub use described::{Described, Kept};
pub use factors::{Factors, RatingFactors};
pub use feature::{CategoryTable, Feature, MAX_BORDERS, MISSING_HASH, bin_of, category_hash, combination_hash};
pub use field::{Field, Range};
pub use forest::{Forest, MAX_DEPTH, Oblivious, Split, Tree};
pub use glossary::Glossary;
pub use held_out::{HeldOut, HeldOutRows};
pub use measured::{ClassMeasured, Interval, MeasuredCard, SliceCard, SliceGroup, SlicesCard};
pub use pack::{FORMAT, Golden, GoldenIndex, Index, Model, Pack};
pub use population::{GRADES, Population};
pub use reliability::{Reliability, ReliabilityBin};
pub use ridge::Gram;
#[cfg(any(feature = "train", feature = "console"))]
pub use stage::{Stage, Stages};
