//! A message is taken out of its thread.

use morkdb::id::Oid;
use morkdb::store::RowRef;

use super::Thread;
use super::target::Target;
use crate::error::Error;
use crate::field::Field;
use crate::folder::Folder;
use crate::key::MessageKey;
use crate::message::MessageHeader;

/// Threads of more rows are not looked through for answers.
const FEW: usize = 64;

/// Takes the row of a message out of its thread (`RemoveChildHdr`). What answered it answers what it answered; where that is
/// nothing, the first becomes the root, and the others answer that.
pub(crate) fn remove(folder: &mut Folder, row: Oid) -> Result<(), Error> {
    let Some(thread) = Target::of_message(folder, row)? else { return Ok(()) };
    reparent(folder, thread, row)?;
    // Listeners are told of that before the message goes.
    folder.tell();
    take_out(folder, thread, row)
}

/// Takes a row out of a thread and off its counts.
pub(super) fn take_out(folder: &mut Folder, thread: Target, row: Oid) -> Result<(), Error> {
    if thread.place_of(folder, row).is_some() {
        if folder.number(row, Field::Date).unwrap_or(0) == thread.number(folder, Field::NewestDate) {
            thread.put(folder, Field::NewestDate, 0)?;
        }
        if !folder.stored_flags(row).is_read() {
            thread.change_unread(folder, -1)?;
        }
        let len = thread.len(folder).saturating_sub(1);
        thread.set_len(folder, len)?;
    }
    folder.file.store_mut().cut_row(thread.table, row)?;
    if thread.len(folder) == 0 {
        unlist(folder, thread)?;
    }
    Ok(())
}

/// Takes a thread out of the table of all threads. Its own table, its meta row and what its row says stay, as in Thunderbird.
pub(super) fn unlist(folder: &mut Folder, thread: Target) -> Result<(), Error> {
    let schema = &folder.state.schema;
    let (Some(scope), Some(all)) = (schema.threads, schema.threads_table()) else { return Ok(()) };
    let listed = Oid::new(scope, thread.key().0);
    let store = folder.file.store_mut();
    if store.table(all).is_some() && store.row(listed).is_some() {
        store.cut_row(all, listed)?;
    }
    Ok(())
}

/// Gives the answers to a message that goes another parent (`ReparentChildrenOf`).
fn reparent(folder: &mut Folder, thread: Target, gone: Oid) -> Result<(), Error> {
    let mut parent = folder.parent(gone).filter(|parent| parent.0 != gone.id);
    for row in answers(folder, thread, gone) {
        folder.set_parent(row, parent)?;
        if parent.is_none() {
            thread.set_root(folder, row)?;
            parent = Some(MessageKey(row.id));
        }
    }
    Ok(())
}

/// The answers to a message, in the order of the table.
fn answers(folder: &mut Folder, thread: Target, to: Oid) -> Vec<Oid> {
    let read = folder.read();
    let Some(table) = read.thread(thread.key()).map(Thread::table) else { return Vec::new() };
    let key = MessageKey(to.id);
    if table.len() <= FEW {
        let children = read.thread(thread.key()).into_iter().flat_map(Thread::children);
        let answers = children.filter(|child| child.parent() == Some(key) && child.key() != key);
        return answers.filter_map(MessageHeader::row).map(RowRef::oid).collect();
    }
    let keys = read.thread_index().answers_to(read, to.id).filter(|answer| *answer != to.id);
    let rows: Vec<Oid> = keys.map(|answer| Oid::new(to.scope, answer)).collect();
    let mut placed: Vec<(usize, Oid)> = Vec::with_capacity(rows.len());
    for row in rows {
        let is_answer = folder.parent(row) == Some(key);
        if let Some(place) = thread.place_of(folder, row).filter(|_| is_answer) {
            placed.push((place, row));
        }
    }
    placed.sort_unstable_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, row)| row).collect()
}

/// The row has left the table of all messages, and can still be read: what it referred to is forgotten.
pub(crate) fn removed(folder: &mut Folder, row: Oid) {
    if let Some(mut map) = folder.state.threads.take_references() {
        if let Some(message) = folder.read().any_row(MessageKey(row.id)) {
            map.remove(message);
        }
        folder.state.threads.put_references(map);
    }
}
