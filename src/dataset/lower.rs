//! Text in lower case, and without anything but letters and digits. In a browser it is the browser's tables of letters that tell, which are
//! the same: our own would be a fiftieth of the page.

/// The text in lower case.
pub(crate) fn lower(text: &str) -> String {
    #[cfg(not(target_arch = "wasm32"))]
    return text.to_lowercase();
    #[cfg(target_arch = "wasm32")]
    return js_sys::JsString::from(text).to_lower_case().into();
}

/// The text in lower case, with a `0` for each digit or number, a space for all that is neither letter nor number, and those of `kept` as
/// they are.
pub(crate) fn letters(text: &str, kept: &[std::ops::RangeInclusive<char>]) -> String {
    #[cfg(not(target_arch = "wasm32"))]
    {
        let is_kept = |letter: char| kept.iter().any(|range| range.contains(&letter));
        let plain = |letter: char| match letter {
            letter if is_kept(letter) => letter,
            letter if letter.is_numeric() => '0',
            letter if letter.is_alphabetic() => letter,
            _ => ' ',
        };
        lower(text).chars().map(plain).collect()
    }
    #[cfg(target_arch = "wasm32")]
    {
        let kept: String = kept.iter().map(|range| format!("{}-{}", range.start(), range.end())).collect();
        let put = |text: &js_sys::JsString, pattern: &str, sign: &str| {
            text.replace_by_pattern(&js_sys::RegExp::new(pattern, "gu"), sign)
        };
        let text = js_sys::JsString::from(text).to_lower_case();
        let text = put(&text, r"\p{N}", "0");
        put(&text, &format!(r"[^\p{{Alphabetic}}0{kept}]"), " ").into()
    }
}
