//! Figures and foreign text as people read them.

/// The text on one visible line of at most `most` characters: control characters and those that turn the direction of writing
/// are escaped, the rest is cut.
#[must_use]
pub fn clean(text: &str, most: usize) -> String {
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let mut out = String::new();
    let mut length = 0;
    for c in text.trim().chars() {
        if length >= most {
            out.push('…');
            break;
        }
        if hidden(c) {
            let escaped: String = c.escape_unicode().collect();
            length += escaped.len();
            out.push_str(&escaped);
        } else {
            length += 1;
            out.push(c);
        }
    }
    if out.is_empty() { "(blank)".to_owned() } else { out }
}

/// A number to four significant digits, with thousands set apart: `12,350`, `0.001235`, `1.2e12`.
#[must_use]
pub fn figure(x: f64) -> String {
    let size = x.abs();
    if !x.is_finite() {
        return if x.is_nan() {
            "–".to_owned()
        } else if x > 0.0 {
            "∞".to_owned()
        } else {
            "−∞".to_owned()
        };
    }
    if size == 0.0 {
        return "0".to_owned();
    }
    if !(1e-5..1e9).contains(&size) {
        return format!("{x:.3e}").replace('-', "−");
    }
    // Digits before the point decide how many stay after it.
    let decimals = match size {
        size if size >= 1000.0 => 0,
        size if size >= 100.0 => 1,
        size if size >= 10.0 => 2,
        size if size >= 1.0 => 3,
        size if size >= 0.1 => 4,
        size if size >= 0.01 => 5,
        _ => 7,
    };
    let rounded = format!("{size:.decimals$}");
    let (whole, fraction) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let fraction = fraction.trim_end_matches('0');
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), thousands);
    let sign = if x < 0.0 { "−" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// A count with thousands set apart.
#[must_use]
pub fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share of 1 in percent.
#[must_use]
pub fn percent(share: f64) -> String {
    // Sums of nothing are -0.
    let percent = 100.0 * share + 0.0;
    match percent.abs() {
        size if size == 0.0 || size >= 99.95 => format!("{percent:.0} %"),
        size if size < 0.1 => format!("{percent:.2} %"),
        _ => format!("{percent:.1} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        let cases = [
            (0.0, "0"),
            (12_345.678, "12,346"),
            (-1234.5, "−1,234"),
            (0.001_234_56, "0.0012346"),
            (0.5, "0.5"),
            (99.999, "100"),
            (3.0, "3"),
            (1.5e12, "1.500e12"),
            (f64::INFINITY, "∞"),
        ];
        for (x, text) in cases {
            assert_eq!(figure(x), text);
        }
        assert_eq!((thousands(1_234_567), thousands(999)), ("1,234,567".into(), "999".into()));
        assert_eq!(
            (percent(0.123_45), percent(-0.0), percent(1.0), percent(0.0004)),
            ("12.3 %".into(), "0 %".into(), "100 %".into(), "0.04 %".into())
        );
    }

    #[test]
    fn foreign_text_is_one_short_visible_line() {
        assert_eq!(clean("  a\nb\u{202e}c ", 80), "a\\u{a}b\\u{202e}c");
        assert_eq!(clean(&"x".repeat(1 << 20), 10), format!("{}…", "x".repeat(10)));
        assert_eq!(clean(" ", 10), "(blank)");
    }
}
