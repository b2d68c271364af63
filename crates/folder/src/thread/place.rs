//! A message is placed in a thread.

use morkdb::id::Oid;

use super::adopt::{adopt, climbs_to, overtake};
use super::find::find;
use super::found::found;
use super::repair::mend;
use super::target::Target;
use crate::error::Error;
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::folder::Folder;
use crate::key::MessageKey;
use crate::message::MessageHeader;

/// Threads of so many messages are not walked through any more: Thunderbird neither looks for answers to the new message in them,
/// nor for its place by date.
pub(super) const WALKED: u32 = 1000;

/// What has been settled about a message that is being added to a thread.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Settled {
    /// It was moved to its place.
    pub(super) place: bool,
    /// What it answers.
    pub(super) parent: bool,
}

/// Places the row of a new message in a thread, before it is in the table of all messages (`ThreadNewHdr`).
pub(crate) fn place(folder: &mut Folder, row: Oid) -> Result<(), Error> {
    folder.set_parent(row, None)?;
    let message = folder.read().any_row(MessageKey(row.id));
    let found_one = message.and_then(|message| find(folder, message));
    let (thread, parent) = match found_one {
        Some(place) => (Target::open(folder, place.thread)?, place.parent),
        None => (None, None),
    };
    let thread = match thread {
        Some(thread) if thread.len(folder) > 0 => thread,
        Some(thread) => list_again(folder, thread)?,
        None => found(folder, row)?,
    };
    folder.put_number(row, Field::ThreadId, thread.key().0)?;
    add(folder, thread, row, parent)
}

/// A thread that had lost its last message is among all threads again. Thunderbird leaves it out.
fn list_again(folder: &mut Folder, thread: Target) -> Result<Target, Error> {
    let schema = &folder.state.schema;
    if let (Some(scope), Some(all)) = (schema.threads, schema.threads_table()) {
        let listed = Oid::new(scope, thread.key().0);
        let store = folder.file.store_mut();
        store.make_row_at(listed)?;
        store.add_row(all, listed)?;
    }
    Ok(thread)
}

/// Adds a message to a thread (`AddChild`). `parent`: the message in it that it answers.
pub(super) fn add(
    folder: &mut Folder,
    thread: Target,
    row: Oid,
    parent: Option<MessageKey>,
) -> Result<(), Error> {
    let date = folder.number(row, Field::Date).unwrap_or(0);
    if date > thread.number(folder, Field::NewestDate) {
        thread.put(folder, Field::NewestDate, date)?;
    }
    move_flags(folder, thread, row)?;
    let len = sound_len(folder, thread, row, parent)?;
    folder.file.store_mut().add_row(thread.table, row)?;
    thread.set_len(folder, len.saturating_add(1))?;
    if !folder.stored_flags(row).is_read() {
        thread.change_unread(folder, 1)?;
    }
    if parent.is_some() {
        folder.set_parent(row, parent)?;
    }
    if len > 0 {
        let mut settled = Settled { place: false, parent: parent.is_some() };
        settle(folder, thread, row, len, &mut settled)?;
    }
    note_date(folder, thread, row, len);
    Ok(())
}

/// How many messages a thread has. One without any is given the new one as its root, and one whose root is none is mended.
fn sound_len(
    folder: &mut Folder,
    thread: Target,
    row: Oid,
    parent: Option<MessageKey>,
) -> Result<u32, Error> {
    let has_root = |folder: &mut Folder| thread.sound_root(folder).is_some();
    let is_empty = thread.len(folder) == 0;
    if !is_empty && parent.is_none() && !has_root(folder) {
        mend(folder, thread)?;
        if !has_root(folder) {
            thread.set_root(folder, row)?;
        }
    } else if is_empty {
        thread.set_root(folder, row)?;
    }
    Ok(thread.len(folder))
}

/// Where a message belongs among those that are in the thread already, and what it answers.
fn settle(
    folder: &mut Folder,
    thread: Target,
    row: Oid,
    len: u32,
    settled: &mut Settled,
) -> Result<(), Error> {
    let answers = folder.parent(row).is_some();
    if len < WALKED {
        adopt(folder, thread, row, len, settled)?;
    }
    // It is looked for before anything else is moved.
    let later = if settled.place { None } else { later_place(folder, thread, row, len) };
    if !answers && !folder.stored_flags(row).contains(MessageFlags::HAS_RE) {
        overtake(folder, thread, row, settled)?;
    }
    if !settled.parent {
        answer_root(folder, thread, row)?;
    }
    match later {
        Some(place) if !settled.place => thread.move_row(folder, row, place),
        _ => Ok(()),
    }
}

/// What is found nothing to answer answers the root.
fn answer_root(folder: &mut Folder, thread: Target, row: Oid) -> Result<(), Error> {
    let root = thread.root(folder).map(|root| Oid::new(thread.table.scope, root.0));
    match root {
        Some(root) if root != row && !climbs_to(folder, thread, root, row) => {
            folder.set_parent(row, Some(MessageKey(root.id)))
        }
        _ => thread.set_root(folder, row),
    }
}

/// Flags that belong to the thread are moved there from the message.
fn move_flags(folder: &mut Folder, thread: Target, row: Oid) -> Result<(), Error> {
    let own = folder.stored_flags(row);
    if own.contains(MessageFlags::WATCHED) {
        thread.put(folder, Field::ThreadFlags, (thread.flags(folder) | MessageFlags::WATCHED).0)?;
        folder.put_number(row, Field::Flags, own.with(MessageFlags::WATCHED, false).0)?;
    }
    let waiting = folder.number(row, Field::ProtoThreadFlags).unwrap_or(0);
    thread.put(folder, Field::ThreadFlags, thread.flags(folder).0 | waiting)?;
    folder.put_number(row, Field::ProtoThreadFlags, 0)?;
    Ok(())
}

/// The place of the first message, behind the root, that is later than this one. `len`: how many there were before it.
fn later_place(folder: &mut Folder, thread: Target, row: Oid, len: u32) -> Option<usize> {
    let date = folder.number(row, Field::Date).unwrap_or(0);
    if len >= WALKED || folder.state.threads.latest(thread.key()).is_some_and(|latest| date >= latest) {
        return None;
    }
    let dates = folder
        .read()
        .thread(thread.key())?
        .children()
        .take(usize::try_from(len).ok()?)
        .map(MessageHeader::date);
    let found = dates.enumerate().skip(1).find(|(_, other)| date < *other);
    found.map(|(place, _)| place)
}

/// Notes that no message of the thread is after the latest of them, where that is known or soon found.
fn note_date(folder: &mut Folder, thread: Target, row: Oid, len: u32) {
    let date = folder.number(row, Field::Date).unwrap_or(0);
    let known = folder.state.threads.latest(thread.key());
    let latest = if len == 0 { Some(0) } else { known };
    let latest = latest.or_else(|| {
        let few = folder.read().thread(thread.key()).filter(|_| len < WALKED)?;
        few.all_rows().map(MessageHeader::date).max()
    });
    if let Some(latest) = latest.map(|latest| latest.max(date)).filter(|latest| known != Some(*latest)) {
        folder.state.threads.set_latest(thread.key(), latest);
    }
}

/// Whether the user does not want to see a new message: its thread is ignored, or a message that it answers is.
pub(crate) fn is_silenced(folder: &Folder, row: Oid) -> bool {
    let read = folder.read();
    let message = read.any_row(MessageKey(row.id));
    message.is_some_and(|message| read.is_ignored(message) || read.is_killed(message))
}

/// The row is in the table of all messages now: what it refers to is known from here on.
pub(crate) fn added(folder: &mut Folder, row: Oid) {
    if let Some(mut map) = folder.state.threads.take_references() {
        if let Some(message) = folder.read().any_row(MessageKey(row.id)) {
            map.add(message);
        }
        folder.state.threads.put_references(map);
    }
}
