//! UTF-7, of RFC 2152, as leniently as Thunderbird reads it.

/// Appends what the bytes say.
///
/// Everything stands for itself but what is between `+` and the first byte that is no Base64; a `-` there is dropped, and
/// `+-` is a plus. Bits that are left over are dropped. Bytes above 7F and halves of surrogate pairs give U+FFFD.
pub(super) fn decode(bytes: &[u8], text: &mut String) {
    let mut rest = bytes;
    while let Some(plus) = memchr::memchr(b'+', rest) {
        let (direct, encoded) = rest.split_at(plus);
        push_direct(direct, text);
        let encoded = encoded.get(1..).unwrap_or_default();
        let length = encoded.iter().position(|&byte| sextet(byte).is_none()).unwrap_or(encoded.len());
        let (run, after) = encoded.split_at(length);
        rest = after.strip_prefix(b"-").unwrap_or(after);
        if run.is_empty() && after.len() != rest.len() {
            text.push('+');
        }
        push_encoded(run, text);
    }
    push_direct(rest, text);
}

fn push_direct(bytes: &[u8], text: &mut String) {
    text.extend(
        bytes.iter().map(|&byte| if byte < 0x80 { char::from(byte) } else { char::REPLACEMENT_CHARACTER }),
    );
}

/// Appends the UTF-16 of a run of Base64.
fn push_encoded(run: &[u8], text: &mut String) {
    let (mut bits, mut held) = (0_u32, 0);
    let units = run.iter().filter_map(|&byte| sextet(byte)).filter_map(|value| {
        bits = (bits << 6) | u32::from(value);
        held += 6;
        (held >= 16).then(|| {
            held -= 16;
            u16::try_from((bits >> held) & 0xFFFF).unwrap_or_default()
        })
    });
    text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> String {
        let mut text = String::new();
        decode(bytes, &mut text);
        text
    }

    #[test]
    fn examples_of_rfc_2152() {
        assert_eq!(decoded(b"A+ImIDkQ."), "A\u{2262}\u{391}.");
        assert_eq!(decoded(b"Hi Mom -+Jjo--!"), "Hi Mom -\u{263A}-!");
        assert_eq!(decoded(b"+ZeVnLIqe-"), "日本語");
        assert_eq!(decoded(b"Item 3 is +AKM-1."), "Item 3 is £1.");
    }

    #[test]
    fn plus_alone() {
        assert_eq!(decoded(b"1 +- 1+"), "1 + 1");
        assert_eq!(decoded(b"a + b"), "a  b");
    }

    #[test]
    fn surrogates_and_bytes_that_are_no_utf_7() {
        assert_eq!(decoded(b"+2D3eAA-"), "\u{1F600}");
        assert_eq!(decoded(b"+2D0-x"), "\u{FFFD}x");
        assert_eq!(decoded(b"\xE9"), "\u{FFFD}");
    }

    /// The crate `charset` drops a character whose last bits are not zero.
    #[test]
    fn bits_that_are_left_over_cost_no_character() {
        assert_eq!(decoded(b"+AOn-"), "é");
        assert_eq!(decoded(b"+AOl"), "é");
    }
}
