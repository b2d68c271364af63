//! A message comes after its answers, or is older than the root of its thread.

use morkdb::id::Oid;
use morkdb::store::RowRef;

use super::place::{Settled, WALKED};
use super::references::nearest_first;
use super::target::Target;
use crate::error::Error;
use crate::field::Field;
use crate::folder::{Folder, FolderRef};
use crate::key::MessageKey;
use crate::message::MessageHeader;

/// Threads of so few messages are looked through without asking first whether anything refers to the new one.
const FEW: u32 = 32;

/// A new message becomes the parent of those in its thread that answer it. `len`: how many there were before it.
///
/// As in Thunderbird the last message of the thread is passed over once another was found, since the new one was put before that.
pub(super) fn adopt(
    folder: &mut Folder,
    thread: Target,
    new: Oid,
    len: u32,
    settled: &mut Settled,
) -> Result<(), Error> {
    let Some(id) = wanted_id(folder, new, len) else { return Ok(()) };
    let mut rows = first_rows(folder, thread, len);
    let mut place = 0;
    while let Some(&row) = rows.get(place) {
        if is_parent_of(folder.read(), &id, &id, row) {
            if !settled.place {
                put_before(folder, thread, (new, &id), row, place, settled)?;
                rows = first_rows(folder, thread, len);
            }
            // Nothing becomes an answer to what answers it, whatever the references say.
            if !climbs_to(folder, thread, new, row) {
                folder.set_parent(row, Some(MessageKey(new.id)))?;
            }
        }
        place += 1;
    }
    Ok(())
}

/// The message id of a message, if any in its thread may refer to it.
fn wanted_id(folder: &Folder, new: Oid, len: u32) -> Option<Vec<u8>> {
    let read = folder.read();
    let id = read.any_row(MessageKey(new.id))?.message_id();
    let index = read.thread_index();
    let looks = len <= FEW && !index.knows_references();
    let is_wanted = !id.is_empty() && (looks || index.thread_referring_to(read, &id).is_some());
    is_wanted.then(|| id.into_owned())
}

fn first_rows(folder: &Folder, thread: Target, len: u32) -> Vec<Oid> {
    let mut rows = thread.rows(folder);
    rows.truncate(usize::try_from(len).unwrap_or(usize::MAX));
    rows
}

/// Whether a message answers the one of this id: it refers to it, and to none behind it that the folder has (`IsParentOf`).
/// `new` is the id of the message that is being added: the folder has that, too.
fn is_parent_of(folder: FolderRef<'_>, id: &[u8], new: &[u8], row: Oid) -> bool {
    let Some(message) = folder.any_row(MessageKey(row.id)) else { return false };
    let references = message.references();
    if id.is_empty() || memchr::memmem::find(&references, id).is_none() {
        return false;
    }
    let own = message.message_id();
    for reference in nearest_first(&references, &own) {
        if reference == id {
            return true;
        }
        if reference == new || folder.message_by_id(reference).is_some() {
            return false;
        }
    }
    false
}

/// Puts a new message before the first one that answers it, and at the top where that was the root.
fn put_before(
    folder: &mut Folder,
    thread: Target,
    (new, id): (Oid, &[u8]),
    answer: Oid,
    place: usize,
    settled: &mut Settled,
) -> Result<(), Error> {
    thread.move_row(folder, new, place)?;
    settled.place = true;
    let root = thread.root(folder);
    let parent = folder.parent(answer).and_then(|parent| folder.row_in(thread, parent));
    let below_parent = parent.filter(|parent| refers_to(folder.read(), *parent, id));
    let old_root = match below_parent {
        Some(parent) => parent,
        None => answer,
    };
    if root == Some(MessageKey(old_root.id)) {
        if below_parent.is_some() {
            thread.move_row(folder, new, 0)?;
        }
        reroot(folder, thread, new, old_root)?;
        settled.parent = true;
    }
    Ok(())
}

/// Whether the references of a message have this id anywhere (`IsAncestorOf`).
fn refers_to(folder: FolderRef<'_>, row: Oid, id: &[u8]) -> bool {
    let references = folder.any_row(MessageKey(row.id)).map(MessageHeader::references);
    references.is_some_and(|references| memchr::memmem::find(&references, id).is_some())
}

/// A new message, or the one that it answers, becomes the root (`RerootThread`).
fn reroot(folder: &mut Folder, thread: Target, new: Oid, old_root: Oid) -> Result<(), Error> {
    let above = folder.parent(new).filter(|above| Some(*above) != thread.root(folder));
    let root = above.and_then(|above| folder.row_in(thread, above)).unwrap_or(new);
    thread.set_root(folder, root)?;
    let rows = thread.rows(folder);
    hand_over(folder, rows, new, (old_root, root))?;
    thread.move_row(folder, root, 0)?;
    folder.set_parent(root, None)?;
    // Thunderbird may leave the old root without a parent, and shows it as an answer to the new one.
    if folder.parent(old_root).is_none() && old_root != root {
        folder.set_parent(old_root, Some(MessageKey(root.id)))?;
    }
    Ok(())
}

/// What answers the old root without referring to it answers the new one (`ReparentNonReferenceChildrenOf`).
fn hand_over(
    folder: &mut Folder,
    rows: Vec<Oid>,
    new: Oid,
    (old_root, root): (Oid, Oid),
) -> Result<(), Error> {
    let id_of =
        |row: Oid| folder.read().any_row(MessageKey(row.id)).map(|message| message.message_id().into_owned());
    let (id, new) = (id_of(old_root).unwrap_or_default(), id_of(new).unwrap_or_default());
    for row in rows {
        let answers = folder.parent(row) == Some(MessageKey(old_root.id)) && row != root;
        if answers && !is_parent_of(folder.read(), &id, &new, row) {
            folder.set_parent(row, Some(MessageKey(root.id)))?;
        }
    }
    Ok(())
}

/// A new message that answers nothing and is older than the root becomes the root.
pub(super) fn overtake(
    folder: &mut Folder,
    thread: Target,
    new: Oid,
    settled: &mut Settled,
) -> Result<(), Error> {
    let Some(root) = thread.sound_root(folder).filter(|root| *root != new) else { return Ok(()) };
    let date = |row| folder.number(row, Field::Date).unwrap_or(0);
    if date(new) >= date(root) {
        return Ok(());
    }
    let Some(rows) = answers_of(folder, thread, root) else { return Ok(()) };
    thread.set_root(folder, new)?;
    hand_over(folder, rows, new, (root, new))?;
    thread.move_row(folder, new, 0)?;
    folder.set_parent(new, None)?;
    folder.set_parent(root, Some(MessageKey(new.id)))?;
    *settled = Settled { place: true, parent: true };
    Ok(())
}

/// The rows among which the answers of the root are. `None` where it has more answers than a thread that is walked through has
/// messages: the root then stays what it is. Thunderbird changes them all, each time that an older message comes.
fn answers_of(folder: &Folder, thread: Target, root: Oid) -> Option<Vec<Oid>> {
    if thread.len(folder) <= WALKED {
        return Some(thread.rows(folder));
    }
    let read = folder.read();
    let answers = read.thread_index().answers_to(read, root.id);
    let most = usize::try_from(WALKED).ok()?;
    let keys: Vec<u32> = answers.take(most + 1).collect();
    let rows = keys.iter().filter_map(|key| folder.row_in(thread, MessageKey(*key)));
    (keys.len() <= most).then(|| rows.collect())
}

/// Whether one comes upon a message when one goes up from another, which may be a new one. In a circle one goes no further than
/// there are messages.
pub(super) fn climbs_to(folder: &Folder, thread: Target, from: Oid, to: Oid) -> bool {
    let mut row = from;
    for _ in 0..=thread.len(folder) {
        if row == to {
            return true;
        }
        let above = folder.parent(row).filter(|above| above.0 != row.id);
        match above.and_then(|above| row_of(folder, above)) {
            Some(above) => row = above,
            None => return false,
        }
    }
    false
}

fn row_of(folder: &Folder, key: MessageKey) -> Option<Oid> {
    folder.read().any_row(key)?.row().map(RowRef::oid)
}
