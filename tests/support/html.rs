//! What every report must be: one page that fetches nothing, runs nothing and lets no foreign text become markup.

/// Checks a whole page.
pub(crate) fn check(page: &str) {
    let lower = page.to_lowercase();
    for forbidden in ["<script", "<img", "<iframe", "<link", "javascript:", "@import", "url(", "src=", "<base"] {
        let found = lower.find(forbidden).map(|at| &page[at..page.len().min(at + 60)]);
        // As text it is welcome: `&lt;img src=x` shows a table's name.
        let as_text = forbidden == "src=" && lower.matches(forbidden).count() == lower.matches("&lt;img src=").count();
        assert!(found.is_none() || as_text, "{forbidden} in the page: {found:?}");
    }
    for attribute in ["href=\"", "xlink:href=\""] {
        for (at, _) in lower.match_indices(attribute) {
            assert!(page[at + attribute.len()..].starts_with('#'), "a link out: {}", &page[at..at + 60]);
        }
    }
    // Handlers would be attributes; in text they are harmless.
    for (at, _) in lower.match_indices(" on") {
        let inside = page[..at].rfind('<') > page[..at].rfind('>');
        assert!(!inside || !page[at..].split(['>', ' ']).nth(1).is_some_and(|word| word.contains('=')), "{}", &page[at..at + 40]);
    }
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">") && page.ends_with("</html>"));
    assert!(page.contains("default-src 'none'"));
    balanced(page);
}

/// Every element that is opened is closed, in order.
fn balanced(page: &str) {
    const VOID: [&str; 2] = ["meta", "!doctype"];
    let body = page.replace(&page[page.find("<style>").unwrap()..page.find("</style>").unwrap()], "<style>");
    let mut open: Vec<&str> = Vec::new();
    for tag in body.split('<').skip(1) {
        let tag = tag.split_once('>').unwrap_or_else(|| panic!("an open tag: {tag}")).0;
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        if VOID.contains(&name.to_lowercase().as_str()) {
        } else if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "closed out of order");
        } else {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
}

/// The colours are those of the console, in both themes.
pub(crate) fn palettes(page: &str) {
    let console = include_str!("../../www/components.css");
    let colours = |text: &str| -> Vec<String> {
        let line =
            |line: &str| line.trim().strip_suffix(';').filter(|l| l.starts_with("--") && l.contains(": #")).map(str::to_owned);
        text.lines().filter_map(line).collect()
    };
    let known = colours(console);
    let screen = page.split("@media print").next().unwrap();
    let used = colours(screen);
    assert!(used.len() > 20, "{used:?}");
    for colour in used {
        assert!(known.contains(&colour), "{colour} is not the console's");
    }
}
