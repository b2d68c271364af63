//! Keys and counts: 6, 7, 8 and the highest key of 21.

use super::finding::counted;
use super::{CheckReport, Finding, Invariant, Place, Places, Repair, Severity, Subject};
use crate::field::Field;
use crate::folder::Protocol;
use crate::key::{MessageKey, ThreadKey, tables};
use crate::message::MessageHeader;
use crate::number::hex32;

/// The operations that bring a message to the server: it came from another folder, or is a new draft or template, or was added
/// otherwise.
const BRINGS: u32 = 0x8 | 0x10 | 0x20 | 0x100;

pub(super) fn check(subject: Subject<'_>, report: &mut CheckReport) {
    report.note(counts(subject));
    report.note(reserved_keys(subject));
    report.note(fake_keys(subject));
    report.note(thread_one(subject));
    report.note(highest_key(subject));
}

fn counts(subject: Subject<'_>) -> Vec<Finding> {
    // A saved search counts what it has found in other folders.
    if subject.is_search() {
        return Vec::new();
    }
    let counts = subject.folder.recount();
    let both = [
        (Invariant::TotalCount, Field::NumMsgs, counts.total, "message"),
        (Invariant::UnreadCount, Field::NumUnread, counts.unread, "unread message"),
    ];
    let differs = both.into_iter().filter_map(|(invariant, field, real, what)| {
        let stored = subject.info(field).unwrap_or(0);
        let message =
            || format!("{} says {stored}, the folder has {}", field.name(), counted(real as usize, what));
        (stored != real).then(|| Finding::new(invariant, message()).repaired_by(Repair::Counts))
    });
    differs.collect()
}

fn reserved_keys(subject: Subject<'_>) -> Option<Finding> {
    let reserved = subject.messages_where(|message| message.key().0 >= tables::THREADS);
    reserved.finding(Invariant::Keys, |count| {
        format!("a key that stands for a table, on {}", counted(count, "message"))
    })
}

/// Keys of the range for messages that were made while the server could not be reached: a server has no such, and a mailbox has
/// them only where nearly all keys are used up.
fn fake_keys(subject: Subject<'_>) -> Option<Finding> {
    let is_wrong = |message: &MessageHeader<'_>| {
        let key = message.key();
        let is_expected = subject.protocol == Protocol::Imap && is_brought(subject, key);
        key.is_fake() && key.0 < tables::THREADS && !is_expected
    };
    let wrong = subject.messages_where(is_wrong);
    wrong.finding(Invariant::Keys, |count| {
        let what = match subject.protocol {
            Protocol::Imap => "that no offline operation explains",
            _ => "in a folder that has no such keys",
        };
        format!("a key for messages made offline {what}, on {}", counted(count, "message"))
    })
}

fn is_brought(subject: Subject<'_>, key: MessageKey) -> bool {
    let (store, schema) = (subject.folder.store(), subject.folder.schema());
    let row = schema.operations.and_then(|scope| store.row(morkdb::id::Oid::new(scope, key.0)));
    let op = row.and_then(|row| hex32(&row.get(subject.column(Field::Op)?)?.bytes()));
    op.is_some_and(|op| op & BRINGS != 0)
}

/// Table 1 is that of all messages, so no thread can have it.
fn thread_one(subject: Subject<'_>) -> Option<Finding> {
    let one = subject.messages_where(|message| message.thread_key() == ThreadKey(tables::MESSAGES));
    let found = one.finding(Invariant::Keys, |count| {
        format!("the table of all messages as thread, on {}", counted(count, "message"))
    })?;
    Some(found.repaired_by(Repair::Threads))
}

fn highest_key(subject: Subject<'_>) -> Option<Finding> {
    let highest = real_highest(subject.folder.all_messages());
    let stored = subject.info(Field::HighWaterKey).map(MessageKey);
    let (key, stored) = (highest.unwrap_or(MessageKey(0)), stored.unwrap_or(MessageKey(0)));
    let (message, severity) = if stored.is_fake() {
        let what = "highWaterKey is one for messages made offline: Thunderbird looks for the highest anew";
        (what.to_owned(), Severity::Hygiene)
    } else if stored < key {
        (format!("highWaterKey says {stored}, there is a message with key {key}"), Severity::Display)
    } else {
        return None;
    };
    let places: Places = highest.map(Place::Message).into_iter().collect();
    let found = Finding::new(Invariant::ServerState, message).at(places);
    Some(found.severe(severity).repaired_by(Repair::HighestKey))
}

/// The highest key that is one of a server or of a mailbox.
pub(super) fn real_highest<'f>(messages: impl Iterator<Item = MessageHeader<'f>>) -> Option<MessageKey> {
    messages.map(MessageHeader::key).filter(|key| !key.is_fake()).max()
}
