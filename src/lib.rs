//! Customer scoring and explanation that runs where the customer's data is.
//!
//! Packs are trained natively (feature `train`), and scored and explained anywhere, to the same bits.
//!
//! ```
//! # #[cfg(feature = "train")] {
//! use confidant::engine::{Advisor, Customer, FieldValue};
//! use confidant::learner::{Project, Source, train};
//!
//! // A table where older customers churn.
//! let mut csv = String::from("age,plan,churn\n");
//! for i in 0..400 {
//!     csv.push_str(&format!("{},{},{}\n", 20 + i % 60, ["basic", "plus"][i % 2], u8::from(i % 60 > 40)));
//! }
//! let open = || Ok(Box::new(std::io::Cursor::new(csv.clone())) as Box<dyn std::io::Read>);
//! let source = Source { name: "clients.csv".into(), open: &open };
//! let pack = train(&Project::of_label("churn"), Vec::new(), &source, &|_| true)?;
//!
//! let advisor = Advisor::from_bytes(&confidant::artifact::write(&pack)?)?;
//! let customer = Customer::new(vec![("age".into(), FieldValue::Number(75.0)), ("plan".into(), FieldValue::Text("plus".into()))])?;
//! let score = &advisor.score(&customer, None)["churn"];
//! assert!(score.probability > 0.5 && score.warnings.is_empty());
//! let reasons = advisor.explain("churn", &customer, None)?;
//! assert_eq!(reasons.contributions[0].feature, "age");
//! # }
//! # Ok::<(), confidant::error::Error>(())
//! ```
//!
//! Imports run downward: `learner → appraisal → engine → artifact → model → dataset → error, math`, and on the page
//! `web → ui → app → engine`.

#[cfg(any(feature = "train", feature = "console"))]
pub mod app;
#[cfg(feature = "train")]
pub mod appraisal;
pub mod artifact;
pub mod dataset;
pub mod engine;
pub mod error;
#[cfg(feature = "train")]
pub mod learner;
pub mod math;
pub mod metric;
pub mod model;
#[cfg(feature = "train")]
pub mod profile;
#[cfg(feature = "train")]
pub mod report;
#[cfg(feature = "train")]
pub mod synth;
#[cfg(all(target_arch = "wasm32", feature = "console"))]
mod ui;
#[cfg(target_arch = "wasm32")]
mod web;
