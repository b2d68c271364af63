//! Eight bytes at a time in one word, without a branch for each. Results have the top bit of each byte set that is so.

/// A one in each byte.
pub(crate) const ONES: u64 = 0x0101_0101_0101_0101;
/// The top bit of each byte.
pub(crate) const TOPS: u64 = 0x80 * ONES;

/// Which bytes of `word` are `byte`, exact up to and including the first that is.
#[inline(always)]
pub(crate) const fn first_equal(word: u64, byte: u8) -> u64 {
    let x = word ^ (ONES * byte as u64);
    x.wrapping_sub(ONES) & !x & TOPS
}

/// Which bytes of `word` are in `low..=high`, for ASCII bounds.
#[inline(always)]
pub(crate) const fn between(word: u64, low: u8, high: u8) -> u64 {
    let x = word & !TOPS;
    let from = x + ONES * (0x80 - low as u64);
    let past = x + ONES * (0x7F - high as u64);
    from & !past & !word & TOPS
}

/// Which bytes of `word` are hex digits.
#[inline(always)]
pub(crate) const fn hex_digits(word: u64) -> u64 {
    between(word, b'0', b'9') | between(word | (0x20 * ONES), b'a', b'f')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(test: impl Fn(u8) -> bool, word: u64) -> u64 {
        u64::from_le_bytes(word.to_le_bytes().map(|byte| if test(byte) { 0x80 } else { 0 }))
    }

    #[test]
    fn each_byte_is_judged_by_itself() {
        for byte in 0..=255_u8 {
            for other in [0, 0x1F, 0x20, 0x21, 0x29, 0x30, 0x39, 0x3A, 0x7F, 0x80, 0xFF] {
                let word = u64::from_le_bytes([other, byte, other, b')', byte, 0, other, b'f']);
                assert_eq!(between(word, b'0', b'9'), marks(|b| b.is_ascii_digit(), word));
                let exact = marks(|b| b == b')', word).trailing_zeros();
                assert_eq!(first_equal(word, b')').trailing_zeros(), exact);
            }
        }
    }
}
