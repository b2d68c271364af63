//! Where in a file: byte spans, and lines and columns for people.

use std::fmt;
use std::ops::Range;

/// A range of bytes of a file, `start..end`. Files are below 4 GiB, so 32 bits are enough.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset of the byte behind the last.
    pub end: u32,
}

impl Span {
    /// The span `start..end` of offsets that are known to be below 4 GiB; greater ones are cut to that.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: offset(start), end: offset(end) }
    }

    /// The span of offsets of a file whose size was looked at before.
    #[allow(clippy::cast_possible_truncation, reason = "files are below 4 GiB")]
    #[inline(always)]
    pub(crate) const fn within(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// The number of bytes.
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether there are no bytes in it.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// As a range, to index the file's bytes with.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// An offset in 32 bits; what does not fit becomes the greatest offset there is.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// A place as editors show it. Both numbers start at 1; the column counts bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Position {
    /// Line number.
    pub line: u32,
    /// Number of the byte in its line.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Where the lines of a file begin, to turn offsets into lines and columns. Build one only when there is something
/// to report: it reads the whole file once.
///
/// A line ends at CR, at LF, or at a pair of the two in either order, as in Mozilla's parser.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Finds the lines of `bytes`.
    pub fn new(bytes: &[u8]) -> Self {
        let mut starts = vec![0];
        let mut skip_to = 0;
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if at < skip_to {
                continue;
            }
            skip_to = at + line_break(&bytes[at..]);
            starts.push(offset(skip_to));
        }
        Self { starts }
    }

    /// The line and column of the byte at `offset`.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = line.checked_sub(1).and_then(|before| self.starts.get(before)).copied().unwrap_or(0);
        Position { line: u32::try_from(line).unwrap_or(u32::MAX), column: offset - start + 1 }
    }

    /// The line that holds the byte at `offset`, without its line break.
    pub fn line<'a>(&self, bytes: &'a [u8], offset: u32) -> (u32, &'a [u8]) {
        let line = self.starts.partition_point(|&start| start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let rest = bytes.get(start as usize..).unwrap_or_default();
        let end = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        (start, &rest[..end])
    }
}

/// The length of the line break that `bytes` begins with: 1, 2 for a pair of different bytes, 0 for none.
pub(crate) fn line_break(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] | [b'\n', b'\r', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &[u8], at: u32) -> (u32, u32) {
        let place = LineIndex::new(text).position(at);
        (place.line, place.column)
    }

    #[test]
    fn lines_end_at_cr_lf_or_both() {
        let text = b"a\nb\rc\r\nd\n\re\n\nf";
        assert_eq!(place(text, 0), (1, 1));
        assert_eq!(place(text, 2), (2, 1));
        assert_eq!(place(text, 4), (3, 1));
        assert_eq!(place(text, 7), (4, 1));
        assert_eq!(place(text, 10), (5, 1));
        assert_eq!(place(text, 13), (7, 1));
    }

    #[test]
    fn a_line_is_given_without_its_break() {
        let text = b"one\r\ntwo\nthree";
        let lines = LineIndex::new(text);
        assert_eq!(lines.line(text, 6), (5, &b"two"[..]));
        assert_eq!(lines.line(text, 13), (9, &b"three"[..]));
    }
}
