//! Days, counted from 1970-01-01. Reading is the `speedate` crate's; writing is the civil-from-days formula of
//! Howard Hinnant, "chrono-compatible low-level date algorithms" (2013).

use std::fmt;

/// A day of the Gregorian calendar as a count of days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i32);

const SECONDS_A_DAY: i64 = 86_400;

impl Day {
    /// Reads `2026-06-30`, `2026-06-30T10:15:00Z`, `2026-06-30 10:15:00`; the time of day is dropped, an offset is applied.
    /// Bare numbers are not dates here.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let bytes = text.as_bytes();
        if bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let seconds = if bytes.len() == 10 {
            speedate::Date::parse_bytes_rfc3339(bytes).ok()?.timestamp()
        } else {
            speedate::DateTime::parse_bytes_rfc3339(bytes).ok()?.timestamp_tz()
        };
        i32::try_from(seconds.div_euclid(SECONDS_A_DAY)).ok().map(Self)
    }

    /// The signed number of days from `other` to this day.
    #[must_use]
    pub fn since(self, other: Self) -> f32 {
        (i64::from(self.0) - i64::from(other.0)) as f32
    }

    /// The year, the month from 1, and the day of the month.
    #[must_use]
    pub fn civil(self) -> (i64, i64, i64) {
        let shifted = i64::from(self.0) + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn days_read_and_write_back() {
        for (text, days) in [("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-06-30", 20_634), ("1969-12-31", -1)] {
            assert_eq!(Day::read(text), Some(Day(days)), "{text}");
            assert_eq!(Day(days).to_string(), text);
        }
        for days in (-200_000..200_000).step_by(97) {
            let text = Day(days).to_string();
            assert_eq!(Day::read(&text), Some(Day(days)), "{text}");
        }
        assert_eq!(Day::read("2011-12-09 12:50:00"), Day::read("2011-12-09"));
        assert_eq!(Day::read("2011-12-09T23:30:00-02:00"), Day::read("2011-12-10"));
        for text in ["20260630", "2026-13-01", "2026-02-30", "-", "", "12345678901", "2026-6-3", "é026-01-01"] {
            assert_eq!(Day::read(text), None, "{text}");
        }
    }
}
