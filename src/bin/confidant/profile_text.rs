//! A profile as text for a terminal: a line a column, then what calls for attention.

use confidant::profile::{ColumnProfile, FindingKind, Profile, Severity, Summary};
use confidant::report::text::{clean, figure, percent, thousands};

/// The longest name that is printed.
const NAME: usize = 28;
/// The longest value that is printed.
const VALUE: usize = 24;

/// The whole profile, shortly.
pub(crate) fn text(profile: &Profile) -> String {
    let mut text =
        format!("{}: {} rows, {} columns\n", clean(&profile.source, 80), thousands(profile.rows), profile.columns.len());
    if let Some(weight) = &profile.weight {
        text.push_str(&format!("rates, shares and quantiles by the weight {}\n", clean(weight, NAME)));
    }
    if let Some(target) = &profile.target {
        let by_weight = if profile.weight.is_some() { " by weight" } else { "" };
        text.push_str(&format!(
            "{} = {}: {} of {} ({:.2} %{by_weight})\n",
            clean(&target.column, NAME),
            clean(&target.positive, VALUE),
            thousands(target.positives),
            thousands(target.rows),
            100.0 * target.rate
        ));
    }
    let wide = profile.columns.iter().map(|column| clean(&column.name, NAME).chars().count()).max().unwrap_or(6).max(6);
    text.push_str(&format!(
        "\n{:wide$}  {:<11} {:>8} {:>9}  {:<44} {:>5}\n",
        "column", "type", "missing", "distinct", "values", "auc"
    ));
    for column in &profile.columns {
        let auc = column.link.as_ref().map_or(String::new(), |link| format!("{:.3}", link.auc));
        let missing = 100.0 * column.gaps as f64 / profile.rows.max(1) as f64;
        let about = if column.distinct_exact { "" } else { "~" };
        text.push_str(&format!(
            "{:wide$}  {:<11} {missing:>6.1} % {:>9}  {:<44} {auc:>5}\n",
            clean(&column.name, NAME),
            column.semantic.name(),
            format!("{about}{}", thousands(column.distinct)),
            values(column),
        ));
    }
    text.push('\n');
    for finding in &profile.findings {
        let mark = match finding.severity {
            Severity::Serious => "!!",
            Severity::Look => "! ",
            Severity::Note => "  ",
        };
        let place = finding.column.as_ref().map_or(String::new(), |column| format!("{}: ", clean(column, NAME)));
        text.push_str(&format!("{mark} {place}{}\n", finding.message));
    }
    text.push_str(&format!("{}\n", tally(profile)));
    text
}

/// How much calls for attention.
pub(crate) fn tally(profile: &Profile) -> String {
    let count = |severity| profile.findings.iter().filter(|finding| finding.severity == severity).count();
    let leaks = profile.findings.iter().filter(|finding| finding.kind == FindingKind::Leakage).count();
    let leaking = if leaks > 0 { format!(" ({leaks} may leak the label)") } else { String::new() };
    format!(
        "{} serious{leaking}, {} worth a look, {} notes",
        count(Severity::Serious),
        count(Severity::Look),
        count(Severity::Note)
    )
}

fn values(column: &ColumnProfile) -> String {
    match &column.summary {
        Summary::Numbers(numbers) if column.semantic == confidant::dataset::Semantic::Timestamp => {
            let day = |days: f64| confidant::dataset::Day(days as i32).to_string();
            format!("{} to {}", day(numbers.min), day(numbers.max))
        }
        Summary::Numbers(numbers) => {
            let [low, _, median, _, high] = numbers.quantiles;
            format!("median {}, 98 % in {} to {}", figure(median), figure(low), figure(high))
        }
        Summary::Categories(categories) => {
            let share = |(name, count): &(String, f64)| {
                let filled = categories.top.iter().map(|top| top.1).sum::<f64>() + categories.others;
                format!("{} {}", clean(name, VALUE - 8), percent(count / filled))
            };
            categories.top.iter().take(2).map(share).collect::<Vec<_>>().join(", ")
        }
        Summary::None => String::new(),
    }
}
