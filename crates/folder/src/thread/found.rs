//! A message founds a thread.

use morkdb::id::Oid;

use super::Thread;
use super::target::Target;
use crate::error::Error;
use crate::field::Field;
use crate::folder::Folder;
use crate::key::{MessageKey, ThreadKey};
use crate::message::MessageHeader;

/// Where keys are looked for when the one that a thread should have is taken: below those that mean something.
const SPARE: u32 = 0xFFFF_FFFC;

/// Makes a thread for a message (`CreateNewThread`).
pub(super) fn found(folder: &mut Folder, row: Oid) -> Result<Target, Error> {
    let key = free_key(folder, ThreadKey::founded_by(MessageKey(row.id)));
    let table = Oid::new(row.scope, key.0);
    let is_reused = make_table(folder, table)?;
    list(folder, key, row)?;
    let meta = folder.file.store_mut().make_meta_row(table, None)?;
    if is_reused {
        folder.file.store_mut().cut_all(meta)?;
    }
    let thread = Target { table, meta };
    thread.put(folder, Field::ThreadRoot, key.0)?;
    thread.put(folder, Field::MetaThreadId, key.0)?;
    folder.state.threads.set_latest(key, 0);
    Ok(thread)
}

/// Makes the table, or empties the one that was left behind. Answers whether there was one.
fn make_table(folder: &mut Folder, table: Oid) -> Result<bool, Error> {
    let kind = folder.state.schema.thread_kind.ok_or(Error::NoSummary)?;
    let store = folder.file.store_mut();
    let is_reused = store.table(table).is_some();
    if is_reused {
        store.cut_all_rows(table)?;
    }
    store.make_table_at(table, kind)?;
    Ok(is_reused)
}

/// Puts a thread among all threads, with the subject of the message that founds it.
pub(super) fn list(folder: &mut Folder, thread: ThreadKey, founder: Oid) -> Result<(), Error> {
    let (Some(scope), Some(all)) = (folder.state.schema.threads, folder.state.schema.threads_table()) else {
        return Err(Error::NoSummary);
    };
    let listed = Oid::new(scope, thread.0);
    if listed.id == Oid::NO_ROW {
        // No row can have that id: a table of it, which only a damaged file has, stays unlisted.
        return Ok(());
    }
    let store = folder.file.store_mut();
    if !store.make_row_at(listed)? {
        store.cut_all(listed)?;
    }
    // Thunderbird adds new rows only: a thread that is founded again cannot be found by its subject when the file is next opened.
    store.add_row(all, listed)?;
    let subject = folder.read().any_row(MessageKey(founder.id)).map(|message| message.subject().into_owned());
    folder.put(listed, Field::ThreadSubject, subject.unwrap_or_default())?;
    Ok(())
}

/// The key that a thread is given: the one it should have, unless another table has that. Thunderbird takes that table over, and
/// loses the hits of a saved search, or messages that are in it; here the thread gets another key, the highest that is free.
fn free_key(folder: &Folder, key: ThreadKey) -> ThreadKey {
    if is_free(folder, key) {
        return key;
    }
    let spare = (0..=SPARE).rev().map(ThreadKey).find(|spare| {
        // A message of this key would want it.
        is_free(folder, *spare) && !folder.read().contains(spare.founder())
    });
    spare.unwrap_or(key)
}

/// Whether there is no table of this id, or only that of a thread whose messages are all gone.
fn is_free(folder: &Folder, key: ThreadKey) -> bool {
    let read = folder.read();
    let Some(table) = read.schema().messages.and_then(|scope| read.store().table(Oid::new(scope, key.0)))
    else {
        return true;
    };
    let is_here = |message: MessageHeader<'_>| message.is_live() && message.thread_key() == key;
    let mut thread = read.thread(key).into_iter();
    let is_shared = table.meta_row().is_some_and(|row| row.uses() > 1);
    !is_shared && thread.next().is_some_and(|thread: Thread<'_>| !thread.all_rows().any(is_here))
}
