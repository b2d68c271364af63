//! Lines of a vCard as they are written.

use std::io::{self, Write};

use super::parse::Line;

/// The longest line in bytes, without its end.
const LONGEST: usize = 75;

/// Escapes a text value.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' | ',' | ';' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            '\r' => {
                characters.next_if_eq(&'\n');
                escaped.push_str("\\n");
            }
            // Control characters have no place in a vCard at all.
            '\0'..='\x08' | '\x0B'..='\x1F' | '\x7F' => escaped.push(' '),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// What an escaped text says.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => plain.push('\\'),
            },
            _ => plain.push(character),
        }
    }
    plain
}

/// Splits at an ASCII byte that is not escaped. The parts are still escaped.
pub(super) fn split_escaped(text: &str, at: u8) -> Vec<&str> {
    let mut is_escaped = false;
    text.split(move |character: char| {
        let splits = character == char::from(at) && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        splits
    })
    .collect()
}

/// Writes a line, folded.
pub(super) fn write(line: &Line, out: &mut impl Write) -> io::Result<()> {
    let mut text = String::with_capacity(line.value.len() + 16);
    if !line.group.is_empty() {
        text.push_str(&line.group);
        text.push('.');
    }
    text.push_str(&line.name);
    for (name, values) in &line.params {
        text.push(';');
        text.push_str(name);
        for (at, value) in values.iter().enumerate() {
            text.push(if at == 0 { '=' } else { ',' });
            push_param(&mut text, value);
        }
    }
    text.push(':');
    text.extend(line.value.chars().map(|character| if is_line_end(character) { ' ' } else { character }));
    fold(&text, out)
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\r' | '\n')
}

/// A value of a parameter: in quotes where it must be, with carets for what may not stand in quotes (RFC 6868).
fn push_param(text: &mut String, value: &str) {
    let quoted = value.contains([',', ';', ':']);
    text.extend(quoted.then_some('"'));
    for character in value.chars() {
        match character {
            '^' => text.push_str("^^"),
            '"' => text.push_str("^'"),
            '\n' => text.push_str("^n"),
            other if other.is_control() => text.push(' '),
            other => text.push(other),
        }
    }
    text.extend(quoted.then_some('"'));
}

/// Writes a line in pieces of at most 75 bytes, all but the first of which begin with a blank. No character is split.
fn fold(text: &str, out: &mut impl Write) -> io::Result<()> {
    let (mut rest, mut room) = (text, LONGEST);
    while rest.len() > room {
        let (piece, behind) = rest.split_at(boundary(rest, room));
        out.write_all(piece.as_bytes())?;
        out.write_all(b"\r\n ")?;
        (rest, room) = (behind, LONGEST - 1);
    }
    out.write_all(rest.as_bytes())?;
    out.write_all(b"\r\n")
}

/// The last place up to `most` where a character begins.
fn boundary(text: &str, most: usize) -> usize {
    (0..=most).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_and_come_back() {
        let text = "a,b;c\\d\ne";
        assert_eq!(escape(text), "a\\,b\\;c\\\\d\\ne");
        assert_eq!(unescape(&escape(text)), text);
        assert_eq!(escape("a\r\nb\rc\0"), "a\\nb\\nc ");
        assert_eq!(unescape("\\"), "\\");
        assert_eq!(split_escaped("a\\;b;c\\\\;d", b';'), ["a\\;b", "c\\\\", "d"]);
    }

    #[test]
    fn lines_are_folded_between_characters() {
        let mut out = Vec::new();
        write(&Line::new("NOTE", "ä€😀".repeat(40)), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.ends_with("\r\n"));
        assert!(text.split("\r\n").all(|line| line.len() <= LONGEST));
        assert_eq!(text.replace("\r\n ", "").trim_end(), format!("NOTE:{}", "ä€😀".repeat(40)));
    }

    #[test]
    fn a_line_of_75_bytes_is_not_folded() {
        for (length, lines) in [(70, 1), (71, 2), (144, 2), (145, 3)] {
            let mut out = Vec::new();
            write(&Line::new("NOTE", "x".repeat(length)), &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap().lines().count(), lines, "{length}");
        }
    }

    #[test]
    fn no_value_can_begin_a_line() {
        let mut out = Vec::new();
        write(&Line::new("X", "a\r\nEND:VCARD".to_owned()).with("P", "b\"\nc;"), &mut out).unwrap();
        assert_eq!(out, b"X;P=\"b^'^nc;\":a  END:VCARD\r\n");
    }
}
