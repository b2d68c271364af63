//! What a summary has of a message.

use morkdb_folder::message::{DetachedHeader, HeaderEdit};
use morkdb_folder::text::strip_re;
use morkdb_folder::{Error, Field, MessageFlags, Priority};

use super::Header;
use crate::store::date;

/// The row that Thunderbird would make of a message when it reads the mail of a folder anew (`StoreIndexer`,
/// `nsParseMailMessageState`); its place among the threads is not in it.
///
/// `token` is where the message is: the offset in decimal, or the name of a file. `envelope` is the date of the `From ` line or of the
/// file, in seconds since 1970, for messages without a date.
///
/// Other than Thunderbird, this makes a row of a message that has no line behind its header, or is
/// [expunged](MessageFlags::EXPUNGED), too; it keeps fields whose lines are very long; where there is no date at all, the date is
/// 1970, not now; and it heeds no preferences, such as `mailnews.customHeaders`. Dates without a zone are in UTC.
///
/// # Errors
///
/// Never, as it stands.
pub fn index(message: &[u8], token: &[u8], envelope: Option<i64>) -> Result<DetachedHeader, Error> {
    let header = Header::of(message);
    let mut row = DetachedHeader::new();
    let edit = &mut row.edit();
    set_flags_and_subject(edit, &header)?;
    set_addresses(edit, &header)?;
    edit.set(Field::MessageId, header.summary_id())?;
    let references = header.first("references").or(header.first("in-reply-to"));
    edit.set_references(text(references.unwrap_or_default()))?;
    set_dates(edit, &header, envelope)?;
    edit.set_priority(priority(&header))?;
    set_others(edit, &header)?;
    let body = message.get(header.as_bytes().len()..).unwrap_or_default();
    edit.set_size(narrow(message.len()))?;
    // The line behind the header is not counted, nor is a last one that has no end.
    edit.set_line_count(narrow(memchr::memchr_iter(b'\n', body).count().saturating_sub(1)))?;
    edit.set_store_token(token)?;
    Ok(row)
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Up to the first NUL, which is where most values end for Thunderbird.
fn text(value: &[u8]) -> &[u8] {
    value.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// Bits of X-Mozilla-Status that are the priority.
const PRIORITIES: MessageFlags = MessageFlags(0xE000);

fn set_flags_and_subject(edit: &mut HeaderEdit<'_>, header: &Header<'_>) -> Result<(), Error> {
    let subject = strip_re(text(header.first("subject").unwrap_or_default()), "");
    edit.set_flags(flags(header).with(MessageFlags::HAS_RE, subject.had_re))?;
    edit.set_subject(subject.subject)?;
    Ok(())
}

/// What Thunderbird has put into the header, and what the header tells of receipts and attachments.
fn flags(header: &Header<'_>) -> MessageFlags {
    let mut flags = header.mozilla_status().unwrap_or_default().with(PRIORITIES, false);
    if wants_receipt(header) && !flags.contains(MessageFlags::MDN_SENT) {
        flags = flags.with(MessageFlags::MDN_NEEDED, true);
    }
    if header.first("x-mozilla-status").is_none() {
        flags = flags.with(MessageFlags::READ, is_read(header, flags.is_read()));
    }
    let kind = header.last("content-type").unwrap_or_default().to_ascii_lowercase();
    let is_mixed = memchr::memmem::find(text(&kind), b"multipart/mixed").is_some();
    flags.with(MessageFlags::ATTACHMENT, is_mixed || flags.contains(MessageFlags::ATTACHMENT))
}

/// Whether the last of the fields that ask for a receipt has an address.
fn wants_receipt(header: &Header<'_>) -> bool {
    let names: [&[u8]; 2] = [b"disposition-notification-to", b"return-receipt-to"];
    let asks = |name: &[u8]| names.iter().any(|own| own.eq_ignore_ascii_case(name));
    let mut asking = header.fields().iter().filter(|field| asks(field.name));
    asking.next_back().is_some_and(|field| !field.value.is_empty())
}

/// What `Status` says, as other programs write it.
fn is_read(header: &Header<'_>, otherwise: bool) -> bool {
    let status = header.last("status").unwrap_or_default();
    status.iter().fold(otherwise, |is_read, letter| match letter {
        b'R' | b'O' | b'r' => true,
        b'N' | b'n' | b'U' | b'u' => false,
        _ => is_read,
    })
}

fn set_addresses(edit: &mut HeaderEdit<'_>, header: &Header<'_>) -> Result<(), Error> {
    let from = header.first("from").or(header.first("sender"));
    if let Some(reply) = header.first("reply-to").filter(|reply| Some(*reply) != from) {
        edit.set_reply_to(text(reply))?;
    }
    if let Some(from) = from {
        edit.set_author(text(from))?;
    }
    let [to, cc] = ["to", "cc"].map(|name| joined(header, name));
    let groups = header.last("newsgroups");
    if let Some(to) = to.as_deref().or(cc.as_deref()).or(groups) {
        edit.set_recipients(text(to))?;
    }
    if let Some(cc) = &cc {
        edit.set_cc_list(text(cc))?;
    }
    if let Some(bcc) = header.first("bcc") {
        edit.set_bcc_list(text(bcc))?;
    }
    Ok(())
}

/// All values, with commas between them.
fn joined(header: &Header<'_>, name: &str) -> Option<Vec<u8>> {
    header.first(name)?;
    Some(header.all(name).filter(|value| !value.is_empty()).collect::<Vec<_>>().join(&b','))
}

/// 1970 stands for no date.
fn set_dates(edit: &mut HeaderEdit<'_>, header: &Header<'_>, envelope: Option<i64>) -> Result<(), Error> {
    let behind_semicolon = |line: &[u8]| date::seconds(line.get(memchr::memrchr(b';', line)? + 1..)?);
    let arrivals = header.all("received").filter_map(behind_semicolon);
    let received = arrivals.into_iter().find(|date| *date != 0);
    let delivered = || header.last("delivery-date").and_then(date::seconds);
    let arrived = received.or_else(delivered);
    let written = header.first("date").map(text).and_then(date::seconds);
    let date = written.or(envelope).filter(|date| *date != 0).or(arrived);
    edit.set_date_received(wrapped(arrived.or(written)))?;
    edit.set_date(wrapped(date))?;
    Ok(())
}

/// As Thunderbird stores dates that its 32 bits cannot hold.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "that is what it does")]
fn wrapped(date: Option<i64>) -> u32 {
    date.unwrap_or(0) as u32
}

fn set_others(edit: &mut HeaderEdit<'_>, header: &Header<'_>) -> Result<(), Error> {
    if header.first("x-mozilla-keys").is_some() {
        edit.set_keywords(header.mozilla_keys().collect::<Vec<_>>().join(&b' '))?;
    }
    if let Some(account) = header.first("x-account-key") {
        edit.set_account(text(account))?;
    }
    if let Some(base) = header.last("content-base") {
        edit.set_property("content-base", text(base))?;
    }
    if let Some(charset) = header.last("content-type").map(text).and_then(charset) {
        edit.set_charset(charset)?;
    }
    Ok(())
}

/// The last field that says it counts. Where none does, X-Mozilla-Status may.
fn priority(header: &Header<'_>) -> Priority {
    let is_priority =
        |name: &[u8]| name.eq_ignore_ascii_case(b"priority") || name.eq_ignore_ascii_case(b"x-priority");
    let mut fields = header.fields().iter().filter(|field| is_priority(field.name));
    let stated = fields.next_back().map(|field| text(&field.value)).filter(|text| !text.is_empty());
    let Some(text) = stated else { return noted_priority(header) };
    Priority::from_field(text)
}

fn noted_priority(header: &Header<'_>) -> Priority {
    match header.mozilla_status().unwrap_or_default().0 & PRIORITIES.0 {
        0 => Priority::NONE,
        bits => Priority(bits >> 13),
    }
}

/// The charset that a Content-Type names; the name of the parameter in lower case only.
fn charset(kind: &[u8]) -> Option<&[u8]> {
    let name = kind.get(memchr::memmem::find(kind, b"charset")?..)?;
    let value = name.get(memchr::memchr(b'=', name)? + 1..)?;
    let is_quote = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'"';
    let value = value.get(value.iter().take_while(|byte| is_quote(byte)).count()..)?;
    let length = value.iter().take_while(|byte| !is_quote(byte) && **byte != b';').count();
    value.get(..length).filter(|_| !value.is_empty())
}
