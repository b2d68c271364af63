//! Text in UTF-16, as history and form data have it. The bytes may stand in the file in different forms.

use crate::cipher::Cipher;
use crate::symbol::Symbol;

/// A byte of a value, and whether it may become any other byte, because it is escaped in the file.
pub(crate) type Byte = (u8, bool);

/// Replaces text with the higher byte first, every byte of which may become any other.
pub(crate) fn replace_big(bytes: &mut [u8], cipher: &mut Cipher) {
    let mut free: Vec<Byte> = bytes.iter().map(|byte| (*byte, true)).collect();
    replace(&mut free, true, cipher);
    for (byte, (new, _)) in bytes.iter_mut().zip(free) {
        *byte = new;
    }
}

/// Replaces the words of a text. A byte that is left over at the end stays.
pub(crate) fn replace(bytes: &mut [Byte], is_big: bool, cipher: &mut Cipher) {
    let units = bytes.len() / 2;
    let mut word: Vec<(usize, Piece)> = Vec::new();
    let mut at = 0;
    while at < units {
        match piece(bytes, at, is_big) {
            Some(piece) => {
                let units = piece.units();
                word.push((at, piece));
                at += units;
            }
            None => {
                write(bytes, &mut word, is_big, cipher);
                at += 1;
            }
        }
    }
    write(bytes, &mut word, is_big, cipher);
}

/// A part of a word.
#[derive(Clone, Copy)]
enum Piece {
    /// An ASCII letter or digit.
    Letter(Symbol),
    /// A character whose bytes may become any others.
    Character(Symbol, char),
    /// A unit whose bytes have to stay what they are in the file: printable, or not.
    Bytes(Symbol, Symbol),
}

impl Piece {
    fn units(self) -> usize {
        match self {
            Self::Character(_, character) => character.len_utf16(),
            _ => 1,
        }
    }
}

/// The higher and the lower byte of a unit.
fn unit(bytes: &[Byte], at: usize, is_big: bool) -> Option<[Byte; 2]> {
    match bytes.get(at * 2..at * 2 + 2)? {
        [one, two] if is_big => Some([*one, *two]),
        [one, two] => Some([*two, *one]),
        _ => None,
    }
}

fn piece(bytes: &[Byte], at: usize, is_big: bool) -> Option<Piece> {
    let [(high, high_free), (low, low_free)] = unit(bytes, at, is_big)?;
    let code = u16::from_be_bytes([high, low]);
    if code < 0x80 {
        return Symbol::alphanumeric(low).map(Piece::Letter);
    }
    let next = unit(bytes, at + 1, is_big);
    let pair = next.map(|[(high, _), (low, _)]| u16::from_be_bytes([high, low]));
    let character = char::decode_utf16([code].into_iter().chain(pair)).next().and_then(Result::ok);
    let free =
        high_free && low_free && (code & 0xF800 != 0xD800 || next.is_some_and(|[one, two]| one.1 && two.1));
    if let (Some(character), true) = (character, free) {
        let fixed = Symbol::new(u16::MAX, 1, 0);
        return Some(Piece::Character(Symbol::character(character).unwrap_or(fixed), character));
    }
    Some(Piece::Bytes(byte(high, high_free, true), byte(low, low_free, false)))
}

/// A byte that stays in its range: a printable one a letter or a digit or what it is, a surrogate the same half of a pair.
fn byte(byte: u8, is_free: bool, is_high: bool) -> Symbol {
    let (from, to) = match byte {
        b'0'..=b'9' => (b'0', b'9'),
        b'A'..=b'Z' => (b'A', b'Z'),
        b'a'..=b'z' => (b'a', b'z'),
        0xD8..=0xDB if is_high && is_free => (0xD8, 0xDB),
        0xDC..=0xDF if is_high && is_free => (0xDC, 0xDF),
        0x80..=0xD7 if is_free => (0x80, 0xD7),
        0xD8..=0xFF if is_free && !is_high => (0xD8, 0xFF),
        other => (other, other),
    };
    Symbol::of_bytes(byte, from, to)
}

fn write(bytes: &mut [Byte], word: &mut Vec<(usize, Piece)>, is_big: bool, cipher: &mut Cipher) {
    let symbols = |piece: &Piece| match *piece {
        Piece::Letter(symbol) | Piece::Character(symbol, _) => [Some(symbol), None],
        Piece::Bytes(high, low) => [Some(high), Some(low)],
    };
    let mut new: Vec<_> = word.iter().flat_map(|(_, piece)| symbols(piece)).flatten().collect();
    cipher.replace(&mut new);
    let mut new = new.into_iter();
    for (at, piece) in word.drain(..) {
        let Some(symbol) = new.next() else { return };
        match piece {
            Piece::Letter(_) => set(bytes, at, is_big, |[high, low]| [high, symbol.byte(low)]),
            Piece::Bytes(..) => {
                let Some(second) = new.next() else { return };
                set(bytes, at, is_big, |[high, low]| [symbol.byte(high), second.byte(low)]);
            }
            Piece::Character(_, old) => {
                let mut buffer = [0; 2];
                let units = symbol.as_character().unwrap_or(old).encode_utf16(&mut buffer);
                for (next, unit) in units.iter().enumerate() {
                    set(bytes, at + next, is_big, |_| unit.to_be_bytes());
                }
            }
        }
    }
}

fn set(bytes: &mut [Byte], at: usize, is_big: bool, change: impl Fn([u8; 2]) -> [u8; 2]) {
    let Some([high, low]) = unit(bytes, at, is_big) else { return };
    let [high, low] = change([high.0, low.0]);
    let order = if is_big { [high, low] } else { [low, high] };
    for (place, byte) in bytes.iter_mut().skip(at * 2).zip(order) {
        place.0 = byte;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Key;

    fn other(text: &str, is_big: bool, is_free: impl Fn(u8) -> bool) -> Vec<u16> {
        let order = |unit: u16| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        let mut bytes: Vec<Byte> =
            text.encode_utf16().flat_map(order).map(|byte| (byte, is_free(byte))).collect();
        replace(&mut bytes, is_big, &mut Cipher::new(Key::of_text("k")));
        assert!(bytes.iter().all(|(byte, free)| *free || is_printable(*byte)), "{text}");
        let unit = |pair: &[Byte]| if is_big { [pair[0].0, pair[1].0] } else { [pair[1].0, pair[0].0] };
        bytes.chunks(2).map(|pair| u16::from_be_bytes(unit(pair))).collect()
    }

    fn is_printable(byte: u8) -> bool {
        (b' '..=b'~').contains(&byte)
    }

    #[test]
    fn both_orders_and_all_forms_stay_valid() {
        let text = "Grüße, 日本語 an 😀 Łódź!";
        for is_big in [false, true] {
            for units in [other(text, is_big, |_| true), other(text, is_big, |byte| !is_printable(byte))] {
                let new = String::from_utf16(&units).unwrap();
                assert_eq!(new.chars().count(), text.chars().count());
                assert!(new.contains(", ") && new.ends_with('!'), "{new}");
                assert!(!new.contains("Gr") && !new.contains("日本") && !new.contains('😀'), "{new}");
            }
        }
        assert_eq!(other("Anna", false, |_| true), other("Anna", true, |byte| byte == 0));
    }

    #[test]
    fn halves_of_pairs_do_not_panic() {
        for bytes in [vec![0x3D, 0xD8], vec![0x00, 0xDC, 0x61], vec![0x61], vec![]] {
            let mut free: Vec<Byte> = bytes.iter().map(|byte| (*byte, true)).collect();
            replace(&mut free, false, &mut Cipher::new(Key::of_text("k")));
            assert_eq!(free.len(), bytes.len());
        }
    }
}
