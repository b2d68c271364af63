//! Bytes of a file as text that does nothing to a terminal.

use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Bytes as text: what is no UTF-8, and what is no visible character, as `\xNN`.
pub(crate) fn printable(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            push(&mut text, character);
        }
        push_hex(&mut text, chunk.invalid());
    }
    text
}

fn push(text: &mut String, character: char) {
    if is_visible(character) {
        text.push(character);
    } else {
        push_hex(text, character.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing to a string does not fail.
        _ = write!(text, "\\x{byte:02X}");
    }
}

/// Neither a control character nor one that turns the direction of writing, breaks lines or hides.
fn is_visible(character: char) -> bool {
    let hides = matches!(character,
        '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{61C}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}');
    !character.is_control() && !hides
}

/// How many columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The text, or as much of it as goes into `columns` with an ellipsis.
pub(crate) fn cut(text: String, columns: usize) -> String {
    if text.len() <= columns || width(&text) <= columns {
        return text;
    }
    let mut left = columns.saturating_sub(1);
    let mut short = String::new();
    for character in text.chars() {
        let Some(rest) = left.checked_sub(character.width().unwrap_or(0)) else { break };
        left = rest;
        short.push(character);
    }
    short.push('\u{2026}');
    short
}

/// A number with its thousands apart.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number and what it counts: `1 row`, `2 rows`.
pub(crate) fn counted(number: usize, what: &str) -> String {
    format!("{} {what}{}", grouped(number), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal_raw() {
        assert_eq!(printable(b"a\x1B[2Jb\n\x7F\xFFc"), "a\\x1B[2Jb\\x0A\\x7F\\xFFc");
        assert_eq!(printable("\u{85}\u{202E}x".as_bytes()), "\\xC2\\x85\\xE2\\x80\\xAEx");
        assert_eq!(printable("grün 日本 😀".as_bytes()), "grün 日本 😀");
    }

    #[test]
    fn cutting_counts_columns() {
        assert_eq!(cut("日本語".to_owned(), 6), "日本語");
        assert_eq!(cut("日本語".to_owned(), 5), "日本\u{2026}");
        assert_eq!(cut("日本語".to_owned(), 4), "日\u{2026}");
        assert_eq!(cut("abc".to_owned(), 1), "\u{2026}");
    }

    #[test]
    fn thousands_are_apart() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(counted(1_234_567, "row"), "1,234,567 rows");
        assert_eq!(counted(1, "row"), "1 row");
    }
}
