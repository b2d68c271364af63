//! The messages in an mbox, as Thunderbird tells them apart.

use std::io;

use super::Mailbox;

/// How much is read at a time, and how much of a line at most is looked at in one piece.
const CHUNK: usize = 128 << 10;
/// What is looked at behind a line that may begin a message (`MboxParser::MinChunk` at least).
const LOOK_AHEAD: usize = 4 << 10;
/// How much of a field is kept. Thunderbird drops longer lines.
const LONGEST_FIELD: usize = 8 << 10;

/// The fields that are looked for, in the order of [`Stored::fields`].
const NAMES: [&[u8]; 5] =
    [b"message-id", b"subject", b"x-mozilla-status", b"x-mozilla-status2", b"x-mozilla-keys"];

/// A message in an mbox.
#[derive(Clone, Debug, Default)]
pub(super) struct Stored {
    /// Where its `From ` line begins.
    pub(super) offset: u64,
    /// Whether it has any header. Thunderbird passes over messages that have none.
    pub(super) has_header: bool,
    fields: [Vec<u8>; NAMES.len()],
}

impl Stored {
    /// Its message id, without brackets.
    pub(super) fn message_id(&self) -> &[u8] {
        let id = self.fields[0].trim_ascii();
        let id = id.strip_prefix(b"<").unwrap_or(id);
        id.strip_suffix(b">").unwrap_or(id)
    }

    /// Its subject.
    pub(super) fn subject(&self) -> &[u8] {
        self.fields[1].trim_ascii()
    }

    /// Its flags, as far as it says: Thunderbird heeds 4 and 8 digits only.
    pub(super) fn status(&self) -> Option<u32> {
        let number = |field: &[u8], digits| {
            let text = field.trim_ascii();
            if text.len() == digits { crate::number::hex32(text) } else { None }
        };
        let low = number(&self.fields[2], 4)?;
        let high = number(&self.fields[3], 8).unwrap_or(0);
        Some(high & 0xFFFF_0000 | low)
    }

    /// Its keywords.
    pub(super) fn keywords(&self) -> &[u8] {
        self.fields[4].trim_ascii()
    }

    fn begin(&mut self, offset: u64) {
        (self.offset, self.has_header) = (offset, false);
        self.fields.iter_mut().for_each(Vec::clear);
    }
}

/// Where in a message a line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    Header,
    Body,
}

/// Tells of every message in an mbox, in its order. `false`: it does not begin with one, and Thunderbird takes nothing from it.
pub(super) fn scan(mailbox: &dyn Mailbox, mut tell: impl FnMut(&Stored)) -> io::Result<bool> {
    let mut lines = Lines::new(mailbox);
    let mut message = Stored::default();
    let mut fields = Fields::default();
    let mut at = At::Body;
    let mut has_begun = false;
    while let Some(line) = lines.next()? {
        let is_from = line.begins && lines.text(line).starts_with(b"From ");
        if at == At::Body && is_from && (!has_begun || looks_like_message(lines.ahead(line))) {
            if has_begun {
                tell(&message);
            }
            message.begin(line.offset);
            (at, has_begun) = (At::Header, true);
        } else if !has_begun {
            return Ok(false);
        } else if at == At::Header {
            at = fields.line(line.begins, lines.text(line), &mut message);
        }
    }
    if has_begun {
        tell(&message);
    }
    Ok(true)
}

/// Whether two header fields follow the `From ` line that the bytes begin with, as far as can be seen: then a message begins there, as
/// Thunderbird has it.
pub fn looks_like_message(ahead: &[u8]) -> bool {
    let mut lines = ahead.split_inclusive(|byte| *byte == b'\n').skip(1).peekable();
    for _ in 0..2 {
        let Some(line) = lines.next() else { return true };
        let name = line.iter().take_while(|byte| byte.is_ascii_graphic() && **byte != b':').count();
        match line.get(name) {
            None => return true,
            Some(b':') => {}
            Some(_) => return false,
        }
        while lines.next_if(|line| matches!(line.first(), Some(b' ' | b'\t'))).is_some() {}
    }
    true
}

/// The field that is being read.
#[derive(Debug, Default)]
struct Fields {
    current: Option<usize>,
    value: Vec<u8>,
}

impl Fields {
    /// Takes a line of a header, or a part of one.
    fn line(&mut self, begins: bool, line: &[u8], message: &mut Stored) -> At {
        let text = line.trim_ascii_end();
        let is_folded = matches!(line.first(), Some(b' ' | b'\t'));
        if begins && matches!(line, b"\n" | b"\r\n") {
            self.end(message);
            return At::Body;
        }
        if begins && !is_folded {
            self.end(message);
            message.has_header = true;
            self.begin(text);
        } else if self.current.is_some() && self.value.len() < LONGEST_FIELD {
            if begins {
                self.value.push(b' ');
            }
            self.value.extend_from_slice(text.trim_ascii_start());
        }
        At::Header
    }

    fn begin(&mut self, text: &[u8]) {
        let colon = memchr::memchr(b':', text);
        let (name, value) = text.split_at(colon.unwrap_or(text.len()));
        let name = name.trim_ascii_end();
        self.current = NAMES.iter().position(|own| own.eq_ignore_ascii_case(name));
        if self.current.is_some() {
            self.value.extend_from_slice(value.get(1..).unwrap_or_default().trim_ascii_start());
        }
    }

    /// The first that is not empty counts.
    fn end(&mut self, message: &mut Stored) {
        let field = self.current.take().and_then(|field| message.fields.get_mut(field));
        if let Some(field) = field.filter(|field| field.is_empty()) {
            std::mem::swap(field, &mut self.value);
        }
        self.value.clear();
    }
}

/// The lines of a mailbox, of which long ones come in pieces.
#[derive(Debug)]
struct Lines<'m> {
    mailbox: &'m dyn Mailbox,
    buffer: Vec<u8>,
    /// Where in the mailbox the buffer begins.
    start: u64,
    /// How much of the buffer is used up.
    used: usize,
    is_read: bool,
    begins: bool,
}

/// A line, or a piece of one, in the buffer.
#[derive(Clone, Copy, Debug)]
struct Line {
    offset: u64,
    from: usize,
    to: usize,
    begins: bool,
}

impl<'m> Lines<'m> {
    fn new(mailbox: &'m dyn Mailbox) -> Self {
        Self { mailbox, buffer: Vec::new(), start: 0, used: 0, is_read: false, begins: true }
    }

    fn next(&mut self) -> io::Result<Option<Line>> {
        if self.buffer.len() - self.used < LOOK_AHEAD && !self.is_read {
            self.fill()?;
        }
        let rest = self.buffer.get(self.used..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(None);
        }
        let end = memchr::memchr(b'\n', rest);
        let from = self.used;
        self.used += end.map_or(rest.len(), |end| end + 1);
        let begins = std::mem::replace(&mut self.begins, end.is_some());
        Ok(Some(Line { offset: self.start + from as u64, from, to: self.used, begins }))
    }

    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.used);
        self.start += self.used as u64;
        self.used = 0;
        while self.buffer.len() < CHUNK && !self.is_read {
            let len = self.buffer.len();
            self.buffer.resize(len + CHUNK, 0);
            let offset = self.start + len as u64;
            let read = self.mailbox.read_at(offset, self.buffer.get_mut(len..).unwrap_or_default());
            self.buffer.truncate(len + *read.as_ref().unwrap_or(&0));
            self.is_read = read? == 0;
        }
        Ok(())
    }

    fn text(&self, line: Line) -> &[u8] {
        self.buffer.get(line.from..line.to).unwrap_or_default()
    }

    /// What can be seen from the beginning of a line on.
    fn ahead(&self, line: Line) -> &[u8] {
        let rest = self.buffer.get(line.from..).unwrap_or_default();
        rest.get(..LOOK_AHEAD).unwrap_or(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offsets(mbox: &[u8]) -> Vec<(u64, Vec<u8>)> {
        let mut found = Vec::new();
        let whole = scan(&mbox, |stored| found.push((stored.offset, stored.message_id().to_vec()))).unwrap();
        assert_eq!(whole, !found.is_empty() || mbox.is_empty());
        found
    }

    #[test]
    fn messages_are_told_apart() {
        let mbox = b"From - x\nMessage-ID: <a@b>\nX: y\n\nbody\n\nFrom - y\nMessage-ID:\n <c@d>\nTo: z\n\n>From me\n";
        assert_eq!(offsets(mbox), [(0, b"a@b".to_vec()), (39, b"c@d".to_vec())]);
    }

    #[test]
    fn text_that_begins_with_from_is_none() {
        let mbox = b"From - x\nA: b\nC: d\n\nFrom now on\nall is well.\n\nFrom - x\nE: f\nG: h\n\n";
        assert_eq!(offsets(mbox).iter().map(|(at, _)| *at).collect::<Vec<_>>(), [0, 46]);
        assert_eq!(offsets(b"x\nFrom - x\nE: f\n").len(), 0);
    }

    #[test]
    fn status_has_four_and_eight_digits() {
        let mbox = b"From -\nX-Mozilla-Status: 0001\nX-Mozilla-Status2: 00840000\nX-Mozilla-Keys: a b   \n\nFrom -\nX-Mozilla-Status: 1\nA: b\n";
        let mut found = Vec::new();
        scan(&&mbox[..], |stored| found.push((stored.status(), stored.keywords().to_vec()))).unwrap();
        assert_eq!(found, [(Some(0x0084_0001), b"a b".to_vec()), (None, Vec::new())]);
    }

    #[test]
    fn long_lines_come_in_pieces() {
        let mut mbox = b"From -\nA: b\nC: d\n\n".to_vec();
        mbox.extend(b"x".repeat(3 * CHUNK));
        mbox.extend(b"\nFrom -\nA: b\nC: d\n\n");
        assert_eq!(offsets(&mbox).len(), 2);
    }
}
