//! Words of a text: the letters, digits and characters that are not ASCII between all else.

use crate::cipher::Cipher;
use crate::symbol::Symbol;

/// How bytes that are not ASCII are to be understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Charset {
    /// UTF-8, where it is valid.
    Utf8,
    /// One byte a character, or two that are both not ASCII.
    Bytes,
    /// UTF-8, and it has to stay known which letters are hexadecimal digits.
    Hex,
}

/// Which words are to stay.
pub(crate) type Keep<'k> = &'k dyn Fn(&[u8]) -> bool;

/// Replaces the words of a text.
pub(crate) fn replace(text: &mut [u8], charset: Charset, keep: Keep<'_>, cipher: &mut Cipher) {
    let mut at = 0;
    while let Some(rest) = text.get_mut(at..).filter(|rest| !rest.is_empty()) {
        let (symbols, length) = word(rest, charset);
        match rest.get_mut(..length) {
            Some(word) if length > 0 => {
                if !keep(word) {
                    write(word, symbols, cipher);
                }
                at += length;
            }
            _ => at += 1,
        }
    }
}

/// A character of a word, and how many bytes it has.
type Piece = (Symbol, usize);

/// The word that a text begins with, and its length.
fn word(text: &[u8], charset: Charset) -> (Vec<Piece>, usize) {
    let (mut symbols, mut at) = (Vec::new(), 0);
    while let Some((symbol, length)) = text.get(at..).and_then(|rest| first(rest, charset)) {
        symbols.push((symbol, length));
        at += length;
    }
    (symbols, at)
}

fn first(text: &[u8], charset: Charset) -> Option<Piece> {
    let byte = *text.first()?;
    if byte.is_ascii() {
        let symbol =
            if charset == Charset::Hex { Symbol::hexadecimal(byte) } else { Symbol::alphanumeric(byte) };
        return symbol.map(|symbol| (symbol, 1));
    }
    if charset == Charset::Bytes {
        return Some((Symbol::of_charset(byte), 1));
    }
    match character(text) {
        Some(character) => {
            // A control character of ISO 8859 is left alone, and is a part of the word.
            let fixed = Symbol::new(u16::MAX, 1, 0);
            Some((Symbol::character(character).unwrap_or(fixed), character.len_utf8()))
        }
        None => Some((Symbol::invalid(byte), 1)),
    }
}

/// The character that a text begins with, where it is valid UTF-8.
fn character(text: &[u8]) -> Option<char> {
    let head = text.get(..text.len().min(4))?;
    let chunk = head.utf8_chunks().next()?;
    chunk.valid().chars().next()
}

fn write(word: &mut [u8], pieces: Vec<Piece>, cipher: &mut Cipher) {
    let mut symbols: Vec<_> = pieces.iter().map(|(symbol, _)| *symbol).collect();
    cipher.replace(&mut symbols);
    let mut at = 0;
    for (symbol, (_, length)) in symbols.into_iter().zip(pieces) {
        let Some(bytes) = word.get_mut(at..at + length) else { return };
        match (symbol.as_character(), bytes) {
            (Some(character), bytes) if length > 1 => {
                let mut buffer = [0; 4];
                let encoded = character.encode_utf8(&mut buffer).as_bytes();
                if encoded.len() == bytes.len() {
                    bytes.copy_from_slice(encoded);
                }
            }
            (_, [byte]) => *byte = symbol.byte(*byte),
            _ => {}
        }
        at += length;
    }
}
