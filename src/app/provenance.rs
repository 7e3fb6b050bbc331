//! Where a model comes from, as people read it: what it is, which rows it was measured on, how it was calibrated.

use crate::app::Words;
use crate::model::{HeldOut, HeldOutRows, ModelKind};

/// The rows that an index was measured on; what a card says in words of its own stays as it is.
#[must_use]
pub fn measured_on(words: &Words, card: &str) -> String {
    let Some(HeldOut { rows, grouped }) = HeldOut::read(card) else { return card.to_owned() };
    let rows = match rows {
        HeldOutRows::Folds(folds) => words.with("held-out-folds", [("count", folds.into())]),
        HeldOutRows::Part(percent) => words.with("held-out-part", [("percent", percent.into())]),
        HeldOutRows::Latest(percent, None) => words.with("held-out-latest", [("percent", percent.into())]),
        HeldOutRows::Latest(percent, Some(day)) => {
            words.with("held-out-from", [("percent", percent.into()), ("day", words.day(&day).into())])
        }
    };
    if grouped { words.with("groups-together", [("rows", rows.into())]) } else { rows }
}

/// What a calibrator is called.
#[must_use]
pub fn calibrator(words: &Words, card: &str) -> String {
    match card {
        "platt" => words.say("platt"),
        "isotonic" => words.say("isotonic"),
        "temperature" => words.say("temperature"),
        other => other.to_owned(),
    }
}

/// What a model is called.
#[must_use]
pub fn model(words: &Words, kind: ModelKind) -> String {
    words.say(match kind {
        ModelKind::Forest => "boosted-forest",
        ModelKind::Linear => "linear-scorecard",
        ModelKind::Blend => "blend",
        ModelKind::RandomForest => "random-forest",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Lang;

    #[test]
    fn rows_are_told_in_the_persons_language() {
        let say = |lang, card| measured_on(&Words::new(lang), card);
        let card = "held-out latest 15 %, from 2026-03-01, groups kept together";
        assert_eq!(say(Lang::English, card), "the latest 15 % of the rows, from 1 Mar 2026 on, groups kept together");
        assert!(say(Lang::Korean, card).contains("2026년 3월 1일") && say(Lang::Russian, card).contains("1 марта 2026 г."));
        assert_eq!(say(Lang::Russian, "3-fold out-of-fold"), "вне обучения, 3 блока");
        assert_eq!(say(Lang::Korean, "as it was found"), "as it was found");
        let words = Words::new(Lang::English);
        assert_eq!([calibrator(&words, "platt"), model(&words, ModelKind::Linear)], ["Platt scaling", "linear scorecard"]);
    }
}
