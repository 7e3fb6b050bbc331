//! Figures of several classes as text.

use confidant::model::ClassesCard;

/// Longest name of a class in a heading of the confusion matrix.
const HEADING: usize = 10;

/// The accuracy, a line a class, and the confusion matrix.
pub(crate) fn classes_text(card: &ClassesCard) -> String {
    let mut text = format!(
        "{} classes, accuracy {:.4}\n  {:<20} {:>8} {:>8} {:>8} {:>9} {:>8} {:>8}\n",
        card.classes.len(),
        card.accuracy,
        "class",
        "rows",
        "share",
        "auc",
        "precision",
        "recall",
        "f1"
    );
    for class in &card.classes {
        text.push_str(&format!(
            "  {:<20} {:>8} {:>7.2}% {:>8.4} {:>9.4} {:>8.4} {:>8.4}\n",
            class.name,
            class.rows,
            100.0 * class.rate,
            class.auc,
            class.precision,
            class.recall,
            class.f1
        ));
    }
    let heading = |name: &str| name.chars().take(HEADING).collect::<String>();
    text.push_str(&format!("  {:<20}", "true \\ likeliest"));
    card.classes.iter().for_each(|class| text.push_str(&format!(" {:>HEADING$}", heading(&class.name))));
    for (class, row) in card.classes.iter().zip(&card.confusion) {
        text.push_str(&format!("\n  {:<20}", class.name));
        row.iter().for_each(|count| text.push_str(&format!(" {count:>HEADING$}")));
    }
    text + "\n"
}
