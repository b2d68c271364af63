//! Words to other words: a permutation of all words of the same shape, which only the key tells.
//!
//! A word is cut in two. By turns the one half says how far each character of the other is moved on in its range, through a keyed
//! hash: an unbalanced Feistel network, as in format-preserving encryption. Different words become different words, and no table has
//! to be kept for that.

use hashbrown::HashMap;
use sha2::{Digest, Sha256};

use crate::key::Key;
use crate::symbol::Symbol;

/// How often the halves move each other.
const ROUNDS: u8 = 6;

/// Words above this are not remembered.
const LONG: usize = 64;

/// A range, and a place in it.
type Place = (u16, u32);

/// Words to other words.
#[derive(Debug)]
pub(crate) struct Cipher {
    key: Key,
    known: HashMap<Box<[Place]>, Box<[u32]>>,
}

impl Cipher {
    pub(crate) fn new(key: Key) -> Self {
        Self { key, known: HashMap::new() }
    }

    /// How many words were met.
    pub(crate) fn words(&self) -> usize {
        self.known.len()
    }

    /// Replaces a word.
    pub(crate) fn replace(&mut self, word: &mut [Symbol]) {
        if word.len() > LONG {
            return self.permute(word);
        }
        let name: Box<[Place]> = word.iter().map(|symbol| (symbol.range, symbol.place)).collect();
        if let Some(places) = self.known.get(&name) {
            for (symbol, place) in word.iter_mut().zip(places) {
                symbol.place = *place;
            }
            return;
        }
        self.permute(word);
        self.known.insert(name, word.iter().map(|symbol| symbol.place).collect());
    }

    fn permute(&self, word: &mut [Symbol]) {
        let shape = self.shape(word);
        if let [symbol] = word {
            // No half can move the other: all of a range are moved by as much, which is never nothing.
            let step = Stream::new(&self.key, &shape, 0, &[]).next();
            symbol.place = moved(*symbol, 1 + step % symbol.size.saturating_sub(1).max(1));
            return;
        }
        let (left, right) = word.split_at_mut(word.len() / 2);
        for round in 0..ROUNDS {
            if round % 2 == 0 {
                self.turn(&shape, round, left, right);
            } else {
                self.turn(&shape, round, right, left);
            }
        }
    }

    fn turn(&self, shape: &[u8; 32], round: u8, says: &[Symbol], moves: &mut [Symbol]) {
        let mut stream = Stream::new(&self.key, shape, round, says);
        for symbol in moves {
            let step = stream.next();
            symbol.place = moved(*symbol, step);
        }
    }

    /// What all words of a shape have in common.
    fn shape(&self, word: &[Symbol]) -> [u8; 32] {
        let mut hash = Sha256::new().chain_update(self.key.0).chain_update(b"shape");
        for symbol in word {
            hash.update(symbol.range.to_le_bytes());
        }
        hash.finalize().into()
    }
}

/// The place that lies `step` places on; behind the last comes the first.
fn moved(symbol: Symbol, step: u32) -> u32 {
    let (size, place) = (u64::from(symbol.size.max(1)), u64::from(symbol.place));
    u32::try_from((place + u64::from(step) % size) % size).unwrap_or(0)
}

/// Numbers without an end that depend on the key and on what is put in.
struct Stream {
    seed: [u8; 32],
    block: [u8; 32],
    at: usize,
    count: u32,
}

impl Stream {
    fn new(key: &Key, shape: &[u8; 32], round: u8, says: &[Symbol]) -> Self {
        let mut hash = Sha256::new().chain_update(key.0).chain_update(shape).chain_update([round]);
        for symbol in says {
            hash.update(symbol.place.to_le_bytes());
        }
        let seed = hash.finalize().into();
        Self { seed, block: seed, at: 0, count: 0 }
    }

    fn next(&mut self) -> u32 {
        if self.at >= self.block.len() {
            self.count += 1;
            self.block = Sha256::new()
                .chain_update(self.seed)
                .chain_update(self.count.to_le_bytes())
                .finalize()
                .into();
            self.at = 0;
        }
        let bytes = self.block.get(self.at..).and_then(|rest| rest.first_chunk::<4>());
        self.at += 4;
        bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(cipher: &mut Cipher, word: &str) -> String {
        let mut symbols: Vec<_> = word.bytes().filter_map(Symbol::alphanumeric).collect();
        cipher.replace(&mut symbols);
        word.bytes().zip(symbols).map(|(byte, symbol)| char::from(symbol.byte(byte))).collect()
    }

    #[test]
    fn a_word_becomes_the_same_word_in_capital_letters_too() {
        let mut cipher = Cipher::new(Key::of_text("k"));
        let one = other(&mut cipher, "Anna");
        assert_ne!(one, "Anna");
        assert_eq!(one, other(&mut cipher, "Anna"));
        assert_eq!(one.to_lowercase(), other(&mut cipher, "anna"));
        assert!(one.starts_with(|first: char| first.is_ascii_uppercase()));
        assert_eq!(one, other(&mut Cipher::new(Key::of_text("k")), "Anna"));
        assert_ne!(one, other(&mut Cipher::new(Key::of_text("l")), "Anna"));
    }

    #[test]
    fn different_words_become_different_words() {
        let mut cipher = Cipher::new(Key::of_text("k"));
        for length in 1..=3_u32 {
            let words: std::collections::HashSet<_> = (0..10_u32.pow(length))
                .map(|number| other(&mut cipher, &format!("{number:0width$}", width = length as usize)))
                .collect();
            assert_eq!(words.len(), 10_usize.pow(length));
        }
        let letters: std::collections::HashSet<_> =
            ('a'..='z').map(|letter| other(&mut cipher, &letter.to_string())).collect();
        assert_eq!(letters.len(), 26);
    }

    #[test]
    fn long_words_are_replaced_to_the_end() {
        let mut cipher = Cipher::new(Key::of_text("k"));
        let word = "abcdefghij".repeat(100);
        let same =
            other(&mut cipher, &word).bytes().zip(word.bytes()).filter(|(one, two)| one == two).count();
        assert!(same < 100, "{same} letters of 1000 stayed");
    }
}
