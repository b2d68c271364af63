//! Escapes of values: `\` before `)`, `\` and `$`, `$XX` for bytes that are not printable ASCII, and `\` at the end of a
//! line for a value that goes on in the next.
//!
//! Decoding follows `morkParser::ReadValue`, which validates nothing: any two bytes after `$` make a byte.

use std::borrow::Cow;

use super::span::line_break;
use super::swar;

/// Where a value ends: the offset of its `)` in `bytes`, which begin right behind the `=`. `None` where the value runs
/// past the end.
#[inline(always)]
pub fn value_end(bytes: &[u8]) -> Option<usize> {
    match next_special(bytes) {
        Some(at) if bytes[at] == b')' => Some(at),
        Some(at) => escaped_value_end(bytes, at),
        None => None,
    }
}

/// [`value_end`], and whether there are escapes in the value.
#[inline]
pub(crate) fn value_extent(bytes: &[u8]) -> Option<(usize, bool)> {
    match next_special(bytes)? {
        at if bytes[at] == b')' => Some((at, false)),
        at => Some((escaped_value_end(bytes, at)?, true)),
    }
}

/// The bytes of a value of up to seven bytes and the `)` behind it, as a number; `None` for longer ones, and those with escapes.
#[inline]
pub(crate) fn short_value(bytes: &[u8]) -> Option<u64> {
    let word = match bytes.first_chunk::<8>() {
        Some(head) => u64::from_le_bytes(*head),
        None => {
            let mut head = [0; 8];
            head[..bytes.len()].copy_from_slice(bytes);
            u64::from_le_bytes(head)
        }
    };
    let special = special_bytes(word);
    if special == 0 {
        return None;
    }
    let behind = 56 - special.trailing_zeros() / 8 * 8;
    let value = word << behind >> behind;
    (word << behind >> 56 == u64::from(b')')).then_some(value)
}

/// Whether the value that `bytes` begin with says `value`. Nearly always the first bytes tell.
pub(crate) fn value_says(bytes: &[u8], value: &[u8]) -> bool {
    if bytes.get(value.len()) == Some(&b')')
        && bytes.starts_with(value)
        && next_special(bytes) == Some(value.len())
    {
        return true;
    }
    let special = |byte: u8| matches!(byte, b')' | b'\\' | b'$');
    let same =
        bytes.iter().zip(value).take_while(|(byte, wanted)| byte == wanted && !special(**byte)).count();
    match bytes.get(same) {
        Some(&byte) if same < value.len() && !special(byte) => false,
        Some(b')') => same == value.len(),
        _ => value_end(bytes).is_some_and(|end| *decode(&bytes[..end]) == *value),
    }
}

/// [`value_end`], a little faster for values of 8 to 31 bytes, as most values of aliases are; and whether there are escapes in
/// the value.
#[inline(always)]
pub(crate) fn long_value_end(bytes: &[u8]) -> Option<(usize, bool)> {
    let Some(head) = bytes.first_chunk::<32>() else { return Some((value_end(bytes)?, true)) };
    let (words, _) = head.as_chunks::<8>();
    let specials = |word: [u8; 8]| special_bytes(u64::from_le_bytes(word));
    let [low, high] = [specials(words[0]), specials(words[1])];
    let at = if low | high != 0 {
        if low == 0 { 8 + high.trailing_zeros() as usize / 8 } else { low.trailing_zeros() as usize / 8 }
    } else {
        let [low, high] = [specials(words[2]), specials(words[3])];
        if low | high == 0 {
            32 + memchr::memchr3(b')', b'\\', b'$', &bytes[32..])?
        } else if low == 0 {
            24 + high.trailing_zeros() as usize / 8
        } else {
            16 + low.trailing_zeros() as usize / 8
        }
    };
    if bytes[at] == b')' { Some((at, false)) } else { Some((escaped_value_end(bytes, at)?, true)) }
}

/// [`value_end`] from the first special byte on.
#[inline(never)]
fn escaped_value_end(bytes: &[u8], first: usize) -> Option<usize> {
    let mut at = first;
    loop {
        match bytes[at] {
            b')' => return Some(at),
            b'$' => at += 3,
            _ => at += backslash(&bytes[at..]),
        }
        at += next_special(bytes.get(at..)?)?;
    }
}

/// The offset of the first `)`, `\` or `$`.
///
/// Most values are a few bytes long, where a call of `memchr3` costs more than it finds: the first four words are looked
/// at here.
#[inline(always)]
fn next_special(bytes: &[u8]) -> Option<usize> {
    let Some(head) = bytes.first_chunk::<8>() else {
        return memchr::memchr3(b')', b'\\', b'$', bytes);
    };
    let found = special_bytes(u64::from_le_bytes(*head));
    if found != 0 { Some(found.trailing_zeros() as usize / 8) } else { later_special(bytes) }
}

#[inline(never)]
fn later_special(bytes: &[u8]) -> Option<usize> {
    let (words, _) = bytes.as_chunks::<8>();
    for (number, word) in words.iter().enumerate().take(4) {
        let found = special_bytes(u64::from_le_bytes(*word));
        if found != 0 {
            return Some(number * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    memchr::memchr3(b')', b'\\', b'$', bytes)
}

/// A word whose lowest set bit is the top bit of the first byte of `word` that is `)`, `\` or `$`; 0 where none is.
#[inline(always)]
const fn special_bytes(word: u64) -> u64 {
    swar::first_equal(word, b')') | swar::first_equal(word, b'\\') | swar::first_equal(word, b'$')
}

/// The length of the escape that begins with a backslash: the line break behind it, or the one byte.
fn backslash(bytes: &[u8]) -> usize {
    1 + line_break(&bytes[1..]).max(1)
}

/// What a raw value says: escapes resolved, continued lines joined.
pub fn decode(raw: &[u8]) -> Cow<'_, [u8]> {
    match memchr::memchr2(b'\\', b'$', raw) {
        None => Cow::Borrowed(raw),
        Some(first) => Cow::Owned(decode_from(raw, first)),
    }
}

fn decode_from(raw: &[u8], first: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let (mut from, mut escape) = (0, Some(first));
    while let Some(at) = escape {
        out.extend_from_slice(&raw[from..at]);
        from = (at + decode_escape(&raw[at..], &mut out)).min(raw.len());
        escape = memchr::memchr2(b'\\', b'$', &raw[from..]).map(|next| from + next);
    }
    out.extend_from_slice(&raw[from..]);
    out
}

/// Decodes the one escape that `bytes` begin with and returns its length.
fn decode_escape(bytes: &[u8], out: &mut Vec<u8>) -> usize {
    if let [b'$', high, low, ..] = *bytes {
        out.push((nibble(high) << 4) | nibble(low));
        return 3;
    }
    if bytes[0] == b'$' {
        return bytes.len(); // cut short: says nothing
    }
    let length = backslash(bytes);
    if line_break(&bytes[1..]) == 0 {
        out.extend(bytes.get(1));
    }
    length
}

/// The worth of a digit as `morkEnv::HexToByte` has it: letters go on behind `F`, everything else is 0. Sixteen and
/// more only matter through their low bits, which is what 8-bit arithmetic keeps.
const fn nibble(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        b'A'..=b'Z' => byte - b'A' + 10,
        b'a'..=b'z' => byte - b'a' + 10,
        _ => 0,
    }
}

/// Writes `bytes` so that [`decode`] gives them back: printable ASCII as it is, `)`, `\` and `$` behind a backslash, all
/// else as `$XX`.
pub fn encode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 8);
    encode_into(bytes, &mut out);
    out
}

/// [`encode`], at the end of what is there.
pub fn encode_into(bytes: &[u8], out: &mut Vec<u8>) {
    let mut rest = bytes;
    loop {
        let (plain, special) = rest.split_at(plain_length(rest));
        out.extend_from_slice(plain);
        let Some((&byte, behind)) = special.split_first() else { return };
        let (escape, length) = escaped(byte);
        out.extend_from_slice(&escape[..length]);
        rest = behind;
    }
}

/// A byte as its escape: at the front of eight bytes, and its length.
pub(crate) const fn escaped(byte: u8) -> ([u8; 8], usize) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    match byte {
        b')' | b'\\' | b'$' => ([b'\\', byte, 0, 0, 0, 0, 0, 0], 2),
        _ => ([b'$', DIGITS[(byte >> 4) as usize], DIGITS[(byte & 15) as usize], 0, 0, 0, 0, 0], 3),
    }
}

/// Whether a byte needs no escape.
pub(crate) const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b')' | b'\\' | b'$')
}

/// How many bytes at the front need no escape.
pub(crate) fn plain_length(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let found = unprintable(u64::from_le_bytes(*word)) | special_bytes(u64::from_le_bytes(*word));
        if found != 0 {
            return number * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    words.len() * 8 + rest.iter().position(|byte| !is_plain(*byte)).unwrap_or(rest.len())
}

/// A word whose lowest set bit is the top bit of the first byte of `word` that is no printable ASCII.
const fn unprintable(word: u64) -> u64 {
    !swar::between(word, b' ', b'~') & swar::TOPS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &[u8], value: &[u8]) {
        let end = value_end(text).expect("the value ends");
        assert_eq!(decode(&text[..end]).as_ref(), value);
        assert_eq!(&text[end..=end], b")");
    }

    #[test]
    fn escapes_are_resolved() {
        reads(b"plain)", b"plain");
        reads(b")", b"");
        reads(br"world\) \$5 \\ caf$C3$A9$0A)", b"world) $5 \\ caf\xC3\xA9\n");
        reads(
            b"a longer value, past the first words \\) of it)",
            b"a longer value, past the first words ) of it",
        );
    }

    #[test]
    fn a_backslash_joins_lines() {
        reads(b"a\\\nb)", b"ab");
        reads(b"a\\\r\nb)", b"ab");
        reads(b"a\\\n\rb)", b"ab");
        reads(b"a\\\n\nb)", b"a\nb");
        reads(b"a\\\n)", b"a");
        reads(b"b\\\n\\)c)", b"b)c");
        reads(b"c\\\n$41)", b"cA");
    }

    #[test]
    fn dollars_take_any_two_bytes() {
        reads(b"a$ZZb)", b"a\x33b");
        reads(b"$4))", b"\x40");
        reads(b"$gG)", b"\x10");
    }

    #[test]
    fn raw_bytes_are_data() {
        reads(b"a\r\nb\tc\xE9\0d // /* @$$}x)", b"a\r\nb\tc\xE9\0d // /* @\0x");
    }

    #[test]
    fn a_value_cut_short_has_no_end() {
        for text in [&b""[..], b"abc", b"abc\\", b"abc\\)", b"abc$", b"abc$4", b"abc$4)", b"abc\\\n"] {
            assert_eq!(value_end(text), None, "{}", text.escape_ascii());
            decode(text);
        }
    }

    #[test]
    fn values_are_compared_as_they_stand() {
        let says = |bytes: &[u8], value: &[u8]| value_says(bytes, value);
        assert!(says(b"abc)", b"abc") && says(b")", b"") && says(b"a\\)b)", b"a)b"));
        assert!(says(b"a$41)", b"aA") && says(b"abc\\\n)", b"abc") && says(b"\\\n)", b""));
        assert!(
            !says(b"abc)", b"ab") && !says(b"abc)", b"abcd") && !says(b"abc)", b"") && !says(b"abc", b"abc")
        );
        assert!(!says(b"a$42)", b"aA") && !says(b"a\\)", b"a)") && !says(b"x)", b"y"));
    }

    #[test]
    fn short_values_have_numbers() {
        let of = |text: &[u8]| short_value(text);
        assert_eq!(of(b")"), of(b") and more"));
        assert_eq!(of(b"1234567)"), of(b"1234567)89"));
        assert_ne!(of(b"1)"), of(b"2)"));
        assert_ne!(of(b"1)"), of(b"11)"));
        for text in [&b"12345678)"[..], b"1\\))", b"$41)", b"1234", b"", b"12345678901234"] {
            assert_eq!(of(text), None, "{}", text.escape_ascii());
        }
    }

    #[test]
    fn every_byte_survives_encoding() {
        let all: Vec<u8> = (0..=255).collect();
        let mut text = encode(&all);
        text.push(b')');
        reads(&text, &all);
    }
}
