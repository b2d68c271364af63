//! The header of a message: what of it goes into a summary, and how.

use jiff::fmt::rfc2822::DateTimeParser;
use morkdb_folder::message::{DetachedHeader, HeaderEdit};
use morkdb_folder::text::strip_re;
use morkdb_folder::{Error, MessageFlags, Priority};

use crate::mbox::Message;

/// The lines of a header, unfolded: name and value.
struct Lines(Vec<(Vec<u8>, Vec<u8>)>);

impl Lines {
    fn of(head: &[u8]) -> Self {
        let mut lines: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        for line in head.split(|byte| *byte == b'\n') {
            let is_folded = matches!(line.first(), Some(b' ' | b'\t'));
            if let Some((_, value)) = lines.last_mut().filter(|_| is_folded) {
                value.truncate(value.trim_ascii_end().len());
                value.push(b' ');
                value.extend_from_slice(line.trim_ascii());
            } else if let Some(colon) = memchr::memchr(b':', line) {
                let (name, value) = line.split_at(colon);
                lines.push((
                    name.to_ascii_lowercase(),
                    value.get(1..).unwrap_or_default().trim_ascii().to_vec(),
                ));
            }
        }
        Self(lines)
    }

    fn all(&self, name: &'static str) -> impl DoubleEndedIterator<Item = &[u8]> {
        let named = self.0.iter().filter(move |(own, _)| own == name.as_bytes());
        named.map(|(_, value)| value.as_slice()).filter(|value| !value.is_empty())
    }

    fn first(&self, name: &'static str) -> Option<&[u8]> {
        self.all(name).next()
    }

    fn last(&self, name: &'static str) -> Option<&[u8]> {
        self.all(name).next_back()
    }

    fn joined(&self, name: &'static str) -> Option<Vec<u8>> {
        self.first(name)?;
        Some(self.all(name).collect::<Vec<_>>().join(&b','))
    }

    /// A number in hexadecimal, of exactly so many digits.
    fn hex(&self, name: &'static str, digits: usize) -> Option<u32> {
        let text = self.first(name).filter(|text| text.len() == digits)?;
        u32::from_str_radix(std::str::from_utf8(text).ok()?, 16).ok()
    }
}

/// The row of a message in a summary, as Thunderbird fills it when it reads an mbox file; its place among the threads is not in it.
/// A message that has no Message-ID has no `message-id` here; Thunderbird takes a hash of the header.
pub(crate) fn index(message: &Message<'_>) -> Result<DetachedHeader, Error> {
    let lines = Lines::of(message.head);
    let flags = flags(&lines);
    let mut header = DetachedHeader::new();
    let edit = &mut header.edit();
    let subject = strip_re(lines.first("subject").unwrap_or_default(), "");
    edit.set_flags(flags.with(MessageFlags::HAS_RE, subject.had_re))?;
    set_addresses(edit, &lines)?;
    edit.set_subject(subject.subject)?;
    edit.set_message_id(lines.first("message-id").unwrap_or_default())?;
    edit.set_references(lines.first("references").or(lines.first("in-reply-to")).unwrap_or_default())?;
    set_dates(edit, &lines)?;
    edit.set_priority(priority(&lines))?;
    if let Some(keywords) = lines.first("x-mozilla-keys") {
        edit.set_keywords(keywords)?;
    }
    if let Some(charset) = lines.last("content-type").and_then(charset) {
        edit.set_charset(charset)?;
    }
    edit.set_size(narrow(message.size()))?;
    edit.set_line_count(narrow(message.lines()))?;
    edit.set_store_token(message.offset.to_string())?;
    Ok(header)
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Bits of X-Mozilla-Status that are the priority.
const PRIORITIES: MessageFlags = MessageFlags(0xE000);

/// What Thunderbird has put into the header, and whether there are attachments, as far as the header tells.
fn flags(lines: &Lines) -> MessageFlags {
    let low = lines.hex("x-mozilla-status", 4).unwrap_or(0);
    let high = lines.hex("x-mozilla-status2", 8).unwrap_or(0) & 0xFFFF_0000;
    let stored = MessageFlags(low | high).with(MessageFlags::RUNTIME_ONLY, false).with(PRIORITIES, false);
    let kind = lines.last("content-type").unwrap_or_default().to_ascii_lowercase();
    let is_mixed = memchr::memmem::find(&kind, b"multipart/mixed").is_some();
    stored.with(MessageFlags::ATTACHMENT, is_mixed || stored.contains(MessageFlags::ATTACHMENT))
}

fn set_addresses(edit: &mut HeaderEdit<'_>, lines: &Lines) -> Result<(), Error> {
    let from = lines.first("from").or(lines.first("sender")).unwrap_or_default();
    if let Some(reply) = lines.first("reply-to").filter(|reply| *reply != from) {
        edit.set_property("replyTo", reply)?;
    }
    edit.set_author(from)?;
    let cc = lines.joined("cc");
    if let Some(to) = lines.joined("to").as_ref().or(cc.as_ref()) {
        edit.set_recipients(to)?;
    }
    if let Some(cc) = &cc {
        edit.set_cc_list(cc)?;
    }
    if let Some(bcc) = lines.first("bcc") {
        edit.set_bcc_list(bcc)?;
    }
    Ok(())
}

fn set_dates(edit: &mut HeaderEdit<'_>, lines: &Lines) -> Result<(), Error> {
    let behind_semicolon = |line: &[u8]| seconds(line.get(memchr::memrchr(b';', line)? + 1..)?);
    let received = lines.all("received").find_map(behind_semicolon);
    let date = lines.first("date").and_then(seconds).or(received).unwrap_or(0);
    edit.set_date_received(received.unwrap_or(date))?;
    edit.set_date(date)?;
    Ok(())
}

/// Seconds since 1970.
fn seconds(date: &[u8]) -> Option<u32> {
    let parser = DateTimeParser::new().relaxed_weekday(true);
    let timestamp = parser.parse_timestamp(date.trim_ascii()).ok()?;
    u32::try_from(timestamp.as_second()).ok()
}

/// The last header that says it counts. Where none does, Thunderbird may have noted it.
fn priority(lines: &Lines) -> Priority {
    let mut both = lines.0.iter().filter(|(name, _)| name == b"priority" || name == b"x-priority");
    let Some((_, text)) = both.next_back() else { return noted_priority(lines) };
    Priority::from_field(text)
}

fn noted_priority(lines: &Lines) -> Priority {
    match lines.hex("x-mozilla-status", 4).unwrap_or(0) & PRIORITIES.0 {
        0 => Priority::NONE,
        bits => Priority(bits >> 13),
    }
}

/// The charset that a Content-Type names.
fn charset(kind: &[u8]) -> Option<&[u8]> {
    let name = kind.get(memchr::memmem::find(kind, b"charset")?..)?;
    let value = name.get(memchr::memchr(b'=', name)? + 1..)?;
    let is_quote = |byte: &u8| matches!(byte, b' ' | b'"' | b'\'');
    let value = value.get(value.iter().take_while(|byte| is_quote(byte)).count()..)?;
    let length = value.iter().take_while(|byte| !is_quote(byte) && **byte != b';').count();
    value.get(..length).filter(|value| !value.is_empty())
}
