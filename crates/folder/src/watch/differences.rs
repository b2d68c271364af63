//! From two states of a folder to the events between them.

use hashbrown::HashSet;
use morkdb::store::Value;

use super::cells::{CellChange, Comparison};
use crate::events::FolderEvent;
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::folder::FolderRef;
use crate::key::MessageKey;
use crate::message::MessageHeader;
use crate::number::hex32;
use crate::thread::Thread;

/// Tells the events that lead from one state of a folder to another: what answers another message now, deletions, additions,
/// flags, other columns, flags of threads, folder information. Made to a copy of the old state, they give the new one.
///
/// A message whose message id is another one is another message, deleted and added: a mailbox that was read again gives keys
/// anew. Nothing is told where columns are written in another way, or in another order, or where messages have changed places.
///
/// This takes time linear in the size of both, and memory for what differs.
///
/// ```
/// use morkdb_folder::{Folder, FolderEvent, watch::differences};
/// let path = "../../testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf";
/// let (old, mut new) = (Folder::open(path)?, Folder::open(path)?);
/// let key = new.read().messages().next().expect("it has messages").key();
/// new.delete(key)?;
/// let mut deleted = Vec::new();
/// differences(old.read(), new.read(), &mut |event| {
///     if let FolderEvent::HeaderDeleted { message, .. } = event {
///         deleted.push(message.key());
///     }
/// });
/// assert_eq!(deleted, [key]);
/// # Ok::<(), morkdb_folder::Error>(())
/// ```
pub fn differences<'f>(old: FolderRef<'f>, new: FolderRef<'f>, tell: &mut dyn FnMut(&FolderEvent<'f>)) {
    let mut cells = Comparison::of(old.store(), new.store());
    let rows = Rows::of(old, new, &mut cells);
    rows.tell_parents(tell);
    rows.tell_deleted(old, tell);
    rows.tell_added(tell);
    rows.tell_flags(old, new, tell);
    rows.tell_properties(tell);
    tell_threads(old, new, tell);
    tell_info(old, new, &mut cells, tell);
}

/// What became of the messages.
#[derive(Default)]
struct Rows<'f> {
    added: Vec<MessageHeader<'f>>,
    deleted: Vec<MessageHeader<'f>>,
    /// Cells of those that are in both, in the order of the new table.
    changed: Vec<(MessageHeader<'f>, CellChange<'f>)>,
}

impl<'f> Rows<'f> {
    fn of(old: FolderRef<'f>, new: FolderRef<'f>, cells: &mut Comparison<'f>) -> Self {
        let mut rows = Self::default();
        let mut replaced = HashSet::new();
        for message in new.all_messages() {
            match (old.message(message.key()).and_then(MessageHeader::row), message.row()) {
                (Some(before), Some(row)) if cells.is_same(before, row) => {}
                (Some(before), Some(row)) if !is_another(old.header(before), message) => {
                    cells
                        .changes(Some(before), Some(row), &mut |change| rows.changed.push((message, change)));
                }
                (before, _) => {
                    replaced.extend(before.map(|_| message.key()));
                    rows.added.push(message);
                }
            }
        }
        let is_gone =
            |message: &MessageHeader<'f>| !new.contains(message.key()) || replaced.contains(&message.key());
        rows.deleted.extend(old.all_messages().filter(is_gone));
        rows
    }

    fn tell_parents(&self, tell: &mut dyn FnMut(&FolderEvent<'f>)) {
        for (message, change) in &self.changed {
            if is(change, Field::ThreadParent) {
                let parent = |value| MessageKey::new(number(value).unwrap_or(MessageKey::NONE));
                let (old, new) = (parent(change.old), parent(change.new));
                if old != new {
                    tell(&FolderEvent::ParentChanged { key: message.key(), old, new });
                }
            }
        }
    }

    fn tell_deleted(&self, old: FolderRef<'f>, tell: &mut dyn FnMut(&FolderEvent<'f>)) {
        for &message in &self.deleted {
            let flags = message.stored_flags() | MessageFlags::EXPUNGED;
            let flags = flags.with(MessageFlags::NEW, old.is_new(message.key()));
            tell(&FolderEvent::HeaderDeleted { message, parent: message.parent(), flags });
        }
    }

    fn tell_added(&self, tell: &mut dyn FnMut(&FolderEvent<'f>)) {
        for &message in &self.added {
            tell(&FolderEvent::HeaderAdded { message, parent: message.parent(), flags: message.flags() });
        }
    }

    fn tell_flags(&self, old: FolderRef<'f>, new: FolderRef<'f>, tell: &mut dyn FnMut(&FolderEvent<'f>)) {
        for (message, change) in self.changed.iter().filter(|(_, change)| is(change, Field::Flags)) {
            let (before, after) = (flags(change.old), flags(change.new));
            if before != after {
                let key = message.key();
                tell(&FolderEvent::FlagsChanged {
                    message: *message,
                    old: before.with(MessageFlags::NEW, old.is_new(key)),
                    new: after.with(MessageFlags::NEW, new.is_new(key)),
                });
            }
        }
    }

    fn tell_properties(&self, tell: &mut dyn FnMut(&FolderEvent<'f>)) {
        for (message, change) in &self.changed {
            if is(change, Field::Flags) || is(change, Field::ThreadParent) {
                continue;
            }
            if is(change, Field::JunkScore) && !is_first_good(change) {
                tell(&FolderEvent::JunkScoreChanged);
            }
            tell(&FolderEvent::PropertyChanged {
                message: *message,
                name: change.name.clone(),
                old: change.old.map(Value::bytes),
                new: change.new.map(Value::bytes),
            });
        }
    }
}

fn is(change: &CellChange<'_>, field: Field) -> bool {
    *change.name == *field.name().as_bytes()
}

fn number(value: Option<Value<'_>>) -> Option<u32> {
    hex32(&value?.bytes())
}

fn flags(value: Option<Value<'_>>) -> MessageFlags {
    MessageFlags(number(value).unwrap_or(0))
}

/// Whether the same key stands for another message.
fn is_another(old: MessageHeader<'_>, new: MessageHeader<'_>) -> bool {
    let (old, new) = (old.message_id(), new.message_id());
    !old.is_empty() && !new.is_empty() && old != new
}

/// That a message is good is no news where nobody had judged it.
fn is_first_good(change: &CellChange<'_>) -> bool {
    change.old.is_none_or(|old| old.bytes().is_empty()) && change.new.is_some_and(|new| *new.bytes() == *b"0")
}

/// Of the threads that there are: one that has no messages any more has no flags.
fn tell_threads<'f>(old: FolderRef<'f>, new: FolderRef<'f>, tell: &mut dyn FnMut(&FolderEvent<'f>)) {
    for thread in new.threads() {
        let before = old.thread(thread.key()).filter(|thread| !thread.is_empty());
        let before = before.map_or(MessageFlags::default(), Thread::flags);
        if before != thread.flags() {
            tell(&FolderEvent::ThreadFlagsChanged { thread: thread.key(), old: before, new: thread.flags() });
        }
    }
}

fn tell_info<'f>(
    old: FolderRef<'f>,
    new: FolderRef<'f>,
    cells: &mut Comparison<'f>,
    tell: &mut dyn FnMut(&FolderEvent<'f>),
) {
    cells.changes(old.info_row(), new.info_row(), &mut |change| {
        tell(&FolderEvent::InfoChanged {
            name: change.name,
            old: change.old.map(Value::bytes),
            new: change.new.map(Value::bytes),
        });
    });
}
