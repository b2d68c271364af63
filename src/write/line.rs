//! Text in lines, and the length by which they break.
//!
//! Mozilla's writer counts the length of a line only nearly right, and breaks lines by its count. Who calls these functions says
//! what is counted.

use crate::syntax::{encode_byte, plain_length};

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
        self.add(&digits[8 - length..]);
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

    /// Writes a value, which may go on in the next line behind any of its bytes.
    pub(super) fn value(&mut self, value: &[u8]) {
        let mut rest = value;
        while !rest.is_empty() {
            if self.length >= FULL {
                self.put(b"\\");
                self.newline();
                self.length = 0;
            }
            let room = FULL - self.length;
            let plain = plain_length(&rest[..rest.len().min(room)]);
            if plain > 0 {
                self.add(&rest[..plain]);
                rest = &rest[plain..];
            } else {
                let before = self.text.len();
                encode_byte(rest[0], &mut self.text);
                self.length += self.text.len() - before;
                rest = &rest[1..];
            }
        }
    }
}

/// A number in hex, in upper case, at the end of eight bytes; and how many digits it has.
#[inline]
pub(super) fn hex(number: u32) -> ([u8; 8], usize) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut digits = [b'0'; 8];
    let mut left = number;
    let mut at = 8;
    while at == 8 || left > 0 {
        at -= 1;
        digits[at] = DIGITS[(left & 15) as usize];
        left >>= 4;
    }
    (digits, 8 - at)
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
