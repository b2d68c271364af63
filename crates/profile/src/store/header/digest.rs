//! The id that Thunderbird makes for a message that has none: the MD5 of its header, as its parser leaves it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::md5::md5;

/// Fields of which the parser takes the first that is not empty.
const FIRST: [&str; 13] = [
    "bcc",
    "date",
    "from",
    "in-reply-to",
    "message-id",
    "references",
    "reply-to",
    "subject",
    "sender",
    "x-mozilla-status",
    "x-mozilla-status2",
    "x-account-key",
    "x-mozilla-keys",
];

/// Fields that it always takes.
const ALWAYS: [&str; 14] = [
    "cc",
    "content-base",
    "content-type",
    "delivery-date",
    "disposition-notification-to",
    "newsgroups",
    "original-recipient",
    "priority",
    "received",
    "return-path",
    "return-receipt-to",
    "status",
    "to",
    "x-priority",
];

/// The id of a header.
pub(super) fn id(header: &[u8]) -> Vec<u8> {
    let mut text = header.to_vec();
    Parser { text: &mut text, seen: [false; FIRST.len()] }.run();
    let mut id = b"md5:".to_vec();
    id.extend_from_slice(STANDARD.encode(md5(&text)).as_bytes());
    id
}

/// Thunderbird's parser joins lines within its buffer, and ends fields with NULs there; then it takes the hash of all that.
struct Parser<'t> {
    text: &'t mut [u8],
    seen: [bool; FIRST.len()],
}

impl Parser<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(colon) = self.text.get(at..).and_then(|rest| memchr::memchr(b':', rest)) {
            let name = self.text.get(at..at + colon).unwrap_or_default().to_ascii_lowercase();
            let value = at + colon + 1;
            let (written, end) = self.join(value);
            self.clear(written, end);
            let next = self.end_line(end);
            self.trim(&name, value, written);
            at = next;
        }
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or(0)
    }

    fn put(&mut self, at: usize, byte: u8) {
        if let Some(place) = self.text.get_mut(at) {
            *place = byte;
        }
    }

    fn clear(&mut self, from: usize, to: usize) {
        self.text.get_mut(from..to).unwrap_or_default().fill(0);
    }

    /// Joins the lines of a value. Where it ends now, and where its line end is.
    fn join(&mut self, value: usize) -> (usize, usize) {
        let (mut read, mut write) = (value, value);
        loop {
            while read < self.text.len() && !matches!(self.byte(read), b'\r' | b'\n') {
                self.put(write, self.byte(read));
                (read, write) = (read + 1, write + 1);
            }
            let end = if self.byte(read) == b'\r' && self.byte(read + 1) == b'\n' { 2 } else { 1 };
            let is_folded = |at: usize| at < self.text.len() && matches!(self.byte(at), b' ' | b'\t');
            if read >= self.text.len() || !is_folded(read + end) {
                return (write, read);
            }
            while matches!(self.byte(write - 1), b' ' | b'\t') {
                write -= 1;
            }
            self.put(write, b' ');
            write += 1;
            read += 2;
            while read < self.text.len() && matches!(self.byte(read), b' ' | b'\t') {
                read += 1;
            }
            if read == self.text.len() {
                read -= 1;
            }
        }
    }

    /// Ends a line with NUL. Where the next begins.
    fn end_line(&mut self, end: usize) -> usize {
        if !matches!(self.byte(end), b'\r' | b'\n') {
            return end;
        }
        let length = if self.byte(end) == b'\r' && self.byte(end + 1) == b'\n' { 2 } else { 1 };
        self.put(end, 0);
        end + length
    }

    /// Puts NULs for white space at the end of a value, if it is one that the parser takes.
    fn trim(&mut self, name: &[u8], value: usize, mut end: usize) {
        let is = |own: &&str| own.as_bytes() == name;
        let first = FIRST.iter().position(&is);
        let is_taken = match first {
            Some(first) => self.seen.get(first) == Some(&false),
            None => ALWAYS.iter().any(is),
        };
        let start = (value..end).find(|at| !matches!(self.byte(*at), b' ' | b'\t')).unwrap_or(end);
        if !is_taken {
            return;
        }
        while end > start && (self.byte(end - 1).is_ascii_whitespace() || self.byte(end - 1) == 0x0B) {
            end -= 1;
            self.put(end, 0);
        }
        if let Some(seen) = first.and_then(|first| self.seen.get_mut(first)) {
            *seen = end > start;
        }
    }
}
