//! mbox files: where the messages are.
//!
//! A message begins with a line `From `. As Thunderbird tells them apart (`MboxParser`), such a line within the text of a message begins
//! another one only where the two lines behind it look like fields of a header; lines of the text that begin with `From ` have a `>` put
//! before them (mboxrd), so this matters for files of other programs. Lines end with LF or CRLF; a CR alone ends none. An empty line before the next message, or at
//! the end of the file, is no part of a message.

use std::borrow::Cow;
use std::io::{self, Read, Seek};
use std::sync::LazyLock;

use memchr::memmem::Finder;
use morkdb_folder::check::looks_like_message;

use super::window::Window;

/// How much is looked at behind a line that may begin a message; where that does not settle it, it does begin one. Thunderbird has between
/// 512 bytes and 8 KiB.
const LOOK_AHEAD: usize = 8 << 10;

/// The longest header that is looked at.
const LONGEST_HEADER: u64 = 1 << 20;

static SEPARATOR: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\nFrom "));

/// Where a message is in an mbox. All places are bytes from the start of the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Message {
    /// Where its line `From ` begins: Thunderbird's store token.
    pub offset: u64,
    /// Where its header begins.
    pub header: u64,
    /// Where its text begins, behind the empty line.
    pub body: u64,
    /// Where the next message begins, or the file ends.
    pub end: u64,
}

impl Message {
    /// Bytes that it takes in the file, the `From ` line, escapes and the empty line before the next message included.
    pub fn length(&self) -> u64 {
        self.end - self.offset
    }
}

/// An mbox, be it larger than memory.
#[derive(Debug)]
pub struct Mailbox<R> {
    window: Window<R>,
}

impl<R: Read + Seek> Mailbox<R> {
    /// Reads from this file.
    pub fn new(file: R) -> Self {
        Self { window: Window::new(file) }
    }

    /// The messages from the first on. Where the file does not begin with one, what is before the first is passed over; Thunderbird would
    /// read nothing of such a file.
    pub fn messages(&mut self) -> Messages<'_, R> {
        Messages { mailbox: self, at: None }
    }

    pub(crate) fn read(&mut self, offset: u64, length: u64) -> io::Result<Vec<u8>> {
        self.window.read(offset, length)
    }

    /// Where the first message begins: 0 but for broken files.
    pub(crate) fn first(&mut self) -> io::Result<u64> {
        if self.begins_at(0)? { Ok(0) } else { self.next_separator(0) }
    }

    /// Whether a message begins here: at the start of the file or of a line.
    pub(crate) fn begins_at(&mut self, offset: u64) -> io::Result<bool> {
        let Some(before) = offset.checked_sub(1) else {
            return Ok(self.window.get(0, 5)?.starts_with(b"From "));
        };
        let text = self.window.get(before, LOOK_AHEAD + 1)?;
        Ok(text.first() == Some(&b'\n') && begins_message(text.get(1..).unwrap_or_default()))
    }

    /// The header of the message that begins here; of a very long one the beginning. And where it and its text begin.
    pub(crate) fn header(&mut self, offset: u64) -> io::Result<(u64, u64, &[u8])> {
        let header = self.end_of_line(offset)?;
        let body = self.end_of_header(header)?;
        let length = usize::try_from((body - header).min(LONGEST_HEADER)).unwrap_or(0);
        let text = self.window.get(header, length)?;
        Ok((header, body, text.get(..length).unwrap_or(text)))
    }

    /// Where the message ends whose text begins here.
    pub(crate) fn end(&mut self, body: u64) -> io::Result<u64> {
        // The line end before the text may be that before the next message. A file may have become shorter meanwhile.
        Ok(self.next_separator(body.saturating_sub(1))?.max(body))
    }

    /// Behind the end of a line.
    fn end_of_line(&mut self, mut at: u64) -> io::Result<u64> {
        loop {
            let text = self.window.get(at, 1)?;
            match memchr::memchr(b'\n', text) {
                Some(end) => return Ok(at + end as u64 + 1),
                None if text.is_empty() => return Ok(at),
                None => at += text.len() as u64,
            }
        }
    }

    /// Behind the first empty line.
    fn end_of_header(&mut self, mut at: u64) -> io::Result<u64> {
        loop {
            let text = self.window.get(at, LOOK_AHEAD)?;
            let (lines, is_end) = whole_lines(text);
            match end_of_header(lines) {
                Some(end) => return Ok(at + end as u64),
                None if text.len() < LOOK_AHEAD => return Ok(at + text.len() as u64),
                None if is_end => at += lines.len() as u64,
                None => at = self.end_of_line(at)?,
            }
        }
    }

    /// Where the next message begins behind a line end that is here or later; otherwise the end of the file.
    fn next_separator(&mut self, mut at: u64) -> io::Result<u64> {
        loop {
            let text = self.window.get(at, LOOK_AHEAD)?;
            let (length, is_last) = (text.len(), text.len() < LOOK_AHEAD);
            match SEPARATOR.find(text) {
                Some(end) => {
                    at += end as u64 + 1;
                    if self.begins_at(at)? {
                        return Ok(at);
                    }
                }
                None if is_last => return Ok(at + length as u64),
                None => at += (length + 1 - SEPARATOR.needle().len()) as u64,
            }
        }
    }
}

/// The messages of an mbox, in its order. After an error there are no more.
#[derive(Debug)]
pub struct Messages<'m, R> {
    mailbox: &'m mut Mailbox<R>,
    /// Where the next one begins; before the first, that is not known.
    at: Option<u64>,
}

impl<R: Read + Seek> Messages<'_, R> {
    fn step(&mut self) -> io::Result<Option<Message>> {
        let offset = match self.at {
            Some(at) => at,
            None => self.mailbox.first()?,
        };
        let (header, body, _) = self.mailbox.header(offset)?;
        let end = self.mailbox.end(body)?;
        self.at = Some(end);
        Ok((end > offset).then_some(Message { offset, header, body, end }))
    }
}

impl<R: Read + Seek> Iterator for Messages<'_, R> {
    type Item = io::Result<Message>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at == Some(u64::MAX) {
            return None;
        }
        let step = self.step();
        if step.is_err() {
            self.at = Some(u64::MAX);
        }
        step.transpose()
    }
}

/// Without a line at the end that has no end, where there is another before it; and whether the lines are whole.
fn whole_lines(text: &[u8]) -> (&[u8], bool) {
    match memchr::memrchr(b'\n', text) {
        Some(end) => (text.get(..=end).unwrap_or(text), true),
        None => (text, false),
    }
}

/// Behind the first empty line of a header; `None` where there is none.
pub(crate) fn end_of_header(text: &[u8]) -> Option<usize> {
    let mut start = 0;
    loop {
        let line = text.get(start..)?;
        if let Some(length) = line_end_at_start(line) {
            return Some(start + length);
        }
        start += memchr::memchr(b'\n', line)? + 1;
    }
}

fn line_end_at_start(line: &[u8]) -> Option<usize> {
    match line {
        [b'\n', ..] => Some(1),
        [b'\r', b'\n', ..] => Some(2),
        _ => None,
    }
}

/// Whether a message begins here, as far as is looked.
fn begins_message(ahead: &[u8]) -> bool {
    ahead.starts_with(b"From ") && looks_like_message(ahead.get(..LOOK_AHEAD).unwrap_or(ahead))
}

/// The `From ` line of a message as it is in the file, and the message behind it.
pub(crate) fn split(raw: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'\n', raw).map_or(raw.len(), |end| end + 1);
    raw.split_at_checked(end).unwrap_or((raw, &[]))
}

/// The message itself from what is behind its `From ` line in the file: without the empty line before the next message, and without one `>`
/// of each line of the text that begins with `>From `, `>>From ` and so on.
pub fn unescape(message: &[u8]) -> Cow<'_, [u8]> {
    let body = end_of_header(message).unwrap_or(message.len());
    let end = end_of_text(message, body);
    let message = message.get(..end).unwrap_or(message);
    let mut arrows =
        memchr::memmem::find_iter(message, b">From ").filter_map(|at| escape(message, body, at)).peekable();
    if arrows.peek().is_none() {
        return Cow::Borrowed(message);
    }
    let mut text = Vec::with_capacity(message.len());
    let mut from = 0;
    for at in arrows {
        text.extend_from_slice(message.get(from..at).unwrap_or_default());
        from = at + 1;
    }
    text.extend_from_slice(message.get(from..).unwrap_or_default());
    Cow::Owned(text)
}

/// Where the `>` is that is too many, if what is before this one up to the start of the line is nothing but `>`.
fn escape(message: &[u8], body: usize, at: usize) -> Option<usize> {
    let before = message.get(body..at)?;
    let arrows = before.iter().rev().take_while(|byte| **byte == b'>').count();
    let line = before.get(..before.len() - arrows)?;
    matches!(line.last(), None | Some(b'\n')).then_some(at)
}

/// Without one empty line at the end.
fn end_of_text(message: &[u8], body: usize) -> usize {
    let text = message.get(body..).unwrap_or_default();
    let is_line_end = |rest: &&[u8]| rest.is_empty() || rest.ends_with(b"\n");
    let shorter = text.strip_suffix(b"\r\n").filter(is_line_end);
    let shorter = shorter.or_else(|| text.strip_suffix(b"\n").filter(is_line_end));
    body.min(message.len()) + shorter.unwrap_or(text).len()
}

/// The date of a `From ` line, in seconds since 1970. As Thunderbird reads it: behind a sender of at most 254 bytes, between 22 and 32 bytes
/// long, and in UTC where it does not say otherwise.
pub fn envelope_date(line: &[u8]) -> Option<i64> {
    let rest = line.strip_prefix(b"From ")?;
    let rest = rest.strip_suffix(b"\n").unwrap_or(rest);
    let rest = rest.strip_suffix(b"\r").unwrap_or(rest);
    let rest = without_spaces(rest);
    let (sender, date) = rest.split_at_checked(memchr::memchr(b' ', rest)?)?;
    let date = without_spaces(date);
    let is_plausible = sender.len() <= 254 && (22..=32).contains(&date.len());
    if is_plausible { super::date::seconds(date) } else { None }
}

fn without_spaces(text: &[u8]) -> &[u8] {
    text.get(text.iter().take_while(|byte| **byte == b' ').count()..).unwrap_or_default()
}

#[cfg(test)]
mod tests;
