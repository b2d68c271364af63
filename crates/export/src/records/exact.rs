//! Whether a value can be had back from what a column says of it.

/// Whether a hexadecimal number is written as Thunderbird writes it, with so many digits at most.
pub(crate) fn is_hex(raw: &[u8], most: usize) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
    is_canonical(raw, most) && raw.iter().all(is_digit)
}

/// A hexadecimal number of 32 bits, where it is written as Thunderbird writes it.
pub(crate) fn hex(raw: &[u8]) -> Option<u32> {
    let digit = |number, byte: &u8| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            _ => return None,
        };
        Some(number << 4 | u32::from(digit))
    };
    if is_canonical(raw, 8) { raw.iter().try_fold(0, digit) } else { None }
}

/// Whether a decimal number of 32 bits is written as Thunderbird writes it.
pub(crate) fn is_decimal(raw: &[u8]) -> bool {
    is_canonical(raw, 9) && raw.iter().all(u8::is_ascii_digit)
}

fn is_canonical(raw: &[u8], most: usize) -> bool {
    (1..=most).contains(&raw.len()) && (raw.len() == 1 || raw.first() != Some(&b'0'))
}

/// Whether keywords are separated by single spaces, with none around them.
pub(crate) fn is_words(raw: &[u8]) -> bool {
    std::str::from_utf8(raw).is_ok()
        && (raw.is_empty() || raw.split(|byte| *byte == b' ').all(|word| !word.is_empty()))
}

/// Whether a list of references is just these ids, in brackets and separated by single spaces.
pub(crate) fn is_references<'a>(raw: &[u8], ids: impl Iterator<Item = &'a [u8]>) -> bool {
    let mut rest = Some(raw);
    for (at, id) in ids.enumerate() {
        let behind = |rest: &'_ [u8]| -> Option<usize> {
            let rest = if at > 0 { rest.strip_prefix(b" ")? } else { rest };
            Some(rest.strip_prefix(b"<")?.strip_prefix(id)?.strip_prefix(b">")?.len())
        };
        rest = rest.and_then(|rest| rest.get(rest.len() - behind(rest)?..));
    }
    rest.is_some_and(<[u8]>::is_empty) && std::str::from_utf8(raw).is_ok()
}

#[cfg(test)]
mod tests {
    use morkdb_folder::text::references;

    use super::*;

    #[test]
    fn numbers() {
        assert!(is_hex(b"0", 8) && is_hex(b"65a1b2c3", 8) && is_decimal(b"100"));
        for odd in [&b""[..], b"00", b"1F", b"1g", b" 1", b"123456789", b"-1"] {
            assert!(!is_hex(odd, 8), "{odd:?}");
        }
        assert!(!is_decimal(b"1f") && !is_decimal(b"007"));
    }

    #[test]
    fn lists() {
        assert!(
            is_words(b"")
                && is_words(b"$label1 x")
                && !is_words(b" x")
                && !is_words(b"x  y")
                && !is_words(b"\xFF")
        );
        for (raw, expected) in [
            (&b""[..], true),
            (b"<a@x>", true),
            (b"<a@x> <b@x>", true),
            (b"<a@x><b@x>", false),
            (b"<a@x>  <b@x>", false),
            (b"a@x", false),
            (b"<a@x> ", false),
            (b" <a@x>", false),
            (b"<a@x> <>", false),
            (b"<a\xFF>", false),
        ] {
            assert_eq!(is_references(raw, references(raw)), expected, "{}", raw.escape_ascii());
        }
    }
}
