//! The encoded words of RFC 2047, as Thunderbird reads them: `=?charset?encoding?text?=`.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::NO_PAD;

use super::charset::{Charset, Decoder};

/// Reads Base64 as browsers do: bits that are left over mean nothing.
const FORGIVING: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, NO_PAD.with_decode_allow_trailing_bits(true));

/// An encoded word and where it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    charset: &'a str,
    encoding: u8,
    text: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl<'a> Word<'a> {
    /// The word that begins at `start`, where one does.
    pub(super) fn at(header: &'a str, start: usize) -> Option<Self> {
        let rest = header.get(start..)?;
        let (charset, rest) = rest.strip_prefix("=?")?.split_once('?')?;
        let encoding = *rest.as_bytes().first()?;
        let rest = rest.strip_prefix(['B', 'b', 'Q', 'q'])?.strip_prefix('?')?;
        let (text, rest) = rest.split_once('?')?;
        let rest = rest.strip_prefix('=')?;
        Some(Self { charset, encoding, text, start, end: header.len() - rest.len() })
    }

    /// The first word that begins at or after `from`.
    ///
    /// An attempt that fails has looked at two question marks, so all attempts together are linear.
    pub(super) fn next(header: &'a str, from: usize) -> Option<Self> {
        let rest = header.as_bytes().get(from..)?;
        let starts = memchr::memchr_iter(b'?', rest).filter_map(|question| question.checked_sub(1));
        starts.filter(|&at| rest.get(at) == Some(&b'=')).find_map(|at| Self::at(header, from + at))
    }

    /// Where the words that begin at `start` end, with those that follow after white space only.
    pub(super) fn run(header: &'a str, start: usize) -> Option<usize> {
        let mut end = Self::at(header, start)?.end;
        loop {
            let rest = header.get(end..).unwrap_or_default();
            let space = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
            match Self::at(header, end + space) {
                Some(word) => end = word.end,
                None => return Some(end),
            }
        }
    }

    /// The charset without the language that RFC 2231 allows after it.
    fn charset(&self) -> &'a str {
        self.charset.split_once('*').map_or(self.charset, |(charset, _)| charset)
    }

    /// The bytes of the text; `None` where the text is no Base64 though it should be.
    fn bytes(&self) -> Option<Vec<u8>> {
        match self.encoding {
            b'B' | b'b' => base64(self.text),
            _ => Some(quoted_printable(self.text)),
        }
    }
}

/// The bytes of a Base64 text. What is left after the last full group of four is dropped, as Mozilla's code does.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut code = Vec::with_capacity(text.len());
    let mut padding = 0;
    for byte in text.bytes() {
        match byte {
            b' ' => {}
            b'=' => padding += 1,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => {
                padding = 0;
                code.push(byte);
            }
            _ => return None,
        }
    }
    code.truncate((code.len() + padding) / 4 * 4);
    FORGIVING.decode(code).ok()
}

/// The bytes of a quoted-printable text, where `_` is a space. What is no escape stands for itself.
///
/// Of a character that is no byte, its UTF-16 gives the low bytes, as in Mozilla's code: such a word is damaged anyway.
fn quoted_printable(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '_' => bytes.push(b' '),
            '=' => match escape(rest) {
                Some((byte, after)) => {
                    bytes.extend(byte);
                    rest = after;
                }
                None => bytes.push(b'='),
            },
            _ => bytes.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| unit.to_le_bytes()[0])),
        }
    }
    bytes
}

/// What follows a `=`: two hexadecimal digits, or a line end that is not part of the text.
fn escape(rest: &str) -> Option<(Option<u8>, &str)> {
    if let Some((&[high, low], _)) = rest.as_bytes().split_first_chunk()
        && let (Some(high), Some(low)) = (char::from(high).to_digit(16), char::from(low).to_digit(16))
    {
        return Some((u8::try_from(high * 16 + low).ok(), rest.get(2..)?));
    }
    let after = rest.trim_start_matches([' ', '\t', '_']);
    let line_end = ["\r\n", "\r", "\n"].into_iter().find_map(|end| after.strip_prefix(end));
    line_end.or_else(|| after.is_empty().then_some(after)).map(|after| (None, after))
}

/// The text with its encoded words decoded, and without white space between them.
///
/// A character that is parted between words of the same charset is whole again. A word in a charset that nobody knows, or
/// that is no Base64 where it should be, stays as it is. White space alone, also before the first word and after the last,
/// is dropped.
pub(super) fn decode(header: &str) -> Cow<'_, str> {
    let mut word = Word::next(header, 0);
    if word.is_none() && !is_blank(header) {
        return Cow::Borrowed(header);
    }
    let mut output = Output::with_capacity(header.len());
    let mut from = 0;
    while let Some(next) = word {
        output.push_text(header.get(from..next.start).unwrap_or_default());
        if !output.push_word(&next) {
            output.push_text(header.get(next.start..next.end).unwrap_or_default());
        }
        from = next.end;
        word = Word::next(header, from);
    }
    output.push_text(header.get(from..).unwrap_or_default());
    output.flush();
    Cow::Owned(output.text)
}

/// Whether there is nothing but white space.
pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

/// The decoded text so far, and the decoder of the last word.
struct Output<'a> {
    text: String,
    decoder: Option<(&'a str, Decoder)>,
}

impl<'a> Output<'a> {
    fn with_capacity(length: usize) -> Self {
        Self { text: String::with_capacity(length), decoder: None }
    }

    /// Appends text that is no encoded word.
    fn push_text(&mut self, text: &str) {
        if !is_blank(text) {
            self.flush();
            self.text.push_str(text);
        }
    }

    /// Appends what a word says; not if that cannot be known.
    fn push_word(&mut self, word: &Word<'a>) -> bool {
        let Some(bytes) = word.bytes() else {
            return false;
        };
        let name = word.charset();
        if self.decoder.as_ref().is_none_or(|(last, _)| *last != name) {
            let Some(charset) = Charset::named(name) else {
                self.cut();
                return false;
            };
            self.flush();
            self.decoder = Some((name, Decoder::new(charset)));
        }
        let Some((_, decoder)) = &mut self.decoder else {
            return false;
        };
        decoder.feed(&bytes, &mut self.text);
        // Many programs end each word in ASCII but do not say so at the next one's start.
        if name.eq_ignore_ascii_case("iso-2022-jp") && bytes.ends_with(b"\x1B(B") {
            decoder.flush(&mut self.text);
        }
        true
    }

    /// As [`flush`](Self::flush), but part of a character shows nothing: so it is in Mozilla's code before a charset that it does
    /// not know.
    fn cut(&mut self) {
        if matches!(self.decoder, Some((_, Decoder::Encoding(..)))) {
            self.decoder = None;
        }
        self.flush();
    }

    /// Appends what the last word left open, and forgets its charset.
    fn flush(&mut self) {
        if let Some((_, mut decoder)) = self.decoder.take() {
            decoder.flush(&mut self.text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_forgiving_where_browsers_are() {
        assert_eq!(base64("YW Jj"), Some(b"abc".to_vec()));
        assert_eq!(base64("YWI="), Some(b"ab".to_vec()));
        assert_eq!(base64("YWJ="), Some(b"ab".to_vec()));
        assert_eq!(base64("YQ=="), Some(b"a".to_vec()));
        assert_eq!(base64("YQ======"), Some(b"a".to_vec()));
        assert_eq!(base64("YW=Jj"), Some(b"abc".to_vec()));
        assert_eq!(base64("YWJjZA"), Some(b"abc".to_vec()));
        assert_eq!(base64(""), Some(Vec::new()));
        assert_eq!(base64("===="), Some(Vec::new()));
        assert_eq!(base64("A==="), None);
        assert_eq!(base64("YW-j"), None);
    }

    #[test]
    fn quoted_printable_keeps_what_is_no_escape() {
        assert_eq!(quoted_printable("a_b=20=e9=E9"), b"a b \xE9\xE9");
        assert_eq!(quoted_printable("a=zz=4"), b"a=zz=4");
        assert_eq!(quoted_printable("a=_ "), b"a");
        assert_eq!(quoted_printable("a= \r\nb"), b"ab");
        assert_eq!(quoted_printable("\u{E9}\u{4E2D}"), b"\xE9\x2D");
    }

    #[test]
    fn words_are_found_where_they_are_whole() {
        assert!(Word::at("=?utf-8?Q?a?=", 0).is_some_and(|word| word.end == 13));
        for no_word in ["=?utf-8?X?a?=", "=?utf-8?Q?a?", "=?utf-8?Q?a?b?=", "=?utf-8", "=?"] {
            assert!(Word::at(no_word, 0).is_none(), "{no_word}");
            assert_eq!(decode(no_word), no_word);
        }
        assert_eq!(decode("=?a?b =?utf-8?Q?=C3=A9?= c"), "=?a?b é c");
    }

    #[test]
    fn an_attack_of_question_marks_takes_linear_time() {
        let header = "=?a?Q?".repeat(200_000);
        assert_eq!(decode(&header), header);
    }
}
