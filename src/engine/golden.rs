//! Golden examples: recorded when a pack is trained, replayed wherever it is loaded.

use crate::dataset::ByName;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Golden, GoldenIndex};

use super::advisor::Advisor;
use super::customer::Customer;

/// What scoring and explaining a customer, given as a JSON object, yields to the bit.
///
/// # Errors
/// `customer` when the object holds structures.
pub fn golden_of(advisor: &Advisor, customer: serde_json::Map<String, serde_json::Value>) -> Result<Golden> {
    let consultation = advisor.consult(&Customer::from_json(&customer)?, None);
    let index = |(name, score): (&String, &super::dto::Score)| {
        let attribution = &consultation.attributions[name];
        let bits = |c: &super::dto::Contribution| (c.feature.clone(), bits(c.contribution));
        let golden = GoldenIndex {
            margin: self::bits(score.margin),
            baseline: self::bits(attribution.baseline),
            probability: self::bits(score.probability),
            contributions: attribution.contributions.iter().map(bits).collect(),
            classes: score.classes.iter().flatten().map(|class| (class.name.clone(), self::bits(class.probability))).collect(),
        };
        (name.clone(), golden)
    };
    let expected: ByName<GoldenIndex> = consultation.scores.iter().map(index).collect();
    Ok(Golden { customer, expected })
}

/// Replays every golden example; the number replayed.
pub(super) fn verify(advisor: &Advisor) -> Result<usize> {
    for (number, golden) in advisor.golden().iter().enumerate() {
        let place = |index: &str, what: &str| format!("golden example {}, {index}, {what}", number + 1);
        let replayed = golden_of(advisor, golden.customer.clone())?;
        for (index, expected) in &golden.expected {
            let Some(found) = replayed.expected.get(index) else {
                return Err(Error::new(ErrorKind::Golden, "missing index", place(index, "score"), "an index", "none"));
            };
            for (what, expected, found) in [
                ("margin", &expected.margin, &found.margin),
                ("baseline", &expected.baseline, &found.baseline),
                ("probability", &expected.probability, &found.probability),
            ] {
                if expected != found {
                    return Err(Error::new(ErrorKind::Golden, "other bits", place(index, what), expected.clone(), found.clone()));
                }
            }
            if expected.classes != found.classes {
                let place = place(index, "classes");
                return Err(Error::new(ErrorKind::Golden, "other bits", place, "the recorded bits", "others"));
            }
            if expected.contributions != found.contributions {
                let place = place(index, "contributions");
                return Err(Error::new(ErrorKind::Golden, "other bits", place, "the recorded bits", "others"));
            }
        }
    }
    Ok(advisor.golden().len())
}

fn bits(x: f64) -> String {
    format!("{:016x}", x.to_bits())
}
