//! Characters as places in a range: what a word is made of, and what another character may take the place of one.

/// A range of characters that may stand for each other, and a place in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Symbol {
    /// Tells ranges apart; small and capital letters have the same.
    pub(crate) range: u16,
    /// How many places there are.
    pub(crate) size: u32,
    /// The place.
    pub(crate) place: u32,
}

const LETTER: u16 = 0;
const DIGIT: u16 = 1;
const HEX_LETTER: u16 = 2;
const NO_HEX_LETTER: u16 = 3;
/// Characters that are not ASCII, by the first byte of their UTF-8.
const CHARACTER: u16 = 0x100;
/// Bytes that are no character.
const BYTE: u16 = 0x200;

impl Symbol {
    pub(crate) const fn new(range: u16, size: u32, place: u32) -> Self {
        Self { range, size, place }
    }

    /// An ASCII letter or digit.
    pub(crate) fn alphanumeric(byte: u8) -> Option<Self> {
        match byte {
            b'0'..=b'9' => Some(Self::new(DIGIT, 10, u32::from(byte - b'0'))),
            b'A'..=b'Z' => Some(Self::new(LETTER, 26, u32::from(byte - b'A'))),
            b'a'..=b'z' => Some(Self::new(LETTER, 26, u32::from(byte - b'a'))),
            _ => None,
        }
    }

    /// A letter or digit of which it has to stay known whether it is a hexadecimal digit.
    pub(crate) fn hexadecimal(byte: u8) -> Option<Self> {
        match byte | 0x20 {
            _ if byte.is_ascii_digit() => Self::alphanumeric(byte),
            letter @ b'a'..=b'f' => Some(Self::new(HEX_LETTER, 6, u32::from(letter - b'a'))),
            letter @ b'g'..=b'z' => Some(Self::new(NO_HEX_LETTER, 20, u32::from(letter - b'g'))),
            _ => None,
        }
    }

    /// The byte for a place in the range of another byte, which says whether it is a capital letter.
    pub(crate) fn byte(self, like: u8) -> u8 {
        let place = u8::try_from(self.place).unwrap_or(0);
        let letter = match self.range {
            DIGIT => return b'0' + place,
            LETTER | HEX_LETTER => b'a' + place,
            NO_HEX_LETTER => b'g' + place,
            range if range >= BYTE => return u8::try_from(range - BYTE).unwrap_or(0).wrapping_add(place),
            _ => return like,
        };
        if like.is_ascii_uppercase() { letter.to_ascii_uppercase() } else { letter }
    }

    /// A character that is not ASCII. Those with the same first byte in UTF-8 stand for each other: they have the same length, and
    /// mostly the same script.
    pub(crate) fn character(character: char) -> Option<Self> {
        let code = u32::from(character);
        let first = *character.encode_utf8(&mut [0; 4]).as_bytes().first()?;
        let (from, size) = block(first)?;
        Some(Self::new(CHARACTER + u16::from(first), size, code.checked_sub(from)?))
    }

    /// The character for a place in its range.
    pub(crate) fn as_character(self) -> Option<char> {
        let first = u8::try_from(self.range.checked_sub(CHARACTER)?).ok()?;
        char::from_u32(block(first)?.0 + self.place)
    }

    /// A byte that is not ASCII and no part of a valid character. What it would need behind it stays the same.
    pub(crate) fn invalid(byte: u8) -> Self {
        let (from, to) = match byte {
            0x80..=0xBF => (0x80, 0xBF),
            0xC2..=0xDF => (0xC2, 0xDF),
            0xE1..=0xEC => (0xE1, 0xEC),
            0xF1..=0xF3 => (0xF1, 0xF3),
            0xF5..=0xFF => (0xF5, 0xFF),
            other => (other, other),
        };
        Self::of_bytes(byte, from, to)
    }

    /// A byte of a text in a charset of one byte a character, or of two that are both not ASCII.
    pub(crate) fn of_charset(byte: u8) -> Self {
        let (from, to) = match byte {
            0xA1..=0xBF => (0xA1, 0xBF),
            0xC0..=0xFE => (0xC0, 0xFE),
            other => (other, other),
        };
        Self::of_bytes(byte, from, to)
    }

    /// A byte that one of `from..=to` may stand for.
    pub(crate) fn of_bytes(byte: u8, from: u8, to: u8) -> Self {
        let size = u32::from(to.saturating_sub(from)) + 1;
        Self::new(BYTE + u16::from(from), size, u32::from(byte.saturating_sub(from)))
    }
}

/// The characters whose UTF-8 has this first byte: the first one, and how many there are.
const fn block(first: u8) -> Option<(u32, u32)> {
    Some(match first {
        // The first 32 are control characters.
        0xC2 => (0xA0, 0x20),
        0xC3..=0xDF => ((first as u32 & 0x1F) << 6, 0x40),
        0xE0 => (0x800, 0x800),
        // Surrogates are none.
        0xED => (0xD000, 0x800),
        0xE1..=0xEF => ((first as u32 & 0x0F) << 12, 0x1000),
        0xF0 => (0x1_0000, 0x3_0000),
        0xF1..=0xF3 => ((first as u32 & 0x07) << 18, 0x4_0000),
        0xF4 => (0x10_0000, 0x1_0000),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_a_place_in_its_block() {
        for code in (0x80..0x11_0000).filter(|code| code % 7 == 0 || *code < 0x3000) {
            let Some(character) = char::from_u32(code) else { continue };
            let Some(symbol) = Symbol::character(character) else {
                assert!(code < 0xA0, "{code:X}");
                continue;
            };
            assert!(symbol.place < symbol.size, "{code:X}");
            assert_eq!(symbol.as_character(), Some(character));
            let last = Symbol { place: symbol.size - 1, ..symbol }.as_character().unwrap();
            assert_eq!(last.len_utf8(), character.len_utf8());
            assert_eq!(Symbol::character(last).unwrap().range, symbol.range);
        }
    }

    #[test]
    fn bytes_stay_of_their_kind() {
        for byte in 0x80..=0xFF_u8 {
            for symbol in [Symbol::invalid(byte), Symbol::of_charset(byte)] {
                assert_eq!(symbol.byte(byte), byte);
                let last = Symbol { place: symbol.size - 1, ..symbol }.byte(byte);
                assert_eq!(
                    Symbol::invalid(last).range == Symbol::invalid(byte).range,
                    Symbol::invalid(byte).range == Symbol::invalid(last).range
                );
                assert!(last >= 0x80);
            }
        }
        for byte in b'0'..=b'z' {
            for symbol in [Symbol::alphanumeric(byte), Symbol::hexadecimal(byte)].into_iter().flatten() {
                assert_eq!(symbol.byte(byte), byte);
            }
        }
    }
}
