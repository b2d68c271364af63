//! Flags of messages, and local copies: 16, 17 and 25.

use super::finding::counted;
use super::{CheckReport, Finding, Invariant, Repair, Severity, Subject};
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::message::MessageHeader;
use crate::number::hex32;
use crate::text::strip_re;

/// What is never to be in a file.
pub(super) const NEVER_STORED: MessageFlags = MessageFlags(MessageFlags::NEW.0 | MessageFlags::VIEW_ONLY.0);

pub(super) fn check(subject: Subject<'_>, report: &mut CheckReport) {
    if subject.has_server() {
        report.note(copies(subject));
    } else {
        report.note(local_copies(subject));
    }
    report.note(never_stored(subject));
    report.note(prefixes(subject));
    report.note(waiting(subject));
    report.note(watched(subject));
}

fn has(message: &MessageHeader<'_>, flags: MessageFlags) -> bool {
    message.stored_flags().intersects(flags)
}

fn on_messages(count: usize) -> String {
    counted(count, "message")
}

fn copies(subject: Subject<'_>) -> Vec<Finding> {
    let has_copy =
        |message: &MessageHeader<'_>| !message.store_token().is_empty() && message.offline_size() > 0;
    let lost = subject.messages_where(|message| has(message, MessageFlags::OFFLINE) && !has_copy(message));
    let unmarked = subject.messages_where(|message| {
        let is_pending = message.is_pending_removal();
        !has(message, MessageFlags::OFFLINE) && !message.store_token().is_empty() && !is_pending
    });
    let lost = lost.finding(Invariant::OfflineCopies, |count| {
        format!("marked as stored here, without a store token or a size: {}", on_messages(count))
    });
    // Thunderbird leaves that when it moves messages on the server, and heeds the mark only.
    let unmarked = unmarked.finding(Invariant::OfflineCopies, |count| {
        format!("a store token without the mark for it, on {}", on_messages(count))
    });
    lost.into_iter().chain(unmarked.map(|found| found.severe(Severity::Hygiene))).collect()
}

fn local_copies(subject: Subject<'_>) -> Option<Finding> {
    let marked =
        subject.messages_where(|message| has(message, MessageFlags::OFFLINE) || message.offline_size() > 0);
    marked.finding(Invariant::OfflineCopies, |count| {
        format!("marked as a copy of what is on a server, in a local folder: {}", on_messages(count))
    })
}

fn never_stored(subject: Subject<'_>) -> Option<Finding> {
    let stored = subject.messages_where(|message| has(message, NEVER_STORED));
    let found = stored.finding(Invariant::Flags, |count| {
        format!("flags that are never to be stored, on {}", on_messages(count))
    })?;
    Some(found.repaired_by(Repair::Flags))
}

fn prefixes(subject: Subject<'_>) -> Option<Finding> {
    let localized = subject.context.localized_re;
    let with_re = subject.messages_where(|message| strip_re(&message.subject(), localized).had_re);
    with_re.finding(Invariant::Flags, |count| {
        format!("a stored subject that begins with Re:, on {}", on_messages(count))
    })
}

/// They are moved to the thread when a message is added.
fn waiting(subject: Subject<'_>) -> Option<Finding> {
    let waits = |message: &MessageHeader<'_>| {
        message.get(Field::ProtoThreadFlags).and_then(|text| hex32(&text)).unwrap_or(0) != 0
            && message.get(Field::ThreadId).is_some()
    };
    let waiting = subject.messages_where(waits);
    waiting.finding(Invariant::ThreadFlags, |count| {
        format!("flags that wait to be moved to a thread, on {}", on_messages(count))
    })
}

fn watched(subject: Subject<'_>) -> Option<Finding> {
    let watched = subject.messages_where(|message| has(message, MessageFlags::WATCHED));
    let found = watched.finding(Invariant::ThreadFlags, |count| {
        format!("the flag for watching, which belongs to the thread, on {}", on_messages(count))
    })?;
    Some(found.severe(Severity::Hygiene))
}
