//! Thunderbird's clean-up of decoded text: characters that show nothing must not hide what a text says.

use std::borrow::Cow;

const JOINER: char = '\u{200D}';

/// What the clean-up makes of a character.
enum Shown {
    Itself,
    Space,
    Nothing,
}

/// Makes a space of every space and of what shows nothing, and drops controls but tabs and line ends, as Thunderbird does
/// with all text of headers.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if is_clean(text) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    for c in text.chars() {
        match shown(c) {
            Shown::Itself => cleaned.push(c),
            Shown::Space => cleaned.push(' '),
            Shown::Nothing => {}
        }
    }
    if cleaned.contains([JOINER, '\u{FE0E}', '\u{FE0F}']) {
        cleaned = lone_selectors(&lone_joiners(&cleaned));
    }
    Cow::Owned(cleaned)
}

fn is_clean(text: &str) -> bool {
    let suspicious = text.bytes().fold(false, |suspicious, byte| suspicious | is_suspicious(byte));
    !suspicious || !text.chars().any(|c| !matches!(shown(c), Shown::Itself) || is_selector(c) || c == JOINER)
}

/// Whether some of the characters that begin with this byte are not shown as they are. Most text has none of them.
fn is_suspicious(byte: u8) -> bool {
    let is_control = byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == 0x7F;
    is_control || byte == 0xC2 || byte == 0xCD || byte >= 0xD8 && !matches!(byte, 0xE4..=0xEE)
}

fn shown(c: char) -> Shown {
    match c {
        ' '..='~' | '\t' | '\n' | '\r' => Shown::Itself,
        // Controls.
        '\0'..='\u{9F}'
        // Marks that show nothing.
        | '\u{34F}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180D}'
        | '\u{FE00}'..='\u{FE0D}' | '\u{E0100}'..='\u{E01EF}' => Shown::Nothing,
        // Spaces.
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
        // Format characters, and the Braille pattern without dots.
        | '\u{AD}' | '\u{61C}' | '\u{6DD}' | '\u{70F}' | '\u{8E2}' | '\u{180E}' | '\u{2800}'
        | '\u{200B}' | '\u{200C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{13438}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0001}' | '\u{E0020}'..='\u{E007F}' => Shown::Space,
        _ => Shown::Itself,
    }
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE0E}' | '\u{FE0F}')
}

/// Makes one space of a joiner at an end of the text or beside a space, and of that space.
fn lone_joiners(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut first = true;
    while let Some(c) = chars.next() {
        let alone = match c {
            JOINER if first => true,
            JOINER => chars.next_if_eq(&' ').is_some() || chars.peek().is_none(),
            ' ' => chars.next_if_eq(&JOINER).is_some(),
            _ => false,
        };
        joined.push(if alone { ' ' } else { c });
        first = false;
    }
    joined
}

/// Makes one space of the variation selectors at the start of the text or after a space, and keeps one of several elsewhere.
fn lone_selectors(text: &str) -> String {
    let mut selected = String::with_capacity(text.len());
    let mut before = None;
    for c in text.chars() {
        match before {
            Some(last) if is_selector(c) && (last == ' ' || is_selector(last)) => continue,
            None if is_selector(c) => {
                selected.push(' ');
                before = Some(' ');
                continue;
            }
            _ => selected.push(c),
        }
        before = Some(c);
    }
    selected
}

/// One line of text for a list: without controls, with plain spaces, and without white space at the end.
///
/// Thunderbird's decoding cleans a text as it decodes it; its message list shows a tab or line end as a space and none at
/// the end. This is both, so it may be given any text, from [`decode`](super::decode) or from elsewhere. What needs no change
/// is borrowed.
pub fn display(decoded: &str) -> Cow<'_, str> {
    let one_line = match clean(decoded) {
        Cow::Borrowed(text) => in_one_line(text),
        Cow::Owned(text) => Cow::Owned(in_one_line(&text).into_owned()),
    };
    match one_line {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_end()),
        Cow::Owned(mut text) => {
            text.truncate(text.trim_end().len());
            Cow::Owned(text)
        }
    }
}

/// Each line end or tab, with the tabs and line ends beside it, becomes one space.
fn in_one_line(text: &str) -> Cow<'_, str> {
    let breaks = ['\t', '\n', '\r', '\u{2028}', '\u{2029}'];
    if !text.contains(breaks) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    for part in text.split(breaks).filter(|part| !part.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(part);
    }
    Cow::Owned(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_clean_is_borrowed() {
        for text in ["", "plain", "tab\tand\r\n line", "Grüße 日本語 \u{1F600}"] {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text));
        }
        assert!(matches!(display("Grüße "), Cow::Borrowed("Grüße")));
    }

    #[test]
    fn every_character_that_is_not_shown_as_it_is_has_a_suspicious_byte() {
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let special = !matches!(shown(c), Shown::Itself) || is_selector(c) || c == JOINER;
            let text = c.to_string();
            assert_eq!(special, !is_clean(&text), "{c:?}");
        }
    }

    #[test]
    fn spaces_controls_and_format_characters() {
        assert_eq!(clean("a\u{A0}b\u{3000}c"), "a b c");
        assert_eq!(clean("a\u{1}b\u{7F}c\u{85}d\te"), "abcd\te");
        assert_eq!(clean("a\u{200B}b\u{FEFF}c\u{AD}d\u{2800}e"), "a b c d e");
        assert_eq!(clean("a\u{34F}b\u{E0100}c"), "abc");
    }

    #[test]
    fn joiners_and_selectors_stay_within_emoji() {
        let family = "\u{1F468}\u{200D}\u{1F469}";
        assert_eq!(clean(family), family);
        assert_eq!(clean("\u{200D}a \u{200D}b\u{200D} c\u{200D}"), " a b c ");
        assert_eq!(clean("\u{2764}\u{FE0F}\u{FE0F}x"), "\u{2764}\u{FE0F}x");
        assert_eq!(clean("\u{FE0F}a \u{FE0E}\u{FE0F}b"), " a b");
    }

    #[test]
    fn display_is_one_line_without_an_end_of_spaces() {
        assert_eq!(display("a\r\n b \t"), "a  b");
        assert_eq!(display("a\u{A0}\u{200B}"), "a");
        assert_eq!(display("nul \0"), "nul");
        assert_eq!(display(" \r\n"), "");
    }
}
