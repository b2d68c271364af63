//! Rows that are no messages, message ids, and messages that are as good as deleted: 12, 13 and 15.

use std::borrow::Cow;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use super::finding::counted;
use super::{CheckReport, Finding, Invariant, Place, Places, Repair, Severity, Subject};
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::key::MessageKey;
use crate::message::MessageHeader;

pub(super) fn check(subject: Subject<'_>, report: &mut CheckReport) {
    let ids = Ids::of(subject);
    report.note(same_ids(&ids));
    report.note(blank_ids(subject));
    report.note(made_ids(subject));
    report.note(detached(subject, &ids));
    report.note(emptied(subject));
    report.note(expunged(subject));
}

/// The lowest key of each message id, and the messages that have the id of another.
#[derive(Debug, Default)]
struct Ids<'c> {
    first: HashMap<Cow<'c, [u8]>, MessageKey>,
    same: Places,
    count: usize,
}

impl<'c> Ids<'c> {
    fn of(subject: Subject<'c>) -> Self {
        let mut ids = Self::default();
        for message in subject.folder.all_messages() {
            let id = message.message_id();
            if !id.is_empty() {
                ids.add(id, message.key());
            }
        }
        ids
    }

    fn add(&mut self, id: Cow<'c, [u8]>, key: MessageKey) {
        match self.first.entry(id) {
            Entry::Vacant(place) => {
                place.insert(key);
            }
            Entry::Occupied(mut first) => {
                let lowest = key.min(*first.get());
                first.insert(lowest);
                self.same.push(Place::Message(key));
                self.count += 1;
            }
        }
    }
}

fn same_ids(ids: &Ids<'_>) -> Option<Finding> {
    ids.same.clone().finding(Invariant::MessageIds, |count| {
        format!(
            "the message id of another message, on {}: a search by id gives the lowest key, in Thunderbird any of them",
            counted(count, "message")
        )
    })
}

fn blank_ids(subject: Subject<'_>) -> Option<Finding> {
    let blank = subject.messages_where(|message| message.message_id().is_empty());
    blank.finding(Invariant::MessageIds, |count| format!("no message id, on {}", counted(count, "message")))
}

/// Thunderbird makes one from the header of a message without.
fn made_ids(subject: Subject<'_>) -> Option<Finding> {
    let made = subject.messages_where(|message| message.message_id().starts_with(b"md5:"));
    let found = made.finding(Invariant::MessageIds, |count| {
        format!(
            "a message id that Thunderbird made up, on {}: a rebuild finds nothing by it",
            counted(count, "message")
        )
    })?;
    Some(found.severe(Severity::Hygiene))
}

fn detached(subject: Subject<'_>, ids: &Ids<'_>) -> Option<Finding> {
    let rows = || leftovers(subject).filter(|row| is_detached(*row));
    let shadows = rows().filter(|row| ids.first.contains_key(&row.message_id())).count();
    let places: Places = rows().map(|row| Place::Message(row.key())).collect();
    let found = places.finding(Invariant::Leftovers, |count| {
        let rows = counted(count, "row");
        let shadows = match shadows {
            0 => String::new(),
            some => format!("; {some} with the message id of a message, which Thunderbird may take for it"),
        };
        format!("{rows} of messages that are in no list{shadows}")
    })?;
    Some(found.repaired_by(Repair::Leftovers))
}

/// What is left of deleted messages goes when Thunderbird writes the file anew.
fn emptied(subject: Subject<'_>) -> Option<Finding> {
    let empty = leftovers(subject).filter(|row| !is_detached(*row));
    let places: Places = empty.map(|row| Place::Message(row.key())).collect();
    let found = places.finding(Invariant::Leftovers, |count| {
        format!("{} of deleted messages, without cells", counted(count, "row"))
    })?;
    Some(found.severe(Severity::Hygiene))
}

fn leftovers(subject: Subject<'_>) -> impl Iterator<Item = MessageHeader<'_>> {
    subject.folder.leftover_rows()
}

pub(super) fn is_detached(row: MessageHeader<'_>) -> bool {
    row.row().is_some_and(|row| !row.is_empty())
}

fn expunged(subject: Subject<'_>) -> Option<Finding> {
    let flag = MessageFlags::EXPUNGED;
    let expunged = subject.messages_where(|message| message.stored_flags().contains(flag));
    expunged.finding(Invariant::Expunged, |count| {
        let field = Field::NumMsgs.name();
        format!(
            "marked as expunged, {}: no list shows them, and Thunderbird counts them in {field}",
            counted(count, "message")
        )
    })
}
