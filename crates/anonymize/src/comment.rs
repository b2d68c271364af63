//! What is no value: comments, and bytes that are no Mork. Letters and digits are replaced, and stay hexadecimal digits where they are
//! such, so that the engine stumbles over the same bytes in the same way.

use std::ops::Range;

use memchr::memmem;

use crate::cipher::Cipher;
use crate::word::{self, Charset};

/// Pieces of syntax by which programs know a Mork file, and that hold nothing personal.
const SIGNS: [&[u8]; 7] = [
    b"(a=c)",
    b"(k^",
    b":c)(s=",
    b"(f=iso-8859-1)",
    b"\xEF\xBB\xBF",
    b"<mdb:mork:",
    b"<mdb:mork:z v=\"1.4\"/>",
];

/// Replaces letters and digits, but for signs of Mork and ids where they can be told.
pub(crate) fn replace(bytes: &mut [u8], cipher: &mut Cipher) {
    let mut fixed = signs(bytes);
    fixed.extend(ids(bytes));
    fixed.sort_by_key(|range| range.start);
    let mut from = 0;
    for range in fixed {
        if range.start >= from {
            word::replace(
                bytes.get_mut(from..range.start).unwrap_or_default(),
                Charset::Hex,
                &|_| false,
                cipher,
            );
        }
        from = from.max(range.end);
    }
    word::replace(bytes.get_mut(from..).unwrap_or_default(), Charset::Hex, &|_| false, cipher);
}

/// Replaces what stands in comments within a piece of Mork.
pub(crate) fn replace_within(piece: &mut [u8], cipher: &mut Cipher) {
    if let Some(at) = memchr::memchr(b'/', piece) {
        replace(piece.get_mut(at..).unwrap_or_default(), cipher);
    }
}

fn signs(bytes: &[u8]) -> Vec<Range<usize>> {
    let of = |sign: &'static [u8]| memmem::find_iter(bytes, sign).map(move |at| at..at + sign.len());
    let mut found: Vec<_> = SIGNS.into_iter().flat_map(of).collect();
    // Other versions of the format; their number is two digits and a dot.
    for at in memmem::find_iter(bytes, b"<mdb:mork:z v=\"") {
        let version = bytes.get(at + 15..).unwrap_or_default();
        let length =
            version.iter().take(8).take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
        found.push(at..at + 15 + length);
    }
    found
}

/// Hexadecimal ids as the engine writes them, where what stands around them says that they are such.
fn ids(bytes: &[u8]) -> Vec<Range<usize>> {
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
    let mut found = Vec::new();
    for at in memchr::memchr3_iter(b'^', b'(', b'[', bytes).chain(memchr::memchr2_iter(b'{', b'}', bytes)) {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let length = rest.iter().take(9).take_while(|byte| is_digit(byte)).count();
        let next = rest.get(length);
        let is_id = (1..=8).contains(&length)
            && match bytes.get(at) {
                Some(b'^') => next.is_none_or(|byte| !byte.is_ascii_alphanumeric()),
                Some(b'(') => matches!(next, Some(b'^' | b'=')),
                Some(b'[') => matches!(next, Some(b'(' | b':')),
                _ => bytes.get(at.saturating_sub(3)..at) == Some(b"@$$") || next == Some(&b':'),
            };
        if is_id {
            found.push(at + 1..at + 1 + length);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Key;

    fn other(text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        replace(&mut bytes, &mut Cipher::new(Key::of_text("k")));
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn signs_and_ids_stay() {
        for text in [
            "// (f=iso-8859-1)",
            "@$${1F{@",
            "@$$}1F}@",
            "@$$}~~}@",
            "<mdb:mork:z v=\"1.3\"",
            "(^8F^9A)",
            "(8F=",
            "[8F(",
        ] {
            assert_eq!(other(text), text);
        }
    }

    #[test]
    fn words_go_and_hexadecimal_digits_stay_such() {
        let text = other("// Anna Karenina, Face");
        assert!(!text.contains("Anna") && !text.contains("Karenina") && !text.contains("Face"), "{text}");
        for (old, new) in "// Anna Karenina, Face".bytes().zip(text.bytes()) {
            assert_eq!(old.is_ascii_hexdigit(), new.is_ascii_hexdigit());
            assert_eq!(old.is_ascii_uppercase(), new.is_ascii_uppercase());
        }
        assert_ne!(other("(ABBA)"), "(ABBA)");
    }
}
