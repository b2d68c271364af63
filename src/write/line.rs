//! Text in lines, and the length by which they break.
//!
//! Mozilla's writer counts the length of a line only nearly right, and breaks lines by its count. Who calls these functions says
//! what is counted.

use crate::syntax::{escaped, is_plain, plain_length, swar};

/// A line longer than this breaks where it may (`kMaxIndent`).
pub(super) const WRAP: usize = 66;
/// What is to come must not make a line longer than this (`kMaxLine`).
const FULL: usize = 78;

/// Text that is being written.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) text: Vec<u8>,
    /// The length of the line, as it is counted.
    pub(super) length: usize,
    newline: &'static [u8],
}

impl Line {
    pub(super) fn new(newline: &'static [u8]) -> Self {
        Self { text: Vec::new(), length: 0, newline }
    }

    /// Writes without counting.
    #[inline]
    pub(super) fn put(&mut self, text: &[u8]) {
        self.text.extend_from_slice(text);
    }

    /// Writes and counts.
    #[inline]
    pub(super) fn add(&mut self, text: &[u8]) {
        self.text.extend_from_slice(text);
        self.length += text.len();
    }

    /// Writes a number in hex, counted.
    #[inline]
    pub(super) fn add_hex(&mut self, number: u32) {
        let (digits, length) = hex(number);
        self.add_some(digits, length);
    }

    /// Breaks the line and leaves its count.
    pub(super) fn newline(&mut self) {
        self.put(self.newline);
    }

    /// Breaks the line, and indents the next.
    pub(super) fn indent(&mut self, depth: usize) {
        self.newline();
        self.put(&b"      "[..depth]);
        self.length = depth;
    }

    /// Begins a line, unless one has just begun.
    pub(super) fn begin(&mut self) {
        if self.length != 0 {
            self.indent(0);
        }
    }

    /// Breaks a long line (`IndentAsNeeded`).
    #[inline]
    pub(super) fn wrap(&mut self, depth: usize) {
        if self.length > WRAP {
            self.indent(depth);
        }
    }

    /// Breaks a line that would become too long (`IndentOverMaxLine`).
    #[inline]
    pub(super) fn wrap_for(&mut self, pending: usize, depth: usize) {
        if self.length + pending > FULL {
            self.indent(depth);
        }
    }

    /// Writes the bytes of a number, the lowest first, up to its highest that is not 0, counted.
    #[inline]
    pub(super) fn add_number(&mut self, number: u64) {
        self.add_some(number.to_le_bytes(), 8 - number.leading_zeros() as usize / 8);
    }

    /// Writes some of eight bytes, counted. A copy of a fixed length needs no call.
    #[inline]
    fn add_some(&mut self, bytes: [u8; 8], length: usize) {
        let end = self.text.len() + length;
        self.text.extend_from_slice(&bytes);
        self.text.truncate(end);
        self.length += length;
    }

    /// Writes a value, which may go on in the next line behind any of its bytes.
    pub(super) fn value(&mut self, value: &[u8]) {
        let mut rest = value;
        while let Some((&byte, behind)) = rest.split_first() {
            if is_plain(byte) {
                let (plain, special) = rest.split_at(plain_length(rest));
                self.plain(plain);
                rest = special;
            } else {
                self.go_on();
                let (escape, length) = escaped(byte);
                self.add_some(escape, length);
                rest = behind;
            }
        }
    }

    /// Writes a part of a value that needs no escapes.
    pub(super) fn plain(&mut self, part: &[u8]) {
        let mut rest = part;
        while !rest.is_empty() {
            self.go_on();
            let (now, later) = rest.split_at(rest.len().min(FULL - self.length));
            self.add(now);
            rest = later;
        }
    }

    /// Goes on in the next line if this one is full.
    #[inline]
    fn go_on(&mut self) {
        if self.length >= FULL {
            self.put(b"\\");
            self.newline();
            self.length = 0;
        }
    }
}

/// A number in hex, in upper case, at the front of eight bytes; and how many digits it has.
#[inline]
pub(super) const fn hex(number: u32) -> ([u8; 8], usize) {
    let digits = match 32 - number.leading_zeros() {
        0 => 1,
        bits => bits.div_ceil(4),
    };
    // Each digit gets a byte of its own.
    let mut word = (number << (32 - 4 * digits)) as u64;
    word = (word & 0xFFFF_0000) << 16 | word & 0xFFFF;
    word = (word & 0x0000_FF00_0000_FF00) << 8 | word & 0x0000_00FF_0000_00FF;
    word = (word & 0x00F0_00F0_00F0_00F0) << 4 | word & 0x000F_000F_000F_000F;
    let letters = (word + 0x06 * swar::ONES) >> 4 & swar::ONES;
    word += 0x30 * swar::ONES + letters * (b'A' - b'9' - 1) as u64;
    (word.to_be_bytes(), digits as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_hex() {
        for number in [0, 1, 0xF, 0x10, 0x80, 0xABC, 0xFFFF_FFFF] {
            let mut line = Line::new(b"\n");
            line.add_hex(number);
            assert_eq!(line.text, format!("{number:X}").as_bytes());
            assert_eq!(line.length, line.text.len());
        }
    }

    #[test]
    fn values_break_before_the_seventy_ninth_byte_and_never_within_an_escape() {
        let mut line = Line::new(b"\n");
        line.value(&[b'a'; 200]);
        let text = format!("{}\\\n{}\\\n{}", "a".repeat(78), "a".repeat(78), "a".repeat(44));
        assert_eq!(String::from_utf8_lossy(&line.text), text);
        let mut line = Line::new(b"\r\n");
        line.value(&[b'a'; 77]);
        line.value(b"\xC3\xA9)$");
        assert_eq!(line.text, ["a".repeat(77), "$C3\\\r\n$A9\\)\\$".to_owned()].concat().as_bytes());
        assert_eq!(line.length, 7);
    }
}
