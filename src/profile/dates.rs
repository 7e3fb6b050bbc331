//! Telling dates by how they are written. Only ISO 8601 is read elsewhere ([`Day`]); this is for saying so by name.

use serde::Serialize;

use crate::dataset::Day;

/// A way of writing dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DateFormat {
    /// `2026-06-30`, with or without a time of day.
    Iso,
    /// `2026/6/30`, `2026.06.30`.
    YearFirst,
    /// `30/6/2026`: the first number is above 12.
    DayFirst,
    /// `6/30/2026`: the second number is above 12.
    MonthFirst,
    /// `5/6/2026`: it may be either.
    DayOrMonthFirst,
    /// `20260630`.
    Compact,
    /// `30 June 2026`, `Jun 30, 2026`.
    Words,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl DateFormat {
    /// How the text writes a date; `None` when it is not one.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        // The shortest date is 1/1/26; most values that are none are told here, without a closer look.
        let may_be = (6..=40).contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !may_be || !text.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        if Day::read(text).is_some() {
            return Some(Self::Iso);
        }
        if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
            let part = |from: usize, to: usize| text[from..to].parse().unwrap_or(0);
            return plausible(part(0, 4), part(4, 6), part(6, 8)).then_some(Self::Compact);
        }
        let day = text.split(['T', 't']).next().filter(|day| day.len() >= 8).unwrap_or(text);
        let parts: Vec<&str> = day.split(['/', '.', '-', ' ', ',']).filter(|part| !part.is_empty()).take(3).collect();
        let [first, second, third] = parts[..] else { return None };
        let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 4);
        match (number(first), number(second), number(third)) {
            (Some(year), Some(month), Some(day)) if first.len() == 4 => plausible(year, month, day).then_some(Self::YearFirst),
            (Some(a), Some(b), Some(year)) if third.len() == 4 || third.len() == 2 => {
                let year = if third.len() == 2 { 2000 + year } else { year };
                match (plausible(year, b, a), plausible(year, a, b)) {
                    (true, true) => Some(Self::DayOrMonthFirst),
                    (true, false) => Some(Self::DayFirst),
                    (false, true) => Some(Self::MonthFirst),
                    (false, false) => None,
                }
            }
            (Some(day), None, Some(year)) => (plausible(year, month(second)?, day)).then_some(Self::Words),
            (None, Some(day), Some(year)) => (plausible(year, month(first)?, day)).then_some(Self::Words),
            _ => None,
        }
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Iso => "year-month-day",
            Self::YearFirst => "year/month/day",
            Self::DayFirst => "day/month/year",
            Self::MonthFirst => "month/day/year",
            Self::DayOrMonthFirst => "day/month/year or month/day/year",
            Self::Compact => "yyyymmdd",
            Self::Words => "with the month's name",
        }
    }
}

fn month(name: &str) -> Option<u32> {
    let start = name.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|month| *month == start).map(|at| at as u32 + 1)
}

fn plausible(year: u32, month: u32, day: u32) -> bool {
    (1850..=2150).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart_and_other_text_is_none() {
        let cases = [
            ("2026-06-30", Some(DateFormat::Iso)),
            ("2026-06-30 10:15:00", Some(DateFormat::Iso)),
            ("2026/6/3", Some(DateFormat::YearFirst)),
            ("2026.06.03", Some(DateFormat::YearFirst)),
            ("30/06/2026", Some(DateFormat::DayFirst)),
            ("30.6.26", Some(DateFormat::DayFirst)),
            ("12/1/2010 8:26", Some(DateFormat::DayOrMonthFirst)),
            ("06/30/2026", Some(DateFormat::MonthFirst)),
            ("05/06/2026", Some(DateFormat::DayOrMonthFirst)),
            ("20260630", Some(DateFormat::Compact)),
            ("30 June 2026", Some(DateFormat::Words)),
            ("Jun 30, 2026", Some(DateFormat::Words)),
            ("30-Jun-2026", Some(DateFormat::Words)),
            ("12345678", None),
            ("1.2.3", None),
            ("June", None),
            ("555-12-3456", None),
            ("한국어 30 2026", None),
            ("", None),
        ];
        for (text, format) in cases {
            assert_eq!(DateFormat::of(text), format, "{text}");
        }
    }
}
