//! Decoding a header's bytes as Thunderbird does.

use std::borrow::Cow;

use super::charset::Charset;
use super::clean::clean;
use super::{until_nul, words};

/// The text of a header: what Thunderbird's `mime2DecodedSubject`, `…Author` and `…Recipients` give for the bytes of the cell
/// and the message's [effective charset](super::effective_charset).
///
/// Bytes beyond ASCII are UTF-8 where they can be, else in `charset`, else Latin-1 where that name is unknown. Encoded words
/// are decoded, in the charset that each declares; those that cannot be stay as they are. Controls are dropped, all kinds of
/// spaces are plain ones, and a folded header is one line. The text ends at the first NUL.
///
/// Where Mozilla's decoder loses text, this does not: for a word of Base64 that ends in a lone digit it gives nothing for the
/// whole header (here the word stays as it is), and for words in UTF-7 nothing where other words follow.
///
/// Text that needs no decoding is borrowed. The time is linear in the length.
pub fn decode<'a>(raw: &'a [u8], charset: &str) -> Cow<'a, str> {
    let raw = until_nul(raw);
    if let Some(text) = plain(raw) {
        return Cow::Borrowed(text);
    }
    let text = match and_then(to_unicode(raw, charset), words::decode) {
        Cow::Borrowed(text) => Cow::Borrowed(text),
        decoded @ Cow::Owned(_) => and_then(decoded, clean),
    };
    and_then(text, unfold)
}

/// The header as text, before its encoded words are decoded: for what takes it apart first.
pub(super) fn to_unicode<'a>(raw: &'a [u8], charset: &str) -> Cow<'a, str> {
    and_then(undeclared(raw, charset), clean)
}

/// The bytes as text where nothing is to be done to it.
pub(super) fn plain(raw: &[u8]) -> Option<&str> {
    let (mut other, mut question) = (false, false);
    for &byte in raw {
        other |= !matches!(byte, b' '..=b'~' | b'\t');
        question |= byte == b'?';
    }
    if other
        || raw.first().is_some_and(|&first| first == b' ' || first == b'\t')
        || question && has_word_mark(raw)
    {
        return None;
    }
    std::str::from_utf8(raw).ok()
}

/// Whether there is a `=?`.
fn has_word_mark(raw: &[u8]) -> bool {
    memchr::memchr_iter(b'?', raw)
        .any(|at| at.checked_sub(1).and_then(|before| raw.get(before)) == Some(&b'='))
}

/// Text whose charset no encoded word declares.
fn undeclared<'a>(raw: &'a [u8], charset: &str) -> Cow<'a, str> {
    match std::str::from_utf8(raw) {
        Ok(text) => Cow::Borrowed(text.strip_prefix('\u{FEFF}').unwrap_or(text)),
        Err(_) => Cow::Owned(no_utf_8(raw, charset)),
    }
}

fn no_utf_8(raw: &[u8], charset: &str) -> String {
    // Any kind of UTF would not do: as UTF-16, all of the header would be something else.
    let is_utf = charset.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("utf"));
    let charset = if is_utf || charset.is_empty() { "utf-8" } else { charset };
    match Charset::named(charset) {
        Some(charset) => {
            let mut text = String::new();
            charset.decode(raw, &mut text);
            text
        }
        None => encoding_rs::mem::decode_latin1(raw).into_owned(),
    }
}

/// Joins folded lines.
fn unfold(text: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'\r', b'\n', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut unfolded = String::with_capacity(text.len());
    for (number, part) in text.split(['\r', '\n']).enumerate() {
        match part.strip_prefix('\t') {
            Some(part) if number > 0 => unfolded.extend([" ", part]),
            _ => unfolded.push_str(part),
        }
    }
    Cow::Owned(unfolded)
}

/// Applies a step that borrows where it changes nothing.
pub(super) fn and_then(text: Cow<'_, str>, step: impl FnOnce(&str) -> Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => step(text),
        Cow::Owned(text) => {
            let changed = match step(&text) {
                Cow::Owned(changed) => Some(changed),
                Cow::Borrowed(kept) if kept.len() == text.len() => None,
                Cow::Borrowed(part) => Some(part.to_owned()),
            };
            Cow::Owned(changed.unwrap_or(text))
        }
    }
}
