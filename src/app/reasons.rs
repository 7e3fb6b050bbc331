//! Why a score is what it is, in words and as a waterfall from the average customer to this one.

use crate::app::{Control, Form, FormField, Lang, Words, flag, shown};
use crate::dataset::{Day, read_number};
use crate::engine::{Attribution, Contribution, FieldValue};

/// Columns that raise, and as many that lower, which get a row of their own; the rest share one.
const ROWS: usize = 5;

/// The chart keeps this share of its width free on either side.
const MARGIN: f64 = 2.0;

/// The reasons of one index.
#[derive(Debug, Clone, PartialEq)]
pub struct Reasons {
    /// Where the average customer stands on the chart, in [0, 100].
    pub start: f64,
    /// Where this customer stands on the chart, in [0, 100].
    pub end: f64,
    /// What the whole distance multiplies the odds by.
    pub factor: String,
    /// Whether this customer stands above the average one.
    pub raised: bool,
    /// The strongest columns, strongest first; the last row is all others together, where there are any.
    pub rows: Vec<Reason>,
    /// The reasons in one breath.
    pub summary: String,
    /// Every column with its value, contribution in log-odds and factor, strongest first: the chart as a table.
    pub table: Vec<[String; 4]>,
}

/// One row: a column's share, or that of the columns without a row of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The column and its value: `Tenure of 2 months`.
    pub subject: String,
    /// Whether it raises the odds.
    pub raises: bool,
    /// What it multiplies the odds by: `×1.84`.
    pub factor: String,
    /// Where its bar starts on the chart, in [0, 100].
    pub from: f64,
    /// Where its bar ends.
    pub to: f64,
}

/// Puts an attribution into words and onto the chart.
#[must_use]
pub fn reasons(form: &Form, attribution: &Attribution) -> Reasons {
    let words = &form.words;
    let all = &attribution.contributions;
    let mut counts = [0; 2];
    let (top, others): (Vec<&Contribution>, Vec<&Contribution>) = all.iter().partition(|c| {
        let count = &mut counts[usize::from(c.contribution >= 0.0)];
        *count += 1;
        *count <= ROWS
    });
    let rest: f64 = others.iter().map(|c| c.contribution).sum();
    let scale = Scale::new(attribution, &top, rest);
    let mut level = attribution.baseline;
    let mut row = |subject: String, contribution: f64| {
        let from = scale.place(level);
        level += contribution;
        Reason { subject, raises: contribution >= 0.0, factor: words.factor(contribution), from, to: scale.place(level) }
    };
    let mut rows: Vec<_> = top.iter().map(|c| row(subject(form, &c.feature, &c.value), c.contribution)).collect();
    if !others.is_empty() {
        rows.push(row(words.with("everything-else", [("columns", others.len().into())]), rest));
    }
    let moved = attribution.margin - attribution.baseline;
    Reasons {
        start: scale.place(attribution.baseline),
        end: scale.place(attribution.margin),
        factor: words.factor(moved),
        raised: moved >= 0.0,
        rows,
        summary: summary(form, &top),
        table: all.iter().map(|c| table_row(form, c)).collect(),
    }
}

/// From log-odds to the chart's width.
struct Scale {
    low: f64,
    width: f64,
}

impl Scale {
    fn new(attribution: &Attribution, top: &[&Contribution], rest: f64) -> Self {
        let mut level = attribution.baseline;
        let (mut low, mut high) = (level, level);
        for step in top.iter().map(|c| c.contribution).chain([rest]) {
            level += step;
            (low, high) = (low.min(level), high.max(level));
        }
        (low, high) = (low.min(attribution.margin), high.max(attribution.margin));
        Self { low, width: (high - low).max(1e-9) }
    }

    fn place(&self, log_odds: f64) -> f64 {
        let share = (log_odds - self.low) / self.width;
        let place = MARGIN + share * (100.0 - 2.0 * MARGIN);
        (place * 100.0).round() / 100.0
    }
}

/// A column and its value in plain words.
pub(super) fn subject(form: &Form, feature: &str, value: &FieldValue) -> String {
    let words = &form.words;
    let field = form.field(feature);
    let title = field.map_or(feature, |f| f.title.as_str());
    let unit = |amount| field.and_then(|f| f.unit(Some(amount)));
    let titled = |id: &str| words.with(id, [("title", title.into())]);
    let answer = |yes: bool| titled(if yes { "answer-yes" } else { "answer-no" });
    if let (Some(Control::Flag), Some(yes)) = (field.map(|f| f.control), flag(value)) {
        return answer(yes);
    }
    // Words where a number belongs are scored as a gap, and that is what the reason has to say.
    let unread = |words: &str| field.is_some_and(|f| f.control == Control::Number) && read_number(words).is_none();
    match value {
        FieldValue::Missing => titled("missing"),
        FieldValue::Text(typed) if unread(typed) => titled("missing"),
        FieldValue::Boolean(yes) => answer(*yes),
        FieldValue::Number(x) => {
            // Zero of what most customers have none of is an absence; zero of anything else is an amount.
            let usually_none = field.and_then(|f| f.range).is_some_and(|r| r.low == 0.0 && r.median == 0.0);
            if *x == 0.0 && usually_none && unit(*x).is_none() {
                none_of(words, title)
            } else {
                amount(words, title, *x, unit(*x))
            }
        }
        FieldValue::Text(day) if Day::read(day).is_some() => dated(words, title, day),
        FieldValue::Text(name) => {
            let value = field.map_or(name.as_str(), |f| f.called(name));
            words.with("named", [("title", title.into()), ("value", value.into())])
        }
    }
}

/// The value of a number: `Tenure of 2 months`, `Policies held: 3`, `Premium, last year: 300 EUR`.
fn amount(words: &Words, title: &str, x: f64, unit: Option<&str>) -> String {
    let value = words.decimal(x, 4);
    match unit {
        Some(unit) => {
            let id = if title.contains(',') { "amount-unit" } else { "amount-of" };
            words.with(id, [("title", title.into()), ("value", value.into()), ("unit", unit.into())])
        }
        None => words.with("amount", [("title", title.into()), ("value", value.into())]),
    }
}

/// A count of things that usually is zero and is zero here: `No claims`. Within a sentence English writes a word small, but not
/// an abbreviation.
fn none_of(words: &Words, title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next();
    let rest = letters.as_str();
    let word = words.lang() == Lang::English && rest.chars().next().is_none_or(|letter| letter.is_ascii_lowercase());
    let title = match first {
        Some(first) if word => format!("{}{rest}", first.to_ascii_lowercase()),
        _ => title.to_owned(),
    };
    words.with("none-of", [("title", title.into())])
}

/// The value of a date: `Joined: 1 Mar 2024`.
fn dated(words: &Words, title: &str, day: &str) -> String {
    let title = title.strip_suffix(" on").or_else(|| title.strip_suffix(" date")).unwrap_or(title);
    words.with("dated", [("title", title.into()), ("day", words.day(day).into())])
}

/// The reasons in one breath, from the titles of the strongest.
fn summary(form: &Form, top: &[&Contribution]) -> String {
    let words = &form.words;
    // Below one part in two hundred of the odds there is nothing to say.
    let strongest = |raising: bool| {
        let wanted = |c: &&&Contribution| c.contribution.abs() >= 0.005 && (c.contribution > 0.0) == raising;
        let mut titles =
            top.iter().filter(wanted).map(|c| form.field(&c.feature).map_or(c.feature.as_str(), |f| f.title.as_str()));
        match (titles.next(), titles.next()) {
            (Some(first), Some(second)) => Some(words.with("pair", [("first", first.into()), ("second", second.into())])),
            (first, _) => first.map(str::to_owned),
        }
    };
    match (strongest(true), strongest(false)) {
        (Some(raising), Some(lowering)) => {
            words.with("summary-both", [("raising", raising.into()), ("lowering", lowering.into())])
        }
        (Some(raising), None) => words.with("summary-raised", [("raising", raising.into())]),
        (None, Some(lowering)) => words.with("summary-lowered", [("lowering", lowering.into())]),
        (None, None) => words.say("summary-none"),
    }
}

fn table_row(form: &Form, contribution: &Contribution) -> [String; 4] {
    let words = &form.words;
    let field = form.field(&contribution.feature);
    let title = field.map_or(&contribution.feature, |f| &f.title).clone();
    let value = in_table(words, field, &contribution.value);
    [title, value, words.signed(contribution.contribution, 3), words.factor(contribution.contribution)]
}

/// A value in a table, as people write it.
#[must_use]
pub fn in_table(words: &Words, field: Option<&FormField>, value: &FieldValue) -> String {
    let yes_or_no = |yes: bool| words.say(if yes { "yes" } else { "no" });
    match (field.map(|field| field.control), value) {
        (_, FieldValue::Missing) => words.say("gap"),
        (Some(Control::Flag), value) => flag(value).map_or_else(|| shown(value), yes_or_no),
        (_, FieldValue::Number(x)) => words.decimal(*x, 4),
        (_, FieldValue::Boolean(yes)) => yes_or_no(*yes),
        (Some(Control::Choice | Control::Suggest), FieldValue::Text(text)) => {
            field.map_or(text.as_str(), |f| f.called(text)).to_owned()
        }
        (_, FieldValue::Text(text)) => words.day(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::form::tests::form;

    fn contribution(feature: &str, value: FieldValue, contribution: f64) -> Contribution {
        Contribution { feature: feature.into(), value, contribution }
    }

    #[test]
    fn values_are_put_in_plain_words() {
        let text = |t: &str| FieldValue::Text(t.into());
        let cases = [
            ("age", FieldValue::Number(2.0), "Age of 2 years"),
            ("age", FieldValue::Number(0.0), "Age of 0 years"),
            ("claims", FieldValue::Number(0.0), "No claims"),
            ("claims", FieldValue::Number(1250.5), "Claims: 1,250.5"),
            ("age", FieldValue::Missing, "Age is not given"),
            ("age", text("old"), "Age is not given"),
            ("channel", text("agent"), "Channel “agent”"),
            ("owner", FieldValue::Boolean(true), "Owns a home: yes"),
            ("owner", text("0"), "Owns a home: no"),
            ("joined", text("2024-03-01"), "Joined: 1 Mar 2024"),
            ("stranger", text("<i>"), "stranger “<i>”"),
        ];
        for (feature, value, words) in cases {
            assert_eq!(subject(&form(), feature, &value), words);
        }
    }

    #[test]
    fn effects_say_which_way_and_by_how_much() {
        for (log_odds, raises, factor) in [(0.61, true, "×1.84"), (-0.357, false, "×0.70")] {
            let attribution = Attribution {
                baseline: -1.0,
                margin: log_odds - 1.0,
                class: None,
                contributions: vec![contribution("claims", FieldValue::Number(0.0), log_odds)],
            };
            let drawn = reasons(&form(), &attribution);
            assert_eq!((drawn.rows[0].raises, drawn.rows[0].factor.as_str()), (raises, factor));
            assert_eq!((drawn.raised, drawn.factor.as_str()), (raises, factor));
            assert_eq!(drawn.table[0][..2], ["Claims".to_owned(), "0".to_owned()]);
        }
    }

    #[test]
    fn the_waterfall_joins_the_average_to_the_customer() {
        let contributions: Vec<_> = (0..12u32)
            .map(|i| {
                let size = 1.0 / f64::from(i + 1);
                contribution(&format!("c{i}"), FieldValue::Missing, if i % 3 == 0 { -size } else { size })
            })
            .collect();
        let baseline = -2.0;
        let margin = baseline + contributions.iter().map(|c| c.contribution).sum::<f64>();
        let drawn = reasons(&form(), &Attribution { baseline, margin, class: None, contributions });
        assert_eq!((drawn.rows.len(), drawn.table.len()), (4 + ROWS + 1, 12), "four lower, and five of eight raise");
        assert_eq!(drawn.rows[9].subject, "Everything else (3 columns)");
        let mut level = drawn.start;
        for row in &drawn.rows {
            assert_eq!(row.from, level);
            assert_eq!(row.raises, row.to > row.from);
            level = row.to;
        }
        assert!((level - drawn.end).abs() < 0.011, "{level} {}", drawn.end);
        let places = drawn.rows.iter().flat_map(|r| [r.from, r.to]);
        let (low, high) = places.fold((100.0f64, 0.0f64), |(low, high), x| (low.min(x), high.max(x)));
        assert!(low >= 2.0 && high <= 98.0, "{low} {high}");
        assert!(drawn.summary.starts_with("Raised most by c1 and c2; lowered most by c0"), "{}", drawn.summary);
    }

    #[test]
    fn nothing_of_a_kind_reads_as_english() {
        let words = Words::new(Lang::English);
        assert_eq!(none_of(&words, "Claims, last 3 years"), "No claims, last 3 years");
        assert_eq!(none_of(&words, "SMS sent"), "No SMS sent");
        assert_eq!(none_of(&words, ""), "No ");
        assert_eq!(dated(&words, "Last contact", "2024-03-01"), "Last contact: 1 Mar 2024");
    }

    #[test]
    fn nothing_to_tell_is_told() {
        let drawn = reasons(&form(), &Attribution { baseline: -1.0, margin: -1.0, class: None, contributions: Vec::new() });
        assert!(drawn.rows.is_empty());
        assert_eq!(drawn.start, drawn.end);
        assert_eq!(drawn.summary, "No column moves this customer away from the average.");
    }
}
