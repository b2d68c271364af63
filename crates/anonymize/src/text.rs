//! A value of a text column: everything that is a word in it is replaced, however it is encoded.

use base64::Engine;
use base64::alphabet::{IMAP_MUTF7, STANDARD};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::cipher::Cipher;
use crate::segment::{Encoded, Segment, segments};
use crate::symbol::Symbol;
use crate::utf16;
use crate::word::{self, Charset, Keep};

const LAX: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true)
    .with_encode_padding(false);
const BASE64: GeneralPurpose = GeneralPurpose::new(&STANDARD, LAX);
const UTF7: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, LAX);

/// Replaces the words of a value. Its length stays, and so do all bytes that are ASCII and neither a letter nor a digit, but for
/// those of base64.
pub(crate) fn replace(value: &mut [u8], keep: Keep<'_>, cipher: &mut Cipher) {
    for segment in segments(value) {
        match segment {
            Segment::Plain(range) => plain(value.get_mut(range).unwrap_or_default(), keep, cipher),
            Segment::Quoted(range, charset) => {
                let text = value.get_mut(range).unwrap_or_default();
                coded(text, b'=', charset, keep, cipher);
            }
            Segment::Base64(range, charset) => {
                let text = value.get_mut(range).unwrap_or_default();
                based(text, &BASE64, cipher, |bytes, cipher| within(bytes, charset, keep, cipher));
            }
            Segment::Utf7(range) => {
                let text = value.get_mut(range).unwrap_or_default();
                based(text, &UTF7, cipher, utf16::replace_big);
            }
            Segment::Frame => {}
        }
    }
}

/// Text, in which a `%` may begin the escape of a byte.
fn plain(text: &mut [u8], keep: Keep<'_>, cipher: &mut Cipher) {
    let fixed = fixed_words(text);
    if memchr::memchr(b'%', text).is_some() {
        return escaped(text, b'%', &fixed, keep, cipher);
    }
    let mut from = 0;
    for range in fixed {
        word::replace(text.get_mut(from..range.start).unwrap_or_default(), Charset::Utf8, keep, cipher);
        from = range.end;
    }
    word::replace(text.get_mut(from..).unwrap_or_default(), Charset::Utf8, keep, cipher);
}

/// Words that stay by what stands behind them: `Re:` and `Fwd:`, the schemes of URLs, and the mark of made message ids.
fn fixed_words(text: &[u8]) -> Vec<std::ops::Range<usize>> {
    const WORDS: [&[u8]; 18] = [
        b"re", b"fw", b"fwd", b"http", b"https", b"ftp", b"file", b"imap", b"mailbox", b"mailto", b"news",
        b"nntp", b"pop", b"ews", b"feed", b"chrome", b"md5", b"about",
    ];
    let mut found = Vec::new();
    for colon in memchr::memchr3_iter(b':', b'[', b'(', text) {
        let head = text.get(..colon).unwrap_or_default();
        let start = head.iter().rposition(|byte| !byte.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
        // A word that goes on before it is another word.
        let is_whole = start == 0 || head.get(start - 1).is_none_or(u8::is_ascii);
        let name = head.get(start..).unwrap_or_default().to_ascii_lowercase();
        let is_reply = name == b"re" || text.get(colon) == Some(&b':');
        if is_whole && is_reply && WORDS.contains(&name.as_slice()) {
            found.push(start..colon);
        }
    }
    found
}

fn coded(text: &mut [u8], mark: u8, charset: Encoded, keep: Keep<'_>, cipher: &mut Cipher) {
    // Characters of two bytes could become a mark of the form.
    let charset = if charset == Encoded::Iso2022 { Encoded::Bytes } else { charset };
    unescaped(text, mark, &[], cipher, |bytes, cipher| within(bytes, charset, keep, cipher));
}

fn escaped(text: &mut [u8], mark: u8, fixed: &[std::ops::Range<usize>], keep: Keep<'_>, cipher: &mut Cipher) {
    unescaped(text, mark, fixed, cipher, |bytes, cipher| word::replace(bytes, Charset::Utf8, keep, cipher));
}

/// Does something to the bytes that a text with escapes of two hexadecimal digits says, and puts them back where they were. Fixed
/// ranges are left out, and part the text.
fn unescaped(
    text: &mut [u8],
    mark: u8,
    fixed: &[std::ops::Range<usize>],
    cipher: &mut Cipher,
    change: impl Fn(&mut [u8], &mut Cipher),
) {
    let (mut bytes, mut places) = (Vec::with_capacity(text.len()), Vec::with_capacity(text.len()));
    let mut fixed = fixed.iter().peekable();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        if let Some(range) = fixed.next_if(|range| range.start == at && !range.is_empty()) {
            at = range.end;
            change(&mut bytes, cipher);
            put_back(text, &bytes, &places);
            bytes.clear();
            places.clear();
            continue;
        }
        let digits = text.get(at + 1..at + 3).filter(|_| *byte == mark);
        match digits.and_then(hex_byte) {
            Some(byte) => {
                bytes.push(byte);
                places.push((at, true));
                at += 3;
            }
            None => {
                bytes.push(*byte);
                places.push((at, false));
                at += 1;
            }
        }
    }
    change(&mut bytes, cipher);
    put_back(text, &bytes, &places);
}

fn put_back(text: &mut [u8], bytes: &[u8], places: &[(usize, bool)]) {
    for (byte, (at, is_escaped)) in bytes.iter().zip(places) {
        if *is_escaped {
            write_hex(text.get_mut(at + 1..at + 3).unwrap_or_default(), *byte);
        } else if let Some(place) = text.get_mut(*at) {
            *place = *byte;
        }
    }
}

/// Two hexadecimal digits as a byte.
pub(crate) fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    match digits {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    }
}

/// Writes a byte as hexadecimal digits, in small letters where there were small letters.
pub(crate) fn write_hex(digits: &mut [u8], byte: u8) {
    if digits.len() != 2 || hex_byte(digits) == Some(byte) {
        return;
    }
    let is_small = digits.iter().any(u8::is_ascii_lowercase);
    let digit = |value: u8| {
        let digit = char::from_digit(value.into(), 16).unwrap_or('0');
        if is_small { digit } else { digit.to_ascii_uppercase() }
    };
    for (place, value) in digits.iter_mut().zip([byte >> 4, byte & 15]) {
        *place = u8::try_from(digit(value)).unwrap_or(b'0');
    }
}

/// What an encoded word says.
fn within(bytes: &mut [u8], charset: Encoded, keep: Keep<'_>, cipher: &mut Cipher) {
    match charset {
        Encoded::Utf8 => word::replace(bytes, Charset::Utf8, keep, cipher),
        Encoded::Bytes => word::replace(bytes, Charset::Bytes, keep, cipher),
        Encoded::Iso2022 => iso2022(bytes, keep, cipher),
    }
}

/// Text in ISO 2022: an escape sequence begins a run in one charset, of one or of two bytes a character.
fn iso2022(bytes: &mut [u8], keep: Keep<'_>, cipher: &mut Cipher) {
    let (mut at, mut is_wide) = (0, false);
    while at < bytes.len() {
        let rest = bytes.get_mut(at..).unwrap_or_default();
        let length = if rest.first() == Some(&0x1B) {
            let end = rest
                .iter()
                .skip(1)
                .take(3)
                .position(|byte| (0x30..0x7F).contains(byte))
                .map_or(1, |end| end + 2);
            is_wide = rest.get(1) == Some(&b'$');
            end
        } else {
            let end = memchr::memchr(0x1B, rest).unwrap_or(rest.len());
            let run = rest.get_mut(..end).unwrap_or_default();
            if is_wide {
                wide(run, cipher);
            } else {
                word::replace(run, Charset::Bytes, keep, cipher);
            }
            end
        };
        at += length;
    }
}

/// Characters of two bytes. The first one says the row of the table of characters: kana stay kana, and the first table of kanji
/// is full.
fn wide(run: &mut [u8], cipher: &mut Cipher) {
    let mut symbols = Vec::with_capacity(run.len());
    for pair in run.chunks_exact(2) {
        let [row, cell] = pair else { continue };
        let (from, to) = match row {
            0x24 | 0x25 => (0x21, 0x73),
            0x30..=0x4E => (0x21, 0x7E),
            _ => (*cell, *cell),
        };
        let is_kanji = matches!(row, 0x30..=0x4E);
        symbols.push(if is_kanji {
            Symbol::of_bytes(*row, 0x30, 0x4E)
        } else {
            Symbol::of_bytes(*row, *row, *row)
        });
        let is_there = (from..=to).contains(cell);
        symbols.push(if is_there {
            Symbol::of_bytes(*cell, from, to)
        } else {
            Symbol::of_bytes(*cell, *cell, *cell)
        });
    }
    cipher.replace(&mut symbols);
    for (byte, symbol) in run.iter_mut().zip(symbols) {
        *byte = symbol.byte(*byte);
    }
}

/// Does something to the bytes that a text in base64 says. What is no base64 is replaced like any text.
fn based(
    text: &mut [u8],
    engine: &GeneralPurpose,
    cipher: &mut Cipher,
    change: impl Fn(&mut [u8], &mut Cipher),
) {
    let digits = text.iter().position(|byte| *byte == b'=').unwrap_or(text.len());
    let Some(part) = text.get_mut(..digits) else { return };
    let Ok(mut bytes) = engine.decode(&*part) else {
        return word::replace(text, Charset::Utf8, &|_| false, cipher);
    };
    change(&mut bytes, cipher);
    let encoded = engine.encode(&bytes);
    if encoded.len() == part.len() {
        part.copy_from_slice(encoded.as_bytes());
    }
    // What stands behind the padding is not base64 any more.
    word::replace(text.get_mut(digits..).unwrap_or_default(), Charset::Utf8, &|_| false, cipher);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Key;

    fn other(text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        replace(&mut bytes, &|word| word == b"kept", &mut Cipher::new(Key::of_text("k")));
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_is_no_word_stays() {
        let text = other("Re: \"Müller, Jörg\" <joerg.mueller@example.org> kept 123");
        assert!(text.starts_with("Re: \"") && text.contains("> kept ") && text.contains('@'), "{text}");
        for word in ["ller", "org", "joerg", "example", "123", "Jörg"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
        assert!(other("http://a.b/").starts_with("http://"));
        assert!(!other("Prehttp:").contains("http"));
    }

    #[test]
    fn a_word_is_the_same_however_it_is_encoded() {
        let plain = other("Jörg");
        let [first, .., last] = plain.as_bytes() else { panic!() };
        let quoted = other("=?utf-8?Q?J=C3=B6rg_?=");
        assert!(quoted.starts_with("=?utf-8?Q?") && quoted.ends_with("_?="));
        assert_eq!((quoted.as_bytes()[10], quoted.as_bytes()[18]), (*first, *last));
        let percent = other("http://x/J%C3%B6rg");
        assert!(percent.ends_with(char::from(*last)), "{percent}");
        let based = other("=?utf-8?B?SsO2cmc=?=");
        let payload = based.strip_prefix("=?utf-8?B?").unwrap().strip_suffix("=?=").unwrap();
        assert_eq!(BASE64.decode(payload).unwrap(), plain.as_bytes());
    }

    #[test]
    fn base64_stays_base64() {
        for text in ["=?utf-8?B?SsO2?=", "=?utf-8?B?Sg==?=", "=?iso-8859-1?b?SvZyZw==?="] {
            let other = other(text);
            assert_eq!(other.len(), text.len());
            let payload = other.split('?').nth(3).unwrap();
            assert!(BASE64.decode(payload.trim_end_matches('=')).is_ok(), "{other}");
            assert_ne!(other, text);
        }
        assert_ne!(other("=?utf-8?B?Anna?="), "=?utf-8?B?Anna?=");
        assert!(!other("=?utf-8?B?Anna !?=").contains("Anna"), "what is no base64 is replaced, too");
    }

    #[test]
    fn folder_names_of_imap_stay_valid() {
        let name = other("Entw&APw-rfe/&ZeVnLIqe-");
        let parts: Vec<_> = name.split(['&', '-']).collect();
        for part in [parts[1], parts[3]] {
            let bytes = UTF7.decode(part).unwrap();
            let units: Vec<_> = bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            assert!(String::from_utf16(&units).is_ok(), "{name}");
        }
        assert!(!name.contains("ZeVnLIqe") && !name.contains("APw"), "{name}");
    }
}
