//! The place in a file that a finding is about, as a line of text with a mark below.

use morkdb::syntax::{Position, Span};

use crate::printable::{printable, width};

/// How many columns are shown before a place, and how many from it on.
const BEFORE: usize = 40;
const FROM: usize = 44;

/// A part of a line, and where in it a finding is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Excerpt {
    /// The text, safe to print.
    pub(super) text: String,
    /// How many columns stand before the mark.
    pub(super) offset: usize,
    /// How many columns are marked.
    pub(super) length: usize,
}

impl Excerpt {
    /// Cuts the excerpt for `span`, which begins at `position`, out of a file.
    pub(super) fn new(bytes: &[u8], span: Span, position: Position) -> Self {
        let at = (span.start as usize).min(bytes.len());
        let line_start = (at + 1).saturating_sub(position.column as usize);
        let start = start(bytes, line_start.max(at.saturating_sub(BEFORE)), at);
        let window = &bytes[at..bytes.len().min(at + FROM)];
        let line_end = at + memchr::memchr2(b'\n', b'\r', window).unwrap_or(window.len());
        let end = end(bytes, at, line_end);
        let before = printable(&bytes[start..at]);
        let marked = printable(&bytes[at..end.min(span.end as usize).max(at)]);
        let after = printable(&bytes[at.max(end.min(span.end as usize))..end]);
        let [left, right] =
            [start > line_start, is_cut(bytes, end)].map(|is_cut| if is_cut { "\u{2026}" } else { "" });
        let text = format!("{left}{before}{marked}{after}{right}");
        Self { text, offset: width(left) + width(&before), length: width(&marked).max(1) }
    }
}

fn is_cut(bytes: &[u8], end: usize) -> bool {
    !matches!(bytes.get(end), None | Some(b'\n' | b'\r'))
}

fn begins_character(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_none_or(|byte| byte & 0xC0 != 0x80)
}

/// From where on the text before `at` fits, at the beginning of a character where there are any.
fn start(bytes: &[u8], from: usize, at: usize) -> usize {
    let fits = |start: &usize| width(&printable(&bytes[*start..at])) <= BEFORE;
    let start = (from..at).find(fits).unwrap_or(at);
    (start..at.min(start + 4)).find(|start| begins_character(bytes, *start)).unwrap_or(start)
}

/// Up to where the text from `at` on fits, at the end of a character where there are any.
fn end(bytes: &[u8], at: usize, to: usize) -> usize {
    let fits = |end: &usize| width(&printable(&bytes[at..*end])) <= FROM;
    let end = (at..=to).rev().find(fits).unwrap_or(at);
    (at.max(end.saturating_sub(3))..=end).rev().find(|end| begins_character(bytes, *end)).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use morkdb::syntax::LineIndex;

    fn excerpt(text: &[u8], start: usize, end: usize) -> (String, String) {
        let span = Span { start: u32::try_from(start).unwrap_or(0), end: u32::try_from(end).unwrap_or(0) };
        let excerpt = Excerpt::new(text, span, LineIndex::new(text).position(span.start));
        (excerpt.text, format!("{}{}", " ".repeat(excerpt.offset), "^".repeat(excerpt.length)))
    }

    #[test]
    fn the_mark_stands_below_the_place() {
        assert_eq!(excerpt(b"one\ntwo x three\nfour", 8, 9), ("two x three".into(), "    ^".into()));
        assert_eq!(excerpt(b"a\0\0b", 1, 3), ("a\\x00\\x00b".into(), " ^^^^^^^^".into()));
        assert_eq!(excerpt("日本x".as_bytes(), 6, 7), ("日本x".into(), "    ^".into()));
    }

    #[test]
    fn the_end_of_the_file_is_a_place() {
        assert_eq!(excerpt(b"abc", 3, 3), ("abc".into(), "   ^".into()));
        assert_eq!(excerpt(b"abc\n", 4, 4), (String::new(), "^".into()));
        assert_eq!(excerpt(b"", 0, 0), (String::new(), "^".into()));
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let line = "\u{e9}".repeat(500);
        let (text, mark) = excerpt(line.as_bytes(), 500, 502);
        assert!(text.starts_with('\u{2026}') && text.ends_with('\u{2026}'), "{text}");
        assert!(!text.contains("\\x"), "{text}");
        assert_eq!(mark.trim_start(), "^");
    }
}
