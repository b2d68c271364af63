//! Numbers as Thunderbird writes them into cells: hexadecimal text without a prefix, decimal in a few columns.

/// What a column of 32 bits says: at most its first 8 bytes, in either case, up to the first that is no hexadecimal digit, as
/// Mozilla reads them (`YarnToUInt32`): `-1` and `g` are 0. `None` where the cell is empty, which leaves the default of
/// the column.
///
/// ```
/// use morkdb_folder::number::hex32;
/// assert_eq!(hex32(b"1f"), Some(0x1f));
/// assert_eq!(hex32(b"FFFFFFFE0"), Some(0xFFFF_FFFE));
/// assert_eq!(hex32(b"12g4"), Some(0x12));
/// assert_eq!(hex32(b""), None);
/// ```
pub fn hex32(text: &[u8]) -> Option<u32> {
    hex(text, 8).map(low)
}

/// What a column of 64 bits says; as [`hex32`], with at most 16 bytes.
pub fn hex64(text: &[u8]) -> Option<u64> {
    hex(text, 16)
}

/// What a decimal column says: the digits at its beginning, behind white space, as far as they fit. `None` where there are
/// none.
pub fn decimal(text: &[u8]) -> Option<u64> {
    let digits = text.trim_ascii_start();
    let len = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let digits = digits.get(..len).filter(|digits| !digits.is_empty())?;
    Some(
        digits
            .iter()
            .fold(0, |sum: u64, digit| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0'))),
    )
}

fn hex(text: &[u8], most: usize) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    let digits = text.iter().take(most).map_while(|&byte| char::from(byte).to_digit(16));
    Some(digits.fold(0, |sum, digit| sum << 4 | u64::from(digit)))
}

#[expect(clippy::cast_possible_truncation, reason = "eight digits fit")]
const fn low(number: u64) -> u32 {
    number as u32
}

/// A number as text, without memory of its own.
///
/// ```
/// use morkdb_folder::number::Digits;
/// assert_eq!(Digits::hex(0x1f_u32).as_ref(), b"1f");
/// assert_eq!(Digits::decimal(0_u32).as_ref(), b"0");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Digits {
    bytes: [u8; 20],
    start: u8,
}

impl Digits {
    /// Lower-case hexadecimal, without leading zeros.
    pub fn hex(number: impl Into<u64>) -> Self {
        Self::base::<16>(number.into())
    }

    /// Decimal.
    pub fn decimal(number: impl Into<u64>) -> Self {
        Self::base::<10>(number.into())
    }

    #[inline]
    fn base<const BASE: u64>(mut number: u64) -> Self {
        let mut digits = Self { bytes: [0; 20], start: 20 };
        for place in digits.bytes.iter_mut().rev() {
            *place = b"0123456789abcdef"[low_digit(number % BASE)];
            digits.start -= 1;
            number /= BASE;
            if number == 0 {
                break;
            }
        }
        digits
    }
}

const fn low_digit(digit: u64) -> usize {
    (digit & 15) as usize
}

impl AsRef<[u8]> for Digits {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[usize::from(self.start)..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_is_no_number_is_read_as_mozilla_does() {
        assert_eq!(hex32(b"-1"), Some(0));
        assert_eq!(hex32(b"1g"), Some(1));
        assert_eq!(hex32(b"ffffffff"), Some(u32::MAX));
        assert_eq!(hex32(b"123456789"), Some(0x1234_5678));
        assert_eq!(hex64(b"ffffffffffffffff1"), Some(u64::MAX));
        assert_eq!(decimal(b" 42 messages"), Some(42));
        assert_eq!(decimal(b"99999999999999999999999"), Some(u64::MAX));
        assert_eq!(decimal(b"x"), None);
    }

    #[test]
    fn numbers_are_written_without_leading_zeros() {
        assert_eq!(Digits::hex(u64::MAX).as_ref(), b"ffffffffffffffff");
        assert_eq!(Digits::decimal(u64::MAX).as_ref(), b"18446744073709551615");
        assert_eq!(Digits::hex(0_u32).as_ref(), b"0");
    }
}
