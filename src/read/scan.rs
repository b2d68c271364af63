//! The scanner: bytes within values, names, ids, white space and comments. Everything that looks at single bytes is here
//! and in [`crate::syntax`]'s escapes; the productions of the grammar only put these together.

use crate::syntax::{line_break, swar};

/// What is odd about a token but does not stop Mozilla's parser.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Oddities(u8);

impl Oddities {
    pub(crate) const NONE: Self = Self(0);
    /// A `/` or `\` that begins nothing.
    pub(crate) const LONE_SLASH: Self = Self(1);
    /// A comment that goes on to the end.
    pub(crate) const UNCLOSED_COMMENT: Self = Self(2);
    /// An id without digits.
    pub(crate) const NO_DIGITS: Self = Self(4);
    /// An alias without `=`.
    pub(crate) const NO_EQUALS: Self = Self(8);
    /// Not odd in itself: the end was met where Mozilla's parser skips white space, and so it knows that it is done.
    pub(crate) const MET_END: Self = Self(16);

    #[inline]
    pub(crate) const fn is_none(self) -> bool {
        self.0 == 0
    }

    #[inline]
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    #[inline]
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

const WHITE: u8 = 1;
const SKIPPED: u8 = 2;
const NAME_START: u8 = 4;
const NAME_MORE: u8 = 8;

/// Byte classes, as in `morkCh_Type`. `SKIPPED` is all that [`trivia`] has to look at.
#[allow(clippy::cast_possible_truncation, reason = "a byte is below 256")]
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = match byte as u8 {
            0x08..=0x0A | 0x0C | 0x0D | 0x20 | 0x7F => WHITE | SKIPPED,
            b'/' | b'\\' => SKIPPED,
            b'A'..=b'Z' | b'a'..=b'z' | b':' | b'_' => NAME_START | NAME_MORE,
            b'!' | b'+' | b'-' | b'?' => NAME_MORE,
            _ => 0,
        };
        byte += 1;
    }
    class
};

/// The worth of hex digits; 0xFF for all other bytes.
#[allow(clippy::cast_possible_truncation, reason = "a byte is below 256")]
const HEX: [u8; 256] = {
    let mut worth = [0xFF; 256];
    let mut byte = 0;
    while byte < 256 {
        worth[byte] = match byte as u8 {
            digit @ b'0'..=b'9' => digit - b'0',
            upper @ b'A'..=b'F' => upper - b'A' + 10,
            lower @ b'a'..=b'f' => lower - b'a' + 10,
            _ => 0xFF,
        };
        byte += 1;
    }
    worth
};

#[inline]
fn class(byte: u8) -> u8 {
    CLASS[usize::from(byte)]
}

/// Whether Mozilla's parser takes this byte for white space.
#[inline]
pub(crate) fn is_white(byte: u8) -> bool {
    class(byte) & WHITE != 0
}

#[inline]
pub(crate) fn is_hex(byte: u8) -> bool {
    HEX[usize::from(byte)] != 0xFF
}

#[inline]
pub(crate) fn is_name_start(byte: u8) -> bool {
    class(byte) & NAME_START != 0
}

/// Hex digits at the front of `bytes`: their value modulo 2^32, and how many there are.
///
/// Up to seven digits are read as one word, without a branch for each: their number is as good as random, and a branch
/// that goes wrong costs more than the arithmetic.
#[inline(always)]
pub(crate) fn hex_digits(bytes: &[u8]) -> (u32, usize) {
    match bytes.first_chunk::<8>().map(|head| hex_word(u64::from_le_bytes(*head))) {
        Some((value, count)) if count < 8 => (value, count),
        _ => hex_run(bytes),
    }
}

/// Up to seven hex digits at an offset; 0 of them where there are more.
#[inline(always)]
pub(crate) fn hex_head<const N: usize>(window: &[u8; N], at: usize) -> (u32, usize) {
    match window[at..].first_chunk::<8>() {
        Some(head) => {
            let (value, count) = hex_word(u64::from_le_bytes(*head));
            (value, count & 7)
        }
        None => (0, 0),
    }
}

/// The digits at the low end of a word, and how many there are. The value means nothing where there are 8.
#[inline(always)]
const fn hex_word(word: u64) -> (u32, usize) {
    let bits = (!swar::hex_digits(word) & swar::TOPS).trailing_zeros() & !7;
    (hex_value(word, bits), (bits / 8) as usize)
}

/// The value of the hex digits in the lowest `bits` bits of a word, of which there are fewer than 64.
#[inline(always)]
pub(crate) const fn hex_value(word: u64, bits: u32) -> u32 {
    // A letter has bit 6 set, and is 9 more than its low half.
    let worth = (word & (0x0F * swar::ONES)) + ((word >> 6) & swar::ONES) * 9;
    // The first digit to the top; the bytes behind the last digit out at the bottom.
    let spread = (worth.swap_bytes() >> 1) >> (63 - (bits & 63));
    let pairs = (spread | (spread >> 4)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs | (pairs >> 8)) & 0x0000_FFFF_0000_FFFF;
    ((fours | (fours >> 16)) & 0xFFFF_FFFF) as u32
}

/// Two hex digits as a number, where they are two.
#[inline(always)]
pub(crate) fn hex_pair(high: u8, low: u8) -> Option<u32> {
    let (high, low) = (HEX[usize::from(high)], HEX[usize::from(low)]);
    (high | low < 16).then(|| u32::from(high << 4 | low))
}

#[inline(never)]
fn hex_run(bytes: &[u8]) -> (u32, usize) {
    let (mut value, mut count) = (0_u32, 0);
    for &byte in bytes {
        let digit = HEX[usize::from(byte)];
        if digit == 0xFF {
            break;
        }
        value = (value << 4) | u32::from(digit);
        count += 1;
    }
    (value, count)
}

/// The length of the name at the front of `bytes`; 0 where there is none.
pub(crate) fn name_length(bytes: &[u8]) -> usize {
    match bytes {
        [first, ..] if is_name_start(*first) => {
            bytes.iter().position(|&b| class(b) & NAME_MORE == 0).unwrap_or(bytes.len())
        }
        _ => 0,
    }
}

/// The length of the white space, line breaks, line continuations and comments at the front of `bytes`, and what is odd
/// about them (`morkParser::NextChar`).
#[inline(always)]
pub(crate) fn trivia(bytes: &[u8]) -> (usize, Oddities) {
    match bytes.first() {
        Some(&byte) if class(byte) & SKIPPED == 0 => (0, Oddities::NONE),
        _ => blanks(bytes).unwrap_or_else(|| trivia_run(bytes)),
    }
}

/// The most usual white space: a line break, or none, and a few blanks, and nothing else behind them.
#[inline(always)]
pub(crate) fn blanks(bytes: &[u8]) -> Option<(usize, Oddities)> {
    const BLANKS: u64 = b' ' as u64 * swar::ONES;
    let head = bytes.first_chunk::<8>()?;
    let line_break = usize::from(head[0] == b'\n' || head[0] == b'\r') + usize::from(head[..2] == *b"\r\n");
    let behind = u64::from_le_bytes(*head) >> (8 * line_break);
    let length = line_break + (behind ^ BLANKS).trailing_zeros() as usize / 8;
    let next = *bytes.get(length)?;
    (length > 0 && class(next) & SKIPPED == 0).then_some((length, Oddities::NONE))
}

#[inline(never)]
fn trivia_run(bytes: &[u8]) -> (usize, Oddities) {
    let (mut at, mut odd) = (0, Oddities::NONE);
    while let Some(&byte) = bytes.get(at) {
        if is_white(byte) {
            at += 1;
        } else if class(byte) & SKIPPED != 0 {
            let (length, oddity) = skipped(&bytes[at..]);
            at += length;
            odd = odd.with(oddity);
        } else {
            return (at, odd);
        }
    }
    (at, odd.with(Oddities::MET_END))
}

/// A comment, a line continuation, or a lone `/` or `\`: its length, and which oddity it is.
pub(crate) fn skipped(bytes: &[u8]) -> (usize, Oddities) {
    match bytes {
        [b'/', b'/', ..] => (line_comment(bytes), Oddities::NONE),
        [b'/', b'*', ..] => block_comment(bytes),
        [b'\\', b'\r' | b'\n', ..] => (1 + line_break(&bytes[1..]), Oddities::NONE),
        _ => (1, Oddities::LONE_SLASH),
    }
}

/// The length of a comment up to its line break.
pub(crate) fn line_comment(bytes: &[u8]) -> usize {
    memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(bytes.len())
}

/// The length of a `/* */` comment. They nest, and a depth is all that has to be remembered for that.
fn block_comment(bytes: &[u8]) -> (usize, Oddities) {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(next) = memchr::memchr2(b'/', b'*', &bytes[at..]) {
        at += next;
        match bytes.get(at + 1) {
            Some(b'*') if bytes[at] == b'/' => depth += 1,
            Some(b'/') if bytes[at] == b'*' => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return (at, Oddities::NONE);
        }
    }
    (bytes.len(), Oddities::UNCLOSED_COMMENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn skips(text: &str, rest: &str) {
        let (length, odd) = trivia(text.as_bytes());
        assert_eq!(&text[length..], rest);
        assert!(!odd.has(Oddities::LONE_SLASH.with(Oddities::UNCLOSED_COMMENT)));
    }

    #[test]
    fn white_space_and_comments_are_skipped() {
        skips(" \t\r\n\u{8}\u{c}\u{7f}x", "x");
        skips("\u{b}x", "\u{b}x");
        skips("// to the end of the line\n x", "x");
        skips("/* a /* nested */ b */x", "x");
        skips("/*/*/**/*/*/x", "x");
        skips("/***/x", "x");
        skips("\\\r\n x", "x");
        skips("\\\n\r x", "x");
    }

    #[test]
    fn lone_slashes_are_odd() {
        assert_eq!(trivia(b"/x"), (1, Oddities::LONE_SLASH));
        assert_eq!(trivia(b"\\x"), (1, Oddities::LONE_SLASH));
        assert_eq!(trivia(b"/"), (1, Oddities::LONE_SLASH.with(Oddities::MET_END)));
        assert_eq!(trivia(b"/* /* */"), (8, Oddities::UNCLOSED_COMMENT.with(Oddities::MET_END)));
    }

    #[test]
    fn hex_wraps() {
        assert_eq!(hex_digits(b"1aF)"), (0x1AF, 3));
        assert_eq!(hex_digits(b"123456789"), (0x2345_6789, 9));
        assert_eq!(hex_digits(b"x"), (0, 0));
    }

    #[test]
    fn words_of_digits_are_read_as_digits_one_by_one() {
        for text in [
            "0:345678",
            "1aF)xxxx",
            "fFfFfF0@",
            "0123456/",
            "abcdefg0",
            "G0000000",
            "`1234567",
            "\u{e9}12345",
            "9:;<=>?@",
        ] {
            assert_eq!(hex_digits(text.as_bytes()), hex_run(text.as_bytes()), "{text}");
        }
        for byte in 0..=255 {
            let text = [b'7', byte, b'B', b' ', b'0', b'0', b'0', b'0'];
            assert_eq!(hex_digits(&text), hex_run(&text), "{byte:02X}");
        }
    }

    #[test]
    fn names_have_no_digits() {
        assert_eq!(name_length(b"ns:msg:db!x+y-?z^"), 16);
        assert_eq!(name_length(b"a1"), 1);
        assert_eq!(name_length(b"!a"), 0);
        assert_eq!(name_length(b"1a"), 0);
    }
}
