//! Every word of the page. Titles of columns, indices and products come from the pack in the page's language; what stands
//! here is English, in one place so that another language is another file.

use crate::model::{ModelKind, Polarity};

/// The product's name.
pub const PRODUCT: &str = "Confidant";
/// Shown in the header: the promise of the page.
pub const PRIVATE: &str = "Nothing leaves this page";
/// What the promise means.
pub const PRIVATE_WHY: &str =
    "Scores are computed in this tab. Once loaded, the page makes no request and works without a network.";

/// Heading of the customer picker.
pub const CUSTOMER: &str = "Customer";
/// Label of the search box over the customers.
pub const SEARCH: &str = "Search customers";
/// What may be typed there.
pub const SEARCH_HINT: &str = "Name, place, any value…";
/// The entry that starts from nothing.
pub const BLANK: &str = "Blank customer";
/// Before the names of products held.
pub const HOLDS: &str = "Holds";
/// In place of the names when there are none.
pub const HOLDS_NONE: &str = "No products on record";

/// Heading of the form.
pub const DETAILS: &str = "Details";
/// Label of the box that narrows the form.
pub const FIND: &str = "Find a field";
/// When no field has such a name.
pub const FIND_NONE: &str = "No field has that in its name.";
/// Undo button.
pub const UNDO: &str = "Undo";
/// Redo button.
pub const REDO: &str = "Redo";
/// Button that puts the customer back as loaded.
pub const RESET_ALL: &str = "Reset all";
/// Heading of columns that name no group.
pub const OTHER: &str = "Other";
/// A gap, in an input.
pub const GAP: &str = "not given";
/// True.
pub const YES: &str = "Yes";
/// False.
pub const NO: &str = "No";

/// Heading of the offers.
pub const OFFERS: &str = "Next best offers";
/// Label of the list of what the call may be about.
pub const INTENT: &str = "The call is about";
/// When nobody has said.
pub const INTENT_NONE: &str = "anything";
/// After a propensity.
pub const NEXT_PRODUCT: &str = "likely to be next";
/// Heading of what a priority is made of.
pub const PRIORITY: &str = "Priority";
/// The factors of a priority, in order.
pub const FACTORS: [&str; 5] = ["Propensity", "Context", "Value", "Levers", "Diversity"];
/// Before the reasons of an offer.
pub const WHY_THIS: &str = "Why this";
/// Before the sentence to say.
pub const SAY: &str = "Say";
/// Before rules that a gap left open.
pub const UNCHECKED: &str = "Ask first; not known:";
/// Button that notes a yes.
pub const ACCEPT: &str = "Accepted";
/// Button that notes a no.
pub const DECLINE: &str = "Declined";
/// Label of the reasons of a no.
pub const DECLINE_WHY: &str = "Why not?";
/// Button that takes an answer back.
pub const TAKE_BACK: &str = "Take back";
/// Heading of the products that were dropped.
pub const WHY_NOT: &str = "Why not the others";
/// Heading of what customers alike have.
pub const ALIKE: &str = "Customers like this one also have";
/// Heading of bundles.
pub const BUNDLES: &str = "Popular combinations";
/// When an offer of this call was answered with yes.
pub const WAS_ACCEPTED: &str = "accepted";
/// When an offer of this call was answered with no.
pub const WAS_DECLINED: &str = "declined";

/// A reason for a no.
#[must_use]
pub fn decline(reason: &str) -> &'static str {
    match reason {
        "price" => "Too expensive",
        "need" => "Not needed",
        "later" => "Perhaps later",
        "elsewhere" => "Has it elsewhere",
        _ => "Another reason",
    }
}

/// How many products were dropped.
#[must_use]
pub fn dropped(count: usize) -> String {
    format!("{count} {}", if count == 1 { "product" } else { "products" })
}

/// What of a bundle is held and what would complete it.
#[must_use]
pub fn bundle(held: &str, adds: &str, share: &str) -> String {
    format!("{held} + {adds}: {share} of those who have the first have both")
}

/// How many of how many customers alike.
#[must_use]
pub fn alike(name: &str, share: &str, customers: u32) -> String {
    format!("{name}: {share} of {customers}")
}

/// Heading of the index cards.
pub const SCORES: &str = "Scores";
/// Under the number in a gauge.
pub const OF_100: &str = "index of 100";
/// After a probability.
pub const LIKELY: &str = "likely";
/// Before the decile.
pub const DECILE: &str = "Decile";
/// Before the grade.
pub const GRADE: &str = "Grade";
/// When an edit has not moved an index, or nothing was edited.
pub const AS_LOADED: &str = "as loaded";
/// After a change of an index.
pub const SINCE_LOADED: &str = "since loaded";

/// Heading of the reasons.
pub const WHY: &str = "Why";
/// First row of the waterfall.
pub const AVERAGE: &str = "Average customer";
/// What the first row is.
pub const AVERAGE_WHY: &str = "where every score starts";
/// Last row of the waterfall.
pub const THIS_CUSTOMER: &str = "This customer";
/// In the last row, before the factor that the whole distance comes to.
pub const AGAINST_AVERAGE: &str = "odds against the average";
/// Legend and verb of what raises.
pub const RAISES: &str = "raises the odds";
/// Legend and verb of what lowers.
pub const LOWERS: &str = "lowers the odds";
/// Under the waterfall: what a factor is.
pub const FACTOR_WHY: &str = "Each factor multiplies the odds of the raw score; calibration then turns the score into a probability without changing who ranks above whom.";
/// Opens the table of all contributions.
pub const AS_TABLE: &str = "All columns as a table";
/// Table headings.
pub const COLUMN: &str = "Column";
/// Table headings.
pub const VALUE: &str = "Value";
/// Table headings.
pub const LOG_ODDS: &str = "Log-odds";
/// Table headings.
pub const ODDS: &str = "Odds";

/// Heading of the model card.
pub const MODEL: &str = "About the model";
/// Under the form.
pub const KEYS: &str = "↑ ↓ change a number, with Shift ten times as much. Ctrl+Z undoes.";
/// When no customers came with the pack.
pub const NO_RECORDS: &str = "No demo customers came with the pack; start from a blank one.";
/// In the element, before it was given a customer.
pub const WAITING: &str = "No customer yet.";

/// The columns of the table of routes.
pub const ROUTE_COLUMNS: [&str; 8] = ["Value", "Model", "Rows", "Rate", "AUC", "Pooled AUC", "Log loss saved a row", "p"];

/// The heading of the figures by class.
pub const CLASSES: &str = "Classes";

/// The columns of the figures by class.
pub const CLASS_COLUMNS: [&str; 6] = ["Class", "Share", "AUC", "Precision", "Recall", "F1"];

/// Measures of an index, with what they tell.
pub const ACCURACY: (&str, &str) = ("Accuracy", "rows whose likeliest class is theirs");

/// What a table of classes is called when it is read aloud.
#[must_use]
pub fn classes_of(title: &str) -> String {
    format!("{CLASSES}: {title}")
}

/// Said of a value whose own model answers.
pub const OWN_MODEL: &str = "its own";

/// Said of a value that the model of all answers for.
pub const POOLED_MODEL: &str = "pooled";

/// The heading of the routes.
#[must_use]
pub fn routes_by(column: &str) -> String {
    format!("Models by {column}")
}

/// What a table of routes is called when it is read aloud.
#[must_use]
pub fn routes_of(title: &str) -> String {
    format!("Models: {title}")
}

/// What the test of one rate for all values says.
#[must_use]
pub fn one_rate(p: &str) -> String {
    format!("That all values have one rate of the event: p {p}")
}

/// Which model answered, on a card.
#[must_use]
pub fn routed(column: &str, value: Option<&str>) -> String {
    match value {
        Some(value) => format!("Model of {column}: {value}"),
        None => "Pooled model".to_owned(),
    }
}

/// Facts of the card.
pub const TRAINED_ON: &str = "Trained on";
/// Facts of the card.
pub const PERIOD: &str = "Period";
/// Facts of the card.
pub const AS_OF: &str = "Dates counted from";
/// Facts of the card.
pub const CREATED_BY: &str = "Created by";
/// Facts of the card.
pub const SEED: &str = "Seed";
/// Facts of an index.
pub const EVENT: &str = "Event";
/// Facts of an index.
pub const EVENT_RATE: &str = "Share with the event";
/// Facts of an index.
pub const MEASURED_ON: &str = "Measured on";
/// Facts of an index.
pub const MODEL_KIND: &str = "Model";
/// Facts of an index.
pub const CALIBRATION: &str = "Calibration";
/// Measures of an index, with what they tell.
pub const AUC: (&str, &str) = ("AUC", "how well it ranks; 0.5 is chance");
/// Measures of an index, with what they tell.
pub const AP: (&str, &str) = ("Average precision", "how pure the top of the list is");
/// Measures of an index, with what they tell.
pub const LOGLOSS: (&str, &str) = ("Log loss", "how surprised the probabilities are; lower is better");
/// Measures of an index, with what they tell.
pub const BRIER: (&str, &str) = ("Brier", "squared error of the probabilities; lower is better");
/// Measures of an index, with what they tell.
pub const ECE: (&str, &str) = ("Calibration error", "how far probabilities are from what happened");
/// Measures of an index, with what they tell.
pub const PRECISION: (&str, &str) = ("Precision", "hits among those picked at the threshold");
/// Measures of an index, with what they tell.
pub const RECALL: (&str, &str) = ("Recall", "events that are picked at the threshold");
/// Heading of the decile table.
pub const DECILES: &str = "Deciles";
/// Headings of the decile table.
pub const DECILE_COLUMNS: [&str; 5] = ["Decile", "Probability", "Rate", "Lift", "Events so far"];
/// Heading of the models that were compared.
pub const CONTENDERS: &str = "Models compared";
/// Headings of the models that were compared.
pub const CONTENDER_COLUMNS: [&str; 7] = ["Model", "AUC", "Average precision", "Log loss", "Brier", "ECE", "Lift at 10 %"];
/// Heading of the columns by importance.
pub const IMPORTANCE: &str = "What matters most";

/// Rows of a table in a file.
#[must_use]
pub fn rows_of(rows: &str, source: &str) -> String {
    format!("{rows} customers, {source}")
}

/// From one value to another.
#[must_use]
pub fn span(from: &str, to: &str) -> String {
    format!("{from} to {to}")
}

/// A label and the value that counts as the event.
#[must_use]
pub fn event(label: &str, positive: &str) -> String {
    format!("{label} = {positive}")
}

/// What an index is, and its size.
#[must_use]
pub fn model_kind(model: ModelKind, trees: u32) -> String {
    let parts = if model == ModelKind::Linear { "steps" } else { "trees" };
    format!("{}, {trees} {parts}", model.name())
}

/// A model that was compared.
#[must_use]
pub fn contender(model: ModelKind, ships: bool) -> String {
    if ships { format!("{} (in use)", model.name()) } else { model.name().to_owned() }
}

/// Whose models a table compares.
#[must_use]
pub fn contenders_of(title: &str) -> String {
    format!("{CONTENDERS}: {title}")
}

/// Whose deciles a table shows.
#[must_use]
pub fn deciles_of(title: &str) -> String {
    format!("{DECILES}: {title}")
}

/// How good the ranking is in one line, for the closed disclosure.
#[must_use]
pub fn quality(title: &str, auc: &str) -> String {
    format!("{title} AUC {auc}")
}

/// The day that the pack counts from.
#[must_use]
pub fn as_of(day: &str) -> String {
    format!("as of {day}")
}

/// What a high index is.
#[must_use]
pub fn polarity(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::Opportunity => "Opportunity",
        Polarity::Risk => "Risk",
    }
}

/// The label of a button that makes a field a gap.
#[must_use]
pub fn clear(title: &str) -> String {
    format!("Clear {title}")
}

/// The label of a button that puts one field back.
#[must_use]
pub fn reset(title: &str, was: &str) -> String {
    format!("Put {title} back to {was}")
}

/// Beside a changed field.
#[must_use]
pub fn was(value: &str) -> String {
    format!("was {value}")
}

/// A demo customer in the picker.
#[must_use]
pub fn customer(name: &str, id: &str) -> String {
    format!("{name} · {id}")
}

/// How many fields of a group are given.
#[must_use]
pub fn given(given: usize, of: usize) -> String {
    format!("{given} of {of}")
}

/// How many fields differ from the customer as loaded.
#[must_use]
pub fn edits(count: usize) -> String {
    match count {
        0 => "As loaded".to_owned(),
        1 => "1 field changed".to_owned(),
        _ => format!("{count} fields changed"),
    }
}

/// How many things are doubtful about the input.
#[must_use]
pub fn warnings(count: usize) -> String {
    if count == 1 { "1 note on the input".to_owned() } else { format!("{count} notes on the input") }
}

/// A category in a list that the pack does not know.
#[must_use]
pub fn unseen(category: &str) -> String {
    format!("{category} (not seen in training)")
}

/// What is doubtful about one field.
#[must_use]
pub fn note(title: &str, message: &str) -> String {
    format!("{title}: {message}")
}

/// Where most values lie.
#[must_use]
pub fn usual(low: &str, high: &str) -> String {
    format!("usually {low} to {high}")
}

/// Where most dates lie.
#[must_use]
pub fn usual_days(low: &str, high: &str) -> String {
    format!("usually {low} to {high} days back")
}

/// A gauge in one sentence, for those who hear it.
#[must_use]
pub fn gauge(title: &str, index: &str, probability: &str, decile: u8, grade: u8) -> String {
    format!("{title}: index {index} of 100, probability {probability}, decile {decile} of 10, grade {grade} of 7.")
}

/// The value of a number: `Tenure of 2 months`, `Policies held: 3`, `Premium, last year: 300 EUR`.
#[must_use]
pub fn amount(title: &str, value: &str, unit: Option<&str>) -> String {
    match unit {
        Some(unit) if title.contains(',') => format!("{title}: {value} {unit}"),
        Some(unit) => format!("{title} of {value} {unit}"),
        None => format!("{title}: {value}"),
    }
}

/// A count of things that usually is zero and is zero here: `No claims`.
#[must_use]
pub fn none_of(title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next();
    let rest = letters.as_str();
    let word = rest.chars().next().is_none_or(char::is_lowercase);
    match first {
        Some(first) if word => format!("No {}{rest}", first.to_lowercase()),
        _ => format!("No {title}"),
    }
}

/// The value of a yes-or-no field: `Owns a home: yes`.
#[must_use]
pub fn answer(title: &str, yes: bool) -> String {
    format!("{title}: {}", if yes { "yes" } else { "no" })
}

/// The value of a category or a text: `Channel “agent”`.
#[must_use]
pub fn named(title: &str, value: &str) -> String {
    format!("{title} “{value}”")
}

/// The value of a date: `Joined on 2024-03-01`.
#[must_use]
pub fn dated(title: &str, day: &str) -> String {
    let joined = title.strip_suffix(" on").or_else(|| title.strip_suffix(" date")).unwrap_or(title);
    format!("{joined} on {day}")
}

/// A gap: `Income is not given`, with what that does below it.
#[must_use]
pub fn gap(title: &str) -> String {
    format!("{title} is not given")
}

/// What a contribution does, before its factor: `raises the odds`.
#[must_use]
pub fn effect(raises: bool) -> &'static str {
    if raises { RAISES } else { LOWERS }
}

/// The row that sums up what has no row of its own.
#[must_use]
pub fn everything_else(columns: usize) -> String {
    match columns {
        1 => "1 other column".to_owned(),
        _ => format!("Everything else ({columns} columns)"),
    }
}

/// The reasons in one breath, from the titles of the strongest.
#[must_use]
pub fn summary(raising: &[&str], lowering: &[&str]) -> String {
    let list = |titles: &[&str]| match titles {
        [first, second, ..] => format!("{first} and {second}"),
        [first] => (*first).to_owned(),
        [] => String::new(),
    };
    match (raising.is_empty(), lowering.is_empty()) {
        (false, false) => format!("Raised most by {}; lowered most by {}.", list(raising), list(lowering)),
        (false, true) => format!("Raised most by {}; nothing lowers it.", list(raising)),
        (true, false) => format!("Lowered most by {}; nothing raises it.", list(lowering)),
        (true, true) => "No column moves this customer away from the average.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_kind_reads_as_english() {
        assert_eq!(none_of("Claims, last 3 years"), "No claims, last 3 years");
        assert_eq!(none_of("SMS sent"), "No SMS sent");
        assert_eq!(none_of(""), "No ");
    }

    #[test]
    fn dates_do_not_stutter() {
        assert_eq!(dated("Joined on", "2024-03-01"), "Joined on 2024-03-01");
        assert_eq!(dated("Last contact", "2024-03-01"), "Last contact on 2024-03-01");
    }
}
