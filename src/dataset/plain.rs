//! Lines of CSV without quotes, split sixteen bytes at a time. Whatever is not plain is left to the parser, which refuses it or reads
//! it; on plain lines the two agree, as a test on arbitrary bytes shows.

use wide::u8x16;

/// Bytes compared together.
const WIDTH: usize = 16;

/// A plain line at the beginning of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Bytes of its text.
    pub(super) text: usize,
    /// Bytes of it with its end of line, LF or CRLF.
    pub(super) whole: usize,
}

/// Whether lines split by this byte can be plain.
pub(super) fn splits(delimiter: u8) -> bool {
    delimiter.is_ascii() && !b"\"\r\n".contains(&delimiter)
}

/// The line that `bytes` begin with, if it is plain: complete, without a quote or a CR of its own, and of as many fields as `ends`,
/// which takes where each ends.
pub(super) fn line(bytes: &[u8], delimiter: u8, ends: &mut [usize]) -> Option<Line> {
    let [delimiters, feeds, returns, quotes] = [delimiter, b'\n', b'\r', b'"'].map(u8x16::splat);
    let mut fields = 0;
    let (blocks, rest) = bytes.as_chunks::<WIDTH>();
    let mut last = [0; WIDTH];
    last[..rest.len()].copy_from_slice(rest);
    for (number, block) in blocks.iter().chain([&last]).enumerate() {
        let block = u8x16::from(*block);
        let special = block.simd_eq(delimiters) | block.simd_eq(feeds) | block.simd_eq(returns) | block.simd_eq(quotes);
        let mut left = special.to_bitmask();
        while left != 0 {
            let at = number * WIDTH + left.trailing_zeros() as usize;
            left &= left - 1;
            let byte = bytes[at];
            if byte == delimiter {
                *ends.get_mut(fields)? = at;
                fields += 1;
                continue;
            }
            let whole = match byte {
                b'\n' => at + 1,
                b'\r' if bytes.get(at + 1) == Some(&b'\n') => at + 2,
                _ => return None,
            };
            *ends.get_mut(fields)? = at;
            return (fields + 1 == ends.len()).then_some(Line { text: at, whole });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain() {
        let wide = "abcdefghijklmnop,q,\n";
        /// Where fields end, the text's bytes, and the whole line's.
        type Found<'a> = Option<(&'a [usize], usize, usize)>;
        let cases: [(&str, usize, Found<'_>); 10] = [
            ("1,2\n3,4\n", 2, Some((&[1, 3], 3, 4))),
            ("1,2\r\n3", 2, Some((&[1, 3], 3, 5))),
            (wide, 3, Some((&[16, 18, 19], 19, 20))),
            (",,\n", 3, Some((&[0, 1, 2], 2, 3))),
            ("1,2", 2, None),
            ("1,2,3\n", 2, None),
            ("1\n", 2, None),
            ("1,\"2\"\n", 2, None),
            ("1\r,2\n", 2, None),
            ("1,2\r", 2, None),
        ];
        for (text, columns, expected) in cases {
            let mut ends = vec![0; columns];
            let found = line(text.as_bytes(), b',', &mut ends);
            let found = found.map(|Line { text, whole }| (&ends[..], text, whole));
            assert_eq!(found, expected, "{text:?}");
        }
        assert!(splits(b',') && splits(b'\t') && !splits(b'"') && !splits(b'\n') && !splits(0xc3));
    }
}
