//! Pieces of a value: plain text, encoded words (RFC 2047), and modified UTF-7.

use std::ops::Range;

/// A piece of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Segment {
    /// Text.
    Plain(Range<usize>),
    /// What an encoded word holds, in the form of quoted-printable.
    Quoted(Range<usize>, Encoded),
    /// What an encoded word holds, in base64.
    Base64(Range<usize>, Encoded),
    /// What stands between `&` and `-` in a folder name of IMAP.
    Utf7(Range<usize>),
    /// Left alone: the frame of an encoded word.
    Frame,
}

/// Charsets that make a difference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Encoded {
    /// UTF-8.
    Utf8,
    /// ISO 2022, which changes between charsets by escape sequences.
    Iso2022,
    /// Any other that is known.
    Bytes,
}

/// Takes a value apart.
pub(crate) fn segments(value: &[u8]) -> Vec<Segment> {
    let mut found = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    while let Some(next) = value.get(at..).and_then(|rest| memchr::memchr2(b'=', b'&', rest)) {
        at += next;
        let rest = value.get(at..).unwrap_or_default();
        let special = encoded_word(rest, at).or_else(|| utf7(rest, at));
        match special {
            Some((segment, length)) => {
                found.push(Segment::Plain(plain..at));
                found.push(segment);
                found.push(Segment::Frame);
                at += length;
                plain = at;
            }
            None => at += 1,
        }
    }
    found.push(Segment::Plain(plain..value.len()));
    found
}

/// `=?utf-8?Q?caf=C3=A9?=`: its text, and the length of it all.
fn encoded_word(text: &[u8], at: usize) -> Option<(Segment, usize)> {
    let rest = text.strip_prefix(b"=?")?;
    let end_of_charset = memchr::memchr(b'?', rest.get(..rest.len().min(64))?)?;
    let charset = charset(rest.get(..end_of_charset)?)?;
    let form = rest.get(end_of_charset + 1)?.to_ascii_uppercase();
    if rest.get(end_of_charset + 2) != Some(&b'?') {
        return None;
    }
    let start = 2 + end_of_charset + 3;
    let length = memchr::memmem::find(text.get(start..)?, b"?=")?;
    let range = at + start..at + start + length;
    let segment = match form {
        b'Q' => Segment::Quoted(range, charset),
        b'B' => Segment::Base64(range, charset),
        _ => return None,
    };
    Some((segment, start + length + 2))
}

/// What is known to be a charset; a language may stand behind it.
fn charset(name: &[u8]) -> Option<Encoded> {
    let name = name.split(|byte| *byte == b'*').next()?.to_ascii_lowercase();
    if name == b"utf-8" || name == b"utf8" || name == b"us-ascii" {
        return Some(Encoded::Utf8);
    }
    if name.starts_with(b"iso-2022-") {
        return Some(Encoded::Iso2022);
    }
    crate::rule::is_charset(&name).then_some(Encoded::Bytes)
}

/// `&AOQ-`: whole units of UTF-16 in base64, with a comma for the slash, and nothing behind them.
fn utf7(text: &[u8], at: usize) -> Option<(Segment, usize)> {
    let rest = text.strip_prefix(b"&")?;
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b',');
    let length = rest.iter().take_while(|byte| is_digit(byte)).count();
    let is_whole = length >= 3 && (length * 6) % 16 < 6;
    (is_whole && rest.get(length) == Some(&b'-'))
        .then(|| (Segment::Utf7(at + 1..at + 1 + length), length + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_found() {
        let text = b"Re: =?UTF-8?q?caf=C3=A9?= =?iso-8859-1*en?B?6Q==?= =?x?";
        let found = segments(text);
        assert_eq!(found[1], Segment::Quoted(14..23, Encoded::Utf8));
        assert_eq!(found[4], Segment::Base64(44..48, Encoded::Bytes));
        assert_eq!(found.last(), Some(&Segment::Plain(50..55)));
        assert_eq!(segments(b"=?Secret?Q?a?=").len(), 1, "no charset has this name");
    }

    #[test]
    fn modified_utf_7_is_found() {
        assert_eq!(segments(b"&AOQ-")[1], Segment::Utf7(1..4));
        for text in [&b"AT&T-Mobile"[..], b"&-", b"&AOQ", b"&AAAA-"] {
            assert_eq!(segments(text), [Segment::Plain(0..text.len())]);
        }
    }
}
